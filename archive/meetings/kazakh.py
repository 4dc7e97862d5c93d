"""Kazakh: what the ending of a name says of its part in a meeting. Knows no database.

Who meets stands in the nominative, whom with ends in -мен, who is received in -ды; a genitive
takes part only where it owns the meeting ("Путиннің кездесуі"). Of names in one list the last
bears the ending for all.
"""

import re
from collections.abc import Callable, Sequence

from archive.meetings.sentences import Actor, Sentence

NOMINATIVE, WITH, GENITIVE, ACCUSATIVE, DATIVE, ELSEWHERE = (
    "nominative", "with", "genitive", "accusative", "dative", "elsewhere",
)  # fmt: skip
_CASES = (
    (WITH, re.compile(r"[мпб]ен$")),
    (GENITIVE, re.compile(r"[ндт][ыі]ң$")),
    (ELSEWHERE, re.compile(r"(?:[ндт][ае]н|[дт][ае](?:ғы|гі)?)$")),
    (ACCUSATIVE, re.compile(r"[ндт][ыі]$")),
    (DATIVE, re.compile(r"(?:ға|ге|қа|ке|на|не)$")),
)  # fmt: skip
# An office ends in its owner's -ы or -і before the case: президенті, президентін.
_OFFICE_CASES = (
    (WITH, re.compile(r"[мпб]ен$")),
    (GENITIVE, re.compile(r"[ндт][ыі]ң$")),
    (ELSEWHERE, re.compile(r"[ыі]н[ае]н$|[ыі]нд[ае]$")),
    (ACCUSATIVE, re.compile(r"[ыі]н$|(?:нтт|рд)і$")),
    (DATIVE, re.compile(r"[ыі]н[ае]$|нтке$|рге$")),
)  # fmt: skip

# Between it and the meeting stands nothing else that is its own ("Путиннің тапсырмасымен").
# A genitive takes part as the owner of a meeting, or as the subject of "(that) he met".
_OWNED = re.compile(
    r"\s+(?:(?!\S*(?:[ыі]мен|[ыі]на|[ыі]не|с[ыі]н?|[ыі]нд[ае]|[лдт][ае]рмен)\s)[^\s,;:–—]+\s+){0,7}?"
    r"(?:(?:кездес|жүздес|сөйлес|тілдес|әңгімелес|келіссөз|әңгіме|сұхбат"
    r"|саммит|сапар|басқосу)\w*|бас қос\w*|телефон\w*|қабылдауы\w*|қатысуымен|шақыруымен"
    r"|өзі(?!н)|қолын қыс\w*)",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"[^;]*?(?:қабылда(?:ды|п|йды|ған|мақ|у)|қарсы ал|күтіп ал|қабылдай)", re.IGNORECASE
)
_CALLED = re.compile(
    r"[^;]*?(?:(?:қоңырау|телефон) (?:шал|соқ|соғ)|сапармен (?:кел|бар)|хабарлас)", re.IGNORECASE
)
# Of two names next to each other the first is no party's of its own.
# "Ташкенттен X, Минскіден Y": each from elsewhere, not together.
_AND = re.compile(
    r"\s*(?:,|мен|пен|бен|және|сондай-ақ)\s+(?:(?![\w-]*(?:[нд][ае]н|тен|[^с\s]тан)\s)[\w«»\"-]+\s+){0,8}",
    re.IGNORECASE,
)
# What one does to somebody else: several who do it have not met each other by it.
_ONE_SIDED = re.compile(
    r"(?:қоңырау|телефон) (?:шал|соқ|соғ)|хабарлас|қабылда|қарсы ал|күтіп ал"
    r"|(?:кел|бар|ұш\w* бар|қатыс)(?:ді|ды|ты|еді|ады|мек|мақ|пақ)(?!\w)"
)
# "студенттермен", "Польша елшісімен": somebody without a name is the other side.
_WITH_OTHERS = re.compile(
    r"(?<!\w)\w+[лдт][ае]р(?:[ыі]|[ыі]м[ыі]з)?мен(?!\w)"
    r"|(?:өкіл|министр|басшы|халқы|халық|төраға|спикер|депутат|президент|премьер"
    r"|елші|хатшы|жетекші)\w*[мпб]ен(?!\w)",
    re.IGNORECASE,
)
# "Кәсіпкерлер Тоқаевпен кездесті": somebody without a name is the subject.
_OTHERS = re.compile(
    r"(?<!\w)(?!тараптар|олар|көшбасшылар|лидерлер|президенттер|басшылар)\w{3,}[лдт][ае]р[ыі]?\s",
    re.IGNORECASE,
)
# "Макрон Аббаспен сөйлесті": a word with a capital just before may be the subject.
_UNREAD = re.compile(
    r"(?<![\w-])(?!(?:Ол|Кеше|Бүгін|Кейін|Ал|Бірақ|Алдымен|Содан|Соңынан|Президент|Премьер-министр"
    r"|Министр|Канцлер|Мұнда|Онда|Сонымен|Сондай-ақ) )[А-ЯӘІҢҒҮҰҚӨҺ][\w-]*[^\W\dыі] $"
)
_ALL_TOGETHER = re.compile(r"(?<!\w)(?:үш|төрт|бес|көп)\s?жақты(?!\w)", re.IGNORECASE)
_MUTUAL = re.compile(r"кездес|жүздес|сөйлес|тілдес|жолық|келіссөз|бас қос|талқыла|пікір алмас")


def case_of(text: str, actor: Actor, start: int, nominatives: Sequence[str] = ()) -> str:
    """The case of an actor's last word, which begins the text at `start`."""
    end = start + actor.end - actor.start
    tail = re.match(r"(?:-?\w+)?", text[end:])
    word = (text[start:end] + (tail[0] if tail else "")).split()[-1].lower()
    if word in {name.lower() for name in nominatives}:
        return NOMINATIVE
    cases = _CASES if actor.basis == "name" else _OFFICE_CASES
    return next((case for case, ending in cases if ending.search(word)), NOMINATIVE)


def stands_aside(sentence: Sentence, actor: Actor, nominatives: Sequence[str]) -> bool:
    """Whether somebody's ending says that they took no part in what the sentence tells."""
    start = actor.start - sentence.start
    after = sentence.text[actor.end - sentence.start :]
    after = re.sub(r"^-?\w+", "", after)
    case = case_of(sentence.text, actor, start, nominatives)
    if case == GENITIVE:
        return not _OWNED.match(after)
    if case == ACCUSATIVE:
        return not _RECEIVED.match(after)
    if case == DATIVE:
        return not _CALLED.match(after)
    return case == ELSEWHERE


def groups_of(
    text: str, offset: int, actors: Sequence[Actor], nominatives: Callable[[Actor], Sequence[str]]
) -> list[list[Actor]]:
    """Who met whom in a clause, by endings; nothing where two subjects have each their own verb.

    Actors from outside the clause are its subject.
    """
    within = range(offset, offset + len(text))
    subjects: list[list[Actor]] = [[a] for a in actors if a.start not in within]
    others: list[list[Actor]] = []
    run: list[Actor] = []
    inside = sorted((a for a in actors if a.start in within), key=lambda each: each.start)
    for number, actor in enumerate(inside):
        run.append(actor)
        case = case_of(text, actor, actor.start - offset, nominatives(actor))
        if case == NOMINATIVE and number + 1 < len(inside):
            end = actor.end - offset
            between = text[end : inside[number + 1].start - offset]
            if _AND.fullmatch(re.sub(r"^-?\w+", "", between)):
                continue
        (subjects if case in (NOMINATIVE, GENITIVE) else others).append(run)
        run = []
    is_one_sided = _ONE_SIDED.search(text) and not _MUTUAL.search(text)
    carried = [run for run in subjects if run[0].start not in within]
    own = [run for run in subjects if run[0].start in within]
    if carried and own:
        # "Оны X қабылдады": whom the clause leaves out is the other side.
        is_alone = len(own) == 1 and len(own[0]) == 1 and not others
        return [[*carried[0], *own[0]]] if is_alone and not _WITH_OTHERS.search(text) else []
    if len(own) == 2 and not others and not _WITH_OTHERS.search(text):
        # "X Y-тің қабылдауында болды": the genitive owns the meeting.
        last = own[1][-1]
        if case_of(text, last, last.start - offset, nominatives(last)) == GENITIVE:
            return [[*own[0], *own[1]]]
    if len(subjects) != 1:
        return []
    if others:
        before = text[: others[0][0].start - offset]
        if carried and (_OTHERS.search(before) or _UNREAD.search(before)):
            return []
        if _ALL_TOGETHER.search(text):
            return [[*subjects[0], *(each for other in others for each in other)]]
        return [[*subjects[0], *other] for other in others]
    return [] if is_one_sided else [subjects[0]]


# "кездескен еді", "сөйлескен болатын", "кездескенде": of a day before the one the text is on.
_BEFORE_THEN = re.compile(r"(?:кен|ген|ған|қан)(?: (?:еді|болатын)|д[ае])(?!\w)")
# A question, or what a court is told.
_HEARSAY = re.compile(
    r"\?[»\"”]*\s*$|(?<!\w)(?:куәгер\w*|айыптау акт\w*|прокурордың (?:сөзі|айту)\w*)",
    re.IGNORECASE,
)


def is_hearsay(text: str) -> bool:
    """Whether a sentence only asks whether people met, or says who says so in court."""
    return bool(_HEARSAY.search(text))


def is_before_then(text: str) -> bool:
    """Whether a clause tells of what had happened before the rest."""
    return bool(_BEFORE_THEN.search(text))


def is_of_others(text: str) -> bool:
    """Whether a clause tells of talks with somebody it gives no name, or of no talks."""
    is_one_sided = _ONE_SIDED.search(text) and not _MUTUAL.search(text)
    return bool(is_one_sided or _WITH_OTHERS.search(text))


def lacks_subject(text: str, offset: int, actors: Sequence[Actor]) -> bool:
    """Whether everybody a clause names is one with, or before, somebody it leaves out."""
    cases = {case_of(text, each, each.start - offset) for each in actors if each.start >= offset}
    return bool(cases) and cases <= {WITH}


# "Бішкекке сапармен келген": whither somebody came is where the talks were.
_WHITHER = re.compile(r"(?:ға|ге|қа|ке|на|не)$")
_CAME = re.compile(
    r"\s+(?:[\w-]+\s+){0,5}?(?:сапармен|сапары|кел(?:ген|ді|іп)|бар(?:ған|ды|ып)|жет(?:ті|іп|кен))"
    r"(?!\w)"
)
_IN = re.compile(r"[дт][ае](?:ғы|гі)?$")
_IN_THE_CITY = re.compile(r"\s+(?:қала|елорда|астана)сы(?:нда(?:ғы)?|на кел\w+)(?!\w)")


# "Варшаваға аттанды, онда …": there.
_THITHER = re.compile(r"\s+(?:[\w-]+\s+){0,2}?\w+(?:ды|ді|ты|ті),? (?:онда|сонда|сол жерде)(?!\w)")
_NO_CITY = frozenset({"онда", "сонда", "мұнда", "осында"})
_SET_BEFORE = re.compile(
    r"\s*(?:онда|сонда|мұнда|осында|сол жерде|алдымен|оның алдында)(?!\w)", re.I
)


def is_set_before(text: str) -> bool:
    """Whether a sentence begins by pointing to where and when the one before was: "Онда …"."""
    return bool(_SET_BEFORE.match(text))


def is_where(text: str, start: int, end: int) -> bool:
    """Whether a city is where the sentence happened by what follows it."""
    if text[start:end].lower() in _NO_CITY:
        return False
    tail = re.match(r"(?:-?\w+)?", text[end:])
    end += len(tail[0]) if tail else 0
    if _IN_THE_CITY.match(text, end) or _IN.search(text[start:end]):
        return True
    if not _WHITHER.search(text[start:end]):
        return False
    return bool(_CAME.match(text, end) or _THITHER.match(text, end))
