"""The question said back: one sentence of what is searched, on page, feeds and API."""

import feedparser
import pytest
from django.http import QueryDict
from making import make_article, make_person, make_place
from reading import page_of

from archive.search.filters import ArticleFilter
from archive.search.saying import said
from archive.search.tokens import LONGEST

pytestmark = pytest.mark.django_db


def sentence(q="", **params):
    asked = QueryDict(mutable=True)
    asked["q"] = q
    for name, values in params.items():
        asked.setlist(name, values if isinstance(values, list) else [values])
    return said(ArticleFilter(asked).question)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", "All articles."),
        ("и в на", "Articles with the words “и”, “в” and “на”."),
        ("визит", "Articles with the word “визит”."),
        ("визит саммит форум", "Articles with the words “визит”, “саммит” and “форум”."),
        ('"официальный визит"', "Articles with the phrase “официальный визит”."),
        ('="официальный визит"', "Articles with exactly the phrase “официальный визит”."),
        ("=визит", "Articles with exactly the word “визит”."),
        ("вице-премьер", "Articles with the word “вице-премьер”."),
        ("казахст*", "Articles with a word that begins with “казахст”."),
        ("2019", "Articles published in 2019 (or undated and naming it)."),
        ("визит OR саммит", "Articles with the word “визит” or “саммит”."),
        ("визит OR 2019", "Articles either with the word “визит” or published in 2019"
                          " (or undated and naming it)."),
        ("визит OR -саммит", "Articles either with the word “визит” or without the word “саммит”."),
        ("(визит саммит) OR форум",
         "Articles with either (the words “визит” and “саммит”) or the word “форум”."),
        ("(визит title:саммит) OR форум",
         "Articles either (with the word “визит”, whose title has the word “саммит”)"
         " or with the word “форум”."),
        ("визит -саммит -форум",
         "Articles with the word “визит”, without the word “саммит” or the word “форум”."),
        ("визит -(саммит форум)",
         "Articles with the word “визит”, without (the words “саммит” and “форум”)."),
        ("визит -title:саммит -язык:ru",
         "Articles with the word “визит”, but not those whose title has the word “саммит”"
         " or in Russian."),
        ("газ near/5 труба",
         "Articles with the word “газ” near the word “труба” (at most 4 words between)."),
        ("газ near/2 труба",
         "Articles with the word “газ” near the word “труба” (at most 1 word between)."),
        ("визит title:форум title:саммит*",
         "Articles with the word “визит”, whose title has the word “форум” and a word that begins"
         " with “саммит”."),
        ("kind:visit OR kind:talks",
         "Articles either on a meeting of the kind visit or on a meeting of the kind talks."),
        ("from:2019-11 to:2019-12", "Articles published from November 2019 to December 2019."),
        ("from:2019 to:2019", "Articles published in 2019."),
        ("from:2019", "Articles published from 2019 on."),
        ("to:2019-06", "Articles published up to the end of June 2019."),
        ("from:2019-11-07 to:2019-11-07", "Articles published on 7 November 2019."),
        ("from:2019 to:2019-11-07",
         "Articles published from 1 January 2019 to 7 November 2019."),
        ("один два три четыре пять",
         "Articles with at least 3 of the words “один”, “два”, “три”, “четыре” and “пять”."),
    ],
)  # fmt: skip
def test_every_sign_of_the_box_is_said(q, expected):
    assert sentence(q) == expected


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Тоқаевтың", "Articles with the person Kassym-Jomart Tokayev."),
        ("Омск", "Articles with the place Omsk."),
        ("Токаев Путин визит",
         "Articles with the person Kassym-Jomart Tokayev, the person Vladimir Putin and the word"
         " “визит”."),
        ("Токаев near/3 Путин",
         "Articles with the person Kassym-Jomart Tokayev near the person Vladimir Putin"
         " (at most 2 words between)."),
        ("title:Токаев", "Articles whose title has the person Kassym-Jomart Tokayev."),
        ("leader:Путин город:Омск страна:Россия",
         "Articles with the person Vladimir Putin, the city Omsk and the country Russia."),
        ("place:Омск -leader:Путин",
         "Articles with the city Omsk, without the person Vladimir Putin."),
        ("-outlet:primer-novosti", "Articles but not those of the outlet Пример-Новости."),
        ("Токаев OR визит",
         "Articles with either the person Kassym-Jomart Tokayev or the word “визит”."),
    ],
)  # fmt: skip
def test_names_are_said_by_whom_they_stand_for(small, q, expected):
    assert sentence(q) == expected


def test_the_filters_beside_the_box_are_said_as_well(small):
    assert sentence(
        "Токаев",
        leader="vladimir-putin",
        city=["omsk", "astana"],
        not_country="russia",
        outlet="primer-novosti",
        not_language=["en", "kk"],
        kind=["talks", "visit"],
        date_from="2019-11",
        date_to="2019-12",
    ) == (
        "Articles with the person Kassym-Jomart Tokayev, the person Vladimir Putin and one of the"
        " cities Astana or Omsk, of the outlet Пример-Новости, on a meeting of the kind talks or"
        " visit, published from November 2019 to December 2019, without the country Russia,"
        " but not those in English or Kazakh."
    )


def test_texts_nearly_alike_are_said_to_be_so(small):
    assert sentence("Омск", alike=str(small.undated.pk)) == (
        "Articles with the place Omsk, nearly alike to one another."
    )


def test_days_in_the_box_and_beside_it_are_one_stretch():
    assert sentence("from:2018 to:2020-06", date_from="2019-03", date_to="2021") == (
        "Articles published from March 2019 to June 2020."
    )


def test_namesakes_are_named_while_they_are_few_and_counted_where_they_are_many():
    make_person("Ilham Aliyev", name_ru="Ильхам Алиев")
    make_person("Mehriban Aliyeva", name_ru="Мехрибан Алиева", gender="f")
    assert sentence("Алиев") == (
        "Articles with the name “алиев” (Ilham Aliyev or Mehriban Aliyeva)."
    )
    assert sentence("leader:Алиев") == (
        "Articles with one of the people Ilham Aliyev or Mehriban Aliyeva."
    )
    for number in range(3):
        make_person(f"{number} Aliyev", name_ru=f"Имя{number} Алиев")
    make_place("Aliyev", name_ru="Алиев")
    assert sentence("Алиев") == "Articles with the name “алиев” (5 people and 1 place)."
    assert sentence("leader:Алиев") == (
        "Articles with one of the people 0 Aliyev, 1 Aliyev, 2 Aliyev, Ilham Aliyev or 1 more."
    )


def test_a_place_that_is_a_word_as_well_is_said_as_both():
    make_place("Verny", name_ru="Верный")
    assert sentence("верный") in (
        "Articles with the place Verny.",
        "Articles with the place Verny (or the word “верный”).",
    )


def test_the_names_of_all_people_places_and_outlets_cost_one_query(
    small, django_assert_num_queries
):
    asked = QueryDict("q=Токаев+Астана+outlet:primer-novosti&leader=vladimir-putin&city=omsk")
    question = ArticleFilter(asked).question
    with django_assert_num_queries(1):
        assert "Omsk" in said(question)
    plain = ArticleFilter(QueryDict("q=визит")).question
    with django_assert_num_queries(0):
        said(plain)


def test_page_feeds_and_api_say_the_question_escaped(client, indexed):
    make_person("Bob <b>Ampersand & Sons</b>", name_ru="Боб Ампер", slug="bob")
    make_article("Слово")
    indexed()
    expected = "Articles with the person Bob <b>Ampersand & Sons</b> and the word “слово”."
    asked = {"q": "Ампер слово"}
    page = client.get("/search/", asked)
    assert page_of(page).one("p", id="asked").text == expected
    assert b"<b>Amp" not in page.content
    assert client.get("/api/v1/articles/", asked).json()["question"] == expected
    assert client.get("/search/feed.json", asked).json()["description"] == expected
    for feed in ("rss", "atom"):
        sent = client.get(f"/search/feed.{feed}", asked).content
        assert feedparser.parse(sent, sanitize_html=False).feed.subtitle == expected, feed


def test_the_feed_of_a_person_says_whose_it_is(client, small):
    feed = client.get("/people/vladimir-putin/feed.json").json()
    assert feed["description"] == "Articles with the person Vladimir Putin."


# --- A box too long to be read whole ---------------------------------------------------------


@pytest.mark.parametrize(
    "q", ["Омск " * 70, "Омск " + "я" * 10_000, "Омск Омск " + "слово " * 9000]
)
def test_a_box_too_long_is_read_up_to_a_word_and_that_is_said_everywhere(client, small, q):
    note = f"Only the first {LONGEST} characters were read."
    page = page_of(client.get("/search/", {"q": q}))
    assert note in [tag.text for tag in page.all("p", class_="note")]
    answer = client.get("/api/v1/articles/", {"q": q}).json()
    assert note in answer["notes"]
    assert note in client.get("/api/v1/meetings/", {"q": q}).json()["notes"]
    assert client.get("/meetings/", {"q": q}).status_code == 200
    for address in ("/search/feed.rss", "/search/export.csv"):
        assert client.get(address, {"q": q}).status_code == 200, address


def test_what_lies_beyond_the_limit_changes_nothing(client, small):
    beginning = "Омск " * 3
    long = beginning + " " * 5000 + "Путин"
    answer = client.get("/api/v1/articles/", {"q": long}).json()
    assert answer["notes"] == [f"Only the first {LONGEST} characters were read."]
    short = client.get("/api/v1/articles/", {"q": beginning}).json()
    assert answer["question"] == short["question"] == "Articles with the place Omsk."
    assert answer["count"] == short["count"] > 0


def test_a_page_does_not_repeat_a_long_box_in_its_links(client, small):
    q = "Омск " + "я" * 10_000
    page = page_of(client.get("/search/", {"q": q}))
    assert page.one("input", id="q")["value"] == q
    links = [tag["href"] for tag in page.all("a") if "q=" in tag["href"]]
    assert links
    assert max(map(len, links)) < 2 * 6 * LONGEST
