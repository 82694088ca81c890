"""The whole bot: the webhook from end to end, old buttons, a store that fails at the start."""

import asyncio
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.serve import Runtime, serve
from bot.settings import Settings, SettingsWrong
from rehearsal.box import Box
from rehearsal.door_request import BoxRequest
from storage.database import StorageFailed
from tests import samples
from tests.bot.stand import running_clock
from tests.world import World


def _settings(folder: Path, box: Box, **given: object) -> Settings:
    return Settings(
        token=SecretStr(box.token),
        data_dir=folder,
        is_paced=False,
        _env_file=None,
        **given,  # type: ignore[arg-type]
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_by_webhook_the_bot_answers_like_by_polling(tmp_path: Path) -> None:
    async with samples.open_house(tmp_path, samples.sample_process()):
        pass
    box = Box(clock=running_clock())
    port = _free_port()
    settings = _settings(
        tmp_path,
        box,
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_secret=SecretStr("a-secret"),
        webhook_port=port,
    )
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve(
            settings,
            clock=box.clock,
            request=BoxRequest(box),
            stop=stop,
            ready=ready.set_result,
        )
    )
    runtime: Runtime = await asyncio.wait_for(ready, 60)
    box.watch(lambda: runtime.is_busy)
    person = box.user("Sample", language_code="en")

    await person.start()
    await box.quiet(settle_s=0.1)
    said = [message.text for message in person.messages()]
    stop.set()
    await asyncio.wait_for(serving, 60)
    await box.close()

    assert len(said) == 2
    assert "Sample budget 2027" in said[-1]


async def test_a_button_that_nobody_knows_leads_home(tmp_path: Path) -> None:
    world = await World.open(tmp_path, "sample")
    person = world.box.user("Sample", language_code="en")
    await person.start()
    await world.quiet()
    chat = world.box.private_chat(person.id)
    shown = chat.last_message()
    assert shown is not None
    shown.inline = {"inline_keyboard": [[{"text": "Old", "callback_data": "zz|1|2"}]]}

    await person.tap("Old")
    await world.quiet()
    toasts = [tap.answer for tap in person.toasts()]
    text = person.messages()[-1].text
    await world.close()

    assert len(toasts) == 1
    assert "too old" in toasts[0]
    assert "Sample budget 2027" in text


async def test_a_damaged_store_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "madang.db").write_bytes(b"no database at all, only words " * 50)
    box = Box(clock=running_clock())

    with pytest.raises(StorageFailed):
        await serve(_settings(tmp_path, box), clock=box.clock, request=BoxRequest(box))


async def test_a_token_that_telegram_does_not_know_is_named(tmp_path: Path) -> None:
    box = Box(clock=running_clock())
    settings = _settings(tmp_path, box).model_copy(update={"token": SecretStr("99:other-token")})

    with pytest.raises(SettingsWrong, match="MADANG_TOKEN: Telegram does not know it"):
        await serve(settings, clock=box.clock, request=BoxRequest(box))


async def test_without_a_token_there_is_nothing_to_serve(tmp_path: Path) -> None:
    box = Box(clock=running_clock())
    settings = _settings(tmp_path, box).model_copy(update={"token": None})

    with pytest.raises(SettingsWrong, match="MADANG_TOKEN: needed"):
        await serve(settings, clock=box.clock, request=BoxRequest(box))
