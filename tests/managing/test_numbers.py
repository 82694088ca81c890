from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions import numbers
from deliberation.refusals import NotPermitted
from storage import ballots
from storage.ballots import StoredBallot
from storage.database import Transaction
from tests.managing.sample import ANNA, DAY, YEAR, a_year, house_with


async def test_ballots_are_counted_only_where_enough_stand(tmp_path: Path) -> None:
    year = replace(a_year(), least_electorate=3)
    async with house_with(tmp_path, year) as setting:
        setting.clock.at = YEAR[7].starts_utc + DAY
        await setting.meet(1, "ko", "east")

        async def vote(tx: Transaction) -> None:
            for heading_no, count in ((1, 3), (2, 2)):
                for at in range(count):
                    code = f"{heading_no}{at}00-0000-0000"
                    ballot = StoredBallot(f"slot-{heading_no}-{at}", (1,), 1, code, "citizens")
                    await ballots.keep(tx, setting.no, heading_no, ballot, ())

        await setting.house.db.write(vote)

        view = await numbers.look(setting.house, setting.asks(ANNA), setting.no)

        assert [(one.heading.heading_id, one.ballots) for one in view.headings] == [
            ("city", 3),
            ("east", None),
            ("west", None),
            ("small", None),
        ]
        assert (view.participants, view.proposals) == (1, 0)


async def test_before_voting_opens_no_ballots_are_shown(tmp_path: Path) -> None:
    async with house_with(tmp_path) as setting:
        view = await numbers.look(setting.house, setting.asks(ANNA), setting.no)

        assert view.headings == ()


async def test_nobody_but_a_manager_sees_numbers(tmp_path: Path) -> None:
    async with house_with(tmp_path) as setting:
        with pytest.raises(NotPermitted, match="role-needed"):
            await numbers.look(setting.house, setting.asks(1), setting.no)
