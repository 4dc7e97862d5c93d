"""Exports: a request -> all that answers its question, as a table or as lines."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from archive.api.rows import article_row, meeting_row
from archive.feeds.views import unreadable
from archive.models import Event
from archive.search import ask, effort
from archive.search.filters import ArticleFilter, reasons_of
from archive.search.lists import MeetingFilter
from archive.search.matrix import MatrixFilter, Met

EXPORT_CHUNK = 500
# A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

CSV = "text/csv; charset=utf-8"
NDJSON = "application/x-ndjson; charset=utf-8"
Lines = Callable[[Iterator[dict]], Iterator[str]]

ARTICLE_COLUMNS = [
    "id", "title", "published_at", "outlet", "language", "people", "places", "original_url",
    "address",
]  # fmt: skip
MEETING_COLUMNS = [
    "id", "address", "kind", "tags", "stage", "date", "date_precision", "place", "place_name",
    "country", "people", "people_names", "other_names", "host", "articles", "outlets",
]  # fmt: skip
PAIR_COLUMNS = ["person", "person_name", "other", "other_name", "meetings", "first", "last"]


def export_csv(request: HttpRequest) -> HttpResponseBase:
    """Every article that answers the question, in its order, as a table; no cap."""
    lines = partial(_csv_lines, ARTICLE_COLUMNS, _article_cells)
    return _articles(request, lines, CSV, "articles.csv")


def export_ndjson(request: HttpRequest) -> HttpResponseBase:
    """Every article that answers the question, in its order, one JSON object a line."""
    return _articles(request, _json_lines, NDJSON, "articles.ndjson")


def meetings_csv(request: HttpRequest) -> HttpResponseBase:
    """Every meeting that answers the question, newest first, as a table; no cap."""
    lines = partial(_csv_lines, MEETING_COLUMNS, _meeting_cells)
    return _meetings(request, lines, CSV, "meetings.csv")


def meetings_ndjson(request: HttpRequest) -> HttpResponseBase:
    """Every meeting that answers the question, newest first, one JSON object a line."""
    return _meetings(request, _json_lines, NDJSON, "meetings.ndjson")


def matrix_csv(request: HttpRequest) -> HttpResponseBase:
    """Every two leaders of the table of who met whom that met: how often, first and last."""
    asked_for = MatrixFilter(request.GET)
    if not asked_for.is_valid():
        return unreadable(reasons_of(asked_for))
    rows = map(_pair_cells, asked_for.pairs)
    return _sent(_csv_lines(PAIR_COLUMNS, dict, rows), CSV, "who-met-whom.csv")


def _articles(request: HttpRequest, lines: Lines, media_type: str, name: str) -> HttpResponseBase:
    asked_for = ArticleFilter(request.GET)
    if not asked_for.is_valid():
        return unreadable(reasons_of(asked_for))
    found = (
        article
        for pks in _in_chunks(ask.every_id(asked_for.question))
        for article in ask.articles_of(pks)
    )
    return _sent(lines(map(article_row, found)), media_type, name)


def _meetings(request: HttpRequest, lines: Lines, media_type: str, name: str) -> HttpResponseBase:
    asked_for = MeetingFilter(request.GET)
    if not asked_for.is_valid():
        return unreadable(reasons_of(asked_for))
    # The numbers at once, the rows as they are sent: as many as there are of either.
    ids = asked_for.matching.newest_first().values_list("pk", flat=True)
    found = (
        event
        for pks in _in_chunks(iter(ids))
        for event in Event.objects.filter(pk__in=pks).with_coverage().newest_first()
    )
    return _sent(lines(map(meeting_row, found)), media_type, name)


def _in_chunks(ids: Iterator[int]) -> Iterator[list[int]]:
    while chunk := list(islice(ids, EXPORT_CHUNK)):
        yield chunk


def _sent(text: Iterator[str], media_type: str, name: str) -> HttpResponseBase:
    # The first piece now: once the answer has begun, no failure can be said any more.
    pieces = effort.sent(text)
    begun = chain(list(islice(pieces, 1)), pieces)
    response = StreamingHttpResponse(begun, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json_lines(rows: Iterator[dict]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv_lines(
    columns: list[str], cells_of: Callable[[dict], dict], rows: Iterator[dict]
) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    # The byte-order mark tells a spreadsheet that the table is UTF-8.
    line.write("\ufeff")
    writer.writerow(columns)
    for row in rows:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        cells = cells_of(row)
        writer.writerow([_cell(cells[column]) for column in columns])
    yield line.getvalue()


def _article_cells(row: dict) -> dict:
    names = {key: _joined(each["name"] for each in row[key]) for key in ("people", "places")}
    return row | names | {"outlet": row["outlet"]["name"]}


def _meeting_cells(row: dict) -> dict:
    place, country = row["place"] or {}, row["country"] or {}
    return row | {
        "tags": _joined(row["tags"]),
        "place": place.get("slug"),
        "place_name": place.get("name"),
        "country": country.get("slug"),
        "people": _joined(person["slug"] for person in row["people"]),
        "people_names": _joined(person["name"] for person in row["people"]),
        "other_names": _joined(row["other_names"]),
        "outlets": _joined(dict.fromkeys(each["outlet"]["name"] for each in row["coverage"])),
    }


def _pair_cells(met: Met) -> dict:
    return {
        "person": met.person.slug,
        "person_name": str(met.person),
        "other": met.other.slug,
        "other_name": str(met.other),
        "meetings": met.count,
        "first": met.first.iso,
        "last": met.last.iso,
    }


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
