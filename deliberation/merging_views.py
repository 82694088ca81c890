"""What is shown of merging: the facilitator's desk, a suggestion being put together, one asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deliberation.merging import Merge, MergeDraft
from deliberation.process import Heading, Process
from deliberation.proposals import Proposal


@dataclass(frozen=True)
class MergeLine:
    """An undecided suggestion in a list: its proposals' codes and how many have consented."""

    merge: Merge
    codes: tuple[str, ...]
    consenting: int


@dataclass(frozen=True)
class MergeDeskView:
    """Where a facilitator can merge: headings, how many proposals can be, and what is asked."""

    process: Process
    now: datetime
    headings: tuple[tuple[Heading, int], ...]
    asked: tuple[MergeLine, ...]


@dataclass(frozen=True)
class MergePickView:
    """Proposals to pick from: those like what is picked first, then a page of all the others."""

    process: Process
    heading: Heading
    draft: MergeDraft
    picked: tuple[Proposal, ...]
    similar: tuple[Proposal, ...]
    others: tuple[Proposal, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class MergeDraftView:
    """A suggestion at its preview, or where its text is chosen or written.

    `phone_in`: what was just typed holds a phone number.
    """

    process: Process
    heading: Heading
    draft: MergeDraft
    picked: tuple[Proposal, ...]
    now: datetime
    until_utc: datetime
    may_write: bool
    phone_in: bool = False

    @property
    def lead(self) -> Proposal | None:
        """The proposal that leads; None where it is not chosen yet."""
        return next((one for one in self.picked if one.proposal_no == self.draft.lead_no), None)


@dataclass(frozen=True)
class MergeView:
    """A suggestion as its facilitator or one of the proposers sees it.

    `own` is the proposal that the reader is asked about, None for staff. `made` is what came of
    it. `outcome`: "" (only looking), "asked", "consented", "refused", "withdrawn".
    """

    process: Process
    heading: Heading
    merge: Merge
    proposals: Mapping[int, Proposal]
    now: datetime
    own: Proposal | None = None
    made: Proposal | None = None
    outcome: str = ""

    @property
    def lead(self) -> Proposal:
        """The proposal whose proposer speaks for all."""
        return self.proposals[self.merge.lead_no]

    @property
    def staying(self) -> tuple[Proposal, ...]:
        """The proposals that are still part of it."""
        return tuple(self.proposals[number] for number in self.merge.numbers)


@dataclass(frozen=True)
class Ties:
    """What ties a proposal to others and to those who propose it together.

    `origins` is what it was made of, `made` what it has become; `merge_no` a suggestion that the
    reader is to answer until `merge_until`, `is_suggested` says that the proposer's text stands
    in an undecided one. `co_proposers` are their public names, `needed` how
    many must join until `joins_until` (None: joining is closed).
    """

    origins: tuple[Proposal, ...] = ()
    made: Proposal | None = None
    merge_no: int = 0
    merge_until: datetime | None = None
    is_suggested: bool = False
    co_proposers: tuple[str, ...] = ()
    needed: int = 0
    has_joined: bool = False
    joins_until: datetime | None = None
    bot_username: str = ""


@dataclass(frozen=True)
class CoProposersMissing:
    """A proposal that lapses soon: how many have joined of those that it needs."""

    process: Process
    proposal: Proposal
    now: datetime
    joined: int
    needed: int
    closes: datetime
    is_own: bool
    bot_username: str
