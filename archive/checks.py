"""System checks: what would break the archive in silence is said at start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

SAMPLE, FOLDED = "ТОКАЕВ Ё ҚҰ", "токаев ё құ"


@register(Tags.database)
def check_server_folds_case(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Three locales silently break Cyrillic (decision 0002); refuse a server with one."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT lower(%s), current_setting('server_encoding')", [SAMPLE])
            lower, encoding = cursor.fetchone()
        if lower != FOLDED or encoding != "UTF8":
            errors.append(
                Error(
                    f"The database server does not know Cyrillic letters: lower({SAMPLE!r}) "
                    f"gives {lower!r}, encoding {encoding}.",
                    hint="Create the database with --encoding=UTF8 --locale-provider=builtin "
                    "--builtin-locale=C.UTF-8 --lc-ctype=C.UTF-8 (docs/decisions/0002).",
                    id="archive.E001",
                )
            )
    return errors
