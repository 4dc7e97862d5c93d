"""Pins: what editors decided, as grouping takes it. Reads the ledger, writes nothing."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from archive.meetings.claims import Claim, Statement
from archive.models import Article, Event, Location, MeetingDecision, Person, Pin
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
    merged: bool = False


def decided_on(events: Iterable[int]) -> dict[int, Decided]:
    """What decisions in force say of meetings, by number; the last on a field holds.

    A meeting that another was merged or split into is there too, with nothing set.
    """
    events = list(events)
    found: dict[int, Decided] = {}
    in_force = MeetingDecision.objects.in_force()
    for decision in in_force.filter(Q(event__in=events) | Q(into__in=events)):
        if decision.into_id is not None:
            found.setdefault(decision.into_id, Decided())
        decided = found.setdefault(decision.event_id, Decided())
        verdict = MeetingVerdict(decision.verdict)
        if verdict in _STATUS:
            decided.values["status"] = _STATUS[verdict]
        elif verdict == MeetingVerdict.MERGE:
            decided.merged = True
        elif decision.field == "participants":
            decided.people = _as_they_stand(Person, decision.value or [])
        elif verdict == MeetingVerdict.EDIT:
            decided.values |= _column(decision.field, decision.value)
    return found


def anchor_of(event: Event) -> Statement | None:
    """A meeting an editor decided on, as a statement that new articles may be alike to.

    It says what the meeting was when the last decision was made, so that an article that
    comes in later finds the meeting as the editor had it.
    """
    decision = MeetingDecision.objects.in_force().filter(event=event).last()
    if decision is None or not decision.snapshot:
        return None
    edited = decided_on([event.pk])[event.pk]
    values: dict[str, Any] = {}
    for name, value in decision.snapshot.items():
        values |= _column(name, value)
    values |= edited.values
    people = edited.people
    if people is None:
        people = _as_they_stand(Person, decision.snapshot["participants"])
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
    return list(pins.select_related("event").order_by("-decision", "pk"))


def pinned(
    claims: Sequence[Claim], pins: Sequence[Pin], keep_all: bool = True
) -> list[tuple[Claim, int | None]]:
    """Each claim of an article with the meeting decisions put it on, or None.

    With `keep_all`, what a decision put on a meeting and the text no longer seems to say is
    kept as a claim of the editor's.
    """
    free = list(claims)
    found: list[tuple[Claim, int | None]] = []
    for pin in pins:
        people = frozenset(_as_they_stand(Person, pin.people))
        if _meant(pin, people, [claim for claim, _ in found]) is not None:
            # A later decision on the same claim holds.
            continue
        claim = _meant(pin, people, free)
        if claim is not None:
            free.remove(claim)
        elif keep_all:
            claim = _of_the_editor(pin, people)
        if claim is not None:
            found.append((claim, pin.event.stands_as.pk))
    return found + [(claim, None) for claim in free]


def _meant(pin: Pin, people: frozenset[int], claims: Sequence[Claim]) -> Claim | None:
    """The one of these claims a pin was set on: its people met about then, or its sentence."""
    for claim in claims:
        is_near = pin.day is None or abs(claim.day - pin.day) <= SAME_CLAIM_WITHIN
        if claim.people == people and is_near:
            return claim
    return next((each for each in claims if pin.sentence and each.sentence == pin.sentence), None)


def _of_the_editor(pin: Pin, people: frozenset[int]) -> Claim:
    return Claim(
        kind=MeetingKind(pin.event.kind),
        people=people,
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
