"""What may happen to a notice on its way: it is told all the same, or known not to be.

The clock stands unless a test moves it.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import outbox
from storage.database import StorageFailed
from storage.outbox import Lane
from tests.bot.notices import (
    KIND,
    PATIENCE_S,
    a_group,
    in_time,
    put,
    rest,
    somebody,
    states,
    texts,
    until,
    words,
)
from tests.bot.stand import Stand, open_stand, standing_clock
from tests.samples import MANAGER


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with open_stand(tmp_path, clock=standing_clock()) as stand:
        yield stand


async def test_a_receipt_whose_message_is_gone_comes_as_a_new_one(stand: Stand) -> None:
    person = await somebody(stand)

    await put(stand, words(person.user.id, "receipt", message_id=999, at_most_once=False))
    await rest(stand)

    assert texts(person) == ["receipt"]
    assert await states(stand) == []


@pytest.mark.parametrize(
    ("kind", "arrives"), [("timeout", True), ("dropped", False)], ids=["done", "lost"]
)
async def test_an_unclear_announcement_is_marked_and_never_repeated(
    stand: Stand, kind: str, arrives: bool
) -> None:
    person = await somebody(stand)
    stand.box.faults.inject(kind, "sendMessage")

    await put(stand, words(person.user.id, "news", announcement_no=1))
    await rest(stand)
    await put(stand, words(person.user.id, "after"))
    await rest(stand)

    assert texts(person) == (["news", "after"] if arrives else ["after"])
    progress = await stand.db.read(lambda tx: outbox.progress(tx, 1))
    assert progress == outbox.Progress(uncertain=1)


async def test_managers_learn_of_uncertain_notices_once_for_many(stand: Stand) -> None:
    manager = await somebody(stand, MANAGER)
    people = [await somebody(stand) for _ in range(3)]
    stand.box.faults.inject("timeout", "sendMessage", times=3)
    await put(stand, *(words(p.user.id, "news", told_key=f"n{p.user.id}") for p in people))
    await rest(stand)

    stand.box.clock.advance(timedelta(minutes=2))
    await rest(stand)

    told = texts(manager)
    assert len(told) == 1
    assert "3" in told[0]


@pytest.mark.parametrize("kind", ["timeout", "dropped", "server_error", "bad_gateway"])
async def test_a_receipt_is_sent_until_telegram_says_yes(stand: Stand, kind: str) -> None:
    person = await somebody(stand)
    await put(stand, words(person.user.id, "first"))
    await rest(stand)
    [message] = [m for m in person.messages() if m.text == "first"]
    stand.box.faults.inject(kind, "editMessageText", times=2)

    await put(
        stand,
        words(person.user.id, "receipt", message_id=message.id, at_most_once=False),
    )
    await in_time(stand, [])

    assert texts(person) == ["receipt"]


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "flood"])
async def test_an_announcement_that_certainly_failed_is_sent_again_once(
    stand: Stand, kind: str
) -> None:
    person = await somebody(stand)
    stand.box.faults.inject(kind, "sendMessage", retry_after=1)

    await put(stand, words(person.user.id, "news", told_key="news"))
    await in_time(stand, ["delivered"])

    assert texts(person) == ["news"]


async def test_a_chat_in_trouble_keeps_its_order_and_holds_up_nobody(stand: Stand) -> None:
    troubled, other = await somebody(stand), await somebody(stand)
    stand.box.faults.inject("server_error", "sendMessage", chat_id=troubled.user.id)
    numbers = [str(number) for number in range(5)]

    await put(stand, *(words(troubled.user.id, text) for text in numbers))
    await put(stand, words(other.user.id, "meanwhile"))
    await rest(stand)
    meanwhile = (texts(other), texts(troubled))
    await in_time(stand, [])

    assert meanwhile == (["meanwhile"], [])
    assert texts(troubled) == numbers


async def test_somebody_who_blocked_the_bot_is_marked_and_not_retried(stand: Stand) -> None:
    person = await somebody(stand)
    await stand.db.write(
        lambda tx: tx.write(
            "INSERT INTO citizens (user_id, language, first_seen_utc) VALUES (:id, 'en', 0)",
            {"id": person.user.id},
        )
    )
    await person.block()

    await put(stand, words(person.user.id, "news", announcement_no=3))
    await rest(stand)

    blocked = await stand.db.read(lambda tx: tx.value("SELECT blocked FROM citizens"))
    assert blocked == 1
    assert await states(stand) == ["blocked"]


async def test_a_group_that_became_a_supergroup_is_followed(stand: Stand) -> None:
    owner, old_id = await a_group(stand)
    new = stand.box.migrate(stand.box.chats[old_id])

    await put(
        stand,
        words(old_id, "one", lane=Lane.GROUPS, told_key="one"),
        words(old_id, "two", lane=Lane.GROUPS, told_key="two"),
    )
    await rest(stand)

    told = [m.text for m in owner.messages(new) if m.text in {"one", "two"}]
    assert told == ["one", "two"]
    assert await states(stand) == ["delivered", "delivered"]
    assert await stand.db.read(lambda tx: tx.value("SELECT chat_id FROM groups")) == new.id


async def test_thrown_out_of_a_group_managers_are_told_once(stand: Stand) -> None:
    manager = await somebody(stand, MANAGER)
    owner, group_id = await a_group(stand)
    await owner.remove(stand.box.chats[group_id], stand.box.bot.id)

    await put(stand, *(words(group_id, "news", told_key=f"n{n}") for n in range(3)))
    await rest(stand)

    told = texts(manager)
    assert len(told) == 1
    assert "Eunpyeong" in told[0]
    assert await states(stand) == ["refused"] * 3
    assert await stand.db.read(lambda tx: tx.value("SELECT gone_utc FROM groups")) is not None


async def test_a_topic_that_is_gone_refuses_its_notice_with_the_reason(stand: Stand) -> None:
    manager = await somebody(stand, MANAGER)
    _, group_id = await a_group(stand, forum=True)

    await put(stand, words(group_id, "news", thread_id=77, told_key="n"))
    await rest(stand)

    why = await stand.db.read(
        lambda tx: tx.value("SELECT why FROM outbox WHERE kind = :kind", {"kind": KIND})
    )
    assert why == "topic-gone"
    assert len(texts(manager)) == 1


async def test_a_pause_that_passes_in_small_steps_ends(stand: Stand) -> None:
    person = await somebody(stand)
    stand.box.faults.inject("flood", "sendMessage", retry_after=1)
    await put(stand, words(person.user.id, "news"))
    await rest(stand)

    # Ten tenths are a little less than one: who sleeps for the rest under a clock that stands
    # would sleep for good.
    for _ in range(10):
        stand.box.clock.advance(timedelta(seconds=0.1))
        await rest(stand)

    assert texts(person) == ["news"]


async def test_what_telegram_has_done_is_noted_as_soon_as_the_store_works(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.deliver.STORE_PAUSE_S", 0.01)
    person = await somebody(stand)
    answer, is_broken = stand.box.answer, asyncio.Event()

    async def answer_and_break(token: str, method: str, *rest: Any) -> tuple[int, Any]:
        answered = await answer(token, method, *rest)
        if method == "sendMessage" and not is_broken.is_set():
            await stand.db._writer.execute("PRAGMA query_only = ON")
            is_broken.set()
        return answered

    monkeypatch.setattr(stand.box, "answer", answer_and_break)
    await put(stand, words(person.user.id, "news", told_key="news"))
    await asyncio.wait_for(is_broken.wait(), PATIENCE_S)
    with pytest.raises(StorageFailed):
        await put(stand, words(person.user.id, "lost", told_key="lost"))
    broken = await states(stand)
    await stand.db._writer.execute("PRAGMA query_only = OFF")
    await rest(stand)

    assert broken == ["sending"]
    assert await states(stand) == ["delivered"]
    assert texts(person) == ["news"]


async def test_an_outbox_that_cannot_be_read_is_read_again_though_the_clock_stands(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.deliver.STORE_PAUSE_S", 0.01)
    person = await somebody(stand)
    read, faults = stand.db.read, [StorageFailed("disk I/O error")] * 2

    async def read_at_last(look: Any) -> Any:
        if faults:
            raise faults.pop()
        return await read(look)

    await stand.deliverer.rest()
    monkeypatch.setattr(stand.db, "read", read_at_last)
    await put(stand, words(person.user.id, "news"))
    await until(lambda: texts(person))

    assert (texts(person), faults) == (["news"], [])
