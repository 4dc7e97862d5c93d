"""Feeds: what a subscriber's program reads, keeps, and asks for again."""

import calendar
import datetime
import email.utils
import json
import uuid
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from making import article_text, make_article, make_batch, make_meeting
from reading import make_many, page_of

from archive.feeds import write
from archive.feeds.entries import SUMMARY_CHARS, Entry
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.models import Article, Event
from archive.search import index, queue

FORMATS = ["rss", "atom", "json"]
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
# Every sort of feed, and how many items it has in the small archive.
FEEDS = [
    ("/search/feed", 8),
    ("/people/vladimir-putin/feed", 7),
    ("/places/omsk/feed", 6),
    ("/places/russia/feed", 6),
    ("/meetings/feed", 1),
    ("/people/vladimir-putin/meetings/feed", 1),
    ("/places/russia/meetings/feed", 1),
    ("/people/kassym-jomart-tokayev/with/vladimir-putin/feed", 1),
]


def read(response) -> feedparser.FeedParserDict:
    """An RSS or Atom answer as a feed reader has it."""
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def ids_of(response) -> list[str]:
    """The ids of a feed's items in order, whatever its format."""
    if response["Content-Type"] == MEDIA_TYPES["json"]:
        return [item["id"] for item in response.json()["items"]]
    return [entry.id for entry in read(response).entries]


def settle(ago: str = "1 hour") -> None:
    """Let the changes of this test lie some time back, and be indexed.

    For two seconds after a change a feed has no date (another change may follow in the same
    second), and a test's own rows, never committed, count as changes still to be indexed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE archive_indexchange SET noted_at = noted_at - %s::interval"
            " WHERE noted_at > clock_timestamp() - interval '2 minutes'",
            [ago],
        )
    index.set_position(index.current_folder(), queue.Place(2**62))


# --- What is in a feed ---------------------------------------------------------------------------


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(("address", "count"), FEEDS)
def test_every_feed_is_read_by_a_feed_reader(client, small, address, count, extension):
    answer = client.get(f"{address}.{extension}")
    assert answer["Content-Type"] == MEDIA_TYPES[extension]
    assert len(ids_of(answer)) == count
    if extension == "json":
        feed = answer.json()
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"].endswith(f"{address}.json")
        assert feed["title"]
        links = [feed["home_page_url"], *(item["url"] for item in feed["items"])]
    else:
        feed = read(answer)
        assert feed.version == {"rss": "rss20", "atom": "atom10"}[extension]
        assert feed.feed.title
        own = [link.href for link in feed.feed.links if link.rel == "self"]
        assert own == [f"http://127.0.0.1:8000{address}.{extension}"]
        links = [feed.feed.link, *(entry.link for entry in feed.entries)]
    assert all(link.startswith("http://127.0.0.1:8000/") for link in links)
    assert {client.get(link[len("http://127.0.0.1:8000") :]).status_code for link in links} == {200}


def test_the_three_formats_say_the_same(client, small):
    rss, atom = (read(client.get(f"/search/feed.{kind}")).entries for kind in ("rss", "atom"))
    items = client.get("/search/feed.json").json()["items"]
    articles = Article.objects.newest_first()
    rows = zip(rss, atom, items, articles, strict=True)
    for in_rss, in_atom, item, article in rows:
        assert in_rss.id == in_atom.id == item["id"] == article.feed_id.urn
        assert in_rss.title == in_atom.title == item["title"] == article.title
        assert in_rss.link == in_atom.link == item["url"]
        assert in_rss.summary == in_atom.summary == item["content_text"]
        assert in_rss.author == in_atom.author == article.outlet.name
        assert item["authors"] == [{"name": article.outlet.name}]
        assert item["language"] == article.language
        tags = [[tag.term for tag in entry.get("tags", [])] for entry in (in_rss, in_atom)]
        assert tags == [item["tags"]] * 2
        published = article.published_at
        if published is None:
            assert "published" not in in_rss
            assert "published" not in in_atom
            assert "date_published" not in item
        else:
            seconds = int(published.timestamp())
            assert calendar.timegm(in_rss.published_parsed) == seconds
            assert calendar.timegm(in_atom.published_parsed) == seconds
            assert datetime.datetime.fromisoformat(item["date_published"]) == published
        assert datetime.datetime.fromisoformat(item["date_modified"]) == article.updated_at
        assert calendar.timegm(in_atom.updated_parsed) == int(article.updated_at.timestamp())


def test_an_id_in_rss_does_not_pretend_to_be_a_link(client, small):
    tree = ElementTree.fromstring(client.get("/search/feed.rss").content)
    guids = tree.findall("./channel/item/guid")
    assert len(guids) == 8
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


@pytest.mark.parametrize(("address", "count"), FEEDS)
def test_an_atom_feed_has_all_that_the_standard_asks_for(client, small, address, count):
    """RFC 4287, 4.1.1 and 4.1.2: an author for each entry, an id, a title, when it changed."""
    atom = "{http://www.w3.org/2005/Atom}"
    root = ElementTree.fromstring(client.get(f"{address}.atom").content)
    assert root.tag == f"{atom}feed"
    assert root.find(f"{atom}author/{atom}name").text == "Parley"
    for name in ("id", "title", "updated"):
        assert root.findall(f"{atom}{name}")
    entries = root.findall(f"{atom}entry")
    assert len(entries) == count
    for entry in entries:
        for name in ("id", "title", "updated", "link"):
            assert len(entry.findall(f"{atom}{name}")) == 1
        assert uuid.UUID(entry.find(f"{atom}id").text)


def test_a_feed_has_the_newest_fifty_and_undated_ones_after_all_dated(client, small, indexed):
    make_many(small, 80)
    indexed()
    expected = [article.feed_id.urn for article in Article.objects.newest_first()[:50]]
    for extension in FORMATS:
        assert ids_of(client.get(f"/search/feed.{extension}")) == expected


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("address", ["/search/feed", "/people/vladimir-putin/feed"])
def test_a_feed_leads_on_to_the_last_article(client, small, indexed, extension, address):
    make_many(small, 120)
    for number in range(60):
        make_article(f"Путин {number}", body="Встреча.", published_at="2001-01-01T00:00:00+03:00")
    indexed()
    asked, ids, pages = f"{address}.{extension}", [], 0
    while asked:
        answer = client.get(asked)
        ids += ids_of(answer)
        pages += 1
        if extension == "json":
            asked = answer.json().get("next_url", "")
        else:
            following = [link.href for link in read(answer).feed.links if link.rel == "next"]
            asked = following[0] if following else ""
        if pages == 1:
            # Published meanwhile: it is on no later page, and moves nothing.
            make_article("Путин сейчас", published_at="2026-01-01T00:00:00+03:00")
            indexed()
    everything = {"/search/feed": 188, "/people/vladimir-putin/feed": 67}[address]
    assert len(ids) == len(set(ids)) == everything
    assert pages == everything // 50 + 1


def test_a_place_no_feed_gave_is_refused_by_name(client, small):
    answer = client.get("/search/feed.rss?after=r-1")
    assert answer.status_code == 400
    assert answer.content.decode().startswith("after: ")


def test_a_feed_keeps_its_order_whatever_order_the_page_has(client, small):
    newest = ids_of(client.get("/search/feed.rss?q=Омск"))
    for sort in ("relevance", "oldest", "newest"):
        assert ids_of(client.get(f"/search/feed.rss?q=Омск&sort={sort}")) == newest


def test_undated_articles_are_in_feeds(client, small):
    for extension in FORMATS:
        assert small.undated.feed_id.urn in ids_of(client.get(f"/search/feed.{extension}"))


def test_the_feed_a_page_offers_holds_what_the_page_shows(client, small):
    page = page_of(client.get("/search/?q=Токаев Путин Омск 2019"))
    offered = [ids_of(client.get(feed)) for feed in page.feeds()]
    assert offered == [[article.feed_id.urn for article in small.omsk_2019]] * 3


def test_a_feed_of_meetings_takes_the_parameters_of_their_page(client, small):
    in_astana = make_meeting(small.putin, location=small.astana, starts_on="2024-11-27")
    make_meeting(small.putin, starts_on="2024-11-28", status="rejected")
    both = [in_astana.feed_id.urn, small.meeting.feed_id.urn]
    for question, expected in (
        ("", both),
        ("leader=kassym-jomart-tokayev", both[1:]),
        ("city=astana", both[:1]),
        ("country=russia", both[1:]),
        ("date_from=2020", both[:1]),
        ("kind=visit", []),
    ):
        assert ids_of(client.get(f"/meetings/feed.atom?{question}")) == expected
    entry = read(client.get("/meetings/feed.rss")).entries[1]
    assert entry.title == ("Talks: Kassym-Jomart Tokayev and Vladimir Putin, Omsk, 7 November 2019")
    assert entry.summary.startswith("Talks, 7 November 2019, Omsk, Russia.")
    assert "3 articles in this archive, of Example Courier, " in entry.summary
    assert entry.published_parsed[:3] == (2019, 11, 7)


def test_a_feed_is_found_at_the_earlier_address_of_a_person_or_place(client, small):
    """A subscriber never sees the redirect of a page."""
    before = ids_of(client.get("/people/vladimir-putin/feed.rss"))
    small.putin.slug = "putin"
    small.putin.save()
    assert ids_of(client.get("/people/vladimir-putin/feed.rss", follow=True)) == before
    pair = "/people/kassym-jomart-tokayev/with/vladimir-putin/feed.rss"
    assert ids_of(client.get(pair, follow=True)) == [small.meeting.feed_id.urn]


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("leader=nobody", "leader"),
        ("date_from=2019-02-30", "date_from"),
        ("date_from=2020&date_to=2019", "date_to"),
        ("kind=x", "kind"),
    ],
)
def test_an_unreadable_question_has_no_feed_but_a_reason(client, small, question, parameter):
    for address in ("/search/feed", "/meetings/feed"):
        for extension in FORMATS:
            answer = client.get(f"{address}.{extension}?{question}")
            assert answer.status_code == 400
            assert answer["Content-Type"] == "text/plain; charset=utf-8"
            assert answer.content.decode().startswith(f"{parameter}: ")


# --- Ids that last -------------------------------------------------------------------------------


def test_an_article_has_one_id_in_every_feed_and_format(client, small):
    expected = {article.feed_id.urn for article in small.omsk_2019}
    for address, count in FEEDS:
        for extension in FORMATS:
            if count > 1:
                assert expected <= set(ids_of(client.get(f"{address}.{extension}")))


@pytest.mark.parametrize("extension", FORMATS)
def test_ids_outlast_a_move_of_the_site(client, small, settings, extension):
    before = ids_of(client.get(f"/search/feed.{extension}"))
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://moved.example"
    answer = client.get(f"/search/feed.{extension}", headers={"host": "www.moved.example:8443"})
    assert ids_of(answer) == before
    text = answer.content.decode()
    assert "https://moved.example/articles/" in text
    assert "www.moved.example" not in text
    assert "127.0.0.1" not in text


def test_ids_outlast_a_correction_and_a_second_import(client, small, indexed):
    article = small.omsk_2019[0]
    before = set(ids_of(client.get("/search/feed.rss")))
    corrected = article_text(
        "Another title",
        body="Another text on Putin.",
        url=article.original_url,
        published_at="2019-11-08T09:00:00+00:00",
        outlet=article.outlet.name,
    ).encode()
    for _ in range(2):
        store(parse_article(corrected), make_batch())
    indexed()
    assert Article.objects.get(pk=article.pk).slug == "another-title"
    entries = read(client.get("/search/feed.rss")).entries
    assert {entry.id for entry in entries} == before
    assert next(each for each in entries if each.id == article.feed_id.urn).title == "Another title"


def test_an_article_imported_into_another_archive_has_the_same_id(client, small):
    article = small.omsk_2019[0]
    text = article_text("Whatever", url=article.original_url).encode()
    id_before = article.feed_id
    Article.objects.all().delete()
    again, _ = store(parse_article(text), make_batch())
    assert (again.feed_id, again.pk == article.pk) == (id_before, False)


def test_the_id_of_a_meeting_outlasts_an_editors_correction(client, small):
    before = ids_of(client.get("/meetings/feed.rss"))
    Event.objects.update(kind="visit", starts_on="2019-11-06", location=small.astana)
    assert ids_of(client.get("/meetings/feed.json")) == before


# --- Text that would break a feed ----------------------------------------------------------------

HOSTILE = "]]> <script>alert(1)</script> & &amp; \"quoted\" 'too' <b>bold</b>"


@pytest.mark.parametrize("extension", FORMATS)
def test_hostile_text_arrives_as_text(client, small, indexed, extension):
    article = make_article(HOSTILE, body=HOSTILE, outlet=HOSTILE)
    small.putin.name_en = HOSTILE
    small.putin.save()
    indexed()
    answer = client.get(f"/search/feed.{extension}", {"q": "alert"})
    if extension == "json":
        item = answer.json()["items"][0]
        assert item["title"] == item["content_text"] == item["authors"][0]["name"] == HOSTILE
    else:
        tree = ElementTree.fromstring(answer.content)
        names = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not names & {"script", "b"}
        texts = [element.text for element in tree.iter()]
        # In Atom a title is plain text, in RSS too; a description is HTML that says the text.
        assert HOSTILE in texts
        assert "]]&gt; &lt;script&gt;alert(1)&lt;/script&gt; &amp; &amp;amp;" in " ".join(
            text for text in texts if text
        )
    assert article.feed_id.urn in ids_of(client.get("/search/feed.rss"))


@pytest.mark.parametrize("extension", FORMATS)
def test_no_odd_character_takes_a_feed_down(client, small, indexed, extension):
    """However it came in: typed into the address, or into the database past the import."""
    odd = "\x01\x0c\x1f\x7f\ufffe\uffff\u2028"
    Article.objects.filter(pk=small.undated.pk).update(title=f"Омск {odd}", body=f"Текст{odd}")
    small.undated.outlet.name = f"Изд{odd}"
    small.undated.outlet.save()
    small.putin.name_en = f"Putin{odd}"
    small.putin.save()
    indexed()
    for address, count in FEEDS:
        assert len(ids_of(client.get(f"{address}.{extension}"))) == count
    assert len(ids_of(client.get(f"/search/feed.{extension}", {"q": f"Омск{odd}"}))) == 6


hostile = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("\x00\x0b\ufffe]>&<'\"\u202e\x85")),
    max_size=40,
)


@settings(max_examples=150)
@given(title=hostile, summary=hostile, author=hostile, category=hostile)
def test_no_text_at_all_breaks_a_feed(title, summary, author, category):
    moment = datetime.datetime(2019, 11, 7, tzinfo=datetime.UTC)
    entry = Entry(
        id=uuid.UUID(int=1),
        title=title,
        url="https://archive.example/articles/1/a/",
        summary=summary,
        author=author,
        updated_at=moment,
        categories=[category],
    )
    feed = write.Feed(title, "https://archive.example/", "https://archive.example/f", [entry])
    for written in (write.rss, write.atom):
        assert len(ElementTree.fromstring(written(feed, "Parley")).findall(".//")) > 5
    assert json.loads(write.json_feed(feed, "Parley"))["items"][0]["title"] == title


@pytest.mark.parametrize("body", ["слово " * 10_000, "я" * 100_000], ids=["words", "a-word"])
def test_a_feed_of_long_texts_is_short(client, small, indexed, body):
    make_article("Длинная", body=body)
    indexed()
    answer = client.get("/search/feed.rss?q=длинная")
    (entry,) = read(answer).entries
    assert len(entry.summary) <= SUMMARY_CHARS + 2
    assert entry.summary.endswith(" …")


# --- Asked again ---------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(("address", "count"), [*FEEDS, ("/search/feed", 0)])
def test_a_feed_that_did_not_change_is_not_sent_again(client, small, address, count, extension):
    settle()
    question = "?q=небывальщина" if not count else ""
    first = client.get(f"{address}.{extension}{question}")
    assert len(ids_of(first)) == count
    again = client.get(f"{address}.{extension}{question}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"] == "public, max-age=900"
    other = client.get(f"{address}.{extension}{question}", headers={"if-none-match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize("question", ["", "q=Омск", "q=небывальщина", "leader=vladimir-putin"])
def test_a_reader_that_asks_by_date_alone_is_told_nothing_changed(client, small, question):
    settle()
    first = client.get(f"/search/feed.rss?{question}")
    again = client.get(
        f"/search/feed.rss?{question}", headers={"if-modified-since": first["Last-Modified"]}
    )
    assert again.status_code == 304


def test_a_date_is_not_given_while_more_may_happen_in_its_second(client, small):
    settle()
    assert "Last-Modified" in client.get("/search/feed.rss")
    # A change of this very moment, indexed at once; noted late, lest a busy machine lets it pass.
    small.omsk_2019[0].save()
    settle("-1 minute")
    assert "Last-Modified" not in client.get("/search/feed.rss")


def test_a_date_is_not_given_while_the_index_has_a_change_to_come(client, small):
    """Who read the old items under the new date would never see the new ones."""
    settle()
    place_in_queue = queue.here()
    small.omsk_2019[0].delete()
    settle()
    index.set_position(index.current_folder(), place_in_queue)
    answer = client.get("/search/feed.rss")
    assert "Last-Modified" not in answer
    assert "ETag" in answer


def change(small) -> None:
    Article.objects.filter(pk=small.omsk_2019[0].pk).update(title="A corrected headline")


def add(small) -> None:
    make_article("Ещё одна статья", published_at="2018-01-01")


def delete(small) -> None:
    # The oldest: what remains is no newer than before.
    small.others[2].delete()


@pytest.mark.parametrize("happening", [change, add, delete])
def test_a_change_an_addition_and_a_deletion_are_seen_by_every_reader(
    client, small, indexed, happening
):
    place_in_queue = index.position_of(index.current_folder())
    settle("1 hour")
    first = client.get("/search/feed.rss")
    happening(small)
    index.set_position(index.current_folder(), place_in_queue)
    indexed()
    settle("10 seconds")
    by_tag = client.get("/search/feed.rss", headers={"if-none-match": first["ETag"]})
    by_date = client.get("/search/feed.rss", headers={"if-modified-since": first["Last-Modified"]})
    assert by_tag.status_code == by_date.status_code == 200
    assert by_tag["ETag"] != first["ETag"]
    before, after = (
        email.utils.parsedate_to_datetime(answer["Last-Modified"]) for answer in (first, by_date)
    )
    assert after > before


def take_one_out(small) -> None:
    small.meeting.participations.first().delete()


def publish_without_article(small) -> None:
    make_meeting(starts_on="2024-01-01")


def reject(small) -> None:
    Event.objects.update(status="rejected")


def rename(small) -> None:
    small.putin.name_en = "V. V. Putin"
    small.putin.save()


@pytest.mark.parametrize("happening", [take_one_out, publish_without_article, reject, rename])
def test_what_happens_to_a_meeting_is_seen_by_every_reader(client, small, happening):
    settle("1 hour")
    first = client.get("/meetings/feed.atom")
    happening(small)
    settle("10 seconds")
    for header, value in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified")):
        again = client.get("/meetings/feed.atom", headers={header: first[value]})
        assert again.status_code == 200
        assert again.content != first.content


@pytest.mark.parametrize("extension", FORMATS)
def test_a_feed_of_an_empty_archive_is_a_feed(client, small, indexed, extension):
    Article.objects.all().delete()
    Event.objects.all().delete()
    indexed()
    settle()
    for address in ("/search/feed", "/meetings/feed"):
        first = client.get(f"{address}.{extension}")
        assert ids_of(first) == []
        again = client.get(f"{address}.{extension}", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304


def test_a_head_request_tells_the_tag_without_the_feed(client, small):
    got = client.get("/search/feed.rss")
    asked = client.head("/search/feed.rss")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked["ETag"] == got["ETag"]


@pytest.mark.parametrize(("address", "count"), FEEDS)
def test_a_feed_is_dated_by_what_is_in_it_and_not_by_the_hour(client, small, address, count):
    """Else it would never be the same twice."""
    moment = datetime.datetime(2021, 5, 1, 12, tzinfo=datetime.UTC)
    Article.objects.update(updated_at=moment)
    Event.objects.update(updated_at=moment)
    for extension in ("rss", "atom"):
        assert read(client.get(f"{address}.{extension}")).feed.updated_parsed[:4] == (
            2021,
            5,
            1,
            12,
        )


# --- The list of feeds ---------------------------------------------------------------------------


def test_the_list_of_feeds_leads_to_feeds(client, small):
    page = page_of(client.get("/feeds/"))
    feeds = [tag["href"] for tag in page.all("a", inside="main") if "feed." in tag["href"]]
    # Articles in three formats, meetings, held or announced, in four; of two people and four
    # places articles in two, meetings in three.
    assert len(feeds) == 3 + 4 + 4 + (2 + 4) * 5
    for address in feeds:
        answer = client.get(address)
        assert answer.status_code == 200
        if ".ics" not in address and "announced" not in address:
            assert ids_of(answer) or "/places/" in address
