"""A made archive: sentences, names and a number -> that many articles, as rows for COPY.

The same sources, names and number give the same rows. Real sentences keep the company of their
text and topic; a long tail of made words gives rare terms, as many as an archive of that size has;
sentences of our own name leaders and cities in every case ending, and each such name has its
mention. One article in four covers a meeting; one in fifty is a copy of another with a change,
and known as its twin.
Ids say nothing of dates, as after an import of old files. Knows no database.
"""

import datetime
import itertools
import math
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar

from archive.extraction import EXTRACTOR
from archive.importing.parse import ParsedArticle
from archive.models.articles import article_slug, feed_id_for
from archive.text import key_of
from bench.search.frames import FRAMES
from bench.search.sources import Source, Sources

# Raise it when other rows are made of the same sources: stored archives are then made anew.
RECIPE = 2

SEED = "parley"
# Articles in one stretch of rows.
BLOCK = 1000

FIRST_DAY, DAYS = datetime.date(2001, 1, 1), 25 * 365
# So many times more articles on the last day than on the first.
GROWTH = 4
UNDATED = 0.002
LANGUAGES, LANGUAGE_SHARES = ("ru", "kk", "en"), (85, 10, 5)
OUTLETS = 40
# An outlet gives its time in one of these zones, in minutes east of UTC.
ZONES = (180, 300, 0)

TOPICS, TEXTS_OF_A_TOPIC = 80, 12
# Of the real sentences, those of the topic; the others are from anywhere.
FROM_THE_TOPIC = 0.6
# Words of real sentences in an article: so many, and on average so many more.
FEWEST_WORDS, FURTHER_WORDS, MOST_WORDS = 90, 185, 1200

# Made words by rank: the commonest is in one article in fifty, the rarest in one of a million.
FIRST_RANK, LAST_RANK = 50, 800_000
# A rank times this, modulo the prime, spells a word that shows nothing of the rank.
SCATTER, PRIME = 341_873, 884_717
SYLLABLES = {
    "cyrillic": [c + v for c in "бвгджзклмнпрстфх" for v in "аеиоуя"],
    "latin": [c + v for c in "bvgdjzklmnprstfh" for v in "aeiouy"],
}
ENDINGS = {
    "ru": ["", "", "а", "у", "ом", "е", "ский", "ского", "ность", "ный", "ение", "ист"],
    "kk": ["", "", "ның", "ға", "да", "мен", "лар"],
    "en": ["", "", "s", "er", "ing"],
}
TAIL_SENTENCES = 4

# Shares of how many people and places an article names.
PEOPLE, PEOPLE_SHARES = (1, 2, 3, 4, 6), (35, 35, 16, 9, 5)
PLACES, PLACES_SHARES = (1, 2, 3), (60, 28, 12)
# Forms of a name: its base, a bare surname, any other.
BASE_FORM, SHORT_FORM = 0.35, 0.45

# Stories that are a meeting, and shares of how many articles cover one: with those, one article
# in four does.
MEETINGS = 0.123
COVERED_BY, COVERED_BY_SHARES = (1, 2, 3, 4, 6), (30, 32, 20, 12, 6)
KINDS = ("talks", "visit", "phone-call", "summit", "video-call", "signing", "forum", "other")
KIND_SHARES = (42, 18, 12, 10, 6, 5, 4, 3)
COPIES = 0.02

# When all this was stored, if anybody asks: the same at every making.
STORED_AT = "2026-01-01T00:00:00+00:00"
NULL = r"\N"

# Table -> columns, in the order in which rows are stored: what others point to first.
COLUMNS = {
    "archive_outlet": "id name slug",
    "archive_article": "id title body author outlet_id original_url published_at"
    " utc_offset_minutes language slug content_hash feed_id extractor created_at updated_at",
    "archive_sketch": "article_id minima bands twins",
    "archive_mention": "id article_id field start end surface kind basis label label_key"
    " person_id location_id confidence extractor",
    "archive_event": "id kind tags status stage starts_on date_precision location_id other_names"
    " host confidence is_edited feed_id created_at updated_at",
    "archive_participation": "id event_id person_id confidence sentence rule",
    "archive_coverage": "id article_id event_id role stage kind tags starts_on date_precision"
    " date_basis location_id location_is_told other_names host confidence sentence reasons"
    " joined_because",
    "archive_coverageparticipant": "id coverage_id person_id rule",
}

Rows = dict[str, str]
"""Table -> its rows for COPY, in text format, a line each."""
Lines = dict[str, list[str]]
"""The same while it grows."""

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class Named:
    """Whom or what articles name: its base form and the other forms, by language."""

    id: int
    kind: str  # "person" or "location"
    base: dict[str, str]
    full: dict[str, list[str]]
    short: dict[str, list[str]]

    @cached_property
    def base_key(self) -> dict[str, str]:
        return {language: key_of(base) for language, base in self.base.items()}


@dataclass(frozen=True)
class Cast:
    """Everybody and every place a made archive names, the most named first."""

    people: list[Named]
    places: list[Named]


@dataclass(frozen=True)
class Sentence:
    """A text, and the names in it as (start, end, who)."""

    text: str
    names: tuple[tuple[int, int, Named], ...] = ()


@dataclass(frozen=True)
class Meeting:
    id: int
    day: datetime.date
    kind: str
    people: tuple[Named, ...]
    place: Named


@dataclass(frozen=True)
class Draft:
    """An article that has no number yet."""

    language: str
    outlet: int
    published_at: datetime.datetime | None
    title: Sentence
    sentences: list[Sentence]
    topic: list[Source]
    meeting: Meeting | None = None
    # Of the draft before it.
    is_copy: bool = False


class Weighted(Generic[Thing]):
    """Things of which the n-th is drawn with a weight of 1 / n^exponent, as names in news are."""

    def __init__(self, things: Sequence[Thing], exponent: float) -> None:
        self.things = things
        weights = (1 / rank**exponent for rank in range(1, len(things) + 1))
        self.cumulated = list(itertools.accumulate(weights))

    def draw(self, chance: random.Random) -> Thing:
        return chance.choices(self.things, cum_weights=self.cumulated)[0]

    def draw_different(self, chance: random.Random, count: int) -> list[Thing]:
        """So many, or fewer where the same came up again."""
        drawn = chance.choices(self.things, cum_weights=self.cumulated, k=count)
        return list(dict.fromkeys(drawn))


def made_articles(sources: Sources, cast: Cast, count: int) -> Iterator[Rows]:
    """The rows of an archive of so many articles, a thousand articles at a time."""
    maker = _Maker(sources, cast)
    drafts = itertools.islice(maker.drafts(), count)
    lines = maker.outlets()
    while block := list(itertools.islice(drafts, BLOCK)):
        for draft in block:
            maker.store(draft, lines)
        yield {table: "".join(each) for table, each in lines.items()}
        lines = _no_lines()


def _no_lines() -> Lines:
    return {table: [] for table in COLUMNS}


class _Maker:
    """Chance, what it chooses from, and the numbers given so far."""

    def __init__(self, sources: Sources, cast: Cast) -> None:
        self.chance = random.Random(SEED)
        self.sources = sources
        self.people = Weighted(cast.people, 0.95)
        self.places = Weighted(cast.places, 1.0)
        self.outlet_numbers = Weighted(range(1, OUTLETS + 1), 0.7)
        self.topic_numbers = Weighted(range(TOPICS), 0.6)
        self.topics = {
            language: [
                self.chance.sample(texts, min(TEXTS_OF_A_TOPIC, len(texts))) for _ in range(TOPICS)
            ]
            for language, texts in sources.items()
        }
        self.ids = {table: itertools.count(1) for table in COLUMNS}
        # Meetings whose row is made already.
        self.last_meeting = 0

    # --- What is told -------------------------------------------------------------------

    def drafts(self) -> Iterator[Draft]:
        """Articles without end, those of one story one after another."""
        while True:
            for draft in self._story():
                yield draft
                if self.chance.random() < COPIES:
                    yield self._copy_of(draft)

    def _story(self) -> Iterator[Draft]:
        chance = self.chance
        day = _day(chance.random())
        topic = self.topic_numbers.draw(chance)
        people = self.people.draw_different(chance, chance.choices(PEOPLE, PEOPLE_SHARES)[0])
        places = self.places.draw_different(chance, chance.choices(PLACES, PLACES_SHARES)[0])
        if chance.random() >= MEETINGS:
            outlet = self.outlet_numbers.draw(chance)
            published_at = None if chance.random() < UNDATED else self._instant(day, outlet)
            yield self._draft(topic, outlet, published_at, people, places)
            return
        while len(people) < 2:
            people = self.people.draw_different(chance, 3)
        meeting = Meeting(
            next(self.ids["archive_event"]),
            day,
            chance.choices(KINDS, KIND_SHARES)[0],
            tuple(people[:2]),
            places[0],
        )
        count = chance.choices(COVERED_BY, COVERED_BY_SHARES)[0]
        for outlet in self.outlet_numbers.draw_different(chance, count):
            published_at = self._instant(day, outlet, later=chance.random() < 0.3)
            yield self._draft(topic, outlet, published_at, people, places, meeting)

    def _draft(
        self,
        topic_number: int,
        outlet: int,
        published_at: datetime.datetime | None,
        people: list[Named],
        places: list[Named],
        meeting: Meeting | None = None,
    ) -> Draft:
        chance = self.chance
        language = chance.choices(LANGUAGES, LANGUAGE_SHARES)[0]
        topic = self.topics[language][topic_number]
        frames = FRAMES[language]
        sentences = [Sentence(text) for text in self._real_sentences(language, topic)]

        def one_of(choice: list[list[str]], number: int = 0) -> Sentence:
            around = (people[number % len(people)], people[(number + 1) % len(people)])
            return self._filled(
                chance.choice(choice), language, *around, places[number % len(places)]
            )

        for number in range(2 + len(people)):
            sentence = one_of(frames.sentences, number)
            sentences.insert(chance.randrange(len(sentences) + 1), sentence)
        for _ in range(TAIL_SENTENCES):
            sentences.insert(chance.randrange(len(sentences) + 1), one_of(frames.tail))
        if meeting:
            title = one_of(frames.meeting_titles)
            sentences.insert(0, one_of(frames.meeting_leads))
        else:
            real = chance.choice(topic).title if chance.random() < 0.4 else ""
            title = Sentence(real) if real else one_of(frames.titles)
        return Draft(language, outlet, published_at, title, sentences, topic, meeting)

    def _copy_of(self, draft: Draft) -> Draft:
        """The same in another outlet a day later, a sentence changed or a lead set before it."""
        chance = self.chance
        outlet = draft.outlet % OUTLETS + 1
        sentences = list(draft.sentences)
        new = Sentence(chance.choice(chance.choice(draft.topic).sentences))
        plain = [at for at, sentence in enumerate(sentences) if not sentence.names]
        if plain and chance.random() < 0.5:
            sentences[chance.choice(plain)] = new
        else:
            sentences.insert(0, new)
        published_at = draft.published_at and self._instant(
            draft.published_at.date() + datetime.timedelta(days=1), outlet
        )
        return replace(
            draft, outlet=outlet, published_at=published_at, sentences=sentences, is_copy=True
        )

    def _real_sentences(self, language: str, topic: list[Source]) -> Iterator[str]:
        """Sentences of the topic and of anything, up to four on end of one text."""
        chance = self.chance
        left = min(FEWEST_WORDS + chance.expovariate(1 / FURTHER_WORDS), MOST_WORDS)
        while left > 0:
            texts = topic if chance.random() < FROM_THE_TOPIC else self.sources[language]
            sentences = chance.choice(texts).sentences
            start = chance.randrange(len(sentences))
            for text in sentences[start : start + chance.randint(1, 4)]:
                yield text
                # Counted by spaces: a word on average takes seven letters with its space.
                left -= text.count(" ") + 1
                if left <= 0:
                    return

    def _filled(self, frame: list[str], language: str, p: Named, q: Named, c: Named) -> Sentence:
        places = {"{p}": p, "{q}": q, "{c}": c}
        text, names = "", []
        for piece in frame:
            named = places.get(piece)
            if named:
                form = self._form(named, language)
                names.append((len(text), len(text) + len(form), named))
                text += form
            elif piece in ("{w}", "{v}"):
                text += self._made_word(language)
            else:
                text += piece
        return Sentence(text, tuple(names))

    def _form(self, named: Named, language: str) -> str:
        value = self.chance.random()
        if value < BASE_FORM:
            return named.base[language]
        short = named.short.get(language)
        if short and value < BASE_FORM + SHORT_FORM:
            return self.chance.choice(short)
        return self.chance.choice(named.full[language])

    def _made_word(self, language: str) -> str:
        """A word of the long tail: the rank is drawn by Zipf's law, 1 / rank."""
        rank = int(FIRST_RANK * (LAST_RANK / FIRST_RANK) ** self.chance.random())
        ending = self.chance.choice(ENDINGS[language])
        return made_word(rank, "latin" if language == "en" else "cyrillic").capitalize() + ending

    def _instant(
        self, day: datetime.date, outlet: int, *, later: bool = False
    ) -> datetime.datetime:
        minutes = self.chance.randrange(6 * 60, 23 * 60) + 24 * 60 * later
        zone = datetime.timezone(datetime.timedelta(minutes=ZONES[outlet % len(ZONES)]))
        midnight = datetime.datetime(day.year, day.month, day.day, tzinfo=zone)
        return midnight + datetime.timedelta(minutes=minutes)

    # --- As rows ------------------------------------------------------------------------

    def outlets(self) -> Lines:
        lines = _no_lines()
        for number in range(1, OUTLETS + 1):
            lines["archive_outlet"].append(_line(number, outlet_name(number), f"outlet-{number}"))
        return lines

    def store(self, draft: Draft, lines: Lines) -> None:
        """Add an article, its mentions and what it says of a meeting."""
        pk = next(self.ids["archive_article"])
        parsed = ParsedArticle(
            title=draft.title.text,
            body=_body(draft.sentences),
            author="",
            outlet=outlet_name(draft.outlet),
            original_url=f"https://outlet-{draft.outlet}.example.org/{pk}",
            published_at=draft.published_at,
            language=draft.language,
        )
        lines["archive_article"].append(
            _line(
                pk,
                parsed.title,
                parsed.body.replace("\n", r"\n"),
                parsed.author,
                draft.outlet,
                parsed.original_url,
                parsed.published_at.isoformat() if parsed.published_at else NULL,
                parsed.utc_offset_minutes,
                parsed.language,
                article_slug(parsed.title),
                parsed.content_hash,
                feed_id_for(parsed.original_url, parsed.content_hash),
                EXTRACTOR,
                STORED_AT,
                STORED_AT,
            )
        )
        # The group is known; a sketch takes a millisecond an article, a quarter of an hour for a
        # million, and nothing that is measured reads one.
        lines["archive_sketch"].append(_line(pk, "{}", "{}", pk - 1 if draft.is_copy else pk))
        self._mentions(pk, "title", draft.language, [draft.title], lines)
        self._mentions(pk, "body", draft.language, draft.sentences, lines)
        if draft.meeting:
            lead = next(each.text for each in draft.sentences if each.names)
            self._coverage(pk, draft.meeting, lead, lines)

    def _mentions(
        self, pk: int, field: str, language: str, sentences: list[Sentence], lines: Lines
    ) -> None:
        numbers, mentions = self.ids["archive_mention"], lines["archive_mention"]
        at = 0
        for sentence in sentences:
            for start, end, named in sentence.names:
                is_person = named.kind == "person"
                mentions.append(
                    f"{next(numbers)}\t{pk}\t{field}\t{at + start}\t{at + end}"
                    f"\t{sentence.text[start:end]}\t{named.kind}\tname"
                    f"\t{named.base[language]}\t{named.base_key[language]}"
                    f"\t{named.id if is_person else NULL}\t{NULL if is_person else named.id}"
                    f"\t0.95\t{EXTRACTOR}\n"
                )
            at += len(sentence.text) + 1

    def _coverage(self, pk: int, meeting: Meeting, lead: str, lines: Lines) -> None:
        if meeting.id > self.last_meeting:
            self.last_meeting = meeting.id
            self._meeting(meeting, lead, lines)
        coverage = next(self.ids["archive_coverage"])
        told = (meeting.kind, "{}", meeting.day, "day", "publication", meeting.place.id, "t")
        lines["archive_coverage"].append(
            _line(
                coverage, pk, meeting.id, "main", "held", *told, "{}", "", 0.9, lead, "made", "made"
            )
        )
        for person in meeting.people:
            number = next(self.ids["archive_coverageparticipant"])
            lines["archive_coverageparticipant"].append(_line(number, coverage, person.id, "made"))

    def _meeting(self, meeting: Meeting, lead: str, lines: Lines) -> None:
        feed_id = uuid.uuid5(uuid.NAMESPACE_URL, f"made-meeting:{meeting.id}")
        told = (meeting.kind, "{}", "published", "held", meeting.day, "day", meeting.place.id)
        lines["archive_event"].append(
            _line(meeting.id, *told, "{}", "", 0.9, "f", feed_id, STORED_AT, STORED_AT)
        )
        for person in meeting.people:
            number = next(self.ids["archive_participation"])
            lines["archive_participation"].append(
                _line(number, meeting.id, person.id, 0.9, lead, "made")
            )


def made_word(rank: int, script: str) -> str:
    """The made word of a rank, the same at every making; no two ranks share one."""
    syllables = SYLLABLES[script]
    number, first = divmod(rank * SCATTER % PRIME, len(syllables))
    third, second = divmod(number, len(syllables))
    return syllables[first] + syllables[second] + syllables[third]


def outlet_name(number: int) -> str:
    return f"Outlet {number}"


def _day(share: float) -> datetime.date:
    """The day until which this share of all articles is published, if they grow evenly."""
    passed = (math.sqrt(1 + (GROWTH**2 - 1) * share) - 1) / (GROWTH - 1)
    return FIRST_DAY + datetime.timedelta(days=int(passed * DAYS))


def _body(sentences: list[Sentence]) -> str:
    """The sentences with one character between each two: a line end after every fifth."""
    texts = [sentence.text for sentence in sentences]
    return "\n".join(" ".join(texts[at : at + 5]) for at in range(0, len(texts), 5))


def _line(*values: object) -> str:
    # Sources are rid of what COPY takes for marks of its own.
    return "\t".join(map(str, values)) + "\n"
