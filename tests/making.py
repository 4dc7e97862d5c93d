"""Rows for tests: every argument has a default, so a test names what it is about."""

import datetime
from itertools import count
from typing import Any

from django.db import transaction

from archive.authority.names import forms_of, inflections_of, keep_forms, written
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.models import (
    Article,
    Coverage,
    CoverageParticipant,
    Event,
    ImportBatch,
    Location,
    Mention,
    Office,
    Participation,
    Person,
)
from archive.text import key_of
from archive.twins import keep_twins
from archive.understanding import understand

_numbers = count(1)


def article_text(
    title: str = "Переговоры прошли в столице",
    body: str = "Стороны обсудили торговлю.",
    published_at: str = "2019-11-07T15:15:00+06:00",
    author: str = "",
    outlet: str = "Пример-Новости",
    url: str | None = None,
) -> str:
    """The text of an article file; each call has an address of its own unless given one."""
    url = f"https://news.example.org/{next(_numbers)}" if url is None else url
    return (
        f"\n# {title}\n\nPublished at: **{published_at}**\n\nAuthor: **{author}**\n\n"
        f"Original: [{outlet}]({url})\n\n{body}\n"
    )


def make_batch() -> ImportBatch:
    return ImportBatch.objects.create(source="a test")


def make_article(title: str = "Переговоры прошли в столице", **fields: str) -> Article:
    """A stored and understood article, through the same door as every other."""
    parsed = parse_article(article_text(title, **fields).encode())
    with transaction.atomic():
        article, _ = store(parsed, make_batch())
        understand(article)
        keep_twins(article)
    article.refresh_from_db()
    return article


def make_person(
    name_en: str = "Kassym-Jomart Tokayev",
    *,
    name_ru: str = "",
    name_kk: str = "",
    short_en: str | None = None,
    short_ru: str | None = None,
    short_kk: str | None = None,
    patronymic_ru: str = "",
    gender: str = "m",
    slug: str = "",
    aliases: tuple[tuple[str, str], ...] = (),
) -> Person:
    """A person with all name forms; a short name is the last word unless given."""

    def short(given: str | None, full: str) -> str:
        return given if given is not None else (full.split()[-1] if full else "")

    person = Person.objects.create(
        slug=slug or name_en.lower().replace(" ", "-"),
        name_en=name_en,
        name_ru=name_ru,
        name_kk=name_kk,
        short_en=short(short_en, name_en),
        short_ru=short(short_ru, name_ru),
        short_kk=short(short_kk, name_kk),
        patronymic_ru=patronymic_ru,
        gender=gender,
    )
    _keep_names(person, aliases)
    return person


def _keep_names(record: Person | Location, aliases: tuple[tuple[str, str], ...]) -> None:
    keep_forms(forms_of(record))
    for language, text in aliases:
        keep_forms(inflections_of(written(record, language, text)))


def make_tokayev() -> Person:
    return make_person(
        "Kassym-Jomart Tokayev",
        name_ru="Касым-Жомарт Токаев",
        name_kk="Қасым-Жомарт Тоқаев",
        patronymic_ru="Кемелевич",
    )


def make_putin() -> Person:
    return make_person(
        "Vladimir Putin",
        name_ru="Владимир Путин",
        name_kk="Владимир Путин",
        patronymic_ru="Владимирович",
    )


def make_place(
    name_en: str = "Omsk",
    *,
    name_ru: str = "",
    name_kk: str = "",
    kind: str = "city",
    country: Location | None = None,
    code: str = "",
    population: int = 100_000,
    prominence: int = 2,
    slug: str = "",
    aliases: tuple[tuple[str, str], ...] = (),
) -> Location:
    """A place with all name forms."""
    place = Location.objects.create(
        slug=slug or name_en.lower().replace(" ", "-"),
        kind=kind,
        name_en=name_en,
        name_ru=name_ru,
        name_kk=name_kk,
        country=country,
        country_code=code,
        population=population,
        prominence=prominence,
    )
    _keep_names(place, aliases)
    return place


def make_russia() -> Location:
    return make_place("Russia", name_ru="Россия", name_kk="Ресей", kind="country", code="RU")


def make_omsk(country: Location | None = None) -> Location:
    return make_place("Omsk", name_ru="Омск", name_kk="Омбы", country=country)


def make_office(
    person: Person,
    title_en: str = "President of Kazakhstan",
    starts_on: str | None = "2019-03-20",
    ends_on: str | None = None,
    **fields,
) -> Office:
    fields = {"role": "head_of_state"} | fields
    return Office.objects.create(
        person=person,
        title_en=title_en,
        starts_on=starts_on,
        ends_on=ends_on,
        **fields,
    )


def make_waiting(
    article: Article,
    surface: str,
    *,
    label: str = "",
    kind: str = "person",
    field: str = "body",
) -> Mention:
    """A mention of nobody the archive knows, at the first place where these words stand.

    In the stead of what the extractor found there.
    """
    start = getattr(article, field).index(surface)
    article.mentions.filter(field=field, start=start).delete()
    return Mention.objects.create(
        article=article,
        field=field,
        start=start,
        end=start + len(surface),
        surface=surface,
        kind=kind,
        label=label or surface,
        label_key=key_of(label or surface),
        confidence=0.5,
        extractor="test",
    )


def make_coverage(event: Event, article: Article, *people: Person, **says: Any) -> Coverage:
    """What an article says of a meeting: what the meeting's row says, unless told otherwise."""
    fields = {
        "kind": event.kind,
        "stage": event.stage,
        "starts_on": event.starts_on,
        "date_precision": event.date_precision,
        "location": event.location,
    }
    coverage = Coverage.objects.create(event=event, article=article, **fields | says)
    for person in people:
        CoverageParticipant.objects.create(coverage=coverage, person=person)
    return coverage


def make_meeting(
    *people: Person,
    kind: str = "talks",
    starts_on: str | datetime.date = "2019-11-07",
    location: Location | None = None,
    status: str = "published",
    articles: tuple[Article, ...] = (),
    **fields: Any,
) -> Event:
    """A meeting with participants, and coverage that says of it what the meeting's row says."""
    event = Event.objects.create(
        kind=kind, starts_on=starts_on, location=location, status=status, **fields
    )
    for person in people:
        Participation.objects.create(event=event, person=person)
    for article in articles:
        make_coverage(event, article, *people)
    event.refresh_from_db()
    return event
