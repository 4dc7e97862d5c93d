"""Pages: every address answers, marks stand at their words, and no text becomes markup."""

import re
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, path, reverse
from making import (
    make_article,
    make_batch,
    make_meeting,
    make_office,
    make_person,
    make_place,
    make_waiting,
)
from reading import Page, SmallArchive, page_of

from archive.importing.errors import ArticleFileError
from archive.importing.parse import parse_article
from archive.importing.run import import_files
from archive.models import Article, Event, Location, Person
from archive.search import index, queue
from config import urls

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""


def addresses_by_name(small: SmallArchive) -> dict[str, str]:
    """An address of every name in config/urls.py."""
    article, meeting = small.omsk_2019[0], small.meeting
    person, pair = small.tokayev.slug, [small.tokayev.slug, small.putin.slug]
    return {
        "home": reverse("home"),
        "search": reverse("search"),
        "search-help": "/search/help/",
        "search-feed": reverse("search-feed", args=["rss"]),
        "export-csv": reverse("export-csv"),
        "export-ndjson": reverse("export-ndjson"),
        "article-detail": article.get_absolute_url(),
        "person-list": reverse("person-list"),
        "person-detail": small.tokayev.get_absolute_url(),
        "person-feed": reverse("person-feed", args=[person, "atom"]),
        "person-meeting-feed": reverse("person-meeting-feed", args=[person, "ics"]),
        "pair-detail": reverse("pair-detail", args=pair),
        "pair-feed": reverse("pair-feed", args=[*pair, "json"]),
        "place-list": reverse("place-list"),
        "place-detail": small.omsk.get_absolute_url(),
        "place-feed": reverse("place-feed", args=[small.russia.slug, "rss"]),
        "place-meeting-feed": reverse("place-meeting-feed", args=[small.russia.slug, "json"]),
        "meeting-list": reverse("meeting-list"),
        "meeting-feed": reverse("meeting-feed", args=["atom"]),
        "meetings-csv": reverse("meetings-csv"),
        "meetings-ndjson": reverse("meetings-ndjson"),
        "matrix": reverse("matrix"),
        "matrix-csv": reverse("matrix-csv"),
        # With a month to show it would redirect there.
        "calendar": f"{reverse('calendar')}?date_to=1950",
        "calendar-month": reverse("calendar-month", args=[2019, 11]),
        "today": reverse("today"),
        "on-this-day": reverse("on-this-day", args=["11", "07"]),
        "meeting-detail": meeting.get_absolute_url(),
        "coverage-feed": f"{meeting.get_absolute_url()}feed.ics",
        "feed-list": reverse("feed-list"),
        "api-articles": reverse("api-articles"),
        "api-people": reverse("api-people"),
        "api-places": reverse("api-places"),
        "api-meetings": reverse("api-meetings"),
        "healthz": reverse("healthz"),
    }


# --- Every address --------------------------------------------------------------------------


def test_every_named_address_answers_with_rows_in_the_archive(client, small):
    addresses = addresses_by_name(small)
    patterns = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    named = {pattern.name for pattern in patterns if pattern.name}
    assert addresses.keys() == named
    # The health of the index is asked in a test of its own: here nothing is committed.
    del addresses["healthz"]
    statuses = {name: client.get(address).status_code for name, address in addresses.items()}
    assert set(statuses.values()) == {200}, statuses


@pytest.mark.django_db
def test_every_page_of_an_empty_archive_answers(client, indexed):
    indexed()
    addresses = ["/", "/search/", "/people/", "/places/", "/meetings/", "/feeds/"]
    assert {client.get(address).status_code for address in addresses} == {200}


def test_every_link_on_every_page_leads_somewhere(client, small):
    seen: set[str] = set()
    for address in small.addresses():
        page = page_of(client.get(address))
        for tag in [*page.all("a"), *page.all("link"), *page.all("form")]:
            link = tag["href"] or tag["action"]
            if link.startswith(("?", "#")) or not link:
                link = f"{address.partition('?')[0]}{link}"
            if link.startswith("/") and not link.startswith("/static/"):
                seen.add(link.partition("#")[0])
    assert len(seen) > 60
    lost = {link for link in seen if client.get(link, follow=True).status_code != 200}
    assert lost == set()


def test_health_is_ok_where_the_index_has_every_change(client, small):
    # The rows of this test are not committed, so for the queue they are still to come; with
    # the index said to be past them there is nothing left.
    index.set_position(index.current_folder(), queue.Place(2**62))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json() | {"articles_waiting": 0, "index_lag_seconds": 0.0} == answer.json()


# --- Addresses that moved, and those that never were -----------------------------------------


@pytest.mark.parametrize("ending", ["", "a-wrong-slug/"])
def test_an_article_and_a_meeting_are_found_by_number_alone(client, small, ending):
    for record, name in ((small.omsk_2019[0], "articles"), (small.meeting, "meetings")):
        answer = client.get(f"/{name}/{record.pk}/{ending}")
        assert (answer.status_code, answer["Location"]) == (301, record.get_absolute_url())


def test_a_person_and_a_place_are_found_at_every_earlier_address(client, small):
    for record in (small.tokayev, small.omsk):
        earlier = []
        for slug in ("second-name", "third-name"):
            earlier.append(record.get_absolute_url())
            record.slug = slug
            record.save()
        for address in earlier:
            answer = client.get(address)
            assert (answer.status_code, answer["Location"]) == (301, record.get_absolute_url())


def test_an_earlier_address_of_a_person_leads_to_no_place(client, small):
    old = small.tokayev.slug
    small.tokayev.slug = "renamed"
    small.tokayev.save()
    assert client.get(f"/places/{old}/").status_code == 404


def test_two_people_have_one_page_whoever_is_named_first(client, small):
    tokayev, putin = small.tokayev.slug, small.putin.slug
    answer = client.get(f"/people/{putin}/with/{tokayev}/")
    assert answer.status_code == 301
    assert answer["Location"] == f"/people/{tokayev}/with/{putin}/"


@pytest.mark.parametrize("slug", ["aaa", "zzz"])
def test_the_page_of_two_people_is_found_at_the_earlier_address_of_either(client, small, slug):
    for person in (small.tokayev, small.putin):
        old = f"/people/{small.tokayev.slug}/with/{small.putin.slug}/"
        person.slug = f"{slug}-{person.slug}"
        person.save()
        first, second = sorted([small.tokayev.slug, small.putin.slug])
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, f"/people/{first}/with/{second}/")


def test_a_person_and_a_place_may_have_had_the_same_address(client, small):
    for record in (small.omsk, small.tokayev):
        for slug in ("washington", "renamed"):
            record.slug = slug
            record.save()
    assert client.get("/people/washington/")["Location"] == "/people/renamed/"
    assert client.get("/places/washington/")["Location"] == "/places/renamed/"


def test_a_person_with_himself_is_the_person(client, small):
    slug = small.putin.slug
    answer = client.get(f"/people/{slug}/with/{slug}/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/people/{slug}/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/nope/", "box above"),
        ("/articles/999999999/", "There is no such article"),
        ("/articles/99999999999999999999999/a/", "There is no such article"),
        ("/meetings/999999999/", "There is no such meeting"),
        ("/people/nobody/", "There is no such person"),
        ("/people/nobody/with/vladimir-putin/", "There is no such person"),
        ("/places/nowhere/", "There is no such place"),
        ("/people/nobody/feed.rss", "There is no such person"),
        ("/people/?page=abc", "There is no page “abc”"),
        ("/people/%00/", "box above"),
        ("/search/feed.exe", "box above"),
    ],
)
def test_what_is_not_there_is_answered_with_the_sites_own_page(client, small, address, words):
    answer = client.get(address)
    assert answer.status_code == 404
    text = " ".join(page_of(answer).one("main").text.split())
    assert text.startswith("There is nothing at this address")
    assert words in text
    # Django's own words are for programmers.
    assert not re.search("Resolver404|matches the given query", text)


def test_a_meeting_that_is_only_suggested_has_no_page(client, small):
    small.meeting.status = "suggested"
    small.meeting.save()
    assert client.get(small.meeting.get_absolute_url()).status_code == 404


# --- When something fails --------------------------------------------------------------------


def in_a_thread_without_database(call: Callable) -> object:
    """What a call answers where no server listens; other connections stay as they are."""
    answers = []

    def run() -> None:
        connection.settings_dict = connection.settings_dict | {"HOST": "/nonexistent"}
        answers.append(call())
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0]


def test_without_the_database_every_page_says_when_to_come_again(small):
    addresses = addresses_by_name(small)
    answers = in_a_thread_without_database(
        lambda: {name: Client().get(address) for name, address in addresses.items()}
    )
    # The guide says the same whatever is down.
    assert answers.pop("search-help").status_code == 200
    assert {answer.status_code for answer in answers.values()} == {503}
    health = answers.pop("healthz")
    assert health.json() == {"status": "the database does not answer"}
    page = page_of(answers["home"])
    assert "database did not answer" in page.one("main").text
    assert int(answers["home"]["Retry-After"]) > 0


def test_without_an_index_whatever_needs_it_says_when_to_come_again(client, small, settings):
    settings.SEARCH_INDEX_DIR /= "never-built"
    for address in (
        "/search/",
        "/search/feed.rss",
        "/search/export.csv",
        "/search/export.ndjson",
        "/api/v1/articles/",
        "/people/vladimir-putin/feed.atom",
        "/places/omsk/feed.json",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"]) == (503, "10"), address
    assert client.get("/healthz").status_code == 503
    # What the database knows is shown all the same.
    about = [small.omsk_2019[0], small.meeting, small.tokayev, small.omsk]
    for address in ("/", "/people/", *(record.get_absolute_url() for record in about)):
        assert client.get(address).status_code == 200, address


def test_a_query_the_database_gives_up_is_answered_as_busy(client, small):
    with connection.cursor() as cursor:
        # Enough people that counting their articles takes longer than a millisecond.
        cursor.execute(
            "INSERT INTO archive_person (slug, name_en, name_ru, name_kk, patronymic_ru,"
            " short_en, short_ru, short_kk, gender, wikidata_id)"
            " SELECT 'p' || n, '', '', '', '', '', '', '', 'm', '' FROM generate_series(1, 20000) n"
        )
        cursor.execute("SET LOCAL statement_timeout = 1")
    answer = client.get("/people/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "did not answer in time" in page_of(answer).one("main").text


def fail(request):
    raise RuntimeError("a fault of ours")


def test_a_fault_of_ours_has_a_page_that_needs_no_database(settings):
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("fault/", fail)]})
    client = Client(raise_request_exception=False)
    answer = in_a_thread_without_database(lambda: client.get("/fault/"))
    assert answer.status_code == 500
    page = page_of(answer)
    assert page.one("h1").text == "Something went wrong"
    assert "a fault of ours" not in page.html


# --- What a page says ------------------------------------------------------------------------


def test_every_page_has_one_heading_a_language_and_a_title(client, small):
    for address in small.addresses():
        page = page_of(client.get(address))
        assert page.one("h1").text.strip(), address
        assert page.one("html")["lang"] == "en"
        assert page.one("title").text.endswith(" · Parley")
        assert page.all("meta", name="viewport")


def test_texts_in_another_language_say_so(client, small):
    for article in small.omsk_2019:
        page = page_of(client.get(article.get_absolute_url()))
        assert page.one("article")["lang"] == article.language
    languages = {article.title: article.language for article in small.omsk_2019}
    page = page_of(client.get("/search/?leader=vladimir-putin"))
    shown = {tag.text: tag["lang"] for tag in page.all("a") if tag.text in languages}
    assert shown == languages
    assert {tag["lang"] for tag in page.all("p", class_="snippet")} == {"ru", "kk", "en"}


def test_no_page_has_a_script_a_style_or_a_handler_within_it(client, small):
    for address in [*small.addresses(), "/nope/", "/search/?leader=nobody"]:
        page = page_of(client.get(address))
        assert page.all("style") == []
        assert all(tag["src"].startswith("/static/") for tag in page.all("script")), address
        for tag in page.tags:
            assert not [name for name in tag.attributes if name == "style" or name[:2] == "on"]


def test_pages_ask_nothing_of_other_hosts(client, small):
    for address in small.addresses():
        page = page_of(client.get(address))
        fetched = [tag["src"] for tag in page.tags if tag["src"]]
        fetched += [tag["href"] for tag in page.all("link") if tag["rel"] != "canonical"]
        assert all(address.startswith("/") and address[:2] != "//" for address in fetched)


def test_a_canonical_address_is_made_from_the_sites_own_address(client, small, settings):
    settings.SITE_URL = "https://archive.example"
    settings.ALLOWED_HOSTS = ["other.example"]
    for address in small.addresses():
        answer = client.get(address, headers={"host": "other.example"})
        canonical = page_of(answer).one("link", rel="canonical")["href"]
        assert canonical.startswith(f"https://archive.example{address.partition('?')[0]}")
        assert "other.example" not in answer.content.decode()


def test_the_canonical_address_of_a_list_keeps_its_question(client, small):
    for address in ("/search/", "/meetings/"):
        answer = client.get(f"{address}?leader=vladimir-putin&date_to=2019&page=1")
        canonical = page_of(answer).one("link", rel="canonical")["href"]
        assert canonical.endswith(f"{address}?date_to=2019&leader=vladimir-putin")


def test_every_page_offers_a_feed_to_a_feed_reader(client, small):
    for address in small.addresses():
        feeds = page_of(client.get(address)).feeds()
        assert feeds, address
        assert {client.get(feed).status_code for feed in feeds} == {200}


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        ("/search/?q=Omsk&date_from=2019&city=", "/search/feed.rss?date_from=2019&q=Omsk"),
        ("/people/vladimir-putin/", "/people/vladimir-putin/feed.rss"),
        ("/places/omsk/", "/places/omsk/feed.rss"),
        ("/meetings/?city=omsk", "/meetings/feed.rss?city=omsk"),
        (
            "/people/kassym-jomart-tokayev/with/vladimir-putin/",
            "/people/kassym-jomart-tokayev/with/vladimir-putin/feed.rss",
        ),
    ],
)
def test_a_page_offers_the_feed_of_what_it_shows(client, small, address, feed):
    assert page_of(client.get(address)).feeds()[0] == feed


# --- Undated articles ------------------------------------------------------------------------


def test_an_undated_article_is_shown_as_undated(client, small):
    page = page_of(client.get(small.undated.get_absolute_url()))
    assert "Undated" in page.all("p", inside="article", class_="about")[0].text
    assert page.all("time", inside="article") == []


def titles(page: Page) -> list[str]:
    """The titles of the articles a page lists, in order."""
    return [
        tag.text
        for tag in page.all("a", inside="ol")
        if tag["href"].startswith("/articles/") and tag.text
    ]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_an_undated_article_comes_last_in_either_order(client, small, sort):
    page = page_of(client.get(f"/search/?sort={sort}"))
    assert len(titles(page)) == 8
    assert titles(page)[-1] == small.undated.title


def test_an_undated_article_comes_last_on_the_pages_of_its_people_and_places(client, small):
    for address in ("/people/vladimir-putin/", "/places/omsk/", "/places/russia/"):
        assert titles(page_of(client.get(address)))[-1] == small.undated.title


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("", True),
        ("q=Омск", True),
        ("leader=vladimir-putin&city=omsk", True),
        ("date_from=1900", False),
        ("date_to=2100", False),
        ("q=Омск&date_from=1900&date_to=2100", False),
    ],
)
def test_an_undated_article_is_found_unless_a_date_is_asked_for(client, small, question, is_found):
    found = titles(page_of(client.get(f"/search/?{question}")))
    assert (small.undated.title in found) == is_found
    assert found


def test_a_day_is_the_day_on_the_outlets_own_clock(client, small, indexed):
    article = make_article("Ночные новости", published_at="2021-01-01T02:00:00+06:00")
    indexed()
    assert article.title in titles(page_of(client.get("/search/?date_from=2021-01-01")))
    assert article.title not in titles(page_of(client.get("/search/?date_to=2020-12-31")))
    page = page_of(client.get(article.get_absolute_url()))
    assert page.one("time", inside="article").text == "1 January 2021, 02:00 (UTC+06:00)"


# --- Marks -----------------------------------------------------------------------------------


def test_every_name_in_an_article_is_a_link_at_its_own_words(client, small):
    article = small.omsk_2019[-1]
    page = page_of(client.get(article.get_absolute_url()))
    marks = [
        (tag.text, tag["href"], tag["class"])
        for tag in page.all("a", inside="article")
        if tag["class"] in {"person", "place"}
    ]
    tokayev, putin = small.tokayev.get_absolute_url(), small.putin.get_absolute_url()
    omsk = small.omsk.get_absolute_url()
    assert marks == [
        ("Токаев", tokayev, "person"),
        ("Путин", putin, "person"),
        ("Омске", omsk, "place"),
        ("В. Путин", putin, "person"),
        ("К.-Ж. Токаев", tokayev, "person"),
        ("Омск", omsk, "place"),
        ("Касым-Жомарта Токаева", tokayev, "person"),
        ("Токаева", tokayev, "person"),
        ("Токаеву", tokayev, "person"),
        ("Токаевым", tokayev, "person"),
        ("Токаеве", tokayev, "person"),
    ]
    assert page.one("h1").text == article.title
    paragraphs = [tag.text for tag in page.all("p", inside="article") if not tag["class"]]
    assert paragraphs == [line for line in article.body.split("\n") if line.strip()]
    aside = page.one("aside")
    assert "Kassym-Jomart Tokayev 7" in " ".join(aside.text.split())


@pytest.mark.parametrize(
    "before",
    ["", "😀 ", "𝕬𝖘𝖙𝖆𝖓𝖆 и ", "Ко\u0301фе, ", "\n\n\n", "& <b>"],
    ids=["nothing", "emoji", "beyond-the-plane", "stress-mark", "empty-lines", "markup"],
)
def test_a_mark_stands_at_its_words_whatever_precedes_them(client, small, before):
    article = make_article("Новости", body=f"{before}В Омске Владимир Путин был вчера.")
    page = page_of(client.get(article.get_absolute_url()))
    marked = [tag.text for tag in page.all("a", inside="article") if tag["class"]]
    assert marked == ["Омске", "Владимир Путин"]


def test_no_word_is_lost_or_doubled_where_two_marks_overlap(client, small):
    article = make_article("Новости", body="В Омске Владимир Путин.")
    start = article.body.index("Путин")
    article.mentions.create(
        field="body",
        start=start,
        end=start + 5,
        surface="Путин",
        kind="person",
        person=small.putin,
        confidence=1,
    )
    page = page_of(client.get(article.get_absolute_url()))
    paragraphs = [tag.text for tag in page.all("p", inside="article") if not tag["class"]]
    assert paragraphs == [article.body]


def test_hostile_text_is_text_on_every_page(client, small, indexed):
    small.tokayev.name_en = small.tokayev.name_ru = small.tokayev.name_kk = HOSTILE
    small.tokayev.save()
    small.omsk.name_en = small.omsk.name_ru = HOSTILE
    small.omsk.save()
    article = make_article(
        HOSTILE, body=f"{HOSTILE} Токаев.\n\n{HOSTILE}", author=HOSTILE, outlet=HOSTILE
    )
    make_meeting(small.tokayev, small.putin, location=small.omsk, articles=(article,))
    make_waiting(article, HOSTILE)
    make_office(small.tokayev, HOSTILE)
    indexed()
    shown = 0
    for address in [*small.addresses(), article.get_absolute_url(), f"/search/?q={HOSTILE}"]:
        page = page_of(client.get(address, follow=True))
        shown += page.one("html").text.count("<script>alert(1)</script>")
        assert "<script" not in page.html, address
        assert page.all("img") == []
        assert not [tag for tag in page.tags if "onerror" in tag.attributes]
    assert shown > 30


def test_hostile_parameters_are_text_on_the_page(client, small):
    for name in ("q", "leader", "date_from", "sort", "made_up"):
        for page_address in ("/search/", "/meetings/", "/people/", "/places/"):
            page = page_of(client.get(page_address, {name: HOSTILE}))
            assert "<script" not in page.html
            assert page.all("img") == []


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
    ],
)
def test_an_original_that_is_no_web_address_is_refused_at_the_door(link):
    text = f"# Title\n\nPublished at: **2019-01-01**\n\nOriginal: [A]({link})\n\nText\n"
    with pytest.raises(ArticleFileError, match="not an http or https address"):
        parse_article(text.encode())


def test_a_link_in_a_text_is_text(client, small):
    article = make_article("Ссылки", body="[нажмите](javascript:alert(1)) javascript:alert(2)")
    page = page_of(client.get(article.get_absolute_url()))
    assert not [tag for tag in page.all("a") if "script:" in tag["href"].lower()]
    assert "[нажмите](javascript:alert(1))" in page.one("article").text


def test_the_original_is_linked_without_passing_on_anything(client, small):
    page = page_of(client.get(small.omsk_2019[0].get_absolute_url()))
    original = next(tag for tag in page.all("a") if tag.text == "original")
    assert original["href"] == small.omsk_2019[0].original_url
    assert set(original["rel"].split()) >= {"noopener", "noreferrer", "nofollow"}


# --- Counts ----------------------------------------------------------------------------------


def test_a_meeting_has_the_same_number_of_articles_wherever_it_is_listed(client, small):
    addresses = [
        "/",
        "/meetings/",
        small.tokayev.get_absolute_url(),
        small.omsk.get_absolute_url(),
        small.russia.get_absolute_url(),
        f"/people/{small.tokayev.slug}/with/{small.putin.slug}/",
        *(article.get_absolute_url() for article in small.omsk_2019),
    ]
    for address in addresses:
        page = page_of(client.get(address))
        # On the page of a person a row says whom they met: "Talks with …".
        rows = [*page.all("li"), *page.all("tr")]
        about = [row.text for row in rows if re.search("Talks(:| with) ", row.text)]
        assert [text.rpartition("· ")[2].strip() for text in about] == ["3 articles"], address


def test_whom_somebody_met_is_counted_with_the_last_day(client, small):
    make_meeting(small.tokayev, small.putin, starts_on="2022-02-10", location=small.astana)
    make_meeting(small.tokayev, small.putin, starts_on="2023-02-10", status="suggested")
    make_meeting(small.tokayev, make_person("Xi Jinping"), starts_on="2023-05-18")
    page = page_of(client.get(small.tokayev.get_absolute_url()))
    ranking = page.one("table", class_="ranking")
    rows = [
        [cell.text for cell in page.all("td") if row in cell.around]
        for row in page.all("tr")
        if ranking in row.around
    ]
    assert rows[1:] == [
        ["Vladimir Putin", "2", "10 February 2022"],
        ["Xi Jinping", "1", "18 May 2023"],
    ]
    pair = page_of(client.get(page.link("Vladimir Putin", inside="table")))
    assert "2 meetings in this archive" in pair.one("main").text


def test_the_offices_on_a_meetings_page_are_those_of_that_day(client, small):
    make_office(small.putin, "Prime Minister", starts_on="2008-05-08", ends_on="2012-05-07")
    make_office(small.putin, "President of Russia", starts_on="2012-05-07")
    text = page_of(client.get(small.meeting.get_absolute_url())).one("main").text
    assert "President of Russia" in text
    assert "President of Kazakhstan" in text
    assert "Prime Minister" not in text


def test_a_meetings_page_leads_to_the_one_before_and_after_of_the_same_people(client, small):
    before = make_meeting(small.tokayev, small.putin, starts_on="2019-04-03")
    after = make_meeting(small.tokayev, small.putin, starts_on="2022-02-10")
    make_meeting(small.tokayev, starts_on="2020-01-01")
    page = page_of(client.get(small.meeting.get_absolute_url()))
    links = [tag["href"] for tag in page.all("a", inside="li") if "/meetings/" in tag["href"]]
    assert links == [before.get_absolute_url(), after.get_absolute_url()]


def test_a_meeting_of_nobody_known_is_not_followed_by_all_others(client, small):
    nobody = make_meeting(starts_on="2019-01-01")
    page = page_of(client.get(nobody.get_absolute_url()))
    assert "Of the same people" not in page.one("main").text


def test_a_list_is_cut_into_pages_that_hold_every_row_once(client, small):
    for number in range(125):
        Person.objects.create(slug=f"p-{number}", name_en=f"Person {number:03}", gender="m")
    address, seen = "/people/?", []
    while address:
        page = page_of(client.get(f"/people/{address.removeprefix('/people/')}"))
        seen += [tag["href"] for tag in page.all("a", inside="ul") if "/people/" in tag["href"]]
        following = page.all("a", rel="next")
        address = following[0]["href"] if following else ""
    assert len(seen) == len(set(seen)) == 127


def test_a_list_of_people_is_narrowed_by_any_form_of_a_name(client, small):
    for name in ("Токаевым", "tokayev", "ТОҚАЕВ", "Касым-Жомарт"):
        page = page_of(client.get("/people/", {"q": name}))
        found = [tag.text for tag in page.all("a", inside="ul") if "/people/" in tag["href"]]
        assert found == ["Kassym-Jomart Tokayev"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=Омске", ["Omsk"]),
        ("kind=country", ["Russia", "Kazakhstan"]),
        ("country=russia", ["Omsk"]),
        ("kind=city&country=kazakhstan", ["Astana"]),
    ],
)
def test_a_list_of_places_is_narrowed_by_name_kind_and_country(client, small, question, found):
    page = page_of(client.get(f"/places/?{question}"))
    links = [tag for tag in page.all("a", inside="ul") if tag["href"].startswith("/places/")]
    assert sorted(tag.text for tag in links) == sorted(found)


def test_sending_the_form_of_a_list_as_it_stands_asks_the_same_question(client, small):
    for address in ("/meetings/?leader=vladimir-putin&date_to=2019", "/people/?q=Путину"):
        page = page_of(client.get(address))
        form = page.all("form", inside="main")[0]
        again = page_of(client.get(f"{address.partition('?')[0]}{page.sent(form)}"))
        assert again.one("main").text == page.one("main").text


@pytest.mark.parametrize("value", ["\x00", "я" * 10_000, "'", "%", "_", "\\", "😀", "((", " "])
def test_a_list_asked_for_an_odd_name_never_fails(client, small, value):
    assert client.get("/people/", {"q": value}).status_code in (200, 400)
    for name in ("q", "country", "kind"):
        assert client.get("/places/", {name: value}).status_code in (200, 400)
    for name in ("leader", "city", "country", "kind", "date_from", "date_to"):
        assert client.get("/meetings/", {name: value}).status_code in (200, 400)


# --- Queries ---------------------------------------------------------------------------------

# Page -> the most queries it may make, and what they are for.
BUDGETS = {
    # Articles and meetings counted; first day, last day, outlets; people and cities, their order
    # and those shown; meetings to come, who takes part; latest meetings, who took part; latest
    # articles.
    "home": 14,
    # The name forms typed; for each of two names those who share it, four; bodies, articles,
    # mentions with people and places; people and places read as names, and as the question
    # names them; people, places and outlets of the facets; people and places merged.
    "search": 22,
    # Each slug is looked up, leaders and cities fetched; bodies, articles, mentions with
    # people and places; as the question names them; people, places and outlets of the facets.
    "filters": 15,
    # Article, mentions, versions, meetings, who took part.
    "article": 5,
    # The same; the name form typed, who shares it, four; the leader looked up and fetched.
    "article of a search": 9,
    # Person, meetings by year, first, last, articles counted, offices, whom they met, cities,
    # meetings, who took part, those not held, who takes part, articles; what the archive
    # covers, three.
    "person": 16,
    # Two people; of their meetings the days, those named, who took part, the places; meetings,
    # who took part, those not held, who takes part; articles counted, articles; what the
    # archive covers, three.
    "pair": 15,
    # Place, meetings by year, first, last, articles counted, dated names, meetings, who took
    # part, those not held, who takes part, visitors, cities in order and those shown, articles;
    # what the archive covers, three.
    "place": 17,
    # Meeting, who took part by name and in order, their offices; coverage, whom it names; the
    # days of the others of the same people, the one before and the one after, who took part;
    # what the archive covers, three.
    "meeting": 12,
    # The ids of all, to be put in order of what the index counts; those shown.
    "people": 2,
    "places": 2,
    # Counted, one page, who took part.
    "meetings": 3,
    # Those with most meetings, how often every two met; what the archive covers, three.
    "matrix": 5,
    # The same for leaders asked for, who are looked up and fetched.
    "matrix of some": 7,
    # The month, who took part, all months with meetings; what the archive covers, three.
    "calendar": 6,
    # The meetings, who took part; what the archive covers, three.
    "on this day": 5,
    # People and places, as on their lists.
    "feeds": 4,
    # Last change, whether it is indexed; bodies, articles, mentions with people and places.
    "feed": 7,
    # Last change, meetings, who took part in which office, coverage with articles.
    "meeting feed": 5,
    "calendar feed": 5,
    # The meeting, who took part in which office, coverage; last change; articles with texts,
    # again with mentions, people and places.
    "coverage feed": 10,
    # Counted, one page, who took part in which office, coverage with articles.
    "meetings api": 5,
    # Articles, mentions with people and places.
    "api": 5,
}


def add_of_everything(small: SmallArchive, numbers: range) -> None:
    for number in numbers:
        person = make_person(f"Person Number{number}", name_ru=f"Иван Примеров{number}")
        place = make_place(f"Town {number}", name_ru=f"Город{number}", country=small.russia)
        make_office(person, "Minister")
        make_article(
            f"Касым-Жомарт Токаев, Владимир Путин и Person Number{number} в Омске",
            body=f"Касым-Жомарт Токаев, Владимир Путин и Person Number{number} в Омске. "
            f"В Town {number} ждут, в Астане нет.",
            published_at="2019-11-07T15:15:00+06:00",
            outlet=f"Outlet {number}",
        )
        make_meeting(
            small.tokayev,
            small.putin,
            location=small.omsk,
            starts_on=f"2021-01-{number + 1:02}",
            articles=tuple(Article.objects.all()),
        )
        make_meeting(small.tokayev, person, location=place, starts_on="2018-01-01")
        small.meeting.participations.create(person=person)
        small.meeting.coverage.create(article=Article.objects.order_by("-pk")[0], location=place)
        make_meeting(
            small.tokayev,
            small.putin,
            person,
            stage="announced",
            location=place,
            starts_on="2099-01-01",
            articles=(small.omsk_2019[0],),
        )


def test_no_page_asks_more_of_the_database_when_there_is_more_to_show(client, small, indexed):
    pages = {
        "home": "/",
        "search": "/search/?q=Токаев Омск",
        "filters": "/search/?leader=vladimir-putin&leader=kassym-jomart-tokayev&city=omsk",
        "article": small.omsk_2019[0].get_absolute_url(),
        "article of a search": small.omsk_2019[0].get_absolute_url()
        + "?q=Омск&leader=vladimir-putin",
        "person": small.tokayev.get_absolute_url(),
        "pair": f"/people/{small.tokayev.slug}/with/{small.putin.slug}/",
        "place": small.russia.get_absolute_url(),
        "meeting": f"/meetings/{small.meeting.pk}/",
        "people": "/people/",
        "places": "/places/",
        "meetings": "/meetings/",
        "matrix": "/meetings/matrix/",
        "matrix of some": "/meetings/matrix/?leader=vladimir-putin&leader=kassym-jomart-tokayev",
        "calendar": "/meetings/calendar/2021/1/",
        "on this day": "/meetings/on-this-day/01-01/",
        "feeds": "/feeds/",
        "feed": "/search/feed.atom",
        "meeting feed": "/meetings/feed.rss",
        "calendar feed": "/meetings/feed.ics",
        "coverage feed": f"/meetings/{small.meeting.pk}/x/feed.atom",
        "meetings api": "/api/v1/meetings/",
        "api": "/api/v1/articles/",
    }

    def queries() -> dict[str, int]:
        counts = {}
        for name, address in pages.items():
            answer = client.get(address, follow=True)
            address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            # How far the index is behind is looked at now and then, not for every answer.
            told = [query for query in captured if "archive_indexchange" not in query["sql"]]
            counts[name] = len(told)
        return counts

    add_of_everything(small, range(2))
    indexed()
    with_two = queries()
    add_of_everything(small, range(2, 12))
    indexed()
    with_twelve = queries()
    assert with_twelve == with_two
    assert {name: count for name, count in with_twelve.items() if count > BUDGETS[name]} == {}


def test_lists_read_in_the_people_they_show_alone(client, small, monkeypatch):
    """There are thirty thousand places, and a page shows sixty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archive_person (slug, name_en, name_ru, name_kk, patronymic_ru,"
            " short_en, short_ru, short_kk, gender, wikidata_id)"
            " SELECT 'p' || n, '', '', '', '', '', '', '', 'm', '' FROM generate_series(1, 200) n"
        )
    read = []
    from_db = Person.from_db

    def counting(*row):
        read.append(row)
        return from_db(*row)

    monkeypatch.setattr(Person, "from_db", counting)
    for address in ("/", "/feeds/", "/people/", "/api/v1/people/"):
        read.clear()
        assert client.get(address).status_code == 200
        assert len(read) <= 70, address


def test_a_list_leaves_the_texts_in_the_database(client, small):
    """A text can be a megabyte, and a list shows none."""
    for address in ("/", small.tokayev.get_absolute_url(), small.meeting.get_absolute_url()):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert not [query for query in captured if '"archive_article"."body"' in query["sql"]]


def test_an_import_changes_the_page_of_an_article_and_keeps_its_number(client, small):
    article = small.omsk_2019[0]

    class File:
        name = "corrected.md"

        def read(self) -> bytes:
            return (
                f"# A corrected title\n\nPublished at: **2019-11-08T09:00:00+00:00**\n\n"
                f"Original: [Example Courier]({article.original_url})\n\nNew text.\n"
            ).encode()

    import_files([File()], make_batch())
    answer = client.get(f"/articles/{article.pk}/", follow=True)
    page = page_of(answer)
    assert page.one("h1").text == "A corrected title"
    assert "1 earlier version kept" in page.one("article").text
    assert client.get(article.get_absolute_url()).status_code == 301
    assert (Event.objects.count(), Location.objects.count()) == (1, 4)
