"""Name forms of a person or place as rows: made at loading, and anew after an edit."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from archive.extraction.forms import Form, PersonNames, forms_of_person, forms_of_place
from archive.models import Location, NameForm, Person
from archive.models.choices import Language
from archive.models.names import Extent, Origin


def forms_for_person(person: Person, aliases: Iterable[tuple[str, str]] = ()) -> Iterator[NameForm]:
    """All forms of a person's names, unsaved. `aliases` are (language, name) pairs."""
    names = [
        PersonNames(
            language,
            full=getattr(person, f"name_{language}"),
            short=getattr(person, f"short_{language}"),
            patronymic=person.patronymic_ru if language == Language.RUSSIAN else "",
        )
        for language in Language.values
        if getattr(person, f"name_{language}")
    ]
    # One word is what a headline would use; more are a name that stands by itself.
    names += [
        PersonNames(language, text, "" if " " in text or "-" in text else text)
        for language, text in aliases
    ]
    shorts = {text for _, text in aliases if " " not in text}
    for form in forms_of_person(names, person.gender):
        is_short = form.extent == Extent.SHORT or form.text in shorts
        yield _row(form, person=person, extent=Extent.SHORT if is_short else Extent.FULL)


def forms_for_location(
    place: Location, aliases: Iterable[tuple[str, str]] = (), *, own_names: bool = True
) -> Iterator[NameForm]:
    """All forms of a place's names, unsaved. `aliases` are (language, name) pairs."""
    names = [
        (language, getattr(place, f"name_{language}"))
        for language in Language.values
        if own_names and getattr(place, f"name_{language}")
    ]
    for form in forms_of_place([*names, *aliases]):
        yield _row(form, location=place)


def _row(form: Form, **owner) -> NameForm:
    return NameForm(
        text=form.text,
        key=form.key,
        language=form.language,
        script=form.script,
        origin=form.origin,
        needs_context=form.needs_context,
        **{"extent": form.extent} | owner,
    )


def keep_forms(forms: Iterable[NameForm]) -> None:
    """Store forms, leaving out those whose owner has the same key and language already."""
    NameForm.objects.bulk_create(forms, batch_size=5000, ignore_conflicts=True)


@transaction.atomic
def renew_forms(owner: Person | Location) -> None:
    """Make the forms of a record anew from its names and from what editors added.

    Forms an editor wrote stay as they are, and are inflected like aliases.
    """
    written = list(owner.forms.exclude(origin=Origin.GENERATED))
    owner.forms.filter(origin=Origin.GENERATED).delete()
    aliases = [(form.language, form.text) for form in written]
    if isinstance(owner, Person):
        keep_forms(forms_for_person(owner, aliases))
    else:
        keep_forms(forms_for_location(owner, aliases))
