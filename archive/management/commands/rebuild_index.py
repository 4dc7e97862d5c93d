"""The search index built anew from the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.search.indexer import IndexBusy, rebuild


class Command(BaseCommand):
    help = "Build the search index anew. The old one serves until the new one is ready."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rebuild()
        except IndexBusy as error:
            raise CommandError("Another process is writing the index; try again.") from error
        self.stdout.write(f"{count} articles indexed.")
