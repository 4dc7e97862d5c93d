"""Worst: an ordinary search while twenty readers ask the worst questions the box allows.

Against the web server as the archive runs it; the askers are a process of their own:

    python -m bench.search.worst PORT patient|impatient QUESTIONS.json

Each of the twenty asks its next question as soon as the last is answered, so twenty are always at
work. Who is refused for now (503) waits as long as the server says, or, if impatient, asks on at
once, which no browser does but a script would. One ordinary reader asks all the while, one question
after another. No question is asked twice, so none is answered from memory.
"""

import http.client
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench.search.times import heading, line, p50, p95

ASKERS = 20
# Ordinary searches of each round.
ORDINARY = 100
ORDINARY_CLASSES = ("name", "rare", "common", "phrase", "name, city, years")
# More than twenty are answered in one round.
WORST = 20_000
# Those who ask need so long to be under way.
PAUSE_SECONDS = 2
# A page that takes longer is as good as none.
TIMEOUT_SECONDS = 60


class Answer(NamedTuple):
    status: int  # 0: none within a minute
    milliseconds: float
    # After so many seconds one may ask again.
    retry_after: int = 0


def measure() -> None:
    """Print an ordinary search, quiet and meanwhile, and what became of the worst."""
    from archive.management.commands import serve

    ordinary, worst = _questions()
    port = _free_port()
    server = serve.web_server("127.0.0.1", str(port))
    rounds: list[tuple[str, list[Answer]]] = []
    others: list[tuple[str, list[Answer]]] = []
    try:
        serve.wait_for(f"http://127.0.0.1:{port}", server)
        for _ in range(20):
            ask(port, next(ordinary))
        rounds.append(("quiet", _ordinary(port, ordinary)))
        for manner in ("patient", "impatient"):
            with _asking(port, manner, worst) as answers:
                rounds.append((f"among 20 {manner} worst", _ordinary(port, ordinary)))
            others.append((manner, answers))
    finally:
        serve.stop([server])
    heading("ordinary search, ms", "p50", "p95", "p95 ratio", "answers")
    quiet = p95([each.milliseconds for each in rounds[0][1]])
    for name, answers in rounds:
        times = [each.milliseconds for each in answers]
        line(name, p50(times), p95(times), p95(times) / quiet, _by_status(answers))
    heading("the worst meanwhile", "p50", "p95", "answers")
    for name, answers in others:
        times = [each.milliseconds for each in answers]
        line(name, p50(times), p95(times), _by_status(answers))


def _by_status(answers: list[Answer]) -> str:
    """How many were answered with which status, "412 x 200, 30 x 503"."""
    counted = Counter(answer.status for answer in answers)
    return "  " + ", ".join(f"{number} x {status or 'none'}" for status, number in counted.items())


# --- The questions ------------------------------------------------------------------------


def _questions() -> tuple[Iterator[str], list[str]]:
    """Query strings of ordinary questions, class by class in turn, and of the worst."""
    from archive.search import index
    from bench.search.engine import Bare
    from bench.search.questions import questions, read_vocabulary

    vocabulary = read_vocabulary(Bare(index.current_folder()).searcher)
    by_class = questions(vocabulary, ORDINARY)
    classes = [[each.query_string for each in by_class[name]] for name in ORDINARY_CLASSES]
    ordinary = [each for turn in zip(*classes, strict=False) for each in turn]
    if len(ordinary) < 3 * ORDINARY + 20:
        raise SystemExit("The archive is too small for so many different questions.")
    return iter(ordinary), worst_questions(vocabulary.common)


def worst_questions(words: list[str]) -> list[str]:
    """Query strings, the worst of each kind in turn; the words are common ones.

    What costs most: any of many words, prefixes that many words begin with, long phrases, words
    far apart, everything with every facet, filters with as many values as they take.
    """
    from archive.models import Location, Person
    from archive.search.filters import MOST_VALUES
    from archive.search.tokens import LONGEST, MOST_WORDS
    from archive.search.words import MOST_ORS

    chance = random.Random("worst")
    beginnings = sorted({word[:3] for word in words})
    leaders = list(Person.objects.standing().order_by("pk").values_list("slug", flat=True))
    countries = list(Location.objects.standing().countries().values_list("slug", flat=True))

    def some(of: list[str], count: int) -> list[str]:
        return chance.sample(of, min(count, len(of)))

    def many(joint: str, parts: list[str]) -> tuple[str, str]:
        """As many of the parts as the box takes."""
        while len(joint.join(parts)) > LONGEST:
            parts = parts[:-1]
        return "q", joint.join(parts)

    def prefixes(count: int) -> list[str]:
        return [f"{beginning}*" for beginning in some(beginnings, count)]

    def year() -> tuple[str, str]:
        # What is remembered of one answer is of no use to another.
        return "date_to", f"{chance.randint(2024, 2026)}-{chance.randint(1, 12):02}"

    oldest, relevance = ("sort", "oldest"), ("sort", "relevance")
    kinds: list[Callable[[], list[tuple[str, str]]]] = [
        lambda: [many(" OR ", some(words, MOST_ORS + 1)), year()],
        lambda: [many(" OR ", prefixes(MOST_ORS + 1)), year()],
        lambda: [many(" ", prefixes(MOST_WORDS)), oldest, year()],
        lambda: [("q", f'"{many(" ", some(words, MOST_WORDS))[1][: LONGEST - 2]}"'), year()],
        lambda: [many(" NEAR/50 ", some(words, MOST_WORDS)), year()],
        lambda: [many(" NEAR/50 ", some(words, 2)), relevance, year()],
        lambda: [many(" ", some(words, MOST_WORDS)), relevance, year()],
        lambda: [many(" ", [f"-{word}" for word in some(words, MOST_WORDS)]), oldest, year()],
        lambda: [year(), oldest],
        lambda: [
            *(("not_leader", slug) for slug in some(leaders, MOST_VALUES)),
            *(("country", slug) for slug in some(countries, MOST_VALUES)),
            year(),
        ],
    ]
    made = (urlencode(kind()) for _ in range(WORST // len(kinds)) for kind in kinds)
    return list(dict.fromkeys(made))


# --- Who asks -----------------------------------------------------------------------------


def _ordinary(port: int, queries: Iterator[str]) -> list[Answer]:
    """The answers to a round of ordinary searches."""
    return [ask(port, next(queries)) for _ in range(ORDINARY)]


@contextmanager
def _asking(port: int, manner: str, queries: list[str]) -> Iterator[list[Answer]]:
    """Twenty at work meanwhile; their answers are in the list at the end."""
    answers: list[Answer] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.json"
        path.write_text(json.dumps(queries if manner == "patient" else queries[::-1]))
        command = [sys.executable, "-m", "bench.search.worst", str(port), manner, str(path)]
        askers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            time.sleep(PAUSE_SECONDS)
            yield answers
        finally:
            # They ask until their input ends.
            said, _ = askers.communicate()
    answers += [Answer(*each) for each in json.loads(said)]


def keep_asking(port: int, queries: list[str], *, is_patient: bool) -> list[Answer]:
    """Twenty ask until the input ends; what they were answered."""
    ending, left, answers = threading.Event(), iter(queries), []
    taking = threading.Lock()

    def one() -> None:
        while not ending.is_set():
            with taking:
                query = next(left, None)
            if query is None:
                return
            answer = ask(port, query)
            answers.append(answer)  # safe among threads
            if is_patient and answer.status == 503:
                ending.wait(answer.retry_after or 1)

    askers = [threading.Thread(target=one) for _ in range(ASKERS)]
    for asker in askers:
        asker.start()
    sys.stdin.read()
    ending.set()
    for asker in askers:
        asker.join()
    return answers


def ask(port: int, query: str) -> Answer:
    """Fetch a page of the search."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    started = time.perf_counter()
    status, retry_after = 0, ""
    try:
        connection.request("GET", f"/search/?{query}")
        response = connection.getresponse()
        response.read()
        status, retry_after = response.status, response.headers.get("Retry-After", "")
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    took = (time.perf_counter() - started) * 1000
    return Answer(status, took, int(retry_after) if retry_after.isdigit() else 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[3]).read_text())
    print(json.dumps(keep_asking(int(sys.argv[1]), asked, is_patient=sys.argv[2] == "patient")))
