"""Words: what a reader typed into the search box -> a tree of conditions, names recognised.

The second half of reading it: tokens.py says what signs and words there are, names.py who
is called so. All conditions must hold; OR binds tighter than that, and minus tighter still.
A run of words that is somebody's name form stands for that person in every case ending,
script and language; other words go by their stems.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from archive.extraction.dictionary import is_known
from archive.models import Outlet
from archive.search import names
from archive.search.dates import HOW_TO_WRITE, day_of
from archive.search.names import Bearers
from archive.search.reading import (
    All,
    Any,
    Has,
    InTitle,
    Most,
    Name,
    Near,
    Node,
    Not,
    Prefix,
    Published,
    Reading,
    Words,
    Year,
)
from archive.search.tokens import (
    MOST_WORDS,
    Box,
    FieldValue,
    NearSign,
    Notes,
    Run,
    Sign,
    Token,
    Typed,
    side_by_side,
    tokens_in,
)
from archive.search.vocabulary import AND, FUNCTION_WORDS, value_of
from archive.text import KAZAKH_LETTERS, fold, key_of, script_of

__all__ = ["MOST_WORDS", "read_all", "read_words"]

MOST_ORS = 4
# "Мишаль аль-Ахмад аль-Джабер ас-Сабах" is the longest: hyphens part words.
LONGEST_NAME = 8
# Of three letters too many words sound like a name.
SHORTEST_BY_SOUND = 4
# So many plain words are a title or a sentence: who pastes it looks for the article.
SENTENCE = 5

# Initials of one sound: Дж. Байден, Yu. Tymoshenko.
TWO_LETTER_INITIALS = frozenset("дж дз чж ch kh sh ts ya ye yu zh".split())

_YEAR = re.compile(r"(?:19|20)\d\d")

_Item = Node | Sign | NearSign


def read_words(q: str) -> Reading:
    """Read the search box. Never fails: what cannot be used is said in `notes`."""
    return read_all([q])[0]


def read_all(boxes: Iterable[str]) -> list[Reading]:
    """Read many boxes, each by itself; what the database knows of them is asked for at once."""
    read = [tokens_in(q) for q in boxes]
    known = _Known.of(read)
    return [_reading(box, known) for box in read]


def _reading(box: Box, known: "_Known") -> Reading:
    items = _items(box, known, keep_all=False)
    if not any(_is_asked(item) for item in items):
        # "и в на": function words alone are meant.
        items = _items(box, known, keep_all=True)
    nodes = _Parser(items, box.notes).conditions()
    if box.text and not nodes and not box.notes:
        box.notes.say(f"There is no word to search for in “{box.text}”.")
    if nodes and all(isinstance(node, Not) for node in nodes):
        box.notes.say("Only words to leave out were given, so everything else is shown.")
    if _is_plain(box):
        nodes = _loosened(nodes, box)
    return Reading(_all(nodes) if nodes else None, tuple(box.notes))


@dataclass
class _Known:
    """What the database knows of the words of some boxes."""

    bearers: dict[str, Bearers] = field(default_factory=dict)
    people: dict[str, Bearers] = field(default_factory=dict)
    places: dict[str, Bearers] = field(default_factory=dict)
    # Name or address of an outlet -> its id.
    outlets: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, boxes: Iterable[Box]) -> "_Known":
        keys: set[str] = set()
        tokens = [token for box in boxes for token in box.tokens]
        fields = [token for token in tokens if isinstance(token, FieldValue)]
        for token in tokens:
            if isinstance(token, Run):
                keys |= _possible_names(token.words)
        for value in fields:
            keys |= {value.key, _without_initials_at_its_ends(value.key)} - {""}
        keys -= FUNCTION_WORDS
        bearers = names.bearers_of(keys, filter(_may_be_typed_otherwise, keys))
        known = cls(bearers)
        slugs = {"leader": set[str](), "place": set[str](), "outlet": set[str]()}
        for value in fields:
            about = "place" if value.field in ("city", "country") else value.field
            if about in slugs and not known.key_in(value):
                slugs[about].add(value.text.lower())
        if slugs["outlet"] or any(value.field == "outlet" for value in fields):
            for pk, slug, name in Outlet.objects.order_by("-pk").values_list("pk", "slug", "name"):
                known.outlets |= {key_of(name): pk, slug: pk}
        known.people = names.people_at(slugs["leader"])
        known.places = names.places_at(slugs["place"])
        return known

    def key_in(self, value: FieldValue) -> str:
        """The name that a field's value is, with or without initials; "" if it is none."""
        keys = (value.key, _without_initials_at_its_ends(value.key))
        return next((key for key in keys if key in self.bearers), "")

    def name(self, key: str) -> Name:
        found = self.bearers[key]
        is_word = found.is_word and bool(found.places) and not found.people
        return Name(
            text=key,
            people=frozenset(found.people),
            places=frozenset(found.places),
            spellings=found.spellings,
            phrases=found.phrases,
            word=key if is_word else "",
            heads=found.heads,
        )


def _possible_names(words: list[Typed]) -> set[str]:
    return {
        " ".join(word.folded for word in words[start : start + count])
        for start in range(len(words))
        for count in range(1, min(LONGEST_NAME, len(words) - start) + 1)
    }


def _may_be_typed_otherwise(key: str) -> bool:
    """Whether it may be a name typed without its own letters, or spelt by another system.

    Not what the dictionary has, nor a Kazakh word, whose letters the reader does have.
    """
    if KAZAKH_LETTERS & set(key) or FUNCTION_WORDS & {key.partition(" ")[0]}:
        return False
    return " " in key or (len(key) >= SHORTEST_BY_SOUND and not is_known(key))


def _items(box: Box, known: _Known, *, keep_all: bool) -> list[_Item]:
    """The tokens as conditions and signs; with or without function words."""
    items: list[_Item] = []
    for number, token in enumerate(box.tokens):
        if isinstance(token, Run):
            parts = _parts_of(token.words, known, keep_all=keep_all)
            beside = box.tokens[max(number - 1, 0) : number + 2]
            if not parts and any(_joins(sign) for sign in beside):
                # "the OR a": who joins them by a sign means them.
                parts = _parts_of(token.words, known, keep_all=True)
            items += parts
        elif isinstance(token, FieldValue):
            items += _asked_of_field(token, known, box.notes)
        else:
            items.append(token)
    return items


def _joins(token: Token) -> bool:
    return token in (Sign.OR, Sign.NOT) or isinstance(token, NearSign)


def _is_asked(item: _Item) -> bool:
    return not isinstance(item, Sign | NearSign)


def _parts_of(words: list[Typed], known: _Known, *, keep_all: bool) -> list[Node]:
    """A run of plain words: names, longest first, years and single words."""
    parts: list[tuple[Node, bool]] = []
    index = 0
    while index < len(words):
        is_pinned = words[index].is_pinned
        end = index + _length_of_name(words[index:], known)
        if end > index:
            key = " ".join(word.folded for word in words[index:end])
            parts.append((known.name(key), is_pinned))
        else:
            end = index + 1
            while (
                end < len(words)
                and words[end].joint
                and not _is_name_after(words, index, end, known)
            ):
                end += 1
            part: Node = side_by_side(words[index:end])
            if end == index + 1 and _YEAR.fullmatch(words[index].folded):
                part = Year(int(words[index].folded))
            parts.append((part, is_pinned))
        index = end
    if keep_all:
        return [part for part, _ in parts]
    parts = _without_initials(parts)
    return [part for part, is_pinned in parts if is_pinned or not _tells_nothing(part)]


def _length_of_name(words: list[Typed], known: _Known) -> int:
    """How many of the words from the first on are somebody's name, the most; 0 if none are."""
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        if " ".join(word.folded for word in words[:count]) in known.bearers:
            return count
    return 0


def _is_name_after(words: list[Typed], start: int, at: int, known: _Known) -> bool:
    """Whether the words so far are initials written in one with the name: К.Токаев."""
    return (
        words[at].joint == "."
        and all(_is_initial(word.folded) for word in words[start:at])
        and _length_of_name(words[at:], known) > 0
    )


def _without_initials(parts: list[tuple[Node, bool]]) -> list[tuple[Node, bool]]:
    """The parts without initials beside a name, which tell no more than it does."""
    kept: list[tuple[Node, bool]] = []
    for number in range(len(parts) - 1, -1, -1):
        part, is_pinned = parts[number]
        is_before = bool(kept) and isinstance(kept[-1][0], Name)
        # Путин В.В.; one letter may be a word, and U.S. is one.
        is_after = (
            number > 0
            and isinstance(parts[number - 1][0], Name)
            and isinstance(part, Words)
            and len(part.words) > 1
            and script_of(part.text) == "cyrillic"
        )
        if is_pinned or not _are_initials(part) or not (is_before or is_after):
            kept.append((part, is_pinned))
    return kept[::-1]


def _are_initials(part: Node) -> bool:
    return isinstance(part, Words) and all(_is_initial(fold(word)) for word in part.words)


def _without_initials_at_its_ends(key: str) -> str:
    words = key.split()
    named = [number for number, word in enumerate(words) if not _is_initial(word)]
    return " ".join(words[named[0] : named[-1] + 1]) if named else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 or word in TWO_LETTER_INITIALS


def _tells_nothing(part: Node) -> bool:
    """Whether it is a function word."""
    return isinstance(part, Words) and key_of(part.text) in FUNCTION_WORDS


def _asked_of_field(value: FieldValue, known: _Known, notes: Notes) -> list[Node]:
    """The condition of a field; the words themselves, with a note, where it knows no such value."""
    plain = value.part
    name = known.key_in(value)
    if value.field in ("from", "to"):
        is_end = value.field == "to"
        day = day_of(value.text, is_end=is_end)
        if day is None:
            notes.say(f"“{value.text}” is not a date and was left out. {HOW_TO_WRITE}")
            return []
        return [Published(until=day) if is_end else Published(since=day)]
    if value.field == "title":
        if name and not value.is_quoted:
            return [InTitle(known.name(name))]
        if isinstance(plain, All):
            return [InTitle(part) for part in plain.nodes if isinstance(part, Words | Prefix)]
        return [InTitle(plain)]
    found = _values(value, known)
    if found:
        return [_any(found)]
    notes.say(f"No {value.field} “{value.text}” is known; it was searched for among the words.")
    return [known.name(name) if name else plain]


def _values(value: FieldValue, known: _Known) -> list[Node]:
    """What a field with a closed list of values asks for; nothing if it has no such value."""
    slug = value.text.lower()
    bearers = known.bearers.get(known.key_in(value))
    found: dict[str, set] = {}
    if value.field in ("language", "kind"):
        code = value_of(value.field, value.text)
        found = {value.field: {code} if code else set()}
    elif value.field == "outlet":
        ids = {known.outlets.get(value.key), known.outlets.get(slug)} - {None}
        found = {"outlet": ids}
    elif value.field == "leader":
        bearers = bearers or known.people.get(slug)
        found = {"leader": bearers.people if bearers else set()}
    elif bearers := bearers or known.places.get(slug):
        if value.field != "country":
            found |= {"city": bearers.cities}
        if value.field != "city":
            found |= {"country": bearers.countries}
    return [Has(name, tuple(sorted(ids)), value.text) for name, ids in found.items() if ids]


class _Parser:
    """Items -> conditions, by recursive descent: brackets lie as deep as tokens.py lets them."""

    def __init__(self, items: list[_Item], notes: Notes) -> None:
        self.items = items
        self.notes = notes
        self.at = 0
        self.ors = 0

    def _next(self) -> _Item | None:
        return self.items[self.at] if self.at < len(self.items) else None

    def _has_operand(self) -> bool:
        following = self._next()
        return following is not None and (
            following in (Sign.NOT, Sign.OPEN) or _is_asked(following)
        )

    def conditions(self) -> list[Node]:
        """All that must hold, up to a closing bracket or the end."""
        found: list[Node] = []
        while (following := self._next()) is not None and following is not Sign.CLOSE:
            if not self._has_operand():
                self._leave_out(following)
            elif node := self._choice():
                found.append(node)
        return list(dict.fromkeys(found))

    def _leave_out(self, sign: _Item) -> None:
        self.at += 1
        name = "OR" if sign is Sign.OR else "NEAR"
        self.notes.say(f"{name} stands between two words; where it did not, it was left out.")

    def _choice(self) -> Node | None:
        found = [self._near()]
        while (sign := self._next()) is Sign.OR:
            self.at += 1
            if not self._has_operand():
                self.at -= 1
                self._leave_out(sign)
                continue
            node = self._near()
            self.ors += 1
            if self.ors <= MOST_ORS:
                found.append(node)
            else:
                self.notes.say(f"Only the first {MOST_ORS} ORs were used; the rest was left out.")
        nodes = list(dict.fromkeys(node for node in found if node))
        return _any(nodes) if nodes else None

    def _near(self) -> Node | None:
        chain, distances = [self._negated()], []
        while isinstance(sign := self._next(), NearSign):
            self.at += 1
            if not self._has_operand():
                self.at -= 1
                self._leave_out(sign)
                continue
            chain.append(self._negated())
            distances.append(sign.distance)
        found: list[Node] = []
        for (left, right), distance in zip(pairwise(chain), distances, strict=True):
            if _may_be_near(left) and _may_be_near(right):
                found.append(Near(left, right, distance))  # type: ignore[arg-type]
            else:
                self.notes.say(
                    "NEAR takes one word or one name on either side; both sides were asked for, "
                    "however far apart."
                )
                found += [node for node in (left, right) if node]
        if not distances:
            return chain[0]
        return _all(list(dict.fromkeys(found))) if found else None

    def _negated(self) -> Node | None:
        is_negated = False
        while self._next() is Sign.NOT:
            is_negated = True
            self.at += 1
        if not self._has_operand():
            self.notes.say("A minus or NOT with nothing to leave out after it was not used.")
            return None
        node = self._one()
        return Not(node) if node and is_negated else node

    def _one(self) -> Node | None:
        item = self._next()
        self.at += 1
        if item is not Sign.OPEN:
            # Asked of operands only.
            assert item is not None
            assert not isinstance(item, Sign | NearSign)
            return item
        nodes = self.conditions()
        # tokens.py closes what it opens.
        self.at += 1
        if not nodes:
            self.notes.say("Brackets with nothing to search for in them were left out.")
        return _all(nodes) if nodes else None


def _may_be_near(node: Node | None) -> bool:
    return isinstance(node, Name) or (isinstance(node, Words) and len(node.words) == 1)


def _all(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


def _any(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Any(tuple(nodes))


def _is_plain(box: Box) -> bool:
    """Whether no sign says how the words hang together; a title may begin with «И»."""
    for number, token in enumerate(box.tokens):
        if isinstance(token, Sign | NearSign):
            return False
        if isinstance(token, Run) and any(
            word.letters in AND for word in token.words[0 if number else 1 :]
        ):
            return False
    return True


def _loosened(nodes: list[Node], box: Box) -> list[Node]:
    """Many ordinary words: half of them will do. Names, years, phrases and fields must hold."""
    ordinary = [
        node
        for node in nodes
        # Those among the tokens themselves were in quotation marks.
        if isinstance(node, Words) and len(node.words) == 1 and node not in box.tokens
    ]
    if len(ordinary) < SENTENCE:
        return nodes
    rest = [node for node in nodes if node not in ordinary]
    return [*rest, Most(tuple(ordinary), -(-len(ordinary) // 2))]
