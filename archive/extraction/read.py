"""Read: one article -> every person and place it names, with the record each one means.

The whole of understanding names, from recognising to linking; the same text, date, namebook
and rulings give the same mentions. Knows no database.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from archive.extraction import context, recognise_english, recognise_kazakh, recognise_russian
from archive.extraction.clusters import Cluster, KnownPeople, clusters_of
from archive.extraction.forms import russian
from archive.extraction.link import (
    BY_OFFICE_NAMED,
    Surroundings,
    link_person,
    link_place,
)
from archive.extraction.mentions import Span, mentions_in
from archive.extraction.namebook import NameBook
from archive.extraction.offices import countries_by_adjective, offices_in
from archive.extraction.persons import PersonName, taken_apart
from archive.extraction.recognise import LOCATION, PERSON, Found, Stretches
from archive.extraction.rulings import NO_RULINGS, Rulings
from archive.text import fold, key_of

NAME, OFFICE = "name", "office"
# Stands between title and body while both are read as one text.
_BETWEEN = "\n\n"
_RECOGNISE = {
    "ru": recognise_russian.names_in,
    "kk": recognise_kazakh.names_in,
    "en": recognise_english.names_in,
}


@dataclass(frozen=True)
class LinkedMention:
    """Where an article names whom: `field` is "title" or "body", offsets in code points.

    `id` is None for somebody or something the archive has no record of; `label` is then the
    name in the nominative, the same at every mention of that person in the article.
    """

    field: str
    start: int
    end: int
    surface: str
    kind: str  # "person" or "location"
    id: int | None
    confidence: float
    label: str = ""
    basis: str = NAME


def read_names(
    title: str,
    body: str,
    language: str,
    published_on: datetime.date | None,
    book: NameBook,
    rulings: Rulings = NO_RULINGS,
) -> list[LinkedMention]:
    """The people and places an article names, in order of the text."""
    text = f"{title}{_BETWEEN}{body}"
    spans = mentions_in(text, book)
    found = [
        each
        for each in _RECOGNISE[language](text, spans, book)
        # No name reaches from the title into the body.
        if each.end <= len(title) or each.start >= len(title) + len(_BETWEEN)
    ]
    countries = [span for span in spans if _is_country(span, book)]
    around = Surroundings(
        published_on,
        _countries_named(spans, book) | countries_by_adjective(text, language, book),
        frozenset(c.id for span in spans for c in span.candidates if c.kind == PERSON),
    )
    mentions = _people(text, title, language, found, spans, book, around, rulings)
    mentions += _places(text, title, language, found, spans, book, around, rulings)
    if published_on:
        people = [each for each in found if each.kind == PERSON]
        for office in offices_in(text, language, countries, people, book, published_on):
            mentions.append(
                _mention(
                    text, title, office.start, office.end, PERSON, office.person_id, BY_OFFICE_NAMED, "", OFFICE
                )
            )  # fmt: skip
    return sorted(mentions, key=lambda each: (each.field != "title", each.start, -each.end))


def _mention(
    text: str,
    title: str,
    start: int,
    end: int,
    kind: str,
    id: int | None,
    confidence: float,
    label: str,
    basis: str = NAME,
) -> LinkedMention:
    in_title = start < len(title)
    shift = 0 if in_title else len(title) + len(_BETWEEN)
    return LinkedMention(
        "title" if in_title else "body",
        start - shift,
        end - shift,
        text[start:end],
        kind,
        id,
        confidence,
        label,
        basis,
    )


def _is_country(span: Span, book: NameBook) -> bool:
    return any(
        c.kind == "location" and book.places[c.id].kind == "country" for c in span.candidates
    )


def _countries_named(spans: Sequence[Span], book: NameBook) -> frozenset[int]:
    """The countries an article names, and those whose capitals it names."""
    found = set()
    for span in spans:
        if span.is_part_of_a_name:
            continue
        for candidate in span.candidates:
            if candidate.kind != "location":
                continue
            facts = book.places[candidate.id]
            if facts.kind == "country":
                found.add(candidate.id)
            elif facts.prominence >= 3 and facts.country_id:
                found.add(facts.country_id)
    return frozenset(found)


def _people(
    text: str,
    title: str,
    language: str,
    found: list[Found],
    spans: list[Span],
    book: NameBook,
    around: Surroundings,
    rulings: Rulings,
) -> list[LinkedMention]:
    names = [
        taken_apart(text, each.start, each.end, language) for each in found if each.kind == PERSON
    ]
    known = _known(names, Stretches(spans), book, around)
    mentions = []
    for cluster in clusters_of(names, known, len(title)):
        label = _label(cluster, [names[number] for number in cluster.members])
        linked = link_person(cluster, names, label, text, book, around, rulings)
        if linked is None:
            continue
        mentions += [
            _mention(
                text, title, names[number].start, names[number].end, PERSON, linked.id, linked.confidence, label
            )
            for number in cluster.members
        ]  # fmt: skip
    return mentions


def _known(
    names: Sequence[PersonName], spans: Stretches[Span], book: NameBook, around: Surroundings
) -> KnownPeople:
    """What the namebook has on the names of an article."""
    full, bearers = {}, {}
    for number, name in enumerate(names):
        record = _record_in_full(name, spans)
        if record is not None:
            full[number] = record
        elif not name.given:
            ids = {c.id for c in book.meaning(key_of(name.surface)) if c.kind == PERSON}
            if len(ids) == 1:
                bearers[number] = ids.pop()
    day = around.published_on
    return KnownPeople(
        full,
        bearers,
        {id: book.people[id].patronymic for id in full.values()},
        frozenset(id for id in full.values() if day and book.people[id].held_office_on(day)),
    )


def _record_in_full(name: PersonName, spans: Stretches[Span]) -> int | None:
    """The one known person whose full name this is, given name and all."""
    for span in spans.at(name.start, name.end):
        full = {c.id for c in span.candidates if c.kind == "person" and c.extent == "full"}
        covers = span.start <= name.start or span.end >= name.end
        words = len(span.surface.replace("-", " ").split())
        if len(full) == 1 and covers and len(name.words) <= words + 1:
            return full.pop()
    return None


def _label(cluster: Cluster, members: Sequence[PersonName]) -> str:
    """The cluster's name in the nominative, in the letters of the text (ё, McFaul) if they
    stand there in the nominative."""
    written: dict[str, str] = {}
    for name in members:
        for word in name.surface.replace("\xa0", " ").split():
            bare = word.strip(".,;:!?«»\"“”()'’")
            if not bare.isupper() or len(bare) < 3:
                written.setdefault(fold(bare), bare)
    words = []
    for word in cluster.label.split():
        words.append(written.get(fold(word), word))
    return " ".join(words) or members[0].surface


def _places(
    text: str,
    title: str,
    language: str,
    found: list[Found],
    spans: list[Span],
    book: NameBook,
    around: Surroundings,
    rulings: Rulings,
) -> list[LinkedMention]:
    at = Stretches(spans)
    mentions = []
    for each in found:
        if each.kind != LOCATION:
            continue
        span = each.span or _span_at(text, each, at)
        label = _place_label(text[each.start : each.end], language, span, book)
        linked = link_place(text[each.start : each.end], label, span, book, around, rulings)
        if linked is not None:
            mentions.append(
                _mention(
                    text, title, each.start, each.end, LOCATION, linked.id, linked.confidence, label
                )
            )
    return mentions


def _span_at(text: str, found: Found, spans: Stretches[Span]) -> Span | None:
    """The namebook's form that is just this name, or all of it but a word for its kind."""
    for span in spans.at(found.start, found.end):
        if not (found.start <= span.start and span.end <= found.end):
            continue
        if any(c.kind == "location" for c in span.candidates):
            rest = text[found.start : span.start], text[span.end : found.end]
            if all(not part or context.is_word_for_a_place(part) for part in rest):
                return span
    return None


def _place_label(surface: str, language: str, span: Span | None, book: NameBook) -> str:
    """The name of a place in the nominative, as far as it is known."""
    ids = {c.id for c in span.candidates if c.kind == "location"} if span else set()
    if len(ids) == 1:
        return dict(book.places[ids.pop()].names).get(language) or surface
    return russian.place_in_nominative(surface) if language == "ru" else surface
