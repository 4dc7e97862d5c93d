"""The page of who met whom: leaders against leaders, every number a link to its meetings."""

from dataclasses import dataclass
from math import ceil, sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.addresses import pair_path, replaced, with_only
from archive.models import Person
from archive.pages.coverage_line import archive_span
from archive.pages.lists import meetings_shown
from archive.search.matrix import MOST_LEADERS, MatrixFilter, Met

# Shades in static/archive/site.css: met-1 to met-5.
SHADES = 5
OTHERS_OFFERED = 12


@dataclass(frozen=True)
class Cell:
    """How often two leaders met: the number, its meetings, and a shade from 1 to 5."""

    count: int
    url: str
    shade: int
    is_of_one: bool = False


@dataclass(frozen=True)
class Row:
    """A leader, the number with every other, and the table without this leader."""

    person: Person
    cells: list[Cell]
    url_without: str


@dataclass(frozen=True)
class Pair:
    """Two leaders who met: how often, when first and last, and the pages on it."""

    met: Met
    meetings_url: str
    page_url: str


@dataclass(frozen=True)
class Offer:
    """Somebody who may be added, and the table with them."""

    person: Person
    url: str


def matrix(request: HttpRequest) -> HttpResponse:
    """Who met whom how often; `leader` says who stands in the table."""
    asked = MatrixFilter(request.GET)
    shown = meetings_shown(request, asked, "matrix")
    context = shown | {
        "rows": _rows(request, asked),
        "pairs": [_pair(request, met) for met in asked.pairs],
        "others": _others(request, asked),
        "most": MOST_LEADERS,
        "largest": _largest(asked),
        "url_anew": replaced(request.GET, request.path, leader=None),
        "span": archive_span(),
    }
    return render(request, "archive/matrix.html", context, status=400 if shown["reasons"] else 200)


def _rows(request: HttpRequest, asked: MatrixFilter) -> list[Row]:
    slugs = [person.slug for person in asked.leaders]
    largest = _largest(asked)
    return [
        Row(
            person,
            [_cell(request, asked, person, other, largest) for other in asked.leaders],
            with_only(request.GET, request.path, "leader", [s for s in slugs if s != person.slug]),
        )
        for person in asked.leaders
    ]


def _cell(
    request: HttpRequest, asked: MatrixFilter, person: Person, other: Person, largest: int
) -> Cell:
    met = asked.met.get((person.pk, other.pk))
    count = met.count if met else 0
    if person == other:
        return Cell(count, _meetings_of(request, person), 0, is_of_one=True)
    # By the root: else all but the few who meet all the time would look alike.
    shade = ceil(SHADES * sqrt(count / largest)) if count else 0
    return Cell(count, _meetings_of(request, person, other), shade)


def _largest(asked: MatrixFilter) -> int:
    return max((met.count for met in asked.pairs), default=0)


def _pair(request: HttpRequest, met: Met) -> Pair:
    return Pair(met, _meetings_of(request, met.person, met.other), pair_path(met.person, met.other))


def _meetings_of(request: HttpRequest, *people: Person) -> str:
    """The list of exactly the meetings that a number counts."""
    slugs = list(dict.fromkeys(person.slug for person in people))
    return with_only(request.GET, reverse("meeting-list"), "leader", slugs)


def _others(request: HttpRequest, asked: MatrixFilter) -> list[Offer]:
    """Those with most meetings of all who are not in the table, while it has room."""
    slugs = [person.slug for person in asked.leaders]
    if not slugs or len(slugs) >= MOST_LEADERS:
        return []
    others = [person for person in asked.most_met if person.slug not in slugs]
    return [
        Offer(person, with_only(request.GET, request.path, "leader", [*slugs, person.slug]))
        for person in others[:OTHERS_OFFERED]
    ]
