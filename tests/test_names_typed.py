"""Names as readers type them: without Kazakh letters, spelt by another system, with initials."""

import pytest

from archive.search.reading import Has, Name, Words
from archive.search.words import read_words
from tests.making import make_person, make_place, make_putin, make_tokayev

pytestmark = pytest.mark.django_db


def bearers(q: str) -> set[int]:
    (name,) = read_words(q).parts
    assert isinstance(name, Name), name
    return set(name.people | name.places)


@pytest.mark.parametrize(
    "form", ["Токаевтын", "Токаевка", "Касым-Жомарт Токаевтан", "токаевпен", "ТОКАЕВТЫН"]
)
def test_kazakh_cases_are_found_without_a_kazakh_keyboard(form):
    tokayev = make_tokayev()
    assert bearers(form) == {tokayev.pk}


@pytest.mark.parametrize("form", ["Оскеменде", "Оскеменнин", "Оскеменге"])
def test_so_are_those_of_places(form):
    made = make_place("Oskemen", name_ru="Усть", name_kk="Өскемен")
    assert bearers(form) == {made.pk}


@pytest.mark.parametrize(
    "form",
    ["Toqaev", "Tokaev", "Kasym-Jomart Tokaev", "Qasym-Jomart Toqaev", "Kassym-Žomart Tokaev"],
)
def test_names_are_found_by_other_systems_of_latin_letters(form):
    tokayev = make_tokayev()
    assert bearers(form) == {tokayev.pk}


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Ilham Aliyev", ["Əliyev", "Aliev", "İlham Əliyev"]),
        ("Volodymyr Zelenskyy", ["Zelenskij", "Zelensky", "Zelenskiy", "Zelenskyi", "Zelenskii"]),
        ("Shavkat Mirziyoyev", ["Mirziyoev", "Mirzieev"]),
        ("Alexander Lukashenko", ["Lukašenko", "Lukaşenko"]),
        ("Nikol Pashinyan", ["Pashinian", "Pašinyan"]),
        ("Abdel Fattah el-Sisi", ["Sisi", "As-Sisi", "al-Sisi", "Abdel Fattah as-Sisi"]),
        ("Mohammed bin Salman", ["ben Salman", "Ibn Salman"]),
    ],
)
def test_systems_of_latin_letters_differ_by_rule(name, forms):
    words = 2 if "bin" in name else 1
    short = " ".join(name.split()[-words:])
    person = make_person(name, short_en=short)
    assert [bearers(form) for form in forms] == [{person.pk}] * len(forms)


@pytest.mark.parametrize(
    ("name", "short", "forms"),
    [
        ("Ас", "ас-Сиси", ["Аль-Сиси", "эль-Сиси"]),
        (
            "Мухаммед бен Салман",
            "бен Салман",
            ["бин Салман", "ибн Салман", "Мухаммед ибн Салман"],
        ),
    ],
)
def test_articles_and_sons_of_arabic_names_are_written_in_many_ways(name, short, forms):
    person = make_person("M S", name_ru=name, short_ru=short)
    assert [bearers(form) for form in forms] == [{person.pk}] * len(forms)


@pytest.mark.parametrize(
    ("word", "name_en", "name_kk"),
    [
        ("person", "Göran Persson", ""),
        ("passing", "Ann Pasing", ""),
        ("жолы", "John Zhol", "Джон Жолі"),  # a word of the dictionary
        ("қатар", "Q Qatar", "К Катар"),  # Kazakh letters are meant where they are typed
    ],
)
def test_words_that_sound_like_a_name_are_words(word, name_en, name_kk):
    make_person(name_en, name_kk=name_kk)
    (part,) = read_words(word).parts
    assert isinstance(part, Words)


def test_a_name_typed_otherwise_is_found_as_typed_too():
    make_tokayev()
    make_person("Mohammed bin Salman", short_en="bin Salman")
    written = [part for part in read_words("Toqaev OR ben Salman").parts if isinstance(part, Name)]
    assert "toqaev" in written[0].spellings
    assert "ben salman" in written[1].phrases


def test_a_place_is_not_found_by_the_sound_of_its_latin_name():
    make_place("Oss")
    make_place("Qazakh")
    assert all(isinstance(part, Words) for part in read_words("kazakh os").parts)


def test_a_name_written_so_goes_before_one_that_sounds_so():
    written, _ = make_person("John Tokaev"), make_tokayev()
    assert bearers("Tokaev") == {written.pk}


@pytest.mark.parametrize("form", ["Дж. Байден", "Дж.Байден", "Дж. Р. Байденом", "J. Biden"])
def test_an_initial_may_have_two_letters(form):
    made = make_person("Joe Biden", name_ru="Джо Байден")
    assert bearers(form) == {made.pk}


@pytest.mark.parametrize(
    "q",
    ['leader:"В. В. Путин"', "leader:В.Путин", 'leader:"Путин В.В."', "персона:Путиннин",
     "leader:Putin"],
)  # fmt: skip
def test_a_field_reads_names_as_the_box_does(q):
    putin = make_putin()
    reading = read_words(q)
    assert isinstance(reading.tree, Has)
    assert (reading.tree.values, reading.notes) == ((putin.pk,), ())
