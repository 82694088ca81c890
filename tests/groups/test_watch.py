"""What a group is watched for: personal numbers, rights, moves."""

import pytest

from actions import group_changes, groups, threads, watch
from actions.house import House
from deliberation.groups import RIGHTS, GroupFacts
from deliberation.refusals import NotThere
from tests import samples
from tests.groups.desk import CHAT, CITIZEN, FACTS, by, everything, here, make, message, waiting


async def test_a_personal_number_is_deleted_first_and_stands_in_no_row(house: House) -> None:
    await make(house, 3)

    hidden = await watch.watch(house, here(house, CITIZEN, 1), message("외국인 900101-5234567"))

    deletions = await waiting(house, "delete-message")
    assert hidden
    assert [(one.chat_id, one.message_id) for one in deletions] == [(CHAT, 9)]
    assert not any("5234567" in value for value in await everything(house))
    assert (await threads.look(house, by(house), 1)).round.messages == 0


async def test_amounts_and_phone_numbers_are_left_alone(house: House) -> None:
    await make(house, 3)
    texts = ["예산은 350,000,000원입니다.", "문의는 010-1234-5678", "2027-08-05 15:00"]

    hidden = [
        await watch.watch(house, here(house, CITIZEN, number), message(text))
        for number, text in enumerate(texts)
    ]

    assert hidden == [False, False, False]


async def test_without_the_right_to_delete_the_thread_is_asked_to(house: House) -> None:
    poor = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS[:2]))
    await make(house, 3)
    await group_changes.bot_changed(house, poor, samples.FACILITATOR, by(house, update_id=8))

    await watch.watch(house, here(house, CITIZEN, 1), message("900101-1234567"))

    (asked,) = await waiting(house, "number-seen")
    assert (asked.chat_id, asked.thread_id) == (CHAT, 101)
    assert await waiting(house, "delete-message") == []


async def test_rights_that_come_back_are_not_reported(house: House) -> None:
    await make(house, 3)
    poor = GroupFacts(CHAT, "Forum", "supergroup", "", True, True, frozenset(RIGHTS[:2]))
    changes = [poor, FACTS, FACTS]

    for number, facts in enumerate(changes):
        await group_changes.bot_changed(
            house, facts, samples.FACILITATOR, by(house, update_id=number)
        )

    assert len(await waiting(house, "group-rights")) == 1


async def test_a_moved_group_keeps_its_threads_under_the_new_number(house: House) -> None:
    await make(house, 3)

    await group_changes.moved(house, CHAT, CHAT - 5)
    await group_changes.moved(house, CHAT, CHAT - 5)

    view = await groups.look(house, by(house), 1, CHAT - 5)
    assert [line.heading.no for line in view.threads] == [3]
    with pytest.raises(NotThere, match="no-such-group"):
        await groups.look(house, by(house), 1, CHAT)
