"""Suggest: a question some of whose words find little -> boxes a reader may have meant.

From the archive's own words and names alone, and only offered: what was typed is what was
searched for. A name, or a word of the dictionary, is right as it stands if it finds anything.
If it finds nothing a near one is offered even so: Омск, where nothing is of Томск.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import tantivy
from django.db import connection

from archive.extraction.dictionary import is_known
from archive.models import Location, Person, standing_ids
from archive.search.analysis import compound_term, exact_term, stems_asked
from archive.search.reading import Name, Reading, Words
from archive.text import fold, normalise, script_of, words_of

# Fields of the index: where words stand by their stems, where exactly as folded, and the
# numbers of the people and places an article names.
_STEMS = ("title", "body")
_EXACT = ("title_exact", "body_exact")
_SPELT = ("title_spelt", "body_spelt")
_COMPOUND = ("compound",)
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
# field before it: marks within may be letters of the other keyboard (Nfkf,thlsdf). A hyphen
# is a letter of the Kazakh one, so its two sides come whole and by themselves.
_TYPED = (
    re.compile(r'(?:^|(?<=[\s"()«»„“”:]))=?([^\s"()«»„“”:=-][^\s"()«»„“”:]*)'),
    re.compile(r'(?:^|(?<=[\s"()«»„“”:-]))=?([^\s"()«»„“”:=-]+)'),
    # A capital Ж.
    re.compile(r'(?:^|(?<=[\s"()«»„“”-]))=?(:[^\s"()«»„“”:=-]+)'),
)
# What stands before a word that must not be found, which stays as it is.
_LEFT_OUT = re.compile(r'(?:^|[\s(])-[="(«]?\Z')
# Capitals of the Russian keyboard that are marks on the English one.
_CAPITAL_MARKS = tuple("{:<>~")
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
    """A word of the question, folded, and in how many articles it is found.

    `around` is what stands before and after it in one with hyphens: Нью-Йрок.
    """

    word: str
    found: int
    is_name: bool = False
    around: tuple[str, str] = ("", "")


class _Near(NamedTuple):
    """A word, folded, that may have been meant for what stands in the box as `typed`.

    `instead_of` is that as the words it was read as. `errors` is the number of letters wrong:
    none if the keyboard was. `written`: in how many articles it stands just so, and `joined`
    with the hyphens of the box.
    """

    instead_of: tuple[str, ...]
    typed: str
    word: str
    errors: int
    written: int
    joined: int = 0


@dataclass(frozen=True)
class _Offer:
    """A word as it is offered; `found` articles have it in any form, or what it names.

    Offers that share a `meaning`, a stem or somebody named, are forms of one word or name.
    """

    near: _Near
    shown: str
    found: int
    meanings: frozenset
    # A name's form that a rule made, in most cases a case ending.
    is_made: bool = False


def suggestions(
    q: str, reading: Reading, searcher: tantivy.Searcher, limit: int = 3
) -> list[Suggestion]:
    """Boxes near `q` that find more, the likeliest first; none where its words find something.

    In each of them every word is replaced for which there is an offer, since all words must be
    found. Asks the database three times, and not at all if no word is doubtful.
    """
    text = normalise(q)
    words = list({each.word: each for each in _asked(reading, searcher)}.values())
    asked = {each.word: each.found for each in words}
    near = list(_retyped(text, asked, searcher))
    for word in [each for each in words if _is_doubtful(each)][:MOST_WORDS]:
        near += _misspelt(word, searcher)
    if all(len(each.typed) < SHORTEST for each in near):
        return []
    names = _names({each.word for each in near})
    offers = [
        offer
        for each in near
        if (offer := _offer(each, names, searcher))
        and offer.found >= max(1, MUCH_MORE * asked[max(each.instead_of, key=len)])
    ]
    choices = [best[:limit] for best in _best_by_word(offers)]
    made = []
    for rank in range(max(map(len, choices), default=0)):
        chosen = [best[rank] if rank < len(best) else best[0] for best in choices]
        made.append(_replaced(text, chosen))
    return list(dict.fromkeys(each for each in made if each.q != text))[:limit]


# --- What was asked ---------------------------------------------------------------------------


def _asked(reading: Reading, searcher: tantivy.Searcher) -> Iterator[_Asked]:
    """The single words that the box asks for, and in how many articles each is found."""
    for part in reading.parts:
        if isinstance(part, Name):
            # A name of several words stands in the authority as it was typed.
            if " " not in part.text:
                records = frozenset(
                    {("person", pk) for pk in part.people} | {("place", pk) for pk in part.places}
                )
                found = [_most(searcher, _SPELT, word) for word in part.spellings]
                found.append(_named(records, searcher))
                if part.word:
                    found.append(_found(part.word, searcher))
                yield _Asked(fold(part.text), max(found), is_name=True)
        elif not isinstance(part, Words):
            continue
        elif part.is_exact:
            for word in part.words:
                yield _Asked(fold(word), _most(searcher, _EXACT, exact_term(word)))
        else:
            whole = _most(searcher, _COMPOUND, compound_term(part.text))
            for number, word in enumerate(part.words):
                around = ("", "")
                if part.is_compound:
                    around = "".join(part.words[:number]), "".join(part.words[number + 1 :])
                yield _Asked(fold(word), whole or _found(word, searcher), around=around)


def _is_doubtful(asked: _Asked) -> bool:
    if not SHORTEST <= len(asked.word) <= LONGEST or asked.word.isdecimal():
        return False
    if not asked.found:
        return True
    return asked.found <= LITTLE and not asked.is_name and not is_known(asked.word)


# --- What may have been meant -----------------------------------------------------------------


def _retyped(text: str, asked: dict[str, int], searcher: tantivy.Searcher) -> Iterator[_Near]:
    """What stands in the box with none of its words found, typed on the other keyboard.

    Short ones as well, found or not: by themselves they are no reason to offer anything.
    """
    typed = {match[1] for pattern in _TYPED for match in pattern.finditer(text)}
    for each in sorted(typed | {each.rstrip(_MARKS_AT_END) for each in typed}):
        words = tuple(word.folded for word in words_of(each))
        if not words or not all(word in asked for word in words):
            continue
        # A mark that is a letter there parts words here: j,celbkb has a j, which is found.
        if len(each) >= SHORTEST and asked[max(words, key=len)]:
            continue
        for layout in _LAYOUTS:
            retyped = words_of(each.translate(layout))
            # One word, with nothing beside it.
            if len(retyped) == 1 and len(retyped[0].folded) == len(each):
                word = retyped[0].folded
                yield _Near(words, each, word, 0, _most(searcher, _EXACT, word))


def _misspelt(asked: _Asked, searcher: tantivy.Searcher) -> Iterator[_Near]:
    """Words that are `asked` but for one error, many of them none that anybody writes; where the
    archive writes none of them, its own words with two."""
    before, after = asked.around

    def near(word: str, errors: int) -> _Near:
        written = _most(searcher, _EXACT, word)
        joined = 0
        if written and (before or after):
            joined = _most(searcher, _COMPOUND, compound_term(before + word + after))
        return _Near((asked.word,), asked.word, word, errors, written, joined)

    with_one = [near(word, 1) for word in _with_one_error(asked.word)]
    yield from with_one
    if len(asked.word) < TWO_ERRORS_FROM or any(each.written for each in with_one):
        return
    # With two errors a word that is one becomes another too easily: перекачать, передавать.
    if asked.is_name or is_known(asked.word):
        return
    beginning = asked.word[:SAME_BEGINNING]
    for field in _EXACT:
        # Not every term of the commonest beginning: "пере" has 15,000 of 600,000.
        for term, _ in searcher.terms_with_prefix(field, beginning, limit=MOST_OF_A_BEGINNING):
            # Two errors change four kinds of letters at most: most terms are out at once.
            if len(set(term) ^ set(asked.word)) <= 4 and _errors(asked.word, term) == 2:
                yield near(term, 2)


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


def _names(words: set[str]) -> dict[str, tuple[str, _Records, bool]]:
    """Those of the words that are names: word -> how it is written, whom it may mean, and
    whether a rule made the form from another, in most cases a case ending."""
    people, places = standing_ids(Person), standing_ids(Location)
    found: dict[str, tuple[str, _Records, bool]] = {}
    with connection.cursor() as cursor:
        # One text: some thousand placeholders, as `key__in` makes, take longer than the look-up.
        cursor.execute(
            "SELECT key, text, person_id, location_id, origin = 'generated' FROM archive_nameform"
            " WHERE key = ANY(string_to_array(%s, ' ')) ORDER BY id",
            [" ".join(words)],
        )
        forms = cursor.fetchall()
    for key, text, person, place, is_made in forms:
        record = ("person", people.get(person, person))
        if place:
            record = ("place", places.get(place, place))
        written, records, are_made = found.get(key, (text, frozenset(), True))
        found[key] = written, records | {record}, are_made and is_made
    return found


def _offer(
    near: _Near, names: dict[str, tuple[str, _Records, bool]], searcher: tantivy.Searcher
) -> _Offer | None:
    """The near word as it is offered; None if the archive does not have it."""
    if near.word in names:
        shown, records, is_made = names[near.word]
        found = max(_named(records, searcher), near.written)
        return _Offer(near, shown, found, records, is_made)
    # On the right keyboard any form will do; a misspelt word is offered as the archive writes it.
    if not near.written and near.errors:
        return None
    return _Offer(near, near.word, _found(near.word, searcher), frozenset(stems_asked(near.word)))


def _best_by_word(offers: list[_Offer]) -> list[list[_Offer]]:
    """For each word that has any its offers, the likeliest first, each meaning once.

    A short word is on the wrong keyboard only if a longer one is: Cb Wpbymgby.
    """
    is_other_keyboard = any(
        not offer.near.errors and len(offer.near.typed) >= SHORTEST for offer in offers
    )
    best: dict[tuple[str, ...], list[_Offer]] = {}
    for offer in sorted(offers, key=_likeliest_first):
        if is_other_keyboard or len(offer.near.typed) >= SHORTEST:
            likelier = best.setdefault(offer.near.instead_of, [])
            _keep(likelier, offer)
    return list(best.values())


def _keep(likelier: list[_Offer], offer: _Offer) -> None:
    """Add an offer that means something else; of forms as near the nominative stands for all."""
    for number, each in enumerate(likelier):
        if not offer.meanings.isdisjoint(each.meanings):
            is_as_near = _nearness(offer) == _nearness(each)
            if is_as_near and each.is_made and not offer.is_made:
                likelier[number] = offer
            return
    likelier.append(offer)


def _likeliest_first(offer: _Offer) -> tuple:
    near = offer.near
    return *_nearness(offer), -offer.found, -near.written, len(near.word), near.word


def _nearness(offer: _Offer) -> tuple[int, int]:
    return offer.near.errors, -offer.near.joined


def _replaced(text: str, offers: list[_Offer]) -> Suggestion:
    """The box with the words replaced by what is offered for them, all else untouched."""
    places: list[tuple[int, int, _Offer]] = []
    for offer in offers:
        typed = offer.near.typed
        if offer.near.errors:
            places += [(w.start, w.end, offer) for w in words_of(text) if w.folded == typed]
        else:
            places += [
                (match.start(1), match.start(1) + len(typed), offer)
                for pattern in _TYPED
                for match in pattern.finditer(text)
                if match[1].rstrip(_MARKS_AT_END) == typed or match[1] == typed
            ]
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
    """A word with a capital if what was typed has one; not all in capitals, as signs are (NEAR)."""
    is_capital = typed[:1].isupper() or typed[:1] in _CAPITAL_MARKS
    return word[:1].upper() + word[1:] if is_capital else word


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
