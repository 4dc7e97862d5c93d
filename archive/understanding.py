"""Understand one stored article: extract, link, detect, group, in this order.

Runs inside the caller's transaction; twice gives the same rows.
"""

from archive.extraction import EXTRACTOR
from archive.extraction.stored import current_namebook, keep_mentions, read_names
from archive.meetings.detect import claims_of
from archive.meetings.group import keep_coverage
from archive.models import Article


def understand(article: Article) -> None:
    """Read an article's people, places and meetings, and store them.

    An article that this version of the extractor has read is left alone.
    """
    if article.extractor == EXTRACTOR:
        return
    # A generated column is known only once the row has been read back.
    article.refresh_from_db(fields=["published_on"])
    book = current_namebook()
    mentions = read_names(article, book)
    keep_mentions(article, mentions)
    claims = claims_of(
        article.title,
        article.body,
        article.language,
        article.published_on,
        [mention for mention in mentions if mention.kind == "person"],
        [
            mention
            for mention in mentions
            if mention.kind == "location" and book.places[mention.id].kind != "country"
        ],
    )
    keep_coverage(article, claims)
    article.extractor = EXTRACTOR
    article.save(update_fields=["extractor"])
