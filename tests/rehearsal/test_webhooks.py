"""Delivery to a webhook: with its secret, in order, again until it is taken."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from rehearsal.box import Box
from rehearsal.people import Person
from rehearsal.refusals import Refusal

Json = dict[str, Any]


@dataclass
class Hook:
    url: str = ""
    taken: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    reply: Json | None = None


@pytest.fixture
async def hook(box: Box) -> AsyncIterator[Hook]:
    held = Hook()

    async def take(request: web.Request) -> web.Response:
        held.taken.append(await request.json())
        held.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = held.statuses.pop(0) if held.statuses else 200
        return web.Response(status=status, text=json.dumps(held.reply) if held.reply else "")

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    held.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield held
    await box.close()
    await runner.cleanup()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the condition is the box's own state
            await asyncio.sleep(0.005)


def words(hook: Hook) -> list[str]:
    return [one["message"]["text"] for one in hook.taken]


async def test_updates_come_in_order_with_the_secret(box: Box, jieun: Person, hook: Hook):
    await jieun.send("하나")
    await box.call("setWebhook", {"url": hook.url, "secret_token": "s_1-A"})
    await jieun.send("둘")

    await until(lambda: len(box.updates) == 0)

    assert words(hook) == ["하나", "둘"]
    assert hook.secrets == ["s_1-A", "s_1-A"]


async def test_an_update_that_is_not_taken_comes_again_before_later_ones(
    box: Box, jieun: Person, hook: Hook
):
    hook.statuses = [500, 503]
    await box.call("setWebhook", {"url": hook.url})
    await jieun.send("하나")
    await jieun.send("둘")

    # What was taken is not answered yet.
    await until(lambda: bool(box.webhook.last_error_message))
    info = await box.call("getWebhookInfo", {})
    for tries in (2, 4):
        await asyncio.sleep(0.02)
        box.clock.advance(timedelta(seconds=5))
        await until(lambda: len(hook.taken) >= tries)  # noqa: B023

    assert words(hook) == ["하나", "하나", "하나", "둘"]
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )


async def test_one_persons_trouble_does_not_hold_up_another(box: Box, jieun: Person, hook: Hook):
    hook.statuses = [500]
    other = box.user("Other")
    await box.call("setWebhook", {"url": hook.url})
    await jieun.send("하나")
    await until(lambda: len(hook.taken) == 1)

    await other.send("둘")
    await until(lambda: len(box.updates) == 1)

    assert words(hook) == ["하나", "둘"]


async def test_a_call_in_the_webhooks_reply_is_carried_out(box: Box, jieun: Person, hook: Hook):
    hook.reply = {"method": "sendMessage", "chat_id": jieun.id, "text": "받았습니다"}
    await box.call("setWebhook", {"url": hook.url})

    await jieun.send("하나")
    await until(lambda: len(box.updates) == 0 and bool(jieun.screen()))

    assert jieun.screen()["text"] == "받았습니다"


async def test_deleting_the_webhook_keeps_what_is_pending_unless_told_otherwise(
    box: Box, jieun: Person, hook: Hook
):
    hook.statuses = [500]
    await box.call("setWebhook", {"url": hook.url})
    await jieun.send("하나")
    await until(lambda: len(hook.taken) == 1)

    await box.call("deleteWebhook", {})
    kept = await box.call("getUpdates", {})
    await box.call("deleteWebhook", {"drop_pending_updates": True})

    assert [one["message"]["text"] for one in kept] == ["하나"]
    assert await box.call("getUpdates", {}) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"url": "http://127.0.0.1/h", "secret_token": "한글"},
            "secret token contains unallowed characters",
        ),
        ({"url": "ftp://127.0.0.1"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org/h"},
            "bad webhook: Failed to resolve host: Name or service not known",
        ),
    ],
)
async def test_webhooks_that_are_refused(box: Box, values: Json, words: str):
    with pytest.raises(Refusal) as caught:
        await box.call("setWebhook", values)

    assert caught.value.description == f"Bad Request: {words}"
