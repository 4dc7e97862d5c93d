"""Who met whom: URL parameters -> leaders, and for every two of them how often and when.

The question is that of the lists of meetings (lists.py) but for one word: `leader` names who
stands in the table, not who must all have taken part. So each number is that of the list with
the two as `leader` and the same other parameters.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, F, Max, Min, Value
from django.db.models.functions import Cast, Concat

from archive.models import Participation, Person
from archive.models.choices import DatePrecision
from archive.models.meetings import EventQuerySet, written_date
from archive.search.filters import SlugsFilter
from archive.search.lists import MeetingFilter

LEADERS_UNLESS_ASKED = 12
# A larger table fits no screen, and the list behind it is what the export is for.
MOST_LEADERS = 40
# Beginnings of 2019-11-07.
_KNOWN_DIGITS = {DatePrecision.DAY: 10, DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}


@dataclass(frozen=True)
class MeetingDay:
    """The day of a meeting as far as it is known."""

    day: datetime.date
    precision: DatePrecision

    @property
    def text(self) -> str:
        return written_date(self.day, self.precision)

    @property
    def iso(self) -> str:
        """2019-11-07, 2019-11 or 2019."""
        return self.day.isoformat()[: _KNOWN_DIGITS[self.precision]]


@dataclass(frozen=True)
class Met:
    """How often two leaders met, the first and the last time. One with themselves: all of one."""

    person: Person
    other: Person
    count: int
    first: MeetingDay
    last: MeetingDay


class MatrixFilter(MeetingFilter):
    """Who met whom: the leaders asked for, or those with most meetings of the rest asked for."""

    leader = SlugsFilter(
        label="Leader",
        queryset=Person.objects.standing(),
        method="whoever_took_part",
        most=MOST_LEADERS,
    )

    def whoever_took_part(self, meetings: EventQuerySet, name: str, people: Any) -> EventQuerySet:
        return meetings

    @cached_property
    def most_met(self) -> list[Person]:
        """People with `meeting_count`, those with most meetings first."""
        people = Person.objects.standing().filter(participations__event__in=self.matching)
        counted = people.annotate(meeting_count=Count("participations"))
        return list(counted.order_by("-meeting_count", "name_en", "pk")[:MOST_LEADERS])

    @cached_property
    def leaders(self) -> list[Person]:
        """Who stands in the table, those with most meetings first."""
        if not self.is_valid():
            return []
        asked = list(self.form.cleaned_data["leader"])
        if not asked:
            return self.most_met[:LEADERS_UNLESS_ASKED]
        return sorted(asked, key=lambda person: (-self._count_of(person), person.name_en))

    @cached_property
    def met(self) -> dict[tuple[int, int], Met]:
        """Every two leaders who met, either way round, and each with themselves, by their ids."""
        if not self.is_valid():
            return {}
        people = {person.pk: person for person in self.form.cleaned_data["leader"] or self.leaders}
        other = "event__participations__person"
        day = Concat(Cast("event__starts_on", CharField()), Value(" "), F("event__date_precision"))
        rows = (
            Participation.objects.filter(
                event__in=self.matching.order_by(),
                person__in=people,
                event__participations__person__in=people,
            )
            .order_by()
            .values_list("person", other)
            .annotate(meetings=Count("event"), first=Min(day), last=Max(day))
        )
        return {
            (one, two): Met(people[one], people[two], count, _read(first), _read(last))
            for one, two, count, first, last in rows
        }

    @cached_property
    def pairs(self) -> list[Met]:
        """Every two leaders who met, once, those who met most often first."""
        once = [met for met in self.met.values() if met.person.slug < met.other.slug]
        return sorted(once, key=lambda met: (-met.count, str(met.person), str(met.other)))

    def _count_of(self, person: Person) -> int:
        own = self.met.get((person.pk, person.pk))
        return own.count if own else 0


def _read(day: str) -> MeetingDay:
    date, precision = day.split()
    return MeetingDay(datetime.date.fromisoformat(date), DatePrecision(precision))
