"""What is shown of proposals, drafts and the way to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deliberation.attachments import Attachment
from deliberation.merging_views import Ties
from deliberation.phases import Stage
from deliberation.process import Heading, Process
from deliberation.proposals import Draft, Proposal, State
from deliberation.searching_views import Search
from deliberation.support_views import SupportView
from deliberation.views import CitizenView


@dataclass(frozen=True)
class ProposingView:
    """Where one may propose now, and how often still.

    `headings` holds (heading, until when); `chosen` is the one that a link named; `draft` is what
    the person has begun, with its heading in `draft_heading`; `closed` and `opens` are set where
    nothing is open.
    """

    process: Process
    citizen: CitizenView
    now: datetime
    headings: tuple[tuple[Heading, datetime], ...]
    left: int
    chosen: Heading | None = None
    draft: Draft | None = None
    closed: datetime | None = None
    opens: datetime | None = None

    @property
    def offered(self) -> tuple[tuple[Heading, datetime], ...]:
        """The headings to begin in: the one that a link named where it is open, else all."""
        chosen = tuple(one for one in self.headings if one[0] == self.chosen)
        return chosen or self.headings

    @property
    def wants_district(self) -> bool:
        """Say whether choosing a district may open more headings."""
        return not self.citizen.district and any(
            heading.district_id for heading in self.process.headings
        )


@dataclass(frozen=True)
class DraftView:
    """A draft where it stands.

    `outcome`: "" (go on), "resumed", "changed" (an edited message was taken over),
    "placed" (a district was taken over from a location), "attached" (a photo or document hangs on
    it), "attached-alone" (the words under it were left out), "same".
    `phone_in` says whether what was just typed holds a phone number; `nearby` are districts of
    which one is to be chosen.
    """

    process: Process
    draft: Draft
    now: datetime
    heading: Heading | None
    headings: tuple[Heading, ...] = ()
    until_utc: datetime | None = None
    outcome: str = ""
    phone_in: bool = False
    nearby: tuple[str, ...] = ()
    is_closed: bool = False


@dataclass(frozen=True)
class ProposalEvent:
    """Something that happened to a proposal."""

    kind: str  # received, revised, or the name of an act of deliberation/reviewing.py
    at_utc: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    event_no: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ProposalView:
    """One proposal with what the person may do with it, what happened and what comes next.

    `outcome`: "" (only looking), "received", "revised", "withdrawn", "unchanged", "answered",
    "accepted", "declined", "followed", "unfollowed", "supported", "unsupported", "joined",
    "co-asked", "co-joined", "co-left", "signed", "moved-on". `waiting` is the question, offer or
    opinion that waits for the proposer; others see the state and the events that are public.
    `found_in` is the search to which the reader goes back.
    """

    process: Process
    heading: Heading
    proposal: Proposal
    now: datetime
    is_own: bool
    edit_until: datetime | None
    may_withdraw: bool
    events: tuple[ProposalEvent, ...] = ()
    coming: tuple[Stage, ...] = ()
    outcome: str = ""
    waiting: ProposalEvent | None = None
    is_following: bool = False
    followers: int = 0
    ties: Ties = field(default_factory=Ties)
    support: SupportView | None = None
    found_in: Search | None = None
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class ProposalsView:
    """A person's own proposals, the newest first."""

    process: Process
    citizen: CitizenView
    proposals: tuple[Proposal, ...]
    may_propose: bool
    has_draft: bool = False


@dataclass(frozen=True)
class SimilarView:
    """Proposals that are like a draft, the likest first, each with its public state."""

    process: Process
    token: str
    found: tuple[tuple[Proposal, State], ...]
