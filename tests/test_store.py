"""Parsed articles become rows: each once, whole or not at all, and again without harm."""

import datetime
import hashlib
import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction
from making import (
    article_text,
    make_article,
    make_batch,
    make_omsk,
    make_place,
    make_putin,
    make_tokayev,
)

from archive.extraction import EXTRACTOR, EXTRACTOR_FAILED
from archive.importing.parse import ParsedArticle, parse_article
from archive.importing.read import UploadedArticle
from archive.importing.run import import_files
from archive.importing.store import store
from archive.models import (
    Article,
    ArticleVersion,
    Coverage,
    Event,
    ImportBatch,
    ImportedFile,
    Mention,
    Outlet,
    Participation,
)

URL = "https://news.example.org/omsk"
IN_OMSK = "Владимир Путин провёл переговоры с Касым-Жомартом Токаевым в Омске."
KEPT = [Article, ArticleVersion, Coverage, Event, Mention, Outlet, Participation]


def parsed(**fields) -> ParsedArticle:
    return parse_article(article_text(**fields).encode())


def stored(**fields) -> tuple[Article, str]:
    return store(parsed(**fields), make_batch())


def import_texts(*texts: str, batch: ImportBatch | None = None) -> dict[str, int]:
    """Import texts as the files 1.md, 2.md …; the number of files by outcome."""
    files = [
        UploadedArticle(f"{number}.md", text.encode()) for number, text in enumerate(texts, start=1)
    ]
    return import_files(files, batch or make_batch())


def counts(**outcomes: int) -> dict[str, int]:
    return {"created": 0, "changed": 0, "same": 0, "failed": 0} | outcomes


def everything() -> dict[str, list]:
    """All rows an import may write, in full, but those that report on it."""
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in KEPT}


def changes_noted() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM archive_indexchange")
        return cursor.fetchone()[0]


def assert_mentions_fit(article: Article) -> None:
    for mention in article.mentions.all():
        text = getattr(article, mention.field)
        assert text[mention.start : mention.end] == mention.surface


# --- Created, changed, the same ---------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_article_is_stored_as_it_was_parsed():
    source = parsed(
        title="Токаев и Путин в Омске",
        author="Асель Примерова",
        published_at="2019-11-07T23:30:00-05:00",
        url=URL,
    )
    article, outcome = store(source, make_batch())
    article.refresh_from_db()
    assert outcome == "created"
    for field in ("title", "body", "author", "original_url", "published_at", "language"):
        assert getattr(article, field) == getattr(source, field)
    assert article.outlet.name == source.outlet
    assert article.content_hash == source.content_hash
    assert article.utc_offset_minutes == -300
    assert article.slug == "tokaev-i-putin-v-omske"
    assert article.extractor == ""


@pytest.mark.django_db
def test_an_undated_article_is_stored_and_listed_last():
    undated, _ = stored(published_at="")
    dated, _ = stored(published_at="1950-01-01")
    undated.refresh_from_db()
    assert (undated.published_at, undated.published_on) == (None, None)
    assert list(Article.objects.newest_first()) == [dated, undated]
    assert list(Article.objects.undated()) == [undated]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"title": "Другой заголовок"},
        {"body": "Другой текст."},
        {"author": "Другой автор"},
        {"outlet": "Другая газета"},
        {"published_at": "2019-11-07T16:15:00+06:00"},
        {"published_at": ""},
    ],
    ids=str,
)
def test_a_change_of_any_part_is_stored_and_the_earlier_text_kept(change):
    before, _ = stored(url=URL, author="Асель Примерова")
    source = parsed(**{"url": URL, "author": "Асель Примерова"} | change)
    after, outcome = store(source, make_batch())
    after.refresh_from_db()
    assert (after.pk, outcome) == (before.pk, "changed")
    assert (after.title, after.body, after.author) == (source.title, source.body, source.author)
    assert (after.outlet.name, after.published_at) == (source.outlet, source.published_at)
    [version] = after.versions.all()
    for field in ("title", "body", "author", "published_at", "content_hash"):
        assert getattr(version, field) == getattr(before, field)
    assert version.stored_at == before.updated_at < after.updated_at


@pytest.mark.django_db
def test_every_earlier_text_is_kept_the_newest_first():
    for body in ("Первый.", "Второй.", "Третий.", "Первый."):
        article, _ = stored(body=body, url=URL)
    assert article.body == "Первый."
    assert [version.body for version in article.versions.all()] == ["Третий.", "Второй.", "Первый."]


@pytest.mark.django_db
def test_without_an_address_the_text_is_the_identity():
    first, _ = stored(body="Текст.", url="")
    again, outcome = stored(body="Текст.", url="")
    other, _ = stored(body="Другой текст.", url="")
    assert (again, outcome) == (first, "same")
    assert other != first


@pytest.mark.django_db
def test_one_text_at_two_addresses_is_two_articles():
    assert stored(body="Агентство сообщает.")[0] != stored(body="Агентство сообщает.")[0]
    assert stored(body="Агентство сообщает.", url="")[1] == "created"
    assert Article.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("url", [URL, ""], ids=["address", "text alone"])
def test_an_article_keeps_its_name_in_feeds_when_the_archive_is_built_anew(url):
    first, _ = stored(url=url)
    feed_id, pk = first.feed_id, first.pk
    first.delete()
    second, _ = stored(url=url)
    assert second.feed_id == feed_id
    assert second.pk != pk


@pytest.mark.django_db
def test_outlets_whose_names_read_alike_have_addresses_of_their_own():
    for name in ("Пример", "Primer", "Пример!", "«»", "—", "а" * 200, "а" * 199):
        stored(outlet=name)
    slugs = list(Outlet.objects.order_by("pk").values_list("slug", flat=True))
    long = "a" * 80
    assert slugs == ["primer", "primer-2", "primer-3", "outlet", "outlet-2", long, f"{long}-2"]


@pytest.mark.django_db
def test_articles_of_one_outlet_share_it():
    assert stored()[0].outlet == stored()[0].outlet
    assert Outlet.objects.count() == 1


# --- A run ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_run_tells_what_became_of_each_file():
    heard: list[ImportedFile] = []
    texts = [article_text(), "# Без примет\n\nТекст.\n", article_text(url="")]
    batch = make_batch()
    files = [UploadedArticle(f"{n}.md", text.encode()) for n, text in enumerate(texts)]
    assert import_files(files, batch, heard.append) == counts(created=2, failed=1)
    assert list(batch.files.all()) == heard
    good, bad, unaddressed = heard
    assert (good.outcome, good.reason, good.notes) == ("created", "", "")
    assert (bad.outcome, bad.article, bad.line) == ("failed", None, 1)
    assert bad.reason.startswith("is not an article")
    assert unaddressed.notes == "no original address: known again by its text alone"
    for imported, text in zip(heard, texts, strict=True):
        assert imported.sha256 == hashlib.sha256(text.encode()).hexdigest()
    batch.refresh_from_db()
    assert batch.finished_at is not None
    counted = ImportBatch.objects.with_counts().get(pk=batch.pk)
    assert (counted.created, counted.changed, counted.same, counted.failed) == (2, 0, 0, 1)


@pytest.mark.django_db
def test_importing_twice_changes_nothing():
    make_tokayev(), make_putin(), make_omsk()
    texts = [
        article_text("Токаев и Путин в Омске", body=IN_OMSK, url=URL),
        article_text("Токаев вернулся из Омска", url=""),
        article_text("Без даты", published_at=""),
    ]
    assert import_texts(*texts) == counts(created=3)
    rows, changes = everything(), changes_noted()
    assert all(rows[model] for model in ("Mention", "Event", "Coverage", "Participation"))
    assert import_texts(*texts) == counts(same=3)
    assert everything() == rows
    assert changes_noted() == changes


@pytest.mark.django_db
def test_two_files_of_one_run_may_not_give_one_address_two_texts():
    batch = make_batch()
    texts = [article_text(body="Первый текст.", url=URL), article_text(body="Второй.", url=URL)]
    assert import_texts(*texts, batch=batch) == counts(created=1, failed=1)
    article = Article.objects.get()
    assert article.body == "Первый текст."
    assert not article.versions.exists()
    first, second = batch.files.all()
    assert (second.reason, second.article) == (
        "has the original address of 1.md, but other text",
        None,
    )
    assert first.article == article


@pytest.mark.django_db
def test_two_files_of_one_run_may_not_change_one_article_twice():
    import_texts(article_text(body="Старый текст.", url=URL))
    batch = make_batch()
    texts = [article_text(body="Новый текст.", url=URL), article_text(body="Другой.", url=URL)]
    assert import_texts(*texts, batch=batch) == counts(changed=1, failed=1)
    assert Article.objects.get().body == "Новый текст."
    assert batch.files.last().reason == "has the original address of 1.md, but other text"


@pytest.mark.django_db
def test_one_text_twice_in_a_run_is_the_same():
    text = article_text(url=URL)
    assert import_texts(text, text) == counts(created=1, same=1)
    assert ImportedFile.objects.filter(article=Article.objects.get()).count() == 2


@pytest.mark.django_db
def test_a_later_run_may_change_an_article():
    import_texts(article_text(body="Первый текст.", url=URL))
    assert import_texts(article_text(body="Второй.", url=URL)) == counts(changed=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("новости/Омск 1.md", "новости/Омск 1.md"),
        ("\udcff.md", "?.md"),
        ("a\x00b\u202e.md", "ab.md"),
        ("", "(no name)"),
        ("a" * 5000, "a" * 5000),
    ],
)
def test_every_file_name_can_be_reported(name, kept):
    batch = make_batch()
    import_files([UploadedArticle(name, article_text().encode())], batch)
    assert batch.files.get().name == kept


# --- What was understood ----------------------------------------------------------------------


@pytest.mark.django_db
def test_an_imported_article_has_been_understood():
    tokayev = make_tokayev()
    import_texts(article_text("К.-Ж. Токаев в Омске", body="Сначала 😀. Здесь Токаева ждали. " * 3))
    article = Article.objects.get()
    assert article.extractor == EXTRACTOR
    assert {mention.person for mention in article.mentions.linked()} == {tokayev}
    assert article.mentions.linked().count() == 4
    assert_mentions_fit(article)


@pytest.mark.django_db
def test_what_was_understood_follows_a_changed_text():
    make_tokayev(), make_putin(), make_omsk(), make_place("Astana", name_ru="Астана")
    import_texts(article_text(body=IN_OMSK, url=URL))
    article = Article.objects.get()
    assert article.coverage.count() == Event.objects.count() == 1
    places = {mention.location.name_en for mention in article.mentions.exclude(location=None)}
    assert places == {"Omsk"}

    import_texts(article_text(body="Накануне. Президент Токаев вернулся в Астану.", url=URL))
    article.refresh_from_db()
    assert_mentions_fit(article)
    names = {str(mention.person or mention.location) for mention in article.mentions.all()}
    assert names == {"Kassym-Jomart Tokayev", "Astana"}
    assert Event.objects.count() == Coverage.objects.count() == 0
    assert article.extractor == EXTRACTOR


@pytest.mark.django_db
def test_a_changed_text_that_is_not_yet_understood_has_no_mentions():
    make_tokayev()
    article = make_article("Президент Токаев в Омске", url=URL)
    assert article.mentions.linked().count() == 1
    changed, _ = stored(title="Омск: президент Токаев прибыл", url=URL)
    assert (changed.pk, changed.extractor) == (article.pk, "")
    assert not changed.mentions.exists()


@pytest.mark.django_db
def test_an_article_that_an_older_extractor_read_is_read_again_at_import():
    make_tokayev()
    article = make_article("Президент Токаев в Омске", url=URL)
    article.mentions.all().delete()
    Article.objects.update(extractor="older")
    assert import_texts(article_text("Президент Токаев в Омске", url=URL)) == counts(same=1)
    article.refresh_from_db()
    assert article.extractor == EXTRACTOR
    assert article.mentions.linked().count() == 1


@pytest.mark.django_db
def test_a_text_that_cannot_be_understood_is_stored_all_the_same(caplog):
    make_tokayev()
    earlier = article_text("Президент Токаев прилетел", url=URL)
    import_texts(earlier)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE;"
            "ALTER TABLE archive_mention ADD CHECK (surface <> 'Токаева')"
        )
    batch = make_batch()
    texts = [article_text("Ждут президента Токаева", url=URL), article_text("Президент Токаев")]
    assert import_texts(*texts, batch=batch) == counts(created=1, changed=1)
    broken, whole = (imported.article for imported in batch.files.all())
    assert (broken.title, broken.extractor) == ("Ждут президента Токаева", EXTRACTOR_FAILED)
    assert not broken.mentions.exists()
    assert (whole.extractor, whole.mentions.count()) == (EXTRACTOR, 1)
    assert batch.files.first().notes == "stored, but its names could not be read: see the log"
    assert f"Article {broken.pk} could not be understood" in caplog.text


@pytest.mark.django_db
def test_a_fault_of_the_database_ends_the_run_and_leaves_whole_articles():
    make_tokayev()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON archive_mention
                FOR EACH ROW WHEN (NEW.surface = 'Токаева') EXECUTE FUNCTION refuse();
            """
        )
    batch = make_batch()
    texts = [article_text(f"Президент {name}") for name in ("Токаев", "Токаева", "Токаеву")]
    with pytest.raises(OperationalError, match="no space left"):
        import_texts(*texts, batch=batch)
    article = Article.objects.get()
    assert (article.title, article.extractor) == ("Президент Токаев", EXTRACTOR)
    assert [imported.article for imported in batch.files.all()] == [article]
    batch.refresh_from_db()
    assert batch.finished_at is None


# --- Two imports at once ----------------------------------------------------------------------


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> list:
    """What two calls answer when the second comes before the first one's commit."""
    answers: list = [None, None]

    def run_second() -> None:
        try:
            with transaction.atomic():
                answers[1] = second()
        except Exception as error:
            answers[1] = error
        finally:
            connection.close()

    other = threading.Thread(target=run_second)
    with transaction.atomic():
        answers[0] = first()
        other.start()
        wait_for_a_lock()
    other.join(timeout=20)
    assert not other.is_alive()
    return answers


def wait_for_a_lock() -> None:
    """Return when another connection to this database waits for a lock."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            # Within one transaction the server shows its activity as first asked for.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("the two calls did not meet")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("url", "body", "outcome"),
    [(URL, "Текст.", "same"), ("", "Текст.", "same"), (URL, "Другой текст.", "changed")],
)
def test_two_imports_of_one_article_at_once_make_one_article(url, body, outcome):
    (first, created), (second, later) = meanwhile(
        lambda: stored(url=url, body="Текст."), lambda: stored(url=url, body=body)
    )
    assert (created, later) == ("created", outcome)
    article = Article.objects.get()
    assert first == second == article
    assert article.body == body
    assert article.versions.count() == (outcome == "changed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["Пример", "Primer"])
def test_two_imports_may_meet_a_new_outlet_at_once(other):
    (_, first), (_, second) = meanwhile(
        lambda: stored(outlet="Пример"), lambda: stored(outlet=other)
    )
    assert (first, second) == ("created", "created")
    assert Article.objects.count() == 2
    assert Outlet.objects.count() == len({"Пример", other})


@pytest.mark.django_db(transaction=True)
def test_two_imports_that_change_one_article_at_once_keep_every_text():
    with transaction.atomic():
        stored(url=URL, body="Первый.", published_at="2019-11-07T12:00:00+00:00")
    meanwhile(lambda: stored(url=URL, body="Второй."), lambda: stored(url=URL, body="Третий."))
    article = Article.objects.get()
    assert article.body == "Третий."
    assert [version.body for version in article.versions.all()] == ["Второй.", "Первый."]
    first = article.versions.last()
    assert first.published_at == datetime.datetime(2019, 11, 7, 12, tzinfo=datetime.UTC)
