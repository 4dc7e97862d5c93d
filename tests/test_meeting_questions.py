"""Questions on meetings: page, feeds, calendar, exports and API give one answer to each."""

import re
from urllib.parse import urlencode

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from making import make_article, make_coverage, make_meeting, make_person, make_place
from reading import lines, page_of, table, text_of

from archive.models import Event, Location, Outlet

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""


@pytest.fixture
def meetings(small) -> dict[str, Event]:
    """One of each sort, by a word."""
    xi = make_person("Xi Jinping", name_ru="Си Цзиньпин", short_ru="")
    return {
        "omsk": small.meeting,
        "astana": make_meeting(
            small.putin, xi, location=small.astana, starts_on="2021-05-02", kind="visit",
            tags=["signing"], articles=(small.others[0],),
        ),
        "nowhere": make_meeting(
            small.tokayev, starts_on="2020-01-01", date_precision="year", kind="forum",
            other_names=["Пётр Неизвестный-Первый"], host="European Commission",
        ),
        "in Russia": make_meeting(small.tokayev, xi, location=small.russia, starts_on="2018-03-04"),
        "announced": make_meeting(
            small.putin, location=small.omsk, starts_on="2031-01-01", stage="announced"
        ),
        "cancelled": make_meeting(
            small.putin, xi, location=small.omsk, starts_on="2022-01-01", stage="cancelled"
        ),
        "suggested": make_meeting(small.putin, starts_on="2019-11-07", status="suggested"),
        "rejected": make_meeting(small.putin, starts_on="2019-11-07", status="rejected"),
        "merged": make_meeting(
            small.putin, location=small.omsk, starts_on="2019-11-07", merged_into=small.meeting
        ),
    }  # fmt: skip


HELD = {"omsk", "astana", "nowhere", "in Russia"}
QUESTIONS = [
    ({}, HELD),
    ({"stage": "held"}, HELD),
    ({"stage": "announced"}, {"announced"}),
    ({"stage": "cancelled"}, {"cancelled"}),
    ({"stage": ["held", "announced"]}, {*HELD, "announced"}),
    ({"stage": "all"}, {*HELD, "announced", "cancelled"}),
    ({"outlet": "synaq"}, {"omsk"}),
    ({"outlet": ["synaq", "primer-novosti"]}, {"omsk", "astana"}),
    # People in every form, script and case; all of the words.
    ({"q": "Токаевым"}, {"omsk", "nowhere", "in Russia"}),
    ({"q": "Tokayev Putin"}, {"omsk"}),
    ({"q": "Тоқаевтың Путиным"}, {"omsk"}),
    ({"q": "Си Цзиньпина"}, {"astana", "in Russia"}),
    ({"q": "Токаев и Си Цзиньпин"}, {"in Russia"}),
    # The beginning of a name, as in the lists of people and places.
    ({"q": "Jinp"}, {"astana", "in Russia"}),
    # Places, and the country they are in.
    ({"q": "Омске"}, {"omsk"}),
    ({"q": "Россия"}, {"omsk", "in Russia"}),
    ({"q": "Путин Астана"}, {"astana"}),
    # Who has no record, and the host, by their words.
    ({"q": "неизвестный"}, {"nowhere"}),
    ({"q": "Петр первый"}, {"nowhere"}),
    ({"q": "european commission"}, {"nowhere"}),
    ({"q": "извест"}, set()),
    # Years, alternatives, and what is left out: a meeting in no place is not in Omsk.
    ({"q": "Токаев 2018"}, {"in Russia"}),
    ({"q": "2021"}, {"astana"}),
    ({"q": "Омск OR Астана"}, {"omsk", "astana"}),
    ({"q": "Токаев -Омск"}, {"nowhere", "in Russia"}),
    ({"q": "-Путин"}, {"nowhere", "in Russia"}),
    # A word that leads to nobody leads nowhere.
    ({"q": "Путин небывальщина"}, set()),
    ({"q": "%"}, HELD),
    ({"q": "100%_"}, set()),
    ({"q": "Путин", "stage": "all", "city": "omsk"}, {"omsk", "announced", "cancelled"}),
    ({"q": "Путин", "leader": "xi-jinping"}, {"astana"}),
    ({"kind": "visit", "outlet": "primer-novosti", "date_from": "2021"}, {"astana"}),
    # One of "2020" was in 2020; nobody knows whether it was in its January.
    ({"date_from": "2020", "date_to": "2020"}, {"nowhere"}),
    ({"date_from": "2019-11-08", "date_to": "2020-12-31"}, {"nowhere"}),
    ({"date_from": "2020-01-01", "date_to": "2020-01-31"}, set()),
    ({"date_to": "2020-12-30"}, {"omsk", "in Russia"}),
    ({"date_from": "2020-01-02"}, {"astana"}),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "words"), QUESTIONS)
def test_every_way_of_asking_for_meetings_gives_one_answer(client, small, meetings, asked, words):
    """The newest first; a calendar alone shows all stages unless asked for some."""
    assert set(Outlet.objects.values_list("slug", flat=True)) >= {"synaq", "primer-novosti"}
    query = urlencode(asked, doseq=True)
    expected = [event.pk for event in Event.objects.newest_first() if event in
                [meetings[word] for word in words]]  # fmt: skip
    page = page_of(client.get(f"/meetings/?{query}"))
    links = [tag["href"] for tag in page.all("a", inside="ol")]
    shown = [int(found[1]) for link in links if (found := re.match(r"/meetings/(\d+)/", link))]
    api = client.get(f"/api/v1/meetings/?{query}").json()
    by_feed_id = {event.feed_id.urn: event.pk for event in meetings.values()}
    feed = client.get(f"/meetings/feed.json?{query}").json()
    asked_of_calendar = urlencode({"stage": "held"} | asked, doseq=True)
    calendar = icalendar.Calendar.from_ical(
        client.get(f"/meetings/feed.ics?{asked_of_calendar}").content
    )
    uids = [entry["uid"].removesuffix("@parley") for entry in calendar.walk("VEVENT")]
    assert {
        "page": shown,
        "count": int(re.search(r"(\d+)[a-z ]* meeting", page.one("main").text)[1]),
        "api": [row["id"] for row in api["results"]],
        "api count": api["count"],
        "csv": [int(row["id"]) for row in table(client.get(f"/meetings/export.csv?{query}"))],
        "ndjson": [row["id"] for row in lines(client.get(f"/meetings/export.ndjson?{query}"))],
        "feed": [by_feed_id[item["id"]] for item in feed["items"]],
        "calendar": [by_feed_id[f"urn:uuid:{uid}"] for uid in uids],
    } == {
        "count": len(expected),
        "api count": len(expected),
    } | dict.fromkeys(["page", "api", "csv", "ndjson", "feed", "calendar"], expected)


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("q=%00", "q"),
        ("stage=planned", "stage"),
        ("outlet=nobody", "outlet"),
        ("outlet=" + "&outlet=a" * 21, "outlet"),
        ("city=russia", "city"),
        ("leader=nobody", "leader"),
        ("date_to=2019-02-30", "date_to"),
    ],
)
def test_a_question_on_meetings_that_cannot_be_read_is_refused_everywhere(
    client, small, question, parameter
):
    for address in (
        "/meetings/",
        "/meetings/feed.rss",
        "/meetings/feed.ics",
        "/meetings/export.csv",
        "/meetings/export.ndjson",
        "/meetings/matrix/",
        "/meetings/calendar/2019/11/",
        "/meetings/on-this-day/11-07/",
        "/people/vladimir-putin/meetings/feed.ics",
        "/api/v1/meetings/",
    ):
        if parameter == "leader" and "matrix" in address:
            continue
        answer = client.get(f"{address}?{question}")
        assert answer.status_code == 400, address
        assert parameter in answer.content.decode()


@pytest.mark.parametrize("q", ["((", "'", "\\", "😀", '"', "OR", "-", "_", "я " * 40, HOSTILE])
def test_odd_words_are_answered(client, small, q):
    for address in ("/meetings/", "/meetings/matrix/", "/meetings/calendar/2019/11/"):
        answer = client.get(address, {"q": q})
        assert answer.status_code == 200
        assert "<script" not in answer.content.decode()
        assert page_of(answer).all("img") == []


def test_a_page_of_meetings_says_what_words_were_read_as_names(client, small):
    text = page_of(client.get("/meetings/?q=Путиным")).one("p", class_="note").text
    assert "“путиным” as Vladimir Putin" in " ".join(text.split())


def test_sending_the_form_of_any_page_of_meetings_asks_the_same_question(client, small, meetings):
    question = "?city=omsk&leader=vladimir-putin&q=Омск&stage=all&kind=talks&outlet=synaq"
    for path in ("", "matrix/", "calendar/2019/11/", "on-this-day/11-07/"):
        page = page_of(client.get(f"/meetings/{path}{question}"))
        sent = page.sent(page.all("form", inside="main")[0])
        again = page_of(client.get(f"/meetings/{path}{sent}"))
        assert again.one("main").text == page.one("main").text


# --- Exports -------------------------------------------------------------------------------


def test_an_export_of_meetings_tells_all_that_is_known(client, small, meetings):
    event = meetings["astana"]
    make_coverage(event, small.others[0])
    make_coverage(event, small.omsk_2019[0])
    answer = client.get("/meetings/export.csv?kind=visit")
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="meetings.csv"'
    assert table(answer) == [
        {
            "id": str(event.pk),
            "address": f"http://127.0.0.1:8000{event.get_absolute_url()}",
            "kind": "visit",
            "tags": "signing",
            "stage": "held",
            "date": "2021-05-02",
            "date_precision": "day",
            "place": "astana",
            "place_name": "Astana",
            "country": "kazakhstan",
            "people": "vladimir-putin; xi-jinping",
            "people_names": "Vladimir Putin; Xi Jinping",
            "other_names": "",
            "host": "",
            "articles": "2",
            "outlets": "Пример-Новости; Example Courier",
        }
    ]
    (row,) = table(client.get("/meetings/export.csv?kind=forum"))
    assert (row["other_names"], row["host"], row["place"], row["country"], row["outlets"]) == (
        "Пётр Неизвестный-Первый", "European Commission", "", "", "",
    )  # fmt: skip
    (row,) = table(client.get("/meetings/export.csv?country=russia&date_to=2018"))
    assert (row["place"], row["country"]) == ("russia", "russia")


def test_a_line_of_json_is_the_row_of_the_api_for_meetings_too(client, small, meetings):
    answer = client.get("/meetings/export.ndjson?stage=all")
    assert answer.streaming
    assert answer["Content-Type"] == "application/x-ndjson; charset=utf-8"
    assert lines(answer) == client.get("/api/v1/meetings/?stage=all").json()["results"]


def test_an_export_of_meetings_has_no_cap_and_reads_some_at_a_time(client, small):
    Event.objects.bulk_create(
        Event(kind="talks", starts_on="2010-01-01", status="published") for _ in range(1_200)
    )
    with CaptureQueriesContext(connection) as captured:
        rows = table(client.get("/meetings/export.csv"))
    assert len({row["id"] for row in rows}) == len(rows) == 1_201
    # All numbers at once; then meetings, people, their offices and coverage by the five hundred.
    assert len(captured) <= 1 + 3 * 4
    assert [int(row["id"]) for row in rows] == [event.pk for event in Event.objects.newest_first()]


def test_an_export_of_no_meeting_has_its_heading(client, small):
    assert text_of(client.get("/meetings/export.csv?kind=forum")).startswith("\ufeffid,address,")
    assert lines(client.get("/meetings/export.ndjson?kind=forum")) == []


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_a_cell_on_a_meeting_is_never_a_formula(client, small, first):
    Event.objects.filter(pk=small.meeting.pk).update(host=f"{first}a", other_names=[f"{first}b"])
    Location.objects.filter(pk=small.omsk.pk).update(name_en=f"{first}c")
    small.tokayev.name_en = f"{first}d"
    small.tokayev.save()
    Outlet.objects.filter(name="Пример-Новости").update(name=f"{first}e")
    (row,) = table(client.get("/meetings/export.csv"))
    for name in ("host", "other_names", "place_name", "people_names", "outlets"):
        assert row[name].startswith(f"'{first}"), name


# --- The API -------------------------------------------------------------------------------


def test_an_article_that_says_two_things_of_a_meeting_is_told_once(client, small):
    article = make_article("Ещё", outlet="Второй")
    first = make_coverage(small.meeting, article, sentence="Первое.", confidence=0.5)
    make_coverage(small.meeting, article, sentence="Второе.")
    (row,) = client.get("/api/v1/meetings/").json()["results"]
    assert row["articles"] == len(row["coverage"]) == 4
    told = [each for each in row["coverage"] if each["article"] == article.pk]
    assert [each["sentence"] for each in told] == [first.sentence]


def test_words_lead_to_a_place_that_was_merged(client, small):
    old = make_place("Akmolinsk", slug="akmolinsk")
    old.merged_into = small.astana
    old.save()
    event = make_meeting(small.putin, location=small.astana, starts_on="2024-01-01")
    rows = client.get("/api/v1/meetings/?q=Akmolinsk").json()["results"]
    assert [row["id"] for row in rows] == [event.pk]


def test_meetings_of_several_are_those_in_which_all_of_them_took_part(small):
    xi = make_person("Xi Jinping")
    three = make_meeting(small.tokayev, small.putin, xi)
    make_meeting(small.tokayev, xi)
    meetings = Event.objects.order_by("pk")
    assert list(meetings.of(small.tokayev, small.putin)) == [small.meeting, three]
    assert list(meetings.of(small.tokayev, xi, small.putin, xi)) == [three]
    assert list(meetings.of()) == list(meetings)


@pytest.mark.parametrize("name", ["O'Brien", "«Газпром» глава", "С.В. Лавров", "Jean–Luc"])
def test_who_has_no_record_is_found_by_the_name_as_it_is_written(client, small, name):
    """Quotes, full stops and apostrophes part words on both sides."""
    event = make_meeting(small.putin, starts_on="2018-01-01", other_names=[name])
    for words in (name, name.upper(), name.split()[-1]):
        answer = client.get("/api/v1/meetings/", {"q": words}).json()
        assert [row["id"] for row in answer["results"]] == [event.pk]
