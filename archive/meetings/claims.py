"""Claims: what one article says of one meeting. Plain values; knows no database."""

import datetime
from dataclasses import dataclass, field

from archive.models.choices import DateBasis, DatePrecision, MeetingKind, Stage

# People who are far from each other: never one meeting with people in a room.
REMOTE = frozenset({MeetingKind.PHONE_CALL, MeetingKind.VIDEO_CALL})
# Many take part, and no article names all of them.
MANY = frozenset({MeetingKind.SUMMIT, MeetingKind.FORUM})

# Of several kinds a meeting truthfully is, the one that tells most comes first.
KIND_ORDER = (
    MeetingKind.PHONE_CALL,
    MeetingKind.VIDEO_CALL,
    MeetingKind.TALKS,
    MeetingKind.SUMMIT,
    MeetingKind.FORUM,
    MeetingKind.RECEPTION,
    MeetingKind.SIGNING,
    MeetingKind.VISIT,
    MeetingKind.OTHER,
)


@dataclass(frozen=True)
class Claim:
    """A meeting as one article has it, and why it is believed.

    `people` are records, `others` names of participants without one, each with the rule by
    which it was read in `rules` (by id or name). `confidence` is from 0 to 1.
    """

    kind: MeetingKind
    people: frozenset[int]
    day: datetime.date
    place: int | None = None
    # Whether the sentence itself says where; else the lead, or the city it was sent from.
    place_is_told: bool = True
    tags: tuple[MeetingKind, ...] = ()
    stage: Stage = Stage.HELD
    precision: DatePrecision = DatePrecision.DAY
    basis: DateBasis = DateBasis.PUBLICATION
    others: tuple[str, ...] = ()
    host: str = ""
    confidence: float = 0.5
    sentence: str = ""
    reasons: tuple[str, ...] = ()
    rules: dict[int | str, str] = field(default_factory=dict, hash=False)

    @property
    def is_remote(self) -> bool:
        return self.kind in REMOTE


@dataclass(frozen=True)
class Statement:
    """A claim in the archive: which article makes it, and where editors put it.

    `key` orders statements alike whichever came in first: it is made of what the article
    says, never of row numbers. `pin` is the meeting an editor's decision puts it on; an
    anchor is such a decision itself, and no article.
    """

    key: str
    claim: Claim
    article: int
    outlet: int = 0
    language: str = ""
    published_on: datetime.date | None = None
    words: frozenset[str] = frozenset()
    pin: int | None = None
    is_anchor: bool = False
