"""Costly searches are answered one at a time, the rest of them turned away; others go on."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import QueryDict
from reading import count_of, make_many, page_of

from archive.search import effort, index
from archive.search.filters import ArticleFilter
from archive.search.opened import state
from archive.search.words import read_words


@contextmanager
def the_turn_of_another() -> Iterator[threading.Event]:
    """Somebody else's costly search is being answered until the event is set, or the block ends."""
    begun, done = threading.Event(), threading.Event()

    def answer() -> None:
        with effort.admitted(True):
            begun.set()
            done.wait(30)

    other = threading.Thread(target=answer)
    other.start()
    assert begun.wait(10)
    try:
        yield done
    finally:
        done.set()
        other.join()


@pytest.fixture
def many(small, indexed) -> None:
    make_many(small, 30)
    indexed()


@pytest.fixture
def taken(many, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 0.05)
    with the_turn_of_another():
        yield


WIDE = ["Токаев OR Путин OR новость", "нов* слов* мес*", "-Омск -Путин", "слово near/9 новость"]


@pytest.mark.parametrize("q", WIDE)
def test_a_costly_search_that_waits_too_long_is_told_to_come_again(client, taken, q):
    answer = client.get("/search/", {"q": q})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Ask for fewer, longer" in answer.content.decode()
    assert client.get("/api/v1/articles/", {"q": q}).status_code == 503


def test_an_ordinary_search_is_answered_meanwhile(client, taken):
    assert count_of(page_of(client.get("/search/?q=Токаев"))) > 0
    assert count_of(page_of(client.get("/search/"))) > 30


@pytest.mark.parametrize("q", WIDE)
def test_alone_it_is_answered(client, many, q):
    assert client.get("/search/", {"q": q}).status_code == 200


def test_what_is_taken_away_to_the_end_waits_for_its_turn(client, many, monkeypatch):
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 0.01)
    whole = b"".join(client.get("/search/export.csv", {"q": WIDE[0]}).streaming_content)
    with the_turn_of_another() as done:
        threading.Timer(0.3, done.set).start()
        answer = client.get("/search/export.csv", {"q": WIDE[0]})
        assert b"".join(answer.streaming_content) == whole


def test_of_exports_sent_at_once_one_too_many_is_told_to_come_again(client, many):
    begun = [client.get("/search/export.csv") for _ in range(effort.MOST_SENT)]
    assert client.get("/search/export.csv").status_code == 503
    assert client.get("/meetings/export.ndjson").status_code == 503
    assert client.get("/search/?q=Токаев").status_code == 200
    # One is read to its end, another is dropped before.
    assert b"".join(begun.pop().streaming_content)
    assert client.get("/search/export.csv").status_code == 200
    begun.pop()
    assert client.get("/search/export.csv").status_code == 200


def test_of_those_who_wait_one_too_many_is_turned_away_at_once(monkeypatch):
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 30)
    waiting = threading.Semaphore(2)
    monkeypatch.setattr(effort, "_waiting", waiting)
    ended: list[str] = []

    def costly() -> None:
        with effort.admitted(True):
            ended.append("answered")

    with the_turn_of_another():
        threads = [threading.Thread(target=costly) for _ in range(2)]
        for thread in threads:
            thread.start()
        for _ in range(200):
            if waiting._value:
                time.sleep(0.05)
        with pytest.raises(effort.TooBusy):
            costly()
    for thread in threads:
        thread.join(10)
    assert ended == ["answered", "answered"]


def test_a_turn_comes_back_when_an_answer_fails():
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), effort.admitted(True):
            raise ZeroDivisionError


def test_more_words_and_wider_ones_cost_more(many):
    def cost(q: str) -> int:
        tree = read_words(q).tree
        return effort._Effort(state()).of(tree).entries

    assert cost("сверхредкое") == 0
    assert 0 < cost("Токаев") < cost("Токаев OR новость")
    # A rare word leads, whatever stands beside it.
    assert cost("сверхредкое новость") == 0
    assert cost("новость") < cost('"слово новость"') < cost("слово near/9 новость")
    pattern = cost("сверхредкое нов*")
    assert pattern >= state().searcher.num_docs
    # A pattern is followed to its end before, wherever it stands.
    for q in ("-нов* -сло*", "(нов* OR сло*)", "title:нов* title:сло*"):
        assert cost(f"сверхредкое {q}") == 2 * pattern


@pytest.mark.parametrize(
    ("question", "is_costly"),
    [
        ("", False),
        ("leader=vladimir-putin", False),
        ("q=новость", False),
        ("q=Путин", False),
        ("q=Токаев+Путин+Омск+2019", False),
        ("date_from=2001", True),
        # What a filter leaves is soon counted.
        ("date_from=2001&leader=vladimir-putin", False),
        ("date_from=2001&language=kk", False),
    ],
)
def test_what_most_readers_ask_waits_for_nobody(many, question, is_costly):
    asked = ArticleFilter(QueryDict(question)).question
    assert effort.is_costly(asked, state()) == is_costly


def test_another_process_of_the_machine_has_the_turn(many, monkeypatch, client):
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 0.05)
    # As another process would: by a file of its own.
    other = os.open(index.root(), os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert client.get("/search/", {"q": WIDE[0]}).status_code == 503
    finally:
        os.close(other)
    assert client.get("/search/", {"q": WIDE[0]}).status_code == 200


def test_a_page_takes_one_turn_for_all_its_parts(many, client, monkeypatch):
    turns = []
    real = effort._turn_of_machine
    monkeypatch.setattr(
        effort, "_turn_of_machine", lambda until: turns.append(until) or real(until)
    )
    assert client.get("/search/", {"q": WIDE[0]}).status_code == 200
    assert len(turns) == 1


def test_where_the_folder_of_the_index_is_gone_those_of_one_process_still_take_turns(
    many, tmp_path, monkeypatch
):
    monkeypatch.setattr(index, "root", lambda: tmp_path / "gone")
    with effort.admitted(True):
        assert effort._turn.locked()
    assert not effort._turn.locked()
