"""Articles in: files and folders -> stored, understood articles, with a report."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.importing.errors import ArticleFileError
from archive.importing.parse import parse_article
from archive.importing.read import article_files, as_text
from archive.importing.run import import_files
from archive.models import ImportBatch, ImportedFile
from archive.models.imports import Outcome


class Command(BaseCommand):
    help = (
        "Import article files (Markdown) and folders of them. Importing twice changes nothing. "
        "Exit status 1 if any file failed; the good files are stored all the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--dry-run", action="store_true", help="only read the files and report faults"
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON line a file, and one with the counts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths, dry_run = options["paths"], options["dry_run"]
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            raise CommandError(f"No such file or folder: {', '.join(missing)}")
        self.as_json = options["json"]
        # Counted first, so that the bar can say how much is left; names alone are cheap.
        total = sum(1 for _ in article_files(paths))
        if not total:
            self.stderr.write("There are no article files (*.md, *.markdown) there.")
        self.bar = tqdm(
            total=total,
            unit="file",
            file=sys.stderr,
            disable=self.as_json or not sys.stderr.isatty(),
        )
        with self.bar:
            counts = self.try_out(paths) if dry_run else self.take_in(paths)
        self.report_counts(counts, dry_run)
        if counts["failed"]:
            sys.exit(1)

    def take_in(self, paths: list[Path]) -> dict[str, int]:
        batch = ImportBatch.objects.create(source=", ".join(map(as_text, paths)))
        return import_files(article_files(paths), batch, self.report_file)

    def try_out(self, paths: list[Path]) -> dict[str, int]:
        """Read every file without storing anything."""
        counts = {"readable": 0, "failed": 0}
        for file in article_files(paths):
            imported = ImportedFile(name=file.name)
            try:
                imported.notes = "; ".join(parse_article(file.read()).notes)
                counts["readable"] += 1
            except ArticleFileError as error:
                imported.outcome = Outcome.FAILED
                imported.line, imported.reason = error.line, error.reason
                counts["failed"] += 1
            self.report_file(imported)
        return counts

    def report_file(self, imported: ImportedFile) -> None:
        self.bar.update()
        if self.as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "file": imported.name,
                        "outcome": str(imported.outcome or "readable"),
                        "line": imported.line,
                        "reason": imported.reason,
                        "notes": imported.notes,
                        "article": imported.article_id,
                    },
                    ensure_ascii=False,
                )
            )
        elif imported.notes and imported.outcome != Outcome.SAME:
            self.bar.write(f"{imported.name}: {imported.notes}", file=sys.stderr)
        elif imported.outcome == Outcome.FAILED:
            place = f"{imported.name}:{imported.line}" if imported.line else imported.name
            self.bar.write(f"{place}: {imported.reason}", file=sys.stderr)

    def report_counts(self, counts: dict[str, int], dry_run: bool) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(counts))
            return
        words = ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
        self.stdout.write(f"{words}." + (" Nothing was stored (--dry-run)." if dry_run else ""))
