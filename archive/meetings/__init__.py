"""From an article's people and places to meetings.

words    the words by which each language reports a meeting        no database
dates    the day a sentence speaks of                              no database
detect   text and its mentions -> claims that a meeting was held   no database
claims   what one article says of one meeting, in plain values     no database
likeness how surely two statements are on one meeting, and why     no database
cluster  statements -> those on one meeting, in whatever order     no database
summary  statements on one meeting -> what the archive says of it  no database
pins     what editors decided, as grouping takes it                reads alone
stored   claims and decisions -> meetings with coverage            the only writer
fields   what an editor sets of a meeting -> values, or a refusal  reads alone
decisions  the acts of editors -> the ledger and its pins
review   meetings that wait for an editor                          reads alone
"""
