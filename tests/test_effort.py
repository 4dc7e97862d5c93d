"""Costly searches are answered one at a time, the rest of them turned away; others go on."""

import threading
import time
from collections.abc import Iterator

import pytest
from reading import count_of, make_many, page_of

from archive.search import effort
from archive.search.opened import state
from archive.search.words import read_words


@pytest.fixture
def many(small, indexed) -> None:
    make_many(small, 30)
    indexed()


@pytest.fixture
def taken(many, monkeypatch) -> Iterator[None]:
    """Somebody else's costly search is being answered all the while."""
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 0.05)
    with effort.admitted(True):
        yield


WIDE = ["Токаев OR Путин OR новость", "нов* слов*", "-Омск -Путин", "слово near/9 новость"]


@pytest.mark.parametrize("q", WIDE)
def test_a_costly_search_that_waits_too_long_is_told_to_come_again(client, taken, q):
    answer = client.get("/search/", {"q": q})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Ask for fewer" in answer.content.decode()
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
    with effort.admitted(True):
        threading.Timer(0.3, effort._turn.release).start()
        answer = client.get("/search/export.csv", {"q": WIDE[0]})
        assert b"".join(answer.streaming_content) == whole
        effort._turn.acquire()


def test_of_those_who_wait_one_too_many_is_turned_away_at_once(monkeypatch):
    monkeypatch.setattr(effort, "PATIENCE_SECONDS", 30)
    waiting = threading.Semaphore(2)
    monkeypatch.setattr(effort, "_waiting", waiting)
    ended: list[str] = []

    def costly() -> None:
        with effort.admitted(True):
            ended.append("answered")

    with effort.admitted(True):
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
        return effort.effort_of(read_words(q), state().searcher)

    assert cost("сверхредкое") == 0
    assert 0 < cost("Токаев") < cost("Токаев OR новость")
    # A rare word leads, whatever stands beside it.
    assert cost("сверхредкое новость") == 0
    assert cost("новость") < cost('"слово новость"') < cost("слово near/9 новость")
    assert cost("сверхредкое нов*") >= state().searcher.num_docs
