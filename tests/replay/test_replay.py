"""A small election goes through files, taps, kills and count, and comes out as it went in."""

import random
from pathlib import Path

import pytest

from bot.replay.drawing import NothingToReplay, draw, read_election
from bot.replay.phones import Exchange, Phone
from bot.replay.play import Wishes, replay
from bot.replay.reconciliation import Report

UNIT, INSTANCE = "Sample City", "2027"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "pabulib"


def _write(folder: Path, name: str, subunit: str, projects: int, ballots: dict[str, str]) -> None:
    meta = {
        "description": "A sample",
        "country": "Nowhere",
        "unit": UNIT,
        "instance": INSTANCE,
        "num_projects": str(projects),
        "num_votes": str(len(ballots)),
        "budget": "1000",
        "rule": "equalshares",
        "vote_type": "ordinal",
        "min_length": "3",
        "max_length": "3",
        "currency": "PLN",
    }
    if subunit:
        meta["subunit"] = subunit
    lines = ["META", "key;value", *(f"{key};{value}" for key, value in meta.items())]
    lines += ["PROJECTS", "project_id;cost;votes;name"]
    lines += [f"{no};{100 + 37 * no};0;Project {no}" for no in range(1, projects + 1)]
    lines += ["VOTES", "voter_id;vote", *(f"{who};{vote}" for who, vote in ballots.items())]
    (folder / f"{name}.pb").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A city of twelve voters with two districts; everybody votes twice, as in Krakow."""
    randomness = random.Random(3)
    voters = [f"v{number}" for number in range(12)]

    def votes(which: list[str], projects: int) -> dict[str, str]:
        numbers = [str(no) for no in range(1, projects + 1)]
        return {voter: ",".join(randomness.sample(numbers, 3)) for voter in which}

    _write(tmp_path, "sample", "", 14, votes(voters, 14))
    _write(tmp_path, "sample_north", "North", 5, votes(voters[:7], 5))
    _write(tmp_path, "sample_south", "South", 4, votes(voters[7:], 4))
    return tmp_path


async def test_what_is_tapped_is_what_is_counted(folder: Path) -> None:
    report = await replay(Wishes(folder, UNIT, INSTANCE))

    assert report.is_well
    assert (report.ballots_in, report.ballots_counted) == (24, 24)
    assert (report.rank_entries_in, report.rank_entries_counted) == (72, 72)
    assert (report.notices_sent_twice, report.repeats) == (0, 0)
    assert all(heading.equal_to_files for heading in report.headings)


@pytest.mark.slow
async def test_kills_change_nothing_that_comes_out(folder: Path) -> None:
    calm = await replay(Wishes(folder, UNIT, INSTANCE))

    killed = await replay(Wishes(folder, UNIT, INSTANCE, kill_every=10))

    assert killed.is_well
    assert killed.kills >= 10
    assert _outcome(killed) == _outcome(calm)


def _outcome(report: Report) -> tuple[object, ...]:
    return (
        report.ballots_cast,
        report.ballots_replaced,
        report.ballots_counted,
        report.rank_entries_counted,
        report.headings,
    )


def test_a_smaller_draw_is_the_beginning_of_a_larger_one_in_each_heading(folder: Path) -> None:
    election = read_election(folder, UNIT, INSTANCE)

    few = {voter.voter_id for voter in draw(election, 5, "seed")}
    many = {voter.voter_id for voter in draw(election, 9, "seed")}

    assert len(few) == 5
    assert few < many


def test_a_folder_without_the_election_is_told_so(folder: Path) -> None:
    with pytest.raises(NothingToReplay):
        read_election(folder, UNIT, "1999")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real elections are not beside the project")
def test_voters_of_a_real_election_are_drawn_in_proportion() -> None:
    election = read_election(SHARED, "Stanford Dataset", "PB Chicago 47th Ward 2021")

    voters = draw(election, 40, "seed")

    assert len(voters) == 40
    assert len({voter.user_id for voter in voters}) == 40
    assert all(ballot.ranking for voter in voters for ballot in voter.ballots)


def test_a_phone_looks_at_what_came_last_and_not_at_what_lost_its_buttons() -> None:
    phone = Phone(Exchange("http://127.0.0.1"), 1)
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    shown = []

    phone.receive({"message_id": 5, "reply_markup": keyboard})
    phone.is_tapping(5)
    for message in (
        {"message_id": 6, "reply_markup": keyboard},
        {"message_id": 5},
        {"message_id": 4, "reply_markup": keyboard},
        {"message_id": 5, "reply_markup": keyboard, "text": "edited"},
    ):
        phone.receive(message)
        shown.append((phone.screen["message_id"], phone.screen.get("text")))

    assert shown == [(6, None), (6, None), (6, None), (5, "edited")]
