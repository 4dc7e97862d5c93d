"""What editors decide on names is a row each, holds at once, and can be taken back."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from making import (
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

from archive.decisions import (
    add_alias,
    gender_of,
    link_form,
    merge,
    never_means,
    new_person,
    note_alias_removed,
    reject_form,
    undo,
)
from archive.extraction import EXTRACTOR
from archive.models import (
    Article,
    Decision,
    Event,
    Location,
    Mention,
    NameForm,
    Participation,
    PastSlug,
    Person,
)
from archive.models.names import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_user("editor")


@pytest.fixture
def ivanov() -> Person:
    return make_person("Sergei Ivanov", name_ru="Сергей Иванов")


@pytest.fixture
def waiting() -> Mention:
    """«Сергея Иванова» in an article of a time before there was such a person."""
    article = make_article(body="В столице ждали Сергея Иванова.")
    return make_waiting(article, "Сергея Иванова", label="Сергей Иванов")


def waits() -> set[str]:
    """Titles of the articles that wait to be read."""
    return set(Article.objects.filter(extractor="").values_list("title", flat=True))


def refused(words: str, act: Callable, *arguments: object) -> None:
    """The act is refused in these words, and nothing is written."""
    before = Decision.objects.count()
    with pytest.raises(ValidationError, match=words):
        act(*arguments)
    assert Decision.objects.count() == before


def everything() -> dict[str, list]:
    """All rows an act may change; when an article is read again is not among them."""
    apart = {"extractor", "updated_at", "participants"}
    return {
        model.__name__: [
            {name: value for name, value in model_to_dict(row).items() if name not in apart}
            for row in model.objects.order_by("pk")
        ]
        for model in (Person, Location, Mention, Event, PastSlug)
    } | {
        # Made forms are made anew, participations stored anew: their keys are their own.
        "forms": sorted(NameForm.objects.values_list("person", "location", "key", "origin")),
        "parts": sorted(Participation.objects.values_list("event", "person", "sentence")),
    }


# --- What a form means ------------------------------------------------------------------------


def test_a_form_linked_everywhere_links_what_waits_and_lets_its_articles_be_read(
    editor, ivanov, waiting
):
    make_article("Погода", body="Снег.")
    other_case = make_article("Иное", body="Речь о Сергее Иванове.")
    decision = link_form("Сергей Иванов", "person", ivanov, editor)
    waiting.refresh_from_db()
    assert (waiting.person, waiting.confidence) == (ivanov, 1)
    assert waits() == {waiting.article.title, other_case.title}
    assert (decision.verdict, decision.kind, decision.key) == ("link", "person", "сергей иванов")
    assert (decision.person, decision.article_feed_id) == (ivanov, None)
    assert decision.decided_by == editor
    assert decision.summary == "“Сергей Иванов” means Sergei Ivanov."


def test_a_form_linked_in_one_article_holds_there_alone(editor, ivanov, waiting):
    other = make_waiting(make_article("Иное", body="Сергей Иванов."), "Сергей Иванов")
    article = waiting.article
    decision = link_form("Сергей Иванов", "person", ivanov, editor, article)
    waiting.refresh_from_db(), other.refresh_from_db()
    assert (waiting.person, other.person) == (ivanov, None)
    assert waits() == {article.title}
    assert decision.article_feed_id == article.feed_id
    assert decision.summary == f"“Сергей Иванов” in “{article.title}” means Sergei Ivanov."


def test_a_decision_on_one_article_outlives_its_deletion(editor, ivanov, waiting):
    decision = link_form("Сергей Иванов", "person", ivanov, editor, waiting.article)
    waiting.article.delete()
    decision.refresh_from_db()
    assert decision in Decision.objects.in_force()


def test_a_person_taken_for_a_place_is_put_right_in_one_article(editor, ivanov):
    place = make_place("Ivanov", name_ru="Иванов")
    article = make_article(body="В Иванов приехал Иванов.")
    article.mentions.all().delete()
    row = make_waiting(article, "Иванов", kind="location")
    Mention.objects.update(location=place)
    link_form("Иванов", "person", ivanov, editor, article)
    row.refresh_from_db()
    assert (row.kind, row.person, row.location) == ("person", ivanov, None)


def test_a_rejected_form_waits_no_longer(editor, waiting):
    reject_form("Сергей Иванов", "person", editor)
    assert not Mention.objects.exists()
    assert waits() == {waiting.article.title}
    assert Decision.objects.get().summary == "“Сергей Иванов” names nobody."


def test_a_form_rejected_in_one_article_loses_its_link_there(editor):
    omsk = make_omsk()
    here, there = (make_article(f"Встреча {n}", body="Ждут в Омске.") for n in "ab")
    reject_form("Омске", "location", editor, here)
    assert not here.mentions.exists()
    assert there.mentions.get().location == omsk
    assert Decision.objects.get().summary == "“Омске” in “Встреча a” names no place."


def test_a_form_that_never_means_someone_waits_again(editor, ivanov, waiting):
    Mention.objects.update(person=ivanov)
    never_means("Сергей Иванов", "person", ivanov, editor)
    waiting.refresh_from_db()
    assert waiting.person is None
    assert Decision.objects.get().summary == "“Сергей Иванов” never means Sergei Ivanov."


@pytest.mark.parametrize(
    ("label", "language", "names"),
    [
        ("Сергей Иванов", "ru", ("Sergey Ivanov", "Сергей Иванов", "", "Ivanov", "Иванов")),
        ("Sergei Ivanov", "en", ("Sergei Ivanov", "", "", "Ivanov", "")),
        ("Қанат Бозымбаев", "kk", ("Qanat Bozymbaev", "", "Қанат Бозымбаев", "Bozymbaev", "")),
        ("Сукарно", "ru", ("Sukarno", "Сукарно", "", "", "")),
    ],
)
def test_a_candidate_becomes_a_person_with_names_in_their_language(editor, label, language, names):
    article = make_article(body=f"{label} приехал.")
    row = make_waiting(article, label)
    decision = new_person(label, language, editor)
    person = Person.objects.get()
    assert (
        person.name_en, person.name_ru, person.name_kk, person.short_en, person.short_ru
    ) == names  # fmt: skip
    assert person.forms.exists()
    row.refresh_from_db()
    assert (row.person, decision.person) == (person, person)
    assert waits() == {article.title}


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Мария Захарова", "f"),
        ("Анна Ивановна Шмидт", "f"),
        ("Ирина Яровая", "f"),
        ("Айгүл Серікқызы", "f"),
        ("Сергей Иванов", "m"),
        ("Angela Merkel", "m"),
    ],
)
def test_the_endings_of_a_name_tell_the_gender_as_far_as_they_do(name, gender):
    assert gender_of(name) == gender


def test_a_new_person_takes_no_address_that_others_have_or_had(editor):
    first = make_person("Sergey Ivanov")
    first.slug = "ivanov"
    first.save()
    make_person("Sergey Ivanov 2", slug="sergey-ivanov-2")
    assert new_person("Сергей Иванов", "ru", editor).person.slug == "sergey-ivanov-3"
    assert PastSlug.objects.get().person == first


# --- How a record is written ------------------------------------------------------------------


def test_an_alias_is_an_editors_form_with_its_case_endings(editor):
    rahmon = make_person("Emomali Rahmon", name_ru="Эмомали Рахмон")
    article = make_article("Переговоры с Рахмоновым прошли")
    decision = add_alias(rahmon, "ru", "Рахмонов", editor)
    assert rahmon.forms.get(text="Рахмонов").origin == Origin.EDITOR
    assert rahmon.forms.get(text="Рахмоновым").origin == Origin.GENERATED
    assert waits() == {article.title}
    assert decision.summary == "Emomali Rahmon is also written “Рахмонов” (Russian)."


def test_an_alias_taken_back_leaves_the_forms_that_others_gave(editor):
    tokayev = make_tokayev()
    before = everything()["forms"]
    # One that a rule has made already.
    decision = add_alias(tokayev, "ru", "Токаевым", editor)
    assert tokayev.forms.get(key="токаевым", language="ru").origin == Origin.EDITOR
    undo(decision, editor)
    assert everything()["forms"] == before
    first = add_alias(tokayev, "ru", "Токаевский", editor)
    second = add_alias(tokayev, "ru", "Токаевского", editor)
    undo(first, editor)
    assert tokayev.forms.get(key="токаевского").origin == Origin.EDITOR
    undo(second, editor)
    assert everything()["forms"] == before


def test_an_alias_removed_by_hand_is_taken_back_in_the_ledger(editor):
    rahmon = make_person("Emomali Rahmon", name_ru="Эмомали Рахмон")
    alias = add_alias(rahmon, "ru", "Рахмонов", editor)
    form = rahmon.forms.get(text="Рахмонов")
    form.delete()
    assert note_alias_removed(form, editor).undoes == alias
    assert note_alias_removed(rahmon.forms.get(text="Рахмон"), editor) is None


# --- Two that are one -------------------------------------------------------------------------


def make_two() -> tuple[Person, Person]:
    """Two records of one man, with meetings of the first, of both, and of the second."""
    first = make_person("Sergei Lavrov", name_ru="Сергей Лавров")
    second = make_person("Sergey Lavroff", name_ru="Сергей Лавроф")
    other = make_tokayev()
    make_article("Сергей Лавроф приехал")
    make_article("Сергей Лавров уехал")
    make_meeting(second, other)
    make_meeting(first, second, other, starts_on="2020-01-01")
    make_meeting(first, starts_on="2021-01-01")
    Participation.objects.filter(person=second).update(sentence="Лавроф приехал.")
    return first, second


def test_a_merge_moves_mentions_and_meetings_and_lets_the_articles_be_read(editor):
    first, second = make_two()
    decision = merge(second, first, editor)
    second.refresh_from_db()
    assert second.merged_into == first
    assert not second.mentions.exists()
    assert first.mentions.count() == 2
    assert not second.participations.exists()
    assert first.participations.count() == 3
    assert waits() == {"Сергей Лавроф приехал"}
    assert decision.summary == (
        "Sergey Lavroff (sergey-lavroff) was merged into Sergei Lavrov (sergei-lavrov)."
    )


def test_a_merge_taken_back_leaves_everything_as_it_was(editor):
    first, second = make_two()
    before = everything()
    decision = merge(second, first, editor)
    assert everything() != before
    undo(decision, editor)
    assert everything() == before
    merge(second, first, editor)


def test_a_place_merged_takes_its_meetings_along_and_gives_them_back(editor):
    omsk, other = make_omsk(), make_place("Omsk City", name_ru="Омскград")
    make_article("Встреча в Омскграде")
    meeting = make_meeting(location=other)
    before = everything()
    decision = merge(other, omsk, editor)
    meeting.refresh_from_db()
    assert meeting.location == omsk
    assert Mention.objects.get().location == omsk
    undo(decision, editor)
    assert everything() == before


def test_merges_in_a_chain_are_taken_back_from_the_last(editor):
    first, second, third = (make_person(f"Adam Adamson{n}") for n in "abc")
    make_meeting(first), make_meeting(second), make_meeting(third)
    before = everything()
    one, two = merge(first, second, editor), merge(second, third, editor)
    assert third.participations.count() == 3
    first.refresh_from_db()
    assert first.stands_as == third
    refused("take that back first", undo, one, editor)
    undo(two, editor), undo(one, editor)
    assert everything() == before


def test_what_came_after_a_merge_stays_when_it_is_taken_back(editor):
    first, second = make_two()
    decision = merge(second, first, editor)
    Event.objects.filter(starts_on="2020-01-01").delete()
    Mention.objects.filter(article__title__contains="Лавроф").delete()
    late = make_meeting(first, starts_on="2022-01-01")
    undo(decision, editor)
    assert set(first.events.all()) == {late, Event.objects.get(starts_on="2021-01-01")}
    assert second.participations.count() == 1


# --- Refused ----------------------------------------------------------------------------------


def test_what_cannot_be_one_is_not_merged(editor):
    first, second, third = (make_person(f"Adam Adamson{n}") for n in "abc")
    refused("with itself", merge, first, first, editor)
    refused("a place cannot be merged", merge, first, make_omsk(), editor)
    merge(first, second, editor)
    for stale in (True, False):
        if not stale:
            first.refresh_from_db(), second.refresh_from_db()
        refused("circle|merged into", merge, second, first, editor)
        refused("choose Adam Adamsonb", merge, third, first, editor)
        refused("choose Adam Adamsonb", merge, first, third, editor)


def test_what_is_merged_is_not_linked_or_given_a_name(editor):
    first, second = make_tokayev(), make_putin()
    merge(first, second, editor)
    refused("choose Vladimir Putin", link_form, "Токаев", "person", first, editor)
    refused("choose Vladimir Putin", never_means, "Токаев", "person", first, editor)
    refused("choose Vladimir Putin", add_alias, first, "ru", "Токаефф", editor)


def test_a_form_needs_letters_a_known_language_and_a_record_of_its_kind(editor, ivanov):
    refused("at least one letter", reject_form, "—", "person", editor)
    refused("too long", reject_form, "я" * 201, "person", editor)
    refused("the other", link_form, "Иванов", "location", ivanov, editor)
    refused("no language", new_person, "Иванов", "xx", editor)
    refused("no language", add_alias, ivanov, "xx", "Иваноф", editor)
    refused("already", add_alias, ivanov, "ru", "Сергей Иванов", editor)
    assert Person.objects.count() == 1


def test_nothing_is_taken_back_twice(editor, ivanov):
    decision = link_form("Иванов", "person", ivanov, editor)
    taken_back = undo(decision, editor)
    assert taken_back.summary == "Taken back: “Иванов” means Sergei Ivanov."
    refused("already", undo, decision, editor)
    refused("decided anew", undo, taken_back, editor)
    assert not Decision.objects.in_force().exists()


# --- Twice, and taken back --------------------------------------------------------------------

# Act -> what an editor does; each decides on the same name every time.
ACTS: dict[str, Callable] = {
    "link": lambda person, editor: link_form("Сергей Иванов", "person", person, editor),
    "link in one": lambda person, editor: link_form(
        "Сергей Иванов", "person", person, editor, Article.objects.get()
    ),
    "reject": lambda person, editor: reject_form("Сергей Иванов", "person", editor),
    "reject in one": lambda person, editor: reject_form(
        "Сергей Иванов", "person", editor, Article.objects.get()
    ),
    "never": lambda person, editor: never_means("Сергей Иванов", "person", person, editor),
    "new": lambda person, editor: new_person("Сергей Иванов", "ru", editor),
    "alias": lambda person, editor: add_alias(person, "ru", "Иваноф", editor),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_decisions_twice_change_nothing(act, editor, waiting):
    person = make_person("Adam Adamson")
    first = act(person, editor)
    Article.objects.update(extractor=EXTRACTOR)
    before = everything()
    assert act(person, editor) == first
    assert everything() == before
    assert waits() == set()
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_decision_taken_back_is_as_if_it_had_not_been_once_the_article_is_read(
    act, editor, waiting
):
    person = make_person("Adam Adamson")
    before = everything()
    decision = act(person, editor)
    Article.objects.update(extractor=EXTRACTOR)
    undo(decision, editor)
    after = everything()
    # The text is read again: what was deleted or is surer than before comes back by that.
    assert decision.verdict == "alias" or waits() == {waiting.article.title}
    for rows in (before, after):
        del rows["Mention"]
    assert after == before
    assert not Mention.objects.linked().exists()
    # And may be decided anew.
    assert act(person, editor) != decision


def test_of_two_decisions_on_one_form_the_later_holds_and_the_first_may_come_again(
    editor, ivanov, waiting
):
    other = make_person("Sergei Ivanov Jr")
    first = link_form("Сергей Иванов", "person", ivanov, editor)
    link_form("Сергей Иванов", "person", other, editor)
    again = link_form("Сергей Иванов", "person", ivanov, editor)
    assert again != first
    assert next(iter(Decision.objects.in_force())) == again


def test_a_new_person_of_whom_more_is_known_by_now_stays(editor):
    decision = new_person("Сергей Иванов", "ru", editor)
    office = make_office(decision.person, country=make_russia())
    refused("offices, meetings or decisions", undo, decision, editor)
    office.delete()
    linked = link_form("Иванов", "person", decision.person, editor)
    refused("offices, meetings or decisions", undo, decision, editor)
    undo(linked, editor), undo(decision, editor)
    assert not Person.objects.exists()
    assert Decision.objects.count() == 4


def test_hostile_names_are_names(editor):
    name = "<script>alert(1)</script> ' OR 1=1 -- %s {} \\"
    article = make_article(body=name)
    make_waiting(article, name[:30])
    person = new_person(name, "en", editor).person
    assert person.name_en == name
    undo(link_form(name, "person", person, editor), editor)
    undo(add_alias(person, "en", f"{name} the first", editor), editor)
