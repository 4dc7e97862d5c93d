"""Where outlets disagree on a meeting: place, day, kind and people, compared article by article.

Only what an article says is compared. What it leaves out, a wider place or date that holds
the narrower one, and a day that is only the day of publication are no disagreement. Names
without a record are not compared: each language writes them its own way.
Knows no request and no database.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.utils.text import get_text_list

from archive.models import Article, Coverage, Location, Person
from archive.models.choices import DateBasis, MeetingKind, Stage
from archive.models.places import PlaceKind, kilometres_between
from archive.pages.days import KnownDay

# Further apart than any city is wide: a venue there is in another city.
SAME_CITY_KM = 100

# Kinds of people in one room: an article that has them "talk" or "meet" denies none of these.
_CALLS = frozenset({MeetingKind.PHONE_CALL.value, MeetingKind.VIDEO_CALL.value})


@dataclass(frozen=True)
class Told:
    """What one article says of a meeting; empty where it says nothing."""

    article: Article
    places: tuple[Location, ...] = ()
    days: tuple[KnownDay, ...] = ()
    kinds: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass
class Difference:
    """A field, and each value that is told for it with the articles that tell it."""

    label: str
    values: list[tuple[str, list[Article]]] = field(default_factory=list)


def differences(told: Sequence[Told]) -> list[Difference]:
    """The fields on which two articles cannot both be right, with all that is told for them."""
    return [_difference(each, told) for each in FIELDS if _is_in_dispute(each, told)]


def _is_in_dispute(field: "_Field", told: Sequence[Told]) -> bool:
    # Each answer once: of four hundred articles on a summit most say the same.
    answers = dict.fromkeys(field.values_of(each) for each in told)
    return any(field.differ(one, other) for one, other in combinations(answers, 2))


def announced_otherwise(announced: Sequence[Told], held: Sequence[Told]) -> list[Difference]:
    """The fields on which an article written before agrees with none written after."""
    found = []
    for each in FIELDS:
        after = dict.fromkeys(answer for one in held if (answer := each.values_of(one)))
        otherwise = [
            one
            for one in announced
            if after and all(each.differ(each.values_of(one), answer) for answer in after)
        ]
        if otherwise:
            found.append(_difference(each, otherwise))
    return found


def told_by(rows: Iterable[Coverage]) -> list[Told]:
    """What each article says, its several rows on the meeting taken together.

    Of rows with their article, location and participants.
    """
    by_article: dict[int, list[Coverage]] = {}
    for row in rows:
        by_article.setdefault(row.article_id, []).append(row)
    return [_told_in(rows_of_one) for rows_of_one in by_article.values()]


def held_and_ahead(rows: Iterable[Coverage]) -> tuple[list[Told], list[Told]]:
    """What articles say of the meeting as held, and what they say of it before, or called off."""
    rows = list(rows)
    held = told_by(row for row in rows if row.stage == Stage.HELD)
    return held, told_by(row for row in rows if row.stage != Stage.HELD)


def _told_in(rows: Sequence[Coverage]) -> Told:
    kinds = [kind for row in rows for kind in (row.kind, *row.tags) if kind != MeetingKind.OTHER]
    return Told(
        article=rows[0].article,
        places=_each_once(row.location for row in rows if row.location),
        days=_each_once(
            KnownDay(row.starts_on, row.date_precision)
            for row in rows
            if row.starts_on and row.date_basis != DateBasis.PUBLICATION
        ),
        kinds=_each_once(kinds),
        people=_each_once(person for row in rows for person in row.participants.all()),
    )


def _each_once(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


# --- Fields ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Field:
    label: str
    values_of: Callable[[Told], tuple[Any, ...]]
    # Whether two values may both be true of one meeting.
    agree: Callable[[Any, Any], bool]
    text_of: Callable[[Any], str]

    def differ(self, ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
        """Whether both tell the field, and nothing one tells agrees with what the other does."""
        if not ours or not theirs:
            return False
        return not any(self.agree(value, another) for value in ours for another in theirs)


def _difference(field: _Field, told: Iterable[Told]) -> Difference:
    articles: dict[Hashable, list[Article]] = {}
    for each in told:
        for value in field.values_of(each):
            articles.setdefault(value, []).append(each.article)
    values = [(field.text_of(value), of_it) for value, of_it in articles.items()]
    # What most say first; of equals as they came.
    return Difference(field.label, sorted(values, key=lambda pair: -len(pair[1])))


def _places_agree(one: Location, other: Location) -> bool:
    """The same place, a country and what is in it, a city and a venue that may be in it."""
    if one == other or one.country_id == other.pk or other.country_id == one.pk:
        return True
    if one.country_id is None or one.country_id != other.country_id:
        # A sea or a continent is in no country: what is in it cannot be told.
        return any(
            place.kind == PlaceKind.REGION and not place.country_id for place in (one, other)
        )
    kinds = {one.kind, other.kind}
    if PlaceKind.REGION in kinds and len(kinds) == 2:
        return True
    return kinds == {PlaceKind.CITY, PlaceKind.VENUE} and not _are_far_apart(one, other)


def _are_far_apart(one: Location, other: Location) -> bool:
    distance = kilometres_between(one, other)
    return distance is not None and distance > SAME_CITY_KM


def _kinds_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """One kind in common; or "talks", which is how "they met" is read, and no call."""
    if one & other:
        return True
    if MeetingKind.TALKS not in one | other:
        return False
    return not (one | other) & _CALLS


def _people_agree(one: frozenset[Person], other: frozenset[Person]) -> bool:
    """Whether one names only people the other names too."""
    return one <= other or other <= one


def _as_one(values: tuple[Any, ...]) -> tuple[frozenset[Any], ...]:
    """Kinds and people are compared as sets: who names more says nothing else of the others."""
    return (frozenset(values),) if values else ()


FIELDS = (
    _Field("Place", lambda told: told.places, _places_agree, str),
    _Field("Date", lambda told: told.days, KnownDay.may_be, lambda day: day.text),
    _Field(
        "Participants",
        lambda told: _as_one(told.people),
        _people_agree,
        lambda people: get_text_list(sorted(map(str, people)), "and"),
    ),
    _Field(
        "Kind",
        lambda told: _as_one(told.kinds),
        _kinds_agree,
        lambda kinds: get_text_list(
            [str(kind.label) for kind in MeetingKind if kind in kinds], "and"
        ),
    ),
)
