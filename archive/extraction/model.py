"""The model: a small neural network that tells names in Russian news.

What it says is put right by recognise_russian.py, which alone asks it. Knows no database.

slovnet's NER and its word vectors ship as files in the natasha package. They are loaded from
there without importing natasha, whose morphology (pymorphy2) no longer runs on today's
Python and whose import would patch it (extraction study, section 1).
"""

import importlib.util
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# numpy's threads fight over the two cores of a small machine: one thread is twice as fast.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from navec import Navec
from slovnet import NER

WORD_VECTORS = "data/emb/navec_news_v1_1B_250K_300d_100q.tar"
NER_WEIGHTS = "data/model/slovnet_ner_news_v1.tar"

# Longer texts are given to the network in pieces: its memory grows with the text.
LONGEST_PIECE = 20_000
# To the network each dash of a ruled line is a word.
_NO_WORDS = re.compile(r"[\W_]{100,}")


@dataclass(frozen=True)
class Entity:
    """A name as the model sees it: offsets in code points, "PER", "LOC" or "ORG"."""

    start: int
    end: int
    type: str


@cache
def _network() -> NER:
    """The network with its word vectors, loaded once in a process."""
    spec = importlib.util.find_spec("natasha")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0])
    network = NER.load(str(folder / NER_WEIGHTS))
    vectors = Navec.load(str(folder / WORD_VECTORS))
    # Both bring the same quarter of a million words; one copy will do.
    vectors.vocab = None
    return network.navec(vectors)


def entities_in(text: str) -> list[Entity]:
    """The names of a Russian text, in order, never overlapping.

    The whole text at once: line by line the network misses twice as many persons, those of
    headlines and captions, whom it knows by what stands around them.
    """
    found = []
    for start, piece in _pieces(text):
        for span in _network()(piece).spans:
            found.append(Entity(start + span.start, start + span.stop, span.type))
    return found


def _pieces(text: str) -> list[tuple[int, str]]:
    """The stretches of a text that have words, with their offsets."""
    pieces, start = [], 0
    for gap in [*_NO_WORDS.finditer(text), None]:
        stop = gap.start() if gap else len(text)
        while start < stop:
            end = stop
            if end - start > LONGEST_PIECE:
                within = start, start + LONGEST_PIECE
                end = max(text.rfind("\n", *within), text.rfind(" ", *within)) + 1
                end = end if end > start else start + LONGEST_PIECE
            if text[start:end].strip():
                pieces.append((start, text[start:end]))
            start = end
        start = gap.end() if gap else stop
    return pieces
