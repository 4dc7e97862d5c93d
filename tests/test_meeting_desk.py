"""The desk of one meeting and the queue of meetings: what staff see, and what each button does."""

import pytest
from desk import page_of as address_of
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from making import make_omsk, make_person, make_place, make_putin, make_russia, make_tokayev
from reading import Page, page_of
from telling import claim, on, tell

from archive.meetings.decisions import confirm, edit, merge
from archive.meetings.review import PAGE_SIZE
from archive.models import Article, Event, Likeness, MeetingDecision, Person
from archive.models.meeting_decisions import EDITABLE

QUEUE = "/admin/archive/event/review/"
DECIDE = f"{QUEUE}decide/"
HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Person, Person]:
    return make_tokayev(), make_putin()


@pytest.fixture
def omsk():
    return make_omsk(make_russia())


def desk_of(event: Event) -> str:
    return address_of("event", "change", event.pk)


def shown(client: Client, url: str) -> Page:
    answer = client.get(url)
    assert answer.status_code == 200
    return page_of(answer)


def press(client: Client, event: Event, act: str, **fields: object) -> Page:
    """What a button of the desk sends; answers the page that follows."""
    answer = client.post(desk_of(event), {"act": act} | fields, follow=True)
    assert answer.status_code == 200
    return page_of(answer)


def as_it_is(client: Client, event: Event, **changes: object) -> dict[str, object]:
    """What a browser sends of the form as it stands, with some fields changed."""
    form = client.get(desk_of(event)).context["form"]
    data = {field.html_initial_name: field.value() for field in form}
    data |= {field.name: field.value() for field in form}
    return {name: value for name, value in (data | changes).items() if value is not None}


def decided() -> list[str]:
    return list(MeetingDecision.objects.order_by("pk").values_list("verdict", flat=True))


# --- One meeting ------------------------------------------------------------------------------


def test_the_desk_shows_what_each_article_says_and_why_it_is_there(staff_client, two, omsk):
    tell(claim(*two, place=omsk, sentence="Первое слово."), title="Первая")
    tell(claim(*two, place=omsk, sentence="Второе слово."), title="Вторая")
    event = Event.objects.get()
    html = shown(staff_client, desk_of(event)).html
    for words in ["Первое слово.", "Второе слово.", "7 November 2019 (by a date in the text)",
                  "Believed because: a test says so.", "the same participants", "Omsk",
                  "Kassym-Jomart Tokayev"]:  # fmt: skip
        assert words in html


def test_what_came_in_while_an_editor_had_the_page_open_is_not_locked(staff_client, two, omsk):
    """Only what the editor changed of what the page showed is a decision."""
    tell(claim(*two, sentence="Первое слово."), title="Первая")
    event = Event.objects.get()
    seen = as_it_is(staff_client, event, host="Ак Орда")
    hidden = shown(staff_client, desk_of(event)).all("input", type="hidden")
    sent = {tag["name"]: tag["value"] for tag in hidden if tag["name"].startswith("initial-")}
    assert sent["initial-starts_on"] == "2019-11-07"
    # No further kinds: a list with nothing in it sends nothing.
    assert sent.keys() == {f"initial-{name}" for name in EDITABLE} - {"initial-tags"}
    tell(claim(*two, place=omsk, sentence="Второе слово."), title="Вторая")
    press(staff_client, event, "edit", **seen)
    event.refresh_from_db()
    assert (event.host, event.location) == ("Ак Орда", omsk)
    assert [decision.field for decision in MeetingDecision.objects.all()] == ["host"]


def test_one_click_confirms_or_rejects_and_the_history_takes_it_back(staff_client, two):
    tell(claim(*two, confidence=0.3))
    event = Event.objects.get()
    assert "is a meeting." in press(staff_client, event, "confirm").html
    assert Event.objects.get().status == "published"
    press(staff_client, event, "reject")
    assert Event.objects.get().status == "rejected"
    page = shown(staff_client, desk_of(event))
    undo_forms = [tag["action"] for tag in page.all("form") if "/undo/" in tag["action"]]
    assert len(undo_forms) == 2
    answer = staff_client.post(undo_forms[0], {"next": desk_of(event)}, follow=True)
    assert answer.redirect_chain[-1][0] == desk_of(event)
    assert "Taken back" in answer.content.decode()
    assert Event.objects.get().status == "published"


def test_each_changed_field_becomes_a_decision_and_is_marked_as_locked(staff_client, two, omsk):
    tell(claim(*two))
    event = Event.objects.get()
    third = make_person("Shavkat Mirziyoyev")
    page = press(
        staff_client,
        event,
        "edit",
        **as_it_is(
            staff_client,
            event,
            kind="visit",
            location=omsk.pk,
            participants=[two[0].pk, third.pk],
            other_names="Пётр Ильин\r\nОльга Петрова\r\n",
        ),
    )
    event.refresh_from_db()
    assert decided() == ["edit"] * 4
    assert (event.kind, event.location) == ("visit", omsk)
    assert set(event.participants.all()) == {two[0], third}
    assert event.other_names == ["Пётр Ильин", "Ольга Петрова"]
    assert page.html.count("Locked: set by staff") == 4
    press(staff_client, event, "release kind")
    event.refresh_from_db()
    assert event.kind == "talks"
    page = press(staff_client, event, "edit", **as_it_is(staff_client, event))
    assert "Nothing was changed." in page.html


def test_what_no_field_can_be_is_said_beside_it_or_above(staff_client, two):
    tell(claim(*two))
    event = Event.objects.get()
    html = press(
        staff_client, event, "edit", **as_it_is(staff_client, event, starts_on="31 июня")
    ).html
    assert "Enter a valid date." in html
    html = press(
        staff_client,
        event,
        "edit",
        **as_it_is(staff_client, event, kind="visit", starts_on="0019-11-07"),
    ).html
    assert "no year of a meeting" in html
    assert "It was not said" in press(staff_client, event, "").html
    # All fields of one button, or none.
    assert decided() == []


def test_articles_are_split_off_moved_and_put_on(staff_client, two, omsk):
    for title in "абв":
        tell(claim(*two, place=omsk), title=title)
    loose = tell(title="г")
    event = Event.objects.get()
    row = event.coverage.get(article__title="в")
    press(staff_client, event, "split", coverage=row.pk)
    other = Event.objects.exclude(pk=event.pk).get()
    assert (on(event), on(other)) == ({"а", "б"}, {"в"})
    row = event.coverage.get(article__title="б")
    press(staff_client, event, "move", coverage=row.pk, into=other.pk)
    assert (on(event), on(other)) == ({"а"}, {"б", "в"})
    press(staff_client, event, "put", article=loose.pk)
    assert on(event) == {"а", "г"}
    for act, fields, words in [
        ("move", {"into": other.pk}, "Choose the articles"),
        ("move", {"into": "x' or 1=1", "coverage": row.pk}, "There is no meeting with the number"),
        ("put", {"article": "9" * 30}, "There is no article with the number"),
        ("split", {}, "Choose the articles"),
        ("merge", {"into": event.pk}, "with itself"),
        ("release status", {}, "not set by an editor"),
    ]:
        assert words in press(staff_client, event, act, **fields).html


def test_a_merged_meeting_says_where_it_went_and_offers_the_way_back_alone(staff_client, two, omsk):
    tell(claim(*two, place=omsk), title="а")
    tell(claim(*two, day="2019-11-20", place=omsk), title="б")
    into, event = Event.objects.order_by("starts_on")
    answer = staff_client.post(desk_of(event), {"act": "merge", "into": into.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == desk_of(into)
    page = shown(staff_client, desk_of(event))
    assert f"{into.pk}: " in page.html
    assert not page.all("button", value="confirm")
    assert page.all("button", class_="review-minor")


def test_a_meeting_is_added_by_hand(staff_client, two, omsk):
    url = address_of("event", "add")
    assert "Add the meeting" in shown(staff_client, url).html
    data = {"kind": "talks", "stage": "held", "starts_on": "2019-11-07", "date_precision": "day",
            "location": omsk.pk, "participants": [person.pk for person in two]}  # fmt: skip
    answer = staff_client.post(url, data, follow=True)
    event = Event.objects.get()
    assert answer.redirect_chain[-1][0] == desk_of(event)
    assert (event.status, event.location) == ("published", omsk)
    assert "confirm" in decided()
    html = staff_client.post(url, data | {"participants": []}).content.decode()
    assert "who took part" in html
    assert Event.objects.count() == 1


def test_no_meeting_is_deleted(staff_client, two):
    tell(claim(*two))
    event = Event.objects.get()
    assert staff_client.post(address_of("event", "delete", event.pk)).status_code == 403


def test_staff_who_may_only_look_see_no_buttons_and_press_none(client, django_user_model, two):
    tell(claim(*two, confidence=0.3))
    event = Event.objects.get()
    user = django_user_model.objects.create_user("reader", password="x", is_staff=True)
    client.force_login(user)
    assert client.get(desk_of(event)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_event"))
    assert "Is a meeting" not in shown(client, desk_of(event)).html
    assert client.post(desk_of(event), {"act": "confirm"}).status_code == 403
    assert client.get(QUEUE).status_code == 403
    assert client.post(DECIDE, {"act": "confirm", "event": event.pk}).status_code == 403
    assert client.get(address_of("event", "add")).status_code == 403
    decision = confirm(event, None)
    assert client.post(address_of("meetingdecision", "undo", decision.pk)).status_code == 403
    assert decided() == ["confirm"]


@pytest.mark.parametrize("number", ["0", "9" * 30, "x", "1 or 1=1"])
def test_a_desk_of_no_meeting_is_not_found(staff_client, number):
    assert staff_client.get(f"/admin/archive/event/{number}/change/").status_code == 404


def test_hostile_words_stay_words(staff_client, two):
    tell(claim(*two, sentence=HOSTILE, others=(HOSTILE,), host=HOSTILE[:90]), title=HOSTILE)
    tell(claim(*two, day="2019-11-08", sentence=HOSTILE, others=(HOSTILE,)), title=HOSTILE)
    event = Event.objects.first()
    edit(event, "host", HOSTILE, None)
    for url in (desk_of(event), QUEUE, f"{QUEUE}?list=unsure", address_of("event", "changelist")):
        html = shown(staff_client, url).html
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_deleted_articles_leave_their_meeting_to_what_is_left(staff_client, two, omsk):
    tell(claim(*two, place=omsk), title="а")
    tell(claim(*two, place=omsk), title="б")
    url = address_of("article", "changelist")
    first, second = Article.objects.order_by("pk")
    staff_client.post(address_of("article", "delete", first.pk), {"post": "yes"})
    assert on(Event.objects.get()) == {"б"}
    data = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    staff_client.post(url, data)
    assert not Article.objects.exists()
    assert not Event.objects.exists()


# --- The queue --------------------------------------------------------------------------------


def make_pair(two, *, day: int = 1, more: int = 1) -> tuple[Event, Event]:
    """Two meetings a day apart, which may be one; the first with so many articles."""
    for number in range(more):
        tell(claim(*two, day=f"2019-11-{day:02}"), title=f"Первая {day} {number}")
    last = tell(claim(*two, day=f"2019-11-{day + 1:02}", sentence="Наутро."), title=f"Вторая {day}")
    second = last.coverage.get().event
    first = Event.objects.get(starts_on=f"2019-11-{day:02}")
    assert Likeness.objects.filter(event__in=[first, second]).exists()
    return first, second


def test_likely_duplicates_stand_side_by_side_and_become_one(staff_client, two):
    first, second = make_pair(two, more=2)
    page = shown(staff_client, QUEUE)
    assert "Наутро." in page.html
    assert "a day apart" in page.html
    sent = {tag["name"]: tag["value"] for tag in page.all("input", type="hidden")}
    assert (sent["event"], sent["other"]) == (str(second.pk), str(first.pk))
    answer = staff_client.post(DECIDE, sent | {"act": "same"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{QUEUE}?done=")
    assert "is the same as" in page_of(answer).one("p", role="status").text
    second.refresh_from_db()
    assert second.stands_as == first
    assert "Nothing waits here." in shown(staff_client, QUEUE).html


def test_what_is_no_meeting_is_not_offered_to_take_in_one_that_is(staff_client, two):
    first, _ = make_pair(two)
    staff_client.post(DECIDE, {"act": "reject", "event": first.pk})
    assert "Nothing waits here." in shown(staff_client, QUEUE).html


def test_two_that_are_not_the_same_are_not_asked_about_again(staff_client, two):
    first, second = make_pair(two)
    staff_client.post(DECIDE, {"act": "apart", "event": second.pk, "other": first.pk})
    assert "Nothing waits here." in shown(staff_client, QUEUE).html
    assert decided() == ["apart"]


def test_unsure_meetings_are_decided_in_place_those_with_most_articles_first(staff_client, two):
    for day, number in ((1, 1), (11, 3), (21, 2)):
        for article in range(number):
            tell(claim(*two, day=f"2019-11-{day:02}", confidence=0.2), title=f"{day} {article}")
    url = f"{QUEUE}?list=unsure"
    page = shown(staff_client, url)
    order = [tag["value"] for tag in page.all("input", name="event")]
    days = [Event.objects.get(pk=pk).starts_on.day for pk in order]
    assert days == [11, 21, 1]
    for act, status in (("confirm", "published"), ("reject", "rejected")):
        pk = page.all("input", name="event")[0]["value"]
        answer = staff_client.post(DECIDE, {"act": act, "event": pk, "next": url}, follow=True)
        page = page_of(answer)
        assert answer.redirect_chain[-1][0].startswith(f"{url}&done=")
        assert Event.objects.get(pk=pk).status == status
    assert len(page.all("input", name="event")) == 2 - 1
    undo_form = next(tag["action"] for tag in page.all("form") if "/undo/" in tag["action"])
    assert staff_client.post(undo_form, {"next": url}).url == url
    assert len(shown(staff_client, url).all("input", name="event")) == 2


def test_the_queue_is_paged_and_costs_the_same_for_one_and_for_many(staff_client, two):
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(staff_client, url)
        return len(captured)

    make_pair(two, day=1)
    place = make_place("Sochi")
    tell(claim(*two, day="2018-01-01", place=place, confidence=0.2))
    urls = [QUEUE, f"{QUEUE}?list=unsure"]
    few = [queries(url) for url in urls]
    for number in range(PAGE_SIZE):
        person = make_person(f"Adam Adamson{number}")
        tell(claim(two[0], person, day="2019-01-01", confidence=0.2), title=f"а{number}")
        tell(claim(two[0], person, day="2019-01-02", confidence=0.2), title=f"б{number}")
    assert [queries(url) for url in urls] == few
    # session, user; rows; events, participants, coverage
    assert max(few) <= 7
    first, second = (shown(staff_client, f"{QUEUE}?page={n}") for n in (1, 2))
    assert len(first.all("section", class_="module review-name")) == PAGE_SIZE
    assert len(second.all("section", class_="module review-name")) == 1
    assert "page=2" in first.link("Next")


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=99999999999", "?done=x", "?done=1&page=3"]
)
def test_odd_questions_to_the_queue_are_answered(staff_client, query):
    assert staff_client.get(QUEUE + query).status_code in (200, 404)


def test_what_is_gone_or_not_said_is_answered_in_words(staff_client, two):
    first, second = make_pair(two)
    merge(second, first, None)
    for data, words in [
        ({"act": "same", "event": second.pk, "other": first.pk}, "decide there"),
        ({"act": "confirm", "event": "9" * 30}, "gone"),
        ({"act": "", "event": first.pk}, "not said"),
    ]:
        html = staff_client.post(DECIDE, data, follow=True).content.decode()
        assert words in html
    assert staff_client.get(f"{QUEUE}?list=x").status_code == 404


def test_a_way_back_leads_nowhere_else(staff_client, two):
    tell(claim(*two))
    data = {"act": "confirm", "event": Event.objects.get().pk, "next": "https://evil.example/"}
    assert staff_client.post(DECIDE, data).url.startswith(QUEUE)


def test_the_queue_and_the_ledger_are_linked_from_the_first_page(staff_client, two):
    tell(claim(*two))
    decision = confirm(Event.objects.get(), None)
    assert shown(staff_client, "/admin/").link("Review meetings") == QUEUE
    page = shown(staff_client, address_of("meetingdecision", "changelist"))
    url = address_of("meetingdecision", "undo", decision.pk)
    assert page.link("Undo") == url
    assert "Take it back" in shown(staff_client, url).html
    staff_client.post(url)
    assert decided() == ["confirm", "undo"]
