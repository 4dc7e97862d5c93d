"""The namebook out of the stored name forms, and mentions kept as rows.

The only part of extraction that knows the database.
"""

import uuid
from functools import lru_cache

from django.db import connection

from archive.extraction import EXTRACTOR
from archive.extraction.namebook import Candidate, NameBook, PersonFacts, PlaceFacts, Term
from archive.extraction.read import LinkedMention, read_names
from archive.models import Article, Location, Mention, NameForm, Office, Person
from archive.models.choices import Language
from archive.models.names import Origin
from archive.text import fold, words_of


def current_namebook() -> NameBook:
    """The namebook of the name forms as they are now; read again when they change."""
    with connection.cursor() as cursor:
        # Kept by triggers, so that an office or a city's size counts as well as a form.
        cursor.execute("SELECT names_version FROM archive_state")
        return _namebook(cursor.fetchone()[0])


@lru_cache(maxsize=1)
def _namebook(version: uuid.UUID) -> NameBook:
    book = NameBook(people=_people(), places=_places(), given_names=_given_names())
    forms = NameForm.objects.order_by().values_list(
        "text", "key", "person_id", "location_id", "extent", "needs_context", "valid_from", "origin"
    )
    rows = forms.iterator(20_000)
    book.add(
        (
            key,
            Candidate(
                kind="person" if person else "location",
                id=person or location,
                extent=extent,
                needs_context=needs_context,
                is_base=origin != Origin.GENERATED,
                is_capitals=text.isupper() and len(text) > 1,
                valid_from=valid_from,
            ),
        )
        for text, key, person, location, extent, needs_context, valid_from, origin in rows
    )
    return book


def _people() -> dict[int, PersonFacts]:
    terms: dict[int, list[Term]] = {}
    for office in Office.objects.order_by("pk"):
        terms.setdefault(office.person_id, []).append(
            Term(
                office.role,
                office.country_id,
                office.organisation,
                office.title_en,
                office.starts_on,
                office.ends_on,
            )
        )
    return {
        person.pk: PersonFacts(
            initials=_initials(person),
            terms=tuple(terms.get(person.pk, ())),
            given_names=_given_names_of(person),
            patronymic=fold(person.patronymic_ru),
            gender=person.gender,
            names=_names_of(person),
            slug=person.slug,
        )
        for person in Person.objects.order_by()
    }


def _names_of(record: Person | Location) -> tuple[tuple[str, str], ...]:
    names = ((language, getattr(record, f"name_{language}")) for language in Language.values)
    return tuple((language, name) for language, name in names if name)


def _initials(person: Person) -> frozenset[str]:
    """First letters of all names but the short one, in each script."""
    letters = {word[0] for word in _given_names_of(person)}
    if person.patronymic_ru:
        letters.add(fold(person.patronymic_ru[0]))
    return frozenset(letters)


def _given_names_of(person: Person) -> frozenset[str]:
    words = set()
    for language in Language.values:
        full, short = getattr(person, f"name_{language}"), getattr(person, f"short_{language}")
        surname = {word.folded for word in words_of(short)}
        words |= {word.folded for word in words_of(full) if word.folded not in surname}
    return frozenset(words)


def _given_names() -> frozenset[str]:
    names: set[str] = set()
    for full, short in Person.objects.order_by().values_list("name_ru", "short_ru"):
        _add_given_name(names, full, short)
    for full, short in Person.objects.order_by().values_list("name_en", "short_en"):
        _add_given_name(names, full, short)
    return frozenset(names)


def _add_given_name(names: set[str], full: str, short: str) -> None:
    words = words_of(full)
    if words and short and full != short:
        names.add(words[0].folded)


def _places() -> dict[int, PlaceFacts]:
    return {
        place.pk: PlaceFacts(
            place.kind,
            place.country_id,
            place.population,
            place.prominence,
            _names_of(place),
            place.slug,
            place.country_code,
        )
        for place in Location.objects.order_by()
    }


def names_of(article: Article, book: NameBook) -> list[LinkedMention]:
    """The people and places an article names."""
    return read_names(
        article.title, article.body, article.language, article.published_on, book
    )


def keep_mentions(article: Article, mentions: list[LinkedMention]) -> None:
    """Make the article's mention rows these ones; rows that are right already stay."""
    stored = {_identity_of_row(row): row.pk for row in article.mentions.all()}
    wanted = {_identity(mention): mention for mention in mentions}
    stale = [pk for identity, pk in stored.items() if identity not in wanted]
    article.mentions.filter(pk__in=stale).delete()
    Mention.objects.bulk_create(
        Mention(
            article=article,
            field=mention.field,
            start=mention.start,
            end=mention.end,
            surface=mention.surface[:300],
            kind=mention.kind,
            person_id=mention.id if mention.kind == "person" else None,
            location_id=mention.id if mention.kind == "location" else None,
            confidence=mention.confidence,
            extractor=EXTRACTOR,
        )
        for identity, mention in wanted.items()
        if identity not in stored
    )


def _identity(mention: LinkedMention) -> tuple:
    person = mention.id if mention.kind == "person" else None
    location = mention.id if mention.kind == "location" else None
    where = (mention.field, mention.start, mention.end)
    return (*where, person, location, mention.confidence, EXTRACTOR)


def _identity_of_row(row: Mention) -> tuple:
    where = (row.field, row.start, row.end)
    return (*where, row.person_id, row.location_id, row.confidence, row.extractor)
