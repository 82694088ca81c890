from dataclasses import replace
from pathlib import Path

import pytest

from actions import (
    following,
    processes,
    proposals,
    review_clock,
    review_drafts,
    review_queues,
    reviewing,
)
from deliberation.proposals import State
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from deliberation.review_drafts import Piece
from deliberation.reviewing import Act, department_key
from storage import public_log
from tests.reviewing.samples import (
    HAN,
    JIEUN,
    PARKS,
    ROADS,
    answered,
    in_review,
    later,
    review_process,
    waiting_notices,
)
from tests.samples import FACILITATOR, MANAGER, occasion, open_house

REASON = "The ground belongs to the railway and may not be built on."


async def test_a_proposal_goes_to_its_fields_department_once_changes_are_over(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        view = await review_queues.queue(house, occasion(house, PARKS), 1)

        assert [one.proposal_no for one in view.proposals] == [number]
        assert view.proposals[0].state is State.REVIEWING
        other = await review_queues.queue(house, occasion(house, ROADS), 1)
        assert other.total == 0


async def test_a_review_does_not_begin_while_the_proposer_may_change_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(edit_hours=48)) as house:
        await in_review(house)
        before = await review_queues.queue(house, occasion(house, PARKS), 1)

        due = await review_clock.sweep(house)
        later(house, hours=23)
        await review_clock.sweep(house)

        assert before.total == 0
        assert due is not None
        assert (await review_queues.queue(house, occasion(house, PARKS), 1)).total == 1


async def test_sweeping_twice_begins_a_review_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        await review_clock.sweep(house)

        view = await reviewing.look(house, occasion(house, PARKS), 1, number)
        assert [one.kind for one in view.events] == ["received", "review-begun"]


async def test_feasible_sets_the_cost_and_everybody_reads_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        await answered(house, number, Act.FIND_FEASIBLE, "1억 2천만원", "내년에 할 수 있습니다.")

        view = await proposals.look(house, HAN, 1, number)
        assert view.proposal.state is State.FEASIBLE
        assert view.proposal.content.cost == 120_000_000
        assert view.events[-1].params["note"] == "내년에 할 수 있습니다."
        assert view.events[-1].params["cost_before"] == 150_000_000


async def test_a_second_sending_of_the_same_answer_changes_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        here = occasion(house, PARKS)
        await review_drafts.begin(house, here, 1, number, Act.FIND_UNDER_WAY)
        draft = await review_drafts.answer(house, here, "올해 이미 공사하고 있습니다.")

        for _ in range(2):
            await review_drafts.send(house, here, 1, number, draft.draft.token)

        view = await reviewing.look(house, here, 1, number)
        assert [one.kind for one in view.events].count("under-way") == 1


async def test_nothing_of_an_opinion_leaks_before_it_is_published(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await following.follow(house, occasion(house, HAN), 1, number, True)
        before = await proposals.look(house, HAN, 1, number)
        told_before = await waiting_notices(house, "proposal-news")

        await answered(house, number, Act.OPINE, REASON)

        after = await proposals.look(house, HAN, 1, number)
        log = str(await house.db.read(lambda tx: public_log.entries(tx, 1)))
        told = await waiting_notices(house, "proposal-news")
        assert after == before
        assert after.proposal.state is State.REVIEWING
        assert after.proposal.until_utc is None
        assert after.waiting is None
        assert REASON not in log
        assert "opined" not in log
        assert [one for one in told if one["chat_id"] == HAN] == [
            one for one in told_before if one["chat_id"] == HAN
        ]


async def test_the_proposer_reads_the_opinion_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        await answered(house, number, Act.OPINE, REASON)

        view = await proposals.look(house, JIEUN, 1, number)
        assert view.waiting is not None
        assert view.waiting.params["note"] == REASON
        assert view.proposal.state is State.OPINED


async def test_silence_publishes_the_opinion_when_the_time_is_over(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(answer_days=3)) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, REASON)

        later(house, days=3, seconds=-1)
        await review_clock.sweep(house)
        early = await proposals.look(house, HAN, 1, number)
        later(house, seconds=1)
        await review_clock.sweep(house)
        await review_clock.sweep(house)

        late = await proposals.look(house, HAN, 1, number)
        assert early.proposal.state is State.REVIEWING
        assert late.proposal.state is State.INFEASIBLE
        assert [one.kind for one in late.events] == ["received", "review-begun", "infeasible"]
        assert late.events[-1].params["note"] == REASON


async def test_an_answer_to_the_opinion_lets_the_lead_turn_it_round(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, REASON)
        plea = "The city bought the ground in May."
        await answered(house, number, Act.APPEAL, plea, user_id=JIEUN)

        await answered(house, number, Act.FIND_FEASIBLE, "1억원", "토지를 확인했습니다.")

        view = await proposals.look(house, HAN, 1, number)
        assert view.proposal.state is State.FEASIBLE
        assert REASON not in str(view.events)
        assert plea not in str(view.events)


async def test_a_lead_may_uphold_only_after_an_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, REASON)

        with pytest.raises(Stale, match="review-moved-on"):
            await answered(house, number, Act.UPHOLD, REASON)


async def test_an_answer_in_time_is_decided_even_when_the_phase_is_over(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(answer_days=30)) as house:
        number = await in_review(house)
        later(house, days=45)
        await answered(house, number, Act.OPINE, REASON)
        later(house, days=8)
        await answered(house, number, Act.APPEAL, "The map is out of date.", user_id=JIEUN)

        with pytest.raises(NotNow, match="review-closed"):
            await answered(house, number, Act.OFFER, "Other words for the idea", user_id=PARKS)
        await answered(house, number, Act.UPHOLD, "We asked the railway again.")

        view = await proposals.look(house, HAN, 1, number)
        assert view.proposal.state is State.INFEASIBLE
        assert view.events[-1].params["note"] == "We asked the railway again."


async def test_a_question_waits_for_its_answer_and_comes_back(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.ASK, "Which of the two playgrounds is it?")
        waiting = await review_queues.queue(house, occasion(house, PARKS), 1, "waiting")

        await answered(house, number, Act.ANSWER, "The one by the library.", user_id=JIEUN)

        view = await reviewing.look(house, occasion(house, PARKS), 1, number)
        public = await proposals.look(house, HAN, 1, number)
        assert waiting.total == 1
        assert view.proposal.state is State.REVIEWING
        assert view.events[-1].params["note"] == "The one by the library."
        assert "library" not in str(public.events)
        assert "playgrounds" not in str(public.events)


async def test_a_question_that_nobody_answers_comes_back_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.ASK, "Which of the two playgrounds is it?")

        later(house, days=7)
        await review_clock.sweep(house)

        view = await reviewing.look(house, occasion(house, PARKS), 1, number)
        assert view.proposal.state is State.REVIEWING
        assert view.events[-1].kind == "no-answer"


async def offered(house: object, number: int) -> int:
    await answered(
        house,  # type: ignore[arg-type]
        number,
        Act.OFFER,
        "그네만 새것으로 바꿉니다.",
        "8천만원",
        "바닥은 작년에 바꾸었습니다.",
    )
    view = await proposals.look(house, JIEUN, 1, number)  # type: ignore[arg-type]
    assert view.waiting is not None
    return view.waiting.event_no


async def test_accepted_changes_become_the_proposal(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        offer_no = await offered(house, number)
        before = await proposals.look(house, HAN, 1, number)

        for _ in range(2):
            await review_drafts.settle_offer(
                house, occasion(house, JIEUN), 1, number, offer_no, True
            )

        view = await proposals.look(house, HAN, 1, number)
        assert before.proposal.content.idea == "그네와 바닥을 새것으로 바꿉니다."
        assert view.proposal.state is State.FEASIBLE
        assert view.proposal.content.idea == "그네만 새것으로 바꿉니다."
        assert view.proposal.content.cost == 80_000_000
        assert [one.kind for one in view.events].count("accepted") == 1


async def test_declined_changes_leave_the_proposal_and_no_trace(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        before = await proposals.look(house, HAN, 1, number)
        offer_no = await offered(house, number)

        await review_drafts.settle_offer(house, occasion(house, JIEUN), 1, number, offer_no, False)

        assert await proposals.look(house, HAN, 1, number) == before
        view = await review_queues.queue(house, occasion(house, PARKS), 1)
        assert view.total == 1


async def test_an_old_offers_button_does_not_accept_a_newer_offer(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        old = await offered(house, number)
        await review_drafts.settle_offer(house, occasion(house, JIEUN), 1, number, old, False)
        new = await offered(house, number)

        with pytest.raises(Stale, match="review-moved-on"):
            await review_drafts.settle_offer(house, occasion(house, JIEUN), 1, number, old, True)

        assert new != old


async def test_nobody_accepts_changes_for_somebody_else(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        offer_no = await offered(house, number)

        with pytest.raises(NotThere, match="no-such-proposal"):
            await review_drafts.settle_offer(
                house, occasion(house, HAN), 1, number, offer_no, True
            )
        with pytest.raises(NotThere, match="no-such-proposal"):
            await review_drafts.begin(house, occasion(house, HAN), 1, number, Act.ANSWER)


async def test_an_offer_changes_something(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        here = occasion(house, PARKS)
        await review_drafts.begin(house, here, 1, number, Act.OFFER)
        await review_drafts.leave(house, here, Piece.WORDING)

        with pytest.raises(BadInput, match="offer-changes-nothing"):
            await review_drafts.leave(house, here, Piece.COST)


async def test_a_reviewers_cost_keeps_to_the_limits(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        with pytest.raises(BadInput, match="cost-too-high"):
            await answered(house, number, Act.FIND_FEASIBLE, "4억원")


@pytest.mark.parametrize("user_id", [HAN, FACILITATOR])
async def test_review_is_for_reviewers(tmp_path: Path, user_id: int) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        for way in (
            review_queues.queue(house, occasion(house, user_id), 1),
            reviewing.look(house, occasion(house, user_id), 1, number),
            review_drafts.begin(house, occasion(house, user_id), 1, number, Act.OPINE),
        ):
            with pytest.raises(NotPermitted, match="role-needed"):
                await way


async def test_another_department_neither_reads_nor_decides(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)

        with pytest.raises(NotPermitted, match="other-department"):
            await reviewing.look(house, occasion(house, ROADS), 1, number)
        with pytest.raises(NotPermitted, match="other-department"):
            await review_drafts.begin(house, occasion(house, ROADS), 1, number, Act.OPINE)


async def test_a_department_that_advises_does_not_decide(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        key = department_key("도로과")
        await reviewing.assign(house, occasion(house, PARKS), 1, number, key, False)

        await answered(house, number, Act.ADVISE, "Roads sees no obstacle.", user_id=ROADS)
        with pytest.raises(NotPermitted, match="other-department"):
            await review_drafts.begin(house, occasion(house, ROADS), 1, number, Act.OPINE)

        lead = await reviewing.look(house, occasion(house, PARKS), 1, number)
        assert lead.events[-1].params["note"] == "Roads sees no obstacle."
        for reader in (HAN, JIEUN):
            public = await proposals.look(house, reader, 1, number)
            assert "obstacle" not in str(public.events)
        assert (await review_queues.queue(house, occasion(house, ROADS), 1)).total == 0


async def test_a_manager_gives_what_nobody_leads_to_a_department(tmp_path: Path) -> None:
    process = review_process()
    async with open_house(tmp_path, process) as house:
        bare = replace(process.fields[1], department="")
        fields = (process.fields[0], bare)
        processes.adopt(house, replace(house.process(1), fields=fields))
        number = await in_review(house)
        unassigned = await review_queues.queue(house, occasion(house, MANAGER), 1, "unassigned")

        key = department_key("도로과")
        for _ in range(2):
            await reviewing.assign(house, occasion(house, MANAGER), 1, number, key, True)

        left = await review_queues.queue(house, occasion(house, MANAGER), 1, "unassigned")
        view = await reviewing.look(house, occasion(house, ROADS), 1, number)
        of_manager = await reviewing.look(house, occasion(house, MANAGER), 1, number)
        assert unassigned.total == 1
        assert left.total == 0
        assert (of_manager.queue, view.queue) == ("unassigned", "open")
        assert [one.kind for one in view.events].count("assigned") == 1


async def test_two_officers_answering_at_once_do_not_overwrite_each_other(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        here = occasion(house, PARKS)
        await review_drafts.begin(house, here, 1, number, Act.FIND_COMPLAINT)
        draft = await review_drafts.answer(house, here, "The complaints desk has it.")
        key = department_key("도로과")
        await reviewing.assign(house, occasion(house, MANAGER), 1, number, key, False)

        with pytest.raises(Stale, match="review-moved-on"):
            await review_drafts.send(house, here, 1, number, draft.draft.token)
        again = await review_drafts.begin(house, here, 1, number, Act.FIND_COMPLAINT)

        assert again.draft.note == "The complaints desk has it."


async def test_a_withdrawn_proposal_leaves_the_queue(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        await answered(house, number, Act.OPINE, REASON)

        await proposals.withdraw(house, occasion(house, JIEUN), 1, number)
        later(house, days=8)
        await review_clock.sweep(house)

        view = await proposals.look(house, HAN, 1, number)
        assert view.proposal.state is State.WITHDRAWN
        assert REASON not in str(view.events)


async def test_only_a_private_chat_reviews(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        number = await in_review(house)
        group = replace(occasion(house, PARKS), is_private=False, chat_id=-100)

        with pytest.raises(NotPermitted, match="only-in-private"):
            await review_queues.queue(house, group, 1)
        with pytest.raises(NotPermitted, match="only-in-private"):
            await review_drafts.begin(house, group, 1, number, Act.OPINE)
