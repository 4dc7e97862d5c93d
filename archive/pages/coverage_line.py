"""What the archive covers: every count is "in this archive", so pages say what that is."""

from typing import Any

from django.db.models import Exists, OuterRef

from archive.models import Article, Outlet


def archive_span() -> dict[str, Any]:
    """The days of the first and last dated article, and the number of outlets with articles.

    By the index of publication: the smallest `published_on` would read every article, and
    this stands on most pages.
    """
    dated = Article.objects.exclude(published_at=None).newest_first()
    days = dated.values_list("published_on", flat=True)
    with_articles = Outlet.objects.filter(Exists(Article.objects.filter(outlet=OuterRef("pk"))))
    return {"first": days.last(), "last": days.first(), "outlets": with_articles.count()}
