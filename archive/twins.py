"""Twins: near-identical texts of several outlets, known as one group.

An agency's text comes in with a lead added, a sentence changed or cut. What is compared is a
sketch of each text (Sketch), never two texts; reads and writes that one table, and knows no
extraction and no search.
"""

import struct
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from django.db import connection, transaction

from archive.models import Article, Sketch
from archive.text import words_of

# Three words in a row: a changed word costs three of them, and two authors on one event
# share few.
SHINGLE_WORDS = 3
# A shorter text has too few shingles to tell alike from equal.
FEWEST_WORDS = 30
# A sketch of 128 tells all shingles of the short texts, where a sentence weighs most; of
# longer ones it errs by 0.03 at most times.
MINIMA = 128
# The share of all shingles of two texts that both have. Measured on 1,039 articles of public
# corpora and bench/gold: of those under 150 words 88 in 100 keep it with a sentence changed,
# with a lead added, a quarter or a third cut all do, cut to half none does. The most alike of
# different articles share 0.48: one council, the same who attended, another week.
ALIKE = 0.6
# At 0.65 two texts have one of 16 bands in common 99 times in 100.
BANDS, BAND_MINIMA = 16, 3


def sketch_of(title: str, body: str) -> list[int]:
    """The least hashes of the body's shingles in order, MINIMA of them; [] of no words.

    Of a short text, title and all, four numbers that another one has only if it is equal. Of
    others the title is left out: each outlet writes its own. The usual other way, a
    permutation for each number of a sketch, takes many times as long (libraries for it want
    numpy), and is not exact for short texts.
    """
    words = [word.folded for word in words_of(body)]
    if not words:
        return []
    if len(words) < FEWEST_WORDS:
        whole = [[word.folded for word in words_of(title)], words]
        return sorted({*_hashes(repr(whole), 4)})
    starts = range(len(words) - SHINGLE_WORDS + 1)
    shingles = {" ".join(words[start : start + SHINGLE_WORDS]) for start in starts}
    return sorted({_hashes(shingle, 1)[0] for shingle in shingles})[:MINIMA]


def bands_of(minima: Sequence[int]) -> list[int]:
    """Numbers by which the database finds sketches that may be alike: each of some minima.

    Of three, not of one: a line at the foot of all an outlet's articles would make them all
    candidates.
    """
    parts: dict[int, list[int]] = defaultdict(list)
    for each in minima:
        parts[each % BANDS].append(each)
    return [_hashes(repr((part, parts[part][:BAND_MINIMA])), 1)[0] for part in sorted(parts)]


def are_twins(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two sketches are of texts that share ALIKE of their shingles."""
    if not one or not other:
        return False
    # Up to here both sketches tell every shingle.
    last = min((each[-1] for each in (one, other) if len(each) == MINIMA), default=1 << 31)
    both = len(set(one).intersection(other))
    return both >= ALIKE * (bisect_right(one, last) + bisect_right(other, last) - both)


def groups_among(sketches: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """For each article the smallest one it is linked to through twins, or itself."""
    # Copies word for word are one to compare, however many there are.
    copies: dict[Sequence[int], int] = {}
    group = {
        # Texts without words are like nothing.
        pk: copies.setdefault(tuple(sketches[pk]), pk) if sketches[pk] else pk
        for pk in sorted(sketches)
    }

    def first(pk: int) -> int:
        while group[pk] != pk:
            pk = group[pk]
        return pk

    by_band: dict[int, list[int]] = defaultdict(list)
    for minima, pk in copies.items():
        for band in bands_of(minima):
            for other in by_band[band]:
                ends = sorted({first(pk), first(other)})
                if len(ends) == 2 and are_twins(minima, sketches[other]):
                    group[ends[1]] = ends[0]
            by_band[band].append(pk)
    return {pk: first(pk) for pk in group}


@transaction.atomic
def keep_twins(article: Article) -> None:
    """Store the sketch of a new or changed text, and bring the groups it concerns up to it.

    The last step on an article: it lets one import after another through (`one_at_a_time`).
    """
    one_at_a_time()
    minima = sketch_of(article.title, article.body)
    stored = Sketch.objects.filter(article=article.pk).only("minima", "twins").first()
    if stored is not None and stored.minima == minima:
        return
    bands = bands_of(minima)
    sketch = Sketch(article_id=article.pk, minima=minima, bands=bands, twins=article.pk)
    sketch.save(force_insert=stored is None, force_update=stored is not None)
    if stored is not None:
        part_groups([stored.twins])
    joined = {article.pk, *_groups_alike(article.pk, minima, bands)}
    if len(joined) > 1:
        number = min(joined)
        Sketch.objects.filter(twins__in=joined - {number}).update(twins=number)


def one_at_a_time() -> None:
    """Wait for another import that has groups in hand, to the end of its transaction.

    Without this two twins that come in at once would not see each other. Whoever takes an
    article or the meetings takes this after them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('archive twins'))")


def groups_of(articles: Iterable[int]) -> set[int]:
    """The numbers of the groups these articles are in."""
    rows = Sketch.objects.filter(article__in=articles)
    return set(rows.values_list("twins", flat=True))


def part_groups(groups: Iterable[int]) -> None:
    """Group anew, by themselves, the articles of groups that lost one."""
    rows = dict(Sketch.objects.filter(twins__in=groups).values_list("article", "minima"))
    changed = defaultdict(list)
    for pk, number in groups_among(rows).items():
        changed[number].append(pk)
    for number, members in changed.items():
        Sketch.objects.filter(article__in=members).exclude(twins=number).update(twins=number)


def _groups_alike(pk: int, minima: Sequence[int], bands: Sequence[int]) -> set[int]:
    """The groups of all twins of a text."""
    with connection.cursor() as cursor:
        # Band by band: for "any of these" the planner expects a tenth of the table, and reads
        # it all.
        cursor.execute(
            "SELECT DISTINCT alike.twins, alike.minima"
            " FROM unnest(%s::integer[]) AS wanted (band)"
            " JOIN archive_sketch AS alike ON alike.bands @> ARRAY[wanted.band]"
            " WHERE alike.article_id <> %s",
            [list(bands), pk],
        )
        return {twins for twins, other in cursor.fetchall() if are_twins(minima, other)}


def keep_waiting(after: int, most: int) -> int | None:
    """Keep twins of stored articles that have no sketch yet, those of an older version.

    Takes at most so many with greater ids than `after`. Answers the last id, or None when
    there are no more. Each in a transaction of its own; one that another process has in hand is
    waited for, as reading it compares it with nothing.
    """
    waiting = Article.objects.filter(pk__gt=after, sketch=None).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:most])
    for pk in ids:
        with transaction.atomic():
            article = (
                Article.objects.select_for_update().filter(pk=pk).only("title", "body").first()
            )
            if article is not None:
                keep_twins(article)
    return ids[-1] if ids else None


def _hashes(text: str, count: int) -> tuple[int, ...]:
    """Numbers of 32 bits, as a column of integers holds them."""
    return struct.unpack(f">{count}i", blake2b(text.encode(), digest_size=4 * count).digest())
