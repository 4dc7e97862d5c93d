"""Reading: what the search box was read as, a tree of conditions on one article.

Made by words.py, and answered in the engine's terms by queries.py, in the database's by lists.py
and in those of one text by snippets.py. Each goes over the same few
kinds of node, so that none can mean something else by them.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """Ordinary words that stand side by side, in any case ending; one word is the common case.

    `words` are as typed, but normalised: a capital tells a name from a thing. `is_exact`: as
    written but for case, ё and stress marks. `is_compound`: joined by hyphens, so that
    вице-премьер finds вицепремьер as well.
    """

    words: tuple[str, ...]
    is_exact: bool = False
    is_compound: bool = False

    @property
    def text(self) -> str:
        return ("-" if self.is_compound else " ").join(self.words)


@dataclass(frozen=True)
class Prefix:
    """Words that begin with these letters, folded: three at least."""

    letters: str

    @property
    def text(self) -> str:
        return f"{self.letters}*"


@dataclass(frozen=True)
class Year:
    """A year typed among the words: published then, or undated and naming the year."""

    year: int

    @property
    def text(self) -> str:
        return str(self.year)


@dataclass(frozen=True)
class Name:
    """A recognised name: whom it may mean, and how it is spelt."""

    text: str
    people: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    # Every one-word form of all of them, folded; empty for a name of several words.
    spellings: frozenset[str] = frozenset()
    # Of a surname of several words (фон дер Ляйен) every form of several words, else empty.
    phrases: frozenset[str] = frozenset()
    # Folded, when the name is also an ordinary word ("верный"), which counts as well.
    word: str = ""
    # Folded words by which `near` finds it in a text: the spellings, or surnames of a full name.
    heads: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Near:
    """Two words or names with at most `distance` - 1 other words between, in either order."""

    left: Words | Name
    right: Words | Name
    distance: int


@dataclass(frozen=True)
class InTitle:
    """A word, phrase, prefix or name that the title holds."""

    part: Words | Prefix | Name


@dataclass(frozen=True)
class Has:
    """A filter asked for in the box, `leader:Токаев`: any of these values.

    `field` is one of FIELDS. Values are ids of people, places and outlets, and for language and
    kind their codes. `text` is what was typed.
    """

    field: str
    values: tuple[int | str, ...]
    text: str


FIELDS = ("leader", "city", "country", "outlet", "language", "kind")


@dataclass(frozen=True)
class Published:
    """`from:2019-11` and `to:2020`: published between two days, both inclusive."""

    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Not:
    node: "Node"


@dataclass(frozen=True)
class All:
    """Every one of these; two at least."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """One of these at least; two at least."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Most:
    """`least` of these at least: what a pasted title or sentence asks for."""

    nodes: tuple["Node", ...]
    least: int


Leaf = Words | Prefix | Year | Name | Near | InTitle | Has | Published
Node = Leaf | Not | All | Any | Most


@dataclass(frozen=True)
class Reading:
    """The whole box, read: a tree, or None where nothing was asked, and what could not be used."""

    tree: Node | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    def leaves(self) -> Iterator[Leaf]:
        """The conditions asked for; those to leave out (minus) are not among them."""
        if self.tree is not None:
            yield from _leaves(self.tree)

    @property
    def parts(self) -> list[Leaf]:
        """The conditions asked for, and of those made of others (near, title:) what they are
        made of, in the order typed."""
        found: list[Leaf] = []
        for leaf in self.leaves():
            match leaf:
                case Near(left, right):
                    found += [left, right]
                case InTitle(part):
                    found.append(part)
                case _:
                    found.append(leaf)
        return found

    @property
    def names(self) -> list[Name]:
        """The names asked for, in the order typed."""
        return [part for part in self.parts if isinstance(part, Name)]

    @property
    def is_of_names(self) -> bool:
        """Whether names are asked for and nothing else."""
        return bool(self.parts) and len(self.names) == len(self.parts)

    @property
    def is_scored(self) -> bool:
        """Whether an article can answer better than another: words or names are asked for."""
        return any(not isinstance(leaf, Has | Published | Year) for leaf in self.leaves())


NOTHING = Reading()


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Not():
            return
        case All(nodes) | Any(nodes) | Most(nodes):
            for each in nodes:
                yield from _leaves(each)
        case _:
            yield node
