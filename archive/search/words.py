"""Words: what a reader typed into the search box -> clauses, names recognised in it.

All clauses must hold. A clause is a choice of parts (OR) and may be negated (minus). A run
of words that is somebody's name form stands for that person in every case ending, script
and language; other words go by their stems.
"""

import re
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import Q

from archive.models import Location, NameForm, Person, standing_ids
from archive.models.names import Extent
from archive.text import normalise, words_of

# More words than this make a query slow and no answer better; the rest is left out visibly.
MOST_WORDS = 16
# "Мишаль аль-Ахмад аль-Джабер ас-Сабах" is the longest: hyphens part words.
LONGEST_NAME = 8

# Too common to tell articles apart, and absent in the other languages' articles.
_FUNCTION_WORDS = frozenset(
    """
    who has have had was were when where which he she they it that кто кем кого кому когда где
    все о об
    every find article articles год года году г жыл жылы жылғы year
    и в во на с со о об к ко по из за от у не что как а но или для при до мен пен бен және
    the a an of in on at to and with by for or is
    """.split()
)
_OR = frozenset({"OR", "ИЛИ", "НЕМЕСЕ", "|"})
_ITEM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Words:
    """Ordinary words that must stand side by side, as folded; one word is the common case."""

    words: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Year:
    """A year typed among the words: published then, or undated and naming the year."""

    year: int

    @property
    def text(self) -> str:
        return str(self.year)


@dataclass(frozen=True)
class Name:
    """A recognised name: whom it may mean, and the single words that spell it."""

    text: str
    people: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    # Every one-word form of all of them, folded; empty for a name of several words.
    spellings: frozenset[str] = frozenset()
    # Folded, when the name is also an ordinary word ("верный"), which counts as well.
    word: str = ""


Part = Words | Year | Name


class Merged(NamedTuple):
    """Merged people and places -> those that stand for them."""

    people: dict[int, int]
    places: dict[int, int]


NOBODY_MERGED = Merged({}, {})


@dataclass(frozen=True)
class Clause:
    """One condition: any of its parts, or none of them if negated."""

    parts: tuple[Part, ...]
    is_negated: bool = False


@dataclass(frozen=True)
class Clauses:
    """The whole box, read: conditions that all must hold, and what could not be used."""

    clauses: tuple[Clause, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)


NO_WORDS = Clauses()


@dataclass
class _Item:
    text: str
    words: list[str]
    # Whether each word is joined to the one before it: С-400, Санкт-Петербург.
    is_joined: list[bool]
    is_phrase: bool
    is_negated: bool
    joins_previous: bool


def read_words(q: str) -> Clauses:
    """Read the search box. Never fails: what cannot be used is said in `notes`."""
    items, notes = _items(q)
    names = _names_in(items)
    # A merged record names nobody in the index; its spellings count for the one that stands.
    merged = Merged(standing_ids(Person), standing_ids(Location)) if names else NOBODY_MERGED
    groups: list[tuple[list[Part], bool]] = []
    for item in items:
        parts = _parts_of(item, names, merged)
        for number, part in enumerate(parts):
            joins = item.joins_previous and number == 0 and bool(groups)
            if joins and not groups[-1][1] and not item.is_negated:
                groups[-1][0].append(part)
            else:
                groups.append(([part], item.is_negated))
            if joins and item.is_negated:
                notes.append("OR before a word to leave out was not used.")
    clauses = tuple(Clause(tuple(parts), negated) for parts, negated in groups)
    if clauses and all(clause.is_negated for clause in clauses):
        notes.append("Only words to leave out were given, so everything else is shown.")
    return Clauses(clauses, tuple(notes))


def _items(q: str) -> tuple[list[_Item], list[str]]:
    """The box as words and phrases; runs of plain words become one item."""
    text = normalise(q).replace("\n", " ")
    text = re.sub("[«»„“”]", '"', text).replace(" −", " -").replace(" –", " -")
    notes: list[str] = []
    if text.count('"') % 2:
        notes.append("A quotation mark is missing; the phrase was read to the end.")
    items: list[_Item] = []
    used, joins = 0, False
    for match in _ITEM.finditer(text):
        raw = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["word"] in _OR:
            joins = bool(items)
            continue
        words = [word.folded for word in words_of(raw)]
        if not words:
            continue
        if used + len(words) > MOST_WORDS:
            notes.append(f"Only the first {MOST_WORDS} words were searched for.")
            break
        used += len(words)
        joined = [False] + [True] * (len(words) - 1)
        is_phrase, negated = match["phrase"] is not None, bool(match["minus"])
        previous = items[-1] if items else None
        plain = not (is_phrase or negated or joins)
        if plain and previous and not (previous.is_phrase or previous.is_negated):
            previous.words += words
            previous.is_joined += joined
            previous.text += f" {raw}"
        else:
            items.append(_Item(raw, words, joined, is_phrase, negated, joins))
        joins = False
    return items, notes


def _parts_of(item: _Item, names: dict[str, list[NameForm]], merged: Merged) -> list[Part]:
    """A phrase as it is; in a run of plain words names, longest first, and single words."""
    if item.is_phrase:
        return [Words(tuple(item.words), item.text)]
    parts: list[Part] = []
    words = item.words
    index = 0
    while index < len(words):
        for count in range(min(LONGEST_NAME, len(words) - index), 0, -1):
            key = " ".join(words[index : index + count])
            if key in names:
                parts.append(_name(key, names[key], merged))
                index += count
                break
        else:
            end = index + 1
            while end < len(words) and item.is_joined[end]:
                end += 1
            if end == index + 1 and _YEAR.fullmatch(words[index]):
                parts.append(Year(int(words[index])))
            else:
                parts.append(Words(tuple(words[index:end]), " ".join(words[index:end])))
            index = end
    return _telling(parts) or parts


def _telling(parts: list[Part]) -> list[Part]:
    """Without function words, and without the initials before a name."""
    telling = []
    for part, following in zip_longest(parts, parts[1:]):
        if isinstance(part, Words):
            is_initials = all(len(word) == 1 for word in part.words)
            if is_initials and isinstance(following, Name):
                continue
            if part.text in _FUNCTION_WORDS:
                continue
        telling.append(part)
    return telling


def _names_in(items: list[_Item]) -> dict[str, list[NameForm]]:
    """The name forms among all runs of plain words, by key: one query."""
    keys = {
        " ".join(item.words[start : start + count])
        for item in items
        if not item.is_phrase
        for start in range(len(item.words))
        for count in range(1, LONGEST_NAME + 1)
        if start + count <= len(item.words)
    }
    keys -= _FUNCTION_WORDS
    found: dict[str, list[NameForm]] = {}
    for form in NameForm.objects.filter(key__in=keys).order_by("pk"):
        found.setdefault(form.key, []).append(form)
    return found


def _name(key: str, forms: list[NameForm], merged: Merged) -> Name:
    people = {form.person_id for form in forms if form.person_id}
    places = {form.location_id for form in forms if form.location_id}
    spellings: frozenset[str] = frozenset()
    if " " not in key:
        people, places, spellings = _all_alike(people, places, merged)
    return Name(
        text=key,
        people=frozenset(merged.people.get(pk, pk) for pk in people),
        places=frozenset(merged.places.get(pk, pk) for pk in places),
        spellings=spellings,
        word=key if places and not people and any(form.needs_context for form in forms) else "",
    )


def _all_alike(
    people: set[int], places: set[int], merged: Merged
) -> tuple[set[int], set[int], frozenset[str]]:
    """Everybody who shares a one-word form with these, and all those forms.

    So that Алиев and Алиева find the same, whoever of the family each form belongs to.
    """
    people, places = set(people), set(places)
    keys: set[str] = set()
    while True:
        people |= {merged.people[pk] for pk in people & merged.people.keys()}
        places |= {merged.places[pk] for pk in places & merged.places.keys()}
        forms = NameForm.objects.filter(
            Q(person__in=people, extent=Extent.SHORT) | Q(location__in=places)
        ).exclude(key__contains=" ")
        new = set(forms.order_by().values_list("key", flat=True)) - keys
        if not new:
            return people, places, frozenset(keys)
        keys |= new
        sharing = NameForm.objects.filter(key__in=new).order_by()
        people |= {pk for pk in sharing.values_list("person_id", flat=True) if pk}
        places |= {pk for pk in sharing.values_list("location_id", flat=True) if pk}
