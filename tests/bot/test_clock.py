"""The followed clock: a rehearsal's time in a program of its own, jumps included."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FollowedClock, MovableClock, SystemClock
from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.server import BoxServer

START = datetime(2027, 3, 2, tzinfo=UTC)


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Box, FollowedClock]]:
    monkeypatch.setattr("bot.clock.ASK_EVERY_S", 0.01)
    box = Box(clock=Clock(START, speed=0))
    async with BoxServer(box) as server:
        clock = FollowedClock(server.url)
        await clock.start()
        yield box, clock
        await clock.stop()


async def test_it_tells_the_rehearsals_time(box: tuple[Box, FollowedClock]) -> None:
    _, clock = box

    assert clock.now() == START
    assert isinstance(clock, MovableClock)


async def test_a_jump_wakes_sleepers_and_tells_listeners(box: tuple[Box, FollowedClock]) -> None:
    there, clock = box
    heard: list[datetime] = []
    undo = clock.subscribe(lambda jumped: heard.append(jumped.now()))
    sleeping = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0.05)
    asleep = not sleeping.done()

    there.clock.advance(timedelta(hours=2))
    await asyncio.wait_for(sleeping, 60)
    undo()
    there.clock.advance(timedelta(hours=1))
    await asyncio.sleep(0.05)

    assert asleep
    assert heard == [START + timedelta(hours=2)]
    assert clock.now() == START + timedelta(hours=3)
    assert clock.monotonic() >= 3 * 3600


async def test_it_runs_as_fast_as_the_rehearsal(box: tuple[Box, FollowedClock]) -> None:
    there, clock = box
    there.clock.set_speed(1000)
    await asyncio.sleep(0.05)

    before = clock.monotonic()
    await asyncio.wait_for(clock.sleep(100), 20)

    assert clock.monotonic() - before >= 100
    assert abs((clock.now() - there.clock.now()).total_seconds()) < 60


async def test_a_date_set_back_does_not_turn_seconds_back(
    box: tuple[Box, FollowedClock],
) -> None:
    there, clock = box
    there.clock.advance(timedelta(hours=5))
    await asyncio.sleep(0.05)
    before = clock.monotonic()

    there.clock.set(START)
    await asyncio.sleep(0.05)

    assert clock.now() == START
    assert clock.monotonic() >= before


async def test_without_a_rehearsal_there_it_says_so() -> None:
    with pytest.raises(OSError, match="no clock at"):
        await FollowedClock("http://127.0.0.1:9").start()


async def test_the_machines_clock_is_aware_and_grows() -> None:
    clock = SystemClock()
    before = clock.monotonic()

    await clock.sleep(0)

    assert clock.now().tzinfo is not None
    assert clock.monotonic() >= before
    assert not isinstance(clock, MovableClock)
