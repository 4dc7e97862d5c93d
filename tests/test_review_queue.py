"""The review queue: names that wait, shown with their sentences, decided by one click."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from making import (
    make_article,
    make_office,
    make_omsk,
    make_person,
    make_place,
    make_putin,
    make_tokayev,
    make_waiting,
)
from reading import Page, page_of

from archive.decisions import merge, reject_form
from archive.models import Article, Decision, Mention, Person
from archive.review import PAGE_SIZE

QUEUE = "/admin/archive/mention/review/"
DECIDE = f"{QUEUE}decide/"
HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""

pytestmark = pytest.mark.django_db


def make_name(
    label: str, *, articles: int = 1, kind: str = "person", body: str = "{} приехал.", **fields: str
) -> list[Article]:
    """Articles in which a name waits."""
    made = []
    for number in range(articles):
        article = make_article(f"Новость {number}", body=body.format(label), **fields)
        make_waiting(article, label, kind=kind)
        made.append(article)
    return made


def queue_page(client: Client, query: str = "") -> Page:
    answer = client.get(QUEUE + query)
    assert answer.status_code == 200
    return page_of(answer)


def names_on(page: Page) -> list[str]:
    return [tag.text for tag in page.all("h2") if tag["id"].startswith("name-")]


def labels(client: Client, query: str = "") -> list[str]:
    return names_on(queue_page(client, query))


def click(client: Client, act: str, form: str, query: str = "", **fields: object) -> Page:
    """What a button of the queue sends; answers the page that follows."""
    data = {"act": act, "form": form, "kind": "person"} | fields
    answer = client.post(f"{DECIDE}{query}", data, follow=True)
    assert answer.redirect_chain[-1][0].startswith(QUEUE)
    return page_of(answer)


# --- What waits -------------------------------------------------------------------------------


def test_names_in_most_articles_come_first_and_equals_by_letter(staff_client) -> None:
    make_name("Яна Белова"), make_name("Анна Белова"), make_name("Олег Петров", articles=3)
    # Twice in one article is one article.
    article = make_article(body="Пётр Ильин и снова Пётр Ильин.")
    make_waiting(article, "Пётр Ильин")
    make_waiting(article, "снова Пётр Ильин", label="Пётр Ильин")
    assert labels(staff_client) == ["Олег Петров", "Анна Белова", "Пётр Ильин", "Яна Белова"]


def test_people_places_full_names_and_single_words_are_looked_at_apart(staff_client) -> None:
    make_name("Олег Петров"), make_name("Ильин"), make_name("Нижняя Тавда", kind="location")
    make_name("Тавда", kind="location")
    assert set(labels(staff_client, "?kind=person")) == {"Олег Петров", "Ильин"}
    assert set(labels(staff_client, "?kind=location")) == {"Нижняя Тавда", "Тавда"}
    assert set(labels(staff_client, "?words=full")) == {"Олег Петров", "Нижняя Тавда"}
    assert labels(staff_client, "?words=single&kind=person") == ["Ильин"]
    tabs = [tag["href"] for tag in queue_page(staff_client, "?words=full").all("a", inside="nav")]
    assert f"{QUEUE}?kind=person&words=full" in tabs


def test_known_people_and_places_do_not_wait(staff_client) -> None:
    make_tokayev(), make_omsk()
    make_article("Токаев в Омске")
    assert labels(staff_client) == []
    assert "Nothing waits here." in queue_page(staff_client).html


def test_the_sentence_is_cut_out_of_the_text_and_the_name_marked(staff_client) -> None:
    body = "Снег шёл. 😀 Вчера {} приехал в г. Омск. Все ждали.\n\nКонец."
    make_name("Олег Петров", body=body)
    page = queue_page(staff_client, "?kind=person")
    assert page.one("mark").text == "Олег Петров"
    sentence = page.one("blockquote").text
    assert "Вчера Олег Петров приехал" in sentence
    assert "Снег шёл" not in sentence
    assert "Конец" not in sentence


def test_at_most_three_sentences_are_shown_of_the_newest_articles(staff_client) -> None:
    articles = make_name("Олег Петров", articles=5)
    page = queue_page(staff_client)
    shown = [tag.text for tag in page.all("a") if tag["href"].startswith("/articles/")]
    assert shown == [article.title for article in articles[:1:-1]]
    listed = staff_client.get(page.link("5 articles"))
    assert len(listed.context["cl"].result_list) == 5


def test_a_very_long_text_is_not_shown_whole(staff_client) -> None:
    make_name("Олег Петров", body="снег " * 100_000 + "{} приехал " + "снег " * 100_000)
    assert len(queue_page(staff_client).one("blockquote").text) < 1000


def test_a_name_in_a_title_is_shown_in_the_title(staff_client) -> None:
    make_waiting(make_article("Олег Петров. Итоги"), "Олег Петров", field="title")
    assert queue_page(staff_client).one("blockquote").text == "Олег Петров. Итоги"


def test_whoever_held_office_then_is_suggested_first_and_merged_ones_as_who_stands(
    staff_client,
) -> None:
    retired = make_person("Aidar Alimov", name_ru="Айдар Алимов")
    serving = make_person("Timur Alimov", name_ru="Тимур Алимов")
    double = make_person("Timur Alimoff", name_ru="Тимур Алимов", slug="double")
    make_office(retired, "Minister of Snow", "2001-01-01", "2002-01-01")
    make_office(serving, "Minister of Rain", "2019-01-01", "2020-01-01")
    merge(double, serving, None)
    make_name("Алимов", published_at="2019-11-07T15:15:00+06:00")
    page = queue_page(staff_client)
    same = [tag.text for tag in page.all("button") if tag.text.startswith("Same as ")]
    assert same == ["Same as Timur Alimov", "Same as Aidar Alimov", "Same as this one"]
    assert "Minister of Rain, 2019–2020" in page.html


def test_a_full_name_is_compared_with_people_of_that_surname(staff_client) -> None:
    make_tokayev()
    make_name("Кемел Токаев")
    assert "Same as Kassym-Jomart Tokayev" in queue_page(staff_client).html


def test_pages_go_on_and_odd_ones_are_answered(staff_client) -> None:
    for number in range(PAGE_SIZE + 1):
        make_name(f"Имя{number:02} Фамилия")
    page = queue_page(staff_client)
    assert len(names_on(page)) == PAGE_SIZE
    assert labels(staff_client, page.link("Next").removeprefix(QUEUE)) == ["Имя20 Фамилия"]
    assert labels(staff_client, "?page=900") == []
    for odd in ("page=0", "page=x", "kind=x", "words=x", "kind=%00"):
        assert staff_client.get(f"{QUEUE}?{odd}").status_code == 404
    for odd in ("done=x", "done=99999999999999999999", "done=999999"):
        assert staff_client.get(f"{QUEUE}?{odd}").status_code == 200


def test_the_page_costs_the_same_for_three_names_and_for_eighteen(staff_client) -> None:
    make_office(make_tokayev()), make_place("Tavda", name_ru="Тавда")

    def add(numbers: range) -> None:
        for number in numbers:
            make_name(f"Олег{number} Токаев", articles=2), make_name(f"Ильин{number}")
            make_name(f"Новая{number} Тавда", kind="location")
        make_name("Тавда", kind="location")

    def queries() -> int:
        staff_client.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            queue_page(staff_client)
        return len(captured)

    add(range(1))
    few = queries()
    add(range(1, 6))
    # session, user; savepoint, limit, names, limit, release; examples, mentions; merged people
    # and places, forms, people, offices, places, names never meant
    assert queries() == few == 16


def test_the_names_are_counted_from_the_index_alone(staff_client) -> None:
    make_name("Олег Петров", articles=3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = Mention.objects.names_waiting("person", "full").explain()
    assert "Index Only Scan using mention_waiting" in plan


# --- Deciding ---------------------------------------------------------------------------------


def test_a_new_person_is_made_by_one_click_and_the_name_is_gone(staff_client) -> None:
    make_name("Мария Петрова", articles=2), make_name("Олег Ильин")
    page = click(staff_client, "new", "Мария Петрова", "?words=full", language="ru", gender="f")
    person = Person.objects.get()
    assert (person.name_ru, person.gender) == ("Мария Петрова", "f")
    assert Mention.objects.filter(person=person).count() == 2
    assert labels(staff_client) == ["Олег Ильин"]
    assert "“Мария Петрова” is a person of their own: Mariya Petrova." in page.html
    assert Decision.objects.get().decided_by.username == "staff"


def test_a_name_is_linked_by_button_by_slug_and_by_any_written_form(staff_client) -> None:
    tokayev = make_tokayev()
    for number, (act, record) in enumerate(
        [
            ("link kassym-jomart-tokayev", ""),
            ("link", "kassym-jomart-tokayev"),
            ("link", "Касым-Жомарта Токаева"),
            ("link", " ТОҚАЕВ "),
        ]
    ):
        label = f"Кемел{number} Токаев"
        make_name(label)
        click(staff_client, act, label, record=record)
        assert Mention.objects.get(label=label).person == tokayev
    assert labels(staff_client) == []


def test_what_may_be_several_or_nobody_is_refused_in_words(staff_client) -> None:
    make_person("Aidar Alimov", name_ru="Айдар Алимов")
    make_person("Timur Alimov", name_ru="Тимур Алимов")
    make_name("Алимов")
    page = click(staff_client, "link", "Алимов", record="Алимов")
    assert "write the slug: aidar-alimov, timur-alimov" in page.html
    page = click(staff_client, "link", "Алимов", record="Кто-то")
    assert "is no slug and no written form" in page.html
    for odd in ("", "explode", "link nobody", "never nobody", "link \0"):
        click(staff_client, odd, "Алимов")
    click(staff_client, "reject", "Алимов", kind="planet")
    click(staff_client, "reject", "—")
    click(staff_client, "reject", "Алимов", article="x")
    click(staff_client, "reject", "Алимов", article="999999999")
    assert not Decision.objects.exists()
    assert labels(staff_client) == ["Алимов"]


def test_a_rejected_name_is_gone_at_once_and_an_undo_lets_it_be_read_again(staff_client) -> None:
    [article] = make_name("Снежана Метель")
    page = click(staff_client, "reject", "Снежана Метель", "?kind=person")
    assert labels(staff_client) == []
    undo = page.one("form", class_="review-done")
    fields = {tag["name"]: tag["value"] for tag in page.all("input") if undo in tag.around}
    Article.objects.update(extractor="x")
    answer = staff_client.post(undo["action"], {"next": fields["next"]}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{QUEUE}?kind=person"
    assert not Decision.objects.in_force().exists()
    article.refresh_from_db()
    assert article.extractor == ""


def test_a_link_taken_back_is_in_the_queue_again_at_once(staff_client) -> None:
    make_tokayev()
    make_name("Кемел Токаев")
    click(staff_client, "link kassym-jomart-tokayev", "Кемел Токаев")
    assert labels(staff_client) == []
    decision = Decision.objects.get()
    staff_client.post(reverse("admin:archive_decision_undo", args=[decision.pk]))
    assert labels(staff_client) == ["Кемел Токаев"]


def test_a_decision_on_one_sentence_leaves_the_other_articles_waiting(staff_client) -> None:
    tokayev = make_tokayev()
    first, second, third = make_name("Кемел Токаев", articles=3)
    act = "link kassym-jomart-tokayev"
    click(staff_client, act, "Кемел Токаев", article=first.pk)
    click(staff_client, "reject", "Кемел Токаев", article=second.pk)
    assert first.mentions.get(label="Кемел Токаев").person == tokayev
    assert not second.mentions.filter(label="Кемел Токаев").exists()
    assert third.mentions.waiting().exists()
    assert set(Decision.objects.values_list("article_feed_id", flat=True)) == {
        first.feed_id,
        second.feed_id,
    }


def test_whom_a_name_never_means_is_not_suggested_again(staff_client) -> None:
    make_tokayev()
    make_name("Кемел Токаев")
    click(staff_client, "never kassym-jomart-tokayev", "Кемел Токаев")
    assert labels(staff_client) == ["Кемел Токаев"]
    assert "Same as Kassym-Jomart Tokayev" not in queue_page(staff_client).html


def test_a_place_is_decided_on_as_a_person_is_but_is_no_new_person(staff_client) -> None:
    omsk = make_omsk()
    make_name("Омскград", kind="location"), make_name("Снегоград", kind="location")
    assert "Is a new person" not in queue_page(staff_client).html
    click(staff_client, "link", "Омскград", record="Омск", kind="location")
    click(staff_client, "reject", "Снегоград", kind="location")
    click(staff_client, "new", "Омскград", kind="location", language="ru")
    assert Mention.objects.get().location == omsk
    assert not Person.objects.exists()
    assert Decision.objects.first().summary == "“Снегоград” names no place."


def test_a_decision_comes_back_to_the_same_place_of_the_queue(staff_client) -> None:
    make_name("Олег Петров")
    data = {"act": "reject", "form": "Олег Петров", "kind": "person"}
    answer = staff_client.post(f"{DECIDE}?kind=person&words=full&page=2&x=1", data)
    done = Decision.objects.get().pk
    assert answer["Location"] == f"{QUEUE}?kind=person&words=full&page=2&done={done}"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:1", ""])
def test_the_way_back_from_an_undo_stays_in_this_archive(staff_client, address) -> None:
    decision = reject_form("Снег", "person", None)
    url = reverse("admin:archive_decision_undo", args=[decision.pk])
    answer = staff_client.post(url, {"next": address})
    assert answer["Location"] == "/admin/archive/decision/"


# --- Who, and with what -----------------------------------------------------------------------


def test_the_queue_needs_the_permission_to_change_people(client, django_user_model) -> None:
    make_name("Олег Петров")
    user = django_user_model.objects.create_user("editor", is_staff=True)
    assert client.get(QUEUE).status_code == 302
    client.force_login(user)
    data = {"act": "new", "form": "Олег Петров", "kind": "person", "language": "ru"}
    for address in (QUEUE, f"{QUEUE}records/"):
        assert client.get(address).status_code == 403
    assert client.post(DECIDE, data).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_person"))
    assert "Is a new person" not in queue_page(client).html
    assert client.post(DECIDE, data).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    assert strict.post(DECIDE, data | {"act": "reject"}).status_code == 403
    assert client.get(DECIDE).status_code == 405
    assert client.post(QUEUE).status_code == 405
    assert not Decision.objects.exists()
    assert client.post(DECIDE, data | {"act": "reject"}).status_code == 302
    assert Decision.objects.exists()


def test_the_queue_is_linked_from_the_desk_and_from_the_mentions(staff_client) -> None:
    for address in ("/admin/", "/admin/archive/mention/"):
        assert page_of(staff_client.get(address)).link("Review names") == QUEUE


def test_records_are_offered_while_a_name_is_typed(staff_client) -> None:
    tokayev, _ = make_tokayev(), make_omsk()
    merge(make_person("Kassym Tokaeff", name_ru="Касым Токаефф"), tokayev, None)

    def offered(**asked: str) -> list[str]:
        found = staff_client.get(f"{QUEUE}records/", asked).json()["records"]
        return [each["slug"] for each in found]

    assert offered(kind="person", term="Токае") == offered(term="токаефф") == [tokayev.slug]
    assert offered(kind="location", term="омск") == ["omsk"]
    assert offered(kind="person", term="") == offered(kind="person", term="%_\0") == []


def test_hostile_names_and_texts_are_text(staff_client) -> None:
    person = make_putin()
    Person.objects.update(name_en=HOSTILE)
    article = make_article(HOSTILE, body=f"{HOSTILE} Путин приехал.", outlet=HOSTILE)
    article.mentions.all().delete()
    make_waiting(article, f"{HOSTILE} Путин")
    make_office(person, HOSTILE)
    page = queue_page(staff_client)
    assert not [tag for tag in page.all("script") if not tag["src"]]
    assert page.all("img") == []
    assert page.one("mark").text == f"{HOSTILE} Путин"
    page = click(staff_client, "link vladimir-putin", f"{HOSTILE} Путин")
    assert page.all("img") == []
    assert HOSTILE in page.one("form", class_="review-done").text


def test_the_queue_holds_no_inline_script_or_style(staff_client) -> None:
    make_name("Олег Петров")
    html = queue_page(staff_client).html
    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
