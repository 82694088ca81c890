"""What is shown of review: queues, a proposal as its reviewers see it, an answer being written."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.attachments import Attachment
from deliberation.cost_checks import CostChecks
from deliberation.merging_views import CoProposersMissing, MergeView
from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Proposal
from deliberation.review_drafts import ReviewDraft
from deliberation.reviewing import Act, Assignment


@dataclass(frozen=True)
class QueueView:
    """Proposals that lie with departments, the oldest first: one page.

    `kind`: "open" (a department has to act), "waiting" (the proposer has), "uncosted" (its cost is
    to be checked), "unassigned" (a manager has to act). `departments` are the reader's own, none
    where they see all; `checks` are the dates by which costs are checked.
    """

    process: Process
    now: datetime
    kind: str
    departments: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    total: int
    page: int
    waiting: int = 0
    closes: datetime | None = None
    uncosted: int = 0
    checks: tuple[CostChecks, ...] = ()

    @property
    def oldest(self) -> Proposal | None:
        """The one that has waited longest, on the first page."""
        return self.proposals[0] if self.proposals and not self.page else None


@dataclass(frozen=True)
class ReviewView:
    """A proposal as a reviewer or manager sees it, with all that happened and what they may do.

    `outcome`: "" (only looking), "done", "assigned", "moved-on" (something happened meanwhile).
    """

    process: Process
    heading: Heading
    proposal: Proposal
    now: datetime
    events: tuple[ProposalEvent, ...]
    assignments: tuple[Assignment, ...]
    acts: tuple[Act, ...]
    may_assign: bool
    outcome: str = ""
    has_draft: bool = False
    files: tuple[Attachment, ...] = ()
    queue: str = "open"  # the reader's own: "unassigned" for a manager who reviews nothing


@dataclass(frozen=True)
class AssignView:
    """The departments that a proposal may be given to."""

    review: ReviewView
    departments: tuple[str, ...]


@dataclass(frozen=True)
class ReviewDraftView:
    """An answer to a proposal, or to a department, while it is written.

    `reads` is what the answer is to: a question or an opinion, None for a department's own.
    """

    process: Process
    heading: Heading
    proposal: Proposal
    draft: ReviewDraft
    now: datetime
    reads: ProposalEvent | None = None
    until_utc: datetime | None = None
    phone_in: bool = False


@dataclass(frozen=True)
class NewsItem:
    """What happened to one proposal since the last news."""

    proposal: Proposal
    events: tuple[ProposalEvent, ...]
    is_own: bool


@dataclass(frozen=True)
class NewsView:
    """What happened to the proposals that somebody made or follows, and what is asked of them.

    `asks` are suggestions to merge that wait for the reader's answer, `missing` proposals that
    lapse unless more propose them.
    """

    process: Process
    now: datetime
    items: tuple[NewsItem, ...]
    more: int = 0
    asks: tuple[MergeView, ...] = ()
    missing: tuple[CoProposersMissing, ...] = ()
