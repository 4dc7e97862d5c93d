"""Rows: records as the API and the exports show them."""

from archive.addresses import absolute
from archive.models import Article, Coverage, Event, Location, Person
from archive.models.places import PlaceKind


def article_row(article: Article) -> dict:
    """An article; its mentions must be prefetched with people and places."""
    people = {m.person for m in article.mentions.all() if m.person}
    places = {m.location for m in article.mentions.all() if m.location}
    return {
        "id": article.pk,
        "title": article.title,
        "address": absolute(article.get_absolute_url()),
        "original_url": article.original_url or None,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "outlet": {"slug": article.outlet.slug, "name": article.outlet.name},
        "language": article.language,
        "people": [named(person) for person in sorted(people, key=lambda each: each.slug)],
        "places": [named(place) for place in sorted(places, key=lambda each: each.slug)],
    }


def named(record: Person | Location) -> dict:
    return {"slug": record.slug, "name": str(record)}


def person_row(person: Person) -> dict:
    return named(person) | {
        "address": absolute(person.get_absolute_url()),
        "name_ru": person.name_ru,
        "name_kk": person.name_kk,
        "wikidata_id": person.wikidata_id or None,
        "articles": person.article_count,
    }


def place_row(place: Location) -> dict:
    return named(place) | {
        "address": absolute(place.get_absolute_url()),
        "name_ru": place.name_ru,
        "name_kk": place.name_kk,
        "kind": place.kind,
        "country": place.country.slug if place.country else None,
        "geonames_id": place.geonames_id,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "articles": place.article_count,
    }


def meeting_row(event: Event) -> dict:
    """A meeting `with_coverage()`."""
    place = event.location
    country = place and (place.country or (place if place.kind == PlaceKind.COUNTRY else None))
    coverage = list({row.article_id: row for row in reversed(event.coverage.all())}.values())
    return {
        "id": event.pk,
        "feed_id": event.feed_id.urn,
        "title": str(event),
        "address": absolute(event.get_absolute_url()),
        "kind": event.kind,
        "tags": event.tags,
        "stage": event.stage,
        "date": event.starts_on.isoformat(),
        "date_precision": event.date_precision,
        "place": named(place) if place else None,
        "country": named(country) if country else None,
        "people": [named(person) for person in event.participants.all()],
        "other_names": event.other_names,
        "host": event.host or None,
        "confidence": event.confidence,
        "articles": event.article_count,
        # Once an article, however much it says; in the order they came.
        "coverage": [_coverage_row(row) for row in reversed(coverage)],
    }


def _coverage_row(coverage: Coverage) -> dict:
    article = coverage.article
    return {
        "article": article.pk,
        "outlet": {"slug": article.outlet.slug, "name": article.outlet.name},
        "url": article.original_url or None,
        "sentence": coverage.sentence,
    }
