"""One pacer in front of everything that is sent: Telegram's limits, and who goes first.

Measured against Telegram's own: 29 a second over all chats with a burst of 5, one a second for
a private chat with a burst of 3, 20 a minute for a group. Answers to people go first, then
groups, then broadcasts; so that none starves, every eighth place goes to the lowest lane.
"""

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from actions.house import Clock
from handlers.sending import TURN_TAKEN
from handlers.verdicts import retry_after_s
from storage.outbox import Lane

log = logging.getLogger(__name__)

OVERALL_PER_S = 29
OVERALL_BURST = 5
PRIVATE_PER_S = 1.0
PRIVATE_BURST = 3
GROUP_PER_MINUTE = 20
MINUTE_S = 60.0
SECOND_S = 1.0
TICK_S = 1e-6
FAIR_SHARE = 8
WAIT_MOST_S = 60.0
NOTICEABLE_S = 0.05
REFUSALS_BEFORE_ALL_WAIT = 2
CHATS_REMEMBERED = 10_000

_UNCOUNTED = frozenset(
    {
        "answerCallbackQuery",
        "answerInlineQuery",
        "deleteMessage",
        "deleteMessages",
        "deleteMyCommands",
        "deleteWebhook",
        "getChat",
        "getChatAdministrators",
        "getChatMember",
        "getChatMemberCount",
        "getFile",
        "getForumTopicIconStickers",
        "getMe",
        "getMyCommands",
        "getUpdates",
        "getWebhookInfo",
        "setMyCommands",
        "setMyDescription",
        "setMyName",
        "setMyShortDescription",
        "setWebhook",
    }
)


@dataclass(eq=False)
class _Waiting:
    lane: int
    chat_id: int
    number: int
    turn: asyncio.Future[None]


class Pacer(BaseRateLimiter[int]):
    """Lets each message go when Telegram's limits allow it, by the house's clock."""

    def __init__(self, clock: Clock, *, is_on: bool = True) -> None:
        self._clock = clock
        self.is_on = is_on
        self._room = float(OVERALL_BURST)
        self._room_at: float | None = None
        self._last_second: deque[float] = deque(maxlen=OVERALL_PER_S)
        self._chats: dict[int, _Chat] = {}
        self._waiting: list[_Waiting] = []
        self._numbers = itertools.count()
        self._grants = itertools.count(1)
        self._all_wait_until = 0.0
        self._refused: dict[int, float] = {}
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self.sent = 0
        self.refused = 0

    async def initialize(self) -> None:
        """Begin to let messages go."""

    async def shutdown(self) -> None:
        """Let go of whoever still waits."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        for waiting in self._waiting:
            waiting.turn.cancel()
        self._waiting.clear()

    @property
    def people_waiting(self) -> int:
        """How many messages wait for their turn."""
        return len(self._waiting)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make a call when its turn has come; again where Telegram asks to wait a little."""
        if not self.is_on or endpoint in _UNCOUNTED:
            return await callback(*args, **kwargs)
        chat_id = _chat_of(data)
        lane = rate_limit_args or Lane.ANSWERS
        while True:
            if lane != TURN_TAKEN:
                await self.turn(chat_id, lane)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait_s = retry_after_s(error)
                self.obey(chat_id, wait_s)
                if wait_s > WAIT_MOST_S or lane == TURN_TAKEN:
                    raise

    async def turn(self, chat_id: int, lane: int) -> bool:
        """Return when a message to the chat may go, which is counted; whether it had to wait."""
        if not self.is_on:
            return False
        asked_at = self._clock.monotonic()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(lane, chat_id, next(self._numbers), turn)
        self._waiting.append(waiting)
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name="pacer")
        self._changed.set()
        try:
            await turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            raise
        return self._clock.monotonic() - asked_at > NOTICEABLE_S

    def obey(self, chat_id: int, wait_s: float) -> None:
        """Wait as Telegram asked: this chat, or all when several chats are asked to wait."""
        self.refused += 1
        now = self._clock.monotonic()
        until = now + wait_s
        self._chat(chat_id).wait_until = until
        self._refused = {chat: at for chat, at in self._refused.items() if at > now}
        self._refused[chat_id] = until
        log.warning("Telegram asks to wait %.0f s", wait_s)
        if len(self._refused) >= REFUSALS_BEFORE_ALL_WAIT:
            self._all_wait_until = max(self._all_wait_until, until)
        self._changed.set()

    async def _serve(self) -> None:
        while True:
            self._changed.clear()
            wait_s = self._let_go()
            if wait_s is None:
                await self._changed.wait()
                continue
            await self._sleep(wait_s)

    async def _sleep(self, wait_s: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(wait_s))
        changing = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({sleeping, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            changing.cancel()

    def _let_go(self) -> float | None:
        """Let everything go that may; return when to look again (None: nothing waits)."""
        while self._waiting:
            now = self._clock.monotonic()
            wait_s = self._wait_for_all(now)
            if wait_s > 0:
                return wait_s
            chosen, wait_s = self._choose(now)
            if chosen is None:
                return wait_s
            self._waiting.remove(chosen)
            if chosen.turn.done():
                continue
            self._room -= 1
            self._last_second.append(now)
            self._chat(chosen.chat_id).count(now)
            self.sent += 1
            chosen.turn.set_result(None)
        return None

    def _wait_for_all(self, now: float) -> float:
        if now < self._all_wait_until:
            return self._all_wait_until - now
        if self._room_at is None:
            self._room_at = now
        self._room = min(OVERALL_BURST, self._room + (now - self._room_at) * OVERALL_PER_S)
        self._room_at = now
        if len(self._last_second) == OVERALL_PER_S and self._last_second[0] + SECOND_S > now:
            return self._last_second[0] + SECOND_S - now + TICK_S
        return 0.0 if self._room >= 1 else (1 - self._room) / OVERALL_PER_S + TICK_S

    def _choose(self, now: float) -> tuple[_Waiting | None, float]:
        """Return who goes next, or how long until anybody may."""
        soonest = WAIT_MOST_S
        lowest_first = next(self._grants) % FAIR_SHARE == 0
        best: _Waiting | None = None
        seen: set[int] = set()
        for waiting in self._waiting:
            if waiting.chat_id in seen:
                continue
            if waiting.chat_id:
                seen.add(waiting.chat_id)
            wait_s = self._chat(waiting.chat_id).wait_s(now) if waiting.chat_id else 0.0
            if wait_s > 0:
                soonest = min(soonest, wait_s)
            elif best is None or (
                waiting.lane > best.lane if lowest_first else waiting.lane < best.lane
            ):
                best = waiting
        return best, soonest

    def _chat(self, chat_id: int) -> "_Chat":
        chat = self._chats.pop(chat_id, None)
        if chat is None:
            chat = _Chat(is_group=chat_id < 0)
            if len(self._chats) >= CHATS_REMEMBERED:
                self._forget_the_quiet()
        self._chats[chat_id] = chat
        return chat

    def _forget_the_quiet(self) -> None:
        now = self._clock.monotonic()
        self._chats = {number: chat for number, chat in self._chats.items() if chat.is_busy(now)}


class _Chat:
    """What one chat has been sent lately."""

    def __init__(self, *, is_group: bool) -> None:
        self._is_group = is_group
        self._sent: deque[float] = deque()
        self.wait_until = 0.0

    def wait_s(self, now: float) -> float:
        waits = [self.wait_until - now, self._window(now, PRIVATE_BURST, PRIVATE_BURST)]
        if self._is_group:
            waits.append(self._window(now, GROUP_PER_MINUTE, MINUTE_S))
        wait_s = max(waits)
        return wait_s + TICK_S if wait_s > 0 else 0.0

    def count(self, now: float) -> None:
        self._sent.append(now)
        keep_s = MINUTE_S if self._is_group else PRIVATE_BURST / PRIVATE_PER_S
        while self._sent and self._sent[0] <= now - keep_s:
            self._sent.popleft()

    def is_busy(self, now: float) -> bool:
        return self.wait_until > now or bool(self._sent and self._sent[-1] > now - MINUTE_S)

    def _window(self, now: float, most: int, window_s: float) -> float:
        if len(self._sent) < most:
            return 0.0
        return self._sent[-most] + window_s - now


def _chat_of(data: dict[str, Any]) -> int:
    chat_id = data.get("chat_id")
    return chat_id if isinstance(chat_id, int) else 0
