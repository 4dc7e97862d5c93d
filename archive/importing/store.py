"""Store: a parsed article -> Article, created, changed or the same. Knows no extraction.

The only writer of articles. Call it inside a transaction.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from archive.importing.errors import ArticleFileError
from archive.importing.parse import ParsedArticle
from archive.models import Article, ArticleVersion, ImportBatch, Outlet
from archive.models.articles import article_slug, feed_id_for
from archive.models.imports import Outcome
from archive.text import slug_of


def store(parsed: ParsedArticle, batch: ImportBatch) -> tuple[Article, Outcome]:
    """Bring the archive to what the file says.

    Identity is the original address, or the text where there is none. A changed article
    keeps its earlier text as a version. ArticleFileError when another file of the same
    batch gave the same address with other text: neither may silently win.
    """
    article = _stored(parsed)
    if article is None:
        try:
            # A savepoint: the same article may come in by another import this very moment.
            with transaction.atomic():
                return _created(parsed), Outcome.CREATED
        except IntegrityError:
            article = _stored(parsed)
            if article is None:
                raise
    if article.content_hash == parsed.content_hash:
        return article, Outcome.SAME
    rival = article.files.filter(batch=batch).exclude(outcome=Outcome.FAILED).first()
    if rival is not None:
        raise ArticleFileError(f"has the original address of {rival.name}, but other text")
    _change(article, parsed)
    return article, Outcome.CHANGED


def _stored(parsed: ParsedArticle) -> Article | None:
    articles = Article.objects.select_for_update()
    if parsed.original_url:
        return articles.filter(original_url=parsed.original_url).first()
    return articles.filter(original_url="", content_hash=parsed.content_hash).first()


def _created(parsed: ParsedArticle) -> Article:
    return Article.objects.create(
        original_url=parsed.original_url,
        feed_id=feed_id_for(parsed.original_url, parsed.content_hash),
        **_fields(parsed),
    )


def keep_version(article: Article) -> None:
    """Write down the text an article has before it is changed."""
    ArticleVersion.objects.create(
        article=article,
        title=article.title,
        body=article.body,
        author=article.author,
        published_at=article.published_at,
        content_hash=article.content_hash,
        stored_at=article.updated_at,
    )


def _change(article: Article, parsed: ParsedArticle) -> None:
    keep_version(article)
    # They fit the earlier text alone, and nobody knows yet if this one can be understood.
    article.mentions.all().delete()
    for name, value in _fields(parsed).items():
        setattr(article, name, value)
    article.save()


def _fields(parsed: ParsedArticle) -> dict:
    return {
        "title": parsed.title,
        "body": parsed.body,
        "author": parsed.author,
        "outlet": _outlet(parsed.outlet),
        "published_at": parsed.published_at,
        "utc_offset_minutes": parsed.utc_offset_minutes,
        "language": parsed.language,
        "slug": article_slug(parsed.title),
        "content_hash": parsed.content_hash,
        # What was understood of the earlier text holds no longer.
        "extractor": "",
        "updated_at": timezone.now(),
    }


def _outlet(name: str) -> Outlet:
    outlet = Outlet.objects.filter(name=name).first()
    while outlet is None:
        try:
            # A savepoint: another import may make the outlet, or take its slug, this moment.
            with transaction.atomic():
                outlet = Outlet.objects.create(name=name, slug=_free_slug(name))
        except IntegrityError:
            outlet = Outlet.objects.filter(name=name).first()
    return outlet


def _free_slug(name: str) -> str:
    slug = base = slug_of(name, "outlet")
    number = 1
    while Outlet.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
