"""Two texts that look the same to a reader are the same to the archive."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text import fold, key_of, language_of, normalise, script_of, slug_of, words_of

# What breaks text handling: line ends, controls, marks alone and on letters, odd spaces,
# invisible marks, letters that fold or compose in surprising ways.
_TRAPS = (
    "\r\n\t\x00\x0b\x1c\x7f\x85\u2028\u2029\u00a0\u202f\u3000\u00ad\u200b\u200f\u2067\ufeff\ufffe"
)
_LETTERS = "аяёйАЁЙeéßİſΐǰÅÅқәҚ한각\u0301\u0306\u0308\u0345\u0327‐‑−―—-'’._ 7²"
hostile_text = st.one_of(st.text(max_size=60), st.text(alphabet=_TRAPS + _LETTERS, max_size=30))


# --- Normalising ------------------------------------------------------------------------------


@given(hostile_text)
@example("\r\x00\n")
@example("a\u00ad\u0301")
@example(" \u0301\n\u00a0")
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(hostile_text)
def test_a_normalised_text_can_stand_in_xml(text):
    # XML 1.0, production 2: a character is any of these.
    allowed = "\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
    assert re.fullmatch(f"[{allowed}]*", normalise(text))


@given(hostile_text)
def test_a_normalised_text_holds_no_control_character_but_the_line_feed(text):
    text = normalise(text)
    assert {c for c in text if unicodedata.category(c) == "Cc"} <= {"\n"}
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("То\u00adка\u00adев", "Токаев"),
        ("Ново\u200bсибирск", "Новосибирск"),
        ("\u2067Омск\u2069", "Омск"),
        ("В.\u00a0Путин", "В. Путин"),
        ("20\u2009000\u202fтонн", "20 000 тонн"),
        ("и\u0306 е\u0308", "й ё"),
        ("Касым‑Жомарт", "Касым-Жомарт"),
        ("5 − 3", "5 - 3"),
        ("Омск ― Астана", "Омск — Астана"),
        ("Омск – Астана — Москва", "Омск – Астана — Москва"),
        ("один\r\nдва\rтри\u2028четыре", "один\nдва\nтри\nчетыре"),
        ("  один  \t два  \n\n  три  \n\n", "один два\n\nтри"),
        ("Тока\u0301ев", "Тока\u0301ев"),
    ],
)
def test_spellings_that_look_alike_become_one(written, read):
    assert normalise(written) == read


# --- Words ------------------------------------------------------------------------------------


@given(hostile_text)
def test_a_word_lies_in_its_text_at_its_offsets(text):
    words = words_of(text)
    assert all(fold(text[word.start : word.end]) == word.folded != "" for word in words)
    bounds = [bound for word in words for bound in (word.start, word.end)]
    assert bounds == sorted(bounds)
    covered = {index for word in words for index in range(word.start, word.end)}
    assert {index for index, c in enumerate(text) if c.isalnum()} <= covered


@given(hostile_text)
@example("İstanbul")
@example("ё\u0301")
def test_what_is_folded_folds_to_itself(text):
    assert fold(fold(text)) == fold(text)
    assert key_of(key_of(text)) == key_of(text)


@given(hostile_text)
def test_offsets_are_the_same_in_every_reading_of_a_stored_text(text):
    stored = normalise(text)
    again = normalise(stored.encode().decode())
    assert words_of(again) == words_of(stored)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Касым-Жомарт Токаев", ["касым", "жомарт", "токаев"]),
        ("К.-Ж. Тока\u0301евым", ["к", "ж", "токаевым"]),
        ("Мирзиёев и МИРЗИЕЕВ", ["мирзиеев", "и", "мирзиеев"]),
        ("Қасым-Жомарт Тоқаев", ["қасым", "жомарт", "тоқаев"]),
        ("O’Brien's G20_2019", ["o", "brien", "s", "g20", "2019"]),
        ("«Шёлковый путь»—2019", ["шелковый", "путь", "2019"]),
        ("…— 😀", []),
    ],
)
def test_words_are_told_apart_and_folded(text, words):
    assert [word.folded for word in words_of(text)] == words


def test_offsets_count_code_points():
    [word] = words_of("😀 «Омск»")
    assert (word.start, word.end) == (3, 7)


@pytest.mark.parametrize(
    "spelling", ["Касым-Жомарт Токаев", "касым жомарт  ТОКАЕВ", "Касы\u00adм‑Жомарт Тока\u0301ев"]
)
def test_a_name_has_one_key_however_it_is_spelt(spelling):
    assert key_of(spelling) == "касым жомарт токаев"


# --- Language and script ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Президенты обсудили торговлю и договорились о новой встрече.", "ru"),
        ("Тараптар сауда-саттықты талқылап, келесі кездесу туралы келісті.", "kk"),
        ("The presidents discussed trade and agreed to meet again.", "en"),
        (
            "Касым-Жомарт Токаев (Қасым-Жомарт Тоқаев) прибыл в Омск, где его встретил президент "
            "России Владимир Путин. Стороны обсудили работу партии «Аманат», торговлю и границу.",
            "ru",
        ),
        ("The ministry (Сыртқы істер министрлігі) said the talks would go on in Astana.", "en"),
        (
            "В Омске открылся форум Digital Trade and Logistics с участием министров двух стран",
            "ru",
        ),
        ("Тоқаев Омбыда", "kk"),
        ("Astana, 2019", "en"),
    ],
)
def test_the_language_of_an_article_is_told_by_its_letters(text, language):
    assert language_of(text) == language
    assert language_of(text.upper()) == language


def test_a_text_without_letters_still_has_a_language():
    assert language_of("") == language_of("2019 — 7") == "ru"


def test_one_cyrillic_letter_makes_a_text_cyrillic():
    assert script_of("«Токаев»") == script_of("Карл III") == script_of("XVI форум") == "cyrillic"
    assert script_of("2019 Tokayev") == "latin"
    assert script_of("2019 — 習近平") == ""


# --- Addresses --------------------------------------------------------------------------------


@given(hostile_text)
def test_a_slug_is_plain_letters_and_never_empty(text):
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,79}", slug_of(text, "article"))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Токаев и Путин", "tokaev-i-putin"),
        ("Подъём и речь", "podem-i-rech"),
        ("«»", "article"),
    ],
)
def test_a_slug_can_be_read_aloud(text, slug):
    assert slug_of(text, "article") == slug
