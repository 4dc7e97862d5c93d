"""Views: a request -> one page of an answer as JSON, or 400 with the reason."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django_filters import FilterSet

from archive.addresses import absolute, question_pairs, with_query
from archive.api import rows
from archive.search import ask
from archive.search.filters import ArticleFilter, reasons_of
from archive.search.lists import MeetingFilter, PersonFilter, PlaceFilter
from archive.search.saying import said

PAGE_SIZE, LARGEST_PAGE = 20, 100


class UnreadableError(Exception):
    """A parameter that cannot be read: (parameter, reason)."""


def article_list(request: HttpRequest) -> JsonResponse:
    """Articles, by the parameters of the search page, in its order; `after` leads on to the end."""
    asked_for = ArticleFilter(request.GET)
    reasons = reasons_of(asked_for)
    try:
        size = _number(request, "page_size", PAGE_SIZE, LARGEST_PAGE)
        if not reasons:
            question = asked_for.question
            found = ask.find(question, size, request.GET.get("after", ""))
    except UnreadableError as error:
        reasons = reasons | {error.args[0]: error.args[1]}
    except ask.PlaceUnreadable as error:
        reasons = {"after": str(error)}
    if reasons:
        return _json({"errors": reasons}, status=400)
    pairs = [*question_pairs(request.GET), ("after", found.next), ("page_size", str(size))]
    return _json(
        {
            "count": found.count,
            "next": absolute(with_query(request.path, pairs)) if found.next else None,
            "question": said(question),
            "notes": question.words.notes,
            "index_behind_seconds": round(found.behind.total_seconds(), 1),
            "results": [rows.article_row(article) for article in found.articles()],
        }
    )


def person_list(request: HttpRequest) -> JsonResponse:
    """People, those named most first; `q` takes any form of a name."""
    return _answer(request, PersonFilter(request.GET), _page_of("people", rows.person_row))


def place_list(request: HttpRequest) -> JsonResponse:
    """Places, those named most first; `q`, `kind`, `country`."""
    return _answer(request, PlaceFilter(request.GET), _page_of("places", rows.place_row))


def meeting_list(request: HttpRequest) -> JsonResponse:
    """Meetings, newest first, by the parameters of the page of meetings."""

    def page(asked_for: MeetingFilter, offset: int, size: int) -> tuple[int, list[dict]]:
        events = asked_for.matching.with_coverage().newest_first()[offset : offset + size]
        return asked_for.matching.count(), [rows.meeting_row(event) for event in events]

    asked_for = MeetingFilter(request.GET)
    return _answer(request, asked_for, page, notes=asked_for.words.notes)


def _page_of(answer: str, row: Callable) -> Callable:
    def page(asked_for: FilterSet, offset: int, size: int) -> tuple[int, list[dict]]:
        records = getattr(asked_for, answer)
        return len(records), [row(record) for record in records[offset : offset + size]]

    return page


def _answer(
    request: HttpRequest, asked_for: FilterSet, page: Callable, **said_too: object
) -> JsonResponse:
    reasons = reasons_of(asked_for)
    try:
        size = _number(request, "page_size", PAGE_SIZE, LARGEST_PAGE)
        number = _number(request, "page", 1, 1_000_000)
        if not reasons:
            count, results = page(asked_for, (number - 1) * size, size)
    except UnreadableError as error:
        reasons = reasons | {error.args[0]: error.args[1]}
    if reasons:
        return _json({"errors": reasons}, status=400)

    def address(other: int) -> str:
        pairs = [*question_pairs(request.GET), ("page", str(other)), ("page_size", str(size))]
        return absolute(with_query(request.path, pairs))

    return _json(
        {
            "count": count,
            "next": address(number + 1) if number * size < count else None,
            "previous": address(number - 1) if number > 1 else None,
            **said_too,
            "results": results,
        }
    )


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        raise UnreadableError(name, f"“{text[:20]}” is not a whole number from 1 to {most}.")
    return int(text)


def _json(data: dict, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    # Public data, read-only: scripts on other sites may have it.
    response["Access-Control-Allow-Origin"] = "*"
    return response
