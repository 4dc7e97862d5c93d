"""Kazakh case endings of names.

Endings follow the last sound (assimilation) and the last vowel (harmony). Names taken from
Russian are written with either harmony (Тоқаевтың, Путиннің), so both are given. Reads no
text and knows no database.
"""

from functools import cache
from pathlib import Path

from archive.text import fold

_VOWELS = frozenset("аәеёиоөуүұыіэюя")
_NASALS = frozenset("мнң")
_SONORANTS = frozenset("рлйуи")
_VOICED = frozenset("зж")

# Endings with back vowels for the five classes of last sound: genitive, dative,
# accusative, locative, ablative, instrumental, locative adjective ("…дағы").
_ENDINGS = {
    "vowel": ("ның", "ға", "ны", "да", "дан", "мен", "дағы"),
    "nasal": ("ның", "ға", "ды", "да", "нан", "мен", "дағы"),
    "sonorant": ("дың", "ға", "ды", "да", "дан", "мен", "дағы"),
    "voiced": ("дың", "ға", "ды", "да", "дан", "бен", "дағы"),
    "voiceless": ("тың", "қа", "ты", "та", "тан", "пен", "тағы"),
}
_FRONT = str.maketrans("ағықң", "егікң")


def _sound(word: str) -> str:
    """The class of the word's last sound: a key of _ENDINGS."""
    last = word.lower().rstrip("ьъ")[-1:]
    if last in _VOWELS and last not in "уи":
        return "vowel"
    if last in _NASALS:
        return "nasal"
    if last in _SONORANTS:
        return "sonorant"
    return "voiced" if last in _VOICED else "voiceless"


def name_forms(name: str) -> set[str]:
    """A person's or place's name with each case ending; only the last word takes it."""
    forms = {name}
    if name.split()[-1].isascii():
        # Карл III: the number takes the ending in speech alone.
        return forms
    # Беларусьтен, Беларустен: the soft sign is often dropped before an ending.
    for stem in {name, name.removesuffix("ь")}:
        for ending in _ENDINGS[_sound(name)]:
            forms.add(stem + ending)
            forms.add(stem + ending.translate(_FRONT))
    if name.lower().endswith(("ск", "ст", "кт", "рг", "рк")):
        # Минскіде, Дамаскіге: a vowel parts what cannot be said together.
        for ending in _ENDINGS["vowel"]:
            forms.add(f"{name}і{ending.translate(_FRONT)}")
            forms.add(f"{name}ы{ending}")
    if _sound(name) == "sonorant" and name.lower().endswith(("и", "у")):
        # Endings after и and у are written both as after a vowel and as after a consonant.
        for ending in _ENDINGS["vowel"]:
            forms.add(name + ending)
            forms.add(name + ending.translate(_FRONT))
    # The possessive ending: Қазақстан Республикасының, Каспий теңізінде.
    if name.lower().endswith(("сы", "сі")) or (" " in name and name.lower().endswith(("ы", "і"))):
        for ending in ("ның", "на", "н", "нда", "нан", "мен", "ндағы"):
            forms.add(name + ending)
            forms.add(name + ending.translate(_FRONT))
    return forms


# Endings a name may bear in a text: the cases above, after a plural or not, and "…ның" made
# an adjective or a noun ("Тоқаевтікі").
_CASE_ENDINGS = sorted(
    {
        form
        for endings in (
            *_ENDINGS.values(),
            # Cases after a possessive or a plural; made a noun; "by", "like".
            ("на", "нан", "нда", "ндағы", "н", "дің", "ні", "ді", "ті"),
            ("дікі", "тікі", "нікі"),
            ("ша", "дай", "тай"),
        )
        for ending in endings
        for form in (ending, ending.translate(_FRONT))
    }
    | {"ше", "дей", "тей", "ге", "ке", "не", "нде", "ден", "тен", "нен", "дегі", "тегі", "ндегі"},
    key=len,
    reverse=True,
)
_SHORTEST_STEM = 3


def stems(word: str) -> list[str]:
    """What the word may be without a case ending, the longest ending first; folded letters.

    "тоқаевтың" -> ["тоқаев"]. A word that only looks as if it had an ending gives stems, too.
    """
    return [
        word[: -len(ending)]
        for ending in _CASE_ENDINGS
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM
    ]


@cache
def _given_names() -> frozenset[str]:
    path = Path(__file__).resolve().parents[2] / "data" / "given_names_kk.txt"
    return frozenset(fold(name) for name in path.read_text(encoding="utf-8").split())


def is_given_name(word: str) -> bool:
    """Whether the word as it stands, folded, is a Kazakh given name of the list."""
    return word in _given_names()


def is_given_name_form(word: str) -> bool:
    """Whether the word, folded, is a Kazakh given name of the list in any case."""
    return is_given_name(word) or any(is_given_name(stem) for stem in stems(word))
