"""What managers are told about notices that did not reach anybody, or perhaps did not."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.phases import Stage
from deliberation.process import Process


@dataclass(frozen=True)
class TroubleView:
    """Telegram refuses what a chat is to be told: the reason, and the chat's title where known."""

    process: Process
    kind: str
    reason: str  # thrown-out, topic-gone, chat-gone, no-right, not-accepted, fault
    chat: str


@dataclass(frozen=True)
class UncertainView:
    """How many notices may or may not have arrived."""

    process: Process
    how_many: int


@dataclass(frozen=True)
class DowntimeView:
    """A time without the bot within the hour before a stage's closing.

    `longer_until` is what managers are offered, `seen` the hash of the schedule with it.
    """

    process: Process
    stage: Stage
    since: datetime
    until: datetime
    is_over: bool
    concerns_votes: bool
    stage_no: int
    longer_until: datetime
    seen: str
