"""Group: an article's claims -> meetings with coverage, joined to those already known.

The only writer of meetings beside the admin. Joins where the same people met on the same
day or the day beside it in the same place; never across two cities, never a call with a
meeting in person.
"""

import datetime

from django.db import connection
from django.db.models import Count

from archive.meetings.detect import REMOTE, Claim
from archive.meetings.words import KINDS
from archive.models import Article, Coverage, Event, Location, Participation
from archive.models.choices import MeetingKind
from archive.models.meetings import EventStatus
from archive.models.places import PlaceKind

# Two outlets date one meeting a day apart: midnight lies between their zones.
SAME_MEETING_WITHIN = datetime.timedelta(days=1)
# Below this a meeting is suggested and waits for staff.
PUBLISH_FROM = 0.7

KIND_ORDER = [*(kind for kind, _ in KINDS), MeetingKind.OTHER]


def keep_coverage(article: Article, claims: list[Claim]) -> None:
    """Make the article's coverage follow from these claims.

    Meetings that lose their last article go, unless an editor has touched them.
    """
    covered = [_kept_by_editor(article, claim) or _covered(article, claim) for claim in claims]
    dropped = article.coverage.exclude(pk__in=[coverage.pk for coverage in covered])
    dropped = dropped.exclude(event__is_edited=True)
    event_ids = list(dropped.values_list("event_id", flat=True))
    dropped.delete()
    Event.objects.filter(pk__in=event_ids, is_edited=False).annotate(
        articles=Count("coverage")
    ).filter(articles=0).delete()


def _kept_by_editor(article: Article, claim: Claim) -> Coverage | None:
    """The coverage this very sentence has of a meeting an editor has had a hand in.

    Their correction of place, day or people holds against the sentence that was misread.
    """
    return article.coverage.filter(event__is_edited=True, sentence=claim.sentence).first()


def _covered(article: Article, claim: Claim) -> Coverage:
    _one_at_a_time(claim)
    event = _known(article, claim)
    if event is None:
        event = Event.objects.create(
            kind=claim.kind, starts_on=claim.day, location_id=claim.place, status=_status(claim)
        )
        Participation.objects.bulk_create(
            Participation(
                event=event,
                person_id=person,
                confidence=claim.confidence,
                sentence=claim.sentence,
            )
            for person in sorted(claim.people)
        )
    else:
        _learn(event, claim)
    coverage, _ = Coverage.objects.update_or_create(
        article=article,
        event=event,
        defaults={
            "confidence": claim.confidence,
            "sentence": claim.sentence,
            "reasons": "; ".join(claim.reasons),
        },
    )
    return coverage


def _one_at_a_time(claim: Claim) -> None:
    """Wait for another import that has a meeting of the same people in hand.

    A meeting that is not stored yet has no row to lock; without this two would be made.
    """
    people = ",".join(map(str, sorted(claim.people)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [people])


def _status(claim: Claim) -> EventStatus:
    return EventStatus.PUBLISHED if claim.confidence >= PUBLISH_FROM else EventStatus.SUGGESTED


def _known(article: Article, claim: Claim) -> Event | None:
    """The stored meeting a claim speaks of; the one on the very day first."""
    meetings = (
        Event.objects.select_for_update(of=("self",))
        .filter(
            starts_on__range=(claim.day - SAME_MEETING_WITHIN, claim.day + SAME_MEETING_WITHIN),
            pk__in=Participation.objects.filter(person_id=min(claim.people)).values("event"),
        )
        .select_related("location")
        .prefetch_related("participations")
        .order_by("pk")
    )
    fitting = [event for event in meetings if _fits(event, claim)]
    return min(fitting, key=lambda event: abs(event.starts_on - claim.day), default=None)


def _fits(event: Event, claim: Claim) -> bool:
    people = {participation.person_id for participation in event.participations.all()}
    same_way = (event.kind in REMOTE) == (claim.kind in REMOTE)
    if event.status == EventStatus.REJECTED and event.starts_on != claim.day:
        # What was no meeting on one day may well be one on the next.
        return False
    return people == claim.people and same_way and _may_be_one_place(event.location, claim.place)


def _may_be_one_place(known: Location | None, claimed: int | None) -> bool:
    """The same place, one not told, or a venue and a city of one country (the Élysée, Paris)."""
    if known is None or claimed is None or known.pk == claimed:
        return True
    other = Location.objects.get(pk=claimed)
    one_is_venue = PlaceKind.VENUE in (known.kind, other.kind) and known.kind != other.kind
    return one_is_venue and known.country_id == other.country_id


def _learn(event: Event, claim: Claim) -> None:
    """A further article may tell the place, or be sure enough to publish."""
    if event.is_edited:
        return
    changed = []
    if event.location_id is None and claim.place:
        event.location_id = claim.place
        changed.append("location")
    # The same kind whichever article came first: talks on a visit are talks.
    if KIND_ORDER.index(claim.kind) < KIND_ORDER.index(MeetingKind(event.kind)):
        event.kind = claim.kind
        changed.append("kind")
    if event.status == EventStatus.SUGGESTED and _status(claim) == EventStatus.PUBLISHED:
        event.status = EventStatus.PUBLISHED
        changed.append("status")
    if changed:
        event.save(update_fields=[*changed, "updated_at"])
