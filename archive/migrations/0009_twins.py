"""Near-identical texts are known as such; a change of groups is one for the search index."""

import importlib

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# A module whose name begins with a digit is no import statement's.
watch = importlib.import_module("archive.migrations.0002_triggers").watch


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0008_feeds_of_meetings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sketch",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="archive.article",
                    ),
                ),
                (
                    "minima",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="The least hashes of its shingles in order; empty: no words.",
                        size=None,
                    ),
                ),
                (
                    "bands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Made of the minima, to find those alike by.",
                        size=None,
                    ),
                ),
                (
                    "twins",
                    models.BigIntegerField(
                        db_index=True,
                        help_text="Number of the group: its smallest article when it was grouped; "
                        "alone, its own.",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["bands"], name="sketch_bands"
                    )
                ],
            },
        ),
        # An article alone is found the same with a sketch as without.
        watch("archive_sketch", "SELECT article_id FROM changed WHERE twins <> article_id"),
    ]
