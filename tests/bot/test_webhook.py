"""The webhook answers 200 only after the commit, and only to who knows the secret."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram import Update

from bot.replies import rides_along
from bot.webhook import BODY_MOST, SECRET_HEADER, WebhookServer, path_of, webhook_app
from handlers.context import Context
from storage.database import StorageFailed
from tests.bot.stand import Stand, on_text, open_stand

SECRET = "secret-of-the-test"
handled: list[str] = []


async def note(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    handled.append(update.effective_message.text or "")


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    handled.clear()
    async with open_stand(tmp_path, on_text(note), delivers=False) as stand:
        yield stand


@pytest.fixture
async def url(stand: Stand) -> AsyncIterator[str]:
    async def is_well() -> bool:
        try:
            await stand.db.read(lambda tx: tx.value("SELECT 1"))
        except StorageFailed:
            return False
        return True

    app = webhook_app(stand.confirmer, SECRET, "/hook", is_well)
    server = WebhookServer(app, "127.0.0.1", 0)
    stop = asyncio.Event()
    serving = asyncio.create_task(server.run(stop))
    yield f"http://127.0.0.1:{server.port}"
    stop.set()
    await serving


async def _post(url: str, body: Any, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/hook", data=data, headers=headers) as answer,
    ):
        return answer.status


async def _listens(port: int) -> None:
    for _ in range(500):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return


async def test_an_update_is_handled_before_it_is_answered(stand: Stand, url: str) -> None:
    status = await _post(url, stand.update(1, "hello").to_dict())

    assert (status, handled) == (200, ["hello"])


@pytest.mark.parametrize("fails", [False, True])
async def test_an_answer_that_is_gone_has_no_room_for_a_later_call(
    tmp_path: Path, fails: bool
) -> None:
    later: list[asyncio.Task[bool]] = []
    answered = asyncio.Event()

    async def call_later(update: Update, context: Context) -> None:
        async def call() -> bool:
            await answered.wait()
            return rides_along("sendMessage", "{}")

        later.append(asyncio.create_task(call()))
        if fails:
            raise StorageFailed("the disk is full")

    async def is_well() -> bool:
        return True

    async with open_stand(tmp_path, on_text(call_later), delivers=False) as stand:
        app = webhook_app(stand.confirmer, SECRET, "/hook", is_well)
        server, stop = WebhookServer(app, "127.0.0.1", 0), asyncio.Event()
        serving = asyncio.create_task(server.run(stop))
        await _listens(server.port)
        body = stand.update(1, "hello").to_dict()
        status = await _post(f"http://127.0.0.1:{server.port}", body)
        answered.set()
        stop.set()
        await serving

    assert status == (500 if fails else 200)
    assert [await one for one in later] == [False] * len(later)
    assert later


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x"])
async def test_without_the_secret_nothing_is_handled(
    stand: Stand, url: str, secret: str | None
) -> None:
    status = await _post(url, stand.update(1, "hello").to_dict(), secret)

    assert (status, handled) == (403, [])


async def test_a_failing_store_makes_telegram_deliver_again(
    stand: Stand, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(update: Update, *, in_turn: bool = False) -> None:
        raise StorageFailed("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(stand.confirmer, "_handle", fail)
        failed = await _post(url, stand.update(1, "hello").to_dict())
    again = await _post(url, stand.update(1, "hello").to_dict())

    assert (failed, again, handled) == (500, 200, ["hello"])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": "x"}', b"\xff\xfe{"])
async def test_what_is_no_update_is_refused(stand: Stand, url: str, body: bytes) -> None:
    assert await _post(url, body) == 400


async def test_an_update_that_cannot_be_read_is_passed_over(stand: Stand, url: str) -> None:
    assert await _post(url, {"update_id": 4, "message": 7}) == 200


async def test_a_huge_body_is_cut_off(stand: Stand, url: str) -> None:
    assert await _post(url, b" " * (BODY_MOST + 1)) == 413


async def test_health_tells_whether_the_store_answers(stand: Stand, url: str) -> None:
    async def look() -> int:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as answer:
            return answer.status

    well = await look()
    await stand.db.close()

    assert (well, await look()) == (200, 503)


async def test_the_path_is_that_of_the_public_address() -> None:
    assert path_of("https://bot.example.org/madang/hook") == "/madang/hook"
    assert path_of("https://bot.example.org") == "/"
