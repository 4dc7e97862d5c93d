"""Analysis: a word -> the terms under which it is indexed and asked, the same both ways.

Three sorts of terms stand at the position of a word: its stems, the word exactly ("=омска"),
and, where a mention begins, the person or place itself ("@p12", "@l7"). Stems never decide
on a name alone: names in the box become "@" terms and exact forms (words.py).
"""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

from archive.extraction.dictionary import forms_of_word
from archive.text import KAZAKH_LETTERS, fold

_RUSSIAN = snowballstemmer.stemmer("russian")
_ENGLISH = snowballstemmer.stemmer("english")
# A stemmer keeps the word it works on; web threads take turns.
_STEMMING = Lock()

# Snowball takes the end of many surnames for an ending (Токаев -> тока, but Токаева ->
# токаев). Such words have their base as a second stem: recall from the nominative rose from
# 0.58 to 0.99 on 1,500 surnames not seen when the rule was made (search study, section 2).
_NAME_ENDING = re.compile(r"^(.{2,}(?:ов|ев|ин|ын|ан|ян|ен|он))(?:а|у|ым|ом|е|ой|ы)?$")

# Kazakh has no Snowball stemmer: case, then possessive and plural endings are cut while four
# letters are left.
_KAZAKH_ENDINGS = re.compile(
    r"(?:ның|нің|дың|дің|тың|тің|дағы|дегі|тағы|тегі|ға|ге|қа|ке|ны|ні|ды|ді|ты|ті|да|де|та|те"
    r"|дан|ден|тан|тен|нан|нен|мен|бен|пен|лар|лер|дар|дер|тар|тер|сы|сі|ы|і)$"
)

# Long runs of letters are not words; cut alike in index and question.
LONGEST_TERM = 60
# A verb of many readings has two dozen; the first say enough.
MOST_STEMS = 12


@lru_cache(maxsize=200_000)
def stems_of(folded: str) -> tuple[str, ...]:
    """The stems of a folded word, one or two."""
    word = folded[:LONGEST_TERM]
    if word.isascii():
        return (_stem(_ENGLISH, word),)
    if KAZAKH_LETTERS & set(word):
        return (_kazakh_stem(word),)
    stem = _stem(_RUSSIAN, word)
    name = _NAME_ENDING.match(word)
    if name and len(name[1]) >= 4 and name[1] != stem:
        return stem, name[1]
    return (stem,)


@lru_cache(maxsize=20_000)
def stems_asked(folded: str) -> tuple[str, ...]:
    """The stems under which a reader's word is looked up: those of all its forms.

    Snowball parts forms of one word (визит -> виз, визитом -> визит). The index keeps one
    stem a word; the question has them all, the word's own first (search study, section 2).
    """
    own = stems_of(folded)
    if folded.isascii() or KAZAKH_LETTERS & set(folded):
        return own
    # The plain stem alone: the base of a surname would make Лавров of "лавров", laurels.
    others = {stems_of(fold(form))[0] for form in forms_of_word(folded)}
    return (*own, *sorted(others - set(own)))[:MOST_STEMS]


def exact_term(folded: str) -> str:
    """The term of a word exactly as folded."""
    return f"={folded[:LONGEST_TERM]}"


def person_term(person_id: int) -> str:
    return f"@p{person_id}"


def place_term(location_id: int) -> str:
    return f"@l{location_id}"


def _stem(stemmer, word: str) -> str:
    with _STEMMING:
        return stemmer.stemWord(word)


def _kazakh_stem(word: str) -> str:
    while True:
        cut = _KAZAKH_ENDINGS.sub("", word)
        if cut == word or len(cut) < 4:
            return word
        word = cut
