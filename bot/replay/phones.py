"""Phones of simulated people: they act and look only through the box's JSON interface."""

import asyncio
import contextlib
import gc
import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.wire import Broken, NoConnection, Wire

Json = dict[str, Any]

PATIENCE_S = 20.0
TRIES = 12
ACTS_AT_ONCE = 64
KEEP_S = 2.0
REST_S = 0.5
PUT_AWAY_AT_ONCE = 500


class NoScreen(Exception):  # noqa: N818 - what did not come
    """The screen that a person waits for did not come, however often they tried."""


class Exchange:
    """One connection to the box that all phones share: acts go out, what happens comes in."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        # How many messages the bot has sent, and, while `notes_down`, which.
        self.heard = 0
        self.sent_by_bot: list[Json] = []
        self.notes_down = True
        self.acts = 0
        self.taps = 0
        self.repeats = 0
        self._put_away = 0
        self._session: aiohttp.ClientSession | None = None
        self._wire = Wire("phones", ACTS_AT_ONCE, KEEP_S)
        self._phones: dict[int, Phone] = {}
        self._listener: asyncio.Task[None] | None = None
        self.on_act: Callable[[], None] = lambda: None

    async def __aenter__(self) -> "Exchange":
        """Connect."""
        self._session = aiohttp.ClientSession()
        live = await self._session.ws_connect(
            self.address.replace("http", "ws", 1) + "/box/live?only=message,edit",
            max_msg_size=0,
            compress=0,
        )
        self._listener = asyncio.create_task(self._listen(live), name="live stream")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        if self._session is not None:
            await self._session.close()
        await self._wire.close()

    async def act(self, path: str, body: Mapping[str, Any]) -> Any:
        """Do something through the JSON interface, again where the line breaks; its result."""
        answer = json.loads(await self._post(path, json.dumps(dict(body)).encode()))
        if not answer["ok"]:
            raise RuntimeError(f"{path}: {answer['error']}")
        return answer["result"]

    async def _post(self, path: str, body: bytes) -> bytes:
        for _ in range(TRIES):
            try:
                _, raw = await self._wire.post(
                    self.address + path, body, connect_s=PATIENCE_S, answer_s=PATIENCE_S
                )
            except (NoConnection, Broken, TimeoutError):
                self.repeats += 1
                await asyncio.sleep(REST_S)
            else:
                return raw
        raise NoScreen(f"{path}: the box does not answer")

    async def phone(self, user_id: int, name: str, language: str) -> "Phone":
        """Give an account of the box to a person, a new one where there is none."""
        person = {"id": user_id, "first_name": name, "language_code": language}
        try:
            await self.act("/box/users", person)
        except RuntimeError as refused:
            if "exists already" not in str(refused):
                raise
        phone = Phone(self, user_id)
        self._phones[user_id] = phone
        return phone

    def put_away(self, phone: "Phone") -> None:
        """Stop looking at a phone; what the bot sends there is still heard."""
        self._phones.pop(phone.user_id, None)
        self._put_away += 1
        if self._put_away % PUT_AWAY_AT_ONCE == 0:
            # Their chats stay for good: looking through them for garbage would stop everything
            # for seconds, again and again.
            gc.freeze()

    async def _listen(self, live: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in live:
            event = frame.json()
            if event["kind"] not in ("message", "edit") or "message" not in event:
                continue
            message = event["message"]
            if not message.get("from", {}).get("is_bot"):
                continue
            if event["kind"] == "message":
                self.heard += 1
                if self.notes_down:
                    self.sent_by_bot.append(
                        {"chat_id": event["chat_id"], "text": message.get("text") or ""}
                    )
            phone = self._phones.get(event["chat_id"])
            if phone is not None:
                phone.receive(message)


class Phone:
    """One person's chat with the bot."""

    def __init__(self, exchange: Exchange, user_id: int) -> None:
        self.exchange = exchange
        self.user_id = user_id
        self.screen: Json = {}
        self.reading: tuple[Json | None, tuple[object, ...]] = (None, ())
        self._changed = asyncio.Event()
        self._tapped = 0

    def receive(self, message: Json) -> None:
        """A message of the bot has come or has changed.

        People look at the newest, and at the one that they have tapped, unless it has lost its
        buttons: then what it led to stands below it.
        """
        number = message["message_id"]
        is_in_use = number == self._tapped and "reply_markup" in message
        if number < self.screen.get("message_id", 0) and not is_in_use:
            return
        self.screen = message
        self._changed.set()

    def buttons(self) -> list[tuple[str, str]]:
        """Return (label, data) of the newest screen's buttons."""
        rows = self.screen.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            (key["text"], key["callback_data"])
            for row in rows
            for key in row
            if "callback_data" in key
        ]

    def has_buttons(self) -> bool:
        """Say whether the newest screen has any."""
        return bool(self.buttons())

    def button(self, beginning: str) -> str | None:
        """Return the data of the first button whose data begins so."""
        return next((data for _, data in self.buttons() if data.startswith(beginning)), None)

    async def start(self, payload: str, until: Callable[[], bool]) -> None:
        """Open a deep link, again where nothing comes, until the screen is as wanted."""
        await self._do("start", {"payload": payload}, until)

    async def tap(self, data: str, until: Callable[[], bool]) -> None:
        """Tap a button of the newest screen, again where nothing comes."""
        self.exchange.taps += 1
        self.is_tapping(self.screen["message_id"])
        body = {"button": data, "message_id": self.screen["message_id"], "stale": True}
        await self._do("tap", body, until)

    def is_tapping(self, message_id: int) -> None:
        """Remember which message the thumb is on."""
        self._tapped = message_id

    async def _do(self, act: str, body: Json, until: Callable[[], bool]) -> None:
        for attempt in range(TRIES):
            if attempt:
                self.exchange.repeats += 1
            if await self.once(act, body, until):
                return
        raise NoScreen(f"{act} of {self.user_id}: {self.screen.get('text', '')[:200]}")

    async def once(self, act: str, body: Json, until: Callable[[], bool]) -> bool:
        """Do something one time; say whether the screen came to be as wanted."""
        self._changed.clear()
        await self.exchange.act(f"/box/users/{self.user_id}/{act}", body)
        self.exchange.acts += 1
        self.exchange.on_act()
        return await self._comes(until)

    async def _comes(self, until: Callable[[], bool]) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while not until():
                    self._changed.clear()
                    if until():
                        break
                    await self._changed.wait()
                return True
        return False
