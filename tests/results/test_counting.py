from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import closing, counting
from actions.house import House
from deliberation.allocation import Allocation
from deliberation.heading_count import count_heading
from deliberation.phases import Programme
from deliberation.process import Process
from deliberation.refusals import BadInput, NotNow, NotPermitted, Stale
from storage import allocations
from storage.database import Row
from tests.results.voting import AFTER, CLOSED, cast, close_all, deliver_screens, rows
from tests.samples import (
    FACILITATOR,
    MANAGER,
    SECOND_MANAGER,
    occasion,
    open_house,
    sample_process,
)

BALLOTS = {
    1: [(1, 2, 3), (2, 1), (6,), (4, 5, 6)],
    2: [(1,), (1, 2), (3, 2), (3, 2), (2,)],
}


def without_seed() -> Process:
    return replace(sample_process(), seed=None)


async def drafts(house: House) -> list[Row]:
    return await house.db.read(lambda tx: allocations.drafts(tx, 1))


async def notices(house: House, kind: str) -> list[int]:
    found = await rows(house, "SELECT * FROM outbox ORDER BY notice_no")
    return [one["chat_id"] for one in found if one["kind"] == kind]


async def test_closed_headings_are_counted_from_the_ballots_that_were_tapped(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        await close_all(house)

        counted = await counting.count_due(house, 1, house.clock.now())

        process = house.process(1)
        results = {
            row["heading_no"]: Allocation.from_json(row["result"]) for row in await drafts(house)
        }
        assert counted == [1, 2, 3]
        for heading_no, rankings in BALLOTS.items():
            heading = process.heading(heading_no)
            assert heading is not None
            standing = [(str(at), "citizens", tuple(one)) for at, one in enumerate(rankings)]
            expected = count_heading(process, heading, standing, "sample seed")
            assert results[heading_no] == expected.result
            assert results[heading_no].ballots == len(rankings)
        assert results[3].funded == ()


async def test_counting_twice_is_the_same_as_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        await close_all(house)
        await counting.count_due(house, 1, house.clock.now())
        before = [tuple(row) for row in await drafts(house)]

        again = await counting.count_due(house, 1, house.clock.now() + timedelta(hours=1))

        assert again == []
        assert [tuple(row) for row in await drafts(house)] == before
        assert await notices(house, "results-counted") == [MANAGER, SECOND_MANAGER]


async def test_nothing_is_counted_before_the_ties_to_persons_are_cut(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        house.clock.set(CLOSED)
        await closing.close_marks(house, house.clock.now())

        counted = await counting.count_due(house, 1, house.clock.now())

        assert counted == []


async def test_the_count_waits_for_a_phase_that_is_to_come(tmp_path: Path) -> None:
    process = sample_process()
    later = tuple(
        replace(stage, starts_utc=stage.starts_utc + timedelta(days=1))
        if stage.stage_id == "allocating"
        else stage
        for stage in process.stages
    )
    async with open_house(tmp_path, replace(process, stages=later)) as house:
        await cast(house, BALLOTS)
        await close_all(house)

        early = await counting.count_due(house, 1, house.clock.now())
        house.clock.advance(timedelta(days=1))
        in_time = await counting.count_due(house, 1, house.clock.now())

        assert early == []
        assert in_time == [1, 2, 3]


async def test_rules_that_changed_since_voting_opened_are_not_counted_by(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        await close_all(house)
        process = house.process(1)
        first, *others = process.headings
        house.processes[1] = replace(
            process, headings=(replace(first, budget_limit=first.budget_limit + 1), *others)
        )

        counted = await counting.count_due(house, 1, house.clock.now())
        await counting.count_due(house, 1, house.clock.now())

        assert counted == []
        assert sorted(set(await notices(house, "rules-changed"))) == [MANAGER, SECOND_MANAGER]


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE ballots SET ranking = '1' WHERE heading_no = 2 AND ranking = '3,2'",
        "UPDATE ballots SET ranking = '3,1' WHERE heading_no = 2 AND ranking = '3,2'",
        "DELETE FROM ballots WHERE heading_no = 2 AND ranking = '2'",
        "UPDATE ballots SET ranking = '9' WHERE heading_no = 2 AND ranking = '2'",
        "UPDATE tallies SET saves = saves + 1 WHERE heading_no = 2",
    ],
)
async def test_ballots_that_are_not_those_of_closing_are_not_counted(
    tmp_path: Path, meddling: str
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await cast(house, BALLOTS)
        await close_all(house)
        await house.db.write(lambda tx: tx.write(meddling))

        counted = await counting.count_due(house, 1, house.clock.now())

        told = await notices(house, "ballots-changed") + await notices(
            house, "heading-unreconciled"
        )
        assert counted == [1, 3]
        assert told == [MANAGER, SECOND_MANAGER]
        assert await notices(house, "results-counted") == []


async def test_the_count_waits_for_the_seed_and_asks_every_manager_for_it_once(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, without_seed()) as house:
        await cast(house, BALLOTS)
        await close_all(house)

        waiting = await counting.count_due(house, 1, house.clock.now())
        await counting.count_due(house, 1, house.clock.now())
        asked = await notices(house, "seed-needed")
        view = await counting.enter_seed(house, occasion(house, MANAGER), 1, " 3 14  22\n31 ")
        counted = await counting.count_due(house, 1, house.clock.now())

        [logged] = await rows(house, "SELECT * FROM public_log WHERE kind = 'seed'")
        [first, *_] = await drafts(house)
        assert waiting == []
        assert asked == [MANAGER, SECOND_MANAGER]
        assert view.seed == "3 14 22 31"
        assert counted == [1, 2, 3]
        assert '"seed":"3 14 22 31"' in logged["body"]
        assert Allocation.from_json(first["result"]).seed == "3 14 22 31"


async def test_nobody_is_asked_for_the_seed_while_another_vote_goes_on(tmp_path: Path) -> None:
    year = without_seed()
    proposing, balloting, allocating = year.stages
    city = frozenset({Programme.CITY})
    longer = replace(
        balloting,
        stage_id="balloting-city",
        ends_utc=balloting.ends_utc + timedelta(days=2),
        programmes=city,
    )
    stages = (
        proposing,
        replace(balloting, programmes=frozenset({Programme.DISTRICT})),
        longer,
        replace(allocating, programmes=frozenset({Programme.DISTRICT})),
        replace(
            allocating, stage_id="allocating-city", starts_utc=longer.ends_utc, programmes=city
        ),
    )
    async with open_house(tmp_path, replace(year, stages=stages)) as house:
        await cast(house, BALLOTS)
        house.clock.set(AFTER)
        await deliver_screens(house)
        await closing.close_due(house, house.clock.now())

        await counting.count_due(house, 1, house.clock.now())
        too_early = await notices(house, "seed-needed")
        with pytest.raises(NotNow, match="seed-too-early"):
            await counting.read_seed(house, occasion(house, MANAGER), 1, "7")
        await close_all(house, AFTER + timedelta(days=2))
        await counting.count_due(house, 1, house.clock.now())

        assert too_early == []
        assert await notices(house, "seed-needed") == [MANAGER, SECOND_MANAGER]


async def test_a_seed_is_entered_once_by_a_manager_and_after_voting(tmp_path: Path) -> None:
    async with open_house(tmp_path, without_seed()) as house:
        with pytest.raises(NotNow, match="seed-too-early"):
            await counting.enter_seed(house, occasion(house, MANAGER), 1, "7")
        house.clock.set(AFTER)
        with pytest.raises(NotPermitted, match="role-needed"):
            await counting.enter_seed(house, occasion(house, FACILITATOR), 1, "7")
        with pytest.raises(BadInput, match="seed-unusable"):
            await counting.enter_seed(house, occasion(house, MANAGER), 1, " \n ")

        await counting.enter_seed(house, occasion(house, MANAGER, update_id=5), 1, "7")
        again = await counting.enter_seed(house, occasion(house, MANAGER, update_id=5), 1, "7")
        with pytest.raises(Stale, match="seed-known"):
            await counting.enter_seed(house, occasion(house, SECOND_MANAGER), 1, "8")

        assert again.seed == "7"
        assert len(await rows(house, "SELECT * FROM public_log WHERE kind = 'seed'")) == 1
