"""The extract command: stored articles read again, all or chosen, by one process or several."""

import io

import pytest
from django.core.management import CommandError, call_command

from archive.decisions import link_form, reject_form
from archive.extraction import EXTRACTOR
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.models import Article, Event, Mention
from archive.understanding import understand
from tests.making import (
    article_text,
    make_article,
    make_batch,
    make_omsk,
    make_putin,
    make_russia,
    make_tokayev,
)


def extract(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("extract", *arguments, stdout=out, **{"workers": 1} | options)
    return out.getvalue()


def rows():
    return [list(model.objects.order_by("pk").values_list()) for model in (Mention, Event)]


@pytest.mark.django_db
def test_reading_again_gives_the_same_rows():
    make_tokayev(), make_putin(), make_omsk(make_russia())
    make_article(
        "Токаев и Путин провели переговоры в Омске", body="Переводил Пётр Сидорчук; Сидорчук устал."
    )
    before = rows()
    assert len(before[0]) >= 5
    assert extract("--all").startswith("1 articles read, 0")
    assert rows() == before


@pytest.mark.django_db
def test_only_what_waits_is_read_unless_told_otherwise():
    waiting, done = make_article("Первая"), make_article("Вторая")
    Article.objects.filter(pk=waiting.pk).update(extractor="forms-1")
    assert extract().startswith("1 articles read")
    assert extract().startswith("0 articles read")
    assert extract(article=[done.pk]).startswith("1 articles read")
    assert set(Article.objects.values_list("extractor", flat=True)) == {EXTRACTOR}


@pytest.mark.django_db
def test_articles_are_chosen_by_a_question(indexed):
    make_tokayev()
    make_article("Приехал Касым-Жомарт Токаев")
    make_article("Погода")
    indexed()
    assert extract(matching="leader=kassym-jomart-tokayev").startswith("1 articles read")
    with pytest.raises(CommandError, match="leader"):
        extract(matching="leader=nobody-at-all")


@pytest.mark.django_db
def test_an_article_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="no article 123456789"):
        extract(article=[123456789])


@pytest.mark.django_db
def test_an_article_that_cannot_be_understood_is_counted_and_the_others_are_read(monkeypatch):
    broken, good = make_article("Первая"), make_article("Вторая")
    Article.objects.update(extractor="")

    def names_of(article, book):
        if article.pk == broken.pk:
            raise ValueError("a text made to break it")
        return []

    monkeypatch.setattr("archive.understanding.names_of", names_of)
    with pytest.raises(SystemExit):
        extract()
    assert Article.objects.get(pk=good.pk).extractor == EXTRACTOR
    assert Article.objects.get(pk=broken.pk).extractor == f"{EXTRACTOR}, failed"


@pytest.mark.django_db(transaction=True)
def test_several_processes_read_as_one_does():
    make_tokayev(), make_putin(), make_omsk(make_russia())
    for number in range(45):
        make_article(f"Токаев и Путин провели переговоры в Омске, день {number}")
    before = rows()
    Article.objects.update(extractor="")
    assert extract(workers=2).startswith("45 articles read, 0")
    assert rows() == before


# --- Editors' decisions hold through every reading ---------------------------------------------


@pytest.mark.django_db
def test_decisions_hold_after_reading_again_and_after_deletion_and_import(django_user_model):
    editor = django_user_model.objects.create_user("editor")
    tokayev = make_tokayev()
    text = article_text(
        "Встреча в столице",
        body="Пришли Пётр Сидорчук и Касым Жумаканов.",
        url="https://x.example/1",
    )

    def read():
        article, _ = store(parse_article(text.encode()), make_batch())
        understand(article)
        return article

    def meant(article):
        return dict(article.mentions.values_list("surface", "person"))

    article = read()
    assert meant(article) == {"Пётр Сидорчук": None, "Касым Жумаканов": None}
    link_form("Касым Жумаканов", "person", tokayev, editor, article=article)
    reject_form("Пётр Сидорчук", "person", editor)
    extract("--all")
    assert meant(article) == {"Касым Жумаканов": tokayev.pk}
    article.delete()
    assert meant(read()) == {"Касым Жумаканов": tokayev.pk}
