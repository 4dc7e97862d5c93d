"""Pins: what editors decided, as grouping takes it. Reads the ledger, writes nothing."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from archive.meetings.claims import Claim, Statement
from archive.models import Article, Event, Location, MeetingDecision, Person, Pin, standing_ids
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage
from archive.models.meeting_decisions import MeetingVerdict
from archive.models.meetings import EventStatus

# Further apart, two things an article says are not the same thing read anew.
SAME_CLAIM_WITHIN = datetime.timedelta(days=3)

_STATUS = {
    MeetingVerdict.CONFIRM: EventStatus.PUBLISHED,
    MeetingVerdict.REJECT: EventStatus.REJECTED,
}


@dataclass
class Decided:
    """What editors set of a meeting: columns with their values, and who took part."""

    values: dict[str, Any] = field(default_factory=dict)
    people: list[int] | None = None


def decided_on(events: Iterable[int]) -> dict[int, Decided]:
    """What decisions in force say of meetings, by number; the last on a field holds.

    A meeting that another was merged or split into is there too, with nothing set.
    """
    events = list(events)
    found: dict[int, Decided] = {}
    merges: list[tuple[int, int]] = []
    in_force = MeetingDecision.objects.in_force()
    for decision in in_force.filter(Q(event__in=events) | Q(into__in=events)):
        if decision.into_id is not None:
            found.setdefault(decision.into_id, Decided())
        decided = found.setdefault(decision.event_id, Decided())
        verdict = MeetingVerdict(decision.verdict)
        if verdict in _STATUS:
            decided.values["status"] = _STATUS[verdict]
        elif verdict == MeetingVerdict.MERGE and decision.into_id is not None:
            merges.append((decision.event_id, decision.into_id))
        elif decision.field == "participants":
            decided.people = _as_they_stand(Person, decision.value or ())
        elif verdict == MeetingVerdict.EDIT:
            decided.values |= _column(decision.field, decision.value)
    for event, into in merges:
        # What readers saw they see where it went.
        if found[event].values.get("status") == EventStatus.PUBLISHED:
            found[into].values.setdefault("status", EventStatus.PUBLISHED)
    return found


def anchors_of(events: Iterable[Event]) -> list[Statement]:
    """Meetings editors decided on, as statements that new articles may be alike to.

    Each says what the meeting was when the last decision on it was made, so that an article
    that comes in later finds the meeting as the editor had it.
    """
    by_number = {event.pk: event for event in events}
    last: dict[int, dict[str, Any]] = {}
    in_force = MeetingDecision.objects.in_force()
    for decision in in_force.filter(Q(event__in=by_number) | Q(into__in=by_number)):
        last[decision.event_id] = decision.snapshot
        if decision.into_id is not None:
            last[decision.into_id] = decision.snapshot.get("into", {})
    decided = decided_on(last)
    return [
        _anchor(by_number[number], snapshot, decided[number])
        for number, snapshot in sorted(last.items())
        # Empty but for the other's: nothing was left on it.
        if "kind" in snapshot and number in by_number
    ]


def _anchor(event: Event, snapshot: dict[str, Any], edited: Decided) -> Statement:
    values: dict[str, Any] = {}
    for name, value in snapshot.items():
        values |= _column(name, value)
    values |= edited.values
    people = edited.people
    if people is None:
        people = _as_they_stand(Person, snapshot["participants"])
    return Statement(
        key=f"event {event.feed_id}",
        claim=Claim(
            kind=MeetingKind(values["kind"]),
            people=frozenset(people),
            day=values["starts_on"],
            place=values["location_id"],
            tags=tuple(MeetingKind(tag) for tag in values["tags"]),
            stage=Stage(values["stage"]),
            precision=DatePrecision(values["date_precision"]),
            basis=DateBasis.EDITOR,
            others=tuple(values["other_names"]),
            host=values["host"],
            confidence=1,
        ),
        # No article has this number: an anchor is told apart from nothing an article says.
        article=-event.pk,
        pin=event.stands_as.pk,
        is_anchor=True,
    )


def snapshot_of(event: Event) -> dict[str, Any]:
    """A meeting as it is now, in plain values, to be kept with a decision."""
    return {
        "kind": event.kind,
        "tags": event.tags,
        "stage": event.stage,
        "status": event.status,
        "starts_on": event.starts_on.isoformat(),
        "date_precision": event.date_precision,
        "location": event.location_id,
        "participants": sorted(event.participations.values_list("person", flat=True)),
        "other_names": event.other_names,
        "host": event.host,
    }


def pins_on(*articles: Article) -> list[Pin]:
    """Where decisions in force put what articles say, the latest decision first."""
    ids = [article.feed_id for article in articles]
    in_force = MeetingDecision.objects.in_force().values("pk")
    pins = Pin.objects.filter(article_feed_id__in=ids, decision__in=in_force)
    return of_those_who_stand(pins.select_related("event").order_by("-decision_id", "pk"))


def of_those_who_stand(pins: Iterable[Pin]) -> list[Pin]:
    """Pins with whoever stands now for the people they were set with."""
    found, into = list(pins), None
    for pin in found:
        into = standing_ids(Person) if into is None else into
        pin.people = [into.get(person, person) for person in pin.people]
    return found


def pinned(
    claims: Sequence[Claim], pins: Sequence[Pin], keep_all: bool = True
) -> list[tuple[Claim, int | None]]:
    """Each claim of an article with the meeting decisions put it on, or None.

    With `keep_all`, what a decision put on a meeting and the text no longer seems to say is
    kept as a claim of the editor's.
    """
    meant, unmet = meant_by(claims, pins)
    found: list[tuple[Claim, int | None]] = [
        (claim, meant[number].event.stands_as.pk if number in meant else None)
        for number, claim in enumerate(claims)
    ]
    for pin in unmet if keep_all else ():
        found.append((_of_the_editor(pin), pin.event.stands_as.pk))
    return found


def meant_by(claims: Sequence[Claim], pins: Sequence[Pin]) -> tuple[dict[int, Pin], list[Pin]]:
    """The pin that holds for each claim, by its place in the list, and pins that met none.

    An article read anew may say the same in other words: a claim that agrees with a pin in
    all goes first, then one that agrees in less. Of two pins on one claim the later decision
    holds, and the earlier one is on nothing any more.
    """
    meant: dict[int, Pin] = {}
    unmet = [(pin, _people_of(pin)) for pin in pins]
    for agree in _AGREEING:
        left = []
        for pin, people in unmet:
            alike = [n for n, claim in enumerate(claims) if agree(pin, people, claim)]
            free = [number for number in alike if number not in meant]
            if free:
                meant[free[0]] = pin
            elif not any(meant[number].decision_id >= pin.decision_id for number in alike):
                left.append((pin, people))
        unmet = left
    missing: list[tuple[Pin, frozenset[int]]] = []
    for pin, people in unmet:
        # Two decisions on what the text says no longer: the later holds here, too.
        if not any(people == others and _is_near(pin, other.day) for other, others in missing):
            missing.append((pin, people))
    return meant, [pin for pin, _ in missing]


def _is_near(pin: Pin, day: datetime.date | None) -> bool:
    return pin.day is None or day is None or abs(day - pin.day) <= SAME_CLAIM_WITHIN


def _shares_most(people: frozenset[int], others: frozenset[int]) -> bool:
    return 2 * len(people & others) >= len(people | others)


# Whether a claim is the one a pin was set on, from the surest sign to the least sure.
_AGREEING: tuple[Callable[[Pin, frozenset[int], Claim], bool], ...] = (
    lambda pin, people, claim: (
        (people, pin.day, pin.sentence) == (claim.people, claim.day, claim.sentence)
    ),
    lambda pin, people, claim: (
        people == claim.people
        and _is_near(pin, claim.day)
        and (pin.day == claim.day or pin.sentence == claim.sentence)
    ),
    lambda pin, people, claim: people == claim.people and _is_near(pin, claim.day),
    lambda pin, people, claim: pin.sentence != "" and pin.sentence == claim.sentence,
    lambda pin, people, claim: _shares_most(people, claim.people) and _is_near(pin, claim.day),
)


def _people_of(pin: Pin) -> frozenset[int]:
    return frozenset(pin.people)


def _of_the_editor(pin: Pin) -> Claim:
    """What an article is put on a meeting with that its text does not say itself."""
    return Claim(
        kind=MeetingKind(pin.event.kind),
        people=frozenset(_as_they_stand(Person, pin.people)),
        day=pin.day or pin.event.starts_on,
        stage=Stage(pin.event.stage),
        basis=DateBasis.EDITOR,
        confidence=1,
        sentence=pin.sentence,
        reasons=("an editor's decision",),
    )


def _column(name: str, value: Any) -> dict[str, Any]:
    """A field kept in plain values as the column that holds it; participants have none."""
    if name == "location":
        return {"location_id": next(iter(_as_they_stand(Location, [value])), None)}
    if name == "starts_on":
        return {name: datetime.date.fromisoformat(value)}
    return {} if name == "participants" else {name: value}


def _as_they_stand(model: type[Person] | type[Location], ids: Iterable[int | None]) -> list[int]:
    """The records that stand for these now; those deleted since are left out."""
    rows: Any = model._default_manager.filter(pk__in=[pk for pk in ids if pk is not None])
    return sorted({row.stands_as.pk for row in rows})
