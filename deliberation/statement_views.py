"""What screens show of statements."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.process import Heading, Process
from deliberation.statements import Answer, Statement, WhatWasSaid


@dataclass(frozen=True)
class ThreadFacts:
    """A thread and the round that is meant; `until_utc` is None where nothing is taken now."""

    process: Process
    heading: Heading
    thread_no: int
    round_no: int
    now: datetime
    until_utc: datetime | None = None


@dataclass(frozen=True)
class StatementsView:
    """The next statement that a person can answer, and how far they have come.

    `next` is None where they have answered all. `outcome` says what the last tap did: an
    answer's name, "taken-back", "sent", "sent-already", "changed", "nothing-written", "dropped",
    "own", "hidden".
    """

    facts: ThreadFacts
    next: Statement | None
    answered: int
    total: int
    left: int  # how many statements the person may still hand in
    has_draft: bool = False
    own: int = 0
    has_result: bool = False  # of an earlier round
    outcome: str = ""


@dataclass(frozen=True)
class MyAnswer:
    """A statement with the person's answer to it; their own has none."""

    statement: Statement
    answer: Answer | None
    is_own: bool = False


@dataclass(frozen=True)
class MyAnswersView:
    """What a person has answered and handed in, at a page; or one of these."""

    facts: ThreadFacts
    lines: tuple[MyAnswer, ...]
    page: int = 0
    chosen: MyAnswer | None = None
    outcome: str = ""


@dataclass(frozen=True)
class WritingView:
    """A statement that is being written; `text` is '' before anything was typed."""

    facts: ThreadFacts
    text: str
    token: str
    left: int


@dataclass(frozen=True)
class SaidView:
    """What was said in a closed round, at a page of everything."""

    facts: ThreadFacts
    said: WhatWasSaid
    page: int = 0


@dataclass(frozen=True)
class StatementDeskView:
    """A round's statements as the facilitator sees them, newest first; or one of these."""

    facts: ThreadFacts
    statements: tuple[Statement, ...]
    page: int = 0
    chosen: Statement | None = None
    outcome: str = ""


@dataclass(frozen=True)
class NewStatementsView:
    """What has been handed in lately, for the facilitator."""

    facts: ThreadFacts
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class HiddenStatementsView:
    """The statements of a person that a facilitator has hidden, for that person."""

    facts: ThreadFacts
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class OwnOpinions:
    """What a person has handed in and answered in a thread, for their own data."""

    process: Process
    heading: Heading
    statements: tuple[Statement, ...] = ()
    answers: tuple[tuple[Statement, Answer], ...] = ()
