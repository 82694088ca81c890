"""What screens show of groups, threads and their rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deliberation.phases import Deed, Phase
from deliberation.process import Heading, Process
from deliberation.statements import WhatWasSaid


@dataclass(frozen=True)
class GroupLine:
    """A group in a list."""

    chat_id: int
    title: str
    is_gone: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class BindingView:
    """A group that is about to be bound, and the headings chosen for it."""

    process: Process
    chat_id: int
    title: str
    is_forum: bool
    offered: tuple[Heading, ...]
    chosen: frozenset[int]
    missing: tuple[str, ...]
    page: int = 0

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The chosen headings in their order."""
        return tuple(one for one in self.offered if one.no in self.chosen)


@dataclass(frozen=True)
class ThreadLine:
    """A thread in a group's list; `state` as in storage, or uncertain."""

    thread_no: int
    heading: Heading
    state: str
    is_open: bool


@dataclass(frozen=True)
class GroupView:
    """A bound group as its facilitator sees it; `outcome` says what was just done."""

    process: Process
    chat_id: int
    title: str
    language: str
    is_forum: bool
    is_gone: bool
    door: str
    missing: tuple[str, ...]
    threads: tuple[ThreadLine, ...]
    outcome: str = ""
    page: int = 0

    @property
    def made(self) -> int:
        """How many threads have their place."""
        return sum(line.state in ("made", "whole") for line in self.threads)

    @property
    def is_under_way(self) -> bool:
        """Whether topics are being made."""
        return any(line.state == "queued" for line in self.threads)

    @property
    def wants_topics(self) -> bool:
        """Whether a topic is missing and not being made."""
        return any(
            line.state in ("wanted", "gone", "refused", "uncertain") for line in self.threads
        )


@dataclass(frozen=True)
class RoundView:
    """A round of a thread in numbers, with the facilitator's summary."""

    round_no: int
    messages: int
    people: int
    opened: datetime
    closed: datetime | None
    summary: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ThreadView:
    """A thread as its facilitator sees it; `outcome` says what was just done."""

    process: Process
    heading: Heading
    thread_no: int
    chat_id: int
    group_title: str
    language: str
    state: str
    is_open: bool
    has_card: bool
    note: Mapping[str, str]
    round: RoundView
    missing: tuple[str, ...] = ()
    url: str = ""
    outcome: str = ""
    statements: int | None = None  # how many the round has; None where none are taken


@dataclass(frozen=True)
class CardView:
    """What a thread's card says: the heading, what is on now and until when, and the ways in."""

    process: Process
    heading: Heading
    now: datetime
    bot_username: str
    is_open: bool
    round: RoundView
    note: Mapping[str, str]
    phases: tuple[tuple[Phase, datetime], ...]
    openings: tuple[tuple[Deed, datetime], ...] = ()
    next_phase: Phase | None = None
    next_utc: datetime | None = None
    has_results: bool = False
    thread_no: int = 0
    said: WhatWasSaid | None = None  # in the round that has ended


@dataclass(frozen=True)
class RoundClosedView:
    """The note that closes a round, for everybody in the thread."""

    process: Process
    heading: Heading
    round: RoundView
    said: WhatWasSaid | None = None
    thread_no: int = 0
    bot_username: str = ""


@dataclass(frozen=True)
class ThreadPlace:
    """One heading's thread as a citizen finds it.

    `url` opens it for members, `join_url` lets others in; both may be ''. `statements` says
    whether they are answered now ("open"), only read ("closed") or are none ("").
    """

    heading: Heading
    chat_id: int
    group_title: str
    is_open: bool
    url: str
    is_public: bool = False
    may_invite: bool = False
    door: str = "open"
    invite_link: str = ""
    is_inside: bool = False
    thread_no: int = 0
    statements: str = ""


@dataclass(frozen=True)
class ThreadPlacesView:
    """The threads in which a citizen can talk."""

    process: Process
    district: str
    places: tuple[ThreadPlace, ...]
    wanted: Heading | None = None


@dataclass(frozen=True)
class GroupNewsView:
    """Something about a group that its facilitator is told."""

    process: Process
    chat_id: int
    title: str
    missing: tuple[str, ...] = ()
    heading: Heading | None = None
    thread_no: int = 0
    headings: tuple[Heading, ...] = ()
