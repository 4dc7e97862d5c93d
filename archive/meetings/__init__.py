"""From an article's people and places to meetings.

words    the words by which each language reports a meeting        no database
dates    the day a sentence speaks of                              no database
detect   text and its mentions -> claims that a meeting was held   no database
group    claims -> meetings with coverage, joined to those known   the only writer
"""
