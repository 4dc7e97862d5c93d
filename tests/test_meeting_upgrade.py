"""An archive from before decisions on meetings: what was edited holds, addresses stay."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from making import make_putin, make_tokayev
from telling import claim, read_anew, tell

from archive.models import Article, Event, MeetingDecision, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def earlier() -> Iterator:
    """The models of the time before, and the database as it was then."""
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    before = [("archive", "0005_regions")]
    executor.migrate(before)
    yield executor.loader.project_state(before).apps
    MigrationExecutor(connection).migrate(latest)


def test_edited_meetings_become_decisions_and_the_others_keep_their_numbers(earlier):
    two = make_tokayev(), make_putin()
    outlet = earlier.get_model("archive", "Outlet").objects.create(name="Пример", slug="primer")
    ids = {}
    for number, (status, is_edited) in enumerate([("published", False), ("rejected", True)]):
        article = earlier.get_model("archive", "Article").objects.create(
            title=f"Новость {number}",
            slug="n",
            body="Слово.",
            language="ru",
            outlet=outlet,
            original_url=f"https://old.example.org/{number}",
            content_hash=str(number),
            feed_id=f"00000000-0000-0000-0000-00000000000{number}",
            updated_at="2020-01-01T00:00:00+00:00",
        )
        event = earlier.get_model("archive", "Event").objects.create(
            kind="talks", status=status, is_edited=is_edited, starts_on=f"2019-11-0{1 + 5 * number}"
        )
        for person in two:
            earlier.get_model("archive", "Participation").objects.create(
                event=event, person_id=person.pk
            )
        earlier.get_model("archive", "Coverage").objects.create(article=article, event=event)
        ids[number] = event.pk
    MigrationExecutor(connection).migrate([("archive", "0007_meeting_decisions")])
    assert MeetingDecision.objects.filter(event=ids[1]).count() == 6
    people = Person.objects.order_by("pk")
    for number, day in enumerate(("2019-11-02", "2019-11-07")):
        article = Article.objects.get(title=f"Новость {number}")
        read_anew(article, claim(*people, day=day, sentence="Иначе."))
        assert article.coverage.get().event_id == ids[number]
    tell(claim(*people, day="2019-11-06"), title="Опять")
    rejected = Event.objects.get(pk=ids[1])
    assert (rejected.status, str(rejected.starts_on)) == ("rejected", "2019-11-06")
    assert rejected.coverage.count() == 2
    assert Event.objects.count() == 2
