"""Long polling: the offset moves only when a batch is done, and forgets itself afterwards."""

import asyncio
from pathlib import Path

import pytest
from telegram import Update

from handlers.context import Context
from handlers.show import show
from screens.screen import Screen
from tests.bot.notices import until
from tests.bot.stand import on_text, open_bot_in, open_stand, serving


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    await show(context, update, Screen(f"heard {message.text if message else ''}"))


async def test_what_was_not_confirmed_comes_again_to_the_next_bot(tmp_path: Path) -> None:
    heard: list[str] = []
    is_stuck = asyncio.Event()

    async def stick(update: Update, context: Context) -> None:
        is_stuck.set()
        await asyncio.sleep(60)

    async def hear(update: Update, context: Context) -> None:
        assert update.effective_message is not None
        heard.append(update.effective_message.text or "")

    async with open_stand(tmp_path, on_text(stick)) as stand:
        person = stand.box.user("Sample")
        await person.start()
        polling = asyncio.create_task(stand.serve())
        await asyncio.wait_for(is_stuck.wait(), 60)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        for task in list(stand.confirmer._under_way.values()):
            task.cancel()
        (tmp_path / "next").mkdir()
        async with (
            open_bot_in(tmp_path / "next", stand.box, on_text(hear)) as successor,
            serving(successor),
        ):
            await stand.box.quiet()

    assert heard == ["/start"]


async def test_stopping_finishes_and_confirms_the_batch(tmp_path: Path) -> None:
    async def slowly(update: Update, context: Context) -> None:
        stand.stop.set()
        await asyncio.sleep(0.05)
        await echo(update, context)

    async with open_stand(tmp_path, on_text(slowly)) as stand:
        person = stand.box.user("Sample")
        await person.start()
        await stand.serve()
        pending = len(stand.box.updates)
        said = [message.text for message in person.messages()]

    assert said[-1] == "heard /start"
    assert pending == 0


async def test_an_update_that_cannot_be_read_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_stand(tmp_path, on_text(echo)) as stand:
        person = stand.box.user("Sample")
        ask = stand.client.raw_updates

        async def ask_with_rubbish(*given: object, **named: object) -> list[dict[str, object]]:
            batch = await ask(*given, **named)  # type: ignore[arg-type]
            return [*({**raw, "message": 5} for raw in batch[:1]), *batch[1:]]

        monkeypatch.setattr(type(stand.client), "raw_updates", staticmethod(ask_with_rubbish))
        await person.start()
        await person.send("second")
        async with serving(stand):
            await stand.box.quiet()
            said = [message.text for message in person.messages()]

    assert said[-1] == "heard second"
    assert "heard /start" not in said


async def test_an_old_offset_does_not_hide_updates_that_are_numbered_anew(
    tmp_path: Path,
) -> None:
    async with open_stand(tmp_path, on_text(echo)) as stand, serving(stand):
        person = stand.box.user("Sample")
        await person.start()
        await stand.box.quiet()
        stand.box.updates.next_id = 5
        await until(lambda: stand.polling._offset is None)
        offset = stand.polling._offset

        await person.send("after a week")
        await stand.box.quiet()
        said = [message.text for message in person.messages()]

    assert offset is None
    assert said[-1] == "heard after a week"


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "dropped", "flood"])
async def test_polling_survives_what_the_network_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("bot.polling.PAUSE_LEAST_S", 0.01)
    async with open_stand(tmp_path, on_text(echo)) as stand, serving(stand):
        stand.box.faults.inject(kind, "getUpdates", times=2, retry_after=1)
        person = stand.box.user("Sample")
        await person.start()
        await stand.box.quiet()
        said = [message.text for message in person.messages()]

    assert said[-1] == "heard /start"


async def test_a_batch_is_handled_by_many_at_once(tmp_path: Path) -> None:
    together = asyncio.Barrier(20)

    async def meet(update: Update, context: Context) -> None:
        await asyncio.wait_for(together.wait(), 60)
        await echo(update, context)

    async with open_stand(tmp_path, on_text(meet)) as stand:
        people = [stand.box.user(f"Sample {n}") for n in range(20)]
        for person in people:
            await person.start()
        async with serving(stand):
            await stand.box.quiet()
            said = [[message.text for message in person.messages()][-1] for person in people]

    assert said == ["heard /start"] * 20
