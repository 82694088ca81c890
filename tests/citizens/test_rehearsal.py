"""The opened rehearsal: cast, bound group, the director's routes, and keeping it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from actions.process_file import read_process_file
from bot.rehearsing.rehearsal import Rehearsal, Wishes, opened, rehearse
from bot.settings import Settings, SettingsWrong
from rehearsal.server import BoxServer
from storage.database import Transaction
from tests.citizens.town import SMALL_YEAR

Json = dict[str, Any]

SEOUL = ZoneInfo("Asia/Seoul")


def settings() -> Settings:
    return Settings(_env_file=None, log_level="WARNING")


def wishes(**more: Any) -> Wishes:
    return Wishes(**{"port": 0, "citizens": 3, "process": SMALL_YEAR, **more})


@asynccontextmanager
async def director(under_way: Rehearsal) -> AsyncIterator["Client"]:
    pages = under_way.director.routes()
    async with (
        BoxServer(under_way.box, pages=pages) as server,
        aiohttp.ClientSession(server.url) as session,
    ):
        yield Client(session)


class Client:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str) -> Any:
        async with self.session.get(path) as answer:
            return (await answer.json())["result"]

    async def post(self, path: str, **body: Any) -> tuple[int, Json]:
        async with self.session.post(path, json=body) as answer:
            found = await answer.json()
            return answer.status, found.get("result") or found


async def test_it_opens_with_a_cast_and_a_group_whose_topics_are_bound() -> None:
    async with opened(settings(), wishes()) as under_way:
        box = under_way.box
        roles = [one.role for one in under_way.cast]
        group = next(one for one in box.chats.values() if not one.is_private)
        topics = {one.name for one in group.topics.values()}
        manager = under_way.cast.of("manager")[0].person.screen()
        citizen = under_way.cast.of("citizen")[0]

        assert roles == ["citizen", "citizen", "facilitator", "manager", "manager"]
        assert topics == {"은평구", "시 단위"}
        assert len(group.pinned) == 2
        assert "4월" not in manager["text"]
        assert not citizen.person.messages()
        assert group.member(citizen.person.id, box.clock.timestamp()).is_present
        assert under_way.director.state()["stages_on"] == ["balloting"]


async def test_the_page_is_told_the_year_and_the_stage_that_is_on() -> None:
    async with opened(settings(), wishes()) as under_way, director(under_way) as client:
        year = await client.get("/rehearsal/year")

    begins = datetime.fromisoformat(year["stages"][0]["starts"]).astimezone(SEOUL).year
    assert year["title"] == {"ko": f"{begins}년 작은 참여예산", "en": f"Small budget {begins}"}
    assert [one["id"] for one in year["stages"] if one["is_on"]] == ["balloting"]
    assert year["stages"][3]["name"] == {"ko": "시민투표", "en": "Voting"}
    assert [one["id"] for one in year["programmes"]] == ["city", "district"]


async def test_the_director_steps_to_the_next_phase_and_people_have_voted_before() -> None:
    async with opened(settings(), wishes()) as under_way, director(under_way) as client:
        before = await client.get("/rehearsal/state")

        status, after = await client.post("/rehearsal/step")

    assert status == 200
    assert (before["stages_on"], after["stages_on"]) == (["balloting"], ["allocating"])
    assert after["deeds"]["voted"] >= 3
    assert not after["busy"]


async def test_after_the_last_phase_there_is_no_step() -> None:
    alone = wishes(at="monitoring", citizens=0)
    async with opened(settings(), alone) as under_way, director(under_way) as client:
        before = await client.get("/rehearsal/state")
        _, after = await client.post("/rehearsal/step")

        status, answer = await client.post("/rehearsal/step")

    assert (before["is_over"], after["is_over"]) == (False, True)
    assert (status, answer["error"]) == (409, "the year is over")


async def test_the_director_changes_how_many_people_there_are_and_how_lively() -> None:
    async with opened(settings(), wishes()) as under_way, director(under_way) as client:
        _, state = await client.post("/rehearsal/citizens", count=40, liveliness=1.0)
        refused = [
            (await client.post("/rehearsal/citizens", **body))[0]
            for body in ({"count": -1}, {"count": "many"}, {"liveliness": 2}, {"count": True})
        ]

    assert (state["citizens"], state["liveliness"]) == (40, 1.0)
    assert refused == [400] * 4


async def test_the_director_restarts_the_bot_and_it_goes_on() -> None:
    async with opened(settings(), wishes()) as under_way, director(under_way) as client:
        first = under_way.bot.runtime

        _, state = await client.post("/rehearsal/restart-bot")
        deeds = await under_way.crowd.sit(0)

    assert state["is_bot_running"]
    assert under_way.bot.runtime is not first
    assert ("voted", "city") in deeds


async def test_the_bot_paces_itself_while_messages_may_be_refused() -> None:
    async with opened(settings(), wishes()) as under_way, director(under_way) as client:
        box = under_way.box
        citizen = under_way.cast.of("citizen")[0].person
        box.clock.set_speed(50)
        assert under_way.bot.runtime is not None
        is_paced = [under_way.bot.runtime.pacer.is_on]
        box.faults.inject("flood", "sendMessage", retry_after=30)
        asked_s = box.clock.monotonic()
        await citizen.start()
        await box.quiet()
        took_s = box.clock.monotonic() - asked_s
        is_paced.append(under_way.bot.runtime.pacer.is_on)
        box.faults.clear()
        is_paced.append(under_way.bot.runtime.pacer.is_on)
        box.flood.is_on = True
        await client.post("/rehearsal/restart-bot")
        is_paced.append(under_way.bot.runtime.pacer.is_on)
        state = await client.get("/rehearsal/state")

    assert is_paced == [False, True, False, True]
    assert took_s >= 30
    assert "작은 참여예산" in citizen.screen()["text"]
    assert state["refusals"] == 1


async def test_a_kept_rehearsal_goes_on_where_it_stood(tmp_path: Path) -> None:
    async with opened(settings(), wishes(keep=tmp_path)) as under_way:
        await under_way.crowd.sit(0)
        citizen = under_way.cast.of("citizen")[0].person
        await citizen.start()
        await under_way.box.quiet()
        stood = under_way.box.clock.now()
        deeds = dict(under_way.crowd.deeds)
        seen = citizen.screen()

    async with opened(settings(), wishes(keep=tmp_path, citizens=99, seed="other")) as again:
        citizen = again.cast.of("citizen")[0].person
        tap = await citizen.tap("읽었고, 참여 자격이 있습니다")
        await again.box.quiet()

        assert 0 <= (again.box.clock.now() - stood).total_seconds() < 60
        assert dict(again.crowd.deeds) == deeds
        assert again.crowd.count == 3
        assert tap.is_answered
        assert citizen.screen()["message_id"] == seen["message_id"]
        assert citizen.screen()["text"] != seen["text"]


async def test_a_restart_in_the_middle_of_each_phase_loses_nothing(tmp_path: Path) -> None:
    lived: list[str] = []
    asked = wishes(keep=tmp_path, citizens=2, at="informing")
    while not lived or lived[-1] != "monitoring":
        async with opened(settings(), asked) as under_way:
            if lived:
                await under_way.director.step()
            await under_way.crowd.sit(1)
            citizen = under_way.cast.of("citizen")[0].person
            await citizen.start()
            await under_way.box.quiet()
            stood, said, store = await standing(under_way)

        async with opened(settings(), wishes(keep=tmp_path, seed="other")) as again:
            found, found_said, found_store = await standing(again)
            citizen = again.cast.of("citizen")[0].person
            screen = citizen.screen()
            tap = await citizen.tap(screen["reply_markup"]["inline_keyboard"][0][0]["text"])
            await again.box.quiet()

        assert (found, found_store) == (stood, store)
        assert found_said == said
        assert tap.is_answered
        assert citizen.screen()["text"] != screen["text"] or tap.answer
        lived += found["stages_on"]

    assert lived == [one.stage_id for one in read_process_file(SMALL_YEAR).process.stages]


async def test_a_rehearsal_that_was_killed_uses_no_number_and_no_hour_twice(
    tmp_path: Path,
) -> None:
    async with opened(settings(), wishes(keep=tmp_path)) as under_way:
        kept = {one: (tmp_path / one).read_bytes() for one in ("box.json", "citizens.json")}
        citizen = under_way.cast.of("citizen")[0].person
        await citizen.start()
        await under_way.box.quiet()
        under_way.box.clock.advance(timedelta(days=1))
        await under_way.box.quiet()
        stood = under_way.box.clock.now()
        used = (under_way.box.updates.next_id, citizen.screen()["message_id"])
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)

    async with opened(settings(), wishes(keep=tmp_path)) as again:
        citizen = again.cast.of("citizen")[0].person
        await citizen.start()
        first = again.box.updates.next_id - 1
        goes_on = again.box.clock.now()
        await again.box.quiet()
        screen = citizen.screen()

    assert goes_on > stood - timedelta(minutes=5)
    assert first > used[0]
    assert screen["message_id"] > used[1]


async def standing(under_way: Rehearsal) -> tuple[Json, Json, Json]:
    """What was on, what stood in every chat, and what the store knew."""
    state = under_way.director.state()
    told = {one: state[one] for one in ("stages_on", "deeds", "citizens", "staff_plays")}
    said = {
        chat.id: [(one.id, one.text) for one in chat.messages.values()]
        for chat in under_way.box.chats.values()
    }
    assert under_way.bot.runtime is not None

    async def read(tx: Transaction) -> Json:
        tables = ("citizens", "proposals", "supports", "ballots", "public_log", "voices")
        return {one: await count(tx, one) for one in tables}

    return told, said, await under_way.bot.runtime.house.db.read(read)


async def count(tx: Transaction, table: str) -> int:
    row = await tx.one(f"SELECT COUNT(*) AS n FROM {table}", {})
    return 0 if row is None else int(row["n"])


async def test_a_folder_with_a_store_that_is_no_rehearsal_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "madang.db").write_bytes(b"a city's own")

    with pytest.raises(SettingsWrong, match="there is a store, but no rehearsal"):
        async with opened(settings(), wishes(keep=tmp_path)):
            pass

    assert (tmp_path / "madang.db").read_bytes() == b"a city's own"


async def test_it_tells_one_address_and_ends_cleanly(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    stop = asyncio.Event()
    serving = asyncio.create_task(rehearse(settings(), wishes(), stop, told.append))
    async with asyncio.timeout(60):
        while not told:  # noqa: ASYNC110 - an address is told once
            await asyncio.sleep(0.02)
    async with aiohttp.ClientSession(told[0]) as session, session.get("/") as page:
        status = page.status

    stop.set()
    await serving

    assert status == 200
    assert told[0].startswith("http://127.0.0.1:")
    assert not caplog.records


async def test_a_stage_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(SettingsWrong, match="--at harvest: no such stage; there are informing"):
        async with opened(settings(), wishes(at="harvest")):
            pass
