"""Read: paths and folders -> article files with their bytes. Knows no database.

One file is held at a time, so memory does not grow with a folder.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.importing.errors import ArticleFileError

ARTICLE_SUFFIXES = frozenset({".md", ".markdown"})
# A long article is 100 kB; 8 MB of one is a mistake, or an attack on memory.
MAX_FILE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class ArticleFile:
    """A file to import: its name for reports, and where its bytes are."""

    name: str
    path: Path

    def read(self) -> bytes:
        """The bytes; ArticleFileError when the file cannot be read or is too long."""
        try:
            status = self.path.stat()
            if stat.S_ISFIFO(status.st_mode):
                # Opening it would wait for a writer, perhaps for ever.
                raise ArticleFileError("is a pipe, not a file")
            size = status.st_size
            if size > MAX_FILE_BYTES:
                raise too_long(size)
            with self.path.open("rb") as stream:
                data = stream.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise ArticleFileError(f"cannot be read: {error.strerror or error}") from error
        # A file may grow between the two.
        if len(data) > MAX_FILE_BYTES:
            raise too_long(len(data))
        return data


@dataclass(frozen=True)
class UploadedArticle:
    """A file that came through the admin: its bytes are at hand."""

    name: str
    data: bytes

    def read(self) -> bytes:
        if len(self.data) > MAX_FILE_BYTES:
            raise too_long(len(self.data))
        return self.data


def too_long(size: int) -> ArticleFileError:
    megabytes = MAX_FILE_BYTES // 1024**2
    return ArticleFileError(f"is {size:,} bytes long; an article may have {megabytes} MB")


def article_files(paths: Iterable[Path]) -> Iterator[ArticleFile]:
    """The article files under some paths, folders walked through in order of name.

    A path that is a file is taken whatever its name; in folders only *.md and *.markdown
    count, and hidden files and folders and README files do not. A link to a folder is not
    followed, so a circle of links ends. A folder that cannot be looked into is given like a
    file that cannot be read, so that nothing is passed over in silence. Names begin with the
    path that was asked for.
    """
    for path in paths:
        if path.is_dir():
            yield from _files_below(path)
        else:
            yield _file_at(path)


def _files_below(folder: Path) -> Iterator[ArticleFile]:
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            is_article = path.suffix.lower() in ARTICLE_SUFFIXES and path.stem.upper() != "README"
            if is_article and not name.startswith("."):
                yield _file_at(path)
    yield from (_file_at(Path(error.filename)) for error in closed)


def _file_at(path: Path) -> ArticleFile:
    return ArticleFile(as_text(path), path)


def as_text(path: Path) -> str:
    """A path for a report: a name on disk need not be text, a report must be."""
    return os.fsencode(path).decode("utf-8", "replace")
