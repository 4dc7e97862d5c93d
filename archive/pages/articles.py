"""The page of an article."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.models import Article, Event
from archive.pages.marks import marked_paragraphs, marked_title


def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """An article with the people, places and meetings in it; a wrong slug redirects."""
    article = Article.objects.select_related("outlet").filter(pk=pk).first()
    if article is None:
        raise Http404("There is no such article in the archive.")
    if slug != article.slug:
        return redirect(article, permanent=True)
    mentions = list(article.mentions.select_related("person", "location").order_by("start"))
    return render(
        request,
        "archive/article.html",
        {
            "article": article,
            "clock": outlet_clock(article),
            "heading": marked_title(article, mentions),
            "paragraphs": marked_paragraphs(article, mentions),
            "people": _in_order_of_mentions(m.person for m in mentions if m.person),
            "places": _in_order_of_mentions(m.location for m in mentions if m.location),
            # Not by a join to coverage: the number of articles would count this one alone.
            "meetings": Event.objects.published()
            .filter(pk__in=article.coverage.values("event"))
            .for_listing()
            .newest_first(),
            "version_count": article.versions.count(),
        },
    )


def outlet_clock(article: Article) -> str:
    """The hour of publication on the outlet's own clock: 17:20 (UTC+06:00)."""
    if article.published_at is None:
        return ""
    zone = datetime.timezone(datetime.timedelta(minutes=article.utc_offset_minutes))
    # As text: a template would turn an instant back to the server's zone.
    return f"{article.published_at.astimezone(zone):%H:%M (%Z)}".replace("(UTC)", "(UTC+00:00)")


def _in_order_of_mentions(records) -> list[tuple]:
    """Each record once with its number of mentions, the most mentioned first."""
    counts: dict = {}
    for record in records:
        counts[record] = counts.get(record, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])
