"""Detect: a text with its people and places -> claims that meetings were held or announced.

Sentence by sentence, clause by clause: does it say that people met (or will, or will not), who
of those it names took part, where and when. What a title, a lead and the text say of one
meeting becomes one claim. Knows no database.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.extraction.namebook import NameBook
from archive.extraction.read import LinkedMention
from archive.meetings import words
from archive.meetings.actors import add_actors
from archive.meetings.claims import REMOTE, Claim
from archive.meetings.dates import Told, day_told, names_another_time
from archive.meetings.sentences import Actor, Sentence, sentences_of
from archive.meetings.venues import city_of_venue
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

# The lead: news says who met whom in the title or the first sentences.
LEAD_SENTENCES = 4
# A sentence with more names than this lists guests, not parties to talks.
MOST_PARTIES = 6
# A gathering of so many is a summit; fewer hold talks, on whatever occasion.
SUMMIT_PARTIES = 4

# How sure a clause is by the words that say it (bench/meetings.py on the tuned gold).
_SURE = {"met": 0.78, "talked": 0.6, "occasion": 0.55, "noun": 0.55, "visited": 0.5, "ahead": 0.72, "off": 0.66}  # fmt: skip
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
    rules: dict[int | str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Around:
    """What an article is beside its sentences."""

    language: str
    published_on: datetime.date | None
    book: NameBook
    sentences: Sequence[Sentence]

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
    claims: list[Claim] = []
    for sentence in sentences:
        for clause in _clauses(sentence, around):
            claims += _claims_in(clause, claims, around)
    claims += _summit(around, claims)
    return _told_once(claims)


# --- Clauses ------------------------------------------------------------------------------


def _clauses(sentence: Sentence, around: _Around) -> Iterator[_Clause]:
    """The clauses of a sentence, each with those of its actors who may have taken part."""
    starts = [0] + [match.end() for match in words.CLAUSE_ENDS.finditer(sentence.text)]
    ends = [*starts[1:], len(sentence.text)]
    actors = [each for each in sentence.actors if not _is_spoken_of(sentence, each)]
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
        words.SPEAKER.search(before)
        or words.SPEAKER_FOLLOWS.match(after)
        or words.SPOKEN_OF.search(before)
        or words.SPOKEN_OF_AFTER.match(after)
        or words.TOPIC.search(before)
        or words.TOPIC_AFTER.match(after)
        # "Песков: встреча …" tells who said it.
        or (not before.strip() and words.SAYS.match(after))
    )


def _says(clause: _Clause, around: _Around) -> str:
    """Whether a clause says that people met, and how: a key of _SURE, or nothing."""
    text = clause.text
    is_title = clause.sentence.number == 0
    if words.BACKGROUND.search(clause.sentence.text):
        return ""
    off = words.OFF.search(text)
    if off and (words.NOUN.search(text) or words.VISITED.search(text) or words.MET.search(text)):
        return "off"
    if words.IMAGINED.search(text):
        return ""
    met = words.MET.search(text)
    ahead = words.AHEAD.search(text)
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
    if words.TALKED.search(text):
        return "talked"
    if words.OCCASION.search(text):
        return "occasion"
    if is_title and words.NOUN.search(text):
        return "noun"
    if words.NOUN.search(text) and re.search(r"телефонн\w+ разговор|телефон", text):
        return "noun"
    if words.VISITED.search(text):
        return "visited"
    return ""


# --- Who ----------------------------------------------------------------------------------


def _claims_in(clause: _Clause, earlier: Sequence[Claim], around: _Around) -> list[Claim]:
    clause.says = _says(clause, around)
    if not clause.says:
        return []
    return [
        claim
        for parties, doubt in _parties(clause, around)
        if (claim := _claim(clause, parties, doubt, around)) is not None
    ]


def _parties(clause: _Clause, around: _Around) -> list[tuple[list[Actor], float]]:
    """Who met in a clause, as one or more groups, each with what it costs in confidence."""
    actors = _distinct(clause.actors)
    doubt = 0.0
    for actor in actors:
        how = {"name": "named", "office": "by office", "role": "by a role named before"}
        clause.rules[actor.who] = f"{how[actor.basis]} beside words for a meeting"
        doubt += {"name": 0, "office": 0.02, "role": 0.05}[actor.basis]
    if len(actors) == 1 and clause.says != "visited":
        carried = _carried(clause, actors[0], around)
        if carried is not None:
            actor, rule, cost = carried
            clause.rules[actor.who] = rule
            actors, doubt = [actor, *actors], doubt + cost
    if len(actors) < 2 or (len(actors) > MOST_PARTIES and not words.SUMMIT.search(clause.text)):
        return []
    apart = _one_by_one(clause, actors)
    if apart:
        return [(group, doubt) for group in apart]
    return [(actors, doubt)]


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
    if named and (pronoun or len(named) == 1):
        gendered = [each for each in named if _fits_pronoun(each, clause.text, around)]
        if gendered:
            return gendered[0], "the one named in the sentence before", 0.12
    if len(title) == 1 and sentence.number <= LEAD_SENTENCES:
        return title[0], "named in the title", 0.1
    return None


def _fits_pronoun(actor: Actor, text: str, around: _Around) -> bool:
    facts = around.book.people.get(actor.id) if actor.id is not None else None
    if facts is None or not facts.gender:
        return True
    other = "f" if facts.gender == "m" else "m"
    return bool(words.PRONOUNS[facts.gender].search(text) or not words.PRONOUNS[other].search(text))


def _one_by_one(clause: _Clause, actors: Sequence[Actor]) -> list[list[Actor]]:
    """One with several in turn: "с X и с Y", "X-пен және Y-пен", "with X and with Y"."""
    offset = clause.sentence.start + clause.start
    with_ = []
    for actor in actors:
        before = clause.text[max(0, actor.start - offset - 120) : max(0, actor.start - offset)]
        previous_end = max(
            [each.end - offset for each in actors if each.end <= actor.start], default=0
        )
        before = clause.text[max(0, previous_end) : max(0, actor.start - offset)]
        surface = clause.text[max(0, actor.start - offset) : actor.end - offset]
        follows = clause.text[actor.end - offset : actor.end - offset + 5]
        is_with = bool(
            re.search(r"(?<!\w)(?:с|со|with)\s", before)
            or words.WITH_ENDING.search(surface + re.match(r"\w*", follows)[0])  # type: ignore[index]
        )
        with_.append(is_with)
    alone = [actor for actor, is_with in zip(actors, with_, strict=True) if not is_with]
    others = [actor for actor, is_with in zip(actors, with_, strict=True) if is_with]
    if len(others) >= 2 and len(alone) == 1:
        return [[alone[0], other] for other in others]
    return []


# --- The claim ----------------------------------------------------------------------------


def _claim(
    clause: _Clause, parties: Sequence[Actor], doubt: float, around: _Around
) -> Claim | None:
    stage = _STAGES.get(clause.says, Stage.HELD)
    told = _day(clause, stage, around)
    if told is None:
        return None
    kind, tags = _kinds(clause, parties)
    place, where = _place(clause, kind, stage, around)
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
        confidence=_confidence(clause, parties, doubt, told, place, kind),
        sentence=clause.sentence.whole.strip(),
        reasons=tuple(reasons),
        rules={each.who: clause.rules.get(each.who, "") for each in parties},
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
    for text in (clause.text, clause.sentence.text):
        told = day_told(text, published_on, stage)
        if told is not None:
            return told
    if stage != Stage.HELD:
        for sentence in around.lead[: max(clause.sentence.number + 1, 3)]:
            told = day_told(sentence.text, published_on, stage)
            if told is not None:
                return told
        return None
    for sentence in around.lead[: min(clause.sentence.number, LEAD_SENTENCES) + 1][::-1]:
        told = day_told(sentence.text, published_on, stage)
        if told is not None:
            return told
    if published_on is None:
        return None
    return Told(published_on, DateBasis.PUBLICATION)


def _kinds(
    clause: _Clause, parties: Sequence[Actor]
) -> tuple[MeetingKind, tuple[MeetingKind, ...]]:
    found = [kind for kind, pattern in words.KINDS if pattern.search(clause.text)]
    if not found:
        found = [kind for kind, pattern in words.KINDS if pattern.search(clause.sentence.text)]
    kind = found[0] if found else MeetingKind.TALKS
    if MeetingKind.SUMMIT in found and len(parties) >= SUMMIT_PARTIES and kind not in REMOTE:
        kind = MeetingKind.SUMMIT
    elif kind == MeetingKind.SUMMIT:
        kind = MeetingKind.TALKS
    elif clause.says == "talked" and kind == MeetingKind.VISIT:
        kind = MeetingKind.TALKS
    return kind, tuple(each for each in found if each != kind and each not in REMOTE)


def _place(
    clause: _Clause, kind: MeetingKind, stage: Stage, around: _Around
) -> tuple[int | None, str]:
    if kind in REMOTE:
        return None, ""
    begin = clause.sentence.start + clause.start
    end = begin + len(clause.text)
    for how, start, stop in (
        ("in the clause", begin, end),
        ("in the sentence", clause.sentence.start, clause.sentence.end),
    ):
        place = _place_in(clause.sentence, start, stop, around)
        if place is not None:
            return place, how
    if stage != Stage.HELD and clause.sentence.number > LEAD_SENTENCES:
        return None, ""
    for sentence in around.lead[1:]:
        dateline = _dateline(sentence, around) if sentence.number == 1 else None
        place = dateline or _place_in(sentence, sentence.start, sentence.end, around)
        if place is not None:
            return place, "in the lead"
    place = _place_in(around.sentences[0], 0, around.sentences[0].end, around)
    return (place, "in the title") if place is not None else (None, "")


def _place_in(sentence: Sentence, start: int, stop: int, around: _Around) -> int | None:
    """The first city in a stretch that the text says something happened in."""
    for place in sentence.places:
        if not start <= place.start < stop:
            continue
        facts = around.book.places[place.id]
        if facts.kind not in {"city", "venue"}:
            continue
        before = sentence.text[: place.start - sentence.start]
        if words.ELSEWHERE.search(before):
            continue
        if words.PLACE_BEFORE.search(before) or (
            around.language == "kk" and words.PLACE_ENDING.search(place.surface)
        ):
            return place.id
    text = sentence.text[start - sentence.start : stop - sentence.start]
    return city_of_venue(text, around.book) or _capital(text, around)


_CAPITAL = re.compile(
    r"(?<!\w)в(?:о)? ([а-яё]+ск)(?:ой|ую) столиц\w+|in the ([A-Z]\w+) capital", re.IGNORECASE
)


def _capital(text: str, around: _Around) -> int | None:
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
    sure -= 0.05 if any(each.id is None for each in parties) else 0
    return round(max(0.05, min(sure, 0.95)), 2)


# --- Summits, and what is told twice ------------------------------------------------------


def _summit(around: _Around, claims: Sequence[Claim]) -> list[Claim]:
    """A gathering whose participants an article names one after another."""
    return []


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
    if (a.people, a.others) != (b.people, b.others) or a.is_remote != b.is_remote:
        return False
    if a.stage != b.stage:
        return False
    told = [each for each in (a, b) if each.basis not in (DateBasis.PUBLICATION,)]
    return len(told) < 2 or a.day == b.day or a.precision != b.precision


def _both(earlier: Claim, later: Claim) -> Claim:
    """Two sentences on one meeting: the surer leads, the other fills its gaps."""
    first, second = (earlier, later) if earlier.confidence >= later.confidence else (later, earlier)
    dated = second if first.basis == DateBasis.PUBLICATION else first
    tags = {*first.tags, second.kind, *second.tags} - {first.kind}
    return replace(
        first,
        place=first.place or second.place,
        day=dated.day,
        basis=dated.basis,
        precision=dated.precision,
        tags=tuple(sorted(tags)),
        confidence=round(min(first.confidence + 0.04, 0.95), 2),
        reasons=tuple(dict.fromkeys(first.reasons + second.reasons)),
    )


def _is_part(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a claim is on some of the people of a surer, fuller one of the same day."""
    return any(
        claim.people < other.people
        and set(claim.others) <= set(other.others)
        and claim.day == other.day
        and claim.stage == other.stage
        and claim.is_remote == other.is_remote
        and claim.confidence <= other.confidence + 0.1
        for other in claims
    )
