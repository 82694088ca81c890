"""A rehearsal in the background of a test: box and bot in one thread, a browser outside."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from actions.house import House
from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.page import Desk, Part, page_routes
from rehearsal.server import BoxServer
from tests import samples
from tests.proposing.samples import proposed
from tests.reviewing.samples import PARKS
from tests.world import World

T = TypeVar("T")

JIEUN, TOM, SEOYEON, REVIEWER = 200_001, 200_002, 200_003, PARKS
CAST = (
    Part(JIEUN, {"ko": "시민", "en": "Citizen"}),
    Part(TOM, {"ko": "영어를 쓰는 시민", "en": "Citizen"}),
    Part(samples.FACILITATOR, {"ko": "진행자", "en": "Facilitator"}),
    Part(samples.MANAGER, {"ko": "운영 담당자", "en": "Manager"}),
    Part(samples.SECOND_MANAGER, {"ko": "둘째 운영 담당자", "en": "Second manager"}),
    Part(REVIEWER, {"ko": "검토 담당자", "en": "Reviewer"}),
)
PATIENCE_S = 90
# The first count compiles what counts.
QUIET_WITHIN_S = 60


class Stand:
    """The served world (or a box without our bot), and a way to do things in its thread."""

    def __init__(self) -> None:
        self.url = ""
        self.world: World | None = None
        self.bare_box: Box | None = None
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._is_open = threading.Event()
        self._failure: BaseException | None = None

    @property
    def box(self) -> Box:
        found = self.world.box if self.world is not None else self.bare_box
        assert found is not None
        return found

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the world's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def quiet(self) -> None:
        """Wait until the bot has done everything there is to do."""
        self.do(self.box.quiet(within_s=QUIET_WITHIN_S))

    def passes(self, **span: float) -> None:
        """Let time pass and wait for the bot."""

        async def advance() -> None:
            self.box.clock.advance(timedelta(**span))
            await self.box.quiet(within_s=QUIET_WITHIN_S)

        self.do(advance())

    @property
    def house(self) -> House:
        """The open house, for what happens off the page; only in the world's thread."""
        assert self.world is not None
        return self.world.house

    def proposes(self, user_id: int, *said: str) -> None:
        """Let somebody hand in a proposal off the page: title, problem and idea."""

        async def hand_in() -> None:
            person = self.box.person(user_id)
            await person.start()
            await self.box.quiet()
            await proposed(self.house, user_id, person.user.first_name, *said)
            await self.box.quiet()

        self.do(hand_in())

    def call(self, method: str, **values: Any) -> Any:
        """Call the Bot API as a bot would."""
        return self.do(self.box.call(method, values))

    def run(self, folder: Path | None, process: Process | str, at: str) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(folder, process, at))
        except BaseException as failure:
            self._failure = failure
        finally:
            self._is_open.set()
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self, folder: Path | None, process: Process | str, at: str) -> None:
        if folder is None:
            self.bare_box = Box()
        else:
            self.world = await World.open(folder, process, at)
        _arrive(self.box)
        try:
            async with BoxServer(self.box, pages=page_routes(Desk(CAST, "Asia/Seoul"))) as server:
                self.url = server.url
                self._is_open.set()
                await self._stop.wait()
                if self.world is not None:
                    await self.world.stop()
        finally:
            if self.world is not None:
                await self.world.close()

    def wait_until_open(self) -> None:
        self._is_open.wait(PATIENCE_S)
        if self._failure is not None:
            raise self._failure

    def close(self, thread: threading.Thread) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        thread.join(PATIENCE_S)
        if self._failure is not None:
            raise self._failure


@contextlib.contextmanager
def opened(
    folder: Path | None, process: Process | str = "sample", at: str = ""
) -> Iterator[Stand]:
    """Serve a world in a folder until the test is over; without one a box without a bot."""
    stand = Stand()
    thread = threading.Thread(target=stand.run, args=(folder, process, at), daemon=True)
    thread.start()
    stand.wait_until_open()
    try:
        yield stand
    finally:
        stand.close(thread)


def _arrive(box: Box) -> None:
    box.user("지은", language_code="ko", user_id=JIEUN)
    box.user("Tom", language_code="en", user_id=TOM)
    box.user("서연", language_code="ko", user_id=SEOYEON)
    box.user("Mina", language_code="en", user_id=samples.FACILITATOR)
    box.user("현우", language_code="ko", user_id=samples.MANAGER)
    box.user("하준", language_code="ko", user_id=REVIEWER)
    box.user("Grace", language_code="en", user_id=samples.SECOND_MANAGER)
