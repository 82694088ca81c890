"""The phases of a budget year and what each permits.

A phase is always computed from schedule and clock, never from what a job did or missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Programme(StrEnum):
    """What kind of money a heading is."""

    PROPOSAL = "proposal"  # citizen proposal
    CITY = "city"  # city-level deliberation
    DISTRICT = "district"  # district-level deliberation


class Phase(StrEnum):
    """A step of the process; the first five are part one, the others part two."""

    INFORMING = "informing"
    PROPOSING = "proposing"
    REVIEWING = "reviewing"
    DISCUSSING = "discussing"
    PRIORITISING = "prioritising"
    COSTING = "costing"
    DELIBERATING = "deliberating"
    BALLOTING = "balloting"
    ALLOCATING = "allocating"
    MONITORING = "monitoring"


class Deed(StrEnum):
    """What somebody may do while a phase lasts."""

    PROPOSE = "propose"
    EDIT_PROPOSAL = "edit-proposal"
    SUPPORT = "support"
    REVIEW = "review"
    DISCUSS = "discuss"
    OPINE = "opine"  # hand in statements and answer them
    PRIORITISE = "prioritise"
    SET_COST = "set-cost"
    CAST_BALLOT = "cast-ballot"
    COUNT = "count"
    PUBLISH = "publish"
    FOLLOW = "follow"


class Vote(StrEnum):
    """What a ballot decides: which agenda items go on, which projects are funded, or lines."""

    AGENDA = "agenda"
    BUDGET = "budget"
    LINES = "lines"  # what the lines of a programme that exists become

    @property
    def deed(self) -> Deed:
        """What casting such a ballot is."""
        return Deed.PRIORITISE if self is Vote.AGENDA else Deed.CAST_BALLOT


PERMITS: dict[Phase, frozenset[Deed]] = {
    Phase.INFORMING: frozenset({Deed.FOLLOW, Deed.DISCUSS}),
    Phase.PROPOSING: frozenset(
        {Deed.FOLLOW, Deed.DISCUSS, Deed.PROPOSE, Deed.EDIT_PROPOSAL, Deed.SUPPORT, Deed.REVIEW}
    ),
    Phase.REVIEWING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.SUPPORT, Deed.REVIEW}),
    Phase.DISCUSSING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.OPINE, Deed.SUPPORT}),
    Phase.PRIORITISING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.PRIORITISE}),
    Phase.COSTING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.SET_COST}),
    Phase.DELIBERATING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.OPINE}),
    Phase.BALLOTING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.CAST_BALLOT}),
    Phase.ALLOCATING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.COUNT, Deed.PUBLISH}),
    Phase.MONITORING: frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.PUBLISH}),
}


@dataclass(frozen=True)
class Stage:
    """A phase with dates, for all programmes or for some: [starts_utc, ends_utc)."""

    stage_id: str
    phase: Phase
    starts_utc: datetime
    ends_utc: datetime
    programmes: frozenset[Programme] | None = None

    def concerns(self, programme: Programme) -> bool:
        """Say whether the stage is for headings of this programme."""
        return self.programmes is None or programme in self.programmes

    def is_on(self, now: datetime) -> bool:
        """Say whether `now` lies in the stage; its last instant does not."""
        return self.starts_utc <= now < self.ends_utc


Schedule = Iterable[Stage]


def stages_on(schedule: Schedule, programme: Programme, now: datetime) -> list[Stage]:
    """Return the stages that are on for a programme, in the schedule's order."""
    return [stage for stage in schedule if stage.concerns(programme) and stage.is_on(now)]


def open_until(
    schedule: Schedule, programme: Programme, deed: Deed, now: datetime
) -> datetime | None:
    """Return the instant at which a deed that is open now closes; None where it is not open.

    Stages that follow each other without a gap count as one.
    """
    permitting = sorted(
        (
            stage
            for stage in schedule
            if stage.concerns(programme) and deed in PERMITS[stage.phase]
        ),
        key=lambda stage: stage.starts_utc,
    )
    until: datetime | None = None
    for stage in permitting:
        if (until is None and stage.is_on(now)) or (
            until is not None and stage.starts_utc <= until < stage.ends_utc
        ):
            until = stage.ends_utc
    return until


def opens_next(
    schedule: Schedule, programme: Programme, deed: Deed, now: datetime
) -> datetime | None:
    """Return when a deed opens next, None where it never does again."""
    starts = [
        stage.starts_utc
        for stage in schedule
        if stage.concerns(programme) and deed in PERMITS[stage.phase] and stage.starts_utc > now
    ]
    return min(starts, default=None)


def closed_at(
    schedule: Schedule, programme: Programme, deed: Deed, now: datetime
) -> datetime | None:
    """Return when a deed closed for the last time before `now`, None where it never did."""
    ends = [
        stage.ends_utc
        for stage in schedule
        if stage.concerns(programme) and deed in PERMITS[stage.phase] and stage.ends_utc <= now
    ]
    return max(ends, default=None)
