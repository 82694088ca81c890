"""The host's clock set forward and back, and the zone that the host happens to live in."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.proposing.phone import Citizen
from tests.transcripts.engine import Transcript, compare
from tests.transcripts.player import Player
from tests.world import World

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
ZONES = (
    "America/New_York",
    pytest.param("Australia/Lord_Howe", marks=pytest.mark.slow),
)


@pytest.fixture(params=ZONES)
def host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The host in a zone that puts its clocks forward and back during the year."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


async def test_the_zone_of_the_host_and_its_summer_time_change_no_word_of_a_year(
    tmp_path: Path, host_zone: str
) -> None:
    transcript = Transcript.read(TRANSCRIPTS / "en" / "a-whole-year.txt")

    happened = await Player(transcript, tmp_path).play()

    offsets = {time.localtime(1_800_000_000 + 86_400 * day).tm_gmtoff for day in range(365)}
    assert len(offsets) == 2
    compare(transcript, happened)


async def test_a_clock_that_goes_back_opens_nothing_again_and_tells_nothing_twice(
    tmp_path: Path,
) -> None:
    world = await World.open(tmp_path, "sample", "at balloting +1h")
    person, late = (Citizen(world, world.box.user("Han", language_code="en")) for _ in range(2))
    await person.registers("b-1-2")
    await person.taps("Playground")
    clock, before = world.box.clock, world.box.clock.now()
    clock.advance(timedelta(days=30))
    await world.quiet()

    clock.set(before)
    await world.restart()
    await person.starts("b-1-2")
    await late.registers("b-1-2")
    told = len(person.phone.messages())
    clock.advance(timedelta(days=30))
    await world.quiet()

    assert "Voting is closed" in person.sees
    assert "Voting is closed" in str(late.phone.toasts()[-1].answer)
    assert len(person.phone.messages()) == told
    await world.close()
