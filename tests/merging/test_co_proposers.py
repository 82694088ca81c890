from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import co_proposers, proposal_drafts, proposals, public_names, review_clock
from actions.house import House
from deliberation.proposals import State
from deliberation.refusals import BadInput, NotPermitted, NotThere, Refusal, Stale
from storage import personal_data
from tests.proposing.samples import HAN, JIEUN, handed_in, later, register, written
from tests.reviewing.samples import review_process, told_now, waiting_notices
from tests.samples import NOON, occasion, open_house

MINJUN = 53


async def gathering(house: House) -> int:
    for user_id in (JIEUN, HAN, MINJUN):
        await register(house, user_id)
    return (await handed_in(house)).proposal.proposal_no


async def joins(house: House, user_id: int, number: int, name: str = "박하준") -> State:
    view = await co_proposers.join(house, occasion(house, user_id), 1, number, name)
    return view.proposal.state


async def test_it_counts_once_enough_have_joined_and_goes_to_review(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=2)) as house:
        number = await gathering(house)
        later(house, hours=25)
        await review_clock.sweep(house)
        waits = await proposals.look(house, JIEUN, 1, number)

        states = [await joins(house, HAN, number), await joins(house, MINJUN, number, "Mina K")]
        await review_clock.sweep(house)

        view = await proposals.look(house, HAN, 1, number)
        assert waits.proposal.state is State.GATHERING
        assert states == [State.GATHERING, State.RECEIVED]
        assert view.proposal.state is State.REVIEWING
        assert set(view.ties.co_proposers) == {"박○○", "M○○"}
        assert view.is_following
        told = await waiting_notices(house, "proposal-news")
        assert {one["chat_id"] for one in told} >= {JIEUN, HAN, MINJUN}


async def test_joining_twice_is_once_and_leaving_ends_it_until_it_counts(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=2)) as house:
        number = await gathering(house)
        for _ in range(2):
            await joins(house, HAN, number)
        for _ in range(2):
            await co_proposers.leave(house, occasion(house, HAN), 1, number)

        view = await proposals.look(house, HAN, 1, number)

        assert view.ties.co_proposers == ()
        assert not view.is_following
        kinds = [one.kind for one in view.events]
        assert kinds == ["received", "co-joined", "co-left"]
        await joins(house, HAN, number)
        await joins(house, MINJUN, number)
        with pytest.raises(Stale) as refused:
            await co_proposers.leave(house, occasion(house, HAN), 1, number)
        assert refused.value.code == "co-proposers-complete"


async def test_who_cannot_join_is_told_why(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=1)) as house:
        number = await gathering(house)
        cases: list[tuple[int, int, type[Refusal], str]] = [
            (JIEUN, number, BadInput, "own-proposal"),
            (99, number, NotPermitted, "not-registered"),
            (HAN, 77, NotThere, "no-such-proposal"),
        ]

        for user_id, wanted, kind, code in cases:
            with pytest.raises(kind) as refused:
                await joins(house, user_id, wanted)

            assert refused.value.code == code
        here = replace(occasion(house, HAN), is_private=False)
        with pytest.raises(NotPermitted):
            await co_proposers.join(house, here, 1, number, "박하준")
        await joins(house, HAN, number)
        with pytest.raises(Stale) as late:
            await joins(house, MINJUN, number)
        assert late.value.code == "co-proposers-complete"


async def test_it_is_warned_of_once_and_lapses_when_proposing_ends(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=2)) as house:
        number = await gathering(house)
        await joins(house, HAN, number)
        ends = house.processes[1].stages[0].ends_utc
        due = await co_proposers.sweep(house)
        house.clock.set(ends - timedelta(hours=24))  # type: ignore[attr-defined]
        for _ in range(2):
            await co_proposers.sweep(house)
        told = {who: len(news.missing) for who, news in (await told_now(house)).items()}

        house.clock.set(ends)  # type: ignore[attr-defined]
        for _ in range(2):
            await co_proposers.sweep(house)

        assert due == ends - timedelta(hours=24)
        assert told == {JIEUN: 1, HAN: 1}
        view = await proposals.look(house, HAN, 1, number)
        assert view.proposal.state is State.LAPSED
        assert [one.kind for one in view.events].count("lapsed") == 1
        with pytest.raises(Stale) as refused:
            await joins(house, MINJUN, number)
        assert refused.value.code == "co-proposers-over"


async def test_what_others_joined_stays_as_it_is_once_it_counts(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=1)) as house:
        number = await gathering(house)
        before = await proposals.look(house, JIEUN, 1, number)
        await joins(house, HAN, number)

        after = await proposals.look(house, JIEUN, 1, number)

        assert before.edit_until is not None
        assert after.edit_until is None


async def test_whoever_is_erased_is_a_co_proposer_no_longer(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=2)) as house:
        number = await gathering(house)
        await joins(house, HAN, number)

        await house.db.write(lambda tx: personal_data.erase(tx, HAN))
        await house.db.write(lambda tx: personal_data.erase(tx, JIEUN))

        view = await proposals.look(house, MINJUN, 1, number)
        assert view.ties.co_proposers == ()
        assert view.proposal.signature == ""


async def test_a_name_is_masked_unless_its_bearer_wishes_otherwise(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(), at=NOON) as house:
        await register(house)
        here = occasion(house, JIEUN)
        draft = await written(house)
        sent = await proposal_drafts.send(house, here, draft.draft.token, "ko", "김지은")
        number = sent.proposal.proposal_no

        shown = [
            (await public_names.sign(house, here, 1, number, naming, "김지은")).proposal.signature
            for naming in ("full", "none", "masked")
        ]

        assert sent.proposal.signature == "김○○"
        assert shown == ["김지은", "", "김○○"]
        with pytest.raises(NotThere):
            await public_names.sign(house, occasion(house, HAN), 1, number, "full", "박하준")
        with pytest.raises(BadInput):
            await public_names.sign(house, here, 1, number, "loud", "김지은")
