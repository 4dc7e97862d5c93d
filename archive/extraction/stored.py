"""The namebook out of the stored name forms, editors' rulings, and mentions kept as rows.

The only part of extraction that knows the database; it decides nothing about names.
"""

import uuid
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Lower, Upper

from archive.extraction import EXTRACTOR
from archive.extraction.forms.russian import is_eastern_family_name
from archive.extraction.namebook import (
    LOCATION,
    PERSON,
    Candidate,
    NameBook,
    PersonFacts,
    PlaceFacts,
    Term,
)
from archive.extraction.read import LinkedMention, read_names
from archive.extraction.rulings import NO_RULINGS, Rulings
from archive.models import Article, Decision, Location, Mention, NameForm, Office, Person
from archive.models.choices import Language, NameKind
from archive.models.decisions import Verdict
from archive.models.merged import standing_ids
from archive.models.names import Origin
from archive.text import fold, key_of, words_of

# As long as the columns are.
LONGEST_LABEL, LONGEST_SURFACE = 200, 300


def current_namebook() -> NameBook:
    """The namebook of the name forms as they are now; read again when they change."""
    return _namebook(_names_version())


def _names_version() -> uuid.UUID:
    with connection.cursor() as cursor:
        # Kept by triggers, so that an office, a decision or a city's size counts as well as
        # a form.
        cursor.execute("SELECT names_version FROM archive_state")
        return cursor.fetchone()[0]


@lru_cache(maxsize=1)
def _namebook(version: uuid.UUID) -> NameBook:
    """The namebook at a version, which is asked for by the cache alone."""
    book = NameBook(people=_people(), places=_places(), given_names=_given_names())
    book.add(_candidates())
    return book


def _candidates() -> Iterator[tuple[Candidate, list[str]]]:
    """Whom or what the stored forms may mean, each with the keys of its forms."""
    people, places = standing_ids(Person), standing_ids(Location)
    for person, location, *rest, keys in _forms().iterator(2000):
        extent, needs_context, valid_from, is_base, is_capitals, ends_small = rest
        # The names of a merged record are those of the one that stands for it.
        yield (
            Candidate(
                kind=PERSON if person else LOCATION,
                id=people.get(person, person) if person else places.get(location, location),
                extent=extent,
                needs_context=needs_context,
                is_base=is_base,
                is_capitals=is_capitals,
                ends_small=ends_small,
                valid_from=valid_from,
            ),
            keys,
        )


def _forms() -> QuerySet[NameForm, tuple]:
    """The keys of all name forms by whom they mean and how they are written."""

    def is_true(condition: Q) -> ExpressionWrapper:
        return ExpressionWrapper(condition, output_field=BooleanField())

    # Brought together by the database: row by row it takes this three times as long.
    return (
        NameForm.objects.order_by()
        .annotate(
            is_base=is_true(~Q(origin=Origin.GENERATED)),
            is_capitals=is_true(Q(text=Upper("text"), text__regex="..") & ~Q(text=Lower("text"))),
            ends_small=is_true(Q(text__regex=r" [[:lower:]][^ ]*$")),
        )
        .values_list(
            *("person_id", "location_id", "extent", "needs_context", "valid_from"),
            *("is_base", "is_capitals", "ends_small"),
        )
        .annotate(keys=ArrayAgg("key"))
    )


def rulings_on(article: Article) -> Rulings:
    """What editors decided that counts for an article: on it alone, and on all."""
    own = _in_force().filter(article_feed_id=article.feed_id)
    return _rulings(own).with_those_for_all(rulings_for_all())


def rulings_for_all() -> Rulings:
    """What editors decided that counts for every article."""
    return _rulings_for_all(_names_version())


def _in_force() -> QuerySet[Decision]:
    return Decision.objects.in_force().order_by("pk")


@lru_cache(maxsize=1)
def _rulings_for_all(version: uuid.UUID) -> Rulings:
    """The rulings at a version, which is asked for by the cache alone."""
    return _rulings(_in_force().filter(article_feed_id=None))


def _rulings(decisions: Iterable[Decision]) -> Rulings:
    """Decisions as the linker takes them; of two on one form the later holds."""
    decisions = list(decisions)
    if not decisions:
        return NO_RULINGS
    standing = {NameKind.PERSON: standing_ids(Person), NameKind.LOCATION: standing_ids(Location)}
    links: dict[tuple[str, str], int] = {}
    rejected, never = set(), set()
    for each in decisions:
        form = (each.kind, each.key)
        id = each.person_id or each.location_id
        id = standing[NameKind(each.kind)].get(id, id) if id else None
        if each.verdict == Verdict.REJECT:
            rejected.add(form)
            links.pop(form, None)
        elif each.verdict in {Verdict.LINK, Verdict.NEW} and id:
            links[form] = id
            rejected.discard(form)
        elif each.verdict == Verdict.NEVER and id:
            never.add((*form, id))
            if links.get(form) == id:
                del links[form]
    return Rulings(links, frozenset(rejected), frozenset(never))


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
    """The words of the full names that are not of the surname, in all languages."""
    words = set()
    for language in Language.values:
        full, short = getattr(person, f"name_{language}"), getattr(person, f"short_{language}")
        surname = {word.folded for word in words_of(short)}
        if not short and not is_eastern_family_name(full.partition(" ")[0]):
            # Too common to stand alone (Иванов), but a surname all the same.
            surname = {word.folded for word in words_of(full)[-1:]}
        words |= {word.folded for word in words_of(full) if word.folded not in surname}
    return frozenset(words)


def _given_names() -> frozenset[str]:
    """The first words of full names, in Russian and English: Kazakh has a list of its own."""
    people = Person.objects.order_by()
    names = [
        *people.values_list("name_ru", "short_ru"),
        *people.values_list("name_en", "short_en"),
    ]
    return frozenset(
        words[0].folded
        for full, short in names
        if short and short != full and (words := words_of(full))
    )


def _places() -> dict[int, PlaceFacts]:
    # Plain values: as objects of the model, thirty thousand places would take sixty megabytes.
    columns = ["kind", "country_id", "population", "prominence", "slug", "country_code"]
    names = [f"name_{language}" for language in Language.values]
    rows = Location.objects.order_by().values_list("id", *columns, *names).iterator(5000)
    return {
        id: PlaceFacts(
            kind,
            country,
            population,
            prominence,
            tuple(
                (language, name)
                for language, name in zip(Language.values, in_each, strict=True)
                if name
            ),
            slug,
            code,
        )
        for id, kind, country, population, prominence, slug, code, *in_each in rows
    }


def names_of(article: Article, book: NameBook) -> list[LinkedMention]:
    """The people and places an article names, as editors' decisions have it."""
    return read_names(
        article.title,
        article.body,
        article.language,
        article.published_on,
        book,
        rulings_on(article),
    )


def keep_mentions(article: Article, mentions: list[LinkedMention]) -> None:
    """Make the article's mention rows these ones; rows that are right already stay."""
    stored = {_identity(row): row.pk for row in article.mentions.all()}
    wanted = {_identity(row): row for row in (_row(article, each) for each in mentions)}
    stale = [pk for identity, pk in stored.items() if identity not in wanted]
    article.mentions.filter(pk__in=stale).delete()
    Mention.objects.bulk_create(row for identity, row in wanted.items() if identity not in stored)


def _row(article: Article, mention: LinkedMention) -> Mention:
    label = mention.label[:LONGEST_LABEL]
    is_person = mention.kind == NameKind.PERSON
    return Mention(
        article=article,
        field=mention.field,
        start=mention.start,
        end=mention.end,
        surface=mention.surface[:LONGEST_SURFACE],
        kind=mention.kind,
        basis=mention.basis,
        label=label,
        label_key=key_of(label)[:LONGEST_LABEL],
        person_id=mention.id if is_person else None,
        location_id=None if is_person else mention.id,
        confidence=mention.confidence,
        extractor=EXTRACTOR,
    )


def _identity(row: Mention) -> tuple:
    """All that a row says: two that agree in this are the same row."""
    where = (row.field, row.start, row.end, row.basis)
    who = (row.kind, row.person_id, row.location_id, row.label)
    return (*where, *who, row.confidence, row.extractor)
