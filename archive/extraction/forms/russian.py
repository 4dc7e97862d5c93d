"""Russian case endings of names: one word, or a name of several, in all six cases.

pymorphy3 inflects the words its dictionary knows as names; most surnames in the news
(Токаев, Жапаров, Мирзиёев) it does not, so they go by the declension of their ending
(rules after A. Zaliznyak's classes of surnames). Where two declensions are in use, both
are given: a form too many finds a little more, a form too few loses an article.
"""

import importlib.util
import re
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

import pymorphy3

from archive.text import fold

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
# A reading the dictionary gives less weight than this is of another word: стали, "of steel".
UNLIKELY_READING = 0.1

# Карл III: a number takes no ending.
_ROMAN = re.compile(r"[IVXLC]+")
_PARTS_FIXED_AFTER = ("-на-", "-ан-", "-эль-")


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


# Each name is asked after several times; a long import asks after every capitalised word.
@lru_cache(maxsize=20_000)
def _parses(word: str) -> list:
    """The dictionary's readings of a word, the likeliest first."""
    return _morphology().parse(word.lower())


def is_russian_word(word: str) -> bool:
    """Whether the word, in any form, is in the dictionary as something else than a name."""
    return any(
        parse.is_known and not ({"Name", "Surn", "Patr", "Geox", "Abbr"} & parse.tag.grammemes)
        for parse in _parses(word)
    )


def forms_of_word(word: str) -> set[str]:
    """An ordinary word in all its forms, of every reading that is at all likely.

    "визит" -> {"визит", "визита", …}; a word the dictionary does not know has itself alone.
    """
    forms = {word}
    for parse in _parses(word):
        if parse.is_known and parse.score >= UNLIKELY_READING:
            forms |= {form.word for form in parse.lexeme}
    return forms


def is_noun_in_nominative(word: str) -> bool:
    """Whether the word as it stands is a common noun in the nominative: Май, Слово."""
    return any(
        parse.is_known
        and {"NOUN", "nomn"} <= parse.tag.grammemes
        and not ({"Name", "Surn", "Patr", "Geox", "Abbr"} & parse.tag.grammemes)
        for parse in _parses(word)
    )


def is_given_name(word: str) -> bool:
    """Whether the dictionary knows the word, in any form, as a given name or patronymic."""
    return any(parse.is_known and {"Name", "Patr"} & parse.tag.grammemes for parse in _parses(word))


def is_surname(word: str) -> bool:
    """Whether the dictionary knows the word, in any form, as a surname."""
    return any(parse.is_known and "Surn" in parse.tag.grammemes for parse in _parses(word))


def person_forms(name: str, gender: str) -> set[str]:
    """A person's name, full or short, in every case: {"Токаев", "Токаева", …}.

    `gender` is "m" or "f": Меркель and Клинтон change for a man and not for a woman.
    """
    words = name.split()
    eastern = len(words) > 1 and words[0].lower() in _EASTERN_FAMILY_NAMES
    tables = []
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        is_fixed = word.lower() in _PARTICLES or word[0].islower() or _ROMAN.fullmatch(word)
        if is_fixed or (eastern and not is_last):
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
    head_seen = False
    for number, word in enumerate(words):
        is_adjective = number < len(words) - 1 and _is_adjective(word)
        if word == "и":
            # Босния и Герцеговина: two heads.
            head_seen = False
        # Чёрное море, Елисейский дворец: the noun may be written small.
        is_small_word = word[0].islower() and not is_noun_in_nominative(word)
        if head_seen or is_small_word:
            tables.append(_unchanged(word))
        else:
            forms = _place_word(word)
            if word[0].islower():
                forms = tuple({form.lower() for form in each} for each in forms)
            tables.append(forms)
            head_seen = not is_adjective
    return _joined(tables)


def _joined(tables: list[tuple[set[str], ...]]) -> set[str]:
    """Words in the same case beside one another, variants multiplied."""
    forms = set()
    for case in range(len(CASES)):
        for words in product(*(sorted(table[case]) for table in tables)):
            forms.add(" ".join(words))
    return forms


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


def _hyphenated(word: str, decline) -> tuple[set[str], ...]:
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
        for parse in _parses(word)
    )


def _inflected(word: str, wanted: set[str], gender: str) -> tuple[set[str], ...]:
    """The dictionary's forms of a word it knows as one of the wanted kinds."""
    tables: tuple[set[str], ...] = tuple(set() for _ in CASES)
    tables[0].add(word)
    sex = {"m": "masc", "f": "femn"}.get(gender)
    for parse in _parses(word):
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


def first_parse(word: str) -> pymorphy3.tagset.OpencorporaTag:
    """The dictionary's likeliest reading of a word."""
    return _parses(word)[0].tag


def is_known(word: str) -> bool:
    """Whether the dictionary has the word."""
    return _morphology().word_is_known(word)


def is_patronymic(word: str) -> bool:
    """Whether the dictionary takes the word for a patronymic."""
    return any("Patr" in parse.tag.grammemes for parse in _parses(word)[:3])


def genders_of_name(word: str) -> list[tuple[str, float]]:
    """How much the dictionary's readings as a given name or patronymic speak for "m" or "f"."""
    return [
        ("f" if "femn" in parse.tag.grammemes else "m", parse.score)
        for parse in _parses(word)[:6]
        if {"Name", "Patr"} & parse.tag.grammemes
    ]


def nominatives_in_dictionary(word: str) -> list[tuple[str, float, str]]:
    """The nominatives of the dictionary's noun readings: (nominative, weight, gender).

    Readings as a name weigh more than those as a thing, the plural less.
    """
    found = []
    for parse in _parses(word):
        grammemes = parse.tag.grammemes
        if parse.tag.POS not in {"NOUN", "ADJF"} or "Abbr" in grammemes:
            continue
        weight = parse.score
        if {"Surn", "Name", "Patr"} & grammemes:
            weight *= 1.5
        else:
            weight *= 0.5 if "anim" in grammemes else 0.3
        if "plur" in grammemes:
            weight *= 0.3
        gender = "f" if "femn" in grammemes else "m" if "masc" in grammemes else ""
        wanted = {"nomn", "sing"}
        if parse.tag.POS == "ADJF":
            wanted.add("femn" if gender == "f" else "masc")
        nominative = parse.inflect(wanted) or parse.inflect({"nomn"})
        if nominative:
            found.append((nominative.word, weight, gender))
    return found


@cache
def _listed_given_names() -> frozenset[str]:
    """The given names that ship as a list in the natasha package, folded."""
    spec = importlib.util.find_spec("natasha")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0], "data", "dict", "first.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.partition("#")[0].strip()) for line in lines) - {""}


def is_listed_given_name(word: str) -> bool:
    """Whether the word as it stands is in the list of given names, Russian and Central Asian."""
    return word in _listed_given_names()


def is_any_name(word: str) -> bool:
    """Whether the dictionary knows the word, in any form, as a name of people or places."""
    return any(
        parse.is_known and {"Name", "Surn", "Patr", "Geox"} & parse.tag.grammemes
        for parse in _parses(word)
    )


def is_plainly_a_given_name(word: str) -> bool:
    """Whether the word's likeliest reading is a given name, and hardly a thing or a place."""
    parses = [parse for parse in _parses(word) if parse.is_known]
    if not parses:
        return fold(word) in _listed_given_names()
    return "Name" in parses[0].tag.grammemes and not any(
        parse.score > 0.3 and not {"Name", "Surn", "Patr"} & parse.tag.grammemes for parse in parses
    )


def may_be_noun(word: str) -> bool:
    """Whether the dictionary's likely readings of the word include a noun or adjective."""
    return any(parse.score >= 0.05 and parse.tag.POS in {"NOUN", "ADJF"} for parse in _parses(word))


def place_in_nominative(name: str) -> str:
    """A place's name, in any case, in the nominative; as it stands where that is not clear.

    "Ново-Огарёве" -> "Ново-Огарёво". For names no authority has: a label for editors.
    """
    words = name.split()
    if len(words) != 1:
        return name
    word = words[0]
    for parse in _parses(word):
        if "Geox" in parse.tag.grammemes and parse.is_known:
            nominative = parse.inflect({"nomn"})
            if nominative:
                return "-".join(part[:1].upper() + part[1:] for part in nominative.word.split("-"))
    return word


def is_verb(word: str) -> bool:
    """Whether the dictionary's likeliest reading of the word is a verb."""
    parse = _parses(word)[0]
    return parse.is_known and parse.tag.POS in {"VERB", "INFN", "PRTS"}


def gender_of_past(word: str) -> str:
    """The gender a verb of the past shows: заявила is "f", заявил "m", others ""."""
    tag = _parses(word)[0].tag
    if tag.POS != "VERB" or "past" not in tag.grammemes or "sing" not in tag.grammemes:
        return ""
    return {"femn": "f", "masc": "m"}.get(tag.gender or "", "")


def is_eastern_family_name(word: str) -> bool:
    """Whether the word is a family name that stands before the given one: Си, Ким, Нгуен."""
    return word.lower() in _EASTERN_FAMILY_NAMES
