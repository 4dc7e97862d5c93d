"""Detect: a text with its people and places -> claims that a meeting was held.

A first, careful reading: title and lead alone, a word for the meeting, at least two known
people in the sentence, and nothing that says it is planned, cancelled or long past.
Knows no database.
"""

import datetime
from dataclasses import dataclass

from razdel import sentenize

from archive.extraction.read import LinkedMention
from archive.meetings.claims import REMOTE, Claim
from archive.meetings.dates import day_spoken_of, names_another_time
from archive.meetings.words import (
    BACKGROUND,
    HELD,
    KINDS,
    MET,
    NEVER,
    NOT_HELD,
    PLACE_BEFORE,
    PLACE_ENDING,
    SPEAKER,
    SPEAKER_FOLLOWS,
    SPOKEN_OF,
)
from archive.models.choices import DateBasis, MeetingKind

# The lead: news says who met whom in the title or the first sentences, or the article is
# about something else (extraction study, section 4).
LEAD_SENTENCES = 4
# A sentence with more names than this lists guests, not parties to talks.
MOST_PARTIES = 6

# What is told of a visit or a signing is not yet a meeting: staff decide.
UNSURE_KINDS = frozenset({MeetingKind.VISIT, MeetingKind.SIGNING, MeetingKind.FORUM})

@dataclass(frozen=True)
class _Sentence:
    text: str
    number: int  # 0: the title
    people: tuple[LinkedMention, ...]
    places: tuple[LinkedMention, ...]
    start: int


def claims_of(
    title: str,
    body: str,
    language: str,
    published_on: datetime.date | None,
    people: list[LinkedMention],
    cities: list[LinkedMention],
) -> list[Claim]:
    """The meetings an article reports as held, at most one for a set of people.

    `people` and `cities` are its linked mentions, with offsets in title and body.
    """
    sentences = _lead(title, body, people, cities)
    lead_place = _first_place(sentences)
    claims: dict[frozenset[int], Claim] = {}
    for sentence in sentences:
        claim = _claim(sentences, sentence, lead_place, language, published_on)
        if claim is None:
            continue
        earlier = claims.get(claim.people)
        claims[claim.people] = _merged(earlier, claim) if earlier else claim
    return _without_parts(list(claims.values()))


def _lead(
    title: str, body: str, people: list[LinkedMention], cities: list[LinkedMention]
) -> list[_Sentence]:
    def within(mentions: list[LinkedMention], field: str, start: int, stop: int) -> tuple:
        return tuple(m for m in mentions if m.field == field and start <= m.start < stop)

    sentences = [
        _Sentence(
            title,
            0,
            within(people, "title", 0, len(title)),
            within(cities, "title", 0, len(title)),
            0,
        )
    ]
    # Four sentences lie well within this; the rest of a long text need not be split.
    for number, part in enumerate(sentenize(body[:4000])):
        if number >= LEAD_SENTENCES:
            break
        sentences.append(
            _Sentence(
                part.text,
                number + 1,
                within(people, "body", part.start, part.stop),
                within(cities, "body", part.start, part.stop),
                part.start,
            )
        )
    return sentences


def _claim(
    sentences: list[_Sentence],
    sentence: _Sentence,
    lead_place: int | None,
    language: str,
    published_on: datetime.date | None,
) -> Claim | None:
    kind = _kind(sentence.text)
    if kind is None or not _was_held(sentence):
        return None
    if BACKGROUND.search(sentence.text) or names_another_time(sentence.text, published_on):
        return None
    reasons = [f"{'title' if not sentence.number else 'lead'} speaks of {kind.label}"]
    parties = _parties(sentence)
    if len(parties) == 1 and sentence.number and MET.search(sentence.text):
        # "В Кремле его принял Путин", after a title or lead with one other name.
        others = _named_before(sentences, sentence) - parties
        if len(others) == 1:
            parties |= others
            reasons.append("the other name stands before")
    if not 2 <= len(parties) <= MOST_PARTIES:
        return None
    spoken = day_spoken_of(sentence.text, published_on)
    if spoken:
        day, how = spoken
        reasons.append(f"day by {how} in the sentence")
    elif published_on:
        day, how = published_on, "publication"
        reasons.append("day of publication")
    else:
        return None
    place = _place_of(sentence, language)
    if place:
        reasons.append("place in the sentence")
    elif lead_place and kind not in REMOTE:
        place = lead_place
        reasons.append("place in the lead")
    return Claim(
        kind=kind,
        people=parties,
        place=place,
        day=day,
        basis=DateBasis(how),
        confidence=_confidence(sentence, kind, place, how),
        sentence=sentence.text,
        reasons=tuple(reasons),
    )


def _named_before(sentences: list[_Sentence], sentence: _Sentence) -> frozenset[int]:
    """The people in the title and in the sentences before this one."""
    return frozenset(
        mention.id
        for earlier in sentences[: sentence.number]
        for mention in earlier.people
        if mention.id is not None and not _only_speaks(earlier, mention)
    )


def _kind(text: str) -> MeetingKind | None:
    return next((kind for kind, words in KINDS if words.search(text)), None)


def _was_held(sentence: _Sentence) -> bool:
    text = sentence.text
    if NEVER.search(text):
        return False
    if MET.search(text):
        return True
    if NOT_HELD.search(text):
        return False
    # In the text there must be a verb that says so; a headline may do without.
    return not sentence.number or bool(HELD.search(text))


def _parties(sentence: _Sentence) -> frozenset[int]:
    """The people who took part: all in the sentence but those who only speak of it."""
    return frozenset(
        mention.id
        for mention in sentence.people
        if mention.id is not None and not _only_speaks(sentence, mention)
    )


def _only_speaks(sentence: _Sentence, mention: LinkedMention) -> bool:
    """Whether somebody tells of the meeting, or is told of at it."""
    offset = sentence.start if sentence.number else 0
    before = sentence.text[: mention.start - offset]
    after = sentence.text[mention.end - offset :]
    return bool(
        SPEAKER.search(before)
        or SPEAKER_FOLLOWS.match(after)
        or SPOKEN_OF.search(before)
        # "Песков: встреча …" tells who said it.
        or (not before.strip() and after.startswith(":"))
    )


def _place_of(sentence: _Sentence, language: str) -> int | None:
    offset = sentence.start if sentence.number else 0
    for mention in sentence.places:
        if PLACE_BEFORE.search(sentence.text[: mention.start - offset]):
            return mention.id
        if language == "kk" and PLACE_ENDING.search(mention.surface):
            return mention.id
    return None


def _first_place(sentences: list[_Sentence]) -> int | None:
    """The first city the lead says something happened in, or its dateline."""
    for sentence in sentences[:3]:
        place = _place_of(sentence, "kk") or next(
            (m.id for m in sentence.places if sentence.number == 1 and m.start == 0), None
        )
        if place:
            return place
    return None


def _confidence(sentence: _Sentence, kind: MeetingKind, place: int | None, how: str) -> float:
    """How sure a claim is; 0.7 publishes it (group.PUBLISH_FROM)."""
    sure = 0.5
    sure += 0.25 if MET.search(sentence.text) else 0.1 if HELD.search(sentence.text) else 0
    sure += 0.1 if sentence.number <= 2 else 0
    sure += 0.05 if place or kind in REMOTE else 0
    sure += 0.05 if how != "publication" else 0
    if not MET.search(sentence.text) or kind in UNSURE_KINDS:
        # Not yet told that these people met: a headline without a verb, a visit, a signing.
        sure = min(sure, 0.65)
    return round(sure, 2)


def _merged(earlier: Claim, later: Claim) -> Claim:
    """Two sentences on one meeting: the earlier leads, the later fills its gaps."""
    by_date = later if "day of publication" in earlier.reasons else earlier
    return Claim(
        kind=later.kind if later.kind in REMOTE else earlier.kind,
        people=earlier.people,
        place=earlier.place or later.place,
        day=by_date.day,
        basis=by_date.basis,
        confidence=max(earlier.confidence, later.confidence),
        sentence=earlier.sentence if earlier.confidence >= later.confidence else later.sentence,
        reasons=tuple(dict.fromkeys(earlier.reasons + later.reasons)),
    )


def _without_parts(claims: list[Claim]) -> list[Claim]:
    """Drops a claim on some of the people of a fuller claim of the same day and kind."""
    return [
        claim
        for claim in claims
        if not any(
            claim.people < other.people and claim.day == other.day and claim.kind == other.kind
            for other in claims
        )
    ]
