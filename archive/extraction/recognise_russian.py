"""Recognise names in a Russian text: the model's reading, put right and completed.

The model misses bare surnames in headlines, glues bullets and brackets to names, and calls
residences, streets and the European Union places; the namebook knows who and what is often
written about; and a person named once in full is known at every bare surname after. Says
nothing of who is meant; knows no database.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from archive.extraction import context, dictionary
from archive.extraction.forms import russian
from archive.extraction.mentions import Span
from archive.extraction.model import Entity, entities_in
from archive.extraction.namebook import LOCATION, PERSON, Candidate, NameBook
from archive.extraction.persons import nominatives, taken_apart
from archive.extraction.recognise import Found, Stretches, without_overlaps
from archive.text import fold

_EDGES = ' \t\n\xa0.,:;!?«»"“”„()[]{}•·–—-*|/'
# What parts two names that the model gave as one: a bullet, a bracket, a line end.
_PARTS = re.compile(r"\s*[•·|(\[\n]\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?:[А-ЯЁӘҒҚҢӨҰҮҺІA-Z]\.[ \xa0-]{0,2}){1,3}\Z")
# "Уважаемый Владимир Владимирович"
_SALUTATION = re.compile(r"(?:глубоко|много)?уважаем\w+|дорог(?:ой|ая|ие)", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<![\w-])[А-ЯЁA-Z][\w’'-]*[\w’']")

_FOLLOWING_WORD = re.compile(r"\s(?:и\s)?([^\W\d_]+)")

# A bare surname is believed to be one of a person named in full if it is likely this form of it.
LIKELY_FORM = 0.3


def names_in(text: str, spans: list[Span], book: NameBook) -> list[Found]:
    """The persons and places of a text, in order, never overlapping.

    `spans` are the namebook's name forms in it (mentions.mentions_in).
    """
    at = Stretches(spans)
    entities = [
        _without_state(text, each, at, book) for each in _put_right(text, entities_in(text))
    ]
    seen = [each for each in entities if each.type == "PER"]
    surnames = _surnames_in_full_names(text, seen) | _eastern_families(text, seen)
    people = [each for each in seen if _is_person(text, each, at, book, surnames)]
    places = Stretches(
        each for each in entities if each.type == "LOC" and _is_place(text, each, at)
    )
    organisations = Stretches(each for each in entities if each.type == "ORG")
    found = [Found(each.start, each.end, PERSON) for each in people]
    found += _known_people(text, spans, Stretches(people), places, organisations)
    found += _given_name_and_more(text, Stretches([*entities, *found]))
    found += _bare_surnames(text, found, entities, spans)
    found = without_overlaps(found)
    taken = Stretches(found)
    located = [
        Found(each.start, each.end, LOCATION)
        for each in places.things
        if not taken.meet(each.start, each.end)
    ]
    located += [
        Found(span.start, span.end, LOCATION)
        for span in spans
        if _is_known_place(text, span, book, places, organisations, taken)
    ]
    return sorted([*found, *without_overlaps(located)], key=lambda each: each.start)


def _put_right(text: str, entities: list[Entity]) -> Iterable[Entity]:
    """Entities without what is glued to them; two in one are parted."""
    for entity in entities:
        start = entity.start
        for piece in _PARTS.split(text[entity.start : entity.end]):
            at = text.find(piece, start)
            start = at + len(piece)
            trimmed = piece.strip(_EDGES)
            if not trimmed:
                continue
            begin = at + piece.index(trimmed)
            end = begin + len(trimmed)
            # "Дж. Буш мл." keeps its dot out, "Буш (мл" is no name.
            if entity.type == "PER":
                initials = _INITIALS_BEFORE.search(text[max(0, begin - 12) : begin])
                if initials:
                    begin -= len(initials.group())
                begin = _after_small_words(text, begin, end)
            if begin < end:
                yield Entity(begin, end, entity.type)
            if entity.type == "ORG":
                # What follows a bracket or line end after an organisation is not it.
                break


_STATE_BEFORE = re.compile(
    r"(?:республик|королевств|княжеств|государств|султанат)\w*\s$", re.IGNORECASE
)


def _without_state(text: str, entity: Entity, spans: Stretches[Span], book: NameBook) -> Entity:
    """ "Президент Республики Гвинея-Бисау Умару Эмбало": the state is no part of his name."""
    if entity.type != "PER" or not _STATE_BEFORE.search(text[: entity.start][-20:]):
        return entity
    for span in spans.at(entity.start, entity.start + 1):
        is_state = any(book.places[each.id].kind == "country" for each in span.places)
        if is_state and span.start == entity.start and span.end + 1 < entity.end:
            return Entity(span.end + 1, entity.end, entity.type)
    return entity


def _after_small_words(text: str, start: int, end: int) -> int:
    """The start of the name proper: "президента Путина", "Приехал Путин" -> "Путин"."""
    for word in _WORD.finditer(text, start, end):
        if word.end() < end and (_SALUTATION.fullmatch(word[0]) or _is_opening_verb(text, word)):
            continue
        first, _, _ = word.group().partition("-")
        if word.group()[0].isupper() or fold(first) in context.NAME_PARTICLES:
            return word.start()
    return end


def _is_opening_verb(text: str, word: re.Match[str]) -> bool:
    """Whether it is a verb, capital only because a sentence begins: "Приехал Путин"."""
    return (
        context.starts_sentence(text, word.start())
        and dictionary.is_verb(word.group())
        and not dictionary.is_any_name(word.group())
    )


def _is_person(
    text: str, entity: Entity, spans: Stretches[Span], book: NameBook, surnames: set[str]
) -> bool:
    """Whether what the model takes for a person is one.

    `surnames` are those that stand with a given name somewhere in the text.
    """
    surface = text[entity.start : entity.end]
    words = _WORD.findall(surface)
    if not words or context.is_named_after(text, entity.start, entity.end):
        return False
    meanings = _meanings_of(entity, spans)
    if any(candidate.kind == PERSON for candidate in meanings):
        return True
    if len(words) > 1:
        return not meanings
    word = words[0]
    if fold(word) in context.NO_PERSON or re.search(r"\d", surface):
        return False
    if surnames & set(nominatives(word)):
        return True
    if any(
        candidate.kind == LOCATION
        and not candidate.needs_context
        and book.places[candidate.id].is_known_everywhere
        for candidate in meanings
    ):
        return False
    return not _is_no_name(text, entity.start, word)


def _meanings_of(entity: Entity, spans: Stretches[Span]) -> list[Candidate]:
    """What the namebook has under exactly this name."""
    return [
        candidate
        for span in spans.at(entity.start, entity.end)
        if span.start == entity.start and span.end == entity.end
        for candidate in span.candidates
    ]


def _is_no_name(text: str, start: int, word: str) -> bool:
    """A word of another kind than a noun, or a common one at the head of a sentence."""
    if not dictionary.is_known(word) or dictionary.is_any_name(word):
        return False
    return context.starts_sentence(text, start) or not dictionary.may_be_noun(word)


def _is_place(text: str, entity: Entity, spans: Stretches[Span]) -> bool:
    """Whether what the model takes for a place is one."""
    surface = text[entity.start : entity.end]
    if context.is_no_place(surface) or surface[0].islower():
        return False
    if _is_domain(text, entity.start):
        return False
    if any(candidate.kind == LOCATION for candidate in _meanings_of(entity, spans)):
        return True
    if surface.isupper() and " " not in surface and len(surface) < 6:
        # An abbreviation the archive knows no place by is an organisation.
        return False
    if " " not in surface and (
        _is_no_name(text, entity.start, surface) or dictionary.is_adjective_alone(surface)
    ):
        # "Курской и Белгородской областей"
        return False
    return not context.is_facility(text, entity.start, entity.end)


def _is_domain(text: str, start: int) -> bool:
    """The domain .РФ"""
    return text[max(0, start - 2) : start] in {" .", "«."}


def _known_people(
    text: str,
    spans: list[Span],
    people: Stretches[Entity],
    places: Stretches[Entity],
    organisations: Stretches[Entity],
) -> Iterable[Found]:
    """Name forms of people the archive knows that the model has not seen."""
    for span in context.spans_of_people(text, spans):
        seen = people.at(span.start, span.end)
        if any(_covers(entity, span) for entity in seen):
            continue
        if span.is_part_of_a_name and "-" not in span.surface:
            continue
        is_full_name = any(candidate.extent == "full" for candidate in span.people)
        if is_full_name and " " in span.surface:
            # Of an organisation's name it is a part: Фонд Нурсултана Назарбаева.
            if not any(
                entity.start < span.start or entity.end > span.end
                for entity in organisations.at(span.start, span.end)
            ):
                yield Found(span.start, span.end, PERSON, span)
            continue
        if places.meet(span.start, span.end) or organisations.meet(span.start, span.end):
            continue
        is_word = all(candidate.needs_context for candidate in span.people)
        if is_word and context.starts_sentence(text, span.start):
            continue
        if span.places or (_is_word_at_start(text, span) and not _acts(text, span.end)):
            continue
        yield Found(span.start, span.end, PERSON, span)


def _covers(entity: Entity, span: Span) -> bool:
    return entity.start <= span.start and span.end <= entity.end


def _is_word_at_start(text: str, span: Span) -> bool:
    return (
        context.starts_sentence(text, span.start)
        and " " not in span.surface
        # "Токаев" is of токай, too, but hardly begins a sentence so.
        and dictionary.is_noun_in_nominative(span.surface)
    )


def _acts(text: str, end: int) -> bool:
    """Whether a verb or another name follows, as after a subject: "Токаев провёл …"."""
    following = _FOLLOWING_WORD.match(text[end : end + 40])
    if not following:
        return False
    word = following[1]
    return dictionary.is_verb(word) if word[0].islower() else following[0].startswith(" и ")


def _given_name_and_more(text: str, taken: Stretches[Entity | Found]) -> Iterable[Found]:
    """A given name and a capitalised word the model has seen as nothing: Коффи Коджа."""
    words = list(_CAPITALISED.finditer(text))
    for first, second in pairwise(words):
        if text[first.end() : second.start()] not in {" ", "\xa0"}:
            continue
        start, end = first.start(), second.end()
        if taken.meet(start, end):
            continue
        if (
            dictionary.is_plainly_a_given_name(first.group())
            and not second.group().isupper()
            and not context.is_named_after(text, start, end)
            and fold(second.group()) not in context.NO_PERSON
        ):
            yield Found(start, end, PERSON)


def _surnames_in_full_names(text: str, names: Iterable[Entity | Found]) -> set[str]:
    """The likely nominatives of the surnames that stand with a given name or initials."""
    surnames: set[str] = set()
    for each in names:
        name = taken_apart(text, each.start, each.end, "ru")
        if name.given or name.initials:
            surnames |= {
                form for form, (weight, _) in name.surname_options.items() if weight >= LIKELY_FORM
            }
    return surnames


def _bare_surnames(
    text: str, found: list[Found], entities: list[Entity], spans: list[Span]
) -> Iterable[Found]:
    """Bare surnames of the people named in full elsewhere in the text."""
    surnames = _surnames_in_full_names(text, found)
    families = _eastern_families(text, found)
    if not surnames and not families:
        return
    known_places = [span for span in spans if span.places]
    taken: Stretches[Entity | Found | Span] = Stretches([*entities, *found, *known_places])
    for word in _CAPITALISED.finditer(text):
        entity = Entity(word.start(), word.end(), "PER")
        if taken.meet(entity.start, entity.end):
            continue
        options = nominatives(word.group())
        likely = {form for form, (weight, _) in options.items() if weight >= LIKELY_FORM}
        if likely & families:
            yield Found(entity.start, entity.end, PERSON)
        elif likely & surnames:
            if context.is_named_after(text, entity.start, entity.end):
                continue
            if (
                _is_no_name(text, entity.start, word.group())
                and dictionary.is_noun_in_nominative(word.group())
                and not _acts(text, entity.end)
            ):
                continue
            yield Found(entity.start, entity.end, PERSON)


def _eastern_families(text: str, names: Iterable[Entity | Found]) -> set[str]:
    """Family names, folded, that stand first and alone later: Си Цзиньпин is Си."""
    surfaces = (text[each.start : each.end] for each in names)
    first_words = {fold(surface.split()[0]) for surface in surfaces if " " in surface}
    return {word for word in first_words if russian.is_eastern_family_name(word)}


def _is_known_place(
    text: str,
    span: Span,
    book: NameBook,
    places: Stretches[Entity],
    organisations: Stretches[Entity],
    taken: Stretches[Found],
) -> bool:
    """Whether a name form of a place is that place here, where the model said nothing."""
    if not span.places or taken.meet(span.start, span.end) or span.initials:
        return False
    if places.meet(span.start, span.end) or span.is_dateline:
        return True
    if organisations.meet(span.start, span.end):
        return False
    if (
        _is_domain(text, span.start)
        or span.is_quoted_alone
        or span.is_part_of_a_name
        or context.belongs_to_facility(text, span.start, span.end)
    ):
        return False
    if context.is_named_after(text, span.start, span.end) or context.is_no_place(span.surface):
        return False
    return any(context.is_place_here(span, book, candidate) for candidate in span.places)
