"""Likeness: how surely two statements are on one meeting, and why. Knows no database.

The score is a product of how well people, day, place and kind agree, each from 0 to 1, so
that one plain disagreement outweighs all else. The factors were set on the groups of
bench/gold/groups/tuned and measured on those kept apart (`make bench-meetings`).
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from archive.meetings.claims import MANY, Claim, Statement
from archive.models.choices import DateBasis, DatePrecision, MeetingKind
from archive.models.places import kilometres_between
from archive.text import fold

# From here on two statements are on one meeting; from ASK on, staff are asked.
JOIN, ASK = 0.7, 0.4

# Surer than anything told, but a reason that is told is shown before it.
_DECIDED = 0.999

# How many days two statements on one meeting may lie apart, at most (see _days).
DAYS_APART = 2

# A suburb, an airport or a residence, and its city: Стрельна and Saint Petersburg lie 19 km
# apart, Camp David and Washington 100. Only the first kind is taken for one place.
NEAR_KM = 40

# What is alike in most reports of a meeting tells nothing; a shared third of the words does.
_LIKE, _UNLIKE = 0.3, 0.1


@dataclass(frozen=True)
class Place:
    """What is asked of a place: its country, and where it lies, if that is known."""

    kind: str
    country: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Likeness:
    score: float
    reasons: tuple[str, ...]


def likeness(one: Statement, other: Statement, places: Mapping[int, Place]) -> Likeness | None:
    """How alike two statements are; None for what is never one meeting.

    Never one: two things one article tells apart, a call and a meeting in person, two cities,
    days too far apart, people who have too little in common, what an editor put on two.
    """
    if one.pin is None or other.pin is None:
        return _by_what_they_say(one, other, places)
    if one.pin != other.pin:
        return None
    # Why it is told stays told where the decision only says what was believed before.
    alike = None if one.is_anchor or other.is_anchor else _by_what_they_say(one, other, places)
    if alike and alike.score >= JOIN:
        return Likeness(1, alike.reasons)
    return Likeness(_DECIDED, ("an editor's decision",))


def _by_what_they_say(
    one: Statement, other: Statement, places: Mapping[int, Place]
) -> Likeness | None:
    a, b = one.claim, other.claim
    if one.article == other.article or a.is_remote != b.is_remote:
        return None
    factors = [_people(a, b), _days(one, other), _places(a, b, places), _kinds(a, b)]
    if not all(factors):
        return None
    score, reasons = 1.0, []
    for factor in factors:
        assert factor is not None
        score *= factor[0]
        reasons.append(factor[1])
    if one.language == other.language and one.words and other.words:
        common = _cosine(one.words, other.words)
        if common >= _LIKE:
            score, reasons = score * 1.15, [*reasons, "much the same words"]
        elif common < _UNLIKE:
            score, reasons = score * 0.93, [*reasons, "other words"]
    return Likeness(round(min(score, 1), 3), tuple(each for each in reasons if each))


def words_of(*texts: str) -> frozenset[str]:
    """The words of some texts, cut to five letters: enough to see through case endings."""
    return frozenset(
        word[:5] for text in texts for word in re.findall(r"\w+", fold(text)) if len(word) > 2
    )


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / sqrt(len(one) * len(other))


Factor = tuple[float, str] | None


def _people(a: Claim, b: Claim) -> Factor:
    common, all_ = len(a.people & b.people), len(a.people | b.people)
    if not common:
        return None
    others_a, others_b = ({fold(name) for name in each.others} for each in (a, b))
    if a.people == b.people:
        if others_a == others_b and (all_ > 1 or others_a or a.host == b.host != ""):
            return 1, "the same participants"
        if all_ > 1:
            return 0.92, "the same known participants"
        # Two names nobody has a record of may be one person's in two languages.
        if others_a and others_b:
            same_number = len(others_a) == len(others_b)
            return (0.6 if same_number else 0.4), "one known participant in common"
        return 0.5, "one known participant in common"
    if common < 2:
        return None
    is_part = a.people <= b.people or b.people <= a.people
    are_many = a.kind in MANY and b.kind in MANY
    if is_part and are_many:
        return 0.95, "participants of one named in the other"
    if is_part and common >= 3:
        return 0.85, "participants of one named in the other"
    if are_many and common >= 3:
        return 0.85, f"{common} of {all_} participants in common"
    if is_part:
        return 0.62, "participants of one named in the other, which has more"
    return 0.75 * common / all_, f"{common} of {all_} participants in common"


def _days(one: Statement, other: Statement) -> Factor:
    a, b = one.claim, other.claim
    if DatePrecision.YEAR in (a.precision, b.precision):
        return (0.4, "the same year") if a.day.year == b.day.year else None
    if DatePrecision.MONTH in (a.precision, b.precision):
        same = (a.day.year, a.day.month) == (b.day.year, b.day.month)
        return (0.72, "the same month") if same else None
    gap = abs((a.day - b.day).days)
    guesses = [each for each in (a, b) if each.basis == DateBasis.PUBLICATION]
    if len(guesses) == 2:
        # Some outlets report on the evening of the day, others the morning after.
        factor = {0: 0.95, 1: 0.8, 2: 0.5}.get(gap)
        return (factor, "published within two days") if factor else None
    if len(guesses) == 1:
        guess = guesses[0]
        told = b if guess is a else a
        late = (guess.day - told.day).days
        factor = {0: 0.97, 1: 0.9, 2: 0.65, -1: 0.62}.get(late)
        return (factor, "published on the day or just after") if factor else None
    if DateBasis.NEARBY in (a.basis, b.basis):
        factor = {0: 0.98, 1: 0.8}.get(gap)
    else:
        # Two outlets date one meeting a day apart where midnight lies between their zones,
        # and two people meet on two days running.
        factor = {0: 1.0, 1: 0.6}.get(gap)
    return (factor, "the same day" if not gap else "a day apart") if factor else None


def _places(a: Claim, b: Claim, places: Mapping[int, Place]) -> Factor:
    if a.place is None or b.place is None:
        return (1, "") if a.is_remote else (0.93, "")
    if a.place == b.place:
        return 1, "the same place"
    if not (a.place_is_told and b.place_is_told):
        # The city an article was sent from, or happens to name, is not always where they met.
        return 0.76, "other places, of which one is inferred"
    one, other = places.get(a.place), places.get(b.place)
    if one is None or other is None:
        return None
    if a.place == other.country or b.place == one.country:
        return 0.93, "a place in the same country"
    if "country" in (one.kind, other.kind) or one.country != other.country:
        return None
    if {one.kind, other.kind} & {"venue", "region"} and one.kind != other.kind:
        # A venue has no city of its own here: the Élysée and Paris.
        return 0.9, "a venue or region and a place of one country"
    distance = kilometres_between(one, other)
    if distance is not None and distance <= NEAR_KM:
        return 0.85, "places beside each other"
    return None


def _kinds(a: Claim, b: Claim) -> Factor:
    if a.kind == b.kind:
        return 1, ""
    if a.is_remote:
        return 0.8, "a call by phone in one, by video in the other"
    kinds_a, kinds_b = {a.kind, *a.tags}, {b.kind, *b.tags}
    if kinds_a & kinds_b or MeetingKind.OTHER in kinds_a | kinds_b:
        return 0.97, ""
    if (a.kind in MANY) != (b.kind in MANY) and max(len(a.people), len(b.people)) > 2:
        # A summit, and talks on its margins.
        return 0.7, "a summit or forum in one, not in the other"
    return 0.93, ""


def may_be_one(a: Claim, b: Claim) -> bool:
    """A cheap first look: whether the two could be alike at all."""
    if a.precision == b.precision == DatePrecision.DAY:
        return abs(a.day - b.day) <= datetime.timedelta(days=DAYS_APART)
    return a.day.year == b.day.year
