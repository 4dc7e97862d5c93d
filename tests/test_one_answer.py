"""One question, one answer: page, API, CSV, NDJSON and feed agree, and agree with the rows."""

import re
from dataclasses import dataclass
from itertools import combinations as combinations_of
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import make_article, make_meeting, make_person, make_place
from reading import count_of, kept, lines, page_of, table

from archive.models import Article, Event, Location, Person

# --- An archive of all combinations, and what a plain reading of its rows answers -------------

PEOPLE = {"putin": "Vladimir Putin", "xi": "Xi Jinping", "macron": "Emmanuel Macron"}
CITIES = {"omsk": "Omsk", "paris": "Paris", "lyon": "Lyon"}
COUNTRIES = {"russia": "Russia", "france": "France"}
OUTLETS = ["courier", "herald"]
# The last of them bare: undated.
DATES = ["2018-12-31T23:30:00-02:00", "2019-01-01", "2019-06-15T12:00:00+06:00", "2020-02-29", ""]
WORDS = ["wheat", "border", "wheat and border"]


def make_archive() -> None:
    for slug, name in PEOPLE.items():
        make_person(name, slug=slug)
    russia, france = (make_place(name, kind="country") for name in COUNTRIES.values())
    for slug, name in CITIES.items():
        make_place(name, slug=slug, country=russia if slug == "omsk" else france)
    people = [names for n in range(4) for names in combinations_of(PEOPLE.values(), n)]
    places = ["Omsk", "Paris", "Lyon", "France", "", "Omsk and Paris"]
    for number in range(25):
        names = " and ".join(people[number % len(people)])
        place = places[number % len(places)]
        body = f"Talks on {WORDS[number % 3]} with {names or 'nobody'} in {place or 'a town'}."
        if number % 7 == 6:
            body = f"Переговоры о торговле. {names}, {place}. Жители говорят о погоде и о хлебе."
        make_article(
            f"Story {number}",
            body=body,
            published_at=DATES[number % len(DATES)],
            outlet=OUTLETS[number % 2].title(),
        )
    articles = list(Article.objects.order_by("pk"))
    make_meeting(kind="talks", articles=tuple(articles[::4]))
    make_meeting(kind="visit", articles=tuple(articles[::6]))
    make_meeting(kind="forum", status="rejected", articles=tuple(articles))


@dataclass(frozen=True)
class Facts:
    """What the rows say of an article, as the slugs a reader asks by."""

    id: int
    people: set[str]
    places: set[str]
    countries: set[str]
    kinds: set[str]
    outlet: str
    language: str
    day: str


def facts_of(article: Article) -> Facts:
    people = Person.objects.filter(mentions__article=article)
    places = Location.objects.filter(mentions__article=article)
    meetings = Event.objects.filter(coverage__article=article, status="published")
    return Facts(
        id=article.pk,
        people={person.slug for person in people},
        places={place.slug for place in places},
        countries={(place.country or place).slug for place in places},
        kinds={meeting.kind for meeting in meetings},
        outlet=article.outlet.slug,
        language=article.language,
        day=str(article.published_on or ""),
    )


@pytest.fixture(scope="module")
def _archive(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("combinations")
    with kept(make_archive, folder, django_db_blocker):
        with django_db_blocker.unblock():
            facts = [facts_of(article) for article in Article.objects.newest_first()]
        yield facts, folder


@pytest.fixture
def archive(_archive, db, settings) -> list[Facts]:
    facts, settings.SEARCH_INDEX_DIR = _archive
    return facts


def plainly(archive: list[Facts], asked: dict[str, list[str]]) -> list[int]:
    """Ids of the articles that answer the filters, newest first, read row by row."""
    start, end = (asked.get(name, [""])[0] for name in ("date_from", "date_to"))
    return [
        facts.id
        for facts in archive
        if {*asked.get("leader", [])} <= facts.people
        and _any(asked.get("city"), facts.places - COUNTRIES.keys())
        and _any(asked.get("country"), facts.countries)
        and _any(asked.get("outlet"), {facts.outlet})
        and _any(asked.get("language"), {facts.language})
        and _any(asked.get("kind"), facts.kinds)
        # An ISO date and its beginnings are in the order of their letters.
        and not {*asked.get("not_leader", [])} & facts.people
        and not {*asked.get("not_city", [])} & facts.places
        and not {*asked.get("not_country", [])} & facts.countries
        and not {*asked.get("not_outlet", [])} & {facts.outlet}
        and not {*asked.get("not_language", [])} & {facts.language}
        and not {*asked.get("not_kind", [])} & facts.kinds
        and (not start or (facts.day and facts.day >= start))
        and (not end or (facts.day and facts.day[: len(end)] <= end))
    ]


def _any(wanted: list[str] | None, has: set[str]) -> bool:
    return not wanted or bool(set(wanted) & has)


# --- All answers to one question -----------------------------------------------------------


@dataclass
class Answers:
    """What every way of asking answers, as ids of articles in order."""

    page_count: int
    page: list[int]
    api_count: int
    api: list[int]
    csv: list[int]
    ndjson: list[int]
    feed: list[int]


def ask_everywhere(client, asked: dict[str, list[str]]) -> Answers:
    newest = urlencode(asked | {"sort": ["newest"]}, doseq=True)
    page = page_of(client.get(f"/search/?{newest}"))
    titles = [tag for tag in page.all("a") if any(each["class"] == "lead" for each in tag.around)]
    hits = [tag["href"] for tag in titles if re.match(r"/articles/\d", tag["href"])]
    api = client.get(f"/api/v1/articles/?{newest}&page_size=100").json()
    feed = client.get(f"/search/feed.json?{newest}").json()
    feed_ids = {f"urn:uuid:{a.feed_id}": a.pk for a in Article.objects.all()}
    return Answers(
        page_count=count_of(page),
        page=[int(href.split("/")[2]) for href in hits],
        api_count=api["count"],
        api=[row["id"] for row in api["results"]],
        csv=[int(row["id"]) for row in table(client.get(f"/search/export.csv?{newest}"))],
        ndjson=[row["id"] for row in lines(client.get(f"/search/export.ndjson?{newest}"))],
        feed=[feed_ids[item["id"]] for item in feed["items"]],
    )


def some(values, most: int = 2):
    return st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True)


filters = st.fixed_dictionaries(
    {},
    optional={
        "leader": some(PEOPLE, 3),
        "city": some(CITIES),
        "country": some(COUNTRIES),
        "outlet": some(OUTLETS),
        "language": some(["ru", "kk", "en"]),
        "kind": some(["talks", "visit", "forum"]),
        "not_leader": some(PEOPLE),
        "not_city": some(CITIES),
        "not_country": some(COUNTRIES),
        "not_outlet": some(OUTLETS),
        "not_language": some(["ru", "kk", "en"]),
        "not_kind": some(["talks", "visit", "forum"]),
        "date_from": st.sampled_from(["1900", "2018", "2018-12", "2018-12-31", "2019"]).map(
            lambda day: [day]
        ),
        "date_to": st.sampled_from(["2019", "2019-01-01", "2019-06", "2020-02-29", "2100"]).map(
            lambda day: [day]
        ),
    },
)
TYPED = ["Putin", "Путиным", "Xi Jinping", "macron", "Omsk", "Paris", "-Paris", "France", "2019"]
TYPED += ["(", ")", "near/3", "bord*", "title:story", "город:Омск", "leader:macron", "from:2019"]
TYPED += ["OR", "-", "story", "wheat", "border", "-wheat", '"wheat and border"', "переговоры"]
words = st.lists(st.sampled_from(TYPED), max_size=4).map(" ".join)
thorough = settings(max_examples=25)


@thorough
@given(asked=filters)
@example(asked={"leader": ["putin", "xi"], "country": ["france"], "date_from": ["2019"]})
@example(asked={"country": ["russia", "france"], "kind": ["forum"]})
@example(asked={"date_from": ["2018-12-31"], "date_to": ["2019-01-01"]})
@example(asked={"not_leader": ["macron"], "not_city": ["omsk"], "not_kind": ["talks"]})
def test_every_way_of_asking_gives_the_answer_of_a_plain_reading(client, archive, asked):
    answers = ask_everywhere(client, asked)
    expected = plainly(archive, asked)
    assert answers == Answers(
        page_count=len(expected),
        page=expected[:20],
        api_count=len(expected),
        api=expected,
        csv=expected,
        ndjson=expected,
        feed=expected,
    )


@thorough
@given(asked=filters, q=words)
@example(asked={}, q="Putin OR Macron -Omsk wheat")
def test_every_way_of_asking_with_words_gives_one_answer(client, archive, asked, q):
    answers = ask_everywhere(client, asked | {"q": [q]})
    ids = answers.csv
    assert answers == Answers(len(ids), ids[:20], len(ids), ids, ids, ids, ids)
    # Words narrow what the filters leave, and keep its order.
    assert ids == [pk for pk in plainly(archive, asked) if pk in ids]


@thorough
@given(asked=filters, q=words)
def test_the_order_changes_nothing_but_the_order(client, archive, asked, q):
    query = urlencode(asked | {"q": q, "page_size": 100}, doseq=True)
    orders = {
        sort: [
            row["id"]
            for row in client.get(f"/api/v1/articles/?{query}&sort={sort}").json()["results"]
        ]
        for sort in ("newest", "oldest", "relevance")
    }
    for sort, ids in orders.items():
        export = table(client.get(f"/search/export.csv?{query}&sort={sort}"))
        assert [int(row["id"]) for row in export] == ids
    assert sorted(orders["newest"]) == sorted(orders["oldest"]) == sorted(orders["relevance"])
    undated = set(Article.objects.undated().values_list("pk", flat=True))
    forth, back = (
        [pk for pk in orders[sort] if pk not in undated] for sort in ("newest", "oldest")
    )
    assert forth == back[::-1]


def test_a_plain_reading_of_the_rows_tells_the_questions_apart(archive):
    """The expected answers above are neither empty nor everything."""
    assert len(plainly(archive, {})) == 25
    sizes = [
        len(plainly(archive, asked))
        for asked in (
            {"leader": ["putin", "xi"]},
            {"city": ["omsk"]},
            {"country": ["france"]},
            {"outlet": ["herald"]},
            {"language": ["ru"]},
            {"kind": ["talks", "visit"]},
            {"kind": ["forum"]},
            {"date_from": ["2019"], "date_to": ["2019"]},
            {"date_from": ["1900"]},
        )
    ]
    assert sizes == [6, 8, 14, 12, 3, 9, 0, 10, 20]
