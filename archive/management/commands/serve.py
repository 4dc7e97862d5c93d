"""The archive on one machine: database, web server and worker, from nothing to a page.

`make run` and the container run the same command. It starts the embedded database unless
DATABASE_URL is set, migrates, loads what is missing, and ends all of it together.
"""

import ctypes
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections

from archive.authority.load import load_authority
from archive.importing.read import article_files
from archive.importing.run import import_files
from archive.models import Article, ImportBatch, Person
from archive.search import indexer
from config import embedded_postgres

SAMPLE = settings.BASE_DIR / "sample"
START_WITHIN_SECONDS = 60
WORKER_PAUSE_SECONDS = 3
# linux/prctl.h
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Serve the archive: database (unless DATABASE_URL is set), web server and worker."
    # The database may not be up yet; the checks run below.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sample", action="store_true", help="load the sample articles into an empty archive"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        refuse_taken_port(host, port)
        # The container's stop and a closed terminal are a Ctrl-C too.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.default_int_handler)
        own_server = not os.environ.get("DATABASE_URL", "").strip()
        try:
            with embedded_postgres.running() if own_server else nullcontext():
                self.prepare(options["sample"])
                self.run_children(host, port)
        except embedded_postgres.EmbeddedPostgresError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")

    def prepare(self, sample: bool) -> None:
        """Bring database, static files and index to where readers can be let in."""
        call_command("migrate", verbosity=0)
        # Silent unless something is wrong.
        call_command("check", databases=["default"], stdout=io.StringIO())
        if not Person.objects.exists():
            self.stdout.write("Loading people and places …")
            added = load_authority()
            self.stdout.write(f"  {added['people']} people, {added['places']} places.")
        if sample and not Article.objects.exists():
            self.stdout.write("Loading the sample articles …")
            counts = import_files(
                article_files([SAMPLE]), ImportBatch.objects.create(source="sample")
            )
            self.stdout.write(f"  {counts['created']} articles.")
        if static_files_changed():
            call_command("collectstatic", interactive=False, verbosity=0)
        try:
            indexer.catch_up()
        except indexer.IndexBusy:
            self.stdout.write("Another process keeps the index; this one leaves it to it.")
        # The children open connections of their own.
        connections.close_all()

    def run_children(self, host: str, port: str) -> None:
        """Web server and worker until the web server ends or a signal comes."""
        children = {"web": web_server(host, port), "worker": worker()}
        try:
            address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
            wait_for(address, children["web"])
            self.stdout.write(
                f"\n{settings.SITE_NAME} is at      {address}/\n"
                f"The staff desk is at {address}/admin/\n"
                "Make a staff user:   make admin\n"
                "Stop:                Ctrl-C"
            )
            while children["web"].poll() is None:
                if children["worker"].poll() is not None:
                    # Readers need not suffer: what is indexed can still be found.
                    self.stderr.write("The worker ended by itself, see above. It starts again.")
                    time.sleep(WORKER_PAUSE_SECONDS)
                    children["worker"] = worker()
                time.sleep(0.5)
            raise CommandError("The web server ended by itself: see above.")
        finally:
            stop(list(children.values()))


def refuse_taken_port(host: str, port: str) -> None:
    """CommandError if the port is no port, or somebody listens there already."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be served: {error.strerror}. "
                "Choose another port: make run PORT=8001"
            ) from error


def static_files_changed() -> bool:
    """Whether any static file is newer than the last collection of them."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    return any(
        Path(storage.path(name)).stat().st_mtime > collected_at
        for finder in get_finders()
        for name, storage in finder.list([])
    )


def web_server(host: str, port: str) -> subprocess.Popen:
    """Gunicorn with two workers, for two cores; threads, of which some may wait (effort.py)."""
    environment = os.environ | {"PORT": port}
    options = ["--workers", "2", "--threads", "28", "--bind", f"{host}:{port}"]
    # A browser's idle connection must not hold up the end.
    quick = ["--graceful-timeout", "3", "--keep-alive", "2"]
    quiet = ["--log-level", "warning", "--no-control-socket"]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options, *quick, *quiet]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, preexec_fn=end_with_parent
    )


def worker() -> subprocess.Popen:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "keep_up"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, preexec_fn=end_with_parent)


def end_with_parent() -> None:
    """On Linux a child ends with this process, be it killed outright; elsewhere it may not."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Return once the web server answers; CommandError if it does not."""
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise CommandError("The web server did not start: see above.")


def stop(children: list[subprocess.Popen]) -> None:
    """End the children, those that do not listen after ten seconds by force."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
