"""Words against a plain reading: generated archives and questions, and what the rows say.

The reading of the box (words.py) and the stems of a word (analysis.py) are taken as they are;
all that the index and queries.py make of them is done here again, row by row and word by word.
"""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from making import make_omsk, make_person, make_place, make_russia, make_tokayev
from reading import count_of, page_of, table

from archive.extraction.dictionary import is_known
from archive.importing.store import feed_id_for
from archive.models import Article, Location, Mention, Outlet, Person
from archive.search import counting
from archive.search.analysis import compound_term, stems_asked, stems_of_name, terms_of_text
from archive.search.filters import Question
from archive.search.indexer import wait_until_indexed
from archive.search.reading import (
    All,
    Any,
    Has,
    InTitle,
    Most,
    Name,
    Near,
    Node,
    Not,
    Prefix,
    Published,
    Words,
    Year,
)
from archive.search.words import read_words
from archive.text import normalise

pytestmark = pytest.mark.django_db

# --- Archives -----------------------------------------------------------------------------------

# Common words twice, in several forms; namesakes of words, of one another; what is written in
# two ways.
WORDS = [
    *"""
    визит визита визитом Визит визитная переговоры переговоров лавр лавра Лавров лавров
    ёлка елки приём прие\u0301м премьер вице-премьер вицепремьера Вице-премьером
    ви\u0301це-премьер 10 10000 С-400 400 2019 верное Верный казах казахская сөзі созвать
    қаланың кала кездесу кездесуде visit visits Visit Tokayev's talk talks naïve naive
    Токаев Токаеву Алиев 12:30 30 2019 2020
    """.split(),
    "10 000",
    "визит премьера",
    "визит - премьер",
]
# Names as they stand in a text -> who bears them.
NAMES = {
    "Токаева": "kassym-jomart-tokayev",
    "К.-Ж. Токаевым": "kassym-jomart-tokayev",
    "Касым-Жомарт Токаев": "kassym-jomart-tokayev",
    "Тоқаевтың": "kassym-jomart-tokayev",
    "Tokayev": "kassym-jomart-tokayev",
    "Лавровым": "sergey-lavrov",
    "Алиев": "ilham-aliyev",
    "Алиевой": "mehriban-aliyeva",
    "Омске": "omsk",
    "Омбы": "omsk",
    "Верном": "verny",
    "России": "russia",
}
PEOPLE = sorted({slug for slug in NAMES.values() if "-" in slug})
OUTLETS = ["Courier", "Herald"]


def make_names() -> None:
    make_tokayev()
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_person("Ilham Aliyev", name_ru="Ильхам Алиев")
    make_person("Mehriban Aliyeva", name_ru="Мехрибан Алиева", gender="f")
    make_omsk(make_russia())
    make_place("Verny", name_ru="Верный")
    for name in OUTLETS:
        Outlet.objects.create(name=name, slug=name.lower())


@dataclass(frozen=True)
class Drawn:
    """An article to be made; its texts are pieces, (words, slug of the record or "")."""

    title: list[tuple[str, str]]
    body: list[tuple[str, str]]
    joints: list[str]
    published_at: datetime.datetime | None
    language: str
    outlet: str


# A name the extractor linked, or did not.
a_name = st.sampled_from(sorted(NAMES)).flatmap(
    lambda text: st.sampled_from([(text, NAMES[text]), (text, NAMES[text]), (text, "")])
)
a_piece = st.one_of(st.sampled_from(WORDS).map(lambda word: (word, "")), a_name)
articles = st.builds(
    Drawn,
    title=st.lists(a_piece, min_size=1, max_size=4),
    body=st.lists(a_piece, max_size=10),
    joints=st.lists(st.sampled_from([" ", " ", " ", ". ", ", ", " – ", "-", "\n\n", " «"]),
                    min_size=10, max_size=10),
    published_at=st.sampled_from(
        [None, *(datetime.datetime(*day, 22, tzinfo=datetime.UTC)
                 for day in ((2018, 12, 31), (2019, 1, 1), (2019, 11, 30), (2020, 2, 29)))]
    ),
    language=st.sampled_from(["ru", "ru", "kk", "en"]),
    outlet=st.sampled_from(OUTLETS),
)  # fmt: skip

_numbers = count(1)


def make(drawn: Drawn) -> None:
    """The article and its mentions, as import and extraction would leave them."""
    number = next(_numbers)
    texts, mentions = {}, []
    for field, pieces in (("title", drawn.title), ("body", drawn.body)):
        text = ""
        for (words, slug), joint in zip(pieces, ["", *drawn.joints], strict=False):
            text += (joint if field == "body" or joint != "\n\n" else " ") if text else ""
            if slug:
                mentions.append((field, len(text), words, slug))
            text += words
        assert text == normalise(text)
        texts[field] = text
    article = Article.objects.create(
        **texts,
        slug="x",
        language=drawn.language,
        outlet=Outlet.objects.get(name=drawn.outlet),
        original_url=f"https://plain.example.org/{number}",
        content_hash=str(number),
        feed_id=feed_id_for(f"https://plain.example.org/{number}", ""),
        published_at=drawn.published_at,
        # The same instant is another day, and another year, in another zone.
        utc_offset_minutes=360 if number % 2 else 0,
        updated_at="2025-01-01T00:00:00Z",
        extractor="test",
    )
    for field, start, surface, slug in mentions:
        person = Person.objects.filter(slug=slug).first()
        place = None if person else Location.objects.get(slug=slug)
        Mention.objects.create(
            article=article, field=field, start=start, end=start + len(surface), surface=surface,
            kind="person" if person else "location", person=person, location=place,
            confidence=1, extractor="test",
        )  # fmt: skip


@contextmanager
def archive_of(drawn: list[Drawn]) -> Iterator[list["Row"]]:
    """The articles and their index, for a while; each as a plain reading has it."""
    with (
        TemporaryDirectory() as folder,
        override_settings(SEARCH_INDEX_DIR=Path(folder)),
        transaction.atomic(),
    ):
        for each in drawn:
            make(each)
        wait_until_indexed()
        yield [Row(article) for article in Article.objects.order_by("pk")]
        transaction.set_rollback(True)


# --- A plain reading of an article --------------------------------------------------------------


def folded(word: str) -> str:
    letters = unicodedata.normalize("NFC", word).casefold().replace("ё", "е")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


WITHOUT_KAZAKH_KEYS = dict(zip("әғқңөұүһі", "агкноуухи", strict=True))


class Text:
    """A title or a body: its words as written, folded, by stem; who is named in it."""

    def __init__(self, text: str, mentions: list[Mention], language: str) -> None:
        spans: list[list[int]] = []
        for index, letter in enumerate(text):
            belongs = letter.isalnum() or (unicodedata.combining(letter) and spans)
            if belongs and spans and spans[-1][1] == index:
                spans[-1][1] += 1
            elif letter.isalnum():
                spans.append([index, index + 1])
        self.written = [text[start:end] for start, end in spans]
        self.between = [text[end:start] for (_, end), (start, _) in pairwise([*spans, [0, 0]])]
        self.exact = [folded(word) for word in self.written]
        names = [(each.start, each.end) for each in mentions]
        self.stems = terms_of_text(text, names, language).stems
        assert len(self.stems) == len(self.exact)
        # In lower case only a Russian or Kazakh word that is in no dictionary may be a name.
        self.spelt = {
            word
            for written, word in zip(self.written, self.exact, strict=True)
            if written[0].isupper() or (re.search("[а-яёәғқңөұүһі]", word) and not is_known(word))
        }
        self.language = language
        self.people = {each.person_id for each in mentions} - {None}
        self.places = {each.location_id for each in mentions} - {None}

    def wholes(self) -> set[str]:
        """The stems of words with hyphens, and of numbers with spaces, as if written whole."""
        found: set[str] = set()
        groups: list[list[str]] = [[]]
        for word, after in zip(self.exact, self.between, strict=True):
            if len(word) > 1 and word.isalpha():
                groups[-1].append(word)
                if after != "-":
                    groups.append([])
            else:
                groups.append([])
        found |= {"".join(group) for group in groups if len(group) > 1}
        numbers: list[list[str]] = [[]]
        for word, before in zip(self.exact, ["", *self.between], strict=False):
            is_number = word.isdecimal()
            if numbers[-1] and before == " " and is_number and len(word) == 3:
                numbers[-1].append(word)
            else:
                numbers.append([word] if is_number and len(word) <= 3 else [])
        found |= {"".join(number) for number in numbers if len(number) > 1}
        return {compound_term(whole, self.language) for whole in found}


class Row:
    """An article as its rows have it."""

    def __init__(self, article: Article) -> None:
        mentions = list(article.mentions.select_related("location"))
        self.id = article.pk
        self.title, self.body = (
            Text(text, [each for each in mentions if each.field == field], article.language)
            for field, text in (("title", article.title), ("body", article.body))
        )
        places = [each.location for each in mentions if each.location]
        self.values = {
            "leader": self.title.people | self.body.people,
            "city": {place.pk for place in places if place.kind != "country"},
            "country": {(place.country or place).pk for place in places
                        if place.country or place.kind == "country"},
            "outlet": {article.outlet_id},
            "language": {article.language},
            "year": {article.published_on.year} if article.published_on else set(),
        }  # fmt: skip
        self.day = article.published_on

    @property
    def texts(self) -> tuple[Text, Text]:
        return self.title, self.body


# --- A plain reading of a question --------------------------------------------------------------


def answers(row: Row, node: Node) -> bool:
    match node:
        case Not(inner):
            return not answers(row, inner)
        case All(nodes):
            return all(answers(row, each) for each in nodes)
        case Any(nodes):
            return any(answers(row, each) for each in nodes)
        case Most(nodes, least):
            return sum(answers(row, each) for each in nodes) >= least
        case InTitle(part):
            return stands_in(row.title, part)
        case Words():
            return any(stands_in(text, node) or stands_whole(text, node) for text in row.texts)
        case Prefix() | Name():
            return any(
                stands_in(text, node)
                or (
                    isinstance(node, Name) and node.word and stands_whole(text, Words((node.word,)))
                )
                for text in row.texts
            )
        case Near(left, right, distance):
            return any(are_near(text, left, right, distance) for text in row.texts)
        case Year(year):
            if row.day:
                return row.day.year == year
            return any(str(year) in text.exact for text in row.texts)
        case Has(field, values):
            return bool(row.values[field] & set(values))
        case Published(since, until):
            return row.day is not None and (since or row.day) <= row.day <= (until or row.day)
    raise AssertionError(node)  # fmt: skip


def stands_in(text: Text, part: Words | Prefix | Name) -> bool:
    match part:
        case Words(words, is_exact):
            wanted = [{folded(word)} if is_exact else set(stems_asked(word)) for word in words]
            stand = text.exact if is_exact else text.stems
            runs = zip(*(stand[number:] for number in range(len(wanted))), strict=False)
            side_by_side = any(
                all(word in each for word, each in zip(run, wanted, strict=True)) for run in runs
            )
            return side_by_side or (part.is_compound and stands_in(text, Words(("".join(words),))))
        case Prefix(letters):
            return any(begins_with(word, letters) for word in text.exact)
        case Name():
            return bool(
                text.people & part.people
                or text.places & part.places
                or part.spellings & text.spelt
                or any(stands_in(text, exact(phrase)) for phrase in part.phrases)
                or (part.word and stands_in(text, Words((part.word,))))
            )


def exact(phrase: str) -> Words:
    return Words(tuple(phrase.split()), is_exact=True)


def stands_whole(text: Text, words: Words) -> bool:
    """Whether a word stands there written apart: вице-премьер for вицепремьер."""
    if words.is_exact or not (words.is_compound or len(words.words) == 1):
        return False
    return compound_term(words.text) in text.wholes()


def begins_with(word: str, letters: str) -> bool:
    return len(word) >= len(letters) and all(
        typed in (letter, WITHOUT_KAZAKH_KEYS.get(letter))
        for typed, letter in zip(letters, word, strict=False)
    )


def are_near(text: Text, left: Words | Name, right: Words | Name, distance: int) -> bool:
    first, second = (
        {index for index, stem in enumerate(text.stems) if stem in stems_of(side)}
        for side in (left, right)
    )
    return any(0 < abs(one - other) <= distance for one in first for other in second)


def stems_of(side: Words | Name) -> set[str]:
    if isinstance(side, Words):
        return {stem for word in side.words for stem in stems_asked(word)}
    return {stem for word in side.heads for stem in stems_of_name(word)}


# --- Questions ----------------------------------------------------------------------------------

a_word = st.sampled_from(
    [word for word in WORDS if re.fullmatch(r"[\w\u0301-]+", word)]
    + ["визитами", "ВИЗИТ", "переговорам", "елка", "прием", "вице-премьеру", "ВИЦЕПРЕМЬЕР",
       "Лавр", "Верных", "слово", "сөз", "соз", "калалар", "кездесудің", "visited", "10000"]
)  # fmt: skip
a_form = st.sampled_from(
    ["Токаев", "токаевым", "Тоқаев", "Tokayev", "Касым-Жомарту Токаеву", "Лаврова", "лавров",
     "Алиев", "Алиеву", "Омск", "Омбыда", "Верный", "верного", "Россия", "Ресей", "Russia"]
)  # fmt: skip
a_phrase = st.lists(a_word, min_size=1, max_size=3).map(" ".join)
a_prefix = st.sampled_from(["виз*", "лав*", "каз*", "соз*", "сөз*", "ТОК*", "кал*", "vis*", "100*"])
a_field = st.sampled_from(
    ["leader:Токаев", "лидер:Алиев", "город:Омск", "place:Верный", "страна:Россия", "outlet:Herald",
     "язык:казахский", "from:2019", "to:2019", "from:2019-12", "to:2019-01-01"]
)  # fmt: skip
a_side = st.one_of(a_word, a_form.filter(lambda form: " " not in form))
a_term = st.one_of(
    a_word,
    a_word,
    a_form,
    a_phrase.map('"{}"'.format),
    a_phrase.map('="{}"'.format),
    a_prefix,
    a_field,
    st.sampled_from(["2018", "2019", "2020"]),
    st.one_of(a_word, a_prefix, a_form.map('"{}"'.format)).map("title:{}".format),
    st.builds("{} near/{} {}".format, a_side, st.integers(1, 7), a_side),
)
a_question = st.recursive(
    a_term,
    lambda inner: st.one_of(
        st.builds("{} OR {}".format, inner, inner),
        st.builds("({} {})".format, inner, inner),
        st.builds("-({})".format, inner),
        st.builds("-{} {}".format, a_word, inner),
    ),
    max_leaves=5,
)
# A pasted sentence: half of its words will do.
a_sentence = st.lists(a_word, min_size=5, max_size=7).map(" ".join)
questions = st.one_of(a_question, a_question, a_question, a_sentence)

FACETS = ("leader", "city", "country", "outlet", "language", "year")
EVERY = 50
# Of the questions put to an archive so many are put in all ways, the others to the export alone.
ASKED_EVERYWHERE = 6


# --- The property -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def _names(django_db_setup, django_db_blocker):
    """The people and places that all archives have, taken back at the end."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        make_names()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.mark.usefixtures("_names")
@settings(
    max_examples=10,
    # Making a failing archive smaller takes minutes; the message tells all there is.
    phases=[Phase.explicit, Phase.generate],
)
@given(
    drawn=st.lists(articles, min_size=4, max_size=8),
    asked=st.lists(questions, min_size=40, max_size=40, unique=True),
)
def test_every_answer_to_words_is_that_of_a_plain_reading(client, drawn, asked):
    with archive_of(drawn) as rows:
        told = [(row.id, texts_of(row)) for row in rows]
        for number, q in enumerate(asked):
            words = read_words(q)
            assert words.tree is not None, q
            expected = [row for row in rows if answers(row, words.tree)]
            event(f"{min(len(expected), 3)} found")
            ids = [row.id for row in expected]
            answered = exported(client, q)
            assert answered == ids, (q, words.tree, told)
            if number < ASKED_EVERYWHERE:
                assert shown(client, q) == (len(ids), ids, len(ids), ids), q
                assert facets(Question(words=words)) == counted(expected), q
                outlet = rows[number % len(rows)].values["outlet"]
                narrowed = [row for row in expected if row.values["outlet"] == outlet]
                # A facet's own filter is left out.
                others = {"outlet": counted(expected)["outlet"]}
                asked_for = Question(words=words, outlets=tuple(outlet))
                assert facets(asked_for) == counted(narrowed) | others, q


def facets(question: Question) -> dict[str, dict]:
    counts = counting.facets(question, dict.fromkeys(FACETS, EVERY))
    return {facet: dict(counts[facet]) for facet in FACETS}


def counted(rows: list[Row]) -> dict[str, dict]:
    return {facet: dict(Counter(value for row in rows for value in row.values[facet]))
            for facet in FACETS}  # fmt: skip


def texts_of(row: Row) -> str:
    return " | ".join(
        "".join(word + after for word, after in zip(text.written, text.between, strict=True))
        for text in row.texts
    )


def exported(client, q: str) -> list[int]:
    rows = table(client.get("/search/export.csv", {"q": q}))
    return sorted(int(row["id"]) for row in rows)


def shown(client, q: str) -> tuple[int, list[int], int, list[int]]:
    """What page and API answer: how many, and which."""
    page = page_of(client.get("/search/", {"q": q}))
    hits = {int(tag["href"].split("/")[2]) for tag in page.all("a")
            if re.match(r"/articles/\d", tag["href"])}  # fmt: skip
    api = client.get("/api/v1/articles/", {"q": q}).json()
    return count_of(page), sorted(hits), api["count"], sorted(row["id"] for row in api["results"])
