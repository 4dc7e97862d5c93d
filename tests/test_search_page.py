"""The search page: questions journalists ask, narrowed by hand, and questions it cannot read."""

import html
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from making import make_article, make_meeting, make_person, make_place
from reading import Page, Tag, count_of, make_many, page_of
from test_matches import TOKAYEV

from archive.search import ask, counting, opened
from archive.search.filters import MOST_VALUES

# Where else the same question can be asked.
EVERYWHERE = [
    "/search/",
    "/search/feed.rss",
    "/search/feed.atom",
    "/search/feed.json",
    "/search/export.csv",
    "/search/export.ndjson",
    "/api/v1/articles/",
]


def found(page: Page) -> list[str]:
    """Titles of the articles found, in order."""
    hits = page.one("ol", class_="rows hits")
    leads = [tag for tag in page.all("p", class_="lead") if hits in tag.around]
    return [tag.text for tag in leads]


def rows_of(page: Page, label: str) -> list[list[Tag]]:
    """The rows of one facet, each as the elements inside it."""
    boxes = [tag.around[-1] for tag in page.all("summary", inside="aside") if tag.text == label]
    rows = [row for row in page.all("li", inside="aside") if boxes and boxes[0] in row.around]
    return [[tag for tag in page.tags if row in tag.around] for row in rows]


def facet(page: Page, label: str) -> dict[str, tuple[int, str]]:
    """The choices of one facet: label -> (count, address; empty for the one in force)."""
    choices = {}
    for parts in rows_of(page, label):
        name, count = parts[0], next(tag for tag in parts if tag["class"] == "count")
        links = [tag["href"] for tag in parts if tag.name == "a" and not tag["class"]]
        choices[name.text] = (int(count.text), links[0] if links else "")
    return choices


def pressed(page: Page, label: str) -> str:
    """Where a button of the facets leads."""
    button = page.one("button", inside="aside", aria_label=label)
    form = next(tag for tag in button.around if tag.name == "form")
    sent = page.sent(form)
    return f"{form['action']}{sent}&{urlencode({button['name']: button['value']})}"


FACETS = [
    "Leader",
    "Another leader",
    "Named together with",
    "City",
    "Country",
    "Year",
    "Month",
    "Outlet",
    "Language",
    "Kind of meeting",
]


# --- Journeys --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "Токаев и Путин в Омск в 2019",
        "Токаев Путин Омск 2019",
        "Tokayev Putin Omsk 2019",
        "Tokayev and Putin in Omsk in 2019",
        "Тоқаев Путин Омбы 2019",
        "ТОКАЕВЫМ путина омске 2019",
        "Касым-Жомарт Токаев, Владимир Путин, Омск, 2019",
        "К.-Ж. Токаев В. Путин Омск 2019",
        "2019 Омск Путин Токаев",
        "Токаев OR Тоқаев Путин Омск 2019 -Астана",
    ],
)
def test_two_leaders_a_city_and_a_year_typed_in_one_box_find_every_article(client, small, typed):
    page = page_of(client.get("/search/", {"q": typed, "sort": "newest"}))
    assert found(page) == [article.title for article in small.omsk_2019]


@pytest.mark.parametrize(
    "dates",
    [
        "date_from=2019&date_to=2019",
        "date_from=2019-11&date_to=2019-11",
        "date_from=2019-11-07&date_to=2019-11-08",
        "date_from=2019-11-7&date_to=2019-11-8",
        "date_from=11.2019&date_to=11.2019",
        "date_from=7.11.2019&date_to=08.11.2019",
    ],
)
def test_two_leaders_a_city_and_a_year_chosen_as_filters_find_every_article(client, small, dates):
    leaders = "leader=kassym-jomart-tokayev&leader=vladimir-putin"
    page = page_of(client.get(f"/search/?{leaders}&city=omsk&{dates}"))
    assert found(page) == [article.title for article in small.omsk_2019]


def test_the_same_question_is_reached_by_following_facets(client, small):
    page = page_of(client.get("/search/"))
    for label, choice in (
        ("Leader", "Kassym-Jomart Tokayev"),
        ("Named together with", "Vladimir Putin"),
        ("City", "Omsk"),
        ("Year", "2019"),
    ):
        page = page_of(client.get(facet(page, label)[choice][1]))
    assert found(page) == [article.title for article in small.omsk_2019]
    assert [tag.text.rstrip(" ×") for tag in page.one_list("chips")] == [
        "Leader: Kassym-Jomart Tokayev",
        "Leader: Vladimir Putin",
        "City: Omsk",
        "from 2019-01-01",
        "to 2019-12-31",
    ]


def test_sending_the_form_as_it_stands_asks_the_same_question(client, small):
    address = (
        "/search/?leader=kassym-jomart-tokayev&leader=vladimir-putin&city=omsk&country=russia"
        "&date_from=2019&date_to=2019-12&language=ru&kind=talks&q=улицы&sort=oldest"
    )
    page = page_of(client.get(address))
    again = f"/search/{page.sent(page.one('form', role='search'))}"
    asked = parse_qs(urlsplit(again).query)
    assert asked == parse_qs(urlsplit(address).query)
    assert found(page_of(client.get(again))) == found(page) == [small.omsk_2019[-1].title]


def test_sending_the_form_with_words_alone_finds_them(client, small):
    """What a browser sends then has empty fields for everything else."""
    page = page_of(client.get("/search/"))
    answer = client.get(f"/search/{page.sent(page.one('form', role='search'), q='Омск')}")
    assert answer.status_code == 200
    assert count_of(page_of(answer)) == 6


def test_the_page_says_whose_names_it_read(client, small):
    page = page_of(client.get("/search/", {"q": "токаевым омске улицы"}))
    names = [" ".join(tag.text.split()) for tag in page.all("span", class_="name")]
    assert names == ["“токаевым” as Kassym-Jomart Tokayev;", "“омске” as Omsk."]


# --- Facets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "",
        "q=Омск",
        "leader=vladimir-putin",
        "leader=vladimir-putin&leader=kassym-jomart-tokayev",
        "city=omsk",
        "country=russia&language=ru",
        "date_from=2019&date_to=2019",
        "date_to=2019-11-07",
        "outlet=primer-novosti&q=улицы OR жители",
        "kind=talks",
        "q=-Астана",
    ],
)
def test_a_facets_count_is_what_its_link_finds(client, small, question):
    page = page_of(client.get(f"/search/?{question}"))
    followed = 0
    for label in FACETS:
        for name, (count, address) in facet(page, label).items():
            if address:
                assert count_of(page_of(client.get(address))) == count, f"{label}: {name}"
                followed += 1
    assert followed >= 2


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("city=omsk", "Or Astana"),
        ("q=Путин&country=russia", "Or Kazakhstan"),
        ("language=ru&sort=oldest", "Or Kazakh"),
        ("outlet=example-courier&not_city=astana", "Or Пример-Новости"),
    ],
)
def test_where_any_value_will_do_one_more_is_added(client, small, question, label):
    page = page_of(client.get(f"/search/?{question}"))
    address = pressed(page, label)
    asked, before = (parse_qs(urlsplit(each).query) for each in (address, f"/?{question}"))
    (name,) = [name for name in asked if asked[name] != before.get(name)]
    assert asked[name][:-1] == before[name]
    wider = page_of(client.get(address))
    assert set(found(wider)) > set(found(page))
    assert not wider.all("button", aria_label=label)


def test_nothing_is_added_to_where_nothing_was_chosen_or_all_must_hold(client, small):
    for question in ("", "?leader=vladimir-putin", "?not_city=astana"):
        page = page_of(client.get(f"/search/{question}"))
        assert not [tag for tag in page.all("button") if tag["aria-label"].startswith("Or ")]


@pytest.mark.parametrize(
    ("label", "name", "parameter"),
    [
        ("Leader", "Kassym-Jomart Tokayev", "not_leader"),
        ("City", "Astana", "not_city"),
        ("Country", "Kazakhstan", "not_country"),
        ("Outlet", "Пример-Новости", "not_outlet"),
        ("Language", "Russian", "not_language"),
        ("Kind of meeting", "talks", "not_kind"),
    ],
)
def test_a_value_is_left_out_and_let_in_again_beside_its_count(
    client, small, label, name, parameter
):
    page = page_of(client.get("/search/?q=Путин&not_language=en&not_kind=visit"))
    count, _ = facet(page, label)[name]
    narrower = page_of(client.get(pressed(page, f"Without {name}")))
    assert 0 < count <= count_of(page)
    left_out = set(found(page)) - set(found(narrower))
    assert left_out
    assert left_out <= set(found(page_of(client.get(facet(page, label)[name][1]))))
    # It stays among the choices, marked, and one click lets it in.
    assert [tag.text for tag in narrower.all("s", inside="aside")].count(name) == 1
    again = narrower.one("a", aria_label=f"Let {name} in again")["href"]
    assert found(page_of(client.get(again))) == found(page)
    assert parse_qs(urlsplit(again).query) == {
        "q": ["Путин"], "not_language": ["en"], "not_kind": ["visit"]
    }  # fmt: skip


def test_what_was_left_out_by_an_earlier_address_is_let_in_alone(client, small):
    small.omsk.slug = "omsk-renamed"
    small.omsk.save()
    page = page_of(client.get("/search/?not_city=omsk&not_city=astana"))
    again = page.one("a", aria_label="Let Omsk in again")["href"]
    assert again == "/search/?not_city=astana"


def test_as_many_values_as_can_be_asked_for_have_no_button_for_one_more(client, small):
    towns = [make_place(f"Town {n}").slug for n in range(MOST_VALUES - 1)]
    page = page_of(client.get("/search/", {"city": ["omsk", *towns[1:]]}))
    assert page.all("button", aria_label="Or Astana")
    page = page_of(client.get("/search/", {"city": ["omsk", *towns]}))
    assert not page.all("button", aria_label="Or Astana")
    assert page.all("button", aria_label="Without Astana")


def test_every_year_can_be_chosen_and_months_are_those_of_the_years_asked_for(
    client, small, indexed
):
    for year in range(1995, 2015):
        make_article(f"Год {year}", published_at=f"{year}-05-0{year % 9 + 1}T12:00:00+06:00")
    indexed()
    page = page_of(client.get("/search/"))
    years = [*range(1995, 2015), 2019, 2020]
    assert list(facet(page, "Year")) == [str(year) for year in reversed(years)]
    assert list(facet(page, "Month")) == [
        "Nov 2020", "Nov 2019", "Sep 2019", "May 2019", "Mar 2019"
    ]  # fmt: skip
    for question, months in (
        ("date_from=2010&date_to=2010", ["May 2010"]),
        ("date_to=2012", ["May 2012", "May 2011"]),
        ("date_from=2020-03", ["Nov 2020"]),
        ("date_from=2016&date_to=2018", []),
    ):
        assert list(facet(page_of(client.get(f"/search/?{question}")), "Month")) == months
    month = page_of(client.get(facet(page, "Month")["Nov 2019"][1]))
    assert facet(month, "Month")["Nov 2019"] == (3, "")
    assert set(found(month)) == {article.title for article in small.omsk_2019}


# --- Related ----------------------------------------------------------------------------------


def related(page: Page) -> dict[str, tuple[int, str]]:
    """What is named often with what was found: label -> (count, address)."""
    lines = page.all("p", class_="related")
    inside = [tag for tag in page.tags if lines and lines[0] in tag.around]
    links, counts = ([tag for tag in inside if tag.name == name] for name in ("a", "span"))
    return {
        link.text: (int(count.text), link["href"])
        for link, count in zip(links, counts, strict=True)
    }


@pytest.fixture
def on_grain(small, indexed):
    """Articles on grain: in most of them Putin, as everywhere, in two Lavrov and Tomsk."""
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_place("Tomsk", name_ru="Томск", country=small.russia)
    for n in range(2):
        make_article(f"Зерно и порт {n}", body="Сергей Лавров и Владимир Путин в Томске.")
    make_article("Зерно и мука", body="Владимир Путин в Омске.")
    make_article("Зерно", body="Хлеб.")
    for n in range(20):
        make_article(f"Дни {n}", body="Владимир Путин в Омске.")
    indexed()
    return small


def test_particular_people_and_places_are_related_and_not_the_commonest(client, on_grain):
    page = page_of(client.get("/search/?q=зерно"))
    assert facet(page, "Leader")["Vladimir Putin"][0] == 3
    assert {name: count for name, (count, _) in related(page).items()} == {
        "Sergey Lavrov": 2,
        "Tomsk": 2,
    }
    for count, address in related(page).values():
        assert count_of(page_of(client.get(address))) == count


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", []),
        ("q=небывальщина", []),
        ("q=зерно Лавров", ["Tomsk"]),
        ("q=зерно leader:Лавров", ["Tomsk"]),
        ("q=зерно&leader=sergey-lavrov", ["Tomsk"]),
        ("q=зерно Томск", ["Sergey Lavrov"]),
        # Another city beside one that is asked for would widen the answer.
        ("q=порт OR Омск&city=omsk&city=tomsk", []),
    ],
)
def test_who_and_what_was_asked_for_is_not_related_to_itself(client, on_grain, question, names):
    assert list(related(page_of(client.get(f"/search/?{question}")))) == names


def test_a_facet_shows_what_else_could_be_chosen(client, small):
    page = page_of(client.get("/search/?city=omsk&date_from=2019&date_to=2019"))
    assert facet(page, "City").keys() == {"Omsk", "Astana"}
    assert facet(page, "City")["Omsk"] == (4, "")
    assert {name: count for name, (count, _) in facet(page, "Year").items()} == {
        "2020": 1,
        "2019": 4,
    }
    assert facet(page, "Year")["2019"][1] == ""


def test_one_of_two_chosen_leaders_can_be_asked_for_alone(client, small):
    page = page_of(client.get("/search/?leader=vladimir-putin&leader=kassym-jomart-tokayev"))
    assert facet(page, "Another leader") == {
        "Vladimir Putin": (7, "/search/?leader=vladimir-putin"),
        "Kassym-Jomart Tokayev": (6, "/search/?leader=kassym-jomart-tokayev"),
    }


def test_a_choice_reached_by_an_earlier_address_of_a_place_is_marked_and_removed(client, small):
    small.omsk.slug = "omsk-renamed"
    small.omsk.save()
    page = page_of(client.get("/search/?city=omsk&language=ru"))
    assert facet(page, "City")["Omsk"][1] == ""
    chips = {tag.text.rstrip(" ×"): tag for tag in page.one_list("chips")}
    assert chips.keys() == {"City: Omsk", "Russian"}
    assert page.one("a", aria_label="Remove City: Omsk")["href"] == "/search/?language=ru"
    assert page.one("a", aria_label="Remove Russian")["href"] == "/search/?city=omsk"


def test_a_country_is_that_of_the_places_named(client, small):
    page = page_of(client.get("/search/"))
    assert {name: count for name, (count, _) in facet(page, "Country").items()} == {
        "Russia": 6,
        "Kazakhstan": 1,
    }


def test_the_kind_of_meeting_is_that_of_the_meetings_covered(client, small, indexed):
    make_meeting(small.putin, kind="phone-call", articles=(small.others[-1],))
    make_meeting(small.putin, kind="visit", status="suggested", articles=(small.others[-2],))
    indexed()
    for kind, count in (("talks", 3), ("phone-call", 1), ("visit", 0)):
        assert count_of(page_of(client.get(f"/search/?kind={kind}"))) == count
    assert count_of(page_of(client.get("/search/?kind=talks&kind=phone-call"))) == 4


# --- Chips -----------------------------------------------------------------------------------


def test_taking_off_a_chip_takes_off_that_filter_and_no_other(client, small):
    question = {
        "leader": ["kassym-jomart-tokayev", "vladimir-putin"],
        "city": ["omsk"],
        "country": ["russia"],
        "outlet": ["primer-novosti"],
        "language": ["ru", "kk"],
        "kind": ["talks"],
        "date_from": ["2019"],
        "date_to": ["2019"],
        "q": ["Токаев"],
    }
    page = page_of(client.get("/search/", question, follow=True))
    chips = page.one_list("chips")
    assert len(chips) == 10
    for chip in chips:
        link = next(tag for tag in page.all("a") if chip in tag.around)
        asked = parse_qs(urlsplit(link["href"]).query)
        lost = [
            (name, value)
            for name, values in question.items()
            for value in values
            if value not in asked.get(name, [])
        ]
        assert len(lost) == 1, chip.text
        assert client.get(link["href"]).status_code == 200


# --- Pages and order -------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "sort=oldest", "q=новость", "q=слово&sort=newest"])
def test_pages_hold_every_article_once(client, small, indexed, question):
    make_many(small, 55)
    indexed()
    address, seen = f"/search/?{question}", []
    while address:
        page = page_of(client.get(address))
        seen += found(page)
        assert len(found(page)) <= 20
        following = page.all("a", rel="next")
        address = following[0]["href"] if following else ""
    assert len(seen) == len(set(seen)) == count_of(page)
    assert count_of(page) == (55 if "q=" in question else 63)
    first = page_of(client.get(page.one("a", rel="first")["href"]))
    assert found(first) == seen[:20]


def test_a_script_reads_on_past_where_pages_end(client, small, indexed, monkeypatch):
    make_many(small, 55)
    indexed()
    monkeypatch.setattr(ask, "DEEPEST", 40)
    address, seen = "/api/v1/articles/?q=новость", []
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == 55
    further = f"r-28-{ask.state().name}"
    assert client.get("/search/", {"q": "новость", "after": further}).status_code == 400
    endless = f"r-fffffff-{ask.state().name}"
    assert client.get("/api/v1/articles/", {"q": "новость", "after": endless}).status_code == 400


def test_where_relevance_ends_is_said(client, small, indexed, monkeypatch):
    make_many(small, 55)
    indexed()
    monkeypatch.setattr(ask, "DEEPEST", 40)
    address, seen = "/search/?q=новость", []
    while address:
        page = page_of(client.get(address))
        seen += found(page)
        following = page.all("a", rel="next")
        address = following[0]["href"] if following else ""
    assert len(seen) == 40
    assert any("end at article 40" in note.text for note in page.all("p", class_="note"))
    by_date = client.get("/search/?q=новость&sort=newest").content.decode()
    assert "end at article" not in by_date


@pytest.mark.parametrize(
    "place",
    ["0", "-1", "abc", "n-", "n-²", "\x00", "9" * 5000, "o-7b", "r-1-00000000-1", "n-" + "f" * 17],
)
def test_a_place_no_answer_gave_is_refused_by_name(client, small, place):
    answer = client.get("/search/", {"after": place})
    assert answer.status_code == 400
    assert "no place in this list" in answer.content.decode()


def test_the_order_is_a_link_and_the_one_in_force_is_not(client, small):
    page = page_of(client.get("/search/?q=Омск"))
    line = page.one("p", class_="sorts")
    assert " ".join(line.text.split()) == "relevance · newest first · oldest first"
    in_force = [tag.text for tag in page.all("strong", inside="p") if line in tag.around]
    assert in_force == ["relevance"]
    newest = page_of(client.get(page.link("newest first")))
    oldest = page_of(client.get(page.link("oldest first")))
    dated = [title for title in found(newest) if title != small.undated.title]
    assert [title for title in found(oldest) if title != small.undated.title] == dated[::-1]
    # Without words nothing is more relevant than anything else.
    assert "relevance" not in page_of(client.get("/search/")).one("p", class_="sorts").text


def test_a_title_counts_for_more_than_a_text(client, small, indexed):
    make_article("Пшеница", body="Урожай.")
    indexed()
    assert found(page_of(client.get("/search/?q=пшеница")))[0] == "Пшеница"


@pytest.mark.parametrize(
    ("q", "first"),
    [
        # Of a name alone the newer one is meant, though the older names him more often …
        ("Лавров", "Новое"),
        ("Лавров near/5 Токаев", "Новое"),
        # … and where a word is asked for beside it, the better one.
        ("Лавров near/5 Токаев заявил", "Прежнее: заявил"),
    ],
)
def test_newer_is_meant_where_names_alone_are_asked_for(client, small, indexed, q, first):
    make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    body = "Токаев и Лавров. Министр заявил."
    make_article(
        "Прежнее: заявил", body=f"{body} Лавров.", published_at="1985-01-01T10:00:00+06:00"
    )
    make_article("Новое", body=body, published_at="2024-01-01T10:00:00+06:00")
    indexed()
    assert found(page_of(client.get("/search/", {"q": q})))[0] == first


def test_a_title_that_names_all_who_were_asked_for_is_above_one_that_names_some(
    client, small, indexed
):
    body = "Токаев говорил. Токаев слушал. Токаев ждал Путина."
    for title in ("Токаев ждёт", "Токаев, Путин, Омск, Астана, Россия", "Путин в пути", "Приём"):
        make_article(title, body=body, published_at="2021-05-05T10:00:00+06:00")
    indexed()
    page = page_of(client.get("/search/?q=Токаев Путин&date_from=2021-05-05&date_to=2021-05-05"))
    assert found(page)[0] == "Токаев, Путин, Омск, Астана, Россия"
    assert found(page)[-1] == "Приём"


# --- Questions that cannot be read -------------------------------------------------------------

UNREADABLE = [
    ("leader=nobody", "leader"),
    ("leader=vladimir-putin&leader=nobody", "leader"),
    ("leader=omsk", "leader"),
    ("leader=%00", "leader"),
    ("leader=" + "x" * 10_000, "leader"),
    ("&".join(["leader=vladimir-putin"] * 21), "leader"),
    ("city=nowhere", "city"),
    ("city=russia", "city"),
    ("city=1", "city"),
    ("country=omsk", "country"),
    ("country='", "country"),
    ("outlet=" + "9" * 20, "outlet"),
    ("language=xx", "language"),
    ("language=ru&language=%00", "language"),
    ("kind=party", "kind"),
    ("date_from=2019-02-30", "date_from"),
    ("date_from=2019-13", "date_from"),
    ("date_from=2019-00-01", "date_from"),
    ("date_from=20191107", "date_from"),
    ("date_from=" + "9" * 20, "date_from"),
    ("date_from=0000", "date_from"),
    ("date_to=1899", "date_to"),
    ("date_to=2101", "date_to"),
    ("date_to=٢٠١٩", "date_to"),
    ("date_to=yesterday", "date_to"),
    ("date_to=2019%00", "date_to"),
    ("date_from=2020&date_to=2019", "date_to"),
    ("date_from=2019-11-08&date_to=2019-11-07", "date_to"),
    ("alike=0", "alike"),
    ("alike=x", "alike"),
    ("alike=1.5", "alike"),
    ("alike=" + "9" * 30, "alike"),
    ("alike=1%00", "alike"),
    ("sort=x", "sort"),
    ("sort=-published_at", "sort"),
    ("q=Омск%00", "q"),
]


@pytest.mark.parametrize(("question", "parameter"), UNREADABLE, ids=lambda value: value[:30])
def test_a_question_that_cannot_be_read_answers_nothing_everywhere(
    client, small, question, parameter
):
    for address in EVERYWHERE:
        answer = client.get(f"{address}?{question}")
        assert answer.status_code == 400, address
        text = html.unescape(answer.content.decode())
        assert small.omsk_2019[0].title not in text
        if address == "/search/":
            page = page_of(answer)
            codes = [tag.text for tag in page.all("code") if tag.is_inside("ul")]
            assert codes == [parameter]
            assert page.one("div", role="alert")
        elif address.startswith("/api"):
            assert answer.json()["errors"].keys() == {parameter}
        else:
            assert answer["Content-Type"] == "text/plain; charset=utf-8"
            assert text.startswith(f"{parameter}: ")


def test_two_faults_are_both_named(client, small):
    page = page_of(client.get("/search/?leader=nobody&date_from=x"))
    assert [tag.text for tag in page.all("code", inside="ul")] == ["leader", "date_from"]
    assert page.one("input", name="date_from")["value"] == "x"


# --- Odd searches ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    [
        "",
        " ",
        "'",
        '"',
        '"open',
        '""',
        "OR",
        "OR OR OR",
        "ИЛИ Омск ИЛИ",
        "-",
        "--",
        "-Омск",
        "((",
        "a&b|!c",
        "*",
        "?",
        "Ом*",
        "title:x",
        "[a TO z]",
        "😀",
        "я",
        "\u0301",
        "\u200b\u202e",
        "\x01\x1f\ufffe",
        "я" * 300,
        "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ э ю я",
        "и в на",
        "the and of",
        "2019",
        "99999999999999999999",
        "%' OR 1=1 --",
        "\\",
        "\ud55c\uad6d",
    ],
)
def test_an_odd_search_is_answered(client, small, q):
    answer = client.get("/search/", {"q": q})
    assert answer.status_code == 200
    assert page_of(answer).one("input", id="q")["value"].strip() == q.strip()
    for address in ("/search/feed.rss", "/search/export.csv", "/api/v1/articles/"):
        assert client.get(address, {"q": q}).status_code == 200, address


@pytest.mark.parametrize(
    ("q", "note"),
    [
        ('Омск "улицы', "A quotation mark is missing; the phrase was read to the end."),
        ("слово " * 20, "Only the first 16 words were searched for."),
        ("-Омск", "Only words to leave out were given, so everything else is shown."),
    ],
)
def test_what_could_not_be_used_of_a_search_is_said(client, small, q, note):
    page = page_of(client.get("/search/", {"q": q}))
    assert note in [tag.text for tag in page.all("p", class_="note")]


def test_a_search_that_finds_nothing_says_so(client, small):
    page = page_of(client.get("/search/?q=небывальщина&city=omsk"))
    assert count_of(page) == 0
    assert "No article answers this question" in page.one("ol", class_="rows hits").text


def test_a_phrase_finds_its_words_side_by_side_alone(client, small):
    assert found(page_of(client.get('/search/?q="год спустя"'))) == [small.others[1].title]
    assert found(page_of(client.get('/search/?q="спустя год"'))) == []


def test_minus_leaves_out_and_or_lets_either_do(client, small):
    assert small.others[0].title not in found(page_of(client.get("/search/?q=Путин -Астана")))
    either = found(page_of(client.get("/search/?q=пшеница OR Астана")))
    assert set(either) == {small.others[0].title, small.others[3].title}


# --- Left out, and what may have been meant ----------------------------------------------------


def test_what_is_left_out_is_said_and_can_be_let_in_again(client, small):
    every = found(page_of(client.get("/search/")))
    page = page_of(client.get("/search/?not_city=omsk&not_language=en"))
    assert set(found(page)) < set(every)
    chips = page.one("ul", class_="chips")
    assert "not Omsk" in chips.text
    assert "not English" in chips.text
    link = next(a for a in page.all("a", inside="li") if a["aria-label"] == "Remove not Omsk")
    assert "not_city" not in link["href"]
    assert set(found(page)) < set(found(page_of(client.get(link["href"]))))


def test_a_slip_is_offered_right_and_not_searched_instead(client, small):
    page = page_of(client.get("/search/?q=Токоев"))
    assert count_of(page) == 0
    offer = next(tag for tag in page.all("p", class_="note") if "Did you mean" in tag.text)
    link = next(tag for tag in page.all("a") if offer in tag.around)
    assert count_of(page_of(client.get(link["href"]))) > 0
    assert "Did you mean" not in client.get("/search/?q=Токаев").content.decode()


# --- Snippets --------------------------------------------------------------------------------


def marks_of(page: Page, title: str) -> list[str]:
    """The words marked in the hit of a title."""
    lead = next(tag for tag in page.all("p", class_="lead") if tag.text == title)
    row = lead.around[-1]
    return [tag.text for tag in page.all("mark") if row in tag.around]


@pytest.mark.parametrize("question", ["q=Tokayev", "q=токаевым", "leader=kassym-jomart-tokayev"])
def test_a_snippet_marks_every_case_form_of_a_name(client, small, question):
    page = page_of(client.get(f"/search/?{question}"))
    assert marks_of(page, small.omsk_2019[-1].title) == TOKAYEV
    assert marks_of(page, small.omsk_2019[1].title) == ["Тоқаев", "Қасым-Жомарт Тоқаев"]


def test_a_snippet_marks_the_place_that_was_chosen_in_every_language(client, small):
    page = page_of(client.get("/search/?city=omsk"))
    marks = [marks_of(page, article.title) for article in small.omsk_2019]
    assert marks == [["Omsk", "Omsk"], ["Омбыда", "Омбыда"], ["Омске", "Омск"]]


def test_a_snippet_marks_every_form_of_a_word_and_none_that_was_left_out(client, small):
    page = page_of(client.get("/search/?q=улица -Астана"))
    assert marks_of(page, small.omsk_2019[-1].title) == ["Улицы"]


def test_a_snippet_is_the_stretch_that_holds_what_was_found(client, small, indexed):
    body = "Начало. " + "Вода и песок. " * 200 + "Здесь клад <b>зарыт</b>. " + "Песок. " * 200
    make_article("Остров", body=body)
    indexed()
    page = page_of(client.get("/search/?q=клад"))
    text = page.one("p", class_="snippet").text
    assert "Здесь клад <b>зарыт</b>." in text
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 300
    assert page.all("b") == []


def test_a_hit_is_text_whatever_its_article_holds(client, small, indexed):
    hostile = "<script>alert(1)</script> Омск \"' onmouseover=alert(2) <mark>нет</mark>"
    article = make_article(hostile, body=f"{hostile}\n\nОмск")
    # An editor may have marked more than the name.
    article.mentions.create(
        field="body",
        start=0,
        end=25,
        surface="<",
        kind="location",
        location=small.omsk,
        confidence=1,
    )
    indexed()
    page = page_of(client.get("/search/?q=Омск"))
    assert "<script" not in page.html
    assert article.title in found(page)
    marks = ["Омск", "<script>alert(1)</script>", "Омск", "Омск"]
    assert marks_of(page, article.title) == marks


def test_an_article_without_a_text_is_found_by_its_title(client, small, indexed):
    make_article("Заголовок Безтекста", body="")
    indexed()
    assert found(page_of(client.get("/search/?q=безтекста"))) == ["Заголовок Безтекста"]


def test_an_article_deleted_a_moment_ago_is_no_fault(client, small):
    """The index follows within a second; until then it names an article that is gone."""
    small.omsk_2019[0].delete()
    page = page_of(client.get("/search/?leader=vladimir-putin"))
    assert small.omsk_2019[0].title not in found(page)
    for address in EVERYWHERE:
        assert client.get(f"{address}?q=Омск").status_code == 200


def test_a_person_added_to_the_question_is_named_with_those_asked_for(client, small, indexed):
    lavrov = make_person("Sergey Lavrov", name_ru="Сергей Лавров")
    make_article("Визит", body="Сергей Лавров и Владимир Путин в Омске.")
    indexed()
    page = page_of(client.get("/search/?leader=vladimir-putin"))
    together = facet(page, "Named together with")
    assert {name: count for name, (count, _) in together.items()} == {
        "Kassym-Jomart Tokayev": 6,
        str(lavrov): 1,
    }
    assert together[str(lavrov)][1] == "/search/?leader=vladimir-putin&leader=sergey-lavrov"


def test_a_further_page_counts_its_facets_in_the_state_it_was_counted_in(client, small, indexed):
    for number in range(25):
        make_article(f"Перемирие {number}", body="Иное.")
    indexed()
    first = page_of(client.get("/search/?q=перемирие&sort=relevance"))
    make_article("Перемирие", body="Позже.")
    indexed()
    second = page_of(client.get(first.one("a", rel="next")["href"]))
    assert count_of(second) == 25
    assert sum(count for count, _ in facet(second, "Year").values()) == 25


def test_what_was_asked_of_an_earlier_state_is_not_kept(client, small, indexed):
    client.get("/search/?q=омск")
    earlier = opened.state()
    assert earlier.remembered
    make_article("Перемирие")
    indexed()
    assert opened.state() is not earlier
    assert not earlier.remembered


@pytest.mark.parametrize("after", ["n-1", "r-fffff-00000000-1", "nowhere"])
def test_nothing_is_counted_for_a_page_that_is_not_there(client, small, after, monkeypatch):
    counted: list[tuple] = []
    monkeypatch.setattr(counting, "_facets", lambda *asked: counted.append(asked))
    # It would go on after the turn of a costly page has ended.
    assert client.get("/search/", {"q": "омск", "after": after}).status_code == 400
    assert not counted
