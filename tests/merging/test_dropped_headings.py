from dataclasses import replace
from pathlib import Path

import pytest

from actions import merging_settling, processes
from actions.house import House
from deliberation.process import Heading, Process
from deliberation.refusals import Stale
from locales.translator import translator_for
from screens.refusals import refusal_text
from storage import merging as stored
from storage.processes import UNDER_HEADINGS
from tests.merging.samples import merging_process, suggested, three_like_ones
from tests.samples import NOON, open_house

NOW_S = int(NOON.timestamp())


def year(*headings: Heading) -> Process:
    """The same year with these headings, numbered as a file is read."""
    numbered = tuple(replace(one, no=no) for no, one in enumerate(headings, start=1))
    return replace(merging_process(), headings=numbered)


async def loaded(house: House, process: Process) -> Process:
    number = await processes.load(house, process, b"# newer", 0, NOW_S)
    return house.processes[number]


async def test_a_heading_with_proposals_cannot_be_left_out_of_a_newer_file(
    tmp_path: Path,
) -> None:
    _proposals, *others = merging_process().headings
    async with open_house(tmp_path, merging_process()) as house:
        await three_like_ones(house)

        with pytest.raises(Stale, match="heading-dropped") as refused:
            await loaded(house, year(*others))

        assert "Citizen proposals" in refusal_text(refused.value, translator_for("en"))
        assert len(house.processes[1].headings) == len(others) + 1


async def test_headings_keep_their_numbers_in_whatever_order_a_newer_file_has_them(
    tmp_path: Path,
) -> None:
    before = merging_process().headings
    new = replace(before[1], heading_id="other", no=9)
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)

        after = await loaded(house, year(new, *reversed(before)))

        assert [(one.no, one.heading_id) for one in after.headings] == [
            *((one.no, one.heading_id) for one in before),
            (len(before) + 1, "other"),
        ]
        assert after.heading(1) == before[0]
        assert numbers


async def test_an_unused_heading_at_the_end_may_be_left_out(tmp_path: Path) -> None:
    before = merging_process().headings
    async with open_house(tmp_path, merging_process()) as house:
        await three_like_ones(house)

        after = await loaded(house, year(*before[:-1]))

        assert [one.heading_id for one in after.headings] == [
            one.heading_id for one in before[:-1]
        ]


async def test_every_table_under_a_headings_number_is_looked_into(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        found = await house.db.read(
            lambda tx: tx.all(
                "SELECT DISTINCT m.name FROM sqlite_master m, pragma_table_info(m.name) c"
                " WHERE m.type = 'table' AND c.name = 'heading_no'"
            )
        )

    assert {row["name"] for row in found} == set(UNDER_HEADINGS)


async def test_a_suggestion_in_a_heading_that_is_gone_ends_without_harm(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        # However it came about: the store names a heading that the year does not have.
        house.processes[1] = replace(house.processes[1], headings=())

        assert await merging_settling.sweep(house) is None

        after = await house.db.read(lambda tx: stored.by_number(tx, 1, view.merge.merge_no))
        assert after is not None
        assert after.state == "failed"
