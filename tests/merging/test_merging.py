from datetime import timedelta
from pathlib import Path

import pytest

from actions import (
    agenda,
    ballots,
    following,
    merging,
    merging_drafts,
    proposal_drafts,
    proposals,
    review_clock,
    similar,
)
from actions.house import House
from deliberation.merging import MergeState
from deliberation.process import AGENDA_PAPERS
from deliberation.proposals import State
from deliberation.refusals import NotNow, NotPermitted, Refusal, Stale
from deliberation.reviewing import Act
from locales.translator import translator_for
from screens.ballot_project import show_project
from storage.database import Transaction
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
from tests.proposing.samples import PROPOSAL, later
from tests.reviewing.samples import PARKS, answered, told_now
from tests.samples import DAY, FACILITATOR, MANAGER, NOON, REVIEWER, occasion, open_house


async def rows(house: House, sql: str) -> list[tuple[object, ...]]:
    async def read(tx: Transaction) -> list[tuple[object, ...]]:
        return [tuple(row) for row in await tx.all(sql)]

    return await house.db.read(read)


async def test_with_every_consent_they_become_one_with_the_way_back(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        await following.follow(house, occasion(house, MINJUN), 1, second, True)
        view = await suggested(house, [first, second])

        await answers(house, view, JIEUN, first, "yes")
        after = await answers(house, view, HAN, second, "yes")

        made = after.made
        assert made is not None
        assert made.state is State.RECEIVED
        assert made.author == JIEUN
        page = await proposals.look(house, MINJUN, 1, made.proposal_no)
        assert [one.proposal_no for one in page.ties.origins] == [first, second]
        assert page.is_following
        original = await proposals.look(house, HAN, 1, second)
        assert original.proposal.state is State.MERGED
        assert original.proposal.content.title == "작은 놀이터 정비"
        assert original.ties.made == made
        assert original.events[-1].params == {"code": made.code, "into": made.proposal_no}
        assert page.events[0].params == {"codes": ["P1-0001", "P1-0002"]}


async def test_one_refusal_leaves_the_others_to_go_on(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        await answers(house, view, JIEUN, numbers[0], "yes")

        refused = await answers(house, view, HAN, numbers[1], "no", "장소가 서로 다릅니다.")
        done = await answers(house, view, MINJUN, numbers[2], "yes")

        assert refused.merge.state is MergeState.ASKED
        assert done.merge.state is MergeState.MERGED
        alone = await proposals.look(house, JIEUN, 1, numbers[1])
        assert alone.proposal.state is State.RECEIVED
        assert "장소가" not in str(alone.events)
        staff = await merging.look(house, occasion(house, FACILITATOR), 1, view.merge.merge_no)
        assert [part.reason for part in staff.merge.parts] == ["", "장소가 서로 다릅니다.", ""]


async def test_a_lead_who_refuses_takes_the_text_along(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        first = {who for who, news in (await told_now(house)).items() if news.asks}
        await answers(house, view, HAN, numbers[1], "yes")

        await answers(house, view, JIEUN, numbers[0], "no")

        here = occasion(house, HAN)
        again = await merging.look(house, here, 1, view.merge.merge_no, numbers[1])
        assert again.merge.lead_no == numbers[1]
        assert again.merge.state is MergeState.ASKED
        with pytest.raises(Stale) as stale:
            await merging.consent(house, here, 1, view.merge.merge_no, numbers[1], 1)
        assert stale.value.code == "merge-asked-anew"
        later(house, hours=1)
        asked = {who: news.asks[0].merge for who, news in (await told_now(house)).items()}
        assert first == {JIEUN, HAN, MINJUN}
        assert {who: merge.round_no for who, merge in asked.items()} == {HAN: 2, MINJUN: 2}


@pytest.mark.parametrize("silence_consents", [True, False])
async def test_the_clock_decides_what_nobody_answered(
    tmp_path: Path, silence_consents: bool
) -> None:
    process = merging_process(silence_consents=silence_consents, merge_days=3)
    async with open_house(tmp_path, process) as house:
        first, second, _ = await three_like_ones(house)
        view = await suggested(house, [first, second])
        await answers(house, view, JIEUN, first, "yes")

        later(house, days=3, seconds=-1)
        await swept(house)
        early = await merging.look(house, occasion(house, FACILITATOR), 1, view.merge.merge_no)
        later(house, seconds=1)
        await swept(house)
        await swept(house)

        late = await merging.look(house, occasion(house, FACILITATOR), 1, view.merge.merge_no)
        assert early.merge.state is MergeState.ASKED
        expected = MergeState.MERGED if silence_consents else MergeState.FAILED
        assert late.merge.state is expected
        assert len(await rows(house, "SELECT 1 FROM proposals")) == 3 + silence_consents
        kinds = {one.kind for one in (await proposals.look(house, JIEUN, 1, first)).events}
        assert ("merged" if silence_consents else "merge-failed") in kinds


async def test_repeats_do_no_harm(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        view = await suggested(house, [first, second])
        token = (await rows(house, "SELECT draft_token FROM merges"))[0][0]

        again = await merging.suggest(house, occasion(house, FACILITATOR), 1, str(token))
        for _ in range(2):
            await answers(house, view, JIEUN, first, "yes")
        for _ in range(2):
            await answers(house, view, HAN, second, "yes")

        assert again.merge == view.merge
        assert len(await rows(house, "SELECT 1 FROM merges")) == 1
        assert len(await rows(house, "SELECT 1 FROM proposals")) == 4
        events = await rows(house, "SELECT 1 FROM proposal_events WHERE kind = 'merge-suggested'")
        assert len(events) == 2


async def test_a_second_suggestion_that_overlaps_is_refused(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, third = await three_like_ones(house)
        here = occasion(house, MANAGER)
        for number in (second, third):
            picked = await merging_drafts.pick(house, here, 1, PROPOSAL, proposal_no=number)
        await merging_drafts.choose_lead(house, here, 1, picked.draft.token, third)
        view = await suggested(house, [first, second])

        with pytest.raises(Stale) as refused:
            await merging.suggest(house, here, 1, picked.draft.token)

        assert refused.value.code == "merge-under-way"
        assert refused.value.params["proposal"] == "P1-0002"
        await merging.withdraw(house, here, 1, view.merge.merge_no)
        await merging.suggest(house, here, 1, picked.draft.token)


async def test_a_suggestion_is_withdrawn_before_it_is_decided_and_not_after(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        view = await suggested(house, [first, second])
        here = occasion(house, FACILITATOR)

        for _ in range(2):
            after = await merging.withdraw(house, here, 1, view.merge.merge_no)

        assert after.merge.state is MergeState.WITHDRAWN
        with pytest.raises(Stale) as late:
            await answers(house, view, JIEUN, first, "yes")
        assert late.value.code == "merge-decided"
        kinds = [one.kind for one in (await proposals.look(house, HAN, 1, second)).events]
        assert kinds.count("merge-withdrawn") == 1
        decided = await suggested(house, [first, second])
        await answers(house, decided, JIEUN, first, "no")
        with pytest.raises(Stale):
            await merging.withdraw(house, here, 1, decided.merge.merge_no)


async def test_only_facilitators_suggest_and_only_proposers_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        for user_id in (JIEUN, REVIEWER, PARKS):
            with pytest.raises(NotPermitted):
                await merging_drafts.pick(house, occasion(house, user_id), 1, PROPOSAL)
        view = await suggested(house, [first, second])

        for user_id, number in ((HAN, first), (FACILITATOR, first), (MINJUN, second)):
            with pytest.raises(Refusal) as refused:
                await answers(house, view, user_id, number, "yes")

            assert refused.value.code == "no-such-proposal"


async def test_what_is_withdrawn_meanwhile_leaves_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        view = await suggested(house, numbers)
        await answers(house, view, JIEUN, numbers[0], "yes")
        await answers(house, view, HAN, numbers[1], "yes")

        await proposals.withdraw(house, occasion(house, MINJUN), 1, numbers[2])
        await swept(house)

        after = await merging.look(house, occasion(house, FACILITATOR), 1, view.merge.merge_no)
        assert after.merge.state is MergeState.MERGED
        assert after.merge.numbers == tuple(numbers[:2])


async def test_in_review_the_departments_go_on_with_what_was_made(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        later(house, hours=25)
        await review_clock.sweep(house)
        texts = (
            "놀이터 함께 고치기",
            "그네와 미끄럼틀이 낡았습니다.",
            "한꺼번에 새것으로 바꿉니다.",
        )
        view = await suggested(house, [first, second], *texts)
        await answers(house, view, JIEUN, first, "yes")

        after = await answers(house, view, HAN, second, "yes")

        assert after.made is not None
        assert after.made.state is State.REVIEWING
        assert after.made.content.title == texts[0]
        assert after.made.content.cost == 150_000_000
        number = after.made.proposal_no
        await answered(house, number, Act.FIND_FEASIBLE, "1억 2천만원", "함께 할 수 있습니다.")
        page = await proposals.look(house, HAN, 1, number)
        assert page.proposal.state is State.FEASIBLE
        with pytest.raises(Stale) as refused:
            await proposals.withdraw(house, occasion(house, JIEUN), 1, number)
        assert refused.value.code == "merged-stays"
        with pytest.raises(Stale):
            await proposals.withdraw(house, occasion(house, HAN), 1, second)


async def test_the_agenda_lists_it_once_with_all_it_was_made_of(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        numbers = await three_like_ones(house)
        later(house, hours=25)
        await review_clock.sweep(house)
        for number in numbers:
            await answered(house, number, Act.FIND_FEASIBLE, "1억원", "할 수 있습니다.")
        later(house, days=40)
        view = await suggested(house, numbers[:2])
        await answers(house, view, JIEUN, numbers[0], "yes")
        await answers(house, view, HAN, numbers[1], "yes")
        house.clock.set(NOON + 61 * DAY)  # type: ignore[attr-defined]

        await agenda.open_what_has_begun(house)

        heading = house.processes[1].heading(PROPOSAL)
        assert heading is not None
        assert [one.proposals for one in heading.agenda] == [(numbers[2],), tuple(numbers[:2])]
        item = await ballots.look_at_project(house, JIEUN, 1, AGENDA_PAPERS + PROPOSAL, 2)
        assert [one.code for one in item.origins] == ["P1-0001", "P1-0002"]
        shown = show_project(item, translator_for("en"))
        assert "• P1-0001 · 작은 놀이터 정비 · ○○○" in shown.text
        with pytest.raises(NotNow) as late:
            await merging_drafts.pick(house, occasion(house, FACILITATOR), 1, PROPOSAL)
        assert late.value.code == "merge-too-late"


async def test_answers_end_before_the_vote_and_nothing_is_merged_after(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process(silence_consents=True)) as house:
        numbers = await three_like_ones(house)
        later(house, hours=25)
        await review_clock.sweep(house)
        for number in numbers:
            await answered(house, number, Act.FIND_FEASIBLE, "1억원", "할 수 있습니다.")
        voting = NOON + 60 * DAY
        house.clock.set(voting - DAY)  # type: ignore[attr-defined]
        view = await suggested(house, numbers)

        house.clock.set(voting)  # type: ignore[attr-defined]
        await swept(house)

        after = await merging.look(house, occasion(house, FACILITATOR), 1, view.merge.merge_no)
        assert view.merge.until_utc == voting - timedelta(hours=1)
        assert after.merge.state is MergeState.FAILED


async def test_the_similar_search_finds_the_merged_one_alone(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, third = await three_like_ones(house)
        content = (await proposals.look(house, HAN, 1, second)).proposal.content
        before = await similar.nearest(house, 1, content)
        view = await suggested(house, [first, second])
        await answers(house, view, JIEUN, first, "yes")
        after = await answers(house, view, HAN, second, "yes")

        found = await similar.nearest(house, 1, content)

        assert after.made is not None
        assert {one.key for one in before} == {first, second, third}
        assert {one.key for one in found} == {after.made.proposal_no, third}


async def test_similar_ones_are_offered_to_pick_and_departments_exchanges_are_not(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, third = await three_like_ones(house)
        later(house, hours=25)
        await review_clock.sweep(house)
        await answered(house, third, Act.OPINE, "그 땅에는 지을 수 없습니다.")

        view = await merging_drafts.pick(
            house, occasion(house, FACILITATOR), 1, PROPOSAL, proposal_no=first
        )

        assert [one.proposal_no for one in view.similar] == [second]
        with pytest.raises(Stale) as refused:
            await merging_drafts.pick(
                house, occasion(house, FACILITATOR), 1, PROPOSAL, proposal_no=third
            )
        assert refused.value.code == "merge-state"


async def test_nothing_of_a_suggestion_is_public_before_it_is_decided(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        before = await proposals.look(house, MINJUN, 1, first)
        view = await suggested(house, [first, second])

        await answers(house, view, JIEUN, first, "no", "싫습니다.")

        assert await proposals.look(house, MINJUN, 1, first) == before


async def test_the_text_stays_as_it_is_while_others_are_asked_about_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, merging_process()) as house:
        first, second, _ = await three_like_ones(house)
        here = occasion(house, JIEUN)
        begun = await proposal_drafts.revise(house, here, 1, first)
        await suggested(house, [first, second])

        with pytest.raises(Stale) as saving:
            await proposal_drafts.send(house, here, begun.draft.token, "ko")

        assert saving.value.code == "merge-asks"
        assert (await proposals.look(house, JIEUN, 1, first)).edit_until is None
        assert (await proposals.look(house, MINJUN, 1, 3)).edit_until is not None
