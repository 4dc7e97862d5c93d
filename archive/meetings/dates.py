"""The day a sentence speaks of: a date, a day of the week, "yesterday", a month, or none."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.models.choices import DateBasis, DatePrecision, Stage

_MONTHS = {
    "январ": 1, "феврал": 2, "март": 3, "апрел": 4, "ма[йяе]": 5, "июн": 6,
    "июл": 7, "август": 8, "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12,
    "қаңтар": 1, "ақпан": 2, "наурыз": 3, "сәуір": 4, "мамыр": 5, "маусым": 6,
    "шілде": 7, "тамыз": 8, "қыркүйек": 9, "қазан": 10, "қараша": 11, "желтоқсан": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6,
    "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого"
        " одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого"
        " семнадцатого восемнадцатого девятнадцатого двадцатого".split(),
        start=1,
    )
}
_ORDINALS |= {f"двадцать {word}": 20 + n for word, n in list(_ORDINALS.items())[:9]}
_ORDINALS |= {"тридцатого": 30, "тридцать первого": 31}
_ORDINAL = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<![\w,.])(\d{{1,2}})(?:-го|st|nd|rd|th)?(?:\s?[–-]\s?\d{{1,2}}| и \d{{1,2}})?"
    rf"(?: of)? ({_MONTH})(?!\w*лық)\w*(?:,? (\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
_ORDINAL_MONTH = re.compile(rf"(?<!\w)({_ORDINAL}) ({_MONTH})\w*(?: (\d{{4}}))?", re.IGNORECASE)
# "сәуірдің 3-і", "2025 жылғы сәуірдің 3-інде"
_KAZAKH_MONTH_FIRST = re.compile(
    rf"(?:(\d{{4}}) жыл\w* )?(?<!\w)({_MONTH})[ндт][ыі]ң (\d{{1,2}})"
    r"(?=-\w|\s?[–-]\s?\d| (?:күні|мен|және))",
    re.IGNORECASE,
)
_KAZAKH_YEAR_FIRST = re.compile(
    rf"(\d{{4}}) жыл\w* (\d{{1,2}})(?:\s?[–-]\s?\d{{1,2}})? ({_MONTH})\w*", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? (\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
# "Nov. 7", as American papers write it.
_SHORT = {"jan": 1, "feb": 2, "aug": 8, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_SHORT_MONTH_DAY = re.compile(
    r"(?<!\w)(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\. (\d{1,2})(?!\d)(?:, (\d{4}))?"
)
_ONLY_MONTH = re.compile(
    rf"(?<!\w)(?:в|in|во)\s(?:(?:late|early|mid)[ -])?({_MONTH})\w*"
    rf"(?:,?\s(?:of\s)?(\d{{4}})(?!\d))?|"
    rf"(?<!\w)(?:(\d{{4}}) жыл\w* )?({_MONTH})(?:да|де|та|те| айында)(?!\w)",
    re.IGNORECASE,
)
_WEEKDAYS = [
    r"понедельник\w*|дүйсенбі(?!ден|ге дейін)\w*|monday",
    r"вторник\w*|сейсенбі(?!ден|ге дейін)\w*|tuesday",
    r"сред[уы]|сәрсенбі(?!ден|ге дейін)\w*|wednesday",
    r"четверг\w*|бейсенбі(?!ден|ге дейін)\w*|thursday",
    r"пятниц[уы]|жұма(?: күн(?:і|гі|інде)|да|дағы)|friday",
    r"суббот[уы]|сенбі(?!ден|ге дейін)\w*|saturday",
    r"воскресень[ея]|жексенбі(?!ден|ге дейін)\w*|sunday",
]
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NEXT_YEAR = re.compile(
    r"(?<!\w)(?:в следующем году|next year|(?:келесі|келер|алдағы) жылы?)", re.IGNORECASE
)
_NEXT_MONTH = re.compile(
    r"(?<!\w)(?:в следующем месяце|next month|(?:келесі|келер|алдағы) айда)", re.IGNORECASE
)
_NEXT_WEEK = re.compile(
    r"(?<!\w)(?:на (?:следующей|будущей|этой) неделе|next week"
    r"|(?:келесі|осы|алдағы|келер) апта\w*)",
    re.IGNORECASE,
)
# Days from the day of publication.
_RELATIVE = [
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), days)
    for words, days in [
        (r"позавчера|алдыңғы күні|алдыңгүні|арғы күні", -2),
        (r"вчера\w*|накануне(?! (?:саммит|встреч|визит|переговор|поезд|выбор|форум|заседани"
         r"|праздник|дня)\w*)|кеше(?! ғана)|кешегі|yesterday|(?:a|one) day earlier|the day before"
         r"|днем ранее|днём ранее|бір күн бұрын|last night", -1),
        (r"сегодня\w*|бүгін|бүгінгі|today|нынче|tonight"
         r"|this (?:morning|afternoon|evening)", 0),
        (r"завтра\w*|ертең|ертеңгі|tomorrow", 1),
        (r"послезавтра|бүрсігүні", 2),
    ]
]  # fmt: skip

# News reports what happened in the days before; a date further off is background.
REPORTED_WITHIN = datetime.timedelta(days=10)
# What is announced lies ahead by a year at most.
ANNOUNCED_WITHIN = datetime.timedelta(days=400)


@dataclass(frozen=True)
class Told:
    """A day and how it is known; of a month or year the first day."""

    day: datetime.date
    basis: DateBasis
    precision: DatePrecision = DatePrecision.DAY


def day_told(text: str, published_on: datetime.date | None, stage: Stage) -> Told | None:
    """The day a sentence gives a meeting that was held, or is to come.

    Without a date of publication only a date with its year will do.
    """
    is_ahead = stage != Stage.HELD
    for day, has_year in _explicit(text, published_on, is_ahead):
        if published_on is None:
            if has_year:
                return Told(day, DateBasis.DATE)
        elif _is_news(day, published_on, is_ahead):
            return Told(day, DateBasis.DATE)
    if published_on is None:
        return None
    for pattern, days in _RELATIVE:
        if (days > 0) <= is_ahead and pattern.search(text):
            return Told(published_on + datetime.timedelta(days=days), DateBasis.YESTERDAY)
    weekday = _weekday(text)
    if weekday is not None:
        if is_ahead:
            days = (weekday - published_on.weekday()) % 7
        else:
            days = -((published_on.weekday() - weekday) % 7)
            days += says_day_after(text) and days < 0
        return Told(published_on + datetime.timedelta(days=days), DateBasis.WEEKDAY)
    return _roughly(text, published_on) if is_ahead else None


def says_day_after(text: str) -> bool:
    """Whether a text tells of the day after another: "arrived on Monday … the following day"."""
    return bool(_DAY_AFTER.search(text))


_DAY_AFTER = re.compile(
    r"(?<!\w)(?:the )?(?:following|next) (?:day|morning|afternoon|evening)(?!\w)"
    r"|(?<!\w)a day later(?!\w)",
    re.IGNORECASE,
)


def _weekday(text: str) -> int | None:
    """The first day of the week a text names, Monday 0."""
    found = [
        (match.start(), number)
        for number, names in enumerate(_WEEKDAYS)
        if (match := re.search(rf"(?<!\w)(?:{names})(?!\w)", text, re.IGNORECASE))
    ]
    return min(found)[1] if found else None


def _is_news(day: datetime.date, published_on: datetime.date, is_ahead: bool) -> bool:
    if is_ahead:
        ahead = day - published_on
        return -datetime.timedelta(days=1) <= ahead <= ANNOUNCED_WITHIN
    return -REPORTED_WITHIN <= day - published_on <= datetime.timedelta(days=1)


def _roughly(text: str, published_on: datetime.date) -> Told | None:
    """A month or a year ahead."""
    for match in _ONLY_MONTH.finditer(text):
        month = _month(match[1] or match[4])
        year = int(match[2] or match[3] or 0)
        if not year:
            year = published_on.year + (month < published_on.month)
        day = datetime.date(year, month, 1)
        if datetime.timedelta(days=-31) <= day - published_on <= ANNOUNCED_WITHIN:
            return Told(day, DateBasis.DATE, DatePrecision.MONTH)
    month_later = (published_on.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    if _NEXT_MONTH.search(text):
        return Told(month_later, DateBasis.DATE, DatePrecision.MONTH)
    if _NEXT_WEEK.search(text):
        day = (published_on + datetime.timedelta(days=7)).replace(day=1)
        return Told(day, DateBasis.DATE, DatePrecision.MONTH)
    years = {int(year) for year in _YEAR.findall(text)} & {published_on.year + 1}
    if years or _NEXT_YEAR.search(text):
        day = datetime.date(published_on.year + 1, 1, 1)
        return Told(day, DateBasis.DATE, DatePrecision.YEAR)
    return None


def names_another_time(text: str, published_on: datetime.date | None) -> bool:
    """Whether a sentence tells of a day or a year well before publication."""
    if published_on is None:
        return False
    days = [day for day, _ in _explicit(text, published_on, is_ahead=False)]
    if days:
        return all(abs(day - published_on) > REPORTED_WITHIN for day in days)
    # At the turn of the year both are near.
    near = {(published_on + step * REPORTED_WITHIN).year for step in (-1, 0, 1)}
    years = {int(year) for year in _YEAR.findall(text)}
    if years and not years & near:
        return True
    months = [_month(match[1] or match[4]) for match in _ONLY_MONTH.finditer(text)]
    return bool(months) and published_on.month not in months


def _explicit(
    text: str, published_on: datetime.date | None, is_ahead: bool
) -> Iterator[tuple[datetime.date, bool]]:
    """Dates in a text, and whether the year stands there."""
    # "2000 жылы 15 мамырда" is no 15 May of this year.
    with_year = [m.span() for m in _KAZAKH_YEAR_FIRST.finditer(text)]
    readings = [
        (m.start(), m[1], _month(m[2]), m[3])
        for m in _DAY_MONTH.finditer(text)
        if not any(start <= m.start() < end for start, end in with_year)
    ]
    readings += [
        (m.start(), str(_ORDINALS[m[1].lower().replace("ё", "е")]), _month(m[2]), m[3])
        for m in _ORDINAL_MONTH.finditer(text)
    ]
    readings += [(m.start(), m[2], _month(m[1]), m[3]) for m in _MONTH_DAY.finditer(text)]
    readings += [
        (m.start(), m[2], _SHORT[m[1].lower()], m[3]) for m in _SHORT_MONTH_DAY.finditer(text)
    ]
    readings += [(m.start(), m[2], _month(m[3]), m[1]) for m in _KAZAKH_YEAR_FIRST.finditer(text)]
    readings += [(m.start(), m[3], _month(m[2]), m[1]) for m in _KAZAKH_MONTH_FIRST.finditer(text)]
    for _, day, month, year in sorted(readings):
        years = [int(year)] if year else _years_near(published_on, is_ahead)
        dates = [date for each in years if (date := _date(each, month, int(day)))]
        if published_on and dates:
            dates = [min(dates, key=lambda date: abs(date - published_on))]
        if dates:
            yield dates[0], bool(year)


def _years_near(published_on: datetime.date | None, is_ahead: bool) -> list[int]:
    if published_on is None:
        return []
    if is_ahead:
        return [published_on.year, published_on.year + 1]
    return [published_on.year, published_on.year - 1, published_on.year + 1]


def _month(name: str) -> int:
    return next(
        number
        for pattern, number in _MONTHS.items()
        if re.fullmatch(rf"{pattern}\w*", name, re.IGNORECASE)
    )


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
