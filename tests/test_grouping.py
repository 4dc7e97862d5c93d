"""Grouping: statements on one meeting join, near misses stay apart, in whatever order they come."""

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.meetings import cluster
from archive.meetings.claims import Claim, Statement
from archive.meetings.cluster import clusters_of
from archive.meetings.likeness import JOIN, Place, likeness, words_of
from archive.meetings.summary import PUBLISH_FROM, summary_of
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

A, B, C, D = 1, 2, 3, 4
OMSK, MOSCOW, RUSSIA, KREMLIN, KUBINKA, PARIS = 10, 11, 12, 13, 14, 15
PLACES = {
    OMSK: Place("city", RUSSIA, 54.99, 73.37),
    MOSCOW: Place("city", RUSSIA, 55.75, 37.62),
    RUSSIA: Place("country"),
    KREMLIN: Place("venue", RUSSIA),
    KUBINKA: Place("city", RUSSIA, 55.58, 37.19),
    PARIS: Place("city", 99, 48.85, 2.35),
}
DAY = datetime.date(2019, 11, 7)
NEXT = DAY + datetime.timedelta(days=1)
PUBLISHED = DateBasis.PUBLICATION

_count = iter(range(1, 10**9))


def said(*people, day=DAY, place=OMSK, kind=MeetingKind.TALKS, article=None, text="", **claim):
    claim.setdefault("basis", DateBasis.DATE)
    claim.setdefault("confidence", 0.8)
    number = article or next(_count)
    return Statement(
        key=f"{number:09}",
        claim=Claim(kind=kind, people=frozenset(people or (A, B)), day=day, place=place, **claim),
        article=number,
        outlet=number,
        language="ru",
        published_on=day,
        words=words_of(text),
    )


def groups(*statements):
    return clusters_of(statements, PLACES).groups


SAME = {
    "all alike": (said(), said()),
    "one does not say where": (said(), said(place=None)),
    "one only says the country": (said(), said(place=RUSSIA)),
    "one says the residence": (said(place=MOSCOW), said(place=KREMLIN)),
    "one says the suburb": (said(place=MOSCOW), said(place=KUBINKA)),
    "one was published the day after": (said(), said(day=NEXT, basis=PUBLISHED)),
    "both were published, a day apart": (
        said(basis=PUBLISHED), said(day=NEXT, basis=PUBLISHED)),
    "talks in one, a visit in the other": (said(), said(kind=MeetingKind.VISIT)),
    "a summit, of which one names less": (
        said(A, B, C, D, kind=MeetingKind.SUMMIT), said(A, B, C, kind=MeetingKind.SUMMIT)),
    "announced, then held": (said(stage=Stage.ANNOUNCED), said()),
    "announced, then called off": (said(stage=Stage.ANNOUNCED), said(stage=Stage.CANCELLED)),
    "announced for the month": (
        said(stage=Stage.ANNOUNCED, day=DAY.replace(day=1), precision=DatePrecision.MONTH), said()),
    "a day inferred from another sentence": (said(), said(day=NEXT, basis=DateBasis.NEARBY)),
    "the same two and one without a record": (said(A, B), said(A, B, others=("Иванов",))),
}  # fmt: skip

APART = {
    "the same two on two days running": (said(), said(day=NEXT)),
    "a call and a meeting": (
        said(), said(kind=MeetingKind.PHONE_CALL, place=None)),
    "two cities on one day": (said(place=OMSK), said(place=MOSCOW)),
    "two cities, neither told by date": (
        said(place=OMSK, basis=PUBLISHED), said(place=PARIS, basis=PUBLISHED)),
    "a summit and talks on its margins": (
        said(A, B, C, D, kind=MeetingKind.SUMMIT), said(A, B)),
    "three of them, and two of the three": (said(A, B, C), said(A, B)),
    "other people": (said(A, B), said(A, C)),
    "nobody in common": (said(A, B), said(C, D)),
    "a year later": (said(), said(day=DAY.replace(year=2020))),
    "two things one article tells apart": (said(article=7), said(article=7)),
    "announced for another day": (said(stage=Stage.ANNOUNCED, day=DAY.replace(day=12)), said()),
    "told three days apart": (said(), said(day=DAY.replace(day=10), basis=PUBLISHED)),
    "one known, with two strangers": (said(A, others=("Иванов",)), said(A, others=("Петров",))),
}  # fmt: skip


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_statements_on_one_meeting_join(pair):
    assert len(groups(*pair)) == 1


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_near_misses_stay_apart(pair):
    assert len(groups(*pair)) == 2


@pytest.mark.parametrize("pair", [*SAME.values(), *APART.values()], ids=[*SAME, *APART])
def test_likeness_is_the_same_from_either_side(pair):
    one, other = pair
    assert likeness(one, other, PLACES) == likeness(other, one, PLACES)


def test_a_day_apart_is_asked_about():
    clusters = clusters_of([said(), said(day=NEXT)], PLACES)
    ((first, second, alike),) = clusters.doubts
    assert {first, second} == {0, 1}
    assert alike.score < JOIN
    assert "a day apart" in alike.reasons


def test_what_is_never_one_is_not_asked_about():
    assert clusters_of([said(place=OMSK), said(place=MOSCOW)], PLACES).doubts == []


def test_a_city_that_is_inferred_does_not_keep_apart_for_sure():
    sent_from_paris = said(place=PARIS, place_is_told=False)
    clusters = clusters_of([said(), sent_from_paris], PLACES)
    assert len(clusters.groups) == 1 or clusters.doubts


def test_every_statement_that_joined_says_why():
    clusters = clusters_of([said(), said(), said(C, D)], PLACES)
    assert len(clusters.joined_by) == 2
    for alike in clusters.joined_by.values():
        assert "the same participants" in alike.reasons


def test_a_bridge_does_not_join_two_cities():
    omsk, nowhere, moscow = said(place=OMSK), said(place=None), said(place=MOSCOW)
    found = groups(omsk, nowhere, moscow)
    assert len(found) == 2
    assert not any(omsk in group and moscow in group for group in found)


def test_the_same_words_do_not_outweigh_a_day_apart():
    """Two reports of two meetings of the same two read alike: staff are asked."""
    text = "Президенты подписали договор о границе после долгих переговоров в резиденции"
    clusters = clusters_of([said(text=text), said(text=text, day=NEXT)], PLACES)
    assert len(clusters.groups) == 2
    assert clusters.doubts


def test_pins_hold_against_all_likeness():
    from dataclasses import replace

    first, second = replace(said(), pin=1), replace(said(), pin=2)
    assert len(groups(first, second)) == 2
    far = replace(said(place=PARIS, day=DAY.replace(year=2001)), pin=1)
    assert len(groups(first, far)) == 1


_people = st.sets(st.sampled_from([A, B, C, D]), min_size=2, max_size=3)
_statements = st.lists(
    st.builds(
        lambda people, gap, place, kind, basis: said(
            *people,
            day=DAY + datetime.timedelta(days=gap),
            place=None if kind == MeetingKind.PHONE_CALL else place,
            kind=kind,
            basis=basis,
        ),
        _people,
        st.integers(0, 3),
        st.sampled_from([None, OMSK, MOSCOW, RUSSIA]),
        st.sampled_from([MeetingKind.TALKS, MeetingKind.SUMMIT, MeetingKind.PHONE_CALL]),
        st.sampled_from([DateBasis.DATE, PUBLISHED, DateBasis.NEARBY]),
    ),
    max_size=9,
)


@given(_statements, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_the_order_of_arrival_does_not_matter(statements, chance):
    shuffled = list(statements)
    chance.shuffle(shuffled)

    def partition(some):
        return {frozenset(each.key for each in group) for group in groups(*some)}

    assert partition(statements) == partition(shuffled)


@given(_statements)
@settings(max_examples=150)
def test_no_group_holds_what_excludes_each_other(statements):
    for group in groups(*statements):
        for number, one in enumerate(group):
            for other in group[number + 1 :]:
                assert likeness(one, other, PLACES) is not None
                assert one.claim.is_remote == other.claim.is_remote
                assert {one.claim.place, other.claim.place} != {OMSK, MOSCOW}


def test_the_summary_says_what_most_articles_say():
    summary = summary_of(
        [said(place=OMSK), said(place=OMSK, day=NEXT, basis=PUBLISHED), said(A, B, C, place=None)],
        PLACES,
    )
    assert (summary.day, summary.place, summary.people) == (DAY, OMSK, (A, B))


def test_a_summit_has_whomever_any_article_names():
    kind = MeetingKind.SUMMIT
    summary = summary_of([said(A, B, C, D, kind=kind), said(A, B, C, kind=kind)], PLACES)
    assert summary.people == (A, B, C, D)


def test_a_told_day_goes_before_an_inferred_one():
    late = said(day=NEXT, basis=PUBLISHED)
    summary = summary_of([late, said(day=NEXT, basis=PUBLISHED), said(day=DAY)], PLACES)
    assert summary.day == DAY


def test_once_held_it_is_held():
    stages = [Stage.ANNOUNCED, Stage.HELD, Stage.CANCELLED]
    assert summary_of([said(stage=stage) for stage in stages], PLACES).stage == Stage.HELD


def test_what_was_written_last_decides_before():
    announced = said(stage=Stage.ANNOUNCED)
    assert summary_of([announced, said(stage=Stage.CANCELLED)], PLACES).stage == Stage.CANCELLED


@pytest.mark.parametrize(
    ("statements", "is_sure"),
    [
        ([said()], True),
        ([said(confidence=PUBLISH_FROM - 0.01)], False),
        ([said(confidence=PUBLISH_FROM - 0.05), said(confidence=PUBLISH_FROM - 0.05)], True),
        ([said(A, others=("Иванов",))], False),
        ([said(A, host="European Commission")], True),
        ([said(stage=Stage.CANCELLED)], False),
        ([said(stage=Stage.ANNOUNCED), said(stage=Stage.CANCELLED)], True),
    ],
)
def test_the_gate(statements, is_sure):
    assert summary_of(statements, PLACES).is_sure == is_sure


def test_a_hundred_articles_on_each_of_two_days_are_grouped_in_no_time():
    """Refused groups are not compared anew for each of ten thousand pairs: that took a minute."""
    started = time.process_time()
    both = [said(day=day) for day in (DAY, NEXT) for _ in range(100)]
    assert [len(group) for group in groups(*both)] == [100, 100]
    # A quarter of a second where this was written.
    assert time.process_time() - started < 5


def test_a_day_known_as_a_year_does_not_make_all_of_its_year_be_compared():
    """Of one person's year only what lies near, and what may be any day of it."""
    year = [
        said(A, 100 + number, day=datetime.date(2019, 1, 1) + datetime.timedelta(days=number))
        for number in range(200)
    ]
    vague = said(A, B, day=datetime.date(2019, 1, 1), precision=DatePrecision.YEAR)
    ordered = sorted([vague, *year], key=lambda each: each.key)
    # Each with the two days after it and with the one known as a year.
    assert len(list(cluster._pairs_to_look_at(ordered))) == 199 + 198 + 200
