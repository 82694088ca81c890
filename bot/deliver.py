"""The deliverer: tells what waits in the outbox, each chat in order, chats beside each other.

at most once    marked as being sent, and that committed, before it is sent; what is unclear
                afterwards becomes "uncertain" and is never repeated
at least once   sent until Telegram says yes; only then removed, unless a newer version of
                it has joined the row meanwhile
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

from telegram.error import ChatMigrated, Forbidden, RetryAfter, TelegramError

from actions import delivery
from actions.effects import Outcome
from actions.house import House
from actions.notices import view_of
from bot.client import Client
from bot.effects import EFFECTS
from bot.pace import Pacer
from bot.together import Together
from bot.transport import is_unclear
from handlers.edits import Edits
from handlers.sending import TURN_TAKEN, send_or_replace
from handlers.verdicts import is_passing, reason_of, retry_after_s
from locales.translator import translator_for
from screens.notices import NoWords, screen_of
from screens.screen import Screen
from storage import outbox
from storage.database import StorageFailed
from storage.outbox import Lane, Notice

log = logging.getLogger(__name__)

LOOK_AT = 200
AT_ONCE = {Lane.ANSWERS: 256, Lane.GROUPS: 64, Lane.BROADCASTS: 64}
PAUSE_LEAST_S = 1
PAUSE_MOST_S = 300
STORE_PAUSE_S = 2.0  # of the world's time: the disk knows nothing of a moved clock
TICK_S = 1e-6  # sums of floats: what is so little ahead is due
FAULTS_BORNE = 5
LOOK_AGAIN_S = 3600.0
STOP_WITHIN_S = 10.0
BREATH_S = 0.004
SETTLED_TOGETHER = 128


class Deliverer:
    """Sends notices and does effects until it is stopped; what is left waits in the outbox."""

    def __init__(self, house: House, client: Client, pacer: Pacer, edits: Edits) -> None:
        self._house = house
        self._client = client
        self._pacer = pacer
        self._edits = edits
        self._wake = asyncio.Event()
        self._chats: dict[int, _Chat] = {}
        self._is_looking = False
        self._lane_was_full = False
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._undo: list[Any] = []
        self._busy: Counter[Lane] = Counter()
        self._told = Together(self._settle_told, SETTLED_TOGETHER)
        self.delivered = 0

    @property
    def is_busy(self) -> bool:
        """Whether something is being delivered, or may be any moment."""
        is_looking = self._is_looking or self._wake.is_set()
        return is_looking or any(chat.task is not None for chat in self._chats.values())

    async def start(self) -> None:
        """Settle what a crash left behind, then begin."""
        uncertain = await delivery.recover(self._house)
        if uncertain:
            log.warning("%d notices are uncertain since the last stop", uncertain)
        self._undo.append(self._house.db.listen(outbox.TOPIC, self.wake))
        self.wake()
        self._task = asyncio.create_task(self._serve(), name="deliverer")

    async def rest(self) -> None:
        """Return once nothing is being delivered and nothing is due."""
        while self.is_busy:
            tasks = [chat.task for chat in self._chats.values() if chat.task is not None]
            if tasks:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Let what is in the air arrive; all else keeps waiting in the outbox."""
        self._stopping = True
        for undo in self._undo:
            undo()
        self._undo.clear()
        tasks = [chat.task for chat in self._chats.values() if chat.task is not None]
        for chat in self._chats.values():
            if chat.task is not None and not chat.is_in_the_air:
                chat.task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Look into the outbox now."""
        self._wake.set()

    def take(self, notice: Notice, language: str | None, view: object) -> None:
        """Tell a notice that has just been put, without looking for it in the outbox.

        `view` is what it says. Where the chat or the lane is busy the notice waits there.
        """
        chat = self._chats.get(notice.chat_id)
        is_free = chat is None or (chat.task is None and not chat.pause_until)
        if self._stopping or not is_free or self._busy[notice.lane] >= AT_ONCE[notice.lane]:
            self.wake()
            return
        self._begin(notice, language, view)

    def _begin(self, notice: Notice, language: str | None, view: object = None) -> None:
        chat = self._chats.setdefault(notice.chat_id, _Chat())
        chat.lane = notice.lane
        self._busy[notice.lane] += 1
        chat.task = asyncio.create_task(
            self._work(chat, notice, language, view), name=f"deliver {notice.notice_no}"
        )

    async def _serve(self) -> None:
        while not self._stopping:
            self._wake.clear()
            self._is_looking = True
            try:
                wait_s = await self._take()
            except Exception as error:
                if isinstance(error, StorageFailed):
                    log.error("the outbox cannot be read: %s", error)
                else:
                    log.exception("the outbox cannot be worked through")
                await asyncio.sleep(STORE_PAUSE_S)
                continue
            finally:
                self._is_looking = False
            await self._rest(wait_s)
            self._is_looking = True
            if self._chats:
                # While much is under way, look for more now and then, not after each.
                await asyncio.sleep(BREATH_S)

    async def _rest(self, wait_s: float) -> None:
        sleeping = asyncio.ensure_future(self._house.clock.sleep(wait_s))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()

    async def _take(self) -> float:
        """Hand what is due to its chats; return the seconds until more may be due."""
        while await self._take_some():
            pass
        now_s = self._now_s()
        next_utc = await self._house.db.read(lambda tx: outbox.next_due_utc(tx, now_s))
        waits = [LOOK_AGAIN_S, *self._pauses()]
        if next_utc is not None:
            waits.append(max(0.05, next_utc - self._house.clock.now().timestamp()))
        return min(waits)

    async def _take_some(self) -> bool:
        """Take one notice for each free chat; whether there may be more for other chats."""
        now_s, now = self._now_s(), self._house.clock.monotonic()
        room = {lane: AT_ONCE[lane] - self._busy[lane] for lane in Lane}
        lanes = [lane for lane in Lane if room[lane] > 0]
        self._lane_was_full = len(lanes) < len(Lane)
        but = []
        for number, chat in self._chats.items():
            if chat.task is not None or chat.pause_until > now + TICK_S:
                but.append(number)
                chat.was_passed_over = True
        found = await self._house.db.read(lambda tx: outbox.due(tx, lanes, now_s, LOOK_AT, but))
        begun = 0
        for notice, language in found:
            chat = self._chats.setdefault(notice.chat_id, _Chat())
            if chat.task is not None:
                chat.was_passed_over = True
            elif self._busy[notice.lane] < AT_ONCE[notice.lane]:
                begun += 1
                self._begin(notice, language)
            else:
                self._lane_was_full = True
        return begun > 0 and len(found) == LOOK_AT

    def _pauses(self) -> list[float]:
        """Seconds until each chat that was stopped may be tried again."""
        now = self._house.clock.monotonic()
        for number, chat in list(self._chats.items()):
            if chat.task is None and chat.pause_until <= now + TICK_S:
                del self._chats[number]
        waits = [chat.pause_until - now for chat in self._chats.values()]
        return [wait_s for wait_s in waits if wait_s > TICK_S]

    async def _work(
        self, chat: "_Chat", notice: Notice, language: str | None, view: object
    ) -> None:
        try:
            pause_s = await self._deliver_safely(chat, notice, language, view)
            if pause_s > 0:
                chat.pause_until = self._house.clock.monotonic() + pause_s
        finally:
            chat.task = None
            self._busy[chat.lane] -= 1
            if not chat.pause_until:
                self._chats.pop(notice.chat_id, None)
            if chat.was_passed_over or chat.pause_until or self._lane_was_full:
                # More may wait for this chat, or for the place in the lane that is free now.
                self.wake()

    async def _deliver_safely(
        self, chat: "_Chat", notice: Notice, language: str | None, view: object
    ) -> float:
        """Deliver a notice; return for how long its chat is to be left alone."""
        try:
            return await self._deliver(chat, notice, language, view)
        except StorageFailed as error:
            log.error("notice %d: the store failed: %s", notice.notice_no, error)
            chat.was_passed_over = True
            if not self._stopping:
                await asyncio.sleep(STORE_PAUSE_S)
            return 0.0
        except Exception as error:
            log.exception("notice %d of kind %s cannot be told", notice.notice_no, notice.kind)
            with contextlib.suppress(StorageFailed):
                if notice.tries + 1 >= FAULTS_BORNE or isinstance(error, NoWords):
                    await delivery.refused(self._house, notice, "fault")
                    return 0.0
                await self._put_back(notice, type(error).__name__)
            return float(PAUSE_LEAST_S)

    async def _deliver(
        self, chat: "_Chat", notice: Notice, language: str | None, view: object
    ) -> float:
        if await self._pacer.turn(notice.chat_id, notice.lane):
            # It had to wait: tell what has joined it meanwhile, too.
            view = None
            newest = await self._house.db.read(lambda tx: outbox.current(tx, notice.notice_no))
            if newest is None or newest.chat_id != notice.chat_id:
                return 0.0
            notice = newest
        screen = None
        if notice.kind not in EFFECTS:
            if view is None:
                view = await view_of(self._house, notice)
            if view is None:
                await delivery.dropped(self._house, notice)
                return 0.0
            t = translator_for(language or self._house.default_language)
            screen = screen_of(notice.kind, view, t)
        chat.is_in_the_air = True
        try:
            return await self._tell(notice, screen)
        finally:
            chat.is_in_the_air = False

    async def _tell(self, notice: Notice, screen: Screen | None) -> float:
        if notice.at_most_once and not await delivery.claim(self._house, notice):
            return 0.0
        outcome = await self._reach(notice, screen)
        if not isinstance(outcome, Exception):
            self.delivered += 1
        while True:
            try:
                return await self._note(notice, outcome)
            except StorageFailed as error:
                # It is done at Telegram's: only the noting of it is tried again.
                log.error("notice %d cannot be noted yet: %s", notice.notice_no, error)
                if self._stopping:
                    raise
                await asyncio.sleep(STORE_PAUSE_S)

    async def _note(self, notice: Notice, outcome: Outcome | Exception) -> float:
        if isinstance(outcome, Exception):
            return await self._after_failure(notice, outcome)
        if delivery.leaves_nothing(notice):
            await self._told.do(notice)
        else:
            await delivery.delivered(self._house, notice, outcome)
        return 0.0

    async def _settle_told(self, notices: Sequence[Notice]) -> Sequence[None]:
        await delivery.told_together(self._house, notices)
        return [None] * len(notices)

    async def _reach(self, notice: Notice, screen: Screen | None) -> Outcome | Exception:
        """Send a screen, or do an effect; what Telegram or the network said instead."""
        try:
            if screen is not None:
                return await self._send(notice, screen)
            return await EFFECTS[notice.kind](self._client, notice)
        except TelegramError as error:
            return error

    async def _send(self, notice: Notice, screen: Screen) -> Outcome:
        sent: list[int] = []

        async def go() -> None:
            message = await send_or_replace(
                self._client,
                notice.chat_id,
                screen,
                thread_id=notice.thread_id,
                message_id=notice.message_id,
                lane=TURN_TAKEN,
            )
            sent.append(message.message_id if message is not None else notice.message_id)

        while not sent:
            if notice.message_id:
                await self._edits.make((notice.chat_id, notice.message_id), go)
            else:
                await go()
        return {"message_id": sent[0]}

    async def _after_failure(self, notice: Notice, error: Exception) -> float:
        house = self._house
        if isinstance(error, RetryAfter):
            wait_s = retry_after_s(error)
            await self._put_back(notice, "asked to wait", wait_s)
            return wait_s
        if isinstance(error, ChatMigrated):
            await delivery.moved(house, notice, error.new_chat_id)
            return 0.0
        if isinstance(error, Forbidden):
            await delivery.shut_out(house, notice)
            return 0.0
        if is_unclear(error) and notice.at_most_once:
            log.warning("notice %d is uncertain: %s", notice.notice_no, type(error).__name__)
            await delivery.uncertain(house, notice, type(error).__name__)
            return 0.0
        if is_passing(error):
            wait_s = float(min(PAUSE_MOST_S, PAUSE_LEAST_S * 2 ** min(notice.tries, 10)))
            await self._put_back(notice, type(error).__name__, wait_s)
            return wait_s
        if reason_of(error) == "not-accepted":
            log.error("notice %d of kind %s: %s", notice.notice_no, notice.kind, error)
        await delivery.refused(house, notice, reason_of(error))
        return 0.0

    async def _put_back(self, notice: Notice, why: str, wait_s: float = PAUSE_LEAST_S) -> None:
        log.info("notice %d waits %.0f s: %s", notice.notice_no, wait_s, why)
        later = int(self._house.clock.now().timestamp() + wait_s)
        await delivery.put_back(self._house, notice, later, why)

    def _now_s(self) -> int:
        return int(self._house.clock.now().timestamp())


class _Chat:
    """A chat that something is told to, or that is left alone for a while."""

    def __init__(self) -> None:
        self.lane = Lane.ANSWERS
        self.task: asyncio.Task[None] | None = None
        self.is_in_the_air = False
        self.was_passed_over = False
        self.pause_until = 0.0
