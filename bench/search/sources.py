"""Sources: article files and public corpora -> the sentences made articles consist of.

Texts stay together, since words that meet in one text are how words meet in life. Knows no
database. The public corpora are read where they lie and go into no file of the project.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from razdel import sentenize

from archive.importing.errors import ArticleFileError
from archive.importing.parse import parse_article
from archive.text import language_of, normalise
from bench.corpora import rows_of
from bench.marked import MARK

PROJECT = Path(__file__).resolve().parents[2]
OWN = (PROJECT / "sample", PROJECT / "bench" / "gold")

# Headings and exclamations are no sentences of an article, and a transcript's page is none.
SHORTEST, LONGEST = 4, 60
# kaznerd is a list of sentences without texts: so many neighbours count for one.
NEIGHBOURS = 25

# What COPY takes for a mark of its own.
_NOT_FOR_COPY = re.compile(r"[\\\t]")


@dataclass(frozen=True)
class Source:
    """A text: its title, or "", and its sentences."""

    title: str
    sentences: tuple[str, ...]


Sources = dict[str, list[Source]]
"""Language -> texts in it."""


def read_sources(folder: Path | None) -> Sources:
    """The texts of the project's own articles and, if there is one, of a folder of corpora."""
    sources: Sources = {"ru": [], "kk": [], "en": []}
    for title, body in _texts(folder):
        sentences = tuple(_sentences(body))
        if sentences:
            source = Source(_NOT_FOR_COPY.sub("", normalise(title)), sentences)
            sources[language_of(" ".join(sentences))].append(source)
    return sources


def digest_of(sources: Sources) -> str:
    """What the texts are, in a few letters: other texts, another digest."""
    return hashlib.sha256(repr(sources).encode()).hexdigest()[:12]


def _texts(folder: Path | None) -> Iterator[tuple[str, str]]:
    paths = [path for own in OWN for path in sorted(own.rglob("*.md"))]
    if folder:
        paths += sorted(folder.glob("*/md/*.md"))
    for path in paths:
        # The gold marks names in its texts.
        content = MARK.sub(r"\1", path.read_text(encoding="utf-8"))
        try:
            article = parse_article(content.encode())
        except ArticleFileError:
            continue  # a README
        yield article.title, article.body
    if folder:
        for row in rows_of(folder / "factrueval_dev" / "gold.jsonl.gz"):
            yield row["title"] or "", row["text"]
        sentences = [row["text"] for row in rows_of(folder / "kaznerd_valid" / "gold.jsonl.gz")]
        for start in range(0, len(sentences), NEIGHBOURS):
            yield "", "\n".join(sentences[start : start + NEIGHBOURS])


def _sentences(body: str) -> Iterator[str]:
    for line in _NOT_FOR_COPY.sub("", normalise(body)).splitlines():
        for sentence in sentenize(line):
            if SHORTEST <= len(sentence.text.split()) <= LONGEST:
                yield sentence.text
