"""Suggest: a question some of whose words find little -> boxes a reader may have meant.

From the archive's own words and names alone, and only offered: what was typed is what was
searched for. A name, or a word of the dictionary, is right as it stands if it finds anything.
If it finds nothing a near one is offered even so: Омск, where nothing is of Томск.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import tantivy

from archive.extraction.dictionary import is_known
from archive.models import Location, NameForm, Person, standing_ids
from archive.search.analysis import compound_term, exact_term, stems_asked
from archive.search.reading import InTitle, Name, Near, Reading, Words
from archive.text import fold, normalise, script_of, words_of

# Fields of the index: where words stand by their stems, where exactly as folded, and the
# numbers of the people and places an article names.
_STEMS = ("title", "body")
_EXACT = ("title_exact", "body_exact")
_PEOPLE = ("people",)
_PLACES = ("cities", "countries")

# More words than this are not misspelt but on another subject, or in another language.
MOST_WORDS = 3
# A shorter word has too many neighbours; a longer one is an address or a run of letters.
SHORTEST, LONGEST = 4, 30
# A word of so many letters is known again with two of them wrong.
TWO_ERRORS_FROM = 8
# Two errors are sought among the commonest words with the same beginning, of so many letters.
SAME_BEGINNING, MOST_OF_A_BEGINNING = 3, 500
# A word in more articles than this is one, however odd.
LITTLE = 2
# What is offered for a word that finds something is found so many times as often.
MUCH_MORE = 10

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
_LATIN = "abcdefghijklmnopqrstuvwxyz"

# The keys of a Russian keyboard and of an English one, in the same places. A Kazakh keyboard
# is the Russian one with its own letters in the row of digits.
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_ENGLISH_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_LAYOUTS = (
    str.maketrans(_ENGLISH_KEYS, _RUSSIAN_KEYS),
    str.maketrans(_ENGLISH_KEYS + "234589-=0", _RUSSIAN_KEYS + "әіңғүұөһқ"),
    str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS),
)
# What stands between spaces, quotation marks and brackets, without a minus or the name of a
# field before it: marks within may be letters of the other keyboard (Nfkf,thlsdf).
_TYPED = re.compile(r'(?:^|(?<=[\s"()«»„“”:]))=?([^\s"()«»„“”:=-][^\s"()«»„“”:]*)')
# What stands before a word that must not be found, which stays as it is.
_LEFT_OUT = re.compile(r'(?:^|[\s(])-[="(«]?\Z')
# Marks at the end may be marks after all.
_MARKS_AT_END = ",.;'[]<>"

# Whom or what a name means: ("person", 12), ("place", 7).
_Records = frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Suggestion:
    """A box to search for instead: `q` is the whole of it, `offered` in place of `instead_of`.

    Where several words were replaced, both name all of them, with spaces between.
    """

    q: str
    instead_of: str
    offered: str


@dataclass(frozen=True)
class _Asked:
    """A word of the question, folded, and in how many articles it is found."""

    word: str
    found: int
    is_name: bool = False


@dataclass(frozen=True)
class _Near:
    """A word, folded, that may have been meant for what stands in the box as `typed`.

    `instead_of` is that as the words it was read as. `errors` is the number of letters wrong:
    none if the keyboard was.
    """

    instead_of: tuple[str, ...]
    typed: str
    word: str
    errors: int


@dataclass(frozen=True)
class _Offer:
    """A word as it is offered; `found` articles have it in any form, or what it names.

    `meaning` is the same for all forms of one word or one name: they are one offer.
    """

    near: _Near
    shown: str
    found: int
    written: int
    meaning: object


def suggestions(
    q: str, reading: Reading, searcher: tantivy.Searcher, limit: int = 3
) -> list[Suggestion]:
    """Boxes near `q` that find more, the likeliest first; none where its words find something.

    In each of them every word is replaced for which there is an offer, since all words must be
    found. Asks the database three times, and not at all if no word is doubtful.
    """
    text = normalise(q)
    asked = list({each.word: each for each in _asked(reading, searcher)}.values())
    doubtful = [each for each in asked if _is_doubtful(each)][:MOST_WORDS]
    nowhere = {each.word for each in asked if not each.found}
    retyped = list(_retyped(text, nowhere))
    near = [*retyped, *(each for word in doubtful for each in _misspelt(word.word, searcher))]
    if not near:
        return []
    names = _names({each.word for each in near})
    found = {each.word: each.found for each in asked}
    offers: dict[tuple[str, ...], list[_Offer]] = {}
    for each in near:
        offer = _offer(each, names, searcher)
        already = max(found[word] for word in each.instead_of)
        if offer and offer.found >= max(1, MUCH_MORE * already):
            offers.setdefault(each.instead_of, []).append(offer)
    choices = [_best(of_one)[:limit] for of_one in offers.values()]
    made = []
    for rank in range(max(map(len, choices), default=0)):
        chosen = [of_one[rank] if rank < len(of_one) else of_one[0] for of_one in choices]
        made.append(_replaced(text, chosen))
    return list(dict.fromkeys(each for each in made if each.q != text))[:limit]


# --- What was asked ---------------------------------------------------------------------------


def _asked(reading: Reading, searcher: tantivy.Searcher) -> Iterator[_Asked]:
    """The single words that the box asks for, and in how many articles each is found."""
    for leaf in reading.leaves():
        for part in _parts(leaf):
            if isinstance(part, Name):
                # A name of several words stands in the authority as it was typed.
                if " " not in part.text:
                    records = frozenset(
                        {("person", pk) for pk in part.people}
                        | {("place", pk) for pk in part.places}
                    )
                    found = [_most(searcher, _EXACT, word) for word in part.spellings]
                    found.append(_named(records, searcher))
                    if part.word:
                        found.append(_found(part.word, searcher))
                    yield _Asked(fold(part.text), max(found), is_name=True)
            elif part.is_exact:
                for word in part.words:
                    yield _Asked(fold(word), _most(searcher, _EXACT, exact_term(word)))
            else:
                whole = _most(searcher, ("compound",), compound_term(part.text))
                for word in part.words:
                    yield _Asked(fold(word), whole or _found(word, searcher))


def _parts(leaf: object) -> Iterator[Words | Name]:
    parts = [leaf]
    if isinstance(leaf, Near):
        parts = [leaf.left, leaf.right]
    elif isinstance(leaf, InTitle):
        parts = [leaf.part]
    yield from (part for part in parts if isinstance(part, Words | Name))


def _is_doubtful(asked: _Asked) -> bool:
    if not SHORTEST <= len(asked.word) <= LONGEST or asked.word.isdecimal():
        return False
    if not asked.found:
        return True
    return asked.found <= LITTLE and not asked.is_name and not is_known(asked.word)


# --- What may have been meant -----------------------------------------------------------------


def _retyped(text: str, nowhere: set[str]) -> Iterator[_Near]:
    """What stands in the box with none of its words found, typed on the other keyboard."""
    for match in _TYPED.finditer(text):
        words = tuple(word.folded for word in words_of(match[1]))
        if not words or not nowhere.issuperset(words):
            continue
        for typed in dict.fromkeys([match[1], match[1].rstrip(_MARKS_AT_END)]):
            for layout in _LAYOUTS:
                retyped = words_of(typed.translate(layout))
                # One word, with nothing beside it.
                if len(retyped) == 1 and SHORTEST <= len(retyped[0].folded) == len(typed):
                    yield _Near(words, typed, retyped[0].folded, 0)


def _misspelt(word: str, searcher: tantivy.Searcher) -> Iterator[_Near]:
    """Words that are `word` but for an error or two; those with one may be no words."""
    yield from (_Near((word,), word, each, 1) for each in _with_one_error(word))
    if len(word) < TWO_ERRORS_FROM:
        return
    beginning = word[:SAME_BEGINNING]
    for field in _EXACT:
        # Not every term of the commonest beginning: "пере" has 15,000 of 600,000.
        for term, _ in searcher.terms_with_prefix(field, beginning, limit=MOST_OF_A_BEGINNING):
            # Two errors change four kinds of letters at most: most terms are out at once.
            if len(set(term) ^ set(word)) <= 4 and _errors(word, term) == 2:
                yield _Near((word,), word, term, 2)


def _with_one_error(word: str) -> set[str]:
    """All runs of letters that are one letter or one swap of neighbours away: about 700."""
    letters = _CYRILLIC if script_of(word) == "cyrillic" else _LATIN
    found = set()
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        found |= {before + letter + after for letter in letters}
        found |= {before + letter + after[1:] for letter in letters}
        found.add(before + after[1:])
        found.add(before + after[1:2] + after[:1] + after[2:])
    return found - {word}


def _errors(word: str, other: str) -> int:
    """How many letters left out, added or replaced, or neighbours swapped, part two words."""
    if abs(len(word) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        new = [i]
        for j, its in enumerate(other, 1):
            least = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == its:
                least = min(least, before[j - 2] + 1)
            new.append(least)
        before, row = row, new
    return row[-1]


def _names(words: set[str]) -> dict[str, tuple[str, _Records]]:
    """Those of the words that are names: word -> how it is written, and whom it may mean."""
    people, places = standing_ids(Person), standing_ids(Location)
    found: dict[str, tuple[str, _Records]] = {}
    forms = NameForm.objects.filter(key__in=words).order_by("pk")
    for key, text, person, place in forms.values_list("key", "text", "person", "location"):
        record = ("person", people.get(person, person))
        if place:
            record = ("place", places.get(place, place))
        written, records = found.get(key, (text, frozenset()))
        found[key] = written, records | {record}
    return found


def _offer(
    near: _Near, names: dict[str, tuple[str, _Records]], searcher: tantivy.Searcher
) -> _Offer | None:
    """The near word as it is offered; None if the archive does not have it."""
    written = _most(searcher, _EXACT, near.word)
    if near.word in names:
        shown, records = names[near.word]
        found = max(_named(records, searcher), written)
        return _Offer(near, shown, found, written, records)
    # On the right keyboard any form will do; a misspelt word is offered as the archive writes it.
    if not written and near.errors:
        return None
    found = _found(near.word, searcher)
    return _Offer(near, near.word, found, written, stems_asked(near.word)[0])


def _best(offers: list[_Offer]) -> list[_Offer]:
    """The offers for one word, the likeliest first, each meaning once."""
    best: dict[object, _Offer] = {}
    for offer in sorted(offers, key=_likeliest_first):
        best.setdefault(offer.meaning, offer)
    return list(best.values())


def _likeliest_first(offer: _Offer) -> tuple:
    word = offer.near.word
    return offer.near.errors, -offer.found, -offer.written, len(word), word


def _replaced(text: str, offers: list[_Offer]) -> Suggestion:
    """The box with the words replaced by what is offered for them, all else untouched."""
    places: list[tuple[int, int, _Offer]] = []
    for offer in offers:
        typed = offer.near.typed
        if offer.near.errors:
            places += [(w.start, w.end, offer) for w in words_of(text) if w.folded == typed]
        else:
            starts = [m.start(1) for m in _TYPED.finditer(text) if m[1].startswith(typed)]
            places += [(start, start + len(typed), offer) for start in starts]
    kept: list[tuple[int, int, str]] = []
    for start, end, offer in sorted(places, key=lambda place: (place[0], -place[1])):
        is_within_last = bool(kept) and start < kept[-1][1]
        if not is_within_last and not _LEFT_OUT.search(text[:start]):
            kept.append((start, end, _in_the_case_of(text[start:end], offer.shown)))
    edges = [0, *(edge for start, end, _ in kept for edge in (start, end)), len(text)]
    between = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    shown = [word for _, _, word in kept]
    return Suggestion(
        q="".join(a + b for a, b in zip(between, [*shown, ""], strict=True)),
        instead_of=" ".join(dict.fromkeys(text[start:end] for start, end, _ in kept)),
        offered=" ".join(dict.fromkeys(shown)),
    )


def _in_the_case_of(typed: str, word: str) -> str:
    """A word in capitals if what was typed is; with a capital if that has one."""
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word


# --- How often it is found --------------------------------------------------------------------


def _most(searcher: tantivy.Searcher, fields: tuple[str, ...], term: str | int) -> int:
    """In how many articles a term is, in the field where it is in most."""
    return max(searcher.doc_freq(field, term) for field in fields)


def _found(word: str, searcher: tantivy.Searcher) -> int:
    """In about how many articles an ordinary word is found, in any case ending."""
    return max(_most(searcher, _STEMS, stem) for stem in stems_asked(word))


def _named(records: _Records, searcher: tantivy.Searcher) -> int:
    """In how many articles the commonest of these is named."""
    return max(
        (_most(searcher, _PEOPLE if kind == "person" else _PLACES, pk) for kind, pk in records),
        default=0,
    )
