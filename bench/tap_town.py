"""A box in a program of its own, and citizens in it who tap as fast as the bot lets them.

    python -m bench.tap_town FOLDER CITIZENS WARM_S MEASURE_S

Each citizen has a ballot in front of them and taps; once the message shows the new ballot, the
next tap follows. Speaks in JSON lines: where the box is, then `begin`, then what was counted.
"""

import asyncio
import gc
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from actions import ballots, processes
from actions.house import House
from bot.clock import SystemClock
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import Electorate, Heading, Office, Process, Project, Wording
from handlers.keyboards import inline_keyboard
from locales.translator import translator_for
from rehearsal.box import Box
from rehearsal.events import Event
from rehearsal.posting import post
from rehearsal.server import BoxServer
from screens.ballot import show_ballot
from storage import citizens
from storage.database import Database
from storage.keys import KeyRing

PROJECTS = 12  # with ranks, details and what stands below: a keyboard of about thirty buttons
BALLOT_SIZE = 3
FIRST_CITIZEN = 100_001
FIRST_TAP_WITHIN_S = 30.0
LAST_WITHIN_S = 4.0


def words(text: str) -> Wording:
    return Wording({"en": text, "ko": text})


def process() -> Process:
    """A budget year with one heading, open for voting now."""
    now = datetime.now(UTC)
    return Process(
        process_id="bench",
        no=0,
        names=words("Bench 2027"),
        texts=words("A bench."),
        city=words("the bench"),
        zone="Asia/Seoul",
        currency="KRW",
        total=1_000_000_000,
        headings=(
            Heading(
                "city",
                1,
                Programme.CITY,
                words("City level"),
                500_000_000,
                BALLOT_SIZE,
                projects=tuple(
                    Project(
                        f"p{no}",
                        no,
                        words(f"Renewal of playground number {no}"),
                        words(f"Playground {no}"),
                        words("What it is."),
                        no * 50_000_000,
                    )
                    for no in range(1, PROJECTS + 1)
                ),
            ),
        ),
        districts=(),
        fields=(),
        stages=(
            Stage("balloting", Phase.BALLOTING, now - timedelta(days=1), now + timedelta(days=5)),
        ),
        electorates=(Electorate("citizens", words("Citizens"), Fraction(1)),),
        staff=(),
        office=Office(words("The bench")),
        seed_source=words("none"),
        eligibility=words("Anybody."),
        seed="",
    )


async def settle_in(box: Box, folder: Path, how_many: int) -> list[int]:
    """Put the citizens into the store, and the untouched ballot in front of each; its numbers."""
    db = await Database.open(folder / "madang.db")
    house = House(db, KeyRing(folder / "keys"), SystemClock(), folder)
    now_s = int(time.time())
    number = await processes.load(house, process(), b"", 0, now_s)
    people = [
        box.user(f"Sample {at}", user_id=FIRST_CITIZEN + at, language_code="en").id
        for at in range(how_many)
    ]

    async def register(tx) -> None:
        for person in people:
            await citizens.meet(tx, person, "en", number, now_s)
            await citizens.join(
                tx,
                number,
                person,
                shuffle_seed=f"{person:x}",
                eligible_utc=now_s,
                consent_utc=now_s,
            )

    await db.write(register)
    shown = []
    for person in people:
        screen = show_ballot(await ballots.look(house, person, number, 1), translator_for("en"))
        keyboard = inline_keyboard(screen)
        message = post(
            box,
            box.private_chat(person),
            box.bot.id,
            {"text": screen.text},
            inline=None if keyboard is None else keyboard.to_dict(),
        )
        shown.append(message.id)
    await db.close()
    return shown


class Tappers:
    """Taps for everybody; hears of the box's events the way a phone on the live stream does."""

    def __init__(self, box: Box, messages: list[int]) -> None:
        self._box = box
        self._messages = messages
        self._taps = [0] * len(messages)
        self._is_over = False
        self.edits = 0
        self.toasts = 0
        self.first_edit = asyncio.Event()
        box.events._listeners.add(self)

    @property
    def made(self) -> int:
        return sum(self._taps)

    def begin(self) -> None:
        for at in range(len(self._messages)):
            self._tap(at)

    def end(self) -> None:
        self._is_over = True

    def put_nowait(self, event: Event) -> None:
        if event.by != self._box.bot.id:
            return
        if event.kind == "toast":
            self.toasts += 1
        elif event.kind == "edit" and event.chat_id is not None:
            self.edits += 1
            self.first_edit.set()
            if not self._is_over:
                self._tap(event.chat_id - FIRST_CITIZEN)

    def _tap(self, at: int) -> None:
        chat = self._box.private_chat(FIRST_CITIZEN + at)
        message = chat.messages[self._messages[at]]
        rows = message.inline["inline_keyboard"]
        # The first three projects get ranks 1 to 3, then lose them again, and so on.
        data = rows[self._taps[at] % BALLOT_SIZE][0]["callback_data"]
        self._taps[at] += 1
        self._box.taps.make(self._box, chat, message, chat.id, data)


async def main(folder: Path, how_many: int, warm_s: float, measure_s: float) -> None:
    box = Box(flood_limits=False)
    messages = await settle_in(box, folder, how_many)
    tappers = Tappers(box, messages)
    async with BoxServer(box) as server:
        gc.collect()
        gc.freeze()  # the town stands, whichever bot comes
        say(url=server.url, token=box.token)
        await asyncio.to_thread(sys.stdin.readline)
        tappers.begin()
        await asyncio.wait_for(tappers.first_edit.wait(), FIRST_TAP_WITHIN_S)
        await asyncio.sleep(warm_s)
        edits, toasts, cpu, began = (
            tappers.edits,
            tappers.toasts,
            time.process_time(),
            time.monotonic(),
        )
        say(begin=True)
        await asyncio.sleep(measure_s)
        seconds = time.monotonic() - began
        done = min(tappers.edits - edits, tappers.toasts - toasts)
        cpu = time.process_time() - cpu
        say(taps=done, seconds=seconds, cpu=cpu)
        tappers.end()
        for _ in range(int(LAST_WITHIN_S / 0.02)):
            if tappers.edits == tappers.made:
                break
            await asyncio.sleep(0.02)
        say(made=tappers.made, edits=tappers.edits, toasts=tappers.toasts)
        await asyncio.to_thread(sys.stdin.readline)


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
