"""Scores: predicted names against marked ones, and clusters against clusters."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Score:
    """True and false findings, and what was missed, with examples of the last two."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    faults: Counter = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed or 1)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def size(self) -> int:
        """How many names the gold has."""
        return self.right + self.missed


def overlap(one: tuple, other: tuple) -> bool:
    """Whether two names share a character."""
    return one[0] < other[1] and other[0] < one[1]


def add_overlaps(
    score: Score, text: str, gold: Sequence[tuple], found: Sequence[tuple], neutral: Sequence[tuple]
) -> None:
    """Count names found where the gold has one of that type: any common character will do.

    What overlaps only a neutral stretch is neither right nor wrong.
    """
    for name in found:
        if any(overlap(name, each) for each in gold):
            score.right += 1
        elif not any(overlap(name, each) for each in neutral):
            score.wrong += 1
            score.faults["found wrongly", text[name[0] : name[1]]] += 1
    for name in gold:
        if not any(overlap(name, each) for each in found):
            score.missed += 1
            score.faults["missed", text[name[0] : name[1]]] += 1


@dataclass(frozen=True)
class BCubed:
    """B3 precision and recall, and of how many mentions."""

    precision: float
    recall: float
    size: int

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def b_cubed(articles: Iterable[tuple[Sequence[Hashable], Sequence[Hashable]]]) -> BCubed:
    """B3 (Bagga and Baldwin 1998) of mentions clustered within articles.

    Each article gives, mention by mention, the gold's cluster and the predicted one.
    """
    precision = recall = 0.0
    mentions = 0
    for gold, predicted in articles:
        sizes, gold_sizes = Counter(predicted), Counter(gold)
        together = Counter(zip(gold, predicted, strict=True))
        for pair, count in together.items():
            precision += count * count / sizes[pair[1]]
            recall += count * count / gold_sizes[pair[0]]
        mentions += len(gold)
    return BCubed(precision / (mentions or 1), recall / (mentions or 1), mentions)
