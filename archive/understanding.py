"""Understand one stored article: extract, link, detect, group, in this order.

Runs inside the caller's transaction; twice gives the same rows.
"""

import logging

from django.db import DatabaseError, DataError, IntegrityError, OperationalError, transaction
from django.db.models import Q, QuerySet

from archive import twins
from archive.extraction import EXTRACTOR, EXTRACTOR_FAILED
from archive.extraction.model import entities_in
from archive.extraction.stored import current_namebook, keep_mentions, names_of
from archive.meetings.detect import claims_of
from archive.meetings.stored import keep_coverage, one_at_a_time, regroup
from archive.models import Article, Coverage
from archive.models.articles import ArticleQuerySet

# Two workers that have the same meetings in hand may wait for each other; the database ends
# one of the two, which then tries again.
TRIES = 5

logger = logging.getLogger(__name__)


def waiting_articles() -> ArticleQuerySet:
    """Articles that this version of the extractor has not tried to read."""
    # Spans of the index on the column: "not one of these" would read every row.
    before, between = Q(extractor__lt=EXTRACTOR), Q(extractor__gt=EXTRACTOR)
    return Article.objects.filter(
        before | between & Q(extractor__lt=EXTRACTOR_FAILED) | Q(extractor__gt=EXTRACTOR_FAILED)
    )


def prepare() -> None:
    """Load model and names into memory now, for processes that are to share them."""
    current_namebook()
    entities_in("Омск")


def understand_one(pk: int) -> bool:
    """Read one stored article in a transaction of its own; False if it cannot be understood.

    An article that is gone, or that another worker has in hand, counts as read.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                waiting = Article.objects.select_for_update(skip_locked=True)
                article = waiting.filter(pk=pk).first()
                return article is None or understand(article)
        except OperationalError as error:
            # PostgreSQL's code for a deadlock, of whose two sides it ended this one.
            if getattr(error.__cause__, "sqlstate", "") != "40P01" or not left:
                raise
    raise AssertionError("unreachable")


def understand(article: Article) -> bool:
    """Read an article's people, places and meetings, and store them.

    An article that this version of the extractor has read is left alone. Answers False for
    a text the extractor breaks on: it stays stored, is marked so that it is not tried for
    ever, and the fault is in the log.
    """
    if article.extractor in (EXTRACTOR, EXTRACTOR_FAILED):
        return article.extractor == EXTRACTOR
    try:
        # A savepoint: half of what was understood is not kept.
        with transaction.atomic():
            _read(article)
        article.extractor = EXTRACTOR
    except Exception as error:
        if isinstance(error, DatabaseError) and not isinstance(error, DataError | IntegrityError):
            # The connection or the schema is at fault, not this text.
            raise
        logger.exception("Article %s could not be understood", article.pk)
        article.extractor = EXTRACTOR_FAILED
    article.save(update_fields=["extractor"])
    return article.extractor == EXTRACTOR


def _read(article: Article) -> None:
    # A generated column is known only once the row has been read back.
    article.refresh_from_db(fields=["published_on"])
    book = current_namebook()
    mentions = names_of(article, book)
    keep_mentions(article, mentions)
    claims = claims_of(
        article.title, article.body, article.language, article.published_on, mentions, book
    )
    keep_coverage(article, claims)


@transaction.atomic
def delete_articles(articles: QuerySet[Article]) -> int:
    """Delete articles; meetings they covered say what is left, and twins part. Answers how many.

    The articles come first, as with the worker: whoever has one goes first.
    """
    ids = list(articles.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    one_at_a_time()
    events = set(Coverage.objects.filter(article__in=ids).values_list("event", flat=True))
    twins.one_at_a_time()
    groups = twins.groups_of(ids)
    Article.objects.filter(pk__in=ids).delete()
    regroup(events)
    twins.part_groups(groups)
    return len(ids)
