"""What is shown of review by spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Proposal
from deliberation.review_sheets import RawRow, RowFault, Verdict


@dataclass(frozen=True)
class SheetsView:
    """Departments that somebody may get sheets for, each with how many proposals wait there."""

    process: Process
    departments: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SheetLine:
    """A proposal for a sheet: as its department sees it, and whether it leads or advises."""

    proposal: Proposal
    heading: Heading
    seen: int
    is_lead: bool
    last: ProposalEvent
    files: int


@dataclass(frozen=True)
class SheetView:
    """A department's sheet, the oldest proposal first; `left` are those that did not fit."""

    process: Process
    now: datetime
    department: str
    lines: tuple[SheetLine, ...]
    closes: datetime | None
    left: int = 0


@dataclass(frozen=True)
class CheckedSheetView:
    """What came back: what would be recorded, what not and why.

    `verdicts` counts the rows that are right; `known` were recorded from this sheet before;
    `untouched` were left empty. `is_done` where the right ones have been recorded.
    """

    process: Process
    token: str
    verdicts: Mapping[Verdict, int]
    departments: tuple[str, ...]
    known: int
    untouched: int
    faults: tuple[RowFault, ...]
    returned: tuple[RawRow, ...] = ()
    is_done: bool = False
