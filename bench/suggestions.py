"""Measure "did you mean": how often the right word is offered for one with an error in it.

    python -m bench.suggestions [FOLDER…]        (without folders: the sample articles)

Errors are made, one a word: a letter left out, added or replaced, or two neighbours swapped, all
equally often. The words are those the archive has; names are drawn in all their case endings,
written there or not.
"""

import random
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from bench.__main__ import report, scratch_database

WORDS = 500
SHORTEST = 4
SEED = 5
# A word in fewer articles is a rare one.
RARE = 3

RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
ENGLISH = "abcdefghijklmnopqrstuvwxyz"

OUTCOMES = ("first", "second or third", "found as typed", "another word", "nothing offered")


def main(folders: list[Path]) -> None:
    connection = scratch_database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from archive.authority.load import load_authority
    from archive.importing.read import article_files
    from archive.importing.run import import_files
    from archive.models import ImportBatch
    from archive.search import indexer

    load_authority()
    import_files(article_files(folders), ImportBatch.objects.create(source="bench"))
    report("articles", str(indexer.rebuild()))
    measure()
    connection.close()


def measure() -> None:
    """Print what is offered for words with an error, and for words without."""
    numbers = random.Random(SEED)
    common, rare = _words()
    pools = {
        "names of people": _names("person"),
        "names of places": _names("location"),
        f"words in {RARE} articles or more": common,
        "words in fewer": rare,
    }
    drawn = {
        what: numbers.sample(sorted(pool), min(WORDS, len(pool))) for what, pool in pools.items()
    }
    milliseconds: list[float] = []
    print(f"\n{'one error in':30}{'words':>7}", *(f"{name:>17}" for name in OUTCOMES))
    for what, words in drawn.items():
        counts = Counter(
            _outcome(word, _with_an_error(word, numbers), milliseconds) for word in words
        )
        shares = (f"{counts[name] / max(len(words), 1):>17.1%}" for name in OUTCOMES)
        print(f"{what:30}{len(words):>7}", *shares)
    print(f"\n{'no error in':30}{'words':>7} {'something offered':>17}")
    for what, words in drawn.items():
        offered = sum(bool(_offered(word, [])) for word in words)
        print(f"{what:30}{len(words):>7} {offered / max(len(words), 1):>17.1%}")
    p50, p95 = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1]
    print(f"\nmilliseconds for a word with an error: p50 {p50:.1f}, p95 {p95:.1f}")


def _words() -> tuple[list[str], list[str]]:
    """The words of the archive but names: those in RARE articles or more, and the others."""
    from archive.models import NameForm
    from archive.search.opened import state

    terms = state().searcher.terms_with_prefix("body_exact", "")
    names = set(NameForm.objects.values_list("key", flat=True))
    words = [(word, n) for word, n in terms if _is_plain(word) and word not in names]
    return [word for word, n in words if n >= RARE], [word for word, n in words if n < RARE]


def _names(kind: str) -> set[str]:
    """One-word forms of the people or places that articles name."""
    from archive.models import Mention, NameForm

    named = Mention.objects.exclude(**{kind: None}).values(kind)
    forms = NameForm.objects.filter(**{f"{kind}__in": named})
    return {key for key in forms.values_list("key", flat=True) if _is_plain(key)}


def _is_plain(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _with_an_error(word: str, numbers: random.Random) -> str:
    from archive.text import script_of

    letters = RUSSIAN if script_of(word) == "cyrillic" else ENGLISH
    typed = word
    while typed == word:
        at, letter = numbers.randrange(len(word)), numbers.choice(letters)
        before, after = word[:at], word[at:]
        typed = numbers.choice(
            (
                before + after[1:],
                before + letter + after,
                before + letter + after[1:],
                before + after[1::-1] + after[2:],
            )
        )
    return typed


def _outcome(word: str, typed: str, milliseconds: list[float]) -> str:
    offered = _offered(typed, milliseconds)
    for rank, each in enumerate(offered):
        if _mean_the_same(word, each):
            return OUTCOMES[min(rank, 1)]
    if offered:
        return "another word"
    return "found as typed" if _is_found(typed) else "nothing offered"


def _offered(typed: str, milliseconds: list[float]) -> list[str]:
    from archive.search.opened import state
    from archive.search.suggest import suggestions
    from archive.search.words import read_words

    reading, searcher = read_words(typed), state().searcher
    started = time.perf_counter()
    found = suggestions(typed, reading, searcher)
    milliseconds.append((time.perf_counter() - started) * 1000)
    return [each.offered for each in found]


def _is_found(typed: str) -> bool:
    from django.http import QueryDict

    from archive.search import ask
    from archive.search.filters import ArticleFilter

    asked = QueryDict(mutable=True)
    asked["q"] = typed
    return ask.find(ArticleFilter(asked).question, 1).count > 0


def _mean_the_same(word: str, other: str) -> bool:
    """Whether two words share a stem or are forms of one name."""
    from archive.models import NameForm
    from archive.search.analysis import stems_asked
    from archive.text import key_of

    if set(stems_asked(word)) & set(stems_asked(key_of(other))):
        return True
    one, two = (
        set(NameForm.objects.filter(key=key_of(each)).values_list("person", "location"))
        for each in (word, other)
    )
    return bool(one & two)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [Path("sample")])
