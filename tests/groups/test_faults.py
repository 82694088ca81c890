"""Telegram silent, slow, or forgetting topics, while threads are made and kept."""

import pytest

from tests.groups.town import Town


async def test_a_topic_whose_making_was_not_answered_is_never_made_twice_by_itself(
    town: Town,
) -> None:
    chat = await town.bound("Jongno-gu")
    town.box.faults.inject("timeout", "createForumTopic")

    await town.tap(town.mina, "Make the topics")
    await town.passes(minutes=10)
    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")

    assert len(chat.topics) == 1
    assert "Telegram did not answer" in town.text(town.mina)
    assert "Make the topics" in town.buttons(town.mina)


async def test_topics_wait_as_long_as_telegram_asks(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu")
    town.box.faults.inject("flood", "createForumTopic", retry_after=40)

    await town.tap(town.mina, "Make the topics")
    at_once = len(chat.topics)
    await town.passes(seconds=41)
    await town.passes(seconds=41)

    assert at_once == 0
    assert len(chat.topics) == 2


@pytest.mark.parametrize("method", ["pinChatMessage", "closeForumTopic", "editMessageText"])
async def test_a_lost_connection_delays_a_deed_and_loses_none(town: Town, method: str) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    town.box.faults.inject("dropped", method, times=2, chat_id=chat.id)

    await town.send(town.mina, "/note 금요일에 모입니다.", chat, topic)
    await town.send(town.mina, "/close", chat, topic)
    for _ in range(8):
        await town.passes(seconds=30)

    card = town.said(chat, topic)[0]
    assert topic.is_closed
    assert "금요일에 모입니다." in card
    assert "닫았습니다" in card
    assert len(chat.pinned) == 2


async def test_a_phase_announcement_that_finds_no_topic_offers_a_new_one(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    town.delete_by_hand(chat, topic)

    await town.passes(days=9)
    await town.passes(minutes=2)

    assert any("somebody deleted it" in text for text in town.told(town.mina))


async def test_a_card_that_somebody_deleted_is_posted_and_pinned_anew(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    (card,) = chat.pinned
    await town.mina.delete(chat.messages[card])

    await town.send(town.mina, "/card", chat, topic)

    assert len(town.said(chat, topic)) == 1
    assert chat.pinned != [card]
    assert len(chat.pinned) == 1


async def test_a_group_that_throws_the_bot_out_while_topics_are_made_stops_it(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu")
    await town.tap(town.mina, "Make the topics")

    await town.mina.remove(chat, town.box.bot.id)
    await town.passes(seconds=21)
    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")

    assert len(chat.topics) == 1
    assert "I am no longer in this group" in town.text(town.mina)
    assert "Make the topics" not in town.buttons(town.mina)


async def test_updates_that_come_twice_change_nothing_more(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.han.join(chat)
    await town.world.quiet()
    seen = town.updates_from_now()

    await town.send(town.han, "A ramp would help.", chat, topic)
    await town.send(town.mina, "/note 금요일에 모입니다.", chat, topic)
    await town.send(town.mina, "/close", chat, topic)
    before = town.said(chat, topic)
    await town.come_again(seen)

    after = town.said(chat, topic)
    assert len(seen) >= 3
    assert after[:-1] == before
    assert "이미 닫힌" in after[-1]
    assert "글 1건, 참여 1명" in after[-2]


async def test_the_topic_of_a_closed_thread_is_closed_as_well_when_it_is_made_anew(
    town: Town,
) -> None:
    chat = await town.with_topics("Jongno-gu")
    lost = town.topic(chat, "종로구")
    await town.send(town.mina, "/close", chat, lost)
    town.delete_by_hand(chat, lost)

    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")
    await town.tap(town.mina, "🔒 Jongno-gu")
    await town.tap(town.mina, "Bring the card up to date")
    await town.tap(town.mina, "Make it anew")
    await town.passes(seconds=21)

    made = town.topic(chat, "종로구")
    assert made.thread_id != lost.thread_id
    assert "닫았습니다" in town.said(chat, made)[0]
    assert made.is_closed


async def test_managers_read_which_right_was_missing_for_what_failed(town: Town) -> None:
    chat = await town.bound("Jongno-gu")
    town.box.faults.inject(
        "refuse",
        "pinChatMessage",
        code=400,
        description="Bad Request: not enough rights to manage pinned messages in the chat",
    )

    await town.tap(town.mina, "Make the topics")
    await town.passes(seconds=21)

    told = town.told(town.minsu)[-1]
    assert told.startswith("Town forum에서 하지 못한 일이 있습니다.")
    assert "• 메시지 고정 – " in told
    assert "토픽 관리" not in told
    assert town.topic(chat, "종로구") is not None


async def test_an_account_without_a_role_reads_whom_the_menu_is_for(town: Town) -> None:
    await town.register(town.han, "")

    await town.send(town.han, "/staff")

    assert "for facilitators, managers and reviewers" in town.text(town.han)
