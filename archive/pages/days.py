"""Days known to the day, the month or the year, and the time between two, in words.

What is not known to the day is never told as if it were: "in November 2019", "about 3
months". Knows no request and no database.
"""

import calendar
import datetime
from dataclasses import dataclass

from archive.models.choices import DatePrecision
from archive.models.meetings import Event, written_date

DAYS_IN_MONTH = 30.44
DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class KnownDay:
    """A day as far as it is known."""

    day: datetime.date
    precision: str = DatePrecision.DAY

    @property
    def is_exact(self) -> bool:
        return self.precision == DatePrecision.DAY

    @property
    def first(self) -> datetime.date:
        """The first day it may have been."""
        if self.precision == DatePrecision.YEAR:
            return self.day.replace(month=1, day=1)
        return self.day if self.is_exact else self.day.replace(day=1)

    @property
    def last(self) -> datetime.date:
        """The last day it may have been."""
        if self.precision == DatePrecision.YEAR:
            return self.day.replace(month=12, day=31)
        if self.is_exact:
            return self.day
        return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])

    @property
    def middle(self) -> datetime.date:
        """The day it is reckoned as: no day it may have been is further off than needs be."""
        return self.first + (self.last - self.first) / 2

    @property
    def text(self) -> str:
        """7 November 2019, November 2019 or 2019."""
        return written_date(self.day, self.precision)

    @property
    def when(self) -> str:
        """On 7 November 2019, in November 2019 or in 2019."""
        return f"{'on' if self.is_exact else 'in'} {self.text}"

    def may_be(self, other: "KnownDay") -> bool:
        """Whether both may be one day: November 2019 and the 7th of it."""
        return self.first <= other.last and other.first <= self.last


def day_of(event: Event) -> KnownDay:
    return KnownDay(event.starts_on, event.date_precision)


@dataclass(frozen=True)
class Gap:
    """The time from one day to a later one; of days not known exactly, between their middles."""

    days: int
    is_about: bool

    @property
    def text(self) -> str:
        """1,017 days; about 3 months; about 2 years."""
        if not self.is_about:
            return _counted(self.days, "day")
        if self.days < DAYS_IN_MONTH / 2:
            return "less than a month"
        if self.days < 2 * DAYS_IN_YEAR:
            return f"about {_counted(max(round(self.days / DAYS_IN_MONTH), 1), 'month')}"
        return f"about {_counted(round(self.days / DAYS_IN_YEAR), 'year')}"


def gap_between(earlier: KnownDay, later: KnownDay) -> Gap:
    """The time between two days, never less than none."""
    days = (later.middle - earlier.middle).days
    return Gap(max(days, 0), not (earlier.is_exact and later.is_exact))


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
