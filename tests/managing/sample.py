"""A small budget year, a house around it and a clock that only moves when told."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path

from actions import processes
from actions.house import House, Occasion
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import (
    District,
    Electorate,
    Heading,
    Office,
    Process,
    Project,
    StaffMember,
    Wording,
)
from storage import chats, citizens
from storage.database import Database, Transaction
from storage.keys import KeyRing

BEGINNING = datetime(2027, 1, 4, 0, 0, tzinfo=UTC)
ANNA, BORA, CLARA = 101, 102, 103
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass
class StillClock:
    """A clock that stands still until it is moved."""

    at: datetime = BEGINNING

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def both(ko: str, en: str) -> Wording:
    return Wording({"ko": ko, "en": en})


def stage(phase: Phase, day: int, days: int, *programmes: Programme) -> Stage:
    starts = BEGINNING + day * DAY
    return Stage(
        phase.value + "".join("-" + programme.value for programme in programmes),
        phase,
        starts,
        starts + days * DAY,
        frozenset(programmes) or None,
    )


YEAR = (
    stage(Phase.INFORMING, 0, 14),
    stage(Phase.PROPOSING, 14, 40),
    stage(Phase.REVIEWING, 54, 50),
    stage(Phase.DISCUSSING, 114, 20),
    stage(Phase.PRIORITISING, 134, 10),
    stage(Phase.COSTING, 144, 14),
    stage(Phase.DELIBERATING, 158, 20),
    stage(Phase.BALLOTING, 180, 10, Programme.CITY, Programme.DISTRICT),
    stage(Phase.BALLOTING, 180, 27, Programme.PROPOSAL),
    stage(Phase.ALLOCATING, 207, 14),
    stage(Phase.MONITORING, 221, 120),
)


def projects(*costs: int) -> tuple[Project, ...]:
    return tuple(
        Project(
            f"p{no}", no, both(f"사업 {no}", f"Project {no}"), both("", ""), both("", ""), cost
        )
        for no, cost in enumerate(costs, 1)
    )


def a_year(
    stages: Sequence[Stage] = YEAR, managers: Sequence[int] = (ANNA, BORA), **changed: object
) -> Process:
    headings = (
        Heading(
            "city",
            1,
            Programme.CITY,
            both("시 단위", "The city"),
            900,
            3,
            projects=projects(500, 400, 300),
        ),
        Heading(
            "east",
            2,
            Programme.DISTRICT,
            both("동구", "East"),
            400,
            3,
            district_id="east",
            projects=projects(200, 150),
        ),
        Heading(
            "west",
            3,
            Programme.DISTRICT,
            both("서구", "West"),
            400,
            3,
            district_id="west",
            projects=projects(200, 150),
        ),
        Heading(
            "small",
            4,
            Programme.PROPOSAL,
            both("시민제안", "Citizen proposals"),
            300,
            3,
            projects=projects(100, 90),
        ),
    )
    process = Process(
        process_id="sample-2027",
        no=0,
        names=both("2027년 참여예산", "Budget year 2027"),
        texts=both("", ""),
        city=both("마당시", "Madang City"),
        zone="Asia/Seoul",
        currency="KRW",
        total=2000,
        headings=headings,
        districts=(
            District("east", both("동구", "East"), 100),
            District("west", both("서구", "West"), 100),
        ),
        fields=(),
        stages=tuple(stages),
        electorates=(Electorate("citizens", both("시민", "Citizens"), Fraction(1)),),
        staff=tuple(StaffMember(user_id, "manager", f"담당 {user_id}") for user_id in managers),
        office=Office(both("예산과", "Budget office"), phone="02-000-0000"),
        seed_source=both("추첨 번호", "The lottery draw"),
        eligibility=both("시민", "Citizens"),
    )
    return replace(process, **changed)


@dataclass
class Setting:
    """An open house, its clock, and how people come to act in it."""

    house: House
    clock: StillClock
    folder: Path
    no: int = 0
    updates: count = field(default_factory=lambda: count(1))

    def asks(
        self, user_id: int, *, private: bool = True, update_id: int | None = None
    ) -> Occasion:
        chat_id = user_id if private else -100
        given = next(self.updates) if update_id is None else update_id
        return Occasion(user_id, chat_id, self.clock.now(), given, is_private=private)

    @property
    def process(self) -> Process:
        return self.house.process(self.no)

    @property
    def now_s(self) -> int:
        return int(self.clock.now().timestamp())

    def wait(self, how_long: timedelta) -> None:
        self.clock.at += how_long

    async def meet(self, user_id: int, language: str = "ko", district: str = "") -> None:
        async def act(tx: Transaction) -> None:
            await citizens.meet(tx, user_id, language, self.no, self.now_s)
            await citizens.join(
                tx,
                self.no,
                user_id,
                shuffle_seed="s",
                district=district or None,
                eligible_utc=self.now_s,
                consent_utc=self.now_s,
            )

        await self.house.db.write(act)

    async def block(self, user_id: int) -> None:
        await self.house.db.write(lambda tx: chats.mark_blocked(tx, user_id))

    async def notices(self, kind: str | None = None) -> list[dict[str, object]]:
        async def look(tx: Transaction) -> list[dict[str, object]]:
            rows = await tx.all("SELECT * FROM outbox ORDER BY notice_no")
            return [dict(row) for row in rows if kind is None or row["kind"] == kind]

        return await self.house.db.read(look)


@asynccontextmanager
async def open_house(folder: Path, clock: StillClock | None = None) -> AsyncIterator[Setting]:
    clock = clock or StillClock()
    keys = KeyRing(folder / "keys")
    db = await Database.open(folder / "madang.db")
    house = House(db, keys, clock, folder)
    try:
        await processes.reopen(house)
        yield Setting(house, clock, folder, no=max(house.processes, default=0))
    finally:
        await db.close()


@asynccontextmanager
async def house_with(
    folder: Path, process: Process | None = None, clock: StillClock | None = None
) -> AsyncIterator[Setting]:
    async with open_house(folder, clock) as setting:
        setting.no = await processes.load(
            setting.house, process or a_year(), b"", ANNA, setting.now_s
        )
        yield setting
