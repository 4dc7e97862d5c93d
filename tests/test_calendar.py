"""The calendar of meetings: each on its day, and none on a day that nobody told."""

import datetime

import pytest
from making import make_meeting, make_person
from reading import Page, page_of


def on_days(page: Page) -> dict[str, list[str]]:
    """The meetings of the grid by day, as their words."""
    days = {}
    for cell in page.all("td"):
        times = [tag["datetime"] for tag in page.all("time") if cell in tag.around]
        if times:
            rows = [tag for tag in page.all("li") if cell in tag.around]
            days[times[0]] = [" ".join(row.text.split()) for row in rows]
    return days


def below(page: Page) -> list[str]:
    """The meetings listed apart from the grid."""
    return [tag.text for tag in page.all("a", inside="ol") if "/meetings/" in tag["href"]]


# --- A month -------------------------------------------------------------------------------


def test_the_calendar_opens_on_the_newest_month_with_a_meeting_held(client, small):
    make_meeting(small.putin, starts_on="2020-02-29")
    make_meeting(small.putin, starts_on="2031-01-05", stage="announced")
    make_meeting(small.putin, starts_on="2022-01-05", status="suggested")
    answer = client.get("/meetings/calendar/")
    assert (answer.status_code, answer["Location"]) == (302, "/meetings/calendar/2020/2/")
    answer = client.get("/meetings/calendar/?leader=kassym-jomart-tokayev")
    assert answer["Location"] == "/meetings/calendar/2019/11/?leader=kassym-jomart-tokayev"
    answer = client.get("/meetings/calendar/?stage=announced")
    assert answer["Location"] == "/meetings/calendar/2031/1/?stage=announced"


def test_a_calendar_of_no_meeting_says_so(client, small):
    page = client.get("/meetings/calendar/?kind=forum")
    assert page.status_code == 200
    assert "No meeting in this archive" in page_of(page).one("main").text


def test_a_month_shows_each_meeting_on_its_day(client, small):
    make_meeting(small.putin, starts_on="2019-11-30", kind="visit", location=small.astana)
    make_meeting(small.tokayev, starts_on="2019-12-01")
    page = page_of(client.get("/meetings/calendar/2019/11/"))
    assert on_days(page) == {
        "2019-11-07": ["Tokayev and Putin talks, Omsk"],
        "2019-11-30": ["Putin visit, Astana"],
    }
    assert "2 meetings held this month" in page.one("main").text
    # The weeks begin on Monday; the first was a Friday.
    assert [tag.text for tag in page.all("th", scope="col")][::6] == ["Monday", "Sunday"]
    outside = page.all("td", class_="outside")
    assert len(outside) == 5


def test_what_is_not_known_to_the_day_stands_on_no_day(client, small):
    make_meeting(small.putin, starts_on="2019-11-01", date_precision="month")
    make_meeting(small.tokayev, starts_on="2019-01-01", date_precision="year")
    page = page_of(client.get("/meetings/calendar/2019/11/"))
    assert list(on_days(page)) == ["2019-11-07"]
    assert below(page) == ["Talks: Vladimir Putin", "Talks: Kassym-Jomart Tokayev"]
    text = page.one("main").text
    assert "In November 2019, day not known" in text
    assert "In 2019, month not known" in text
    assert "2 meetings held this month" in text
    january = page_of(client.get("/meetings/calendar/2019/1/"))
    assert (on_days(january), below(january)) == ({}, ["Talks: Kassym-Jomart Tokayev"])


def test_what_is_announced_is_marked_and_not_counted(client, small):
    make_meeting(small.putin, starts_on="2019-11-08", stage="announced")
    make_meeting(small.putin, starts_on="2019-11-09", stage="cancelled")
    page = page_of(client.get("/meetings/calendar/2019/11/"))
    assert on_days(page)["2019-11-08"] == ["Putin talks announced"]
    assert "2019-11-09" not in on_days(page)
    assert "1 meeting held this month" in page.one("main").text
    cancelled = page_of(client.get("/meetings/calendar/2019/11/?stage=cancelled"))
    assert on_days(cancelled) == {"2019-11-09": ["Putin talks cancelled"]}


def test_a_month_leads_to_the_months_before_and_after_with_meetings(client, small):
    make_meeting(small.putin, starts_on="2015-03-01")
    make_meeting(small.putin, starts_on="2021-04-01")
    make_meeting(small.tokayev, starts_on="2020-04-01")
    page = page_of(client.get("/meetings/calendar/2019/11/?leader=vladimir-putin"))
    assert page.link("March 2015") == "/meetings/calendar/2015/3/?leader=vladimir-putin"
    assert page.link("April 2021") == "/meetings/calendar/2021/4/?leader=vladimir-putin"
    years = page.one("nav", aria_label="Years with meetings")
    assert [tag.text for tag in page.all("a") if years in tag.around] == ["2021", "2019", "2015"]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("leader=vladimir-putin", ["2019-11-07", "2019-11-08"]),
        ("leader=kassym-jomart-tokayev", ["2019-11-07"]),
        ("city=astana", ["2019-11-08"]),
        ("country=russia", ["2019-11-07"]),
        ("kind=visit", ["2019-11-08"]),
        ("q=Путиным Астане", ["2019-11-08"]),
        ("date_to=2019-11-07", ["2019-11-07"]),
    ],
)
def test_a_month_takes_the_filters_of_the_list(client, small, question, days):
    make_meeting(small.putin, location=small.astana, starts_on="2019-11-08", kind="visit")
    page = page_of(client.get(f"/meetings/calendar/2019/11/?{question}"))
    assert list(on_days(page)) == days


def test_a_day_leads_to_its_meetings(client, small):
    page = page_of(client.get("/meetings/calendar/2019/11/?kind=talks"))
    address = "/meetings/?kind=talks&date_from=2019-11-07&date_to=2019-11-07"
    assert page.link("Thursday 7") == address
    assert "1 meeting in this archive" in page_of(client.get(address)).one("main").text


def test_the_number_of_meetings_on_a_day_is_that_of_the_list_it_leads_to(client, small):
    """Announced ones are on it, and none that is only known to the month or the year."""
    make_meeting(small.putin, starts_on="2019-11-01", date_precision="month")
    make_meeting(small.putin, starts_on="2019-11-01", stage="announced")
    make_meeting(small.tokayev, starts_on="2019-11-01")
    make_meeting(small.putin, starts_on="2019-11-09", stage="announced")
    page = page_of(client.get("/meetings/calendar/2019/11/"))
    counts = {}
    for day, name in (("2019-11-01", "Friday 1"), ("2019-11-09", "Saturday 9")):
        counts[day] = client.get(page.link(name)).context["page"].paginator.count
        assert counts[day] == len(on_days(page)[day])
    assert counts == {"2019-11-01": 2, "2019-11-09": 1}


def test_a_summit_fits_into_its_square(client, small):
    people = [make_person(f"Person Number{n:02}") for n in range(30)]
    make_meeting(*people, starts_on="2019-11-20")
    page = page_of(client.get("/meetings/calendar/2019/11/"))
    assert on_days(page)["2019-11-20"] == ["Number00, Number01, Number02 and 27 others talks"]


@pytest.mark.parametrize(
    "path",
    [
        *(f"calendar/{month}/" for month in ("2019/13", "2019/0", "1899/12", "2101/1", "0/0")),
        *(f"calendar/{month}/" for month in ("2019/x", "99999999999999999999/1", "2019")),
        *(f"on-this-day/{day}/" for day in ("02-30", "13-01", "00-10", "04-31", "1-1", "xx-yy")),
        *(f"on-this-day/{day}/" for day in ("٠١-٠١", "2019-11-07", "11-07-")),
    ],
)
def test_a_date_that_is_none_is_not_there(client, small, path):
    assert client.get(f"/meetings/{path}").status_code == 404


@pytest.mark.parametrize("path", ["calendar/", "calendar/2019/11/", "on-this-day/11-07/"])
def test_a_question_that_cannot_be_read_is_refused_with_the_reason(client, small, path):
    answer = client.get(f"/meetings/{path}?leader=nobody")
    assert answer.status_code == 400
    page = page_of(answer)
    assert "leader" in page.one("div", role="alert").text
    assert page.all("table") == []


# --- A day of the year ---------------------------------------------------------------------


@pytest.fixture
def in_2029(monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2029, 11, 7))


def headings(page: Page) -> list[str]:
    return [" ".join(tag.text.split()) for tag in page.all("h2")]


def test_a_day_tells_its_meetings_year_by_year_with_round_anniversaries(client, small, in_2029):
    for year in (1979, 2004, 2014, 2022, 2024, 2028):
        make_meeting(small.putin, starts_on=f"{year}-11-07")
    make_meeting(small.putin, starts_on="2020-11-08")
    make_meeting(small.putin, starts_on="2020-11-07", status="rejected")
    page = page_of(client.get("/meetings/on-this-day/11-07/"))
    assert headings(page) == [
        "2028",
        "2024 5th anniversary in 2029",
        "2022",
        "2019 10th anniversary in 2029",
        "2014",
        "2004 25th anniversary in 2029",
        "1979 50th anniversary in 2029",
    ]
    assert "7 meetings held on this day" in page.one("main").text
    assert page_of(client.get("/meetings/on-this-day/")).one("main").text == page.one("main").text


def test_a_day_takes_no_meeting_of_which_the_day_is_not_known(client, small):
    make_meeting(small.putin, starts_on="2015-11-01", date_precision="month")
    make_meeting(small.putin, starts_on="2015-01-01", date_precision="year")
    for day in ("11-01", "01-01"):
        assert "0 meetings" in page_of(client.get(f"/meetings/on-this-day/{day}/")).one("main").text


def test_what_is_announced_for_a_day_stands_apart(client, small):
    make_meeting(small.putin, starts_on="2030-11-07", stage="announced")
    page = page_of(client.get("/meetings/on-this-day/11-07/"))
    assert headings(page)[-1] == "Announced or called off"
    assert "1 meeting held on this day" in page.one("main").text


def test_a_day_takes_the_filters_of_the_list_and_keeps_them(client, small):
    make_meeting(small.putin, starts_on="2010-11-07")
    page = page_of(client.get("/meetings/on-this-day/11-07/?leader=kassym-jomart-tokayev"))
    assert below(page) == ["Talks: Kassym-Jomart Tokayev and Vladimir Putin"]
    assert page.link("8 November").endswith("11-08/?leader=kassym-jomart-tokayev")


def test_the_days_of_a_leap_year_follow_one_another(client, small):
    make_meeting(small.putin, starts_on="2020-02-29")
    page = page_of(client.get("/meetings/on-this-day/02-29/"))
    assert "1 meeting held" in page.one("main").text
    assert page.link("28 February").endswith("/02-28/")
    assert page.link("1 March").endswith("/03-01/")
    assert page_of(client.get("/meetings/on-this-day/01-01/")).link("31 December")
