"""Rounds: who is counted, who closes them, what they leave behind."""

import pytest

from actions import rounds, threads, watch
from actions.house import House, Occasion
from deliberation.refusals import BadInput, NotPermitted, Stale
from tests import samples
from tests.groups.desk import CITIZEN, by, everything, here, make, message, waiting


async def test_people_are_counted_and_never_named(house: House) -> None:
    await make(house, 3)
    writers = [CITIZEN, CITIZEN, CITIZEN + 1, CITIZEN + 2, CITIZEN]
    for number, writer in enumerate(writers):
        occasion = here(house, writer, 100 + number)
        await watch.watch(house, occasion, message(f"secret {number}", voice=writer))

    view = await threads.look(house, by(house), 1)

    assert (view.round.messages, view.round.people) == (5, 3)
    kept = await everything(house)
    assert not any("secret" in value for value in kept)
    assert not any(str(writer) == value for writer in writers for value in kept)


async def test_a_redelivered_message_counts_once(house: House) -> None:
    await make(house, 3)

    for _ in range(3):
        await watch.watch(house, here(house, CITIZEN, 100), message())

    assert (await threads.look(house, by(house), 1)).round.messages == 1


async def test_edits_commands_and_other_topics_do_not_count(house: House) -> None:
    await make(house, 3)

    await watch.watch(house, here(house, CITIZEN, 1), message(is_edit=True))
    await watch.watch(house, here(house, CITIZEN, 2), message(counts=False))
    await watch.watch(house, here(house, CITIZEN, 3), message(topic_id=999))
    await watch.watch(house, here(house, CITIZEN, 4), message(topic_id=0))

    assert (await threads.look(house, by(house), 1)).round.messages == 0


async def test_closing_forgets_who_spoke_and_destroys_the_rounds_key(house: House) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())
    key = house.keys.folder / "rounds" / "1-1.key"
    was_there = key.exists()

    view = await rounds.close(house, by(house), 1)

    voices = await house.db.read(lambda tx: tx.value("SELECT COUNT(*) FROM voices"))
    assert was_there
    assert not key.exists()
    assert voices == 0
    assert (view.round.messages, view.round.people) == (1, 1)


async def test_nothing_counts_in_a_closed_thread_and_the_next_round_begins_at_zero(
    house: House,
) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())
    await rounds.close(house, by(house), 1)
    await watch.watch(house, here(house, CITIZEN, 2), message())

    opened = await rounds.open_again(house, by(house), 1)
    await watch.watch(house, here(house, CITIZEN, 3), message())

    after = await threads.look(house, by(house), 1)
    assert (opened.round.round_no, opened.round.messages) == (2, 0)
    assert (after.round.messages, after.round.people) == (1, 1)


async def test_closing_twice_tells_the_thread_once(house: House) -> None:
    await make(house, 3)

    outcomes = [(await rounds.close(house, by(house), 1, 1)).outcome for _ in range(2)]

    assert outcomes == ["closed", "closed-already"]
    assert len(await waiting(house, "round-closed")) == 1
    assert len(await waiting(house, "close-topic")) == 1


async def test_a_tap_on_an_old_keyboard_closes_no_newer_round(house: House) -> None:
    await make(house, 3)
    await rounds.close(house, by(house), 1, 1)
    await rounds.open_again(house, by(house), 1, 1)

    with pytest.raises(Stale, match="other-round"):
        await rounds.close(house, by(house), 1, 1)

    assert (await threads.look(house, by(house), 1)).is_open


async def test_a_closed_round_stands_in_the_public_log_as_numbers(house: House) -> None:
    await make(house, 3)
    await watch.watch(house, here(house, CITIZEN, 1), message())

    await rounds.close(house, by(house), 1, summary={"ko": "비밀 요약"})

    body = await house.db.read(
        lambda tx: tx.value("SELECT body FROM public_log WHERE kind = 'round-closed'")
    )
    assert body == '{"heading_no":3,"messages":1,"people":1,"round_no":1}'


async def test_a_thread_is_looked_after_from_its_own_group_only(house: House) -> None:
    await make(house, 3)
    elsewhere = Occasion(samples.FACILITATOR, -5, house.clock.now(), None, False)

    with pytest.raises(NotPermitted, match="wrong-chat"):
        await rounds.close(house, elsewhere, 1)
    with pytest.raises(NotPermitted, match="role-needed"):
        await rounds.close(house, here(house, CITIZEN, 1), 1)

    assert (await rounds.close(house, here(house, samples.FACILITATOR, 2), 1)).outcome == "closed"


async def test_an_empty_or_endless_note_is_refused(house: House) -> None:
    await make(house, 3)

    with pytest.raises(BadInput, match="text-too-long"):
        await threads.write_note(house, by(house), 1, {"ko": "가나다 " * 300})
    with pytest.raises(BadInput, match="personal-number"):
        await threads.write_note(house, by(house), 1, {"ko": "900101-1234567"})
    removed = await threads.write_note(house, by(house), 1, {"ko": "  "})

    assert removed.note == {}
    assert await waiting(house, "thread-note") == []
