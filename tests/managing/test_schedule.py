from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from actions import motions, phases, processes, schedule
from deliberation.motion_views import MotionView
from deliberation.phase_views import ChangeView, Wish
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from storage import public_log
from tests.managing.sample import (
    ANNA,
    BORA,
    CLARA,
    DAY,
    HOUR,
    YEAR,
    Setting,
    a_year,
    house_with,
    open_house,
)

PROPOSING, VOTING = 2, 8
JIEUN = 1


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    async with house_with(tmp_path) as setting:
        await setting.meet(JIEUN, "ko", "east")
        yield setting


async def _at(setting: Setting, instant: datetime) -> None:
    setting.clock.at = instant
    await phases.sweep(setting.house)


async def _wish(setting: Setting, wish: Wish, who: int = ANNA) -> ChangeView | MotionView:
    seen = await schedule.preview(setting.house, setting.asks(who), setting.no, wish)
    return await schedule.change(setting.house, setting.asks(who), setting.no, wish, seen.sha256)


async def _told(setting: Setting) -> list[tuple[str, str]]:
    rows = [row for row in await setting.notices(phases.NEWS) if row["chat_id"] == JIEUN]
    params = [json.loads(str(row["params"])) for row in rows]
    return [(one["stage_id"], one["event"]) for one in params]


async def test_one_manager_extends_a_stage_without_votes_and_people_are_told(
    setting: Setting,
) -> None:
    await _at(setting, YEAR[1].ends_utc - HOUR)
    later = YEAR[1].ends_utc + DAY

    view = await _wish(setting, Wish(schedule.EXTEND, PROPOSING, later))

    assert isinstance(view, ChangeView)
    assert view.outcome == "changed"
    assert setting.process.stages[1].ends_utc == later
    assert setting.process.stages[2].starts_utc == later
    assert (await _told(setting))[-1] == ("proposing", "extended")


async def test_an_end_that_moved_away_is_announced_again_when_it_comes(setting: Setting) -> None:
    await _at(setting, YEAR[1].ends_utc - HOUR)
    later = YEAR[1].ends_utc + 3 * DAY
    await _wish(setting, Wish(schedule.EXTEND, PROPOSING, later))

    await _at(setting, later - HOUR)
    await _at(setting, later)

    events = [event for stage_id, event in await _told(setting) if stage_id == "proposing"]
    assert events == ["entered", "extended", "ending", "ended"]


async def test_a_vote_is_extended_only_once_a_second_manager_wants_it(setting: Setting) -> None:
    await _at(setting, YEAR[7].ends_utc - HOUR)
    later = YEAR[7].ends_utc + HOUR

    moved = await _wish(setting, Wish(schedule.EXTEND, VOTING, later))
    before = setting.process.stages[7].ends_utc
    assert isinstance(moved, MotionView)
    await motions.second(
        setting.house, setting.asks(BORA), moved.motion_no, moved.subject_sha256[:16]
    )

    assert before == YEAR[7].ends_utc
    assert setting.process.stages[7].ends_utc == later
    assert len(await setting.notices("motion")) == 1
    assert ("balloting-city-district", "extended") in await _told(setting) or (
        await _spread(setting)
    )


async def _spread(setting: Setting) -> bool:
    await phases.sweep(setting.house)
    return ("balloting-city-district", "extended") in await _told(setting)


async def test_a_vote_ended_early_by_two_managers_closes_then_and_there(setting: Setting) -> None:
    await _at(setting, YEAR[7].starts_utc + DAY)
    moved = await _wish(setting, Wish(schedule.CLOSE, VOTING))
    assert isinstance(moved, MotionView)
    setting.wait(HOUR)

    await motions.second(setting.house, setting.asks(BORA), moved.motion_no, moved.subject_sha256)
    await phases.sweep(setting.house)

    assert setting.process.stages[7].ends_utc == setting.clock.now()
    assert (await _told(setting))[-1] == ("balloting-city-district", "ended")


async def test_a_motion_on_a_vote_is_stale_once_the_vote_is_over(setting: Setting) -> None:
    await _at(setting, YEAR[7].ends_utc - HOUR)
    later = YEAR[7].ends_utc + HOUR
    moved = await _wish(setting, Wish(schedule.EXTEND, VOTING, later))
    assert isinstance(moved, MotionView)
    await _at(setting, YEAR[7].ends_utc)

    with pytest.raises(NotNow, match="stage-over"):
        await motions.second(
            setting.house, setting.asks(BORA), moved.motion_no, moved.subject_sha256
        )

    assert setting.process.stages[7].ends_utc == YEAR[7].ends_utc


async def test_another_change_in_between_makes_a_motion_stale(setting: Setting) -> None:
    await _at(setting, YEAR[7].starts_utc + DAY)
    moved = await _wish(setting, Wish(schedule.CLOSE, VOTING))
    assert isinstance(moved, MotionView)
    other = await _wish(setting, Wish(schedule.EXTEND, 11, YEAR[10].ends_utc + DAY), BORA)
    assert isinstance(other, ChangeView)

    with pytest.raises(Stale, match="subject-changed"):
        await motions.second(
            setting.house, setting.asks(BORA), moved.motion_no, moved.subject_sha256
        )

    assert setting.process.stages[7].ends_utc == YEAR[7].ends_utc


async def test_voting_whose_key_is_destroyed_is_never_open_again(setting: Setting) -> None:
    await _at(setting, YEAR[7].ends_utc - HOUR)
    setting.house.keys.destroy(setting.no, 2)

    with pytest.raises(NotNow, match="voting-closed-for-good"):
        await _wish(setting, Wish(schedule.EXTEND, VOTING, YEAR[7].ends_utc + HOUR))


async def test_a_stage_that_is_over_stays_over(setting: Setting) -> None:
    await _at(setting, YEAR[1].ends_utc)

    with pytest.raises(NotNow, match="stage-over"):
        await _wish(setting, Wish(schedule.EXTEND, PROPOSING, YEAR[1].ends_utc + DAY))


async def test_an_earlier_end_is_no_extension(setting: Setting) -> None:
    with pytest.raises(BadInput, match="end-not-later"):
        await _wish(setting, Wish(schedule.EXTEND, PROPOSING, YEAR[1].ends_utc - HOUR))


async def test_a_stage_begun_early_is_told_at_once(setting: Setting) -> None:
    await _at(setting, YEAR[0].starts_utc + DAY)
    await _wish(setting, Wish(schedule.CLOSE, 1))

    view = await _wish(setting, Wish(schedule.BEGIN, PROPOSING))

    assert isinstance(view, ChangeView)
    assert setting.process.stages[1].starts_utc == setting.clock.now()
    assert await _told(setting) == [("informing", "ended"), ("proposing", "entered")]


async def test_who_saw_another_schedule_changes_nothing(setting: Setting) -> None:
    wish = Wish(schedule.EXTEND, PROPOSING, YEAR[1].ends_utc + 2 * DAY)
    seen = await schedule.preview(setting.house, setting.asks(BORA), setting.no, wish)
    await _wish(setting, Wish(schedule.EXTEND, 1, YEAR[0].ends_utc + DAY))

    with pytest.raises(Stale, match="subject-changed"):
        await schedule.change(
            setting.house, setting.asks(BORA), setting.no, wish, seen.sha256[:16]
        )

    assert setting.process.stages[1].ends_utc == YEAR[1].ends_utc + DAY
    assert setting.process.stages[1].starts_utc == YEAR[1].starts_utc + DAY


async def test_a_repeated_tap_says_that_it_stands_so_already(setting: Setting) -> None:
    wish = Wish(schedule.EXTEND, PROPOSING, YEAR[1].ends_utc + DAY)
    seen = await schedule.preview(setting.house, setting.asks(ANNA), setting.no, wish)
    asks = setting.asks(ANNA, update_id=9)

    first = await schedule.change(setting.house, asks, setting.no, wish, seen.sha256)
    again = await schedule.change(setting.house, asks, setting.no, wish, seen.sha256)

    assert [first.outcome, again.outcome] == ["changed", "same"]
    assert setting.process.stages[1].ends_utc == YEAR[1].ends_utc + DAY


@pytest.mark.parametrize("who", [CLARA, JIEUN])
async def test_nobody_but_a_manager_sees_or_changes_the_schedule(
    setting: Setting, who: int
) -> None:
    wish = Wish(schedule.EXTEND, PROPOSING, YEAR[1].ends_utc + DAY)

    with pytest.raises(NotPermitted, match="role-needed"):
        await schedule.look(setting.house, setting.asks(who), setting.no)
    with pytest.raises(NotPermitted, match="role-needed"):
        await schedule.change(setting.house, setting.asks(who), setting.no, wish, "0" * 64)
    assert setting.process.stages[1] == YEAR[1]


async def test_a_stage_that_never_was_is_not_there(setting: Setting) -> None:
    with pytest.raises(NotThere, match="no-such-stage"):
        await schedule.look_at_stage(setting.house, setting.asks(ANNA), setting.no, 99)


async def test_a_change_survives_a_restart_and_stands_in_the_public_log(tmp_path: Path) -> None:
    later = YEAR[1].ends_utc + DAY
    async with house_with(tmp_path / "one") as setting:
        await _wish(setting, Wish(schedule.EXTEND, PROPOSING, later))
        clock = setting.clock
    async with open_house(tmp_path / "one", clock) as setting:
        logged = [
            json.loads(row["body"])
            for row in await setting.house.db.read(lambda tx: public_log.entries(tx, setting.no))
            if row["kind"] == schedule.LOG_CHANGED
        ]

        assert setting.process.stages[1].ends_utc == later
        assert [one["stage"] for one in logged[0]["moved"]] == [
            stage.stage_id for stage in YEAR[1:]
        ][: len(logged[0]["moved"])]
        assert str(ANNA) not in json.dumps(logged)


async def test_two_changes_at_once_do_not_lose_each_other(setting: Setting) -> None:
    first = Wish(schedule.EXTEND, 11, YEAR[10].ends_utc + DAY)
    seen = await schedule.preview(setting.house, setting.asks(ANNA), setting.no, first)
    stages = tuple(
        replace(stage, ends_utc=stage.ends_utc + HOUR) if no == 10 else stage
        for no, stage in enumerate(YEAR)
    )
    await setting.house.db.write(
        lambda tx: processes.restate(setting.house, tx, replace(setting.process, stages=stages))
    )

    with pytest.raises(Stale, match="subject-changed"):
        await schedule.change(setting.house, setting.asks(ANNA), setting.no, first, seen.sha256)


async def test_a_single_manager_cannot_end_a_vote(tmp_path: Path) -> None:
    async with house_with(tmp_path / "alone", a_year(managers=(ANNA,))) as setting:
        await _at(setting, YEAR[7].starts_utc + DAY)

        with pytest.raises(NotPermitted, match="no-second-manager"):
            await _wish(setting, Wish(schedule.CLOSE, VOTING))
