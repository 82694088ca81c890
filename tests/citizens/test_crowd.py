"""Simulated citizens before the real bot: what they do, and that a seed decides it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from actions.house import House
from deliberation.budget_lines import judged
from rehearsal.citizens.crowd import Crowd
from storage import ballots as stored
from storage import proposals
from storage.database import Transaction
from storage.line_reviews import reasons_with_ballots
from tests.citizens.town import crowd_in

Deeds = list[list[tuple[str, str]]]


async def sit_all(crowd: Crowd, times: int = 1) -> Deeds:
    return [await crowd.sit(no) for _ in range(times) for no in range(crowd.count)]


async def titles(house: House) -> list[str]:
    async def read(tx: Transaction) -> list[str]:
        found = []
        while (one := await proposals.by_number(tx, 1, len(found) + 1)) is not None:
            found.append(one.content.title)
        return found

    return await house.db.read(read)


async def test_people_propose_in_both_languages_when_proposals_are_taken(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at proposing +1d", count=12, seed="5") as (world, crowd):
        done = await sit_all(crowd, times=2)

        handed_in = await titles(world.house)

    proposers = [at % 12 for at, deeds in enumerate(done) if "proposed" in dict(deeds)]
    languages = {crowd.persona(no).language for no in proposers}
    assert crowd.deeds["proposed"] == len(handed_in) >= 6
    assert len(set(handed_in)) == len(handed_in)
    assert languages == {"ko", "en"}
    assert not crowd.deeds["gave-up"]


async def test_people_back_what_others_propose_and_some_send_photos(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at proposing +1d", count=10, seed="5") as (world, crowd):
        await sit_all(crowd, times=4)

        found = await world.house.db.read(
            lambda tx: tx.one(
                "SELECT (SELECT COUNT(*) FROM supports) AS supports,"
                " (SELECT COUNT(*) FROM attachments) AS files",
                {},
            )
        )

    assert found is not None
    backed = crowd.deeds["supported"] + crowd.deeds["joined-similar"]
    assert found["supports"] == backed >= 5
    assert found["files"] >= crowd.deeds["attached-photo"] >= 1
    assert crowd.deeds["followed"] >= 1
    assert not crowd.deeds["gave-up"]


async def test_people_ask_their_group_for_co_proposers_and_neighbours_join(
    tmp_path: Path,
) -> None:
    async with crowd_in(tmp_path, "at proposing +1d", count=10, seed="5") as (world, crowd):
        owner = world.box.user("민호", language_code="ko")
        group = world.box.supergroup("은평구 주민 마당", owner)
        for no in range(crowd.count):
            who = crowd.persona(no)
            person = world.box.user(who.name, user_id=who.user_id, language_code=who.language)
            await person.join(group)
        await sit_all(crowd, times=4)

        joined = await world.house.db.read(
            lambda tx: tx.all("SELECT DISTINCT proposal_no FROM co_proposers", {})
        )

    assert crowd.deeds["invited"] >= 2
    assert len(joined) >= 1
    assert crowd.deeds["co-proposed"] >= len(joined)
    assert not crowd.deeds["gave-up"]


async def test_people_vote_by_their_tastes_and_change_their_minds(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at balloting +1d", count=8) as (world, crowd):
        await sit_all(crowd, times=5)

        tallies = [
            await world.house.db.read(lambda tx, no=no: stored.tally(tx, 1, no))
            for no in (1, 2, 3)
        ]

    assert tallies[0].counted >= 7
    assert tallies[1].counted + tallies[2].counted >= 7
    assert crowd.deeds["changed-ballot"] + crowd.deeds["withdrew-ballot"] >= 1
    assert sum(one.replaced for one in tallies) > 0
    assert not crowd.deeds["gave-up"]


async def test_people_judge_budget_lines_in_every_direction_and_some_say_why(
    tmp_path: Path,
) -> None:
    async with crowd_in(tmp_path, "at balloting +1d", count=12) as (world, crowd):
        await sit_all(crowd, times=4)

        cast = await world.house.db.read(lambda tx: stored.counted(tx, 1, 4))
        reasons = await world.house.db.read(lambda tx: reasons_with_ballots(tx, 1, 4))

    places = [judged(number, 5)[1] for _code, _whose, ranking in cast for number in ranking]
    assert len(cast) >= 8
    assert min(places) < 3 < max(places)
    assert len({row["text"] for row in reasons}) >= 3
    assert not crowd.deeds["gave-up"]


async def test_the_same_seed_gives_the_same_acts_and_another_seed_others(tmp_path: Path) -> None:
    found = []

    for at, seed in enumerate(("5", "5", "6")):
        async with crowd_in(tmp_path / str(at), "at balloting +1h", seed=seed) as (world, crowd):
            deeds = await sit_all(crowd, times=3)
            cast = await world.house.db.read(lambda tx: stored.counted(tx, 1, 1))
            found.append((deeds, sorted(ranking for _code, _whose, ranking in cast)))

    assert found[0] == found[1]
    assert found[0] != found[2]


async def test_how_fast_the_clock_runs_changes_nothing_of_what_somebody_does(
    tmp_path: Path,
) -> None:
    found = []

    for speed in (200.0, 2000.0):
        folder = tmp_path / str(speed)
        async with crowd_in(folder, "at balloting +1h", count=1, liveliness=1.0) as (world, crowd):
            world.box.clock.set_speed(speed)
            living = asyncio.create_task(crowd.run())
            async with asyncio.timeout(60):
                while crowd.memory(0).sittings < 3 or crowd.state()["sitting"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            crowd.people(1, 0.0)
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            found.append([(one["deed"], one["about"]) for one in crowd.lately][:4])

    assert found[0] == found[1]


async def test_people_asleep_do_nothing(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at balloting +1h", count=5) as (world, crowd):
        living = asyncio.create_task(crowd.run())
        world.box.clock.set_speed(3600)
        await asyncio.sleep(0.3)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)

    assert not crowd.deeds


async def test_after_a_jump_of_the_clock_not_everybody_acts_at_once(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at balloting +1h", count=400, liveliness=0.5) as (world, crowd):
        living = asyncio.create_task(crowd.run())
        await asyncio.sleep(0.05)

        world.box.clock.advance(timedelta(days=2))
        await asyncio.sleep(0.3)

        sitting = crowd.state()["sitting"]
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
    assert sitting <= 40


async def test_a_thousand_people_leave_the_loop_room_to_breathe(tmp_path: Path) -> None:
    async with crowd_in(tmp_path, "at balloting +1h", count=1000, liveliness=1.0) as (
        world,
        crowd,
    ):
        world.box.clock.set_speed(30)
        living = asyncio.create_task(crowd.run())
        late: list[float] = []
        ends = monotonic() + 3.0

        while monotonic() < ends:
            begun = monotonic()
            await asyncio.sleep(0.02)
            late.append(monotonic() - begun - 0.02)

        acted = len(world.box.people)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        world.box.clock.pause()
    late.sort()
    assert acted >= 20
    assert late[int(len(late) * 0.9)] < 0.25


async def test_a_crowd_goes_on_where_it_was_kept(tmp_path: Path) -> None:
    async with crowd_in(tmp_path / "a", "at balloting +1h", count=3) as (_, crowd):
        await sit_all(crowd)
        kept = crowd.as_json()
        whole = await sit_all(crowd)

    async with crowd_in(tmp_path / "b", "at balloting +1h", count=3) as (_, other):
        await sit_all(other)
        other.restore(kept)
        rest = await sit_all(other)

    assert rest == whole


async def test_somebody_whose_bot_is_away_gives_up_and_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearsal.citizens.phone.PATIENCE_S", 0.3)
    async with crowd_in(tmp_path, "at balloting +1h", count=1) as (world, crowd):
        await world.stop()
        in_vain = await crowd.sit(0)

        await world.start()
        later = await crowd.sit(0)

    assert in_vain == []
    assert crowd.deeds["gave-up"] == 1
    assert ("voted", "city") in later
