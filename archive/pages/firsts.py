"""A meeting among the others of the same people: the one before, the one after, first since when.

Only meetings that count are looked at, and every sentence says "in this archive". What may
have been on the same day, or is known to the month alone, is never told as before or after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.models import Event, Location, Person
from archive.models.choices import Stage
from archive.models.places import PlaceKind
from archive.pages.days import KnownDay, day_of, gap_between


@dataclass(frozen=True)
class Neighbours:
    """The meetings of the same people around one of them."""

    previous: Event | None = None
    next: Event | None = None
    # This one among them, if it counts.
    count: int = 0
    sentences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Other:
    pk: int
    day: KnownDay
    place: int | None
    country: int | None

    def is_in(self, place: Location) -> bool:
        """Held in that place; in a country also if in a place of it."""
        is_there = self.place == place.pk
        return is_there or (place.kind == PlaceKind.COUNTRY and self.country == place.pk)


def neighbours_of(event: Event, people: Sequence[Person]) -> Neighbours:
    """Three queries, however often they met: the others' days and places, and some of them."""
    if not people:
        # A meeting of nobody known is one of the same people as no other.
        return Neighbours()
    others = [
        _Other(pk, KnownDay(day, precision), place, country)
        for pk, day, precision, place, country in Event.objects.published()
        .of(*people)
        .exclude(pk=event.pk)
        .order_by("starts_on", "pk")
        .values_list("pk", "starts_on", "date_precision", "location", "location__country")
    ]
    here = (event.starts_on, event.pk)
    earlier = [other for other in others if (other.day.day, other.pk) < here]
    later = others[len(earlier) :]
    # What stands after this one in the list may have been before it all the same.
    unclear = [other for other in later if other.day.may_be(day_of(event))]
    before = _by_their_last_day(earlier, day_of(event))
    found = (
        Event.objects.select_related("location")
        .prefetch_related("participants")
        .in_bulk([other.pk for other in (*earlier[-1:], *later[:1], *before[-1:])])
    )
    return Neighbours(
        previous=found[earlier[-1].pk] if earlier else None,
        next=found[later[0].pk] if later else None,
        count=len(others) + (event.stage == Stage.HELD),
        sentences=[
            sentence
            for sentence in (
                _last_met(event, people, found[before[-1].pk] if before else None, unclear),
                _first_here(event, people, before, unclear),
            )
            if sentence
        ],
    )


def _by_their_last_day(earlier: Sequence[_Other], now: KnownDay) -> list[_Other]:
    """Earlier meetings by the last day each may have been: one of 2019 comes after June 2019."""

    def last_day(other: _Other) -> tuple:
        return min(other.day.last, now.first), other.day.day, other.pk

    return sorted(earlier, key=last_day)


def _last_met(
    event: Event, people: Sequence[Person], previous: Event | None, unclear: Sequence[_Other]
) -> str:
    """The two had last met on 3 April 2019 in this archive, 218 days before (in Moscow)."""
    if len(people) < 2 or (unclear and previous is None):
        return ""
    if any(not (other.day.is_exact and day_of(event).is_exact) for other in unclear):
        return ""
    who = _who(event, people)
    if previous is None:
        if event.stage != Stage.HELD:
            return f"No earlier meeting of {who} is in this archive."
        return f"This is the first meeting of {who} in this archive."
    had = "had last met" if event.stage == Stage.HELD else "last met"
    before, now = day_of(previous), day_of(event)
    if not before.may_be(now):
        when = f"{gap_between(before, now).text} before"
    elif before.is_exact and now.is_exact:
        when = "the same day"
    else:
        when = "the day is not known"
    where = f" (in {previous.location})" if previous.location else ""
    return f"{who[0].upper()}{who[1:]} {had} {before.when} in this archive, {when}{where}."


def _first_here(
    event: Event,
    people: Sequence[Person],
    earlier: Sequence[_Other],
    unclear: Sequence[_Other],
) -> str:
    """First meeting of the two in Omsk since 15 May 2017 in this archive."""
    place = event.location
    if place is None or event.stage != Stage.HELD or not earlier:
        return ""
    if any(other.is_in(place) for other in unclear):
        return ""
    first = f"First meeting of {_who(event, people)} in {place}"
    here = [other for other in earlier if other.is_in(place)]
    if not here:
        return f"{first} in this archive."
    if here[-1] == earlier[-1] and len(people) > 1:
        # The sentence before this one has said so.
        return ""
    if here[-1].day.may_be(day_of(event)):
        return ""
    since = here[-1].day
    return f"{first} since {since.text} in this archive."


def _who(event: Event, people: Sequence[Person]) -> str:
    """ "The two", unless the meeting names others beside them."""
    if len(people) == 1 or (len(people) == 2 and event.other_names):
        return " and ".join(str(person) for person in people)
    return "the two" if len(people) == 2 else f"these {len(people)} people"
