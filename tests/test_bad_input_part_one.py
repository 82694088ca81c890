"""From idea to agenda, bad input gets a clear answer, and leaves nothing where it should not."""

import contextlib
import json
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions import co_proposers, proposal_answers, proposal_drafts, proposals
from actions.house import House
from deliberation.proposals import HANDED_IN_AT_MOST, REVISED_AT_MOST, Part, accepted
from deliberation.refusals import BadInput, NotPermitted
from locales.money import AmountError, parse_amount
from screens.attachment_buttons import LookAtDraftFiles, RemoveFile
from screens.buttons import Button
from screens.co_proposers_buttons import JoinProposal, NameDraft, ShowNaming, SignProposal
from screens.merging_buttons import ConsentToMerge, ShowMergeDesk
from screens.proposal_buttons import (
    AskPart,
    ChooseField,
    ConfirmCost,
    DropDraft,
    LeaveOpen,
    ResumeDraft,
    ReviseProposal,
    SendAnyway,
    SendProposal,
    WithdrawProposal,
)
from screens.review_buttons import (
    BeginAnswer,
    GiveTo,
    SendAnswer,
    SettleOffer,
    ShowQueue,
    ShowReview,
)
from tests.attachments.samples import huge_png, photo
from tests.proposing.phone import Citizen, citizen
from tests.proposing.samples import HAN, JIEUN, handed_in, proposing_process, register
from tests.reviewing.samples import review_process
from tests.samples import occasion, open_house

# --- titles and amounts ----------------------------------------------------------------------

TITLES = {
    "title-with-link": (
        "놀이터 https://x.y", "놀이터 naver.com에서", "ｗｗｗ．ｅ．ｃｏｍ", "공원 spam。shop",
        "놀이터 카페.한국", "공원 t.me", "공원 http\u200b://x", "공원 192.168.0.1", "글 a@b.co",
    ),
    "title-with-mention": ("놀이터 @someone", "놀이터 ＠someone", "놀이터 @\u200bsomeone"),
    "title-with-command": ("눌러 보세요 /forget", "/ｆｏｒｇｅｔ 놀이터", "(/vote) park"),
}  # fmt: skip
PLAIN = {
    "24/7 Node.js 교실": "24/7 Node.js 교실",
    "남/여 화장실 2.5m, v1.2": "남/여 화장실 2.5m, v1.2",
    "<b>놀이터</b> & {name} %s": "<b>놀이터</b> & {name} %s",
    "\u202e놀이터\u2066 정비\u2069\u061c": "놀이터 정비",
}
OTHER_MONEY = (
    "$500",
    "5 euro",
    "¥100",
    "100달러",
    "５００＄",
    "₹500",
    "5백만 루블",
    "1만 위안",
    "300 baht",
)


@pytest.mark.parametrize("code", list(TITLES))
def test_a_title_holds_nothing_to_tap(code: str) -> None:
    refused = []

    for title in TITLES[code]:
        with pytest.raises(BadInput) as refusal:
            accepted(Part.TITLE, title)
        refused.append(refusal.value.code)

    assert refused == [code] * len(TITLES[code])


def test_what_only_looks_like_markup_or_a_link_stays_as_it_was_written() -> None:
    kept = {title: accepted(Part.TITLE, title).text for title in PLAIN}

    assert kept == PLAIN


def test_money_of_other_countries_is_never_taken_for_won() -> None:
    codes = []

    for amount in OTHER_MONEY:
        with pytest.raises(AmountError) as refusal:
            parse_amount(amount, "KRW")
        codes.append(refusal.value.code)

    assert codes == ["amount-other-currency"] * len(OTHER_MONEY)


# --- again and again -------------------------------------------------------------------------


async def _rows(house: House, table: str) -> int:
    return int(await house.db.read(lambda tx: tx.value(f"SELECT COUNT(*) FROM {table}")))


async def test_one_account_hands_in_no_more_however_often_it_tries(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process(per_person=1)) as house:
        await register(house)
        refused: list[str] = []
        for _ in range(3 * HANDED_IN_AT_MOST):
            try:
                number = (await handed_in(house)).proposal.proposal_no
            except NotPermitted as refusal:
                refused.append(refusal.code)
            else:
                await proposals.withdraw(house, occasion(house, JIEUN), 1, number)

        assert refused == ["proposals-too-often"] * 2 * HANDED_IN_AT_MOST
        assert await _rows(house, "proposals") == HANDED_IN_AT_MOST
        assert await _rows(house, "drafts") == 0


async def test_beginning_and_dropping_again_and_again_keeps_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        before = {one: await _rows(house, one) for one in ("proposals", "public_log", "outbox")}

        for _ in range(60):
            here = occasion(house, JIEUN)
            view = await proposal_drafts.begin(house, here, 1, 1)
            await proposal_answers.answer(house, here, "작은 놀이터 정비")
            await proposal_drafts.drop(house, here, view.draft.token)

        assert await _rows(house, "drafts") == 0
        assert {one: await _rows(house, one) for one in before} == before


async def test_changing_a_proposal_comes_to_an_end(tmp_path: Path) -> None:
    async with open_house(tmp_path, proposing_process()) as house:
        await register(house)
        number = (await handed_in(house)).proposal.proposal_no
        here = occasion(house, JIEUN)
        for turn in range(REVISED_AT_MOST):
            view = await proposal_drafts.revise(house, here, 1, number)
            await proposal_answers.ask_again(house, here, Part.TITLE)
            await proposal_answers.answer(house, here, f"놀이터 {turn}번 고침")
            await proposal_drafts.send(house, here, view.draft.token, "ko")

        with pytest.raises(NotPermitted) as refused:
            await proposal_drafts.revise(house, here, 1, number)

        assert refused.value.code == "proposal-revised-too-often"
        assert await _rows(house, "proposal_events") == 1 + REVISED_AT_MOST
        assert await _rows(house, "drafts") == 0


async def test_joining_and_leaving_without_end_fills_no_history(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process(co_proposers_needed=2)) as house:
        await register(house)
        await register(house, HAN)
        number = (await handed_in(house)).proposal.proposal_no
        here, most = occasion(house, HAN), co_proposers.NOTED_LEAST + 2 * 2

        for _ in range(most):
            await co_proposers.join(house, here, 1, number, "Han")
            view = await co_proposers.leave(house, here, 1, number)

        assert await _rows(house, "proposal_events") == 1 + most
        assert await _rows(house, "co_proposers") == 0
        assert view.outcome == "co-left"


# --- over the phone --------------------------------------------------------------------------

KEPT = (
    *("drafts", "attachments", "blobs", "proposals", "proposal_events", "public_log"),
    *("co_proposers", "merges", "merge_parts", "assignments"),
)


def _kept(han: Citizen) -> dict[str, list[Any]]:
    """What stands, without when a draft was touched."""
    store = sqlite3.connect(f"file:{han.world.folder / 'madang.db'}?mode=ro", uri=True)
    with contextlib.closing(store):
        found = {one: sorted(store.execute(f"SELECT * FROM {one}"), key=repr) for one in KEPT}
    found["drafts"] = [row[:-1] for row in found["drafts"]]
    return found


def _draft(han: Citizen) -> dict[str, Any]:
    rows = [row for row in _kept(han)["drafts"] if row[0] == han.phone.id]
    return dict(json.loads(rows[0][3])) if rows else {}


async def _presses(han: Citizen, button: Button) -> str:
    """Tap a button that another screen showed; return what was answered over the screen."""
    before = han.phone.screen()["message_id"]
    tap = await han.phone.tap(button.pack(), before, stale=True)
    await han.world.quiet()
    return tap.answer


def _sends_file(data: bytes, name: str) -> Callable[[Citizen], Awaitable[object]]:
    return lambda han: han.phone.send_document(data, name)


def _sends_place(north: float, east: float) -> Callable[[Citizen], Awaitable[object]]:
    return lambda han: han.phone.send_location(north, east)


def _says(text: str) -> Callable[[Citizen], Awaitable[object]]:
    return lambda han: han.says(text)


Wrong = tuple[Callable[[Citizen], Awaitable[object]], str]
AT_ANY_QUESTION: tuple[Wrong, ...] = (
    (
        _sends_file(b"MZ\x90\x00 a program", "놀이터.jpg"),
        "내용이 사진(JPEG, PNG, WebP)도 PDF도 아니어서",
    ),
    (_sends_file(photo()[:300], "놀이터.jpg"), "파일이 손상되어 그림을 읽을 수 없습니다"),
    (
        _sends_file(b"PK\x03\x04 an archive", "계획.pdf"),
        "내용이 사진(JPEG, PNG, WebP)도 PDF도 아니어서",
    ),
    (_sends_file(huge_png(10_000, 5_000), "공원.png"), "4000만 화소까지"),
    (lambda han: han.phone.send_voice(), "글만 받을 수 있습니다"),
)
AT_THE_TITLE: tuple[Wrong, ...] = (
    (_sends_place(37.55, 126.95), "지금은 장소를 여쭙고 있지 않습니다"),
    (_says("놀이터 spam.shop"), "제목에는 링크를 넣을 수 없습니다"),
    (_says("놀이터 @someone"), "제목에는 텔레그램 계정을 적을 수 없습니다"),
    (_says("눌러 보세요 /forget"), "제목에는 명령어를 넣을 수 없습니다"),
    (_says("\u202e\u2066\u2069"), "글로 적어 주세요"),
)
AT_THE_PLACE: tuple[Wrong, ...] = (
    (_sends_place(35.1, 129.0), "시 바깥의 위치입니다. 보내신 위치는 저장하지 않았습니다"),
    (_sends_place(0.0, 0.0), "시 바깥의 위치입니다. 보내신 위치는 저장하지 않았습니다"),
)
AT_THE_COST: tuple[Wrong, ...] = (
    *((_says(amount), "대한민국 원") for amount in ("$500", "5 euro", "¥100")),
    (_sends_place(37.55, 126.95), "지금은 장소를 여쭙고 있지 않습니다"),
)
AT_THE_FIELD: tuple[Wrong, ...] = ((_says("아무거나"), "버튼"),)


async def _meets(han: Citizen, *wrong: Wrong) -> None:
    """Each wrong thing gets its words, with the question below them, and nothing changes."""
    question, before = han.sees, _kept(han)
    for act, words in wrong:
        await act(han)
        await han.world.quiet()
        assert words in han.sees, han.sees
        assert han.sees.endswith(question.split("\n")[-1]), han.sees
        assert _kept(han) == before, words


async def _asked(han: Citizen) -> None:
    """Register in Korean, and go to a proposal's first question."""
    await han.starts()
    await han.taps("읽었고, 참여 자격이 있습니다")
    await han.taps("동의합니다")
    await han.says("/propose")
    await han.taps("시민제안형")


async def test_every_wrong_answer_is_explained_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    process = review_process(co_proposers_needed=2, files_most=2)
    async with citizen(tmp_path, process, language="ko") as han:
        await _asked(han)
        await _meets(han, *AT_ANY_QUESTION, *AT_THE_TITLE)
        await han.says("<b>\u202e작은</b> 놀이터\u2066")
        await han.says("그네가 낡아 아이들이 자주 다칩니다.")
        await han.says("그네와 바닥을 새것으로 바꿉니다.")
        await _meets(han, *AT_THE_PLACE)
        await han.says("은평구 어린이공원")
        await _meets(han, *AT_THE_COST)

        # A photo is never lost, whatever is asked; the question stays.
        await han.phone.send_document(photo(), "공원.jpg")
        await han.world.quiet()
        assert "첨부했습니다" in han.sees
        assert _draft(han)["asking"] == "cost"

        # An old question's button answers the question that is asked now.
        await han.says("1억 5천만원")
        await han.says("2억원")
        for cost in (150_000_000, 7):
            await _presses(han, ConfirmCost(process_no=1, cost=cost))
            assert "2억 원이 맞습니까?" in han.sees
        await han.taps("네")
        await _meets(han, *AT_THE_FIELD)

        # In another language the draft goes on where it stood.
        draft = _draft(han)
        await han.says("/language")
        await han.taps("English")
        await han.taps("Go on with your draft")
        assert "Which field does it belong to?" in han.sees
        assert _draft(han) == draft

        await _nobody_else_touches(han, draft["token"])
        await han.taps("Parks")
        await han.taps("That is all")
        await _presses(han, SendProposal(process_no=1, token=draft["token"]))
        assert "<b>작은</b> 놀이터" in han.sees
        await _nobody_else_decides(han)


async def test_a_reply_to_an_earlier_question_is_no_answer_to_this_one(tmp_path: Path) -> None:
    async with citizen(tmp_path, proposing_process(), language="ko") as han:
        await _asked(han)
        first = han.phone.screen()
        await han.says("작은 놀이터 정비")
        before = _kept(han)

        await han.phone.send("그네를 새것으로 바꾸기", reply_to=first["message_id"])
        await han.world.quiet()

        assert "앞선 질문에 답장하셔서 받지 않았습니다" in han.sees
        assert "불편을 겪고 있습니까?" in han.sees
        assert _kept(han) == before
        await han.phone.send(
            "그네가 낡아 아이들이 자주 다칩니다.", reply_to=han.phone.screen()["message_id"]
        )
        await han.world.quiet()
        assert _draft(han)["problem"] == "그네가 낡아 아이들이 자주 다칩니다."


async def _nobody_else_touches(han: Citizen, token: str) -> None:
    """Another person with Han's own buttons, and a copy of what they showed, gets nowhere."""
    other = Citizen(han.world, han.world.box.user("Jieun", language_code="en"))
    await other.registers()
    before = _kept(han)
    for button in (
        SendProposal(process_no=1, token=token),
        SendAnyway(process_no=1, token=token),
        DropDraft(process_no=1, token=token),
        RemoveFile(process_no=1, attachment_no=1),
        LookAtDraftFiles(process_no=1),
        ResumeDraft(process_no=1),
        AskPart(process_no=1, part="title"),
        LeaveOpen(process_no=1, part="cost"),
        ChooseField(process_no=1, field="parks"),
        NameDraft(process_no=1, naming="full"),
    ):
        said = await _presses(other, button)
        assert "draft is not there any more" in said or "no draft any more" in other.sees, button
        assert _kept(han) == before, button


async def _nobody_else_decides(han: Citizen) -> None:
    """A citizen changes, signs, reviews or merges nobody else's proposal, nor joins their own."""
    other = Citizen(han.world, han.world.box.user("Minjun", language_code="en"))
    await other.registers()
    one = {"process_no": 1, "proposal_no": 1}
    before = _kept(han)
    for person, button in (
        (han, JoinProposal(**one)),
        (other, ReviseProposal(**one)),
        (other, WithdrawProposal(**one)),
        (other, SignProposal(**one, naming="full")),
        (other, ShowNaming(**one)),
        *((who, kind) for who in (han, other) for kind in STAFFS),
    ):
        last = person.phone.screen()
        said = await _presses(person, button)
        assert said or person.phone.screen() != last, button
        assert _kept(han) == before, button


STAFFS: tuple[Button, ...] = (
    ShowReview(process_no=1, proposal_no=1),
    BeginAnswer(process_no=1, proposal_no=1, act="feasible"),
    BeginAnswer(process_no=1, proposal_no=1, act="cost-check"),
    BeginAnswer(process_no=1, proposal_no=1, act="answered"),
    GiveTo(process_no=1, proposal_no=1, department="0" * 8, as_lead=True),
    ShowQueue(process_no=1, kind="uncosted"),
    ShowMergeDesk(process_no=1),
    ConsentToMerge(process_no=1, merge_no=1, own_no=1, round_no=1),
    SendAnswer(process_no=1, proposal_no=1, token="0" * 12),
    SettleOffer(process_no=1, proposal_no=1, offer_no=1, accepts=True),
)


async def test_erasing_in_the_middle_of_a_draft_leaves_no_draft_to_answer(tmp_path: Path) -> None:
    async with citizen(tmp_path, proposing_process(files_most=2)) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the playground")
        await han.says("/forget")
        await han.taps("Go on to erasing")
        await han.taps("Yes, erase")

        for act in (_says("The swings are old."), _sends_file(photo(), "park.jpg")):
            last = han.phone.screen()["message_id"]
            await act(han)
            await han.world.quiet()
            assert han.phone.screen()["message_id"] != last
        await _presses(han, AskPart(process_no=1, part="title"))

        kept = _kept(han)
        assert [kept[one] for one in ("drafts", "attachments", "blobs", "proposals")] == [[]] * 4


async def test_closing_in_the_middle_of_a_draft_takes_no_more_and_says_since_when(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path, proposing_process(files_most=2)) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        await han.says("Repair the playground")
        han.world.box.clock.advance(timedelta(days=25))
        await han.world.quiet()
        before = _kept(han)

        for act in (_says("The swings are old."), _sends_file(photo(), "park.jpg")):
            await act(han)
            await han.world.quiet()
            assert "Proposals were taken until 25 August" in han.sees, han.sees
            assert _kept(han) == before
