"""What must always be true is held by the database, whoever writes to it."""

import datetime
import itertools
import threading
import uuid
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError
from making import (
    make_article,
    make_batch,
    make_coverage,
    make_meeting,
    make_office,
    make_omsk,
    make_person,
    make_place,
    make_russia,
    make_tokayev,
)

from archive.models import (
    Article,
    Coverage,
    CoverageParticipant,
    Decision,
    Event,
    ImportBatch,
    ImportedFile,
    Likeness,
    Location,
    MeetingDecision,
    Mention,
    NameForm,
    Outlet,
    Participation,
    PastSlug,
    Person,
    standing_ids,
)
from archive.models.places import kilometres_between

pytestmark = pytest.mark.django_db

NEVER = "xx"  # what no closed list of values holds


def run_sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- Constraints ------------------------------------------------------------------------------


def add_mention(**fields) -> None:
    """A mention of a person in the title, unless said otherwise."""
    fields = {"field": "title", "start": 0, "end": 6, "confidence": 1} | fields
    fields.setdefault("article", make_article())
    if not {"person", "location"} & fields.keys():
        fields["person"] = make_person()
    fields.setdefault("kind", "location" if fields.get("location") else "person")
    Mention.objects.create(**fields)


def add_form(**fields) -> None:
    """An English name form of a person, unless said otherwise."""
    fields = {"text": "Tokaeff", "key": "tokaeff", "language": "en", "script": "latin"} | fields
    if not {"person", "location"} & fields.keys():
        fields["person"] = make_person()
    NameForm.objects.create(**fields)


def add_past_slug(**fields) -> None:
    PastSlug.objects.create(**{"slug": "once"} | fields)


def add_decision(**fields) -> Decision:
    """A decision that a form names nobody, unless said otherwise."""
    fields = {"verdict": "reject", "kind": "person", "summary": "Words."} | fields
    if fields["verdict"] not in ("merge", "undo"):
        fields = {"form": "Верный", "key": "верный"} | fields
    return Decision.objects.create(**fields)


def add_meeting_decision(**fields) -> MeetingDecision:
    """A decision that a meeting is one, unless said otherwise."""
    fields = {"verdict": "confirm", "summary": "Words."} | fields
    fields.setdefault("event", make_meeting())
    return MeetingDecision.objects.create(**fields)


def add_coverage(**fields) -> None:
    Coverage.objects.create(**{"event": make_meeting(), "article": make_article()} | fields)


def name_in_coverage(*people: Person) -> None:
    row = make_coverage(make_meeting(), make_article())
    for person in people:
        CoverageParticipant.objects.create(coverage=row, person=person)


def add_likeness(first: Event, second: Event) -> None:
    Likeness.objects.create(event=first, other=second, score=0.5, reasons="Words.")


def add_file(**fields) -> None:
    ImportedFile.objects.create(**{"batch": make_batch(), "name": "1.md"} | fields)


def copy_article(**fields) -> None:
    """A second article that is the first one but for its name in feeds."""
    article = make_article(url=fields.pop("url", None))
    article.pk, article.feed_id = None, "00000000-0000-0000-0000-000000000001"
    for name, value in fields.items():
        setattr(article, name, value)
    article._state.adding = True
    article.save()


def twice(add: Callable, *arguments, **fields) -> None:
    add(*arguments, **fields)
    add(*arguments, **fields)


# By constraint: something that breaks it, and nothing else.
BROKEN: dict[str, Callable[[], object]] = {
    "article_one_per_url": lambda: copy_article(content_hash="other"),
    "article_one_per_text": lambda: copy_article(url=""),
    "article_language": lambda: Article.objects.filter(pk=make_article().pk).update(language=NEVER),
    "article_utc_offset": lambda: copy_article(original_url="", utc_offset_minutes=1441),
    "article_has_title": lambda: copy_article(original_url="", title=""),
    "imported_file_outcome": lambda: add_file(outcome=NEVER),
    "imported_file_failed_for_a_reason": lambda: add_file(outcome="failed"),
    "event_kind": lambda: make_meeting(kind=NEVER),
    "event_status": lambda: make_meeting(status=NEVER),
    "event_date_precision": lambda: Event.objects.filter(pk=make_meeting().pk).update(
        date_precision=NEVER
    ),
    "participation_once": lambda: make_meeting(*[make_person()] * 2),
    "participation_confidence": lambda: Participation.objects.create(
        event=make_meeting(), person=make_person(), confidence=1.01
    ),
    "event_stage": lambda: make_meeting(stage=NEVER),
    "event_confidence": lambda: make_meeting(confidence=1.01),
    "event_not_merged_into_itself": lambda: Event.objects.filter(pk=make_meeting().pk).update(
        merged_into=F("pk")
    ),
    "coverage_role": lambda: add_coverage(role=NEVER),
    "coverage_stage": lambda: add_coverage(stage=NEVER),
    "coverage_kind": lambda: add_coverage(kind=NEVER),
    "coverage_date_precision": lambda: add_coverage(date_precision=NEVER),
    "coverage_date_basis": lambda: add_coverage(date_basis=NEVER),
    "coverage_confidence": lambda: add_coverage(confidence=-0.01),
    "coverage_person_once": lambda: name_in_coverage(*[make_person()] * 2),
    "likeness_once": lambda: twice(add_likeness, make_meeting(), make_meeting()),
    "likeness_lower_number_first": lambda: add_likeness(*[make_meeting(), make_meeting()][::-1]),
    "meetingdecision_verdict": lambda: add_meeting_decision(verdict=NEVER),
    "meetingdecision_field": lambda: add_meeting_decision(verdict="edit", field="status"),
    "meetingdecision_an_edit_has_a_field": lambda: add_meeting_decision(verdict="edit"),
    "meetingdecision_has_a_summary": lambda: add_meeting_decision(summary=""),
    "meetingdecision_on_two": lambda: (
        lambda one: add_meeting_decision(verdict="merge", event=one, into=one)
    )(make_meeting()),
    "meetingdecision_an_undo_undoes_something": lambda: add_meeting_decision(verdict="undo"),
    "form_of_a_person_or_a_place": lambda: add_form(person=make_person(), location=make_omsk()),
    "form_language": lambda: add_form(language=NEVER),
    "form_script": lambda: add_form(script=NEVER),
    "form_extent": lambda: add_form(extent=NEVER),
    "form_origin": lambda: add_form(origin=NEVER),
    "form_has_letters": lambda: add_form(key=""),
    "form_valid_from_before_to": lambda: add_form(valid_from="2022-09-17", valid_to="2019-03-23"),
    "form_once_a_person": lambda: twice(add_form, person=make_person()),
    "form_once_a_place": lambda: twice(add_form, location=make_omsk()),
    "mention_is_of_its_kind": lambda: add_mention(person=make_person(), kind="location"),
    "mention_kind": lambda: add_mention(person=None, label_key="a", kind=NEVER),
    "mention_basis": lambda: add_mention(basis=NEVER),
    "mention_of_nobody_known_has_a_label": lambda: add_mention(person=None),
    "mention_field": lambda: add_mention(field=NEVER),
    "mention_start_before_end": lambda: add_mention(start=6, end=6),
    "mention_confidence": lambda: add_mention(confidence=1.01),
    "mention_one_at_a_place_in_the_text": lambda: twice(
        add_mention, article=make_article(), person=make_person()
    ),
    "decision_verdict": lambda: add_decision(verdict=NEVER),
    "decision_kind": lambda: add_decision(kind=NEVER),
    "decision_is_of_its_kind": lambda: add_decision(verdict="link", location=make_omsk()),
    "decision_has_a_summary": lambda: add_decision(summary=""),
    "decision_on_a_form_has_it": lambda: add_decision(key=""),
    "decision_reject_means_nobody": lambda: add_decision(person=make_person()),
    "decision_new_is_a_person": lambda: add_decision(
        verdict="new", kind="location", location=make_omsk()
    ),
    "decision_in_one_article_is_on_a_form": lambda: add_decision(
        verdict="alias", person=make_person(), article_feed_id=uuid.uuid4()
    ),
    "decision_merges_two": lambda: (
        lambda one: add_decision(verdict="merge", person=one, into_person=one)
    )(make_person()),
    "decision_only_a_merge_is_into_another": lambda: add_decision(into_person=make_person()),
    "decision_an_undo_undoes_something": lambda: add_decision(verdict="undo"),
    "past_slug_of_a_person_or_a_place": lambda: add_past_slug(
        person=make_person(), location=make_omsk()
    ),
    "past_slug_leads_to_one_person": lambda: twice(add_past_slug, person=make_person()),
    "past_slug_leads_to_one_place": lambda: twice(add_past_slug, location=make_omsk()),
    "person_not_merged_into_itself": lambda: Person.objects.filter(pk=make_person().pk).update(
        merged_into=F("pk")
    ),
    "location_not_merged_into_itself": lambda: Location.objects.filter(pk=make_omsk().pk).update(
        merged_into=F("pk")
    ),
    "person_gender": lambda: make_person(gender="x"),
    "person_one_per_wikidata": lambda: [
        Person.objects.create(slug=slug, name_en="A", gender="m", wikidata_id="Q1") for slug in "ab"
    ],
    "office_role": lambda: make_office(make_person(), role=NEVER),
    "office_starts_precision": lambda: make_office(make_person(), starts_precision=NEVER),
    "office_ends_precision": lambda: make_office(make_person(), ends_precision=NEVER),
    "office_starts_before_it_ends": lambda: make_office(
        make_person(), starts_on="2019-03-20", ends_on="2019-03-19"
    ),
    "location_kind": lambda: make_place(kind=NEVER),
    "location_one_per_code": lambda: [
        make_place(name, kind="country", code="RU") for name in ("Russia", "Rossiya")
    ],
    "location_country_is_in_no_country": lambda: make_place(
        "Kazakhstan", kind="country", country=make_russia()
    ),
    "location_latitude": lambda: Location.objects.filter(pk=make_omsk().pk).update(latitude=90.1),
    "location_longitude": lambda: Location.objects.filter(pk=make_omsk().pk).update(
        longitude=-180.1
    ),
}
# What breaks a constraint in another way. Of two foreign keys just one is set: neither is as
# wrong as both.
AGAIN: dict[str, Callable[[], object]] = {
    "form_of_a_person_or_a_place": lambda: add_form(person=None),
    "past_slug_of_a_person_or_a_place": add_past_slug,
    "mention_is_of_its_kind": lambda: add_mention(person=make_person(), location=make_omsk()),
    "decision_is_of_its_kind": lambda: add_decision(
        verdict="merge", person=make_person(), into_location=make_omsk()
    ),
    "decision_merges_two": lambda: (
        lambda one: add_decision(verdict="merge", kind="location", location=one, into_location=one)
    )(make_omsk()),
    "decision_an_undo_undoes_something": lambda: add_decision(undoes=add_decision()),
    "meetingdecision_an_edit_has_a_field": lambda: add_meeting_decision(field="kind"),
    "meetingdecision_an_undo_undoes_something": lambda: add_meeting_decision(
        undoes=add_meeting_decision()
    ),
}


def constraint_names() -> set[str]:
    return {
        constraint.name
        for model in apps.get_app_config("archive").get_models()
        for constraint in model._meta.constraints
    }


@pytest.mark.parametrize(("name", "add"), [*BROKEN.items(), *AGAIN.items()], ids=[*BROKEN, *AGAIN])
def test_the_database_refuses_what_breaks(name, add):
    with pytest.raises(IntegrityError, match=f'constraint "{name}"'), transaction.atomic():
        add()


def test_every_constraint_is_broken_once():
    assert set(BROKEN) == constraint_names()


def test_every_constraint_stands_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        assert constraint_names() <= {row[0] for row in cursor.fetchall()}


def test_every_closed_list_of_values_has_a_constraint():
    for model in apps.get_app_config("archive").get_models():
        checks = " ".join(
            str(constraint.condition)
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
        )
        for field in model._meta.get_fields():
            if getattr(field, "choices", None):
                assert f"('{field.name}__in'" in checks, f"{model.__name__}.{field.name}"


def test_what_the_constraints_leave_open_can_be_stored():
    first, second = make_person(), make_person("Vladimir Putin")
    assert first.wikidata_id == second.wikidata_id == ""
    make_place("Omsk"), make_place("Astana")
    make_office(first, starts_on=None), make_office(first, starts_on="2019-03-20", ends_on=None)
    add_past_slug(person=first), add_past_slug(location=make_place("Sochi"))
    add_form(person=first), add_form(person=second)
    article = make_article()
    add_mention(article=article, person=first)
    add_mention(article=article, person=first, basis="office")
    add_mention(article=article, start=7, end=9, person=None, label_key="a")
    add_decision()
    copy_article(original_url="", content_hash="other")


@pytest.mark.parametrize(
    "add",
    [
        lambda: [make_person(slug="one"), make_person(slug="one")],
        lambda: [make_place(slug="one"), make_place(slug="one")],
        lambda: [Outlet.objects.create(name=name, slug="one") for name in "ab"],
        lambda: [Outlet.objects.create(name="one", slug=slug) for slug in "ab"],
    ],
    ids=["people", "places", "outlets", "names of outlets"],
)
def test_no_two_share_an_address(add):
    with pytest.raises(IntegrityError, match=r"_(slug|name)_key"), transaction.atomic():
        add()


@pytest.mark.parametrize(
    "delete",
    [
        lambda article: article.outlet.delete(),
        lambda article: make_omsk(make_russia()).country.delete(),
        lambda article: make_meeting(location=make_omsk()).location.delete(),
    ],
    ids=["outlet of an article", "country of a city", "place of a meeting"],
)
def test_what_others_stand_on_is_not_deleted(delete):
    with pytest.raises(ProtectedError):
        delete(make_article())


def test_a_report_of_an_import_outlives_its_article():
    article = make_article()
    imported = ImportedFile.objects.create(
        batch=make_batch(), name="1.md", outcome="created", article=article
    )
    article.delete()
    imported.refresh_from_db()
    assert imported.article is None


# --- Dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published_at", "published_on"),
    [
        ("2019-11-07T15:15:00+06:00", "2019-11-07"),
        ("2019-11-08T00:30:00+06:00", "2019-11-08"),
        ("2019-11-07T23:30:00-05:00", "2019-11-07"),
        ("2019-12-31T23:59:59-12:00", "2019-12-31"),
        ("2020-01-01T00:00:00+14:00", "2020-01-01"),
        ("2020-02-29T03:00:00+05:30", "2020-02-29"),
        ("1901-01-01", "1901-01-01"),
    ],
)
def test_an_article_is_of_the_day_on_its_own_outlets_calendar(published_at, published_on):
    article = make_article(published_at=published_at)
    assert str(article.published_on) == published_on
    assert list(Article.objects.filter(published_on=published_on)) == [article]


def test_the_day_follows_a_date_that_staff_fill_in():
    article = make_article(published_at="")
    assert article.published_on is None
    instant = datetime.datetime(2019, 11, 7, 22, tzinfo=datetime.UTC)
    Article.objects.update(published_at=instant, utc_offset_minutes=180)
    article.refresh_from_db()
    assert article.published_on == datetime.date(2019, 11, 8)


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "7 November 2019"), ("month", "November 2019"), ("year", "2019")],
)
def test_a_meetings_date_is_told_as_far_as_it_is_known(precision, text):
    meeting = make_meeting(starts_on="2019-11-07")
    meeting.date_precision = precision
    assert meeting.date_text == text


def test_places_are_sorted_as_a_reader_looks_them_up():
    for name in ("Zürich", "Évian", "Yerevan", "Ürümqi", "astana"):
        make_place(name)
    names = [place.name_en for place in Location.objects.all()]
    assert names == ["astana", "Évian", "Ürümqi", "Yerevan", "Zürich"]


# --- Past addresses ---------------------------------------------------------------------------


def rename(record: models.Model, slug: str) -> None:
    record.slug = slug
    record.save()


def rename_in_bulk(record: models.Model, slug: str) -> None:
    type(record).objects.filter(pk=record.pk).update(slug=slug)


def rename_by_sql(record: models.Model, slug: str) -> None:
    run_sql(f"UPDATE {record._meta.db_table} SET slug = %s WHERE id = %s", slug, record.pk)


@pytest.mark.parametrize("rename", [rename, rename_in_bulk, rename_by_sql])
@pytest.mark.parametrize("make", [make_tokayev, make_omsk])
def test_an_old_address_is_kept_however_it_is_changed(make, rename):
    record = make()
    old = record.slug
    rename(record, "new")
    assert [past.slug for past in record.past_slugs.all()] == [old]


def test_a_change_of_anything_else_keeps_no_address():
    person = make_tokayev()
    person.name_en = "K.-J. Tokayev"
    person.save()
    assert not PastSlug.objects.exists()


def test_an_address_taken_back_is_no_past_address():
    person = make_person(slug="one")
    rename(person, "two")
    rename(person, "one")
    assert [past.slug for past in person.past_slugs.all()] == ["two"]


def test_a_past_address_leads_to_whoever_had_it_last():
    first, second = make_person(slug="one"), make_person(slug="two")
    rename(first, "three")
    rename(second, "one")
    assert not PastSlug.objects.filter(slug="one").exists()
    rename(second, "four")
    assert PastSlug.objects.get(slug="one").person == second
    assert set(PastSlug.objects.values_list("slug", "person")) == {
        ("one", second.pk),
        ("two", second.pk),
    }


def test_a_person_and_a_place_may_have_had_the_same_address():
    person, place = make_person(slug="washington"), make_place(slug="washington")
    rename(person, "george-washington")
    rename(place, "washington-dc")
    assert person.past_slugs.get().slug == place.past_slugs.get().slug == "washington"


def test_the_past_addresses_of_a_deleted_person_go_with_them():
    person = make_person(slug="one")
    rename(person, "two")
    person.delete()
    assert not PastSlug.objects.exists()


# --- Merges and decisions ---------------------------------------------------------------------


@pytest.mark.parametrize("make", [make_person, make_place, lambda name: make_meeting()])
@pytest.mark.parametrize("length", [2, 3, 5])
def test_no_chain_of_merges_comes_back_to_its_beginning(make, length):
    chain = [make(f"Name {number}") for number in range(length)]
    table = chain[0]._meta.db_table
    point = f"UPDATE {table} SET merged_into_id = %s WHERE id = %s"
    for record, into in itertools.pairwise(chain):
        run_sql(point, into.pk, record.pk)
    with pytest.raises(IntegrityError, match="makes a circle"), transaction.atomic():
        run_sql(point, chain[0].pk, chain[-1].pk)
    # Two halves of a circle in one statement, too.
    run_sql(f"UPDATE {table} SET merged_into_id = NULL")
    both = f"UPDATE {table} SET merged_into_id = %s - id WHERE id IN (%s, %s)"
    first, second = chain[0].pk, chain[1].pk
    with pytest.raises(IntegrityError, match="makes a circle"), transaction.atomic():
        run_sql(both, first + second, first, second)


@pytest.mark.parametrize("make", [make_person, make_place])
def test_the_end_of_every_chain_of_merges_is_known(make):
    first, second, third, alone = [make(f"Name {number}") for number in range(4)]
    model = type(first)
    model.objects.filter(pk=first.pk).update(merged_into=second)
    model.objects.filter(pk=second.pk).update(merged_into=third)
    assert standing_ids(model) == {first.pk: third.pk, second.pk: third.pk}
    assert set(model.objects.standing()) == {third, alone}
    assert model.objects.at(first.slug).get().stands_as == third
    assert alone.stands_as == alone


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_the_same_moment_make_no_circle():
    first, second = make_person(), make_person("Vladimir Putin")
    point = "UPDATE archive_person SET merged_into_id = %s WHERE id = %s"
    results: list[object] = []

    def merge_the_other_way() -> None:
        try:
            run_sql(point, first.pk, second.pk)
        except IntegrityError as error:
            results.append(str(error))
        finally:
            connection.close()

    other = threading.Thread(target=merge_the_other_way)
    with transaction.atomic():
        run_sql(point, second.pk, first.pk)
        other.start()
        # It waits for the end of this transaction.
        other.join(0.3)
        assert results == []
        assert other.is_alive()
    other.join(10)
    assert "makes a circle" in str(results)
    assert standing_ids(Person) == {first.pk: second.pk}
    Person.objects.update(merged_into=None)


def test_what_others_were_merged_into_is_not_deleted():
    first, second = make_person(), make_person("Vladimir Putin")
    Person.objects.filter(pk=first.pk).update(merged_into=second)
    with pytest.raises(ProtectedError):
        second.delete()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE archive_decision SET summary = 'Other words.'",
        "UPDATE archive_decision SET person_id = (SELECT max(id) FROM archive_person)",
        "DELETE FROM archive_decision",
    ],
)
def test_the_ledger_of_decisions_only_grows(change):
    decision = add_decision(verdict="link", person=make_person())
    make_person("Vladimir Putin")
    with pytest.raises(IntegrityError, match=r"decision \d+ stands"), transaction.atomic():
        run_sql(change)
    decision.refresh_from_db()
    assert decision.summary == "Words."


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE archive_meetingdecision SET summary = 'Other words.'",
        "UPDATE archive_meetingdecision SET undoes_id = id",
        "DELETE FROM archive_meetingdecision",
    ],
)
def test_the_ledger_of_decisions_on_meetings_only_grows(change, django_user_model):
    editor = django_user_model.objects.create_user("editor")
    decision = add_meeting_decision(decided_by=editor)
    with pytest.raises(IntegrityError, match=r"decision \d+ stands"), transaction.atomic():
        run_sql(change)
    with pytest.raises(ProtectedError):
        decision.event.delete()
    editor.delete()
    decision.refresh_from_db()
    assert (decision.summary, decision.decided_by) == ("Words.", None)


def test_a_decision_outlives_whom_it_is_about_and_who_made_it(django_user_model):
    editor, person = django_user_model.objects.create_user("editor"), make_person()
    decision = add_decision(verdict="link", person=person, decided_by=editor)
    editor.delete(), person.delete()
    decision.refresh_from_db()
    assert (decision.record, decision.decided_by, decision.summary) == (None, None, "Words.")


@pytest.mark.parametrize("verdict", ["link", "never", "alias", "new", "merge"])
def test_a_decision_says_whom_it_is_about(verdict):
    with pytest.raises(IntegrityError, match="says whom it is about"), transaction.atomic():
        add_decision(verdict=verdict)
    if verdict == "merge":
        with pytest.raises(IntegrityError, match="says whom it is about"), transaction.atomic():
            add_decision(verdict=verdict, person=make_person())


def names_version() -> uuid.UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT names_version FROM archive_state")
        return cursor.fetchone()[0]


def test_a_decision_counts_as_a_name_for_the_extractor():
    before = names_version()
    add_decision()
    assert names_version() != before


# --- Changes the search index must follow -----------------------------------------------------


class Noted:
    """The articles noted as changed within a block; None stands for every article."""

    def __enter__(self) -> "Noted":
        self.after = self._newest()
        return self

    def __exit__(self, *error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT article_id FROM archive_indexchange WHERE id > %s", [self.after])
            self.articles = {row[0] for row in cursor.fetchall()}

    def _newest(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM archive_indexchange")
            return cursor.fetchone()[0]


@pytest.fixture
def covered() -> Article:
    """An article that names a person and a place and covers a meeting, beside another."""
    make_article()
    article = make_article()
    place = make_omsk()
    add_mention(article=article, person=make_tokayev(), start=0)
    add_mention(article=article, location=place, start=7, end=9)
    make_meeting(location=place, articles=(article,))
    # Rows of one test are one transaction: TRUNCATE must not find checks put off to its end.
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    return article


CHANGES: dict[str, Callable[[Article], object]] = {
    "article saved": lambda article: [setattr(article, "language", "en"), article.save()],
    "article updated in bulk": lambda article: Article.objects.filter(pk=article.pk).update(
        title="Иначе"
    ),
    "article updated by SQL": lambda article: run_sql(
        "UPDATE archive_article SET body = '' WHERE id = %s", article.pk
    ),
    "article deleted": lambda article: Article.objects.filter(pk=article.pk).delete(),
    "mention updated by SQL": lambda article: run_sql(
        'UPDATE archive_mention SET "end" = "end" + 1 WHERE article_id = %s', article.pk
    ),
    "mention deleted": lambda article: article.mentions.first().delete(),
    "mentions created in bulk": lambda article: Mention.objects.bulk_create(
        [
            Mention(
                article=article,
                field="body",
                start=0,
                end=1,
                kind="person",
                person=person,
                confidence=1,
            )
            for person in Person.objects.all()
        ]
    ),
    "mentions gone with their person": lambda article: Person.objects.get().delete(),
    "coverage updated in bulk": lambda article: Coverage.objects.update(event=make_meeting()),
    "coverage deleted by SQL": lambda article: run_sql("DELETE FROM archive_coverage"),
    "meeting saved": lambda article: [
        event := Event.objects.get(),
        setattr(event, "kind", "summit"),
        event.save(),
    ],
    "meetings updated in bulk": lambda article: Event.objects.update(status="rejected"),
    "meeting deleted": lambda article: Event.objects.all().delete(),
    "place updated in bulk": lambda article: Location.objects.update(kind="venue"),
    "place updated by SQL": lambda article: run_sql(
        "UPDATE archive_location SET country_id = %s WHERE slug = 'omsk'", make_russia().pk
    ),
    "mentions gone with their place": lambda article: [
        Event.objects.update(location=None),
        Coverage.objects.update(location=None),
        Location.objects.all().delete(),
    ],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_index_hears_of_an_article_when_there_is(change, covered):
    pk = covered.pk
    with Noted() as noted:
        change(covered)
    # Zero is no article: it notes that a meeting changed, be there articles on it or not.
    assert noted.articles - {0} == {pk}


NO_MATTER: dict[str, Callable[[], object]] = {
    "article saved as it was": lambda: Article.objects.order_by("pk").last().save(),
    "articles updated in bulk": lambda: Article.objects.update(author="Аноним", extractor=""),
    "mentions updated by SQL": lambda: run_sql("UPDATE archive_mention SET confidence = 0"),
    "coverage updated in bulk": lambda: Coverage.objects.update(role="background"),
    "meetings updated in bulk": lambda: Event.objects.update(host="ОБСЕ"),
    "person renamed": lambda: Person.objects.update(name_en="Somebody"),
    "place renamed": lambda: Location.objects.update(name_en="Somewhere"),
}


@pytest.mark.parametrize("change", NO_MATTER.values(), ids=NO_MATTER)
def test_what_no_document_is_made_of_dates_feeds_and_has_nothing_indexed(change, covered):
    with Noted() as noted:
        change()
    assert noted.articles == {0}


def test_a_change_of_no_row_is_none(covered):
    with Noted() as noted:
        Article.objects.filter(pk=0).update(title="Иначе")
        Event.objects.filter(pk=0).delete()
    assert noted.articles == set()


def test_the_index_hears_of_a_new_article():
    with Noted() as noted:
        article = make_article()
    assert noted.articles - {0} == {article.pk}


def test_the_index_hears_of_every_article_of_a_bulk_update():
    articles = {make_article().pk for _ in range(3)}
    with Noted() as noted:
        Article.objects.update(title="Иначе")
    assert noted.articles == articles


@pytest.mark.parametrize(
    "table", ["article", "mention", "coverage", "event", "location"], ids=lambda table: table
)
def test_the_index_hears_of_every_article_when_a_table_is_emptied(table, covered):
    with Noted() as noted:
        run_sql(f"TRUNCATE archive_{table} CASCADE")
    assert noted.articles == {None}


def test_the_index_does_not_hear_of_what_readers_do_not_see(covered):
    with Noted() as noted:
        ImportBatch.objects.create(source="a test")
        covered.outlet.save()
        Article.objects.select_for_update().get(pk=covered.pk)
        Article.objects.filter(pk=0).update(title="Иначе")
    # An outlet's name is in no article's entry, but feeds of meetings tell it.
    assert noted.articles == {0}


def test_a_change_that_is_taken_back_is_not_heard_of(covered):
    with Noted() as noted:
        sid = transaction.savepoint()
        covered.save()
        transaction.savepoint_rollback(sid)
    assert noted.articles == set()


def test_the_distance_between_places_is_known_where_both_lie_somewhere():
    moscow = Location(latitude=55.75, longitude=37.62)
    petersburg = Location(latitude=59.94, longitude=30.31)
    assert kilometres_between(moscow, petersburg) == pytest.approx(634, abs=3)
    assert kilometres_between(moscow, moscow) == 0
    there, antipode = Location(latitude=90, longitude=0), Location(latitude=-90, longitude=0)
    assert kilometres_between(there, antipode) == pytest.approx(20_015, abs=1)
    assert kilometres_between(moscow, Location()) is None
