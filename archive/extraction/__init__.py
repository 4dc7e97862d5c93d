"""From a text to the people and places it names.

forms      a name -> its written forms in every case ending          no database
namebook   all name forms, looked up by runs of words                no database
mentions   a text, its language, the namebook -> mentions            no database
link       mentions of one article -> which person or place each is  no database
stored     the namebook filled from the stored name forms, and mentions kept as rows
"""

# Stored with every mention and article; raise it when the reading of a text changes, and
# `manage.py extract` or the worker reads all articles again.
EXTRACTOR = "forms-3"
EXTRACTOR_FAILED = f"{EXTRACTOR}, failed"
