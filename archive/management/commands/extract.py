"""Stored articles read again: people, places and meetings by the extractor as it is now."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from archive.models import Article
from archive.understanding import understand, waiting_articles


class Command(BaseCommand):
    help = (
        "Read the people, places and meetings of stored articles that this version of the "
        "extractor has not read. Can be cut short at any time; goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="read every article again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            Article.objects.update(extractor="")
        waiting = waiting_articles().order_by("pk")
        for pk in tqdm(
            waiting.values_list("pk", flat=True).iterator(),
            total=waiting.count(),
            unit="article",
            file=sys.stderr,
            disable=not sys.stderr.isatty(),
        ):
            with transaction.atomic():
                understand(Article.objects.select_for_update().get(pk=pk))
