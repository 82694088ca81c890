from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from rehearsal.people import Person
from tests import samples
from tests.groups.town import Town
from tests.world import World

TEXT = "Closing tomorrow."


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await World.open(tmp_path, "sample", "at balloting +1h")
    yield world
    await world.close()


async def _join(world: World, name: str, user_id: int | None = None) -> Person:
    person = world.box.user(name, language_code="en", user_id=user_id)
    await person.start(None)
    await world.quiet()
    for label in ("I have read this and may take part", "I agree"):
        await _tap(world, person, label)
    return person


async def _tap(world: World, person: Person, *labels: str) -> None:
    for label in labels:
        await person.tap(label)
        await world.quiet()


async def _write(world: World, person: Person, text: str) -> None:
    await person.send(text)
    await world.quiet()


def _text(person: Person) -> str:
    return str(person.screen()["text"])


def _times_told(people: list[Person], words: str) -> list[int]:
    """How often the bot has said some words to each person, in messages of their own."""
    return [
        sum(
            message.sender_id != person.id and words in message.text
            for message in person.messages()
        )
        for person in people
    ]


async def _prepare(world: World, manager: Person) -> None:
    await _tap(world, manager, "For staff", "Announcements", "New announcement", "Write a text")
    await _write(world, manager, "내일 마감합니다.")
    await _write(world, manager, TEXT)
    await _tap(world, manager, "Everyone who takes part")


async def test_an_unclear_announcement_is_shown_as_uncertain_and_never_repeated(
    world: World,
) -> None:
    people = [await _join(world, name) for name in ("Han", "Jieun", "Mina")]
    manager = await _join(world, "Dora", samples.MANAGER)
    await _prepare(world, manager)
    world.box.faults.inject("timeout", "sendMessage", chat_id=people[0].id, seconds=0.01)
    world.box.faults.inject(
        "refuse",
        "sendMessage",
        chat_id=people[2].id,
        code=403,
        description="Forbidden: bot was blocked by the user",
    )

    await _tap(world, manager, "Send to 4 chats")
    await world.restart()
    await manager.tap("Refresh")
    await world.quiet()

    [progress] = [message.text for message in manager.messages() if "Delivered:" in message.text]
    assert "Delivered: 2" in progress
    assert "Blocked the bot: 1" in progress
    assert "Uncertain: 1" in progress
    assert _times_told(people, TEXT) == [1, 1, 0]  # unclear is what we know, not what happened


async def test_after_a_downtime_before_the_closing_managers_extend_with_a_tap_each(
    world: World,
) -> None:
    citizen = await _join(world, "Han")
    first = await _join(world, "Dora", samples.MANAGER)
    second = await _join(world, "Emil", samples.SECOND_MANAGER)
    closing = world.house.process(1).stages[1].ends_utc
    world.box.clock.set(closing - timedelta(minutes=50))
    await world.quiet()
    await world.stop()
    world.box.clock.advance(timedelta(minutes=30))

    await world.start()
    await world.quiet()
    await _tap(world, first, "Extend until")
    await _tap(world, second, "I have checked this and agree")

    assert world.house.process(1).stages[1].ends_utc == closing + timedelta(hours=1)
    assert "has been extended until" in _text(citizen)


async def test_a_year_of_jumps_and_restarts_tells_everybody_once(world: World) -> None:
    people = [await _join(world, name) for name in ("Han", "Jieun")]
    stages = world.house.process(1).stages
    for stage in stages[1:]:
        for instant in (stage.starts_utc, stage.ends_utc - timedelta(hours=23), stage.ends_utc):
            if instant <= world.box.clock.now():
                continue
            await world.stop()
            world.box.clock.set(instant)
            await world.start()
            await world.quiet()

    for words in (
        "Closing soon: you can vote",
        "Voting is closed.",
        "The ballots are now being counted.",
        "Ending soon: counting",
        "Counting and selecting is over.",
    ):
        assert _times_told(people, words) == [1, 1], words


@pytest.mark.parametrize("label", ["Schedule", "Announcements", "Numbers"])
async def test_a_dismissed_managers_old_buttons_do_nothing(world: World, label: str) -> None:
    manager = await _join(world, "Dora", samples.MANAGER)
    await _tap(world, manager, "For staff")

    async def dismiss(tx):  # type: ignore[no-untyped-def]
        await tx.write("DELETE FROM roles WHERE user_id = :who", {"who": samples.MANAGER})

    await world.house.db.write(dismiss)
    before = _text(manager)
    await _tap(world, manager, label)

    assert _text(manager) == before


async def test_a_headings_topic_is_told_of_the_closing_once_with_the_way_to_its_ballot(
    tmp_path: Path,
) -> None:
    town = await Town.open(tmp_path)
    try:
        chat = await town.with_topics("Eunpyeong-gu", "Jongno-gu")
        topic = town.topic(chat, "은평구")
        closing = town.world.house.process(1).stages[1].ends_utc
        town.box.clock.set(closing - timedelta(hours=23))
        await town.world.quiet()
        await town.passes(minutes=2)

        told = [
            message
            for message in chat.messages.values()
            if message.thread_id == topic.thread_id and "곧 마감됩니다" in message.text
        ]

        assert len(told) == 1
        assert "은평구" in told[0].text
        assert "?start=b-1-2" in str(told[0].inline)
    finally:
        await town.world.close()
