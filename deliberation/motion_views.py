"""What a manager is shown of a motion that two managers must want."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deliberation.process import Process


@dataclass(frozen=True)
class MotionView:
    """A motion as one manager sees it.

    `state` is open, carried, dropped or stale (what it is about has changed since). `outcome`
    says what the last wish did: "" (only looking), "moved", "waiting" (it had been moved before),
    "carried", "dropped". `subject` is whatever the motion's kind shows.
    """

    process: Process
    motion_no: int
    kind: str
    params: Mapping[str, Any]
    subject_sha256: str
    mover_name: str
    moved_utc: datetime
    state: str
    is_mine: bool
    managers: int
    subject: object = None
    outcome: str = ""


@dataclass(frozen=True)
class MotionsView:
    """The motions of a year that wait for a second manager."""

    process: Process
    motions: tuple[MotionView, ...]
