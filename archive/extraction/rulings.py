"""Rulings: what editors decided of written forms, as link.py applies it.

Made by stored.py out of the ledger of decisions. Knows no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Kind ("person" or "location") and key of a form.
Form = tuple[str, str]


@dataclass(frozen=True)
class Rulings:
    """Decisions in force, for one article or for all.

    A ruling counts for a name if its key is that of the name's label or of a surface.
    """

    links: Mapping[Form, int] = field(default_factory=dict)
    rejected: frozenset[Form] = frozenset()
    # "This form never means that person": kind, key, id.
    never: frozenset[tuple[str, str, int]] = frozenset()

    def with_those_for_all(self, others: "Rulings") -> "Rulings":
        """These, and where they say nothing of a form, those for all articles."""
        spoken_of = set(self.links) | self.rejected
        return Rulings(
            {form: id for form, id in others.links.items() if form not in spoken_of}
            | dict(self.links),
            self.rejected | (others.rejected - spoken_of),
            self.never | others.never,
        )

    def link(self, kind: str, keys: Iterable[str]) -> int | None:
        """The record that an editor said one of these forms means."""
        return next((self.links[kind, key] for key in keys if (kind, key) in self.links), None)

    def rejects(self, kind: str, keys: Iterable[str]) -> bool:
        """Whether an editor said that one of these forms names nobody and nothing."""
        return any((kind, key) in self.rejected for key in keys)

    def allows(self, kind: str, keys: Iterable[str], id: int) -> bool:
        """Whether no editor said that one of these forms never means this record."""
        return not any((kind, key, id) in self.never for key in keys)


NO_RULINGS = Rulings()
