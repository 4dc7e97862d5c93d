"""The namebook: every name form, looked up by runs of words. Knows no database.

Filled by extraction/stored.py from the stored name forms, or by a test from a few.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.text import Word


@dataclass(frozen=True)
class Candidate:
    """One person or place that a written form may mean."""

    kind: str  # "person" or "location"
    id: int
    extent: str = "full"
    needs_context: bool = False
    # The name as it is, in no oblique case: "президент России Александр" is no person Россия.
    is_base: bool = True
    # Written in capitals (США, US), and only so: "us" is a word.
    is_capitals: bool = False
    valid_from: datetime.date | None = None


@dataclass(frozen=True)
class PersonFacts:
    """What tells namesakes apart."""

    # First letters of the given names and patronymic in each script: {"к", "ж", "k", "j"}.
    initials: frozenset[str] = frozenset()
    # First and last day of each office, None where open.
    offices: tuple[tuple[datetime.date | None, datetime.date | None], ...] = ()

    def held_office_on(self, day: datetime.date) -> bool:
        return any(
            (start is None or start <= day) and (end is None or day <= end)
            for start, end in self.offices
        )


@dataclass(frozen=True)
class PlaceFacts:
    """What tells homonyms apart."""

    kind: str  # "city", "country" or "venue"
    country_id: int | None = None
    population: int = 0
    prominence: int = 1


@dataclass
class NameBook:
    """Forms by key, and the facts about whom they may mean."""

    people: dict[int, PersonFacts] = field(default_factory=dict)
    places: dict[int, PlaceFacts] = field(default_factory=dict)
    # Words that begin somebody's full name: "Дариға Назарбаева" is not Нурсултан.
    given_names: frozenset[str] = frozenset()
    _forms: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    _longest: dict[str, int] = field(default_factory=dict)

    def add(self, forms: Iterable[tuple[str, Candidate]]) -> None:
        """Take in forms as (key, whom it may mean)."""
        # Hundreds of thousands of forms share a few ten thousand candidates.
        shared: dict[Candidate, Candidate] = {}
        for key, candidate in forms:
            candidate = shared.setdefault(candidate, candidate)
            known = self._forms.get(key, ())
            if candidate not in known:
                self._forms[key] = (*known, candidate)
            first, _, rest = key.partition(" ")
            words = 1 + (rest.count(" ") + 1 if rest else 0)
            if words > self._longest.get(first, 0):
                self._longest[first] = words

    def longest_at(
        self, words: Sequence[Word], index: int
    ) -> list[tuple[int, tuple[Candidate, ...]]]:
        """Forms that begin at a word, longest first, as (number of words, candidates)."""
        found = []
        longest = min(self._longest.get(words[index].folded, 0), len(words) - index)
        for count in range(longest, 0, -1):
            key = " ".join(word.folded for word in words[index : index + count])
            candidates = self._forms.get(key)
            if candidates:
                found.append((count, candidates))
        return found

    def knows(self, key: str) -> bool:
        """Whether somebody or some place has this form."""
        return key in self._forms

    def __len__(self) -> int:
        return len(self._forms)
