"""Names: words that are somebody's name form -> whom they may mean, and how it is written.

Two queries for all the names of a question, however many there are. Does not know which
words of a question may be a name: that is for words.py to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from archive.models import Location, Person, standing_ids
from archive.models.places import PlaceKind


@dataclass
class Bearers:
    """Who bears a name: ids of the people and places that stand, merged ones followed.

    `spellings`, `phrases` and `heads` are as reading.Name has them. `is_word`: the name of a
    place that is an ordinary word as well.
    """

    people: set[int] = field(default_factory=set)
    cities: set[int] = field(default_factory=set)
    countries: set[int] = field(default_factory=set)
    spellings: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    is_word: bool = False

    @property
    def places(self) -> set[int]:
        return self.cities | self.countries


# Forms written as typed, and those that sound alike of what none is written as.
_FORMS = """
SELECT key, key, bool_or(needs_context) FROM archive_nameform WHERE key = ANY(%s) GROUP BY key
UNION ALL
SELECT typed, form.key, bool_or(form.needs_context)
FROM unnest(%s::text[]) AS typed
JOIN archive_nameform form ON archive_name_sound(form.key) = archive_name_sound(typed)
WHERE (form.person_id IS NOT NULL OR form.key ~ '[әғқңөұүһі]')
    AND NOT EXISTS (SELECT FROM archive_nameform written WHERE written.key = typed)
GROUP BY typed, form.key
"""

# A name of one word is everybody's who shares a one-word form with one of its bearers, so
# that Алиев and Алиева find the same, whoever of the family each form belongs to. A merged
# record names nobody in the index; its forms count for the one that stands. The limits keep the
# planner, which takes some names for thousands of rows, from reading all places.
_BEARERS = """
WITH RECURSIVE bearer (name, person_id, location_id) AS (
    SELECT asked.name, form.person_id, form.location_id
    FROM unnest(%s::text[], %s::text[]) AS asked (name, form)
    JOIN archive_nameform form ON form.key = asked.form
  UNION
    SELECT bearer.name, further.person_id, further.location_id
    FROM bearer CROSS JOIN LATERAL (
        SELECT merged_into_id AS person_id, NULL::bigint AS location_id
        FROM archive_person
        WHERE id = bearer.person_id AND merged_into_id IS NOT NULL
      UNION ALL
        SELECT NULL, merged_into_id
        FROM archive_location
        WHERE id = bearer.location_id AND merged_into_id IS NOT NULL
      UNION ALL
        SELECT alike.person_id, alike.location_id
        FROM archive_nameform form JOIN archive_nameform alike ON alike.key = form.key
        WHERE form.person_id = bearer.person_id AND form.extent = 'short'
            AND strpos(form.key, ' ') = 0 AND strpos(bearer.name, ' ') = 0
      UNION ALL
        SELECT alike.person_id, alike.location_id
        FROM archive_nameform form JOIN archive_nameform alike ON alike.key = form.key
        WHERE form.location_id = bearer.location_id
            AND strpos(form.key, ' ') = 0 AND strpos(bearer.name, ' ') = 0
    ) further
)
SELECT bearer.name, bearer.person_id, bearer.location_id,
    coalesce(person.merged_into_id, location.merged_into_id) IS NULL,
    location.kind,
    array(
        SELECT DISTINCT form.key FROM archive_nameform form
        WHERE (form.person_id = bearer.person_id AND form.extent = 'short'
               OR form.location_id = bearer.location_id)
            AND strpos(form.key, ' ') = 0
    ),
    array(
        SELECT DISTINCT form.key FROM archive_nameform form
        WHERE form.person_id = bearer.person_id AND form.extent = 'short'
            AND strpos(form.key, ' ') > 0
    ),
    array(
        SELECT DISTINCT substring(form.key FROM '[^ ]+$') FROM archive_nameform form
        WHERE form.person_id = bearer.person_id AND form.extent = 'full'
            OR form.location_id = bearer.location_id
    )
FROM bearer
LEFT JOIN LATERAL (
    SELECT merged_into_id FROM archive_person WHERE id = bearer.person_id LIMIT 1
) person ON true
LEFT JOIN LATERAL (
    SELECT merged_into_id, kind FROM archive_location WHERE id = bearer.location_id LIMIT 1
) location ON true
"""


def bearers_of(keys: Iterable[str], by_sound: Iterable[str] = ()) -> dict[str, Bearers]:
    """Who bears those of these names that are known.

    Those `by_sound` will do as who lacks the letters types them, or spelt by another system,
    where no form is written so: Токаевтын, Toqaev, Аль-Сиси.
    """
    wanted = set(keys)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FORMS, [list(wanted), list(by_sound)])
        forms = cursor.fetchall()
        found = {key: Bearers() for key, _, _ in forms}
        if not found:
            return found
        cursor.execute(_BEARERS, [[key for key, _, _ in forms], [form for _, form, _ in forms]])
        rows = cursor.fetchall()
    written: dict[str, set[str]] = {}
    for key, form, needs_context in forms:
        written.setdefault(key, set()).add(form)
        found[key].is_word = found[key].is_word or needs_context
    for key, person, location, stands, kind, one_word, phrases, last_words in rows:
        bearers = found[key]
        # What no form is written as a text may be.
        as_typed = {key} - written[key]
        if stands and person:
            bearers.people.add(person)
        elif stands:
            of_its_kind = bearers.countries if kind == PlaceKind.COUNTRY else bearers.cities
            of_its_kind.add(location)
        if " " not in key:
            bearers.spellings |= {*one_word, *as_typed}
        if written[key].intersection(phrases):
            bearers.phrases |= {*phrases, *as_typed}
        bearers.heads |= set(one_word or last_words)
    return found


def people_at(slugs: Iterable[str]) -> dict[str, Bearers]:
    """The people whose addresses these slugs are or once were."""
    return {slug: Bearers(people={pk}) for slug, pk in _at(Person, slugs).items()}


def places_at(slugs: Iterable[str]) -> dict[str, Bearers]:
    """The places whose addresses these slugs are or once were."""
    found = _at(Location, slugs)
    if not found:
        return {}
    countries = set(Location.objects.countries().filter(pk__in=found.values()).values_list("pk"))
    return {
        slug: Bearers(countries={pk}) if (pk,) in countries else Bearers(cities={pk})
        for slug, pk in found.items()
    }


def _at(model: type[Person] | type[Location], slugs: Iterable[str]) -> dict[str, int]:
    wanted = set(slugs)
    if not wanted:
        return {}
    records = model._default_manager.filter(Q(slug__in=wanted) | Q(past_slugs__slug__in=wanted))
    rows = list(records.order_by().values_list("pk", "slug", "past_slugs__slug"))
    found = {past: pk for pk, _, past in rows if past in wanted}
    # What is somebody's address now is nobody else's.
    found |= {slug: pk for pk, slug, _ in rows if slug in wanted}
    merged = standing_ids(model) if found else {}
    return {slug: merged.get(pk, pk) for slug, pk in found.items()}
