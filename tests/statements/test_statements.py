"""Statements on a real store: answered, changed, handed in, closed with the round."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions import citizens, rounds, statement_results, statement_writing, statements
from actions.house import House
from deliberation.phases import Deed
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere
from deliberation.statements import MOST_OF_ONE, Answer
from storage import statements as stored
from tests import samples
from tests.samples import DAY
from tests.statements.samples import (
    CITY,
    EUNPYEONG,
    JONGNO,
    by,
    discussing_process,
    hand_in,
    open_threads,
    register,
)

ADA, BEN, CHO = 700_001, 700_002, 700_003
AGREE, DISAGREE, PASS = Answer.AGREE, Answer.DISAGREE, Answer.PASS


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with samples.open_house(tmp_path, discussing_process()) as opened:
        await open_threads(opened, JONGNO, CITY)
        await register(opened, ADA, BEN, CHO)
        yield opened


async def cells(house: House, thread_no: int = 1) -> list[tuple[int, Answer]]:
    found = await house.db.read(lambda tx: stored.cells_of(tx, thread_no, 1))
    return sorted((number, answer) for _slot, number, answer in found)


def thread_of(house: House, heading_no: int) -> int:
    """Threads are numbered in the order of their headings: city first."""
    return {CITY: 1, JONGNO: 2}[heading_no]


async def test_an_author_agrees_and_is_not_asked(house: House) -> None:
    view = await hand_in(house, ADA, "Ramps come first.")

    assert (view.outcome, view.next, view.total, view.own) == ("sent", None, 0, 1)
    assert await cells(house) == [(1, AGREE)]


async def test_each_statement_is_answered_once_and_the_next_one_comes(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await hand_in(house, ADA, "Lamps come first.")
    seen = []

    view = await statements.look(house, by(house, BEN), 1, 1)
    while view.next is not None:
        seen.append(view.next.statement_no)
        view = await statements.answer(house, by(house, BEN), 1, seen[-1], AGREE)

    assert (sorted(seen), view.answered, view.total) == ([1, 2], 2, 2)


async def test_tapping_twice_is_tapping_once(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")

    for _ in range(3):
        await statements.answer(house, by(house, BEN), 1, 1, DISAGREE)

    assert await cells(house) == [(1, DISAGREE), (1, AGREE)]


async def test_an_answer_can_be_changed_and_taken_back(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await statements.answer(house, by(house, BEN), 1, 1, DISAGREE)
    await statements.answer(house, by(house, BEN), 1, 1, PASS)
    changed = await cells(house)

    view = await statements.answer(house, by(house, BEN), 1, 1, None)

    assert changed == [(1, PASS), (1, AGREE)]
    assert (view.outcome, view.answered, await cells(house)) == ("taken-back", 0, [(1, AGREE)])


async def test_an_old_update_that_comes_again_undoes_nothing(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await statements.answer(house, by(house, BEN, update_id=50), 1, 1, DISAGREE)
    await statements.answer(house, by(house, BEN, update_id=51), 1, 1, PASS)

    await statements.answer(house, by(house, BEN, update_id=50), 1, 1, DISAGREE)

    assert (1, PASS) in await cells(house)


async def test_nobody_answers_their_own(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")

    view = await statements.answer(house, by(house, ADA), 1, 1, DISAGREE)

    assert (view.outcome, await cells(house)) == ("own", [(1, AGREE)])


async def test_my_answers_list_what_was_answered_and_handed_in(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await hand_in(house, BEN, "Lamps come first.")
    await statements.answer(house, by(house, BEN), 1, 1, PASS)

    view = await statements.my_answers(house, by(house, BEN), 1, 1)

    listed = [(one.statement.text, one.answer, one.is_own) for one in view.lines]
    assert listed == [("Lamps come first.", None, True), ("Ramps come first.", PASS, False)]


async def test_a_statement_sent_twice_stands_once(house: House) -> None:
    written = await statement_writing.write(house, by(house, ADA), 1, 1, "Ramps come first.")
    await statement_writing.send(house, by(house, ADA), 1, 1, written.token)

    again = await statement_writing.send(house, by(house, ADA), 1, 1, written.token)

    assert (again.outcome, again.own, await cells(house)) == ("sent-already", 1, [(1, AGREE)])


async def test_an_old_preview_does_not_send_what_was_typed_since(house: House) -> None:
    old = await statement_writing.write(house, by(house, ADA), 1, 1, "Ramps come first.")
    await statement_writing.write(house, by(house, ADA), 1, 1, "Lamps come first.")

    view = await statement_writing.send(house, by(house, ADA), 1, 1, old.token)

    assert (view.outcome, view.own, view.has_draft) == ("changed", 0, True)


async def test_what_was_typed_stays_when_the_next_words_are_refused(house: House) -> None:
    await statement_writing.write(house, by(house, ADA), 1, 1, "Ramps come first.")
    with pytest.raises(BadInput):
        await statement_writing.write(house, by(house, ADA), 1, 1, "👍")

    view = await statement_writing.begin(house, by(house, ADA), 1, 1)

    assert view.text == "Ramps come first."


async def test_one_person_hands_in_only_so_many(house: House) -> None:
    for number in range(MOST_OF_ONE):
        await hand_in(house, ADA, f"Statement number {number}.")

    with pytest.raises(NotPermitted) as refused:
        await statement_writing.begin(house, by(house, ADA), 1, 1)

    assert refused.value.code == "statements-all-used"


async def test_closing_freezes_everything(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await statements.answer(house, by(house, BEN), 1, 1, DISAGREE)
    written = await statement_writing.write(house, by(house, CHO), 1, 1, "Lamps come first.")
    await rounds.close(house, by(house, samples.FACILITATOR), 1)
    before = await cells(house)

    for deed in (
        statements.answer(house, by(house, BEN), 1, 1, AGREE),
        statements.answer(house, by(house, BEN), 1, 1, None),
        statement_writing.send(house, by(house, CHO), 1, 1, written.token),
    ):
        with pytest.raises(NotNow) as refused:
            await deed
        assert refused.value.code == "round-over"

    assert await cells(house) == before


async def test_a_button_of_an_earlier_round_changes_nothing_in_the_next(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await rounds.close(house, by(house, samples.FACILITATOR), 1)
    await rounds.open_again(house, by(house, samples.FACILITATOR), 1)

    with pytest.raises(NotNow):
        await statements.answer(house, by(house, BEN), 1, 1, AGREE)

    assert await cells(house) == [(1, AGREE)]
    view = await statements.look(house, by(house, BEN), 1, 1)
    assert (view.total, view.has_result) == (0, True)


async def test_a_person_is_the_same_in_every_round_of_a_thread_and_another_elsewhere(
    house: House,
) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await rounds.close(house, by(house, samples.FACILITATOR), 1)
    await rounds.open_again(house, by(house, samples.FACILITATOR), 1)
    await hand_in(house, ADA, "Lamps come first.")
    await hand_in(house, ADA, "Trees come first.", thread_no=2)

    rows = await house.db.read(lambda tx: tx.all("SELECT thread_no, slot FROM statements"))

    slots = [(row["thread_no"], row["slot"]) for row in rows]
    assert slots[0] == slots[1]
    assert slots[2][1] != slots[0][1]
    assert all(str(ADA) not in slot for _thread, slot in slots)


async def test_the_log_says_how_many_and_never_what(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")
    await statements.answer(house, by(house, BEN), 1, 1, DISAGREE)

    await rounds.close(house, by(house, samples.FACILITATOR), 1)

    body = await house.db.read(
        lambda tx: tx.value("SELECT body FROM public_log WHERE kind = 'round-closed'")
    )
    assert '"statements":1' in body.replace(" ", "")
    assert '"answered_by":2' in body.replace(" ", "")
    assert "Ramps" not in body


async def test_a_round_without_statements_has_no_result(house: House) -> None:
    await rounds.close(house, by(house, samples.FACILITATOR), 1)

    with pytest.raises(NotThere) as refused:
        await statement_results.look(house, by(house, ADA), 1, 1, 0)

    assert refused.value.code == "nothing-said"


async def test_an_open_round_shows_no_figures(house: House) -> None:
    await hand_in(house, ADA, "Ramps come first.")

    with pytest.raises(NotThere):
        await statement_results.look(house, by(house, ADA), 1, 1, 1)


@pytest.mark.parametrize(
    ("days", "code"), [(10, "statements-not-open"), (31, "statements-closed")]
)
async def test_statements_have_their_phases(house: House, days: int, code: str) -> None:
    house.clock.advance(days * DAY)  # type: ignore[attr-defined]

    with pytest.raises(NotNow) as refused:
        await statements.look(house, by(house, ADA), 1, 1)

    assert refused.value.code == code


async def test_a_district_speaks_for_itself(house: House) -> None:
    await register(house, 700_009, heading_no=EUNPYEONG)

    with pytest.raises(NotPermitted) as refused:
        await statements.look(house, by(house, 700_009), 1, thread_of(house, JONGNO))

    assert refused.value.code == "statements-other-district"


async def test_only_who_has_read_the_notice_takes_part(house: House) -> None:
    with pytest.raises(NotPermitted) as refused:
        await statements.look(house, by(house, 799_999), 1, 1)

    assert refused.value.code == "not-registered"


@pytest.mark.parametrize("number", [0, 77, 2**62])
async def test_what_is_not_there_is_said_not_to_be(house: House, number: int) -> None:
    with pytest.raises(NotThere):
        await statements.answer(house, by(house, ADA), 1, number, AGREE)

    with pytest.raises(NotThere):
        await statements.look(house, by(house, ADA), 1, number)


async def test_home_says_until_when_statements_are_answered(house: House) -> None:
    citizen = await citizens.look(house, ADA, "en", 1)
    before = await citizens.home(house, citizen)

    await rounds.close(house, by(house, samples.FACILITATOR), 1)

    after = await citizens.home(house, citizen)
    found = [
        [one.heading.no for one in home.openings if one.deed is Deed.OPINE and one.heading]
        for home in (before, after)
    ]
    assert found == [[CITY, JONGNO], [JONGNO]]
