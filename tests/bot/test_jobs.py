"""What happens by itself: at the start, at its instant, after a jump, never twice."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from actions import downtime, sweeps
from actions.house import House
from bot.jobs import Jobs
from deliberation.phases import Phase, Stage
from storage import heartbeats, updates
from tests.bot.stand import open_stand, standing_clock
from tests.samples import MANAGER, SECOND_MANAGER


async def _calm(jobs: Jobs) -> None:
    for _ in range(200):
        await asyncio.sleep(0.001)
        if not jobs.is_busy:
            return


async def test_a_sweep_runs_at_the_start_and_at_the_instant_it_named(tmp_path: Path) -> None:
    clock = standing_clock()
    at: list[datetime] = []

    async def sweep(house: House) -> datetime | None:
        at.append(house.clock.now())
        return start + timedelta(hours=3) if len(at) == 1 else None

    start = clock.now()
    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        jobs = Jobs(stand.house, stand.application, [sweep])
        await jobs.start()
        first = list(at)
        await asyncio.sleep(0.01)
        await clock.walk(timedelta(hours=4), settle=lambda: _calm(jobs))
        await jobs.stop()

    assert first == [start]
    assert start + timedelta(hours=3) in at


async def test_a_jump_of_the_clock_sweeps_at_once(tmp_path: Path) -> None:
    clock = standing_clock()
    seen: list[datetime] = []

    async def sweep(house: House) -> datetime | None:
        seen.append(house.clock.now())
        return None

    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        jobs = Jobs(stand.house, stand.application, [sweep])
        await jobs.start()
        clock.advance(timedelta(days=30))
        await _calm(jobs)
        await jobs.stop()

    assert seen[-1] - seen[0] == timedelta(days=30)


async def test_a_sweep_that_fails_does_not_keep_the_others_from_running(tmp_path: Path) -> None:
    clock = standing_clock()
    ran: list[str] = []

    async def fail(house: House) -> datetime | None:
        ran.append("fail")
        raise RuntimeError("a fault in the program")

    async def go_on(house: House) -> datetime | None:
        ran.append("go on")
        return None

    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        jobs = Jobs(stand.house, stand.application, [fail, go_on])
        await jobs.start()
        clock.advance(timedelta(seconds=6))
        await _calm(jobs)
        await jobs.stop()

    assert ran[:4] == ["fail", "go on", "fail", "go on"]


async def test_what_is_old_is_forgotten_once_an_hour(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        now_s = int(clock.now().timestamp())
        await stand.db.write(lambda tx: updates.remember(tx, 1, now_s))
        first = await sweeps.forget_what_is_old(stand.house)
        clock.advance(timedelta(days=3))
        await sweeps.forget_what_is_old(stand.house)
        left = await stand.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM handled"))

    assert first is not None
    assert left == 0


async def _notices(house: House) -> list[tuple[str, int]]:
    rows = await house.db.read(
        lambda tx: tx.all("SELECT kind, chat_id FROM outbox ORDER BY notice_no")
    )
    return [(row["kind"], row["chat_id"]) for row in rows]


@pytest.mark.parametrize(
    ("down_from", "down_to", "is_told"),
    [
        (timedelta(minutes=90), timedelta(minutes=70), False),
        (timedelta(minutes=90), timedelta(minutes=50), True),
        (timedelta(minutes=30), timedelta(minutes=-30), True),
        (timedelta(minutes=30), timedelta(minutes=29), False),
        (timedelta(minutes=-5), timedelta(minutes=-60), False),
    ],
)
async def test_managers_learn_of_a_closing_that_the_bot_was_down_before(
    tmp_path: Path, down_from: timedelta, down_to: timedelta, is_told: bool
) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        [process] = stand.house.processes.values()
        closing = next(s.ends_utc for s in process.stages if s.phase is Phase.BALLOTING)
        clock.set(closing - down_from)
        await downtime.beat(stand.house)
        clock.advance(down_from - down_to)
        for _ in range(2):
            await downtime.note_start(stand.house)
        found = await _notices(stand.house)

    expected = [("was-down", MANAGER), ("was-down", SECOND_MANAGER)] if is_told else []
    assert found == expected


async def test_managers_are_warned_when_the_bot_is_stopped_shortly_before_a_closing(
    tmp_path: Path,
) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock, delivers=False) as stand:
        [process] = stand.house.processes.values()
        stage: Stage = next(s for s in process.stages if s.phase is Phase.BALLOTING)
        await downtime.note_stop(stand.house)
        far = await _notices(stand.house)
        clock.set(stage.ends_utc - timedelta(minutes=20))
        await downtime.note_stop(stand.house)
        near = await _notices(stand.house)
        last = await stand.db.read(lambda tx: heartbeats.last(tx, heartbeats.BOT))

    assert far == []
    assert [kind for kind, _ in near] == ["goes-down", "goes-down"]
    assert last == int(clock.now().timestamp())
