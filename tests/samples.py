"""A small budget year and an open house for tests: real store, real keys, a clock to move."""

import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from actions import processes
from actions.house import House, Occasion
from deliberation.agenda import AgendaItem
from deliberation.phases import PERMITS, Deed, Phase, Programme, Schedule, Stage, stages_on
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
from rehearsal.clock import Clock
from storage.database import Database
from storage.keys import KeyRing

NOON = datetime(2027, 8, 5, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MANAGER, SECOND_MANAGER, FACILITATOR, REVIEWER = 900_001, 900_002, 900_003, 900_004


def open_deeds(schedule: Schedule, programme: Programme, now: datetime) -> frozenset[Deed]:
    """What the stages that are on permit, added up: what `open_until` has to agree with."""
    on = stages_on(schedule, programme, now)
    return frozenset(deed for stage in on for deed in PERMITS[stage.phase])


def words(english: str, korean: str = "") -> Wording:
    return Wording({"en": english, "ko": korean or english})


def project(no: int, cost: int, english: str = "", korean: str = "") -> Project:
    name = words(english or f"Project {no}", korean or f"사업 {no}")
    return Project(f"p{no}", no, name, name, words("What it is.", "어떤 사업인지."), cost)


def sample_process(*, balloting_days: int = 10) -> Process:
    """A year with a city heading and one for each of two districts, voting under way at NOON."""
    starts = NOON - DAY
    ends = starts + timedelta(days=balloting_days)
    return Process(
        process_id="sample-2027",
        no=0,
        names=words("Sample budget 2027", "2027년 참여예산"),
        texts=words("A sample.", "연습용입니다."),
        city=words("the sample city", "서울시"),
        zone="Asia/Seoul",
        currency="KRW",
        total=1_000_000_000,
        headings=(
            Heading(
                "city",
                1,
                Programme.CITY,
                words("City level", "시 단위"),
                500_000_000,
                3,
                projects=tuple(project(no, no * 50_000_000) for no in range(1, 7)),
            ),
            Heading(
                "eunpyeong",
                2,
                Programme.DISTRICT,
                words("Eunpyeong-gu", "은평구"),
                200_000_000,
                3,
                district_id="eunpyeong",
                projects=(
                    project(1, 120_000_000, "Playground", "놀이터 정비"),
                    project(2, 80_000_000, "Library", "작은도서관"),
                    project(3, 60_000_000, "Ramps", "경사로 설치"),
                ),
            ),
            Heading(
                "jongno",
                3,
                Programme.DISTRICT,
                words("Jongno-gu", "종로구"),
                200_000_000,
                3,
                district_id="jongno",
                projects=tuple(project(no, no * 40_000_000) for no in range(1, 5)),
            ),
        ),
        districts=(
            District("eunpyeong", words("Eunpyeong-gu", "은평구")),
            District("jongno", words("Jongno-gu", "종로구")),
        ),
        fields=(),
        stages=(
            Stage("proposing", Phase.PROPOSING, NOON - 60 * DAY, NOON - 30 * DAY),
            Stage("balloting", Phase.BALLOTING, starts, ends),
            Stage("allocating", Phase.ALLOCATING, ends, ends + 10 * DAY),
        ),
        electorates=(Electorate("citizens", words("Citizens", "시민"), Fraction(1)),),
        staff=(
            StaffMember(MANAGER, "manager"),
            StaffMember(SECOND_MANAGER, "manager"),
            StaffMember(FACILITATOR, "facilitator"),
            StaffMember(REVIEWER, "reviewer", department="parks"),
        ),
        office=Office(words("Budget office", "참여예산 담당"), "02-120"),
        seed_source=words("The sample draw", "추첨 번호"),
        eligibility=words(
            "You live, work, study or run a business in the city.",
            "시에 살거나 직장, 학교, 사업장이 있는 분이 참여합니다.",
        ),
        seed="sample seed",
    )


def item(no: int, english: str, korean: str, estimate: int | None = None) -> AgendaItem:
    name = words(english, korean)
    texts = words("What it is.", "어떤 의제인지.")
    return AgendaItem(f"i{no}", no, name, name, texts, estimate=estimate, department="parks")


def agenda_process() -> Process:
    """A year with both parts: priorities are voted on at NOON, then costs set, then the budget."""
    sample = sample_process()
    city, eunpyeong, jongno = sample.headings
    starts = NOON - DAY
    return replace(
        sample,
        process_id="agenda-2027",
        headings=(
            replace(
                city,
                slots=2,
                projects=(),
                agenda=(
                    item(1, "Shade on the way to school", "통학로 그늘막", 120_000_000),
                    item(2, "Night clinic", "야간 진료소"),
                    item(3, "Repair café", "동네 수리점", 30_000_000),
                    item(4, "River path", "하천 산책로"),
                ),
            ),
            eunpyeong,
            replace(
                jongno,
                slots=1,
                projects=(),
                agenda=(item(1, "Benches", "쉼터 의자"), item(2, "Street lamps", "골목 가로등")),
            ),
        ),
        stages=(
            Stage("prioritising", Phase.PRIORITISING, starts, starts + 10 * DAY),
            Stage("costing", Phase.COSTING, starts + 10 * DAY, starts + 20 * DAY),
            Stage("balloting", Phase.BALLOTING, starts + 20 * DAY, starts + 30 * DAY),
            Stage("allocating", Phase.ALLOCATING, starts + 30 * DAY, starts + 40 * DAY),
        ),
    )


@contextlib.asynccontextmanager
async def open_house(
    folder: Path, process: Process | None = None, *, at: datetime = NOON, seed: int = 1
) -> AsyncIterator[House]:
    """Open a house over a folder; opening it again finds what was kept there."""
    clock = Clock(at)
    clock.pause()
    randomness = random.Random(seed)
    house = House(
        db=await Database.open(folder / "madang.db"),
        keys=KeyRing(folder / "keys"),
        clock=clock,
        folder=folder,
        bot_username="madang_bot",
        random_bytes=randomness.randbytes,
    )
    try:
        await processes.reopen(house)
        if process is not None and not house.processes:
            now_s = int(clock.now().timestamp())
            await processes.load(house, replace(process), b"# sample", 0, now_s)
        yield house
    finally:
        await house.db.close()


def occasion(
    house: House, user_id: int, *, update_id: int | None = None, message_id: int = 1
) -> Occasion:
    """Return an occasion in a person's private chat, now."""
    return Occasion(user_id, user_id, house.clock.now(), update_id, True, message_id)
