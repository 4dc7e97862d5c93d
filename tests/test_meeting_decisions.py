"""What editors decide on meetings is a row each, outlives every reading, and can be taken back."""

import datetime
import itertools
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from making import make_omsk, make_person, make_place, make_putin, make_russia, make_tokayev
from telling import claim, on, parted, read_anew, tell

from archive import decisions as on_names
from archive.meetings import decisions
from archive.meetings.decisions import (
    add,
    confirm,
    edit,
    edits_in_force,
    keep_apart,
    merge,
    move,
    reject,
    release,
    split,
    undo,
)
from archive.models import (
    Article,
    Coverage,
    Event,
    Likeness,
    MeetingDecision,
    Participation,
    Person,
    Pin,
)
from archive.understanding import delete_articles

pytestmark = pytest.mark.django_db

REPORT, SECOND = "Сообщение", "Ещё одно"


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_user("editor")


@pytest.fixture
def two() -> tuple[Person, Person]:
    return make_tokayev(), make_putin()


@pytest.fixture
def omsk():
    return make_omsk(make_russia())


def refused(words: str, act: Callable, *arguments: object) -> None:
    """The act is refused in these words, and nothing is written."""
    before = MeetingDecision.objects.count(), Pin.objects.count(), state()
    with pytest.raises(ValidationError, match=words):
        act(*arguments)
    assert (MeetingDecision.objects.count(), Pin.objects.count(), state()) == before


def state() -> dict[str, object]:
    """Meetings readers and staff see, who took part, and which articles are on them."""
    shown = Event.objects.standing().exclude(coverage=None, is_edited=False)
    columns = ["kind", "status", "stage", "starts_on", "date_precision", "location_id", "host",
               "tags", "other_names", "is_edited"]  # fmt: skip
    parts = Participation.objects.all()
    return {
        "meetings": {row.pk: [getattr(row, name) for name in columns] for row in shown},
        "people": sorted(parts.filter(event__in=shown).values_list("event", "person")),
        "coverage": sorted(Coverage.objects.values_list("event", "article__title", "sentence")),
        "doubts": sorted(Likeness.objects.values_list("event", "other")),
    }  # fmt: skip


def seen() -> dict[object, object]:
    """The same whatever numbers meetings have: each by what is on it."""
    now: dict[str, Any] = state()
    on_each: dict[int, set] = {number: set() for number in now["meetings"]}
    for number, *said in now["coverage"]:
        on_each[number].add(tuple(said))
    content = {number: frozenset(said) for number, said in on_each.items()}
    people: dict[int, list] = {}
    for number, person in now["people"]:
        people.setdefault(number, []).append(person)
    return {
        "meetings": sorted(
            (sorted(content[number]), str(columns), people.get(number))
            for number, columns in now["meetings"].items()
        ),
        "doubts": {frozenset({content[a], content[b]}) for a, b in now["doubts"]},
    }


def come_in_again(articles: list[Article], claims: dict[int, tuple]) -> None:
    """All of these articles are lost, and imported again in this order."""
    urls = {article.pk: article.original_url for article in articles}
    delete_articles(Article.objects.filter(pk__in=urls))
    for article in articles:
        tell(*claims[article.pk], title=article.title, url=urls[article.pk])


# --- Is it a meeting --------------------------------------------------------------------------


def test_a_confirmed_meeting_is_published_and_the_ledger_says_so(editor, two, omsk):
    tell(claim(*two, place=omsk, confidence=0.3), title=REPORT)
    event = Event.objects.get()
    assert event.status == "suggested"
    decision = confirm(event, editor)
    event.refresh_from_db()
    assert (event.status, event.is_edited) == ("published", True)
    assert (decision.verdict, decision.decided_by) == ("confirm", editor)
    assert decision.summary == (
        f"Meeting {event.pk} (Talks: Kassym-Jomart Tokayev and Vladimir Putin, Omsk, "
        "7 November 2019) is a meeting."
    )
    assert confirm(event, editor) == decision
    undo(decision, editor)
    event.refresh_from_db()
    assert (event.status, event.is_edited) == ("suggested", False)


def test_a_rejected_meeting_stays_rejected_as_articles_come_go_and_are_read_anew(editor, two, omsk):
    first = tell(claim(*two, place=omsk), title=REPORT, url="https://news.example.org/a")
    event = Event.objects.get()
    reject(event, editor)
    second = tell(claim(*two, place=omsk), title=SECOND)
    read_anew(first, claim(*two, place=omsk, sentence="Иначе."))
    assert on(event) == {REPORT, SECOND}
    delete_articles(Article.objects.all())
    tell(claim(*two), title=REPORT, url=first.original_url)
    tell(claim(*two), title="Третье")
    assert (Event.objects.get().pk, Event.objects.get().status) == (event.pk, "rejected")
    assert second.pk


def test_of_confirmed_and_rejected_the_later_holds(editor, two):
    tell(claim(*two))
    event = Event.objects.get()
    confirm(event, editor)
    rejected = reject(event, editor)
    assert Event.objects.get().status == "rejected"
    undo(rejected, editor)
    assert Event.objects.get().status == "published"


def test_a_meeting_of_fewer_than_two_is_not_confirmed(editor, two):
    tell(claim(two[0]))
    event = Event.objects.get()
    refused("fewer than two who met", confirm, event, editor)
    edit(event, "host", "European Commission", editor)
    confirm(event, editor)
    assert Event.objects.get().status == "published"


def test_a_confirmed_meeting_outlives_its_articles_and_takes_them_in_again(editor, two, omsk):
    article = tell(claim(*two, place=omsk), title=REPORT, url="https://news.example.org/a")
    event = Event.objects.get()
    confirm(event, editor)
    delete_articles(Article.objects.all())
    event.refresh_from_db()
    assert (event.status, set(event.participants.all())) == ("published", set(two))
    tell(claim(*two, place=omsk), title="Другое")
    tell(claim(*two, place=omsk), title=REPORT, url=article.original_url)
    assert on(event) == {"Другое", REPORT}
    assert Event.objects.count() == 1


# --- Fields -----------------------------------------------------------------------------------


def test_a_set_field_is_locked_and_follows_articles_again_once_released(editor, two, omsk):
    tell(claim(*two, place=omsk, kind="talks"))
    event = Event.objects.get()
    decision = edit(event, "kind", "visit", editor)
    assert decision.summary.endswith(": kind set to visit.")
    for number in range(3):
        tell(claim(*two, place=omsk, kind="talks"), title=f"Ещё {number}")
    event.refresh_from_db()
    assert (event.kind, event.coverage.count()) == ("visit", 4)
    assert edits_in_force(event) == {"kind": decision}
    edit(event, "kind", "summit", editor)
    release(event, "kind", editor)
    event.refresh_from_db()
    assert (event.kind, event.is_edited) == ("talks", False)
    refused("not set by an editor", release, event, "kind", editor)


def test_every_field_can_be_set_and_holds(editor, two, omsk):
    third = make_person("Shavkat Mirziyoyev")
    sochi = make_place("Sochi", country=omsk.country)
    tell(claim(*two, place=omsk))
    event = Event.objects.get()
    values = {
        "kind": "visit",
        "tags": ["signing", "talks", "talks"],
        "stage": "cancelled",
        "starts_on": datetime.date(2018, 1, 2),
        "date_precision": "month",
        "location": sochi,
        "participants": [third, two[0].pk],
        "other_names": [" Пётр  Ильин ", "", "Пётр Ильин"],
        "host": "Кремль",
    }
    assert values.keys() == set(decisions.EDITABLE)
    for field, value in values.items():
        made = edit(event, field, value, editor)
        assert edit(event, field, value, editor) == made
    tell(claim(*two, place=omsk), title=SECOND)
    event = Event.objects.get()
    assert (event.kind, event.tags, event.stage) == ("visit", ["talks", "signing"], "cancelled")
    assert (event.date_text, event.location) == ("January 2018", sochi)
    assert set(event.participants.all()) == {third, two[0]}
    assert (event.other_names, event.host) == (["Пётр Ильин"], "Кремль")
    edit(event, "location", None, editor)
    assert Event.objects.get().location is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("status", "published", "no field"),
        ("kind", "quarrel", "none of: talks, summit"),
        ("tags", ["quarrel"], "none of"),
        ("stage", "", "none of"),
        ("date_precision", "hour", "none of"),
        ("starts_on", "2019-02-30", "write it as 2019-11-07"),
        ("starts_on", None, "no date"),
        ("starts_on", datetime.date(1, 1, 1), "no year of a meeting"),
        ("starts_on", datetime.date(9999, 1, 1), "no year of a meeting"),
        ("location", 10**9, "no such place"),
        ("location", "Omsk", "number in the archive"),
        ("participants", [10**9], "not in the archive"),
        ("participants", ["'"], "number in the archive"),
        ("other_names", ["я" * 201], "at most 200"),
        ("host", "я" * 101, "at most 100"),
    ],
)
def test_what_no_field_can_be_is_refused_in_words(editor, two, field, value, words):
    tell(claim(*two))
    refused(words, edit, Event.objects.get(), field, value, editor)


def test_a_day_set_far_away_neither_loses_articles_nor_makes_a_second_meeting(editor, two, omsk):
    article = tell(claim(*two, place=omsk), title=REPORT)
    event = Event.objects.get()
    edit(event, "starts_on", "2018-01-02", editor)
    # Another that errs likewise, and one that has it right.
    tell(claim(*two, place=omsk), title="Тоже ошибка")
    tell(claim(*two, day="2018-01-02", place=omsk), title="Верно")
    read_anew(article, claim(*two, place=omsk, sentence="Иначе."))
    assert on(Event.objects.get()) == {REPORT, "Тоже ошибка", "Верно"}
    assert str(Event.objects.get().starts_on) == "2018-01-02"


def test_participants_put_right_hold_and_draw_in_what_has_them_right(editor, two, omsk):
    third = make_person("Shavkat Mirziyoyev")
    tell(claim(*two, place=omsk), title=REPORT)
    event = Event.objects.get()
    edit(event, "participants", [two[0], third], editor)
    tell(claim(two[0], third, place=omsk), title=SECOND)
    assert on(Event.objects.get()) == {REPORT, SECOND}
    assert set(event.participants.all()) == {two[0], third}


def test_a_merged_person_is_set_as_the_one_that_stands_and_follows_later_merges(editor, two):
    twin, third = make_person("Vladimir Putin II"), make_person("V. Putin")
    on_names.merge(twin, two[1], editor)
    tell(claim(*two))
    event = Event.objects.get()
    edit(event, "participants", [two[0], twin], editor)
    assert set(event.participants.all()) == set(two)
    merged = on_names.merge(two[1], third, editor)
    confirm(event, editor)
    assert set(event.participants.all()) == {two[0], third}
    on_names.undo(merged, editor)
    assert set(event.participants.all()) == set(two)


# --- One, or two ------------------------------------------------------------------------------


def two_meetings(two, omsk) -> tuple[Event, Event]:
    """Two meetings the archive keeps apart, with an article each."""
    sochi = make_place("Sochi", country=omsk.country)
    first = tell(claim(*two, place=omsk), title="В Омске", url="https://news.example.org/o")
    second = tell(claim(*two, place=sochi), title="В Сочи", url="https://news.example.org/s")
    return first.coverage.get().event, second.coverage.get().event


def test_merged_meetings_are_one_for_what_comes_later_and_the_address_leads_on(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    before = state()
    decision = merge(event, into, editor)
    event.refresh_from_db()
    assert event.stands_as == into
    assert on(into) == {"В Омске", "В Сочи"}
    # Alike to the one that went, and nothing but.
    tell(claim(*two, place=Event.objects.get(pk=event.pk).location), title="Опять в Сочи")
    assert on(into) == {"В Омске", "В Сочи", "Опять в Сочи"}
    Article.objects.filter(title="Опять в Сочи").delete()
    undo(decision, editor)
    assert state() == before
    event.refresh_from_db()
    assert event.merged_into is None


def test_what_a_merge_joined_comes_in_again_together_even_one_by_one(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    place = event.location
    merge(event, into, editor)
    delete_articles(Article.objects.all())
    # None of the articles it was decided on, and alike to the one that went alone.
    tell(claim(*two, place=place), title="Опять в Сочи")
    tell(claim(*two, place=place), title="В Сочи", url="https://news.example.org/s")
    assert Event.objects.standing().get().pk == into.pk
    assert on(into) == {"Опять в Сочи", "В Сочи"}


def test_a_confirmed_meeting_stays_published_when_it_becomes_part_of_a_suggested_one(editor, two):
    tell(claim(*two, day="2019-11-07", confidence=0.2))
    tell(claim(*two, day="2019-11-20", confidence=0.2), title=SECOND)
    into, event = Event.objects.order_by("starts_on")
    confirm(event, editor)
    merge(event, into, editor)
    into.refresh_from_db()
    assert into.status == "published"


def test_what_cannot_be_one_is_not_merged(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    refused("with itself", merge, event, event, editor)
    merge(event, into, editor)
    for act in (merge, keep_apart):
        refused("decide there", act, event, into, editor)
        refused("decide there", act, into, event, editor)
    refused("decide there", confirm, event, editor)
    refused("decide there", edit, event, "kind", "visit", editor)
    gone = Event(pk=10**9)
    refused("is gone", confirm, gone, editor)


def test_meetings_kept_apart_are_not_asked_about_and_never_join(editor, two, omsk):
    tell(claim(*two, place=omsk), title=REPORT)
    tell(claim(*two, day="2019-11-08", place=omsk), title=SECOND)
    first, second = Event.objects.order_by("starts_on")
    assert Likeness.objects.exists()
    decision = keep_apart(first, second, editor)
    assert not Likeness.objects.exists()
    assert keep_apart(second, first, editor) == decision
    # Read anew, both say the same day.
    read_anew(second.coverage.get().article, claim(*two, place=omsk))
    assert parted() == {
        frozenset({(REPORT, "Президенты провели переговоры.")}),
        frozenset({(SECOND, "Президенты провели переговоры.")}),
    }
    undo(decision, editor)
    assert Event.objects.standing().exclude(coverage=None).count() == 1


def test_a_split_makes_a_meeting_of_its_own_that_readings_keep(editor, two, omsk):
    articles = [tell(claim(*two, place=omsk), title=f"Новость {n}") for n in "abc"]
    event = Event.objects.get()
    before = state()
    other = split(event, articles[2].coverage.all(), editor)
    assert (on(event), on(other)) == ({"Новость a", "Новость b"}, {"Новость c"})
    for article in articles:
        read_anew(article, claim(*two, place=omsk, sentence="Иначе сказано."))
    assert (on(event), on(other)) == ({"Новость a", "Новость b"}, {"Новость c"})
    undo(MeetingDecision.objects.get(verdict="split"), editor)
    for article in articles:
        read_anew(article, claim(*two, place=omsk))
    assert state() == before
    other.refresh_from_db()
    assert other.stands_as == event


def test_a_split_leaves_something_and_takes_what_is_there(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    refused("Choose the articles", split, event, [], editor)
    refused("One article at least stays", split, event, event.coverage.all(), editor)
    refused("not on Meeting", split, event, into.coverage.all(), editor)


def test_an_article_moved_stays_where_it_was_moved(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    article = tell(claim(*two, place=event.location), title="Третье")
    before = state()
    decision = move(article.coverage.get(), into, editor)
    assert on(into) == {"В Омске", "Третье"}
    read_anew(article, claim(*two, place=event.location, sentence="Иначе."))
    assert on(into) == {"В Омске", "Третье"}
    refused("already", move, article, into, editor)
    read_anew(article, claim(*two, place=event.location))
    undo(decision, editor)
    assert state() == before


def test_a_meeting_whose_last_article_is_moved_leads_to_where_it_went(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    before = state()
    decision = move(event.coverage.get(), into, editor)
    event.refresh_from_db()
    assert event.stands_as == into
    undo(decision, editor)
    assert state() == before


def test_a_confirmed_meeting_stands_without_the_article_moved_off(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    confirm(event, editor)
    move(event.coverage.get(), into, editor)
    event.refresh_from_db()
    assert (event.stands_as, event.status) == (event, "published")


def test_an_article_on_no_meeting_is_put_on_one_and_stays(editor, two, omsk):
    tell(claim(*two, place=omsk), title=REPORT)
    article = tell(title="Ни слова")
    event = Event.objects.get()
    before = state()
    decision = move(article, event, editor)
    assert on(event) == {REPORT, "Ни слова"}
    read_anew(article)
    assert on(event) == {REPORT, "Ни слова"}
    read_anew(article, claim(*two, day="2019-11-09", place=omsk))
    assert article.coverage.get().event == event
    read_anew(article)
    undo(decision, editor)
    assert state() == before


def test_an_article_on_several_meetings_is_moved_by_what_it_says_of_one(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    third = make_person("Shavkat Mirziyoyev")
    article = tell(
        claim(*two, place=event.location), claim(two[0], third, place=omsk), title="Обо всём"
    )
    refused("several meetings", move, article, into, editor)
    move(article.coverage.get(event=event), into, editor)
    assert "Обо всём" in on(into)
    assert article.coverage.count() == 2


# --- By hand ----------------------------------------------------------------------------------


def test_a_meeting_no_article_tells_of_is_added_and_draws_articles_in(editor, two, omsk):
    event = add(
        {"kind": "talks", "starts_on": "2019-11-07", "participants": two, "location": omsk}, editor
    )
    assert (event.status, event.is_edited, event.location) == ("published", True, omsk)
    tell(claim(*two, place=omsk, kind="visit"), title=REPORT)
    event.refresh_from_db()
    assert (on(event), event.kind) == ({REPORT}, "talks")
    with pytest.raises(ValidationError, match="Say the kind"):
        add({"kind": "talks", "starts_on": "2019-11-07"}, editor)
    assert Event.objects.count() == 1


def test_a_meeting_added_by_hand_takes_in_the_articles_there_are(editor, two, omsk):
    tell(claim(*two, place=omsk), title=REPORT)
    stood = Event.objects.get()
    event = add(
        {"kind": "talks", "starts_on": "2019-11-07", "participants": two, "location": omsk}, editor
    )
    stood.refresh_from_db()
    assert on(event) == {REPORT}
    assert stood.stands_as == event


# --- People and places that are one ------------------------------------------------------------


def test_merged_people_bring_their_meetings_together_and_take_them_apart_again(editor, two, omsk):
    twin = make_person("Vladimir Putin II")
    tell(claim(*two, place=omsk), title=REPORT)
    tell(claim(two[0], twin, place=omsk), title=SECOND)
    tell(claim(*two, twin, day="2020-02-02", sentence="Оба."), title="Оба")
    before = state()
    decision = on_names.merge(twin, two[1], editor)
    assert Event.objects.standing().count() == 2
    assert on(Event.objects.standing().get(starts_on="2019-11-07")) == {REPORT, SECOND}
    assert not twin.participations.filter(event__merged_into=None).exists()
    on_names.undo(decision, editor)
    assert state() == before


def test_merged_places_bring_their_meetings_together_and_take_them_apart_again(editor, two, omsk):
    other = make_place("Omsk City", country=make_place("Nowhere", kind="country"))
    tell(claim(*two, place=omsk), title=REPORT)
    tell(claim(*two, place=other), title=SECOND)
    before = state()
    decision = on_names.merge(other, omsk, editor)
    assert on(Event.objects.standing().get()) == {REPORT, SECOND}
    on_names.undo(decision, editor)
    assert state() == before


def test_a_new_person_an_editor_set_as_a_participant_stays(editor, two):
    decision = on_names.new_person("Сергей Иванов", "ru", editor)
    tell(claim(*two))
    event = Event.objects.get()
    setting = edit(event, "participants", [two[0], decision.person], editor)
    with pytest.raises(ValidationError, match="offices, meetings or decisions"):
        on_names.undo(decision, editor)
    undo(setting, editor)
    on_names.undo(decision, editor)
    assert set(event.participants.all()) == set(two)


# --- Read anew --------------------------------------------------------------------------------


def test_a_meeting_told_in_other_words_keeps_its_number_and_address(two, omsk):
    article = tell(claim(*two, place=omsk), title=REPORT)
    event = Event.objects.get()
    third = make_person("Shavkat Mirziyoyev")
    read_anew(article, claim(*two, sentence="Иначе.", confidence=0.8))
    read_anew(article, claim(*two, third, day="2019-11-08", sentence="Втроём."))
    assert Event.objects.get() == event
    assert set(event.participants.all()) == {*two, third}


def test_a_meeting_that_another_reading_joins_to_another_leads_there(two, omsk):
    tell(claim(*two, place=omsk), title=REPORT)
    tell(claim(*two, place=omsk), title="Третье")
    article = tell(claim(*two, day="2019-11-10", place=omsk), title=SECOND)
    event = article.coverage.get().event
    read_anew(article, claim(*two, place=omsk, sentence="Иначе."))
    event.refresh_from_db()
    assert on(event.stands_as) == {REPORT, SECOND, "Третье"}


def test_an_article_that_says_something_else_of_a_decided_meeting_stays_on_it(editor, two, omsk):
    third = make_person("Shavkat Mirziyoyev")
    article = tell(claim(*two, place=omsk), title=REPORT)
    event = Event.objects.get()
    confirm(event, editor)
    read_anew(article, claim(*two, third, place=omsk, sentence="Втроём."))
    assert Event.objects.get() == event
    assert article.coverage.get().event == event
    read_anew(article)
    assert article.coverage.get().sentence == "Президенты провели переговоры."
    read_anew(article, claim(*two, place=omsk))
    assert Event.objects.get().coverage.count() == 1


def test_of_two_things_an_article_says_each_stays_where_it_was_put(editor, two, omsk):
    third = make_person("Shavkat Mirziyoyev")
    said = [
        claim(*two, place=omsk, sentence="Сначала вдвоём."),
        claim(*two, third, place=omsk, kind="summit", sentence="Потом втроём."),
    ]
    article = tell(*said)
    pair, three = (article.coverage.get(sentence=each.sentence).event for each in said)
    assert pair != three
    confirm(pair, editor), reject(three, editor)
    for order in itertools.permutations(said):
        read_anew(article)
        read_anew(article, *order)
        assert article.coverage.get(sentence="Сначала вдвоём.").event == pair
        assert article.coverage.get(sentence="Потом втроём.").event == three
    assert Event.objects.count() == 2


def test_an_article_that_joins_a_decided_meeting_costs_the_same_for_few_and_for_many(
    editor, two, omsk
):
    def cost(*titles: str) -> int:
        for title in titles:
            tell(claim(*two, place=omsk), title=title)
        event = Event.objects.get()
        reject(event, editor)
        confirm(event, editor)
        article = tell(title=f"После {titles[0]}")
        with CaptureQueriesContext(connection) as captured:
            read_anew(article, claim(*two, place=omsk))
        assert article.coverage.get().event == event
        return len(captured)

    assert cost("а", "б") == cost(*(f"в{number}" for number in range(10)))


# --- Taken back -------------------------------------------------------------------------------


def test_nothing_is_taken_back_twice(editor, two):
    tell(claim(*two))
    decision = confirm(Event.objects.get(), editor)
    taken_back = undo(decision, editor)
    assert taken_back.summary == f"Taken back: {decision.summary}"
    refused("already", undo, decision, editor)
    refused("decided anew", undo, taken_back, editor)


def test_what_later_decisions_rest_on_is_taken_back_after_them(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    before = state()
    merged = merge(event, into, editor)
    parts = split(into, into.coverage.filter(article__title="В Сочи"), editor)
    confirmed = confirm(parts, editor)
    refused("Take back first what was decided.*is two", undo, merged, editor)
    splitting = MeetingDecision.objects.get(verdict="split")
    refused("is a meeting", undo, splitting, editor)
    for decision in (confirmed, splitting, merged):
        undo(decision, editor)
    assert state() == before


def test_articles_that_came_since_stay_where_they_are_alike(editor, two, omsk):
    into, event = two_meetings(two, omsk)
    sochi = event.location
    decision = merge(event, into, editor)
    tell(claim(*two, place=sochi), title="Опять в Сочи")
    tell(claim(*two, place=omsk), title="Опять в Омске")
    undo(decision, editor)
    assert on(into) == {"В Омске", "Опять в Омске"}
    assert on(event) == {"В Сочи", "Опять в Сочи"}


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_the_same_moment_make_one_decision(two):
    tell(claim(*two))
    event = Event.objects.get()
    begun = threading.Event()

    def press() -> None:
        begun.wait(10)
        try:
            confirm(event, None)
        finally:
            connection.close()

    others = [threading.Thread(target=press) for _ in range(3)]
    for other in others:
        other.start()
    begun.set()
    for other in others:
        other.join(20)
    assert MeetingDecision.objects.count() == 1


# --- Any order --------------------------------------------------------------------------------


def small_world(two, omsk) -> tuple[list[Article], dict[int, tuple]]:
    """Some articles on a few meetings, near each other in every way, and what they say."""
    third = make_person("Shavkat Mirziyoyev")
    sochi = make_place("Sochi", country=omsk.country)
    said = [
        (claim(*two, place=omsk),),
        (claim(*two, sentence="Встреча прошла."),),
        (claim(*two, place=omsk, day="2019-11-08", sentence="Наутро."),),
        (claim(*two, place=sochi, sentence="В Сочи."),),
        (claim(*two, third, place=omsk, kind="summit", sentence="Саммит."),),
        (
            claim(*two, third, kind="summit", sentence="На саммите."),
            claim(two[0], third, sentence="На полях."),
        ),
        (claim(two[0], third, place=omsk, sentence="На полях саммита."),),
    ]
    articles = [
        tell(*claims, title=f"Новость {n}", url=f"https://news.example.org/{n}", outlet=f"И{n % 3}")
        for n, claims in enumerate(said)
    ]
    return articles, {article.pk: claims for article, claims in zip(articles, said, strict=True)}


def some_act(chance: random.Random, editor, two) -> MeetingDecision | Event | None:
    """Whatever an editor might do now; None where it was refused."""
    events = list(Event.objects.standing().exclude(coverage=None).order_by("pk"))
    event, other = chance.choice(events), chance.choice(events)
    rows = list(event.coverage.all())
    act = chance.choice(["confirm", "reject", "edit", "merge", "apart", "split", "move", "put"])
    try:
        if act == "confirm":
            return confirm(event, editor)
        if act == "reject":
            return reject(event, editor)
        if act == "edit":
            field, value = chance.choice(
                [("kind", "visit"), ("starts_on", "2019-10-01"), ("participants", two),
                 ("location", None)]
            )  # fmt: skip
            return edit(event, field, value, editor)
        if act == "merge":
            return merge(event, other, editor)
        if act == "apart":
            return keep_apart(event, other, editor)
        if act == "split":
            return split(event, chance.sample(rows, chance.randint(1, len(rows))), editor)
        if act == "move":
            return move(chance.choice(rows), other, editor)
        return move(chance.choice(list(Article.objects.order_by("pk"))), other, editor)
    except ValidationError:
        return None


@pytest.mark.parametrize("seed", [0, 3, 8, 12, 15, 17, 21, 24])
def test_any_acts_taken_back_in_turn_leave_everything_as_it_was(editor, two, omsk, seed):
    small_world(two, omsk)
    before = seen()
    chance = random.Random(seed)
    for _ in range(6):
        some_act(chance, editor, two)
    in_force = MeetingDecision.objects.in_force()
    while decision := in_force.last():
        undo(decision, editor)
    assert seen() == before


@pytest.mark.parametrize("seed", [0, 3, 8, 12, 15, 17, 21, 24])
def test_decisions_hold_whatever_order_articles_come_in_again(editor, two, omsk, seed):
    articles, claims = small_world(two, omsk)
    said = {article.original_url: claims[article.pk] for article in articles}
    chance = random.Random(seed)
    for _ in range(5):
        some_act(chance, editor, two)
    before = seen()
    for article in articles:
        read_anew(article, *said[article.original_url])
        assert seen() == before
    for _ in range(2):
        articles = list(Article.objects.order_by("pk"))
        chance.shuffle(articles)
        come_in_again(articles, {each.pk: said[each.original_url] for each in articles})
        assert seen() == before


# --- The gate holds for what editors confirmed, too -------------------------------------------


def test_a_confirmed_meeting_of_fewer_than_two_waits_until_there_are_two_again(two, editor):
    tell(claim(*two, confidence=0.3))
    event = Event.objects.get()
    confirm(event, editor)
    edit(event, "participants", [two[0]], editor)
    assert Event.objects.get().status == "suggested"
    edit(event, "host", "Ак Орда", editor)
    assert Event.objects.get().status == "published"


@pytest.mark.parametrize("is_told", [True, False])
def test_a_confirmed_meeting_of_two_who_are_one_person_waits(two, editor, is_told):
    if is_told:
        tell(claim(*two))
        confirm(Event.objects.get(), editor)
    else:
        add({"kind": "talks", "starts_on": "2019-11-07", "participants": two}, editor)
    merged = on_names.merge(two[1], two[0], editor)
    assert Event.objects.get().status == "suggested"
    on_names.undo(merged, editor)
    assert Event.objects.get().status == "published"
    assert set(Event.objects.get().participants.all()) == set(two)
