"""What staff see to while a year passes: review, costs, lots, publishing, rounds."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from bot.rehearsing import staff
from bot.rehearsing.cast import Cast, Player
from bot.rehearsing.costing import publish_costs, set_costs
from bot.rehearsing.merging import Merger
from bot.rehearsing.reviewers import Reviewer, give_to_departments
from deliberation.phases import Phase
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.citizens.persona import chances
from rehearsal.citizens.phone import Exchange, NoAnswer, Phone

log = logging.getLogger(__name__)

Json = dict[str, Any]
Done = dict[str, int]
Duty = Callable[[Done], Awaitable[None]]

QUIET_WITHIN_S = 300.0
LOTS_TO = 10**6
_SUMMARY = {
    "한국어": "급한 것부터 하자는 의견이 많았고, 해마다 드는 비용을 걱정하는 분도 계셨습니다.",
    "English": "Many want the urgent ones first; some worry about the cost in later years.",
}
# What the lots are drawn by, where there are any, and the deed.
_PUBLISHING = {
    staff.RESULTS: ("lots", "published-results"),
    staff.SHORTLISTS: ("lots of the agenda", "published-shortlists"),
    staff.LINES: ("", "published-line-review"),
}
_ROUND_ENDS = frozenset({Phase.DISCUSSING, Phase.DELIBERATING})


class Staff:
    """The cast's staff, who do what is due; `deeds` are told by kind and by how often."""

    def __init__(self, box: Box, exchange: Exchange, cast: Cast, seed: str) -> None:
        self._box = box
        self._exchange = exchange
        self._cast = cast
        self._seed = seed
        self._turns = 0
        self._compared: set[str] = set()
        self._asked: set[str] = set()

    async def attend(self, process: Process, phases: Sequence[Phase]) -> Mapping[str, int]:
        """Do what is due in these phases; what cannot be done is left for the next time."""
        self._turns += 1
        rng = chances(self._seed, "staff", self._turns)
        done: dict[str, int] = {}
        duties: list[tuple[Duty, set[Phase]]] = [
            (self._merge, {Phase.PROPOSING, Phase.REVIEWING}),
            (partial(self._review, process, rng), {Phase.REVIEWING}),
            (partial(self._cost, process, rng), {Phase.COSTING}),
            (partial(self._publish, staff.RESULTS), {Phase.ALLOCATING}),
            (partial(self._publish, staff.LINES), {Phase.ALLOCATING}),
        ]
        for duty, when in duties:
            if not when.isdisjoint(phases):
                await _try(duty, done)
        return done

    def as_json(self) -> Json:
        """What must be known to go on later."""
        return {
            "turns": self._turns,
            "compared": sorted(self._compared),
            "asked": sorted(self._asked),
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on where it was kept."""
        self._turns = kept["turns"]
        self._compared, self._asked = set(kept["compared"]), set(kept["asked"])

    async def close_round(self, group: Chat, thread: str) -> bool:
        """Close a thread's round with a summary and open the next; False without a facilitator."""
        binder = self._cast.binder()
        if binder is None or not group.title:
            return False
        await staff.close_round(self._phone(binder), group.title, thread, _SUMMARY)
        await self._box.quiet(within_s=QUIET_WITHIN_S)
        return True

    async def _merge(self, done: Done) -> None:
        for one in self._cast.of("facilitator")[:1]:
            merger = Merger(self._phone(one), self._compared, self._asked)
            suggested = await merger.suggest_all()
            if suggested:
                done["suggested-mergers"] = suggested
        await self._box.quiet(within_s=QUIET_WITHIN_S)

    async def _review(self, process: Process, rng: Random, done: Done) -> None:
        managers = self._cast.of("manager")
        if managers:
            given = await give_to_departments(self._phone(managers[0]), rng)
            if given:
                done["given-to-departments"] = given
        for one in self._cast.of("reviewer"):
            reviewer = Reviewer(self._phone(one), rng, process.currency)
            for kind in await reviewer.review_all():
                done[f"review-{kind}"] = done.get(f"review-{kind}", 0) + 1
        await self._box.quiet(within_s=QUIET_WITHIN_S)

    async def _cost(self, process: Process, rng: Random, done: Done) -> None:
        await self._publish(staff.SHORTLISTS, done)
        setters = [*self._cast.of("reviewer"), *self._cast.of("manager")[:1]]
        set_ = 0
        for one in setters:
            set_ += await set_costs(self._phone(one), rng, process.currency)
        if set_:
            done["costed"] = set_
        for one in self._cast.of("manager")[:1]:
            published = await publish_costs(self._phone(one))
            if published:
                done["published-costs"] = published
        await self._box.quiet(within_s=QUIET_WITHIN_S)

    async def _publish(self, where: staff.Desk, done: Done) -> None:
        managers = [self._phone(one) for one in self._cast.of("manager")]
        if len(managers) < 2:
            return
        name, deed = _PUBLISHING[where]
        if name:
            lots = f"{chances(self._seed, name).randint(0, LOTS_TO)}"
            if await staff.enter_seed(managers[0], where, lots):
                await self._box.quiet(within_s=QUIET_WITHIN_S)
        if await staff.publish(self._box, where, managers[0], managers[1]):
            done[deed] = 1

    def _phone(self, player: Player) -> Phone:
        return Phone(self._exchange, player.person, player.language)


async def _try(duty: Duty, done: Done) -> None:
    """Do a duty; where the bot does not play along, it waits for the next time."""
    try:
        await duty(done)
    except (NoAnswer, TimeoutError) as silence:
        log.warning("staff gave up: %s", silence)
        done["staff-gave-up"] = done.get("staff-gave-up", 0) + 1


def ends_a_round(phases: Sequence[Phase]) -> bool:
    """Whether a round of talk ends with these phases."""
    return not _ROUND_ENDS.isdisjoint(phases)
