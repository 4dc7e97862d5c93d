"""Page: the whole search page, answered by one web worker as the web server would run it.

    python -m bench.search.page QUESTIONS.json

is that worker: a process of its own, so that its memory is a web worker's. It reads addresses by
class and writes times by class and its memory as JSON; `measure` runs it and prints the table.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

from django.core.handlers.wsgi import WSGIHandler

from bench.search.times import heading, line, milliseconds, p50, p95

# Of every class before the first that counts.
WARM_UP = 3
STATUS = ("VmRSS", "RssAnon", "RssFile")


def measure(count: int) -> float:
    """Print the times of so many pages of each class; answers the 95th percentile of all."""
    by_class = {name: addresses for name, addresses in _addresses(count).items() if addresses}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.json"
        path.write_text(json.dumps(by_class))
        command = [sys.executable, "-m", "bench.search.page", str(path)]
        answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    times: dict[str, list[float]] = answer["times"]
    heading("page, one worker, ms", "p50", "p95")
    for name, each in times.items():
        line(name, p50(each), p95(each))
    every = [milliseconds for each in times.values() for milliseconds in each]
    line("all classes alike", p50(every), p95(every))
    heading("memory of the worker, MB", *STATUS)
    line("", *(f"{answer['memory'][name] / 1024:,.0f}" for name in STATUS))
    return p95(every)


def _addresses(count: int) -> dict[str, list[str]]:
    """Addresses of the search page, by class."""
    from archive.search import index
    from bench.search.engine import Bare, place_after, warm
    from bench.search.questions import questions, read_vocabulary

    warm(index.current_folder())
    vocabulary = read_vocabulary(Bare(index.current_folder()).searcher)
    addresses: dict[str, list[str]] = {}
    for name, asked in questions(vocabulary, count).items():
        addresses[name] = [
            # A place that the answer does not reach is no page.
            f"/search/?{urlencode((*each.parameters, *((('after', after),) if after else ())))}"
            for each in asked
            for after in [place_after(each)]
            if after or not each.skipped
        ]
    # The page counts all its facets every time.
    del addresses["facets"]
    return addresses


def _serve(application: WSGIHandler, by_class: dict[str, list[str]]) -> dict:
    """Answer all addresses, one class after another in turn, each as if nobody had asked before."""
    from archive.search.opened import state

    times: dict[str, list[float]] = {name: [] for name in by_class}
    for addresses in by_class.values():
        for address in addresses[:WARM_UP]:
            _page(application, address)
    for number in range(max(map(len, by_class.values()))):
        for name, addresses in by_class.items():
            if number < len(addresses):
                address = addresses[number]
                # Two classes may ask the same in another order, or of another page.
                state().forget()
                times[name].append(milliseconds(lambda: _page(application, address)))  # noqa: B023
    return {"times": times, "memory": memory()}


def _page(application: WSGIHandler, address: str) -> bytes:
    path, _, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO()  # type: ignore[assignment]
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda data: None

    answer = application(environ, start_response)
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    if not statuses[0].startswith("200"):
        raise SystemExit(f"{address} was answered with {statuses[0]}")
    return body


def memory() -> dict[str, int]:
    """What this process holds, in kilobytes: all of it, its own, and pages of files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    fields = dict(each.split(":", 1) for each in lines)
    return {name: int(fields[name].split()[0]) for name in STATUS}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # Sets Django up, as for a web worker.
    from config.wsgi import application

    print(json.dumps(_serve(application, json.loads(Path(sys.argv[1]).read_text()))))
