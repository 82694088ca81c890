from dataclasses import replace
from pathlib import Path

import pytest

from actions import citizens, proposal_answers, proposal_drafts, proposals
from deliberation.phases import Programme
from deliberation.proposals import Part, State
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Stale
from storage import drafts
from tests.line_reviews.samples import line
from tests.proposing.samples import (
    CITY,
    EUNPYEONG,
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


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("madang.db*"))


async def test_every_answer_is_on_disk_before_the_next_question(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)
        await say(house, "작은 놀이터 정비")

    async with open_house(tmp_path) as again:
        found = await proposal_drafts.resume(again, occasion(again, JIEUN))

    assert found is not None
    assert found.draft.content.title == "작은 놀이터 정비"
    assert found.draft.asking is Part.PROBLEM


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


async def test_a_message_delivered_twice_answers_one_question(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)
        await say(house, "작은 놀이터 정비", update_id=7)

        again = await say(house, "작은 놀이터 정비", update_id=7)

        assert again.draft.asking is Part.PROBLEM
        assert again.draft.content.problem == ""


async def test_beginning_again_keeps_what_was_begun(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)
        await say(house, "작은 놀이터 정비")

        again = await proposal_drafts.begin(house, occasion(house, JIEUN), 1, EUNPYEONG)

        assert again.outcome == "resumed"
        assert again.draft.content.title == "작은 놀이터 정비"
        assert again.draft.heading_no == PROPOSAL


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("🎉🎉🎉🎉🎉", "text-without-words"),
        ("가나", "text-too-short"),
        ("가" * 61, "text-too-long"),
        ("\u202e\u200b", "text-empty"),
        ("놀이터 http://example.com", "title-with-link"),
        ("놀이터 t.me/channel", "title-with-link"),
        ("@madang_bot 놀이터 정비", "title-with-mention"),
        ("놀이터 900101-1234567", "personal-number"),
        ("놀이터 900101-5234567", "personal-number"),
        ("여권 번호는 M12345678 입니다", "personal-number"),
    ],
)
async def test_a_title_that_cannot_be_used_leaves_the_draft_as_it_was(
    tmp_path: Path, typed: str, code: str
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        before = await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)

        with pytest.raises(BadInput) as refused:
            await say(house, typed)

        after = await proposal_drafts.resume(house, occasion(house, JIEUN))
        assert refused.value.code == code
        assert after is not None
        assert after.draft == before.draft


async def test_a_resident_number_is_nowhere_in_the_store(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)

        with pytest.raises(BadInput, match="personal-number"):
            await say(house, "제 번호는 900101-1234567 입니다", update_id=9)

    assert b"1234567" not in everything_in(tmp_path)


async def test_control_and_bidi_characters_are_taken_out_and_markup_stays_text(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)

        view = await say(house, "놀이터\u202e <b>정비</b>\x00\n제안")

        assert view.draft.content.title == "놀이터 <b>정비</b> 제안"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-3억", "amount-negative"),
        ("0원", "amount-zero"),
        ("99999조", "amount-absurd"),
        ("300 USD", "amount-other-currency"),
        ("1억~2억", "amount-range"),
        ("많이요", "amount-unreadable"),
        ("4억", "cost-too-high"),
        ("5천원", "cost-too-low"),
    ],
)
async def test_an_amount_that_cannot_be_used_is_asked_again(
    tmp_path: Path, typed: str, code: str
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        view = await written(house)
        before = await proposal_answers.ask_again(house, occasion(house, JIEUN), Part.COST)

        with pytest.raises(BadInput) as refused:
            await say(house, typed)

        after = await proposal_drafts.resume(house, occasion(house, JIEUN))
        assert refused.value.code == code
        assert after is not None
        assert after.draft == before.draft
        assert after.draft.content == view.draft.content


async def test_the_programmes_own_ceiling_holds_not_the_common_one(tmp_path: Path) -> None:
    year = proposing_process()
    own = {Programme.PROPOSAL: replace(year.proposals, cost_most=100_000_000)}
    async with open_house(tmp_path, replace(year, proposals_by_programme=own)) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, CITY)
        await proposal_answers.ask_again(house, occasion(house, JIEUN), Part.COST)
        in_city = await say(house, "2억")
        await proposal_answers.choose_heading(house, occasion(house, JIEUN), PROPOSAL)
        await proposal_answers.ask_again(house, occasion(house, JIEUN), Part.COST)

        with pytest.raises(BadInput, match="cost-too-high") as refused:
            await say(house, "2억")

        assert in_city.draft.readings == (200_000_000,)
        assert refused.value.params["most"] == 100_000_000


@pytest.mark.parametrize("typed", ["은평", "ㅇㅍ", "dmsvud"])
async def test_a_heading_is_found_however_it_is_typed(tmp_path: Path, typed: str) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, 0)

        view = await say(house, typed)

        assert view.draft.heading_no == EUNPYEONG


async def test_an_amount_counts_only_once_it_is_confirmed(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        here = occasion(house, JIEUN)
        await proposal_answers.ask_again(house, here, Part.COST)

        echoed = await say(house, "2억 5천만원")
        other = await proposal_answers.confirm_cost(house, here, 1)
        confirmed = await proposal_answers.confirm_cost(house, here, 250_000_000)

        assert echoed.draft.readings == (250_000_000,)
        assert echoed.draft.content.cost == 150_000_000
        assert other.draft == echoed.draft
        assert confirmed.draft.content.cost == 250_000_000
        assert confirmed.draft.is_complete


async def test_a_shared_location_leaves_only_the_districts_name(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        here = occasion(house, JIEUN)
        await proposal_answers.ask_again(house, here, Part.PLACE)

        view = await proposal_answers.answer_place(house, here, 126.9512345, 37.5512345, "ko")

        kept = await house.db.read(lambda tx: drafts.of(tx, JIEUN, proposal_drafts.DRAFT))
        assert view.draft.content.place == "은평구"
        assert kept is not None
        assert "5512345" not in str(kept.data)


async def test_near_a_border_the_person_chooses(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        here = occasion(house, JIEUN)
        await proposal_answers.ask_again(house, here, Part.PLACE)

        near = await proposal_answers.answer_place(house, here, 126.9999, 37.55, "ko")
        chosen = await proposal_answers.choose_place(house, here, "jongno", "ko")

        assert set(near.nearby) == {"eunpyeong", "jongno"}
        assert near.draft.asking is Part.PLACE
        assert chosen.draft.content.place == "종로구"


async def test_a_place_in_another_district_is_refused_in_a_districts_heading(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        here = occasion(house, JIEUN)
        await proposal_answers.choose_heading(house, here, EUNPYEONG)
        await proposal_answers.ask_again(house, here, Part.PLACE)

        with pytest.raises(BadInput, match="place-elsewhere"):
            await proposal_answers.answer_place(house, here, 127.05, 37.55, "ko")


async def test_an_edited_message_changes_the_answer_that_it_gave(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        before = await written(house)

        view = await proposal_answers.edit_answer(
            house, occasion(house, JIEUN, message_id=11), "큰 놀이터 정비"
        )

        assert view is not None
        assert view.outcome == "changed"
        assert view.draft.content.title == "큰 놀이터 정비"
        assert view.draft.content.idea == before.draft.content.idea
        assert view.draft.asking is None


async def test_an_edited_message_changes_nothing_once_its_answer_was_replaced(
    tmp_path: Path,
) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        await proposal_answers.ask_again(house, occasion(house, JIEUN), Part.TITLE)
        await say(house, "큰 놀이터 정비", message_id=21)

        view = await proposal_answers.edit_answer(
            house, occasion(house, JIEUN, message_id=11), "아주 작은 놀이터"
        )

        kept = await proposal_drafts.resume(house, occasion(house, JIEUN))
        assert view is None
        assert kept is not None
        assert kept.draft.content.title == "큰 놀이터 정비"


async def test_an_edit_leaves_the_question_that_is_asked_now(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await written(house)
        await proposal_answers.ask_again(house, occasion(house, JIEUN), Part.IDEA)

        view = await proposal_answers.edit_answer(
            house, occasion(house, JIEUN, message_id=11), "큰 놀이터 정비"
        )

        assert view is not None
        assert view.draft.asking is Part.IDEA


async def test_the_rest_of_a_text_that_telegram_cut_is_no_answer(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        await proposal_drafts.begin(house, occasion(house, JIEUN), 1, PROPOSAL)
        with pytest.raises(BadInput, match="text-too-long"):
            await say(house, "긴 글 " * 1200)

        with pytest.raises(BadInput, match="text-cut"):
            await say(house, "긴 글의 나머지")

        later(house, seconds=5)
        view = await say(house, "작은 놀이터 정비")
        assert view.draft.content.title == "작은 놀이터 정비"


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


async def test_a_draft_dropped_is_gone(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        here = occasion(house, JIEUN)
        token = (await written(house)).draft.token

        other = await proposal_drafts.drop(house, here, "another")
        dropped = await proposal_drafts.drop(house, here, token)
        again = await proposal_drafts.drop(house, here, token)

        assert (other, dropped, again) == (False, True, False)
        assert await proposal_drafts.resume(house, here) is None


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
