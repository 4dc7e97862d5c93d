"""Detect: a text with its people and places -> claims that meetings were held or announced.

Sentence by sentence, clause by clause: does it say that people met (clauses), who took part
(parties), of what kind, where and when (circumstances). What a title, a lead and the text say of
one meeting becomes one claim. Knows no database.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from archive.extraction.namebook import NameBook
from archive.extraction.offices import ORGANISATIONS
from archive.extraction.read import LinkedMention
from archive.meetings import english, kazakh, russian, words
from archive.meetings.actors import add_actors
from archive.meetings.circumstances import (
    INFERRED,
    SUMMIT_PARTIES,
    TOLD_WHERE,
    day_of,
    is_elsewhere,
    is_led_by_another_day,
    is_of_other_days,
    kinds_of,
    place_of,
)
from archive.meetings.claims import REMOTE, Claim
from archive.meetings.clauses import (
    LEAD_SENTENCES,
    STAGES,
    SURE,
    Around,
    Clause,
    clauses_of,
    distinct,
    what_it_says,
    what_it_says_in_passing,
)
from archive.meetings.dates import Told, names_another_time
from archive.meetings.parties import (
    COST_OF,
    HOW_NAMED,
    MOST_PARTIES,
    gender_of,
    has_left,
    is_head,
    is_international,
    parties_of,
    principals_of,
    sides_of,
)
from archive.meetings.sentences import Actor, Sentence, sentences_of
from archive.models.choices import DateBasis, MeetingKind, Stage


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
    around = Around(language, published_on, book, sentences)
    around = replace(around, principals=principals_of(around))
    claims: list[Claim] = []
    for sentence in sentences:
        if language == "en":
            claims += _claims_by_word_order(sentence, around)
            continue
        for clause in clauses_of(sentence, around):
            claims += _claims_in(clause, around)
    if language != "en":
        # English news on summits names as many who stayed away (0 of 3 right on the tuned gold).
        claims += _gathering(around)
    if not claims:
        claims += _between_principals(around)
    return _told_once(claims)


def _claims_by_word_order(sentence: Sentence, around: Around) -> list[Claim]:
    """What an English sentence says, where who met whom stands in the order of words."""
    claims: list[Claim | None] = []
    for reading in english.readings(sentence, around.sentences, lambda a: gender_of(a, around)):
        text = sentence.text[reading.start : reading.end]
        clause = Clause(sentence, reading.start, text, reading.parties, says=reading.says)
        clause.where, clause.city_ends = reading.where, reading.city_ends
        clause.by_phone = reading.by_phone
        if reading.says not in STAGES and is_of_other_days(sentence, text, reading, around):
            continue
        parties, doubt = reading.parties, reading.doubt
        doubt += 0.25 if english.is_fiction(around.sentences[0].text) else 0
        for actor in parties:
            clause.rules[actor.who] = HOW_NAMED[actor.basis]
            doubt += COST_OF[actor.basis]
        clause.rules |= dict(reading.rules)
        if not is_international(clause, parties, around) or len(parties) > MOST_PARTIES:
            continue
        apart = reading.one_by_one
        is_list = len(reading.subjects) == 1 and len(reading.objects) > 1
        if is_list and not apart and not reading.together:
            sides = [sides_of(each, around) for each in reading.objects]
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


def _claims_in(clause: Clause, around: Around) -> list[Claim]:
    clause.says = what_it_says(clause, around)
    if not clause.says:
        return []
    hosted = _with_institution(clause, around)
    if hosted is not None:
        return [hosted]
    return [
        claim
        for parties, doubt in parties_of(clause, around)
        if (claim := _claim(clause, parties, doubt, around)) is not None
    ]


_INSTITUTIONS = {
    name: re.compile(rf"{words.PEOPLE_OF}(?:{texts})(?![\w-])", re.IGNORECASE)
    for name, texts in {**ORGANISATIONS, "European Union": words.EUROPEAN_UNION}.items()
}


def _with_institution(clause: Clause, around: Around) -> Claim | None:
    """One leader with people of an institution: "с делегацией ОБСЕ", "with EU officials"."""
    actors = [each for each in distinct(clause.actors) if each.id is not None]
    if len(actors) != 1 or clause.says not in {"met", "ahead", "off"}:
        return None
    for name, pattern in _INSTITUTIONS.items():
        if pattern.search(clause.text) and name not in sides_of(actors[0], around):
            clause.rules[actors[0].who] = f"met people of the {name}"
            claim = _claim(clause, actors, 0.02, around)
            return replace(claim, host=name) if claim else None
    return None


def _between_principals(around: Around) -> list[Claim]:
    """The meeting of the two an article is on, told without naming both in one clause."""
    whole = " ".join(sentence.text for sentence in around.sentences)
    if not around.principals or words.ANNIVERSARY.search(whole):
        return []
    for sentence in around.sentences:
        for clause in clauses_of(sentence, around):
            named = {actor.who for actor in clause.actors}
            if around.language == "kk" and (len(named) > 1 or kazakh.is_of_others(clause.text)):
                # By their endings they have not met.
                continue
            says = what_it_says(clause, around) or what_it_says_in_passing(clause, around)
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


def _claim(clause: Clause, parties: Sequence[Actor], doubt: float, around: Around) -> Claim | None:
    stage = STAGES.get(clause.says, Stage.HELD)
    told = day_of(clause, stage, around)
    if told is None:
        return None
    if stage == Stage.HELD and told.basis in INFERRED and _recalls(clause, parties, around):
        doubt += 0.15
    elif told.basis == DateBasis.PUBLICATION and is_led_by_another_day(clause, around):
        doubt += 0.12
    kind, tags = kinds_of(clause, parties, around)
    place, where = place_of(clause, parties, kind, stage, around)
    if told.basis in INFERRED and where == "in the clause" and is_elsewhere(place, clause, around):
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
        place_is_told=where in TOLD_WHERE,
        confidence=_confidence(clause, parties, doubt, told, place, kind),
        sentence=clause.sentence.whole.strip(),
        reasons=tuple(reasons),
        rules={each.who: clause.rules.get(each.who, "") for each in parties},
    )


# So far back what a text recalls may still go on.
_RECALLED_WITHIN = 2


def _recalls(clause: Clause, parties: Sequence[Actor], around: Around) -> bool:
    """Whether a clause without a day, after the lead, stands where a text recalls other days.

    So it does where somebody has left office.
    """
    number = clause.sentence.number
    if around.language == "kk" and kazakh.is_before_then(clause.text):
        return True
    if number <= LEAD_SENTENCES or around.language == "ru":
        return False
    if any(has_left(each, around) for each in parties):
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


def _confidence(
    clause: Clause,
    parties: Sequence[Actor],
    doubt: float,
    told: Told,
    place: int | None,
    kind: MeetingKind,
) -> float:
    """How sure a claim is; summary.PUBLISH_FROM publishes it."""
    sure = SURE[clause.says] - doubt
    sure += 0.06 if clause.sentence.number <= 2 else 0
    sure += 0.03 if place or kind in REMOTE else 0
    sure += 0.02 if told.basis != DateBasis.PUBLICATION else 0
    sure -= 0.06 * max(0, len(parties) - 3)
    if any(each.id is None for each in parties):
        # Somebody the archive does not know is as often a guest as a party.
        sure = min(sure - 0.05, 0.68)
    return round(max(0.05, min(sure, 0.95)), 2)


def _gathering(around: Around) -> list[Claim]:
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
            if is_head(actor, around) and not is_absent:
                there.setdefault(actor.who, actor)
    if len(there) < SUMMIT_PARTIES:
        return []
    clause = Clause(tells, 0, tells.text, list(there.values()), says="noun")
    clause.rules = dict.fromkeys(there, "a leader named in an article on a summit")
    claim = _claim(clause, clause.actors, 0, around)
    if claim is None:
        return []
    return [replace(claim, kind=MeetingKind.SUMMIT, tags=(), confidence=0.6)]


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
    if a.is_remote != b.is_remote and min(a.confidence, b.confidence) >= SURE["met"] - 0.1:
        return False
    told = [each for each in (a, b) if each.basis not in INFERRED]
    return len(told) < 2 or a.day == b.day or a.precision != b.precision


def _both(earlier: Claim, later: Claim) -> Claim:
    """Two sentences on one meeting: the surer leads, the other fills its gaps."""
    first, second = (earlier, later) if earlier.confidence >= later.confidence else (later, earlier)
    dated = first
    if (
        first.basis in INFERRED and second.basis not in INFERRED
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
