"""The first promise, for every leader of the authority data: a name finds everything."""

from itertools import islice

import pytest
from django.db import connection, transaction

from archive.authority.load import load_authority
from archive.extraction.forms import kazakh, russian
from archive.models import Article, Mention, Outlet, Person
from archive.models.articles import feed_id_for
from archive.search import ask
from archive.search.filters import Question
from archive.search.indexer import wait_until_indexed
from archive.search.reading import Reading, Words
from archive.search.words import read_all

# Asks for the database of the tests, whose rows the fixture below makes for all of them:
# without it a run of this file alone would take the archive's own.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker, tmp_path_factory):
    """All leaders, and one article a leader that names them once; taken back at the end."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("leaders")
    with (
        django_db_blocker.unblock(),
        override_settings(SEARCH_INDEX_DIR=folder),
        transaction.atomic(),
    ):
        load_authority()
        outlet = Outlet.objects.create(name="Пример", slug="primer")
        people = list(Person.objects.order_by("pk"))
        articles = Article.objects.bulk_create(
            Article(
                title=f"{number}",
                body=person.name_ru,
                outlet=outlet,
                original_url=f"https://news.example.org/{number}",
                language="ru",
                slug="x",
                content_hash=str(number),
                feed_id=feed_id_for(f"https://news.example.org/{number}", ""),
                updated_at="2025-01-01T00:00:00Z",
            )
            for number, person in enumerate(people)
        )
        Mention.objects.bulk_create(
            Mention(
                article=article, field="body", start=0, end=len(person.name_ru),
                surface=person.name_ru, kind="person", person=person, confidence=1,
                extractor="test",
            )
            for article, person in zip(articles, people, strict=True)
        )  # fmt: skip
        wait_until_indexed(120)
        yield {person: article.pk for person, article in zip(people, articles, strict=True)}
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture(autouse=True)
def _its_index(archive, settings, tmp_path_factory):
    settings.SEARCH_INDEX_DIR = tmp_path_factory.getbasetemp() / "leaders0"


def cases_of(person: Person, name: str) -> set[str]:
    """Every way of writing a person's full ("name") or short ("short") name."""
    in_russian = getattr(person, f"{name}_ru")
    in_kazakh = getattr(person, f"{name}_kk")
    forms = russian.person_forms(in_russian, person.gender) if in_russian else set()
    forms |= kazakh.name_forms(in_kazakh) if in_kazakh else set()
    return forms | ({getattr(person, f"{name}_en")} - {""})


def found(words: Reading, most: int) -> list[int]:
    """The first articles that answer; without the look at how far the index is behind."""
    return list(islice(ask.every_id(Question(words=words)), most))


def test_the_full_name_in_six_cases_and_three_languages_finds_the_leaders_article(archive):
    missed = []
    for person, article in archive.items():
        forms = sorted(cases_of(person, "name"))
        nominative, *readings = read_all([person.name_ru, *forms])
        if article not in found(nominative, 10):
            missed.append((person, "nominative"))
        # The same reading is the same question: each different one is asked.
        for words in set(readings):
            if article not in found(words, 50):
                missed.append((person, words))
    assert missed == []


def test_the_surname_in_six_cases_finds_the_same_articles(archive):
    differing = []
    for person, article in archive.items():
        if not person.short_ru:
            continue
        forms = russian.person_forms(person.short_ru, person.gender) | {person.short_en} - {""}
        answers = {}
        for words in set(read_all(forms)):
            part = words.tree
            assert not isinstance(part, Words), (person, part)
            ids = found(words, 100)
            answers[frozenset(ids)] = part.text
            assert article in ids, (person, part.text)
        if len(answers) > 1:
            differing.append((person, answers))
    assert differing == []
