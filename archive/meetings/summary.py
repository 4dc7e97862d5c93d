"""Summary: the statements on one meeting -> what the archive says of it. Knows no database."""

import datetime
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from archive.meetings.claims import KIND_ORDER, MANY, Claim, Statement
from archive.meetings.likeness import Place
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage
from archive.text import fold

# Below this a meeting is suggested and waits for staff. Measured: bench/meetings.py.
PUBLISH_FROM = 0.7
# A second outlet that says so makes a meeting this much surer.
PER_FURTHER_OUTLET = 0.06

PRECISION_ORDER = (DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR)

Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True)
class Summary:
    """A meeting as all statements on it have it together."""

    kind: MeetingKind
    tags: tuple[MeetingKind, ...]
    stage: Stage
    day: datetime.date
    precision: DatePrecision
    place: int | None
    people: tuple[int, ...]
    others: tuple[str, ...]
    host: str
    confidence: float
    # Said to be called off, by articles none of which is preceded by one that announced it.
    is_only_called_off: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether readers may see it without a person having looked at it.

        Two known participants, or one and a host institution, and surely told. What was never
        announced here and is only told to have been called off is no news of a meeting.
        """
        knows_two = len(self.people) >= 2 or (len(self.people) == 1 and bool(self.host))
        is_told = self.confidence >= PUBLISH_FROM and not self.is_only_called_off
        return knows_two and is_told


def summary_of(statements: Sequence[Statement], places: Mapping[int, Place]) -> Summary:
    """What most statements say, of those on its being held if it was held."""
    said = sorted((each for each in statements if not each.is_anchor), key=lambda s: s.key)
    said = said or list(statements)
    stage = _stage(said)
    telling = [each for each in said if each.claim.stage == stage]
    claims = [each.claim for each in telling]
    kind = _most([each.kind for each in claims], lambda value: KIND_ORDER.index(MeetingKind(value)))
    tags = {each.kind for each in claims}.union(*(each.tags for each in claims)) - {kind}
    day, precision = _day(claims)
    return Summary(
        kind=kind,
        tags=tuple(sorted(tags, key=KIND_ORDER.index)),
        stage=stage,
        day=day,
        precision=precision,
        place=_place(claims, places),
        people=tuple(sorted(_taking_part(claims))),
        others=_others(claims),
        host=next((each.host for each in claims if each.host), ""),
        confidence=_confidence(telling),
        is_only_called_off=all(each.claim.stage == Stage.CANCELLED for each in said),
    )


def _stage(said: Sequence[Statement]) -> Stage:
    """What it has come to: once held it is held; else what was written last."""
    if any(each.claim.stage == Stage.HELD for each in said):
        return Stage.HELD
    last = max(
        said,
        key=lambda each: (
            each.published_on or each.claim.day,
            each.claim.stage == Stage.CANCELLED,
        ),
    )
    return last.claim.stage


def _most(values: Iterable[Value], rank: Callable[[Value], object]) -> Value:
    """The value most often said; of several the one that ranks first."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], rank(value)))


def _day(claims: Sequence[Claim]) -> tuple[datetime.date, DatePrecision]:
    """The day most often told; failing that the first day of publication."""
    finest = min((each.precision for each in claims), key=PRECISION_ORDER.index)
    fine = [each for each in claims if each.precision == finest]
    nearby = (DateBasis.PUBLICATION, DateBasis.NEARBY)
    told = [each.day for each in fine if each.basis not in nearby]
    told = told or [each.day for each in fine if each.basis == DateBasis.NEARBY]
    if told:
        return _most(told, lambda day: day), finest
    return min(each.day for each in fine), finest


def _place(claims: Sequence[Claim], places: Mapping[int, Place]) -> int | None:
    """The city most often told; a country only where no article tells more."""
    named = [(each.place, each.place_is_told) for each in claims if each.place is not None]
    told = [place for place, is_told in named if is_told] or [place for place, _ in named]
    finer = [
        each
        for each in told
        if each not in places or places[each].kind not in {"country", "region"}
    ]
    return _most(finer or told, lambda place: place) if told else None


def _taking_part(claims: Sequence[Claim]) -> set[int]:
    """Whom at least half of the statements name; of many that met, whom any names."""
    counts = Counter(person for each in claims for person in each.people)
    if any(each.kind in MANY for each in claims):
        return set(counts)
    return {person for person, count in counts.items() if 2 * count >= len(claims)}


def _others(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Names without a record, by the same rule; the way most often written."""
    written: dict[str, list[str]] = {}
    for each in claims:
        for name in each.others:
            written.setdefault(fold(name), []).append(name)
    least = 1 if any(each.kind in MANY for each in claims) else len(claims)
    return tuple(
        _most(names, lambda name: name)
        for _, names in sorted(written.items())
        if 2 * len(names) >= least
    )


def _confidence(telling: Sequence[Statement]) -> float:
    surest = max(each.claim.confidence for each in telling)
    outlets = len({each.outlet for each in telling})
    return round(min(surest + PER_FURTHER_OUTLET * (outlets - 1), 0.99), 3)
