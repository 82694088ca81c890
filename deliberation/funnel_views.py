"""What screens show of the funnel."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.funnel import By, Choice, Figures, Row
from deliberation.process import Process
from deliberation.proposals import code_of


@dataclass(frozen=True)
class LongestWaiting:
    """The proposal that has waited longest for an answer."""

    process_no: int
    proposal_no: int
    received_utc: datetime

    @property
    def code(self) -> str:
        """The number on its receipt."""
        return code_of(self.process_no, self.proposal_no)


@dataclass(frozen=True)
class FunnelView:
    """The funnel of the proposals that a choice covers, broken down where `by` says by what."""

    process: Process
    now: datetime
    choice: Choice
    figures: Figures
    by: By | None = None
    rows: tuple[Row, ...] = ()
    longest: LongestWaiting | None = None
    page: int = 0
