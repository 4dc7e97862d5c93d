"""Queue: what the database noted as changed (migrations 0002, 0010), read without missing a row.

Rows appear when their transaction commits, not in the order of their ids. So a reader's place
in the queue is a state of the database: which transactions had ended, and been read, when it
looked. What others committed since is still to be read, and nothing else.
"""

import datetime
from typing import NamedTuple

from django.db import connection

# An index folder that was away for longer than this is rebuilt.
KEEP_CHANGES_FOR = datetime.timedelta(days=7)
# Importing an article notes some ten changes of it, an editor's decision often fewer than these.
FEW = 100
# Nobody needs to know more exactly how many changes wait, and every search asks.
COUNTED = 1_000

_UNREAD = "(transaction >= %s::xid8 OR transaction = ANY(%s::xid8[]))"


class Place(NamedTuple):
    """A place in the queue: every transaction before `upto` is read, but for those `open`."""

    upto: int
    open: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str) -> "Place":
        """The place written so by str(); ValueError if it is none."""
        upto, _, transactions = text.partition(":")
        return cls(int(upto), frozenset(int(each) for each in transactions.split(",") if each))

    def __str__(self) -> str:
        return f"{self.upto}:{','.join(str(each) for each in sorted(self.open))}"

    def covers(self, earlier: "Place") -> bool:
        """Whether all that is read at the other place is read here."""
        return self.upto >= earlier.upto and all(
            each >= earlier.upto or each in earlier.open for each in self.open
        )

    @property
    def _unread(self) -> list:
        return [str(self.upto), [str(each) for each in self.open]]


def here() -> Place:
    """The place at which every change that can be seen now is read."""
    with connection.cursor() as cursor:
        # The transaction one is in oneself is in no snapshot, and may write more.
        cursor.execute(
            """
            SELECT pg_snapshot_xmax(snapshot)::text::bigint,
                   ARRAY(SELECT pg_snapshot_xip(snapshot)::text::bigint),
                   pg_current_xact_id_if_assigned()::text::bigint
            FROM pg_current_snapshot() AS snapshot
            """
        )
        upto, transactions, own = cursor.fetchone()
    running = {*transactions, own} - {None}
    return Place(upto, frozenset(each for each in running if each < upto))


def articles_since(place: Place, after: int = 0, limit: int | None = None) -> list[int]:
    """Articles noted since a place whose numbers come after one, in order, at most so many."""
    with connection.cursor() as cursor:
        # Zero is no article: it dates feeds.
        cursor.execute(
            f"SELECT DISTINCT article_id FROM archive_indexchange"
            f" WHERE {_UNREAD} AND article_id > %s ORDER BY article_id LIMIT %s",
            [*place._unread, max(after, 0), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def articles_of_few_since(place: Place, limit: int) -> list[int]:
    """Articles noted since a place by transactions that noted few, in order, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT article_id FROM archive_indexchange"
            f" WHERE transaction IN (SELECT transaction FROM archive_indexchange"
            f" WHERE {_UNREAD} GROUP BY transaction HAVING count(*) <= %s)"
            f" AND article_id > 0 ORDER BY article_id LIMIT %s",
            [*place._unread, FEW, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def everything_changed_since(place: Place) -> bool:
    """Whether a whole table was emptied, and every article may be another."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM archive_indexchange"
            f" WHERE {_UNREAD} AND article_id IS NULL)",
            place._unread,
        )
        return cursor.fetchone()[0]


class Waiting(NamedTuple):
    """Changes that wait to be read: how many, up to COUNTED, and since when."""

    number: int
    since: datetime.datetime | None


def waiting_since(place: Place) -> Waiting:
    """The changes since a place. Cheap however many there are, since every search asks.

    In the order of transactions, which is nearly that of time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), min(noted_at) FROM (SELECT noted_at FROM archive_indexchange"
            f" WHERE {_UNREAD} ORDER BY transaction LIMIT %s) AS first",
            [*place._unread, COUNTED],
        )
        return Waiting(*cursor.fetchone())


def last_change_at() -> datetime.datetime | None:
    """When anything a reader can see last changed, deletions included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT noted_at FROM archive_indexchange ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else None


def reaches_back_to(place: Place, now: Place) -> bool:
    """Whether no change since a place can have been forgotten.

    Of a transaction that is open still none can: it may stay so for longer than changes are
    kept, and the index would be built anew at every look.
    """
    first_unread = min(place.open - now.open, default=place.upto)
    with connection.cursor() as cursor:
        cursor.execute("SELECT forgotten_before::text::bigint FROM archive_state")
        return first_unread >= cursor.fetchone()[0]


def forget_old_changes() -> None:
    """Drop changes every index has had a week to read; the newest always stays.

    How far back the queue reaches is kept beside it, so that an index that slept longer
    knows that it must be rebuilt.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH forgotten AS (
                DELETE FROM archive_indexchange
                WHERE noted_at < now() - %s::interval
                  AND id < (SELECT max(id) FROM archive_indexchange)
                RETURNING transaction
            )
            UPDATE archive_state SET forgotten_before = greatest(
                forgotten_before,
                (SELECT (max(transaction::text::bigint) + 1)::text::xid8 FROM forgotten)
            )
            """,
            [str(KEEP_CHANGES_FOR)],
        )
