"""Measure search on made archives of ten thousand to a million articles.

sources        folders of texts -> sentences, by language
frames         our own sentences around names
made_archive   sentences, names, a number -> that many articles, and meetings, as rows
load           rows -> a database, by COPY
archives       the database and index folder of each size: made once, kept, used again

Nothing made or read here is ever committed.
"""
