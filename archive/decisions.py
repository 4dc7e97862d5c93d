"""Decisions: what an editor says about names -> rows that outlive every import and reading.

Each act is one transaction: it changes what can be changed at once, lets exactly the articles
it may concern be read again, and writes one Decision. An act that is in force already changes
nothing and answers the decision that stands. Of two decisions on one form in the same articles
the later holds. What cannot be is refused with a ValidationError in words.

Knows no request; the extractor reads the rows (extraction/stored.py), not this module.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import Truncator

from archive.authority.names import (
    forms_of,
    inflections_of,
    keep_forms,
    renew_forms,
    written,
)
from archive.extraction.forms import PersonNames, forms_of_person, forms_of_place
from archive.merging import column_of, merge, undo_merge
from archive.models import (
    Article,
    Decision,
    Location,
    MeetingDecision,
    Mention,
    NameForm,
    PastSlug,
    Person,
)
from archive.models.choices import Language, NameKind
from archive.models.decisions import Verdict
from archive.models.names import Origin
from archive.models.people import Gender
from archive.rereading import keys_of, let_wait, read_again
from archive.text import key_of, normalise, script_of, slug_of, transliterated

__all__ = [
    "add_alias",
    "gender_of",
    "link_form",
    "merge",
    "never_means",
    "new_person",
    "note_alias",
    "note_alias_removed",
    "reject_form",
    "undo",
]

LONGEST_NAME = 200
TITLE_SHOWN = 60

# Захарова, Матвиенко Ивановна, Яровая; a surname in -ко or a Kazakh one tells nothing.
_FEMININE = re.compile(r"(ов|ев|ёв|ин|ын)а$|[ая]я$|\w(овна|евна|ична)\b|қызы\b|кызы\b")


# --- What a form means ------------------------------------------------------------------------


@transaction.atomic
def link_form(
    form: str, kind: str, record: Person | Location, by: Any, article: Article | None = None
) -> Decision:
    """This form means this record, in one article or in all."""
    form, key = _form(form)
    record = _standing(record, kind)
    earlier = _latest_on(kind, key, article)
    if earlier and earlier.verdict == Verdict.LINK and earlier.record == record:
        return earlier
    rows = _rows_concerned(form, kind, article)
    other = NameKind.LOCATION if kind == NameKind.PERSON else NameKind.PERSON
    rows.update(kind=kind, confidence=1, **{kind: record, other: None})
    where = _in(article)
    return _written_down(
        Verdict.LINK, kind, by, f"“{form}”{where} means {record}.", form, article, record
    )


@transaction.atomic
def reject_form(form: str, kind: str, by: Any, article: Article | None = None) -> Decision:
    """This form names nobody (of kind location: no place), in one article or in all."""
    form, key = _form(form)
    earlier = _latest_on(kind, key, article)
    if earlier and earlier.verdict == Verdict.REJECT:
        return earlier
    _rows_concerned(form, kind, article).filter(kind=kind).delete()
    nobody = "nobody" if kind == NameKind.PERSON else "no place"
    summary = f"“{form}”{_in(article)} names {nobody}."
    return _written_down(Verdict.REJECT, kind, by, summary, form, article)


@transaction.atomic
def never_means(form: str, kind: str, record: Person | Location, by: Any) -> Decision:
    """This form means anybody but this record, in every article."""
    form, key = _form(form)
    record = _standing(record, kind)
    verdict = Verdict.NEVER
    in_force = Decision.objects.in_force().filter(
        verdict=verdict, kind=kind, key=key, **{kind: record}
    )
    if earlier := in_force.first():
        return earlier
    _let_read_articles_with(form, kind)
    # At once where the row says by which name it was linked; the rest is read again.
    record.mentions.filter(label_key=key).update(**{kind: None})
    return _written_down(verdict, kind, by, f"“{form}” never means {record}.", form, None, record)


@transaction.atomic
def new_person(label: str, language: str, by: Any, gender: str = "") -> Decision:
    """This candidate is a person of their own: made with these names, and linked.

    Without a gender the endings of the name tell it, as far as they do.
    """
    label, key = _form(label)
    _check_language(language)
    earlier = _latest_on(NameKind.PERSON, key, None)
    if earlier and earlier.verdict == Verdict.NEW and earlier.person:
        return earlier
    names = {f"name_{language}": label, f"short_{language}": _short(label)}
    if language != Language.ENGLISH:
        in_english = transliterated(label)[:LONGEST_NAME]
        names |= {"name_en": in_english, "short_en": _short(in_english)}
    person = Person.objects.create(
        slug=_free_slug(names["name_en"]), gender=gender or gender_of(label), **names
    )
    keep_forms(forms_of(person))
    read_again(keys_of(person))
    _rows_concerned(label, NameKind.PERSON, None).update(person=person, confidence=1)
    summary = f"“{label}” is a person of their own: {person}."
    return _written_down(Verdict.NEW, NameKind.PERSON, by, summary, label, None, person)


# --- How a record is written ------------------------------------------------------------------


@transaction.atomic
def add_alias(record: Person | Location, language: str, text: str, by: Any) -> Decision:
    """This record is also written so: a form of an editor's, and its case endings."""
    record = _standing(record, column_of(record))
    text, key = _form(text)
    _check_language(language)
    if (earlier := _alias_in_force(record, language, key)) is not None:
        return earlier
    known = record.forms.filter(key=key, language=language).first()
    if known and known.origin != Origin.GENERATED:
        raise ValidationError(f"“{text}” is a written form of {record} already.")
    if known:
        known.delete()
    form = written(record, language, text, origin=Origin.EDITOR)
    made = [form, *inflections_of(form)]
    keep_forms(made)
    read_again({each.key for each in made})
    return note_alias(form, by)


def note_alias(form: NameForm, by: Any) -> Decision:
    """Write down that an editor gave a form, which is stored already."""
    record: Any = form.person or form.location
    summary = f"{record} is also written “{form.text}” ({Language(form.language).label})."
    return _written_down(
        Verdict.ALIAS,
        column_of(record),
        by,
        summary,
        form.text,
        None,
        record,
        moved={"language": form.language},
    )


def note_alias_removed(form: NameForm, by: Any) -> Decision | None:
    """Write down that a form an editor once gave is gone; nothing for any other form."""
    record: Any = form.person or form.location
    alias = _alias_in_force(record, form.language, form.key)
    return _taken_back(alias, by) if alias else None


# --- Taking back ------------------------------------------------------------------------------


@transaction.atomic
def undo(decision: Decision, by: Any) -> Decision:
    """Take a decision back: what it changed is as it was, a further row says so."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.verdict == Verdict.UNDO:
        raise ValidationError("What was taken back is decided anew, not taken back again.")
    if Decision.objects.filter(undoes=decision).exists():
        raise ValidationError("This decision was taken back already.")
    if decision.verdict == Verdict.MERGE:
        undo_merge(decision)
    elif decision.verdict == Verdict.ALIAS:
        _undo_alias(decision)
    elif decision.verdict == Verdict.NEW:
        _undo_new(decision)
    else:
        _undo_on_form(decision)
    return _taken_back(decision, by)


def _undo_on_form(decision: Decision) -> None:
    if decision.article_feed_id is None:
        _let_read_articles_with(decision.form, decision.kind)
        mentions = Mention.objects.all()
    else:
        articles = Article.objects.filter(feed_id=decision.article_feed_id)
        let_wait(articles)
        mentions = Mention.objects.filter(article__in=articles)
    if decision.verdict == Verdict.LINK and decision.record:
        # Back into the queue at once; the reading that follows may know better.
        mentions.filter(label_key=decision.key, **{decision.kind: decision.record}).update(
            **{decision.kind: None}
        )


def _undo_alias(decision: Decision) -> None:
    record: Any = decision.record
    if record is None:
        return
    language = decision.moved["language"]
    form = record.forms.filter(key=decision.key, language=language, origin=Origin.EDITOR).first()
    if form is None:
        return
    keys = {each.key for each in inflections_of(form)} | {form.key}
    form.delete()
    # Made anew from what is left: forms that others give too come back.
    renew_forms(record)
    read_again(keys)


def _undo_new(decision: Decision) -> None:
    person = decision.person
    if person is None:
        return
    others = Decision.objects.in_force().filter(person=person).exclude(pk=decision.pk)
    if (
        person.merged_into
        or person.absorbed.exists()
        or person.offices.exists()
        or person.participations.filter(event__is_edited=True).exists()
        or _is_said_to_take_part(person)
        or others.exists()
    ):
        raise ValidationError(
            f"{person} has offices, meetings or decisions by now: merge them into another, "
            "or take those back first."
        )
    read_again(keys_of(person))
    let_wait(Article.objects.filter(pk__in=person.mentions.values("article")))
    person.mentions.exclude(label_key="").update(person=None)
    person.delete()


def _is_said_to_take_part(person: Person) -> bool:
    """Whether an editor set them as a participant of a meeting, be it one merged since."""
    edits = MeetingDecision.objects.in_force().filter(field="participants")
    return edits.filter(value__contains=person.pk).exists()


def _taken_back(decision: Decision, by: Any) -> Decision:
    return Decision.objects.create(
        verdict=Verdict.UNDO,
        kind=decision.kind,
        form=decision.form,
        key=decision.key,
        summary=f"Taken back: {decision.summary}",
        decided_by=by,
        undoes=decision,
        **({decision.kind: decision.record} if decision.record and decision.record.pk else {}),
    )


# --- What they share --------------------------------------------------------------------------


def _form(text: str) -> tuple[str, str]:
    """A form as it is kept, and its key."""
    form = " ".join(normalise(text).split())
    key = key_of(form)
    if not key:
        raise ValidationError("A name has at least one letter.")
    if max(len(form), len(key)) > LONGEST_NAME:
        raise ValidationError("This name is too long.")
    return form, key


def _check_language(language: str) -> None:
    if language not in Language.values:
        raise ValidationError(f"“{language}” is no language of this archive.")


def _standing(record: Person | Location, kind: str) -> Any:
    """The record as it is now, held until the end of the act; refused if it is merged."""
    if column_of(record) != kind:
        raise ValidationError("A form is of a person or of a place: this record is the other.")
    model: Any = type(record)
    record = model.objects.select_for_update().get(pk=record.pk)
    if record.merged_into is not None:
        raise ValidationError(f"{record} is merged: choose {record.stands_as}.")
    return record


def _latest_on(kind: str, key: str, article: Article | None) -> Decision | None:
    """What holds of a form in these articles now."""
    return (
        Decision.objects.in_force()
        .filter(verdict__in=[Verdict.LINK, Verdict.REJECT, Verdict.NEW], kind=kind, key=key)
        .filter(article_feed_id=article.feed_id if article else None)
        .order_by("-pk")
        .first()
    )


def _alias_in_force(record: Person | Location, language: str, key: str) -> Decision | None:
    in_force = Decision.objects.in_force().filter(verdict=Verdict.ALIAS, key=key)
    return in_force.filter(moved__language=language, **{column_of(record): record}).first()


def _rows_concerned(form: str, kind: str, article: Article | None) -> QuerySet[Mention]:
    """The mentions a decision on a form changes at once; their articles wait to be read.

    In every article those that wait for a decision, found by the index; in one article all
    of this name. The articles come first, as with the worker: whoever has one goes first.
    """
    key = key_of(form)
    if article is None:
        _let_read_articles_with(form, kind)
        return Mention.objects.waiting().filter(kind=kind, label_key=key)
    let_wait(Article.objects.filter(pk=article.pk))
    of_this_name = [
        mention.pk
        for mention in article.mentions.all()
        if key in (mention.label_key, key_of(mention.surface))
    ]
    return Mention.objects.filter(pk__in=of_this_name)


def _let_read_articles_with(form: str, kind: str) -> None:
    """All articles that may hold a form in any case ending, or that wait by it."""
    languages = [Language.RUSSIAN, Language.KAZAKH] if script_of(form) == "cyrillic" else []
    if kind == NameKind.PERSON:
        names = [PersonNames(language, form) for language in languages]
        made = [each for gender in Gender.values for each in forms_of_person(names, gender)]
    else:
        made = forms_of_place([(language, form) for language in languages])
    read_again({key_of(form)} | {each.key for each in made})
    waiting = Mention.objects.waiting().filter(kind=kind, label_key=key_of(form))
    let_wait(Article.objects.filter(pk__in=waiting.values("article")))


def _written_down(
    verdict: Verdict,
    kind: str,
    by: Any,
    summary: str,
    form: str,
    article: Article | None,
    record: Person | Location | None = None,
    moved: dict[str, Any] | None = None,
) -> Decision:
    return Decision.objects.create(
        verdict=verdict,
        kind=kind,
        form=form,
        key=key_of(form),
        article_feed_id=article.feed_id if article else None,
        summary=summary,
        decided_by=by,
        moved=moved or {},
        **({kind: record} if record else {}),
    )


def _in(article: Article | None) -> str:
    return f" in “{Truncator(article.title).chars(TITLE_SHOWN)}”" if article else ""


def _short(name: str) -> str:
    """What a headline calls them: the last word, if there is another before it."""
    words = name.split()
    return words[-1][:100] if len(words) > 1 else ""


def gender_of(name: str) -> str:
    """The gender that the endings of a name tell; male where they tell none."""
    return Gender.FEMALE if _FEMININE.search(normalise(name).lower()) else Gender.MALE


def _free_slug(name: str) -> str:
    """An address that nobody has or had: old addresses go on leading where they led."""
    slug, number = slug_of(name, "person"), 1
    free = slug
    while (
        Person.objects.filter(slug=free).exists()
        or PastSlug.objects.filter(slug=free).exclude(person=None).exists()
    ):
        number += 1
        free = f"{slug}-{number}"
    return free
