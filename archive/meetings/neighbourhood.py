"""Neighbourhood: what could be on one meeting with something that changed, and how far it reaches.

Coverage as stored, claims just read and decisions of editors, all as statements. Reads the
database, writes nothing.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from archive.meetings.claims import Claim, Statement
from archive.meetings.likeness import ASK, DAYS_APART, Place, likeness, words_of
from archive.meetings.pins import (
    anchors_of,
    pinned,
    pins_on,
)
from archive.models import (
    Article,
    Coverage,
    CoverageParticipant,
    Event,
    Location,
    Participation,
)
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

# Names and reasons are cut to what their columns hold.
LONGEST_NAME, LONGEST_RULE = 200, 100


@dataclass
class Neighbourhood:
    """Statements that could be on one meeting with each other, and where they stand now."""

    statements: dict[str, Statement] = field(default_factory=dict)
    rows: dict[str, Coverage] = field(default_factory=dict)  # by statement key; fresh have none
    events: set[int] = field(default_factory=set)
    places: dict[int, Place] = field(default_factory=dict)
    # Of articles whose rows are about to change: where decisions put each claim.
    pins: dict[int, dict[tuple, int | None]] = field(default_factory=dict)
    # By statement key; of fresh ones where the article stood in other words.
    stood: dict[str, int] = field(default_factory=dict)

    def add(self, statements: Iterable[Statement]) -> list[Statement]:
        """Take in statements; answers those that were not there."""
        new = [each for each in statements if each.key not in self.statements]
        self.statements |= {each.key: each for each in new}
        self._learn_places(new)
        return new

    def add_rows(self, rows: Iterable[Coverage]) -> list[Statement]:
        """Take in what stored coverage says."""
        new = []
        for row, statement in _statements_of(rows, self.pins):
            if statement.key not in self.statements:
                self.rows[statement.key] = row
                self.stood[statement.key] = row.event_id
                self.events.add(row.event_id)
                new.append(statement)
        return self.add(new)

    def add_meetings(self, events: Iterable[int]) -> list[Statement]:
        """Take in all that is said on meetings, and what editors said they are.

        Those that became part of them come along: what an editor merged is still told of.
        """
        fresh = set(events)
        found: list[Statement] = []
        while fresh:
            self.events |= fresh
            found += self.add_rows(with_all_it_says(Coverage.objects.filter(event__in=fresh)))
            found += self.add(anchors_of(Event.objects.filter(pk__in=fresh)))
            absorbed = Event.objects.filter(merged_into__in=fresh, is_edited=True)
            fresh = set(absorbed.values_list("pk", flat=True)) - self.events
        return found

    def _learn_places(self, statements: Iterable[Statement]) -> None:
        told = {each.claim.place for each in statements if each.claim.place is not None}
        ids = told - set(self.places)
        if ids:
            rows = Location.objects.filter(pk__in=ids).order_by()
            columns = rows.values_list("pk", "kind", "country_id", "latitude", "longitude")
            self.places |= {row[0]: Place(*row[1:]) for row in columns}


def all_around(
    events: set[int],
    fresh: Sequence[Statement],
    around: Neighbourhood,
) -> Neighbourhood:
    """All statements on these meetings, and whatever is alike to one of them, and so on."""
    frontier = [*around.add(fresh), *around.add_meetings(events)]
    while frontier:
        alike = [
            row
            for row, statement in _near(frontier, around)
            if any(_could_be_one(statement, each, around.places) for each in frontier)
        ]
        meetings = {row.event_id if isinstance(row, Coverage) else row.pk for row in alike}
        meetings |= {each.pin for each in frontier if each.pin is not None}
        frontier = around.add_meetings(meetings - around.events)
    return around


def _could_be_one(one: Statement, other: Statement, places: Mapping[int, Place]) -> bool:
    alike = likeness(one, other, places)
    return alike is not None and alike.score >= ASK


def _near(
    frontier: Sequence[Statement], around: Neighbourhood
) -> list[tuple[Coverage | Event, Statement]]:
    """Coverage and edited meetings that share a person and a time with some statements."""
    people = {person for each in frontier for person in each.claim.people}
    if not people:
        return []
    # What names nobody is near nothing, and may have no day.
    days = [each.claim.day for each in frontier if each.claim.people]
    margin = datetime.timedelta(days=DAYS_APART)
    window = Q(starts_on__range=(min(days) - margin, max(days) + margin))
    # A day known as a month or a year may be any in it.
    years = (datetime.date(min(days).year, 1, 1), datetime.date(max(days).year, 12, 31))
    window |= ~Q(date_precision=DatePrecision.DAY) & Q(starts_on__range=years)
    if any(each.claim.precision != DatePrecision.DAY for each in frontier):
        window |= Q(starts_on__range=years)
    known = [row.pk for row in around.rows.values()]
    said = CoverageParticipant.objects.filter(person__in=people).values("coverage")
    rows = with_all_it_says(Coverage.objects.filter(window, pk__in=said).exclude(pk__in=known))
    near: list[tuple[Coverage | Event, Statement]] = [*_statements_of(rows, around.pins)]
    around._learn_places(statement for _, statement in near)
    took_part = Participation.objects.filter(person__in=people).values("event")
    edited = Event.objects.filter(window, pk__in=took_part, is_edited=True)
    anchors = {each.article: each for each in anchors_of(edited.exclude(pk__in=around.events))}
    around._learn_places(anchors.values())
    return near + [(event, anchors[-event.pk]) for event in edited if -event.pk in anchors]


def with_all_it_says(coverage: Any) -> Any:
    """Coverage rows with what a claim is made of, in the order they were stored."""
    return (
        coverage.select_related("article")
        .defer("article__body")
        .prefetch_related("named")
        .order_by("pk")
    )


def _statements_of(
    rows: Iterable[Coverage], known: Mapping[int, Mapping[tuple, int | None]]
) -> list[tuple[Coverage, Statement]]:
    """Coverage rows with what they say, and where decisions put it."""
    rows = list(rows)
    pins = _pins_by_claim(
        {row.article_id: row.article for row in rows if row.article_id not in known}.values()
    )
    for article, of_article in known.items():
        pins |= {(article, identity): pin for identity, pin in of_article.items()}
    found = []
    for row in rows:
        claim = claim_of(row)
        pin = pins.get((row.article_id, identity_of(claim)))
        found.append((row, statement_of(row.article, claim, pin)))
    return found


def _pins_by_claim(articles: Iterable[Article]) -> dict[tuple[int, tuple], int | None]:
    """Where decisions put what articles say, by article and claim.

    Which claim of an article a decision is on shows only beside all its others.
    """
    pins: dict[Any, list] = defaultdict(list)
    by_feed_id = {article.feed_id: article for article in articles}
    for pin in pins_on(*by_feed_id.values()):
        pins[pin.article_feed_id].append(pin)
    said = rows_by_article(pins)
    found: dict[tuple[int, tuple], int | None] = {}
    for feed_id, of_article in pins.items():
        article = by_feed_id[feed_id]
        claims = [claim_of(row) for row in said[feed_id]]
        for claim, meeting in pinned(claims, of_article, keep_all=False):
            found[article.pk, identity_of(claim)] = meeting
    return found


def rows_by_article(feed_ids: Iterable[Any]) -> dict[Any, list[Coverage]]:
    """All that articles say of meetings, by the articles' names in feeds."""
    found: dict[Any, list[Coverage]] = defaultdict(list)
    for row in with_all_it_says(Coverage.objects.filter(article__feed_id__in=list(feed_ids))):
        found[row.article.feed_id].append(row)
    return found


def statement_of(article: Article, claim: Claim, pin: int | None) -> Statement:
    """What an article says, as grouping takes it; `pin` is where a decision puts it."""
    return Statement(
        key=f"{article.feed_id} {identity_of(claim)}",
        claim=claim,
        article=article.pk,
        outlet=article.outlet_id,
        language=article.language,
        published_on=article.published_on,
        words=words_of(article.title, claim.sentence),
        pin=pin,
    )


def claim_of(row: Coverage) -> Claim:
    """A coverage row as the claim it was made from."""
    rules: dict[int | str, str] = {each.person_id: each.rule for each in row.named.all()}
    return Claim(
        kind=MeetingKind(row.kind),
        people=frozenset(each.person_id for each in row.named.all()),
        day=row.starts_on or row.article.published_on or datetime.date.min,
        place=row.location_id,
        place_is_told=row.location_is_told,
        tags=tuple(MeetingKind(tag) for tag in row.tags),
        stage=Stage(row.stage),
        precision=DatePrecision(row.date_precision),
        basis=DateBasis(row.date_basis),
        others=tuple(row.other_names),
        host=row.host,
        confidence=row.confidence,
        sentence=row.sentence,
        reasons=tuple(filter(None, row.reasons.split("; "))),
        rules=rules,
    )


def identity_of(claim: Claim) -> tuple:
    """All that a coverage row says, but why: two claims that agree in this are the same."""
    return (
        claim.day.isoformat(),
        *(str(each) for each in (claim.kind, claim.stage, claim.precision, claim.basis)),
        tuple(sorted(claim.people)),
        tuple(name[:LONGEST_NAME] for name in claim.others),
        claim.place,
        claim.place_is_told,
        tuple(str(tag) for tag in claim.tags),
        claim.host,
        claim.confidence,
        claim.sentence,
    )
