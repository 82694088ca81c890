"""A simulated person's phone: act, then look at what the bot makes of it.

News may come at any moment, and may say the same words as the answer that is waited for. So a
tap is answered by the tapped message; by another one only where the tapped one has lost its
keys to it, or where the tap is known to send something anew. What is written or opened is
answered by a newer message: there the wanted words must be the answer's own.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.callbacks import Tap
from rehearsal.chats import Chat
from rehearsal.citizens.screen import Key, Screen, Wanted
from rehearsal.door_acts import ACTS
from rehearsal.events import Event
from rehearsal.messages import Message
from rehearsal.people import Person

PATIENCE_S = 15.0
CALM_S = 0.5
SLOW_S = 3.0


class NoAnswer(Exception):  # noqa: N818 - what did not come
    """The bot did not show what was waited for, or a phone would not do it."""


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
        self._since = self._tapped = self._after = 0
        self._sends_anew = self._is_answered = False
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

    def look(self, wanted: Wanted | None = None) -> Screen | None:
        """The bot's newest message, or the newest that is as wanted; None where there is none."""
        chat = self.person.chat_with_bot()
        for message in reversed(chat.messages.values()):
            if message.sender_id == self.box.bot.id and not message.is_service:
                screen = self._screen(message)
                if wanted is None or wanted(screen):
                    return screen
        return None

    def look_at(self, screen: Screen) -> Screen | None:
        """A message as it stands now, None where it is gone."""
        message = self.person.chat_with_bot().messages.get(screen.message_id)
        return None if message is None else self._screen(message)

    async def open(self, payload: str | None, until: Wanted) -> Screen:
        """Press Start, or open a link into the bot."""
        return await self._do(lambda: self.person.start(payload), until)

    async def write(self, text: str, until: Wanted) -> Screen:
        """Write to the bot."""
        return await self._do(lambda: self.person.send(text), until)

    async def share_place(self, latitude: float, longitude: float, until: Wanted) -> Screen:
        """Send the bot a location."""
        return await self._do(lambda: self.person.send_location(latitude, longitude), until)

    async def send_photo(self, photo: bytes, until: Wanted) -> Screen:
        """Send the bot a photo."""
        return await self._do(lambda: self.person.send_photo(photo), until)

    async def tap(
        self,
        key: Key | None,
        screen: Screen | None = None,
        until: Wanted | None = None,
        *,
        sends_anew: bool = False,
    ) -> Screen:
        """Tap a button, of a screen where it is not the newest.

        `sends_anew` says that the answer is a message of its own and leaves the tapped one be.
        """
        if key is None or not key.data:
            shown = (
                [] if screen is None else [screen.text[:60], *(one.label for one in screen.keys)]
            )
            raise NoAnswer(f"no such button: {shown}")
        message = None if screen is None else screen.message_id
        data = key.data
        return await self._do(lambda: self.person.tap(data, message), until, sends_anew=sends_anew)

    async def press(self, label: str, shared: Chat, until: Wanted) -> Screen:
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
        self, act: Callable[[], Awaitable[Any]], until: Wanted | None, *, sends_anew: bool = False
    ) -> Screen:
        """Act, and look at what comes of it."""
        await self._rest()
        async with self._turn():
            self._exchange.watch(self)
            self._touched.clear()
            self._since = self.box.events.last_seq
            self._tapped = self._after = 0
            self._sends_anew, self._is_answered = sends_anew, False
            self.acts += 1
            try:
                done = await act()
                if isinstance(done, Message):
                    self._after = done.id
                elif isinstance(done, Tap):
                    self._tapped = self._after = done.message_id
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
            if await self._hears_more(CALM_S if self._is_answered else ends - loop.time()):
                continue
            if self._is_answered:
                # A toast alone may be the whole answer: an edit comes before the bot rests.
                with contextlib.suppress(TimeoutError):
                    await self.box.quiet(within_s=SLOW_S)
                await asyncio.sleep(0)
            found = self._best(until) or self._as_it_stands(until)
            if found is not None:
                return found
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
        """The newest of the messages that may be the answer which is as wanted."""
        chat = self.person.chat_with_bot()
        for message_id in self._answers():
            message = chat.messages.get(message_id)
            if message is None:
                continue
            screen = self._screen(message)
            if until(screen) if until is not None else bool(screen.keys):
                return screen
        return None

    def _answers(self) -> list[int]:
        """The touched messages that may be the answer, the tapped one first."""
        newer = sorted({one for one in self._touched if one > self._after}, reverse=True)
        if not self._tapped:
            return newer
        own = [self._tapped] if self._tapped in self._touched else []
        tapped = self.person.chat_with_bot().messages.get(self._tapped)
        has_lost_keys = bool(own) and (tapped is None or tapped.inline is None)
        return own + newer if self._sends_anew or has_lost_keys else own

    def _as_it_stands(self, until: Wanted | None) -> Screen | None:
        """The tapped message, untouched, where it is as wanted already."""
        message = self.person.chat_with_bot().messages.get(self._tapped)
        if message is None or until is None:
            return None
        screen = self._screen(message)
        return screen if until(screen) else None

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
