"""Views: a request -> a feed or an export of the question in its address."""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from itertools import chain, islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from archive.api.rows import article_row
from archive.feeds import entries, write
from archive.models import Article
from archive.pages.links import absolute, asked, with_query
from archive.pages.people import person_by_slug
from archive.pages.places import place_by_slug
from archive.search import ask, indexer, queue
from archive.search.filters import ArticleFilter, reasons_of
from archive.search.lists import MeetingFilter

LENGTH = 50
# Readers may keep a feed for a quarter of an hour.
MAX_AGE_SECONDS = 900

FORMATS: dict[str, tuple[Callable[[write.Feed, str], bytes], str]] = {
    "rss": (write.rss, "application/rss+xml; charset=utf-8"),
    "atom": (write.atom, "application/atom+xml; charset=utf-8"),
    "json": (write.json_feed, "application/feed+json; charset=utf-8"),
}


def search_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The newest articles that answer the question in the address."""
    asked_for = ArticleFilter(request.GET)
    if not asked_for.is_valid():
        return _unreadable(reasons_of(asked_for))
    words = (request.GET.get("q") or "").strip()
    title = f"Articles: {words}" if words else "Articles"
    return _article_feed(request, extension, asked_for, title, reverse("search"))


def person_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The newest articles that name a person."""
    person, _ = person_by_slug(slug)
    asked_for = ArticleFilter({"leader": [person.slug]})
    return _article_feed(request, extension, asked_for, str(person), person.get_absolute_url())


def place_feed(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The newest articles that name a place, or a place in a country."""
    place, _ = place_by_slug(slug)
    name = "country" if place.kind == "country" else "city"
    asked_for = ArticleFilter({name: [place.slug]})
    return _article_feed(request, extension, asked_for, str(place), place.get_absolute_url())


def meeting_feed(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The newest published meetings, one item each, by the page's parameters."""
    asked_for = MeetingFilter(request.GET)
    if not asked_for.is_valid():
        return _unreadable(reasons_of(asked_for))
    people = [str(person) for person in asked_for.form.cleaned_data["leader"]]
    title = f"Meetings of {' and '.join(people)}" if people else "Meetings"
    return _meeting_feed(request, extension, asked_for, title, reverse("meeting-list"))


def pair_feed(request: HttpRequest, slug: str, other_slug: str, extension: str) -> HttpResponseBase:
    """The meetings of two people."""
    person, _ = person_by_slug(slug)
    other, _ = person_by_slug(other_slug)
    asked_for = MeetingFilter({"leader": [person.slug, other.slug]})
    page = reverse("pair-detail", args=sorted([person.slug, other.slug]))
    return _meeting_feed(request, extension, asked_for, f"Meetings of {person} and {other}", page)


def _article_feed(
    request: HttpRequest, extension: str, asked_for: ArticleFilter, title: str, page: str
) -> HttpResponseBase:
    # Before the articles are read: what changes meanwhile is newer than this.
    changed_at = _last_modified()
    found = ask.find(asked_for.question.sorted_by("newest"), 0, LENGTH)
    bodies = dict(Article.objects.filter(pk__in=found.ids).values_list("pk", "body"))
    items = entries.of_articles(found.articles(), bodies)
    return _feed(request, extension, items, title, page, changed_at)


def _meeting_feed(
    request: HttpRequest, extension: str, asked_for: MeetingFilter, title: str, page: str
) -> HttpResponseBase:
    items = entries.of_meetings(asked_for.meetings[:LENGTH])
    # Without a date: the database notes changes of articles, not of who took part.
    return _feed(request, extension, items, title, page, None)


def _feed(
    request: HttpRequest,
    extension: str,
    items: list[entries.Entry],
    title: str,
    page: str,
    changed_at: int | None,
) -> HttpResponseBase:
    parameters = asked(request.GET)
    feed = write.Feed(
        title=title,
        page_url=absolute(with_query(page, parameters)),
        feed_url=absolute(with_query(request.path, parameters)),
        entries=items,
    )
    written, media_type = FORMATS[extension]
    body = written(feed, settings.SITE_NAME)
    response = HttpResponse(body, content_type=media_type)
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    # Of the content, so that a correction or a deletion is a change too.
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if changed_at:
        response["Last-Modified"] = http_date(changed_at)
    return get_conditional_response(request, response["ETag"], changed_at, response)  # type: ignore[return-value]


def _last_modified() -> int | None:
    """When the archive last changed, for readers who ask by date alone.

    The header counts whole seconds: within the second of a change another may follow, so
    for that long none is given; nor while the index does not hold the change yet.
    """
    changed_at = queue.last_change_at()
    if changed_at is None or indexer.lag() != datetime.timedelta(0):
        return None
    if timezone.now() - changed_at < datetime.timedelta(seconds=2):
        return None
    return int(changed_at.timestamp())


def _unreadable(reasons: dict[str, str]) -> HttpResponse:
    text = "".join(f"{name}: {reason}\n" for name, reason in reasons.items())
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


# --- Exports --------------------------------------------------------------------

EXPORT_CHUNK = 500
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_csv(request: HttpRequest) -> HttpResponseBase:
    """Every article that answers the question, newest first, as a table; no cap."""
    return _export(request, _csv_lines, "text/csv; charset=utf-8", "articles.csv")


def export_ndjson(request: HttpRequest) -> HttpResponseBase:
    """Every article that answers the question, newest first, one JSON object a line."""
    return _export(request, _json_lines, "application/x-ndjson; charset=utf-8", "articles.ndjson")


def _export(
    request: HttpRequest,
    lines: Callable[[Iterator[dict]], Iterator[str]],
    media_type: str,
    name: str,
) -> HttpResponseBase:
    asked_for = ArticleFilter(request.GET)
    if not asked_for.is_valid():
        return _unreadable(reasons_of(asked_for))
    text = lines(_rows(ask.every_id(asked_for.question)))
    # The first piece now: once the answer has begun, no failure can be said any more.
    response = StreamingHttpResponse(chain(list(islice(text, 1)), text), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(ids: Iterator[int]) -> Iterator[dict]:
    chunk: list[int] = []
    for pk in ids:
        chunk.append(pk)
        if len(chunk) == EXPORT_CHUNK:
            yield from map(article_row, ask.Found(0, chunk).articles())
            chunk = []
    yield from map(article_row, ask.Found(0, chunk).articles())


def _json_lines(rows: Iterator[dict]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv_lines(rows: Iterator[dict]) -> Iterator[str]:
    columns = [
        "id",
        "title",
        "published_at",
        "outlet",
        "language",
        "people",
        "places",
        "original_url",
        "address",
    ]
    line = io.StringIO()
    writer = csv.writer(line)
    # The byte-order mark tells a spreadsheet that the table is UTF-8.
    line.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        names = {key: "; ".join(each["name"] for each in row[key]) for key in ("people", "places")}
        cells = row | names | {"outlet": row["outlet"]["name"]}
        writer.writerow([_cell(cells[column]) for column in columns])
    yield line.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
