"""The archive's rows, in the field's words (README, "Words").

Querysets here are sentences about stored data. No step of the way in or out lives here.
"""

from archive.models.articles import Article, ArticleVersion, Outlet, Sketch
from archive.models.decisions import Decision
from archive.models.imports import ImportBatch, ImportedFile
from archive.models.meeting_decisions import MeetingDecision, Pin
from archive.models.meetings import (
    Coverage,
    CoverageParticipant,
    Event,
    Likeness,
    Participation,
)
from archive.models.merged import standing_ids
from archive.models.names import Mention, NameForm, PastSlug
from archive.models.people import Office, Person
from archive.models.places import Location

__all__ = [
    "Article",
    "ArticleVersion",
    "Coverage",
    "CoverageParticipant",
    "Decision",
    "Event",
    "ImportBatch",
    "ImportedFile",
    "Likeness",
    "Location",
    "MeetingDecision",
    "Mention",
    "NameForm",
    "Office",
    "Outlet",
    "Participation",
    "PastSlug",
    "Person",
    "Pin",
    "Sketch",
    "standing_ids",
]
