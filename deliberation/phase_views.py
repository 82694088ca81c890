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
class Wish:
    """A change of a stage's dates that a manager wishes: extend, close or begin.

    `stage_no` counts from 1 in the process's order; `at` None means the instant at which it is
    done.
    """

    kind: str
    stage_no: int
    at: datetime | None = None


@dataclass(frozen=True)
class ScheduleView:
    """The stages of a year as a manager sees them."""

    process: Process
    now: datetime


@dataclass(frozen=True)
class StageView:
    """One stage, whose dates a manager may change."""

    process: Process
    stage: Stage
    stage_no: int
    now: datetime


@dataclass(frozen=True)
class ChangeView:
    """A change of dates, before or after it was made.

    `outcome` is "" (only shown), "changed", or "same" (it stood so already).
    """

    process: Process
    stage: Stage
    wish: Wish
    now: datetime
    change: ScheduleChange
    sha256: str
    outcome: str = ""
