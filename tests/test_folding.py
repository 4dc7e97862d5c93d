"""Texts nearly alike show once in the list of what is found, with a link to all of them."""

import pytest
from making import make_article
from reading import Page, count_of, page_of
from test_search_page import found

from archive.models import Article, Sketch
from archive.search import ask

TEXT = " ".join(f"слово{number}" for number in range(100)) + "."


def copies(number: int, begins_on: int = 1) -> None:
    """One agency's text in so many outlets, a day after another."""
    for each in range(number):
        make_article(
            f"Перепечатка {each}",
            body=f"{TEXT} Это вариант {each}.",
            published_at=f"2020-03-{begins_on + each:02d}T10:00:00+06:00",
            outlet=f"Издание {each}",
        )


def link(page: Page) -> str:
    line = page.one("p", class_="alike")
    return next(tag["href"] for tag in page.all("a") if line in tag.around)


def following(page: Page) -> str:
    links = page.all("a", rel="next")
    return links[0]["href"] if links else ""


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        # The first printed stands for the others where pages go by date …
        ("date_from=2020-03&date_to=2020-03", "Перепечатка 0"),
        ("date_from=2020-03&date_to=2020-03&sort=oldest", "Перепечатка 0"),
        ("q=слово7&sort=newest", "Перепечатка 0"),
        # … of those that answer the question.
        ("date_from=2020-03-02&date_to=2020-03", "Перепечатка 1"),
        # By relevance it is the best.
        ("q=слово7 ИЛИ вариант ИЛИ title:2", "Перепечатка 2"),
    ],
)
def test_texts_nearly_alike_show_once_and_all_are_a_link_away(
    client, small, indexed, question, shown
):
    copies(3)
    indexed()
    page = page_of(client.get(f"/search/?{question}"))
    assert found(page) == [shown]
    # The number of articles is that of all.
    every = 2 if "03-02" in question else 3
    assert count_of(page) == every
    assert page.one("p", class_="alike").text == f"and {every - 1} more nearly alike"
    all_of_them = page_of(client.get(link(page)))
    assert sorted(found(all_of_them)) == [f"Перепечатка {each}" for each in range(3 - every, 3)]
    assert count_of(all_of_them) == every
    assert any("nearly alike to" in chip.text for chip in all_of_them.one_list("chips"))


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_a_group_shows_once_on_all_pages_together(client, small, indexed, sort, monkeypatch):
    monkeypatch.setattr("archive.search.ask.FOLDED_BLOCK", 7)
    copies(25)
    for each in range(30):
        make_article(f"Новость {each}", body=f"Иное слово7 номер {each}.")
    indexed()
    address, seen = f"/search/?q=слово7&sort={sort}", []
    while address:
        page = page_of(client.get(address))
        seen += found(page)
        assert len(found(page)) == 20 or not following(page)
        address = following(page)
    assert len(seen) == len(set(seen)) == 31


def test_a_copy_that_comes_in_meanwhile_takes_nothing_from_later_pages(client, small, indexed):
    copies(1)
    for each in range(25):
        make_article(
            f"Новость {each}",
            body=f"Иное слово7 номер {each}.",
            published_at=f"2021-01-{each + 1:02d}T10:00:00+06:00",
        )
    indexed()
    page = page_of(client.get("/search/?q=слово7&sort=newest"))
    make_article("Перепечатка", body=f"{TEXT} Позже.", published_at="2022-01-01T10:00:00+06:00")
    indexed()
    assert "Перепечатка 0" in found(page_of(client.get(following(page))))


def test_nothing_is_alike_to_an_article_that_is_not_there(client, small):
    assert count_of(page_of(client.get("/search/?alike=123456"))) == 0


def test_scripts_get_every_article(client, small, indexed):
    copies(3)
    indexed()
    answer = client.get("/api/v1/articles/?q=слово7").json()
    assert len(answer["results"]) == answer["count"] == 3
    assert len(client.get("/search/feed.json?q=слово7").json()["items"]) == 3


@pytest.mark.parametrize("question", ["sort=newest", "q=слово7", "q=слово7&sort=oldest"])
def test_a_large_group_takes_few_searches(client, small, indexed, question, monkeypatch):
    monkeypatch.setattr("archive.search.ask.FOLDED_BLOCK", 7)
    for each in range(60):
        make_article(f"Заметка {each}", body=f"{each} слово7.", outlet=f"Издание {each}")
    Sketch.objects.all().update(twins=Article.objects.order_by("pk")[0].pk)
    indexed()
    searches, search = [], ask.Answer._search

    def counted(self, *args, **options):
        searches.append(args)
        return search(self, *args, **options)

    monkeypatch.setattr(ask.Answer, "_search", counted)
    assert len(found(page_of(client.get(f"/search/?{question}")))) == 1
    assert len(searches) < 10
