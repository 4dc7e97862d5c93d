"""Stored articles read again: people, places and meetings by the extractor as it is now.

Says which articles, and in how many processes; understanding.py reads each of them.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.http import QueryDict
from tqdm import tqdm

from archive.models import Article
from archive.models.articles import ArticleQuerySet
from archive.search import ask
from archive.search.filters import ArticleFilter, reasons_of
from archive.understanding import prepare, understand_one, waiting_articles

# One worker takes so many articles at a time: enough that handing them out costs nothing,
# few enough that all workers end together.
AT_A_TIME = 20
# Ids that go into one statement.
MARKED_AT_ONCE = 10_000


class Command(BaseCommand):
    help = (
        "Read the people, places and meetings of stored articles that this version of the "
        "extractor has not read. Can be cut short at any time; goes on where it stopped. "
        "Reading an article twice gives the same rows, and editors' decisions hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--all", action="store_true", help="read every article again")
        chosen.add_argument(
            "--article", type=int, nargs="+", metavar="ID", help="read these articles again"
        )
        chosen.add_argument(
            "--matching",
            metavar="QUESTION",
            help="read again what a search finds, in the parameters of its address: "
            "'leader=vladimir-putin&date_from=2019'",
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that read at once (as many as there are cores)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["workers"] < 1:
            raise CommandError("--workers must be at least 1.")
        chosen = _marked_as_waiting(options)
        waiting = waiting_articles() if chosen is None else chosen
        ids = list(waiting.order_by("pk").values_list("pk", flat=True))
        bar = tqdm(total=len(ids), unit="article", file=sys.stderr, disable=not sys.stderr.isatty())
        read = failed = 0
        with bar:
            for count, broken in _read_all(ids, min(options["workers"], len(ids) or 1)):
                read += count
                failed += broken
                bar.update(count)
        self.stdout.write(f"{read} articles read, {failed} of them could not be understood.")
        if failed:
            self.stderr.write("The log says why; they are not tried again by themselves.")
            sys.exit(1)


def _marked_as_waiting(options: dict[str, Any]) -> ArticleQuerySet | None:
    """The articles asked for, marked as waiting; None for those that wait already."""
    if options["all"]:
        Article.objects.exclude(extractor="").update(extractor="")
        return None
    if options["article"] is not None:
        ids = set(options["article"])
        missing = ids - set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True))
        if missing:
            raise CommandError(f"There is no article {', '.join(map(str, sorted(missing)))}.")
    elif options["matching"] is not None:
        ids = set(_found(options["matching"]))
    else:
        return None
    for some in _in_pieces(sorted(ids), MARKED_AT_ONCE):
        Article.objects.filter(pk__in=some).update(extractor="")
    return Article.objects.filter(pk__in=ids)


def _found(question: str) -> Iterable[int]:
    """The ids of the articles a search finds; an unreadable question ends the command."""
    asked = ArticleFilter(QueryDict(question))
    reasons = reasons_of(asked)
    if reasons:
        raise CommandError("; ".join(f"{name}: {reason}" for name, reason in reasons.items()))
    return ask.every_id(asked.question)


def _in_pieces(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    iterator = iter(ids)
    while piece := list(islice(iterator, size)):
        yield piece


def _read_all(ids: list[int], workers: int) -> Iterator[tuple[int, int]]:
    """Read articles by id; yields (how many were read, how many of them failed)."""
    pieces = _in_pieces(ids, AT_A_TIME)
    if workers == 1:
        yield from map(_read_some, pieces)
        return
    # Loaded once, before the processes part: they share the model's and names' memory. A
    # connection must not be shared, so each process opens its own.
    prepare()
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap_unordered(_read_some, pieces)


def _read_some(ids: list[int]) -> tuple[int, int]:
    """Read these; how many they are, and how many of them failed."""
    return len(ids), sum(not understand_one(pk) for pk in ids)
