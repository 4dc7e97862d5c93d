"""The JSON API: the shape others' programs hold on to."""

import datetime

import pytest
from making import make_article, make_meeting, make_office, make_person, make_place
from reading import make_many

from archive.models import Article, Location, Person

LISTS = ["articles", "people", "places", "meetings"]


def results(client, question: str) -> list[dict]:
    answer = client.get(f"/api/v1/{question}")
    assert answer.status_code == 200
    return answer.json()["results"]


# --- Shape ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "count"), [("articles", 8), ("people", 2), ("places", 4), ("meetings", 1)]
)
def test_a_list_is_a_count_two_addresses_and_results(client, small, name, count):
    answer = client.get(f"/api/v1/{name}/")
    assert answer["Content-Type"] == "application/json"
    # Scripts on other sites may read what everybody may read.
    assert answer["Access-Control-Allow-Origin"] == "*"
    body = answer.json()
    # Articles are paged by place, so that what arrives meanwhile moves nothing.
    beside = {
        "articles": {"question", "notes", "index_behind_seconds"},
        "meetings": {"previous", "notes"},
    }.get(name, {"previous"})
    assert body.keys() == {"count", "next", "results"} | beside
    assert body["count"] == len(body["results"]) == count
    assert body["next"] is None
    assert not body.get("previous")


def test_an_article_is_told_in_full_but_for_its_text(client, small):
    article = small.omsk_2019[-1]
    row = next(row for row in results(client, "articles/?q=жители") if row["id"] == article.pk)
    assert row == {
        "id": article.pk,
        "title": "Токаев и Путин в Омске: что говорят жители",
        "address": f"http://127.0.0.1:8000{article.get_absolute_url()}",
        "original_url": article.original_url,
        "published_at": "2019-11-07T09:15:00+00:00",
        "outlet": {"slug": "primer-novosti", "name": "Пример-Новости"},
        "language": "ru",
        "people": [
            {"slug": "kassym-jomart-tokayev", "name": "Kassym-Jomart Tokayev"},
            {"slug": "vladimir-putin", "name": "Vladimir Putin"},
        ],
        "places": [{"slug": "omsk", "name": "Omsk"}],
    }


def test_people_and_places_of_an_article_come_in_one_order(client, small, indexed):
    make_person("Anna Baker")
    make_place("Aktau")
    make_article("News", body="Vladimir Putin and Anna Baker are in Omsk, then in Aktau.")
    indexed()
    (row,) = results(client, "articles/?q=News")
    assert [person["slug"] for person in row["people"]] == ["anna-baker", "vladimir-putin"]
    assert [place["slug"] for place in row["places"]] == ["aktau", "omsk"]


def test_what_is_not_known_is_null(client, small):
    Article.objects.filter(pk=small.undated.pk).update(original_url="")
    row = results(client, "articles/?sort=newest")[-1]
    assert (row["id"], row["published_at"], row["original_url"]) == (small.undated.pk, None, None)


def test_a_person_is_told_by_all_names_and_the_number_of_articles(client, small):
    make_office(small.putin)
    Person.objects.filter(pk=small.putin.pk).update(wikidata_id="Q7747")
    rows = {row["slug"]: row for row in results(client, "people/")}
    assert rows["vladimir-putin"] == {
        "slug": "vladimir-putin",
        "name": "Vladimir Putin",
        "address": "http://127.0.0.1:8000/people/vladimir-putin/",
        "name_ru": "Владимир Путин",
        "name_kk": "Владимир Путин",
        "wikidata_id": "Q7747",
        "articles": 7,
    }
    assert rows["kassym-jomart-tokayev"]["wikidata_id"] is None


def test_a_place_is_told_by_all_names_and_where_it_is(client, small):
    Location.objects.filter(pk=small.omsk.pk).update(
        latitude=54.99, longitude=73.37, geonames_id=1496153
    )
    rows = {row["slug"]: row for row in results(client, "places/")}
    assert rows["omsk"] == {
        "slug": "omsk",
        "name": "Omsk",
        "address": "http://127.0.0.1:8000/places/omsk/",
        "name_ru": "Омск",
        "name_kk": "Омбы",
        "kind": "city",
        "country": "russia",
        "geonames_id": 1496153,
        "latitude": 54.99,
        "longitude": 73.37,
        "articles": 6,
    }
    assert (rows["russia"]["country"], rows["russia"]["latitude"]) == (None, None)


def test_a_meeting_is_told_with_who_where_and_when(client, small):
    assert results(client, "meetings/") == [
        {
            "id": small.meeting.pk,
            "feed_id": small.meeting.feed_id.urn,
            "title": "Talks: Kassym-Jomart Tokayev and Vladimir Putin, Omsk, 7 November 2019",
            "address": f"http://127.0.0.1:8000{small.meeting.get_absolute_url()}",
            "kind": "talks",
            "tags": [],
            "stage": "held",
            "date": "2019-11-07",
            "date_precision": "day",
            "place": {"slug": "omsk", "name": "Omsk"},
            "country": {"slug": "russia", "name": "Russia"},
            "people": [
                {"slug": "kassym-jomart-tokayev", "name": "Kassym-Jomart Tokayev"},
                {"slug": "vladimir-putin", "name": "Vladimir Putin"},
            ],
            "other_names": [],
            "host": None,
            "confidence": 1.0,
            "articles": 3,
            "coverage": [
                {
                    "article": article.pk,
                    "outlet": {"slug": article.outlet.slug, "name": article.outlet.name},
                    "url": article.original_url,
                    "sentence": "",
                }
                for article in reversed(small.omsk_2019)
            ],
        }
    ]


def test_addresses_are_made_from_the_sites_own_address(client, small, settings):
    settings.SITE_URL = "https://archive.example"
    settings.ALLOWED_HOSTS = ["other.example"]
    for name in LISTS:
        address = f"/api/v1/{name}/?page_size=1"
        answer = client.get(address, headers={"host": "other.example"})
        assert "other.example" not in answer.content.decode()
        assert answer.json()["results"][0]["address"].startswith("https://archive.example/")
    body = client.get("/api/v1/people/?page_size=1", headers={"host": "other.example"}).json()
    assert body["next"] == "https://archive.example/api/v1/people/?page=2&page_size=1"


# --- Lists ---------------------------------------------------------------------------------------


def test_every_answer_leads_to_its_page(client, small):
    for name in LISTS:
        for row in results(client, f"{name}/"):
            path = row["address"].removeprefix("http://127.0.0.1:8000")
            assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("question", "slugs"),
    [
        ("people/", ["vladimir-putin", "kassym-jomart-tokayev"]),
        ("people/?q=Токаевым", ["kassym-jomart-tokayev"]),
        ("people/?q=putin", ["vladimir-putin"]),
        ("people/?q=nobody", []),
        ("places/?kind=city", ["omsk", "astana"]),
        ("places/?q=омбыда", ["omsk"]),
        ("places/?country=russia", ["omsk"]),
        ("places/?country=russia&country=kazakhstan", ["omsk", "astana"]),
        ("places/?kind=country", ["russia", "kazakhstan"]),
    ],
)
def test_people_and_places_are_listed_by_how_many_articles_name_them(
    client, small, question, slugs
):
    assert [row["slug"] for row in results(client, question)] == slugs


def test_meetings_are_listed_by_the_parameters_of_their_page(client, small):
    astana = make_meeting(small.putin, location=small.astana, starts_on="2024-11-27", kind="visit")
    make_meeting(small.putin, starts_on="2024-11-28", status="suggested")
    omsk = small.meeting
    for question, expected in (
        ("", [astana, omsk]),
        ("leader=vladimir-putin&leader=kassym-jomart-tokayev", [omsk]),
        ("city=omsk", [omsk]),
        ("city=omsk&city=astana", [astana, omsk]),
        ("country=kazakhstan", [astana]),
        ("kind=visit", [astana]),
        ("date_from=2019-11-07&date_to=2019-11-07", [omsk]),
        ("date_from=2019-11-08", [astana]),
        ("date_to=2018", []),
    ):
        rows = results(client, f"meetings/?{question}")
        assert [row["id"] for row in rows] == [meeting.pk for meeting in expected], question


# --- Pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", "sort=oldest", "q=слово", "q=новость&sort=newest"])
@pytest.mark.parametrize("size", [7, 100])
def test_following_next_gives_every_article_once(client, small, indexed, question, size):
    make_many(small, 55)
    indexed()
    address, seen = f"/api/v1/articles/?{question}&page_size={size}", []
    while address:
        body = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        seen += [row["id"] for row in body["results"]]
        assert body["results"]
        address = body["next"]
    assert len(seen) == len(set(seen)) == body["count"]
    assert body["count"] == (55 if "q=" in question else 63)


@pytest.mark.parametrize("name", LISTS)
def test_following_next_in_any_list_gives_every_row_once(client, small, name):
    make_meeting(small.putin, starts_on="2019-11-07")
    address, seen = f"/api/v1/{name}/?page_size=1", []
    while address:
        body = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        seen += [row["address"] for row in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == body["count"] > 1


def test_a_page_has_twenty_rows_unless_asked_and_a_hundred_at_most(client, small, indexed):
    make_many(small, 120)
    indexed()
    for question, rows in (("", 20), ("?page_size=1", 1), ("?page_size=100", 100)):
        assert len(results(client, f"articles/{question}")) == rows
    assert results(client, "people/?page=50") == []


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        *(("page_size", value) for value in ("0", "101", "1000", "-1", "x", "1.5", "²", "\x00")),
        *(("page", value) for value in ("0", "-1", "x", "1e3", "9" * 20, "٢", " ")),
    ],
)
def test_a_page_or_size_that_is_none_is_refused_by_name(client, small, parameter, value):
    for name in LISTS if parameter == "page_size" else LISTS[1:]:
        answer = client.get(f"/api/v1/{name}/", {parameter: value})
        assert answer.status_code == 400
        assert answer.json()["errors"].keys() == {parameter}


def test_a_place_that_no_answer_gave_is_refused_by_name(client, small):
    for place in ("0", "n-", "o-7b", "r-1-00000000-1", "я", "\x00"):
        answer = client.get("/api/v1/articles/", {"after": place})
        assert answer.status_code == 400
        assert answer.json()["errors"].keys() == {"after"}


# --- Faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("articles/?leader=nobody", {"leader"}),
        ("articles/?leader=nobody&date_from=x&page_size=0", {"leader", "date_from", "page_size"}),
        ("people/?q=" + "я" * 301, {"q"}),
        ("people/?q=%00", {"q"}),
        ("places/?kind=planet", {"kind"}),
        ("places/?country=omsk", {"country"}),
        ("meetings/?leader=omsk", {"leader"}),
        ("meetings/?date_to=2019-02-30", {"date_to"}),
        ("meetings/?date_from=2020&date_to=2019", {"date_to"}),
    ],
)
def test_a_fault_is_json_that_names_the_parameter(client, small, question, parameters):
    answer = client.get(f"/api/v1/{question}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/json"
    errors = answer.json()["errors"]
    assert errors.keys() == parameters
    assert all(reason.strip() for reason in errors.values())


def test_cyrillic_is_sent_as_it_is_written(client, small):
    assert "Токаев" in client.get("/api/v1/articles/").content.decode()


def test_an_instant_can_be_read_back(client, small):
    for row in results(client, "articles/"):
        if row["published_at"]:
            stored = Article.objects.get(pk=row["id"]).published_at
            assert datetime.datetime.fromisoformat(row["published_at"]) == stored
