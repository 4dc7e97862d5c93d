"""Cluster: statements -> those on one meeting. The order they come in does not matter.

Agglomerative: of all pairs that are alike, the most alike join first, and two groups become
one if on average their statements are alike enough and no two of them exclude each other.
Knows no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
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
    known = _Known(ordered, likenesses, places, _of_two_minds(ordered, places))
    group_of = list(range(len(ordered)))
    members = {number: [number] for number in group_of}
    # Two groups are compared again only once one of them has grown: with a hundred articles on
    # each of two meetings a day apart, ten thousand pairs ask the same.
    refused: dict[tuple[int, int], tuple[int, int]] = {}
    for (i, j), _ in sorted(likenesses.items(), key=lambda each: (-each[1].score, each[0])):
        a, b = sorted((group_of[i], group_of[j]))
        if a == b or refused.get((a, b)) == (len(members[a]), len(members[b])):
            continue
        if _are_one(members[a], members[b], known):
            members[a] += members.pop(b)
            for number in members[a]:
                group_of[number] = a
        else:
            refused[a, b] = (len(members[a]), len(members[b]))
    numbers = [sorted(members[key]) for key in sorted(members)]
    return Clusters(
        groups=[[ordered[number] for number in group] for group in numbers],
        joined_by=_joined_by(numbers, ordered, likenesses),
        doubts=_doubts(numbers, known),
    )


Pairs = dict[tuple[int, int], Likeness]


@dataclass(frozen=True)
class _Known:
    """The statements by number, which pairs of them are alike, and on which meetings editors
    put what by itself excludes each other."""

    ordered: Sequence[Statement]
    likenesses: Pairs
    places: Mapping[int, Place]
    of_two_minds: Set[int]

    def alike(self, i: int, j: int) -> Likeness | None:
        pair = (min(i, j), max(i, j))
        one, other = (self.ordered[number] for number in pair)
        return self.likenesses.get(pair) or likeness(one, other, self.places)


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
        # What has only a month or a year may be near to all of its year.
        last_rough = {
            ordered[number].claim.day.year: place
            for place, number in enumerate(by_day)
            if ordered[number].claim.precision != DatePrecision.DAY
        }
        for place, i in enumerate(by_day):
            one = ordered[i].claim
            for further, j in enumerate(by_day[place + 1 :], place + 1):
                if may_be_one(one, ordered[j].claim):
                    seen.add((min(i, j), max(i, j)))
                elif further > last_rough.get(one.day.year, -1):
                    break
    return sorted(seen)


def _of_two_minds(ordered: Sequence[Statement], places: Mapping[int, Place]) -> set[int]:
    by_pin: dict[int, list[Statement]] = defaultdict(list)
    for each in ordered:
        if each.pin is not None:
            by_pin[each.pin].append(replace(each, pin=None))
    return {
        pin
        for pin, group in by_pin.items()
        if any(likeness(one, other, places) is None for one, other in combinations(group, 2))
    }


def _are_one(group: Sequence[int], other: Sequence[int], known: _Known) -> bool:
    score = _score_between(group, other, known)
    return score is not None and score >= JOIN


def _score_between(group: Sequence[int], other: Sequence[int], known: _Known) -> float | None:
    """How alike two groups are; None if they exclude each other.

    The average over all pairs, unless editors put some of it on a meeting.
    """
    pins = {known.ordered[number].pin for number in (*group, *other)} - {None}
    if len(pins) > 1:
        return None
    pinned, also = (
        [number for number in numbers if known.ordered[number].pin is not None]
        for numbers in (group, other)
    )
    if pinned and also:
        return 1.0
    if pinned:
        return _score_with_decided(pinned, group, other, known)
    if also:
        return _score_with_decided(also, other, group, known)
    scores = []
    for i in group:
        for j in other:
            alike = known.alike(i, j)
            if alike is None:
                return None
            scores.append(alike.score)
    return sum(scores) / len(scores)


def _score_with_decided(
    pinned: Sequence[int], group: Sequence[int], other: Sequence[int], known: _Known
) -> float | None:
    """How alike a group is to one some of which editors put on a meeting.

    That speaks for the meeting: what is alike to any of it belongs there. So whatever was
    alike to one of two meetings finds the one they were merged into, and what errs as the
    articles did finds the meeting an editor corrected.
    """
    is_of_two_minds = known.ordered[pinned[0]].pin in known.of_two_minds
    best = []
    for j in other:
        found = {i: known.alike(i, j) for i in group}
        for i, alike in found.items():
            same_article = known.ordered[i].article == known.ordered[j].article
            if alike is None and (same_article or not (i in pinned or is_of_two_minds)):
                return None
        scores = [each.score for i in pinned if (each := found[i])]
        if not scores:
            return None
        best.append(max(scores))
    return sum(best) / len(best)


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


def _doubts(groups: Sequence[Sequence[int]], known: _Known) -> list[tuple[int, int, Likeness]]:
    """Pairs of groups that are alike enough to ask, with their best likeness."""
    group_of = {number: place for place, group in enumerate(groups) for number in group}
    best: dict[tuple[int, int], Likeness] = {}
    for (i, j), alike in known.likenesses.items():
        if group_of[i] == group_of[j]:
            continue
        pair = (min(group_of[i], group_of[j]), max(group_of[i], group_of[j]))
        if pair not in best or alike.score > best[pair].score:
            best[pair] = alike
    return [
        (a, b, alike)
        for (a, b), alike in sorted(best.items())
        if _score_between(groups[a], groups[b], known) is not None
    ]
