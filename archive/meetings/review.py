"""Review: meetings that wait for an editor: likely duplicates, and those that are not sure.

Reads alone; archive/meetings/decisions.py acts. Knows no request.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from archive.models import Coverage, Event, Likeness
from archive.models.meetings import EventQuerySet, EventStatus

PAGE_SIZE = 20
ARTICLES_SHOWN = 3


@dataclass(frozen=True)
class Pair:
    """Two meetings that may be one; the first has more articles, and would stay."""

    stays: Event
    goes: Event
    likeness: Likeness


def likely_duplicates(page: int) -> tuple[list[Pair], bool]:
    """One page of pairs of meetings, those with most articles first, and whether more follow."""
    start = (page - 1) * PAGE_SIZE
    rows = list(
        Likeness.objects.filter(event__merged_into=None, other__merged_into=None)
        # What staff said is no meeting is not offered to take in one that is.
        .exclude(event__status=EventStatus.REJECTED)
        .exclude(other__status=EventStatus.REJECTED)
        .annotate(articles=_articles_on("event") + _articles_on("other"))
        .order_by("-articles", "-score", "pk")[start : start + PAGE_SIZE + 1]
    )
    return _pairs(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def duplicates_of(event: Event) -> list[Pair]:
    """The meetings that may be one with this."""
    return _pairs(list(Likeness.objects.filter(Q(event=event) | Q(other=event))[:PAGE_SIZE]))


def unsure_meetings(page: int) -> tuple[list[Event], bool]:
    """One page of suggested meetings, those with most articles first, and whether more follow.

    Those nothing is said on any more do not wait.
    """
    start = (page - 1) * PAGE_SIZE
    suggested = Event.objects.standing().filter(status=EventStatus.SUGGESTED)
    waiting = _shown(suggested.exclude(coverage=None, is_edited=False))
    ordered = waiting.order_by(F("article_count").desc(), "-starts_on", "-pk")
    rows = list(ordered[start : start + PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def _pairs(rows: Iterable[Likeness]) -> list[Pair]:
    rows = list(rows)
    numbers = {pk for row in rows for pk in (row.event_id, row.other_id)}
    events = {event.pk: event for event in _shown(Event.objects.filter(pk__in=numbers))}
    pairs = []
    for row in rows:
        both = events[row.event_id], events[row.other_id]
        stays, goes = sorted(both, key=lambda each: (-each.article_count, each.pk))
        pairs.append(Pair(stays, goes, row))
    return pairs


def _shown(events: EventQuerySet) -> EventQuerySet:
    """What staff decide by: who, where, and the first articles with their sentences."""
    first = (
        Coverage.objects.filter(event=OuterRef("event"))
        .order_by(F("article__published_at").asc(nulls_last=True), "pk")
        .values("pk")[:ARTICLES_SHOWN]
    )
    coverage = (
        Coverage.objects.filter(pk__in=Subquery(first))
        .select_related("article__outlet", "location")
        .defer("article__body")
    )
    return events.for_listing().prefetch_related(Prefetch("coverage", coverage, "first_told"))


def _articles_on(name: str) -> Coalesce:
    """How many articles are on the meeting a column names."""
    rows = Coverage.objects.filter(event=OuterRef(name)).order_by().values("event")
    return Coalesce(Subquery(rows.annotate(n=Count("article", distinct=True)).values("n")), 0)
