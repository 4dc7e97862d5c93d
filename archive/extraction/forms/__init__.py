"""Forms: a name -> all its written forms, as the authority data and the admin store them.

The first step: what is not a form here, no text is searched for. Knows no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from archive.extraction import dictionary
from archive.extraction.forms import kazakh, russian
from archive.text import key_of, script_of


@dataclass(frozen=True)
class Form:
    """A written form, as models.NameForm stores it."""

    text: str
    language: str
    extent: str = "full"
    origin: str = "generated"
    needs_context: bool = False

    @cached_property
    def key(self) -> str:
        """Its letters as texts and questions are compared by."""
        return key_of(self.text)

    @property
    def script(self) -> str:
        """The alphabet it is written in; a name of digits alone counts as Latin."""
        return script_of(self.text) or "latin"


@dataclass(frozen=True)
class PersonNames:
    """A person's names in one language: the full one, and what a headline calls them."""

    language: str
    full: str
    short: str = ""
    patronymic: str = ""


def forms_of_person(names: Iterable[PersonNames], gender: str) -> list[Form]:
    """Every form under which a person is found, once for each key and language.

    Full names also stand with the surname first and, in Russian, with the patronymic
    (Путин Владимир Владимирович). A short name that is also a word is marked as needing
    context.
    """
    forms: list[Form] = []
    for name in names:
        for text in _orders(name):
            forms += _inflected(text, name.language, "full", gender, original=name.full)
        if name.short and name.short != name.full:
            forms += _inflected(name.short, name.language, "short", gender, original=name.short)
    return _once(forms)


def forms_of_place(names: Iterable[tuple[str, str]]) -> list[Form]:
    """Every form under which a place is found; `names` are (language, name) pairs."""
    forms: list[Form] = []
    for language, name in names:
        texts = _place_texts(name, language)
        needs_context = place_needs_context(name, language)
        forms += [
            Form(
                text,
                language,
                origin="authority" if text == name else "generated",
                needs_context=needs_context,
            )
            for text in sorted(texts)
        ]
    return _once(forms)


def place_needs_context(name: str, language: str) -> bool:
    """Whether a place's name is also a word or a name of people: Верный, Владимир.

    Asked of the pymorphy3 dictionary for one-word Cyrillic names; the lists of such names
    are in the extraction study (1,283 words and 706 names among 22,353 cities).
    """
    if " " in name or "-" in name or name.isupper():
        return False
    if script_of(name) != "cyrillic":
        return name.lower() in _ENGLISH_WORDS
    if language == "ru" and name.lower().endswith(("ово", "ево", "ёво", "ино", "ыно")):
        # "Передал Иванову письмо": their cases are those of surnames.
        return True
    return (
        dictionary.is_russian_word(name)
        or dictionary.is_given_name(name)
        or dictionary.is_surname(name)
    ) and not dictionary.is_plainly_a_place(name)


# Cities that English prose writes at the head of a sentence for something else.
_ENGLISH_WORDS = frozenset(
    """
    bath boulder buffalo bury cork corona deal dover flint hull lima mobile nice normal
    orange reading sale split tours troy wells
    """.split()
)


def _orders(name: PersonNames) -> list[str]:
    """The full name, with the surname first, and both with the patronymic."""
    texts = [name.full]
    given = name.full.removesuffix(name.short).strip() if name.short else ""
    if given and name.full.endswith(name.short):
        texts.append(f"{name.short} {given}")
        if name.patronymic:
            texts += [
                f"{given} {name.patronymic} {name.short}",
                f"{name.short} {given} {name.patronymic}",
            ]
    return texts


def _inflected(text: str, language: str, extent: str, gender: str, *, original: str) -> list[Form]:
    """A person's name in every case; `original` is its spelling in the authority data."""
    if language == "ru":
        texts = russian.person_forms(text, gender)
    elif language == "kk":
        texts = kazakh.name_forms(text)
    else:
        texts = {text}
    # Not Песков, which is a word in another case only: in news a capital decides.
    needs_context = (
        extent == "short"
        and " " not in text
        and script_of(text) == "cyrillic"
        and dictionary.is_noun_in_nominative(text)
    )
    return [
        Form(
            form,
            language,
            extent,
            "authority" if form == original else "generated",
            needs_context,
        )
        for form in sorted(texts)
    ]


def _place_texts(name: str, language: str) -> set[str]:
    if language == "ru":
        return russian.place_forms(name)
    return kazakh.name_forms(name) if language == "kk" else {name}


def _once(forms: list[Form]) -> list[Form]:
    """One form a key and language; the authority's own spelling wins over a made one."""
    kept: dict[tuple[str, str], Form] = {}
    for form in forms:
        if not form.key:
            continue
        identity = (form.key, form.language)
        earlier = kept.get(identity)
        if earlier is None:
            kept[identity] = form
        elif form.origin == "authority" and earlier.origin != "authority":
            kept[identity] = replace(form, extent=earlier.extent)
    return list(kept.values())
