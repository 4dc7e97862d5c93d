"""Names as readers type them who have not the letters: see search/names.py.

One function for what is stored and what is typed, in the database, so that no stored name
needs a second column. For "Токаевтын", "Toqaev" and "as-Sisi" it answers what it answers for
"Тоқаевтың", "Tokayev" and "el-Sisi".
"""

from django.db import migrations

SOUND = r"""
CREATE FUNCTION archive_name_sound(key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN key ~ '[a-z]' THEN
    -- Words apart, a double letter tells names from words: Persson, person.
    regexp_replace(
    -- Zelenskyy, Zelenskiy, Zelenskij; Sergej.
    regexp_replace(
    -- Nazarbaev, Mirzieev.
    regexp_replace(
    regexp_replace(
    regexp_replace(
        translate(
            replace(replace(replace(replace(replace(replace(replace(key,
                'š', 'sh'), 'ş', 'sh'), 'č', 'ch'), 'ç', 'ch'), 'ž', 'j'), 'zh', 'j'), 'gh', 'g'),
            'äāəáéēëğıíīïñńöōóøüūúýq',
            'aaaaeeegiiiinnoooouuuyk'
        ),
        '\m(?:al|el|as|ash|an|ar|at|az)\M (?=.)', '', 'g'),
        '\m(?:ben|ibn)\M', 'bin', 'g'),
        'y[eo]', 'e', 'g'),
        '(?<=e)j\M|y|ij?\M', 'i', 'g'),
        CASE WHEN strpos(key, ' ') > 0 THEN '([b-df-hj-np-tv-zi])\1' ELSE '(i)i' END, '\1', 'g')
ELSE
    regexp_replace(
    regexp_replace(
        translate(key, 'әғқңөұүһі', 'агкноуухи'),
        '\m(?:аль|эль|ал|ас|аш|ан|ар|ат|аз)\M (?=.)', '', 'g'),
        '\m(?:бен|ибн)\M', 'бин', 'g')
END;
"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0010_index_changes")]

    operations = [
        migrations.RunSQL(SOUND, "DROP FUNCTION archive_name_sound(text);"),
        # Places by Kazakh letters alone: of thirty thousand, too many sound like a word.
        migrations.RunSQL(
            "CREATE INDEX archive_nameform_sound ON archive_nameform (archive_name_sound(key))"
            " WHERE person_id IS NOT NULL OR key ~ '[әғқңөұүһі]';",
            "DROP INDEX archive_nameform_sound;",
        ),
        # The database guesses wide of what a function answers until it has looked.
        migrations.RunSQL("ANALYZE archive_nameform;", migrations.RunSQL.noop),
    ]
