"""Twins: near-identical texts of several outlets, known as one group.

An agency's text comes in with a lead added, a sentence changed or cut. What is compared is a
sketch of each text's body (Sketch), never two texts; reads and writes that one table, and knows
no extraction and no search.
"""

import zlib
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

BANDS, BAND_ROWS = 21, 3
MINIMA = BANDS * BAND_ROWS
# More than two thirds. So many that agree fill a whole band, for two of three in every band
# are one fewer: looking for a band in common misses no twin.
ALIKE = BANDS * (BAND_ROWS - 1) + 1


def sketch_of(body: str) -> list[int]:
    """The least shingle hash in each of MINIMA bins (MinHash by one permutation); [] of no words.

    The share of equal minima of two texts estimates the share of shingles they have in common
    (Jaccard). The title is left out: each outlet writes its own. One hash a shingle takes a
    tenth of the time of a permutation for each minimum, as libraries for it do.
    """
    words = [word.folded for word in words_of(body)]
    if not words:
        return []
    size = SHINGLE_WORDS if len(words) >= FEWEST_WORDS else len(words)
    least: dict[int, int] = {}
    for shingle in {
        " ".join(words[start : start + size]) for start in range(len(words) - size + 1)
    }:
        number = int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest())
        # 31 bits fit a column of integers.
        place, value = number % MINIMA, number >> 33
        least[place] = min(value, least.get(place, value))
    # An empty bin takes after the next that is not, so that two short texts do not agree in
    # what neither has.
    filled = sorted(least)
    return [
        least[next((each for each in filled if each >= place), filled[0])]
        for place in range(MINIMA)
    ]


def bands_of(minima: Sequence[int]) -> list[int]:
    """A number for each run of BAND_ROWS minima and its place, by which the index finds alike."""
    return [
        zlib.crc32(repr((start, *minima[start : start + BAND_ROWS])).encode()) - (1 << 31)
        for start in range(0, len(minima), BAND_ROWS)
    ]


def are_twins(one: Sequence[int], other: Sequence[int]) -> bool:
    return sum(map(int.__eq__, one, other)) >= ALIKE


def groups_among(sketches: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """For each article the smallest one it is linked to through twins, or itself."""
    # Copies word for word are one to compare, however many there are.
    copies: dict[Sequence[int], int] = {}
    group = {pk: copies.setdefault(tuple(sketches[pk]), pk) for pk in sorted(sketches)}

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
    # Texts without words are like nothing.
    return {pk: first(pk) if sketches[pk] else pk for pk in group}


@transaction.atomic
def keep_twins(article: Article) -> None:
    """Store the sketch of a new or changed text, and bring the groups it concerns up to it.

    The last step on an article: it lets one import after another through (`one_at_a_time`).
    """
    one_at_a_time()
    minima = sketch_of(article.body)
    stored = Sketch.objects.filter(article=article.pk).first()
    if stored is not None and stored.minima == minima:
        return
    bands = bands_of(minima)
    Sketch.objects.update_or_create(
        article_id=article.pk,
        defaults={"minima": minima, "bands": bands, "twins": article.pk},
    )
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
    there are no more. Each in a transaction of its own; one another process has in hand is
    left to it.
    """
    waiting = Article.objects.filter(pk__gt=after, sketch=None).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:most])
    for pk in ids:
        with transaction.atomic():
            free = Article.objects.select_for_update(skip_locked=True, of=("self",))
            article = free.filter(pk=pk).only("body").first()
            if article is not None:
                keep_twins(article)
    return ids[-1] if ids else None
