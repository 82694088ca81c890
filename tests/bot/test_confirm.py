"""An update is confirmed only after its effect is on disk; nothing is lost, nothing acts twice."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import ConversationHandler, MessageHandler, filters

from deliberation.refusals import NotThere
from handlers.context import Context
from handlers.show import show
from rehearsal.box import Box
from screens.screen import Screen
from storage import updates
from storage.database import StorageFailed, Transaction
from tests.bot.stand import Stand, on_text, open_bot_in, open_stand, running_clock, serving

TABLE = "CREATE TABLE IF NOT EXISTS notes (update_id BIGINT PRIMARY KEY, body TEXT)"


async def note(update: Update, context: Context) -> None:
    """The test's own action: writes once for each update, answers always."""
    message = update.effective_message
    assert message is not None

    async def act(tx: Transaction) -> None:
        if await updates.remember(tx, update.update_id, 0):
            await tx.write(
                "INSERT INTO notes (update_id, body) VALUES (:id, :body)",
                {"id": update.update_id, "body": message.text},
            )

    await context.house.db.write(act)
    await show(context, update, Screen(f"noted {message.text}"))


async def _bodies(stand: Stand) -> list[str]:
    rows = await stand.db.read(lambda tx: tx.all("SELECT body FROM notes ORDER BY body"))
    return [row["body"] for row in rows]


async def test_a_failing_store_leaves_an_update_unconfirmed_until_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling.STORE_PAUSE_S", 0.02)
    async with open_stand(tmp_path, on_text(note)) as stand:
        await stand.db.write(lambda tx: tx.write(TABLE))
        broken = 2

        async def fail(tx: Transaction) -> None:
            nonlocal broken
            broken -= 1
            raise StorageFailed("the disk is full")

        write = stand.db.write
        monkeypatch.setattr(
            stand.db, "write", lambda act: write(fail) if broken > 0 else write(act)
        )
        person = stand.box.user("Sample", language_code="en")
        await person.start()

        async with serving(stand):
            await person.send("one")
            await stand.box.quiet()
            said = [message.text for message in person.messages()]
            bodies = await _bodies(stand)

    assert "one" in bodies
    assert any("Nothing was recorded" in text for text in said)
    assert said[-1] == "noted one"


async def test_any_other_fault_is_tried_once_more_then_apologised_for_and_confirmed(
    tmp_path: Path,
) -> None:
    tries: Counter[int] = Counter()

    async def stumble(update: Update, context: Context) -> None:
        tries[update.update_id] += 1
        raise RuntimeError("a fault in the program")

    async with open_stand(tmp_path, on_text(stumble)) as stand, serving(stand):
        person = stand.box.user("Sample", language_code="en")
        await person.start()
        await stand.box.quiet()
        said = [message.text for message in person.messages() if message.text != "/start"]
        pending = len(stand.box.updates)

    assert list(tries.values()) == [2]
    assert len(said) == 1
    assert "Something went wrong" in said[0]
    assert (pending, stand.confirmer.given_up) == (0, 1)


async def test_a_fault_that_passes_is_not_apologised_for(tmp_path: Path) -> None:
    tries: Counter[int] = Counter()

    async def stumble_once(update: Update, context: Context) -> None:
        tries[update.update_id] += 1
        if tries[update.update_id] == 1:
            raise RuntimeError("a fault that passes")
        await show(context, update, Screen("done"))

    async with open_stand(tmp_path, on_text(stumble_once)) as stand, serving(stand):
        person = stand.box.user("Sample")
        await person.start()
        await stand.box.quiet()
        said = [message.text for message in person.messages() if message.text != "/start"]

    assert said == ["done"]
    assert stand.confirmer.given_up == 0


async def test_a_refusal_is_an_answer_and_is_confirmed(tmp_path: Path) -> None:
    async def refuse(update: Update, context: Context) -> None:
        raise NotThere("no-process")

    async with open_stand(tmp_path, on_text(refuse)) as stand, serving(stand):
        person = stand.box.user("Sample", language_code="en")
        await person.start()
        await stand.box.quiet()
        said = [message.text for message in person.messages() if message.text != "/start"]

    assert len(said) == 1
    assert "No budget year" in said[0]
    assert stand.confirmer.given_up == 0


async def test_a_second_delivery_waits_for_the_first_and_acts_no_second_time(
    tmp_path: Path,
) -> None:
    runs = 0

    async def slowly(update: Update, context: Context) -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0.02)
        await note(update, context)

    async with open_stand(tmp_path, on_text(slowly)) as stand:
        await stand.db.write(lambda tx: tx.write(TABLE))
        person = stand.box.user("Sample")
        await person.start()
        update = stand.update(1, "once", person.user.id)

        await asyncio.gather(*(stand.confirmer.handle(update) for _ in range(3)))
        await stand.confirmer.handle(update)
        bodies = await _bodies(stand)

    assert runs == 2
    assert bodies == ["once"]


async def test_a_redelivered_update_still_gets_its_answer(tmp_path: Path) -> None:
    async with open_stand(tmp_path, on_text(note)) as stand:
        await stand.db.write(lambda tx: tx.write(TABLE))
        person = stand.box.user("Sample")
        await person.start()
        update = stand.update(1, "hello", person.user.id)

        for _ in range(2):
            await stand.confirmer.handle(update)
        said = [message.text for message in person.messages() if message.text != "/start"]
        bodies = await _bodies(stand)

    assert said == ["noted hello", "noted hello"]
    assert bodies == ["hello"]


async def test_where_somebody_stands_in_a_dialogue_is_on_disk_before_the_confirmation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dialogue() -> list[ConversationHandler]:
        async def begin(update: Update, context: Context) -> int:
            return 1

        async def go_on(update: Update, context: Context) -> int:
            await show(context, update, Screen("went on"))
            return ConversationHandler.END

        return [
            ConversationHandler(
                entry_points=[MessageHandler(filters.Regex("^begin$"), begin)],
                states={1: [MessageHandler(filters.TEXT, go_on)]},
                fallbacks=[],
                name="dialogue",
                persistent=True,
            )
        ]

    box = Box(clock=running_clock())
    person = box.user("Sample")
    await person.start()
    async with open_bot_in(tmp_path, box, dialogue()) as stand:
        write = stand.db.write

        async def fail(act: object) -> None:
            raise StorageFailed("the disk is full")

        monkeypatch.setattr(stand.db, "write", fail)
        with pytest.raises(StorageFailed):
            await stand.confirmer.handle(stand.update(1, "begin", person.user.id))
        monkeypatch.setattr(stand.db, "write", write)
        await stand.confirmer.handle(stand.update(2, "begin", person.user.id + 1))
        rows = await stand.db.read(lambda tx: tx.all("SELECT * FROM conversation_states"))
    async with open_bot_in(tmp_path, box, dialogue()) as stand:
        await stand.confirmer.handle(stand.update(3, "anything", person.user.id))
        left = await stand.db.read(lambda tx: tx.all("SELECT * FROM conversation_states"))
    await box.close()

    assert len(rows) == 2
    assert [message.text for message in person.messages()][-1] == "went on"
    assert len(left) == 1


async def test_updates_in_any_order_and_number_leave_the_same_behind(tmp_path: Path) -> None:
    async with open_stand(tmp_path, on_text(note)) as stand:
        await stand.db.write(lambda tx: tx.write(TABLE))
        people = [stand.box.user(f"Sample {n}") for n in range(5)]
        for person in people:
            await person.start()
        sent = [
            stand.update(number, f"text {number:02}", people[number % 5].user.id)
            for number in range(20)
        ]

        shuffled = [sent[(number * 7) % 20] for number in range(60)]
        await asyncio.gather(*(stand.confirmer.handle(update) for update in shuffled))
        bodies = await _bodies(stand)

    assert bodies == [f"text {number:02}" for number in range(20)]
