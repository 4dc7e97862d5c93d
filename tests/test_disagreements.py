"""Where outlets disagree: what is told is compared, what is left out is not. No database."""

import datetime
import time

import pytest

from archive.models import Article, Location, Person
from archive.pages.days import KnownDay, gap_between
from archive.pages.disagreements import Told, announced_otherwise, differences

RUSSIA = Location(pk=1, name_en="Russia", kind="country")
KAZAKHSTAN = Location(pk=2, name_en="Kazakhstan", kind="country")
OMSK = Location(pk=3, name_en="Omsk", kind="city", country=RUSSIA, latitude=54.99, longitude=73.37)
SOCHI = Location(pk=4, name_en="Sochi", kind="city", country=RUSSIA, latitude=43.6, longitude=39.7)
ASTANA = Location(pk=5, name_en="Astana", kind="city", country=KAZAKHSTAN)
BOCHAROV = Location(
    pk=6, name_en="Bocharov Ruchey", kind="venue", country=RUSSIA, latitude=43.63, longitude=39.72
)
SIBERIA = Location(pk=7, name_en="Siberia", kind="region", country=RUSSIA)
CASPIAN = Location(pk=8, name_en="Caspian Sea", kind="region")
PUTIN, XI, MODI = (Person(pk=n, name_en=name) for n, name in enumerate(("Putin", "Xi", "Modi"), 1))


def told(number: int = 0, **fields) -> Told:
    return Told(article=Article(pk=number, title=str(number)), **fields)


def day(text: str, precision: str = "day") -> KnownDay:
    return KnownDay(datetime.date.fromisoformat(text), precision)


def shown(found) -> dict[str, list[tuple[str, list[int]]]]:
    return {
        each.label: [(value, [article.pk for article in of_it]) for value, of_it in each.values]
        for each in found
    }


def disagree(**two) -> bool:
    """Whether two articles do that give the two values of one field."""
    ((name, (one, other)),) = two.items()
    there = bool(differences([told(1, **{name: one}), told(2, **{name: other})]))
    back = bool(differences([told(1, **{name: other}), told(2, **{name: one})]))
    assert there == back
    return there


@pytest.mark.parametrize("articles", [[], [told()], [told(1), told(2)]])
def test_articles_that_tell_nothing_do_not_disagree(articles):
    assert differences(articles) == []


def test_a_field_is_shown_with_each_value_and_the_articles_that_give_it():
    articles = [
        told(1, places=(SOCHI,), days=(day("2019-11-07"),)),
        told(2, places=(OMSK,), days=(day("2019-11-07"),)),
        told(3, places=(OMSK,)),
        told(4),
    ]
    assert shown(differences(articles)) == {"Place": [("Omsk", [2, 3]), ("Sochi", [1])]}


def test_a_value_that_one_article_alone_tells_is_no_disagreement():
    full = told(1, places=(OMSK,), days=(day("2019-11-07"),), kinds=("summit",), people=(PUTIN, XI))
    assert differences([full, told(2), told(3)]) == []


@pytest.mark.parametrize(
    ("one", "other", "is_disagreement"),
    [
        (OMSK, OMSK, False),
        (OMSK, SOCHI, True),
        (OMSK, ASTANA, True),
        (OMSK, RUSSIA, False),
        (OMSK, KAZAKHSTAN, True),
        (RUSSIA, KAZAKHSTAN, True),
        (BOCHAROV, RUSSIA, False),
        (BOCHAROV, KAZAKHSTAN, True),
        # A venue says its country alone; what is near enough may hold it.
        (BOCHAROV, SOCHI, False),
        (BOCHAROV, OMSK, True),
        (BOCHAROV, ASTANA, True),
        (SIBERIA, OMSK, False),
        (SIBERIA, RUSSIA, False),
        (SIBERIA, ASTANA, True),
        (CASPIAN, ASTANA, False),
    ],
)
def test_a_place_and_what_may_be_in_it_agree(one, other, is_disagreement):
    assert disagree(places=((one,), (other,))) == is_disagreement


def test_two_cities_in_a_country_disagree_whoever_names_the_country_alone():
    articles = [told(1, places=(OMSK,)), told(2, places=(RUSSIA,)), told(3, places=(SOCHI,))]
    found = shown(differences(articles))
    assert found == {"Place": [("Omsk", [1]), ("Russia", [2]), ("Sochi", [3])]}


@pytest.mark.parametrize(
    ("one", "other", "is_disagreement"),
    [
        (day("2019-11-07"), day("2019-11-07"), False),
        (day("2019-11-07"), day("2019-11-08"), True),
        (day("2019-11-07"), day("2019-11-01", "month"), False),
        (day("2019-11-07"), day("2019-12-01", "month"), True),
        (day("2019-11-01", "month"), day("2019-01-01", "year"), False),
        (day("2019-11-07"), day("2018-01-01", "year"), True),
        (day("2020-02-29"), day("2020-02-10", "month"), False),
    ],
)
def test_a_day_and_the_month_it_lies_in_agree(one, other, is_disagreement):
    assert disagree(days=((one,), (other,))) == is_disagreement


@pytest.mark.parametrize(
    ("one", "other", "is_disagreement"),
    [
        (("summit",), ("summit", "signing"), False),
        (("summit",), ("forum",), True),
        (("visit", "signing"), ("reception", "signing"), False),
        # "They met" is read as talks: it denies no visit.
        (("talks",), ("visit",), False),
        (("talks",), ("phone-call",), True),
        (("phone-call",), ("video-call",), True),
        (("phone-call",), ("phone-call", "talks"), False),
    ],
)
def test_kinds_disagree_if_both_cannot_be_true(one, other, is_disagreement):
    assert disagree(kinds=(one, other)) == is_disagreement


def test_an_article_that_names_fewer_people_does_not_disagree():
    assert not disagree(people=((PUTIN, XI), (PUTIN, XI, MODI)))
    assert disagree(people=((PUTIN, XI), (PUTIN, MODI)))
    found = shown(differences([told(1, people=(PUTIN, XI)), told(2, people=(PUTIN, MODI))]))
    assert found == {"Participants": [("Putin and Xi", [1]), ("Modi and Putin", [2])]}


def test_an_article_does_not_disagree_with_itself():
    assert differences([told(1, places=(OMSK, ASTANA)), told(2, places=(OMSK,))]) == []


def test_what_was_announced_is_compared_with_what_was_held_alone():
    held = [told(1, places=(OMSK,), days=(day("2019-11-07"),)), told(2, places=(RUSSIA,))]
    announced = [
        told(3, places=(ASTANA,), days=(day("2019-11-01", "month"),)),
        told(4, places=(OMSK,), kinds=("summit",)),
        told(5),
    ]
    assert shown(announced_otherwise(announced, held)) == {"Place": [("Astana", [3])]}
    assert announced_otherwise(announced, []) == []
    assert announced_otherwise([], held) == []


# --- Days ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later", "text"),
    [
        (day("2019-11-07"), day("2019-11-08"), "1 day"),
        (day("2019-11-07"), day("2019-11-07"), "0 days"),
        (day("2019-11-07"), day("2022-11-07"), "1,096 days"),
        (day("2019-11-07"), day("2020-02-01", "month"), "about 3 months"),
        (day("2019-11-01", "month"), day("2019-12-01"), "about 1 month"),
        (day("2019-11-01", "month"), day("2019-11-20"), "less than a month"),
        (day("2019-01-01", "year"), day("2024-01-01", "year"), "about 5 years"),
        (day("2019-11-20"), day("2019-11-01", "month"), "less than a month"),
    ],
)
def test_time_between_days_is_told_to_the_day_only_where_both_are_known(earlier, later, text):
    assert gap_between(earlier, later).text == text


@pytest.mark.parametrize(
    ("precision", "text", "first", "last"),
    [
        ("day", "on 9 February 2020", "2020-02-09", "2020-02-09"),
        ("month", "in February 2020", "2020-02-01", "2020-02-29"),
        ("year", "in 2020", "2020-01-01", "2020-12-31"),
    ],
)
def test_a_day_is_as_wide_as_it_is_not_known(precision, text, first, last):
    known = day("2020-02-09", precision)
    assert (known.when, str(known.first), str(known.last)) == (text, first, last)


def test_a_summit_that_everybody_wrote_about_is_compared_in_no_time():
    """Each answer once, and not each of 80,000 pairs of articles."""
    people = tuple(Person(pk=n, name_en=str(n)) for n in range(60))
    articles = [told(n, people=people, places=(OMSK,), kinds=("summit",)) for n in range(400)]
    started = time.process_time()
    assert differences(articles) == announced_otherwise(articles, articles) == []
    # A tenth of a second where this was written; four seconds by pairs.
    assert time.process_time() - started < 1
