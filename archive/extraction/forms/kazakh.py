"""Kazakh case endings of names.

Endings follow the last sound (assimilation) and the last vowel (harmony). Names taken from
Russian are written with either harmony (Тоқаевтың, Путиннің), so both are given.
"""

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
    for ending in _ENDINGS[_sound(name)]:
        forms.add(name + ending)
        forms.add(name + ending.translate(_FRONT))
    if _sound(name) == "sonorant" and name.lower().endswith(("и", "у")):
        # Endings after и and у are written both as after a vowel and as after a consonant.
        for ending in _ENDINGS["vowel"]:
            forms.add(name + ending)
            forms.add(name + ending.translate(_FRONT))
    # The possessive ending of "… of the Republic" names: Қазақстан Республикасының.
    if name.lower().endswith(("сы", "сі")):
        for ending in ("ның", "на", "н", "нда", "нан", "мен", "ндағы"):
            forms.add(name + ending)
            forms.add(name + ending.translate(_FRONT))
    return forms
