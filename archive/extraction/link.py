"""Link: the spans of one article -> which person or place each one means.

Refuses to guess: a span that fits two people equally, or none well, is left out. A missing
link is found later; a wrong one is believed. Knows no database.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from archive.extraction.forms import russian
from archive.extraction.mentions import Span
from archive.extraction.namebook import Candidate, NameBook
from archive.text import fold

# How sure each kind of evidence makes a link (extraction study, section 5).
BY_FULL_NAME = 0.95
BY_NAME_ELSEWHERE_IN_ARTICLE = 0.9
BY_INITIALS = 0.85
BY_ONLY_BEARER_OF_SURNAME = 0.7
BY_OFFICE_ON_THE_DAY = 0.6
BY_PLACE_NAME = 0.9
BY_PROMINENCE_AMONG_HOMONYMS = 0.7

# Words before or after a name that are no part of it, in headlines and at heads of sentences.
_TITLES = frozenset(
    """
    президент президента президенту президентом президенте премьер министр министра министром
    министру глава главы главе главой канцлер канцлера король короля принц принца лидер лидера
    председатель председателя спикер генсек товарищ господин госпожа сенатор посол папа эмир
    шейх султан император экс президенті президентінің президентімен министрі төрағасы
    president prime minister chancellor king queen prince princess premier leader secretary
    foreign chairman speaker senator ambassador mr mrs ms dr pope emir sheikh sultan emperor
    former general state vice republic federation on in the and with after before when as
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)

# One city may stand for another's name only if it is this many times larger.
LARGER = 3


@dataclass(frozen=True)
class LinkedMention:
    """Where an article names whom: `field` is "title" or "body", offsets in code points."""

    field: str
    start: int
    end: int
    surface: str
    kind: str  # "person" or "location"
    id: int
    confidence: float


def link(
    spans: Iterable[tuple[str, Span]], book: NameBook, published_on: datetime.date | None
) -> list[LinkedMention]:
    """Decide each span of one article; `spans` are (field, span) in order of the text."""
    spans = list(spans)
    named_in_full = {
        candidate.id
        for _, span in spans
        if not _is_not_a_person(span) and _sole_full_name(span)
        for candidate in _of_kind(span, "person")
        if candidate.extent == "full"
    }
    countries = _countries_named(spans, book)
    linked = []
    for field, span in spans:
        found = _person(span, book, named_in_full, published_on) or _place(
            span, book, countries, published_on
        )
        if found:
            candidate, confidence = found
            linked.append(
                LinkedMention(
                    field,
                    span.start,
                    span.end,
                    span.surface,
                    candidate.kind,
                    candidate.id,
                    confidence,
                )
            )
    return linked


def _of_kind(span: Span, kind: str) -> list[Candidate]:
    return [candidate for candidate in span.candidates if candidate.kind == kind]


def _sole_full_name(span: Span) -> bool:
    full = {c.id for c in _of_kind(span, "person") if c.extent == "full"}
    return len(full) == 1


def _is_not_a_person(span: Span) -> bool:
    # A ship or a prize may bear a whole name in quotation marks.
    return (span.is_part_of_a_name and "-" not in span.surface) or span.is_quoted_alone


def _person(
    span: Span,
    book: NameBook,
    named_in_full: set[int],
    published_on: datetime.date | None,
) -> tuple[Candidate, float] | None:
    candidates = _of_kind(span, "person")
    if not candidates or _is_not_a_person(span):
        return None
    full = [candidate for candidate in candidates if candidate.extent == "full"]
    if len({candidate.id for candidate in full}) == 1:
        return full[0], BY_FULL_NAME
    if full:
        candidates = full
    if span.initials:
        candidates = [c for c in candidates if _initials_agree(span, book, c)]
        confidence = BY_INITIALS
    elif _names_somebody_else(span, book):
        return None
    else:
        confidence = BY_ONLY_BEARER_OF_SURNAME
    elsewhere = [candidate for candidate in candidates if candidate.id in named_in_full]
    if len({candidate.id for candidate in elsewhere}) == 1:
        return elsewhere[0], max(confidence, BY_NAME_ELSEWHERE_IN_ARTICLE)
    # "Песков" at the head of a sentence may be sands; in the middle a capital decides.
    candidates = [c for c in candidates if not (c.needs_context and span.starts_sentence)]
    ids = {candidate.id for candidate in candidates}
    if len(ids) == 1:
        return candidates[0], confidence
    if published_on:
        in_office = [c for c in candidates if book.people[c.id].held_office_on(published_on)]
        if len({candidate.id for candidate in in_office}) == 1:
            return in_office[0], BY_OFFICE_ON_THE_DAY
    return None


def _initials_agree(span: Span, book: NameBook, candidate: Candidate) -> bool:
    return set(span.initials) <= book.people[candidate.id].initials


def _names_somebody_else(span: Span, book: NameBook) -> bool:
    """A given name stands before the surname, and the two are no known full name.

    A capitalised word that is no title and does not begin the sentence is taken for one.
    """
    word = span.previous_name_word
    key = fold(word)
    if not word or key in _TITLES or word.isupper() or book.knows(key):
        return key in book.given_names
    if key in book.given_names or russian.is_given_name(word):
        return True
    return not span.previous_starts_sentence and not span.is_headline


def _is_somebodys_given_name(span: Span, candidate: Candidate) -> bool:
    """Paris Hilton, Виктория Нуланд: a capitalised word follows that is no name form."""
    following = span.following_name_word
    return (
        candidate.is_base
        and bool(following)
        and not span.follows_preposition
        and not span.is_headline
        and not following.isupper()
        and fold(following) not in _TITLES
    )


def _place(
    span: Span,
    book: NameBook,
    countries: set[int],
    published_on: datetime.date | None,
) -> tuple[Candidate, float] | None:
    candidates = _of_kind(span, "location")
    if not candidates or span.is_part_of_a_name or span.is_quoted_alone or span.initials:
        return None
    if russian.is_given_name(span.previous_name_word or "-") and not span.follows_preposition:
        return None
    candidates = [
        candidate
        for candidate in candidates
        if _is_valid(candidate, published_on)
        and not _is_somebodys_given_name(span, candidate)
        and (not candidate.needs_context or _has_context(span, book, candidate))
    ]
    if len({candidate.id for candidate in candidates}) == 1:
        return candidates[0], BY_PLACE_NAME
    return _homonym(candidates, book, countries)


def _is_valid(candidate: Candidate, published_on: datetime.date | None) -> bool:
    """A name is not used before it was given; an old one lives on in later texts."""
    if candidate.valid_from is None or published_on is None:
        return True
    return candidate.valid_from <= published_on


def _has_context(span: Span, book: NameBook, candidate: Candidate) -> bool:
    facts = book.places[candidate.id]
    # Баку and Сочи are words too, but in diplomacy's news the capital letter decides.
    is_known_everywhere = facts.kind == "country" or facts.prominence >= 3
    return (
        (is_known_everywhere and not span.starts_sentence)
        or span.follows_preposition
        or span.is_dateline
    )


def _homonym(
    candidates: list[Candidate], book: NameBook, countries: set[int]
) -> tuple[Candidate, float] | None:
    """Of places with one name: the country itself, the one whose country the article
    names, or the one that is far more prominent."""
    by_id = {candidate.id: candidate for candidate in candidates}
    facts = {id: book.places[id] for id in by_id}
    nearby = [id for id, place in facts.items() if place.country_id in countries]
    for id, place in facts.items():
        if place.kind == "country":
            return by_id[id], BY_PLACE_NAME
    ranked = sorted(facts, key=lambda id: (facts[id].prominence, facts[id].population))
    if not ranked:
        return None
    best = ranked[-1]
    if len(nearby) == 1 and (nearby[0] == best or facts[best].prominence < 3):
        return by_id[nearby[0]], BY_PLACE_NAME
    second = facts[ranked[-2]]
    if (
        facts[best].prominence > second.prominence
        or facts[best].population > LARGER * second.population
    ):
        return by_id[best], BY_PROMINENCE_AMONG_HOMONYMS
    return None


def _countries_named(spans: list[tuple[str, Span]], book: NameBook) -> set[int]:
    return {
        candidate.id
        for _, span in spans
        for candidate in _of_kind(span, "location")
        if book.places[candidate.id].kind == "country" and not span.is_part_of_a_name
    }
