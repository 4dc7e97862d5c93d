"""The bytes of a file become a parsed article, or an error that names the line and reason."""

import datetime
import json
import os
import pwd
import shutil
import subprocess
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from making import article_text

from archive.importing.errors import ArticleFileError
from archive.importing.parse import (
    MAX_AUTHOR,
    MAX_OUTLET,
    MAX_TITLE,
    MAX_URL,
    parse_article,
)
from archive.importing.read import MAX_FILE_BYTES, ArticleFile, UploadedArticle, article_files
from archive.text import normalise

ARTICLES = Path(__file__).parent / "articles"
NOW = datetime.datetime(2025, 6, 1, 12, tzinfo=datetime.UTC)

# Prose long enough to be like a real article, with capitals, ё, quotes and a dash.
RUSSIAN = article_text(
    "Токаев и Путин поговорили по телефону",
    body="Президент России Владимир Путин провёл разговор с Касым-Жомартом Токаевым. "
    "Стороны обсудили «Север — Юг», торговлю и ещё три темы. Объявлено, что в ноябре "
    "президент Казахстана посетит Омск для участия в форуме регионов. Япония не участвует.",
)
KAZAKH = article_text(
    "Тоқаев пен Путин Омбыда кездесті",
    body="Қазақстан Президенті Қасым-Жомарт Тоқаев Омбы қаласына жұмыс сапарымен келді. "
    "Тараптар өңірлер арасындағы ынтымақтастықты талқылады.",
)


def fault_of(data: bytes | str) -> ArticleFileError:
    """The error with which a file is refused."""
    with pytest.raises(ArticleFileError) as caught:
        parse_article(data.encode() if isinstance(data, str) else data, now=NOW)
    return caught.value


def fault_of_date(value: str) -> ArticleFileError:
    return fault_of(f"# Встреча\n\nPublished at: **{value}**\n\nТекст.\n")


def fault_of_original(value: str) -> ArticleFileError:
    return fault_of(f"# Встреча\n\nAuthor: ****\n\nOriginal: {value}\n\nТекст.\n")


# --- What is read -----------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(ARTICLES.glob("*.md")), ids=lambda file: file.stem)
def test_each_article_reads_as_its_expected_reading_says(file):
    article = parse_article(file.read_bytes(), now=NOW)
    published_at = article.published_at.isoformat() if article.published_at else None
    reading = vars(article) | {"published_at": published_at}
    assert reading == json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))


def test_every_article_has_its_expected_reading_beside_it():
    articles = {file.stem for file in ARTICLES.glob("*.md")}
    assert len(articles) > 30
    assert {file.stem for file in ARTICLES.glob("*.json")} == articles


def test_the_example_in_the_description_of_the_format_reads_as_it_says():
    description = (ARTICLES.parent.parent / "docs" / "file-format.md").read_text(encoding="utf-8")
    article = parse_article(description.split("```")[1].encode())
    assert article.title == "Токаев и Путин провели переговоры в Омске"
    assert article.published_at.isoformat() == "2019-11-07T15:15:00+06:00"
    assert (article.author, article.outlet, article.notes) == ("", "Пример-Новости", [])
    assert article.original_url == "https://news.example.org/omsk-383548/"
    assert article.body.startswith("Текст статьи.")
    for limit in (MAX_TITLE, MAX_URL, MAX_AUTHOR, MAX_OUTLET):
        assert f"up to {limit:,} characters" in description


def test_a_transcript_in_one_very_long_line_is_read_whole():
    body = "Вопрос: будет ли встреча? Ответ: да, она будет в Омске. " * 20_000
    article = parse_article(article_text(body=body).encode())
    assert article.body == body.strip()


def test_an_article_keeps_the_offset_its_outlet_wrote():
    article = parse_article(article_text(published_at="2025-02-24T00:20:00-03:30").encode())
    assert article.utc_offset_minutes == -210
    assert parse_article(article_text(published_at="").encode()).utc_offset_minutes == 0


def test_line_ends_and_invisible_marks_do_not_make_another_article():
    text = article_text(body="Первая строка.\n\nВторая строка.", url="https://news.example.org/1")
    plain = parse_article(text.encode())
    for same in (
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
        text.encode("utf-8-sig"),
        text.replace("строка", "стро\u00adка\u200b").encode(),
        text.replace(" ", "\u00a0").encode(),
        text.encode("cp1251"),
    ):
        assert parse_article(same).content_hash == plain.content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Другой заголовок"},
        {"body": "Другой текст."},
        {"author": "Другой автор"},
        {"outlet": "Другая газета"},
        {"published_at": "2019-11-07T15:15:00+05:00"},
        {"published_at": ""},
    ],
    ids=str,
)
def test_whatever_a_reader_sees_counts_in_the_hash(change):
    url = "https://news.example.org/1"
    before, after = article_text(url=url), article_text(url=url, **change)
    assert parse_article(before.encode()).content_hash != parse_article(after.encode()).content_hash


def test_a_fact_cannot_move_to_the_next_field_under_the_same_hash():
    url = "https://news.example.org/1"
    one = article_text(author="Иван", outlet="Пример", url=url)
    other = article_text(author="Иван Пример", outlet="", url=url)
    assert parse_article(one.encode()).content_hash != parse_article(other.encode()).content_hash


# --- What is refused, and at which line -------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("", 1, "is empty"),
        ("\ufeff\n \n\u00a0\n", 1, "is empty"),
        ("\n\nТекст без заголовка.\n", 3, "no title"),
        ("Published at: ****\n\n# Поздно\n", 1, "no title"),
        ("\n\n#\n\nТекст.\n", 3, "title line is empty"),
        ("# \u00ad\u200b\n\nТекст.\n", 1, "title line is empty"),
        (
            "\n# Заметка\n\nAuthor: ****\n\nТекст.\n",
            2,
            "is not an article: no line “Published at:”",
        ),
        ("# Заметка\n\nТекст.\n\nPublished at: ****\n", 1, "is not an article"),
        ("\n# " + "а" * (MAX_TITLE + 1) + "\n", 2, "the title is 1,001 characters long"),
        (
            "# а\n\nAuthor: **" + "а" * 301 + "**\n\nOriginal: а\n",
            3,
            "the author is 301 characters long",
        ),
    ],
)
def test_a_file_without_a_usable_head_is_refused(data, line, reason):
    fault = fault_of(data)
    assert (fault.line, reason in fault.reason) == (line, True), fault


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("вчера", "the date 'вчера' cannot be read; write it as 2019-11-07T15:15:00+06:00"),
        ("07.11.2019", "cannot be read"),
        ("2019", "cannot be read"),
        ("1573118100", "cannot be read"),
        ("2019-02-30", "cannot be read"),
        ("2019-11-07T25:00:00+06:00", "cannot be read"),
        ("2019-11-07T15:15:00+99:00", "cannot be read"),
        ("0001-01-01T00:00:00+14:00", "cannot be read"),
        ("2019-11-07T15:15:00+06:00:30", "not in whole minutes"),
        ("1899-12-31T23:59:59+00:00", "before 1900"),
        ("0201-11-07", "before 1900"),
        ("2025-06-03", "in the future"),
        ("9999-12-31T23:59:59+00:00", "in the future"),
    ],
)
def test_a_date_that_cannot_be_true_is_refused(value, reason):
    fault = fault_of_date(value)
    assert (fault.line, reason in fault.reason) == (3, True), fault


def test_a_date_that_has_come_anywhere_on_earth_is_no_future():
    text = article_text(published_at="2025-06-02T10:00:00+00:00")
    assert parse_article(text.encode(), now=NOW).published_at is not None


@pytest.mark.parametrize(
    "value",
    [
        "[Пример](javascript:alert(1))",
        "[Пример](JavaScript:alert(1))",
        "[Пример](java\tscript:alert(1))",
        "[Пример](data:text/html,<script>alert(1)</script>)",
        "[Пример](ftp://news.example.org/1)",
        "[Пример](file:///etc/passwd)",
        "[Пример](mailto:news@example.org)",
        "[Пример](/news/1)",
        "[Пример](//news.example.org/1)",
        "[Пример](news.example.org/1)",
        "[Пример](https://)",
        "[Пример](https://[::1/1)",
        "[Пример](https://news.example.org:port/1)",
        "[Пример](https://news.example.org/one two)",
        '[Пример](https://news.example.org/" onclick="alert(1))',
        "javascript://news.example.org/%0Aalert(1)",
        "ftp://news.example.org/1",
        "Пример https://news.example.org/1",
    ],
)
def test_a_link_that_is_no_web_address_is_refused(value):
    fault = fault_of_original(value)
    assert fault.line == 5
    assert "is not an http or https address" in fault.reason


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("[" + "а" * 201 + "](https://news.example.org/1)", "the outlet is 201 characters"),
        ("а" * 201, "the outlet is 201 characters"),
        (
            "[Пример](https://news.example.org/" + "1" * MAX_URL + ")",
            "the original address is 2,025 characters",
        ),
        (
            "[Пример](https://news.example.org/" + "1" * 100_000 + ")",
            "the original address is 100,025 characters",
        ),
    ],
)
def test_an_original_that_is_too_long_is_refused_for_its_length(value, reason):
    fault = fault_of_original(value)
    assert (fault.line, reason in fault.reason) == (5, True), fault


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize(
    ("stray", "reason"), [(b"\xff", "is not UTF-8"), (b"\x00", "holds a NUL byte")]
)
def test_a_stray_byte_is_found_at_its_line(end, mark, stray, reason):
    first, rest = article_text(body="Слово.\nСлово.\nСлово.").replace("\n", end).split("# ", 1)
    lines = (first + "# " + rest).encode().split(end.encode())
    lines[10] = b"\xd0\xa1" + stray + lines[10]
    fault = fault_of(mark + end.encode().join(lines))
    assert (fault.line, reason in fault.reason) == (11, True), fault


# --- Encodings --------------------------------------------------------------------------------


def test_utf_16_is_refused_by_name():
    for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
        data = RUSSIAN.encode(encoding)
        if encoding != "utf-16":
            data = "\ufeff".encode(encoding) + data
        assert fault_of(data).reason == "is in UTF-16; save it as UTF-8"
    assert "NUL byte" in fault_of(RUSSIAN.encode("utf-16-le")).reason


def test_russian_in_cp1251_is_read_and_noted():
    article = parse_article(RUSSIAN.encode("cp1251"))
    assert article == parse_article(RUSSIAN.encode())
    assert article.notes == ["read as cp1251 (Windows Cyrillic), not UTF-8"]


@pytest.mark.parametrize("body", ["", "Президенты приехали."])
def test_even_a_few_words_in_cp1251_are_read(body):
    text = f"# Встреча в Омске\n\nOriginal: Пример\n\n{body}\n"
    assert parse_article(text.encode("cp1251")) == parse_article(text.encode())


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866", "iso8859_5", "mac_cyrillic"])
def test_another_old_cyrillic_encoding_is_refused_by_name(encoding):
    fault = fault_of(RUSSIAN.encode(encoding, "ignore"))
    assert fault.reason == f"is not UTF-8, and looks like {encoding}; save it as UTF-8"
    assert fault.line == 2


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866", "iso8859_5", "mac_cyrillic"])
@pytest.mark.parametrize(
    "text",
    [
        "# Встреча в Омске\n\nOriginal: Пример\n",
        "# Встреча\n\nOriginal: ТАСС\n\nТекст.\n",
        "# Токаев и Путин: Россия и Япония\n\nOriginal: Юлия\n\nВстреча прошла в Токио.\n",
        "# ТОКАЕВ И ПУТИН\n\nOriginal: ТАСС\n\nВСТРЕЧА ПРОШЛА В ОМСКЕ\n",
        "# Да\n\nOriginal: СТВ\n",
        # In these the letters' case alone tells the encodings apart.
        "# Да\n\nPublished at: ****\n",
        "# Да\n\nOriginal: Да\n\nВстреча прошла в феврале.\n",
        "# Да\n\nOriginal: Да\n\nСаммит: вся хроника\n",
    ],
)
def test_a_short_file_in_another_encoding_is_never_read_as_something_else(encoding, text):
    assert "save it as UTF-8" in fault_of(text.encode(encoding)).reason


def test_kazakh_in_its_old_encoding_is_not_taken_for_russian():
    fault = fault_of(KAZAKH.encode("kz1048"))
    assert fault.reason == "is not UTF-8, nor plainly Russian in cp1251; save it as UTF-8"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_english_with_accents_is_not_given_cyrillic_letters(encoding):
    text = article_text(
        "Président Macron à Astana",
        body="The café was closed, the president said. It cost £5. " * 5,
        outlet="Courier",
    )
    assert "save it as UTF-8" in fault_of(text.encode(encoding)).reason


# --- Size -------------------------------------------------------------------------------------


def test_a_file_of_nine_megabytes_is_refused(tmp_path):
    path = tmp_path / "long.md"
    path.write_bytes(b"# A\n\n" + b"word " * (9 * 1024 * 1024 // 5))
    with pytest.raises(ArticleFileError, match="bytes long; an article may have 8 MB"):
        ArticleFile("long.md", path).read()
    with pytest.raises(ArticleFileError, match="bytes long; an article may have 8 MB"):
        UploadedArticle("long.md", path.read_bytes()).read()


def test_a_file_at_the_limit_is_read(tmp_path):
    path = tmp_path / "long.md"
    path.write_bytes(b"# A\nOriginal: B\n" + b"w" * (MAX_FILE_BYTES - 16))
    assert len(parse_article(ArticleFile("long.md", path).read()).body) == MAX_FILE_BYTES - 16


def test_fifty_megabytes_in_one_line_are_refused_without_being_read(tmp_path):
    path = tmp_path / "line.md"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert peak_of_refusing(path) < 1024 * 1024


def test_a_stream_without_end_is_refused_after_the_limit():
    # Its size is said to be 0, as a pipe's is.
    assert peak_of_refusing(Path("/dev/zero")) < 3 * MAX_FILE_BYTES


def peak_of_refusing(path: Path) -> int:
    """The bytes of memory it takes to find a file too long."""
    tracemalloc.start()
    try:
        with pytest.raises(ArticleFileError, match="bytes long"):
            ArticleFile(path.name, path).read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# --- Hostile input ----------------------------------------------------------------------------

_HEADS = ["", "# ", "#", "Published at: ", "Original: [x](", "Original: http://", "Author: **"]
_TAILS = ["", ")", "**", "\n", "\r", "\u2028", "\x00", "\ud800"]
hostile_lines = st.tuples(
    st.sampled_from(_HEADS), st.text(max_size=20), st.sampled_from(_TAILS)
).map("".join)


@given(st.lists(hostile_lines, max_size=8).map("\n".join))
@example("Author: \u2028b\u2028")
def test_every_text_is_an_article_or_refused_in_words(text):
    assert_is_read_or_refused(("# T\nOriginal: x\n" + text).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=400))
def test_all_bytes_are_an_article_or_refused_in_words(data):
    assert_is_read_or_refused(data)
    assert_is_read_or_refused(b"# T\nOriginal: x\n" + data)


def assert_is_read_or_refused(data: bytes) -> None:
    try:
        article = parse_article(data, now=NOW)
    except ArticleFileError as error:
        fault = error
    else:
        texts = [article.title, article.author, article.outlet, article.original_url]
        assert article.title
        assert not any("\n" in text for text in texts)
        assert [normalise(text) for text in [*texts, article.body]] == [*texts, article.body]
        return
    assert fault.reason
    assert 1 <= fault.line <= len(data) + 1


# --- Files in folders -------------------------------------------------------------------------


def test_folders_are_walked_in_order_of_name_and_odd_files_left(tmp_path):
    for name in (
        "b/2.md",
        "b/1.MD",
        "a.markdown",
        "c.txt",
        "README",
        ".hidden.md",
        ".git/config.md",
        "deep/er/still/x.md",
        "folder.md/inside.md",
        "b/readme.md",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "deep" / "circle").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.md").symlink_to(tmp_path / "c.txt")
    (tmp_path / "circle.md").symlink_to(tmp_path, target_is_directory=True)
    found = [str(file.path.relative_to(tmp_path)) for file in article_files([tmp_path])]
    assert found == [
        "a.markdown",
        "link.md",
        "b/1.MD",
        "b/2.md",
        "deep/er/still/x.md",
        "folder.md/inside.md",
    ]


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder, and for the length of a block no more rights than its owner has."""
    folder = Path(tempfile.mkdtemp(prefix="parley-"))
    is_root = os.geteuid() == 0
    nobody = pwd.getpwnam("nobody").pw_uid
    try:
        if is_root:
            os.chown(folder, nobody, -1)
            os.seteuid(nobody)
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        subprocess.run(["chmod", "-R", "u+rwx", folder], check=True)
        shutil.rmtree(folder)


def test_what_may_not_be_read_is_reported_and_not_passed_over():
    with ordinary_user() as folder:
        (folder / "closed.md").touch(mode=0o000)
        (folder / "closed").mkdir(mode=0o000)
        (folder / "gone.md").symlink_to("nowhere")
        files = list(article_files([folder]))
        faults = {}
        for file in files:
            with pytest.raises(ArticleFileError) as caught:
                file.read()
            faults[file.path.name] = caught.value.reason
    assert faults == {
        "closed.md": "cannot be read: Permission denied",
        "closed": "cannot be read: Permission denied",
        "gone.md": "cannot be read: No such file or directory",
    }


def test_a_file_name_that_is_no_text_is_shown_as_far_as_it_can_be(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_text("# A\nOriginal: B\n")
    [file] = article_files([tmp_path])
    assert file.name == f"{tmp_path}/\ufffd.md"
    assert parse_article(file.read()).title == "A"
