"""What every action stands on: the store, the keys, the clock, the budget years it serves."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from deliberation.process import Process
from deliberation.refusals import NotThere
from deliberation.searching import SearchIndex
from deliberation.similarity import Index
from storage.database import Database
from storage.keys import KeyRing


class Clock(Protocol):
    """All time comes from here; the rehearsal supplies one that can be moved."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds of this clock."""
        ...


@dataclass
class FollowedProposals:
    """What is kept in memory of a budget year's proposals, up to an entry of their histories."""

    up_to_event: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass
class SimilarProposals(FollowedProposals):
    """A budget year's proposals as texts to compare with."""

    index: Index = field(default_factory=Index)


@dataclass
class SearchedProposals(FollowedProposals):
    """A budget year's proposals as they are searched.

    `supporters` says how many support a proposal, as read at `counted_s` of the clock.
    """

    index: SearchIndex = field(default_factory=SearchIndex)
    supporters: dict[int, int] = field(default_factory=dict)
    counted_s: float | None = None


@dataclass
class House:
    """The open house: actions take it first."""

    db: Database
    keys: KeyRing
    clock: Clock
    folder: Path
    processes: dict[int, Process] = field(default_factory=dict)
    bot_username: str = ""
    default_language: str = "ko"
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    similar: dict[int, SimilarProposals] = field(default_factory=dict)
    searched: dict[int, SearchedProposals] = field(default_factory=dict)

    def process(self, process_no: int) -> Process:
        """Return a budget year that this bot serves (NotThere where it serves none such)."""
        try:
            return self.processes[process_no]
        except KeyError:
            raise NotThere("no-such-process") from None


@dataclass(frozen=True)
class Occasion:
    """Who asks, where and when: the second argument of every action."""

    user_id: int
    chat_id: int
    now: datetime
    update_id: int | None = None
    is_private: bool = True
    message_id: int = 0

    @property
    def now_s(self) -> int:
        """The instant in Unix seconds."""
        return int(self.now.timestamp())
