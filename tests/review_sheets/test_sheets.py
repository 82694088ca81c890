import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from actions import (
    proposal_answers,
    proposal_drafts,
    proposals,
    review_clock,
    review_sheets,
    reviewing,
)
from actions.house import House
from actions.review_sheet_reading import UNPACKED_MOST, read_sheet
from deliberation.proposals import Part, State
from deliberation.refusals import BadInput, NotPermitted, NotThere
from deliberation.reviewing import department_key
from locales.translator import translator_for
from screens.review_sheet_file import returned_file
from screens.review_sheets import show_checked
from tests.proposing.samples import register, say, written
from tests.review_sheets.samples import (
    cells,
    checked,
    filled,
    fresh_sheet,
    sheet_of,
    with_part,
)
from tests.reviewing.samples import HAN, PARKS, ROADS, in_review, later, review_process
from tests.samples import FACILITATOR, MANAGER, occasion, open_house

FEASIBLE = {"verdict": "적격", "cost": 120_000_000, "note": "내년에 할 수 있습니다."}
INFEASIBLE = {"verdict": "부적격", "note": "철도 부지여서 지을 수 없습니다."}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, review_process()) as house:
        yield house


async def confirmed(house: House, data: bytes, user_id: int = MANAGER) -> int:
    view = await checked(house, data, user_id)
    done = await review_sheets.confirm(house, occasion(house, user_id), view.token)
    return sum(done.verdicts.values())


async def test_a_manager_records_a_departments_opinion_as_if_it_came_in_the_chat(
    house: House,
) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})

    before = await checked(house, sent, MANAGER)
    meanwhile = await proposals.look(house, HAN, 1, number)
    await review_sheets.confirm(house, occasion(house, MANAGER), before.token)
    after = await proposals.look(house, HAN, 1, number)

    assert sum(before.verdicts.values()) == 1
    assert meanwhile.proposal.state is State.REVIEWING
    assert after.proposal.state is State.FEASIBLE
    assert after.proposal.content.cost == 120_000_000
    assert after.events[-1].params["department"] == "공원과"


async def test_infeasible_by_sheet_is_read_by_the_proposer_alone_until_they_may_answer(
    house: House,
) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", PARKS), {f"P1-000{number}": INFEASIBLE})

    await confirmed(house, sent, PARKS)
    own = await proposals.look(house, 51, 1, number)
    others = await proposals.look(house, HAN, 1, number)

    assert own.proposal.state is State.OPINED
    assert own.proposal.until_utc is not None
    assert others.proposal.state is State.REVIEWING
    assert INFEASIBLE["note"] not in str(others.events)


async def test_the_same_sheet_twice_does_no_harm(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    first = await checked(house, sent, MANAGER)

    once = await review_sheets.confirm(house, occasion(house, MANAGER), first.token)
    twice = await review_sheets.confirm(house, occasion(house, MANAGER), first.token)
    again = await checked(house, sent, MANAGER)

    assert once == twice
    assert (again.known, again.faults, sum(again.verdicts.values())) == (1, (), 0)
    view = await reviewing.look(house, occasion(house, PARKS), 1, number)
    assert [one.kind for one in view.events].count("feasible") == 1


async def test_what_happened_after_the_check_is_found_when_it_is_confirmed(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    view = await checked(house, sent, MANAGER)
    await reviewing.assign(
        house, occasion(house, PARKS), 1, number, department_key("도로과"), False
    )

    done = await review_sheets.confirm(house, occasion(house, MANAGER), view.token)

    assert sum(done.verdicts.values()) == 0
    assert [one.refusal.code for one in done.faults] == ["row-moved-on"]


async def test_the_verdicts_are_offered_as_a_list_in_their_cells(house: House) -> None:
    await in_review(house)

    sheet = load_workbook(BytesIO(await fresh_sheet(house, "공원과", MANAGER))).worksheets[0]

    found = sheet.data_validations.dataValidation
    assert [str(one.sqref) for one in found] == ["L3"]
    assert "부적격" in found[0].formula1
    assert sheet.row_dimensions[1].hidden


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({**FEASIBLE, "cost": 400_000_000}, "cost-too-high"),
        ({**FEASIBLE, "revision": 1}, "row-moved-on"),
        ({**FEASIBLE, "department": "도로과"}, "row-of-other-department"),
        ({**FEASIBLE, "proposal": "P1-0999"}, "no-such-proposal"),
        ({"verdict": "주관 부서에 의견 내기", "note": "찬성하는 의견입니다."}, "row-for-adviser"),
    ],
)
async def test_a_row_that_does_not_fit_the_store_is_returned_with_its_reason(
    house: House, answer: dict[str, object], code: str
) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": answer})

    view = await checked(house, sent, MANAGER)
    back = returned_file(view.returned, view.faults, view.process, translator_for("ko"))

    assert [one.refusal.code for one in view.faults] == [code]
    assert sum(view.verdicts.values()) == 0
    assert cells(back)[0][-1].value == "reason"
    assert cells(back)[2][-1].value


async def test_a_department_speaks_only_for_itself(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", PARKS), {f"P1-000{number}": FEASIBLE})

    stranger = await checked(house, sent, ROADS)

    assert [one.refusal.code for one in stranger.faults] == ["row-of-other-department"]
    with pytest.raises(NotPermitted):
        await sheet_of(house, "공원과", ROADS)
    with pytest.raises(NotPermitted):
        await checked(house, sent, FACILITATOR)
    with pytest.raises(NotThere):
        await review_sheets.confirm(house, occasion(house, PARKS), stranger.token)


async def test_an_adviser_by_sheet_advises(house: House) -> None:
    number = await in_review(house)
    await reviewing.assign(
        house, occasion(house, PARKS), 1, number, department_key("도로과"), False
    )
    answer = {"verdict": "주관 부서에 의견 내기", "note": "도로 점용 허가가 필요합니다."}
    sent = filled(await fresh_sheet(house, "도로과", MANAGER), {f"P1-000{number}": answer})

    await confirmed(house, sent)

    view = await reviewing.look(house, occasion(house, PARKS), 1, number)
    assert view.events[-1].params["department"] == "도로과"
    assert (await sheet_of(house, "도로과", MANAGER)).lines == ()


async def test_nothing_is_recorded_after_review_has_closed(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    later(house, days=60)

    view = await checked(house, sent, MANAGER)

    assert [one.refusal.code for one in view.faults] == ["review-closed"]


async def test_what_changed_between_check_and_confirmation_is_told_with_its_figures(
    house: House,
) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    view = await checked(house, sent, MANAGER)
    standing = house.processes[1]
    lowered = replace(standing.proposals, cost_most=1_000_000)
    house.processes[1] = replace(standing, proposals=lowered)

    done = await review_sheets.confirm(house, occasion(house, MANAGER), view.token)
    again = await review_sheets.confirm(house, occasion(house, MANAGER), view.token)

    text = show_checked(done, translator_for("en")).text
    assert [one.refusal.code for one in done.faults] == ["cost-too-high"]
    assert "at most KRW 1 million" in text
    assert show_checked(again, translator_for("en")).text == text


async def test_an_instant_in_a_refusal_is_told_at_confirmation_too(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    view = await checked(house, sent, MANAGER)
    later(house, days=60)

    done = await review_sheets.confirm(house, occasion(house, MANAGER), view.token)

    assert [one.refusal.code for one in done.faults] == ["review-closed"]
    assert "Review ended on" in show_checked(done, translator_for("en")).text


async def test_what_a_citizen_typed_never_becomes_a_formula(tmp_path: Path) -> None:
    async with open_house(tmp_path, review_process()) as house:
        await register(house)
        await written(house)
        await proposal_answers.ask_again(house, occasion(house, 51), Part.TITLE)
        view = await say(house, "=HYPERLINK(A1)+1", message_id=30)
        await proposal_drafts.send(house, occasion(house, 51), view.draft.token, "ko")
        later(house, hours=25)
        await review_clock.sweep(house)

        title = cells(await fresh_sheet(house, "공원과", MANAGER))[2][4]

        assert str(title.value).startswith("=HYPERLINK")
        assert title.data_type == "s"
        assert title.quotePrefix


async def test_a_package_that_is_not_what_it_says_is_not_opened(house: House) -> None:
    await in_review(house)
    good = await fresh_sheet(house, "공원과", MANAGER)
    bomb = with_part(good, "xl/media/x.xml", b" " * (UNPACKED_MOST + 1))
    document = BytesIO()
    with zipfile.ZipFile(document, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    entities = b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    keyless = filled(good, {"proposal": {}})
    keyless = with_part(keyless, "xl/sharedStrings.xml", b"<sst xmlns='x'></sst>")

    codes = []
    for data in (
        b"proposal,verdict\n",
        b"\xd0\xcf\x11\xe0 an old or locked workbook",
        document.getvalue(),
        with_part(good, "xl/vbaProject.bin", b"Sub Auto_Open()"),
        bomb,
        with_part(good, "xl/worksheets/sheet1.xml", entities),
        with_part(good, "xl/workbook.xml", b"<workbook"),
        b"P" * 5_000_001,
    ):
        with pytest.raises(BadInput) as refused:
            read_sheet(data)
        codes.append(refused.value.code)

    assert codes == [
        *("sheet-not-xlsx", "sheet-not-xlsx", "sheet-not-xlsx", "sheet-with-macros"),
        *("sheet-too-large", "sheet-damaged", "sheet-damaged", "sheet-too-large"),
    ]
    assert len(bomb) < 100_000


async def test_a_package_whose_packing_is_damaged_is_said_to_be_so(house: House) -> None:
    await in_review(house)
    good = await fresh_sheet(house, "공원과", MANAGER)
    with zipfile.ZipFile(BytesIO(good)) as package:
        at = package.getinfo("xl/worksheets/sheet1.xml").header_offset + 30 + 24

    with pytest.raises(BadInput) as refused:
        read_sheet(good[: at + 10] + b"\xff" * 40 + good[at + 50 :])

    assert refused.value.code == "sheet-damaged"


async def test_columns_may_be_moved_and_others_added(house: House) -> None:
    number = await in_review(house)
    sent = filled(await fresh_sheet(house, "공원과", MANAGER), {f"P1-000{number}": FEASIBLE})
    book = load_workbook(BytesIO(sent))
    book.worksheets[0].insert_cols(1, 2)
    moved = BytesIO()
    book.save(moved)

    view = await checked(house, moved.getvalue(), MANAGER)

    assert sum(view.verdicts.values()) == 1
