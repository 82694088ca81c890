from pathlib import Path

import pytest

from actions import citizens, merging, privacy, proposals
from actions.house import House
from deliberation.merging import MergeState, WhyLeft
from deliberation.refusals import BadInput
from locales.translator import translator_for
from screens.merging_answers import show_merge
from tests.merging.samples import (
    HAN,
    JIEUN,
    MINJUN,
    answers,
    merging_process,
    suggested,
    swept,
    three_like_ones,
)
from tests.reviewing.samples import waiting_notices
from tests.samples import FACILITATOR, occasion, open_house


async def erased(house: House, user_id: int) -> None:
    here = occasion(house, user_id)
    await privacy.forget(house, here, await citizens.look(house, user_id, "ko"), here.now_s)


async def test_whoever_was_erased_is_silent_at_once_and_nobody_waits(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        await answers(house, view, JIEUN, numbers[0], "yes")
        await answers(house, view, HAN, numbers[1], "yes")

        await erased(house, MINJUN)
        await swept(house)

        here = occasion(house, FACILITATOR)
        after = (await merging.look(house, here, 1, view.merge.merge_no)).merge
        assert after.state is MergeState.MERGED
        left = after.part(numbers[2])
        assert left is not None
        assert left.why_left is WhyLeft.SILENT


async def test_where_silence_consents_an_erased_lead_stays_and_the_next_one_speaks(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, merging_process(silence_consents=True)) as house:
        first, second, _ = await three_like_ones(house)
        view = await suggested(house, [first, second])
        await erased(house, JIEUN)

        done = await answers(house, view, HAN, second, "yes")

        assert done.merge.state is MergeState.MERGED
        assert done.made is not None
        assert done.made.author == HAN
        page = await proposals.look(house, HAN, 1, done.made.proposal_no)
        assert page.is_own
        assert [one.proposal_no for one in page.ties.origins] == [first, second]


async def test_a_lead_erased_before_it_answered_leaves_with_its_text(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        await answers(house, view, HAN, numbers[1], "yes")

        await erased(house, JIEUN)
        await swept(house)

        here = occasion(house, FACILITATOR)
        after = (await merging.look(house, here, 1, view.merge.merge_no)).merge
        assert (after.state, after.lead_no, after.round_no) == (MergeState.ASKED, numbers[1], 2)


async def test_what_was_merged_passes_to_the_next_proposer_and_then_to_nobody(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        view = await suggested(house, [first, second])
        await answers(house, view, JIEUN, first, "yes")
        done = await answers(house, view, HAN, second, "yes")
        assert done.made is not None
        number = done.made.proposal_no

        await erased(house, JIEUN)
        passed = await proposals.look(house, HAN, 1, number)
        told = await waiting_notices(house, "proposal-news")
        await erased(house, HAN)
        left = await proposals.look(house, MINJUN, 1, number)

        assert passed.is_own
        assert passed.events[-1].kind == "lead-passed"
        assert HAN in {one["chat_id"] for one in told}
        assert left.proposal.author == 0
        assert [one.author for one in left.ties.origins] == [0, 0]
        assert [one.kind for one in left.events].count("lead-passed") == 1


async def test_an_erased_proposer_is_no_lead_where_another_one_can_speak(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        await erased(house, JIEUN)

        with pytest.raises(BadInput, match="merge-lead-gone"):
            await suggested(house, [first, second], lead=first)
        view = await suggested(house, [first, second], lead=second)

        text = show_merge(view, translator_for("en")).text
        assert view.merge.lead_no == second
        assert "no proposer any more" in text
