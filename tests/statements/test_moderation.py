"""Facilitators hide statements; authors are told; nobody's name is written down."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions import citizens as citizen_actions
from actions import privacy, rounds, statement_desk, statement_slots, statements
from actions.house import House
from actions.notices import view_of
from deliberation.refusals import BadInput, NotPermitted
from deliberation.statement_views import HiddenStatementsView, NewStatementsView
from deliberation.statements import INSULTING, OTHER, Answer
from storage import outbox
from storage import statements as stored
from tests import samples
from tests.samples import DAY
from tests.statements.samples import (
    JONGNO,
    by,
    discussing_process,
    hand_in,
    open_threads,
    register,
    waiting,
)

ADA, BEN, CHO = 700_001, 700_002, 700_003


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with samples.open_house(tmp_path, discussing_process()) as opened:
        await open_threads(opened, JONGNO)
        await register(opened, ADA, BEN, CHO)
        await hand_in(opened, ADA, "Ramps come first.")
        await hand_in(opened, BEN, "Whoever wants ramps has no sense.")
        yield opened


async def hide(house: House, code: str = INSULTING, words: str = "") -> None:
    await statement_desk.hide(house, by(house, samples.FACILITATOR), 2, code, words)


async def told_to_author(house: House) -> HiddenStatementsView:
    [notice] = await waiting(house, statement_desk.HIDDEN)
    view = await view_of(house, notice)
    assert isinstance(view, HiddenStatementsView)
    return view


async def test_new_statements_are_told_to_the_facilitator_together(house: House) -> None:
    [notice] = await waiting(house, statement_desk.NEW)

    view = await view_of(house, notice)

    assert isinstance(view, NewStatementsView)
    assert (notice.chat_id, len(view.statements)) == (samples.FACILITATOR, 2)


async def test_a_hidden_statement_is_not_offered_and_not_counted(house: House) -> None:
    await statements.answer(house, by(house, CHO), 1, 2, Answer.AGREE)

    await hide(house)

    offered = await statements.look(house, by(house, CHO), 1, 1)
    assert (offered.total, offered.answered) == (1, 0)
    late = await statements.answer(house, by(house, CHO), 1, 2, Answer.DISAGREE)
    assert late.outcome == "hidden"


async def test_the_author_is_told_once_why(house: House) -> None:
    await hide(house)
    await hide(house, OTHER, "Because I say so.")

    view = await told_to_author(house)

    [notice] = await waiting(house, statement_desk.HIDDEN)
    [hidden] = view.statements
    assert notice.chat_id == BEN
    assert (hidden.text, hidden.hidden_code) == ("Whoever wants ramps has no sense.", INSULTING)


async def test_the_notice_does_not_say_which_statement_is_whose(house: House) -> None:
    await hide(house)

    [notice] = await waiting(house, statement_desk.HIDDEN)

    assert (dict(notice.params), notice.told_key) == ({"thread_no": 1}, None)


async def test_a_statement_can_be_shown_again(house: House) -> None:
    await hide(house)

    await statement_desk.restore(house, by(house, samples.FACILITATOR), 2)

    offered = await statements.look(house, by(house, CHO), 1, 1)
    assert offered.total == 2


async def test_hiding_after_the_round_brings_the_closing_note_up_to_date(house: House) -> None:
    await rounds.close(house, by(house, samples.FACILITATOR), 1)
    [note] = await waiting(house, rounds.CLOSED)
    await house.db.write(lambda tx: rounds.closing_note_stands(tx, note, {"message_id": 44}))
    await house.db.write(lambda tx: outbox.settle(tx, note, "delivered", 0))

    await hide(house)

    [again] = await waiting(house, rounds.CLOSED)
    view = await rounds.closing_note(house, again)
    assert again.message_id == 44
    assert view is not None
    assert view.said is not None
    assert (len(view.said.everything), view.said.hidden) == (1, 1)


@pytest.mark.parametrize("words", ["", "x", "👍👍👍👍", "y" * 201])
async def test_a_reason_has_to_be_one(house: House, words: str) -> None:
    with pytest.raises(BadInput):
        await hide(house, OTHER, words)


async def test_an_unknown_reason_is_none(house: House) -> None:
    with pytest.raises(BadInput):
        await hide(house, "because")


async def test_only_its_facilitator_looks_after_a_thread(house: House) -> None:
    for deed in (
        statement_desk.look(house, by(house, ADA), 1),
        statement_desk.look_at(house, by(house, ADA), 2),
        statement_desk.hide(house, by(house, ADA), 2, INSULTING),
        statement_desk.restore(house, by(house, ADA), 2),
    ):
        with pytest.raises(NotPermitted):
            await deed


async def test_no_row_names_an_account_beside_an_opinion(house: House) -> None:
    await statements.answer(house, by(house, CHO), 1, 1, Answer.DISAGREE)

    rows = await house.db.read(
        lambda tx: tx.all(
            "SELECT slot, token AS more FROM statements UNION ALL SELECT slot, answer FROM answers"
        )
    )

    values = " ".join(f"{row['slot']} {row['more']}" for row in rows)
    assert not any(str(one) in values for one in (ADA, BEN, CHO))


async def test_everything_that_is_still_findable_is_shown_to_its_person(house: House) -> None:
    await statements.answer(house, by(house, ADA), 1, 2, Answer.PASS)
    citizen = await citizen_actions.look(house, ADA, "en", 1)

    view = await privacy.my_data(house, by(house, ADA), citizen)

    [own] = view.opinions
    assert [one.text for one in own.statements] == ["Ramps come first."]
    assert [(one.text, answer) for one, answer in own.answers] == [
        ("Whoever wants ramps has no sense.", Answer.PASS)
    ]
    assert "Ramps come first." in view.document.decode()


async def forget(house: House, user_id: int) -> None:
    citizen = await citizen_actions.look(house, user_id, "en", 1)
    occasion = by(house, user_id)
    await privacy.forget(house, occasion, citizen, occasion.now_s)


async def test_erasing_takes_opinions_out_of_an_open_round(house: House) -> None:
    await statements.answer(house, by(house, CHO), 1, 1, Answer.AGREE)
    await statements.answer(house, by(house, BEN), 1, 1, Answer.DISAGREE)

    await forget(house, BEN)
    await forget(house, ADA)

    left = await house.db.read(lambda tx: stored.of_round(tx, 1, 1))
    cells = await house.db.read(lambda tx: stored.cells_of(tx, 1, 1))
    assert [(one.text, one.slot) for one in left] == [("Ramps come first.", "")]
    assert [answer for _slot, _number, answer in cells] == [Answer.AGREE]


async def test_erasing_after_the_round_leaves_what_was_said_under_nobodys_slot(
    house: House,
) -> None:
    await statements.answer(house, by(house, CHO), 1, 1, Answer.DISAGREE)
    await rounds.close(house, by(house, samples.FACILITATOR), 1)
    before = await house.db.read(lambda tx: stored.cells_of(tx, 1, 1))
    slot = statement_slots.slot_of(house, 1, 1, CHO)

    await forget(house, CHO)

    after = await house.db.read(lambda tx: stored.cells_of(tx, 1, 1))
    assert sorted(cell[1:] for cell in after) == sorted(cell[1:] for cell in before)
    assert slot in {cell[0] for cell in before}
    assert slot not in {cell[0] for cell in after}


async def test_a_week_after_the_last_round_nobody_can_tell_whose_an_opinion_is(
    house: House,
) -> None:
    keys = house.keys.folder / "statements"
    house.clock.advance(36 * DAY)  # type: ignore[attr-defined]
    due = await statement_slots.destroy_old_keys(house)
    kept = list(keys.glob("*.key"))

    house.clock.advance(2 * DAY)  # type: ignore[attr-defined]
    await statement_slots.destroy_old_keys(house)

    assert due is not None
    assert len(kept) == 1
    assert list(keys.glob("*.key")) == []
    view = await statement_desk.hide(house, by(house, samples.FACILITATOR), 2, INSULTING)
    assert (view.outcome, await waiting(house, statement_desk.HIDDEN)) == ("hidden-untold", [])
