"""Stored: claims and decisions -> meetings with coverage that say what these say together.

With decisions.py, which calls it, the only writer of meetings. Whatever changes, the statements
that could be on one meeting with those that changed are grouped anew from nothing: so the
outcome does not hang on the order in which articles came in, and all others are left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from archive.meetings.claims import Claim, Statement
from archive.meetings.cluster import Clusters, clusters_of
from archive.meetings.neighbourhood import (
    LONGEST_NAME,
    LONGEST_RULE,
    Neighbourhood,
    all_around,
    claim_of,
    identity_of,
    rows_by_article,
    statement_of,
    with_all_it_says,
)
from archive.meetings.pins import (
    Decided,
    decided_on,
    meant_by,
    of_those_who_stand,
    pinned,
    pins_on,
)
from archive.meetings.summary import Summary, summary_of
from archive.models import (
    Article,
    Coverage,
    CoverageParticipant,
    Event,
    Likeness,
    MeetingDecision,
    Participation,
    Pin,
)
from archive.models.choices import DateBasis
from archive.models.meeting_decisions import MeetingVerdict
from archive.models.meetings import EventStatus


def keep_coverage(article: Article, claims: Sequence[Claim]) -> None:
    """Make the article's coverage follow from these claims, and meetings from all coverage.

    Runs inside the caller's transaction.
    """
    one_at_a_time()
    # What editors put on a meeting stays there, even if the text no longer seems to say so.
    wanted = {identity_of(claim): (claim, pin) for claim, pin in pinned(claims, pins_on(article))}
    stored = {identity_of(claim_of(row)): row for row in with_all_it_says(article.coverage.all())}
    stale = [row for identity, row in stored.items() if identity not in wanted]
    fresh = [
        statement_of(article, claim, pin)
        for identity, (claim, pin) in wanted.items()
        if identity not in stored
    ]
    stood = _stood_on(stale, fresh)
    article.coverage.filter(pk__in=[row.pk for row in stale]).delete()
    events = {row.event_id for row in stored.values()}
    pins = {article.pk: {key: pin for key, (_, pin) in wanted.items()}}
    _regroup(events, fresh, pins, stood)


def _stood_on(stale: Sequence[Coverage], fresh: Sequence[Statement]) -> dict[str, int]:
    """The meeting each statement was on in other words, by its key.

    A reading that tells a little more or less of a meeting leaves it its number and address.
    """
    said = [
        Pin(
            event_id=row.event_id,
            people=[each.person_id for each in row.named.all()],
            day=row.starts_on,
            sentence=row.sentence,
            decision_id=0,
        )
        for row in stale
    ]
    meant, _ = meant_by([each.claim for each in fresh], said)
    return {fresh[number].key: pin.event_id for number, pin in meant.items()}


def regroup(events: Iterable[int]) -> None:
    """Group anew all that is said on these meetings, with all it may be one with.

    For when something else than an article changed: a decision, or articles that are gone.
    Runs inside the caller's transaction.
    """
    one_at_a_time()
    _regroup(set(events), [], {}, {})


def keep_as_decided(article: Article) -> None:
    """Let an article's coverage follow from what it says itself and decisions on it now.

    For when a decision put it on a meeting its text does not speak of, or no longer does.
    """
    one_at_a_time()
    rows = with_all_it_says(article.coverage.exclude(date_basis=DateBasis.EDITOR))
    keep_coverage(article, [claim_of(row) for row in rows])


def put_back(where: Mapping[int, int]) -> set[int]:
    """Let coverage stand on the meetings it stood on; answers all meetings to group anew.

    By numbers of rows. A meeting that became part of another as it lost its articles is one
    of its own again, unless an editor said that the two are one.
    """
    one_at_a_time()
    said = MeetingDecision.objects.in_force().filter(verdict=MeetingVerdict.MERGE)
    emptied = Event.objects.filter(pk__in=where.values()).exclude(merged_into=None)
    emptied.exclude(pk__in=said.values("event")).update(merged_into=None)
    standing = set(Event.objects.filter(pk__in=where.values()).values_list("pk", flat=True))
    moved, touched = [], set(standing)
    for row in Coverage.objects.filter(pk__in=where):
        touched.add(row.event_id)
        if where[row.pk] in standing:
            row.event_id = where[row.pk]
            moved.append(row)
    Coverage.objects.bulk_update(moved, ["event"])
    return touched


def rows_meant_by(pins: Iterable[Pin]) -> list[tuple[Coverage, Pin]]:
    """The coverage that pins are on, as the articles are read now."""
    of_article: dict[Any, list[Pin]] = defaultdict(list)
    for pin in of_those_who_stand(pins):
        of_article[pin.article_feed_id].append(pin)
    said = rows_by_article(of_article)
    found = []
    for feed_id, some in of_article.items():
        rows = said[feed_id]
        meant, _ = meant_by([claim_of(row) for row in rows], some)
        found += [(rows[number], pin) for number, pin in meant.items()]
    return found


def split_off(event: Event, rows: Sequence[Coverage]) -> Event:
    """Make a meeting of some of what is said on a meeting; both rows say what is left to them.

    For an act that pins them apart at once.
    """
    apart = Neighbourhood()
    number = _keep_meeting(apart.add_rows(rows), None, apart, {})
    Coverage.objects.filter(pk__in=[row.pk for row in rows]).update(event=number)
    say_anew(event)
    return Event.objects.get(pk=number)


def say_anew(event: Event) -> None:
    """Let a meeting's row say what its coverage says now; nothing is grouped."""
    alone = Neighbourhood()
    group = alone.add_rows(with_all_it_says(event.coverage.all()))
    if group:
        _keep_meeting(group, event, alone, decided_on([event.pk]))


def one_at_a_time() -> None:
    """Wait for another import that has meetings in hand, to the end of its transaction.

    A meeting that is not stored yet has no row to lock; without this two would be made. It is
    the last step on an article and takes milliseconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('archive meetings'))")


def _regroup(
    events: set[int],
    fresh: Sequence[Statement],
    pins: dict[int, dict[tuple, int | None]],
    stood: dict[str, int],
) -> None:
    around = all_around(events, fresh, Neighbourhood(pins=pins, stood=stood))
    clusters = clusters_of(around.statements.values(), around.places)
    decided = decided_on(around.events)
    targets = _targets(clusters, around)
    _keep(clusters, targets, around, decided)


def _targets(clusters: Clusters, around: Neighbourhood) -> list[int | None]:
    """The stored meeting each group is, None for a new one.

    What an editor said goes first; then the group that has most of what a meeting had keeps
    its number and address.
    """
    targets: list[int | None] = [
        next((each.pin for each in group if each.pin is not None), None)
        for group in clusters.groups
    ]
    taken = {target for target in targets if target is not None}
    merged = Event.objects.filter(pk__in=around.events).exclude(merged_into=None)
    taken |= set(merged.values_list("pk", flat=True))
    claims_on = []
    for number, group in enumerate(clusters.groups):
        stood = Counter(around.stood[each.key] for each in group if each.key in around.stood)
        claims_on += [(-count, event, number) for event, count in stood.items()]
    for _, event, number in sorted(claims_on):
        if targets[number] is None and event not in taken:
            targets[number] = event
            taken.add(event)
    return targets


def _keep(
    clusters: Clusters,
    targets: Sequence[int | None],
    around: Neighbourhood,
    decided: Mapping[int, Decided],
) -> None:
    wanted = {target for target in targets if target is not None} | around.events
    stored = {
        event.pk: event
        for event in Event.objects.filter(pk__in=wanted).prefetch_related("participations")
    }
    numbers = []
    for group, target in zip(clusters.groups, targets, strict=True):
        event = stored.get(target) if target is not None else None
        numbers.append(_keep_meeting(group, event, around, decided))
    went_to: dict[int, Counter] = defaultdict(Counter)
    for group, number in zip(clusters.groups, numbers, strict=True):
        for each in group:
            if each.key in around.stood:
                went_to[around.stood[each.key]][number] += 1
    # Rows still say where they stood; only now may they be told where they stand.
    _put_on_meetings(clusters, numbers, around)
    _keep_doubts(clusters, numbers, set(around.events) | set(numbers))
    for pk in sorted(around.events - set(numbers)):
        if pk in stored:
            _close(stored[pk], went_to[pk])


def _keep_meeting(
    group: Sequence[Statement],
    event: Event | None,
    around: Neighbourhood,
    decided: Mapping[int, Decided],
) -> int:
    """Write what a group says to its meeting's row, and which articles are new on it."""
    summary = summary_of(group, around.places)
    values, people = _values(summary), list(summary.people)
    if all(each.is_anchor for each in group):
        values["status"] = EventStatus.SUGGESTED
    by_editors = decided.get(event.pk) if event is not None else None
    if by_editors is not None:
        values |= by_editors.values
        people = people if by_editors.people is None else by_editors.people
        if len(people) + len(values["other_names"]) + bool(values["host"]) < 2 and (
            values["status"] == EventStatus.PUBLISHED
        ):
            # Confirmed when there were two: since then one was taken out, or they are one person.
            values["status"] = EventStatus.SUGGESTED
    values["is_edited"] = by_editors is not None
    is_news = event is None or any(
        each.key not in around.rows or around.rows[each.key].event_id != event.pk
        for each in group
        if not each.is_anchor
    )
    if event is None:
        event = Event.objects.create(**values)
    else:
        changed = [name for name, value in values.items() if getattr(event, name) != value]
        for name in changed:
            setattr(event, name, values[name])
        if _keep_participations(event, people, group) or changed or is_news:
            event.updated_at = timezone.now()
            event.save(update_fields=[*changed, "updated_at"])
        return event.pk
    _keep_participations(event, people, group)
    return event.pk


def _values(summary: Summary) -> dict[str, Any]:
    return {
        "kind": summary.kind,
        "tags": list(summary.tags),
        "stage": summary.stage,
        "status": EventStatus.PUBLISHED if summary.is_sure else EventStatus.SUGGESTED,
        "starts_on": summary.day,
        "date_precision": summary.precision,
        "location_id": summary.place,
        "other_names": [name[:LONGEST_NAME] for name in summary.others],
        "host": summary.host,
        "confidence": summary.confidence,
    }


def _keep_participations(event: Event, people: Sequence[int], group: Sequence[Statement]) -> bool:
    """Make the parts in a meeting these people's; answers whether anything changed."""
    best: dict[int, Claim] = {}
    for each in sorted(group, key=lambda each: (-each.claim.confidence, each.key)):
        for person in each.claim.people if not each.is_anchor else ():
            best.setdefault(person, each.claim)
    stored = {each.person_id: each for each in event.participations.all()}
    gone = [each.pk for person, each in stored.items() if person not in people]
    Participation.objects.filter(pk__in=gone).delete()
    fresh, changed = [], []
    for person in people:
        claim = best.get(person)
        says = (
            (claim.confidence, claim.sentence, claim.rules.get(person, "")[:LONGEST_RULE])
            if claim
            else (1.0, "", "an editor's decision")
        )
        row = stored.get(person)
        if row is None:
            row = Participation(event=event, person_id=person)
            fresh.append(row)
        elif (row.confidence, row.sentence, row.rule) != says:
            changed.append(row)
        row.confidence, row.sentence, row.rule = says
    Participation.objects.bulk_create(fresh)
    Participation.objects.bulk_update(changed, ["confidence", "sentence", "rule"])
    return bool(gone or fresh)


def _put_on_meetings(clusters: Clusters, numbers: Sequence[int], around: Neighbourhood) -> None:
    fresh: list[tuple[Coverage, Claim]] = []
    moved = []
    for group, number in zip(clusters.groups, numbers, strict=True):
        for each in group:
            if each.is_anchor:
                continue
            alike = clusters.joined_by.get(each.key)
            because = "; ".join(alike.reasons) if alike else ""
            row = around.rows.get(each.key)
            if row is None:
                row = Coverage(article_id=each.article, **_says(each.claim))
                fresh.append((row, each.claim))
            elif (row.event_id, row.joined_because) == (number, because):
                continue
            else:
                moved.append(row)
            row.event_id, row.joined_because = number, because
    Coverage.objects.bulk_create([row for row, _ in fresh])
    CoverageParticipant.objects.bulk_create(
        CoverageParticipant(
            coverage=row, person_id=person, rule=claim.rules.get(person, "")[:LONGEST_RULE]
        )
        for row, claim in fresh
        for person in sorted(claim.people)
    )
    Coverage.objects.bulk_update(moved, ["event", "joined_because"])


def _says(claim: Claim) -> dict[str, Any]:
    return {
        "stage": claim.stage,
        "kind": claim.kind,
        "tags": list(claim.tags),
        "starts_on": claim.day,
        "date_precision": claim.precision,
        "date_basis": claim.basis,
        "location_id": claim.place,
        "location_is_told": claim.place_is_told,
        "other_names": [name[:LONGEST_NAME] for name in claim.others],
        "host": claim.host,
        "confidence": claim.confidence,
        "sentence": claim.sentence,
        "reasons": "; ".join(claim.reasons),
    }


def _keep_doubts(clusters: Clusters, numbers: Sequence[int], events: set[int]) -> None:
    """The pairs of meetings staff are asked about, as they are now."""
    wanted = {}
    for a, b, alike in clusters.doubts:
        low, high = sorted((numbers[a], numbers[b]))
        wanted[low, high] = (alike.score, "; ".join(alike.reasons))
    rows = Likeness.objects.filter(Q(event__in=events) | Q(other__in=events))
    stored = {(row.event_id, row.other_id): (row.score, row.reasons) for row in rows}
    if stored == wanted:
        return
    rows.delete()
    Likeness.objects.bulk_create(
        Likeness(event_id=low, other_id=high, score=score, reasons=reasons)
        for (low, high), (score, reasons) in sorted(wanted.items())
    )


def _close(event: Event, went_to: Counter) -> None:
    """A meeting nothing is said on any more: what became of it is what its articles are on."""
    if event.merged_into_id is not None:
        return
    if went_to:
        event.merged_into_id = min(went_to, key=lambda pk: (-went_to[pk], pk))
        event.save(update_fields=["merged_into", "updated_at"])
    elif event.decisions.exists() or event.decisions_into.exists() or event.pins.exists():
        # The ledger names it: the row stays, and readers do not see it.
        event.status, event.is_edited = EventStatus.SUGGESTED, False
        event.save(update_fields=["status", "is_edited", "updated_at"])
    else:
        # Nothing is left to lead to: those that had become part of it go with it.
        for absorbed in event.absorbed.all():
            absorbed.merged_into = None
            absorbed.save(update_fields=["merged_into", "updated_at"])
            _close(absorbed, Counter())
        event.delete()
