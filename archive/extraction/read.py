"""Read: one article -> every person and place it names, with the record each one means.

The whole of understanding names, from recognising to linking: it calls the steps in order and
decides nothing that one of them could. The same text, date, namebook and rulings give the
same mentions. Knows no database.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from archive.extraction import (
    context,
    dictionary,
    recognise_english,
    recognise_kazakh,
    recognise_russian,
)
from archive.extraction.clusters import Cluster, KnownPeople, clusters_of
from archive.extraction.link import BY_OFFICE_NAMED, Linked, Surroundings, link_person
from archive.extraction.link_places import link_place
from archive.extraction.mentions import Span, mentions_in
from archive.extraction.namebook import LOCATION, PERSON, NameBook
from archive.extraction.offices import countries_by_adjective, offices_in
from archive.extraction.persons import PersonName, taken_apart
from archive.extraction.recognise import Found, Stretch, Stretches
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
    kind: str  # PERSON or LOCATION
    id: int | None
    confidence: float
    label: str = ""
    basis: str = NAME


@dataclass(frozen=True)
class _Article:
    """Title and body as one text, so that the two speak for each other's names."""

    text: str
    title_end: int
    language: str

    def reaches_from_title_into_body(self, stretch: Stretch) -> bool:
        """Whether it is no name: none begins in the title and ends in the body."""
        return stretch.end > self.title_end and stretch.start < self.title_end + len(_BETWEEN)

    def mention(
        self, stretch: Stretch, kind: str, linked: Linked, basis: str = NAME
    ) -> LinkedMention:
        """What is stored of a name: where it stands in its own field, and whom it means."""
        in_title = stretch.start < self.title_end
        shift = 0 if in_title else self.title_end + len(_BETWEEN)
        return LinkedMention(
            field="title" if in_title else "body",
            start=stretch.start - shift,
            end=stretch.end - shift,
            surface=self.text[stretch.start : stretch.end],
            kind=kind,
            id=linked.id,
            confidence=linked.confidence,
            label=linked.label,
            basis=basis,
        )


def read_names(
    title: str,
    body: str,
    language: str,
    published_on: datetime.date | None,
    book: NameBook,
    rulings: Rulings = NO_RULINGS,
) -> list[LinkedMention]:
    """The people and places an article names, in order of the text."""
    article = _Article(f"{title}{_BETWEEN}{body}", len(title), language)
    text = article.text
    spans = mentions_in(text, book)
    found = [
        each
        for each in _RECOGNISE[language](text, spans, book)
        if not article.reaches_from_title_into_body(each)
    ]
    around = Surroundings(
        published_on,
        _countries_named(spans, book) | countries_by_adjective(text, language, book),
        frozenset(candidate.id for span in spans for candidate in span.people),
    )
    mentions = _people(article, found, spans, book, around, rulings)
    mentions += _places(article, found, spans, book, around, rulings)
    if published_on:
        countries = [span for span in spans if _is_country(span, book)]
        people = [each for each in found if each.kind == PERSON]
        for office in offices_in(text, language, countries, people, book, published_on):
            holder = Linked(office.person_id, BY_OFFICE_NAMED)
            mentions.append(article.mention(office, PERSON, holder, basis=OFFICE))
    return sorted(mentions, key=lambda each: (each.field != "title", each.start, -each.end))


def _is_country(span: Span, book: NameBook) -> bool:
    return any(book.places[candidate.id].kind == "country" for candidate in span.places)


def _countries_named(spans: Sequence[Span], book: NameBook) -> frozenset[int]:
    """The countries an article names, and those whose capitals it names."""
    found = set()
    for span in spans:
        if span.is_part_of_a_name:
            continue
        for candidate in span.places:
            facts = book.places[candidate.id]
            if facts.kind == "country":
                found.add(candidate.id)
            elif facts.is_known_everywhere and facts.country_id:
                found.add(facts.country_id)
    return frozenset(found)


def _people(
    article: _Article,
    found: list[Found],
    spans: list[Span],
    book: NameBook,
    around: Surroundings,
    rulings: Rulings,
) -> list[LinkedMention]:
    names = [
        taken_apart(article.text, each.start, each.end, article.language)
        for each in found
        if each.kind == PERSON
    ]
    known = _known(names, Stretches(spans), book, around)
    mentions = []
    for cluster in clusters_of(names, known, article.title_end):
        label = _label(cluster, [names[number] for number in cluster.members])
        linked = link_person(cluster, names, label, article.text, book, around, rulings)
        if linked is None:
            continue
        mentions += [article.mention(names[number], PERSON, linked) for number in cluster.members]
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
            meanings = book.meaning(key_of(name.surface))
            ids = {candidate.id for candidate in meanings if candidate.kind == PERSON}
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
        full = {candidate.id for candidate in span.people if candidate.extent == "full"}
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
            bare = word.strip(".,;:!?«»\"“”()[]'’")
            if not bare.isupper() or len(bare) < 3:
                written.setdefault(fold(bare), bare)
    words = [written.get(fold(word), word) for word in cluster.label.split()]
    return " ".join(words) or members[0].surface


def _places(
    article: _Article,
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
        surface = article.text[each.start : each.end]
        span = each.span or _span_at(article.text, each, at)
        label = _place_label(surface, article.language, span, book)
        linked = link_place(surface, label, span, book, around, rulings)
        if linked is not None:
            mentions.append(article.mention(each, LOCATION, linked))
    return mentions


def _span_at(text: str, found: Found, spans: Stretches[Span]) -> Span | None:
    """The namebook's form that is just this name, or all of it but a word for its kind."""
    for span in spans.at(found.start, found.end):
        if not (found.start <= span.start and span.end <= found.end):
            continue
        if span.places:
            rest = text[found.start : span.start], text[span.end : found.end]
            if all(not part or context.is_word_for_a_place(part) for part in rest):
                return span
    return None


def _place_label(surface: str, language: str, span: Span | None, book: NameBook) -> str:
    """The name of a place in the nominative, as far as it is known."""
    ids = {candidate.id for candidate in span.places} if span else set()
    if len(ids) == 1:
        return dict(book.places[ids.pop()].names).get(language) or surface
    return dictionary.place_in_nominative(surface) if language == "ru" else surface
