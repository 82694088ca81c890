"""A simulated person's phone: act, then look at what the bot makes of it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.citizens.words import found_in, matches
from rehearsal.door_acts import ACTS
from rehearsal.events import Event
from rehearsal.messages import Message
from rehearsal.people import Person

Json = dict[str, Any]
Wanted = Callable[["Screen"], bool]

PATIENCE_S = 15.0
CALM_S = 0.5


class NoAnswer(Exception):  # noqa: N818 - what did not come
    """The bot did not show what was waited for, or a phone would not do it."""


@dataclass(frozen=True)
class Key:
    """A button on a screen: `data` to tap, or `url` to follow."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Screen:
    """A message of the bot as it stands now."""

    message_id: int
    text: str
    language: str
    keys: tuple[Key, ...] = ()

    def key(self, english: str) -> Key | None:
        """The first button that says so."""
        return next((one for one in self.keys if self._says(one.label, english)), None)

    def all_keys(self, english: str) -> list[Key]:
        """Every button that says so."""
        return [one for one in self.keys if self._says(one.label, english)]

    def named(self, label: str) -> Key | None:
        """The button with this very label."""
        return next((one for one in self.keys if one.label == label), None)

    def has(self, *english: str) -> bool:
        """Whether any of the buttons is there."""
        return any(self.key(one) is not None for one in english)

    def tells(self, english: str) -> bool:
        """Whether the words stand in the text."""
        return found_in(english, self.language, self.text) is not None

    def asks(self, english: str) -> bool:
        """Whether the words are a line of their own."""
        return any(matches(english, self.language, line) for line in self.text.splitlines())

    def _says(self, label: str, english: str) -> bool:
        return matches(english, self.language, label)


def other_than(before: Screen) -> Wanted:
    """What shows that a screen has changed: other words, and keys to go on with."""
    return lambda one: one.text != before.text and bool(one.keys)


async def at_once() -> None:
    """No pause between two acts."""


def no_turn() -> AbstractAsyncContextManager[Any]:
    """No waiting for others who act."""
    return contextlib.nullcontext()


class Phone:
    """One person's chat with the bot, and the groups they are in."""

    def __init__(
        self,
        exchange: "Exchange",
        person: Person,
        language: str,
        rest: Callable[[], Awaitable[None]] = at_once,
        turn: Callable[[], AbstractAsyncContextManager[Any]] = no_turn,
    ) -> None:
        self.person = person
        self.language = language
        self._rest = rest
        self._turn = turn
        self.acts = 0
        self._exchange = exchange
        self._touched: list[int] = []
        self._since = self._oldest = 0
        self._is_answered = False
        self._changed = asyncio.Event()

    @property
    def box(self) -> Box:
        """Where the person lives."""
        return self.person.box

    def hear(self, event: Event) -> None:
        """Take in something that the bot did in the private chat."""
        if event.seq <= self._since:
            return
        if event.kind == "toast":
            self._is_answered = True
        elif event.message_id is not None and not event.is_service:
            self._touched.append(event.message_id)
        self._changed.set()

    def look(self) -> Screen | None:
        """The bot's newest message, None before the first."""
        chat = self.person.chat_with_bot()
        for message in reversed(chat.messages.values()):
            if message.sender_id == self.box.bot.id and not message.is_service:
                return self._screen(message)
        return None

    async def open(self, payload: str | None = None, until: Wanted | None = None) -> Screen:
        """Press Start, or open a link into the bot."""
        return await self._do(lambda: self.person.start(payload), until)

    async def write(self, text: str, until: Wanted | None = None) -> Screen:
        """Write to the bot."""
        return await self._do(lambda: self.person.send(text), until)

    async def share_place(
        self, latitude: float, longitude: float, until: Wanted | None = None
    ) -> Screen:
        """Send the bot a location."""
        return await self._do(lambda: self.person.send_location(latitude, longitude), until)

    async def tap(
        self, key: Key | None, screen: Screen | None = None, until: Wanted | None = None
    ) -> Screen:
        """Tap a button, of a screen where it is not the newest."""
        if key is None or not key.data:
            shown = (
                [] if screen is None else [screen.text[:60], *(one.label for one in screen.keys)]
            )
            raise NoAnswer(f"no such button: {shown}")
        message = None if screen is None else screen.message_id
        data = key.data
        return await self._do(lambda: self.person.tap(data, message), until, message or 0)

    async def press(self, label: str, shared: Chat, until: Wanted | None = None) -> Screen:
        """Share a group by a button of the reply keyboard."""
        return await self._do(lambda: self.person.press(label, shared=shared), until)

    async def follow(self, url: str) -> Any:
        """Open a link in Telegram: into a group, or into the bot."""
        await self._rest()
        return await self._act(lambda: ACTS["open_link"](self.person, {"url": url}))

    async def say(
        self, text: str, chat: Chat, thread: int | None, reply_to: int | None = None
    ) -> Message:
        """Write in a group."""
        await self._rest()
        message: Message = await self._act(
            lambda: self.person.send(text, chat=chat, thread=thread, reply_to=reply_to)
        )
        return message

    async def _act(self, act: Callable[[], Awaitable[Any]]) -> Any:
        async with self._turn():
            self.acts += 1
            try:
                return await act()
            except ActRefused as refused:
                raise NoAnswer(str(refused)) from refused

    async def _do(
        self, act: Callable[[], Awaitable[Any]], until: Wanted | None, oldest: int = 0
    ) -> Screen:
        """Act, and look at what comes: at no message before the one that was tapped or sent."""
        await self._rest()
        async with self._turn():
            self._exchange.watch(self)
            self._touched.clear()
            self._since = self.box.events.last_seq
            self._is_answered = False
            self._oldest = oldest
            self.acts += 1
            try:
                done = await act()
                if isinstance(done, Message):
                    self._oldest = done.id
                return await self._answer(until)
            except ActRefused as refused:
                raise NoAnswer(str(refused)) from refused
            finally:
                self._exchange.unwatch(self)

    async def _answer(self, until: Wanted | None) -> Screen:
        loop = asyncio.get_running_loop()
        ends = loop.time() + PATIENCE_S
        while True:
            found = self._best(until)
            if found is not None:
                return found
            # A toast alone may be the whole answer; an edit follows soon or not at all.
            left_s = min(ends - loop.time(), CALM_S if self._is_answered else PATIENCE_S)
            is_calm = not await self._hears_more(left_s)
            if is_calm and (self._is_answered or self._touched):
                seen = self._best(None) or self.look()
                if seen is not None and (until is None or until(seen)):
                    return seen
            if is_calm and (self._is_answered or loop.time() >= ends):
                shown = self.look()
                labels = [] if shown is None else [one.label for one in shown.keys]
                raise NoAnswer(f"not what was waited for, but {labels}")

    async def _hears_more(self, within_s: float) -> bool:
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), max(0.0, within_s))
            return True
        return False

    def _best(self, until: Wanted | None) -> Screen | None:
        """The newest touched message that is as wanted."""
        chat = self.person.chat_with_bot()
        for message_id in sorted(set(self._touched), reverse=True):
            message = chat.messages.get(message_id)
            if message is None or message_id < self._oldest:
                continue
            screen = self._screen(message)
            if until(screen) if until is not None else bool(screen.keys):
                return screen
        return None

    def _screen(self, message: Message) -> Screen:
        rows = (message.inline or {}).get("inline_keyboard", ())
        return Screen(
            message.id,
            message.text,
            self.language,
            tuple(
                Key(key["text"], key.get("callback_data", ""), key.get("url", ""))
                for row in rows
                for key in row
            ),
        )


class Exchange:
    """Hands what the bot does to the phones that wait for it; open it with `async with`."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._waiting: dict[int, Phone] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Exchange":
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen(), name="citizens' phones")
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def watch(self, phone: Phone) -> None:
        """Let a phone hear of its private chat."""
        self._waiting[phone.person.id] = phone

    def unwatch(self, phone: Phone) -> None:
        """Let it rest."""
        self._waiting.pop(phone.person.id, None)

    async def _listen(self) -> None:
        queue = self.box.events.listen()
        try:
            while True:
                event = await queue.get()
                if event.by != self.box.bot.id or event.kind not in ("message", "edit", "toast"):
                    continue
                phone = self._waiting.get(event.data.get("user_id") or event.chat_id or 0)
                if phone is not None:
                    phone.hear(event)
        finally:
            self.box.events.unlisten(queue)
