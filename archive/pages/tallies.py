"""Tallies: meetings counted by year, place and kind, and the time between them.

Always of meetings that count (`published()`), whichever a page chose; nothing here reads a
request. Each function makes the same few queries however many meetings there are.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max
from django.db.models.functions import ExtractYear
from django.urls import reverse

from archive.addresses import with_query
from archive.models import Event, Location, Person
from archive.models.choices import MeetingKind
from archive.models.meetings import EventQuerySet
from archive.pages.days import Gap, KnownDay, gap_between
from archive.search.dates import EARLIEST, LATEST

# Years apart further than this are one mistyped date, and no chart has room for them.
LONGEST_CHART = 60

# --- By year ---------------------------------------------------------------------------------

CHART_WIDTH, CHART_HEIGHT = 352, 132
# Above the columns the counts are written, below them the years.
HEAD, FOOT = 16, 18
# Room that a count and a year need to be read.
COUNT_ROOM, YEAR_ROOM = 22, 34


@dataclass(frozen=True)
class YearColumn:
    """A year of a chart: how many meetings, where they are listed, and where its column stands."""

    year: int
    count: int
    url: str
    x: int
    y: int
    width: int
    height: int
    middle: int
    has_count: bool
    has_year: bool


@dataclass(frozen=True)
class YearChart:
    """Meetings by year as columns; drawn as SVG and written as a table."""

    columns: list[YearColumn]
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT
    base: int = CHART_HEIGHT - FOOT
    year_line: int = CHART_HEIGHT - 4

    @property
    def total(self) -> int:
        return sum(column.count for column in self.columns)

    @property
    def with_meetings(self) -> list[YearColumn]:
        return [column for column in self.columns if column.count]


def by_year(meetings: EventQuerySet) -> dict[int, int]:
    """The number of meetings in each year that has any, in order."""
    years = meetings.order_by().annotate(year=ExtractYear("starts_on")).values_list("year")
    return dict(years.annotate(count=Count("pk")).order_by("year"))


def chart_of(counts: dict[int, int], question: list[tuple[str, str]]) -> YearChart:
    """The chart of a count by year; each year leads to its part of the list of meetings."""
    years = sorted(counts)
    if years and years[-1] - years[0] < LONGEST_CHART:
        years = list(range(years[0], years[-1] + 1))
    slot = max(min(CHART_WIDTH // max(len(years), 1), 48), 1)
    space = -(-slot // 10) if slot > 2 else 0
    # Years are written as often as there is room for, counted back from the last.
    every = -(-YEAR_ROOM // slot)
    most, room = max(counts.values(), default=1), CHART_HEIGHT - HEAD - FOOT
    columns = []
    for number, year in enumerate(years):
        count = counts.get(year, 0)
        # One meeting beside a hundred is still to be seen.
        height = max(round(room * count / most), 2) if count else 0
        columns.append(
            YearColumn(
                year=year,
                count=count,
                url=_year_url(year, question) if count else "",
                x=number * slot + space,
                y=CHART_HEIGHT - FOOT - height,
                width=slot - 2 * space,
                height=height,
                middle=number * slot + slot // 2,
                has_count=bool(count) and slot >= COUNT_ROOM,
                has_year=(len(years) - 1 - number) % every == 0,
            )
        )
    return YearChart(columns, width=max(slot * len(years), 1))


def _year_url(year: int, question: list[tuple[str, str]]) -> str:
    """The list of meetings, narrowed to a year; none for a year that it cannot be asked for."""
    if not EARLIEST <= year <= LATEST:
        return ""
    days = [("date_from", str(year)), ("date_to", str(year))]
    return with_query(reverse("meeting-list"), [*question, *days])


# --- By place and by person ------------------------------------------------------------------


def places_of(meetings: EventQuerySet) -> list[Location]:
    """Where meetings were held, with `meeting_count`, the most frequent first."""
    return list(
        Location.objects.filter(events__in=meetings.order_by())
        .annotate(meeting_count=Count("events"))
        .order_by("-meeting_count", "sort_key", "pk")
    )


def people_of(meetings: EventQuerySet, *without: Person) -> list[Person]:
    """Who took part, with `meeting_count` and `last_met` (a KnownDay), most often first."""
    people: list[Any] = list(
        Person.objects.filter(participations__event__in=meetings.order_by())
        .exclude(pk__in=[person.pk for person in without])
        .annotate(
            meeting_count=Count("participations"),
            last_met_on=Max("participations__event__starts_on"),
            precisions=ArrayAgg(
                "participations__event__date_precision",
                order_by=("-participations__event__starts_on", "-participations__event"),
            ),
        )
        .order_by("-meeting_count", "-last_met_on", "name_en", "pk")
    )
    for person in people:
        person.last_met = KnownDay(person.last_met_on, person.precisions[0])
    return people


def ends_of(meetings: EventQuerySet) -> tuple[KnownDay, KnownDay] | None:
    """The days of the first and the last of some meetings; None for no meetings."""
    days = meetings.newest_first().values_list("starts_on", "date_precision")
    last, first = days.first(), days.last()
    return (KnownDay(*first), KnownDay(*last)) if first and last else None


# --- The meetings of the same people ---------------------------------------------------------


@dataclass(frozen=True)
class LongestGap:
    """The longest time between two meetings that followed one another."""

    gap: Gap
    after: Event
    before: Event


@dataclass(frozen=True)
class Tally:
    """What there is to say of some meetings in numbers; all of it is "in this archive"."""

    count: int = 0
    first: Event | None = None
    last: Event | None = None
    since_last: Gap | None = None
    longest: LongestGap | None = None
    years: dict[int, int] = field(default_factory=dict)
    places: list[Location] = field(default_factory=list)
    without_place: int = 0
    kinds: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    pk: int
    day: KnownDay
    kinds: frozenset[str]
    place: int | None


def tally_of(meetings: EventQuerySet, today: datetime.date) -> Tally:
    """Count, first, last, longest gap, years, places and kinds of some meetings.

    Four queries: the meetings' bare facts, the places, the four meetings that are named, and
    who took part in those.
    """
    rows = [
        _Row(pk, KnownDay(day, precision), frozenset([kind, *tags]), place)
        for pk, day, precision, kind, tags, place in meetings.order_by(
            "starts_on", "pk"
        ).values_list("pk", "starts_on", "date_precision", "kind", "tags", "location")
    ]
    if not rows:
        return Tally()
    named = {rows[0].pk, rows[-1].pk}
    # A meeting of "2022" counts as amid that year here, or it would end a gap on 1 January.
    in_turn = sorted(rows, key=lambda row: row.day.middle)
    widest = max(
        pairwise(in_turn), key=lambda two: gap_between(two[0].day, two[1].day).days, default=None
    )
    if widest:
        named |= {widest[0].pk, widest[1].pk}
    events = Event.objects.select_related("location").prefetch_related("participants")
    found = events.in_bulk(named)
    gap = gap_between(widest[0].day, widest[1].day) if widest else None
    counts = Counter(row.place for row in rows if row.place)
    return Tally(
        count=len(rows),
        first=found[rows[0].pk],
        last=found[rows[-1].pk],
        since_last=gap_since(rows[-1].day, today),
        longest=LongestGap(gap, found[widest[0].pk], found[widest[1].pk])
        if gap and widest and gap.days
        else None,
        years=dict(Counter(row.day.day.year for row in rows)),
        places=_ranked(counts),
        without_place=sum(row.place is None for row in rows),
        kinds=_kinds_counted(rows),
    )


def gap_since(day: KnownDay, today: datetime.date) -> Gap | None:
    """The time from a day until today; None while the day may still be to come."""
    return gap_between(day, KnownDay(today)) if day.last <= today else None


def _ranked(counts: Counter[int]) -> list[Location]:
    places = list(Location.objects.filter(pk__in=counts))
    for place in places:
        place.meeting_count = counts[place.pk]  # type: ignore[attr-defined]
    return sorted(places, key=lambda place: (-counts[place.pk], place.sort_key))


def _kinds_counted(rows: Iterable[_Row]) -> list[tuple[str, int]]:
    """Each kind in words and how many were of it; talks during a visit are of both."""
    counts = Counter(kind for row in rows for kind in row.kinds)
    return [(str(MeetingKind(kind).label), count) for kind, count in counts.most_common()]
