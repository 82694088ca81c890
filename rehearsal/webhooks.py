"""Delivering updates to a webhook: in order for each person or chat, again until it is taken."""

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING, Any

import aiohttp

from rehearsal.refusals import Refusal

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

FIRST_RETRY_S = 1.0
LAST_RETRY_S = 60.0
ANSWER_WITHIN_S = 60.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """The bot's webhook: where it is, how it fares, and the lanes that feed it."""

    def __init__(self, box: "Box") -> None:
        self._box = box
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._queues: dict[int, deque[Json]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(40)
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error_date: int | None = None
        self.last_error_message = ""

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Deliver to an address from now on, beginning with what is pending."""
        self._stop_lanes()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error_date, self.last_error_message = None, ""
        self._slots = asyncio.Semaphore(max_connections)
        self._box.updates.has_webhook = True
        self._box.updates.on_new = self._take
        for update in self._box.updates.pending():
            self._take(update)

    def unset(self) -> None:
        """Go back to polling."""
        self._stop_lanes()
        self.url = self.secret = ""
        self._box.updates.has_webhook = False
        self._box.updates.on_new = lambda update: None

    def as_json(self) -> Json:
        """The Bot API's WebhookInfo, without the pending count."""
        shape: Json = {"url": self.url, "has_custom_certificate": False}
        if self.url:
            shape["max_connections"] = self.max_connections
            shape["ip_address"] = "127.0.0.1"
        if self.last_error_date is not None:
            shape["last_error_date"] = self.last_error_date
            shape["last_error_message"] = self.last_error_message
        return shape

    async def close(self) -> None:
        """Stop delivering and let the connections go."""
        lanes = list(self._lanes.values())
        self._stop_lanes()
        await asyncio.gather(*lanes, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _stop_lanes(self) -> None:
        for lane in self._lanes.values():
            lane.cancel()
        self._lanes.clear()
        self._queues.clear()

    def _take(self, update: Json) -> None:
        key = _lane_of(update)
        self._queues.setdefault(key, deque()).append(update)
        if key not in self._lanes:
            self._lanes[key] = asyncio.get_running_loop().create_task(self._run(key))

    async def _run(self, key: int) -> None:
        queue = self._queues[key]
        while queue:
            wait_s = FIRST_RETRY_S
            while not await self._deliver(queue[0]):
                await self._box.clock.sleep(wait_s)
                wait_s = min(LAST_RETRY_S, wait_s * 2)
            self._box.updates.forget(queue[0]["update_id"])
            queue.popleft()
        del self._queues[key]
        del self._lanes[key]

    async def _deliver(self, update: Json) -> bool:
        self._box.check_update(update)
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[_SECRET_HEADER] = self.secret
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        body = json.dumps(update, ensure_ascii=False).encode()
        async with self._slots:
            try:
                async with self._session.post(self.url, data=body, headers=headers) as answer:
                    reply = await answer.read()
                    status, reason = answer.status, answer.reason or ""
            except (aiohttp.ClientError, TimeoutError) as error:
                self._failed(_words_of(error))
                return False
        if not 200 <= status < 300:
            self._failed(f"Wrong response from the webhook: {status} {reason}")
            return False
        await self._obey(reply)
        return True

    async def _obey(self, reply: bytes) -> None:
        """Carry out the call that a webhook's answer may hold; nobody hears of its result."""
        try:
            call = json.loads(reply)
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            method = call.pop("method")
            try:
                await self._box.call(method, call)
            except Refusal:
                return

    def _failed(self, words: str) -> None:
        self.last_error_date = self._box.clock.timestamp()
        self.last_error_message = words


def _words_of(error: Exception) -> str:
    return "Connection timed out" if isinstance(error, TimeoutError) else "Connection refused"


def _lane_of(update: Json) -> int:
    body: Json = next(value for key, value in update.items() if key != "update_id")
    sender: Json | None = body.get("from")
    chat: Json = body.get("chat") or body.get("message", {}).get("chat") or {}
    if chat.get("type") != "private" and "data" not in body:
        return int(chat.get("id", 0))
    return int(sender["id"]) if sender else 0
