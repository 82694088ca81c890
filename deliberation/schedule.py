"""The schedule as it runs: what is due to be told, and how its dates may change.

What has been told of a stage is one word: nothing, entered, ending, ended; it only grows, so
that a late or repeated job tells nothing twice. Dates change forward only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from deliberation.phases import PERMITS, Deed, Phase, Schedule, Stage
from deliberation.refusals import BadInput, NotNow, NotThere

ENDING_SOON: Final = timedelta(hours=24)
LAST_HOUR: Final = timedelta(hours=1)
VOTES: Final = frozenset({Phase.PRIORITISING, Phase.BALLOTING})
_ORDER: Final = {phase: rank for rank, phase in enumerate(Phase)}


class Told(StrEnum):
    """What people have been told of a stage, in the order in which they are."""

    NOTHING = ""
    ENTERED = "entered"
    ENDING = "ending"
    ENDED = "ended"


@dataclass(frozen=True)
class DueEvent:
    """Something of a stage that people are to be told now; it was due at `due_utc`."""

    stage: Stage
    told: Told
    due_utc: datetime


@dataclass(frozen=True)
class Disturbance:
    """A closing before which the bot was down within the last hour."""

    stage: Stage
    missed: timedelta
    is_still_open: bool


@dataclass(frozen=True)
class ScheduleChange:
    """A change of dates, before it is confirmed: the new schedule and each stage that moves."""

    stage_id: str
    stages: tuple[Stage, ...]
    moved: tuple[tuple[Stage, Stage], ...]

    @property
    def needs_two_managers(self) -> bool:
        """Whether a stage moves in which votes are cast."""
        return any(before.phase in VOTES for before, _ in self.moved)


def due_events(schedule: Schedule, told: Mapping[str, str], now: datetime) -> list[DueEvent]:
    """What is to be told now, the earliest first; of each stage only its latest news.

    A stage that began and ended unobserved is told as ended; one entered within its last day is
    told as entered, and its end not a second time.
    """
    events = []
    for stage in schedule:
        news = _standing(stage, now)
        before = Told(told.get(stage.stage_id, ""))
        if _rank(news) <= _rank(before):
            continue
        if news is Told.ENDING and before is Told.NOTHING:
            events.append(DueEvent(stage, Told.ENTERED, stage.starts_utc))
        else:
            events.append(DueEvent(stage, news, _instants(stage)[news]))
    return sorted(events, key=lambda event: (event.due_utc, -_rank(event.told)))


def told_after(event: DueEvent, now: datetime) -> Told:
    """What has been told of the event's stage once the event is: the entry names the end too."""
    return _standing(event.stage, now) if event.told is Told.ENTERED else event.told


def told_at_loading(schedule: Schedule, now: datetime) -> dict[str, Told]:
    """What counts as told when a process is loaded: nobody hears of what was over before."""
    return {stage.stage_id: _standing(stage, now) for stage in schedule}


def told_after_change(
    change: ScheduleChange, told: Mapping[str, str], now: datetime
) -> dict[str, Told]:
    """What counts as told under the new dates: an end that moved away is announced again."""
    kept = {}
    for stage in change.stages:
        before = Told(told.get(stage.stage_id, ""))
        is_taken_back = before is Told.ENDING and _standing(stage, now) is Told.ENTERED
        kept[stage.stage_id] = Told.ENTERED if is_taken_back else before
    return kept


def next_event_utc(schedule: Schedule, now: datetime) -> datetime | None:
    """The next instant at which something of the schedule falls due, None where nothing does."""
    instants = (at for stage in schedule for at in _instants(stage).values() if at > now)
    return min(instants, default=None)


def disturbed_closings(
    schedule: Schedule, down_from: datetime, back_at: datetime
) -> list[Disturbance]:
    """The closings of stages in which people act, in whose last hour the bot was down."""
    disturbed = []
    for stage in schedule:
        begin = max(down_from, stage.ends_utc - LAST_HOUR, stage.starts_utc)
        missed = min(back_at, stage.ends_utc) - begin
        if missed > timedelta(0) and PERMITS[stage.phase] & _ACTS:
            disturbed.append(Disturbance(stage, missed, back_at < stage.ends_utc))
    return disturbed


def extend(schedule: Schedule, stage_id: str, ends_utc: datetime, now: datetime) -> ScheduleChange:
    """Let a stage end later; stages that came after it move on as far as they must.

    Raises:
        NotThere: "no-such-stage".
        NotNow: "stage-over": what has closed stays closed.
        BadInput: "end-not-later" (ends).
    """
    stages = tuple(schedule)
    stage = _stage(stages, stage_id, now)
    if ends_utc <= stage.ends_utc:
        raise BadInput("end-not-later", ends=stage.ends_utc)
    return _change(stages, stage, replace(stage, ends_utc=ends_utc))


def close_early(
    schedule: Schedule, stage_id: str, ends_utc: datetime, now: datetime
) -> ScheduleChange:
    """Let a stage that is on end earlier, never before now; the others keep their dates.

    Raises:
        NotThere: "no-such-stage".
        NotNow: "stage-over", "stage-not-begun" (starts).
        BadInput: "end-past" (now), "end-not-earlier" (ends).
    """
    stages = tuple(schedule)
    stage = _stage(stages, stage_id, now)
    if stage.starts_utc > now:
        raise NotNow("stage-not-begun", starts=stage.starts_utc)
    if ends_utc < now or ends_utc <= stage.starts_utc:
        raise BadInput("end-past", now=now)
    if ends_utc >= stage.ends_utc:
        raise BadInput("end-not-earlier", ends=stage.ends_utc)
    return _change(stages, stage, replace(stage, ends_utc=ends_utc))


def begin_early(
    schedule: Schedule, stage_id: str, starts_utc: datetime, now: datetime
) -> ScheduleChange:
    """Let a stage that is to come begin earlier, never before now; its end stays.

    Raises:
        NotThere: "no-such-stage".
        NotNow: "stage-over", "stage-begun" (starts).
        BadInput: "start-past" (now), "start-not-earlier" (starts), or a fault of the order.
    """
    stages = tuple(schedule)
    stage = _stage(stages, stage_id, now)
    if stage.starts_utc <= now:
        raise NotNow("stage-begun", starts=stage.starts_utc)
    if starts_utc < now:
        raise BadInput("start-past", now=now)
    if starts_utc >= stage.starts_utc:
        raise BadInput("start-not-earlier", starts=stage.starts_utc)
    change = _change(stages, stage, replace(stage, starts_utc=starts_utc))
    for code, first, second in order_faults(change.stages):
        raise BadInput(code, first=first.stage_id, second=second.stage_id)
    return change


def order_faults(schedule: Schedule) -> list[tuple[str, Stage, Stage]]:
    """What is wrong with the order of the stages: a code and the two stages that clash.

    Codes: stage-out-of-order (a later phase begins before an earlier one); stages-overlap (votes
    are cast or counted while something that they rest on may still change).
    """
    stages = sorted(schedule, key=lambda stage: (stage.starts_utc, _ORDER[stage.phase]))
    faults = []
    for index, first in enumerate(stages):
        for second in stages[index + 1 :]:
            if not _share_programmes(first, second):
                continue
            if _ORDER[second.phase] < _ORDER[first.phase]:
                faults.append(("stage-out-of-order", first, second))
            elif second.starts_utc < first.ends_utc and _disturb_each_other(first, second):
                faults.append(("stages-overlap", first, second))
    return faults


_COUNTED: Final = VOTES | {Phase.ALLOCATING}
_HARMLESS: Final = frozenset({Deed.FOLLOW, Deed.DISCUSS, Deed.OPINE, Deed.SUPPORT})
_ACTS: Final = frozenset(
    {Deed.PROPOSE, Deed.EDIT_PROPOSAL, Deed.SUPPORT, Deed.PRIORITISE, Deed.CAST_BALLOT}
)


def _stage(stages: Iterable[Stage], stage_id: str, now: datetime) -> Stage:
    stage = next((one for one in stages if one.stage_id == stage_id), None)
    if stage is None:
        raise NotThere("no-such-stage", stage_id=stage_id)
    if stage.ends_utc <= now:
        raise NotNow("stage-over", ended=stage.ends_utc)
    return stage


def _change(stages: tuple[Stage, ...], before: Stage, after: Stage) -> ScheduleChange:
    """Put a stage's new dates in, and push on the stages that came after it where they clash."""
    moved = {before.stage_id: (before, after)}
    for stage in sorted(stages, key=lambda one: one.starts_utc):
        if stage.stage_id == before.stage_id:
            continue
        pushed_to = max(
            (
                new.ends_utc
                for old, new in moved.values()
                if stage.starts_utc >= old.ends_utc and _share_programmes(stage, old)
            ),
            default=stage.starts_utc,
        )
        delay = pushed_to - stage.starts_utc
        if delay > timedelta(0):
            later = replace(
                stage, starts_utc=stage.starts_utc + delay, ends_utc=stage.ends_utc + delay
            )
            moved[stage.stage_id] = (stage, later)
    changed = tuple(moved.get(stage.stage_id, (stage, stage))[1] for stage in stages)
    return ScheduleChange(before.stage_id, changed, tuple(moved.values()))


def _share_programmes(one: Stage, other: Stage) -> bool:
    if one.programmes is None or other.programmes is None:
        return True
    return bool(one.programmes & other.programmes)


def _disturb_each_other(one: Stage, other: Stage) -> bool:
    return bool({one.phase, other.phase} & _COUNTED) and all(
        PERMITS[stage.phase] - _HARMLESS for stage in (one, other)
    )


def _standing(stage: Stage, now: datetime) -> Told:
    """What people would know of the stage by now if everything had been told in time."""
    reached = [told for told, at in _instants(stage).items() if at <= now]
    return reached[-1] if reached else Told.NOTHING


def _instants(stage: Stage) -> dict[Told, datetime]:
    """When each news of a stage falls due, in order; a short stage's entry tells its end too."""
    instants = {Told.ENTERED: stage.starts_utc}
    if stage.ends_utc - stage.starts_utc > ENDING_SOON:
        instants[Told.ENDING] = stage.ends_utc - ENDING_SOON
    instants[Told.ENDED] = stage.ends_utc
    return instants


def _rank(told: Told) -> int:
    return list(Told).index(told)
