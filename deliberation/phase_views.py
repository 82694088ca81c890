"""What people are told of stages, and what managers see of the schedule."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.phases import Stage
from deliberation.process import Heading, Process
from deliberation.schedule import ScheduleChange


@dataclass(frozen=True)
class StageNews:
    """Something that happened to a stage, as a chat is told it.

    `event` is entered, ending, ended or extended. `heading` is set in a heading's thread, None
    in a private chat; `left` are the headings in which this person may act and has not yet.
    `rules_sha256` is what was frozen when voting opened, for the entry of voting.
    """

    process: Process
    stage: Stage
    event: str
    now: datetime
    heading: Heading | None = None
    left: tuple[Heading, ...] = ()
    next_stage: Stage | None = None
    rules_sha256: str = ""
    bot_username: str = ""


@dataclass(frozen=True)
class ScheduleView:
    """The stages of a year as a manager sees them."""

    process: Process
    now: datetime

    def no_of(self, stage: Stage) -> int:
        """Return a stage's number, from 1, as its buttons carry it."""
        return self.process.stages.index(stage) + 1


@dataclass(frozen=True)
class StageView:
    """One stage and what may be done to its dates; `open_motions` wait for a second manager."""

    process: Process
    stage: Stage
    stage_no: int
    now: datetime


@dataclass(frozen=True)
class ChangeView:
    """A change of dates, before or after it was made.

    `outcome` is "" (only shown), "changed", or "same" (it had been made before).
    `wish` is extend, close or begin; `at_utc` is None for "now".
    """

    process: Process
    stage: Stage
    stage_no: int
    wish: str
    at_utc: datetime | None
    now: datetime
    change: ScheduleChange
    sha256: str
    outcome: str = ""
