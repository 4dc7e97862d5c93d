"""The Russian dictionary: what pymorphy3 says a word is, and of what it is a form.

Asked by the forms of names, by search for ordinary words, and by all that reads Russian or
Kazakh. Reads no text and knows no database.
"""

import importlib.util
from functools import cache, lru_cache
from pathlib import Path

import pymorphy3

from archive.text import fold

# A reading the dictionary gives less weight than this is of another word: стали, "of steel".
UNLIKELY_READING = 0.1
# A name's reading as a thing or a place counts against it from here on.
LIKELY_READING = 0.3
# A noun is ruled out only by readings all less likely than this.
RARE_READING = 0.05

_NAMES_OF_PEOPLE = frozenset({"Name", "Surn", "Patr"})
_NAMES = _NAMES_OF_PEOPLE | {"Geox"}
_NAMES_AND_ABBREVIATIONS = _NAMES | {"Abbr"}


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


# Each name is asked after several times; a long import asks after every capitalised word.
@lru_cache(maxsize=20_000)
def readings(word: str) -> list[pymorphy3.analyzer.Parse]:
    """The dictionary's readings of a word, the likeliest first."""
    return _morphology().parse(word.lower())


def is_russian_word(word: str) -> bool:
    """Whether the word, in any form, is in the dictionary as something else than a name."""
    return any(
        parse.is_known and not _NAMES_AND_ABBREVIATIONS & parse.tag.grammemes
        for parse in readings(word)
    )


def forms_of_word(word: str) -> set[str]:
    """An ordinary word in all its forms, of every reading that is at all likely.

    "визит" -> {"визит", "визита", …}; a word the dictionary does not know has itself alone.
    """
    forms = {word}
    for parse in readings(word):
        if parse.is_known and parse.score >= UNLIKELY_READING:
            forms |= {form.word for form in parse.lexeme}
    return forms


def is_noun_in_nominative(word: str) -> bool:
    """Whether the word as it stands is a common noun in the nominative: Май, Слово."""
    return any(
        parse.is_known
        and {"NOUN", "nomn"} <= parse.tag.grammemes
        and not _NAMES_AND_ABBREVIATIONS & parse.tag.grammemes
        for parse in readings(word)
    )


def is_given_name(word: str) -> bool:
    """Whether the dictionary knows the word, in any form, as a given name or patronymic."""
    return any(
        parse.is_known and {"Name", "Patr"} & parse.tag.grammemes for parse in readings(word)
    )


def is_surname(word: str) -> bool:
    """Whether the dictionary knows the word, in any form, as a surname."""
    return any(parse.is_known and "Surn" in parse.tag.grammemes for parse in readings(word))


def is_plainly_a_place(word: str) -> bool:
    """Whether the dictionary's first thought of the word is a place: Москва, Киев, Париж."""
    return {"Geox", "nomn"} <= readings(word)[0].tag.grammemes


def is_adjective_alone(word: str) -> bool:
    """Whether the dictionary knows the word as an adjective and as nothing else: Курской."""
    return all(parse.is_known and parse.tag.POS == "ADJF" for parse in readings(word))


def is_known(word: str) -> bool:
    """Whether the dictionary has the word."""
    return _morphology().word_is_known(word)


def is_patronymic(word: str) -> bool:
    """Whether the dictionary takes the word for a patronymic."""
    return any("Patr" in parse.tag.grammemes for parse in readings(word)[:3])


def genders_of_name(word: str) -> list[tuple[str, float]]:
    """How much the dictionary's readings as a given name or patronymic speak for "m" or "f"."""
    return [
        ("f" if "femn" in parse.tag.grammemes else "m", parse.score)
        for parse in readings(word)[:6]
        if {"Name", "Patr"} & parse.tag.grammemes
    ]


def nominatives_in_dictionary(word: str) -> list[tuple[str, float, str]]:
    """The nominatives of the dictionary's noun readings: (nominative, weight, gender).

    Readings as a name weigh more than those as a thing, the plural less.
    """
    found = []
    for parse in readings(word):
        grammemes = parse.tag.grammemes
        if parse.tag.POS not in {"NOUN", "ADJF"} or "Abbr" in grammemes:
            continue
        weight = parse.score
        if _NAMES_OF_PEOPLE & grammemes:
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
    return any(parse.is_known and _NAMES & parse.tag.grammemes for parse in readings(word))


def is_given_name_in_nominative(word: str) -> bool:
    """Whether the word as it stands is a given name: Виктор, but not Рахмонов, of Рахмоны."""
    return any(
        parse.is_known and {"Name", "nomn", "sing"} <= parse.tag.grammemes
        for parse in readings(word)
    )


def is_plainly_a_given_name(word: str) -> bool:
    """Whether the word's likeliest reading is a given name, and hardly a thing or a place."""
    parses = [parse for parse in readings(word) if parse.is_known]
    if not parses:
        return fold(word) in _listed_given_names()
    return "Name" in parses[0].tag.grammemes and not any(
        parse.score > LIKELY_READING and not _NAMES_OF_PEOPLE & parse.tag.grammemes
        for parse in parses
    )


def may_be_noun(word: str) -> bool:
    """Whether the dictionary's likely readings of the word include a noun or adjective."""
    return any(
        parse.score >= RARE_READING and parse.tag.POS in {"NOUN", "ADJF"}
        for parse in readings(word)
    )


def place_in_nominative(name: str) -> str:
    """A place's name, in any case, in the nominative; as it stands where that is not clear.

    "Ново-Огарёве" -> "Ново-Огарёво". For names no authority has: a label for editors.
    """
    words = name.split()
    if len(words) != 1:
        return name
    (word,) = words
    for parse in readings(word):
        if "Geox" in parse.tag.grammemes and parse.is_known:
            nominative = parse.inflect({"nomn"})
            if nominative:
                return "-".join(part[:1].upper() + part[1:] for part in nominative.word.split("-"))
    return word


def is_verb(word: str) -> bool:
    """Whether the dictionary's likeliest reading of the word is a verb."""
    parse = readings(word)[0]
    return parse.is_known and parse.tag.POS in {"VERB", "INFN", "PRTS"}


def gender_of_past(word: str) -> str:
    """The gender a verb of the past shows: заявила is "f", заявил "m", others ""."""
    tag = readings(word)[0].tag
    if tag.POS != "VERB" or "past" not in tag.grammemes or "sing" not in tag.grammemes:
        return ""
    return {"femn": "f", "masc": "m"}.get(tag.gender or "", "")
