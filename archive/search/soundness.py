"""Soundness: whether the files of an index are as the engine wrote them. Knows no database.

Where a file is missing or cut short the engine says so when it opens an index. Of bits that
turned on the disk it says nothing, and what it reads there may end the whole process; but it
keeps a checksum at the end of every file.
"""

import json
import mmap
import struct
import zlib
from pathlib import Path

import tantivy

PARTS = ("idx", "pos", "term", "fast", "fieldnorm", "store")
# A file's own end: the length of what is said of the file before it, and a number for "Tantivy".
_END = struct.Struct("<II")

# Indexes whose checksums this process has seen to hold.
_held: set[Path] = set()


def fault_of(folder: Path, *, thoroughly: bool = False) -> str:
    """What is wrong with an index that is in no writer's hands; empty if nothing is.

    Opening it takes a millisecond and is done every time. Checksums take a second for four
    gigabytes in memory, and are looked at once in a process, or when told to be thorough.
    """
    try:
        tantivy.Index.open(str(folder)).reload()
        if thoroughly or folder not in _held:
            for file in _files_of(folder):
                if not _is_as_written(file):
                    return f"{file.name} is not as it was written"
    # struct.error is none of the others.
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        return str(error) or type(error).__name__
    _held.add(folder)
    return ""


def _files_of(folder: Path) -> list[Path]:
    """The files of the newest commit: not what a crash left half written beside them."""
    files = []
    for segment in json.loads((folder / "meta.json").read_text())["segments"]:
        name = segment["segment_id"].replace("-", "")
        files += [folder / f"{name}.{part}" for part in PARTS]
        if segment["deletes"]:
            files.append(folder / f"{name}.{segment['deletes']['opstamp']}.del")
    return files


def _is_as_written(file: Path) -> bool:
    with (
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as all_of_it,
    ):
        length, _ = _END.unpack(all_of_it[-_END.size :])
        end = len(all_of_it) - _END.size - length
        said = json.loads(bytes(all_of_it[end : -_END.size]))
        with all_of_it[:end] as content:
            return zlib.crc32(content) == said["crc"]
