"""The namebook of the data files, made once for all tests that read texts with it."""

from functools import cache

from django.db import connection, transaction

from archive.extraction.namebook import NameBook


@cache
def whole_namebook() -> NameBook:
    """Everybody and every place of archive/data; what was stored for it is taken back."""
    from archive.authority.load import load_authority
    from archive.extraction.stored import current_namebook

    with transaction.atomic():
        load_authority()
        book = current_namebook()
        transaction.set_rollback(True)
    connection.close()
    return book
