"""From a text to the people and places it names.

dictionary   what pymorphy3 says a Russian word is                        no database
forms        a name -> its written forms in every case ending             no database
namebook     all name forms, looked up by runs of words                   no database
mentions     a text, the namebook -> where its forms stand                no database
model        the Russian name model                                       no database
recognise    what the recognisers of the three languages share            no database
context      what the words around a name say of it                       no database
recognise_*  a text in one language -> its persons and places             no database
persons      a person's name -> its parts, each with its nominatives      no database
clusters     the names of one article -> who is one person                no database
rulings      what editors decided of forms                                no database
offices      "президент Казахстана" -> who held the office that day       no database
link         clusters -> which person each one means                      no database
link_places  a place's name -> which place it means                       no database
read         an article -> mentions: all of the above in order            no database
stored       namebook and rulings out of the database, mentions as rows
"""

# Stored with every mention and article; raise it when the reading of a text changes, and
# `manage.py extract` or the worker reads all articles again.
EXTRACTOR = "names-5"
EXTRACTOR_FAILED = f"{EXTRACTOR}, failed"
