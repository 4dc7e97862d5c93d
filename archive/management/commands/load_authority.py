"""The people and places of archive/data/ into the archive, where they are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from archive.authority.load import load_authority


class Command(BaseCommand):
    help = "Add the leaders, countries and cities of the data files. Twice adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_authority()
        self.stdout.write(f"{added['people']} people and {added['places']} places added.")
