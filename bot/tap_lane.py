"""The short way for a tap that ranks a project: most of what a voting day brings.

On the ordinary way the library builds objects for each update, and every tap asks and writes
the store for itself. Here the update is read as it came, all taps that wait together are saved
in one unit (`actions/taps.py`), and their screens go straight to the deliverer, whose row in
the outbox is only read again after a crash. The rules are the same: an update counts as done
once its effect is on disk, each person's updates keep their order, and whatever is not plainly
such a tap, or is refused, or fails, goes the ordinary way, for nothing has been changed then.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError

from actions import taps
from actions.house import House, Occasion
from actions.taps import Ranked, Tap
from bot.client import Client
from bot.deliver import Deliverer
from bot.together import Together
from deliberation.refusals import Refusal
from locales.translator import translator_for
from screens.ballot import ballot_toast
from screens.buttons import SEPARATOR, SetRank, UnknownButton

log = logging.getLogger(__name__)

TOGETHER = 64
_BEGINNING = SetRank.prefix + SEPARATOR

Json = Mapping[str, Any]
InDialogue = Callable[[int, int], bool]


@dataclass(frozen=True)
class Tapped:
    """A tap of the lane: what to save, and where to say so."""

    query_id: str
    process_no: int
    tap: Tap

    @property
    def user_id(self) -> int:
        """Who tapped."""
        return self.tap.occasion.user_id


class TapLane:
    """Saves taps and has them answered; `in_dialogue(chat, user)` says who is asked something."""

    def __init__(
        self, house: House, client: Client, deliverer: Deliverer, in_dialogue: InDialogue
    ) -> None:
        self._house = house
        self._client = client
        self._deliverer = deliverer
        self._in_dialogue = in_dialogue
        self._saving = Together(self._save, TOGETHER)
        self._answers: set[asyncio.Task[None]] = set()
        self.taken = 0

    def read(self, raw: Json) -> Tapped | None:
        """Return the tap that an update holds; None where it is anything else."""
        query = raw.get("callback_query")
        if not isinstance(query, dict):
            return None
        data = query.get("data")
        if not isinstance(data, str) or not data.startswith(_BEGINNING):
            return None
        try:
            return self._tapped(raw, query, SetRank.unpack(data))
        except (UnknownButton, KeyError, TypeError, ValueError):
            return None

    def _tapped(self, raw: Json, query: Json, button: SetRank) -> Tapped | None:
        message, person = query["message"], query["from"]
        chat_id, user_id = int(message["chat"]["id"]), int(person["id"])
        if message["chat"]["type"] != "private":
            return None
        occasion = Occasion(
            user_id,
            chat_id,
            self._house.clock.now(),
            int(raw["update_id"]),
            is_private=True,
            message_id=int(message["message_id"]),
        )
        tap = Tap(
            occasion,
            button.heading_no,
            button.project_no,
            button.rank,
            button.revision,
            button.page,
            button.field,
            person.get("language_code"),
        )
        return Tapped(str(query["id"]), button.process_no, tap)

    async def take(self, tapped: Tapped) -> bool:
        """Save a tap, in its person's turn; False where it must go the ordinary way.

        It counts as done when this returns: what follows is the toast, which nobody waits for,
        and the screen, which the outbox holds.
        """
        if self._in_dialogue(tapped.tap.occasion.chat_id, tapped.user_id):
            return False
        try:
            done = await self._saving.do(tapped)
        except Exception as error:
            log.info("a tap goes the ordinary way: %s", type(error).__name__)
            return False
        if done is None:
            return False
        self.taken += 1
        task = asyncio.create_task(self._answer(tapped.query_id, done))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        self._deliverer.take(done.notice, done.notice_language, done.view)
        return True

    @property
    def is_busy(self) -> bool:
        """Whether toasts are under way."""
        return bool(self._answers)

    async def finish(self, within_s: float) -> None:
        """Let the toasts that are under way arrive."""
        if self._answers:
            await asyncio.wait(set(self._answers), timeout=within_s)

    async def _save(self, batch: Sequence[Tapped]) -> Sequence[Ranked | None]:
        by_year: dict[int, list[Tapped]] = {}
        for one in batch:
            by_year.setdefault(one.process_no, []).append(one)
        found: dict[str, Ranked | None] = {}
        for process_no, ones in by_year.items():
            done = await self._save_year(process_no, ones)
            found |= {
                one.query_id: None if isinstance(what, Refusal) else what
                for one, what in zip(ones, done, strict=True)
            }
        return [found[one.query_id] for one in batch]

    async def _save_year(
        self, process_no: int, ones: Sequence[Tapped]
    ) -> Sequence[Ranked | Refusal]:
        try:
            return await taps.set_ranks(self._house, process_no, [one.tap for one in ones])
        except Refusal as refusal:
            return [refusal] * len(ones)

    async def _answer(self, query_id: str, done: Ranked) -> None:
        toast = ballot_toast(done.view, translator_for(done.language))
        try:
            await self._client.answer_tap(query_id, toast)
        except TelegramError as error:
            log.info("a tap was left unanswered: %s", type(error).__name__)
