"""Russian: what a sentence leaves to those before it, and how far that may be trusted.

Features, digests and obituaries tell of many meetings; the day of most stands one or more
sentences before, or nowhere. Knows no database.
"""

import datetime
import re
from collections.abc import Sequence

from archive.meetings import words
from archive.meetings.dates import Told, day_told, names_another_time
from archive.meetings.sentences import Actor, PlaceNamed, Sentence
from archive.models.choices import DateBasis, Stage

INFERRED = (DateBasis.PUBLICATION, DateBasis.NEARBY)
_NOT = re.compile(r"(?<!\w)(?:не|ни)\s(?:[\w-]+\s)?$", re.IGNORECASE)
# What a sentence says of its people by the way, up to its end.
_BY_THE_WAY = re.compile(
    r",\s(?=(?:как|что|где|когда|котор\w+|[\w-]+вш(?:ий|ая|ие|его|ей|им|ую))\s)"
)
_EVE = re.compile(r"(?<!\w)(?:накануне|дн[её]м ранее)(?!\w)", re.IGNORECASE)
# "провёл переговоры с X, Y и Z", "встретился с X": what stands before the first "with".
_PARTY_AFTER = re.compile(r"(?<!\w)(?:с|со)\s(?!участием|целью|визитом)", re.IGNORECASE)


def is_negated(text: str, verb: re.Match[str]) -> bool:
    """ "друг с другом не разговаривали" """
    return bool(_NOT.search(text[: verb.start()]))


def is_of_other_days(
    text: str, sentence: Sentence, sentences: Sequence[Sentence], published_on: datetime.date | None
) -> bool:
    """Whether the sentences before say that what a text tells was long before.

    A day holds until another is told, to the end of the paragraph; "тогда", "там же" carry it on.
    """
    if words.BACKGROUND.search(text) or names_another_time(text, published_on):
        return True
    if day_told(text, published_on, Stage.HELD) is not None:
        return False
    for before, after in _backwards(sentence, sentences):
        if _tells_of_the_past(before, published_on):
            return True
        if words.SAME_TIME.match(after.text) and words.BACKGROUND.search(before.text):
            return True
        if day_told(before.text, published_on, Stage.HELD) is not None:
            return False
    return False


def _tells_of_the_past(sentence: Sentence, published_on: datetime.date | None) -> bool:
    """Whether a sentence is of a time long before, and not by the way: "занявший пост в июле"."""
    return names_another_time(_BY_THE_WAY.split(sentence.text)[0], published_on)


def day_carried(
    sentence: Sentence, sentences: Sequence[Sentence], published_on: datetime.date | None
) -> datetime.date | None:
    """The day of the sentence before, where this one goes on with it: "затем", "там же"."""
    for before, after in _backwards(sentence, sentences):
        if not words.SAME_TIME.match(after.text):
            return None
        told = day_told(before.text, published_on, Stage.HELD)
        if told is not None:
            return told.day
    return None


def _backwards(
    sentence: Sentence, sentences: Sequence[Sentence]
) -> list[tuple[Sentence, Sentence]]:
    """The sentences before one in its paragraph, nearest first, each with the one after it."""
    found = []
    after = sentence
    while after.number > 1 and (not after.begins_paragraph or words.SAME_TIME.match(after.text)):
        before = sentences[after.number - 1]
        found.append((before, after))
        after = before
    return found


def doubt(
    text: str,
    sentence: Sentence,
    sentences: Sequence[Sentence],
    told: Told,
    stage: Stage,
    published_on: datetime.date | None,
    lead: int,
) -> float:
    """What it costs that the day, or who else came, is left open."""
    cost = 0.2 if words.OFTEN.search(sentence.text) else 0.0
    if stage == Stage.ANNOUNCED and words.COMES_TO.search(text):
        cost += 0.12
    if stage == Stage.HELD and told.basis == DateBasis.YESTERDAY and _EVE.search(text):
        # The day before another day than that of publication?
        dated = [
            day_told(each.text, published_on, stage)
            for each in sentences[: sentence.number + 3]
            if not _EVE.search(each.text)
        ]
        is_of_another = any(d and published_on and d.day < published_on for d in dated)
        cost += 0.2 if is_of_another else 0.0
    if stage == Stage.HELD and told.basis in INFERRED:
        if words.VAGUELY.search(sentence.text):
            cost += 0.2
        past = sum(_tells_of_the_past(each, published_on) for each in sentences)
        is_undated = told.basis == DateBasis.PUBLICATION and sentence.number > lead
        if words.LOOKS_BACK.search(sentences[0].text) or (is_undated and past > 1):
            cost += 0.2
        if told.basis == DateBasis.NEARBY and sentence.number > lead:
            days = {
                each.day
                for before in sentences[: sentence.number]
                if (each := day_told(before.text, published_on, stage)) is not None
            }
            cost += 0.15 if len(days) > 1 else 0.0
        is_later = words.SAME_TIME.match(sentence.text) and told.basis == DateBasis.NEARBY
        if is_later and published_on and (published_on - told.day).days > 1:
            cost += 0.12
    return cost


def lacks_subject(text: str, first: int) -> bool:
    """Whether all names of a clause stand after "провёл переговоры с"; `first` begins there."""
    before = text[:first]
    verb = words.MET.search(before) or words.AHEAD.search(before)
    return bool(verb and _PARTY_AFTER.search(before, verb.start()))


def is_subject(sentence: Sentence, actor: Actor) -> bool:
    """Whether nothing before a name makes it an object: "с X", "у X", "к X"."""
    before = sentence.text[: actor.start - sentence.start]
    return not re.search(
        r"(?<!\w)(?:с|со|у|к|ко|от|для|между|при)\s(?:[\w-]+\s){0,5}$", before, re.IGNORECASE
    )


def may_tell_where(
    sentence: Sentence, who: set[int | str], stage: Stage, published_on: datetime.date | None
) -> bool:
    """Whether a sentence may tell where others met: of the same people and the same stage."""
    named = {
        actor.who
        for actor in sentence.actors
        if not words.MEANWHILE.match(sentence.text[: actor.start - sentence.start])
    }
    is_ahead = bool(words.AHEAD.search(sentence.text) or words.OFF.search(sentence.text))
    if names_another_time(sentence.text, published_on) or words.BACKGROUND.search(sentence.text):
        return False
    if stage != Stage.HELD and not is_ahead:
        return False
    if stage == Stage.HELD and is_ahead and not words.MET.search(sentence.text):
        return False
    return not named or bool(named & who)


def stands_before(
    sentence: Sentence, start: int, places: Sequence[PlaceNamed]
) -> PlaceNamed | None:
    """The place that "где", which begins a clause, is of: "в Тбилиси, где …"."""
    if not re.match(r"где(?!\w)", sentence.text[start:]):
        return None
    before = [each for each in places if each.end - sentence.start <= start]
    last = max(before, key=lambda each: each.end, default=None)
    return last if last and start - (last.end - sentence.start) <= 3 else None


def is_bound_for(sentence: Sentence, place: PlaceNamed) -> bool:
    """ "вылетел в Тель-Авив": where a plan of the same people will come about."""
    before = sentence.text[: place.start - sentence.start]
    return bool(
        re.search(
            r"(?:лет[еи]|отправ|направ|приб[уы]|прие[дх]|поед)\w+ (?:[\w-]+ ){0,2}в\s$", before
        )
    )


def only_spoke(text: str) -> bool:
    """Whether they may have spoken from afar: "поговорил с X", with no word for being there."""
    verbs = [match[0].lower() for match in words.MET.finditer(text)]
    return bool(verbs) and all(re.match(r"(?:по|пере|про)?говорил", verb) for verb in verbs)
