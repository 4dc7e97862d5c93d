"""Names found in a text and decided, without a database."""

import datetime

import pytest

from archive.extraction.forms import PersonNames, forms_of_person, forms_of_place
from archive.extraction.namebook import Candidate, NameBook, PersonFacts, PlaceFacts, Term
from archive.extraction.read import read_names
from archive.text import key_of, language_of

PEOPLE = {
    "tokayev": [
        PersonNames("ru", "Касым-Жомарт Токаев", "Токаев", "Кемелевич"),
        PersonNames("kk", "Қасым-Жомарт Тоқаев", "Тоқаев"),
        PersonNames("en", "Kassym-Jomart Tokayev", "Tokayev"),
    ],
    "putin": [
        PersonNames("ru", "Владимир Путин", "Путин", "Владимирович"),
        PersonNames("en", "Vladimir Putin", "Putin"),
    ],
    "ilham": [PersonNames("ru", "Ильхам Алиев", "Алиев")],
    "heydar": [PersonNames("ru", "Гейдар Алиев", "Алиев")],
    "fox": [PersonNames("ru", "Висенте Лис", "Лис")],
    "xi": [PersonNames("ru", "Си Цзиньпин")],
}
INITIALS = {"tokayev": "кжkjқ", "putin": "вv", "ilham": "и", "heydar": "г", "fox": "в"}
OFFICES = {
    "ilham": [(datetime.date(2003, 10, 31), None)],
    "heydar": [(datetime.date(1993, 10, 10), datetime.date(2003, 10, 31))],
}
# name -> kind, country, population, prominence
PLACES = {
    "Россия": ("country", None, 0, 3),
    "США": ("country", None, 0, 3),
    "Омск": ("city", "Россия", 1_100_000, 2),
    "Владимир": ("city", "Россия", 350_000, 2),
    "Вашингтон": ("city", "США", 600_000, 3),
    "Баку": ("city", None, 2_000_000, 3),
    "Минск": ("city", None, 2_000_000, 3),
    "Астана": ("city", None, 1_000_000, 3),
    "Брест": ("city", "Россия", 100_000, 1),
    "Брест (США)": ("city", "США", 110_000, 1),
}
IDS = {name: number for number, name in enumerate([*PEOPLE, *PLACES], start=1)}
NAMES = {number: name for name, number in IDS.items()}


@pytest.fixture(scope="module")
def book():
    book = NameBook(
        people={
            IDS[name]: PersonFacts(
                initials=frozenset(INITIALS.get(name, "")),
                terms=tuple(
                    Term("head_of_state", starts_on=starts_on, ends_on=ends_on)
                    for starts_on, ends_on in OFFICES.get(name, ())
                ),
                given_names=frozenset(
                    key_of(each.full.removesuffix(each.short)).split()[0] for each in names
                ),
                patronymic=key_of(names[0].patronymic),
                names=tuple((each.language, each.full) for each in names),
            )
            for name, names in PEOPLE.items()
        },
        places={
            IDS[name]: PlaceFacts(kind, IDS.get(country), population, prominence)
            for name, (kind, country, population, prominence) in PLACES.items()
        },
    )
    for name, names in PEOPLE.items():
        book.add(
            (Candidate("person", IDS[name], form.extent, form.needs_context), [form.key])
            for form in forms_of_person(names, "m")
        )
    for name in PLACES:
        written = name.split(" (")[0]
        book.add(
            (
                Candidate(
                    "location",
                    IDS[name],
                    needs_context=form.needs_context,
                    is_capitals=form.text.isupper(),
                ),
                [form.key],
            )
            for form in forms_of_place([("ru", written)])
        )
    renamed = Candidate("location", IDS["Астана"], valid_from=datetime.date(2019, 3, 23))
    book.add([(renamed, [form.key for form in forms_of_place([("ru", "Нур-Султан")])])])
    return book


@pytest.fixture
def named(book):
    """A call: a text -> [(words as written, whom they mean)], of known people and places."""

    def named_in(text, published_on=datetime.date(2019, 11, 7)):
        mentions = read_names("", text, language_of(text), published_on, book)
        assert all(text[m.start : m.end] == m.surface for m in mentions)
        return [(mention.surface, NAMES[mention.id]) for mention in mentions if mention.id]

    return named_in


@pytest.mark.parametrize(
    "surface",
    [
        "Касым-Жомартом Токаевым",
        "Токаевым",
        "К.-Ж. Токаевым",
        "К.Токаевым",
        "Касым Жомарта Токаева",
    ],
)
def test_a_person_is_found_in_every_way_of_writing(named, surface):
    assert named(f"Беседа с {surface} прошла вчера.") == [(surface, "tokayev")]


def test_kazakh_and_english_names_lead_to_the_same_person(named):
    assert named("Кеше Тоқаевтың сөзі жарияланды.") == [("Тоқаевтың", "tokayev")]
    assert named("On Monday Tokayev's aide spoke.") == [("Tokayev", "tokayev")]


def test_a_patronymic_and_a_surname_first_belong_to_the_name(named):
    text = "Путин Владимир Владимирович и Касым-Жомарт Кемелевич Токаев встретились."
    assert [name for _, name in named(text)] == ["putin", "tokayev"]


def test_another_given_name_is_another_person(named):
    assert named("Депутат Андрей Путин выступил.") == []
    assert named("Депутат Дмитрий Токаев выступил.") == []


def test_initials_that_do_not_agree_are_another_person(named):
    assert named("По словам А. Путина, всё готово.") == []


def test_of_namesakes_the_one_named_in_full_is_meant(named):
    text = "Приехал Гейдар Алиев. Потом Алиев выступил."
    assert [name for _, name in named(text)] == ["heydar", "heydar"]


def test_of_namesakes_the_one_in_office_on_the_day_is_meant(named):
    assert named("Потом Алиев выступил.") == [("Алиев", "ilham")]
    assert named("Потом Алиев выступил.", datetime.date(1999, 5, 5)) == [("Алиев", "heydar")]


def test_of_namesakes_none_is_guessed_without_a_date(named):
    assert named("Потом Алиев выступил.", None) == []


def test_a_surname_that_is_a_word_counts_in_the_middle_of_a_sentence(named):
    assert named("Об этом сообщил президент Лис журналистам.") == [("Лис", "fox")]
    assert named("Лис там много.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Встреча прошла на улице Путина.",
        "Открыт центр имени Путина.",
        "Ему вручили премию Путина.",
    ],
)
def test_what_is_named_after_a_person_is_not_the_person(named, text):
    assert named(text) == []


def test_a_city_that_is_a_given_name_needs_a_preposition(named):
    assert named("Гости увидели Владимир вечером.") == []
    assert named("Гости приехали во Владимир вечером.") == [("Владимир", "Владимир")]


def test_the_longest_name_wins_over_the_city_in_it(named):
    text = "Владимир Путин прилетел во Владимир."
    assert [name for _, name in named(text)] == ["putin", "Владимир"]


def test_a_person_called_like_a_city_is_not_the_city(named):
    assert named("Его назвали Джордж Вашингтон.") == []


def test_a_capital_that_is_also_a_word_counts_by_its_capital_letter(named):
    assert named("Самолёт вылетел из города, Баку ждал гостей.") == [("Баку", "Баку")]


def test_a_newspaper_is_not_its_city(named):
    assert named("Об этом пишет Вашингтон Пост сегодня.") == []


def test_a_club_in_quotation_marks_is_not_its_city(named):
    assert named("Играл клуб «Астана» вчера.") == []


def test_a_hyphenated_name_is_not_the_city_in_it(named):
    assert named("Завод Минск-Агро открыт.") == []


def test_a_dateline_is_a_place(named):
    assert named("ОМСК, 7 ноября. Гости прибыли.") == [("ОМСК", "Омск")]


def test_letters_that_spell_a_country_only_in_capitals_are_a_word_otherwise(named):
    assert named("Делегация США прибыла.") == [("США", "США")]
    assert named("Сша прибыла.") == []


def test_of_homonyms_the_one_whose_country_is_named_is_meant(named):
    assert ("Бресте", "Брест (США)") in named("США открыли центр в Бресте.")


def test_equal_homonyms_without_a_hint_are_not_guessed(named):
    assert named("Центр открыли в Бресте.") == []


def test_a_new_name_of_a_city_is_not_known_before_it_was_given(named):
    assert named("Приехали в Нур-Султан.") == [("Нур-Султан", "Астана")]
    assert named("Приехали в Нур-Султан.", datetime.date(2015, 1, 1)) == []


@pytest.mark.parametrize(
    "text",
    [
        "В зал вошёл Хантер Путин.",
        "Сюда приехал брат президента Болат Токаев.",
        "Авианосец «Владимир Путин» вышел в море.",
        "На сцену вышла Омск Хилтон.",
        "Сериал Вашингтон-43 снят давно.",
    ],
)
def test_somebody_or_something_else_of_the_name_is_not_linked(named, text):
    assert named(text) == []


def test_a_title_or_a_country_before_a_surname_is_no_given_name(named):
    assert named("Президент Путин прибыл.") == [("Путин", "putin")]
    assert ("Путиным", "putin") in named("Встреча с президентом России Путиным прошла.")
    assert named("Вчера Путин прибыл.") == [("Путин", "putin")]


def test_small_letters_are_no_name(named):
    assert named("он приехал в омск и путин") == []


def test_offsets_count_code_points(named):
    # An emoji is one code point in Python and two units in JavaScript.
    assert named("😀 Приехал Си Цзиньпин.") == [("Си Цзиньпин", "xi")]
