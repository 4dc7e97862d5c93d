"""Merging: two records that are one; what hangs on the first moves to the second, and back.

An act like those of archive/decisions.py. Addresses do not move: the merged row stays and keeps
its own, and those it once had.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.meetings.stored import one_at_a_time, put_back, regroup
from archive.models import (
    Article,
    Coverage,
    CoverageParticipant,
    Decision,
    Event,
    Location,
    Mention,
    Participation,
    Person,
)
from archive.models.decisions import Verdict
from archive.rereading import keys_of, let_wait, read_again


@transaction.atomic
def merge(record: Person | Location, into: Person | Location, by: Any) -> Decision:
    """The two are one: everything of `record` counts for `into` from now on.

    The row, its names and its addresses stay, and lead to the one that stands.
    """
    check_merge(record, into)
    record, into = _held(record, into)
    check_merge(record, into)
    kind = column_of(record)
    # Before the mentions are touched, as the worker does: whoever has the article goes first.
    read_again(keys_of(record))
    let_wait(Article.objects.filter(pk__in=record.mentions.values("article")))
    one_at_a_time()
    meetings = meetings_of(record)
    moved = _move(record, into)
    type(record)._default_manager.filter(pk=record.pk).update(merged_into=into)
    # What was told of two people apart may be one meeting now.
    regroup(meetings)
    return Decision.objects.create(
        verdict=Verdict.MERGE,
        kind=kind,
        summary=f"{record} ({record.slug}) was merged into {into} ({into.slug}).",
        decided_by=by,
        moved=moved,
        **{kind: record, f"into_{kind}": into},
    )


def check_merge(record: Person | Location, into: Person | Location) -> None:
    """Refuse what cannot be one."""
    if type(record) is not type(into):
        raise ValidationError("A person and a place cannot be merged.")
    if record.pk == into.pk:
        raise ValidationError(f"{record} cannot be merged with itself.")
    if into.stands_as.pk == record.pk:
        raise ValidationError(f"{into} is merged into {record}: this would make a circle.")
    for each in (record, into):
        if each.merged_into is not None:
            raise ValidationError(
                f"{each} is merged into {each.merged_into} already: choose {each.stands_as}."
            )


def merge_of(record: Person | Location) -> Decision | None:
    """The decision by which a record is merged, if it is."""
    in_force = Decision.objects.in_force().filter(verdict=Verdict.MERGE)
    return in_force.filter(**{column_of(record): record}).first()


def undo_merge(decision: Decision) -> None:
    """Make two records of one again; decisions.undo writes it down."""
    record, into = decision.record, decision.into
    if record and into:
        record, into = _held(record, into)
    if record is None or into is None or record.merged_into != into:
        raise ValidationError("One of the two is gone: this merge cannot be taken back.")
    if into.merged_into is not None:
        raise ValidationError(
            f"{into} was merged into {into.merged_into} since: take that back first."
        )
    mentions = Mention.objects.filter(pk__in=decision.moved["mentions"])
    read_again(keys_of(record))
    let_wait(Article.objects.filter(pk__in=mentions.values("article")))
    one_at_a_time()
    _move_back(record, into, decision.moved)
    type(record)._default_manager.filter(pk=record.pk).update(merged_into=None)
    # Merges from before coverage said who took part kept none.
    stood = {int(pk): event for pk, event in decision.moved.get("coverage", {}).items()}
    regroup(put_back(stood) | meetings_of(record))


def _held(record: Any, into: Any) -> tuple[Any, Any]:
    """The two as they are now, held until the end of the act.

    In one order, so that two editors at it do not wait for each other; not against rows that
    only name them, which the worker writes while it has all meetings in hand.
    """
    both = type(record)._default_manager.filter(pk__in=[record.pk, into.pk])
    held = {each.pk: each for each in both.select_for_update(no_key=True).order_by("pk")}
    return held[record.pk], held[into.pk]


def _move(record: Person | Location, into: Any) -> dict[str, Any]:
    """Move mentions, parts in meetings and places of meetings; answers what moved.

    Of coverage it answers on which meeting it stood, too.
    """
    column = column_of(record)
    mentions = Mention.objects.filter(**{column: record})
    moved: dict[str, Any] = {"mentions": sorted(mentions.values_list("pk", flat=True))}
    mentions.update(**{column: into})
    saying = _coverage_naming(record).order_by("pk")
    # Numbers are text in JSON.
    moved["coverage"] = {str(pk): event for pk, event in saying.values_list("pk", "event")}
    if isinstance(record, Person):
        moved |= _move_named(record, into)
        moved |= _move_participations(record, into)
    else:
        saying.update(location=into)
        held = record.events.all()
        moved["events"] = sorted(held.values_list("pk", flat=True))
        held.update(location=into, updated_at=timezone.now())
    return moved


def _move_back(record: Person | Location, into: Any, moved: dict[str, Any]) -> None:
    """Move back what is still there of what `_move` moved.

    Mentions read anew since are other rows: their articles are read again.
    """
    column = column_of(record)
    mentions = Mention.objects.filter(pk__in=moved["mentions"], **{column: into})
    mentions.update(**{column: record})
    if isinstance(record, Person):
        _move_named_back(record, into, moved)
        _move_participations_back(record, into, moved)
    else:
        saying = Coverage.objects.filter(pk__in=moved.get("coverage", {}), location=into)
        saying.update(location=record)
        held = Event.objects.filter(pk__in=moved["events"], location=into)
        held.update(location=record, updated_at=timezone.now())


def will_move(record: Person | Location) -> dict[str, int]:
    """How much a merge would move, in the words of the page that asks whether to."""
    counts = {
        "mentions in articles": record.mentions.count(),
        "written forms that count for the other": record.forms.count(),
    }
    if isinstance(record, Person):
        counts["parts in meetings"] = record.participations.count()
    else:
        counts["meetings held there"] = record.events.count()
    return counts


def column_of(record: Person | Location) -> str:
    """The foreign key that leads to this kind of record, which is its kind as well."""
    return "person" if isinstance(record, Person) else "location"


def _coverage_naming(record: Person | Location) -> QuerySet[Coverage]:
    """What articles say of meetings of this person, or in this place."""
    if isinstance(record, Location):
        return Coverage.objects.filter(location=record)
    named = CoverageParticipant.objects.filter(person=record)
    return Coverage.objects.filter(pk__in=named.values("coverage"))


def meetings_of(record: Person | Location) -> set[int]:
    """The meetings this person took part in or this place saw, by articles or by editors."""
    told = _coverage_naming(record).order_by().values_list("event", flat=True)
    field = "participations__person" if isinstance(record, Person) else "location"
    decided = Event.objects.filter(**{field: record}, is_edited=True).order_by()
    return {*told, *decided.values_list("pk", flat=True)}


def _move_named(record: Person, into: Any) -> dict[str, Any]:
    """Who articles say took part; an article that names both as two names one then."""
    theirs = CoverageParticipant.objects.filter(person=record)
    of_both = theirs.filter(
        coverage__in=CoverageParticipant.objects.filter(person=into).values("coverage")
    )
    dropped = list(of_both.values("coverage", "rule").order_by("pk"))
    of_both.delete()
    moved = sorted(theirs.values_list("pk", flat=True))
    theirs.update(person=into)
    return {"named": moved, "named_twice": dropped}


def _move_named_back(record: Person, into: Any, moved: dict[str, Any]) -> None:
    named = CoverageParticipant.objects.filter(pk__in=moved.get("named", []), person=into)
    named.update(person=record)
    dropped = {each["coverage"]: each["rule"] for each in moved.get("named_twice", [])}
    rows = Coverage.objects.filter(pk__in=dropped).exclude(named__person=record)
    CoverageParticipant.objects.bulk_create(
        CoverageParticipant(coverage=row, person=record, rule=dropped[row.pk]) for row in rows
    )


def _move_participations(record: Person, into: Any) -> dict[str, Any]:
    """A meeting of both keeps the other's part."""
    theirs = record.participations.all()
    of_both = theirs.filter(event__in=into.participations.values("event"))
    dropped = list(of_both.values("event", "confidence", "sentence").order_by("pk"))
    of_both.delete()
    moved = sorted(theirs.values_list("pk", flat=True))
    _touch([each["event"] for each in dropped], moved)
    theirs.update(person=into)
    return {"participations": moved, "dropped": dropped}


def _move_participations_back(record: Person, into: Any, moved: dict[str, Any]) -> None:
    _touch([each["event"] for each in moved["dropped"]], moved["participations"])
    rows = Participation.objects.filter(pk__in=moved["participations"], person=into)
    rows.update(person=record)
    events = set(
        Event.objects.filter(pk__in=[each["event"] for each in moved["dropped"]])
        .exclude(participations__person=record)
        .values_list("pk", flat=True)
    )
    Participation.objects.bulk_create(
        Participation(
            event_id=each["event"],
            person=record,
            confidence=each["confidence"],
            sentence=each["sentence"],
        )
        for each in moved["dropped"]
        if each["event"] in events
    )


def _touch(events: list[int], participations: list[int]) -> None:
    """A meeting of other people is news to whoever follows it by feed."""
    moved = Participation.objects.filter(pk__in=participations).values("event")
    Event.objects.filter(pk__in=events).update(updated_at=timezone.now())
    Event.objects.filter(pk__in=moved).update(updated_at=timezone.now())
