"""Exports: a request -> every article that answers its question, as a table or as lines."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import chain, islice

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from archive.api.rows import article_row
from archive.feeds.views import unreadable
from archive.search import ask
from archive.search.filters import ArticleFilter, reasons_of

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
        return unreadable(reasons_of(asked_for))
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
