"""Two budget years at the same time: nobody is taken away from a vote that is still open."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from actions import processes
from deliberation.phases import Phase, Stage
from rehearsal.people import Person
from screens.buttons import GoHome, SetRank
from tests.samples import DAY, MANAGER, NOON, sample_process, words
from tests.world import World

OLD, NEW = "Sample budget 2027", "Sample budget 2028"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await World.open(tmp_path, "sample", "at balloting +1h")
    yield world
    await world.close()


async def _load_the_next_year(world: World) -> None:
    next_year = replace(
        sample_process(),
        process_id="sample-2028",
        names=words(NEW),
        stages=(
            Stage("proposing", Phase.PROPOSING, NOON - 10 * DAY, NOON + 40 * DAY),
            Stage("balloting", Phase.BALLOTING, NOON + 50 * DAY, NOON + 60 * DAY),
        ),
    )
    now_s = int(world.box.clock.now().timestamp())
    await processes.load(world.house, next_year, b"next = 1\n", MANAGER, now_s)


async def _come(world: World, name: str, payload: str | None = None) -> Person:
    person = world.box.user(name, language_code="en")
    await person.start(payload)
    await world.quiet()
    await _tap(world, person, "I have read this and may take part", "I agree")
    return person


async def _tap(world: World, person: Person, *labels: str) -> None:
    for label in labels:
        await person.tap(label)
        await world.quiet()


def _text(person: Person) -> str:
    return str(person.screen()["text"])


def _labels(person: Person) -> list[str]:
    rows = person.screen()["reply_markup"]["inline_keyboard"]
    return [key["text"] for row in rows for key in row]


async def test_whoever_is_voting_stays_there_and_can_choose_the_other_year(world: World) -> None:
    voter = await _come(world, "Han", "b-1-1")
    await _load_the_next_year(world)
    newcomer = await _come(world, "Mina")

    await voter.start(None)
    await world.quiet()
    at_home, came_to = _text(voter), _text(newcomer)
    await _tap(world, voter, f"{NEW}: open now")
    welcomed = _text(voter)
    await _tap(world, voter, "I have read this and may take part", "I agree")

    assert OLD in at_home
    assert "Vote: until" in at_home
    assert OLD in came_to
    assert welcomed.startswith(NEW)
    assert _text(voter).startswith(NEW)
    assert "Hand in a proposal" in _labels(voter)
    assert f"{OLD}: open now" in _labels(voter)


async def test_a_button_belongs_to_its_year_wherever_its_person_looks_now(world: World) -> None:
    voter = await _come(world, "Han", "b-1-1")
    old_ballot = voter.chat_with_bot().last_message()
    await _load_the_next_year(world)
    await voter.start(None)
    await world.quiet()
    await _tap(world, voter, f"{NEW}: open now", "I have read this and may take part", "I agree")

    tap = SetRank(process_no=1, heading_no=1, project_no=2, rank=1, revision=0, page=0)
    answered = await voter.tap(tap.pack(), old_ballot, stale=True)
    await world.quiet()
    home = GoHome(process_no=1).pack()
    await voter.tap(home, voter.chat_with_bot().last_message(), stale=True)
    await world.quiet()

    assert answered.answer == "1. Project 2"
    assert _text(voter).startswith(OLD)
    assert "Vote" in _labels(voter)


async def test_once_nothing_is_open_in_their_year_people_come_to_the_next(world: World) -> None:
    voter = await _come(world, "Han", "b-1-1")
    await _load_the_next_year(world)
    world.box.clock.set(NOON + 12 * DAY)
    await world.quiet()

    await voter.start(None)
    await world.quiet()

    assert _text(voter).startswith(NEW)
