"""Which of several budget years somebody is shown: the one where something can be done now."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from deliberation.phases import PERMITS, Deed
from deliberation.process import Process

_VOTES = frozenset({Deed.CAST_BALLOT, Deed.PRIORITISE})
_OPEN_TO_ALL = _VOTES | {Deed.PROPOSE, Deed.SUPPORT}


class Moment(IntEnum):
    """How much a budget year asks of a citizen at an instant; more is more."""

    OVER = 0
    WAITING = 1  # under way or yet to come, but nothing to do
    OPEN = 2
    VOTING = 3


def moment(process: Process, now: datetime) -> Moment:
    """Return how much a year asks of a citizen now."""
    deeds: frozenset[Deed] = frozenset()
    for stage in process.stages:
        if stage.is_on(now):
            deeds |= PERMITS[stage.phase]
    if deeds & _VOTES:
        return Moment.VOTING
    if deeds & _OPEN_TO_ALL:
        return Moment.OPEN
    is_over = all(stage.ends_utc <= now for stage in process.stages)
    return Moment.OVER if is_over else Moment.WAITING


def shown_first(processes: Iterable[Process], now: datetime, own: int | None) -> int | None:
    """Return the year to show to somebody who named none; `own` is the one they last looked at.

    They stay with their own while something can be done there; then the year counts that asks
    most, their own among equals, else the newest.
    """
    found = {process.no: moment(process, now) for process in processes}
    if own is not None and found.get(own, Moment.OVER) >= Moment.OPEN:
        return own
    return max(found, key=lambda no: (found[no], no == own, no), default=None)


def other_years(
    processes: Iterable[Process], now: datetime, shown: int
) -> tuple[tuple[Process, bool], ...]:
    """Return the years beside the one shown, and whether something can be done in them now."""
    others = [(moment(process, now), process) for process in processes if process.no != shown]
    others.sort(key=lambda one: (one[0], one[1].no), reverse=True)
    return tuple((process, when >= Moment.OPEN) for when, process in others)
