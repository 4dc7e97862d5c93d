"""Dates as readers give them: 2019-11-07, 2019-11 or 2019 -> a day."""

import calendar
import datetime
import re

EARLIEST, LATEST = 1900, 2100

HOW_TO_WRITE = f"Write 2019-11-07, 2019-11 or 2019, between {EARLIEST} and {LATEST}."

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


def day_of(text: str, *, is_end: bool) -> datetime.date | None:
    """The first day of what is written, or the last one (`is_end`); None if it is no date."""
    match = _DATE.fullmatch(text)
    if not match or not EARLIEST <= int(match[1]) <= LATEST:
        return None
    year, month = int(match[1]), int(match[2] or (12 if is_end else 1))
    try:
        last_day = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, int(match[3] or (last_day if is_end else 1)))
    except (ValueError, calendar.IllegalMonthError):
        return None
