"""Dates as readers give them: 2019-11-07 or 7.11.2019, 2019-11 or 11.2019, 2019 -> a day."""

import calendar
import datetime
import re

EARLIEST, LATEST = 1900, 2100

HOW_TO_WRITE = (
    f"Write 2019-11-07 or 7.11.2019, 2019-11 or 11.2019, or 2019, between {EARLIEST} and {LATEST}."
)

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)


def day_of(text: str, *, is_end: bool) -> datetime.date | None:
    """The first day of what is written, or the last one (`is_end`); None if it is no date."""
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if not match or not EARLIEST <= int(match["year"]) <= LATEST:
        return None
    year, month = int(match["year"]), int(match["month"] or (12 if is_end else 1))
    try:
        last_day = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, int(match["day"] or (last_day if is_end else 1)))
    except (ValueError, calendar.IllegalMonthError):
        return None
