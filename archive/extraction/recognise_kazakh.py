"""Recognise names in a Kazakh text: name forms, and the shapes Kazakh names have.

There is no model for Kazakh: the Russian one is wrong in five of six cases there (extraction
study, section 2). Given names of a list, surnames in -ов and -баев, patronymics in -ұлы and
-қызы and initials tell persons; "облысы", "ауданы", "қаласы" after a name tell places. Says
nothing of who is meant; knows no database.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from archive.extraction import context, dictionary
from archive.extraction.forms import kazakh, russian
from archive.extraction.mentions import Span
from archive.extraction.namebook import KNOWN_EVERYWHERE, LARGE_CITY, LOCATION, PERSON, NameBook
from archive.extraction.recognise import Found, Stretches, without_overlaps
from archive.text import fold

# Longer runs of capitalised words are headlines in capitals, read in parts.
LONGEST_RUN = 40

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.[ \xa0-]{0,2}){1,3}\Z")

# Surnames, and patronymics that stand for them, before a case ending.
_SURNAME = re.compile(
    r"\w{2,}(?:баев|беков|паев|таев|даев|қаев|ғаев|лаев|ов|ев|ёв|ин|ын|ұлы|улы"
    r"|ский|цкий|ская|цкая|енко|чук|дзе|швили|ян)а?"
)
_PATRONYMIC = re.compile(r"\w{2,}(?:ұлы|улы|қызы|кызы|оглы|оғлы)")
# Endings that few other words have: such a surname is believed without a given name.
_STRONG_SURNAME = re.compile(
    r"\w{2,}(?:баев|беков|[дтлқғзшжн]аев|[бғлмнрстдкқжз]ов|[нлрмдтсшбгк]ев|[аиоуы]ев|ұлы|қызы)а?"
)
_NOT_A_SURNAME = frozenset(
    """
    тамыз қазан маусым сәуір бүгін ертең енді кейін алдын үшін ішін осын сол бұрын
    магазин бензин пенсион бассейн вакцин медицин доллар интернет балтабай ресейлік кремль
    """.split()
)

# Words that are also a leader's name in Kazakh spelling: Рухани жаңғыру, келер жыл.
_WORDS = re.compile(
    r"(?:рухани\s+(?:жаңғыр|құнды|байлы|өмір)|келер\s+(?:жыл|ай|маусым|ұрпа)|май\s)", re.IGNORECASE
)

# How words begin that stand with a capital in names of bodies, days and works.
_BODY_WORDS = tuple(
    """
    министр кеңес одағ одақ ұйым қор банк парти парламент мәжіліс сенат үкімет президент
    елбасы ассамблея
    республика федерация халық ұлт орта шығыс батыс солтүстік оңтүстік жаңа жоғарғы бас
    бүкіл біріккен еуразия
    наурыз рамазан құран тәуелсіз конституц ата заң нұр отан алтын қызыл қара ақ көк ұлы
    кіші жер күн
    еуропа азия америка африка лига кубо чемпион олимпи мемлекет қазақстан ресей қазақ
    """.split()
)

# Words for a kind of place, which stand after its name.
_PLACE_HEAD = re.compile(
    r"\s+(?:облыс|аудан|ықшамаудан|қала|ауыл|аул|село|көл|өзен|теңіз|тау|түбег|арал|аймағ|өңір|"
    r"штат|провинция|республика|шаһар|кент|федерация|орман|қорығ|"
    r"мұхит|мемлекет|патшалығ|әмірлі|княздығ|округ)"
    # With the possessive ending, and a case's after it
    r"(?:ы|і|сы|сі|лары|лері|ының|інің|сының|сінің|ында|інде|сында|сінде|"
    r"ынан|інен|сынан|сінен|ына|іне|сына|сіне|ын|ін|сын|сін|"
    r"ы[нм]ен|імен|сымен|сімен|ындағы|індегі|сындағы|сіндегі)(?!\w)"
)
# Words that stand with a capital at the head of many names of bodies, not of places.
_ORGANISATION_FOLLOWS = re.compile(
    r"\s+(?:[а-яәғқңөұүһі]+\s+)?(?:университет|институт|академия|банк|театр|компания|газет|"
    r"телеарна|агенттіг|қор[ыі]|партия|клуб|команда|мектеб|лицей|"
    r"аурухана|орталығ|ынтымақтастық|сарай|көше|даңғыл|алаң|әуежай|стадион|кешен|саябағ|"
    r"мешіт|мұражай|кітапхана|әкімдіг|әкімшіліг)"
)


def names_in(text: str, spans: list[Span], book: NameBook) -> list[Found]:
    """The persons and places of a Kazakh text, in order, never overlapping."""
    people = list(_known_people(text, spans))
    tokens = list(_TOKEN.finditer(text))
    people += _people_by_shape(text, tokens, spans)
    people = without_overlaps(people)
    people = without_overlaps([*people, *_first_words_alone(text, tokens, people, spans)])
    named = Stretches(people)
    places = [
        Found(span.start, span.end, LOCATION, span)
        for span in spans
        if _is_known_place(text, span, book, named)
    ]
    places += _places_by_ending(tokens, book, Stretches([*people, *places]))
    places += _places_by_head(text, tokens, Stretches([*people, *places]))
    return sorted([*people, *without_overlaps(places)], key=lambda each: each.start)


def _known_people(text: str, spans: list[Span]) -> Iterable[Found]:
    """Name forms of people the archive knows, but for single words that may be something else."""
    for span in context.spans_of_people(text, spans):
        if " " not in span.surface and (
            (
                all(candidate.needs_context for candidate in span.people)
                and context.starts_sentence(text, span.start)
            )
            or _WORDS.match(text, span.start)
            or span.places
        ):
            continue
        yield Found(span.start, span.end, PERSON, span)


def _people_by_shape(
    text: str, tokens: Sequence[re.Match[str]], spans: list[Span]
) -> Iterable[Found]:
    """People nobody need know: runs of capitalised words that look like names."""
    places = Stretches(
        span for span in spans if any(not candidate.needs_context for candidate in span.places)
    )
    known = Stretches(
        span for span in spans if span.people and " " not in span.surface and not span.places
    )
    index = 0
    while index < len(tokens):
        run = _run_of_capitals(text, tokens, index)
        if not run:
            index += 1
            continue
        index += len(run)
        yield from _people_in(text, run, places, known)


def _run_of_capitals(text: str, tokens: Sequence[re.Match[str]], index: int) -> list[re.Match[str]]:
    """Capitalised words side by side."""
    run: list[re.Match[str]] = []
    for token in islice(tokens, index, index + LONGEST_RUN):
        if not token.group()[0].isupper() or len(token.group()) < 2:
            break
        if run and text[run[-1].end() : token.start()] not in {" ", "\xa0"}:
            break
        run.append(token)
    return run


def _people_in(
    text: str, run: list[re.Match[str]], places: Stretches[Span], known: Stretches[Span]
) -> Iterable[Found]:
    """Persons among capitalised words that stand side by side."""
    at = 0
    while at < len(run):
        # A leader's surname is a whole name: "Рахмон Хожентте", "Ердоған Тоқаевты".
        is_known = known.meet(run[at].start(), run[at].end()) and not _is_given(run[at].group())
        size = 0 if is_known else _size_of_name(text, run, at, places)
        if not size:
            at += 1
            continue
        start, end = run[at].start(), run[at + size - 1].end()
        initials = _INITIALS.search(text[max(0, start - 12) : start])
        if initials and initials.group()[0].isupper():
            start -= len(initials.group())
        if not context.is_named_after(text, start, end) and not _ORGANISATION_FOLLOWS.match(
            text[end : end + 40]
        ):
            yield Found(start, end, PERSON)
        at += size


def _size_of_name(text: str, run: list[re.Match[str]], at: int, places: Stretches[Span]) -> int:
    """How many words of the run, from this one on, are one person's name; 0 for none."""
    word = run[at].group()
    if places.meet(run[at].start(), run[at].end()):
        return 0
    has_initials = bool(_INITIALS.search(text[max(0, run[at].start() - 12) : run[at].start()]))
    following = []
    for token in run[at + 1 : at + 3]:
        if places.meet(token.start(), token.end()):
            break
        following.append(token.group())
    if has_initials and not word.isupper():
        return 1
    if _is_given(word):
        if following and _may_follow_given_name(following[0]):
            if len(following) > 1 and _may_follow_given_name(following[1]):
                return 3
            return 2
        if following and not following[0].isupper():
            return 2
        # Alone it is somebody only in the middle of a sentence, and if it is no place's name.
        return int(
            not context.starts_sentence(text, run[at].start())
            and kazakh.is_given_name_form(fold(word))
            and not _PLACE_HEAD.match(text[run[at].end() : run[at].end() + 20])
        )
    if _is_strong_surname(word):
        if following and _is_given(following[0]):
            return 3 if len(following) > 1 and _is_patronymic(following[1]) else 2
        return 1
    is_title = fold(word) in context.TITLES or word.isupper()
    may_be_given = (
        bool(following) and not is_title and not context.starts_sentence(text, run[at].start())
    )
    if may_be_given and (_is_surname(following[0]) or _stand_alone(text, run, at)):
        return 2
    return 0


def _stand_alone(text: str, run: list[re.Match[str]], at: int) -> bool:
    """Just two capitalised words after a small one, neither of a body: Граса Машел."""
    if at or len(run) != 2 or any(token.group().isupper() for token in run):
        return False
    before = text[max(0, run[0].start() - 2) : run[0].start()]
    if not before.endswith(" ") or before[0] in '«“"–—':
        return False
    return not any(_is_of_a_body(fold(token.group())) for token in run)


def _may_follow_given_name(word: str) -> bool:
    return _is_surname(word) or _is_patronymic(word)


def _is_of_a_body(word: str) -> bool:
    return word.startswith(_BODY_WORDS)


def _is_given(word: str) -> bool:
    return kazakh.is_given_name_form(fold(word)) or dictionary.is_plainly_a_given_name(word)


def _is_surname(word: str) -> bool:
    folded = fold(word)
    return folded not in _NOT_A_SURNAME and any(
        _SURNAME.fullmatch(stem) and stem not in _NOT_A_SURNAME
        for stem in (folded, *kazakh.stems(folded))
    )


def _is_strong_surname(word: str) -> bool:
    folded = fold(word)
    return any(
        len(stem) > 4 and _STRONG_SURNAME.fullmatch(stem) and stem not in _NOT_A_SURNAME
        for stem in (folded, *kazakh.stems(folded))
    )


def _is_patronymic(word: str) -> bool:
    folded = fold(word)
    return any(
        _PATRONYMIC.fullmatch(stem) for stem in (folded, *kazakh.stems(folded))
    ) or dictionary.is_patronymic(word)


def _first_words_alone(
    text: str, tokens: Sequence[re.Match[str]], people: list[Found], spans: list[Span]
) -> Iterable[Found]:
    """The first word of a full name, alone elsewhere: Си Цзиньпин is Си, Дилма Руссефф Дилма."""
    firsts = {
        fold(text[each.start : each.end].split()[0])
        for each in people
        if " " in text[each.start : each.end]
    }
    places = [span for span in spans if span.places]
    taken: Stretches[Found | Span] = Stretches([*people, *places])
    for token in tokens:
        if not token.group()[0].isupper() or taken.meet(token.start(), token.end()):
            continue
        folded = fold(token.group())
        is_form = folded in firsts or any(stem in firsts for stem in kazakh.stems(folded))
        if is_form or any(
            russian.is_eastern_family_name(first) and folded in kazakh.name_forms(first)
            for first in firsts
        ):
            yield Found(token.start(), token.end(), PERSON)


def _is_known_place(text: str, span: Span, book: NameBook, people: Stretches[Found]) -> bool:
    """Whether a name form of a place is that place here."""
    if not span.places or people.meet(span.start, span.end) or span.is_quoted_alone:
        return False
    if _ORGANISATION_FOLLOWS.match(text[span.end : span.end + 40]) and " " not in span.surface:
        return any(
            book.places[candidate.id].kind == "country"
            or (not candidate.needs_context and book.places[candidate.id].is_known_everywhere)
            for candidate in span.places
        )
    if context.is_no_place(span.surface):
        return False
    # In the middle of a sentence a large city's name with a capital is no other word.
    least = KNOWN_EVERYWHERE if span.starts_sentence else LARGE_CITY
    return any(
        context.is_place_here(span, book, candidate)
        or _PLACE_HEAD.match(text[span.end : span.end + 20])
        or book.places[candidate.id].prominence >= least
        for candidate in span.places
    )


def _places_by_ending(
    tokens: Sequence[re.Match[str]], book: NameBook, found: Stretches[Found]
) -> Iterable[Found]:
    """Known places with an ending no form was made for: Алматыдағыдай, Ресейлермен."""
    for token in tokens:
        if not token.group()[0].isupper() or found.meet(token.start(), token.end()):
            continue
        for stem in kazakh.stems(fold(token.group())):
            is_place = any(
                candidate.kind == LOCATION
                and candidate.is_base
                and not candidate.needs_context
                and not candidate.is_capitals
                for candidate in book.meaning(stem)
            )
            if is_place and len(stem) > 3:
                yield Found(token.start(), token.end(), LOCATION)
                break


def _places_by_head(
    text: str, tokens: Sequence[re.Match[str]], found: Stretches[Found]
) -> Iterable[Found]:
    """A capitalised word before "облысы", "ауданы", "көлі"."""
    for token in tokens:
        if token.group()[0].isupper() and not found.meet(token.start(), token.end()):
            head = _PLACE_HEAD.match(text[token.end() : token.end() + 24])
            if head:
                yield Found(token.start(), token.end() + head.end(), LOCATION)
