"""The pages on meetings: what counts, what is set apart, and what is told of time and place."""

import datetime
import re

import pytest
from making import make_article, make_coverage, make_meeting, make_office, make_person, make_place
from reading import Page, page_of

from archive.models import Article, Coverage, Event, Outlet, Participation
from archive.pages.coverage_line import archive_span
from archive.pages.days import Gap
from archive.pages.firsts import neighbours_of
from archive.pages.tallies import (
    LONGEST_CHART,
    chart_of,
    people_of,
    tally_of,
)

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""
TODAY = datetime.date(2024, 6, 15)


def words(page: Page, element: str = "main") -> str:
    return " ".join(page.one(element).text.split())


def page_at(client, record) -> Page:
    answer = client.get(record if isinstance(record, str) else record.get_absolute_url())
    assert answer.status_code == 200
    return page_of(answer)


def pair_of(small) -> str:
    return f"/people/{small.tokayev.slug}/with/{small.putin.slug}/"


def table_rows(page: Page, class_: str) -> list[list[str]]:
    """The rows of the only table of a class, each as the words of its cells."""
    table = page.one("table", class_=class_)
    cells = [tag for tag in page.tags if tag.name in {"td", "th"} and table in tag.around]
    return [
        [" ".join(cell.text.split()) for cell in cells if row in cell.around]
        for row in page.all("tr")
        if table in row.around
    ]


def facts(page: Page) -> dict[str, str]:
    return dict(table_rows(page, "facts"))


# --- One meeting -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("announced", "Announced: not covered as held in this archive"),
        ("cancelled", "Called off"),
    ],
)
def test_a_meeting_that_was_not_held_says_so(client, small, stage, said):
    meeting = make_meeting(small.tokayev, small.putin, stage=stage, starts_on="2020-05-01")
    page = page_at(client, meeting)
    assert [tag.text for tag in page.all("p", class_="note")] == [said]
    assert said not in words(page_at(client, small.meeting))


@pytest.mark.parametrize("status", ["suggested", "rejected"])
@pytest.mark.parametrize("stage", ["held", "announced", "cancelled"])
def test_no_page_shows_what_is_not_published(client, small, status, stage):
    hidden = make_meeting(small.putin, status=status, stage=stage)
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for address in small.addresses():
        assert hidden.get_absolute_url() not in page_of(client.get(address)).html


@pytest.mark.parametrize("status", ["published", "suggested", "rejected"])
@pytest.mark.parametrize("ending", ["", "a-wrong-slug/"])
def test_a_meeting_that_became_part_of_another_leads_there_for_ever(client, small, status, ending):
    middle = make_meeting(small.putin, merged_into=small.meeting)
    gone = make_meeting(small.tokayev, merged_into=middle, status=status)
    for address in (gone.get_absolute_url(), f"/meetings/{gone.pk}/{ending}"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, small.meeting.get_absolute_url())


def test_a_meeting_that_became_part_of_one_nobody_may_see_is_not_there(client, small):
    gone = make_meeting(small.tokayev, merged_into=small.meeting)
    Event.objects.filter(pk=small.meeting.pk).update(status="rejected")
    assert client.get(gone.get_absolute_url()).status_code == 404


def test_a_meetings_page_names_who_has_no_record_the_host_and_every_kind(client, small):
    meeting = make_meeting(
        small.tokayev,
        kind="talks",
        tags=["visit", "phone-call"],
        other_names=["Иван Примеров", HOSTILE],
        host="European Commission",
        starts_on="2020-05-01",
        date_precision="month",
    )
    page = page_at(client, meeting)
    text = words(page)
    assert page.one("h1").text.startswith(
        "Talks: Kassym-Jomart Tokayev, Иван Примеров and <script>"
    )
    assert "May 2020 · place not known · also visit, phone call · host: European Commission" in text
    assert "1 May" not in text
    assert "<script" not in page.html
    assert [tag for tag in page.all("a") if "Примеров" in tag.text] == []


def test_somebodys_part_says_what_it_rests_on(client, small):
    said = small.omsk_2019[1]
    Coverage.objects.filter(article=said).update(sentence="Тоқаев пен Путин кездесті.")
    Participation.objects.filter(event=small.meeting, person=small.putin).update(
        sentence="Тоқаев пен Путин кездесті.", rule="subject of “met”"
    )
    page = page_at(client, small.meeting)
    whys = page.all("details", class_="why")
    assert len(whys) == 1
    assert "Read as: subject of “met”" in " ".join(whys[0].text.split())
    quote = next(tag for tag in page.all("blockquote") if whys[0] in tag.around)
    assert (quote["lang"], quote.text) == ("kk", "Тоқаев пен Путин кездесті.")
    source = next(tag for tag in page.all("a") if whys[0] in tag.around)
    assert source["href"] == said.get_absolute_url()


def test_of_a_meeting_known_to_the_year_offices_held_all_that_year_are_told(client, small):
    make_office(small.putin, "President of Russia", starts_on="2012-05-07")
    meeting = make_meeting(
        small.tokayev, small.putin, starts_on="2019-01-01", date_precision="year"
    )
    text = words(page_at(client, meeting))
    assert "then President of Russia" in text
    # He took office on 20 March: in January he had it not, in December he did.
    assert "President of Kazakhstan" not in text


def test_an_article_that_says_two_things_of_a_meeting_is_listed_once(client, small):
    first = small.omsk_2019[-1]
    Coverage.objects.filter(article=first).update(
        sentence="Встреча прошла в Омске.", reasons="both are named", joined_because="same day"
    )
    make_coverage(
        small.meeting,
        first,
        sentence="Накануне её ждали.",
        stage="announced",
        reasons="both are named",
        joined_because="same people",
    )
    page = page_at(client, small.meeting)
    coverage = page.one("ol", class_="rows coverage")
    rows = [" ".join(tag.text.split()) for tag in page.all("li") if coverage in tag.around]
    assert [text.partition(first.title)[1] for text in rows] == [first.title, "", ""]
    assert rows[0].endswith(
        "Встреча прошла в Омске.Накануне её ждали. Believed because: both are named. "
        "The same meeting because: same day; same people."
    )
    assert "held announced" in rows[0]


def test_coverage_stands_in_order_of_time_and_undated_last(client, small):
    make_coverage(small.meeting, small.undated)
    page = page_at(client, small.meeting)
    coverage = page.one("ol", class_="rows coverage")
    links = [
        tag["href"] for tag in page.all("a", inside="li") if coverage in tag.around and tag["lang"]
    ]
    in_order = [*reversed(small.omsk_2019), small.undated]
    assert links == [article.get_absolute_url() for article in in_order]


# --- Where outlets disagree ------------------------------------------------------------------


def test_a_meetings_page_shows_where_outlets_disagree_and_nothing_else(client, small):
    assert "disagree" not in words(page_at(client, small.meeting))
    courier, kazakh, russian = small.omsk_2019
    Coverage.objects.filter(article=courier).update(
        location=small.astana, starts_on="2019-11-07", date_basis="date"
    )
    Coverage.objects.filter(article=kazakh).update(starts_on="2019-11-06", date_basis="publication")
    Coverage.objects.filter(article=russian).update(
        location=small.russia, starts_on="2019-11-08", date_basis="weekday"
    )
    page = page_at(client, small.meeting)
    assert table_rows(page, "differences")[1:] == [
        ["Place", "Russia", "Пример-Новости, 7 Nov 2019"],
        ["Omsk", "Сынақ, 7 Nov 2019"],
        ["Astana", "Example Courier, 8 Nov 2019"],
        ["Date", "8 November 2019", "Пример-Новости, 7 Nov 2019"],
        ["7 November 2019", "Example Courier, 8 Nov 2019"],
    ]
    table = page.one("table", class_="differences")
    links = {tag["href"] for tag in page.all("a") if table in tag.around}
    assert links == {article.get_absolute_url() for article in small.omsk_2019}


def test_what_was_announced_is_no_disagreement_and_is_shown_apart(client, small):
    ahead = make_article("Ждут в Астане", published_at="2019-11-01T12:00:00+06:00")
    make_coverage(small.meeting, ahead, stage="announced", location=small.astana)
    page = page_at(client, small.meeting)
    assert "Where outlets disagree" not in words(page)
    assert "Announced otherwise" in words(page)
    assert table_rows(page, "differences")[1:] == [
        ["Place", "Astana", "Пример-Новости, 1 Nov 2019"]
    ]


def test_outlets_that_announce_a_meeting_differently_disagree_on_the_plan(client, small):
    courier, kazakh, _ = small.omsk_2019
    meeting = make_meeting(small.putin, stage="announced", articles=(courier,))
    make_coverage(meeting, kazakh, location=small.astana)
    Coverage.objects.filter(event=meeting, article=courier).update(location=small.omsk)
    assert "Where announcements disagree" in words(page_at(client, meeting))


# --- First since when ------------------------------------------------------------------------


def sentences(event: Event, *people) -> list[str]:
    return neighbours_of(event, people).sentences


def test_a_meeting_says_when_the_two_had_last_met(client, small):
    moscow = make_place("Moscow", country=small.russia)
    make_meeting(small.tokayev, small.putin, starts_on="2019-04-03", location=moscow)
    make_meeting(small.tokayev, small.putin, starts_on="2019-10-01", status="suggested")
    make_meeting(small.tokayev, small.putin, starts_on="2019-10-02", stage="announced")
    make_meeting(small.tokayev, small.putin, starts_on="2019-10-03", merged_into=small.meeting)
    text = words(page_at(client, small.meeting))
    assert (
        "The two had last met on 3 April 2019 in this archive, 218 days before (in Moscow)." in text
    )
    assert "First meeting of the two in Omsk in this archive." in text


def test_a_meeting_is_the_first_in_a_city_since_another(small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2017-05-15", location=small.omsk)
    make_meeting(*two, starts_on="2019-04-03", location=small.astana)
    assert sentences(small.meeting, *two)[1:] == [
        "First meeting of the two in Omsk since 15 May 2017 in this archive."
    ]


def test_a_meeting_in_the_city_of_the_one_before_is_the_first_there_since_none(small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2019-11-06", location=small.omsk)
    assert sentences(small.meeting, *two) == [
        "The two had last met on 6 November 2019 in this archive, 1 day before (in Omsk)."
    ]


def test_the_first_in_a_country_minds_its_cities(small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2020-04-03", location=small.astana)
    event = make_meeting(*two, starts_on="2021-04-03", location=small.russia)
    assert sentences(event, *two)[1] == (
        "First meeting of the two in Russia since 7 November 2019 in this archive."
    )


def test_the_first_of_all_says_so_and_the_only_one_of_one_person_says_nothing(small):
    two = (small.tokayev, small.putin)
    assert sentences(small.meeting, *two) == [
        "This is the first meeting of the two in this archive."
    ]
    assert sentences(small.meeting, small.putin) == []
    xi = make_person("Xi Jinping")
    three = make_meeting(*two, xi, starts_on="2020-01-01")
    assert sentences(three, *two, xi) == [
        "This is the first meeting of these 3 people in this archive."
    ]
    # The meeting of three is one of the two as well.
    after = make_meeting(*two, starts_on="2020-01-11")
    assert sentences(after, *two) == [
        "The two had last met on 1 January 2020 in this archive, 10 days before."
    ]


def test_the_two_are_named_where_a_third_without_a_record_was_there(small):
    two = (small.tokayev, small.putin)
    event = make_meeting(*two, starts_on="2019-11-17", other_names=["Иван Примеров"])
    assert sentences(event, *two) == [
        "Kassym-Jomart Tokayev and Vladimir Putin had last met on 7 November 2019 in this "
        "archive, 10 days before (in Omsk)."
    ]


@pytest.mark.parametrize(
    ("day", "precision", "said"),
    [
        (
            "2019-11-01",
            "month",
            "in November 2019 in this archive, the day is not known (in Omsk).",
        ),
        ("2019-01-01", "year", "in 2019 in this archive, the day is not known (in Omsk)."),
        ("2019-11-07", "day", "on 7 November 2019 in this archive, the same day (in Omsk)."),
        ("2019-08-01", "month", "in August 2019 in this archive, about 3 months before (in Omsk)."),
    ],
)
def test_what_is_not_known_to_the_day_is_not_told_to_the_day(small, day, precision, said):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on=day, date_precision=precision, location=small.omsk)
    event = make_meeting(*two, starts_on="2019-11-07", location=small.omsk)
    small.meeting.delete()
    assert sentences(event, *two) == [f"The two had last met {said}"]


@pytest.mark.parametrize(
    ("day", "precision"), [("2019-01-01", "year"), ("2019-11-01", "month"), ("2019-11-07", "day")]
)
def test_what_another_may_have_been_before_is_not_told_as_the_first(small, day, precision):
    """A meeting of "2019" stands before that of 7 November in the list, and may have been later."""
    two = (small.tokayev, small.putin)
    small.meeting.delete()
    event = make_meeting(*two, starts_on=day, date_precision=precision, location=small.omsk)
    make_meeting(*two, starts_on="2019-11-07", location=small.omsk)
    assert sentences(event, *two) == []
    make_meeting(*two, starts_on="2018-04-03", location=small.astana)
    told = ["The two had last met on 3 April 2018 in this archive, 583 days before (in Astana)."]
    assert sentences(event, *two) == (told if precision == "day" else [])


def test_of_two_earlier_ones_the_last_is_that_which_may_have_been_later(small):
    """After one in "2019" nobody can say that they had last met in June of it."""
    two = (small.tokayev, small.putin)
    small.meeting.delete()
    make_meeting(*two, starts_on="2019-01-01", date_precision="year", location=small.omsk)
    make_meeting(*two, starts_on="2019-06-01", location=small.omsk)
    make_meeting(*two, starts_on="2020-02-01", location=small.astana)
    event = make_meeting(*two, starts_on="2020-03-01", location=small.omsk)
    assert sentences(event, *two)[1:] == [
        "First meeting of the two in Omsk since 2019 in this archive."
    ]


def test_a_meeting_that_was_not_held_is_the_first_of_nothing(client, small):
    two = (small.tokayev, small.putin)
    planned = make_meeting(*two, starts_on="2019-11-17", stage="announced", location=small.astana)
    assert sentences(planned, *two) == [
        "The two last met on 7 November 2019 in this archive, 10 days before (in Omsk)."
    ]
    assert neighbours_of(planned, two).count == neighbours_of(small.meeting, two).count == 1
    assert neighbours_of(small.meeting, two).next is None


def test_a_meeting_of_three_leads_to_each_two_of_them(client, small):
    meeting = make_meeting(small.tokayev, small.putin, make_person("Xi Jinping"))
    page = page_at(client, meeting)
    links = [tag["href"] for tag in page.all("a", inside="details")]
    assert links == [
        "/people/kassym-jomart-tokayev/with/vladimir-putin/",
        "/people/kassym-jomart-tokayev/with/xi-jinping/",
        "/people/vladimir-putin/with/xi-jinping/",
    ]


# --- Two people ------------------------------------------------------------------------------


def test_the_page_of_two_people_has_their_meetings_in_figures(client, small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2022-02-10", location=small.astana, tags=["visit"])
    make_meeting(*two, starts_on="2022-08-19", location=small.omsk, kind="summit")
    make_meeting(*two, starts_on="2022-08-20")
    make_meeting(*two, starts_on="2023-01-01", status="rejected")
    page = page_at(client, pair_of(small))
    said = facts(page)
    since = re.fullmatch(r"([\d,]+) days", said.pop("Since the last"))
    assert since
    expected = datetime.datetime.now(datetime.UTC).date() - datetime.date(2022, 8, 20)
    assert abs(int(since[1].replace(",", "")) - expected.days) <= 1
    assert said == {
        "First": "7 November 2019, Omsk",
        "Last": "20 August 2022",
        "Longest gap": "826 days, between 7 November 2019 and 10 February 2022",
        "Where": "Omsk 2 Astana 1 place not known 1",
        "Kinds": "talks 3 visit 1 summit 1",
    }
    assert page.all("h2")[0].text == "4 meetings in this archive"
    assert "This archive covers articles of 3 outlets, published from 2 March 2019 to " in words(
        page
    )


def test_meetings_not_held_stand_apart_on_every_page_and_are_not_counted(client, small):
    two = (small.tokayev, small.putin)
    article = small.omsk_2019[0]
    planned = make_meeting(
        *two,
        stage="announced",
        starts_on="2099-05-01",
        location=small.omsk,
        articles=(article,),
    )
    off = make_meeting(
        *two, stage="cancelled", starts_on="2018-05-01", location=small.omsk, articles=(article,)
    )
    for address in (
        pair_of(small),
        small.tokayev.get_absolute_url(),
        small.omsk.get_absolute_url(),
        small.russia.get_absolute_url(),
        article.get_absolute_url(),
    ):
        page = page_at(client, address)
        apart = page.one("section", class_="ahead")
        links = [tag["href"] for tag in page.all("a") if apart in tag.around]
        meetings = [link for link in links if link.startswith("/meetings/")]
        assert meetings == [planned.get_absolute_url(), off.get_absolute_url()], address
        stages = [tag.text for tag in page.all("span", class_="stage") if apart in tag.around]
        assert stages == ["announced", "cancelled"]
        outside = [tag for tag in page.all("a") if apart not in tag.around]
        assert not [tag for tag in outside if tag["href"] in meetings]
        assert "2 meetings" not in words(page)
        assert "2099" not in words(page).replace(" ".join(apart.text.split()), "")


def test_the_home_page_shows_what_is_to_come_only_if_anything_is(client, small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, stage="announced", starts_on="2020-01-01")
    make_meeting(*two, stage="cancelled", starts_on="2099-01-01")
    assert page_at(client, "/").all("section", class_="ahead") == []
    later = make_meeting(*two, stage="announced", starts_on="2099-02-01")
    sooner = make_meeting(*two, stage="announced", starts_on="2099-01-01")
    page = page_at(client, "/")
    apart = page.one("section", class_="ahead")
    links = [tag["href"] for tag in page.all("a") if apart in tag.around]
    assert links == [sooner.get_absolute_url(), later.get_absolute_url()]


@pytest.mark.parametrize(
    ("day", "precision", "is_to_come"),
    [
        ("2024-06-15", "day", True),
        ("2024-06-14", "day", False),
        ("2024-06-01", "month", True),
        ("2024-05-01", "month", False),
        ("2024-01-01", "year", True),
        ("2023-01-01", "year", False),
    ],
)
def test_a_meeting_is_to_come_until_its_day_month_or_year_is_over(
    small, day, precision, is_to_come
):
    make_meeting(small.putin, stage="announced", starts_on=day, date_precision=precision)
    assert Event.objects.announced().to_come(TODAY).exists() == is_to_come


def test_two_who_never_met_have_a_page_that_says_so(client, small):
    xi = make_person("Xi Jinping")
    make_meeting(small.tokayev, xi, stage="announced", starts_on="2099-01-01")
    page = page_at(client, f"/people/{small.tokayev.slug}/with/{xi.slug}/")
    assert "0 meetings in this archive" in words(page)
    assert "No meeting of the two has been read out of the articles yet." in words(page)
    assert page.all("table", class_="facts") == page.all("svg") == []


def test_figures_of_days_not_known_exactly_are_about(small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2021-03-01", date_precision="month")
    make_meeting(*two, starts_on="2024-01-01", date_precision="year")
    tally = tally_of(Event.objects.published().of(*two), TODAY)
    assert tally.longest
    assert tally.longest.gap.text == "about 3 years"
    assert (tally.longest.after.date_text, tally.longest.before.date_text) == ("March 2021", "2024")
    # 2024 is not over.
    assert tally.since_last is None
    assert tally.years == {2019: 1, 2021: 1, 2024: 1}


def test_a_meeting_of_an_unknown_day_ends_no_gap_on_the_first_of_january(small):
    two = (small.tokayev, small.putin)
    make_meeting(*two, starts_on="2020-01-01", date_precision="year")
    for day in ("2020-02-01", "2020-06-20", "2020-07-10"):
        make_meeting(*two, starts_on=day)
    longest = tally_of(Event.objects.published().of(*two), TODAY).longest
    assert longest
    assert (longest.gap.text, longest.before.date_text) == ("140 days", "20 June 2020")


def test_days_since_the_last_are_counted_on_a_day_that_has_been(small):
    meetings = Event.objects.published().of(small.putin)
    tally = tally_of(meetings, datetime.date(2019, 11, 8))
    assert tally.since_last
    assert tally.since_last.text == "1 day"
    assert tally_of(meetings, datetime.date(2019, 11, 6)).since_last is None
    assert tally.longest is None
    assert tally_of(meetings, datetime.date(2019, 11, 7)).since_last == Gap(0, is_about=False)


# --- A person, a place -----------------------------------------------------------------------


def test_a_year_of_the_chart_leads_to_as_many_meetings_as_it_says(client, small):
    for day in ("2021-01-05", "2021-12-31", "2022-01-01"):
        make_meeting(small.tokayev, small.putin, starts_on=day, location=small.omsk)
    for address in (
        small.tokayev.get_absolute_url(),
        pair_of(small),
        small.omsk.get_absolute_url(),
        small.russia.get_absolute_url(),
    ):
        page = page_at(client, address)
        bars = page.all("a", inside="svg")
        assert [tag["aria-label"] for tag in bars] == [
            "2019: 1 meeting",
            "2021: 2 meetings",
            "2022: 1 meeting",
        ], address
        assert len(page.all("rect")) == 3
        figure = page.one("figure", class_="years")
        behind = [tag.text for tag in page.all("td") if figure in tag.around]
        assert behind == ["1", "2", "1"]
        for bar in bars:
            number = re.search(r": (\d+) meeting", bar["aria-label"])
            assert number
            assert f"{number[1]} meeting" in words(page_at(client, bar["href"]))


@pytest.mark.parametrize("years", [1, 2, 7, 8, 30, LONGEST_CHART, 200])
def test_a_chart_fits_its_width_whatever_the_number_of_years(years):
    chart = chart_of({1950 + year: year + 1 for year in range(years)}, [])
    assert len(chart.columns) == years
    assert chart.width <= 352
    for column in chart.columns:
        assert column.x >= 0
        assert column.x + column.width <= chart.width
        assert 0 < column.height <= column.y + column.height == chart.base
    assert chart.columns[-1].has_year
    assert chart.total == years * (years + 1) // 2


def test_years_without_a_meeting_leave_a_gap_unless_one_date_is_far_off():
    chart = chart_of({2019: 1, 2021: 200}, [("leader", "a&b")])
    assert [(column.year, column.count) for column in chart.columns] == [
        (2019, 1),
        (2020, 0),
        (2021, 200),
    ]
    assert chart.columns[0].height == 2
    assert chart.columns[1].url == ""
    assert chart.columns[2].url == "/meetings/?leader=a%26b&date_from=2021&date_to=2021"
    odd = chart_of({219: 1, 2019: 3}, [])
    assert [(column.year, bool(column.url)) for column in odd.columns] == [
        (219, False),
        (2019, True),
    ]
    assert chart_of({}, []).columns == []


def test_a_persons_way_is_told_by_date_place_and_company(client, small):
    make_meeting(
        small.tokayev,
        *(make_person(f"Guest {n}") for n in range(6)),
        other_names=["Иван Примеров"],
        kind="summit",
        starts_on="2022-05-01",
        date_precision="month",
    )
    page = page_at(client, small.tokayev)
    assert table_rows(page, "way")[1:] == [
        [
            "May 2022",
            "not known",
            "Summit with Guest 0, Guest 1, Guest 2, Guest 3 and 3 others · 0 articles",
        ],
        ["7 November 2019", "Omsk", "Talks with Vladimir Putin · 3 articles"],
    ]
    # Last met in a month: the day is not made up.
    assert ["Guest 0", "1", "May 2022"] in table_rows(page, "ranking")


def test_a_persons_page_shows_the_latest_stops_and_leads_to_all(client, small):
    for n in range(25):
        make_meeting(small.tokayev, small.putin, starts_on=f"2021-01-{n + 1:02}")
    page = page_at(client, small.tokayev)
    assert len(table_rows(page, "way")) == 1 + 20
    assert page.link("All 26 meetings") == f"/meetings/?leader={small.tokayev.slug}"


def test_those_met_less_often_are_folded_away_and_not_lost(client, small):
    for n in range(20):
        make_meeting(small.tokayev, make_person(f"Guest {n}"), location=small.astana)
    page = page_at(client, small.tokayev)
    links = [tag["href"] for tag in page.all("a", inside="table") if "/with/" in tag["href"]]
    assert len(set(links)) == len(links) == 21
    assert "6 more" in words(page)
    assert len(page_at(client, small.astana).all("a", inside="details")) >= 6


def test_who_met_in_a_place_is_counted_and_each_count_leads_to_its_meetings(client, small):
    make_meeting(small.tokayev, starts_on="2020-01-01", location=small.omsk)
    for place in (small.omsk, small.russia):
        page = page_at(client, place)
        assert table_rows(page, "ranking")[1:] == [
            ["Kassym-Jomart Tokayev", "2", "1 January 2020"],
            ["Vladimir Putin", "1", "7 November 2019"],
        ]
        assert "2 meetings in this archive" in words(page_at(client, page.link("2", "table")))


def test_the_last_meeting_with_somebody_is_as_exact_as_it_is_known(small):
    make_meeting(
        small.tokayev,
        small.putin,
        starts_on="2023-01-01",
        date_precision="year",
        status="published",
    )
    make_meeting(small.tokayev, small.putin, starts_on="2023-06-01", stage="announced")
    (putin,) = people_of(Event.objects.published().of(small.tokayev), small.tokayev)
    assert (putin.meeting_count, putin.last_met.text) == (2, "2023")


# --- Rows and the line on what is covered ----------------------------------------------------


def test_a_row_names_everybody_and_every_kind(client, small):
    make_meeting(
        small.putin,
        tags=["signing"],
        other_names=[HOSTILE, "Иван Примеров"],
        starts_on="2020-01-01",
    )
    page = page_at(client, "/meetings/?date_from=2020")
    row = " ".join(page.one("li", inside="ol").text.split())
    assert row == (
        f"Talks: Vladimir Putin, {HOSTILE} and Иван Примеров 1 January 2020 · signing · 0 articles"
    )
    assert "<script" not in page.html


def test_an_empty_archive_covers_nothing(client, small):
    Article.objects.all().delete()
    Outlet.objects.create(name="No article yet", slug="none")
    assert archive_span() == {"first": None, "last": None, "outlets": 0}
    assert "This archive covers articles of 0 outlets." in words(page_at(client, pair_of(small)))


def test_the_archive_covers_the_days_of_its_dated_articles(small):
    Outlet.objects.create(name="No article yet", slug="none")
    span = archive_span()
    assert span == {
        "first": datetime.date(2019, 3, 2),
        "last": datetime.date(2020, 11, 7),
        "outlets": 3,
    }


def test_hostile_words_on_a_meeting_are_text_on_its_pages(client, small):
    small.meeting.host = HOSTILE
    small.meeting.other_names = [HOSTILE]
    small.meeting.save()
    small.meeting.coverage.update(sentence=HOSTILE, reasons=HOSTILE, joined_because=HOSTILE)
    small.meeting.participations.update(sentence=HOSTILE, rule=HOSTILE)
    small.astana.name_en = HOSTILE
    small.astana.save()
    Coverage.objects.filter(article=small.omsk_2019[0]).update(location=small.astana)
    for address in (
        f"/meetings/{small.meeting.pk}/",
        small.tokayev.get_absolute_url(),
        pair_of(small),
        small.omsk.get_absolute_url(),
        "/",
    ):
        page = page_of(client.get(address, follow=True))
        assert "<script>alert(1)</script>" in page.one("html").text, address
        assert "<script" not in page.html
        assert page.all("img") == []
