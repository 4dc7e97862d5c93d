"""Mentions: a text and the namebook -> where its name forms stand, and in what company.

Whether a form is a name at that place the recognisers say, and who is meant link.py does.
Knows no database.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from archive.extraction.namebook import LOCATION, PERSON, Candidate, NameBook
from archive.text import Word, fold, words_of

# Between the words of one name there is a space or a hyphen, nothing else.
_JOINTS = frozenset({" ", "-", "–", "’", "'"})
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.[ -]{0,2}){1,3}\Z")
_SENTENCE_END = re.compile(r"[.!?…:;»”\"\n]\s*[«“\"(–—-]?\s*$|^\s*[«“\"(–—-]?\s*$")
_DATELINE_END = re.compile(r"^\s*(?:[,.]\s*\d|[.,]?\s*[–—/(]|\.\s+[^\W\d_]{2,}[^\n]{0,30}[–—-])")

_LINE_START = re.compile(r"(?:\A|\n)\s*\Z")

_PREPOSITIONS = frozenset(
    """
    в во из на под до от у около близ через город города городе городом городу г столица
    столицы столице столицу in at to from near of city қаласы қаласында қаласынан қаласына
    """.split()
)
# Longer texts are no headlines, whatever their capitals.
HEADLINE_WORDS = 30
# So much of a text before and after a form is looked at.
REACH = 60

# A street, prize, airport or school named after somebody is not that person.
_NAMED_AFTER = re.compile(
    r"(?:улиц|проспект|площад|бульвар|переул|имени|им\.|памятник|аэропорт|университет|стадион"
    r"|центр|школ|бюст|лицее|преми[ияюей]+|орден|медал|фонд|библиотек"
    r"|атындағы|даңғыл|көше"
    r"|street|avenue|airport|university|prize|award|foundation"
    # Латинская Америка is no place of its own.
    r"|латинск|latin|латын)\w*\s+$",
    re.IGNORECASE,
)
_NAMED_AFTER_FOLLOWS = re.compile(
    r"^\s+(?:Университет|University|Street|Avenue|Airport|Foundation|Prize"
    r"|Center|Centre|Tower|Центр|атындағы|көшесі|даңғылы)",
)
# Newspapers and treaties called after a city: The Washington Post is not Washington.
_PART_OF_A_TITLE = re.compile(
    r"^\s+(?:Post|Times|Journal|Tribune|Пост|Таймс|Телеграф|Юнайтед|United|City FC)\b"
)


@dataclass(frozen=True)
class Span:
    """A run of words that is somebody's or some place's name form, and its company."""

    start: int
    end: int
    surface: str
    candidates: tuple[Candidate, ...]
    initials: tuple[str, ...] = ()
    # The capitalised word right before.
    previous_name_word: str = ""
    # A capitalised word right after, that is no name form itself.
    following_name_word: str = ""
    follows_preposition: bool = False
    starts_sentence: bool = False
    is_dateline: bool = False
    is_quoted_alone: bool = False
    is_part_of_a_name: bool = False
    # In a text whose words nearly all begin with a capital, a capital tells nothing.
    is_headline: bool = False

    @property
    def people(self) -> tuple[Candidate, ...]:
        """The persons it may mean."""
        return tuple(each for each in self.candidates if each.kind == PERSON)

    @property
    def places(self) -> tuple[Candidate, ...]:
        """The places it may mean."""
        return tuple(each for each in self.candidates if each.kind == LOCATION)


def mentions_in(text: str, book: NameBook) -> list[Span]:
    """The name forms in a text, longest first and never overlapping.

    Offsets are code points of `text`; initials before a surname belong to the span.
    """
    words = words_of(text)
    is_headline = _is_headline(text, words)
    spans: list[Span] = []
    index = 0
    while index < len(words):
        count, candidates = _form_at(text, words, index, book)
        if not count:
            index += 1
            continue
        spans.append(_span(text, words, index, count, candidates, book, is_headline))
        index += count
    return spans


def _is_headline(text: str, words: list[Word]) -> bool:
    letters = [word for word in words if text[word.start].isalpha()]
    capitals = sum(text[word.start].isupper() for word in letters)
    return len(letters) < HEADLINE_WORDS and capitals > 0.6 * len(letters)


def _form_at(
    text: str, words: list[Word], index: int, book: NameBook
) -> tuple[int, tuple[Candidate, ...]]:
    if not text[words[index].start].isupper():
        return 0, ()
    for count, candidates in book.longest_at(words, index):
        run = words[index : index + count]
        joints = (text[a.end : b.start] for a, b in pairwise(run))
        if not all(joint in _JOINTS for joint in joints):
            continue
        # A name in small letters at the end is a word: "Ким чен" is not half of a name.
        last = run[-1].start
        # Ban Ki-moon, Xi'an: after a hyphen or apostrophe a small letter will do.
        if not text[last].isupper() and text[last - 1 : last] not in {"-", "’", "'"}:
            candidates = tuple(each for each in candidates if each.ends_small)
        if not text[run[0].start : run[-1].end].isupper():
            candidates = tuple(each for each in candidates if not each.is_capitals)
        if candidates:
            return count, candidates
    return 0, ()


def _span(
    text: str,
    words: list[Word],
    index: int,
    count: int,
    candidates: tuple[Candidate, ...],
    book: NameBook,
    is_headline: bool,
) -> Span:
    start, end = words[index].start, words[index + count - 1].end
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    initials = _INITIALS.search(before)
    letters: tuple[str, ...] = ()
    if initials and initials.group()[0].isupper():
        letters = tuple(fold(letter) for letter in initials.group() if letter.isalpha())
        start -= len(initials.group())
        before = before[: initials.start()]
    previous_word = _word_before(text, words, index)
    return Span(
        start=start,
        end=end,
        surface=text[start:end],
        candidates=candidates,
        initials=letters,
        previous_name_word=previous_word if previous_word[:1].isupper() else "",
        following_name_word=_unknown_name_word_after(text, words, index + count, book),
        is_headline=is_headline,
        follows_preposition=previous_word.lower() in _PREPOSITIONS or before.endswith("г. "),
        starts_sentence=bool(_SENTENCE_END.search(before)) and not letters,
        is_dateline=bool(_LINE_START.search(before) and _DATELINE_END.match(after)),
        is_quoted_alone=before[-1:] in {"«", "“", '"'} and after[:1] in {"»", "”", '"'},
        is_part_of_a_name=_is_part_of_a_name(before, after),
    )


def _word_before(text: str, words: list[Word], index: int) -> str:
    """The word before this one; "" if more than a space parts the two."""
    if not index:
        return ""
    previous = words[index - 1]
    is_adjacent = text[previous.end : words[index].start] == " "
    return text[previous.start : previous.end] if is_adjacent else ""


def _unknown_name_word_after(text: str, words: list[Word], index: int, book: NameBook) -> str:
    """The word that stands here after a name, if it has a capital and is no name form."""
    if index >= len(words):
        return ""
    following = words[index]
    if text[words[index - 1].end : following.start] != " " or not text[following.start].isupper():
        return ""
    return "" if book.longest_at(words, index) else text[following.start : following.end]


def _is_part_of_a_name(before: str, after: str) -> bool:
    """Whether what stands around a form makes it part of the name of something else."""
    follows_hyphen = before.endswith("-") and len(before) > 1 and before[-2].isalpha()
    leads_hyphen = len(after) > 1 and after[0] == "-" and after[1].isalnum()
    return bool(
        _NAMED_AFTER.search(before)
        or _NAMED_AFTER_FOLLOWS.match(after)
        or _PART_OF_A_TITLE.match(after)
        or follows_hyphen
        or leads_hyphen
    )
