"""Decisions: what an editor says of meetings -> rows that outlive every import and reading.

Each act is one transaction, one at a time with imports: it writes one MeetingDecision, pins all
that is said on the meetings concerned to where it belongs, and lets these be grouped anew. An
act that is in force already changes nothing and answers the decision that stands. Of two
decisions on one thing the later holds. What cannot be is refused with a ValidationError in words.

The only writer of MeetingDecision and Pin. Knows no request.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from archive.meetings.fields import IN_WORDS, readable
from archive.meetings.pins import decided_on, snapshot_of
from archive.meetings.stored import (
    keep_as_decided,
    one_at_a_time,
    put_back,
    regroup,
    rows_meant_by,
    say_anew,
    split_off,
)
from archive.models import (
    Article,
    Coverage,
    Event,
    MeetingDecision,
    Participation,
    Pin,
)
from archive.models.choices import DateBasis
from archive.models.meeting_decisions import EDITABLE, MeetingVerdict

# What moves articles between meetings: taken back from the last, or what was decided on the
# outcome since would hang in the air.
MOVING = [MeetingVerdict.MERGE, MeetingVerdict.SPLIT, MeetingVerdict.MOVE]

TITLE_SHOWN = 60


# --- Is it a meeting, and what is it ----------------------------------------------------------


@transaction.atomic
def confirm(event: Event, by: Any) -> MeetingDecision:
    """It is a meeting: readers see it, whatever further articles say."""
    (event,) = _standing(event)
    if event.participations.count() + len(event.other_names) + bool(event.host) < 2:
        raise ValidationError(
            f"{_named(event)} has fewer than two who met: say first who took part or hosted it."
        )
    return _decide_whether(event, MeetingVerdict.CONFIRM, f"{_named(event)} is a meeting.", by)


@transaction.atomic
def reject(event: Event, by: Any) -> MeetingDecision:
    """It is no meeting: readers do not see it, and further articles on it change nothing."""
    (event,) = _standing(event)
    return _decide_whether(event, MeetingVerdict.REJECT, f"{_named(event)} is no meeting.", by)


def _decide_whether(event: Event, verdict: str, summary: str, by: Any) -> MeetingDecision:
    whether = [MeetingVerdict.CONFIRM, MeetingVerdict.REJECT]
    last = MeetingDecision.objects.in_force().filter(event=event, verdict__in=whether).last()
    if last and last.verdict == verdict:
        return last
    decision = _written_down(verdict, event, by, summary, snapshot_of(event))
    _pin(decision, [(row, event) for row in event.coverage.all()])
    regroup({event.pk})
    return decision


@transaction.atomic
def edit(event: Event, field: str, value: Any, by: Any) -> MeetingDecision:
    """A field of a meeting is this, whatever articles say: it is locked.

    `field` is one of EDITABLE; people and a place may be given as records or by number.
    """
    (event,) = _standing(event)
    value, words = readable(field, value)
    if (last := edits_in_force(event).get(field)) and last.value == value:
        return last
    called = IN_WORDS.get(field, field)
    decision = _written_down(
        MeetingVerdict.EDIT,
        event,
        by,
        f"{_named(event)}: {called} set to {words}.",
        snapshot_of(event) | {field: value},
        field=field,
        value=value,
    )
    _pin(decision, [(row, event) for row in event.coverage.all()])
    regroup({event.pk})
    return decision


@transaction.atomic
def release(event: Event, field: str, by: Any) -> MeetingDecision:
    """A field follows from what articles say again: every edit of it is taken back."""
    edits = MeetingDecision.objects.in_force().filter(event=event, field=field)
    taken_back = [undo(decision, by) for decision in edits.order_by("-pk")] if field else []
    if not taken_back:
        raise ValidationError("This field was not set by an editor.")
    return taken_back[-1]


def edits_in_force(event: Event) -> dict[str, MeetingDecision]:
    """The decision that holds on each locked field."""
    edits = MeetingDecision.objects.in_force().filter(event=event, verdict=MeetingVerdict.EDIT)
    return {decision.field: decision for decision in edits.select_related("decided_by")}


@transaction.atomic
def add(values: Mapping[str, Any], by: Any) -> Event:
    """A meeting no article in the archive tells of, by what is known of it.

    Articles that come in later join it. Kind, day and participants are locked, the rest as
    far as it is given.
    """
    one_at_a_time()
    plain = {field: readable(field, value)[0] for field, value in values.items()}
    for field in ("kind", "starts_on", "participants"):
        if not plain.get(field):
            raise ValidationError("Say the kind of the meeting, its day and who took part.")
    columns = {
        {"location": "location_id"}.get(field, field): value
        for field, value in plain.items()
        if field != "participants"
    }
    event = Event.objects.create(
        **columns | {"starts_on": datetime.date.fromisoformat(plain["starts_on"])}
    )
    Participation.objects.bulk_create(
        Participation(event=event, person_id=person, rule="an editor's decision")
        for person in plain["participants"]
    )
    for field in EDITABLE:
        if plain.get(field):
            edit(event, field, plain[field], by)
    confirm(event, by)
    event.refresh_from_db()
    return event


# --- Which articles are on it -----------------------------------------------------------------


@transaction.atomic
def merge(event: Event, into: Event, by: Any) -> MeetingDecision:
    """The two are one meeting: the first one's address leads to the second for ever."""
    event, into = _standing(event, into)
    decision = _written_down(
        MeetingVerdict.MERGE,
        event,
        by,
        f"{_named(event)} is the same as {_named(into)}.",
        snapshot_of(event) | {"into": snapshot_of(into)},
        into=into,
    )
    _pin(decision, [(row, into) for row in _said_on(event, into)])
    # It goes on being told of: what comes in later and is alike to it belongs to the other.
    event.merged_into, event.is_edited = into, True
    event.save(update_fields=["merged_into", "is_edited", "updated_at"])
    regroup({event.pk, into.pk})
    return decision


@transaction.atomic
def keep_apart(event: Event, other: Event, by: Any) -> MeetingDecision:
    """The two are not one meeting, however alike: nobody is asked again."""
    event, other = _standing(event, other)
    both = [event, other]
    in_force = MeetingDecision.objects.in_force().filter(verdict=MeetingVerdict.APART)
    if earlier := in_force.filter(event__in=both, into__in=both).first():
        return earlier
    decision = _written_down(
        MeetingVerdict.APART,
        event,
        by,
        f"{_named(event)} is not the same as {_named(other)}.",
        snapshot_of(event) | {"into": snapshot_of(other)},
        into=other,
    )
    _pin(decision, [(row, each) for each in both for row in each.coverage.all()])
    regroup({event.pk, other.pk})
    return decision


@transaction.atomic
def split(event: Event, coverages: Iterable[Coverage], by: Any) -> Event:
    """It is two meetings: this coverage gets one of its own; answers the new one."""
    (event,) = _standing(event)
    ids = {coverage.pk for coverage in coverages}
    rows = {row.pk: row for row in _said_on(event)}
    if not ids:
        raise ValidationError("Choose the articles that are on another meeting.")
    if not ids <= rows.keys():
        raise ValidationError(f"Some of these articles are not on {_named(event)} any more.")
    if ids == rows.keys():
        raise ValidationError("One article at least stays: choose fewer.")
    going = [rows[pk] for pk in sorted(ids)]
    titles = _titles([row.article for row in going])
    was = _named(event)
    other = split_off(event, going)
    event.refresh_from_db()
    decision = _written_down(
        MeetingVerdict.SPLIT,
        event,
        by,
        f"{was} is two: {titles} tell of {_named(other)}.",
        snapshot_of(event) | {"into": snapshot_of(other)},
        into=other,
    )
    _pin(decision, [(row, other if row.pk in ids else event) for row in rows.values()])
    regroup({event.pk, other.pk})
    return Event.objects.get(pk=other.pk)


@transaction.atomic
def move(what: Coverage | Article, into: Event, by: Any) -> MeetingDecision:
    """An article is on this meeting: moved from another, or put there though it was on none."""
    if isinstance(what, Article):
        _hold(Article.objects.filter(pk=what.pk))
    (into,) = _standing(into)
    coverage = _coverage_of(what) if isinstance(what, Article) else what
    if coverage is None:
        assert isinstance(what, Article)
        return _put_on(what, into, by)
    row = Coverage.objects.select_related("article", "event").filter(pk=coverage.pk).first()
    if row is None:
        raise ValidationError("The article was read again a moment ago: look at it once more.")
    if row.event_id == into.pk:
        raise ValidationError(f"“{_title(row.article)}” is on {_named(into)} already.")
    event, into = _standing(row.event, into)
    was = _named(event)
    rows = [(each, into if each.pk == row.pk else each.event) for each in _said_on(event, into)]
    Coverage.objects.filter(pk=row.pk).update(event=into)
    say_anew(event)
    say_anew(into)
    is_empty = not event.coverage.exists() and not _is_decided(event)
    decision = _written_down(
        MeetingVerdict.MOVE,
        event,
        by,
        f"“{_title(row.article)}” is on {_named(into)}, not on {was}.",
        # What nothing is said on any more is no meeting for others to be alike to.
        ({} if is_empty else snapshot_of(event)) | {"into": snapshot_of(into)},
        into=into,
    )
    _pin(decision, rows)
    if is_empty:
        Event.objects.filter(pk=event.pk).update(merged_into=into, updated_at=timezone.now())
    regroup({event.pk, into.pk})
    return decision


def _coverage_of(article: Article) -> Coverage | None:
    """The one thing an article is read to say of a meeting, if it is one."""
    rows = list(article.coverage.all()[:2])
    if len(rows) > 1:
        raise ValidationError(
            f"“{_title(article)}” tells of several meetings: move it on the page of the one meant."
        )
    return rows[0] if rows else None


def _put_on(article: Article, event: Event, by: Any) -> MeetingDecision:
    decision = _written_down(
        MeetingVerdict.MOVE,
        event,
        by,
        f"“{_title(article)}” is on {_named(event)}.",
        snapshot_of(event),
    )
    _pin(decision, [(row, event) for row in event.coverage.all()])
    people = sorted(event.participations.values_list("person", flat=True))
    Pin.objects.create(
        decision=decision,
        event=event,
        article_feed_id=article.feed_id,
        people=people,
        day=event.starts_on,
    )
    keep_as_decided(article)
    regroup({event.pk})
    return decision


# --- Taking back ------------------------------------------------------------------------------


@transaction.atomic
def undo(decision: MeetingDecision, by: Any) -> MeetingDecision:
    """Take a decision back: what it moved stands where it stood, a further row says so."""
    # What an article was put on a meeting with that its text does not say goes again.
    pins = list(decision.pins.all())
    feed_ids = [pin.article_feed_id for pin in pins]
    by_editors = Coverage.objects.filter(date_basis=DateBasis.EDITOR).values("article")
    to_keep_anew = _hold(Article.objects.filter(feed_id__in=feed_ids, pk__in=by_editors))
    one_at_a_time()
    decision = MeetingDecision.objects.select_related("event", "into").get(pk=decision.pk)
    if decision.verdict == MeetingVerdict.UNDO:
        raise ValidationError("What was taken back is decided anew, not taken back again.")
    if MeetingDecision.objects.filter(undoes=decision).exists():
        raise ValidationError("This decision was taken back already.")
    if decision.verdict in MOVING:
        _check_is_last(decision)
    taken_back = MeetingDecision.objects.create(
        verdict=MeetingVerdict.UNDO,
        event=decision.event,
        into=decision.into,
        summary=f"Taken back: {decision.summary}",
        decided_by=by,
        undoes=decision,
    )
    if decision.verdict == MeetingVerdict.MERGE:
        Event.objects.filter(pk=decision.event_id).update(merged_into=None)
    elif decision.verdict == MeetingVerdict.SPLIT and decision.into:
        # It was a meeting with an address of its own for a while, which leads back for ever.
        Event.objects.filter(pk=decision.into.pk).update(
            merged_into=decision.event, is_edited=False
        )
    moved = [pin for pin in pins if pin.was_in_id not in (None, pin.event_id)]
    touched = put_back(
        {row.pk: pin.was_in_id for row, pin in rows_meant_by(moved) if pin.was_in_id}
    )
    for article in to_keep_anew:
        keep_as_decided(article)
    regroup(_meetings_of(decision) | touched)
    return taken_back


def _meetings_of(decision: MeetingDecision) -> set[int]:
    return {pk for pk in (decision.event_id, decision.into_id) if pk is not None}


def _check_is_last(decision: MeetingDecision) -> None:
    """Refuse to move back what later decisions rest on."""
    meetings = _meetings_of(decision)
    in_force = MeetingDecision.objects.in_force().filter(pk__gt=decision.pk)
    later = in_force.filter(Q(event__in=meetings) | Q(into__in=meetings)).order_by("-pk")
    if later:
        first = " Then: ".join(f"“{each.summary}”" for each in later[:3])
        raise ValidationError(f"Take back first what was decided on the outcome since: {first}")


# --- What they share --------------------------------------------------------------------------


def _standing(*events: Event) -> list[Event]:
    """The meetings as they are now, nobody else having them in hand; merged ones are refused."""
    one_at_a_time()
    found = Event.objects.select_related("merged_into").in_bulk([event.pk for event in events])
    for event in events:
        if event.pk not in found:
            raise ValidationError(f"Meeting {event.pk} is gone: its articles tell of no meeting.")
        if (now := found[event.pk]).merged_into is not None:
            raise ValidationError(
                f"{_named(now)} became part of {_named(now.stands_as)}: decide there."
            )
    if len(found) < len(events):
        raise ValidationError("A meeting cannot be merged with itself, or told apart from itself.")
    return [found[event.pk] for event in events]


def _hold(articles: QuerySet[Article]) -> list[Article]:
    """Articles whose coverage will be made anew, before all meetings are taken in hand.

    In the worker's order: whoever has an article goes first.
    """
    return list(articles.select_for_update(of=("self",)).order_by("pk"))


def _said_on(*events: Event) -> list[Coverage]:
    rows = Coverage.objects.filter(event__in=events).select_related("article", "event")
    return list(rows.defer("article__body").order_by("pk"))


def _is_decided(event: Event) -> bool:
    """Whether an editor said what it is, so that it stands without an article."""
    decided = decided_on([event.pk]).get(event.pk)
    return decided is not None and (bool(decided.values) or decided.people is not None)


def _written_down(
    verdict: str, event: Event, by: Any, summary: str, snapshot: dict[str, Any], **fields: Any
) -> MeetingDecision:
    return MeetingDecision.objects.create(
        verdict=verdict, event=event, summary=summary, snapshot=snapshot, decided_by=by, **fields
    )


def _pin(decision: MeetingDecision, belongs: Sequence[tuple[Coverage, Event]]) -> None:
    """Keep what is said on meetings where it belongs from now on."""
    rows = [row.pk for row, _ in belongs]
    found = Coverage.objects.select_related("article").defer("article__body")
    told = {row.pk: row for row in found.filter(pk__in=rows).prefetch_related("named")}
    Pin.objects.bulk_create(
        Pin(
            decision=decision,
            event=event,
            was_in_id=row.event_id,
            article_feed_id=told[row.pk].article.feed_id,
            people=sorted(each.person_id for each in told[row.pk].named.all()),
            day=row.starts_on or told[row.pk].article.published_on,
            sentence=row.sentence,
        )
        for row, event in belongs
    )


def _named(event: Event) -> str:
    """A meeting in words that stay true: its number, and what it was when this was decided."""
    return f"Meeting {event.pk} ({event})"


def _title(article: Article) -> str:
    return Truncator(article.title).chars(TITLE_SHOWN)


def _titles(articles: Iterable[Article]) -> str:
    titles = list(dict.fromkeys(f"“{_title(article)}”" for article in articles))
    shown = ", ".join(titles[:3])
    return f"{shown} and {len(titles) - 3} more" if len(titles) > 3 else shown
