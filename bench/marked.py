"""Gold articles with the names marked in the text, as in `{Токаева|P|kassym-jomart-tokayev}`.

P is a person and L a place, by name; O an office that stands for its holder; X is neither asked
nor punished. After the second bar stands the slug of the record or, for somebody or something
not in the data files, "=" and the name in the nominative. bench/gold/README.md says more.
"""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

GOLD = Path(__file__).parent / "gold"
MARK = re.compile(r"\{([^{}|]+)\|([PLOX])\|([^{}|]*)\}")
PUBLISHED = re.compile(r"^Published at: \*\*(.+)\*\*$", re.MULTILINE)
HEAD_ENDS = re.compile(r"^Original: .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Mark:
    """A marked name: offsets in code points of title, "\\n\\n" and text put together."""

    start: int
    end: int
    type: str  # "P", "L", "O" or "X"
    who: str


@dataclass(frozen=True)
class GoldArticle:
    name: str
    language: str
    title: str
    body: str
    published_on: datetime.date
    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        return f"{self.title}\n\n{self.body}"


def gold_articles(part: str, language: str) -> list[GoldArticle]:
    """The marked articles of a part ("tuned" or "held") in a language, by file name."""
    return [read_marked(path, language) for path in sorted((GOLD / part / language).glob("*.md"))]


def read_marked(path: Path, language: str) -> GoldArticle:
    """One marked file; its marks are taken out of the text."""
    content = path.read_text(encoding="utf-8")
    published = PUBLISHED.search(content)
    head = HEAD_ENDS.search(content)
    assert published, f"{path}: no line “Published at: **…**”"
    assert head, f"{path}: no line “Original: […](…)”"
    title = content.splitlines()[0].removeprefix("# ").strip()
    marked = f"{title}\n\n{content[head.end() :].strip()}"
    text, marks, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        marks.append(Mark(len(text), len(text) + len(mark[1]), mark[2], mark[3]))
        text += mark[1]
        at = mark.end()
    text += marked[at:]
    title, _, body = text.partition("\n\n")
    return GoldArticle(
        path.stem,
        language,
        title,
        body,
        datetime.datetime.fromisoformat(published[1]).date(),
        tuple(marks),
    )
