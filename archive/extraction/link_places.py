"""Link places: a place named in an article -> which record it means.

As link.py does for persons, and no more willing to guess: of towns with one name neither is
meant unless the article or the size of one tells. Knows no database.
"""

import datetime

from archive.extraction.link import BY_EDITOR, UNLINKED, Linked, Surroundings
from archive.extraction.mentions import Span
from archive.extraction.namebook import LOCATION, Candidate, NameBook
from archive.extraction.rulings import Rulings
from archive.text import key_of

# How sure each kind of evidence makes a link (extraction study, section 5).
BY_PLACE_NAME = 0.9
BY_PROMINENCE_AMONG_HOMONYMS = 0.7

# A new name is in the news some weeks before it is law: Нур-Султан.
NAMED_BEFORE_LAW = datetime.timedelta(days=31)
# One city may stand for another's name only if it is this many times larger.
LARGER = 3


def link_place(
    surface: str,
    label: str,
    span: Span | None,
    book: NameBook,
    around: Surroundings,
    rulings: Rulings,
) -> Linked | None:
    """The place a name means; None where an editor rejected it."""
    keys = [key_of(label), key_of(surface)]
    decided = rulings.link(LOCATION, keys)
    if decided is not None:
        return Linked(decided, BY_EDITOR, label)
    if rulings.rejects(LOCATION, keys):
        return None
    candidates = [
        candidate
        for candidate in (span.places if span else ())
        if _is_valid(candidate, around.published_on)
        and rulings.allows(LOCATION, keys, candidate.id)
    ]
    ids = {candidate.id for candidate in candidates}
    if len(ids) == 1:
        return Linked(ids.pop(), BY_PLACE_NAME, label)
    found = _homonym(ids, book, around.countries)
    return Linked(*found, label) if found else Linked(None, UNLINKED, label)


def _is_valid(candidate: Candidate, published_on: datetime.date | None) -> bool:
    """A name is not used before it was given; an old one lives on in later texts."""
    if candidate.valid_from is None or published_on is None:
        return True
    return candidate.valid_from <= published_on + NAMED_BEFORE_LAW


def _homonym(ids: set[int], book: NameBook, countries: frozenset[int]) -> tuple[int, float] | None:
    """Of places with one name: the country itself, the one whose country the article
    names, or the one that is far more prominent."""
    if not ids:
        return None
    facts = {id: book.places[id] for id in ids}
    for id in sorted(facts):
        if facts[id].kind == "country":
            return id, BY_PLACE_NAME
    nearby = [id for id, place in facts.items() if place.country_id in countries]
    ranked = sorted(facts, key=lambda id: (facts[id].prominence, facts[id].population, id))
    best, second = ranked[-1], ranked[-2]
    if len(nearby) == 1 and (nearby[0] == best or not facts[best].is_known_everywhere):
        return nearby[0], BY_PLACE_NAME
    if (
        facts[best].prominence > facts[second].prominence
        or facts[best].population > LARGER * facts[second].population
    ):
        return best, BY_PROMINENCE_AMONG_HOMONYMS
    return None
