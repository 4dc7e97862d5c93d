"""Sentences: an article and its mentions -> sentences with who and where is named in each.

Title and body are one text here, with offsets of its own. Knows no database.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from razdel import sentenize

from archive.extraction.namebook import PERSON
from archive.extraction.read import OFFICE, LinkedMention

# Stands between title and body.
BETWEEN = "\n\n"
# Far more than any report of a meeting has; the rest of a long text is speeches.
MOST_SENTENCES = 60
# A longer one is a list or no text at all.
LONGEST_SENTENCE = 2000
# From here on a page is a transcript: "В.Путин: Уважаемый господин Президент!"
_SPEAKER = re.compile(r"^(?:[А-ЯЁA-Z]\.\s?){1,2}[\w-]+(?:\s\([^)]*\))?:\s", re.MULTILINE)
# Two questions so written make an interview; what is told there is told in speech.
_QUESTION = re.compile(r"^(?:[–—-]\s.*\?\s*$|Вопрос[.:].*\?)", re.MULTILINE)
_QUOTED = re.compile(r"«[^«»]{25,}»|“[^“”]{25,}”|\"[^\"\n]{25,}\"|„[^„“]{25,}“")

# The stop after these English words ends no sentence: "on Sept. 17", "Gen. Milley".
_SHORTENED = re.compile(
    r"(?<![\w.])(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec|Gen|Lt|Col|Capt|Maj|Gov|Sen|Rep|Rev|Prof|Dr|Jr|Mr|Mrs|Ms"
    r"|St|Amb|Hon|Adm|Sgt)\.$"
)


@dataclass(frozen=True)
class Actor:
    """Somebody a sentence names, who may have taken part; offsets in the whole text.

    `id` is None for somebody without a record. `basis` says how they are named: by name, by
    office, by a role already given ("the chancellor"), or by a pronoun.
    """

    start: int
    end: int
    id: int | None
    name: str
    basis: str

    @property
    def who(self) -> int | str:
        return self.name if self.id is None else self.id


@dataclass(frozen=True)
class PlaceNamed:
    start: int
    end: int
    id: int
    surface: str


@dataclass
class Sentence:
    """A sentence of the title (number 0) or of the body, from 1 on.

    `text` has spaces where somebody is quoted: what is said in a speech is no report.
    """

    number: int
    start: int
    text: str
    whole: str
    actors: list[Actor] = field(default_factory=list)
    places: list[PlaceNamed] = field(default_factory=list)
    begins_paragraph: bool = True
    # Where actors begin who by their ending take no part.
    aside: frozenset[int] = frozenset()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def sentences_of(title: str, body: str, mentions: Sequence[LinkedMention]) -> list[Sentence]:
    """The sentences of an article, title first, each with the people and places in it."""
    text = f"{title}{BETWEEN}{body}"
    shift = len(title) + len(BETWEEN)
    transcript = _SPEAKER.search(body)
    questions = list(_QUESTION.finditer(body))
    ends = [transcript.start()] if transcript else []
    ends += [questions[0].start()] if len(questions) > 1 else []
    body_end = shift + min(ends, default=len(body))
    found = _spans(text, shift, body_end)
    short = (span for span in found if span[1] - span[0] <= LONGEST_SENTENCE)
    spans = [(0, len(title)), *islice(short, MOST_SENTENCES)]
    sentences = [
        Sentence(number, start, _without_quotes(text[start:end]), text[start:end])
        for number, (start, end) in enumerate(spans)
    ]
    for before, after in pairwise(sentences):
        after.begins_paragraph = "\n" in text[before.end : after.start + 1]
    for mention in mentions:
        start = mention.start + (shift if mention.field == "body" else 0)
        end = mention.end + (shift if mention.field == "body" else 0)
        sentence = _at(sentences, start)
        if sentence is None or sentence.text[start - sentence.start] == " ":
            continue
        if mention.kind != PERSON:
            if mention.id is not None:
                sentence.places.append(PlaceNamed(start, end, mention.id, mention.surface))
        elif mention.id is not None or " " in mention.label:
            basis = "office" if mention.basis == OFFICE else "name"
            sentence.actors.append(Actor(start, end, mention.id, mention.label, basis))
    return sentences


def _spans(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text[start:end]):
        begin = None
        for part in sentenize(line[0]):
            begin = part.start if begin is None else begin
            if _SHORTENED.search(part.text):
                continue
            if line[0][begin : part.stop].strip():
                yield start + line.start() + begin, start + line.start() + part.stop
            begin = None
        if begin is not None and line[0][begin:].strip():
            yield start + line.start() + begin, start + line.start() + len(line[0])


def _without_quotes(text: str) -> str:
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def _at(sentences: Sequence[Sentence], offset: int) -> Sentence | None:
    return next((each for each in sentences if each.start <= offset < each.end), None)
