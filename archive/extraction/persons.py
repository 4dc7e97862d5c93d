"""Persons' names taken apart: given name, patronymic, surname, and what each is a form of.

A word of a name in a text is one of six cases; which nominative it belongs to is often open
("Жапарова" is a woman, or of a man called Жапаров). So a word has several nominatives, each
with a weight, and clusters.py decides by what else the article says. Says nothing of who is
meant; knows no database.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from archive.extraction import dictionary
from archive.extraction.forms import kazakh
from archive.text import fold, script_of

# The nominatives a word may be a form of: how likely each is, and whether it is the name of
# a man ("m"), a woman ("f") or either ("").
Options = Mapping[str, tuple[float, str]]

_PATRONYMIC_ENDING = re.compile(
    r"(?:ович|евич|ёвич|ьич|мич|кич|тич|вич)(?:а|у|ем|е|и)?$"
    r"|(?:овн|евн|ёвн|ичн)(?:а|ы|е|у|ой|ою)$"
    r"|(?:ұлы|улы|оглы|оғлы|угли|қызы|кызы|кизи)(?:\w{0,4})$"
)
_SURNAME_LOOK = re.compile(
    r"(?:[оеё]в|[иы]н|ск|цк|енко|ян|дзе|швили|ук|юк|ич)"
    r"(?:[аы]|у|[оы]м|е|ой|ая|ий|ого|ому|им|ом|ую)?$"
)
_INITIAL = re.compile(r"[^\W\d_]\.?(?:-[^\W\d_]\.?)?")
# "Дж. Буш", "Ал. Лукашенко"
_SHORT_INITIAL = re.compile(r"[^\W\d_]{1,2}\.")
PARTICLES = frozenset(
    """
    аль эль ас аш ат ад ан ар аз бен бин ибн абу фон ван дер ден де да ди ду дос дас ла ле и
    al el as ash bin ben ibn abu von van der den de da di du dos das la le of and y
    """.split()
)
_KAZAKH_SURNAME = re.compile(r".+(?:[оеё]ва?|[иы]на?|ұлы|улы|қызы|кызы|ский|ская|енко|ян|дзе)")
_NEXT_WORD = re.compile(r"\s([а-яё]{3,})")
_GENERATION = re.compile(r"[IVX]+|младш\w+|старш\w+|jr\.?|sr\.?|мл\.?|ст\.?", re.IGNORECASE)

# Oblique endings of surnames, what the nominative ends in, and whose it is (Zaliznyak).
_SURNAME_ENDINGS = [
    (oblique, nominative, gender)
    for nominative, gender, forms in (
        ("ский", "m", "ского скому ским ском"),
        ("цкий", "m", "цкого цкому цким цком"),
        ("ская", "f", "ской скую скою"),
        ("цкая", "f", "цкой цкую цкою"),
        ("ый", "m", "ого ому ым ом"),
        ("ой", "m", "ого ому ым ом"),
        ("ая", "f", "ой ую"),
        *((end, "m", f"{end}ым {end}а {end}у {end}е") for end in ("ов", "ев", "ёв", "ин", "ын")),
        *((f"{end}а", "f", f"{end}ой {end}у") for end in ("ов", "ев", "ёв", "ин", "ын")),
    )
    for oblique in forms.split()
]
# Endings of names that end in -а or -я in the nominative: Обамы, Марией.
_PLAIN_ENDINGS = (
    *(("ой", "а"), ("ы", "а"), ("у", "а"), ("е", "а")),
    *(("и", "я"), ("ей", "я"), ("ю", "я"), ("и", "а")),
    *(("ии", "ия"), ("ию", "ия"), ("ией", "ия")),
)
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_VOWELS = "аеёиоуыэюя"


@dataclass
class PersonName:
    """One mention's name in its parts, folded as written; `surname` may be the only one."""

    start: int
    end: int
    surface: str
    given: tuple[str, ...] = ()
    patronymic: str = ""
    surname: str = ""
    initials: tuple[str, ...] = ()
    generation: str = ""
    words: tuple[str, ...] = ()
    gender: str = ""
    # What the verb right after it says: "Киршнер заявила". It may have another subject.
    verb_gender: str = ""
    # The nominative the article as a whole speaks for; clusters.py sets it.
    best_surname: str = ""
    surname_options: Options = field(default_factory=dict)
    given_options: tuple[Options, ...] = ()

    @property
    def fullness(self) -> float:
        """How much of a name it is: a full one is decided before a bare surname."""
        if not self.surname:
            # Геннадий Андреевич: whose, the full names say.
            return 0.3
        return bool(self.given) + bool(self.patronymic) + 0.5 * bool(self.initials)


@lru_cache(maxsize=50_000)
def nominatives(word: str, language: str = "ru") -> Options:
    """The nominatives a word of a name may be a form of, folded, with weight and gender.

    The word itself is always among them: a foreign name may not change at all.
    """
    folded = fold(word)
    if script_of(folded) != "cyrillic":
        return {_without_possessive(folded): (1.0, "")}
    if language == "kk":
        return _kazakh_nominatives(folded)
    found: dict[str, tuple[float, str]] = {}

    def add(form: str, weight: float, gender: str) -> None:
        form = fold(form)
        known = found.get(form)
        if known is None or weight > known[0]:
            found[form] = (weight, gender if known is None or known[1] == gender else "")
        elif known[1] != gender:
            found[form] = (known[0], "")

    head, hyphen, last = folded.rpartition("-")
    if hyphen and last and not dictionary.is_known(folded):
        _add_double_names(head, last, add)
    for form, weight, gender in dictionary.nominatives_in_dictionary(folded):
        add(form, weight, gender)
    for oblique, nominative, gender in _SURNAME_ENDINGS:
        if folded.endswith(fold(oblique)) and len(folded) > len(oblique) + 2:
            # "-ого" may be of -ый or -ой, and short endings are of much else.
            is_telling = len(oblique) > 2 and len(nominative) > 2
            weight = 0.6 if is_telling or nominative in {"ов", "ев", "ин", "ын"} else 0.3
            add(folded[: -len(oblique)] + nominative, weight, gender)
    _add_by_plain_endings(folded, add)
    return found


def _add_double_names(head: str, last: str, add: Callable[[str, float, str], None]) -> None:
    """Касым-Жомарта, whose first part stands still, and Салтыкова-Щедрина, whose does not."""
    for form, (weight, gender) in nominatives(last).items():
        add(f"{head}-{form}", weight * 0.95, gender)
    best = [
        max(nominatives(part).items(), key=lambda each: each[1][0])[0]
        for part in head.split("-")
        if part
    ]
    for form, (weight, gender) in nominatives(last).items():
        add("-".join([*best, form]), weight * 0.9, gender)


def likeliest(word: str) -> str:
    """The likeliest nominative of a word of a name, by itself: Шакирзянович."""
    options = nominatives(word) if word else {}
    return max(options, key=lambda form: (options[form][0], form), default=word)


def _kazakh_nominatives(folded: str) -> Options:
    """A Kazakh name's word with and without what may be a case ending.

    Айдын ends as if it had one; what is left without it must look like a name to be preferred.
    """
    is_whole = kazakh.is_given_name(folded) or bool(_KAZAKH_SURNAME.fullmatch(folded))
    found = {folded: (0.9 if is_whole else 0.7, "")}
    for stem in kazakh.stems(folded):
        looks_right = kazakh.is_given_name(stem) or bool(_KAZAKH_SURNAME.fullmatch(stem))
        found[stem] = (0.8 if looks_right else 0.6, "")
    return found


def _add_by_plain_endings(folded: str, add: Callable[[str, float, str], None]) -> None:
    """Endings of names that are not in -ов, -ин or -ский: Макрона, Меркеля, Обамы."""
    for ending in ("ом", "ем", "а", "у", "е", "я", "ю"):
        stem = folded.removesuffix(ending)
        if stem == folded or len(stem) < 2:
            continue
        if stem[-1] in _CONSONANTS + "й":
            if ending in {"я", "ю", "ем", "е"}:
                add(stem + "ь", 0.3, "m")
            if ending not in {"я", "ю"}:
                sure = ending == "ом" or (ending == "ем" and stem[-1] in "жчшщц")
                add(stem, 0.55 if sure else 0.42, "m")
        elif ending in {"я", "ю", "ем", "е"} and stem[-1] in _VOWELS and len(folded) > 3:
            add(stem + "й", 0.35, "m")
    for ending, nominative in _PLAIN_ENDINGS:
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            add(folded[: -len(ending)] + nominative, 0.2, "")
    is_oblique = len(folded) > 4 and folded.endswith(("ом", "ем", "ым", "им", "ого", "ому"))
    add(folded, 0.15 if is_oblique else 0.3 if folded[-1] in "ую" else 0.45, "")


def _without_possessive(folded: str) -> str:
    return folded.removesuffix("'s").removesuffix("’s")


def taken_apart(text: str, start: int, end: int, language: str) -> PersonName:
    """The parts of the name that stands at these offsets of a text."""
    name = PersonName(start, end, text[start:end])
    words: list[str] = []
    initials: list[str] = []
    begins_with_initial = False
    tokens = _tokens(name.surface)
    for number, token in enumerate(tokens):
        if len(tokens) > 1 and _is_initial(token):
            begins_with_initial = begins_with_initial or not words
            initials += [fold(letter) for letter in re.findall(r"[^\W\d_]+", token)]
        elif number and _GENERATION.fullmatch(token):
            name.generation = fold(token)[:2]
        else:
            words.append(fold(_without_possessive(token.rstrip("."))))
    # "Буш-младший"
    if words and re.fullmatch(r".+-(?:младш|старш)\w+", words[-1]):
        words[-1], _, rest = words[-1].rpartition("-")
        name.generation = rest[:2]
    name.words = tuple(words)
    name.initials = tuple(initials)
    _divide(name, words, language, begins_with_initial=begins_with_initial)
    name.surname_options = nominatives(name.surname.split()[-1], language) if name.surname else {}
    name.given_options = tuple(nominatives(word, language) for word in name.given)
    name.gender = _gender(name)
    if language == "ru" and not name.given:
        following = _NEXT_WORD.match(text, end)
        name.verb_gender = dictionary.gender_of_past(following[1]) if following else ""
    return name


def _tokens(surface: str) -> list[str]:
    """The words and initials of a name, without marks around them."""
    # "Д.Медведев": an initial is a word of its own.
    spaced = re.sub(r"(?<=\.)(?=[^\W\d_])", " ", surface)
    tokens = [token.strip("«»\"“”„(),:;!?’'") for token in spaced.split()]
    return [token for token in tokens if any(letter.isalpha() for letter in token)]


def _is_initial(token: str) -> bool:
    is_letter = _INITIAL.fullmatch(token) and ("." in token or token.isupper()) and len(token) <= 5
    return bool(is_letter or _SHORT_INITIAL.fullmatch(token))


def _divide(
    name: PersonName, words: list[str], language: str, *, begins_with_initial: bool
) -> None:
    """Say which of the words are given name, patronymic and surname; initials are known."""
    if not words:
        return
    if len(words) == 1:
        name.surname = words[0]
        return
    patronymics = [number for number, word in enumerate(words) if number and is_patronymic(word)]
    if patronymics and len(words) > 2:
        at = patronymics[-1]
        name.patronymic = words[at]
        rest = words[:at] + words[at + 1 :]
        if at == len(words) - 1:
            # Путин Владимир Владимирович, Назарбаев Нұрсұлтан Әбішұлы
            name.given, name.surname = (rest[-1],), " ".join(rest[:-1])
        else:
            name.given, name.surname = tuple(rest[:at]), " ".join(rest[at:])
        return
    if patronymics and dictionary.is_patronymic(words[1]) and may_be_given(words[0], language):
        name.given, name.patronymic = (words[0],), words[1]
        return
    if name.initials and begins_with_initial:
        name.given, name.surname = (), " ".join(words)
        return
    if (
        len(words) == 2
        and language != "en"
        and may_be_given(words[1], language)
        and not may_be_given(words[0], language)
        and _has_look_of_surname(words[0])
    ):
        # Путин Владимир
        name.given, name.surname = (words[1],), words[0]
        return
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    name.given, name.surname = tuple(words[:at]), " ".join(words[at:])


def is_patronymic(word: str) -> bool:
    """Whether the word looks like a patronymic in any case: Кемелевича, Әбішұлы."""
    return len(word) > 5 and bool(_PATRONYMIC_ENDING.search(word))


@lru_cache(maxsize=50_000)
def may_be_given(word: str, language: str = "ru") -> bool:
    """Whether the word, in any case, is a given name the dictionary or the lists know."""
    if language == "kk" and any(kazakh.is_given_name(stem) for stem in (word, *kazakh.stems(word))):
        return True
    if dictionary.is_given_name(word):
        return True
    return any(
        dictionary.is_listed_given_name(form)
        for form, (weight, _) in nominatives(word).items()
        if weight >= 0.4
    )


def _has_look_of_surname(word: str) -> bool:
    """Whether the word, in any case, is like a Russian, Ukrainian or Caucasian surname."""
    return dictionary.is_surname(word) or bool(_SURNAME_LOOK.search(word))


def _gender(name: PersonName) -> str:
    """What given name and patronymic say of the gender; "" for nothing or both."""
    masculine = feminine = 0.0
    for word in (*name.given, name.patronymic):
        if not word:
            continue
        for gender, weight in dictionary.genders_of_name(word):
            masculine += weight * (gender == "m")
            feminine += weight * (gender == "f")
    if masculine > 1.5 * feminine:
        return "m"
    return "f" if feminine > 1.5 * masculine else ""
