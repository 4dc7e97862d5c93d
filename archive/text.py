"""Letters and words: the one reading of text that import, extraction and search share.

Knows nothing of the database. Two texts that look the same to a reader must be the same
here, so normalising happens once, on the way in, and folding is the only comparison.
"""

import re
import unicodedata
from typing import NamedTuple

from anyascii import anyascii
from django.utils.text import slugify

# Letters that Kazakh Cyrillic has and Russian has not.
KAZAKH_LETTERS = frozenset("әғқңөұүһі")

_WITHOUT_KAZAKH_LETTERS = str.maketrans("әғқңөұүһі", "агкноуухи")

# No-break, figure, thin and other odd spaces: one plain space.
_SPACES = re.compile(r"[^\S\n]+")
# Soft hyphen, zero-width marks, direction marks and the byte-order mark are invisible,
# and split words for a search.
_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x061C, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF),
        *(*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    ]
)
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "–", "―": "—", "−": "-"})
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls other than tab and line feed, and noncharacters: no XML may hold them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

# A combining mark (a stress over a vowel) belongs to its word.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
WORD_CHARACTER = re.compile(r"[^\W_]|[\u0300-\u036f]")
_MARKS = re.compile(r"[\u0300-\u036f]")


class Word(NamedTuple):
    """A word of a text: offsets in code points, and its folded letters."""

    start: int
    end: int
    folded: str


def normalise(text: str) -> str:
    """One spelling of the same text: NFC, plain spaces, few dashes, line feeds.

    Idempotent. Control characters and invisible marks are dropped, so that what is
    stored can stand in HTML, XML and JSON.
    """
    text = unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", text).translate(_INVISIBLE).translate(_DASHES)
    text = _CONTROLS.sub("", text)
    # Dropping a mark may bring two characters together that compose.
    text = unicodedata.normalize("NFC", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip("\n")


def fold(word: str) -> str:
    """A word as it is compared: lower case, ё as е, no stress marks."""
    folded = unicodedata.normalize("NFC", word).casefold().replace("ё", "е")
    return _MARKS.sub("", folded) if _MARKS.search(folded) else folded


def plain(folded: str) -> str:
    """Folded Kazakh as who has no Kazakh keyboard types it, or a Russian text writes it."""
    return folded.translate(_WITHOUT_KAZAKH_LETTERS)


def words_of(text: str) -> list[Word]:
    """The words of a text. Hyphens and apostrophes part words: Касым-Жомарт is two."""
    return [Word(m.start(), m.end(), fold(m.group())) for m in WORD.finditer(text)]


def key_of(name: str) -> str:
    """The key under which a written name is stored and looked up."""
    return " ".join(word.folded for word in words_of(normalise(name)))


def script_of(text: str) -> str:
    """Either "cyrillic", "latin" or, for a text without letters of either, "".

    One Cyrillic letter decides: "Карл III" is Cyrillic.
    """
    if any("Ѐ" <= character <= "ӿ" for character in text):
        return "cyrillic"
    return "latin" if any(c.isascii() and c.isalpha() for c in text) else ""


def language_of(text: str) -> str:
    """Language of an article by its letters: "kk", "ru" or "en".

    Kazakh-only letters are about one letter in five of Kazakh prose and none of Russian;
    four in a hundred leave room for a Kazakh name or two in a Russian text.
    """
    cyrillic = latin = kazakh = 0
    for character in text.lower():
        if "Ѐ" <= character <= "ӿ":
            cyrillic += 1
            kazakh += character in KAZAKH_LETTERS
        elif character.isascii() and character.isalpha():
            latin += 1
    if latin > cyrillic:
        return "en"
    return "kk" if kazakh > 0.04 * cyrillic else "ru"


def transliterated(text: str) -> str:
    """A text in plain Latin letters."""
    return anyascii(text.replace("ь", "").replace("ъ", ""))


def slug_of(text: str, fallback: str) -> str:
    """An address part in plain letters, at most 80 of them."""
    return slugify(transliterated(text))[:80].strip("-") or fallback
