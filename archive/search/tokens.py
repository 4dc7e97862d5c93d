"""Tokens: the text of the search box -> words, phrases, fields and signs, in order.

The first half of reading it, and the one that keeps to the limits: words.py puts the tokens
together. Knows no database, so not which words are names.
"""

import re
from dataclasses import dataclass, field, replace
from enum import Enum

from archive.search.reading import All, Prefix, Words
from archive.search.vocabulary import NEAR, NOT, OR, field_named
from archive.text import normalise, words_of

# A longer or deeper question is slow and no better (S2 of the ecosystem study); each of these
# is said when it is met.
LONGEST = 200
# Spaces and invisible marks are dropped before the characters are counted.
MOST_LOOKED_AT = 10 * LONGEST
MOST_WORDS = 16
MOST_DEPTH = 5
SHORTEST_PREFIX = 3
NEAR_UNLESS_SAID, FARTHEST = 10, 50

_QUOTES = '"«»„“”'
# What ends a phrase, by what began it; any other mark will do where this one is missing.
_CLOSING = {'"': '"', "«": "»", "»": "«", "„": "“”", "“": "”", "”": "”"}

_TOKEN = re.compile(
    rf"""
      \s+
    # Not the dash between two words, nor the hyphen within one.
    | (?P<minus> (?<![^\s(|]) [-–]+ (?=[^\s)|–-]) )
    | (?P<open> \( )
    | (?P<close> \) )
    | (?P<bar> \|+ )
    | (?P<exact> = )? (?P<quote> [{_QUOTES}] )
    | (?P<raw> [^\s()|{_QUOTES}]+ )
    """,
    re.VERBOSE,
)
_FIELD = re.compile(r"(?P<name>[^\W\d_]+):(?P<value>.*)")
# 10 000 is one number.
_SPACED_NUMBER = re.compile(r"(?<![\w-])\d{1,3}(?: \d{3})+(?!\w)")
_PREFIX = re.compile(r"[-–=]*([^*]*[^\W_])\*+[^\w*]*")
# Tokayev's: no word of its own, except in quotation marks and after "=".
_POSSESSIVE = re.compile(r"(?<=[^\W_])['’ʼ]s(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """One word as typed."""

    letters: str
    folded: str
    # What parts it from the word before within one token, "" at the head of a token.
    joint: str = ""
    # Directly after a minus: meant, however common a word.
    is_pinned: bool = False


@dataclass(frozen=True)
class Run:
    """Plain words in a row, in which names may be."""

    words: list[Typed]


@dataclass(frozen=True)
class FieldValue:
    """`leader:Токаев`: a field, and what it is asked to be, also as words to search for."""

    field: str
    text: str
    part: Words | Prefix | All
    is_quoted: bool

    @property
    def key(self) -> str:
        """Under which a name form would be known; "" where it can be none."""
        if not isinstance(self.part, Words) or self.part.is_exact:
            return ""
        return " ".join(word.folded for word in words_of(self.part.text))


class Sign(Enum):
    OR = "OR"
    NOT = "NOT"
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True)
class NearSign:
    distance: int


Token = Run | Words | Prefix | All | FieldValue | Sign | NearSign


class Notes(list[str]):
    """What could not be used, in words; each said once."""

    def say(self, note: str) -> None:
        if note not in self:
            self.append(note)


@dataclass
class Box:
    """The text of the box and what was read of it: `tokens` have as many OPEN as CLOSE."""

    text: str
    notes: Notes = field(default_factory=Notes)
    tokens: list[Token] = field(default_factory=list)
    words_left: int = MOST_WORDS
    _depth: int = 0
    is_full: bool = False


def tokens_in(q: str) -> Box:
    """Read the box. Never fails: what cannot be used is said in the notes."""
    text, is_cut = as_far_as_read(q)
    box = Box(_SPACED_NUMBER.sub(_unspaced, text))
    if is_cut:
        box.notes.say(f"Only the first {LONGEST} characters were read.")
    at = 0
    while at < len(box.text) and not box.is_full:
        match = _TOKEN.match(box.text, at)
        # Every character is one of its alternatives.
        assert match
        at = _read_token(box, match)
    if box._depth:
        box.tokens += [Sign.CLOSE] * min(box._depth, MOST_DEPTH)
        if not (is_cut or box.is_full):
            box.notes.say("A closing bracket is missing; it was read at the end.")
    return box


def as_far_as_read(q: str) -> tuple[str, bool]:
    """The box on one line, up to the word at which reading ends; whether that left some out."""
    # Before anything else is done with it: an address may be a quarter of a megabyte long.
    text = normalise(q[:MOST_LOOKED_AT]).replace("\n", " ").strip()
    if len(text) > LONGEST:
        # No half word: it would be searched for.
        whole = text.rfind(" ", 0, LONGEST + 1)
        return text[: whole if whole > 0 else LONGEST].rstrip(), True
    return text, bool(q[MOST_LOOKED_AT:].strip())


def _unspaced(number: re.Match[str]) -> str:
    return number[0].replace(" ", "")


def _read_token(box: Box, match: re.Match[str]) -> int:
    """Add the token to the box; where the next one begins."""
    if match["minus"]:
        box.tokens.append(Sign.NOT)
    elif match["open"]:
        _open(box)
    elif match["close"]:
        _close(box)
    elif match["bar"]:
        box.tokens.append(Sign.OR)
    elif match["quote"]:
        return _read_phrase(box, match)
    elif match["raw"]:
        return _read_raw(box, match["raw"], match.start())
    return match.end()


def _open(box: Box) -> None:
    box._depth += 1
    if box._depth <= MOST_DEPTH:
        box.tokens.append(Sign.OPEN)
    else:
        box.notes.say(f"Brackets may lie {MOST_DEPTH} deep; the inner ones were not used.")


def _close(box: Box) -> None:
    if not box._depth:
        box.notes.say("A closing bracket that nothing opens was left out.")
        return
    if box._depth <= MOST_DEPTH:
        box.tokens.append(Sign.CLOSE)
    box._depth -= 1


def _read_phrase(box: Box, match: re.Match[str]) -> int:
    phrase, end = _phrase_at(box, match.start("quote"))
    words = _take(box, phrase)
    if words:
        box.tokens.append(side_by_side(words, is_exact=bool(match["exact"])))
    return end


def _phrase_at(box: Box, opening: int) -> tuple[str, int]:
    """The phrase that the quotation mark opens, and where the text goes on after it."""
    text, mark = box.text, box.text[opening]
    depth = 1
    for at in range(opening + 1, len(text)):
        # «Встреча в «Астане» прошла» is one phrase.
        depth += (mark == "«" and text[at] == "«") - (text[at] in _CLOSING[mark])
        if not depth:
            return _phrase(box, opening + 1, at), at + 1
    for at in range(opening + 1, len(text)):
        if text[at] in _QUOTES:
            return _phrase(box, opening + 1, at), at + 1
    box.notes.say("A quotation mark is missing; the phrase was read to the end.")
    return _phrase(box, opening + 1, len(text)), len(text)


def _phrase(box: Box, start: int, end: int) -> str:
    phrase = box.text[start:end]
    if "*" in phrase:
        _say_star(box)
    if not words_of(phrase):
        box.notes.say("Quotation marks without a word between them were left out.")
    return phrase


def _read_raw(box: Box, raw: str, start: int) -> int:
    end = start + len(raw)
    is_after_minus = box.tokens[-1:] == [Sign.NOT] and box.text[start - 1 : start] in ("-", "–")
    if not is_after_minus:
        if raw in OR:
            box.tokens.append(Sign.OR)
            return end
        if raw in NOT:
            box.tokens.append(Sign.NOT)
            return end
        if near := NEAR.fullmatch(raw):
            box.tokens.append(NearSign(_distance(box, near["distance"])))
            return end
    named = _FIELD.match(raw)
    if named:
        name, after = field_named(named["name"]), start + named.start("value")
        has_value = bool(box.text[after : after + 1].strip())
        if name and has_value:
            return _read_field(box, name, named["name"], after)
        if name:
            box.notes.say(
                f"“{named[0]}” with nothing right after it was searched for as a word; "
                f"write {named[0]}value, without a space."
            )
        elif has_value and not named["value"].startswith("//"):
            # An address is not meant as a field.
            box.notes.say(
                f"There is no field “{named['name']}”; what was typed was searched for as words."
            )
    part = _part_of(box, raw)
    if isinstance(part, list):
        if part and is_after_minus:
            part[0] = replace(part[0], is_pinned=True)
        _add_to_run(box, part)
    else:
        box.tokens.append(part)
    return end


def _read_field(box: Box, name: str, typed: str, at: int) -> int:
    """Read the value of a field, which begins at `at`."""
    start = at + len(box.text[at:]) - len(box.text[at:].lstrip("-–"))
    match = _TOKEN.match(box.text, start)
    value, end, is_quoted = "", at, False
    part: Words | Prefix | All | None = None
    if match and match["quote"]:
        is_quoted = True
        value, end = _phrase_at(box, match.start("quote"))
        words = _take(box, value)
        part = side_by_side(words, is_exact=bool(match["exact"])) if words else None
    elif match and match["raw"]:
        value, end = match["raw"], match.end()
        # A date is one value, not three words.
        read = _take(box, value, cost=1) if name in ("from", "to") else _part_of(box, value)
        part = read if not isinstance(read, list) else side_by_side(read) if read else None
    if part is None:
        if not box.is_full:
            box.notes.say(f"“{typed}:” was left out: it takes a word, or words in quotation marks.")
        return end
    if start > at:
        # leader:-Путин can only mean that.
        box.tokens.append(Sign.NOT)
    box.tokens.append(FieldValue(name, value.strip(), part, is_quoted))
    return end


def _part_of(box: Box, raw: str) -> list[Typed] | Words | Prefix | All:
    """What stands between two spaces: plain words, or with a sign of its own (= and *)."""
    if "*" in raw:
        match = _PREFIX.fullmatch(raw)
        words = _take(box, raw)
        if not match:
            _say_star(box)
        elif words and len(words[-1].folded) < SHORTEST_PREFIX:
            box.notes.say(
                f"“*” needs {SHORTEST_PREFIX} letters before it; "
                f"“{words[-1].letters}” was searched for as a word."
            )
        elif words:
            beginning = Prefix(words[-1].folded)
            return All((side_by_side(words[:-1]), beginning)) if words[1:] else beginning
        return words
    if raw.startswith("="):
        words = _take(box, raw)
        return side_by_side(words, is_exact=True) if words else words
    return _take(box, _POSSESSIVE.sub("", raw))


def _take(box: Box, text: str, *, cost: int | None = None) -> list[Typed]:
    """The words of a stretch of the box; none where they are more than may still come."""
    found = words_of(text)
    cost = len(found) if cost is None else cost
    if cost > box.words_left:
        box.notes.say(f"Only the first {MOST_WORDS} words were searched for.")
        box.is_full = True
        return []
    box.words_left -= cost
    ends = [0, *(word.end for word in found)]
    return [
        Typed(text[word.start : word.end], word.folded, text[end : word.start] if number else "")
        for number, (end, word) in enumerate(zip(ends, found, strict=False))
    ]


def side_by_side(words: list[Typed], *, is_exact: bool = False) -> Words:
    """Some words of the box as one condition."""
    is_compound = len(words) > 1 and all(word.joint == "-" for word in words[1:])
    return Words(tuple(word.letters for word in words), is_exact, is_compound and not is_exact)


def _add_to_run(box: Box, words: list[Typed]) -> None:
    if box.tokens and isinstance(run := box.tokens[-1], Run):
        run.words.extend(words)
    elif words:
        box.tokens.append(Run(words))


def _distance(box: Box, typed: str | None) -> int:
    """How far apart two words may stand, of what is written after near/."""
    if typed is None:
        return NEAR_UNLESS_SAID
    # Many digits are as much too many as three.
    distance = int(typed[:3])
    if distance > FARTHEST:
        box.notes.say(f"“near” reaches {FARTHEST} words at most.")
    return min(max(distance, 1), FARTHEST)


def _say_star(box: Box) -> None:
    box.notes.say("“*” was left out: it can stand at the end of a word only.")
