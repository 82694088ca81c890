"""What the page's director may do: look at the year, step on, people the city, restart the bot."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.rehearsing.duties import Staff
from bot.rehearsing.inside import BotInside
from bot.rehearsing.year import next_step, timeline
from deliberation.phases import Phase, Stage
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.town import Town

log = logging.getLogger(__name__)

Json = dict[str, Any]

CITIZENS_MOST = 5000
QUIET_WITHIN_S = 20.0
LOOK_S = 1.0
# Staff who play along leave the first half of a phase to whoever holds their phones.
STAFF_SHARES = (0.5, 0.9)


class Director:
    """The routes under /rehearsal but those of the page itself."""

    def __init__(
        self,
        box: Box,
        bot: BotInside,
        crowd: Crowd,
        staff: Staff,
        process: Process,
        town: Callable[[Process], Town],
    ) -> None:
        self._box = box
        self._bot = bot
        self._crowd = crowd
        self._staff = staff
        self._process = process
        self._town = town
        self._turn = asyncio.Lock()
        self._attended = {one.stage_id: self._shares_past(one) for one in process.stages}
        self.staff_plays = True
        self.may_count: asyncio.Future[Any] | None = None

    @property
    def process(self) -> Process:
        """The year as it stands: managers may have changed its dates."""
        runtime = self._bot.runtime
        if runtime is not None:
            now = runtime.house.processes.get(self._process.no, self._process)
            if now is not self._process:
                self._process = now
                self._crowd.learn(self._town(now))
        return self._process

    def routes(self) -> list[BaseRoute]:
        """The routes, for BoxServer(pages=...)."""
        return [
            _route("/rehearsal/year", self._year),
            _route("/rehearsal/state", self._state),
            _route("/rehearsal/citizens", self._people, "POST"),
            _route("/rehearsal/step", self._step, "POST"),
            _route("/rehearsal/restart-bot", self._restart, "POST"),
        ]

    async def step(self) -> None:
        """Let everybody finish what they are about, then move to the next phase.

        Raises:
            LookupError: the year is over.
        """
        async with self._turn:
            instant = next_step(self.process, self._box.clock.now())
            if instant is None:
                raise LookupError("the year is over")
            async with self._crowd.still():
                await self._attend()
                if await self._crowd.hurry():
                    await self._attend()
                if self.may_count is not None and Phase.ALLOCATING in self._phases(instant):
                    await self.may_count
                self._box.clock.set(instant)
                # On a clock that stands still a bot that may be told to wait waits on.
                with contextlib.suppress(TimeoutError):
                    await self._box.quiet(within_s=QUIET_WITHIN_S)

    async def run(self) -> None:
        """Let staff do, late in each phase, what nobody has done; until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            due = [
                one
                for one in self.process.stages
                if one.is_on(self._box.clock.now())
                and self._shares_past(one) > self._attended.get(one.stage_id, 0)
            ]
            if due and self._bot.is_running and not self._turn.locked():
                self._attended |= {one.stage_id: self._shares_past(one) for one in due}
                async with self._turn, self._crowd.still():
                    await self._attend()

    async def _attend(self) -> None:
        if not self.staff_plays or not self._bot.is_running:
            return
        phases = self._phases(self._box.clock.now())
        try:
            self._crowd.deeds.update(await self._staff.attend(self.process, phases))
        except Exception:
            # Whatever staff stumble over, the year goes on.
            log.exception("staff stumbled")
            self._crowd.deeds["staff-gave-up"] += 1

    def _phases(self, instant: datetime) -> list[Phase]:
        return sorted({one.phase for one in self.process.stages if one.is_on(instant)})

    def _shares_past(self, stage: Stage) -> int:
        now: datetime = self._box.clock.now()
        past = (now - stage.starts_utc) / (stage.ends_utc - stage.starts_utc)
        return sum(past >= one for one in STAFF_SHARES)

    def as_json(self) -> Json:
        """What must be known to go on later."""
        return {"staff_plays": self.staff_plays, "attended": self._attended}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on where it was kept."""
        self.staff_plays = kept["staff_plays"]
        self._attended = dict(kept["attended"])

    def state(self) -> Json:
        """What the director's controls show."""
        now = self._box.clock.now()
        runtime = self._bot.runtime
        return self._crowd.state() | {
            "is_bot_running": self._bot.is_running,
            "busy": self._turn.locked(),
            "is_over": next_step(self.process, now) is None,
            "staff_plays": self.staff_plays,
            "stages_on": [one.stage_id for one in self.process.stages if one.is_on(now)],
            "calls": self._box.calls.total(),
            "refusals": self._box.refusals.total(),
            "waiting": runtime.pacer.people_waiting if runtime is not None else 0,
        }

    async def _year(self, body: Json) -> Json:
        return timeline(self.process, self._box.clock.now())

    async def _state(self, body: Json) -> Json:
        return self.state()

    async def _people(self, body: Json) -> Json:
        count = _within("count", body.get("count", self._crowd.count), CITIZENS_MOST)
        liveliness = _within("liveliness", body.get("liveliness", self._crowd.liveliness), 1)
        plays = body.get("staff_plays", self.staff_plays)
        if not isinstance(plays, bool):
            raise ValueError("staff_plays is true or false")
        self.staff_plays = plays
        if {"count", "liveliness"} & set(body):
            self._crowd.people(int(count), float(liveliness))
        return self.state()

    async def _step(self, body: Json) -> Json:
        await self.step()
        return self.state()

    async def _restart(self, body: Json) -> Json:
        async with self._turn:
            await self._bot.restart()
        return self.state()


def _within(name: str, value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"{name} is a number from 0 to {most}")
    return value


def _route(path: str, act: Callable[[Json], Awaitable[Json]], method: str = "GET") -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.json() if await request.body() else {}
            if not isinstance(body, dict):
                raise ValueError("a JSON object is expected")
            return JSONResponse({"ok": True, "result": await act(body)})
        except LookupError as error:
            return _error(409, str(error.args[0] if error.args else error))
        except TimeoutError as error:
            return _error(504, str(error))
        except ValueError as error:
            return _error(400, str(error))

    return Route(path, endpoint, methods=[method])


def _error(status: int, words: str) -> Response:
    return JSONResponse({"ok": False, "error": words}, status_code=status)
