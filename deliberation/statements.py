"""Statements: one sentence each, that others of a thread agree with, disagree with, or pass.

What was said in a round is a pure function of who answered what, whatever the order. Shares are
smoothed as if one more person had agreed and one had disagreed (Laplace's rule of succession),
so that nine of ten weigh more than five of five; all of it is exact.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from fractions import Fraction
from typing import Final

from deliberation.personal_numbers import NumberKind
from deliberation.phases import Deed, closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotNow, NotPermitted
from deliberation.text import typed_line
from deliberation.titles import check_title

# As long as people read at a glance, and as Polis has it.
MOST_CHARACTERS: Final = 140
LEAST_CHARACTERS: Final = 4
# Everybody answers everything: with three each, forty people have at most 120 to read.
MOST_OF_ONE: Final = 3
# With fewer voices a single person moves the order, and could be recognised by it.
LEAST_VOICES: Final = 5
LISTED: Final = 3

# Why a statement is hidden; OTHER has words of the facilitator's own.
PERSONAL, INSULTING, OFF_TOPIC, ADVERTISING, OTHER = (
    "personal",
    "insulting",
    "off-topic",
    "advertising",
    "other",
)
READY_REASONS: Final = (PERSONAL, INSULTING, OFF_TOPIC, ADVERTISING)


class Answer(IntEnum):
    """What somebody thinks of a statement."""

    AGREE = 1
    PASS = 0
    DISAGREE = -1


@dataclass(frozen=True)
class Statement:
    """A statement as it stands; `slot` is its author's, '' where nobody can be told any more."""

    statement_no: int
    thread_no: int
    round_no: int
    slot: str
    text: str
    hidden_code: str = ""
    hidden_words: str = ""

    @property
    def is_hidden(self) -> bool:
        """Say whether a facilitator has hidden it."""
        return bool(self.hidden_code)


# Whose answer (a slot), to which statement, and what it is: a cell of the matrix of opinions.
Cell = tuple[str, int, Answer]


@dataclass(frozen=True)
class Figures:
    """How many agreed with a statement, disagreed, and passed."""

    agreed: int = 0
    disagreed: int = 0
    passed: int = 0

    @property
    def voices(self) -> int:
        """How many took a side."""
        return self.agreed + self.disagreed

    @property
    def agreement(self) -> Fraction:
        """Return the share that agreed, smoothed."""
        return Fraction(self.agreed + 1, self.voices + 2)

    @property
    def division(self) -> Fraction:
        """Return the share of the smaller side, smoothed towards none: at most a half."""
        return Fraction(min(self.agreed, self.disagreed), self.voices + 2)

    @property
    def is_compared(self) -> bool:
        """Say whether enough people took a side."""
        return self.voices >= LEAST_VOICES

    @property
    def is_divided(self) -> bool:
        """Say whether the smaller side is a third of the voices or more."""
        return self.is_compared and 3 * min(self.agreed, self.disagreed) >= self.voices

    @property
    def is_agreed(self) -> bool:
        """Say whether more than two thirds of the voices agreed."""
        return self.is_compared and self.agreed > 2 * self.disagreed


@dataclass(frozen=True)
class Said:
    """A statement with what people thought of it."""

    statement: Statement
    figures: Figures


@dataclass(frozen=True)
class WhatWasSaid:
    """The outcome of a round; `everything` has the most agreed first."""

    people: int
    hidden: int
    everything: tuple[Said, ...]
    agreed: tuple[Said, ...] = ()
    divided: tuple[Said, ...] = ()


def accepted_statement(raw: str) -> str:
    """Return a statement as it was typed, cleaned and on one line.

    Raises:
        BadInput: as `typed_line`; "statement-with-number", "-link", "-mention", "-command".
    """
    typed = typed_line(raw, least=LEAST_CHARACTERS, most=MOST_CHARACTERS)
    if any(number.kind is NumberKind.PHONE for number in typed.numbers):
        raise BadInput("statement-with-number")
    try:
        check_title(typed.text)
    except BadInput as refusal:
        raise BadInput(refusal.code.replace("title", "statement", 1)) from None
    return typed.text


def check_new(text: str, statements: Iterable[Statement]) -> None:
    """Raise BadInput "statement-said-already" where these words stand in the round.

    Case, spaces and punctuation make no other statement.
    """
    words = _bare(text)
    if any(_bare(one.text) == words for one in statements):
        raise BadInput("statement-said-already")


def check_left(own: int) -> None:
    """Raise NotPermitted "statements-all-used" where a person may hand in no more."""
    if own >= MOST_OF_ONE:
        raise NotPermitted("statements-all-used", most=MOST_OF_ONE)


def check_open(process: Process, heading: Heading, is_round_open: bool, now: datetime) -> datetime:
    """Return until when statements are taken and answered.

    Raises:
        NotNow: "statements-not-open", "statements-closed"; "round-over" while the schedule
            would allow it.
    """
    about = (process.stages, heading.programme, Deed.OPINE, now)
    until = open_until(*about)
    if until is not None:
        if not is_round_open:
            raise NotNow("round-over")
        return until
    opens = opens_next(*about)
    if opens is not None:
        raise NotNow("statements-not-open", opens=opens, process=process)
    raise NotNow("statements-closed", closed=closed_at(*about), process=process)


def over_since(process: Process, heading: Heading, now: datetime) -> datetime | None:
    """Return since when no statement of a heading can be answered for good; None before that."""
    about = (process.stages, heading.programme, Deed.OPINE, now)
    if open_until(*about) is not None or opens_next(*about) is not None:
        return None
    return closed_at(*about)


def in_order_of(seed: str, statements: Iterable[Statement]) -> list[Statement]:
    """Return statements in a person's own order: shuffled, kept by the seed, new ones between."""
    return sorted(
        statements,
        key=lambda one: hashlib.sha256(f"{seed}|statement|{one.statement_no}".encode()).digest(),
    )


def to_answer(statements: Iterable[Statement], slot: str) -> list[Statement]:
    """Return what a person can answer: what stands and is not their own."""
    return [one for one in statements if not one.is_hidden and one.slot != slot]


def figures_of(cells: Iterable[Cell]) -> dict[int, Figures]:
    """Add up answers by statement; a person has one cell for a statement, or none."""
    counts: dict[int, list[int]] = {}
    for _slot, statement_no, answer in cells:
        counts.setdefault(statement_no, [0, 0, 0])[1 - answer] += 1
    return {
        number: Figures(agreed=found[0], passed=found[1], disagreed=found[2])
        for number, found in counts.items()
    }


def what_was_said(statements: Sequence[Statement], cells: Iterable[Cell]) -> WhatWasSaid:
    """Return the outcome of a round; hidden statements and answers to them do not count."""
    standing = {one.statement_no: one for one in statements if not one.is_hidden}
    counted = [cell for cell in cells if cell[1] in standing]
    figures = figures_of(counted)
    everything = sorted(
        (Said(one, figures.get(number, Figures())) for number, one in standing.items()),
        key=_most_agreed_first,
    )
    agreed = [one for one in everything if one.figures.is_agreed]
    divided = sorted(
        (one for one in everything if one.figures.is_divided), key=_most_divided_first
    )
    authors = {one.slot for one in standing.values() if one.slot}
    return WhatWasSaid(
        people=len({slot for slot, _no, _answer in counted} | authors),
        hidden=len(statements) - len(standing),
        everything=tuple(everything),
        agreed=tuple(agreed[:LISTED]),
        divided=tuple(divided[:LISTED]),
    )


def _most_agreed_first(one: Said) -> tuple[bool, Fraction, int, int]:
    figures = one.figures
    number = one.statement.statement_no
    return (not figures.is_compared, -figures.agreement, -figures.voices, number)


def _most_divided_first(one: Said) -> tuple[Fraction, int, int]:
    return (-one.figures.division, -one.figures.voices, one.statement.statement_no)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LN")
