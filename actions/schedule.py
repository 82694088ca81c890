"""Changing the dates of stages: one manager where no votes are concerned, else two.

Dates move forward only (deliberation/schedule.py); what has closed stays closed. The hash that
two managers see covers the whole schedule and the wish, so that any other change between the
two makes the motion stale.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from actions import motions, phases, processes, roles
from actions.house import House, Occasion
from actions.motions import Subject
from deliberation import schedule as rules
from deliberation.allocation import canonical_json
from deliberation.instants import typed_instant
from deliberation.motion_views import MotionView
from deliberation.phase_views import ChangeView, ScheduleView, StageView, Wish
from deliberation.phases import Phase, Stage
from deliberation.process import Process
from deliberation.refusals import NotNow, NotThere, Stale
from deliberation.schedule import ScheduleChange
from storage import ballots, drafts, public_log, updates
from storage import processes as stored
from storage.database import Transaction
from storage.motions import StoredMotion

EXTEND, CLOSE, BEGIN = "extend", "close", "begin"
MOTION_EXTEND, MOTION_ADVANCE = "extend", "advance"
LOG_CHANGED = "schedule-changed"
DRAFT = "extend-until"


async def look(house: House, occasion: Occasion, process_no: int) -> ScheduleView:
    """Return the schedule to a manager (NotPermitted "role-needed", "only-in-private")."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> ScheduleView:
        await roles.require_manager(tx, process_no, occasion)
        return ScheduleView(process, house.clock.now())

    return await house.db.read(read)


async def look_at_stage(
    house: House, occasion: Occasion, process_no: int, stage_no: int
) -> StageView:
    """Return one stage to a manager (raises as `look`; NotThere "no-such-stage")."""
    view = await look(house, occasion, process_no)
    stage = stage_of(view.process, stage_no)
    return StageView(view.process, stage, stage_no, view.now)


async def ask_date(house: House, occasion: Occasion, process_no: int, stage_no: int) -> StageView:
    """Remember that a date was asked for, for a stage (raises as `look_at_stage`)."""
    view = await look_at_stage(house, occasion, process_no, stage_no)
    data = {"stage_no": stage_no}
    await house.db.write(
        lambda tx: drafts.keep(tx, occasion.user_id, DRAFT, process_no, data, occasion.now_s)
    )
    return view


async def take_date(house: House, occasion: Occasion, words: str) -> ChangeView:
    """Return what extending the stage that was asked about would do, until a typed date.

    Raises as `preview`; BadInput "date-unreadable"; NotThere "no-such-stage" where nothing was
    asked.
    """
    draft = await house.db.read(lambda tx: drafts.of(tx, occasion.user_id, DRAFT))
    if draft is None:
        raise NotThere("no-such-stage")
    process = house.process(draft.process_no)
    until = typed_instant(words, process.zone, house.clock.now())
    wish = Wish(EXTEND, int(draft.data["stage_no"]), until)
    return await preview_or_same(house, occasion, process.no, wish)


async def preview(house: House, occasion: Occasion, process_no: int, wish: Wish) -> ChangeView:
    """Return what a change would do (raises as `change`)."""

    async def read(tx: Transaction) -> ChangeView:
        await roles.require_manager(tx, process_no, occasion)
        process = house.process(process_no)
        return await _planned(house, tx, process, wish, house.clock.now())

    return await house.db.read(read)


async def change(
    house: House, occasion: Occasion, process_no: int, wish: Wish, seen: str
) -> ChangeView | MotionView:
    """Change the dates, or move it where votes are concerned; `seen` is the hash that was shown.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "no-second-manager".
        NotThere: "no-such-stage".
        NotNow: "stage-over", "stage-begun", "stage-not-begun", "voting-closed-for-good".
        BadInput: "end-not-later", "end-past", "end-not-earlier", "start-past",
            "start-not-earlier", "stages-overlap", "stage-out-of-order".
        Stale: "subject-changed" where the schedule is no longer what was shown.
    """
    view = await preview_or_same(house, occasion, process_no, wish)
    if view.outcome == "same":
        return view
    _require_seen(view, seen)
    if view.change.needs_two_managers:
        kind = MOTION_EXTEND if wish.kind == EXTEND else MOTION_ADVANCE
        params = _params(view.stage, wish)
        return await motions.move(house, occasion, process_no, kind, params, view.sha256)
    changed = await house.db.write(lambda tx: _change(tx, house, occasion, process_no, wish, seen))
    processes.adopt(house, changed.process)
    await phases.sweep(house)
    return changed


async def preview_or_same(
    house: House, occasion: Occasion, process_no: int, wish: Wish
) -> ChangeView:
    """Return what a change would do, or that it stands so already (outcome "same")."""
    now = house.clock.now()
    process = house.process(process_no)
    stage = stage_of(process, wish.stage_no)
    if not _stands_already(stage, wish, now):
        return await preview(house, occasion, process_no, wish)
    nothing = ScheduleChange(stage.stage_id, process.stages, ())
    await look(house, occasion, process_no)
    return ChangeView(process, stage, wish, now, nothing, "", "same")


async def _change(
    tx: Transaction,
    house: House,
    occasion: Occasion,
    process_no: int,
    wish: Wish,
    seen: str,
) -> ChangeView:
    await roles.require_manager(tx, process_no, occasion)
    await updates.remember(tx, occasion.update_id, occasion.now_s)
    process = await processes.standing(tx, process_no)
    now = house.clock.now()
    view = await _planned(house, tx, process, wish, now)
    _require_seen(view, seen)
    after = await _apply(tx, house, process, view.change, wish, now)
    stage = stage_of(after, wish.stage_no)
    return ChangeView(after, stage, wish, now, view.change, view.sha256, "changed")


def _require_seen(view: ChangeView, seen: str) -> None:
    if len(seen) < motions.SEEN_DIGITS or not view.sha256.startswith(seen):
        raise Stale("subject-changed", process=view.process)


async def _planned(
    house: House, tx: Transaction, process: Process, wish: Wish, now: datetime
) -> ChangeView:
    stage = stage_of(process, wish.stage_no)
    at = wish.at or now
    if wish.kind == EXTEND:
        planned = rules.extend(process.stages, stage.stage_id, at, now)
    elif wish.kind == CLOSE:
        planned = rules.close_early(process.stages, stage.stage_id, at, now)
    elif wish.kind == BEGIN:
        planned = rules.begin_early(process.stages, stage.stage_id, at, now)
    else:
        raise NotThere("no-such-change")
    await _refuse_reopening(house, tx, process, planned)
    return ChangeView(process, stage, wish, now, planned, _sha256(process, stage, wish))


async def _refuse_reopening(
    house: House, tx: Transaction, process: Process, planned: ScheduleChange
) -> None:
    for before, _after in planned.moved:
        if before.phase is not Phase.BALLOTING:
            continue
        for heading in phases.headings_of(process, before):
            is_gone = house.keys.is_destroyed(process.no, heading.no)
            if is_gone or await ballots.is_closed(tx, process.no, heading.no):
                raise NotNow("voting-closed-for-good", heading=heading)


async def _apply(
    tx: Transaction,
    house: House,
    process: Process,
    planned: ScheduleChange,
    wish: Wish,
    now: datetime,
) -> Process:
    """Save the new dates with all that follows from them; return the year as it stands then."""
    now_s = int(now.timestamp())
    after = replace(process, stages=planned.stages)
    told = await stored.told_of_stages(tx, process.no)
    for stage_id, word in rules.told_after_change(planned, told, now).items():
        if told.get(stage_id, "") != word:
            await stored.tell_stage(tx, process.no, stage_id, word)
    await processes.restate(house, tx, after)
    body = {"wish": wish.kind, "moved": [_move(one, other) for one, other in planned.moved]}
    await public_log.append(tx, process.no, LOG_CHANGED, body, now_s)
    stage = stage_of(after, wish.stage_no)
    if wish.kind == EXTEND and stage.is_on(now):
        await phases.tell(tx, after, stage, phases.EXTENDED, stage.ends_utc, now_s)
    return after


def _move(before: Stage, after: Stage) -> dict[str, object]:
    return {
        "stage": before.stage_id,
        "before": [_seconds(before.starts_utc), _seconds(before.ends_utc)],
        "after": [_seconds(after.starts_utc), _seconds(after.ends_utc)],
    }


def fingerprint(process: Process, wish: Wish) -> str:
    """Return the hash that stands for a wish on the schedule as it is."""
    return _sha256(process, stage_of(process, wish.stage_no), wish)


def stage_of(process: Process, stage_no: int) -> Stage:
    """Return a stage by its number in the process's order (NotThere "no-such-stage")."""
    if not 1 <= stage_no <= len(process.stages):
        raise NotThere("no-such-stage")
    return process.stages[stage_no - 1]


def _stands_already(stage: Stage, wish: Wish, now: datetime) -> bool:
    if wish.kind == EXTEND:
        return stage.ends_utc == wish.at and stage.ends_utc > now
    if wish.kind == CLOSE:
        return stage.ends_utc <= now
    return stage.starts_utc <= now


def _sha256(process: Process, stage: Stage, wish: Wish) -> str:
    text = canonical_json(
        {
            "process": process.process_id,
            "schedule": [
                [one.stage_id, _seconds(one.starts_utc), _seconds(one.ends_utc)]
                for one in process.stages
            ],
            **_params(stage, wish),
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _params(stage: Stage, wish: Wish) -> dict[str, Any]:
    return {
        "wish": wish.kind,
        "stage_id": stage.stage_id,
        "at_s": None if wish.at is None else _seconds(wish.at),
    }


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


async def _view_of_motion(
    house: House, tx: Transaction, process_no: int, params: Mapping[str, Any]
) -> ChangeView:
    process = await processes.standing(tx, process_no)
    numbers = {stage.stage_id: no for no, stage in enumerate(process.stages, 1)}
    if params["stage_id"] not in numbers:
        raise NotThere("no-such-stage")
    at = None if params["at_s"] is None else datetime.fromtimestamp(params["at_s"], UTC)
    wish = Wish(str(params["wish"]), numbers[params["stage_id"]], at)
    return await _planned(house, tx, process, wish, house.clock.now())


async def _subject(
    house: House, tx: Transaction, process_no: int, params: Mapping[str, Any]
) -> Subject:
    view = await _view_of_motion(house, tx, process_no, params)
    return Subject(view.sha256, view)


async def _carry(house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> Process:
    view = await _view_of_motion(house, tx, motion.process_no, motion.params)
    return await _apply(tx, house, view.process, view.change, view.wish, view.now)


for _kind in (MOTION_EXTEND, MOTION_ADVANCE):
    motions.SUBJECTS[_kind] = _subject
    motions.CARRIED[_kind] = _carry
