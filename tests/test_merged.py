"""Records merged into others: addresses, searches and lists of readers."""

import pytest
from making import make_article, make_person, make_place
from reading import SmallArchive, page_of

from archive.decisions import merge


@pytest.fixture
def merged(small, indexed) -> SmallArchive:
    """The small archive with a double of one person and of one place, each merged."""
    double = make_person("Kassym Tokaeff", name_ru="Касым Токаефф")
    twin = make_place("Omsk City", name_ru="Омскград", country=small.russia)
    make_article("Касым Токаефф прибыл в Омскград")
    merge(double, small.tokayev, None)
    merge(twin, small.omsk, None)
    indexed()
    return small


def test_the_address_of_a_merged_record_leads_for_ever_to_the_one_that_stands(client, merged):
    tokayev, putin, omsk = merged.tokayev.slug, merged.putin.slug, merged.omsk.slug
    for old, new in (
        ("/people/kassym-tokaeff/", f"/people/{tokayev}/"),
        (f"/people/kassym-tokaeff/with/{putin}/", f"/people/{tokayev}/with/{putin}/"),
        (f"/people/{putin}/with/kassym-tokaeff/", f"/people/{tokayev}/with/{putin}/"),
        (f"/people/{tokayev}/with/kassym-tokaeff/", f"/people/{tokayev}/"),
        ("/people/kassym-tokaeff/feed.rss", f"/people/{tokayev}/feed.rss"),
        (
            f"/people/{putin}/with/kassym-tokaeff/feed.atom",
            f"/people/{putin}/with/{tokayev}/feed.atom",
        ),
        (
            f"/people/{tokayev}/with/kassym-tokaeff/feed.atom",
            f"/people/{tokayev}/meetings/feed.atom",
        ),
        ("/places/omsk-city/", f"/places/{omsk}/"),
        ("/places/omsk-city/feed.json?a=b", f"/places/{omsk}/feed.json?a=b"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new), old
        assert client.get(new).status_code == 200


def test_a_search_by_the_slug_of_a_merged_record_answers_as_for_the_one_that_stands(client, merged):
    for question, old in (("leader=kassym-jomart-tokayev", "leader=kassym-tokaeff"),
                          ("city=omsk", "city=omsk-city")):  # fmt: skip
        for address in ("/search/", "/meetings/"):
            expected = page_of(client.get(f"{address}?{question}"))
            assert expected.all("p", class_="lead")
            now = page_of(client.get(f"{address}?{old}"))
            assert [tag.text for tag in now.all("p", class_="lead")] == [
                tag.text for tag in expected.all("p", class_="lead")
            ]
        api = client.get(f"/api/v1/articles/?{old}").json()
        assert api["count"] == client.get(f"/api/v1/articles/?{question}").json()["count"] > 1


def test_merged_records_are_in_no_list_and_their_names_find_the_one_that_stands(client, merged):
    for address in ("/", "/people/", "/places/", "/feeds/", "/search/", "/places/russia/"):
        html = client.get(address).content.decode()
        assert "Tokaeff" not in html, address
        assert "Omsk City" not in html, address
    for address in ("/api/v1/people/", "/api/v1/places/"):
        slugs = [row["slug"] for row in client.get(address).json()["results"]]
        assert not {"kassym-tokaeff", "omsk-city"} & set(slugs)
    assert "Kassym-Jomart Tokayev" in client.get("/people/?q=Токаефф").content.decode()
    assert "/places/omsk/" in client.get("/places/?q=Омскграде").content.decode()
    titles_of = lambda q: {  # noqa: E731
        row["title"] for row in client.get("/api/v1/articles/", {"q": q}).json()["results"]
    }
    for old, new in (("Токаефф", "Токаев"), ("Касым Токаефф", "Касым-Жомарт Токаев"),
                     ("Омскград", "Омск")):  # fmt: skip
        assert titles_of(old) == titles_of(new), old
        assert "Касым Токаефф прибыл в Омскград" in titles_of(new)
