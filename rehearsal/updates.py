"""The queue of updates for the bot: given out, confirmed by a higher offset, given out again."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from rehearsal import refusals
from rehearsal.clock import Clock
from rehearsal.limits import UPDATE_LIFETIME_S, UPDATES_MAX

Json = dict[str, Any]

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "message_reaction",
    "message_reaction_count",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
)
LEFT_OUT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates that the bot has not confirmed yet, oldest first."""

    def __init__(self, clock: Clock, first_id: int = 500_000_001) -> None:
        self._clock = clock
        self._pending: deque[tuple[int, int, Json]] = deque()
        self._ends_wait: asyncio.Future[refusals.Refusal | None] | None = None
        self.next_id = first_id
        self.allowed: frozenset[str] | None = None
        self.given_out_to = 0
        self.has_webhook = False
        self.on_new: Callable[[Json], None] = _nobody

    def put(self, kind: str, body: Json) -> int | None:
        """Queue an update of a kind, unless the bot did not ask for it; returns its id."""
        if self.allowed is None:
            if kind in LEFT_OUT_BY_DEFAULT:
                return None
        elif kind not in self.allowed:
            return None
        update_id = self.next_id
        self.next_id += 1
        update: Json = {"update_id": update_id, kind: body}
        self._pending.append((update_id, self._clock.timestamp(), update))
        self._end_wait(None)
        self.on_new(update)
        return update_id

    def allow(self, names: Any) -> None:
        """Choose the kinds of later updates; None keeps the last choice, [] the default one."""
        if names is None:
            return
        known = frozenset(name for name in names if name in KINDS)
        self.allowed = known or None

    def pending(self) -> list[Json]:
        """The updates not confirmed yet, without those that are older than 24 hours."""
        self._drop_old()
        return [update for _, _, update in self._pending]

    def __len__(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._pending)

    def confirm_below(self, update_id: int) -> None:
        """Forget the updates before an id."""
        while self._pending and self._pending[0][0] < update_id:
            self._pending.popleft()

    def forget(self, update_id: int) -> None:
        """Forget one update, as after a webhook's 200."""
        if self._pending and self._pending[0][0] == update_id:
            self._pending.popleft()
            return
        self._pending = deque(one for one in self._pending if one[0] != update_id)

    def clear(self) -> None:
        """Forget all updates."""
        self._pending.clear()

    async def get(self, offset: int, limit: int, wait_s: float) -> list[Json]:
        """The next updates, after a wait of up to `wait_s` of the world's seconds if none.

        A new caller ends the wait of an earlier one with Telegram's conflict.
        """
        if self.has_webhook:
            raise refusals.conflict(refusals.WEBHOOK_ACTIVE)
        self._end_wait(refusals.conflict(refusals.TWO_POLLERS))
        self._drop_old()
        if offset > 0:
            self.confirm_below(offset)
        elif offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        if not self._pending and wait_s > 0:
            await self._wait(wait_s)
        count = limit if 1 <= limit <= UPDATES_MAX else UPDATES_MAX
        given = [update for _, _, update in list(self._pending)[:count]]
        if given:
            self.given_out_to = max(self.given_out_to, given[-1]["update_id"])
        return given

    def interrupt(self, words: str) -> None:
        """End a waiting poll with a conflict."""
        self._end_wait(refusals.conflict(words))

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits in a long poll now."""
        return self._ends_wait is not None and not self._ends_wait.done()

    async def _wait(self, wait_s: float) -> None:
        future: asyncio.Future[refusals.Refusal | None]
        future = asyncio.get_running_loop().create_future()
        self._ends_wait = future
        try:
            refusal = await asyncio.wait_for(future, wait_s)
        except TimeoutError:
            return
        finally:
            if self._ends_wait is future:
                self._ends_wait = None
        if refusal is not None:
            raise refusal

    def _end_wait(self, refusal: refusals.Refusal | None) -> None:
        if self._ends_wait is not None and not self._ends_wait.done():
            self._ends_wait.set_result(refusal)

    def _drop_old(self) -> None:
        oldest = self._clock.timestamp() - UPDATE_LIFETIME_S
        while self._pending and self._pending[0][1] < oldest:
            self._pending.popleft()

    def as_json(self) -> Json:
        """The queue's state, for keeping."""
        return {
            "pending": [list(one) for one in self._pending],
            "next_id": self.next_id,
            "allowed": None if self.allowed is None else sorted(self.allowed),
        }

    def restore(self, state: Json) -> None:
        """Take back a kept state."""
        self._pending = deque((one[0], one[1], one[2]) for one in state["pending"])
        self.next_id = state["next_id"]
        self.allowed = None if state["allowed"] is None else frozenset(state["allowed"])


def _nobody(update: Json) -> None:
    """Nobody waits for new updates but pollers."""
