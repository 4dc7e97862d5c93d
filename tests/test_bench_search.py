"""The made archive that `make bench-search` measures: the same each time, and true to the rules."""

import random

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from making import (
    make_article,
    make_office,
    make_omsk,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)
from tantivy import Occur

from archive.models import Article, Coverage, Event, Location, Mention, Sketch
from archive.search import ask
from archive.search.filters import ArticleFilter
from archive.twins import are_twins, sketch_of
from bench.search import relevance
from bench.search.load import cast_of_database, load
from bench.search.made_archive import COLUMNS, made_articles, made_word
from bench.search.sources import read_sources
from bench.search.worst import worst_questions

COUNT = 200


@pytest.fixture(scope="module")
def sources():
    return read_sources(None)


@pytest.fixture
def cast(db):
    """Two leaders and two cities, as the authority data would have them."""
    for person in (make_tokayev(), make_putin()):
        make_office(person)
    make_omsk(country=make_russia())
    make_place("Astana", name_ru="Астана", name_kk="Астана")
    Location.objects.filter(kind="city").update(prominence=3)
    return cast_of_database()


def test_the_same_articles_are_made_twice(sources, cast):
    first, second = (list(made_articles(sources, cast, COUNT)) for _ in range(2))
    assert first == second
    assert first[0]["archive_article"].count("\n") == COUNT


def test_a_small_archive_is_the_beginning_of_a_larger_one(sources, cast):
    (small,) = made_articles(sources, cast, COUNT // 2)
    (large,) = made_articles(sources, cast, COUNT)
    assert all(large[table].startswith(rows) for table, rows in small.items())


def test_made_words_are_as_many_as_their_ranks():
    assert len({made_word(rank, "cyrillic") for rank in range(50, 20_000)}) == 20_000 - 50


def test_loaded_articles_keep_every_rule_of_the_database(sources, cast):
    indexes = all_indexes()
    assert load(made_articles(sources, cast, COUNT)) == COUNT
    # Rules of one row held at the loading, unique ones when these came back.
    assert all_indexes() == indexes
    assert orphans() == []
    assert make_article().pk == COUNT + 1


def test_a_mention_stands_where_it_says(sources, cast):
    load(made_articles(sources, cast, COUNT))
    mentions = list(Mention.objects.select_related("article", "person", "location"))
    assert len(mentions) > COUNT
    for mention in mentions:
        text = getattr(mention.article, mention.field)
        assert text[mention.start : mention.end] == mention.surface
        assert (mention.person or mention.location).forms.filter(text=mention.surface).exists()


def test_some_articles_cover_meetings_that_readers_may_see(sources, cast):
    load(made_articles(sources, cast, COUNT))
    covering = Coverage.objects.values("article").distinct().count()
    assert COUNT / 8 < covering < COUNT / 2
    for event in Event.objects.published():
        assert event.participants.count() == 2
        assert event.coverage.exists()


def test_near_copies_are_twins_and_known_as_such(sources, cast):
    load(made_articles(sources, cast, COUNT))
    assert Sketch.objects.count() == COUNT
    copies = Sketch.objects.exclude(twins=F("article")).select_related("article")
    assert 0 < len(copies) < COUNT / 10
    for copy in copies:
        first = Article.objects.get(pk=copy.twins)
        assert are_twins(
            sketch_of(first.title, first.body), sketch_of(copy.article.title, copy.article.body)
        )


def test_the_worst_questions_are_answered_and_read_to_the_end(cast):
    words = [made_word(rank, "cyrillic") for rank in range(100, 160)]
    asked = [ArticleFilter(QueryDict(each)) for each in worst_questions(words)[:30]]
    assert all(each.is_valid() for each in asked)
    notes = [note for each in asked for note in each.question.words.notes]
    assert [note for note in notes if note.startswith("Only the first")] == []


def test_a_loaded_archive_is_found_by_search(sources, cast, indexed):
    load(made_articles(sources, cast, COUNT))
    indexed()
    question = ArticleFilter({"q": "Токаев"}).question
    named = Mention.objects.filter(person__slug="kassym-jomart-tokayev").values("article")
    assert ask.find(question).count >= named.distinct().count() > COUNT / 4


def test_questions_are_words_the_article_has_in_some_form():
    item = relevance.without_title(
        relevance.Item(
            url="1",
            title="Кемелев подписал договор о границе с соседями",
            body="Договора ждали год. Подпись Кемелева стоит под ним. Соседи довольны границами.",
            withheld="",
        )
    )
    assert "договор" not in item.title
    # "подпись" is no form of "подписал"; a surname no dictionary has goes by its first letters.
    assert relevance.shared_words(item) == ["Кемелев", "договор", "границе", "соседями"]
    first, second = (list(relevance.queries(item, random.Random("x"))) for _ in range(2))
    assert first == second
    assert all(3 <= len(query.split()) <= 4 for query in first)


def test_an_item_is_right_at_its_own_place_alone():
    score = relevance.score_of([1, 2, None, 10])
    assert (score.first, score.among_ten, score.reciprocal) == (0.25, 0.75, 0.4)


def test_plain_bm25_finds_by_six_letters():
    items = [
        relevance.Item(url, "…", body, "")
        for url, body in (("1", "Переговоры в столице."), ("2", "Погода в столице."))
    ]
    plain = relevance.PlainIndex(items)
    assert plain.find("переговоров столица", Occur.Must) == ["1"]
    assert plain.find("переговоров столица", Occur.Should) == ["1", "2"]


def all_indexes() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " ORDER BY 1, 2",
            [list(COLUMNS)],
        )
        return cursor.fetchall()


def orphans() -> list[tuple[str, str]]:
    """Columns in which a row points to nothing: foreign keys slept at the loading."""
    found = []
    with connection.cursor() as cursor:
        for table in COLUMNS:
            for column, (key, other) in connection.introspection.get_relations(
                cursor, table
            ).items():
                cursor.execute(
                    f"SELECT EXISTS (SELECT FROM {table} WHERE {column} IS NOT NULL"
                    f" AND {column} NOT IN (SELECT {key} FROM {other}))"
                )
                if cursor.fetchone()[0]:
                    found.append((table, column))
    return found
