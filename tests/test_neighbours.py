"""Grouping as stored: one more article touches what it may be one with, and nothing else."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.meetings.claims import Claim
from archive.meetings.stored import keep_coverage
from archive.models import Coverage, Event, Likeness, Participation
from archive.models.choices import DateBasis, MeetingKind, Stage
from tests.making import make_article, make_omsk, make_person, make_place

pytestmark = pytest.mark.django_db

DAY = datetime.date(2019, 11, 7)


@pytest.fixture
def people():
    names = ("Ann Aster", "Ben Birch", "Cid Cedar", "Dot Dahlia")
    return [make_person(name) for name in names]


def claim(*people, day=DAY, place=None, **fields):
    fields.setdefault("kind", MeetingKind.TALKS)
    return Claim(
        people=frozenset(person.pk for person in people),
        day=day,
        place=place.pk if place else None,
        basis=DateBasis.DATE,
        confidence=0.8,
        **fields,
    )


def told(*claims):
    article = make_article("Погода в столице")
    keep_coverage(article, claims)
    return article


def meetings():
    """The meetings as sets of article numbers, with day, place and stage."""
    return {
        (
            frozenset(event.coverage.values_list("article", flat=True)),
            event.starts_on,
            event.location_id,
            event.stage,
            event.status,
            frozenset(event.participants.values_list("pk", flat=True)),
        )
        for event in Event.objects.standing()
    }


def test_a_further_article_joins_and_tells_more(people):
    omsk = make_omsk()
    told(claim(*people[:2]))
    told(claim(*people[:2], place=omsk))
    event = Event.objects.get()
    assert (event.location, event.coverage.count()) == (omsk, 2)
    for because in event.coverage.values_list("joined_because", flat=True):
        assert because.startswith("the same participants; the same day")


def test_articles_far_off_are_left_alone(people):
    """A hundred meetings, and one more article: none of them is written, few queries are asked."""
    for number in range(100):
        told(claim(*people[:2], day=DAY + datetime.timedelta(days=10 * number)))
    before = list(Event.objects.order_by("pk").values_list("pk", "updated_at"))
    article = make_article("Погода в столице")
    with CaptureQueriesContext(connection) as queries:
        keep_coverage(article, [claim(*people[2:])])
    assert list(Event.objects.order_by("pk").values_list("pk", "updated_at"))[:100] == before
    assert len(queries) < 40
    assert not any(
        query["sql"].startswith(("UPDATE", "DELETE")) and '"archive_event"' in query["sql"]
        for query in queries
    )


def test_the_number_of_queries_does_not_grow_with_what_is_stored(people):
    def queries_for_one_more():
        article = make_article("Погода в столице")
        with CaptureQueriesContext(connection) as queries:
            keep_coverage(article, [claim(*people[:2])])
        return len(queries)

    told(claim(*people[:2]))
    few = queries_for_one_more()
    for number in range(1, 30):
        told(claim(*people[:2], day=DAY + datetime.timedelta(days=5 * number)))
    assert queries_for_one_more() <= few + 1


def test_the_same_claims_again_change_nothing(people):
    article = told(claim(*people[:2]))
    before = Event.objects.values_list("pk", "updated_at").get()
    keep_coverage(article, [claim(*people[:2])])
    assert Event.objects.values_list("pk", "updated_at").get() == before


def test_every_order_of_arrival_ends_alike(people):
    omsk, moscow = make_omsk(), make_place("Moscow", name_ru="Москва", prominence=3)
    a, b, c, _ = people
    says = [
        [claim(a, b)],
        [claim(a, b, place=omsk), claim(a, c, place=omsk)],
        [claim(a, b, place=moscow)],
        [claim(a, b, day=DAY + datetime.timedelta(days=1), place=omsk)],
        [claim(a, b, stage=Stage.ANNOUNCED)],
    ]
    articles = [make_article(f"Погода {number}") for number in range(len(says))]
    outcomes = set()
    for order in itertools.permutations(range(len(says))):
        Event.objects.update(merged_into=None)
        Event.objects.all().delete()
        for number in order:
            keep_coverage(articles[number], says[number])
        outcomes.add(frozenset(meetings()))
    assert len(outcomes) == 1


def test_an_article_that_leaves_parts_what_it_had_joined(people):
    """A claim that names no place may stand with either of two cities; without it they are two."""
    omsk, moscow = make_omsk(), make_place("Moscow", name_ru="Москва", prominence=3)
    told(claim(*people[:2], place=omsk))
    middle = told(claim(*people[:2]))
    told(claim(*people[:2], place=moscow))
    assert Event.objects.standing().count() == 2
    keep_coverage(middle, [])
    assert Event.objects.standing().count() == 2
    assert Coverage.objects.count() == 2


def test_a_meeting_that_became_part_of_another_leads_there(people):
    """A day apart they are two; an article in between, told alike by both, makes them one."""
    late = told(claim(*people[:2], day=DAY + datetime.timedelta(days=3)))
    told(claim(*people[:2]))
    first, second = Event.objects.order_by("pk")
    keep_coverage(late, [claim(*people[:2])])
    second.refresh_from_db()
    first.refresh_from_db()
    (standing,) = Event.objects.standing()
    gone = first if standing == second else second
    assert gone.stands_as == standing
    assert standing.coverage.count() == 2


def test_a_meeting_without_articles_goes(people):
    article = told(claim(*people[:2]))
    keep_coverage(article, [])
    assert not Event.objects.exists()
    assert not Participation.objects.exists()


def test_doubts_are_kept_and_go_when_they_are_none(people):
    told(claim(*people[:2]))
    second = told(claim(*people[:2], day=DAY + datetime.timedelta(days=1)))
    likeness = Likeness.objects.get()
    assert "a day apart" in likeness.reasons
    keep_coverage(second, [claim(*people[:2])])
    assert not Likeness.objects.exists()
    assert Event.objects.standing().count() == 1


def test_an_announced_meeting_is_joined_by_its_coverage(people):
    told(claim(*people[:2], stage=Stage.ANNOUNCED))
    announced = Event.objects.get()
    assert announced.stage == Stage.ANNOUNCED
    told(claim(*people[:2]))
    event = Event.objects.get()
    assert (event, event.stage) == (announced, Stage.HELD)
