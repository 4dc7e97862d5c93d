"""The namebook: every name form, looked up by runs of words, and facts that tell namesakes apart.

Filled by stored.py from the stored name forms, or by a test from a few. Reads no text and
decides nothing; knows no database.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import marisa_trie

from archive.text import Word, fold, plain

PERSON, LOCATION = "person", "location"

# "Мишаль аль-Ахмад аль-Джабер ас-Сабах" has eight: hyphens part words.
LONGEST_NAME = 10
# Articles come in by date or not; offices of this many days are kept at hand.
MOST_DAYS = 500
# The prominence of a place whose name alone is believed: a capital, a metropolis.
KNOWN_EVERYWHERE = 3
LARGE_CITY = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person or place that a written form may mean."""

    kind: str  # PERSON or LOCATION
    id: int
    extent: str = "full"
    needs_context: bool = False
    # The name as it is, in no oblique case: "президент России Александр" is no person Россия.
    is_base: bool = True
    # Written in capitals (США, US), and only so: "us" is a word.
    is_capitals: bool = False
    # Its last word is written small: Чёрное море, Елисейский дворец.
    ends_small: bool = False
    valid_from: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """An office somebody held: the role, for which country or organisation, and when."""

    role: str
    country_id: int | None = None
    organisation: str = ""
    title: str = ""  # in English
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Whether it was held on this day; a date nobody knows bounds nothing."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What tells namesakes apart."""

    # First letters of the given names and patronymic in each script: {"к", "ж", "k", "j"}.
    initials: frozenset[str] = frozenset()
    terms: tuple[Term, ...] = ()
    # Folded words of the full names without the short one: {"касым", "жомарт", "kassym", …}.
    given_names: frozenset[str] = frozenset()
    patronymic: str = ""
    gender: str = ""
    # What the person is called in each language: {"ru": "Касым-Жомарт Токаев", …}.
    names: tuple[tuple[str, str], ...] = ()
    slug: str = ""

    def held_office_on(self, day: datetime.date) -> bool:
        """Whether the person held any office on this day."""
        return any(term.covers(day) for term in self.terms)


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What tells homonyms apart."""

    kind: str  # "city", "country", "region" or "venue"
    country_id: int | None = None
    population: int = 0
    prominence: int = 1
    names: tuple[tuple[str, str], ...] = ()
    slug: str = ""
    country_code: str = ""

    @property
    def is_known_everywhere(self) -> bool:
        """Whether it is so well known that its name alone is believed, without context."""
        return self.prominence >= KNOWN_EVERYWHERE


@dataclass
class NameBook:
    """Forms by key, and the facts about whom they may mean.

    The forms stand in one trie: half a million of them take some ten megabytes, and every
    form that begins at a word is found in one walk.
    """

    people: dict[int, PersonFacts] = field(default_factory=dict)
    places: dict[int, PlaceFacts] = field(default_factory=dict)
    # Words that begin somebody's full name: "Дариға Назарбаева" is not Нурсултан.
    given_names: frozenset[str] = frozenset()
    # What follows is filled by `add`, or at the first question that needs it.
    _candidates: list[Candidate] = field(default_factory=list)
    _trie: marisa_trie.RecordTrie | None = None
    _countries: dict[str, int] = field(default_factory=dict)
    _places_by_slug: dict[str, int] = field(default_factory=dict)
    _by_given_name: dict[str, list[int]] = field(default_factory=dict)
    _by_surname: dict[str, list[int]] = field(default_factory=dict)
    _terms: dict[datetime.date, list[tuple[int, Term]]] = field(default_factory=dict)

    def add(self, forms: Iterable[tuple[Candidate, Iterable[str]]]) -> None:
        """Take in whom forms may mean, each with the keys of those forms."""
        known = self._trie.items() if self._trie is not None else ()
        # Streamed: as a list, half a million forms would take ten times what the trie takes.
        self._trie = marisa_trie.RecordTrie("<I", chain(known, self._numbered(forms)))

    def _numbered(
        self, forms: Iterable[tuple[Candidate, Iterable[str]]]
    ) -> Iterator[tuple[str, tuple[int]]]:
        for candidate, keys in forms:
            number = (len(self._candidates),)
            self._candidates.append(candidate)
            for key in keys:
                yield key, number
                # Ердоған stands as Ердоган in Russian texts.
                if (without := plain(key)) != key:
                    yield without, number

    def longest_at(
        self, words: Sequence[Word], index: int
    ) -> list[tuple[int, tuple[Candidate, ...]]]:
        """Forms that begin at a word, longest first, as (number of words, candidates)."""
        run = " ".join(word.folded for word in words[index : index + LONGEST_NAME])
        trie = self._trie
        if trie is None:
            return []
        found = []
        for key in reversed(trie.prefixes(run)):
            if len(key) < len(run) and run[len(key)] != " ":
                continue
            found.append((key.count(" ") + 1, self._at(trie, key)))
        return found

    def meaning(self, key: str) -> tuple[Candidate, ...]:
        """Whom or what a written form may mean."""
        trie = self._trie
        return self._at(trie, key) if trie is not None and key in trie else ()

    def _at(self, trie: marisa_trie.RecordTrie, key: str) -> tuple[Candidate, ...]:
        return tuple(self._candidates[number] for (number,) in trie[key])

    def knows(self, key: str) -> bool:
        """Whether somebody or some place has this form."""
        return self._trie is not None and key in self._trie

    def country_of(self, code: str) -> int | None:
        """The id of the country with this ISO code."""
        if not self._countries:
            self._countries = {
                facts.country_code: id for id, facts in self.places.items() if facts.country_code
            }
        return self._countries.get(code)

    def place_at(self, slug: str) -> int | None:
        """The id of the place with this address."""
        if not self._places_by_slug:
            self._places_by_slug = {facts.slug: id for id, facts in self.places.items()}
        return self._places_by_slug.get(slug)

    def people_called(self, given_name: str) -> list[int]:
        """The ids of the people with this word, folded, among their given names."""
        if not self._by_given_name:
            for id, facts in self.people.items():
                for word in facts.given_names:
                    self._by_given_name.setdefault(word, []).append(id)
        return self._by_given_name.get(given_name.partition("-")[0], [])

    def people_with_surname(self, surname: str) -> list[int]:
        """The ids of the people whose name in some language ends in this word, folded."""
        if not self._by_surname:
            for id, facts in self.people.items():
                for word in {fold(name.split()[-1]) for _, name in facts.names}:
                    self._by_surname.setdefault(word, []).append(id)
        return self._by_surname.get(surname, [])

    def terms_on(self, day: datetime.date) -> list[tuple[int, Term]]:
        """The offices held on a day, each with its holder's id."""
        if day not in self._terms:
            if len(self._terms) > MOST_DAYS:
                # Cheaper to begin again than to keep count of what was asked last.
                self._terms.clear()
            self._terms[day] = [
                (id, term)
                for id, facts in self.people.items()
                for term in facts.terms
                if term.covers(day)
            ]
        return self._terms[day]

    def __len__(self) -> int:
        return 0 if self._trie is None else len(self._trie)
