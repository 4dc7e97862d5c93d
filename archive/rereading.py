"""Rereading: after a name or a decision changed, the articles concerned wait to be read again.

The background worker takes waiting articles up within seconds.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from archive.models import Article, Location, Person
from archive.models.articles import ArticleQuerySet

# The fullest record of the authority data needs 33 (sultan Haitham); the limit keeps a
# record with thousands of forms from making an expression the database refuses.
MOST_PATTERNS = 200
_NO_LETTER = "[^[:alnum:]]"


def keys_of(record: Person | Location) -> set[str]:
    """The keys of all written forms of a person or place."""
    return set(record.forms.values_list("key", flat=True))


def articles_that_may_name(keys: Iterable[str]) -> ArticleQuerySet:
    """Articles in which the words of one of these keys stand, or words that begin so.

    Wider than the extractor reads, never narrower: one article too many costs a moment.
    """
    patterns = [_pattern(key) for key in _shortest(keys)[:MOST_PATTERNS]]
    if not patterns:
        return Article.objects.none()
    # One expression: the database walks each text once, however many names are asked for.
    pattern = f"(^|{_NO_LETTER})({'|'.join(patterns)})"
    return Article.objects.filter(Q(title__iregex=pattern) | Q(body__iregex=pattern))


def read_again(keys: Iterable[str]) -> int:
    """Let the articles that these keys may concern wait to be read; answers how many.

    Called before whatever else is long: the rest of the transaction has the time it needs.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # All texts are walked: at a million articles that is more than the seconds a
            # reader's question may take.
            cursor.execute("SET LOCAL statement_timeout = 0")
        return let_wait(articles_that_may_name(keys))


def let_wait(articles: QuerySet[Article]) -> int:
    """Let these articles wait to be read; answers how many did not already."""
    return articles.exclude(extractor="").update(extractor="")


def _shortest(keys: Iterable[str]) -> list[str]:
    """Keys that no other key of these stands in: «токаев» finds «касым жомарт токаевым»."""
    kept: list[str] = []
    for key in sorted(filter(None, keys), key=lambda key: (len(key), key)):
        if not any(f" {shorter}" in f" {key}" for shorter in kept):
            kept.append(key)
    return kept


def _pattern(key: str) -> str:
    """A key is folded words; between words anything may stand, and ё is е."""
    return f"{_NO_LETTER}+".join(key.split()).replace("е", "[её]")
