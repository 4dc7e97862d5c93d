"""Saying: a Question -> one English sentence of what is searched for.

Made out of the same tree that queries.py answers, so that a reader sees what the box was taken
for. Plain text, with names from outside in it: pages and feeds escape it.
"""

import datetime
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Value

from archive.models import Location, Outlet, Person
from archive.search.filters import CODES, Question
from archive.search.reading import (
    FIELDS,
    All,
    Any,
    Has,
    InTitle,
    Most,
    Name,
    Near,
    Node,
    Not,
    Prefix,
    Published,
    Words,
    Year,
)

# More of one filter, or of namesakes, are counted.
MOST_SAID = 4

# Which table holds the values of a filter; those of the others are codes.
_TABLES = {"leader": "person", "city": "place", "country": "place", "outlet": "outlet"}
_NOUNS = {
    "leader": ("person", "people"),
    "city": ("city", "cities"),
    "country": ("country", "countries"),
}


def said(question: Question) -> str:
    """What is searched for: «Articles with the word “визит”, published in 2019.»

    One query, and none where no person, place or outlet is asked for.
    """
    parts = _parts_of(question)
    alike = "nearly alike to one another" if question.alike is not None else ""
    clauses = [_Sayer(_names_of(parts)).sentence(parts), alike]
    told = ", ".join(clause for clause in clauses if clause)
    return f"Articles {told}." if told else "All articles."


def _parts_of(question: Question) -> list[Node]:
    """The conditions of the box and of the filters, all of which must hold."""
    tree = question.words.tree
    parts: list[Node] = list(tree.nodes) if isinstance(tree, All) else [tree] if tree else []
    for name in FIELDS:
        chosen = question.chosen(name)
        if name == "leader":
            parts += [Has(name, (pk,), "") for pk in chosen]
        elif chosen:
            parts.append(Has(name, chosen, ""))
    if question.date_from or question.date_to:
        parts.append(Published(question.date_from, question.date_to))
    for name in FIELDS:
        if excluded := question.excluded(name):
            parts.append(Not(Has(name, excluded, "")))
    return parts


def _names_of(parts: Iterable[Node]) -> dict[tuple[str, int], str]:
    """What the people, places and outlets are called, by table and id."""
    ids: dict[str, set[int]] = {"person": set(), "place": set(), "outlet": set()}
    for leaf in _leaves(parts):
        if isinstance(leaf, Has) and leaf.field in _TABLES:
            ids[_TABLES[leaf.field]] |= {int(value) for value in leaf.values}
        elif isinstance(leaf, Name):
            ids["person"] |= leaf.people
            ids["place"] |= leaf.places
    tables = (
        (Person, "person", "name_en"),
        (Location, "place", "name_en"),
        (Outlet, "outlet", "name"),
    )
    wanted = [
        model._default_manager.filter(pk__in=ids[table])
        .order_by()
        .annotate(table=Value(table, output_field=CharField()))
        .values_list("table", "pk", name)
        for model, table, name in tables
        if ids[table]
    ]
    if not wanted:
        return {}
    return {(table, pk): name for table, pk, name in wanted[0].union(*wanted[1:], all=True)}


def _leaves(nodes: Iterable[Node]) -> Iterable[Node]:
    """Every condition, those to leave out among them, and the parts of which some are made."""
    for node in nodes:
        match node:
            case Not(inner) | InTitle(inner):
                yield from _leaves([inner])
            case All(inner) | Any(inner) | Most(inner, _):
                yield from _leaves(inner)
            case Near(left, right, _):
                yield from (left, right)
            case _:
                yield node


# --- Words ---------------------------------------------------------------------------------


@dataclass
class _Sayer:
    """Nodes -> words. A thing is what an article may be with: «the word “визит”»."""

    names: dict[tuple[str, int], str]

    def sentence(self, parts: Sequence[Node]) -> str:
        """Conditions that must all hold; what is left out comes last."""
        things = [part for part in parts if _is_thing(part)]
        titles = [part.part for part in parts if isinstance(part, InTitle)]
        published = [part for part in parts if isinstance(part, Published)]
        left_out = [part for part in parts if isinstance(part, Not)]
        others = [
            part
            for part in parts
            if not _is_thing(part) and not isinstance(part, InTitle | Published | Not)
        ]
        clauses = [f"with {self.all_things(things)}"] if things else []
        clauses += [f"whose title has {self.all_things(titles)}"] if titles else []
        clauses += [self.clause(each) for each in others]
        clauses += [self.clause(_both(published))] if published else []
        without = [part.node for part in left_out if _is_thing(part.node)]
        clauses += [f"without {_listed(map(self.thing, without), 'or')}"] if without else []
        never = [self.bracketed(each.node) for each in left_out if not _is_thing(each.node)]
        clauses += [f"but not those {_listed(never, 'or')}"] if never else []
        return ", ".join(clauses)

    def clause(self, node: Node) -> str:
        """A condition as it follows "articles"."""
        if _is_thing(node):
            return f"with {self.thing(node)}"
        match node:
            case InTitle(part):
                return f"whose title has {self.thing(part)}"
            case Year(year):
                return f"published in {year} (or undated and naming it)"
            case Published(since, until):
                return f"published {_days(since, until)}"
            case Has(field, values):
                return self.kept_to(field, values)
            case Not(inner) if _is_thing(inner):
                return f"without {self.thing(inner)}"
            case Not(inner):
                return f"but not those {self.bracketed(inner)}"
            case Any(nodes):
                return _either([self.bracketed(each) for each in nodes])
            case All(nodes):
                return self.sentence(nodes)
        raise AssertionError(node)

    def bracketed(self, node: Node) -> str:
        said_so = self.clause(node)
        return f"({said_so})" if isinstance(node, All | Any | Most) else said_so

    def all_things(self, nodes: Sequence[Node]) -> str:
        """Things an article must all be with; ordinary words as one list."""
        plain = [node for node in nodes if _is_plain(node)]
        if len(plain) < 2:
            return _listed(map(self.thing, nodes), "and")
        words = f"the words {_listed(map(_quoted, plain), 'and')}"
        first = nodes.index(plain[0])
        said_so = [words if node is nodes[first] else self.thing(node) for node in nodes
                   if node is nodes[first] or not _is_plain(node)]  # fmt: skip
        return _listed(said_so, "and")

    def thing(self, node: Node) -> str:
        match node:
            case Words(words, is_exact):
                what = "word" if len(words) == 1 or node.is_compound else "phrase"
                return f"{'exactly ' if is_exact else ''}the {what} {_quoted(node)}"
            case Prefix(letters):
                return f"a word that begins with “{letters}”"
            case Name():
                return self.name(node)
            case Near(left, right, distance):
                between = distance - 1
                far = f"at most {between} word{'' if between == 1 else 's'} between"
                return f"{self.thing(left)} near {self.thing(right)} ({far})"
            case Has(field, values):
                return self.one_of(field, values)
            case All(nodes):
                return f"({self.all_things(nodes)})"
            case Any(nodes) if all(map(_is_plain, nodes)):
                return f"the word {_listed(map(_quoted, nodes), 'or')}"
            case Any(nodes):
                return _either([self.thing(each) for each in nodes])
            case Most(nodes, least):
                return f"at least {least} of the words {_listed(map(_quoted, nodes), 'and')}"
        raise AssertionError(node)

    def name(self, name: Name) -> str:
        """Whom or what a name stands for; how many, where they are many."""
        people = self.called("person", name.people)
        places = self.called("place", name.places)
        if len(people) == 1 and not places:
            return f"the person {people[0]}"
        if len(places) == 1 and not people:
            place = f"the place {places[0]}"
            return f"{place} (or the word “{name.word}”)" if name.word else place
        if len(people) + len(places) <= MOST_SAID:
            bearers = _listed(people + places, "or")
        else:
            bearers = " and ".join(
                f"{len(each)} {what if len(each) > 1 else one}"
                for each, one, what in (
                    (people, "person", "people"),
                    (places, "place", "places"),
                )
                if each
            )
        return f"the name “{name.text}” ({bearers})" if bearers else f"the name “{name.text}”"

    def one_of(self, field: str, values: Iterable[int | str]) -> str:
        """The person A; one of the cities B or C."""
        values = list(values)
        one, several = _NOUNS[field]
        noun = f"the {one}" if len(values) == 1 else f"one of the {several}"
        return f"{noun} {self.any_of(field, values)}"

    def kept_to(self, field: str, values: Iterable[int | str]) -> str:
        """The filters an article is not "with"."""
        labels = self.any_of(field, values)
        match field:
            case "language":
                return f"in {labels}"
            case "kind":
                return f"on a meeting of the kind {labels}"
            case _:
                return f"of the outlet {labels}"

    def any_of(self, field: str, values: Iterable[int | str]) -> str:
        if field in _TABLES:
            labels = self.called(_TABLES[field], [int(value) for value in values])
        else:
            labels = [CODES[str(value)] for value in values]
        if len(labels) > MOST_SAID:
            labels = [*labels[:MOST_SAID], f"{len(labels) - MOST_SAID} more"]
        return _listed(labels, "or")

    def called(self, table: str, ids: Iterable[int]) -> list[str]:
        """Their names, in order. One deleted this moment has none."""
        return sorted(self.names.get((table, pk), "?") for pk in ids)


def _is_thing(node: Node) -> bool:
    """Whether it is said as something that an article is with."""
    match node:
        case Words() | Prefix() | Name() | Near():
            return True
        case Has(field):
            return field in ("leader", "city", "country")
        case All(nodes) | Any(nodes) | Most(nodes, _):
            return all(map(_is_thing, nodes))
    return False


def _is_plain(node: Node) -> bool:
    return isinstance(node, Words) and len(node.words) == 1 and not node.is_exact


def _quoted(node: Node) -> str:
    assert isinstance(node, Words)
    return f"“{node.text}”"


def _either(said_so: Sequence[str]) -> str:
    return f"either {_listed(said_so, 'or')}"


def _listed(said_so: Iterable[str], joint: str) -> str:
    """A, B and C."""
    *others, last = said_so
    return f"{', '.join(others)} {joint} {last}" if others else last


def _both(published: Iterable[Published]) -> Published:
    """The days that all of these leave."""
    since = [each.since for each in published if each.since]
    until = [each.until for each in published if each.until]
    return Published(max(since, default=None), min(until, default=None))


def _days(since: datetime.date | None, until: datetime.date | None) -> str:
    """Two days as a reader would have written them: in 2019, from November 2019 on."""
    starts_year = since is None or (since.month, since.day) == (1, 1)
    ends_year = until is None or (until.month, until.day) == (12, 31)
    starts_month = since is None or since.day == 1
    ends_month = until is None or until.day == monthrange(until.year, until.month)[1]
    if starts_year and ends_year:
        form, within = "{day:%Y}", "in"
    elif starts_month and ends_month:
        form, within = "{day:%B %Y}", "in"
    else:
        form, within = "{day.day} {day:%B %Y}", "on"
    start, end = (form.format(day=day) if day else "" for day in (since, until))
    if start == end:
        return f"{within} {start}"
    if start and end:
        return f"from {start} to {end}"
    if start:
        return f"from {start} on"
    return f"up to {end}" if within == "on" else f"up to the end of {end}"
