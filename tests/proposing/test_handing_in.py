"""A proposal is handed in, changed within its hours, withdrawn, and then it stands."""

from dataclasses import replace
from pathlib import Path

import pytest

from actions import citizens, proposal_answers, proposal_drafts, proposals
from deliberation.proposals import Part, State
from deliberation.refusals import NotNow, NotPermitted, NotThere, Stale
from tests.line_reviews.samples import line
from tests.proposing.samples import (
    CITY,
    HAN,
    JIEUN,
    JONGNO,
    PROPOSAL,
    handed_in,
    later,
    proposing_process,
    register,
    say,
    written,
)
from tests.samples import occasion, open_house


async def test_a_whole_proposal_is_handed_in_with_a_number(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        view = await written(house)

        sent = await proposal_drafts.send(house, occasion(house, JIEUN), view.draft.token, "ko")

        draft = await proposal_drafts.resume(house, occasion(house, JIEUN))
        assert sent.proposal.code == "P1-0001"
        assert sent.proposal.content.cost == 150_000_000
        assert sent.proposal.content.field_id == "parks"
        assert [event.kind for event in sent.events] == ["received"]
        assert [stage.stage_id for stage in sent.coming] == ["reviewing", "balloting"]
        assert draft is None


async def test_sending_twice_hands_in_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        token = (await written(house)).draft.token
        first = await proposal_drafts.send(house, occasion(house, JIEUN), token, "ko")

        second = await proposal_drafts.send(house, occasion(house, JIEUN), token, "ko")

        count = await house.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM proposals"))
        assert count == 1
        assert second.proposal == first.proposal
        assert len(second.events) == 1


async def test_after_the_phase_nothing_is_taken_and_the_draft_stays(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        view = await written(house)
        later(house, days=21)

        with pytest.raises(NotNow, match="proposing-closed"):
            await proposal_drafts.send(house, occasion(house, JIEUN), view.draft.token, "ko")
        with pytest.raises(NotNow, match="proposing-closed"):
            await proposal_answers.leave_open(house, occasion(house, JIEUN), Part.COST)

        kept = await proposal_drafts.resume(house, occasion(house, JIEUN))
        assert kept is not None
        assert kept.is_closed
        assert kept.draft == view.draft


async def test_a_person_hands_in_no_more_than_the_process_allows(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        first = await handed_in(house)

        with pytest.raises(NotPermitted, match="proposals-all-used"):
            await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)
        await proposals.withdraw(house, occasion(house, JIEUN), 1, first.proposal.proposal_no)
        again = await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)

        assert again.draft.asking is Part.TITLE


async def test_handing_in_and_withdrawing_comes_to_an_end(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        here = occasion(house, JIEUN)
        for _ in range(3):
            sent = await handed_in(house)
            await proposals.withdraw(house, here, 1, sent.proposal.proposal_no)

        with pytest.raises(NotPermitted, match="proposals-too-often"):
            await proposal_drafts.begin(house, here, 1, PROPOSAL)


async def test_who_has_not_consented_or_lives_elsewhere_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)

        with pytest.raises(NotPermitted, match="other-district"):
            await proposal_drafts.begin(house, occasion(house, JIEUN), 1, JONGNO)
        with pytest.raises(NotPermitted, match="not-registered"):
            await proposal_drafts.begin(house, occasion(house, HAN), 1, PROPOSAL)


async def test_a_proposal_is_changed_within_the_hours_given(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(edit_hours=24)) as house:
        await register(house)
        here = occasion(house, JIEUN)
        number = (await handed_in(house)).proposal.proposal_no
        later(house, hours=23)
        await proposal_drafts.revise(house, here, 1, number)
        await proposal_answers.ask_again(house, here, Part.TITLE)
        draft = (await say(house, "큰 놀이터 정비")).draft

        saved = await proposal_drafts.send(house, here, draft.token, "ko")

        again = await proposal_drafts.send(house, here, draft.token, "ko")
        assert saved.outcome == "revised"
        assert saved.proposal.content.title == "큰 놀이터 정비"
        assert [event.kind for event in again.events] == ["received", "revised"]
        assert dict(again.events[1].params) == {"parts": ["title"]}


async def test_after_the_hours_given_a_proposal_stands(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(edit_hours=24)) as house:
        await register(house)
        here = occasion(house, JIEUN)
        number = (await handed_in(house)).proposal.proposal_no
        draft = (await proposal_drafts.revise(house, here, 1, number)).draft
        later(house, hours=25)

        with pytest.raises(NotNow, match="proposal-edit-over"):
            await proposal_drafts.send(house, here, draft.token, "ko")
        await proposal_drafts.drop(house, here, draft.token)
        with pytest.raises(NotNow, match="proposal-edit-over"):
            await proposal_drafts.revise(house, here, 1, number)


async def test_changing_a_proposal_waits_for_another_draft(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        here = occasion(house, JIEUN)
        number = (await handed_in(house)).proposal.proposal_no
        await proposal_drafts.begin(house, here, 1, PROPOSAL)
        await say(house, "다른 제안 하나")

        with pytest.raises(Stale, match="draft-in-the-way"):
            await proposal_drafts.revise(house, here, 1, number)


async def test_somebody_elses_proposal_can_be_read_and_nothing_more(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await register(house, HAN)
        number = (await handed_in(house)).proposal.proposal_no

        seen = await proposals.look(house, HAN, 1, number)
        with pytest.raises(NotThere, match="no-such-proposal"):
            await proposals.withdraw(house, occasion(house, HAN), 1, number)
        with pytest.raises(NotThere, match="no-such-proposal"):
            await proposal_drafts.revise(house, occasion(house, HAN), 1, number)

        assert not seen.is_own
        assert seen.edit_until is None
        assert not seen.may_withdraw


async def test_withdrawing_twice_is_withdrawing_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        here = occasion(house, JIEUN)
        number = (await handed_in(house)).proposal.proposal_no
        await proposals.withdraw(house, here, 1, number)

        again = await proposals.withdraw(house, here, 1, number)

        assert again.proposal.state is State.WITHDRAWN
        assert [event.kind for event in again.events] == ["received", "withdrawn"]


async def test_after_review_nothing_is_withdrawn(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        number = (await handed_in(house)).proposal.proposal_no
        later(house, days=51)

        with pytest.raises(NotNow, match="proposal-withdraw-over"):
            await proposals.withdraw(house, occasion(house, JIEUN), 1, number)


async def test_nothing_can_be_proposed_where_budget_lines_are_reviewed(tmp_path: Path) -> None:
    year = proposing_process()
    city = replace(year.headings[CITY - 1], projects=(), agenda=(), lines=(line(1, "A", "가", 1),))
    year = replace(year, headings=(*year.headings[: CITY - 1], city, *year.headings[CITY:]))

    async with open_house(tmp_path, year) as house:
        await register(house)
        citizen = await citizens.start(house, occasion(house, JIEUN), "ko", None)
        offered = await proposal_drafts.proposing(house, citizen, 1)
        with pytest.raises(NotThere, match="no-such-heading"):
            await proposal_drafts.begin(house, occasion(house, JIEUN), 1, CITY)

    numbers = [heading.no for heading, _until in offered.headings]
    assert numbers
    assert CITY not in numbers
