"""The index follows the database: every change, after every crash."""

import datetime
import re
import shutil

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from making import (
    make_article,
    make_meeting,
    make_omsk,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
)
from reading import page_of
from working import found

from archive.models import Article, Event, Location, Mention, Person
from archive.search import ask, counting, index, indexer, queue
from archive.search.filters import ArticleFilter, Question
from archive.search.index import month_number


@pytest.mark.django_db
class TestEveryChange:
    def test_a_new_article_is_found(self, indexed):
        indexed()
        make_article("Торговля")
        indexed()
        assert found(q="торговля") == 1

    def test_a_bulk_update_is_found(self, indexed):
        make_article("Наука")
        indexed()
        Article.objects.update(title="Перемирие")
        indexed()
        assert (found(q="наука"), found(q="перемирие")) == (0, 1)

    def test_a_change_by_raw_sql_is_found(self, indexed):
        make_article("Торговля")
        indexed()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE archive_article SET title = 'Перемирие'")
        indexed()
        assert found(q="перемирие") == 1

    def test_a_deleted_article_is_gone(self, indexed):
        article = make_article("Торговля")
        indexed()
        article.delete()
        indexed()
        assert found() == 0

    def test_a_link_taken_away_is_gone(self, indexed):
        make_tokayev()
        make_article("Токаев выступил")
        indexed()
        assert found(leader=["kassym-jomart-tokayev"]) == 1
        Mention.objects.all().delete()
        indexed()
        assert found(leader=["kassym-jomart-tokayev"]) == 0

    def test_a_deleted_person_takes_the_link_along(self, indexed):
        make_tokayev()
        make_article("Токаев выступил")
        indexed()
        Person.objects.all().delete()
        indexed()
        question = Question()
        assert counting.facets(question, {"leader": 12})["leader"] == []

    def test_a_meetings_kind_is_found_when_it_is_published(self, indexed):
        article = make_article("Беседа")
        make_meeting(make_tokayev(), kind="forum", status="suggested", articles=(article,))
        indexed()
        assert found(kind=["forum"]) == 0
        Event.objects.update(status="published")
        indexed()
        assert found(kind=["forum"]) == 1

    def test_a_citys_country_is_found_when_it_is_set_right(self, indexed):
        russia = make_russia()
        make_omsk()
        make_article("Гости прибыли в Омск")
        indexed()
        assert found(country=["russia"]) == 0
        Location.objects.filter(slug="omsk").update(country=russia)
        indexed()
        assert found(country=["russia"]) == 1

    def test_nothing_changed_is_nothing_written(self, indexed):
        make_article("Торговля")
        indexed()
        written = (index.current_folder() / "meta.json").stat().st_mtime_ns
        Person.objects.all().delete()
        connection.cursor().execute("DELETE FROM archive_indexchange")
        indexer.catch_up()
        assert (index.current_folder() / "meta.json").stat().st_mtime_ns == written


@pytest.mark.django_db
class TestEveryCrash:
    def test_a_lost_folder_is_built_anew(self, indexed):
        make_article("Торговля")
        indexed()
        shutil.rmtree(settings.SEARCH_INDEX_DIR)
        indexed()
        assert found() == 1

    def test_an_index_of_another_layout_is_built_anew(self, indexed):
        make_article("Торговля")
        indexed()
        folder = index.current_folder()
        (folder / "position.json").write_text('{"position": 0, "layout": "older"}')
        with pytest.raises(ask.IndexMissing):
            found()
        indexed()
        assert index.current_folder() != folder
        assert found() == 1

    def test_an_index_from_before_a_backup_was_put_back_is_built_anew(self, indexed):
        indexed()
        folder = index.current_folder()
        with connection.cursor() as cursor:
            # As pg_restore does it: the queue is another table with the old rows.
            cursor.execute("ALTER TABLE archive_indexchange RENAME TO before")
            cursor.execute("CREATE TABLE archive_indexchange (LIKE before INCLUDING ALL)")
        index.identity.cache_clear()
        try:
            indexer.catch_up()
        finally:
            index.identity.cache_clear()
        assert index.current_folder() != folder

    def test_an_index_of_a_later_time_than_its_database_is_built_anew(self, indexed):
        indexed()
        folder = index.current_folder()
        index.set_position(folder, queue.Place(2**62))
        indexer.catch_up()
        assert index.current_folder() != folder

    def test_a_new_layout_is_built_at_the_next_start(self, indexed, monkeypatch):
        make_article("Торговля")
        indexed()
        folder = index.current_folder()
        monkeypatch.setattr(index, "LAYOUT", index.LAYOUT + 1)
        index.identity.cache_clear()
        try:
            indexer.catch_up()
            assert index.current_folder() != folder
            assert found(q="торговля") == 1
            built = index.current_folder()
            # Once.
            indexer.catch_up()
            assert index.current_folder() == built
        finally:
            index.identity.cache_clear()

    def test_an_index_that_slept_too_long_is_built_anew(self, indexed):
        indexed()
        folder = index.current_folder()
        connection.cursor().execute(
            "UPDATE archive_state SET forgotten_before ="
            " (pg_current_xact_id()::text::bigint + 10)::text::xid8"
        )
        indexer.catch_up()
        assert index.current_folder() != folder

    def test_old_changes_are_forgotten_but_for_the_newest(self, indexed):
        make_article("Торговля")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE archive_indexchange SET noted_at = now() - interval '30 days'")
            queue.forget_old_changes()
            cursor.execute("SELECT count(*) FROM archive_indexchange")
            assert cursor.fetchone()[0] == 1
            cursor.execute("SELECT forgotten_before > '0'::xid8 FROM archive_state")
            assert cursor.fetchone()[0]

    def test_a_crash_between_documents_and_position_loses_nothing(self, indexed):
        indexed()
        folder = index.current_folder()
        position = index.position_of(folder)
        make_article("Торговля")
        indexed()
        # As if the process had died before it wrote the position down.
        index.set_position(folder, position)
        indexed()
        assert found() == 1

    def test_without_an_index_nothing_is_answered_wrongly(self):
        with pytest.raises(ask.IndexMissing):
            found()
        assert indexer.lag() is None


@pytest.fixture
def nothing_forgotten_after(transactional_db):
    """What the test has the queue forget, or grow old, is no matter of the next one's.

    It is no table of a model, so it is not emptied; and a transaction of another test run, open
    since before, is then one whose changes may be among those forgotten.
    """
    yield
    with connection.cursor() as cursor:
        # Else the next test's worker forgets them.
        cursor.execute("DELETE FROM archive_indexchange")
        cursor.execute("UPDATE archive_state SET forgotten_before = '0'")


@pytest.mark.django_db(transaction=True)
class TestSeveralProcesses:
    def test_changes_of_a_slow_transaction_are_not_missed(self, indexed):
        """A later transaction commits first: its rows must not hide the earlier one's."""
        article = make_article("Торговля")
        other = make_article("Наука")
        indexed()
        slow = connection.copy()
        try:
            with slow.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute(
                    "UPDATE archive_article SET title = 'Перемирие' WHERE id = %s", [article.pk]
                )
            # Begun later, committed and indexed first.
            Article.objects.filter(pk=other.pk).update(title="Погода")
            assert indexer.catch_up() == 1
            # However long the slow one takes, what is read is read.
            assert indexer.catch_up() == 0
            assert indexer.standing() == (datetime.timedelta(0), 0, None)
            with slow.cursor() as cursor:
                cursor.execute("COMMIT")
        finally:
            slow.close()
        indexed()
        assert (found(q="перемирие"), found(q="погода")) == (1, 1)

    @pytest.mark.usefixtures("nothing_forgotten_after")
    def test_a_transaction_open_longer_than_changes_are_kept_has_nothing_built_anew(
        self, indexed, monkeypatch
    ):
        everybodys, slow_ones = queue.here, set()

        def here() -> queue.Place:
            place = everybodys()
            return place._replace(open=place.open & slow_ones)

        # Transactions of other databases of the server are seen too, and may end at any moment.
        monkeypatch.setattr(queue, "here", here)
        article = make_article("Торговля")
        indexed()
        folder = index.current_folder()
        slow = connection.copy()
        try:
            with slow.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT pg_current_xact_id()::text::bigint")
                slow_ones.add(cursor.fetchone()[0])
                cursor.execute(
                    "UPDATE archive_article SET title = 'Перемирие' WHERE id = %s", [article.pk]
                )
            make_article("Наука")
            make_article("Погода")
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE archive_indexchange SET noted_at = now() - interval '8 days'"
                )
            indexer.catch_up()
            queue.forget_old_changes()
            indexer.catch_up()
            assert index.current_folder() == folder
            with slow.cursor() as cursor:
                cursor.execute("COMMIT")
        finally:
            slow.close()
        # Now its changes may be among those forgotten.
        indexed()
        assert found(q="перемирие") == 1

    def test_single_changes_do_not_wait_behind_many(self, indexed, monkeypatch):
        monkeypatch.setattr(indexer, "PORTION", 2)
        monkeypatch.setattr(queue, "FEW", 1)
        *many, before, after = [make_article("Наука") for _ in range(6)]
        indexed()
        Article.objects.filter(pk__in=[each.pk for each in many]).update(title="Погода")
        Article.objects.filter(pk=before.pk).update(title="Перемирие")
        looks = []

        def look(execute, sql, params, many, context):
            if "article_id > %s" in sql:
                # A portion is asked for.
                looks.append((found(q="погода"), found(q="перемирие")))
                if len(looks) == 2:
                    Article.objects.filter(pk=after.pk).update(title="Перемирие")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            indexer.catch_up()
        assert looks[:3] == [(0, 0), (2, 1), (4, 2)]
        indexed()
        assert (found(q="погода"), found(q="перемирие")) == (4, 2)

    def test_many_changes_go_on_where_a_crash_cut_them_short(self, indexed, monkeypatch):
        monkeypatch.setattr(indexer, "PORTION", 2)
        first, *_, last = [make_article("Наука") for _ in range(5)]
        indexed()
        Article.objects.update(title="Погода")
        looks = []

        def crash(execute, sql, params, many, context):
            looks.append(sql) if "DISTINCT article_id" in sql else None
            if len(looks) == 5:
                raise KeyboardInterrupt
            return execute(sql, params, many, context)

        with connection.execute_wrapper(crash), pytest.raises(KeyboardInterrupt):
            indexer.catch_up()
        assert found(q="погода") == 4
        # One that was done with, and one that was not, change once more.
        Article.objects.filter(pk__in=[first.pk, last.pk]).update(title="Перемирие")
        assert indexer.catch_up() == 1
        indexed()
        assert (found(q="погода"), found(q="перемирие")) == (3, 2)

    def test_an_old_index_is_kept_up_while_a_new_one_is_built(self, indexed, monkeypatch):
        monkeypatch.setattr(indexer, "PORTION", 2)
        articles = [make_article("Наука") for _ in range(5)]
        indexed()
        monkeypatch.setattr(indexer, "BATCH", 2)
        old = index.current_folder()
        seen = []

        def look(execute, sql, params, many, context):
            if "archive_mention" in sql:
                if len(seen) == 1:
                    Article.objects.filter(pk=articles[0].pk).update(title="Перемирие")
                seen.append((found(q="перемирие"), indexer.standing()))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            indexer.rebuild()
        (_, at_first), *_, (found_at_last, at_last) = seen
        assert str(at_first) == "up to date; a new one is being built, 0 of 5 articles"
        assert str(at_last) == "up to date; a new one is being built, 4 of 5 articles"
        assert found_at_last == 1
        assert index.current_folder() != old
        assert str(indexer.standing()) == "up to date"
        indexed()
        assert found(q="перемирие") == 1

    def test_an_emptied_table_is_an_empty_index(self, indexed):
        make_article("Торговля")
        indexed()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE archive_article CASCADE")
        indexed()
        assert found() == 0

    def test_a_second_writer_is_told_to_wait(self, indexed):
        indexed()
        with indexer.writing(), pytest.raises(indexer.IndexBusy):
            indexer.catch_up()

    def test_two_machines_keep_an_index_each(self, indexed, settings, tmp_path):
        first, second = tmp_path / "first", tmp_path / "second"
        for folder in (first, second):
            settings.SEARCH_INDEX_DIR = folder
            indexed()
        make_article("Торговля")
        for folder in (first, second):
            settings.SEARCH_INDEX_DIR = folder
            indexed()
            assert found() == 1


@pytest.mark.django_db
def test_lag_counts_from_the_oldest_change_that_waits(indexed):
    indexed()
    assert indexer.lag() == datetime.timedelta(0)
    make_place("Omsk")
    make_article("Торговля")
    connection.cursor().execute(
        "UPDATE archive_indexchange SET noted_at = noted_at - interval '90 seconds'"
    )
    assert indexer.lag() > datetime.timedelta(seconds=60)


@pytest.mark.django_db
class TestWhatIsShown:
    """At the desk and to a monitor."""

    def line(self, client) -> str:
        page = page_of(client.get("/admin/"))
        (line,) = [tag.text for tag in page.tags if tag.text.startswith("Search index:")]
        return line

    def health(self, client) -> tuple[int, dict]:
        answer = client.get("/healthz")
        return answer.status_code, answer.json()

    def test_an_index_that_has_every_change(self, indexed, staff_client):
        indexed()
        # A test's own rows are never committed, so they are changes to come for ever.
        index.set_position(index.current_folder(), queue.Place(2**62))
        assert self.line(staff_client) == "Search index: up to date"
        assert self.health(staff_client)[1]["index_changes_waiting"] == 0

    def test_an_index_that_is_behind(self, indexed, staff_client):
        indexed()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO archive_indexchange (article_id, noted_at)"
                " SELECT 1, now() - interval '2 hours' FROM generate_series(1, 3)"
            )
            line = self.line(staff_client)
            # And the seconds since this test began.
            assert re.match(r"Search index: 7,2\d\d s behind, 3 changes wait", line)
            assert line.endswith("Is the worker running?")
            cursor.execute(
                "INSERT INTO archive_indexchange (article_id)"
                " SELECT 1 FROM generate_series(1, 3000)"
            )
        assert "s behind, 1,000 or more changes waiting" in self.line(staff_client)
        status, health = self.health(staff_client)
        assert (status, health["index_changes_waiting"]) == (503, queue.COUNTED)

    def test_an_index_that_cannot_be_read(self, indexed, client):
        indexed()
        (index.current_folder() / "meta.json").write_text("{")
        assert client.get("/search/").status_code == 503
        status, health = self.health(client)
        assert status == 503
        assert health["status"].startswith("the search index cannot be read")

    def test_an_index_that_is_being_built(self, staff_client, monkeypatch):
        monkeypatch.setattr(indexer, "PORTION", 2)
        monkeypatch.setattr(indexer, "BATCH", 2)
        for _ in range(5):
            make_article()
        seen = []

        def look(execute, sql, params, many, context):
            # The documents of a few are being made.
            if 'FROM "archive_mention"' in sql:
                seen.append((self.line(staff_client), self.health(staff_client)))
            return execute(sql, params, many, context)

        assert self.line(staff_client) == "Search index: being built"
        with connection.execute_wrapper(look):
            indexer.catch_up()
        line, (status, health) = seen[2]
        assert line == "Search index: being built, 4 of 5 articles"
        assert (status, health["index_built_articles"], health["index_built_of"]) == (503, 4, 5)


@pytest.mark.django_db
def test_facets_count_exactly_and_leave_out_their_own_filter(indexed):
    tokayev, putin = make_tokayev(), make_putin()
    make_article("Токаев и Путин")
    make_article("Токаев")
    make_article("Погода")
    indexed()
    question = ArticleFilter(QueryDict("leader=vladimir-putin")).question
    assert counting.facets(question, {"leader": 12})["leader"] == [(tokayev.pk, 2), (putin.pk, 1)]
    assert counting.facets(question, {"together": 12})["together"] == [(tokayev.pk, 1)]
    assert counting.facets(question, {"year": 12})["year"] == [(2019, 1)]
    by_language_and_month = counting.facets(question, {"language": 12, "month": 12, "kind": 12})
    assert by_language_and_month == {
        "language": [("ru", 1)],
        "month": [(month_number(2019, 11), 1)],
        "kind": [],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1, 880, 2115, 2171, 3059, 9999])
def test_a_date_out_of_all_bounds_stops_no_indexing(indexed, year):
    make_tokayev()
    good = make_article("Токаев", body="Токаев и Токаев.", published_at="2025-11-07T00:00:00+00:00")
    wrong = make_article("Иное", body=f"{'Слово о многом другом. ' * 50} Токаев.")
    Article.objects.filter(pk=wrong.pk).update(published_at=f"{year:04}-11-07T00:00:00+00:00")
    indexed()
    answers = [ask.find(Question(sort=sort)).ids for sort in ("newest", "oldest")]
    assert [sorted(ids) for ids in answers] == [[good.pk, wrong.pk]] * 2
    assert (answers[0][0] == wrong.pk) == (year > 2000) == (answers[1][0] == good.pk)
    # Nor does it put an article above all others.
    assert ask.find(ArticleFilter(QueryDict("q=Токаев")).question).ids == [good.pk, wrong.pk]


def test_an_article_that_cannot_be_indexed_keeps_no_other_out(indexed, monkeypatch, caplog):
    bad, good = make_article("Первая"), make_article("Вторая")
    made = index._document

    def break_on_one(article, *rest):
        if article.id == bad.pk:
            raise OverflowError("out of bounds")
        return made(article, *rest)

    monkeypatch.setattr(index, "_document", break_on_one)
    indexed()
    assert list(ask.every_id(Question())) == [good.pk]
    assert f"Article {bad.pk} cannot be indexed" in caplog.text
