"""Circumstances: of what kind a meeting was, on which day and where.

Told in the clause, or inferred from what stands around it: the sentence, the lead, the dateline,
the city an article is on. Knows no database.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.extraction.offices import countries_by_adjective
from archive.meetings import english, kazakh, russian, words
from archive.meetings.claims import REMOTE
from archive.meetings.clauses import (
    LEAD_SENTENCES,
    Around,
    Clause,
    main_text,
    sentence_before,
    shares_people,
)
from archive.meetings.dates import Told, day_told, names_another_time, says_day_after
from archive.meetings.parties import country_of, is_head
from archive.meetings.sentences import Actor, PlaceNamed, Sentence
from archive.meetings.venues import capital_of, city_of_venue
from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

# A gathering of so many is a summit; fewer hold talks, on whatever occasion.
SUMMIT_PARTIES = 4


def is_of_other_days(
    sentence: Sentence, text: str, reading: english.Reading, around: Around
) -> bool:
    """Whether a clause, or what it takes its people from, tells of a day long before."""
    told = [text]
    if reading.rules:
        told = [sentence.text[: reading.end]]
        if any("sentence before" in rule for _, rule in reading.rules):
            told.append(around.sentences[sentence.number - 1].text)
    return any(
        names_another_time(english.without_since(each), around.published_on)
        or english.is_of_other_days(each)
        for each in told
    )


def is_elsewhere(place: int | None, clause: Clause, around: Around) -> bool:
    """Whether a clause after the lead tells of a city other than the article was sent from."""
    if around.language == "ru" or clause.sentence.number <= 2:
        return False
    dateline = _dateline(around.sentences[1], around)
    return dateline is not None and place != dateline


def is_led_by_another_day(clause: Clause, around: Around) -> bool:
    """Whether the lead tells of a day before publication, and a clause after it of none."""
    if around.language == "ru" or clause.sentence.number <= LEAD_SENTENCES:
        return False
    days = [day_told(each.text, around.published_on, Stage.HELD) for each in around.sentences[:3]]
    return any(told is not None and told.day != around.published_on for told in days)


INFERRED = (DateBasis.PUBLICATION, DateBasis.NEARBY)


def day_of(clause: Clause, stage: Stage, around: Around) -> Told | None:
    """The day a clause tells, else its sentence, the lead, the day of publication."""
    published_on = around.published_on
    beside = _day_beside(clause, stage, around)
    if beside is not None:
        return beside
    if clause.where:
        # From the verb on first: "flew to B on Monday, where he will meet C on Friday".
        begin = min(start for start, _ in clause.where[:2])
        text = clause.sentence.text[begin : clause.start + len(clause.text)]
        told = day_told(english.without_saying(text), published_on, stage)
        if told is not None and told.precision == DatePrecision.DAY:
            return told
    text = english.without_saying(clause.text) if stage != Stage.HELD else clause.text
    told = day_told(text, published_on, stage)
    if told is None and clause.where:
        # What comes after the clause is of something else: "before flying to B on Friday".
        upto = clause.start + len(clause.text)
        text = clause.sentence.text[:upto]
        text = english.without_saying(text) if stage != Stage.HELD else text
        told = day_told(text, published_on, stage)
    elif told is None and not clause.is_relative:
        told = day_told(main_text(clause.sentence), published_on, stage)
    if told is not None:
        return told
    if around.language == "ru" and stage == Stage.HELD:
        day = russian.day_carried(clause.sentence, around.sentences, published_on)
        if day is not None:
            return Told(day, DateBasis.NEARBY)
    if stage != Stage.HELD:
        for sentence in around.lead[: max(clause.sentence.number + 1, 3)]:
            if clause.where and not english.looks_ahead(sentence.text):
                continue
            if around.language == "kk" and not words.AHEAD.search(sentence.text):
                continue
            if _is_of_others(sentence, clause, around):
                continue
            told = day_told(english.without_saying(sentence.text), published_on, stage)
            if around.language == "ru" and told is not None:
                is_plan = bool(words.AHEAD.search(sentence.text))
                is_theirs = {a.who for a in sentence.actors} & {a.who for a in clause.actors}
                if told.basis == DateBasis.WEEKDAY and not is_plan:
                    # The Thursday of what was held is behind.
                    continue
                if told.precision != DatePrecision.DAY and not is_theirs:
                    continue
            # What else happens today is no date of a plan.
            if told is not None and (published_on is None or told.day > published_on):
                return told
        return None
    upto = min(max(clause.sentence.number, 2), LEAD_SENTENCES) + 1
    previous = sentence_before(clause, around)
    told = day_told(previous.text, published_on, stage) if previous else None
    if told is not None and kazakh.is_set_before(clause.sentence.text):
        return replace(told, basis=DateBasis.NEARBY)
    for sentence in sorted(
        around.lead[:upto], key=lambda each: abs(each.number - clause.sentence.number)
    ):
        if _is_of_others(sentence, clause, around) or _is_on_plans(sentence, clause, around):
            continue
        told = day_told(main_text(sentence), published_on, stage)
        if told is not None:
            later = says_day_after(clause.text) and sentence.number < clause.sentence.number
            day = told.day + datetime.timedelta(days=int(later))
            return replace(told, day=day, basis=DateBasis.NEARBY)
    if published_on is None:
        return None
    return Told(published_on, DateBasis.PUBLICATION)


def _is_of_others(sentence: Sentence, clause: Clause, around: Around) -> bool:
    """Whether a sentence tells of other people: its day is of their meeting."""
    if around.language == "ru":
        return False
    return bool(sentence.actors) and not shares_people(sentence, clause)


def _is_on_plans(sentence: Sentence, clause: Clause, around: Around) -> bool:
    """Whether a sentence beside a meeting that was held tells of what is to come."""
    if around.language != "kk" or sentence.number == clause.sentence.number:
        return False
    return bool(words.AHEAD.search(sentence.text))


def _day_beside(clause: Clause, stage: Stage, around: Around) -> Told | None:
    """ "На следующий день", "the day before": from the day the article was on until then."""
    for pattern, days in words.BESIDE:
        if not pattern.search(clause.text):
            continue
        before = around.sentences[: clause.sentence.number][::-1]
        for sentence in before:
            told = day_told(sentence.text, around.published_on, stage)
            if told is not None and told.precision == DatePrecision.DAY:
                day = told.day + datetime.timedelta(days=days)
                return Told(day, DateBasis.NEARBY)
    return None


def kinds_of(
    clause: Clause, parties: Sequence[Actor], around: Around
) -> tuple[MeetingKind, tuple[MeetingKind, ...]]:
    """The kind of a meeting by the words of its clause, and further kinds it has."""
    found = [kind for kind, pattern in words.KINDS if pattern.search(clause.text)]
    if not found:
        found = [kind for kind, pattern in words.KINDS if pattern.search(clause.sentence.text)]
    kind = found[0] if found else MeetingKind.TALKS
    if clause.by_phone and kind not in REMOTE:
        found = [kind, *found]
        kind = MeetingKind.PHONE_CALL
    heads = sum(is_head(each, around) for each in parties)
    is_many = heads >= SUMMIT_PARTIES or (
        MeetingKind.SUMMIT in found and len(parties) >= SUMMIT_PARTIES
    )
    if is_many and kind in (MeetingKind.TALKS, MeetingKind.SUMMIT):
        kind = MeetingKind.SUMMIT
    elif kind == MeetingKind.SUMMIT or (clause.says == "talked" and kind == MeetingKind.VISIT):
        kind = MeetingKind.TALKS
    return kind, tuple(each for each in found if each != kind and each not in REMOTE)


def place_of(
    clause: Clause, parties: Sequence[Actor], kind: MeetingKind, stage: Stage, around: Around
) -> tuple[int | None, str]:
    """Where a meeting was and how that is known; a call is nowhere."""
    place, how = _place_found(clause, parties, kind, stage, around)
    is_told = how in TOLD_WHERE
    if (
        around.language == "ru"
        and place is not None
        and not is_told
        and (russian.only_spoke(clause.text) or _may_be_abroad(clause, parties, place, around))
    ):
        return None, ""
    return place, how


def _place_found(
    clause: Clause, parties: Sequence[Actor], kind: MeetingKind, stage: Stage, around: Around
) -> tuple[int | None, str]:
    if kind in REMOTE:
        return None, ""
    begin = clause.sentence.start + clause.start
    end = begin + len(clause.text)
    offset = clause.sentence.start
    for named in clause.sentence.places:
        if named.end - offset == clause.city_ends and around.book.places[named.id].kind == "city":
            before = clause.sentence.text[max(0, named.start - offset - 40) : clause.city_ends]
            return city_of_venue(before, around.book) or named.id, "in the clause"
    if around.language == "ru":
        named_before = russian.stands_before(clause.sentence, clause.start, clause.sentence.places)
        if named_before is not None:
            is_city = around.book.places[named_before.id].kind == "city"
            return (named_before.id, "in the sentence") if is_city else (None, "")
    for start, stop in clause.where:
        place = _place_in(clause.sentence, offset + start, offset + stop, around)
        if place is not None:
            return place, "in the clause"
    first = around.sentences[1] if len(around.sentences) > 1 else None
    dateline = _dateline(first, around) if first else None
    if clause.where and stage == Stage.HELD and dateline is not None:
        return dateline, "the dateline"
    for how, start, stop in (
        ()
        if clause.where
        else (
            ("in the clause", begin, end),
            ("in the sentence", offset, end if around.language == "ru" else clause.sentence.end),
        )
    ):
        place = _place_in(clause.sentence, start, stop, around) or _venue_in(
            clause.sentence, start, stop, around, kinds=("region",)
        )
        if place is not None:
            return place, how
    if stage != Stage.HELD and clause.sentence.number > LEAD_SENTENCES:
        return None, ""
    previous = sentence_before(clause, around)
    if previous is not None:
        place = _place_in(previous, previous.start, previous.end, around)
        if place is not None:
            return place, "in the sentence before"
    if around.language == "ru" and stage == Stage.ANNOUNCED:
        who = {actor.who for actor in parties}
        for sentence in around.sentences[max(0, clause.sentence.number - 1) :][:2]:
            for named in sentence.places:
                if (
                    around.book.places[named.id].kind == "city"
                    and russian.is_bound_for(sentence, named)
                    and {actor.who for actor in sentence.actors} <= who
                ):
                    return named.id, "in the lead"
    # Nearest first, and only where the text tells of a meeting or an arrival.
    for sentence in sorted(around.lead, key=lambda each: abs(each.number - clause.sentence.number)):
        if clause.where and not _is_on(sentence, clause, stage):
            continue
        if (
            stage != Stage.HELD
            and around.language == "kk"
            and not words.AHEAD.search(sentence.text)
        ):
            continue
        if around.language == "ru" and not russian.may_tell_where(
            sentence, {actor.who for actor in parties}, stage, around.published_on
        ):
            continue
        if _tells_of_meeting(sentence):
            place = _place_in(sentence, sentence.start, sentence.end, around)
            if place is not None:
                return place, "in the title" if sentence.number == 0 else "in the lead"
    if dateline is not None:
        return dateline, "the dateline"
    place = _main_city(around)
    return (place, "the city the article is on") if place is not None else (None, "")


def _may_be_abroad(clause: Clause, parties: Sequence[Actor], place: int, around: Around) -> bool:
    """Whether a clause need not be of where the article is: it names another country, or tells
    further down of people who were not said to be there."""
    countries = {
        country_of(each.id, around)
        for each in clause.sentence.places
        if around.book.places[each.id].kind == "country"
        and _is_where(clause.sentence, each, around)
    }
    if countries and country_of(place, around) not in countries:
        return True
    if clause.sentence.number <= LEAD_SENTENCES:
        return False
    begins = around.sentences[:3]
    named = {actor.who for sentence in begins for actor in sentence.actors}
    is_set_there = any(each.id == place for sentence in begins for each in sentence.places)
    return not is_set_there and not all(each.who in named for each in parties)


def _is_on(sentence: Sentence, clause: Clause, stage: Stage) -> bool:
    """Whether a sentence may tell where a meeting told elsewhere was: of somebody who met."""
    return shares_people(sentence, clause) and english.looks_ahead(sentence.text) == (
        stage != Stage.HELD
    )


def _main_city(around: Around) -> int | None:
    """The city an article says most things happened in, if it is one before all others."""
    counts: Counter[int] = Counter()
    for sentence in around.sentences:
        for place in sentence.places:
            before = sentence.text[: place.start - sentence.start]
            if around.book.places[place.id].kind != "city" or words.ELSEWHERE.search(before):
                continue
            is_where = _is_where(sentence, place, around)
            if around.language != "ru" and not is_where:
                # Without "in", or the ending for it, it stands for its government.
                continue
            counts[place.id] += 2 if is_where else 1
            counts[place.id] += 1 if sentence.number == 0 else 0
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < max(3, ranked[1][1] + 1)):
        return None
    return ranked[0][0]


def _tells_of_meeting(sentence: Sentence) -> bool:
    patterns = (words.MET, words.NOUN, words.VISITED, words.OCCASION, words.AHEAD)
    return any(pattern.search(sentence.text) for pattern in patterns)


TOLD_WHERE = ("", "in the clause", "in the sentence")


def _place_in(sentence: Sentence, start: int, stop: int, around: Around) -> int | None:
    """The first city in a stretch that the text says something happened in."""
    for place in sentence.places:
        if not start <= place.start < stop:
            continue
        if around.book.places[place.id].kind != "city":
            continue
        before = sentence.text[: place.start - sentence.start]
        if words.ELSEWHERE.search(before) or words.MEANWHILE.match(before):
            continue
        heads_the_title = (
            not sentence.number
            and not before.strip()
            and sentence.text[place.end - sentence.start :].startswith(":")
        )
        if heads_the_title or _is_where(sentence, place, around):
            return place.id
    text = sentence.text[start - sentence.start : stop - sentence.start]
    return (
        city_of_venue(text, around.book)
        or _city_by_adjective(text, around)
        or _capital_in(sentence, start, stop, around)
        or _venue_in(sentence, start, stop, around, kinds=("venue",))
    )


def _venue_in(
    sentence: Sentence, start: int, stop: int, around: Around, kinds: Sequence[str]
) -> int | None:
    """A venue or a region, where no city is named."""
    for kind in kinds:
        for place in sentence.places:
            if (
                start <= place.start < stop
                and around.book.places[place.id].kind == kind
                and _is_where(sentence, place, around)
            ):
                return place.id
    return None


def _is_where(sentence: Sentence, place: PlaceNamed, around: Around) -> bool:
    """Whether a text says that something happened in a place: by "in" before, or an ending."""
    start, end = place.start - sentence.start, place.end - sentence.start
    if around.language == "kk":
        return kazakh.is_where(sentence.text, start, end)
    return bool(words.PLACE_BEFORE.search(sentence.text[:start]))


def _capital_in(sentence: Sentence, start: int, stop: int, around: Around) -> int | None:
    """ "в столице Киргизии", "the Kazakh capital", "Қазақстан астанасында"."""
    for match in words.CAPITAL.finditer(
        sentence.text, start - sentence.start, stop - sentence.start
    ):
        for place in sentence.places:
            beside = (
                place.start - sentence.start - match.end(),
                match.start() - place.end + sentence.start,
            )
            if around.book.places[place.id].kind == "country" and any(
                0 <= gap <= 4 for gap in beside
            ):
                return capital_of(place.id, around.book)
        before = sentence.text[max(0, match.start() - 25) : match.start()]
        countries = countries_by_adjective(before, around.language, around.book)
        if len(countries) == 1:
            return capital_of(countries.pop(), around.book)
    return None


# "в сочинской резиденции", "в тегеранском дворце": a city by its adjective.
_BY_ADJECTIVE = re.compile(
    r"(?<!\w)в ([а-яё]{3,})ск(?:ом|ой) (?:[а-яё-]+ )?"
    r"(?:резиденц|двор|гостиниц|отел|аэропорт|ратуш)",
    re.IGNORECASE,
)


def _city_by_adjective(text: str, around: Around) -> int | None:
    match = _BY_ADJECTIVE.search(text)
    if match is None:
        return None
    stem = match[1].lower()
    for name in (stem, f"{stem}а", stem[:-1], f"{stem[:-1]}а", f"{stem[:-1]}и"):
        for candidate in around.book.meaning(name):
            if candidate.kind == "location":
                facts = around.book.places[candidate.id]
                if facts.kind == "city" and facts.prominence >= 2:
                    return candidate.id
    return None


def _dateline(sentence: Sentence, around: Around) -> int | None:
    """ "ASTANA -", "СОЧИ, 26 ноября.": the place an article was sent from."""
    first = min(sentence.places, key=lambda each: each.start, default=None)
    if first is None or first.start != sentence.start:
        return None
    after = sentence.text[first.end - sentence.start :]
    if first.surface.isupper() or re.match(r"\s*[,.(–—-]", after):
        return first.id if around.book.places[first.id].kind in {"city", "venue"} else None
    return None
