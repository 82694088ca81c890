"""People who vote as the voters of a real file did."""

from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.commands.run import WRONG_SETTINGS
from bot.rehearsing.town import town_of
from bot.rehearsing.votes import read_votes
from rehearsal.citizens.crowd import Crowd
from rehearsal.citizens.phone import Exchange
from storage import ballots as stored
from tests.citizens.town import SMALL_YEAR, crowd_in
from tests.world import World

CITY = """META
key;value
description;A sample
country;Nowhere
unit;Madang City
instance;2029
num_projects;3
num_votes;3
budget;200000000
vote_type;ordinal
rule;equal-shares
date_begin;01.04.2029
date_end;10.04.2029
max_length;3
PROJECTS
project_id;cost;name
bus;90000000;Village bus
film;9000000;Film nights
tea;15000000;Tea room
VOTES
voter_id;vote
1;film,bus,tea
2;film,bus,tea
3;film,bus,tea
"""


def test_rankings_are_read_by_the_headings_whose_files_they_are_in(tmp_path: Path) -> None:
    (tmp_path / "city.pb").write_text(CITY, encoding="utf-8")

    from_folder = read_votes([tmp_path])
    from_file = read_votes([tmp_path / "city.pb"])

    assert from_folder == from_file == {"city": [("film", "bus", "tea")] * 3}


async def test_people_rank_what_a_real_voter_ranked_in_that_order(tmp_path: Path) -> None:
    (tmp_path / "city.pb").write_text(CITY, encoding="utf-8")
    real = read_votes([tmp_path])

    async with crowd_in(tmp_path / "world", "at balloting +1d") as (world, _):
        rankings = await _vote(world, real)

    assert rankings == Counter({(14, 3, 7): 3})


async def _vote(world: World, real: dict[str, list[tuple[str, ...]]]) -> Counter[tuple[int, ...]]:
    process = next(iter(world.house.processes.values()))
    async with Exchange(world.box) as exchange:
        crowd = Crowd(exchange, town_of(process, "eunpyeong", real), "5", 3)
        for no in range(3):
            await crowd.sit(no)
    cast = await world.house.db.read(lambda tx: stored.counted(tx, 1, 1))
    return Counter(tuple(ranking) for _code, _whose, ranking in cast)


def test_a_file_that_is_not_there_is_named_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli.add_commands("rehearse")

    result = CliRunner().invoke(
        cli.app, ["rehearse", "--votes", "nothing.pb", "--process", str(SMALL_YEAR)]
    )

    assert result.exit_code == WRONG_SETTINGS
    assert "nothing.pb" in result.stderr
    assert "Traceback" not in result.stderr
