"""What a town is called in Russian, Kazakh and English: the rules of build_places.

GeoNames does not say which language a spelling is in. A Cyrillic one is taken for Russian when
its letters and endings are, and when it reads much like the English name. Whether a name does
more harm than good in a news text is asked here too. Reads no file.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

import names
from english_words import get_english_words_set
from wordfreq import zipf_frequency

from archive.extraction import dictionary

MIN_LIKENESS = 0.8

RUSSIAN_NAME = re.compile(r"[А-ЯЁ][а-яёА-ЯЁ]*(?:[ -][а-яёА-ЯЁ]+)*")
NOT_RUSSIAN = re.compile(
    r"(?:[сцз]ьк|цьки|ський|[кгхцчшщ]ый|[жшчщ]ы|ъ[^еёюя]|ъ$|[жшч]э|йи)", re.IGNORECASE
)
"""Letters in an order that Ukrainian, Bulgarian or Belarusian has and Russian has not."""

UNDECOMPOSED = str.maketrans({
    "ı": "i", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "đ": "d", "Đ": "D", "ł": "l",
    "Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ə": "a", "Ə": "A", "œ": "oe",
    "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "",
})  # fmt: skip
"""Latin letters that Unicode does not take apart into an ASCII letter and a mark."""

KEEPS_DIACRITICS = ("Europe/", "America/", "Atlantic/")
"""Time zones whose towns keep the diacritics of their name in English."""

# Cyrillic to Latin, and Latin digraphs to what they sound like: both sides of a comparison.
_LATIN = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)) | {
    "ё": "io", "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh",
    "ъ": "", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_SOUNDS = (
    ("tsch", "ch"), ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("q", "k"), ("x", "ks"),
    ("w", "v"), ("y", "i"), ("j", "i"), ("kh", "h"), ("tz", "ts"), ("ee", "i"), ("oo", "u"),
    ("ou", "u"),
)  # fmt: skip


def to_ascii(text: str) -> str:
    """Return a Latin name without diacritics: ``Türkmenbaşy`` becomes ``Turkmenbasy``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(UNDECOMPOSED))
    return "".join(letter for letter in decomposed if ord(letter) < 128)


def to_slug(name: str) -> str:
    """Return the ASCII slug of an English name."""
    return re.sub(r"[^a-z0-9]+", "-", to_ascii(name).replace("'", "").lower()).strip("-")


def folded(name: str) -> str:
    """Return the form two spellings share when a reader would call them the same."""
    return name.casefold().replace("ё", "е").replace("'", "’")


def likeness(cyrillic: str, english: str) -> float:
    """Return how much a Cyrillic spelling reads like an English one, 0 to 1."""
    latin = "".join(_LATIN.get(letter, letter) for letter in cyrillic.lower())
    return SequenceMatcher(None, _skeleton(latin), _skeleton(to_ascii(english).lower())).ratio()


def _skeleton(latin: str) -> str:
    letters = re.sub("[^a-z]", "", latin)
    for spelled, sounded in _SOUNDS:
        letters = letters.replace(spelled, sounded)
    return re.sub(r"(.)\1", r"\1", re.sub("c(?!h)", "k", letters))


def is_plain_russian(name: str) -> bool:
    """Tell whether a spelling of three letters or more is Russian in letters and endings."""
    return len(name) > 2 and bool(RUSSIAN_NAME.fullmatch(name)) and not NOT_RUSSIAN.search(name)


def likeliest_russian_name(english: str, spellings: Iterable[str], *, in_russia: bool) -> str:
    """Return the Russian-looking spelling most like the English name, else nothing.

    For the CIS, where most spellings are Russian, and for cities, whose names were looked through
    by eye and corrected in the hand file. For towns of Russia GeoNames often has the Ukrainian
    spelling, which differs by a soft sign in known endings only: ``Липецьк``.
    """
    if in_russia:
        spellings = [re.sub(r"ець$", "ец", re.sub(r"([сц])ьк", r"\1к", name)) for name in spellings]
    found = sorted((-likeness(name, english), name) for name in spellings if is_plain_russian(name))
    return found[0][1] if found and -found[0][0] >= MIN_LIKENESS else ""


def only_russian_name(english: str, spellings: Iterable[str]) -> str:
    """Return the one spelling that may be Russian and reads like the English name, else nothing.

    For small towns abroad, whose names nobody looked through. Where two spellings look Russian, one
    of them is Bulgarian or Ukrainian and nothing says which; Russian hyphenates foreign names of
    two words, so a space is another language's. Held against Natural Earth's names, the 862 towns
    that both have agree to 89 % letter for letter under this rule, and to 56 % where two spellings
    stand.
    """
    found = {folded(name): name for name in spellings if is_plain_russian(name) and " " not in name}
    if len(found) != 1:
        return ""
    [name] = found.values()
    return name if likeness(name, english) >= MIN_LIKENESS else ""


def is_another_word_in_russian(name: str) -> bool:
    """Tell whether the dictionary knows a one-word name as a word or a name of people."""
    return (
        dictionary.is_russian_word(name)
        or dictionary.is_given_name(name)
        or dictionary.is_surname(name)
    )


def english_name(name: str, timezone: str, *, is_near: bool) -> str:
    """Return the GeoNames name as an English paper writes it.

    Soft signs written as apostrophes go, and so do the ``-yy`` and ``-iy`` of romanised Russian
    and, outside Europe, the Americas and Turkey, all diacritics.
    """
    name = re.sub("[’‘ʻʼ`]", "", name)
    if is_near:
        name = re.sub(r"(?:yy|iy)\b", "y", name.replace("ë", "yo"))
    return name if timezone.startswith(KEEPS_DIACRITICS) else to_ascii(name)


def is_another_word_in_english(name: str) -> bool:
    """Tell whether English prose more often means something else by a one-word name.

    A word of the dictionary, a given name or a surname of the United States census that is met
    once in ten million words (Zipf 2), or whatever is met ten times in a million (Zipf 4):
    Reading, Lincoln, Victoria.
    """
    word = to_ascii(name).lower()
    if " " in word or "-" in word:
        return False
    frequency = zipf_frequency(word, "en")
    return frequency >= 4 or (frequency >= 2 and word in _words_and_people())


_known_words: set[str] = set()


def _words_and_people() -> set[str]:
    if not _known_words:
        _known_words.update(get_english_words_set(["web2"]))
        for path in names.FILES.values():
            with open(path, encoding="ascii") as lines:  # noqa: PTH123 - a path within a package
                _known_words.update(line.split()[0].lower() for line in lines)
    return _known_words
