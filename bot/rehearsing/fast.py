"""A whole year on a moved clock: everybody acts through their screens, nobody waits."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from actions import processes
from actions.process_file import read_process_file
from bot.rehearsing.cast import Cast, gather
from bot.rehearsing.compiling import compiling
from bot.rehearsing.duties import Staff, ends_a_round
from bot.rehearsing.handing_out import hand_out
from bot.rehearsing.inside import BotInside
from bot.rehearsing.opening import headings_of_the_group, open_scene
from bot.rehearsing.outcome import Outcome, look_up
from bot.rehearsing.rehearsal import Wishes, opened_house
from bot.rehearsing.town import town_of
from bot.rehearsing.year import SAMPLE, before_agendas
from bot.settings import Settings
from deliberation.phases import Phase
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.persona import chances
from rehearsal.citizens.phone import Exchange
from rehearsal.clock import Clock

Tell = Callable[[str, float], None]

QUIET_WITHIN_S = 300.0
LATE, EARLY = timedelta(hours=2), timedelta(hours=1)
TAKES_PART = 0.85
ANSWERS_WITHIN = timedelta(days=3)
AFTER_THE_YEAR = timedelta(days=2)
# How often people sit down while a phase lasts; in others only once, and some of them.
_ROUNDS: Mapping[Phase, int] = {
    Phase.PROPOSING: 2,
    Phase.REVIEWING: 3,
    Phase.DISCUSSING: 1,
    Phase.PRIORITISING: 2,
    Phase.DELIBERATING: 1,
    Phase.BALLOTING: 4,
    Phase.MONITORING: 1,
}


async def live(settings: Settings, wishes: Wishes, tell: Tell) -> Outcome:
    """Live a year from its first phase to its last, and tell what came of it."""
    began = time.monotonic()
    async with compiling() as compiled, _opened(settings, wishes) as year:
        await year.live(tell, compiled)
        assert year.bot.runtime is not None
        house = year.bot.runtime.house
        found = await look_up(house, house.processes[year.process.no])
        if wishes.keep is not None:
            await hand_out(house, year.process.no, wishes.keep)
        return Outcome(
            process=year.process.process_id,
            currency=year.process.currency,
            seed=wishes.seed,
            citizens=wishes.citizens,
            deeds=dict(sorted(year.crowd.deeds.items())),
            proposals=found.proposals,
            headings=found.headings,
            line_reviews=found.line_reviews,
            said=tuple(year.said),
            is_published=found.is_published,
            took_s=round(time.monotonic() - began, 1),
        )


@contextlib.asynccontextmanager
async def _opened(settings: Settings, wishes: Wishes) -> AsyncIterator["_Year"]:
    with tempfile.TemporaryDirectory(prefix="madang-year-") as scratch:
        folder = Path(scratch)
        read = read_process_file(wishes.process or SAMPLE).process
        begins = min(one.starts_utc for one in read.stages)
        clock = Clock(begins - EARLY, speed=0)
        box = Box(clock=clock, flood_limits=False)
        async with opened_house(folder, clock) as house:
            demo = replace(before_agendas(read), is_demonstration=True)
            number = await processes.load(house, demo, b"", 0, clock.timestamp())
            process = house.processes[number]
        codes = Random(f"codes {wishes.seed}")
        async with BotInside(settings, box, folder, codes.randbytes) as bot, Exchange(box) as out:
            home = next((one.district_id for one in headings_of_the_group(process)), "")
            crowd = Crowd(
                out, town_of(process, home, wishes.ballots), wishes.seed, wishes.citizens
            )
            yield _Year(box, bot, out, gather(box, process), crowd, process, wishes)


@dataclass
class _Year:
    box: Box
    bot: BotInside
    exchange: Exchange
    cast: Cast
    crowd: Crowd
    process: Process
    wishes: Wishes

    def __post_init__(self) -> None:
        self.said: list[str] = []
        self.seed = self.wishes.seed
        self._staff = Staff(self.box, self.exchange, self.cast, self.seed)
        self._group: Chat | None = None

    async def live(self, tell: Tell, may_count: asyncio.Future[Any]) -> None:
        """From the first phase's first hour into the last phase."""
        edges = sorted(
            {edge for one in self.process.stages for edge in (one.starts_utc, one.ends_utc)}
        )
        await self._go_to(edges[0] + EARLY)
        self._group = await open_scene(self.box, self.exchange, self.cast, self.process)
        for at, (begins, ends) in enumerate(pairwise(edges)):
            phases = self._phases_at(begins)
            tell(", ".join(sorted(one.value for one in phases)) or "between", at / len(edges))
            if Phase.ALLOCATING in phases:
                await may_count
            await self._go_to(begins + timedelta(minutes=1))
            if await self._attend():
                await self._let_proposers_answer(ends)
            await self._live_through(begins, ends, phases)
            if ends_a_round(list(phases)):
                await self._close_round()

    async def _live_through(self, begins: datetime, ends: datetime, phases: set[Phase]) -> None:
        rounds = max((_ROUNDS.get(one, 0) for one in phases), default=0)
        if Phase.MONITORING in phases:
            ends = min(ends, begins + AFTER_THE_YEAR)
        for number in range(rounds or 1):
            await self._go_to(begins + (ends - begins) * (number + 1) / ((rounds or 1) + 1))
            if await self._attend():
                await self._let_proposers_answer(ends)
            await self._one_round(f"{begins.isoformat()} {number}", TAKES_PART if rounds else 0.2)

    async def _one_round(self, name: str, share: float) -> None:
        rng = chances(self.seed, "round", name)
        order = [no for no in range(self.crowd.count) if rng.random() < share]
        rng.shuffle(order)
        for no in order:
            deeds = await self.crowd.sit(no)
            self.said += [about for deed, about in deeds if deed == "said"]

    async def _go_to(self, instant: datetime) -> None:
        if instant > self.box.clock.now():
            self.box.clock.set(instant)
        await self.box.quiet(within_s=QUIET_WITHIN_S)

    async def _let_proposers_answer(self, ends: datetime) -> None:
        """Within days of a suggestion to merge, most of those who have proposed look again."""
        rng = chances(self.seed, "answers", self.box.clock.now().isoformat())
        await self._go_to(min(ends - EARLY, self.box.clock.now() + ANSWERS_WITHIN))
        for no in range(self.crowd.count):
            if self.crowd.memory(no).proposals and rng.random() < TAKES_PART:
                await self.crowd.sit(no)

    async def _attend(self) -> bool:
        """Staff do what is due; then everybody knows the year as it has become.

        Says whether mergers were suggested.
        """
        phases = sorted(self._phases_at(self.box.clock.now()))
        done = await self._staff.attend(self.process, phases)
        self.crowd.deeds.update(done)
        runtime = self.bot.runtime
        assert runtime is not None
        now = runtime.house.processes[self.process.no]
        if now is not self.process:
            self.process = now
            home = next((one.district_id for one in headings_of_the_group(now)), "")
            self.crowd.learn(town_of(now, home, self.wishes.ballots))
        return "suggested-mergers" in done

    async def _close_round(self) -> None:
        if self._group is not None:
            binder = self.cast.binder()
            language = binder.language if binder is not None else "ko"
            thread = headings_of_the_group(self.process)[0].names.in_language(language)
            await self._staff.close_round(self._group, thread)

    def _phases_at(self, instant: datetime) -> set[Phase]:
        return {one.phase for one in self.process.stages if one.is_on(instant)}
