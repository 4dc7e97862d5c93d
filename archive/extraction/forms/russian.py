"""Russian case endings of names: one word, or a name of several, in all six cases.

pymorphy3 inflects the words its dictionary knows as names; most surnames in the news
(Токаев, Жапаров, Мирзиёев) it does not, so they go by the declension of their ending
(rules after A. Zaliznyak's classes of surnames). Where two declensions are in use, both
are given: a form too many finds a little more, a form too few loses an article.

Reads no text and knows no database.
"""

import re
from collections.abc import Callable
from itertools import product

from archive.extraction.dictionary import is_noun_in_nominative, readings

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")

# Endings by case in the order of CASES.
_SURNAME_OV = ("", "а", "у", "а", "ым", "е")  # Токаев, Путин
_CONSONANT = ("", "а", "у", "а", "ом", "е")  # Макрон
_CONSONANT_SOFT = ("", "а", "у", "а", "ем", "е")  # Вучич: -ем after ж ч ш щ ц
_SHORT_I = ("й", "я", "ю", "я", "ем", "е")  # Николай
_SHORT_I_AFTER_I = ("й", "я", "ю", "я", "ем", "и")  # Юрий, Василий
_SOFT_SIGN = ("ь", "я", "ю", "я", "ем", "е")  # Игорь
_SOFT_SIGN_FEMININE = ("ь", "и", "и", "ь", "ью", "и")  # Казань
_A = ("а", "ы", "е", "у", "ой", "е")  # Микола, Астана
_A_AFTER_VELAR = ("а", "и", "е", "у", "ой", "е")  # Порошенка; after г к х
_A_AFTER_HUSHING = ("а", "и", "е", "у", "ей", "е")  # after ж ч ш щ
_YA = ("я", "и", "е", "ю", "ей", "е")  # Илья
_IYA = ("ия", "ии", "ии", "ию", "ией", "ии")  # Мария, Италия
_FEMININE_OVA = ("а", "ой", "ой", "у", "ой", "ой")  # Захарова
_ADJECTIVE = ("ий", "ого", "ому", "ого", "им", "ом")  # Зеленский
_ADJECTIVE_Y = ("ый", "ого", "ому", "ого", "ым", "ом")  # Верный
_ADJECTIVE_OY = ("ой", "ого", "ому", "ого", "ым", "ом")  # Толстой
_ADJECTIVE_FEMININE = ("ая", "ой", "ой", "ую", "ой", "ой")  # Яровая
_NEUTER_O = ("о", "а", "у", "о", "ом", "е")  # Иваново
_PLURAL_Y = ("ы", "", "ам", "ы", "ами", "ах")  # Чебоксары

_VOWELS = "аеёиоуыэюя"
_HUSHING = "жчшщ"

# Family names that stand first and never change in Chinese, Korean and Vietnamese names,
# of which only the last part takes endings: Си Цзиньпина, Ким Чен Ына.
_EASTERN_FAMILY_NAMES = frozenset(
    """
    пан хун си ли ван ху цзян вэнь чжан чжао чжу ян цинь лян лю лян чэнь хань хэ у сюй ма го дэн цай
    хан хун ким мун пак но юн чхве кан хон чон чо со син нгуен чан фам выонг фан ле то буй донг
    во дао нонг лыонг
    """.split()
)
# Particles of Arabic, German, Dutch and Romance names.
_PARTICLES = frozenset(
    """
    аль ас аш ан ад ар аз ат эль бен бин ибн абу фон ван дер ден де да ди ду дос дас ла ле
    аф оф и
    """.split()
)
# Карл III: a number takes no ending.
_ROMAN = re.compile(r"[IVXLC]+")
_PARTS_FIXED_AFTER = ("-на-", "-ан-", "-эль-")


def is_eastern_family_name(word: str) -> bool:
    """Whether the word is a family name that stands before the given one: Си, Ким, Нгуен."""
    return word.lower() in _EASTERN_FAMILY_NAMES


def person_forms(name: str, gender: str) -> set[str]:
    """A person's name, full or short, in every case: {"Токаев", "Токаева", …}.

    `gender` is "m" or "f": Меркель and Клинтон change for a man and not for a woman.
    """
    words = name.split()
    is_eastern = len(words) > 1 and is_eastern_family_name(words[0])
    tables = []
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        is_fixed = word.lower() in _PARTICLES or word[0].islower() or _ROMAN.fullmatch(word)
        if is_fixed or (is_eastern and not is_last):
            tables.append(_unchanged(word))
        else:
            tables.append(_person_word(word, gender))
    return _joined(tables)


def place_forms(name: str) -> set[str]:
    """A place's name in every case: {"Нижний Новгород", "Нижнего Новгорода", …}.

    Adjectives before the first noun agree with it; what follows it stands still
    (Республика Казахстан, Соединённые Штаты Америки).
    """
    words = name.split()
    tables = []
    is_head_seen = False
    for number, word in enumerate(words):
        is_adjective = number < len(words) - 1 and _is_adjective(word)
        if word == "и":
            # Босния и Герцеговина: two heads.
            is_head_seen = False
        # Чёрное море, Елисейский дворец: the noun may be written small.
        is_small_word = word[0].islower() and not is_noun_in_nominative(word)
        if is_head_seen or is_small_word:
            tables.append(_unchanged(word))
        else:
            forms = _place_word(word)
            if word[0].islower():
                forms = tuple({form.lower() for form in each} for each in forms)
            tables.append(forms)
            is_head_seen = not is_adjective
    return _joined(tables)


def _joined(tables: list[tuple[set[str], ...]]) -> set[str]:
    """Words in the same case beside one another, variants multiplied."""
    forms = set()
    for case in range(len(CASES)):
        for words in product(*(sorted(table[case]) for table in tables)):
            forms.add(" ".join(words))
    return forms


# A table holds, case by case in the order of CASES, the forms of one word.
def _unchanged(word: str) -> tuple[set[str], ...]:
    return tuple({word} for _ in CASES)


def _person_word(word: str, gender: str) -> tuple[set[str], ...]:
    if "-" in word:
        # Касым-Жомарта, but Салтыкова-Щедрина: both are in use, the first far more.
        return _hyphenated(word, lambda part: _person_word(part, gender))
    known = _inflected(word, {"Name", "Surn", "Patr"}, gender)
    ruled = _with_endings(word, *_person_declensions(word, gender))
    return tuple(a | b for a, b in zip(known, ruled, strict=True))


def _place_word(word: str) -> tuple[set[str], ...]:
    for mark in _PARTS_FIXED_AFTER:
        if mark in word.lower():
            at = word.lower().index(mark)
            return tuple({form + word[at:] for form in forms} for forms in _place_word(word[:at]))
    known = _inflected(word, {"Geox"}, "") if word.lower() == word.lower().strip("-") else None
    if known and any(known[1:]):
        return tuple(forms or {word} for forms in known)
    if "-" in word:
        return _hyphenated(word, _place_word)
    if word.isupper() and len(word) > 1:
        return _unchanged(word)
    plain = _inflected(word, {"NOUN", "ADJF", "PRTF"}, "")
    if any(plain[1:]):
        return tuple(forms or {word} for forms in plain)
    return _with_endings(word, *_place_declensions(word))


def _hyphenated(word: str, decline: Callable[[str], tuple[set[str], ...]]) -> tuple[set[str], ...]:
    """The last part declined; the first one, too, where the last is an adjective."""
    first, last = word.rsplit("-", 1)
    if not first or not last or last[0].islower():
        return _unchanged(word)
    tables = tuple({f"{first}-{form}" for form in forms} for forms in decline(last))
    if _is_adjective(last) and "-" not in first:
        both = decline(first)  # Петропавловска-Камчатского
        return tuple(
            {f"{a}-{b}" for a in one for b in other}
            for one, other in zip(both, decline(last), strict=True)
        )
    return tables


def _is_adjective(word: str) -> bool:
    return any(
        parse.tag.POS in {"ADJF", "PRTF"} and "nomn" in parse.tag.grammemes
        for parse in readings(word)
    )


def _inflected(word: str, wanted: set[str], gender: str) -> tuple[set[str], ...]:
    """The dictionary's forms of a word it knows as one of the wanted kinds."""
    tables: tuple[set[str], ...] = tuple(set() for _ in CASES)
    tables[0].add(word)
    sex = {"m": "masc", "f": "femn"}.get(gender)
    for parse in readings(word):
        grammemes = parse.tag.grammemes
        if not (parse.is_known and "nomn" in grammemes and wanted & grammemes):
            continue
        if sex and not ({sex, "ms-f", "GNdr"} & grammemes):
            continue
        number = {"plur"} if "plur" in grammemes else {"sing"}
        for forms, case in zip(tables, CASES, strict=True):
            inflected = parse.inflect({case} | number)
            if inflected:
                forms.add(_cased_like(inflected.word, word))
        break
    return tables


def _cased_like(form: str, word: str) -> str:
    """The form with the capitals of the word; ё as the word has it."""
    if word.isupper() and len(word) > 1:
        return form.upper()
    return "-".join(part.capitalize() for part in form.split("-"))


def _with_endings(word: str, *declensions: tuple[str, tuple[str, ...]]) -> tuple[set[str], ...]:
    """The word declined by each of these; the nominative is always the word as it stands."""
    tables: tuple[set[str], ...] = tuple({word} if not number else set() for number in range(6))
    if not declensions:
        return _unchanged(word)
    for stem, endings in declensions:
        for forms, ending in zip(tables, endings, strict=True):
            forms.add(stem + ending)
    return tables


def _person_declensions(word: str, gender: str) -> list[tuple[str, tuple[str, ...]]]:
    """Stem and endings for a given name or surname by its ending; none: it never changes."""
    low = word.lower()
    if gender == "f":
        if low.endswith(("ова", "ева", "ёва", "ина", "ына")):
            return [(word[:-1], _FEMININE_OVA), (word[:-1], _A)]
        if low.endswith(("ская", "цкая", "ная", "вая")):
            return [(word[:-2], _ADJECTIVE_FEMININE)]
        return _a_declension(word)
    if low.endswith(("ский", "цкий", "ный", "вый", "рый")):
        ending = _ADJECTIVE if low.endswith("ий") else _ADJECTIVE_Y
        return [(word[:-2], ending)]
    if low.endswith(("той", "ной", "вой", "ской")) and len(low) > 4:
        return [(word[:-2], _ADJECTIVE_OY)]
    if low.endswith(("ов", "ев", "ёв")):
        return [(word, _SURNAME_OV)]
    if low.endswith(("ин", "ын")):
        # Путиным, but Дарвином, Мун Чжэ Ином.
        return [(word, _SURNAME_OV), (word, _CONSONANT)]
    if low.endswith("ий"):
        return [(word[:-1], _SHORT_I_AFTER_I), (word[:-1], _SHORT_I)]
    if low.endswith("й"):
        return [(word[:-1], _SHORT_I)]
    if low.endswith("ь"):
        return [(word[:-1], _SOFT_SIGN)]
    if low[-1] not in _VOWELS and low[-1] != "ъ":
        return [(word, _CONSONANT_SOFT if low[-1] in _HUSHING + "ц" else _CONSONANT)]
    return _a_declension(word)


def _place_declensions(word: str) -> list[tuple[str, tuple[str, ...]]]:
    """Stem and endings for a word of a place's name by its ending; none: it never changes."""
    low = word.lower()
    if low.endswith(("ий", "ый")) and len(low) > 4:
        return [(word[:-2], _ADJECTIVE if low.endswith("ий") else _ADJECTIVE_Y)]
    if low.endswith("ая"):
        return [(word[:-2], _ADJECTIVE_FEMININE)]
    if low.endswith("й"):
        return [(word[:-1], _SHORT_I)]
    if low.endswith("ь"):
        return [(word[:-1], _SOFT_SIGN_FEMININE), (word[:-1], _SOFT_SIGN)]
    if low.endswith(("ово", "ево", "ино", "ыно")):
        # "в Иваново" and "в Иванове" are both written.
        return [(word[:-1], _NEUTER_O), (word, ("",) * 6)]
    if low.endswith("ы") and len(low) > 4:
        return [(word[:-1], _PLURAL_Y), (word, ("",) * 6)]
    if low[-1] not in _VOWELS and low[-1] != "ъ":
        return [(word, _CONSONANT_SOFT if low[-1] in _HUSHING + "ц" else _CONSONANT)]
    return _a_declension(word)


def _a_declension(word: str) -> list[tuple[str, tuple[str, ...]]]:
    """Names on -а, -я and -ия, of men, women and places; none for any other ending."""
    low = word.lower()
    if low.endswith("ия"):
        return [(word[:-2], _IYA)]
    if low.endswith("я") and len(low) > 2:
        return [(word[:-1], _YA)]
    if low.endswith("а") and len(low) > 2 and low[-2] not in _VOWELS:
        if low[-2] in "гкх":
            return [(word[:-1], _A_AFTER_VELAR)]
        return [(word[:-1], _A_AFTER_HUSHING if low[-2] in _HUSHING else _A)]
    return []
