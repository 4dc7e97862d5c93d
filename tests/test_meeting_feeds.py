"""Feeds of meetings: one item a meeting, for ever, that tells more as coverage arrives."""

import datetime

import pytest
from django.utils import timezone
from making import make_article, make_coverage, make_meeting, make_office, make_person
from test_feeds import FORMATS, ids_of, read, settle

from archive.models import Article, Event, Location, Outlet, Participation, Person


def summary_of(client, event: Event, address: str = "/meetings/feed.json") -> str:
    items = client.get(address).json()["items"]
    return next(item["content_text"] for item in items if item["id"] == event.feed_id.urn)


# --- What an item tells --------------------------------------------------------------------


def test_an_item_tells_who_in_which_office_where_when_and_every_headline(client, small):
    make_office(small.putin, "Prime Minister", starts_on="2008-05-08", ends_on="2012-05-07")
    make_office(small.putin, "President of Russia", starts_on="2012-05-07")
    Event.objects.update(tags=["visit"], other_names=["Иван Примеров"], host="The Club")
    assert summary_of(client, small.meeting).split("\n") == [
        "Talks and visit, 7 November 2019, The Club, Omsk, Russia.",
        "Took part: Kassym-Jomart Tokayev (President of Kazakhstan); "
        "Vladimir Putin (President of Russia); Иван Примеров.",
        "3 articles in this archive, of Example Courier, Пример-Новости and Сынақ:",
        "“Токаев и Путин в Омске: что говорят жители” (Пример-Новости)",
        "“Тоқаев пен Путин Омбыда” (Сынақ)",
        "“Tokayev and Putin in Omsk: what residents say” (Example Courier)",
    ]
    (entry,) = read(client.get("/meetings/feed.rss")).entries
    # A reader shows a description as HTML.
    assert entry.summary.count("<br") == 5
    assert {tag.term for tag in entry.tags} == {
        "Kassym-Jomart Tokayev", "Vladimir Putin", "talks", "visit",
    }  # fmt: skip


def test_an_office_taken_within_a_month_of_which_the_day_is_not_known_is_not_told(client, small):
    Event.objects.update(starts_on="2019-03-01", date_precision="month")
    assert "President of Kazakhstan" not in summary_of(client, small.meeting)
    Event.objects.update(starts_on="2020-01-01", date_precision="year")
    assert "Tokayev (President of Kazakhstan)" in summary_of(client, small.meeting)


def test_an_article_that_says_two_things_of_a_meeting_is_named_once(client, small):
    make_coverage(small.meeting, small.omsk_2019[0])
    summary = summary_of(client, small.meeting)
    assert "3 articles in this archive" in summary
    assert summary.count(small.omsk_2019[0].title) == 1


def test_a_meeting_everybody_wrote_about_has_a_summary_of_bounded_length(client, small):
    for number in range(30):
        make_coverage(small.meeting, make_article(f"Статья {number}"))
    summary = summary_of(client, small.meeting)
    assert summary.count("“") == 20
    assert summary.endswith("and 13 more.")


@pytest.mark.parametrize("extension", FORMATS)
def test_hostile_names_arrive_as_text(client, small, extension):
    hostile = "<script>alert(1)</script> ]]> & \x01\x0b"
    Event.objects.update(other_names=[hostile], host=hostile[:90])
    Article.objects.update(title=hostile)
    answer = client.get(f"/meetings/feed.{extension}")
    assert ids_of(answer) == [small.meeting.feed_id.urn]
    if extension != "json":
        assert b"<script" not in answer.content


# --- As coverage arrives -------------------------------------------------------------------


def test_an_item_is_updated_as_coverage_arrives_and_keeps_its_id(client, small):
    long_ago = timezone.now() - datetime.timedelta(days=3)
    Event.objects.update(updated_at=long_ago)
    Article.objects.update(updated_at=long_ago)
    settle("1 hour")
    first = client.get("/meetings/feed.json")
    (before,) = first.json()["items"]
    make_coverage(small.meeting, make_article("Что решили в Омске", outlet="Вестник"))
    settle("10 seconds")
    again = client.get("/meetings/feed.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    (after,) = again.json()["items"]
    assert after["id"] == before["id"]
    assert after["date_modified"] > before["date_modified"]
    assert "4 articles in this archive" in after["content_text"]
    assert "Вестник" in after["content_text"]
    assert "Что решили в Омске" in after["content_text"]


def rename_an_outlet(small) -> None:
    Outlet.objects.filter(name="Сынақ").update(name="A new name")


def make_a_president(small) -> None:
    make_office(small.putin, "President of Russia")


def rename_the_city(small) -> None:
    """One that no article names."""
    Location.objects.filter(pk=small.astana.pk).update(name_en="Nur-Sultan")


def rename_a_participant(small) -> None:
    """One that no article names."""
    Person.objects.filter(slug="xi-jinping").update(name_en="Xi")


@pytest.mark.parametrize(
    "happening", [rename_an_outlet, make_a_president, rename_the_city, rename_a_participant]
)
def test_what_an_item_tells_beside_the_meeting_is_seen_by_who_asks_by_date(
    client, small, happening
):
    make_meeting(make_person("Xi Jinping"), location=small.astana)
    small.astana.mentions.all().delete()
    settle("1 hour")
    first = client.get("/meetings/feed.rss")
    happening(small)
    settle("10 seconds")
    again = client.get("/meetings/feed.rss", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert again.content != first.content


# --- Announced, called off, merged, rejected -----------------------------------------------


def test_what_is_announced_is_in_a_feed_only_where_it_is_asked_for(client, small):
    event = make_meeting(small.putin, starts_on="2031-01-01", stage="announced")
    urn = event.feed_id.urn
    addresses = ["/meetings/feed", "/people/vladimir-putin/meetings/feed"]
    for address in addresses:
        assert urn not in ids_of(client.get(f"{address}.rss"))
        for stage in ("announced", "all"):
            assert urn in ids_of(client.get(f"{address}.atom?stage={stage}"))
    (entry,) = read(client.get("/meetings/feed.rss?stage=announced")).entries
    assert entry.title == "Talks (announced): Vladimir Putin, 1 January 2031"
    # A reader would hold back what is dated in the future.
    assert "published" not in entry
    # When it is covered as held the same item is in the feed of what was held.
    Event.objects.filter(pk=event.pk).update(stage="held")
    for address in addresses:
        assert urn in ids_of(client.get(f"{address}.rss"))
    assert ids_of(client.get("/meetings/feed.rss?stage=announced")) == []


def test_what_is_called_off_says_so(client, small):
    make_meeting(small.putin, starts_on="2031-01-01", stage="cancelled")
    (entry,) = read(client.get("/meetings/feed.rss?stage=cancelled")).entries
    assert entry.title.startswith("Talks (cancelled): ")
    assert "Talks, cancelled, 1 January 2031" in entry.summary


def test_of_two_meetings_that_are_one_the_item_of_the_one_that_goes_goes(client, small):
    other = make_meeting(small.tokayev, small.putin, starts_on="2019-11-08")
    assert set(ids_of(client.get("/meetings/feed.rss"))) == {
        small.meeting.feed_id.urn, other.feed_id.urn,
    }  # fmt: skip
    Event.objects.filter(pk=other.pk).update(merged_into=small.meeting)
    assert ids_of(client.get("/meetings/feed.rss")) == [small.meeting.feed_id.urn]


# --- Of people, places, pairs and one meeting ----------------------------------------------


def test_people_places_and_pairs_have_feeds_of_their_meetings(client, small):
    astana = make_meeting(small.putin, location=small.astana, starts_on="2021-01-01", kind="visit")
    nowhere = make_meeting(small.tokayev, starts_on="2020-01-01")
    omsk = small.meeting
    for address, expected in (
        ("/people/vladimir-putin/meetings/feed", [astana, omsk]),
        ("/people/kassym-jomart-tokayev/meetings/feed", [nowhere, omsk]),
        ("/people/kassym-jomart-tokayev/with/vladimir-putin/feed", [omsk]),
        ("/places/astana/meetings/feed", [astana]),
        ("/places/russia/meetings/feed", [omsk]),
    ):
        for extension in FORMATS:
            answer = client.get(f"{address}.{extension}")
            assert ids_of(answer) == [event.feed_id.urn for event in expected], address
    # Narrowed by the parameters of the list.
    for question, expected in (
        ("kind=visit", [astana]),
        ("leader=kassym-jomart-tokayev", [omsk]),
        ("city=omsk", [omsk]),
        ("q=Токаевым", [omsk]),
    ):
        answer = client.get(f"/people/vladimir-putin/meetings/feed.rss?{question}")
        assert ids_of(answer) == [event.feed_id.urn for event in expected]
    assert client.get("/places/astana/meetings/feed.rss?kind=x").status_code == 400


def test_feeds_of_meetings_are_found_at_earlier_addresses(client, small):
    for record, kind in ((small.putin, "people"), (small.omsk, "places")):
        old = record.slug
        record.slug = f"new-{old}"
        record.save()
        for extension in (*FORMATS, "ics"):
            answer = client.get(f"/{kind}/{old}/meetings/feed.{extension}?kind=talks")
            assert answer.status_code == 301
            assert answer["Location"] == f"/{kind}/new-{old}/meetings/feed.{extension}?kind=talks"


@pytest.mark.parametrize("extension", FORMATS)
def test_a_meeting_has_a_feed_of_the_articles_on_it(client, small, extension):
    make_coverage(small.meeting, small.omsk_2019[0])
    address = f"{small.meeting.get_absolute_url()}feed.{extension}"
    answer = client.get(address)
    assert ids_of(answer) == [article.feed_id.urn for article in small.omsk_2019]
    settle()
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert "Last-Modified" in answer


def test_the_feed_of_a_meeting_moves_with_it_for_ever(client, small):
    stands = f"{small.meeting.get_absolute_url()}feed.rss"
    answer = client.get(f"/meetings/{small.meeting.pk}/an-old-title/feed.rss")
    assert (answer.status_code, answer["Location"]) == (301, stands)
    one = make_meeting(small.putin, merged_into=small.meeting)
    two = make_meeting(small.putin, merged_into=one)
    answer = client.get(f"{two.get_absolute_url()}feed.rss")
    assert (answer.status_code, answer["Location"]) == (301, stands)


@pytest.mark.parametrize("status", ["suggested", "rejected"])
def test_a_meeting_that_is_not_published_has_no_feed(client, small, status):
    address = small.meeting.get_absolute_url()
    Event.objects.update(status=status)
    for extension in (*FORMATS, "ics"):
        assert client.get(f"{address}feed.{extension}").status_code == 404
    assert client.get("/meetings/99999999999999999999/x/feed.rss").status_code == 404


def test_a_participant_who_was_added_is_told(client, small):
    Participation.objects.create(event=small.meeting, person=make_person("Xi Jinping"))
    assert "Xi Jinping" in summary_of(client, small.meeting)


def test_a_number_no_meeting_can_have_is_not_there(client, small):
    for number in ("0", "9" * 18, "9" * 19, "9" * 5000):
        assert client.get(f"/meetings/{number}/x/feed.rss").status_code == 404
