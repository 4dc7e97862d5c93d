"""Entries: articles and meetings as a feed shows them. Knows no request."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.addresses import absolute
from archive.models import Article, Event

SUMMARY_CHARS = 500


@dataclass(frozen=True)
class Entry:
    """One item of a feed. `id` is the same for ever, whatever host or address serves it."""

    id: uuid.UUID
    title: str
    url: str
    summary: str
    author: str
    updated_at: datetime.datetime
    published_at: datetime.datetime | None = None
    language: str = ""
    categories: list[str] = field(default_factory=list)

    @property
    def urn(self) -> str:
        return self.id.urn


def of_articles(articles: Iterable[Article], bodies: dict[int, str]) -> list[Entry]:
    """Entries of articles; `bodies` holds their texts by id, which lists leave out."""
    return [
        Entry(
            id=article.feed_id,
            title=article.title,
            url=absolute(article.get_absolute_url()),
            summary=_summary(bodies.get(article.pk, "")),
            author=article.outlet.name,
            updated_at=article.updated_at,
            published_at=article.published_at,
            language=article.language,
            categories=sorted({str(m.person) for m in article.mentions.all() if m.person}),
        )
        for article in articles
    ]


def of_meetings(events: Iterable[Event]) -> list[Entry]:
    """Entries of meetings, dated by the day of the meeting."""
    return [
        Entry(
            id=event.feed_id,
            title=str(event),
            url=absolute(event.get_absolute_url()),
            summary=_meeting_summary(event),
            author="",
            updated_at=event.updated_at,
            published_at=datetime.datetime.combine(
                event.starts_on, datetime.time(), tzinfo=datetime.UTC
            ),
            categories=[str(person) for person in event.participants.all()],
        )
        for event in events
    ]


def _summary(body: str) -> str:
    text = " ".join(body.split())
    if len(text) <= SUMMARY_CHARS:
        return text
    # A text without a space to cut at is cut within a word.
    cut = text.rfind(" ", 0, SUMMARY_CHARS)
    return f"{text[: cut if cut > 0 else SUMMARY_CHARS]} …"


def _meeting_summary(event: Event) -> str:
    count = event.article_count
    return f"{event}. {count} article{'' if count == 1 else 's'} in this archive."
