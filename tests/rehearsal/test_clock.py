import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from rehearsal.clock import Clock
from tests.rehearsal.conftest import START


def test_a_clock_at_speed_zero_stands_still():
    clock = Clock(START, speed=0)

    first, second = clock.now(), clock.now()

    assert first == second == START
    assert clock.now().tzinfo is UTC


def test_a_clock_refuses_an_instant_without_a_time_zone():
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2027, 3, 2))  # noqa: DTZ001


async def test_advancing_wakes_exactly_those_whose_time_has_come():
    clock = Clock(START, speed=0)
    woken: list[str] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    tasks = [
        asyncio.create_task(sleeper("hour", 3600)),
        asyncio.create_task(sleeper("day", 86400)),
    ]
    await asyncio.sleep(0)
    clock.advance(timedelta(hours=2))
    await asyncio.wait_for(tasks[0], 60)

    assert woken == ["hour"]
    assert clock.now() == START + timedelta(hours=2)
    tasks[1].cancel()


async def test_setting_an_earlier_date_keeps_monotonic_time_and_wakes_nobody():
    clock = Clock(START, speed=0)
    clock.advance(timedelta(hours=1))
    sleeper = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    before = clock.monotonic()

    clock.set(START - timedelta(days=1))
    await asyncio.sleep(0.01)

    assert clock.now() == START - timedelta(days=1)
    assert clock.monotonic() == before
    assert not sleeper.done()
    sleeper.cancel()


async def test_a_racing_clock_wakes_sleepers_by_itself():
    clock = Clock(START, speed=100_000)

    await asyncio.wait_for(clock.sleep(3600), 20)

    assert clock.now() >= START + timedelta(hours=1)


async def test_a_pause_holds_sleepers_and_resuming_takes_up_the_earlier_pace():
    clock = Clock(START, speed=100_000)
    clock.pause()
    sleeper = asyncio.create_task(clock.sleep(600))
    await asyncio.sleep(0.03)
    assert not sleeper.done()

    clock.resume()
    await asyncio.wait_for(sleeper, 60)

    assert clock.speed == 100_000


async def test_walking_lets_each_sleeper_wake_at_its_own_instant():
    clock = Clock(START, speed=0)
    seen: list[timedelta] = []

    async def every_hour() -> None:
        while True:
            await clock.sleep(3600)
            seen.append(clock.now() - START)

    task = asyncio.create_task(every_hour())
    await asyncio.sleep(0)
    await clock.walk(timedelta(hours=3, minutes=30))

    assert seen == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=3)]
    assert clock.now() == START + timedelta(hours=3, minutes=30)
    task.cancel()


def test_subscribers_hear_of_jumps_until_they_leave():
    clock = Clock(START, speed=0)
    heard: list[datetime] = []
    leave = clock.subscribe(lambda moved: heard.append(moved.now()))

    clock.advance(timedelta(minutes=1))
    leave()
    clock.advance(timedelta(minutes=1))

    assert heard == [START + timedelta(minutes=1)]


async def test_a_cancelled_sleeper_does_not_disturb_the_others():
    clock = Clock(START, speed=0)
    given_up = asyncio.create_task(clock.sleep(10))
    patient = asyncio.create_task(clock.sleep(20))
    await asyncio.sleep(0)

    given_up.cancel()
    clock.advance(timedelta(seconds=20))

    await asyncio.wait_for(patient, 60)
