"""Closed lists of values; each has a check constraint where it is used."""

from collections.abc import Sequence

from django.db import models


class Language(models.TextChoices):
    RUSSIAN = "ru", "Russian"
    KAZAKH = "kk", "Kazakh"
    ENGLISH = "en", "English"


class NameKind(models.TextChoices):
    """What a name is the name of."""

    PERSON = "person", "person"
    LOCATION = "location", "place"


class DatePrecision(models.TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"


class MeetingKind(models.TextChoices):
    TALKS = "talks", "talks"
    SUMMIT = "summit", "summit"
    VISIT = "visit", "visit"
    PHONE_CALL = "phone-call", "phone call"
    VIDEO_CALL = "video-call", "video call"
    FORUM = "forum", "forum"
    SIGNING = "signing", "signing"
    RECEPTION = "reception", "reception"
    OTHER = "other", "other"


class Stage(models.TextChoices):
    """How far a meeting has come, as coverage tells it."""

    HELD = "held", "held"
    ANNOUNCED = "announced", "announced"
    CANCELLED = "cancelled", "cancelled"


class DateBasis(models.TextChoices):
    """How the day of a meeting is known."""

    DATE = "date", "a date in the text"
    WEEKDAY = "weekday", "a day of the week"
    YESTERDAY = "yesterday", "“yesterday” or “today”"
    NEARBY = "nearby", "a day told in another sentence"
    PUBLICATION = "publication", "the day of publication"
    EDITOR = "editor", "an editor"


def only(field: str, values: Sequence[str], name: str) -> models.CheckConstraint:
    """A constraint that a column holds one of the values it may hold."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


def exactly_one(first: str, second: str, name: str) -> models.CheckConstraint:
    """A constraint that just one of two foreign keys is set."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{first}__isnull": False, f"{second}__isnull": True})
        | models.Q(**{f"{first}__isnull": True, f"{second}__isnull": False}),
        name=name,
    )


def of_its_kind(name: str, *prefixes: str) -> models.CheckConstraint:
    """A constraint that a row of kind "person" is of no place, and the other way round.

    Columns are person and location, and further pairs by prefix: "into_" for into_person.
    """
    condition = models.Q()
    for prefix in ("", *prefixes):
        for kind in NameKind.values:
            condition &= models.Q(**{f"{prefix}{kind}": None}) | models.Q(kind=kind)
    return models.CheckConstraint(condition=condition, name=name)
