"""Worst: an ordinary search while twenty readers ask the worst questions the box allows.

Against the web server as the archive runs it. Each of the twenty asks its next question as soon
as the last is answered, so twenty are always at work; an ordinary reader asks all the while.
"""

import http.client
import random
import socket
import threading
from urllib.parse import urlencode

from archive.management.commands import serve
from archive.search import index
from bench.search.engine import Bare
from bench.search.questions import Vocabulary, questions, read_vocabulary
from bench.search.times import heading, line, milliseconds, p50, p95

ASKERS = 20
ORDINARY = 100
# A page that takes longer is as good as none.
TIMEOUT_SECONDS = 60


def measure() -> None:
    """Print an ordinary search, quiet and meanwhile, and what became of the worst."""
    vocabulary = read_vocabulary(Bare(index.current_folder()).searcher)
    ordinary = [each.query_string for each in questions(vocabulary, ORDINARY)["name"]]
    worst = worst_questions(vocabulary)
    port = _free_port()
    server = serve.web_server("127.0.0.1", str(port))
    try:
        serve.wait_for(f"http://127.0.0.1:{port}", server)
        for query in ordinary[:20]:
            ask(port, query)
        quiet, _ = _ordinary(port, ordinary)
        ending, answers = threading.Event(), _Answers()
        askers = [
            threading.Thread(target=_keep_asking, args=(port, worst[number:], ending, answers))
            for number in range(ASKERS)
        ]
        for asker in askers:
            asker.start()
        meanwhile, failed = _ordinary(port, ordinary)
        ending.set()
        for asker in askers:
            asker.join()
    finally:
        serve.stop([server])
    heading("ordinary search, ms", "p50", "p95", "p95 ratio", "not 200")
    line("quiet", p50(quiet), p95(quiet), 1.0, "0")
    line("among 20 worst", p50(meanwhile), p95(meanwhile), p95(meanwhile) / p95(quiet), str(failed))
    heading("the worst meanwhile", "answers", "p50", "p95", "not 200")
    line("", str(len(answers.times)), p50(answers.times), p95(answers.times), str(answers.failed))


def worst_questions(vocabulary: Vocabulary) -> list[str]:
    """A hundred query strings, the worst of each kind in turn."""
    chance = random.Random("worst")

    def some(count: int) -> list[str]:
        return [chance.choice(vocabulary.common) for _ in range(count)]

    kinds = [
        lambda: " OR ".join(some(5)),
        lambda: " ".join(f"{word[:3]}*" for word in some(4)),
        lambda: f'"{" ".join(some(16))}"',
        lambda: " near/50 ".join(some(5)),
        lambda: " ".join(some(16)),
    ]
    boxes = [kind()[:200] for _ in range(20) for kind in kinds]
    return [urlencode({"q": box, "sort": "relevance"}) for box in boxes]


class _Answers:
    """What the twenty were answered."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.failed = 0


def _keep_asking(port: int, queries: list[str], ending: threading.Event, answers: _Answers) -> None:
    while True:
        for query in queries:
            if ending.is_set():
                return
            statuses: list[int] = []
            # Appending is safe among threads.
            answers.times.append(milliseconds(lambda: statuses.append(ask(port, query))))  # noqa: B023
            answers.failed += statuses != [200]


def _ordinary(port: int, queries: list[str]) -> tuple[list[float], int]:
    """The times of ordinary searches, one after another, and how many were not answered."""
    statuses: list[int] = []
    times = [
        milliseconds(lambda: statuses.append(ask(port, query)))  # noqa: B023
        for query in queries
    ]
    return times, sum(status != 200 for status in statuses)


def ask(port: int, query: str) -> int:
    """Fetch a page of the search and answer its status; 0 for none within a minute."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"/search/?{query}")
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
