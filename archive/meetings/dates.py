"""The day a sentence speaks of: explicit, a weekday, "yesterday", or none."""

import datetime
import re

_MONTHS = {
    "январ": 1, "феврал": 2, "март": 3, "апрел": 4, "ма[йя]": 5, "июн": 6,
    "июл": 7, "август": 8, "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12,
    "қаңтар": 1, "ақпан": 2, "наурыз": 3, "сәуір": 4, "мамыр": 5, "маусым": 6,
    "шілде": 7, "тамыз": 8, "қыркүйек": 9, "қазан": 10, "қараша": 11, "желтоқсан": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6,
    "july": 7, "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\w*"
    rf"(?:,? (\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
_KAZAKH_YEAR_FIRST = re.compile(rf"(\d{{4}}) жыл\w* (\d{{1,2}}) ({_MONTH})\w*", re.IGNORECASE)
_MONTH_DAY = re.compile(
    rf"({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{{4}})(?!\d))?", re.IGNORECASE
)
_WEEKDAYS = [
    r"понедельник\w*|дүйсенбі\w*|monday",
    r"вторник\w*|сейсенбі\w*|tuesday",
    r"сред[уы]|сәрсенбі\w*|wednesday",
    r"четверг\w*|бейсенбі\w*|thursday",
    r"пятниц[уы]|жұма күні|friday",
    r"суббот[уы]|сенбі күні|saturday",
    r"воскресень[ея]|жексенбі\w*|sunday",
]
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YESTERDAY = re.compile(r"(?<!\w)(?:вчера|накануне|кеше|yesterday)(?!\w)", re.IGNORECASE)

# News reports what happened in the days before; a date further off is background.
REPORTED_WITHIN = datetime.timedelta(days=10)


def day_spoken_of(
    sentence: str, published_on: datetime.date | None
) -> tuple[datetime.date, str] | None:
    """The day and how it is known ("date", "weekday", "yesterday"), or None.

    Without a date of publication only a date with its year will do.
    """
    for day, has_year in _explicit(sentence, published_on):
        if published_on is None:
            if has_year:
                return day, "date"
        elif abs(day - published_on) <= REPORTED_WITHIN:
            return day, "date"
    if published_on is None:
        return None
    for number, names in enumerate(_WEEKDAYS):
        if re.search(rf"(?<!\w)(?:{names})(?!\w)", sentence, re.IGNORECASE):
            back = (published_on.weekday() - number) % 7
            return published_on - datetime.timedelta(days=back), "weekday"
    if _YESTERDAY.search(sentence):
        return published_on - datetime.timedelta(days=1), "yesterday"
    return None


def names_another_time(sentence: str, published_on: datetime.date | None) -> bool:
    """Whether the sentence tells of a day or a year well before or after publication."""
    if published_on is None:
        return False
    days = [day for day, _ in _explicit(sentence, published_on)]
    if days:
        return all(abs(day - published_on) > REPORTED_WITHIN for day in days)
    # At the turn of the year both are near.
    near = {(published_on + step * REPORTED_WITHIN).year for step in (-1, 0, 1)}
    years = {int(year) for year in _YEAR.findall(sentence)}
    return bool(years) and not years & near


def _explicit(
    sentence: str, published_on: datetime.date | None
) -> list[tuple[datetime.date, bool]]:
    found = []
    readings = [(m[1], m[2], m[3]) for m in _DAY_MONTH.finditer(sentence)]
    readings += [(m[2], m[1], m[3]) for m in _MONTH_DAY.finditer(sentence)]
    readings += [(m[2], m[3], m[1]) for m in _KAZAKH_YEAR_FIRST.finditer(sentence)]
    for day, month, year in readings:
        years = [int(year)] if year else _years_near(published_on)
        dates = [date for each in years if (date := _date(each, _month(month), int(day)))]
        if published_on and dates:
            dates = [min(dates, key=lambda date: abs(date - published_on))]
        if dates:
            found.append((dates[0], bool(year)))
    return found


def _years_near(published_on: datetime.date | None) -> list[int]:
    if published_on is None:
        return []
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
