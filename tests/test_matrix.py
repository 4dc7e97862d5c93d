"""Who met whom: every number is that of the list behind it."""

import csv
import io
import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from making import make_meeting, make_person
from reading import page_of, table

from archive.models import Person


def numbers_of(page) -> dict[tuple[str, str], tuple[int, str]]:
    """The table as (row, column) -> number and the address behind it."""
    matrix = page.one("table", class_="matrix")
    names = [tag.text for tag in page.all("th", scope="col") if matrix in tag.around]
    numbers = {}
    for row in (tag for tag in page.all("tr") if matrix in tag.around and tag.is_inside("tbody")):
        name = next(tag.text for tag in page.all("th", scope="row") if row in tag.around)
        cells = [tag for tag in page.all("td") if row in tag.around]
        for other, cell in zip(names, cells, strict=True):
            links = [tag["href"] for tag in page.all("a") if cell in tag.around]
            numbers[name, other] = (int(cell.text), links[0] if links else "")
    return numbers


def count_behind(client, address: str) -> int:
    text = page_of(client.get(address)).one("main").text
    return int(re.search(r"(\d+)[a-z ]* meetings? in this archive", text)[1])


@pytest.fixture
def crowd(small) -> list[Person]:
    """Two more leaders, and forty meetings of two to four people, not all of them held."""
    people = [small.tokayev, small.putin, make_person("Xi Jinping"), make_person("Ilham Aliyev")]
    numbers = random.Random(7)
    for n in range(40):
        make_meeting(
            *numbers.sample(people, numbers.choice([2, 2, 3, 4])),
            kind=numbers.choice(["talks", "summit"]),
            starts_on=f"202{n % 3}-0{1 + n % 9}-11",
            location=numbers.choice([small.omsk, small.astana, None]),
            status=numbers.choice(["published", "published", "suggested"]),
            stage=numbers.choice(["held", "held", "held", "announced"]),
            articles=(small.omsk_2019[n % 3],) * (n % 2),
        )
    return people


@pytest.mark.parametrize(
    "question",
    [
        "",
        "leader=vladimir-putin&leader=xi-jinping&leader=ilham-aliyev",
        "kind=summit",
        "city=omsk",
        "country=kazakhstan&date_from=2021",
        "date_from=2020-06&date_to=2021&kind=talks",
        "q=Омск",
        "stage=all",
        "stage=announced&leader=xi-jinping&leader=ilham-aliyev",
        "outlet=primer-novosti",
    ],
)
def test_every_number_is_that_of_the_list_it_leads_to(client, crowd, question):
    numbers = numbers_of(page_of(client.get(f"/meetings/matrix/?{question}")))
    assert numbers
    for (one, other), (number, address) in numbers.items():
        assert number == numbers[other, one][0]
        if number:
            assert count_behind(client, address) == number, (one, other, address)
        else:
            assert not address


def test_a_number_of_nought_is_an_empty_list(client, small):
    make_meeting(small.tokayev, make_person("Xi Jinping"))
    assert (
        numbers_of(page_of(client.get("/meetings/matrix/")))["Vladimir Putin", "Xi Jinping"][0] == 0
    )
    assert count_behind(client, "/meetings/?leader=vladimir-putin&leader=xi-jinping") == 0


def test_where_a_name_meets_itself_all_its_meetings_are_counted(client, small):
    make_meeting(small.putin, starts_on="2020-01-01")
    make_meeting(small.putin, make_person("Xi Jinping"), starts_on="2020-01-02")
    question = "?leader=vladimir-putin&leader=kassym-jomart-tokayev"
    numbers = numbers_of(page_of(client.get(f"/meetings/matrix/{question}")))
    assert numbers["Vladimir Putin", "Vladimir Putin"] == (3, "/meetings/?leader=vladimir-putin")


def test_without_leaders_those_with_most_meetings_stand_in_the_table(client, small):
    people = [make_person(f"Person {n:02}") for n in range(20)]
    for n, person in enumerate(people):
        for day in range(1, n + 2):
            make_meeting(person, people[n - 1], starts_on=f"2022-01-{day:02}")
    page = page_of(client.get("/meetings/matrix/?date_from=2022"))
    names = list(dict.fromkeys(one for one, _ in numbers_of(page)))
    assert len(names) == 12
    assert names[:2] == ["Person 18", "Person 17"]
    # The next may be added, and any may be taken out.
    added = page_of(client.get(page.link("Person 07", inside="ul")))
    assert len({one for one, _ in numbers_of(added)}) == 13
    (url,) = [tag["href"] for tag in page.all("a") if tag["aria-label"] == "Remove Person 18"]
    assert len({one for one, _ in numbers_of(page_of(client.get(url)))}) == 11


def test_a_leader_is_found_at_an_earlier_address(client, small):
    small.putin.slug = "putin"
    small.putin.save()
    question = "?leader=vladimir-putin&leader=kassym-jomart-tokayev"
    numbers = numbers_of(page_of(client.get(f"/meetings/matrix/{question}")))
    assert numbers["Vladimir Putin", "Kassym-Jomart Tokayev"][0] == 1


def test_forty_leaders_are_a_table_and_one_more_is_refused_with_the_reason(client, small):
    slugs = [make_person(f"Person {n}").slug for n in range(41)]
    query = "&".join(f"leader={slug}" for slug in slugs[:40])
    assert len(numbers_of(page_of(client.get(f"/meetings/matrix/?{query}")))) == 1600
    for address in ("/meetings/matrix/", "/meetings/matrix/export.csv"):
        answer = client.get(f"{address}?{query}&leader={slugs[40]}")
        assert answer.status_code == 400
        assert "At most 40" in answer.content.decode()


@pytest.mark.parametrize(
    "question", ["leader=nobody", "kind=x", "date_from=x", "date_from=2020&date_to=2019", "q=%00"]
)
def test_a_table_that_cannot_be_read_is_refused_with_the_reason(client, small, question):
    page = client.get(f"/meetings/matrix/?{question}")
    assert page.status_code == 400
    assert not page_of(page).all("table")
    export = client.get(f"/meetings/matrix/export.csv?{question}")
    assert export.status_code == 400
    assert export["Content-Type"].startswith("text/plain")


def test_a_larger_table_asks_no_more_of_the_database(client, crowd):
    def queries(question: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/meetings/matrix/?{question}").status_code == 200
        return len(captured)

    two = "leader=vladimir-putin&leader=xi-jinping"
    assert queries(two) == queries(f"{two}&leader=ilham-aliyev&leader=kassym-jomart-tokayev") == 7
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/meetings/matrix/export.csv?{two}")
    # The leaders looked up and fetched, and one for the whole table.
    assert len(captured) == 3


def test_a_pair_is_told_with_its_first_and_last_meeting_as_far_as_known(client, small):
    make_meeting(small.tokayev, small.putin, starts_on="2015-01-01", date_precision="year")
    make_meeting(small.tokayev, small.putin, starts_on="2023-05-01", date_precision="month")
    page = page_of(client.get("/meetings/matrix/"))
    row = next(tag for tag in page.all("tr") if "Tokayev and Vladimir" in tag.text)
    assert [tag.text for tag in page.all("td") if row in tag.around] == ["3", "2015", "May 2023"]
    assert table(client.get("/meetings/matrix/export.csv")) == [
        {
            "person": "kassym-jomart-tokayev",
            "person_name": "Kassym-Jomart Tokayev",
            "other": "vladimir-putin",
            "other_name": "Vladimir Putin",
            "meetings": "3",
            "first": "2015",
            "last": "2023-05",
        }
    ]


def test_the_table_of_pairs_says_what_the_numbers_say(client, crowd):
    question = "date_from=2020&kind=talks"
    numbers = numbers_of(page_of(client.get(f"/meetings/matrix/?{question}")))
    rows = table(client.get(f"/meetings/matrix/export.csv?{question}"))
    told = {(row["person_name"], row["other_name"]): int(row["meetings"]) for row in rows}
    assert told
    assert {pair: number for pair, number in told.items() if numbers[pair][0] != number} == {}
    met = sum(number > 0 for (one, other), (number, _) in numbers.items() if one != other)
    assert len(rows) == met / 2


def test_the_export_of_the_table_is_no_formula(client, small):
    small.putin.name_en = "=cmd|' /C calc'!A0"
    small.putin.save()
    answer = client.get("/meetings/matrix/export.csv")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["other_name"].startswith("'=cmd")


def test_the_feed_of_the_table_is_of_all_its_meetings(client, small):
    """Elsewhere `leader` asks for meetings of all of them, so it is not handed on."""
    page = page_of(client.get("/meetings/matrix/?leader=vladimir-putin&kind=talks"))
    assert page.feeds()[0] == "/meetings/feed.rss?kind=talks"
    assert page.link("List") == "/meetings/?kind=talks"
    assert page.link("Who met whom") == "/meetings/matrix/?kind=talks&leader=vladimir-putin"
    listed = page_of(client.get("/meetings/?leader=vladimir-putin&kind=talks"))
    assert listed.link("Who met whom") == "/meetings/matrix/?kind=talks"
    assert listed.link("Calendar") == "/meetings/calendar/?kind=talks&leader=vladimir-putin"


def test_the_more_often_two_met_the_darker_is_their_number(client, small):
    xi = make_person("Xi Jinping")
    for day in range(1, 10):
        make_meeting(small.putin, xi, starts_on=f"2022-01-0{day}")
    page = page_of(client.get("/meetings/matrix/"))
    shades = {tag.text: tag["class"] for tag in page.all("td") if tag["class"].startswith("met-")}
    assert shades == {"1": "met-2", "9": "met-5"}
