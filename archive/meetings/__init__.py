"""From an article's people and places to meetings.

claims       what one article says of one meeting, as plain values             no database
words        the words by which each language reports a meeting                no database
dates        the day a sentence speaks of                                      no database
venues       palaces and capitals, and their cities                            no database
sentences    an article -> sentences with who and where is named in each       no database
actors       whom a sentence names by office, by-name or role                  no database
clauses      a sentence -> clauses, and whether each says that people met      no database
parties      a clause -> who they are, as one or more groups                   no database
circumstances  of what kind, on which day, where: told or inferred             no database
russian, kazakh, english  what one language alone does                         no database
detect       all of the above -> claims that a meeting was held or is to come  no database
likeness     two claims -> how surely they are on one meeting, and why         no database
cluster      claims -> groups that are one meeting each                        no database
summary      a group -> what the archive says of the meeting                   no database
pins         what editors decided, as grouping takes it                        reads it
neighbourhood  what could be on one meeting with what changed                  reads
stored       claims and decisions -> meetings with coverage                    writes
fields       what an editor sets of a meeting, checked                         reads
decisions    the acts of editors on meetings                                   writes
review       meetings that wait for an editor                                  reads
"""
