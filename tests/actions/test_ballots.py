from datetime import timedelta
from pathlib import Path

import pytest

from actions import ballots, citizens
from actions.house import House
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from deliberation.views import BallotView
from storage import ballots as stored
from tests.samples import occasion, open_house, sample_process

JIEUN = 41


async def register(house: House, user_id: int = JIEUN, heading_no: int = 2) -> None:
    heading = house.processes[1].heading(heading_no)
    await citizens.start(house, occasion(house, user_id), "ko", 1)
    await citizens.accept_notice(house, occasion(house, user_id), 1, heading)
    await citizens.give_consent(house, occasion(house, user_id), 1)


async def rank(
    house: House,
    project_no: int,
    at: int,
    revision: int,
    *,
    heading_no: int = 2,
    update_id: int | None = None,
) -> BallotView:
    return await ballots.set_rank(
        house,
        occasion(house, JIEUN, message_id=7, update_id=update_id),
        1,
        heading_no,
        project_no=project_no,
        rank=at,
        revision=revision,
        page=0,
        field_id="",
    )


async def up(house: House, project_no: int, at: int, revision: int) -> BallotView:
    return await ballots.move_up(
        house,
        occasion(house, JIEUN, message_id=7),
        1,
        2,
        project_no=project_no,
        rank=at,
        revision=revision,
        page=0,
        field_id="",
    )


async def test_every_tap_is_saved_and_read_back_from_the_store(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        await rank(house, 3, 1, 0)
        saved = await rank(house, 1, 2, 1)

    async with open_house(tmp_path) as again:
        found = await ballots.look(again, JIEUN, 1, 2)

    assert saved.outcome == "saved"
    assert found.ranking == (3, 1)
    assert found.code == saved.code


async def test_a_double_tap_saves_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        first = await rank(house, 3, 1, 0)

        second = await rank(house, 3, 1, 0)

        tally = await house.db.read(lambda tx: stored.tally(tx, 1, 2))
    assert second.outcome == "same"
    assert second.code == first.code
    assert tally.saves == tally.counted == 1


async def test_three_quick_taps_on_one_screen_are_three_ranks(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)

        outcomes = [(await rank(house, project_no, 1, 0)).outcome for project_no in (3, 1, 3, 2)]

        found = await ballots.look(house, JIEUN, 1, 2)
    assert found.ranking == (3, 1, 2)
    assert outcomes == ["saved", "saved", "same", "saved"]


async def test_a_tap_on_an_old_keyboard_changes_nothing_and_shows_what_stands(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        await rank(house, 3, 1, 0)
        await rank(house, 1, 2, 1)
        await rank(house, 3, 0, 2)

        stale = [await rank(house, 2, 1, 0), await rank(house, 2, 2, 1), await up(house, 3, 1, 2)]

    assert [view.outcome for view in stale] == ["stale"] * 3
    assert stale[-1].ranking == (1,)


async def test_what_a_full_ballot_refused_is_not_done_when_it_comes_again(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        for at in (1, 2, 3):
            await rank(house, at, at, at - 1, heading_no=1)
        refused = await rank(house, 4, 4, 3, heading_no=1, update_id=70)
        await rank(house, 1, 0, 3, heading_no=1, update_id=71)

        again = await rank(house, 4, 4, 3, heading_no=1, update_id=70)
        tapped_anew = await rank(house, 5, 4, 3, heading_no=1, update_id=72)

    assert (refused.outcome, again.outcome, tapped_anew.outcome) == ("full", "same", "saved")
    assert (again.ranking, tapped_anew.ranking) == ((2, 3), (2, 3, 5))


async def test_a_fourth_project_does_not_fit_on_a_ballot_of_three(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        for at in (1, 2, 3):
            await rank(house, at, at, at - 1, heading_no=1)

        full = await rank(house, 4, 4, 3, heading_no=1)

    assert full.outcome == "full"
    assert full.ranking == (1, 2, 3)


async def test_taking_the_last_rank_back_withdraws_the_ballot_and_tallies_reconcile(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        await rank(house, 3, 1, 0)
        await rank(house, 1, 2, 1)
        await rank(house, 3, 0, 2)

        withdrawn = await rank(house, 1, 0, 3)

        tally = await house.db.read(lambda tx: stored.tally(tx, 1, 2))
    assert withdrawn.outcome == "withdrawn"
    assert withdrawn.code == ""
    assert (tally.saves, tally.replaced, tally.withdrawn, tally.counted) == (3, 2, 1, 0)
    assert tally.reconciles


async def test_the_code_changes_with_every_change_of_the_ballot(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)

        codes = {(await rank(house, at, at, at - 1)).code for at in (1, 2, 3)}

    assert len(codes) == 3


async def test_nothing_is_accepted_at_the_closing_instant(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process(balloting_days=2)) as house:
        await register(house)
        house.clock.advance(timedelta(days=1) - timedelta(seconds=1))  # type: ignore[attr-defined]
        in_time = await rank(house, 3, 1, 0)
        house.clock.advance(timedelta(seconds=1))  # type: ignore[attr-defined]

        with pytest.raises(NotNow, match="ballot-closed"):
            await rank(house, 1, 2, 1)

    assert in_time.outcome == "saved"


async def test_without_notice_and_consent_nobody_votes(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await citizens.start(house, occasion(house, JIEUN), "ko", 1)

        with pytest.raises(NotPermitted, match="not-registered"):
            await rank(house, 3, 1, 0)


async def test_a_district_ballot_is_for_that_district(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house, heading_no=3)

        with pytest.raises(NotPermitted, match="other-district"):
            await rank(house, 3, 1, 0)


async def test_a_district_cannot_be_left_while_a_ballot_stands_there(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        await rank(house, 3, 1, 0)

        with pytest.raises(Stale, match="ballot-in-other-district"):
            await citizens.choose_district(house, occasion(house, JIEUN), 1, "jongno")
        await rank(house, 3, 0, 1)
        moved = await citizens.choose_district(house, occasion(house, JIEUN), 1, "jongno")

    assert moved.district == "jongno"


async def test_a_made_up_project_or_heading_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)

        with pytest.raises(NotThere, match="no-such-project"):
            await rank(house, 99, 1, 0)
        with pytest.raises(NotThere, match="no-such-heading"):
            await rank(house, 1, 1, 0, heading_no=99)


async def test_the_promised_screen_holds_no_rank_and_no_code(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        view = await rank(house, 3, 1, 0)

        rows = await house.db.read(lambda tx: tx.all("SELECT * FROM outbox"))

    kept = " ".join(str(tuple(row)) for row in rows)
    assert len(rows) == 1
    assert view.code not in kept
    assert set(rows[0].keys()).isdisjoint({"ranking", "code"})


async def test_taps_on_one_screen_promise_it_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, sample_process()) as house:
        await register(house)
        for at in (1, 2, 3):
            await rank(house, at, at, at - 1)

        rows = await house.db.read(lambda tx: tx.all("SELECT version FROM outbox"))

    assert [row["version"] for row in rows] == [3]
