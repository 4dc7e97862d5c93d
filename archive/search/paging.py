"""Paging: a place in an answer, as the address of the next page names it."""

import re
from dataclasses import dataclass

from archive.search.filters import Question

NO_PLACE = "This is no place in this list. Begin with the first page."


class PlaceUnreadable(ValueError):  # noqa: N818  a reader's slip, not a fault
    """What `after` says is no place in an answer."""


@dataclass(frozen=True)
class Place:
    """A place in an answer, after which the next page begins.

    By date it is the sort key of the last article seen, so that what is published meanwhile
    moves nothing. By relevance it is a rank, and the state of the index it was counted in.
    """

    order: str
    at: int
    state: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, [self.order[0], f"{self.at:x}", self.state]))


_PLACE = re.compile(r"(?:([no])-([0-9a-f]{1,16})|(r)-([0-9a-f]{1,7})-([0-9a-f]{8}-[0-9]{1,18}))")
_ORDERS = {"n": "newest", "o": "oldest", "r": "relevance"}


def place_of(text: str, question: Question) -> Place | None:
    """The place a page's address names; None for the beginning.

    PlaceUnreadable for anything else than what an answer of this order gave.
    """
    if not text:
        return None
    match = _PLACE.fullmatch(text)
    if not match or _ORDERS[match[1] or match[3]] != question.order:
        raise PlaceUnreadable(NO_PLACE)
    return Place(question.order, int(match[2] or match[4], 16), match[5] or "")
