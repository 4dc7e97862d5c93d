"""Facets: the ways to narrow a question, each value with its exact number of articles.

Counts come from search/counting.py; here they get names and addresses.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from archive.addresses import added, question_pairs, replaced, with_only
from archive.models import Location, Outlet, Person
from archive.models.places import PlaceKind
from archive.search import counting
from archive.search.dates import day_of
from archive.search.filters import CODES, MOST_VALUES, ArticleFilter, Question
from archive.search.opened import State
from archive.search.related import LOOKED_AT, related

LABELS = {
    "leader": "Leader",
    "city": "City",
    "country": "Country",
    "year": "Year",
    "month": "Month",
    "outlet": "Outlet",
    "language": "Language",
    "kind": "Kind of meeting",
}
# Of the filters of which any value will do, one more widens the answer.
ANY_OF = ("city", "country", "outlet", "language", "kind")

# So many values stand open; the others and the facets asked for less often are folded.
_OPEN_VALUES = 6
_FOLDED = ("month", "language", "kind")
# Months of so many years fit beside the results.
_YEARS_OF_MONTHS = 2

# Every month that a date in the archive can have, and more.
_EVERY_MONTH = 3000
# What the index counts for a page. Years are summed up from the months. Regions are among the
# counted places; as many again leave enough without them.
_SIZES = {
    **dict.fromkeys(("leader", "country", "outlet", "language", "kind"), counting.FACET_VALUES),
    "city": counting.FACET_VALUES * 2,
    "month": _EVERY_MONTH,
    **LOOKED_AT,
}


@dataclass(frozen=True)
class Choice:
    """A link to another question: what it is called, how many articles, and its address."""

    label: str
    count: int
    url: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Value:
    """A value of a facet. `url` asks for it alone in its facet, and `count` is what that finds;
    it is empty where it is asked for already.

    `add` and `exclude` are the parameters that take it in beside the others, and leave it out;
    empty where that cannot be. `let_in_url` takes back that it is left out.
    """

    label: str
    count: int
    url: str
    slug: str = ""
    is_chosen: bool = False
    add: str = ""
    exclude: str = ""
    let_in_url: str = ""

    @property
    def is_marked(self) -> bool:
        return self.is_chosen or bool(self.let_in_url)


@dataclass(frozen=True)
class Facet:
    """One way to narrow: its values, the commonest first and years the newest first."""

    name: str
    label: str
    values: Sequence[Value]
    open_values: int = _OPEN_VALUES
    is_open: bool = True

    @property
    def first(self) -> Sequence[Value]:
        return self.values[: self.open_values]

    @property
    def others(self) -> Sequence[Value]:
        return self.values[self.open_values :]

    @property
    def others_are_open(self) -> bool:
        return any(value.is_marked for value in self.others)


@dataclass(frozen=True)
class Narrowing:
    """What a page offers to narrow its question by, and the question its buttons add to."""

    facets: list[Facet] = field(default_factory=list)
    related_people: list[Choice] = field(default_factory=list)
    related_places: list[Choice] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)


def begin_counting(question: Question, here: State) -> Callable[[], counting.FacetCounts]:
    """Begin to count what `narrowing` shows; call what is answered for the counts."""
    return counting.begin_facets(question, _SIZES, here)


def narrowing(
    request: HttpRequest,
    asked: ArticleFilter,
    question: Question,
    count: int,
    counted: counting.FacetCounts,
    in_state: State,
) -> Narrowing:
    """The facets of an answer of `count` articles, counted in this state of the index, and what
    else is often named in them."""
    telling = related(question, count, counted, in_state)
    together = counted["together"][: counting.FACET_VALUES] if question.leaders else []
    people = Person.objects.standing().in_bulk(
        _ids(counted["leader"], together, telling["together"])
    )
    places = Location.objects.standing().in_bulk(
        _ids(counted["city"], counted["country"], telling["places"])
    )
    # A region can be asked for, but "Europe" is no city to choose.
    cities = {pk: place for pk, place in places.items() if place.kind != PlaceKind.REGION}
    named: dict[str, Mapping[Any, Any]] = {
        "leader": people,
        "city": cities,
        "country": places,
        "outlet": Outlet.objects.in_bulk(_ids(counted["outlet"])),
        "language": CODES,
        "kind": CODES,
    }
    here = _Here(request, asked, question)
    years, months = here.years(counted["month"]), here.months(counted["month"])
    facets = [here.together([(pk, n) for pk, n in together if pk in people], people)]
    for name in LABELS:
        if name == "year":
            facets.append(years)
        elif name == "month":
            facets.append(months)
        else:
            facets.append(here.facet(name, counted[name], named[name]))
    return Narrowing(
        facets=[facet for facet in facets if facet.values],
        related_people=here.more("leader", telling["together"], people),
        # Of cities any will do: beside one that is asked for, another would not narrow.
        related_places=[] if question.cities else here.more("city", telling["places"], cities),
        kept=question_pairs(request.GET),
    )


def _ids(*counts: Iterable[tuple[int, int]]) -> set[int]:
    return {pk for each in counts for pk, _ in each}


def _slug_of(record: Any) -> str:
    """What an address has for a record; a code stands for itself."""
    return record if isinstance(record, str) else record.slug


def _key_of(record: Any) -> Any:
    """What counts have for a record."""
    return record if isinstance(record, str) else record.pk


@dataclass(frozen=True)
class _Here:
    """The question of a page and its address, from which those of the values are made."""

    request: HttpRequest
    asked: ArticleFilter
    question: Question

    def facet(self, name: str, counts: list[tuple[Any, int]], named: Mapping[Any, Any]) -> Facet:
        """The values of one filter. A link takes the place of the whole filter, which is left
        out of the counts as well."""
        chosen, excluded = self.question.chosen(name), self.question.excluded(name)
        values = []
        for key, count in [each for each in counts if each[0] in named][: counting.FACET_VALUES]:
            slug = key if name in ("language", "kind") else named[key].slug
            is_chosen, is_excluded = key in chosen, key in excluded
            is_free = not is_chosen and not is_excluded
            can_be_added = name in ANY_OF and 0 < len(chosen) < MOST_VALUES
            values.append(
                Value(
                    label=str(named[key]),
                    count=count,
                    url=""
                    if chosen == (key,) and not excluded
                    else self._with(**{name: slug, f"not_{name}": None}),
                    slug=slug,
                    is_chosen=is_chosen,
                    add=name if is_free and can_be_added else "",
                    exclude=f"not_{name}" if is_free and len(excluded) < MOST_VALUES else "",
                    let_in_url=self._letting_in(name, key) if is_excluded else "",
                )
            )
        label = "Another leader" if name == "leader" and chosen else LABELS[name]
        is_open = name not in _FOLDED or bool(chosen or excluded)
        return Facet(name, label, values, is_open=is_open)

    def together(self, counts: list[tuple[int, int]], people: Mapping[int, Person]) -> Facet:
        """People named in the same articles as those asked for; a link adds them."""
        can_be_excluded = len(self.question.not_leaders) < MOST_VALUES
        values = [
            Value(
                str(people[pk]),
                count,
                added(self.request.GET, self.request.path, "leader", people[pk].slug),
                slug=people[pk].slug,
                exclude="not_leader" if can_be_excluded else "",
            )
            for pk, count in counts
        ]
        return Facet("together", "Named together with", values)

    def years(self, counts: list[tuple[int, int]]) -> Facet:
        """Every year found, the newest first."""
        by_year: dict[int, int] = {}
        for month, count in counts:
            by_year[month // 12] = by_year.get(month // 12, 0) + count
        values = [
            self._time(str(year), by_year[year], str(year))
            for year in sorted(by_year, reverse=True)
        ]
        return Facet("year", LABELS["year"], values, open_values=counting.FACET_VALUES)

    def months(self, counts: list[tuple[int, int]]) -> Facet:
        """The months of the years asked for, or of the last ones found; the newest first."""
        since, until = self.question.date_from, self.question.date_to
        years = sorted(
            {
                month // 12
                for month, _ in counts
                if (not since or month // 12 >= since.year)
                and (not until or month // 12 <= until.year)
            }
        )[-_YEARS_OF_MONTHS:]
        values = []
        for number, count in sorted(counts, reverse=True):
            year, month = number // 12, number % 12 + 1
            if year in years:
                label = f"{calendar.month_abbr[month]} {year}"
                values.append(self._time(label, count, f"{year}-{month:02}"))
        is_open = bool(since or until)
        return Facet("month", LABELS["month"], values, open_values=len(values), is_open=is_open)

    def _time(self, label: str, count: int, value: str) -> Value:
        """A year or month, chosen where the question's days are its first and its last."""
        days = (self.question.date_from, self.question.date_to)
        is_chosen = days == (day_of(value, is_end=False), day_of(value, is_end=True))
        url = "" if is_chosen else self._with(date_from=value, date_to=value)
        return Value(label, count, url, is_chosen=is_chosen)

    def more(
        self, name: str, counts: list[tuple[int, int]], named: Mapping[int, Any]
    ) -> list[Choice]:
        """Values to add to the question."""
        if len(self.question.chosen(name)) >= MOST_VALUES:
            return []
        return [
            Choice(
                str(named[pk]),
                count,
                added(self.request.GET, self.request.path, name, named[pk].slug),
            )
            for pk, count in counts
            if pk in named
        ]

    def _letting_in(self, name: str, key: Any) -> str:
        """The address where a value is not left out any more."""
        # By the records found, not the values sent: one may be asked for by an earlier slug.
        records = self.asked.form.cleaned_data[f"not_{name}"]
        others = [_slug_of(each) for each in records if _key_of(each) != key]
        return with_only(self.request.GET, self.request.path, f"not_{name}", others)

    def _with(self, **changes: str | None) -> str:
        return replaced(self.request.GET, self.request.path, **changes)
