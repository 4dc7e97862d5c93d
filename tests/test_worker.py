"""The worker and the index folders on real processes: killed, robbed, refused, side by side."""

import os
import resource
import shutil
import signal
import subprocess
import time

import pytest
from django.db import connection
from making import make_article, make_tokayev
from working import found, wait_for, worker

from archive.management.commands import keep_up
from archive.models import Article, Mention
from archive.search import ask, index, indexer
from archive.search.filters import Question
from archive.understanding import waiting_articles

pytestmark = pytest.mark.django_db(transaction=True)


def many(number: int, title: str = "Много") -> None:
    """So many articles like one, written into the table past everything of ours."""
    model = make_article(title)
    columns = "body, author, outlet_id, utc_offset_minutes, language, content_hash, extractor"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO archive_article (title, slug, original_url, feed_id, published_at,"
            f" created_at, updated_at, {columns})"
            f" SELECT title, slug, original_url || '-' || number, gen_random_uuid(), published_at,"
            f" created_at, updated_at, {columns}"
            " FROM archive_article, generate_series(2, %s) AS number WHERE id = %s",
            [number, model.pk],
        )
        # As if compared with others already: that is not what these tests wait for.
        cursor.execute(
            "INSERT INTO archive_sketch (article_id, minima, bands, twins)"
            " SELECT id, '{}', '{}', id FROM archive_article ON CONFLICT DO NOTHING"
        )


class TestKilled:
    def test_a_change_made_while_the_worker_is_dead_is_found(self):
        with worker() as process:
            make_article("Торговля")
            wait_for(lambda: found(q="торговля") == 1)
            process.send_signal(signal.SIGKILL)
            process.wait()
            make_article("Торговля и наука")
        with worker():
            wait_for(lambda: found(q="торговля") == 2)

    def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(self):
        many(3 * indexer.PORTION)
        title = "Торговля"
        for number in range(4):
            with worker() as process:
                Article.objects.update(title=f"{title} {number}")
                make_article(f"Наука {number}")
                # Killed at another moment each time: before it begins, or while it writes.
                wait_for(lambda n=number: n == 0 or index.current_folder() is not None)
                with pytest.raises(AssertionError):
                    wait_for(lambda n=number: found(q="наука") > n + 1, seconds=0.4 * number)
                process.send_signal(signal.SIGKILL)
        with worker():
            wait_for(lambda: indexer.standing().waiting == 0)
        total = Article.objects.count()
        assert total == 3 * indexer.PORTION + 4
        everything = list(ask.every_id(Question()))
        assert (len(everything), len(set(everything))) == (total, total)
        assert found(q='="торговля 3"') == Article.objects.filter(title="Торговля 3").count()

    def test_of_many_changes_it_goes_on_where_it_was_killed(self, indexed):
        many(3 * indexer.PORTION)
        indexed()
        Article.objects.update(title="Перемирие")
        with worker() as process:
            wait_for(lambda: (index.current_folder() / "progress.json").exists())
            process.send_signal(signal.SIGKILL)
        written = found(q="перемирие")
        assert 0 < written < Article.objects.count()
        assert indexer.catch_up() <= Article.objects.count() - written
        assert found(q="перемирие") == Article.objects.count()


class TestRobbed:
    def test_a_folder_deleted_while_it_serves_is_built_anew(self, settings):
        make_article("Торговля")
        with worker():
            wait_for(lambda: found(q="торговля") == 1)
            shutil.rmtree(settings.SEARCH_INDEX_DIR)
            make_article("Торговля и наука")
            wait_for(lambda: found(q="торговля") == 2)

    def test_who_has_the_index_open_reads_on_when_its_folder_is_deleted(self, indexed, settings):
        make_article("Торговля")
        indexed()
        assert found(q="торговля") == 1
        shutil.rmtree(settings.SEARCH_INDEX_DIR)
        assert found(q="торговля") == 1
        assert indexer.standing().waiting == 0
        make_article("Торговля и наука")
        assert found(q="торговля") == 1
        # It is said that something is missing.
        assert indexer.standing().waiting > 0
        with worker():
            wait_for(lambda: found(q="торговля") == 2)

    @pytest.mark.parametrize("damage", ["meta.json", "*.term", "*.store", "position.json"])
    @pytest.mark.parametrize("how", [lambda size: size // 2, lambda size: 0], ids=["half", "all"])
    def test_a_file_cut_short_is_built_anew(self, damage, how, indexed):
        make_article("Торговля")
        indexed()
        folder = index.current_folder()
        for file in folder.glob(damage):
            os.truncate(file, how(file.stat().st_size))
        indexer.catch_up()
        assert index.current_folder() != folder
        assert found(q="торговля") == 1

    def test_bits_that_turned_are_found_by_the_next_worker(self, indexed):
        make_article("Торговля")
        indexed()
        folder = index.current_folder()
        (file,) = folder.glob("*.term")
        written = bytearray(file.read_bytes())
        written[len(written) // 4] ^= 1
        file.write_bytes(written)
        with worker():
            wait_for(lambda: index.current_folder() != folder)
        assert found(q="торговля") == 1

    def test_a_sound_index_is_not_built_anew_by_the_next_worker(self, indexed):
        article = make_article("Торговля")
        make_article("Наука")
        indexed()
        article.delete()
        indexed()
        folder = index.current_folder()
        # What a crash leaves: a file half written, of no commit.
        (folder / f"{'0' * 32}.idx").write_bytes(b"half")
        with worker():
            make_article("Торговля")
            wait_for(lambda: found(q="торговля") == 1)
        assert index.current_folder() == folder

    def test_a_file_that_is_gone_is_built_anew(self, indexed):
        make_article("Торговля")
        indexed()
        folder = index.current_folder()
        for file in folder.glob("*.pos"):
            file.unlink()
        make_article("Торговля и наука")
        indexed()
        assert index.current_folder() != folder
        assert found(q="торговля") == 2


def no_room() -> None:
    """As on a full disk, what this process writes to files is refused."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, resource.RLIM_INFINITY))


class TestRefused:
    def test_a_full_disk_is_said_and_waited_for(self, indexed):
        make_article("Торговля")
        indexed()
        with worker(preexec_fn=no_room, stderr=subprocess.PIPE, text=True) as process:
            make_article("Торговля и наука")
            assert "The search index cannot be written" in process.stderr.readline()
            assert found(q="торговля") == 1
            assert process.poll() is None
            there_is_room = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, there_is_room)
            wait_for(lambda: found(q="торговля") == 2)

    def test_a_build_that_finds_no_room_leaves_nothing_behind(self, settings):
        make_article("Торговля")

        with worker(preexec_fn=no_room, stderr=subprocess.PIPE, text=True) as process:
            assert "The search index cannot be written" in process.stderr.readline()
            assert not [each for each in settings.SEARCH_INDEX_DIR.iterdir() if each.is_dir()]


class TestCutOff:
    def test_the_worker_goes_on_when_the_database_ended_its_connection(self):
        make_article("Торговля")
        with worker() as process:
            wait_for(lambda: found(q="торговля") == 1)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND backend_type = 'client backend'"
                )
                assert cursor.fetchone()[0] > 0
            make_article("Торговля и наука")
            wait_for(lambda: found(q="торговля") == 2)
            assert process.poll() is None


class TestSideBySide:
    def test_two_machines_keep_an_index_each_from_one_database(self, settings, tmp_path):
        """One of them is stopped for a while, and catches up."""
        first, second = tmp_path / "first", tmp_path / "second"

        def everywhere(q: str) -> list[int]:
            counts = []
            for folder in (first, second):
                settings.SEARCH_INDEX_DIR = folder
                counts.append(found(q=q))
            return counts

        with worker(first), worker(second) as other:
            article = make_article("Торговля")
            wait_for(lambda: everywhere("торговля") == [1, 1])
            other.send_signal(signal.SIGSTOP)
            make_article("Торговля и наука")
            article.delete()
            settings.SEARCH_INDEX_DIR = first
            # The worker may come by between the two changes.
            wait_for(lambda: (found(q="наука"), found(q="торговля")) == (1, 1))
            assert everywhere("торговля") == [1, 1]
            assert everywhere("наука") == [1, 0]
            # Whoever is answered from the folder that sleeps is told.
            assert indexer.standing().waiting > 0
            other.send_signal(signal.SIGCONT)
            wait_for(lambda: everywhere("наука") == [1, 1])
            assert everywhere("торговля") == [1, 1]

    def test_of_two_on_one_folder_the_other_goes_on_when_one_is_killed(self):
        with worker() as one, worker() as other:
            many(2 * indexer.PORTION)
            wait_for(lambda: found(q="много") == 2 * indexer.PORTION)
            for number, process in enumerate([one, other]):
                # Killed while it holds the right to write, or while the other does.
                Article.objects.update(title=f"Торговля {number}")
                if process is one:
                    process.send_signal(signal.SIGKILL)
                wait_for(lambda n=number: found(q=f'="торговля {n}"') == 2 * indexer.PORTION)
        assert len(set(ask.every_id(Question()))) == found() == 2 * indexer.PORTION

    def test_the_worker_understands_what_waits(self):
        make_tokayev()
        make_article("Токаев выступил")
        Article.objects.update(extractor="")
        Mention.objects.all().delete()
        with worker():
            wait_for(lambda: Mention.objects.exists())
            wait_for(lambda: not waiting_articles().exists())


def test_many_that_wait_to_be_read_hold_up_no_change(monkeypatch):
    for _ in range(20):
        make_article("Новость")
    Article.objects.update(extractor="")
    monkeypatch.setattr(keep_up, "understand_one", lambda pk: time.sleep(0.1))
    assert 0 < keep_up.understand_waiting() < 10
