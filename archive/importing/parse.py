"""Parse: the bytes of a file -> a parsed article, or an error with line and reason.

Knows no database. The shape of a file (docs/file-format.md): a title line "# …", header
lines "Published at:", "Author:", "Original:" in any order, then the text.
"""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import charset_normalizer
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from archive.importing.errors import ArticleFileError
from archive.text import language_of, normalise

EARLIEST_YEAR = 1900
# Zones differ by at most 26 hours: a date is in the future only beyond that.
CLOCK_SLACK = datetime.timedelta(hours=26)
# An address is an index key, and PostgreSQL takes no key past 2,704 bytes: count bytes.
MAX_TITLE, MAX_AUTHOR, MAX_OUTLET, MAX_URL = 1000, 300, 200, 2000
UNKNOWN_OUTLET = "Unknown outlet"

_HEADER = re.compile(r"^(published at|author|original)\s*:\s*(.*)$", re.IGNORECASE)
_LINK = re.compile(r"^\[(.*)\]\s*\((.*)\)$")
_MARKUP = re.compile(r"\*+|\[([^\[\]]*)\]\([^()]*\)")
_is_web_address = URLValidator(schemes=["http", "https"])

# The old encodings a Cyrillic file may come in; only cp1251 is taken, since Russian in it
# can be told apart for sure.
_CYRILLIC_ENCODINGS = ["cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"]
# What Russian read as cp1251 does not hold: other letters (kz1048 and cp866 give them), and
# Я after a small letter (mac-cyrillic's я).
_NOT_RUSSIAN = re.compile(r"[^\W\d_a-zA-ZА-яЁё]|[а-яё]Я")
_LINE_END = re.compile(r"\r\n?|\n")
_LINE_END_BYTES = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True)
class ParsedArticle:
    """An article as its file gives it, normalised; `notes` say what was odd."""

    title: str
    body: str
    author: str
    outlet: str
    original_url: str
    published_at: datetime.datetime | None
    language: str
    notes: list[str] = field(default_factory=list, compare=False)

    @property
    def utc_offset_minutes(self) -> int:
        offset = self.published_at.utcoffset() if self.published_at else None
        return int(offset.total_seconds() // 60) if offset else 0

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything a reader sees of the article."""
        seen = [
            self.title,
            self.published_at.isoformat() if self.published_at else "",
            self.author,
            self.outlet,
            self.body,
        ]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def parse_article(data: bytes, now: datetime.datetime | None = None) -> ParsedArticle:
    """Read the bytes of one file.

    Errors: ArticleFileError with the line and the reason, in words for staff. `now` is the
    instant against which a date is in the future; tests set it.
    """
    text, notes = _decoded(data)
    lines = _LINE_END.split(text)
    title, after_title = _title(lines)
    headers, body_starts = _headers(lines, after_title)
    if not headers.keys() & {"published at", "original"}:
        raise ArticleFileError(
            "is not an article: no line “Published at:” or “Original:” below the title",
            after_title,
        )

    published_at = None
    if "published at" in headers:
        line, value = headers["published at"]
        published_at = _date(value, line, notes, now or datetime.datetime.now(datetime.UTC))
    else:
        notes.append("no line “Published at:”: stored as undated")

    outlet, url = "", ""
    if "original" in headers:
        line, value = headers["original"]
        outlet, url = _original(value, line)
    if not url:
        notes.append("no original address: known again by its text alone")

    author_line, author = headers.get("author", (None, ""))
    author = _MARKUP.sub(r"\1", author).strip()
    body = normalise("\n".join(lines[body_starts:]))
    if not body:
        notes.append("no text below the header")
    return ParsedArticle(
        title=title,
        body=body,
        author=_within(author, MAX_AUTHOR, "author", author_line),
        outlet=outlet or UNKNOWN_OUTLET,
        original_url=url,
        published_at=published_at,
        language=language_of(f"{title}\n{body}"),
        notes=notes,
    )


def _decoded(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ArticleFileError("is in UTF-16; save it as UTF-8", 1)
    if b"\x00" in data:
        line = _line_at(data, data.index(b"\x00"))
        raise ArticleFileError("holds a NUL byte, so it is not a text file", line)
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        looks = ""
        guess = charset_normalizer.from_bytes(data, cp_isolation=_CYRILLIC_ENCODINGS).best()
        if guess and guess.encoding == "cp1251":
            text = data.decode("cp1251")
            if _is_surely_russian(text):
                return text, ["read as cp1251 (Windows Cyrillic), not UTF-8"]
            looks = ", nor plainly Russian in cp1251"
        elif guess:
            looks = f", and looks like {guess.encoding}"
        # The error's own bytes: counted without the byte-order mark.
        line = _line_at(error.object, error.start)
        raise ArticleFileError(f"is not UTF-8{looks}; save it as UTF-8", line) from error


def _is_surely_russian(text: str) -> bool:
    """Whether a text read as cp1251 can have been nothing else.

    koi8-r would have its capitals small, mac-cyrillic none, and Latin-1 few Cyrillic letters.
    """
    capitals = len(re.findall("[А-ЯЁ]", text))
    small = len(re.findall("[а-яё]", text))
    return 0 < capitals < small and not _NOT_RUSSIAN.search(text) and language_of(text) == "ru"


def _line_at(data: bytes, offset: int) -> int:
    return sum(1 for _ in _LINE_END_BYTES.finditer(data, 0, offset)) + 1


def _one_line(line: str) -> str:
    """A normalised line; a stray line or page separator within it is a space."""
    return normalise(line).replace("\n", " ")


def _title(lines: list[str]) -> tuple[str, int]:
    """The title, and the index of the line after it."""
    for index, line in enumerate(lines):
        text = _one_line(line)
        if not text:
            continue
        if not text.startswith("#"):
            break
        title = text.lstrip("#").strip()
        if not title:
            raise ArticleFileError("the title line is empty", index + 1)
        return _within(title, MAX_TITLE, "title", index + 1), index + 1
    else:
        raise ArticleFileError("is empty", 1)
    raise ArticleFileError("no title: the first line of text must begin with “# ”", index + 1)


def _headers(lines: list[str], start: int) -> tuple[dict[str, tuple[int, str]], int]:
    """Header lines by lower-case name, as (line number, value), and where the text begins."""
    headers: dict[str, tuple[int, str]] = {}
    for index in range(start, len(lines)):
        text = _one_line(lines[index])
        if not text:
            continue
        match = _HEADER.match(text)
        # The same name a second time is a line of the text ("Author: …" of a photograph).
        if not match or match[1].lower() in headers:
            return headers, index
        headers[match[1].lower()] = (index + 1, match[2].strip().strip("*").strip())
    return headers, len(lines)


def _date(
    value: str, line: int, notes: list[str], now: datetime.datetime
) -> datetime.datetime | None:
    if not value:
        return None
    try:
        published_at = datetime.datetime.fromisoformat(value)
        if published_at.tzinfo is None:
            notes.append("the date names no zone: taken as UTC")
            published_at = published_at.replace(tzinfo=datetime.UTC)
        in_utc = published_at.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise ArticleFileError(
            f"the date {value[:40]!r} cannot be read; write it as 2019-11-07T15:15:00+06:00", line
        ) from None
    if in_utc.year < EARLIEST_YEAR:
        raise ArticleFileError(f"the date {value[:40]} is before {EARLIEST_YEAR}", line)
    if in_utc > now + CLOCK_SLACK:
        raise ArticleFileError(f"the date {value[:40]} is in the future", line)
    offset = published_at.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        raise ArticleFileError(f"the zone of {value[:40]} is not in whole minutes", line)
    return published_at


def _original(value: str, line: int) -> tuple[str, str]:
    """Outlet and address of the original, each empty where the line does not give it."""
    match = _LINK.match(value)
    if match:
        outlet, url = match[1].strip(), match[2].strip()
    elif "://" in value:
        outlet, url = "", value.strip("<>")
    else:
        outlet, url = value, ""
    if url:
        url = _web_address(url, line)
        outlet = outlet or str(urlsplit(url).hostname)
    return _within(outlet, MAX_OUTLET, "outlet", line), url


def _web_address(url: str, line: int) -> str:
    """The address in the spelling under which it is an identity; http and https alone."""
    try:
        parts = urlsplit(url)
        url = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), *parts[2:4], ""))
        # First, since the validator has a limit of its own and would not say so.
        _within(url, MAX_URL, "original address", line)
        if len(url.encode()) > MAX_URL:
            raise ArticleFileError(f"the original address is past {MAX_URL} bytes", line)
        _is_web_address(url)
    except (ValueError, ValidationError):
        raise ArticleFileError(
            f"the original link {url[:60]!r} is not an http or https address", line
        ) from None
    return url


def _within(value: str, limit: int, what: str, line: int | None) -> str:
    if len(value) > limit:
        raise ArticleFileError(f"the {what} is {len(value):,} characters long, past {limit}", line)
    return value
