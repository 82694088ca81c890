from pathlib import Path

from actions import proposal_drafts, proposals, similar
from deliberation.proposals import State
from deliberation.reviewing import Act
from tests.proposing.samples import (
    HAN,
    JIEUN,
    handed_in,
    proposing_process,
    register,
    say,
    written,
)
from tests.reviewing.samples import PARKS, answered, in_review, review_process
from tests.samples import occasion, open_house


async def test_what_others_handed_in_is_shown_before_sending(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await register(house, HAN)
        first = await handed_in(house)
        draft = await written(house, HAN, title="작은 놀이터를 정비해 주세요")

        view = await similar.for_draft(house, occasion(house, HAN), draft.draft.token)

        assert view is not None
        assert [one.proposal_no for one, _ in view.found] == [first.proposal.proposal_no]


async def test_what_is_withdrawn_is_not_shown(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await register(house, HAN)
        first = await handed_in(house)
        draft = await written(house, HAN)
        before = await similar.for_draft(house, occasion(house, HAN), draft.draft.token)

        await proposals.withdraw(house, occasion(house, JIEUN), 1, first.proposal.proposal_no)

        after = await similar.for_draft(house, occasion(house, HAN), draft.draft.token)
        assert before is not None
        assert after is None


async def test_after_a_start_everything_is_known_again(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await handed_in(house)

    async with open_house(tmp_path) as house:
        await similar.keep_up(house)
        await register(house, HAN)
        draft = await written(house, HAN)

        view = await similar.for_draft(house, occasion(house, HAN), draft.draft.token)

        assert len(house.similar[1].index) == 1
        assert view is not None


async def test_the_state_of_a_similar_proposal_leaks_no_opinion(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, "It cannot be built there.", user_id=PARKS)
        await register(house, HAN)
        draft = await written(house, HAN)

        view = await similar.for_draft(house, occasion(house, HAN), draft.draft.token)

        assert view is not None
        assert [state for _, state in view.found] == [State.REVIEWING]


async def test_somebody_elses_token_and_an_unfinished_draft_show_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await handed_in(house)
        await register(house, HAN)
        begun = await proposal_drafts.begin(house, occasion(house, HAN), 1, 1)
        await say(house, "작은 놀이터 정비", user_id=HAN, message_id=11)

        unfinished = await similar.for_draft(house, occasion(house, HAN), begun.draft.token)
        other = await similar.for_draft(house, occasion(house, JIEUN), begun.draft.token)

        assert unfinished is None
        assert other is None
