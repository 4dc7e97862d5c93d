"""The worker beside the web server: what waits is understood, what changed is indexed."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from archive.search import indexer, queue
from archive.twins import keep_waiting
from archive.understanding import understand_one, waiting_articles

logger = logging.getLogger(__name__)

# A change is to be found within a second (decision 0003), and writing it takes a part of that.
PAUSE_SECONDS = 0.2
# The database may be restarting; ask again, more slowly.
PAUSE_WITHOUT_DATABASE_SECONDS = 3
# A full disk is not emptied in a moment.
PAUSE_AFTER_REFUSAL_SECONDS = 3
FORGET_EVERY_SECONDS = 3600
# Articles understood, or compared with others, between two looks at the index; at fifty of a
# thousand characters the index would wait for two seconds.
BATCH = 50
UNDERSTAND_SECONDS = 0.4


class Command(BaseCommand):
    help = "Understand stored articles that wait, and keep the search index up to the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        # Those from before there were twins; who comes in later is compared on the way in.
        compared: int | None = 0
        if options["once"]:
            while understand_waiting():
                pass
            while compared is not None:
                compared = keep_waiting(compared, BATCH)
            indexer.wait_until_indexed()
            return
        forgot_at = 0.0
        while True:
            try:
                understood = understand_waiting()
                if compared is not None:
                    compared = keep_waiting(compared, BATCH)
                index_changes()
                if time.monotonic() - forgot_at > FORGET_EVERY_SECONDS:
                    queue.forget_old_changes()
                    forgot_at = time.monotonic()
                if not understood and compared is None:
                    time.sleep(PAUSE_SECONDS)
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database does not answer: %s", error)
                close_old_connections()
                time.sleep(PAUSE_WITHOUT_DATABASE_SECONDS)
            except KeyboardInterrupt:
                return


def index_changes() -> None:
    """Bring the index up to the database, unless another process does, or the disk refuses."""
    try:
        indexer.catch_up()
    except indexer.IndexBusy:
        # Who waits for it asks as seldom as who has nothing to do.
        time.sleep(PAUSE_SECONDS)
    except (OSError, ValueError) as error:
        logger.error("The search index cannot be written, and is tried again: %s", error)
        time.sleep(PAUSE_AFTER_REFUSAL_SECONDS)


def understand_waiting() -> int:
    """Understand some of the articles that wait; answers how many were tried."""
    waiting = waiting_articles().order_by("pk").values_list("pk", flat=True)
    tried, until = 0, time.monotonic() + UNDERSTAND_SECONDS
    for pk in waiting[:BATCH]:
        understand_one(pk)
        tried += 1
        if time.monotonic() > until:
            break
    return tried
