"""`manage.py import_articles`: the same way in for one file, a folder and a crash."""

import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from making import article_text, make_omsk, make_putin, make_tokayev

from archive.extraction import EXTRACTOR
from archive.importing.parse import parse_article
from archive.models import Article, ImportBatch, ImportedFile

PROJECT = Path(__file__).resolve().parent.parent
BROKEN = "# Без даты и источника\n\nТекст.\n"


def write(path: Path, text: str | None = None) -> Path:
    """An article file, its folders made as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(article_text() if text is None else text, encoding="utf-8")
    return path


def import_articles(*arguments: str | Path) -> tuple[int, list[str]]:
    """Exit status and lines of the command."""
    out = StringIO()
    try:
        call_command("import_articles", *arguments, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def counts(**outcomes: int) -> dict[str, int]:
    return {"created": 0, "changed": 0, "same": 0, "failed": 0} | outcomes


def command(*arguments: str | Path) -> list[str | Path]:
    """The command as a shell would start it."""
    return [sys.executable, PROJECT / "manage.py", "import_articles", *arguments]


def environment() -> dict[str, str]:
    """The environment of a process that works on the database of the tests."""
    url = urlsplit(settings.DATABASE_URL)._replace(path="/" + connection.settings_dict["NAME"])
    return os.environ | {"DATABASE_URL": url.geturl(), "PYTHONIOENCODING": "utf-8"}


# --- What is taken ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_folders_are_taken_whole_and_only_their_articles(tmp_path):
    for name in ("one.md", "deep/er/two.markdown", "deep/THREE.MD"):
        write(tmp_path / name)
    for name in (".hidden.md", ".trash/four.md", "notes.txt", "README.md", "five.md~", "md"):
        write(tmp_path / name, BROKEN)
    (tmp_path / "deep" / "circle").symlink_to(tmp_path, target_is_directory=True)
    assert import_articles(tmp_path) == (0, ["3 created, 0 changed, 0 same, 0 failed."])
    names = {imported.name for imported in ImportedFile.objects.all()}
    assert names == {
        f"{tmp_path}/one.md",
        f"{tmp_path}/deep/er/two.markdown",
        f"{tmp_path}/deep/THREE.MD",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["article.txt", "article", ".hidden.md", "readme.md"])
def test_a_file_that_is_named_is_taken_whatever_its_name(tmp_path, name):
    status, _ = import_articles(write(tmp_path / name))
    assert (status, Article.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_a_file_that_is_named_may_have_a_name_that_is_no_text(tmp_path):
    status, _ = import_articles(write(tmp_path / os.fsdecode(b"\xff.md")))
    assert (status, Article.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_several_paths_are_one_import_even_if_they_overlap(tmp_path):
    file = write(tmp_path / "a" / "1.md")
    write(tmp_path / "b" / "2.md")
    status, lines = import_articles(tmp_path / "a", tmp_path / "b", file)
    assert (status, lines) == (0, ["2 created, 0 changed, 1 same, 0 failed."])
    assert ImportBatch.objects.get().source == f"{tmp_path}/a, {tmp_path}/b, {file}"


@pytest.mark.django_db
def test_an_empty_folder_is_no_fault(tmp_path):
    assert import_articles(tmp_path) == (0, ["0 created, 0 changed, 0 same, 0 failed."])


@pytest.mark.django_db
def test_a_path_that_is_not_there_is_said_before_anything_is_stored(tmp_path):
    file = write(tmp_path / "1.md")
    with pytest.raises(CommandError, match=f"No such file or folder: {tmp_path}/gone"):
        import_articles(file, tmp_path / "gone")
    assert not Article.objects.exists()
    assert not ImportBatch.objects.exists()


# --- What is told -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_failures_are_told_with_their_line_and_the_good_files_are_stored(tmp_path, capsys):
    write(tmp_path / "1.md", article_text("Первая"))
    write(tmp_path / "2.md", article_text(published_at="вчера"))
    (tmp_path / "3.md").symlink_to("nowhere")
    write(tmp_path / "4.md", article_text("Вторая"))
    status, lines = import_articles(tmp_path)
    assert (status, lines) == (1, ["2 created, 0 changed, 0 same, 2 failed."])
    assert capsys.readouterr().err.splitlines() == [
        f"{tmp_path}/2.md:4: the date 'вчера' cannot be read; "
        "write it as 2019-11-07T15:15:00+06:00",
        f"{tmp_path}/3.md: cannot be read: No such file or directory",
    ]
    assert {article.title for article in Article.objects.all()} == {"Первая", "Вторая"}


@pytest.mark.django_db
def test_json_is_a_line_for_each_file_and_one_with_the_counts(tmp_path, capsys):
    write(tmp_path / "1.md", article_text(url=""))
    write(tmp_path / "2.md", BROKEN)
    (tmp_path / os.fsdecode(b"\xff.md")).write_text(article_text())
    status, lines = import_articles(tmp_path, "--json")
    good, bad, odd, total = map(json.loads, lines)
    article = Article.objects.get(original_url="")
    assert status == 1
    assert good == {
        "file": f"{tmp_path}/1.md",
        "outcome": "created",
        "line": None,
        "reason": "",
        "notes": "no original address: known again by its text alone",
        "article": article.pk,
    }
    assert (bad["outcome"], bad["line"], bad["article"]) == ("failed", 1, None)
    assert bad["reason"].startswith("is not an article")
    assert (odd["file"], odd["outcome"]) == (f"{tmp_path}/\ufffd.md", "created")
    assert total == counts(created=2, failed=1)
    assert capsys.readouterr().err == ""


@pytest.mark.django_db
def test_a_dry_run_reports_and_stores_nothing(tmp_path, capsys):
    write(tmp_path / "1.md")
    write(tmp_path / "2.md", BROKEN)
    status, lines = import_articles(tmp_path, "--dry-run")
    assert (status, lines) == (1, ["1 readable, 1 failed. Nothing was stored (--dry-run)."])
    assert f"{tmp_path}/2.md:1: is not an article" in capsys.readouterr().err
    good, bad, total = map(json.loads, import_articles(tmp_path, "--dry-run", "--json")[1])
    assert (good["outcome"], good["article"]) == ("readable", None)
    assert (bad["outcome"], bad["line"]) == ("failed", 1)
    assert total == {"readable": 1, "failed": 1}
    for model in (Article, ImportBatch, ImportedFile):
        assert not model.objects.exists()


def test_a_dry_run_needs_no_database(tmp_path):
    write(tmp_path / os.fsdecode(b"\xff.md"))
    done = subprocess.run(
        command(tmp_path, "--dry-run", "--json"),
        env=os.environ | {"DATABASE_URL": "postgresql://127.0.0.1:1/none"},
        capture_output=True,
        check=True,
    )
    file, total = map(json.loads, done.stdout.splitlines())
    assert (file["file"], total) == (f"{tmp_path}/\ufffd.md", {"readable": 1, "failed": 0})
    assert done.stderr == b""


def test_on_a_terminal_a_bar_shows_how_far_it_is(tmp_path):
    for number in range(3):
        write(tmp_path / f"{number}.md")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    done = subprocess.run(
        command(tmp_path, "--dry-run"), stdout=subprocess.PIPE, stderr=theirs, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "100%" in shown
    assert "3/3" in shown
    assert done.stdout == b"3 readable, 0 failed. Nothing was stored (--dry-run).\n"


# --- Crash and size ---------------------------------------------------------------------------


def write_many(folder: Path, number: int) -> dict[str, str]:
    """Articles on meetings, by file name."""
    texts = {
        f"{folder}/{index:04}.md": article_text(
            f"Путин и Токаев: разговор {index}",
            body=f"Владимир Путин встретился с Касым-Жомартом Токаевым в Омске. Итог {index}.\n"
            * 5,
        )
        for index in range(number)
    }
    folder.mkdir()
    for name, text in texts.items():
        Path(name).write_text(text, encoding="utf-8")
    return texts


def wait_for_articles(number: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while Article.objects.count() < number:
        assert process.poll() is None, "the import ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_until_alone() -> None:
    """Return when the killed process's connection is gone and what it began is undone."""
    deadline = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("somebody else uses the database of the tests")


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_leaves_whole_articles_and_is_finished_by_another(tmp_path):
    make_tokayev(), make_putin(), make_omsk()
    folder = tmp_path / "articles"
    texts = write_many(folder, 200)
    process = subprocess.Popen(
        command(folder), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for_articles(20, process)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    wait_until_alone()

    imported = ImportedFile.objects.select_related("article")
    stored = len(imported)
    assert 20 <= stored < len(texts)
    assert Article.objects.count() == stored
    for row in imported:
        article = row.article
        source = parse_article(texts[row.name].encode())
        assert (row.outcome, article.title, article.body) == ("created", source.title, source.body)
        assert article.extractor == EXTRACTOR
        mentions = list(article.mentions.all())
        assert len(mentions) >= 2
        for mention in mentions:
            text = getattr(article, mention.field)
            assert text[mention.start : mention.end] == mention.surface
        assert article.coverage.exists()
    assert ImportBatch.objects.get().finished_at is None

    status, lines = import_articles(folder, "--json")
    assert status == 0
    assert json.loads(lines[-1]) == counts(created=len(texts) - stored, same=stored)
    assert Article.objects.count() == len(texts)


def peak_of_importing(folder: Path) -> int:
    """Peak memory of the command on a folder, in kB."""
    process = subprocess.Popen(command(folder), env=environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


@pytest.mark.django_db(transaction=True)
def test_memory_does_not_grow_with_the_number_of_files(tmp_path):
    make_tokayev(), make_putin(), make_omsk()
    few, many = tmp_path / "few", tmp_path / "many"
    for folder, number in ((few, 15), (many, 150)):
        write_many(folder, number)
        for file in folder.iterdir():
            with file.open("a") as stream:
                stream.write("—" * 120_000)
    # The 135 files more are 48 MB of bytes; a run takes some 280 MB for itself.
    assert peak_of_importing(many) < 1.1 * peak_of_importing(few)


@pytest.mark.django_db
def test_a_pipe_is_reported_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    status, _ = import_articles(tmp_path)
    assert (status, Article.objects.count()) == (1, 0)
    assert "pipe" in ImportedFile.objects.get().reason
