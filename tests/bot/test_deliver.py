"""The deliverer: each notice reaches its chat once, in order, and answers before news."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from actions import effects
from bot.pace import OVERALL_BURST
from rehearsal.box import Box
from storage.database import Transaction
from storage.outbox import Lane, Notice
from tests.bot.notices import PATIENCE_S, a_group, put, rest, somebody, states, texts, until, words
from tests.bot.stand import Stand, open_bot_in, open_stand, standing_clock


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with open_stand(tmp_path) as stand:
        yield stand


async def test_a_notice_is_told_as_soon_as_it_is_committed(stand: Stand) -> None:
    person = await somebody(stand)

    await put(stand, words(person.user.id, "one"), words(person.user.id, "two"))
    await rest(stand)

    assert texts(person) == ["one", "two"]
    assert await states(stand) == []


async def test_what_must_be_told_only_once_stays_known_as_told(stand: Stand) -> None:
    person = await somebody(stand)

    for _ in range(2):
        await put(stand, words(person.user.id, "news", told_key="news"))
        await rest(stand)

    assert texts(person) == ["news"]
    assert await states(stand) == ["delivered"]


async def test_a_notice_waits_for_its_instant(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock) as stand:
        person = await somebody(stand)
        soon = int(clock.now().timestamp()) + 600
        await put(stand, words(person.user.id, "later", not_before_utc=soon))
        await rest(stand)
        before = texts(person)

        clock.advance(timedelta(seconds=601))
        await rest(stand)

        assert (before, texts(person)) == ([], ["later"])


async def test_edits_that_wait_become_one_and_the_newest_wins(tmp_path: Path) -> None:
    async with open_stand(tmp_path, delivers=False) as stand:
        person = await somebody(stand)
        await put(stand, words(person.user.id, "first"))
        await stand.deliverer.start()
        await rest(stand)
        [message] = [m for m in person.messages() if m.text == "first"]
        stand.box.take_events()
        for number in range(10):
            await put(
                stand,
                words(
                    person.user.id,
                    f"edit {number}",
                    message_id=message.id,
                    at_most_once=False,
                    told_key="screen",
                    joins=True,
                ),
            )
        await rest(stand)
        await stand.deliverer.stop()

        edits = [event.text for event in stand.box.take_events(kinds={"edit"})]
        assert edits[-1] == "edit 9"
        assert len(edits) < 10
        assert await states(stand) == []


async def test_an_edit_that_changes_nothing_is_done(stand: Stand) -> None:
    person = await somebody(stand)
    await put(stand, words(person.user.id, "same"))
    await rest(stand)
    [message] = [m for m in person.messages() if m.text == "same"]

    await put(
        stand,
        words(person.user.id, "same", message_id=message.id, at_most_once=False),
    )
    await rest(stand)

    assert texts(person) == ["same"]
    assert await states(stand) == []


async def test_effects_are_done_in_order_and_recorded_with_their_row(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    async def record(tx: Transaction, notice: Notice, outcome: object) -> None:
        made.append(outcome)

    monkeypatch.setitem(effects._DONE, "create-topic", record)
    _, group_id = await a_group(stand, forum=True)
    await put(stand, Notice("create-topic", group_id, {"title": "은평구"}, process_no=1))
    await rest(stand)
    [topic] = [t for t in stand.box.chats[group_id].topics.values() if t.name == "은평구"]
    await put(
        stand,
        Notice("close-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("reopen-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("reopen-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
        Notice("close-topic", group_id, thread_id=topic.thread_id, at_most_once=False),
    )
    await rest(stand)

    assert made == [{"topic_id": topic.thread_id}]
    assert topic.is_closed
    assert await states(stand, "close-topic") == []


async def test_a_notice_without_words_is_refused_not_repeated(stand: Stand) -> None:
    person = await somebody(stand)

    await put(stand, Notice("no-such-kind", person.user.id, process_no=1))
    await put(stand, words(person.user.id, "after"))
    await rest(stand)

    assert texts(person) == ["after"]
    assert await states(stand, "no-such-kind") == ["refused"]


async def test_a_stop_leaves_the_rest_in_the_outbox_for_the_next_start(tmp_path: Path) -> None:
    clock = standing_clock()
    box = Box(clock=clock)
    people = [box.user(f"Sample {number}") for number in range(30)]
    for person in people:
        await person.start()
    async with open_bot_in(tmp_path, box, is_paced=True) as stand:
        await put(stand, *(words(p.user.id, "news", told_key=str(p.user.id)) for p in people))
        await until(lambda: sum(len(texts(person)) for person in people) >= OVERALL_BURST)
    first = sum(len(texts(person)) for person in people)
    async with open_bot_in(tmp_path, box) as stand:
        await rest(stand)
        left = set(await states(stand))
    await box.close()

    assert 0 < first < 30
    assert [texts(person) for person in people] == [["news"]] * 30
    assert left == {"delivered"}


async def test_an_answer_overtakes_a_long_broadcast(tmp_path: Path) -> None:
    clock = standing_clock()
    async with open_stand(tmp_path, clock=clock, is_paced=True, flood_limits=True) as stand:
        people = [await somebody(stand) for _ in range(60)]
        await put(stand, *(words(p.user.id, "news", lane=Lane.BROADCASTS) for p in people))
        await until(lambda: stand.pacer.people_waiting >= 60 - OVERALL_BURST)
        hasty = await somebody(stand)
        await put(stand, words(hasty.user.id, "answer"))
        async with asyncio.timeout(PATIENCE_S):
            while not texts(hasty):
                clock.advance(timedelta(milliseconds=10))
                await asyncio.sleep(0.002)
        told = sum(len(texts(person)) for person in people)

        assert texts(hasty) == ["answer"]
        assert told < 30
