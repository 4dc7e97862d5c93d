"""Records merged into others: which one stands for which. The same for people, places
and meetings."""

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from archive.models.meetings import Event
    from archive.models.people import Person
    from archive.models.places import Location

    Record = TypeVar("Record", Person, Location, Event)


def standing_record(record: "Record") -> "Record":
    """The end of a record's chain of merges: itself, if it was never merged."""
    while record.merged_into is not None:
        record = record.merged_into
    return record


def standing_ids(model: "type[Person] | type[Location]") -> dict[int, int]:
    """Every merged record of a model -> the one that stands for it. One short query."""
    merged: Any = model._default_manager.exclude(merged_into=None)
    into = dict(merged.order_by().values_list("pk", "merged_into"))

    def end_of(pk: int) -> int:
        while pk in into:
            pk = into[pk]
        return pk

    return {pk: end_of(pk) for pk in into}
