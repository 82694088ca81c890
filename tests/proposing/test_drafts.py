"""A proposal is written answer by answer; every answer is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from actions import proposal_answers, proposal_drafts
from deliberation.phases import Programme
from deliberation.proposals import Part
from deliberation.refusals import BadInput
from storage import drafts
from tests.proposing.samples import (
    CITY,
    EUNPYEONG,
    JIEUN,
    PROPOSAL,
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
