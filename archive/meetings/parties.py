"""Parties: a clause that says people met -> who they are, as one or more groups.

Those the clause names; one alone is completed by the subject before. Only people of two states
or bodies hold a diplomatic meeting. Knows no database.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

from archive.extraction.offices import countries_by_adjective
from archive.meetings import kazakh, russian, words
from archive.meetings.actors import nominatives
from archive.meetings.clauses import LEAD_SENTENCES, Around, Clause, distinct, is_spoken_of
from archive.meetings.sentences import Actor

# A sentence with more names than this lists guests, not parties to talks.
MOST_PARTIES = 6

# Who speaks for a country or a body by office; others in it may be its spokesmen.
_HEADS = frozenset({"head_of_state", "head_of_government", "head_of_organisation"})

_PRINCIPAL_ROLES = _HEADS | {"foreign_minister"}


def gender_of(actor: Actor, around: Around) -> str:
    """The gender of a known person, "m" or "f"; empty for anybody else."""
    facts = around.facts_of(actor)
    return facts.gender if facts else ""


HOW_NAMED = {
    "name": "named beside words for a meeting",
    "office": "by office beside words for a meeting",
    "role": "by a role named before beside words for a meeting",
}

COST_OF = {"name": 0.0, "office": 0.02, "role": 0.05}


def parties_of(clause: Clause, around: Around) -> list[tuple[list[Actor], float]]:
    """Who met in a clause, as one or more groups, each with what it costs in confidence."""
    actors = distinct(clause.actors)
    doubt = 0.0
    for actor in actors:
        clause.rules[actor.who] = HOW_NAMED[actor.basis]
        doubt += COST_OF[actor.basis]
    if actors and clause.says != "visited" and (len(actors) == 1 or _lacks_subject(clause, around)):
        carried = _carried(clause, actors[0], around)
        if carried is not None and carried[0].who in {each.who for each in actors}:
            carried = None
        if carried is not None:
            actor, rule, cost = carried
            clause.rules[actor.who] = rule
            actors, doubt = [actor, *actors], doubt + cost
        else:
            # Whoever met them all is not known.
            doubt += 0.15
    if not is_international(clause, actors, around):
        return []
    if len(actors) < 2 or (len(actors) > MOST_PARTIES and not words.SUMMIT.search(clause.text)):
        return []
    if clause.says in {"talked", "occasion"} and not _act_together(clause, actors):
        return []
    return [(group, doubt) for group in _one_by_one(clause, actors, around)]


def _lacks_subject(clause: Clause, around: Around) -> bool:
    """ "он успел увидеться с X и с Y": every name comes with its own "with"."""
    offset = clause.sentence.start + clause.start
    if around.language == "kk":
        return kazakh.lacks_subject(clause.text, offset, clause.actors)
    first = min(clause.actors, key=lambda each: each.start, default=None)
    if around.language == "ru":
        return first is not None and russian.lacks_subject(clause.text, first.start - offset)
    if first is None or len(words.WITH_WORD.findall(clause.text)) < 2:
        return False
    before = clause.text[: first.start - offset]
    return bool(words.MET.search(before) and words.WITH_WORD.search(before))


def _act_together(clause: Clause, actors: Sequence[Actor]) -> bool:
    """Whether they do it with each other: nobody has a verb of their own between two names."""
    offset = clause.sentence.start + clause.start
    inside = sorted((a for a in actors if a.start >= offset), key=lambda each: each.start)
    for one, other in pairwise(inside):
        between = clause.text[one.end - offset : other.start - offset]
        verb = words.TALKED.search(between) or words.VERB.search(between)
        if verb and not words.WITH_WORD.search(between[verb.end() :]):
            return False
    return True


def is_international(clause: Clause, actors: Sequence[Actor], around: Around) -> bool:
    """Whether the parties may be of two states or bodies: a president and his minister are not.

    Whoever has no record is taken for a countryman unless a foreign country stands beside.
    """
    sides = [sides_of(each, around) for each in actors if each.id is not None]
    known = [each for each in sides if each]
    if not known:
        # Two the data know nothing of but their names may be of two countries.
        return len(sides) > 1
    shared = frozenset.intersection(*known)
    if not shared or len(known) < len(sides):
        return True
    foreign = [
        place
        for place in clause.sentence.places
        if (country := country_of(place.id, around)) is not None and country not in shared
    ]
    adjectives = countries_by_adjective(clause.sentence.text, around.language, around.book)
    return any(each.id is None for each in actors) and bool(foreign or adjectives - shared)


def sides_of(actor: Actor, around: Around) -> frozenset[int | str]:
    """The countries and organisations somebody speaks for: on the day, else ever."""
    facts = around.facts_of(actor)
    if facts is None:
        return frozenset()
    day = around.published_on
    terms = [term for term in facts.terms if day and term.covers(day)] or list(facts.terms)
    return frozenset(term.country_id or term.organisation for term in terms)


def country_of(place: int, around: Around) -> int | None:
    """The country a place is or lies in."""
    facts = around.book.places[place]
    return place if facts.kind == "country" else facts.country_id


def _carried(clause: Clause, other: Actor, around: Around) -> tuple[Actor, str, float] | None:
    """The party a clause leaves out or has a pronoun for: the subject before."""
    sentence = clause.sentence
    in_sentence = [
        each
        for each in sentence.actors
        if each.start - sentence.start < clause.start
        and each.who != other.who
        and not is_spoken_of(sentence, each)
    ]
    if in_sentence:
        if clause.is_relative:
            return in_sentence[-1], "whom the relative clause is on", 0.03
        return in_sentence[0], "subject of the sentence", 0.03
    if sentence.number == 0:
        if not words.TITLE_WITHOUT_SUBJECT.match(clause.text):
            return None
        following = around.sentences[1] if len(around.sentences) > 1 else None
        if following is None:
            return None
        for each in distinct(following.actors):
            if each.who != other.who and not is_spoken_of(following, each):
                return each, "subject of the first sentence", 0.05
        return None
    previous = around.sentences[sentence.number - 1]
    named = [
        each
        for each in distinct(previous.actors)
        if each.who != other.who and not is_spoken_of(previous, each)
    ]
    pronoun = any(
        words.PRONOUNS[gender].search(clause.text) for gender in ("m", "f")
    ) or words.GUEST.search(clause.text)
    title = [a for a in distinct(around.sentences[0].actors) if a.who != other.who]
    subjects = [a for a in named if russian.is_subject(previous, a)]
    if around.language == "ru":
        named = subjects
        if pronoun and len(subjects) == 1 and _fits_pronoun(subjects[0], clause.text, around):
            return subjects[0], "the one named in the sentence before", 0.06
    others = [a for a in around.principals if a.who != other.who]
    others_before = bool(pronoun and named) and not any(a in around.principals for a in named)
    is_on_two = len(others) == 1 and len(around.principals) == 2 and not others_before
    if is_on_two and clause.says in {"met", "occasion"}:
        return others[0], "one of the two the article is on", 0.2
    if named and (pronoun or len(named) == 1):
        gendered = [each for each in named if _fits_pronoun(each, clause.text, around)]
        if gendered:
            return gendered[0], "the one named in the sentence before", 0.12
    if len(title) == 1 and sentence.number <= LEAD_SENTENCES:
        return title[0], "named in the title", 0.1
    return None


def principals_of(around: Around) -> tuple[Actor, ...]:
    """The two people of different countries an article is on.

    The only two in it who held an office on the day; or the two named most, both more than
    once or in the title.
    """
    counts: Counter[int | str] = Counter()
    first: dict[int | str, Actor] = {}
    for sentence in around.sentences:
        for actor in distinct(sentence.actors):
            if actor.id is not None:
                first.setdefault(actor.who, actor)
                counts[actor.who] += 3 if sentence.number == 0 else 2
    ranked = sorted(counts, key=lambda who: (-counts[who], first[who].start))
    in_office = [who for who in ranked if _is_in_office(first[who], around)]
    if len(in_office) == 2:
        ranked = in_office
    elif (
        len(ranked) < 2
        or counts[ranked[1]] < 3
        or (len(ranked) > 2 and counts[ranked[2]] >= counts[ranked[1]])
    ):
        return ()
    one, other = first[ranked[0]], first[ranked[1]]
    return () if sides_of(one, around) & sides_of(other, around) else (one, other)


def is_head(actor: Actor, around: Around) -> bool:
    """Whether somebody headed a state, a government or a body on the day."""
    return _holds(actor, _HEADS, around)


def _is_in_office(actor: Actor, around: Around) -> bool:
    return _holds(actor, _PRINCIPAL_ROLES, around)


def _holds(actor: Actor, roles: frozenset[str], around: Around) -> bool:
    facts = around.facts_of(actor)
    day = around.published_on
    return bool(facts and day and any(t.covers(day) and t.role in roles for t in facts.terms))


def has_left(actor: Actor, around: Around) -> bool:
    """Whether somebody held offices, and none on the day."""
    facts = around.facts_of(actor)
    day = around.published_on
    return bool(facts and day and facts.terms and not any(t.covers(day) for t in facts.terms))


def _fits_pronoun(actor: Actor, text: str, around: Around) -> bool:
    facts = around.facts_of(actor)
    if facts is None or not facts.gender:
        return True
    other = "f" if facts.gender == "m" else "m"
    return bool(words.PRONOUNS[facts.gender].search(text) or not words.PRONOUNS[other].search(text))


def _one_by_one(clause: Clause, actors: Sequence[Actor], around: Around) -> list[list[Actor]]:
    """One with several in turn: "с X и с Y", "X-пен және Y-пен", "with X, Y and Z" of three
    countries. All together where the text says so, or where they are many."""
    offset = clause.sentence.start + clause.start
    if around.language == "kk":
        return kazakh.groups_of(
            clause.text, offset, actors, lambda each: nominatives(each, around.book)
        )
    alone: list[Actor] = []
    others: list[Actor] = []
    end = 0
    of_list = False
    for actor in sorted(actors, key=lambda each: each.start):
        start = actor.start - offset
        if start < 0:
            alone.append(actor)
            continue
        before = clause.text[end:start]
        surface = clause.text[start : actor.end - offset]
        tail = re.match(r"\w*", clause.text[actor.end - offset :])
        with_word = words.WITH_WORD.search(before) or words.WITH_ENDING.search(
            surface + (tail[0] if tail else "")
        )
        of_list = bool(with_word) or (of_list and words.LIST_GOES_ON.fullmatch(before) is not None)
        (others if of_list else alone).append(actor)
        end = actor.end - offset
    if len(others) < 2 or len(alone) != 1 or words.TOGETHER.search(clause.sentence.text):
        return [list(actors)]
    sides = [sides_of(each, around) for each in others]
    are_strangers = all(sides) and not any(a & b for a, b in combinations(sides, 2))
    repeats = len(words.WITH_WORD.findall(clause.text)) >= len(others)
    if repeats or are_strangers:
        return [[alone[0], other] for other in others]
    return [list(actors)]
