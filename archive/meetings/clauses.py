"""Clauses: a sentence -> its clauses, and whether each says that people met.

Called off, wished, met, ahead, or doing together what people do who met: asked in this order.
Who tells of a meeting, or is told of at it, is no party to it. Knows no database.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.extraction.namebook import NameBook, PersonFacts
from archive.meetings import kazakh, russian, words
from archive.meetings.dates import names_another_time
from archive.meetings.sentences import Actor, Sentence
from archive.models.choices import MeetingKind, Stage

# How sure a clause is by the words that say it (bench/meetings.py on the tuned gold).
SURE = {
    "met": 0.78,
    "talked": 0.6,
    "occasion": 0.55,
    "noun": 0.55,
    "visited": 0.5,
    "ahead": 0.72,
    "off": 0.66,
}

# The lead: news says who met whom in the title or the first sentences.
LEAD_SENTENCES = 4

STAGES = {"ahead": Stage.ANNOUNCED, "off": Stage.CANCELLED}


@dataclass
class Clause:
    """A part of a sentence with a finite verb, as far as punctuation tells."""

    sentence: Sentence
    start: int
    text: str
    actors: list[Actor]
    is_relative: bool = False
    says: str = ""  # a key of SURE
    where: Sequence[tuple[int, int]] = ()  # stretches of the sentence, if the grammar knows them
    city_ends: int = -1
    by_phone: bool = False
    rules: dict[int | str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """What an article is beside its sentences."""

    language: str
    published_on: datetime.date | None
    book: NameBook
    sentences: Sequence[Sentence]
    # The two an article is on, if it is on two of different countries.
    principals: tuple[Actor, ...] = ()

    def facts_of(self, actor: Actor) -> PersonFacts | None:
        """What the data know of a person; None for somebody without a record."""
        return self.book.people.get(actor.id) if actor.id is not None else None

    @property
    def lead(self) -> Sequence[Sentence]:
        return self.sentences[: LEAD_SENTENCES + 1]


def clauses_of(sentence: Sentence, around: Around) -> Iterator[Clause]:
    """The clauses of a sentence, each with those of its actors who may have taken part."""
    starts = [0] + [match.end() for match in words.CLAUSE_ENDS.finditer(sentence.text)]
    ends = [*starts[1:], len(sentence.text)]
    actors = [
        each
        for each in sentence.actors
        if not is_spoken_of(sentence, each) and not _is_spokesman(each, around)
    ]
    for start, end in zip(starts, ends, strict=True):
        text = sentence.text[start:end]
        inside = [a for a in actors if start <= a.start - sentence.start < end]
        is_relative = bool(words.RELATIVE.match(sentence.text, max(0, start)))
        yield Clause(sentence, start, text, inside, is_relative)


def is_spoken_of(sentence: Sentence, actor: Actor) -> bool:
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


def _is_spokesman(actor: Actor, around: Around) -> bool:
    facts = around.facts_of(actor)
    titles = [term.title for term in facts.terms] if facts else []
    return bool(titles) and all(re.search("Press Secretary|[Ss]pokes", each) for each in titles)


def what_it_says(clause: Clause, around: Around) -> str:
    """Whether a clause says that people met, and how: a key of SURE, or nothing."""
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
    if met and _tells_who_stood_by(clause, met):
        return ""
    if met and not (ahead and ahead.start() < met.start() and ahead.end() > met.start() - 12):
        return "" if names_another_time(text, around.published_on) else "met"
    if ahead and (
        words.NOUN.search(text)
        or words.MET.search(text)
        or dict(words.KINDS)[MeetingKind.TALKS].search(text)
        or words.VISITED.search(text)
        or words.COMING.search(text)
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


def _tells_who_stood_by(clause: Clause, met: re.Match[str]) -> bool:
    """ "начался разговор, рядом находились X и Y": whom it names are not those who met."""
    by = words.ATTENDED.search(clause.text, met.end())
    begins = clause.sentence.start + clause.start
    return by is not None and all(each.start - begins > by.start() for each in clause.actors)


def _is_of_days_before(clause: Clause, around: Around) -> bool:
    """Whether what stands before a clause says that it is of a day long before."""
    text = clause.text
    if words.GOES_ON.match(text):
        text = clause.sentence.text[: clause.start + len(text)]
    return russian.is_of_other_days(text, clause.sentence, around.sentences, around.published_on)


def distinct(actors: Sequence[Actor]) -> list[Actor]:
    """Each person once, as first named."""
    seen: dict[int | str, Actor] = {}
    for actor in actors:
        seen.setdefault(actor.who, actor)
    return list(seen.values())


def what_it_says_in_passing(clause: Clause, around: Around) -> str:
    """A bare word for a meeting in the text, with nothing beside it that says otherwise."""
    text = clause.sentence.text
    against = (words.IMAGINED, words.AHEAD, words.OFF, words.LETTERS, words.BACKGROUND)
    if words.NOUN.search(text) and not any(pattern.search(text) for pattern in against):
        return "" if names_another_time(text, around.published_on) else "noun"
    return ""


def sentence_before(clause: Clause, around: Around) -> Sentence | None:
    """In Kazakh the sentence before, if it names nobody: it tells where."""
    if around.language != "kk" or clause.sentence.number < 2:
        return None
    previous = around.sentences[clause.sentence.number - 1]
    return None if previous.actors else previous


def shares_people(sentence: Sentence, clause: Clause) -> bool:
    """Whether a sentence names somebody of a clause, or one whom the clause leaves out."""
    parties = {each.who for each in clause.actors} | clause.rules.keys()
    return any(each.who in parties for each in sentence.actors)


def main_text(sentence: Sentence) -> str:
    """A sentence without what it says of its people by the way: "который накануне прибыл"."""
    starts = [0, *(match.end() for match in words.CLAUSE_ENDS.finditer(sentence.text))]
    ends = [*starts[1:], len(sentence.text)]
    return " ".join(
        sentence.text[start:end]
        for start, end in zip(starts, ends, strict=True)
        if not words.RELATIVE.match(sentence.text, start)
    )
