"""Articles that tell of meetings, for tests that are about meetings and not about texts."""

import datetime
from typing import Any

from django.db import transaction
from making import article_text, make_batch

from archive.extraction import EXTRACTOR
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.meetings.claims import Claim
from archive.meetings.stored import keep_coverage
from archive.models import Article, Coverage, Event, Location, Person
from archive.models.choices import DateBasis, MeetingKind, Stage


def claim(
    *people: Person,
    day: str = "2019-11-07",
    place: Location | None = None,
    kind: str = "talks",
    stage: str = "held",
    sentence: str = "Президенты провели переговоры.",
    confidence: float = 0.9,
    **fields: Any,
) -> Claim:
    """What an article says of a meeting, with its day in the text."""
    return Claim(
        kind=MeetingKind(kind),
        people=frozenset(person.pk for person in people),
        day=datetime.date.fromisoformat(day),
        place=place.pk if place else None,
        stage=Stage(stage),
        basis=DateBasis.DATE,
        sentence=sentence,
        confidence=confidence,
        reasons=("a test says so",),
        **fields,
    )


def read_anew(article: Article, *claims: Claim) -> None:
    """The article is read, and found to say this."""
    with transaction.atomic():
        keep_coverage(article, claims)


def tell(
    *claims: Claim, title: str = "Переговоры", url: str | None = None, **fields: str
) -> Article:
    """An article that comes in and says this; with an address given it may come in again."""
    parsed = parse_article(article_text(title, url=url, **fields).encode())
    with transaction.atomic():
        article, _ = store(parsed, make_batch())
    Article.objects.filter(pk=article.pk).update(extractor=EXTRACTOR)
    article.refresh_from_db()
    read_anew(article, *claims)
    return article


def on(event: Event) -> set[str]:
    """Titles of the articles on a meeting."""
    return set(event.coverage.values_list("article__title", flat=True))


def parted() -> set[frozenset[tuple[str, str]]]:
    """Which articles are together on a meeting, whatever its number: by title and sentence."""
    groups: dict[int, set[tuple[str, str]]] = {}
    rows = Coverage.objects.values_list("event", "article__title", "sentence")
    for event, title, sentence in rows:
        groups.setdefault(event, set()).add((title, sentence))
    return {frozenset(group) for group in groups.values()}
