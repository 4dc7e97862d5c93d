"""Corrections of names on the staff desk: each a decision, in the ledger, and taken back there."""

import html

import pytest
from desk import add_form, page_of, save
from django.contrib.auth.models import Permission
from making import (
    make_article,
    make_omsk,
    make_person,
    make_place,
    make_putin,
    make_tokayev,
    make_waiting,
)

from archive.authority.names import renew_forms
from archive.decisions import merge, reject_form
from archive.models import Article, Decision, Mention, Person
from archive.models.names import Origin

pytestmark = pytest.mark.django_db


# --- One mention --------------------------------------------------------------------------


def test_whom_a_mention_means_is_a_decision_on_its_name_in_its_article(staff_client) -> None:
    make_tokayev(), make_putin()
    other = make_person("Kemel Tokayev", name_ru="Кемел Токаев", short_ru="")
    article = make_article("В столице выступил Токаев", body="Президент Токаев выступил.")
    elsewhere = make_article("В столице выступил Токаев")
    Article.objects.update(extractor="x")
    url = page_of("mention", "change", article.mentions.first().pk)
    page = save(staff_client, url, person=other.pk)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.key, decision.person) == ("link", "токаев", other)
    assert decision.article_feed_id == article.feed_id
    assert decision.decided_by.username == "staff"
    assert decision.summary in html.unescape(page)
    # Both of that name, there and nowhere else.
    assert {mention.person for mention in article.mentions.all()} == {other}
    assert elsewhere.mentions.get().person != other
    assert list(Article.objects.filter(extractor="")) == [article]


def test_a_mention_saved_unchanged_decides_nothing(staff_client) -> None:
    make_tokayev()
    article = make_article("В столице выступил Токаев")
    save(staff_client, page_of("mention", "change", article.mentions.get().pk))
    assert not Decision.objects.exists()


def test_mentions_that_wait_are_listed_apart(staff_client) -> None:
    make_tokayev()
    article = make_article("В столице выступил Токаев", body="Олег Петров приехал.")
    row = make_waiting(article, "Олег Петров")
    url = page_of("mention", "changelist")
    for value, number, is_there in (("yes", 1, True), ("no", 1, False), ("x", 2, True)):
        listed = staff_client.get(url, {"waiting": value}).context["cl"].result_list
        assert (len(listed), row in listed) == (number, is_there)
    found = staff_client.get(url, {"q": "Петров"}).context["cl"].result_list
    assert list(found) == [row]


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_a_mention_of_nobody_goes_and_stands_in_the_ledger(staff_client, button) -> None:
    make_tokayev()
    article = make_article("В столице выступил Токаев")
    url = page_of("mention", "change", article.mentions.get().pk)
    save(staff_client, url, names_nobody="on", person="", **{button: "1"})
    assert not Mention.objects.exists()
    decision = Decision.objects.get()
    assert (decision.verdict, decision.kind, decision.key) == ("reject", "person", "токаев")
    assert decision.article_feed_id == article.feed_id


def test_a_mention_that_waits_is_given_someone_and_never_someone_merged(staff_client) -> None:
    tokayev, double = make_tokayev(), make_person("Kassym Tokaeff")
    merge(double, tokayev, None)
    row = make_waiting(make_article(body="Кемел Токаев приехал."), "Кемел Токаев")
    url = page_of("mention", "change", row.pk)
    answer = staff_client.post(url, {"person": double.pk})
    assert "is merged: choose Kassym-Jomart Tokayev" in answer.content.decode()
    assert "or of nobody" in staff_client.post(url, {}).content.decode()
    save(staff_client, url, person=tokayev.pk)
    row.refresh_from_db()
    assert row.person == tokayev


# --- Merging, and the ledger --------------------------------------------------------------


@pytest.mark.parametrize("model", ["person", "location"])
def test_two_records_are_merged_and_unmerged_on_their_pages(staff_client, model) -> None:
    make = make_person if model == "person" else make_place
    first, second = make("Adam Adamson"), make("Adam Adamsohn")
    article = make_article("Adam Adamsohn and others")
    page = staff_client.get(page_of(model, "change", second.pk)).content.decode()
    url = page_of(model, "merge", second.pk)
    assert url in page
    assert staff_client.get(url).status_code == 200
    ask = staff_client.get(url, {"record": "Adam Adamson"}).content.decode()
    assert "1 mentions in articles" in ask
    assert "(adam-adamsohn) into" in ask
    second.refresh_from_db()
    assert second.merged_into is None
    page = staff_client.post(url, {"record": first.slug}, follow=True).content.decode()
    assert "(adam-adamsohn) was merged into Adam Adamson" in page
    second.refresh_from_db()
    assert second.merged_into == first
    assert getattr(article.mentions.get(), model) == first
    page = staff_client.get(page_of(model, "change", second.pk)).content.decode()
    assert "Merged into" in page
    decision = Decision.objects.get()
    unmerge = page_of("decision", "undo", decision.pk)
    assert unmerge in page
    assert decision.summary in staff_client.get(unmerge).content.decode()
    staff_client.post(unmerge)
    second.refresh_from_db()
    assert second.merged_into is None
    assert getattr(article.mentions.get(), model) == second


def test_what_cannot_be_merged_is_refused_in_words(staff_client) -> None:
    tokayev, double = make_tokayev(), make_person("Kassym Tokaeff")
    url = page_of("person", "merge", tokayev.pk)
    for record, words in (
        (tokayev.slug, "with itself"),
        ("nobody", "no slug and no written form"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)"),
    ):
        for answer in (
            staff_client.get(url, {"record": record}),
            staff_client.post(url, {"record": record}),
        ):
            assert answer.status_code == 200
            assert words in answer.content.decode()
            assert "<script>alert" not in answer.content.decode()
    merge(double, tokayev, None)
    staff_client.post(page_of("person", "merge", double.pk), {"record": tokayev.slug})
    assert Decision.objects.count() == 1
    assert staff_client.get(page_of("person", "merge", 999999999)).status_code == 404


def test_merging_and_undoing_need_the_permission(client, django_user_model) -> None:
    tokayev, putin, omsk = make_tokayev(), make_putin(), make_omsk()
    decision = reject_form("Снег", "location", None)
    user = django_user_model.objects.create_user("editor", is_staff=True)
    client.force_login(user)
    url, undo_url = (
        page_of("person", "merge", tokayev.pk),
        page_of("decision", "undo", decision.pk),
    )
    for address in (url, undo_url):
        assert client.get(address).status_code == 403
        assert client.post(address, {"record": putin.slug}).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_location"))
    assert client.get(url).status_code == 403
    assert client.get(page_of("location", "merge", omsk.pk)).status_code == 200
    assert client.post(undo_url).status_code == 302
    assert not Decision.objects.in_force().exists()


def test_merged_records_are_marked_filtered_and_not_offered(staff_client) -> None:
    tokayev, double = make_tokayev(), make_person("Kassym Tokaeff", name_ru="Касым Токаефф")
    merge(double, tokayev, None)
    url = page_of("person", "changelist")
    for value, listed in (("yes", [double]), ("no", [tokayev]), ("x", [tokayev, double])):
        found = staff_client.get(url, {"merged": value}).context["cl"].result_list
        assert set(found) == set(listed)
    for term in ("Kassym", "Токаефф", ""):
        answer = staff_client.get(
            "/admin/autocomplete/",
            {
                "term": term,
                "app_label": "archive",
                "model_name": "mention",
                "field_name": "person",
            },
        )
        assert [found["id"] for found in answer.json()["results"]] == [str(tokayev.pk)]


def test_a_merged_record_is_not_deleted_and_neither_is_whom_it_became(staff_client) -> None:
    tokayev, double = make_tokayev(), make_person("Kassym Tokaeff")
    merge(double, tokayev, None)
    for person in (tokayev, double):
        staff_client.post(page_of("person", "delete", person.pk), {"post": "yes"})
    for chosen in ([tokayev.pk], [double.pk], [tokayev.pk, double.pk]):
        staff_client.post(
            page_of("person", "changelist"),
            {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
        )
    assert Person.objects.count() == 2


def test_the_ledger_is_not_changed_or_deleted_by_anybody(staff_client) -> None:
    decision = reject_form("Снег", "person", None)
    change = page_of("decision", "change", decision.pk)
    assert staff_client.post(change, {"summary": "Otherwise."}).status_code == 403
    assert staff_client.post(page_of("decision", "delete", decision.pk)).status_code == 403
    staff_client.post(
        page_of("decision", "changelist"),
        {"action": "delete_selected", "_selected_action": [decision.pk], "post": "yes"},
    )
    decision.refresh_from_db()
    assert decision.summary == "“Снег” names nobody."


def test_the_ledger_tells_what_is_in_force_and_offers_to_undo_it(staff_client) -> None:
    first, second = reject_form("Снег", "person", None), reject_form("Дождь", "person", None)
    url = page_of("decision", "changelist")
    undo_url = page_of("decision", "undo", first.pk)
    assert undo_url in staff_client.get(url).content.decode()
    page = staff_client.post(undo_url, follow=True).content.decode()
    assert "Taken back: “Снег” names nobody." in page
    assert undo_url not in staff_client.get(url).content.decode()
    again = staff_client.post(undo_url, follow=True).content.decode()
    assert "was taken back already" in again
    for value, number in (("yes", 1), ("no", 2), ("x", 3)):
        listed = staff_client.get(url, {"in_force": value}).context["cl"].result_list
        assert len(listed) == number
        assert (second in listed) == (value != "no")


def test_written_forms_added_and_removed_by_hand_stand_in_the_ledger(staff_client) -> None:
    person = make_person("Emomali Rahmon", name_ru="Эмомали Рахмон")
    renew_forms(person)
    url = page_of("person", "change", person.pk)
    number = person.forms.exclude(origin=Origin.GENERATED).count()
    save(
        staff_client, url, **add_form(number=number, text="Рахмонов", language="ru", extent="short")
    )
    alias = Decision.objects.get()
    assert (alias.verdict, alias.person, alias.form) == ("alias", person, "Рахмонов")
    assert alias.decided_by.username == "staff"
    save(staff_client, url)
    assert Decision.objects.count() == 1

    def row_of(text: str) -> str:
        written = list(person.forms.exclude(origin=Origin.GENERATED))
        return f"forms-{next(i for i, form in enumerate(written) if form.text == text)}"

    save(staff_client, url, **{f"{row_of('Рахмонов')}-text": "Рахманов"})
    assert set(Decision.objects.in_force().values_list("form", flat=True)) == {"Рахманов"}
    save(staff_client, url, **{f"{row_of('Рахманов')}-DELETE": "on"})
    assert not Decision.objects.in_force().exists()
    # Those of the authority data leave no trace when they go.
    count = Decision.objects.count()
    save(staff_client, url, **{f"{row_of('Эмомали Рахмон')}-DELETE": "on"})
    assert Decision.objects.count() == count
