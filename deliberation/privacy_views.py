"""What is shown to a person about their own data."""

from dataclasses import dataclass, field
from datetime import datetime

from deliberation.process import Heading, Process, Project
from deliberation.proposals import Draft, Proposal
from deliberation.statement_views import OwnOpinions
from deliberation.views import CitizenView


@dataclass(frozen=True)
class OwnBallot:
    """A ballot of one's own, read through its slot while voting is open."""

    process: Process
    heading: Heading
    ranking: tuple[Project, ...]
    code: str
    is_open: bool
    reasons: tuple[str, ...] = ()  # what was written in a line review


@dataclass(frozen=True)
class MyDataView:
    """Everything that is stored about a person.

    `sealed` are headings in which nobody can say any more whether and how the person voted;
    `notices` counts the messages that the outbox remembers, `files` photos and documents;
    `document` is JSON.
    """

    process: Process
    citizen: CitizenView
    now: datetime
    first_seen: datetime | None
    stated: datetime | None
    consented: datetime | None
    draft: Draft | None
    proposals: tuple[Proposal, ...]
    ballots: tuple[OwnBallot, ...]
    sealed: tuple[Heading, ...]
    notices: int
    official_acts: int
    document: bytes
    supported: tuple[Proposal, ...] = ()
    files: int = 0
    opinions: tuple[OwnOpinions, ...] = ()


@dataclass(frozen=True)
class ForgetView:
    """What an erasure would do, or has done.

    `outcome`: "" (explained), "asked" (a second tap is wanted), "erased", "too-late" (the tap
    came long after the question).
    """

    process: Process
    citizen: CitizenView
    now: datetime
    asked_s: int
    ballots: tuple[OwnBallot, ...] = ()
    until_utc: datetime | None = None
    proposals: int = 0
    counted_until: datetime | None = None  # how many they were, where the limits go by it
    has_draft: bool = False
    holds_role: bool = False
    outcome: str = ""
    withdrawn: tuple[Heading, ...] = field(default_factory=tuple)
    has_opinions: bool = False  # on statements, where they can still be found
