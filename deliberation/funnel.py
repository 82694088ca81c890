"""The funnel: how many proposals came in and how far they are, by programme, district and field.

Every proposal stands at exactly one step: what was handed in, with what mergers made of it, is
the sum of the steps. What is on the agenda or shortlisted are proposals as handed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from deliberation.phases import Programme
from deliberation.process import Heading, Process
from deliberation.proposals import State


class Step(StrEnum):
    """How far a proposal is."""

    GATHERING = "gathering"
    RECEIVED = "received"
    REVIEWING = "reviewing"
    WITH_PROPOSER = "with-proposer"
    ANSWERED = "answered"
    MERGED = "merged"
    LEFT = "left"


STEPS: Final[Mapping[State, Step]] = MappingProxyType(
    {
        State.GATHERING: Step.GATHERING,
        State.RECEIVED: Step.RECEIVED,
        State.REVIEWING: Step.REVIEWING,
        State.APPEALED: Step.REVIEWING,
        State.ASKED: Step.WITH_PROPOSER,
        State.OFFERED: Step.WITH_PROPOSER,
        State.OPINED: Step.WITH_PROPOSER,
        State.FEASIBLE: Step.ANSWERED,
        State.INFEASIBLE: Step.ANSWERED,
        State.UNDER_WAY: Step.ANSWERED,
        State.OTHER_BODY: Step.ANSWERED,
        State.COMPLAINT: Step.ANSWERED,
        State.MERGED: Step.MERGED,
        State.WITHDRAWN: Step.LEFT,
        State.LAPSED: Step.LEFT,
    }
)
# Waits for an answer; whoever still looks for co-proposers has not asked for one yet.
UNANSWERED: Final = (Step.RECEIVED, Step.REVIEWING, Step.WITH_PROPOSER)
OPEN: Final = (Step.GATHERING, *UNANSWERED)


class By(StrEnum):
    """What the figures are broken down by."""

    PROGRAMME = "programme"
    DISTRICT = "district"
    FIELD = "field"


@dataclass(frozen=True)
class Cell:
    """The proposals of one heading and field that stand in one state; `oldest` came in first.

    `made` of them were made by mergers, of others that are counted as well.
    """

    heading_no: int
    field_id: str
    state: State
    proposals: int
    oldest: datetime
    made: int = 0


@dataclass(frozen=True)
class Choice:
    """Which proposals are looked at; None: all. '' is no district, no field."""

    programme: Programme | None = None
    district_id: str | None = None
    field_id: str | None = None

    @property
    def is_everything(self) -> bool:
        """Say whether nothing is left out."""
        return self == Choice()

    def covers(self, heading: Heading, field_id: str) -> bool:
        """Say whether proposals of a heading and field are looked at."""
        return (
            self.programme in (None, heading.programme)
            and self.district_id in (None, heading.district_id)
            and self.field_id in (None, field_id)
        )


@dataclass(frozen=True)
class Figures:
    """The funnel of some proposals; `oldest` has the first that came in for each step."""

    states: Mapping[State, int] = field(default_factory=dict)
    oldest: Mapping[Step, datetime] = field(default_factory=dict)
    listed: int = 0
    shortlisted: int = 0
    made: int = 0

    @property
    def handed_in(self) -> int:
        """How many ever came in; what mergers made of them is not counted twice."""
        return sum(self.states.values()) - self.made

    def at(self, *steps: Step) -> int:
        """How many stand at one of these steps."""
        return sum(n for state, n in self.states.items() if STEPS[state] in steps)

    @property
    def oldest_unanswered(self) -> datetime | None:
        """When the proposal that has waited longest for an answer came in."""
        return min((at for step, at in self.oldest.items() if step in UNANSWERED), default=None)


@dataclass(frozen=True)
class Row:
    """One programme, district or field with its figures; `key` is its id."""

    key: str
    figures: Figures


def figures_of(process: Process, cells: Iterable[Cell], choice: Choice) -> Figures:
    """Add up the proposals that a choice covers."""
    states: dict[State, int] = {}
    oldest: dict[Step, datetime] = {}
    made = 0
    for cell in chosen(process, cells, choice):
        step = STEPS[cell.state]
        states[cell.state] = states.get(cell.state, 0) + cell.proposals
        oldest[step] = min(oldest.get(step, cell.oldest), cell.oldest)
        made += cell.made
    listed = shortlisted = 0
    for heading in process.headings:
        for item in heading.agenda:
            if item.proposals and choice.covers(heading, item.field_id):
                listed += len(item.proposals)
                shortlisted += len(item.proposals) if item.item_id in heading.shortlist else 0
    return Figures(states, oldest, listed, shortlisted, made)


def chosen(process: Process, cells: Iterable[Cell], choice: Choice) -> list[Cell]:
    """Return the cells that a choice covers; a field that the year lost counts as none."""
    known = {one.field_id for one in process.fields}
    covered = []
    for cell in cells:
        heading = process.heading(cell.heading_no)
        field_id = cell.field_id if cell.field_id in known else ""
        if heading is not None and choice.covers(heading, field_id):
            covered.append(cell)
    return covered


def first_unanswered(process: Process, cells: Iterable[Cell], choice: Choice) -> Cell | None:
    """Return the cell whose oldest proposal has waited longest for an answer."""
    waiting = [one for one in chosen(process, cells, choice) if STEPS[one.state] in UNANSWERED]
    return min(waiting, key=lambda one: (one.oldest, one.heading_no, one.state), default=None)


def rows_by(process: Process, cells: Iterable[Cell], choice: Choice, by: By) -> tuple[Row, ...]:
    """Break the figures down, in the process file's order; what has no proposals is left out."""
    own: dict[str, list[Cell]] = {}
    for cell in chosen(process, cells, choice):
        own.setdefault(_key_of(process, cell, by), []).append(cell)
    rows = []
    for key in _keys(process, by):
        within = _narrowed(choice, by, key)
        if within is None:
            continue
        figures = figures_of(process, own.get(key, ()), within)
        if figures.states or figures.listed:
            rows.append(Row(key, figures))
    return tuple(rows)


def _keys(process: Process, by: By) -> tuple[str, ...]:
    if by is By.PROGRAMME:
        return tuple(Programme)
    if by is By.DISTRICT:
        return ("", *(one.district_id for one in process.districts))
    return (*(one.field_id for one in process.fields), "")


def _key_of(process: Process, cell: Cell, by: By) -> str:
    if by is By.FIELD:
        return cell.field_id if process.field_called(cell.field_id) else ""
    heading = process.headings[cell.heading_no - 1]
    return heading.programme if by is By.PROGRAMME else heading.district_id


def _narrowed(choice: Choice, by: By, key: str) -> Choice | None:
    """Return the part of a choice that a row is about; None where the choice leaves it out."""
    if by is By.PROGRAMME:
        own = Choice(Programme(key), choice.district_id, choice.field_id)
        return own if choice.programme in (None, own.programme) else None
    if by is By.DISTRICT:
        own = Choice(choice.programme, key, choice.field_id)
        return own if choice.district_id in (None, key) else None
    own = Choice(choice.programme, choice.district_id, key)
    return own if choice.field_id in (None, key) else None
