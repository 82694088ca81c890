"""A small election goes through both parts: proposals, review, priorities, costs and the vote."""

import asyncio
from pathlib import Path

from bot.replay.drawing import DrawnBallot, Voter, read_election
from bot.replay.part_one import (
    PER_PERSON,
    Proposer,
    ideas_of,
    proposers_of,
    second_ballots,
    slots_for,
)
from bot.replay.play import Wishes
from bot.replay.proposing import order_of_sending
from bot.replay.turns import Turns
from bot.replay.two_parts import replay_both
from deliberation.proposals import Part, accepted
from tests.replay.test_replay import INSTANCE, UNIT, _write

NAMES = {
    1: "Visit www.example.org now",
    2: "A bench " + "and a tree " * 12,
    3: "@somebody_else's garden",
    4: "…",
}


def _write_small(folder: Path) -> None:
    city = {f"v{no}": f"{1 + no % 6},{1 + (no + 1 + no // 6) % 6}" for no in range(14)}
    north = {f"v{no}": "1,2,3" if no % 3 else "4" for no in range(6)}
    _write(folder, "sample", "", 6, city)
    _write(folder, "sample_north", "North", 4, north)


def _rename(folder: Path) -> None:
    path = folder / "sample_north.pb"
    text = path.read_text(encoding="utf-8")
    for no, name in NAMES.items():
        text = text.replace(f"Project {no}\n", f"{name}\n")
    path.write_text(text, encoding="utf-8")


async def test_both_parts_agree_with_the_files(tmp_path: Path) -> None:
    _write_small(tmp_path)
    _rename(tmp_path)

    report = await replay_both(Wishes(tmp_path, UNIT, INSTANCE))

    found = report.as_json()
    assert report.is_well
    assert found["proposals_in"] == found["proposals_feasible"] == found["agenda_items"] == 10
    assert found["preferences_in"] == found["preferences_counted"] == 20
    assert found["ballots_in"] == found["ballots_counted"] == 20 - found["ballots_emptied"]
    assert found["notices_sent_twice"] == 0
    city, north = found["headings"]
    assert (city["proposals"], len(city["shortlisted"])) == (6, 3)
    assert (north["proposals"], len(north["shortlisted"])) == (4, 3)
    assert set(city["funded"]) <= set(city["shortlisted"])


async def test_ideas_are_sent_in_one_order_whoever_is_ready_first(tmp_path: Path) -> None:
    _write_small(tmp_path)
    ideas, _left_out = ideas_of(read_election(tmp_path, UNIT, INSTANCE))
    proposers = proposers_of(ideas)
    order = order_of_sending(proposers, at_once=2)
    turns, places, sent = Turns(order), asyncio.Semaphore(2), []

    async def write(proposer: Proposer, slowness: int) -> None:
        async with places:
            for idea in proposer.ideas:
                await asyncio.sleep(0.001 * slowness)
                async with turns.of(idea):
                    sent.append(idea)

    async with asyncio.timeout(60):
        await asyncio.gather(*(write(one, 4 - at) for at, one in enumerate(proposers)))

    assert sent == order
    assert sorted(sent, key=ideas.index) == ideas


def test_every_name_becomes_a_title_that_is_taken(tmp_path: Path) -> None:
    _write_small(tmp_path)
    _rename(tmp_path)

    ideas, left_out = ideas_of(read_election(tmp_path, UNIT, INSTANCE))

    assert left_out == 0
    assert all(accepted(Part.TITLE, idea.title).text == idea.title for idea in ideas)
    assert all(accepted(Part.PROBLEM, idea.words).text == idea.words for idea in ideas)


def test_what_costs_more_than_its_heading_has_is_not_handed_in(tmp_path: Path) -> None:
    _write_small(tmp_path)
    path = tmp_path / "sample.pb"
    path.write_text(path.read_text(encoding="utf-8").replace("budget;1000", "budget;250"))

    ideas, left_out = ideas_of(read_election(tmp_path, UNIT, INSTANCE))

    assert [idea.project_id for idea in ideas if idea.heading_no == 1] == ["1", "2", "3", "4"]
    assert left_out == 2


def test_nobody_hands_in_more_than_one_person_may(tmp_path: Path) -> None:
    _write_small(tmp_path)
    ideas, _left_out = ideas_of(read_election(tmp_path, UNIT, INSTANCE))

    proposers = proposers_of(ideas)

    assert max(len(one.ideas) for one in proposers) == PER_PERSON
    assert sorted(idea.title for one in proposers for idea in one.ideas) == sorted(
        idea.title for idea in ideas
    )
    assert len({one.user_id for one in proposers}) == len(proposers)
    assert [slots_for(ideas, 3) for ideas in (1, 6, 9)] == [3, 3, 5]


def test_a_ballot_of_which_nothing_is_shortlisted_is_not_cast() -> None:
    voter = Voter("v", 7, (DrawnBallot(1, ("a", "b")), DrawnBallot(2, ("c",))))
    items = {(1, "a"): "i1", (1, "b"): "i2", (2, "c"): "i3", (2, "d"): "i4"}

    second = second_ballots([voter], items, {1: ("i2",), 2: ("i4",)})

    assert [one.ballots for one in second] == [(DrawnBallot(1, ("i2",)),)]
    assert second_ballots([voter], items, {1: (), 2: ("i4",)}) == []
