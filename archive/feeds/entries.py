"""Entries: articles and meetings as a feed shows them. Knows no request."""

import calendar
import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import get_text_list

from archive.addresses import absolute
from archive.models import Article, Event, Person
from archive.models.choices import DatePrecision, Stage

SUMMARY_CHARS = 500
# Of a summit that everybody wrote about.
MOST_TITLES = 20


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
    """Entries of meetings `with_coverage()`, dated by the day of the meeting."""
    return [
        Entry(
            id=event.feed_id,
            title=str(event),
            url=absolute(event.get_absolute_url()),
            summary=summary_of(event),
            author="",
            updated_at=updated_at(event),
            # Readers hold back what is dated in the future, as announced meetings are.
            published_at=None if event.stage == Stage.ANNOUNCED else _midnight(event.starts_on),
            categories=[
                *(str(person) for person in event.participants.all()),
                *kinds_of(event),
            ],
        )
        for event in events
    ]


def summary_of(event: Event) -> str:
    """A meeting in lines of plain text: kind, day and place, who in which office, coverage."""
    who = [_with_offices(person, *days_of(event)) for person in event.participants.all()]
    who += event.other_names
    articles = articles_of(event)
    outlets = sorted({article.outlet.name for article in articles})
    count = f"{len(articles)} article{'' if len(articles) == 1 else 's'} in this archive"
    facts = [" and ".join(kinds_of(event)).capitalize(), event.date_text, place_of(event)]
    if event.stage != Stage.HELD:
        facts.insert(1, event.get_stage_display())
    lines = [
        f"{', '.join(fact for fact in facts if fact)}.",
        f"Took part: {'; '.join(who)}." if who else "",
        f"{count}, of {get_text_list(outlets, 'and')}:" if articles else f"{count}.",
        *(f"“{article.title}” ({article.outlet})" for article in articles[:MOST_TITLES]),
        f"and {len(articles) - MOST_TITLES} more." if len(articles) > MOST_TITLES else "",
    ]
    return "\n".join(line for line in lines if line)


def articles_of(event: Event) -> list[Article]:
    """The articles on a meeting as they came, each once however much it says."""
    return list({row.article_id: row.article for row in event.coverage.all()}.values())


def updated_at(event: Event) -> datetime.datetime:
    """When anything an entry tells of a meeting changed last, a headline included."""
    return max([event.updated_at, *(article.updated_at for article in articles_of(event))])


def kinds_of(event: Event) -> list[str]:
    """What a meeting was, in words: its kind, and further ones."""
    return list(dict.fromkeys([event.get_kind_display(), *event.tag_names]))


def place_of(event: Event) -> str:
    """The place with its country and the host institution, as far as known."""
    place = event.location
    return ", ".join(str(part) for part in (event.host, place, place and place.country) if part)


def days_of(event: Event) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which a meeting may have been."""
    day = event.starts_on
    if event.date_precision == DatePrecision.DAY:
        return day, day
    if event.date_precision == DatePrecision.YEAR:
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def _with_offices(person: Person, first: datetime.date, last: datetime.date) -> str:
    """A person with the offices held then; of a day not known, held all the time it may be."""
    titles = [
        office.title_en
        for office in person.offices.all()
        if (office.starts_on is None or office.starts_on <= first)
        and (office.ends_on is None or office.ends_on >= last)
    ]
    return f"{person} ({', '.join(titles)})" if titles else str(person)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)


def _summary(body: str) -> str:
    text = " ".join(body.split())
    if len(text) <= SUMMARY_CHARS:
        return text
    # A text without a space to cut at is cut within a word.
    cut = text.rfind(" ", 0, SUMMARY_CHARS)
    return f"{text[: cut if cut > 0 else SUMMARY_CHARS]} …"
