"""Meetings by day: a month as a grid, and one day of the year through the years.

What is known to the month or the year alone stands apart, on no day; what is announced is
marked, and not counted.
"""

import datetime
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from archive.addresses import question_pairs, replaced, with_only, with_query
from archive.models import Event
from archive.models.choices import DatePrecision, Stage
from archive.pages.coverage_line import archive_span
from archive.pages.lists import meetings_shown
from archive.search.dates import EARLIEST, LATEST
from archive.search.lists import MeetingFilter

# Unless others are asked for.
STAGES = (Stage.HELD, Stage.ANNOUNCED)
# Of a summit in one square of the grid.
MOST_NAMES = 4
# In a leap year, so that it has every day.
ANY_YEAR = 2000


@dataclass(frozen=True)
class Day:
    """A day of a month, or of the weeks about it, with its meetings."""

    date: datetime.date
    is_in_month: bool
    url: str
    shown: list["Shown"] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """A meeting as it fits on a day: who, by surnames where those are clear."""

    event: Event
    who: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_here: bool = False


@dataclass(frozen=True)
class Year:
    """The meetings of one year on a day, and which anniversary of theirs this year has."""

    number: int
    events: list[Event]
    anniversary: int


# --- A month -------------------------------------------------------------------------------


def newest_month(request: HttpRequest) -> HttpResponse:
    """To the newest month with meetings held, or with any if none was."""
    asked = MeetingFilter(request.GET, stages=STAGES)
    newest = asked.matching.aggregate(
        held=Max("starts_on", filter=Q(stage=Stage.HELD)), of_all=Max("starts_on")
    )
    day = newest["held"] or newest["of_all"]
    if day is None:
        shown = meetings_shown(request, asked, "calendar")
        status = 400 if shown["reasons"] else 200
        return render(request, "archive/calendar_empty.html", shown, status=status)
    return redirect(_month_url(request, day))


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The meetings of a month, day by day."""
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
        raise Http404("There is no such month in the calendar.")
    first = datetime.date(year, month, 1)
    asked = MeetingFilter(request.GET, stages=STAGES)
    shown = meetings_shown(request, asked, "calendar")
    events = list(asked.matching.of_month(first).for_listing().order_by("starts_on", "pk"))
    on_days = [event for event in events if event.date_precision == DatePrecision.DAY]
    held = [event for event in events if event.stage == Stage.HELD]
    months = [] if shown["reasons"] else list(asked.matching.dates("starts_on", "month"))
    earlier, later = [m for m in months if m < first], [m for m in months if m > first]
    context = shown | {
        "first": first,
        "weeks": _weeks(request, first, on_days),
        "held_count": sum(event.date_precision != DatePrecision.YEAR for event in held),
        "of_month": [e for e in events if e.date_precision == DatePrecision.MONTH],
        "of_year": [e for e in events if e.date_precision == DatePrecision.YEAR],
        "previous": _month_link(request, earlier[-1]) if earlier else None,
        "next": _month_link(request, later[0]) if later else None,
        "months": [
            Link(f"{each:%B}", _month_url(request, each), each == first)
            for each in months
            if each.year == year
        ],
        # To the newest month of each.
        "years": [
            Link(str(day.year), _month_url(request, day), day.year == year)
            for day in reversed({day.year: day for day in months}.values())
        ],
        "span": archive_span(),
    }
    status = 400 if shown["reasons"] else 200
    return render(request, "archive/calendar.html", context, status=status)


def _weeks(request: HttpRequest, first: datetime.date, events: Iterable[Event]) -> list[list[Day]]:
    of_day = {day: list(those) for day, those in groupby(events, lambda event: event.starts_on)}

    def url(day: datetime.date) -> str:
        """The list of exactly the meetings of a day, announced ones too."""
        path, text = reverse("meeting-list"), day.isoformat()
        of_it = replaced(request.GET, path, date_from=text, date_to=text)
        stages = dict.fromkeys(event.stage for event in of_day.get(day, []))
        if request.GET.get("stage") or set(stages) <= {Stage.HELD}:
            return of_it
        return with_only(QueryDict(of_it.partition("?")[2]), path, "stage", stages)

    return [
        [
            Day(
                day,
                day.month == first.month,
                url(day),
                [Shown(event, _who_in_short(event)) for event in of_day.get(day, [])],
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _who_in_short(event: Event) -> str:
    names = [person.short_en or str(person) for person in event.participants.all()]
    names += event.other_names
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} others"]
    return get_text_list(names, "and") or "nobody the archive knows"


def _month_link(request: HttpRequest, day: datetime.date) -> Link:
    return Link(f"{day:%B %Y}", _month_url(request, day))


def _month_url(request: HttpRequest, day: datetime.date) -> str:
    path = reverse("calendar-month", args=[day.year, day.month])
    return with_query(path, question_pairs(request.GET))


# --- A day of the year ---------------------------------------------------------------------


def today(request: HttpRequest) -> HttpResponse:
    """The page of this day, whichever it is when somebody looks."""
    day = timezone.localdate()
    return on_this_day(request, f"{day:%m}", f"{day:%d}")


def on_this_day(request: HttpRequest, month: str, day: str) -> HttpResponse:
    """The meetings of a day of the year, year by year, with their round anniversaries."""
    try:
        date = datetime.date(ANY_YEAR, int(month), int(day))
    except ValueError:
        raise Http404("There is no such day in the calendar.") from None
    asked = MeetingFilter(request.GET, stages=STAGES)
    shown = meetings_shown(request, asked, "today")
    found = asked.matching.on_day_of_year(date.month, date.day).for_listing().newest_first()
    events = list(found)
    this_year = timezone.localdate().year
    one_day = datetime.timedelta(days=1)
    context = shown | {
        "date": date,
        "years": [
            Year(number, list(those), _anniversary(this_year - number))
            for number, those in groupby(
                (event for event in events if event.stage == Stage.HELD),
                lambda event: event.starts_on.year,
            )
        ],
        "others": [event for event in events if event.stage != Stage.HELD],
        "held_count": sum(event.stage == Stage.HELD for event in events),
        "this_year": this_year,
        "previous": _day_link(request, date - one_day),
        "next": _day_link(request, date + one_day),
        "span": archive_span(),
    }
    status = 400 if shown["reasons"] else 200
    return render(request, "archive/on_this_day.html", context, status=status)


def _anniversary(years: int) -> int:
    """The number of years if it is a round one: 5, 10, 20, 25, 30 …; else nought."""
    is_round = years == 5 or years % 10 == 0 or years % 25 == 0
    return years if years > 0 and is_round else 0


def _day_link(request: HttpRequest, day: datetime.date) -> Link:
    path = reverse("on-this-day", args=[f"{day:%m}", f"{day:%d}"])
    return Link(f"{day.day} {day:%B}", with_query(path, question_pairs(request.GET)))
