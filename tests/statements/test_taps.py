"""Strange taps, words and links around statements: a short answer, and nothing is changed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deliberation.statements import Answer
from rehearsal.people import Person
from screens.statement_buttons import (
    AnswerStatement,
    HideStatement,
    SendStatement,
    ShowMyAnswers,
    ShowSaid,
    ShowStatementDesk,
    TakeAnswerBack,
    WriteStatement,
)
from storage import statements as stored
from tests.groups.town import Town
from tests.statements.samples import discussing_process
from tests.world import World

CITY_LINK = "w-1-1-1"
FORGED = (
    "sa|1|1|7|-1",
    "sa|1|1|1",
    "sa|1|x|1|-1",
    AnswerStatement(process_no=1, statement_no=999, answer=1).pack(),
    AnswerStatement(process_no=77, statement_no=1, answer=1).pack(),
    TakeAnswerBack(process_no=1, statement_no=2**62, page=0).pack(),
    ShowMyAnswers(process_no=1, thread_no=1, page=-(2**62)).pack(),
    ShowSaid(process_no=1, thread_no=1, round_no=55, page=3).pack(),
    WriteStatement(process_no=1, thread_no=42).pack(),
    SendStatement(process_no=1, thread_no=1, token="0" * 12).pack(),
    HideStatement(statement_no=1, code="insulting", page=0).pack(),
    ShowStatementDesk(thread_no=1, page=9).pack(),
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = Town(await World.open(tmp_path, discussing_process()))
    await opened.start(opened.mina)
    await opened.with_topics("City level")
    await opened.register(opened.han, CITY_LINK)
    await opened.tap(opened.han, "Write a statement")
    await opened.send(opened.han, "Ramps come <b>first</b> & foremost.")
    await opened.tap(opened.han, "Send")
    yield opened
    await opened.world.close()


async def state(town: Town) -> list[tuple[str, int, Answer]]:
    return await town.world.house.db.read(lambda tx: stored.cells_of(tx, 1, 1))


async def other(town: Town) -> Person:
    """Somebody else who has come by the card's link."""
    ada = town.box.user("Ada", language_code="en")
    await town.register(ada, CITY_LINK)
    return ada


async def test_forged_buttons_change_nothing_and_are_answered(town: Town) -> None:
    ada = await other(town)
    before = await state(town)

    for data in FORGED:
        message_id = ada.screen()["message_id"]
        await ada.tap(data, message_id, stale=True)
        await town.world.quiet()

    assert await state(town) == before
    assert not town.world.box.violations


async def test_markup_in_a_statement_is_shown_as_it_was_typed(town: Town) -> None:
    ada = await other(town)

    assert "“Ramps come <b>first</b> & foremost.”" in town.text(ada)


async def test_who_has_not_read_the_notice_is_led_there_first(town: Town) -> None:
    new = town.box.user("New", language_code="en")

    await town.start(new, CITY_LINK)

    assert "I have read this and may take part" in town.buttons(new)


async def test_a_link_to_nowhere_is_answered(town: Town) -> None:
    ada = await other(town)
    told = len(town.told(ada))

    for link in ("w-1-1-99", "w-1-2", "w-1-1-1-1", "w-9-1-1"):
        await town.start(ada, link)

    assert len(town.told(ada)) == told + 4


async def test_a_link_to_a_heading_finds_its_thread(town: Town) -> None:
    ada = await other(town)

    await town.start(ada, "w-1-1")

    assert "👍 Agree" in town.buttons(ada)


async def test_a_sticker_in_the_middle_of_writing_loses_nothing(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")
    await ada.send_sticker()
    await town.world.quiet()

    await town.send(ada, "Benches come first.")

    assert "“Benches come first.”" in town.text(ada)


async def test_a_preview_survives_a_restart(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")
    await town.send(ada, "Benches come first.")

    await town.world.restart()
    await town.tap(ada, "Send")

    assert "Your statement is handed in" in town.text(ada)
    assert len(await state(town)) == 2


async def test_two_quick_taps_on_send_hand_in_once(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")
    await town.send(ada, "Benches come first.")
    seen = town.updates_from_now()

    await town.tap(ada, "Send")
    await town.come_again(seen)

    assert len(await state(town)) == 2


async def test_a_preview_that_was_cancelled_can_be_sent_no_more(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")
    await town.send(ada, "Benches come first.")
    preview = ada.screen()
    [[send], _cancel] = preview["reply_markup"]["inline_keyboard"]
    await town.tap(ada, "Cancel")

    await ada.tap(send["callback_data"], preview["message_id"], stale=True)
    await town.world.quiet()

    assert "Nothing is being written at the moment." in town.text(ada)
    assert len(await state(town)) == 1


async def test_what_is_typed_after_going_home_is_no_statement(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")
    await town.send(ada, "Benches come first.")

    await town.send(ada, "/start")
    await town.send(ada, "Hello there, everybody.")

    assert "Hello there" not in town.text(ada)
    await town.start(ada, CITY_LINK)
    assert "Go on writing" in town.buttons(ada)


async def test_after_cancel_words_are_no_statement(town: Town) -> None:
    ada = await other(town)
    await town.tap(ada, "Write a statement")

    await town.send(ada, "/cancel")
    await town.send(ada, "Benches come first.")

    assert "Benches" not in town.text(ada)


async def test_the_way_from_home_leads_to_the_statements(town: Town) -> None:
    ada = await other(town)
    await town.send(ada, "/start")
    home = town.text(ada)

    await town.tap(ada, "Discussion thread")
    await town.tap(ada, "Answer statements: City level")

    assert "Statements, under “Discussion thread”: until" in home
    assert "Ramps come" in town.text(ada)
