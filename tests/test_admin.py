"""The staff desk: what staff see, import, correct and decide."""

import datetime
from collections.abc import Iterator

import pytest
from desk import add_form, page_of, posted, save
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.admin.imports import FILES_SHOWN
from archive.authority.names import renew_forms
from archive.decisions import link_form, merge, reject_form, undo
from archive.extraction import EXTRACTOR
from archive.meetings import decisions as on_meetings
from archive.meetings.decisions import edit
from archive.models import (
    Article,
    ImportBatch,
    ImportedFile,
    Location,
    Mention,
    NameForm,
    Office,
    PastSlug,
    Person,
)
from archive.models.names import Origin
from archive.rereading import articles_that_may_name
from archive.text import key_of
from archive.understanding import understand
from tests.making import (
    article_text,
    make_article,
    make_meeting,
    make_office,
    make_omsk,
    make_person,
    make_place,
    make_putin,
    make_russia,
    make_tokayev,
    make_waiting,
)

MODELS = [
    "article",
    "decision",
    "event",
    "importbatch",
    "importedfile",
    "location",
    "meetingdecision",
    "mention",
    "outlet",
    "pastslug",
    "person",
]
IMPORT = "/admin/archive/importbatch/import/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_and_quick(settings) -> None:
    """No collected static files for the manifest to name; no slow hashing of a test's password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}


@pytest.fixture
def full_archive() -> None:
    """At least one row of everything."""
    tokayev, putin = make_tokayev(), make_putin()
    omsk = make_omsk(make_russia())
    make_office(tokayev, country=make_place("Kazakhstan", kind="country", code="KZ"))
    article = make_article("Токаев и Путин встретились в Омске")
    meeting = make_meeting(tokayev, putin, location=omsk, status="suggested", articles=(article,))
    on_meetings.undo(on_meetings.reject(meeting, None), None)
    edit(meeting, "host", "Кремль", None)
    Person.objects.filter(pk=putin.pk).update(slug="putin")
    make_waiting(make_article(body="Олег Петров приехал."), "Олег Петров")
    merge(make_person("Vladimir Putin II"), putin, None)
    undo(reject_form("Снег", "person", None), None)
    link_form("Токаев", "person", tokayev, None, article)
    batch = ImportBatch.objects.create(source="a folder")
    ImportedFile.objects.create(batch=batch, name="a.md", outcome="created", article=article)
    ImportedFile.objects.create(
        batch=batch, name="b.md", outcome="failed", line=3, reason="no title"
    )


def upload(client: Client, *files: tuple[str, str | bytes], follow: bool = True):
    uploads = [
        SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
        for name, data in files
    ]
    return client.post(IMPORT, {"articles": uploads}, follow=follow)


# --- Every page ---------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_every_record_can_be_looked_at(staff_client, full_archive, model) -> None:
    answer = staff_client.get(page_of(model, "changelist"))
    assert answer.status_code == 200
    records = answer.context["cl"].result_list
    assert len(records) > 0
    for record in records:
        assert staff_client.get(page_of(model, "change", record.pk)).status_code == 200


@pytest.mark.parametrize("model", ["event", "location", "outlet", "person"])
def test_what_staff_may_write_has_a_page_to_add_it(staff_client, full_archive, model) -> None:
    assert staff_client.get(page_of(model, "add")).status_code == 200


@pytest.mark.parametrize(
    "model",
    ["article", "decision", "importedfile", "meetingdecision", "mention", "pastslug"],
)
def test_what_files_and_rules_make_is_not_added_by_hand(staff_client, model) -> None:
    assert staff_client.get(page_of(model, "add")).status_code == 403


def test_adding_an_import_leads_to_the_page_that_imports(staff_client) -> None:
    answer = staff_client.get(page_of("importbatch", "add"), follow=True)
    assert answer.redirect_chain[-1][0] == IMPORT
    for model in ("importbatch", "article"):
        assert IMPORT in staff_client.get(page_of(model, "changelist")).content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_odd_questions_to_a_list_are_answered(staff_client, full_archive, model) -> None:
    odd = ["q=Токаевым", "q=%00", "q=%25_'\"", "q=<script>", "p=99999", "o=-1.2", "q=" + "ж" * 2000]
    for query in odd:
        answer = staff_client.get(f"{page_of(model, 'changelist')}?{query}", follow=True)
        assert answer.status_code == 200, query


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("event", "location"),
        ("event", "participants"),
        ("article", "outlet"),
    ],
)
def test_odd_questions_to_an_autocomplete_are_answered(
    staff_client, full_archive, model, field
) -> None:
    for term in ["", "\0", "Токаев", "%", "'", "\\"]:
        answer = staff_client.get(
            "/admin/autocomplete/",
            {"term": term, "app_label": "archive", "model_name": model, "field_name": field},
        )
        assert answer.status_code == 200, term


def test_no_page_of_the_desk_holds_an_inline_script_or_style(staff_client, full_archive) -> None:
    pages = [IMPORT]
    for model in MODELS:
        changelist = page_of(model, "changelist")
        first = staff_client.get(changelist).context["cl"].result_list[0]
        pages += [changelist, page_of(model, "change", first.pk)]
    for page in pages:
        html = staff_client.get(page).content.decode()
        assert " style=" not in html, page
        assert "<style" not in html, page
        assert " onclick=" not in html, page
        assert "<script>" not in html, page


# --- Finding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "term", ["Токаевым", "ТОКАЕВУ", "Тоқаевтың", "Tokayev", "Касым-Жомарту", "Токае", "qassym"]
)
def test_a_person_is_found_by_any_form_of_the_name(staff_client, term) -> None:
    tokayev, _ = make_tokayev(), make_putin()
    NameForm.objects.create(
        person=tokayev, text="Qassym", key="qassym", language="en", script="latin", extent="short"
    )
    answer = staff_client.get(page_of("person", "changelist"), {"q": term})
    assert list(answer.context["cl"].result_list) == [tokayev]


def test_a_place_is_found_by_a_case_ending_in_every_autocomplete(staff_client) -> None:
    omsk = make_omsk()
    make_place("Tomsk", name_ru="Томск")
    answer = staff_client.get(
        "/admin/autocomplete/",
        {"term": "Омске", "app_label": "archive", "model_name": "event", "field_name": "location"},
    )
    assert [found["id"] for found in answer.json()["results"]] == [str(omsk.pk)]


def test_a_meeting_is_found_by_who_and_where_in_any_case_ending(staff_client) -> None:
    tokayev, putin, omsk = make_tokayev(), make_putin(), make_omsk()
    wanted = make_meeting(tokayev, putin, location=omsk)
    make_meeting(tokayev, starts_on="2020-01-01")
    answer = staff_client.get(page_of("event", "changelist"), {"q": "Токаева Путиным Омске"})
    assert list(answer.context["cl"].result_list) == [wanted]


def test_undated_articles_are_a_list_of_their_own(staff_client) -> None:
    make_article()
    undated = make_article(published_at="")
    url = page_of("article", "changelist")
    assert list(staff_client.get(url, {"undated": "yes"}).context["cl"].result_list) == [undated]
    assert undated not in staff_client.get(url, {"undated": "no"}).context["cl"].result_list


def test_articles_are_listed_by_the_import_they_came_in_with(staff_client) -> None:
    make_article()
    upload(staff_client, ("a.md", article_text("Статья из загрузки")))
    batch = ImportBatch.objects.get(source="a.md")
    url = page_of("article", "changelist")
    listed = staff_client.get(url, {"batch": batch.pk}).context["cl"].result_list
    assert [article.title for article in listed] == ["Статья из загрузки"]
    assert staff_client.get(url, {"batch": "x' or 1=1"}, follow=True).status_code == 200
    assert staff_client.get(url, {"batch": "9" * 30}, follow=True).status_code == 200


@pytest.fixture
def queries_of(staff_client) -> Iterator:
    def count(url: str) -> int:
        staff_client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert staff_client.get(url).status_code == 200
        return len(captured)

    return count


def test_a_list_of_articles_costs_the_same_for_two_and_for_twelve(queries_of) -> None:
    url = page_of("article", "changelist")
    for number in range(2):
        make_article(f"Статья {number}", outlet=f"Издание {number}")
    few = queries_of(url)
    for number in range(2, 12):
        make_article(f"Статья {number}", outlet=f"Издание {number}")
    # session, user, count, rows, and one for each of two filters that list rows
    assert queries_of(url) == few == 6


def test_a_list_of_meetings_costs_the_same_for_two_and_for_twelve(queries_of) -> None:
    url = page_of("event", "changelist")
    people = [make_tokayev(), make_putin()]

    def add(number: int) -> None:
        place = make_place(f"City {number}")
        make_meeting(*people, location=place, articles=(make_article(f"Статья {number}"),))

    add(0), add(1)
    few = queries_of(url)
    for number in range(2, 12):
        add(number)
    # session, user, count, four filters' counts, rows, participants, sentences, coverage
    assert queries_of(url) == few == 11


@pytest.mark.parametrize(
    "model", ["person", "location", "mention", "importbatch", "importedfile", "decision"]
)
def test_the_other_lists_cost_the_same_for_twelve_more_rows(
    queries_of, full_archive, model
) -> None:
    url = page_of(model, "changelist")
    few = queries_of(url)
    kazakhstan = Location.objects.get(country_code="KZ")
    for number in range(12):
        person = make_person(f"Adam Adamson{number}")
        make_office(person, country=kazakhstan)
        make_place(f"Town{number}", country=kazakhstan)
        article = make_article(f"Adam Adamson{number} in Town{number}")
        batch = ImportBatch.objects.create(source="a folder")
        ImportedFile.objects.create(batch=batch, name="a.md", outcome="same", article=article)
        undo(reject_form(f"Form{number}", "person", None), None)
        merge(make_person(f"Adam Adamson{number} Jr"), person, None)
    assert queries_of(url) == few


# --- Importing ----------------------------------------------------------------------------


def test_good_files_go_in_and_a_bad_one_is_reported_with_line_and_reason(staff_client) -> None:
    answer = upload(
        staff_client,
        ("one.md", article_text("Первая статья")),
        ("two.md", article_text("Вторая статья")),
        ("bad.md", article_text("Третья статья", published_at="вчера")),
    )
    page = answer.content.decode()
    assert set(Article.objects.values_list("title", flat=True)) == {
        "Первая статья",
        "Вторая статья",
    }
    batch = ImportBatch.objects.get()
    assert answer.redirect_chain[-1][0] == page_of("importbatch", "change", batch.pk)
    assert batch.started_by.username == "staff"
    assert batch.source == "one.md, two.md, bad.md"
    assert batch.finished_at is not None
    assert "2 created, 0 changed, 0 same, 1 failed." in page
    failed = batch.files.get(outcome="failed")
    assert (failed.name, failed.line) == ("bad.md", 4)
    assert "cannot be read; write it as" in page
    for article in Article.objects.all():
        assert page_of("article", "change", article.pk) in page


def test_importing_the_same_files_again_says_same(staff_client) -> None:
    files = [("one.md", article_text("Первая статья")), ("two.md", article_text("Вторая статья"))]
    upload(staff_client, *files)
    page = upload(staff_client, *files).content.decode()
    assert "0 created, 0 changed, 2 same, 0 failed." in page
    assert Article.objects.count() == 2


def test_an_empty_file_an_archive_and_a_hostile_name_are_reported_as_text(staff_client) -> None:
    answer = upload(
        staff_client,
        ("empty.md", b""),
        ("many.zip", b"PK\x03\x04\x00\x00\x08\x00" + bytes(range(256))),
        ("<script>alert(1)<script>.md", article_text("Статья")),
        ("\u202e\udcff.md".encode("utf-8", "surrogateescape").decode("latin-1"), "no title"),
        ("long.md", b"# a\n" + b"x" * (8 * 1024**2)),
    )
    page = answer.content.decode()
    assert "1 created, 0 changed, 0 same, 4 failed." in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;script&gt;.md" in page
    reasons = dict(ImportedFile.objects.values_list("name", "reason"))
    assert reasons["empty.md"] == "is empty"
    assert "not a text file" in reasons["many.zip"]
    assert "an article may have 8 MB" in reasons["long.md"]


def test_sending_no_file_says_so(staff_client) -> None:
    assert "Choose one file or more." in staff_client.post(IMPORT, {}).content.decode()
    assert not ImportBatch.objects.exists()


def test_too_many_files_are_refused_in_words_and_nothing_goes_in(staff_client, settings) -> None:
    files = [(f"{number}.md", article_text()) for number in range(4)]
    settings.IMPORT_MAX_UPLOAD_FILES = 3
    assert "More than 3 files at once" in upload(staff_client, *files).content.decode()
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    answer = upload(staff_client, *files)
    assert answer.status_code == 400
    assert "More than 3 files at once" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_importing_needs_the_permission_and_a_token(client, django_user_model) -> None:
    assert client.get(IMPORT).status_code == 302
    user = django_user_model.objects.create_user("editor", password="x", is_staff=True)
    strict = Client(enforce_csrf_checks=True)
    for browser in (client, strict):
        browser.force_login(user)
    assert client.get(IMPORT).status_code == 403
    assert upload(client, ("one.md", article_text())).status_code == 403
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["add_importbatch", "view_importbatch"])
    )
    assert client.get(IMPORT).status_code == 200
    assert upload(strict, ("one.md", article_text())).status_code == 403
    assert not Article.objects.exists()
    assert upload(client, ("one.md", article_text())).status_code == 200
    assert Article.objects.count() == 1


def test_a_batch_page_shows_failures_first_and_links_to_the_files_it_leaves_out(
    staff_client,
) -> None:
    batch = ImportBatch.objects.create(source="a folder")
    ImportedFile.objects.bulk_create(
        ImportedFile(batch=batch, name=f"good-{number}.md", outcome="same")
        for number in range(FILES_SHOWN + 1)
    )
    ImportedFile.objects.create(batch=batch, name="bad.md", outcome="failed", reason="is empty")
    page = staff_client.get(page_of("importbatch", "change", batch.pk)).content.decode()
    assert page.index("bad.md") < page.index("good-0.md")
    assert f"good-{FILES_SHOWN}.md" not in page
    assert "2 more files" in page
    assert "Importing the same files again finishes it." in page
    files = page_of("importedfile", "changelist")
    listed = staff_client.get(f"{files}?batch__id__exact={batch.pk}&outcome__exact=failed")
    assert [file.name for file in listed.context["cl"].result_list] == ["bad.md"]


# --- Correcting articles ------------------------------------------------------------------


def test_filling_in_a_date_leaves_the_text_alone_and_survives_the_next_import(
    staff_client,
) -> None:
    make_tokayev()
    text = article_text(
        "В столице выступил Токаев", "Первый абзац.\n\nВторой абзац о Токаеве.", published_at=""
    )
    upload(staff_client, ("one.md", text))
    article = Article.objects.get()
    before = model_to_dict(article)
    save(
        staff_client,
        page_of("article", "change", article.pk),
        published_at_0="2019-11-07",
        published_at_1="09:15:00",
    )
    article.refresh_from_db()
    assert article.published_on == datetime.date(2019, 11, 7)
    assert article.extractor == ""
    assert article.updated_at > before["updated_at"]
    assert (article.title, article.body) == (before["title"], before["body"])
    assert article.mentions.count() == 2
    assert not article.versions.exists()
    assert "0 changed, 1 same" in upload(staff_client, ("one.md", text)).content.decode()
    article.refresh_from_db()
    assert article.published_on == datetime.date(2019, 11, 7)


def test_a_corrected_text_loses_its_marks_at_once_and_keeps_the_earlier_version(
    staff_client,
) -> None:
    make_tokayev()
    article = make_article("В столице выступил Токаев", body="Сказал Токаев.")
    save(
        staff_client, page_of("article", "change", article.pk), body="Вчера\u00a0сказал Токаев.\r\n"
    )
    article.refresh_from_db()
    assert article.body == "Вчера сказал Токаев."
    assert not article.mentions.linked().exists()
    assert article.versions.get().body == "Сказал Токаев."
    understand(article)
    mention = article.mentions.get(field="body")
    assert article.body[mention.start : mention.end] == "Токаев"


def test_saving_an_article_unchanged_changes_nothing(staff_client) -> None:
    article = make_article("В столице выступил Токаев", body="Один.\n\nДва.")
    before = model_to_dict(article)
    save(staff_client, page_of("article", "change", article.pk))
    assert model_to_dict(Article.objects.get()) == before


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2999-01-01", "9999-12-31"])
def test_an_absurd_date_is_refused_in_words(staff_client, day) -> None:
    article = make_article(published_at="")
    url = page_of("article", "change", article.pk)
    data = posted(staff_client, url, published_at_0=day, published_at_1="00:00:00")
    answer = staff_client.post(url, data)
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert Article.objects.get().published_at is None


# --- Correcting people and places ---------------------------------------------------------


def test_an_editors_new_form_is_inflected_and_links_an_article_read_before(staff_client) -> None:
    person = make_person("Emomali Rahmon", name_ru="Эмомали Рахмон")
    renew_forms(person)
    old = make_article("Переговоры с Рахмоновым прошли в столице")
    other = make_article("Погода в столице")
    assert not old.mentions.linked().exists()
    url = page_of("person", "change", person.pk)
    number = person.forms.exclude(origin=Origin.GENERATED).count()
    page = save(
        staff_client,
        url,
        **add_form(number=number, text="Рахмонов", language="ru", extent="short"),
    )
    form = person.forms.get(text="Рахмонов")
    assert (form.origin, form.key, form.script) == ("editor", "рахмонов", "cyrillic")
    assert person.forms.get(text="Рахмоновым").origin == Origin.GENERATED
    assert "1 article may be concerned: read again within seconds." in page
    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.extractor, other.extractor) == ("", EXTRACTOR)
    understand(old)
    assert old.mentions.linked().get().person == person


def test_a_form_that_a_rule_has_made_can_be_written_down_by_an_editor(staff_client) -> None:
    person = make_tokayev()
    number = person.forms.exclude(origin=Origin.GENERATED).count()
    save(
        staff_client,
        page_of("person", "change", person.pk),
        **add_form(number=number, text="Токаевым", language="ru", extent="short"),
    )
    assert person.forms.get(key="токаевым", language="ru").origin == Origin.EDITOR
    assert person.forms.filter(key="токаеву").exists()


@pytest.mark.parametrize(("text", "reason"), [("Токаев", "in the list already"), ("—", "letter")])
def test_a_form_written_twice_or_without_letters_is_refused_in_words(
    staff_client, text, reason
) -> None:
    person = make_tokayev()
    url = page_of("person", "change", person.pk)
    number = person.forms.exclude(origin=Origin.GENERATED).count()
    data = posted(staff_client, url, **add_form(number=number, text=text, language="ru"))
    answer = staff_client.post(url, data | {f"forms-{number}-extent": "short"})
    assert answer.status_code == 200
    assert reason in answer.content.decode()


def test_a_deleted_form_no_longer_links_and_its_articles_are_read_again(staff_client) -> None:
    person = make_person("Emomali Rahmon", name_ru="Эмомали Рахмон", aliases=(("ru", "Рахмонов"),))
    article = make_article("Переговоры с Рахмоновым прошли в столице")
    assert article.mentions.linked().get().person == person
    url = page_of("person", "change", person.pk)
    written = list(person.forms.exclude(origin=Origin.GENERATED))
    number = next(i for i, form in enumerate(written) if form.text == "Рахмонов")
    save(staff_client, url, **{f"forms-{number}-DELETE": "on"})
    article.refresh_from_db()
    assert article.extractor == ""
    understand(article)
    assert not article.mentions.linked().exists()


def test_an_english_place_name_corrected_in_place_is_read_at_once(staff_client) -> None:
    place = make_place("Xanadu", aliases=(("en", "Shangdo"),))
    article = make_article("Talks were held in Shangdu", body="They met in the city of Shangdu.")
    assert not article.mentions.linked().exists()
    url = page_of("location", "change", place.pk)
    texts = [form.text for form in place.forms.exclude(origin=Origin.GENERATED)]
    save(staff_client, url, **{f"forms-{texts.index('Shangdo')}-text": "Shangdu"})
    article.refresh_from_db()
    assert article.extractor == ""
    understand(article)
    assert {mention.location for mention in article.mentions.all()} == {place}


def test_a_new_person_added_by_hand_is_found_in_old_articles(staff_client) -> None:
    article = make_article("Садыр Жапаров прибыл в Астану")
    save(
        staff_client,
        page_of("person", "add"),
        name_en="Sadyr Japarov",
        name_ru="Садыр Жапаров",
        short_ru="Жапаров",
        gender="m",
        slug="sadyr-japarov",
    )
    person = Person.objects.get()
    article.refresh_from_db()
    understand(article)
    assert article.mentions.linked().get().person == person


def test_deleting_a_person_lets_the_articles_be_read_again(staff_client) -> None:
    person = make_tokayev()
    article = make_article("В столице выступил Токаев")
    make_article("Погода")
    staff_client.post(page_of("person", "delete", person.pk), {"post": "yes"})
    assert not Person.objects.exists()
    assert list(Article.objects.filter(extractor="")) == [article]
    for person in (make_tokayev(), make_putin()):
        Person.objects.filter(pk=person.pk).update(slug=f"{person.slug}-again")
    staff_client.post(
        page_of("person", "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": list(Person.objects.values_list("pk", flat=True)),
            "post": "yes",
        },
    )
    assert not Person.objects.exists()


def test_a_persons_old_address_is_kept_when_the_slug_is_changed(staff_client) -> None:
    person = make_tokayev()
    save(staff_client, page_of("person", "change", person.pk), slug="tokayev")
    assert PastSlug.objects.get().slug == "kassym-jomart-tokayev"
    assert PastSlug.objects.get().person == person


def test_made_forms_are_shown_but_not_offered_for_editing(staff_client) -> None:
    person = make_tokayev()
    answer = staff_client.get(page_of("person", "change", person.pk))
    assert "Токаевым" in answer.content.decode()
    offered = answer.context["inline_admin_formsets"][0].formset.initial_forms
    assert {form.instance.origin for form in offered} == {Origin.AUTHORITY}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ГОРБАЧЁВ выступил", "Горбачев"),
        ("Горбачев выступил", "Горбачёв"),
        ("Встреча в Нур Султане", "Нур-Султан"),
        ("Встреча в «Нур-Султане»", "Нур Султан"),
        ("_Токаев_ выступил", "Токаев"),
    ],
)
def test_articles_that_may_name_someone_are_found_as_the_extractor_reads(title, name) -> None:
    article = make_article(title)
    assert list(articles_that_may_name([key_of(name), ""])) == [article]


def test_a_short_form_does_not_call_up_every_article_with_its_letters() -> None:
    make_article("Russia and Belarus", body="Discussed business.")
    assert not articles_that_may_name(["us"]).exists()
    assert not articles_that_may_name([]).exists()


def test_a_mention_is_of_a_person_or_of_a_place(staff_client) -> None:
    tokayev, omsk = make_tokayev(), make_omsk()
    make_article("В столице выступил Токаев")
    url = page_of("mention", "change", Mention.objects.get().pk)
    answer = staff_client.post(url, {"person": tokayev.pk, "location": omsk.pk})
    assert "of one person or of one place" in answer.content.decode()
    save(staff_client, url, person="", location=omsk.pk)
    assert Mention.objects.get().location == omsk
    assert Mention.objects.get().kind == "location"


# --- Deciding on meetings -----------------------------------------------------------------


@pytest.mark.parametrize(("action", "status"), [("publish", "published"), ("reject", "rejected")])
def test_suggested_meetings_are_decided_by_the_dozen(staff_client, action, status) -> None:
    people = [make_tokayev(), make_putin()]
    meetings = [
        make_meeting(
            *people,
            status="suggested",
            starts_on=f"2019-11-{day}",
            articles=(make_article(body="Ясно."),),
        )
        for day in ("01", "20")
    ]
    left = make_meeting(*people, status="suggested", starts_on="2019-12-09")
    url = page_of("event", "changelist")
    listed = staff_client.get(url, {"status__exact": "suggested"}).content.decode()
    assert "suggested (3)" in listed
    answer = staff_client.post(
        f"{url}?status__exact=suggested",
        {"action": action, "_selected_action": [meeting.pk for meeting in meetings]},
        follow=True,
    )
    assert f"2 meetings {status}." in answer.content.decode()
    for meeting in meetings:
        meeting.refresh_from_db()
        assert (meeting.status, meeting.is_edited) == (status, True)
    left.refresh_from_db()
    assert (left.status, left.is_edited) == ("suggested", False)


def test_offices_are_added_on_the_page_of_their_person(staff_client) -> None:
    person, country = make_tokayev(), make_russia()
    save(
        staff_client,
        page_of("person", "change", person.pk),
        **add_form(
            "offices",
            role="head_of_state",
            title_en="President",
            country=str(country.pk),
            starts_precision="day",
            ends_precision="day",
        ),
    )
    assert Office.objects.get().country == country
