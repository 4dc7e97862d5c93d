"""Case endings of names, without a database."""

import subprocess
import sys

import pytest

from archive.extraction.forms import (
    PersonNames,
    forms_of_person,
    forms_of_place,
    kazakh,
    place_needs_context,
    russian,
)


@pytest.mark.parametrize(
    ("name", "gender", "cases"),
    [
        ("Токаев", "m", "Токаев Токаева Токаеву Токаева Токаевым Токаеве"),
        ("Путин", "m", "Путин Путина Путину Путина Путиным Путине"),
        ("Мирзиёев", "m", "Мирзиёев Мирзиёева Мирзиёеву Мирзиёева Мирзиёевым Мирзиёеве"),
        ("Зеленский", "m", "Зеленский Зеленского Зеленскому Зеленского Зеленским Зеленском"),
        ("Макрон", "m", "Макрон Макрона Макрону Макрона Макроном Макроне"),
        ("Вучич", "m", "Вучич Вучича Вучичу Вучича Вучичем Вучиче"),
        ("Захарова", "f", "Захарова Захаровой Захаровой Захарову Захаровой Захаровой"),
        ("Яровая", "f", "Яровая Яровой Яровой Яровую Яровой Яровой"),
        ("Меркель", "f", "Меркель Меркель Меркель Меркель Меркель Меркель"),
        ("Шойгу", "m", "Шойгу Шойгу Шойгу Шойгу Шойгу Шойгу"),
        ("Моди", "m", "Моди Моди Моди Моди Моди Моди"),
        ("Порошенко", "m", "Порошенко Порошенко Порошенко Порошенко Порошенко Порошенко"),
        ("Лула", "m", "Лула Лулы Луле Лулу Лулой Луле"),
    ],
)
def test_a_surname_has_its_six_cases(name, gender, cases):
    assert set(cases.split()) <= russian.person_forms(name, gender)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Касым-Жомарт Токаев", "Касым-Жомартом Токаевым"),
        ("Си Цзиньпин", "Си Цзиньпина"),
        ("Ким Чен Ын", "Ким Чен Ыном"),
        ("Мун Чжэ Ин", "Мун Чжэ Ина"),
        ("Реджеп Тайип Эрдоган", "Реджепа Тайипа Эрдогана"),
        ("Мухаммед бен Салман", "Мухаммеда бен Салмана"),
        ("Карл III", "Карлом III"),
        ("Пан Ги Мун", "Пан Ги Муна"),
    ],
)
def test_a_full_name_agrees_in_all_its_parts(name, form):
    assert form in russian.person_forms(name, "m")


def test_a_woman_of_a_name_that_ends_like_a_mans_does_not_take_his_endings():
    assert russian.person_forms("Хиллари Клинтон", "f") == {
        "Хиллари Клинтон",
    }


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Омск", "Омске"),
        ("Астана", "Астаной"),
        ("Казань", "Казани"),
        ("Нижний Новгород", "Нижнем Новгороде"),
        ("Ростов-на-Дону", "Ростове-на-Дону"),
        ("Петропавловск-Камчатский", "Петропавловске-Камчатском"),
        ("Соединённые Штаты Америки", "Соединённых Штатах Америки"),
        ("Республика Казахстан", "Республикой Казахстан"),
        ("Чебоксары", "Чебоксарах"),
        ("Нур-Султан", "Нур-Султане"),
        ("Алматы", "Алматы"),
        ("США", "США"),
        ("Босния и Герцеговина", "Боснии и Герцеговины"),
    ],
)
def test_a_place_has_its_cases(name, form):
    assert form in russian.place_forms(name)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Тоқаев", "Тоқаевтың"),
        ("Путин", "Путинмен"),
        ("Мәскеу", "Мәскеуде"),
        ("Астана", "Астанаға"),
        ("Ташкент", "Ташкентте"),
        ("Алматы", "Алматыдан"),
        ("Қазақстан", "Қазақстанның"),
    ],
)
def test_a_kazakh_name_has_its_cases(name, form):
    assert form in kazakh.name_forms(name)


def test_a_person_is_found_by_surname_first_and_with_the_patronymic():
    names = [PersonNames("ru", "Владимир Путин", "Путин", "Владимирович")]
    keys = {form.key for form in forms_of_person(names, "m")}
    assert {
        "владимиром путиным",
        "путин владимир",
        "владимира владимировича путина",
        "путину владимиру владимировичу",
        "путине",
    } <= keys


def test_a_form_stands_once_a_language():
    forms = forms_of_place([("ru", "Алматы"), ("ru", "Алматы"), ("en", "Almaty")])
    identities = [(form.key, form.language) for form in forms]
    assert len(identities) == len(set(identities))


def test_the_written_name_keeps_its_origin_beside_made_forms():
    forms = {form.text: form.origin for form in forms_of_place([("ru", "Омск")])}
    assert forms["Омск"] == "authority"
    assert forms["Омске"] == "generated"


@pytest.mark.parametrize(
    ("name", "unclear"),
    [("Верный", True), ("Владимир", True), ("Грозный", True), ("Киев", False), ("Омск", False)],
)
def test_a_city_that_is_also_a_word_or_a_name_needs_context(name, unclear):
    assert place_needs_context(name, "ru") is unclear


def test_the_dead_morphology_library_is_never_loaded():
    code = (
        "import sys; from archive.extraction.forms import russian; "
        "russian.person_forms('Токаев', 'm'); sys.exit('pymorphy2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
