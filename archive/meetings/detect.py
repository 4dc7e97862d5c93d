"""Detect: a text with its people and places -> claims that meetings were held or announced.

Sentence by sentence, clause by clause: does it say that people met (or will, or will not), who
of those it names took part, where and when. What a title, a lead and the text say of one
meeting becomes one claim. Knows no database.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from archive.extraction.namebook import NameBook
from archive.extraction.offices import ORGANISATIONS, countries_by_adjective
from archive.extraction.read import LinkedMention
from archive.meetings import english, kazakh, russian, words
from archive.meetings.actors import add_actors, nominatives
from archive.meetings.claims import REMOTE, Claim
from archive.meetings.dates import Told, day_told, names_another_time, says_day_after
from archive.meetings.sentences import Actor, PlaceNamed, Sentence, sentences_of
from archive.meetings.venues import capital_of, city_of_venue
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

# The lead: news says who met whom in the title or the first sentences.
LEAD_SENTENCES = 4
# A sentence with more names than this lists guests, not parties to talks.
MOST_PARTIES = 6
# A gathering of so many is a summit; fewer hold talks, on whatever occasion.
SUMMIT_PARTIES = 4

# How sure a clause is by the words that say it (bench/meetings.py on the tuned gold).
_SURE = {
    "met": 0.78,
    "talked": 0.6,
    "occasion": 0.55,
    "noun": 0.55,
    "visited": 0.5,
    "ahead": 0.72,
    "off": 0.66,
}
# Who speaks for a country or a body by office; others in it may be its spokesmen.
_HEADS = frozenset({"head_of_state", "head_of_government", "head_of_organisation"})
_PRINCIPAL_ROLES = _HEADS | {"foreign_minister"}
_STAGES = {"ahead": Stage.ANNOUNCED, "off": Stage.CANCELLED}


@dataclass
class _Clause:
    """A part of a sentence with a finite verb, as far as punctuation tells."""

    sentence: Sentence
    start: int
    text: str
    actors: list[Actor]
    is_relative: bool = False
    says: str = ""  # a key of _SURE
    where: Sequence[tuple[int, int]] = ()  # stretches of the sentence, if the grammar knows them
    city_ends: int = -1
    by_phone: bool = False
    rules: dict[int | str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Around:
    """What an article is beside its sentences."""

    language: str
    published_on: datetime.date | None
    book: NameBook
    sentences: Sequence[Sentence]
    # The two an article is on, if it is on two of different countries.
    principals: tuple[Actor, ...] = ()

    @property
    def lead(self) -> Sequence[Sentence]:
        return self.sentences[: LEAD_SENTENCES + 1]


def claims_of(
    title: str,
    body: str,
    language: str,
    published_on: datetime.date | None,
    mentions: Sequence[LinkedMention],
    book: NameBook,
) -> list[Claim]:
    """The meetings an article reports as held, announced or called off.

    `mentions` are all names in it, as read_names gives them, with offsets in title and body.
    """
    sentences = sentences_of(title, body, mentions)
    if published_on is not None:
        add_actors(sentences, language, published_on, book)
    around = _Around(language, published_on, book, sentences)
    around = replace(around, principals=_principals(around))
    claims: list[Claim] = []
    for sentence in sentences:
        if language == "en":
            claims += _claims_by_word_order(sentence, around)
            continue
        for clause in _clauses(sentence, around):
            claims += _claims_in(clause, claims, around)
    if language != "en":
        # English news on summits names as many who stayed away (0 of 3 right on the tuned gold).
        claims += _gathering(around)
    if not claims:
        claims += _between_principals(around)
    return _told_once(claims)


# --- Clauses ------------------------------------------------------------------------------


def _clauses(sentence: Sentence, around: _Around) -> Iterator[_Clause]:
    """The clauses of a sentence, each with those of its actors who may have taken part."""
    starts = [0] + [match.end() for match in words.CLAUSE_ENDS.finditer(sentence.text)]
    ends = [*starts[1:], len(sentence.text)]
    actors = [
        each
        for each in sentence.actors
        if not _is_spoken_of(sentence, each) and not _is_spokesman(each, around)
    ]
    for start, end in zip(starts, ends, strict=True):
        text = sentence.text[start:end]
        inside = [a for a in actors if start <= a.start - sentence.start < end]
        is_relative = bool(words.RELATIVE.match(sentence.text, max(0, start)))
        yield _Clause(sentence, start, text, inside, is_relative)


def _is_spoken_of(sentence: Sentence, actor: Actor) -> bool:
    """Whether somebody tells of the meeting, or is told of at it."""
    before = sentence.text[: actor.start - sentence.start]
    after = sentence.text[actor.end - sentence.start :]
    return bool(
        actor.start in sentence.aside
        or words.MEANWHILE.match(before)
        or words.SPEAKER.search(before)
        or words.SPEAKER_FOLLOWS.match(after)
        or words.SPOKEN_OF.search(before)
        or words.SPOKEN_OF_AFTER.match(after)
        or words.TOPIC.search(before)
        or words.TOPIC_AFTER.match(after)
        # "Песков: встреча …" tells who said it.
        or (not before.strip() and words.SAYS.match(after))
    )


def _is_spokesman(actor: Actor, around: _Around) -> bool:
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    titles = [term.title for term in facts.terms] if facts else []
    return bool(titles) and all(re.search("Press Secretary|[Ss]pokes", each) for each in titles)


def _says(clause: _Clause, around: _Around) -> str:
    """Whether a clause says that people met, and how: a key of _SURE, or nothing."""
    text = clause.text
    is_title = clause.sentence.number == 0
    if around.language == "kk" and kazakh.is_hearsay(clause.sentence.whole):
        return ""
    if words.BACKGROUND.search(text) or words.RECALLED.match(clause.sentence.text):
        return ""
    is_past = around.language == "ru" and _is_of_days_before(clause, around)
    off = words.OFF.search(text)
    if off and (words.NOUN.search(text) or words.VISITED.search(text) or words.MET.search(text)):
        return "off"
    if words.IMAGINED.search(text):
        return ""
    met = words.MET.search(text)
    ahead = words.AHEAD.search(text)
    if around.language == "ru":
        if ahead and russian.is_negated(text, ahead):
            return "off"
        if met and russian.is_negated(text, met):
            return ""
        if is_past and not ahead:
            return ""
    if met and not (ahead and ahead.start() < met.start() and ahead.end() > met.start() - 12):
        return "" if names_another_time(text, around.published_on) else "met"
    if ahead and (
        words.NOUN.search(text)
        or words.MET.search(text)
        or words.KINDS[2][1].search(text)
        or words.VISITED.search(text)
        or re.search(
            r"примет|примут|примет|посетит|прибуд|приед|қабылда|келеді|барады|visit|host|receive",
            text,
        )
    ):
        return "ahead"
    if words.LETTERS.search(text) or names_another_time(text, around.published_on):
        return ""
    if words.ATTENDED.search(text):
        return ""
    if words.TALKED.search(text):
        return "talked"
    if words.OCCASION.search(text):
        return "occasion"
    if is_title and words.NOUN.search(text):
        return "noun"
    if words.NOUN.search(text) and re.search(r"телефонн\w+ разговор|телефон", text):
        return "noun"
    if words.VISITED.search(text) and words.INVITED.search(text):
        return "visited"
    return ""


def _is_of_days_before(clause: _Clause, around: _Around) -> bool:
    """Whether what stands before a clause says that it is of a day long before."""
    text = clause.text
    if words.GOES_ON.match(text):
        text = clause.sentence.text[: clause.start + len(text)]
    return russian.is_of_other_days(text, clause.sentence, around.sentences, around.published_on)


def _claims_by_word_order(sentence: Sentence, around: _Around) -> list[Claim]:
    """What an English sentence says, where who met whom stands in the order of words."""
    claims: list[Claim | None] = []
    for reading in english.readings(sentence, around.sentences, lambda a: _gender(a, around)):
        text = sentence.text[reading.start : reading.end]
        clause = _Clause(sentence, reading.start, text, reading.parties, says=reading.says)
        clause.where, clause.city_ends = reading.where, reading.city_ends
        clause.by_phone = reading.by_phone
        if reading.says not in _STAGES and _is_of_other_days(sentence, text, reading, around):
            continue
        parties, doubt = reading.parties, reading.doubt
        doubt += 0.25 if english.is_fiction(around.sentences[0].text) else 0
        for actor in parties:
            clause.rules[actor.who] = _HOW_NAMED[actor.basis]
            doubt += _COST_OF[actor.basis]
        clause.rules |= dict(reading.rules)
        if not _is_international(clause, parties, around) or len(parties) > MOST_PARTIES:
            continue
        apart = reading.one_by_one
        is_list = len(reading.subjects) == 1 and len(reading.objects) > 1
        if is_list and not apart and not reading.together:
            sides = [_sides(each, around) for each in reading.objects]
            apart = all(sides) and not any(a & b for a, b in combinations(sides, 2))
            is_joint = bool(words.TOGETHER.search(text))
            apart = apart and not is_joint
            # All at one table, or one after the other: only the text could say.
            doubt += 0.0 if is_joint else 0.2
        for group in (
            [[reading.subjects[0], each] for each in reading.objects] if apart else [parties]
        ):
            claims.append(_claim(clause, group, doubt, around))
    return [claim for claim in claims if claim is not None]


def _is_of_other_days(
    sentence: Sentence, text: str, reading: english.Reading, around: _Around
) -> bool:
    """Whether a clause, or what it takes its people from, tells of a day long before."""
    told = [text]
    if reading.rules:
        told = [sentence.text[: reading.end]]
        if any("sentence before" in rule for _, rule in reading.rules):
            told.append(around.sentences[sentence.number - 1].text)
    return any(
        names_another_time(english.without_since(each), around.published_on)
        or english.is_of_other_days(each)
        for each in told
    )


def _gender(actor: Actor, around: _Around) -> str:
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    return facts.gender if facts else ""


_HOW_NAMED = {
    "name": "named beside words for a meeting",
    "office": "by office beside words for a meeting",
    "role": "by a role named before beside words for a meeting",
}
_COST_OF = {"name": 0.0, "office": 0.02, "role": 0.05}


# --- Who ----------------------------------------------------------------------------------


def _claims_in(clause: _Clause, earlier: Sequence[Claim], around: _Around) -> list[Claim]:
    clause.says = _says(clause, around)
    if not clause.says:
        return []
    hosted = _with_institution(clause, around)
    if hosted is not None:
        return [hosted]
    return [
        claim
        for parties, doubt in _parties(clause, around)
        if (claim := _claim(clause, parties, doubt, around)) is not None
    ]


_INSTITUTIONS = {
    name: re.compile(rf"{words.PEOPLE_OF}(?:{texts})(?![\w-])", re.IGNORECASE)
    for name, texts in {**ORGANISATIONS, "European Union": words.EUROPEAN_UNION}.items()
}


def _with_institution(clause: _Clause, around: _Around) -> Claim | None:
    """One leader with people of an institution: "с делегацией ОБСЕ", "with EU officials"."""
    actors = [each for each in _distinct(clause.actors) if each.id is not None]
    if len(actors) != 1 or clause.says not in {"met", "ahead", "off"}:
        return None
    for name, pattern in _INSTITUTIONS.items():
        if pattern.search(clause.text) and name not in _sides(actors[0], around):
            clause.rules[actors[0].who] = f"met people of the {name}"
            claim = _claim(clause, actors, 0.02, around)
            return replace(claim, host=name) if claim else None
    return None


def _parties(clause: _Clause, around: _Around) -> list[tuple[list[Actor], float]]:
    """Who met in a clause, as one or more groups, each with what it costs in confidence."""
    actors = _distinct(clause.actors)
    doubt = 0.0
    for actor in actors:
        how = {"name": "named", "office": "by office", "role": "by a role named before"}
        clause.rules[actor.who] = f"{how[actor.basis]} beside words for a meeting"
        doubt += {"name": 0, "office": 0.02, "role": 0.05}[actor.basis]
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
    if not _is_international(clause, actors, around):
        return []
    if len(actors) < 2 or (len(actors) > MOST_PARTIES and not words.SUMMIT.search(clause.text)):
        return []
    if clause.says in {"talked", "occasion"} and not _act_together(clause, actors):
        return []
    return [(group, doubt) for group in _one_by_one(clause, actors, around)]


def _lacks_subject(clause: _Clause, around: _Around) -> bool:
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


def _act_together(clause: _Clause, actors: Sequence[Actor]) -> bool:
    """Whether they do it with each other: nobody has a verb of their own between two names."""
    offset = clause.sentence.start + clause.start
    inside = sorted((a for a in actors if a.start >= offset), key=lambda each: each.start)
    for one, other in pairwise(inside):
        between = clause.text[one.end - offset : other.start - offset]
        verb = words.TALKED.search(between) or words.VERB.search(between)
        if verb and not words.WITH_WORD.search(between[verb.end() :]):
            return False
    return True


def _is_international(clause: _Clause, actors: Sequence[Actor], around: _Around) -> bool:
    """Whether the parties may be of two states or bodies: a president and his minister are not.

    Whoever has no record is taken for a countryman unless a foreign country stands beside.
    """
    sides = [_sides(each, around) for each in actors if each.id is not None]
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
        if (country := _country_of(place.id, around)) is not None and country not in shared
    ]
    adjectives = countries_by_adjective(clause.sentence.text, around.language, around.book)
    return any(each.id is None for each in actors) and bool(foreign or adjectives - shared)


def _sides(actor: Actor, around: _Around) -> frozenset[int | str]:
    """The countries and organisations somebody speaks for: on the day, else ever."""
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    if facts is None:
        return frozenset()
    day = around.published_on
    terms = [term for term in facts.terms if day and term.covers(day)] or list(facts.terms)
    return frozenset(term.country_id or term.organisation for term in terms)


def _country_of(place: int, around: _Around) -> int | None:
    facts = around.book.places[place]
    return place if facts.kind == "country" else facts.country_id


def _distinct(actors: Sequence[Actor]) -> list[Actor]:
    seen: dict[int | str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.who, actor)
    return list(seen.values())


def _carried(clause: _Clause, other: Actor, around: _Around) -> tuple[Actor, str, float] | None:
    """The party a clause leaves out or has a pronoun for: the subject before."""
    sentence = clause.sentence
    in_sentence = [
        each
        for each in sentence.actors
        if each.start - sentence.start < clause.start
        and each.who != other.who
        and not _is_spoken_of(sentence, each)
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
        for each in _distinct(following.actors):
            if each.who != other.who and not _is_spoken_of(following, each):
                return each, "subject of the first sentence", 0.05
        return None
    previous = around.sentences[sentence.number - 1]
    named = [
        each
        for each in _distinct(previous.actors)
        if each.who != other.who and not _is_spoken_of(previous, each)
    ]
    pronoun = any(
        words.PRONOUNS[gender].search(clause.text) for gender in ("m", "f")
    ) or words.GUEST.search(clause.text)
    title = [a for a in _distinct(around.sentences[0].actors) if a.who != other.who]
    subjects = [a for a in named if russian.is_subject(previous, a)]
    if around.language == "ru":
        named = subjects
        if pronoun and len(subjects) == 1 and _fits_pronoun(subjects[0], clause.text, around):
            return subjects[0], "the one named in the sentence before", 0.06
    others = [a for a in around.principals if a.who != other.who]
    others_before = bool(pronoun and named) and not any(a in around.principals for a in named)
    is_on_two = len(others) == 1 and len(around.principals) == 2 and not others_before
    if is_on_two and clause.says in {"met", "occasion"}:
        return others[0], "one of the two the article is on", 0.14
    if named and (pronoun or len(named) == 1):
        gendered = [each for each in named if _fits_pronoun(each, clause.text, around)]
        if gendered:
            return gendered[0], "the one named in the sentence before", 0.12
    if len(title) == 1 and sentence.number <= LEAD_SENTENCES:
        return title[0], "named in the title", 0.1
    return None


def _principals(around: _Around) -> tuple[Actor, ...]:
    """The two people of different countries an article is on.

    The only two in it who held an office on the day; or the two named most, both more than
    once or in the title.
    """
    counts: Counter[int | str] = Counter()
    first: dict[int | str, Actor] = {}
    for sentence in around.sentences:
        for actor in _distinct(sentence.actors):
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
    return () if _sides(one, around) & _sides(other, around) else (one, other)


def _is_head(actor: Actor, around: _Around) -> bool:
    return _holds(actor, _HEADS, around)


def _is_in_office(actor: Actor, around: _Around) -> bool:
    return _holds(actor, _PRINCIPAL_ROLES, around)


def _holds(actor: Actor, roles: frozenset[str], around: _Around) -> bool:
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    day = around.published_on
    return bool(facts and day and any(t.covers(day) and t.role in roles for t in facts.terms))


def _has_left(actor: Actor, around: _Around) -> bool:
    """Whether somebody held offices, and none on the day."""
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    day = around.published_on
    return bool(facts and day and facts.terms and not any(t.covers(day) for t in facts.terms))


def _between_principals(around: _Around) -> list[Claim]:
    """The meeting of the two an article is on, told without naming both in one clause."""
    whole = " ".join(sentence.text for sentence in around.sentences)
    if not around.principals or words.ANNIVERSARY.search(whole):
        return []
    for sentence in around.sentences:
        for clause in _clauses(sentence, around):
            named = {actor.who for actor in clause.actors}
            if around.language == "kk" and (len(named) > 1 or kazakh.is_of_others(clause.text)):
                # By their endings they have not met.
                continue
            says = _says(clause, around) or _says_in_passing(clause, around)
            if around.language == "en":
                # Where both are named, the order of words has been asked already.
                is_asked = len({a.who for a in sentence.actors}) > 1
                says = "" if is_asked or not english.speaks_of_a_meeting(clause.text) else "met"
            if says in {"met", "occasion", "noun"} and named <= {
                actor.who for actor in around.principals
            }:
                clause.says = says
                rule = "one of the two the article is on"
                clause.rules |= {actor.who: rule for actor in around.principals}
                claim = _claim(clause, around.principals, 0.2, around)
                if claim is not None:
                    return [claim]
    return []


def _says_in_passing(clause: _Clause, around: _Around) -> str:
    """A bare word for a meeting in the text, with nothing beside it that says otherwise."""
    text = clause.sentence.text
    against = (words.IMAGINED, words.AHEAD, words.OFF, words.LETTERS, words.BACKGROUND)
    if words.NOUN.search(text) and not any(pattern.search(text) for pattern in against):
        return "" if names_another_time(text, around.published_on) else "noun"
    return ""


def _fits_pronoun(actor: Actor, text: str, around: _Around) -> bool:
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    if facts is None or not facts.gender:
        return True
    other = "f" if facts.gender == "m" else "m"
    return bool(words.PRONOUNS[facts.gender].search(text) or not words.PRONOUNS[other].search(text))


def _one_by_one(clause: _Clause, actors: Sequence[Actor], around: _Around) -> list[list[Actor]]:
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
    sides = [_sides(each, around) for each in others]
    are_strangers = all(sides) and not any(a & b for a, b in combinations(sides, 2))
    repeats = len(words.WITH_WORD.findall(clause.text)) >= len(others)
    if repeats or are_strangers:
        return [[alone[0], other] for other in others]
    return [list(actors)]


# --- The claim ----------------------------------------------------------------------------


def _claim(
    clause: _Clause, parties: Sequence[Actor], doubt: float, around: _Around
) -> Claim | None:
    stage = _STAGES.get(clause.says, Stage.HELD)
    told = _day(clause, stage, around)
    if told is None:
        return None
    if stage == Stage.HELD and told.basis in _INFERRED and _recalls(clause, parties, around):
        doubt += 0.15
    elif told.basis == DateBasis.PUBLICATION and _is_led_by_another_day(clause, around):
        doubt += 0.12
    kind, tags = _kinds(clause, parties, around)
    place, where = _place(clause, parties, kind, stage, around)
    if (
        told.basis in _INFERRED
        and where == "in the clause"
        and _is_elsewhere(place, clause, around)
    ):
        doubt += 0.15
    if around.language == "ru":
        doubt += russian.doubt(
            clause.text,
            clause.sentence,
            around.sentences,
            told,
            stage,
            published_on=around.published_on,
            lead=LEAD_SENTENCES,
        )
    people = frozenset(each.id for each in parties if each.id is not None)
    others = tuple(sorted({each.name for each in parties if each.id is None}))
    if not people:
        return None
    part = "title" if clause.sentence.number == 0 else f"sentence {clause.sentence.number}"
    reasons = [f"{part} says so ({_HOW[clause.says]})"]
    reasons.append(f"day: {told.basis.label}")
    if where:
        reasons.append(f"place: {where}")
    return Claim(
        kind=kind,
        tags=tags,
        stage=stage,
        people=people,
        others=others,
        day=told.day,
        precision=told.precision,
        basis=told.basis,
        place=place,
        place_is_told=where in _TOLD_WHERE,
        confidence=_confidence(clause, parties, doubt, told, place, kind),
        sentence=clause.sentence.whole.strip(),
        reasons=tuple(reasons),
        rules={each.who: clause.rules.get(each.who, "") for each in parties},
    )


def _is_elsewhere(place: int | None, clause: _Clause, around: _Around) -> bool:
    """Whether a clause after the lead tells of a city other than the article was sent from."""
    if around.language == "ru" or clause.sentence.number <= 2:
        return False
    dateline = _dateline(around.sentences[1], around)
    return dateline is not None and place != dateline


def _is_led_by_another_day(clause: _Clause, around: _Around) -> bool:
    """Whether the lead tells of a day before publication, and a clause after it of none."""
    if around.language == "ru" or clause.sentence.number <= LEAD_SENTENCES:
        return False
    days = [day_told(each.text, around.published_on, Stage.HELD) for each in around.sentences[:3]]
    return any(told is not None and told.day != around.published_on for told in days)


_INFERRED = (DateBasis.PUBLICATION, DateBasis.NEARBY)
# So far back what a text recalls may still go on.
_RECALLED_WITHIN = 2


def _recalls(clause: _Clause, parties: Sequence[Actor], around: _Around) -> bool:
    """Whether a clause without a day, after the lead, stands where a text recalls other days.

    So it does where somebody has left office.
    """
    number = clause.sentence.number
    if around.language == "kk" and kazakh.is_before_then(clause.text):
        return True
    if number <= LEAD_SENTENCES or around.language == "ru":
        return False
    if any(_has_left(each, around) for each in parties):
        return True
    before = around.sentences[max(1, number - _RECALLED_WITHIN) : number + 1]
    return any(
        names_another_time(each.text, around.published_on)
        or (english.is_of_other_days(each.text) if around.language == "en" else False)
        or words.RECALLED.match(each.text)
        for each in before
    )


_HOW = {
    "met": "a verb for meeting",
    "talked": "what they did together",
    "occasion": "a meeting taken for granted",
    "noun": "a word for a meeting",
    "visited": "an arrival or a visit",
    "ahead": "a plan",
    "off": "called off",
}


def _day(clause: _Clause, stage: Stage, around: _Around) -> Told | None:
    """The day a clause tells, else its sentence, the lead, the day of publication."""
    published_on = around.published_on
    beside = _day_beside(clause, stage, around)
    if beside is not None:
        return beside
    if clause.where:
        # From the verb on first: "flew to B on Monday, where he will meet C on Friday".
        begin = min(start for start, _ in clause.where[:2])
        text = clause.sentence.text[begin : clause.start + len(clause.text)]
        told = day_told(english.without_saying(text), published_on, stage)
        if told is not None and told.precision == DatePrecision.DAY:
            return told
    text = english.without_saying(clause.text) if stage != Stage.HELD else clause.text
    told = day_told(text, published_on, stage)
    if told is None and clause.where:
        # What comes after the clause is of something else: "before flying to B on Friday".
        upto = clause.start + len(clause.text)
        text = clause.sentence.text[:upto]
        text = english.without_saying(text) if stage != Stage.HELD else text
        told = day_told(text, published_on, stage)
    elif told is None and not clause.is_relative:
        told = day_told(_main_text(clause.sentence), published_on, stage)
    if told is not None:
        return told
    if around.language == "ru" and stage == Stage.HELD:
        day = russian.day_carried(clause.sentence, around.sentences, published_on)
        if day is not None:
            return Told(day, DateBasis.NEARBY)
    if stage != Stage.HELD:
        for sentence in around.lead[: max(clause.sentence.number + 1, 3)]:
            if clause.where and not english.looks_ahead(sentence.text):
                continue
            if around.language == "kk" and not words.AHEAD.search(sentence.text):
                continue
            if _is_of_others(sentence, clause, around):
                continue
            told = day_told(english.without_saying(sentence.text), published_on, stage)
            if around.language == "ru" and told is not None:
                is_plan = bool(words.AHEAD.search(sentence.text))
                is_theirs = {a.who for a in sentence.actors} & {a.who for a in clause.actors}
                if told.basis == DateBasis.WEEKDAY and not is_plan:
                    # The Thursday of what was held is behind.
                    continue
                if told.precision != DatePrecision.DAY and not is_theirs:
                    continue
            # What else happens today is no date of a plan.
            if told is not None and (published_on is None or told.day > published_on):
                return told
        return None
    upto = min(max(clause.sentence.number, 2), LEAD_SENTENCES) + 1
    previous = _sentence_before(clause, around)
    told = day_told(previous.text, published_on, stage) if previous else None
    if told is not None and kazakh.is_set_before(clause.sentence.text):
        return replace(told, basis=DateBasis.NEARBY)
    for sentence in sorted(
        around.lead[:upto], key=lambda each: abs(each.number - clause.sentence.number)
    ):
        if _is_of_others(sentence, clause, around) or _is_on_plans(sentence, clause, around):
            continue
        told = day_told(_main_text(sentence), published_on, stage)
        if told is not None:
            later = says_day_after(clause.text) and sentence.number < clause.sentence.number
            day = told.day + datetime.timedelta(days=int(later))
            return replace(told, day=day, basis=DateBasis.NEARBY)
    if published_on is None:
        return None
    return Told(published_on, DateBasis.PUBLICATION)


def _sentence_before(clause: _Clause, around: _Around) -> Sentence | None:
    """In Kazakh the sentence before, if it names nobody: it tells where."""
    if around.language != "kk" or clause.sentence.number < 2:
        return None
    previous = around.sentences[clause.sentence.number - 1]
    return None if previous.actors else previous


def _shares_people(sentence: Sentence, clause: _Clause) -> bool:
    """Whether a sentence names somebody of a clause, or one whom the clause leaves out."""
    parties = {each.who for each in clause.actors} | clause.rules.keys()
    return any(each.who in parties for each in sentence.actors)


def _is_of_others(sentence: Sentence, clause: _Clause, around: _Around) -> bool:
    """Whether a sentence tells of other people: its day is of their meeting."""
    if around.language == "ru":
        return False
    return bool(sentence.actors) and not _shares_people(sentence, clause)


def _is_on_plans(sentence: Sentence, clause: _Clause, around: _Around) -> bool:
    """Whether a sentence beside a meeting that was held tells of what is to come."""
    if around.language != "kk" or sentence.number == clause.sentence.number:
        return False
    return bool(words.AHEAD.search(sentence.text))


def _day_beside(clause: _Clause, stage: Stage, around: _Around) -> Told | None:
    """ "На следующий день", "the day before": from the day the article was on until then."""
    for pattern, days in words.BESIDE:
        if not pattern.search(clause.text):
            continue
        before = around.sentences[: clause.sentence.number][::-1]
        for sentence in before:
            told = day_told(sentence.text, around.published_on, stage)
            if told is not None and told.precision == DatePrecision.DAY:
                day = told.day + datetime.timedelta(days=days)
                return Told(day, DateBasis.NEARBY)
    return None


def _main_text(sentence: Sentence) -> str:
    """A sentence without what it says of its people by the way: "который накануне прибыл"."""
    starts = [0, *(match.end() for match in words.CLAUSE_ENDS.finditer(sentence.text))]
    ends = [*starts[1:], len(sentence.text)]
    return " ".join(
        sentence.text[start:end]
        for start, end in zip(starts, ends, strict=True)
        if not words.RELATIVE.match(sentence.text, start)
    )


def _kinds(
    clause: _Clause, parties: Sequence[Actor], around: _Around
) -> tuple[MeetingKind, tuple[MeetingKind, ...]]:
    found = [kind for kind, pattern in words.KINDS if pattern.search(clause.text)]
    if not found:
        found = [kind for kind, pattern in words.KINDS if pattern.search(clause.sentence.text)]
    kind = found[0] if found else MeetingKind.TALKS
    if clause.by_phone and kind not in REMOTE:
        found = [kind, *found]
        kind = MeetingKind.PHONE_CALL
    heads = sum(_is_head(each, around) for each in parties)
    is_many = heads >= SUMMIT_PARTIES or (
        MeetingKind.SUMMIT in found and len(parties) >= SUMMIT_PARTIES
    )
    if is_many and kind in (MeetingKind.TALKS, MeetingKind.SUMMIT):
        kind = MeetingKind.SUMMIT
    elif kind == MeetingKind.SUMMIT or (clause.says == "talked" and kind == MeetingKind.VISIT):
        kind = MeetingKind.TALKS
    return kind, tuple(each for each in found if each != kind and each not in REMOTE)


def _place(
    clause: _Clause, parties: Sequence[Actor], kind: MeetingKind, stage: Stage, around: _Around
) -> tuple[int | None, str]:
    place, how = _place_found(clause, parties, kind, stage, around)
    is_told = how in _TOLD_WHERE
    if (
        around.language == "ru"
        and place is not None
        and not is_told
        and (russian.only_spoke(clause.text) or _may_be_abroad(clause, parties, place, around))
    ):
        return None, ""
    return place, how


def _place_found(
    clause: _Clause, parties: Sequence[Actor], kind: MeetingKind, stage: Stage, around: _Around
) -> tuple[int | None, str]:
    if kind in REMOTE:
        return None, ""
    begin = clause.sentence.start + clause.start
    end = begin + len(clause.text)
    offset = clause.sentence.start
    for named in clause.sentence.places:
        if named.end - offset == clause.city_ends and around.book.places[named.id].kind == "city":
            before = clause.sentence.text[max(0, named.start - offset - 40) : clause.city_ends]
            return city_of_venue(before, around.book) or named.id, "in the clause"
    if around.language == "ru":
        named_before = russian.stands_before(clause.sentence, clause.start, clause.sentence.places)
        if named_before is not None:
            is_city = around.book.places[named_before.id].kind == "city"
            return (named_before.id, "in the sentence") if is_city else (None, "")
    for start, stop in clause.where:
        place = _place_in(clause.sentence, offset + start, offset + stop, around)
        if place is not None:
            return place, "in the clause"
    first = around.sentences[1] if len(around.sentences) > 1 else None
    dateline = _dateline(first, around) if first else None
    if clause.where and stage == Stage.HELD and dateline is not None:
        return dateline, "the dateline"
    for how, start, stop in (
        ()
        if clause.where
        else (
            ("in the clause", begin, end),
            ("in the sentence", offset, end if around.language == "ru" else clause.sentence.end),
        )
    ):
        place = _place_in(clause.sentence, start, stop, around) or _venue_in(
            clause.sentence, start, stop, around, kinds=("region",)
        )
        if place is not None:
            return place, how
    if stage != Stage.HELD and clause.sentence.number > LEAD_SENTENCES:
        return None, ""
    previous = _sentence_before(clause, around)
    if previous is not None:
        place = _place_in(previous, previous.start, previous.end, around)
        if place is not None:
            return place, "in the sentence before"
    if around.language == "ru" and stage == Stage.ANNOUNCED:
        who = {actor.who for actor in parties}
        for sentence in around.sentences[max(0, clause.sentence.number - 1) :][:2]:
            for named in sentence.places:
                if (
                    around.book.places[named.id].kind == "city"
                    and russian.is_bound_for(sentence, named)
                    and {actor.who for actor in sentence.actors} <= who
                ):
                    return named.id, "in the lead"
    # Nearest first, and only where the text tells of a meeting or an arrival.
    for sentence in sorted(around.lead, key=lambda each: abs(each.number - clause.sentence.number)):
        if clause.where and not _is_on(sentence, clause, stage):
            continue
        if (
            stage != Stage.HELD
            and around.language == "kk"
            and not words.AHEAD.search(sentence.text)
        ):
            continue
        if around.language == "ru" and not russian.may_tell_where(
            sentence, {actor.who for actor in parties}, stage, around.published_on
        ):
            continue
        if _tells_of_meeting(sentence):
            place = _place_in(sentence, sentence.start, sentence.end, around)
            if place is not None:
                return place, "in the title" if sentence.number == 0 else "in the lead"
    if dateline is not None:
        return dateline, "the dateline"
    place = _main_city(around)
    return (place, "the city the article is on") if place is not None else (None, "")


def _may_be_abroad(clause: _Clause, parties: Sequence[Actor], place: int, around: _Around) -> bool:
    """Whether a clause need not be of where the article is: it names another country, or tells
    further down of people who were not said to be there."""
    countries = {
        _country_of(each.id, around)
        for each in clause.sentence.places
        if around.book.places[each.id].kind == "country"
        and _is_where(clause.sentence, each, around)
    }
    if countries and _country_of(place, around) not in countries:
        return True
    if clause.sentence.number <= LEAD_SENTENCES:
        return False
    begins = around.sentences[:3]
    named = {actor.who for sentence in begins for actor in sentence.actors}
    is_set_there = any(each.id == place for sentence in begins for each in sentence.places)
    return not is_set_there and not all(each.who in named for each in parties)


def _is_on(sentence: Sentence, clause: _Clause, stage: Stage) -> bool:
    """Whether a sentence may tell where a meeting told elsewhere was: of somebody who met."""
    return _shares_people(sentence, clause) and english.looks_ahead(sentence.text) == (
        stage != Stage.HELD
    )


def _main_city(around: _Around) -> int | None:
    """The city an article says most things happened in, if it is one before all others."""
    counts: Counter[int] = Counter()
    for sentence in around.sentences:
        for place in sentence.places:
            before = sentence.text[: place.start - sentence.start]
            if around.book.places[place.id].kind != "city" or words.ELSEWHERE.search(before):
                continue
            is_where = _is_where(sentence, place, around)
            if around.language != "ru" and not is_where:
                # Without "in", or the ending for it, it stands for its government.
                continue
            counts[place.id] += 2 if is_where else 1
            counts[place.id] += 1 if sentence.number == 0 else 0
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < max(3, ranked[1][1] + 1)):
        return None
    return ranked[0][0]


def _tells_of_meeting(sentence: Sentence) -> bool:
    patterns = (words.MET, words.NOUN, words.VISITED, words.OCCASION, words.AHEAD)
    return any(pattern.search(sentence.text) for pattern in patterns)


_TOLD_WHERE = ("", "in the clause", "in the sentence")


def _place_in(sentence: Sentence, start: int, stop: int, around: _Around) -> int | None:
    """The first city in a stretch that the text says something happened in."""
    for place in sentence.places:
        if not start <= place.start < stop:
            continue
        if around.book.places[place.id].kind != "city":
            continue
        before = sentence.text[: place.start - sentence.start]
        if words.ELSEWHERE.search(before) or words.MEANWHILE.match(before):
            continue
        heads_the_title = (
            not sentence.number
            and not before.strip()
            and sentence.text[place.end - sentence.start :].startswith(":")
        )
        if heads_the_title or _is_where(sentence, place, around):
            return place.id
    text = sentence.text[start - sentence.start : stop - sentence.start]
    return (
        city_of_venue(text, around.book)
        or _city_by_adjective(text, around)
        or _capital_in(sentence, start, stop, around)
        or _venue_in(sentence, start, stop, around, kinds=("venue",))
    )


def _venue_in(
    sentence: Sentence, start: int, stop: int, around: _Around, kinds: Sequence[str]
) -> int | None:
    """A venue or a region, where no city is named."""
    for kind in kinds:
        for place in sentence.places:
            if (
                start <= place.start < stop
                and around.book.places[place.id].kind == kind
                and _is_where(sentence, place, around)
            ):
                return place.id
    return None


def _is_where(sentence: Sentence, place: PlaceNamed, around: _Around) -> bool:
    """Whether a text says that something happened in a place: by "in" before, or an ending."""
    start, end = place.start - sentence.start, place.end - sentence.start
    if around.language == "kk":
        return kazakh.is_where(sentence.text, start, end)
    return bool(words.PLACE_BEFORE.search(sentence.text[:start]))


def _capital_in(sentence: Sentence, start: int, stop: int, around: _Around) -> int | None:
    """ "в столице Киргизии", "the Kazakh capital", "Қазақстан астанасында"."""
    for match in words.CAPITAL.finditer(
        sentence.text, start - sentence.start, stop - sentence.start
    ):
        for place in sentence.places:
            beside = (
                place.start - sentence.start - match.end(),
                match.start() - place.end + sentence.start,
            )
            if around.book.places[place.id].kind == "country" and any(
                0 <= gap <= 4 for gap in beside
            ):
                return capital_of(place.id, around.book)
        before = sentence.text[max(0, match.start() - 25) : match.start()]
        countries = countries_by_adjective(before, around.language, around.book)
        if len(countries) == 1:
            return capital_of(countries.pop(), around.book)
    return None


# "в сочинской резиденции", "в тегеранском дворце": a city by its adjective.
_BY_ADJECTIVE = re.compile(
    r"(?<!\w)в ([а-яё]{3,})ск(?:ом|ой) (?:[а-яё-]+ )?"
    r"(?:резиденц|двор|гостиниц|отел|аэропорт|ратуш)",
    re.IGNORECASE,
)


def _city_by_adjective(text: str, around: _Around) -> int | None:
    match = _BY_ADJECTIVE.search(text)
    if match is None:
        return None
    stem = match[1].lower()
    for name in (stem, f"{stem}а", stem[:-1], f"{stem[:-1]}а", f"{stem[:-1]}и"):
        for candidate in around.book.meaning(name):
            if candidate.kind == "location":
                facts = around.book.places[candidate.id]
                if facts.kind == "city" and facts.prominence >= 2:
                    return candidate.id
    return None


def _dateline(sentence: Sentence, around: _Around) -> int | None:
    """ "ASTANA -", "СОЧИ, 26 ноября.": the place an article was sent from."""
    first = min(sentence.places, key=lambda each: each.start, default=None)
    if first is None or first.start != sentence.start:
        return None
    after = sentence.text[first.end - sentence.start :]
    if first.surface.isupper() or re.match(r"\s*[,.(–—-]", after):
        return first.id if around.book.places[first.id].kind in {"city", "venue"} else None
    return None


def _confidence(
    clause: _Clause,
    parties: Sequence[Actor],
    doubt: float,
    told: Told,
    place: int | None,
    kind: MeetingKind,
) -> float:
    """How sure a claim is; summary.PUBLISH_FROM publishes it."""
    sure = _SURE[clause.says] - doubt
    sure += 0.06 if clause.sentence.number <= 2 else 0
    sure += 0.03 if place or kind in REMOTE else 0
    sure += 0.02 if told.basis != DateBasis.PUBLICATION else 0
    sure -= 0.06 * max(0, len(parties) - 3)
    if any(each.id is None for each in parties):
        # Somebody the archive does not know is as often a guest as a party.
        sure = min(sure - 0.05, 0.68)
    return round(max(0.05, min(sure, 0.95)), 2)


# --- Gatherings ---------------------------------------------------------------------------


def _gathering(around: _Around) -> list[Claim]:
    """A summit whose participants an article names one after another, over its sentences.

    Staff look at it first: who only sent word is not always told apart.
    """
    tells = next(
        (s for s in around.sentences[:8] if words.GATHERED.search(s.text)
         and not words.IMAGINED.search(s.text) and not words.OFF.search(s.text)
         and not words.AHEAD.search(s.text)),
        None,
    )  # fmt: skip
    day = around.published_on
    if tells is None or day is None:
        return []
    there: dict[int | str, Actor] = {}
    for sentence in around.sentences:
        if words.BACKGROUND.search(sentence.text) or names_another_time(sentence.text, day):
            continue
        for actor in sentence.actors:
            after = sentence.text[actor.end - sentence.start :]
            is_absent = words.ABSENT.match(after) or words.TOPIC.search(
                sentence.text[: actor.start - sentence.start]
            )
            if _is_head(actor, around) and not is_absent:
                there.setdefault(actor.who, actor)
    if len(there) < SUMMIT_PARTIES:
        return []
    clause = _Clause(tells, 0, tells.text, list(there.values()), says="noun")
    clause.rules = dict.fromkeys(there, "a leader named in an article on a summit")
    claim = _claim(clause, clause.actors, 0, around)
    if claim is None:
        return []
    return [replace(claim, kind=MeetingKind.SUMMIT, tags=(), confidence=0.6)]


# --- What is told twice ------------------------------------------------------


def _told_once(claims: Sequence[Claim]) -> list[Claim]:
    """One claim for each meeting, however often an article tells of it."""
    merged: list[Claim] = []
    for claim in claims:
        for number, earlier in enumerate(merged):
            if _is_same(earlier, claim):
                merged[number] = _both(earlier, claim)
                break
        else:
            merged.append(claim)
    return [claim for claim in merged if not _is_part(claim, merged)]


def _is_same(a: Claim, b: Claim) -> bool:
    if (a.people, a.others, a.stage) != (b.people, b.others, b.stage):
        return False
    if a.is_remote != b.is_remote and min(a.confidence, b.confidence) >= _SURE["met"] - 0.1:
        return False
    told = [each for each in (a, b) if each.basis not in _INFERRED]
    return len(told) < 2 or a.day == b.day or a.precision != b.precision


def _both(earlier: Claim, later: Claim) -> Claim:
    """Two sentences on one meeting: the surer leads, the other fills its gaps."""
    first, second = (earlier, later) if earlier.confidence >= later.confidence else (later, earlier)
    dated = first
    if (
        first.basis in _INFERRED and second.basis not in _INFERRED
    ) or first.basis == DateBasis.PUBLICATION:
        dated = second
    placed = first
    if not first.place or (second.place and second.place_is_told and not first.place_is_told):
        placed = second
    tags = {*first.tags, second.kind, *second.tags} - {first.kind} - REMOTE
    return replace(
        first,
        place=None if first.is_remote else placed.place,
        place_is_told=placed.place_is_told,
        day=dated.day,
        basis=dated.basis,
        precision=dated.precision,
        tags=tuple(sorted(tags)),
        confidence=round(min(first.confidence + 0.04, 0.95), 2),
        reasons=tuple(dict.fromkeys(first.reasons + second.reasons)),
    )


def _is_part(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a claim is on some of the people of a surer, fuller one of the same day.

    Two of those at a summit who met apart are a meeting of their own.
    """
    if words.SEPARATELY.search(claim.sentence):
        return False
    return any(
        claim.people < other.people
        and (other.kind != MeetingKind.SUMMIT or claim.kind == MeetingKind.SUMMIT)
        and set(claim.others) <= set(other.others)
        and claim.day == other.day
        and claim.stage == other.stage
        and claim.is_remote == other.is_remote
        and claim.confidence <= other.confidence + 0.1
        for other in claims
    )
