"""Run: take each file of an import along the way in, one transaction a file.

A file that fails is reported and the next one goes in. A crash leaves whole articles
only, and importing again finishes what was cut short. The command line and the admin call
the same function.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from archive.importing.errors import ArticleFileError
from archive.importing.parse import parse_article
from archive.importing.store import store
from archive.models import Article, ImportBatch, ImportedFile
from archive.models.imports import Outcome
from archive.text import normalise
from archive.twins import keep_twins
from archive.understanding import understand


class Readable(Protocol):
    """A file to import: a name for the report, and its bytes when asked."""

    @property
    def name(self) -> str: ...

    def read(self) -> bytes: ...


def import_files(
    files: Iterable[Readable],
    batch: ImportBatch,
    on_file: Callable[[ImportedFile], None] = lambda imported: None,
) -> dict[str, int]:
    """Import files one after another; `on_file` hears what became of each.

    Answers the number of files by outcome. Nothing of a file is kept in memory after it.
    """
    counts = dict.fromkeys(Outcome.values, 0)
    for file in files:
        imported = import_file(file, batch)
        counts[imported.outcome] += 1
        on_file(imported)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])
    return counts


def import_file(file: Readable, batch: ImportBatch) -> ImportedFile:
    """Import one file, whole or not at all, and write down what became of it."""
    imported = ImportedFile(batch=batch, name=_storable(file.name), outcome=Outcome.FAILED)
    try:
        data = file.read()
        imported.sha256 = hashlib.sha256(data).hexdigest()
        parsed = parse_article(data)
        with transaction.atomic():
            article, imported.outcome = store(parsed, batch)
            imported.article = article
            imported.notes = "; ".join([*parsed.notes, *_understood(article)])
            imported.save()
            if imported.outcome != Outcome.SAME:
                keep_twins(article)
    except ArticleFileError as error:
        imported.outcome, imported.line, imported.reason = Outcome.FAILED, error.line, error.reason
        imported.article = None
        imported.save()
    return imported


def _understood(article: Article) -> list[str]:
    """Read the article's names and meetings; a note if that failed.

    The text stays stored whatever happens here: it waits for a better extractor.
    """
    if understand(article):
        return []
    return ["stored, but its names could not be read: see the log"]


def _storable(name: str) -> str:
    """A file name as text: undecodable bytes and controls would not go into the database."""
    return normalise(name.encode("utf-8", "replace").decode()) or "(no name)"
