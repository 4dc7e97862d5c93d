"""Fields: what an editor sets of a meeting -> plain values to keep, or a refusal in words."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from archive.models import Location, Person
from archive.models.choices import DatePrecision, MeetingKind, Stage
from archive.models.meeting_decisions import EDITABLE
from archive.text import normalise

LONGEST_NAME, LONGEST_HOST = 200, 100
# An article may have any year from here on (archive/importing/parse.py), so may a meeting; what
# is announced lies a few years ahead.
EARLIEST_YEAR, YEARS_AHEAD = 1900, 10

# What a field is called in the ledger, where its name says it less well.
IN_WORDS = {
    "tags": "further kinds",
    "starts_on": "date",
    "date_precision": "precision of the date",
    "location": "place",
    "other_names": "participants without a record",
    "host": "host institution",
}


def readable(field: str, value: Any) -> tuple[Any, str]:
    """A value as it is kept, in plain JSON, and in words."""
    if field not in EDITABLE:
        raise ValidationError(f"“{field}” is no field of a meeting that can be set.")
    return _READ[field](value)


def _one_of(choices: Any) -> Callable[[Any], tuple[str, str]]:
    def read(value: Any) -> tuple[str, str]:
        if value not in choices.values:
            raise ValidationError(f"“{value}” is none of: {', '.join(choices.labels)}.")
        return str(value), str(choices(value).label)

    return read


def _tags(value: Any) -> tuple[list[str], str]:
    read = _one_of(MeetingKind)
    tags = sorted({read(tag)[0] for tag in value or ()}, key=MeetingKind.values.index)
    return tags, ", ".join(MeetingKind(tag).label for tag in tags) or "none"


def _day(value: Any) -> datetime.date:
    try:
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValidationError(f"“{value}” is no date: write it as 2019-11-07.") from None
    latest = timezone.now().year + YEARS_AHEAD
    if not EARLIEST_YEAR <= day.year <= latest:
        raise ValidationError(f"{day.year} is no year of a meeting: {EARLIEST_YEAR} to {latest}.")
    return day


def _starts_on(value: Any) -> tuple[str, str]:
    day = _day(value)
    return f"{day:%Y-%m-%d}", f"{day.day} {day:%B %Y}"


def _location(value: Any) -> tuple[int | None, str]:
    if value in (None, ""):
        return None, "none"
    place = Location.objects.filter(pk=_number(value)).first()
    if place is None:
        raise ValidationError("There is no such place in the archive.")
    return place.stands_as.pk, str(place.stands_as)


def _participants(value: Any) -> tuple[list[int], str]:
    numbers = {_number(each) for each in value or ()}
    people = Person.objects.filter(pk__in=numbers)
    if len(people) < len(numbers):
        raise ValidationError("Some of these people are not in the archive.")
    standing: dict[int, Person] = {each.pk: each for each in (one.stands_as for one in people)}
    names = ", ".join(str(standing[pk]) for pk in sorted(standing))
    return sorted(standing), names or "nobody known"


def _number(value: Any) -> int:
    number = value.pk if isinstance(value, Person | Location) else value
    if isinstance(number, str) and number.isascii() and number.isdecimal() and len(number) < 19:
        return int(number)
    if not isinstance(number, int):
        raise ValidationError(f"“{value}” is nobody's number in the archive.")
    return number


def _other_names(value: Any) -> tuple[list[str], str]:
    names = [" ".join(normalise(str(name)).split()) for name in value or ()]
    names = list(dict.fromkeys(filter(None, names)))
    if any(len(name) > LONGEST_NAME for name in names):
        raise ValidationError(f"A name has at most {LONGEST_NAME} letters.")
    return names, ", ".join(names) or "none"


def _host(value: Any) -> tuple[str, str]:
    host = " ".join(normalise(str(value or "")).split())
    if len(host) > LONGEST_HOST:
        raise ValidationError(f"The name of a host has at most {LONGEST_HOST} letters.")
    return host, host or "none"


_READ: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "kind": _one_of(MeetingKind),
    "tags": _tags,
    "stage": _one_of(Stage),
    "starts_on": _starts_on,
    "date_precision": _one_of(DatePrecision),
    "location": _location,
    "participants": _participants,
    "other_names": _other_names,
    "host": _host,
}
