"""Mentions of nobody known, records merged into others, and the ledger of decisions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What a mention is of was told by its foreign keys alone. The index holds none of this: it is
# not told of millions of rows that change nothing in it.
FILL_KIND = """
ALTER TABLE archive_mention DISABLE TRIGGER archive_mention_index_update;
UPDATE archive_mention SET kind = 'location' WHERE location_id IS NOT NULL;
ALTER TABLE archive_mention ENABLE TRIGGER archive_mention_index_update;
"""
# The state before knows neither mentions of nobody known nor two from one letter on.
DROP_WAITING = """
DELETE FROM archive_mention
    WHERE basis = 'office' OR (person_id IS NULL AND location_id IS NULL);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("link", "means"),
                            ("reject", "names nobody"),
                            ("never", "never means"),
                            ("alias", "is also written"),
                            ("new", "is a new person"),
                            ("merge", "merged"),
                            ("undo", "taken back"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("person", "person"), ("location", "place")], max_length=8
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        help_text="The name it is on, in the nominative.",
                        max_length=200,
                    ),
                ),
                ("key", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "article_feed_id",
                    models.UUIDField(
                        blank=True,
                        help_text="Empty: holds in every article.",
                        null=True,
                        verbose_name="article",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="What was decided, in words that stay true when a record is gone."
                    ),
                ),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "moved",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="What the act moved, for an undo to move back.",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="mention",
            name="mention_of_a_person_or_a_place",
        ),
        migrations.RemoveConstraint(
            model_name="mention",
            name="mention_one_at_a_place_in_the_text",
        ),
        migrations.AddField(
            model_name="location",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The record that stands for this one; its address leads there for ever.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="archive.location",
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="basis",
            field=models.CharField(
                choices=[("name", "by name"), ("office", "by office")],
                default="name",
                help_text="By office: «президент Казахстана» stands for its holder.",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="kind",
            field=models.CharField(
                choices=[("person", "person"), ("location", "place")],
                default="person",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL_KIND, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="mention",
            name="label",
            field=models.CharField(
                blank=True,
                help_text="The name in the nominative, "
                "one for all mentions of one person in an article.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="mention",
            name="label_key",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The record that stands for this one; its address leads there for ever.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="archive.person",
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("location", None), ("person", None)),
                fields=["kind", "label_key", "article"],
                name="mention_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="location_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("kind", "person"), _connector="OR"),
                    models.Q(("location", None), ("kind", "location"), _connector="OR"),
                ),
                name="mention_is_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "location"])), name="mention_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["name", "office"])), name="mention_basis"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("label_key", ""), ("location", None), ("person", None), _negated=True
                ),
                name="mention_of_nobody_known_has_a_label",
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("article", "field", "start", "basis"),
                name="mention_one_at_a_place_in_the_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="person_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="into_location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.location",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="into_person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="archive.person",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to="archive.location",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="decisions",
                to="archive.person",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="archive.decision",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, DROP_WAITING),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["key"], name="decision_key"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["link", "reject", "never", "alias", "new", "merge", "undo"])
                ),
                name="decision_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["person", "location"])), name="decision_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", None), ("kind", "person"), _connector="OR"),
                    models.Q(("location", None), ("kind", "location"), _connector="OR"),
                    models.Q(("into_person", None), ("kind", "person"), _connector="OR"),
                    models.Q(("into_location", None), ("kind", "location"), _connector="OR"),
                ),
                name="decision_is_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary", ""), _negated=True), name="decision_has_a_summary"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("verdict__in", ["link", "reject", "never", "alias", "new"]), _negated=True
                    ),
                    models.Q(("key", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_on_a_form_has_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "reject"), _negated=True),
                    models.Q(("location", None), ("person", None)),
                    _connector="OR",
                ),
                name="decision_reject_means_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "new"), _negated=True), ("kind", "person"), _connector="OR"
                ),
                name="decision_new_is_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("article_feed_id", None), ("verdict__in", ["link", "reject"]), _connector="OR"
                ),
                name="decision_in_one_article_is_on_a_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("person", None),
                        ("into_person", None),
                        models.Q(("person", models.F("into_person")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("location", None),
                        ("into_location", None),
                        models.Q(("location", models.F("into_location")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="decision_merges_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "merge"),
                    models.Q(("into_location", None), ("into_person", None)),
                    _connector="OR",
                ),
                name="decision_only_a_merge_is_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes__isnull", False), ("verdict", "undo")),
                    models.Q(models.Q(("verdict", "undo"), _negated=True), ("undoes", None)),
                    _connector="OR",
                ),
                name="decision_an_undo_undoes_something",
            ),
        ),
    ]
