"""The page of an article."""

import datetime
from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from archive.addresses import replaced
from archive.models import Article, Event, Mention
from archive.models.choices import Stage
from archive.pages.marks import marked_paragraphs, marked_title, why_not_known
from archive.pages.matches import matches_shown, question_query


def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """An article with the people, places and meetings in it; a wrong slug redirects."""
    with_records = Mention.objects.select_related("person", "location").order_by("start")
    articles = Article.objects.select_related("outlet")
    article = articles.prefetch_related(Prefetch("mentions", with_records)).filter(pk=pk).first()
    if article is None:
        raise Http404("There is no such article in the archive.")
    if slug != article.slug:
        address = article.get_absolute_url() + question_query(request.GET)
        return redirect(address, permanent=True)
    mentions = list(article.mentions.all())
    is_marked = request.GET.get("marks") != "off"
    marks = mentions if is_marked else []
    found = matches_shown(request, article)
    # Not by a join to coverage: the number of articles would count this one alone.
    covered = Event.objects.public().filter(pk__in=article.coverage.values("event"))
    meetings = list(covered.for_listing().newest_first())
    return render(
        request,
        "archive/article.html",
        {
            "article": article,
            "clock": outlet_clock(article),
            "heading": marked_title(article, marks, found.title if found else ()),
            "paragraphs": marked_paragraphs(article, marks, found.body if found else ()),
            "found": found,
            "is_of_a_search": bool(question_query(request.GET)),
            "is_marked": is_marked,
            # Remembered by the address alone.
            "other_marks_url": replaced(
                request.GET, request.path, marks="off" if is_marked else None
            ),
            "candidates": _candidates(mentions),
            "people": _in_order_of_mentions(m.person for m in mentions if m.person),
            "places": _in_order_of_mentions(m.location for m in mentions if m.location),
            "meetings": [event for event in meetings if event.stage == Stage.HELD],
            "not_held": [event for event in meetings if event.stage != Stage.HELD],
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


def _candidates(mentions: Iterable[Mention]) -> list[tuple[str, str, str, int]]:
    """People the archive does not know: label, key, why, and number of mentions."""
    counts: dict[str, int] = {}
    first: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind == Mention.Kind.PERSON and mention.person is None:
            counts[mention.label_key] = counts.get(mention.label_key, 0) + 1
            first.setdefault(mention.label_key, mention)
    return [
        (first[key].label or first[key].surface, key, why_not_known(first[key]), count)
        for key, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]


def _in_order_of_mentions(records) -> list[tuple]:
    """Each record once with its number of mentions, the most mentioned first."""
    counts: dict = {}
    for record in records:
        counts[record] = counts.get(record, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])
