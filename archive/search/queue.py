"""Queue: what the database noted as changed (migration 0002), read without missing a row.

Rows appear when their transaction commits, not in the order of their ids. So a reader's
place in the queue is a transaction: every transaction before it has ended and been read.
What others committed since is read at once, and again until the place has passed it.
"""

import datetime

from django.db import connection

# An index folder that was away for longer than this is rebuilt.
KEEP_CHANGES_FOR = datetime.timedelta(days=7)


def head() -> int:
    """The place in the queue up to which every change can be seen now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def changes_since(place: int) -> list[tuple[int, int | None]]:
    """Rows noted since a place in the queue that can be seen now: (row, article).

    No article means every one. A row may be seen again until the head has passed it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, article_id FROM archive_indexchange WHERE transaction >= %s::xid8",
            [str(place)],
        )
        return cursor.fetchall()


def oldest_unread_at(place: int) -> datetime.datetime | None:
    """When the oldest change since a place was noted; None if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(noted_at) FROM archive_indexchange WHERE transaction >= %s::xid8",
            [str(place)],
        )
        return cursor.fetchone()[0]


def last_change_at() -> datetime.datetime | None:
    """When anything a reader can see last changed, deletions included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT noted_at FROM archive_indexchange ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else None


def reaches_back_to(place: int) -> bool:
    """Whether no change since a place can have been forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forgotten_before::text::bigint FROM archive_state")
        return place >= cursor.fetchone()[0]


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
