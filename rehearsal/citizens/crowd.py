"""All simulated citizens: who sits down when on the box's clock, and what came of it."""

import asyncio
import contextlib
import heapq
import logging
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from rehearsal.box import Box
from rehearsal.citizens.memory import Memory
from rehearsal.citizens.persona import Persona, chances, persona
from rehearsal.citizens.phone import Exchange, NoAnswer, Phone, at_once, no_turn
from rehearsal.citizens.sitting import Sitting
from rehearsal.citizens.town import Town

log = logging.getLogger(__name__)

Json = dict[str, Any]

PAUSE_S = 90.0
SLOWER = 0.3
READING_S = (2.0, 9.0)
BREATH_S = 0.02
ACTS_AT_ONCE = 3
SITTINGS_AT_ONCE = 40
HURRY_WITHIN_S = 4.0
TOLD = 30


class Crowd:
    """Citizens 0 to `count` - 1; `liveliness` from 0 (asleep) to 1 says how often they sit down.

    What somebody does at their n-th sitting depends on the seed and on what stands on the
    screens, never on how fast the clock runs.
    """

    def __init__(
        self,
        exchange: Exchange,
        town: Town,
        seed: str,
        count: int = 0,
        liveliness: float = 0.5,
    ) -> None:
        self.count = count
        self.liveliness = liveliness
        self.deeds: Counter[str] = Counter()
        self.lately: deque[Json] = deque(maxlen=TOLD)
        self._exchange = exchange
        self._town = town
        self._seed = seed
        self._people: dict[int, Persona] = {}
        self._memories: dict[int, Memory] = {}
        self._busy: set[int] = set()
        self._due: list[tuple[float, int]] = []
        self._woken = asyncio.Event()
        self._gate = asyncio.Semaphore(ACTS_AT_ONCE)
        self._may_act = asyncio.Event()
        self._may_act.set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def box(self) -> Box:
        """Where they live."""
        return self._exchange.box

    def persona(self, no: int) -> Persona:
        """The citizen with a number."""
        if no not in self._people:
            self._people[no] = persona(self._seed, no, self._town)
        return self._people[no]

    def memory(self, no: int) -> Memory:
        """What the citizen with a number remembers."""
        return self._memories.setdefault(no, Memory())

    def learn(self, town: Town) -> None:
        """Let everybody know what has become of the town: new projects, agendas."""
        self._town = town

    def people(self, count: int, liveliness: float) -> None:
        """Change how many there are and how often they sit down."""
        self.count, self.liveliness = count, liveliness
        self._plan_all()
        self._woken.set()

    async def run(self) -> None:
        """Let everybody sit down in their time, until cancelled."""
        self._plan_all()
        try:
            while True:
                await self._one_round()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def sit(self, no: int) -> list[tuple[str, str]]:
        """Let one citizen sit down at once, without pauses; returns what they did."""
        return await self._sit(no, at_once)

    async def hurry(self, within_s: float = HURRY_WITHIN_S) -> int:
        """Let those who have done nothing in this phase do it now; returns how many could."""
        ends = time.monotonic() + within_s
        waiting = [no for no in range(self.count) if self.liveliness and self.memory(no).since < 2]
        done = 0
        for no in waiting:
            if time.monotonic() > ends:
                break
            if no not in self._busy:
                await self.sit(no)
                done += 1
        return done

    @contextlib.asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Nobody begins another act in their own time while this is open."""
        self._may_act.clear()
        try:
            yield
        finally:
            self._may_act.set()

    def state(self) -> Json:
        """How many there are, how lively, and what they did lately."""
        return {
            "citizens": self.count,
            "liveliness": self.liveliness,
            "sitting": len(self._busy),
            "deeds": dict(sorted(self.deeds.items())),
            "lately": list(self.lately),
        }

    def as_json(self) -> Json:
        """Everything that must be known to go on later."""
        return {
            "seed": self._seed,
            "count": self.count,
            "liveliness": self.liveliness,
            "deeds": dict(self.deeds),
            "lately": list(self.lately),
            "memories": {str(no): one.as_json() for no, one in self._memories.items()},
        }

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on where it was kept."""
        self._seed = kept["seed"]
        self.count, self.liveliness = kept["count"], kept["liveliness"]
        self.deeds = Counter(kept["deeds"])
        self.lately.extend(kept["lately"])
        self._people.clear()
        self._memories = {int(no): Memory.from_json(one) for no, one in kept["memories"].items()}

    # --- who is next ------------------------------------------------------------------------

    async def _one_round(self) -> None:
        if not self._due or len(self._tasks) >= SITTINGS_AT_ONCE:
            await self._wait(None)
            return
        due_s, no = self._due[0]
        wait_s = due_s - self.box.clock.monotonic()
        if wait_s > 0:
            await self._wait(wait_s)
            return
        heapq.heappop(self._due)
        if no in self._busy or no >= self.count:
            return
        gap_s = self._gap_s(no)
        if -wait_s > gap_s:
            # The clock has jumped: not everybody sits down in the same instant.
            spread = chances(self._seed, "spread", no, self.memory(no).sittings).random()
            self._plan(no, spread * gap_s)
            return
        task = asyncio.create_task(self._sit_in_time(no), name=f"citizen {no}")
        self._tasks.add(task)
        task.add_done_callback(self._is_done)
        await asyncio.sleep(0)

    def _is_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._woken.set()

    async def _wait(self, seconds: float | None) -> None:
        """Until the box's clock says so, or something has changed."""
        self._woken.clear()
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._woken.wait())]
        if seconds is not None:
            waits.append(asyncio.ensure_future(self.box.clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _sit_in_time(self, no: int) -> None:
        who = self.persona(no)
        pauses = who.randomness("pauses", self.memory(no).sittings)

        async def rest() -> None:
            await self.box.clock.sleep(pauses.uniform(*READING_S))

        await self._sit(no, rest)
        if no < self.count and self.liveliness:
            self._plan(no, self._gap_s(no))

    def _plan_all(self) -> None:
        self._due.clear()
        if not self.liveliness:
            return
        for no in range(self.count):
            if no not in self._busy:
                spread = chances(self._seed, "first", no, self.memory(no).sittings).random()
                self._due.append((self._now_s() + spread * self._gap_s(no), no))
        heapq.heapify(self._due)

    def _plan(self, no: int, in_s: float) -> None:
        heapq.heappush(self._due, (self._now_s() + in_s, no))
        self._woken.set()

    def _now_s(self) -> float:
        return self.box.clock.monotonic()

    def _gap_s(self, no: int) -> float:
        """The pause before somebody's next sitting; it grows while a phase lasts."""
        memory = self.memory(no)
        chance = chances(self._seed, "gap", no, memory.sittings).uniform(0.4, 1.6)
        return PAUSE_S / self.liveliness * chance * (1.0 + SLOWER * memory.since)

    # --- sitting down -----------------------------------------------------------------------

    async def _sit(self, no: int, rest: Callable[[], Awaitable[None]]) -> list[tuple[str, str]]:
        who, memory = self.persona(no), self.memory(no)
        self._busy.add(no)
        phone = self._phone(who, rest)
        sitting = Sitting(phone, who, memory, self._town, partial(self._note, who))
        try:
            await sitting.run()
        except NoAnswer as silence:
            self.deeds["gave-up"] += 1
            log.debug("citizen %d gave up: %s", no, silence)
        except Exception:
            self.deeds["gave-up"] += 1
            log.exception("citizen %d stumbled", no)
        finally:
            self._busy.discard(no)
        return sitting.deeds

    def _phone(self, who: Persona, rest: Callable[[], Awaitable[None]]) -> Phone:
        person = self.box.people.get(who.user_id)
        if person is None:
            person = self.box.user(who.name, user_id=who.user_id, language_code=who.language)
        turn = no_turn if rest is at_once else self._turn
        return Phone(self._exchange, person, who.language, rest, turn)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Only so many act at once, and each lets the others breathe."""
        await self._may_act.wait()
        async with self._gate:
            yield
            await asyncio.sleep(BREATH_S)

    def _note(self, who: Persona, deed: str, about: str) -> None:
        self.deeds[deed] += 1
        pot = next((one for one in self._town.pots if one.pot_id == about), None)
        self.lately.append(
            {
                "at": self.box.clock.as_json()["now"],
                "user_id": who.user_id,
                "name": who.name,
                "language": who.language,
                "deed": deed,
                "about": about if pot is None else dict(pot.names),
            }
        )
