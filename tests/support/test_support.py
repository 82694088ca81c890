import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions import citizens, privacy, proposals
from actions import support as actions
from actions.house import House
from deliberation.phases import Programme
from deliberation.process import Process
from deliberation.proposal_views import ProposalView
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from deliberation.reviewing import Act
from deliberation.support_views import SupportView
from storage import co_proposers, following, personal_data
from storage import support as stored
from storage.database import Transaction
from tests.proposing.samples import (
    EUNPYEONG,
    HAN,
    JIEUN,
    handed_in,
    later,
    proposing_process,
    register,
    written,
)
from tests.reviewing.samples import PARKS, answered, in_review, review_process
from tests.samples import DAY, occasion, open_house

MINJI, SEOJUN, YURI = 53, 54, 55


def year(**rules: object) -> Process:
    return proposing_process(**rules)


async def one_proposal(house: House, *people: int) -> int:
    await register(house)
    number = (await handed_in(house)).proposal.proposal_no
    for user_id in people:
        await register(house, user_id)
    return number


async def supports(house: House, user_id: int, number: int, wished: bool = True) -> ProposalView:
    return await actions.support(house, occasion(house, user_id), 1, number, wished)


async def merge(house: House, made: int, *numbers: int) -> None:
    async def write(tx: Transaction) -> None:
        for number in numbers:
            await tx.write(
                "UPDATE proposals SET merged_into = :made, state = 'merged'"
                " WHERE proposal_no = :number",
                {"made": made, "number": number},
            )

    await house.db.write(write)


async def seen(house: House, user_id: int, number: int) -> SupportView:
    view = await proposals.look(house, user_id, 1, number)
    assert view.support is not None
    return view.support


async def test_support_is_given_taken_back_and_counted_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house, HAN, MINJI)

        await supports(house, HAN, number)
        await supports(house, HAN, number)
        await supports(house, MINJI, number)
        both = await seen(house, HAN, number)
        await supports(house, HAN, number, wished=False)
        await supports(house, HAN, number, wished=False)

        one = await seen(house, HAN, number)
        assert (both.count, both.is_given) == (2, True)
        assert (one.count, one.is_given, one.may_give) == (1, False, True)


async def test_nobody_supports_their_own(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house)

        with pytest.raises(NotPermitted) as refused:
            await supports(house, JIEUN, number)

        assert refused.value.code == "support-own"
        assert not (await seen(house, JIEUN, number)).may_give


async def test_whoever_is_not_entitled_to_vote_there_cannot_support(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house)
        await house.db.write(
            lambda tx: tx.write(
                "UPDATE proposals SET heading_no = :heading_no", {"heading_no": EUNPYEONG}
            )
        )
        await register(house, HAN, "jongno")
        await citizens.start(house, occasion(house, MINJI), "ko", 1)

        for user_id, code in ((HAN, "other-district"), (MINJI, "not-registered")):
            with pytest.raises(NotPermitted) as refused:
                await supports(house, user_id, number)
            assert refused.value.code == code

        assert not (await seen(house, HAN, number)).may_give


async def test_support_ends_with_its_last_phase_to_the_second(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house, HAN, MINJI)
        await supports(house, HAN, number)
        ends = house.process(1).stages[1].ends_utc
        house.clock.set(ends - timedelta(seconds=1))  # type: ignore[attr-defined]
        await supports(house, MINJI, number)
        house.clock.set(ends)  # type: ignore[attr-defined]

        for user_id, wished in ((HAN, False), (MINJI, True)):
            with pytest.raises(NotNow) as refused:
                await supports(house, user_id, number, wished)
            assert refused.value.code == "support-closed"

        after = await seen(house, HAN, number)
        assert (after.count, after.is_given, after.may_give) == (2, True, False)


async def test_a_person_supports_as_many_as_the_year_and_the_programme_allow(
    tmp_path: Path,
) -> None:
    base = year(support_limit=2)
    own = replace(base.proposals, support_limit=1)
    process = replace(base, proposals_by_programme={Programme.PROPOSAL: own})
    async with open_house(tmp_path, process) as house:
        first = await one_proposal(house, HAN, MINJI, SEOJUN)
        second = (await handed_in(house, MINJI)).proposal.proposal_no

        before = await seen(house, HAN, first)
        await supports(house, HAN, first)
        with pytest.raises(NotPermitted) as refused:
            await supports(house, HAN, second)
        again = await supports(house, HAN, first)
        await supports(house, HAN, first, wished=False)
        await supports(house, HAN, second)

        assert before.left == 1
        assert refused.value.code == "supports-all-used"
        assert again.support is not None
        assert (again.support.is_given, again.support.left) == (True, 0)
        assert (await seen(house, HAN, second)).is_given


async def test_support_of_what_is_withdrawn_is_free_to_be_given_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, year(support_limit=1)) as house:
        first = await one_proposal(house, HAN, MINJI)
        second = (await handed_in(house, MINJI)).proposal.proposal_no
        await supports(house, HAN, first)

        await proposals.withdraw(house, occasion(house, JIEUN), 1, first)
        view = await supports(house, HAN, second)

        assert view.support is not None
        assert (view.support.is_given, view.support.left) == (True, 0)


async def test_hidden_counts_are_seen_by_nobody_before_the_end(tmp_path: Path) -> None:
    async with open_house(tmp_path, year(support_hidden=True)) as house:
        number = await one_proposal(house, HAN)
        await supports(house, HAN, number)
        manager = house.process(1).staff[0].user_id

        early = [await seen(house, one, number) for one in (HAN, JIEUN, manager)]
        early_counts = await house.db.read(lambda tx: actions.counts(house, tx, house.process(1)))
        ends = house.process(1).stages[1].ends_utc
        later(house, days=(ends - house.clock.now()) / DAY)

        shown = [await seen(house, one, number) for one in (HAN, JIEUN, manager)]
        shown_counts = await house.db.read(lambda tx: actions.counts(house, tx, house.process(1)))
        assert [one.count for one in early] == [None, None, None]
        assert early[0].shown_from == ends
        assert early_counts == {}
        assert [one.count for one in shown] == [1, 1, 1]
        assert shown_counts == {number: 1}


async def test_what_is_withdrawn_or_not_there_cannot_be_supported(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house, HAN)
        await proposals.withdraw(house, occasion(house, JIEUN), 1, number)

        with pytest.raises(Stale) as over:
            await supports(house, HAN, number)
        with pytest.raises(NotThere):
            await supports(house, HAN, 99)

        assert over.value.code == "support-over"


async def test_support_tells_nothing_of_an_opinion_that_only_the_proposer_reads(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await register(house, HAN)
        before = await seen(house, HAN, number)

        await answered(house, number, Act.OPINE, "It cannot be built there.", user_id=PARKS)

        assert await seen(house, HAN, number) == before
        await supports(house, HAN, number)


async def test_a_merged_proposal_has_the_supporters_of_all_its_parts(tmp_path: Path) -> None:
    async with open_house(tmp_path, year(support_limit=2)) as house:
        first = await one_proposal(house, HAN, MINJI, SEOJUN)
        second = (await handed_in(house, MINJI)).proposal.proposal_no
        third = (await handed_in(house, SEOJUN)).proposal.proposal_no
        await supports(house, HAN, first)
        await supports(house, HAN, second)
        await register(house, YURI)
        await supports(house, YURI, second)
        await merge(house, third, first, second)

        union = await seen(house, HAN, third)
        counted = await house.db.read(lambda tx: actions.counts(house, tx, house.process(1)))
        with pytest.raises(Stale) as merged:
            await supports(house, HAN, first)
        with pytest.raises(NotPermitted) as own:
            await supports(house, MINJI, third)
        await supports(house, HAN, third, wished=False)

        left = await seen(house, HAN, third)
        assert (union.count, union.is_given, union.left) == (2, True, 1)
        assert counted == {third: 2}
        assert merged.value.code == "support-merged"
        assert own.value.code == "support-own"
        assert (left.count, left.is_given, left.left) == (1, False, 2)


async def test_one_person_counts_once_for_what_was_merged_as_proposer_or_as_supporter(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, year(support_limit=1)) as house:
        first = await one_proposal(house, HAN, MINJI, SEOJUN)
        second = (await handed_in(house, MINJI)).proposal.proposal_no
        third = (await handed_in(house, SEOJUN)).proposal.proposal_no
        await house.db.write(lambda tx: co_proposers.join(tx, first, YURI, "유○○", 1))
        await register(house, YURI)
        await supports(house, MINJI, first)
        await supports(house, YURI, second)
        await supports(house, HAN, second)
        await merge(house, third, first, second)
        fourth = (await handed_in(house, JIEUN)).proposal.proposal_no

        union = await seen(house, HAN, third)
        as_proposer = await seen(house, MINJI, third)
        counted = await house.db.read(lambda tx: actions.counts(house, tx, house.process(1)))
        again = await supports(house, MINJI, fourth)

        assert union.count == 1
        assert counted == {third: 1}
        assert (as_proposer.is_given, as_proposer.may_give) == (False, False)
        assert again.outcome == "supported"


async def test_joining_follows_and_supports_and_keeps_the_draft(tmp_path: Path) -> None:
    async with open_house(tmp_path, year(support_limit=1)) as house:
        number = await one_proposal(house, HAN)
        await written(house, HAN)
        before = await seen(house, HAN, number)

        view = await actions.join(house, occasion(house, HAN), 1, number)
        again = await actions.join(house, occasion(house, HAN), 1, number)

        assert before.has_draft
        assert view.support is not None
        assert (view.outcome, again.outcome) == ("joined", "joined")
        assert (view.is_following, view.support.is_given, view.support.has_draft) == (
            True,
            True,
            True,
        )


async def test_joining_where_no_support_is_left_still_follows(tmp_path: Path) -> None:
    async with open_house(tmp_path, year(support_limit=0)) as house:
        number = await one_proposal(house, HAN)

        view = await actions.join(house, occasion(house, HAN), 1, number)

        assert view.outcome == "followed"
        assert await house.db.read(lambda tx: following.follows(tx, number, HAN))
        assert not await house.db.read(lambda tx: stored.is_given(tx, number, HAN))


async def test_supports_stand_in_ones_data_and_go_with_the_person(tmp_path: Path) -> None:
    async with open_house(tmp_path, year()) as house:
        number = await one_proposal(house, HAN)
        await supports(house, HAN, number)
        citizen = await citizens.look(house, HAN, "ko")

        data = await privacy.my_data(house, occasion(house, HAN), citizen)
        await house.db.write(lambda tx: personal_data.erase(tx, HAN))

        told = json.loads(data.document)["stored"]["supports"]
        assert [row["proposal_no"] for row in told] == [number]
        assert (await seen(house, JIEUN, number)).count == 0
