"""Analysis: a word -> the terms under which it is indexed and asked, the same both ways.

Every word of a text has two terms, each in a field of its own: its stem, and the word exactly.
The index keeps one stem a word; a question asks for the stems of all forms of its words, since
no stemmer gives all forms one stem. Names in the box go by name forms and links (queries.py);
stems matter for the names nobody knows, and for those in quotation marks.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

import Stemmer
from anyascii import anyascii

from archive.extraction.dictionary import forms_of_word, is_known, is_russian_word
from archive.models.choices import Language
from archive.text import KAZAKH_LETTERS, WORD, WORD_CHARACTER, fold, plain

# Words are kept here, not in the stemmers.
_RUSSIAN = Stemmer.Stemmer("russian", 0)
_ENGLISH = Stemmer.Stemmer("english", 0)
# A stemmer keeps the word it works on; web threads take turns.
_STEMMING = Lock()

# Snowball takes the end of many surnames for an ending (Токаев -> тока, but Токаева ->
# токаев). A name's stem is its base: recall from the nominative rose from 0.58 to 0.99 on
# 1,500 surnames not seen when the rule was made (search study, section 2).
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NAME = re.compile(r"^(.{2,}(?:ов|ев|ин|ын|ан|ян|ен|он))(?:а|у|ым|ом|е|ой|ы)?$")
_SHORTEST_NAME = 4

# Kazakh has no Snowball stemmer: case, then possessive and plural endings are cut while four
# letters are left.
_KAZAKH_ENDING = re.compile(
    r"(?:ның|нің|дың|дің|тың|тің|дағы|дегі|тағы|тегі|ға|ге|қа|ке|ны|ні|ды|ді|ты|ті|да|де|та|те"
    r"|дан|ден|тан|тен|нан|нен|мен|бен|пен|лар|лер|дар|дер|тар|тер|сы|сі|ы|і)$"
)
_SHORTEST_STEM = 4

# Long runs of letters are not words; cut alike in index and question.
LONGEST_TERM = 60
# A verb of many readings has two dozen; the first say enough.
MOST_STEMS = 12

# Words written as one or as two: вице-премьер and вицепремьер, 10 000 and 10000.
# A letter may have a stress mark.
_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*){2,}"
_HYPHENED = re.compile(rf"(?<![\w\u0300-\u036f]){_LETTERS}(?:-{_LETTERS})+(?![\w\u0300-\u036f])")
_SPACED_NUMBER = re.compile(r"\b\d{1,3}(?: \d{3})+\b")
# What stands before the first word of a sentence.
_SENTENCE_END = re.compile(r"(?:^|[.!?…:\n])[\s«»„“”\"'()\[\]–—-]*\Z")


class _Terms(NamedTuple):
    """The terms of a written word. `base` is its stem as a name, if it can be one."""

    exact: str
    stem: str
    base: str
    # Whether only the text around tells the name from the thing: Лавров, лавров.
    is_unclear: bool


class TextTerms(NamedTuple):
    """The terms of a text's words: lists as long as it has words."""

    exact: list[str]
    stems: list[str]
    # The exact terms of words that may be names as they are written, else "".
    spelt: list[str]


def terms_of_text(
    text: str, names: Iterable[tuple[int, int]] = (), language: str = ""
) -> TextTerms:
    """The terms of a text's words.

    `names` are the stretches of the text known to be names of people and places, as offsets.
    A word that may be a name or a thing is taken for a name there, and wherever it has a
    capital that no sentence's beginning explains.
    """
    known = _known_of(language)
    words = WORD.findall(text)
    terms = [*map(known.__getitem__, words)]
    exact, stems, spelt = [*map(_FIRST, terms)], [*map(_SECOND, terms)], [*map(_THIRD, terms)]
    if known.unclear.keys().isdisjoint(words):
        return TextTerms(exact, stems, spelt)
    unclear: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        if word in known.unclear:
            unclear.setdefault(word, []).append(index)
    named = {position for start, end in names for position in range(start, end)}
    for word, indexes in unclear.items():
        # Going over all words of a text for their offsets takes longer than all the rest.
        # Not strict: a stray combining mark before a word is read in two ways.
        for index, start in zip(indexes, starts_of(word, text), strict=False):
            if start not in named and not _is_within_sentence(text, start):
                stems[index] = known.unclear[word]
    return TextTerms(exact, stems, spelt)


def starts_of(word: str, text: str) -> list[int]:
    """Where a word stands in a text, as WORD parts it."""
    starts, at = [], text.find(word)
    while at >= 0:
        # Not within a longer word: no letter, digit or combining mark on either side.
        if (not at or not WORD_CHARACTER.match(text, at - 1)) and not WORD_CHARACTER.match(
            text, at + len(word)
        ):
            starts.append(at)
        at = text.find(word, at + len(word))
    return starts


def compounds_of_text(text: str, language: str = "") -> list[str]:
    """The stems of words written with hyphens, and of numbers with spaces, as if written whole."""
    hyphened = [chunk for chunk in text.split() if "-" in chunk] if "-" in text else []
    written = [match for chunk in hyphened for match in _HYPHENED.findall(chunk)]
    return [compound_term(each, language) for each in written + _SPACED_NUMBER.findall(text)]


def compound_term(written: str, language: str = "") -> str:
    """The stem of вице-премьер or 10 000 as if it were written whole."""
    whole = written.replace("-", "").replace(" ", "")
    return _terms(whole, language == Language.KAZAKH).stem


@lru_cache(maxsize=20_000)
def stems_asked(word: str) -> tuple[str, ...]:
    """The stems under which a reader's word, as typed, is looked up: those of all its forms.

    Snowball parts forms of one word (визит -> виз, визитом -> визит), and names do not go by
    it (Токаев -> токаев). A capital says that a word which may be either is the name.
    """
    folded = fold(word)[:LONGEST_TERM]
    own = _terms(word, False)
    if _is_latin(folded):
        return (own.stem,)
    kazakh = plain(_kazakh_stem(folded))
    if KAZAKH_LETTERS & set(folded):
        return (kazakh,)
    if own.base != own.stem and word[:1].isupper():
        return tuple(dict.fromkeys((own.base, kazakh)))
    # A word that can only be a name has forms that are names: of Ростова Ростов, and not рост.
    forms = sorted(forms_of_word(folded) - {folded})
    if not is_russian_word(folded):
        forms = [form.capitalize() for form in forms]
    stems = [own.base, kazakh, *(_terms(form, False).base for form in forms)]
    return tuple(dict.fromkeys(stems))[:MOST_STEMS]


def stems_of_name(spelling: str) -> tuple[str, ...]:
    """The stems a one-word spelling of a name, folded, may stand under in a text."""
    own = _terms(spelling.capitalize(), False)
    return tuple(dict.fromkeys((own.base, plain(_kazakh_stem(spelling)))))


def exact_term(word: str) -> str:
    """The term of a word exactly as written, but for case, ё and stress marks."""
    return fold(word)[:LONGEST_TERM]


def prefix_pattern(letters: str) -> str:
    """A regular expression for the exact terms that begin with these folded letters."""
    return "".join(_TYPED_FOR.get(letter, letter) for letter in letters)


# A letter typed without a Kazakh keyboard -> it and the Kazakh ones it stands for.
_TYPED_FOR = {
    "а": "[аә]", "г": "[гғ]", "к": "[кқ]", "н": "[нң]",
    "о": "[оө]", "у": "[уұү]", "х": "[хһ]", "и": "[иі]",
}  # fmt: skip


def person_term(person_id: int) -> str:
    return f"p{person_id}"


def place_term(location_id: int) -> str:
    return f"l{location_id}"


# --- One word ------------------------------------------------------------------------------


class _Known(dict[str, tuple[str, str, str]]):
    """Words met -> exact term, base, and exact term of what may be a name.

    Asked for every word of every article, so what can be is left to the dictionary itself, in
    tuples of which the collector of garbage takes no heed.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        # Of those that only the text around tells from things, the stem of the thing.
        self.unclear: dict[str, str] = {}

    def __missing__(self, word: str) -> tuple[str, str, str]:
        terms = _terms(word, self.language == Language.KAZAKH)
        if terms.is_unclear:
            self.unclear[word] = terms.stem
        spelt = terms.exact if _may_be_name(word, terms.exact) else ""
        found = self[word] = (terms.exact, terms.base, spelt)
        return found


_known: dict[str, _Known] = {}
# An archive of a million articles has some hundred thousand words that come up again.
MOST_KNOWN = 100_000
_FIRST, _SECOND, _THIRD = itemgetter(0), itemgetter(1), itemgetter(2)


def _known_of(language: str) -> _Known:
    """Words met in Kazakh texts, or in all others."""
    kind = Language.KAZAKH if language == Language.KAZAKH else ""
    known = _known.get(kind)
    if known is None or len(known) > MOST_KNOWN:
        # A new one, not an empty one: another thread may have the old one in hand.
        known = _known[kind] = _Known(kind)
    return known


def _terms(word: str, is_kazakh: bool) -> _Terms:
    """The terms of a word as written; `is_kazakh` if the text around it is Kazakh."""
    folded = fold(word)[:LONGEST_TERM]
    if _is_latin(folded):
        stem = _stem(_ENGLISH, folded if folded.isascii() else anyascii(folded).lower())
        return _Terms(folded, stem, stem, False)
    if is_kazakh or KAZAKH_LETTERS & set(folded):
        stem = plain(_kazakh_stem(folded))
        return _Terms(folded, stem, stem, False)
    stem = _stem(_RUSSIAN, folded)
    name = _NAME.match(folded)
    if not name or len(name[1]) < _SHORTEST_NAME or name[1] == stem:
        return _Terms(folded, stem, stem, False)
    if not is_known(folded) or not is_russian_word(folded):
        return _Terms(folded, stem, name[1], False)
    if not word[:1].isupper():
        return _Terms(folded, stem, stem, False)
    return _Terms(folded, stem, name[1], True)


def _may_be_name(word: str, folded: str) -> bool:
    """Names have a capital; without one «вены» are veins, and only what no dictionary has may
    be a name all the same."""
    return word[:1].isupper() or not (_is_latin(folded) or is_known(folded))


def _is_latin(folded: str) -> bool:
    return folded.isascii() or not _CYRILLIC.search(folded)


def _is_within_sentence(text: str, start: int) -> bool:
    return not _SENTENCE_END.search(text[max(start - 12, 0) : start])


def _stem(stemmer, word: str) -> str:
    with _STEMMING:
        return stemmer.stemWord(word)


def _kazakh_stem(word: str) -> str:
    while True:
        cut = _KAZAKH_ENDING.sub("", word)
        if cut == word or len(cut) < _SHORTEST_STEM:
            return word
        word = cut
