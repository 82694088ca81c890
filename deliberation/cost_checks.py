"""The check of costs against the ceilings: a step of the review that ends on a date.

A department looks at what a proposal would cost before it decides on it. Departments that still
owe it are reminded; what is not checked when the time is over is listed to managers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from deliberation.process import Heading, Process
from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Proposal, State
from deliberation.reviewing import Act

REMINDED_BEFORE: Final = timedelta(days=3)
# A department still decides; what it found infeasible or changed needs no check any more.
OWED_IN: Final = (State.REVIEWING, State.ASKED, State.APPEALED)


class Told(StrEnum):
    """What is told of a date: that it comes, to departments; that it is over, to managers."""

    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True)
class CostChecks:
    """A date by which costs are checked, and the headings that it is for."""

    until_utc: datetime
    headings: tuple[Heading, ...]

    def due(self, now: datetime) -> Told | None:
        """Return what is to be told by now, None where it is too early."""
        if now >= self.until_utc:
            return Told.OVER
        return Told.SOON if now >= self.until_utc - REMINDED_BEFORE else None

    def next_utc(self, now: datetime) -> datetime | None:
        """Return when there is something to tell next."""
        instants = (self.until_utc - REMINDED_BEFORE, self.until_utc)
        return next((one for one in instants if one > now), None)


@dataclass(frozen=True)
class CostChecksView:
    """What is not checked yet, of the reader's departments or of all; the oldest first."""

    process: Process
    now: datetime
    checks: CostChecks
    told: Told
    total: int
    proposals: tuple[Proposal, ...]


def cost_checks(process: Process) -> tuple[CostChecks, ...]:
    """Return the dates of a budget year by which costs are checked, the earliest first."""
    found: dict[datetime, list[Heading]] = {}
    for heading in process.headings:
        until = until_of(process, heading)
        if until is not None:
            found.setdefault(until, []).append(heading)
    return tuple(CostChecks(until, tuple(found[until])) for until in sorted(found))


def checked_headings(process: Process) -> tuple[int, ...]:
    """Return the numbers of the headings in which costs are checked by a date."""
    return tuple(one.no for one in process.headings if until_of(process, one) is not None)


def until_of(process: Process, heading: Heading) -> datetime | None:
    """Return until when costs are checked in a heading, None where there is no such step."""
    return process.proposal_rules(heading.programme).cost_checks_until


def checked_cost(events: Iterable[ProposalEvent]) -> int | None:
    """Return what the last check found that a proposal would cost, None where there was none."""
    found = [event.params.get("cost") for event in events if event.kind == Act.COST_CHECK]
    return found[-1] if found else None
