"""Cluster: statements -> those on one meeting. The order they come in does not matter.

Agglomerative: of all pairs that are alike, the most alike join first, and two groups become
one if on average their statements are alike enough and no two of them exclude each other.
Knows no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from archive.meetings.claims import Statement
from archive.meetings.likeness import ASK, JOIN, Likeness, Place, likeness, may_be_one
from archive.models.choices import DatePrecision


@dataclass
class Clusters:
    """Groups of statements, in order of their keys; why each statement is in its group (the
    best likeness it has there), and which groups may be one, by their places in `groups`."""

    groups: list[list[Statement]]
    joined_by: dict[str, Likeness]
    doubts: list[tuple[int, int, Likeness]]


def clusters_of(statements: Iterable[Statement], places: Mapping[int, Place]) -> Clusters:
    """Group statements by the meeting they are on."""
    ordered = sorted(statements, key=lambda each: each.key)
    likenesses = _likenesses(ordered, places)
    group_of = list(range(len(ordered)))
    members = {number: [number] for number in group_of}
    for (i, j), _ in sorted(likenesses.items(), key=lambda each: (-each[1].score, each[0])):
        a, b = sorted((group_of[i], group_of[j]))
        if a != b and _are_one(members[a], members[b], ordered, likenesses, places):
            members[a] += members.pop(b)
            for number in members[a]:
                group_of[number] = a
    numbers = [sorted(members[key]) for key in sorted(members)]
    return Clusters(
        groups=[[ordered[number] for number in group] for group in numbers],
        joined_by=_joined_by(numbers, ordered, likenesses),
        doubts=_doubts(numbers, ordered, likenesses, places),
    )


Pairs = dict[tuple[int, int], Likeness]


def _likenesses(ordered: Sequence[Statement], places: Mapping[int, Place]) -> Pairs:
    """The pairs that are alike at least in part, by their numbers, the lower first."""
    found: Pairs = {}
    for i, j in _pairs_to_look_at(ordered):
        alike = likeness(ordered[i], ordered[j], places)
        if alike and alike.score >= ASK:
            found[i, j] = alike
    return found


def _pairs_to_look_at(ordered: Sequence[Statement]) -> Iterable[tuple[int, int]]:
    """Pairs that share a person and a time, each once, without looking at all there are."""
    by_person: dict[int, list[int]] = defaultdict(list)
    by_pin: dict[int, list[int]] = defaultdict(list)
    for number, statement in enumerate(ordered):
        for person in statement.claim.people:
            by_person[person].append(number)
        if statement.pin is not None:
            by_pin[statement.pin].append(number)
    seen = set()
    for numbers in by_pin.values():
        seen |= set(combinations(numbers, 2))
    for numbers in by_person.values():
        # Along the calendar: whoever is too far off has only such behind.
        by_day = sorted(numbers, key=lambda number: ordered[number].claim.day)
        for place, i in enumerate(by_day):
            for j in by_day[place + 1 :]:
                one, other = ordered[i].claim, ordered[j].claim
                if may_be_one(one, other):
                    seen.add((min(i, j), max(i, j)))
                elif (
                    one.precision == DatePrecision.DAY == other.precision
                    or one.day.year != other.day.year
                ) and not _rough_ahead(ordered, by_day, place):
                    break
    return sorted(seen)


def _rough_ahead(ordered: Sequence[Statement], by_day: list[int], place: int) -> bool:
    """Whether a statement further on has only a month or a year, which may still be near."""
    year = ordered[by_day[place]].claim.day.year
    return any(
        ordered[number].claim.precision != DatePrecision.DAY
        for number in by_day[place + 1 :]
        if ordered[number].claim.day.year == year
    )


def _are_one(
    group: Sequence[int],
    other: Sequence[int],
    ordered: Sequence[Statement],
    likenesses: Pairs,
    places: Mapping[int, Place],
) -> bool:
    score = _score_between(group, other, ordered, likenesses, places)
    return score is not None and score >= JOIN


def _score_between(
    group: Sequence[int],
    other: Sequence[int],
    ordered: Sequence[Statement],
    likenesses: Pairs,
    places: Mapping[int, Place],
) -> float | None:
    """How alike two groups are; None if they exclude each other.

    The average over all pairs. What editors put on a meeting speaks for it alone: what is
    alike to one of these belongs there, though they themselves may be unlike each other.
    """

    def alike(i: int, j: int) -> Likeness | None:
        pair = (min(i, j), max(i, j))
        return likenesses.get(pair) or likeness(ordered[pair[0]], ordered[pair[1]], places)

    pins = {ordered[number].pin for number in (*group, *other)} - {None}
    if len(pins) > 1:
        return None
    pinned = [number for number in group if ordered[number].pin is not None]
    if any(ordered[number].pin is not None for number in other):
        if pinned:
            return 1.0
        return _score_between(other, group, ordered, likenesses, places)
    scores = []
    for j in other:
        found = {i: alike(i, j) for i in group}
        if any(
            each is None and (i not in pinned or ordered[i].article == ordered[j].article)
            for i, each in found.items()
        ):
            return None
        if pinned:
            scores.append(max((each.score for i in pinned if (each := found[i])), default=0))
        else:
            scores += [each.score for each in found.values() if each]
    return sum(scores) / len(scores) if all(scores) else None


def _joined_by(
    groups: Iterable[Sequence[int]], ordered: Sequence[Statement], likenesses: Pairs
) -> dict[str, Likeness]:
    best: dict[str, Likeness] = {}
    for group in groups:
        for pair in combinations(group, 2):
            alike = likenesses.get(pair)
            for number in pair if alike else ():
                key = ordered[number].key
                if alike and (key not in best or alike.score > best[key].score):
                    best[key] = alike
    return best


def _doubts(
    groups: Sequence[Sequence[int]],
    ordered: Sequence[Statement],
    likenesses: Pairs,
    places: Mapping[int, Place],
) -> list[tuple[int, int, Likeness]]:
    """Pairs of groups that are alike enough to ask, with their best likeness."""
    group_of = {number: place for place, group in enumerate(groups) for number in group}
    best: dict[tuple[int, int], Likeness] = {}
    for (i, j), alike in likenesses.items():
        if group_of[i] == group_of[j]:
            continue
        pair = (min(group_of[i], group_of[j]), max(group_of[i], group_of[j]))
        if pair not in best or alike.score > best[pair].score:
            best[pair] = alike
    return [
        (a, b, alike)
        for (a, b), alike in sorted(best.items())
        if _score_between(groups[a], groups[b], ordered, likenesses, places) is not None
    ]
