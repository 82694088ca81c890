"""Rounds are opened and closed, notes pinned, summaries written, through the real bot."""

import pytest

from tests.groups.town import Town


async def test_a_round_is_closed_with_one_tap_and_everybody_knows_the_numbers(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.han.join(chat)
    await town.minsu.join(chat)
    for words in ("A ramp would help.", "And a bench."):
        await town.send(town.han, words, chat, topic)
    await town.send(town.minsu, "놀이터가 먼저입니다.", chat, topic)

    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Close the round")

    assert topic.is_closed
    assert "글 3건, 참여 2명" in town.said(chat, topic)[-1]
    assert "1회차를 마치고" in town.said(chat, topic)[0]
    assert "Messages: 3, people: 2." in town.text(town.mina)


async def test_close_and_open_in_the_thread_itself(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    await town.send(town.mina, "/close 경사로를 먼저 놓자는 의견이 많았습니다.", chat, topic)
    was_closed = topic.is_closed
    closing = town.said(chat, topic)[-1]
    await town.send(town.mina, "/open", chat, topic)

    assert was_closed
    assert "경사로를 먼저" in closing
    assert not topic.is_closed
    assert "2회차" in town.said(chat, topic)[0]


async def test_a_card_that_cannot_be_pinned_says_which_right_is_missing(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    chat.permissions["can_pin_messages"] = False
    await town.mina.promote(chat, town.box.bot.id, ["can_manage_topics"])
    await town.world.quiet()

    await town.send(town.mina, "/note 금요일에 모입니다.", chat, topic)

    said = town.said(chat, topic)
    assert any("금요일에 모입니다." in text for text in said)
    assert any("메시지 고정" in text and "토픽 관리" not in text for text in said)


async def test_a_closed_thread_is_not_closed_twice(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.send(town.mina, "/close", chat, topic)
    before = len(town.said(chat, topic))

    await town.send(town.mina, "/close", chat, topic)

    said = town.said(chat, topic)
    assert len(said) == before + 1
    assert "이미 닫힌" in said[-1]


async def test_citizens_messages_in_a_thread_are_not_answered(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.han.join(chat)
    before = len(town.said(chat))

    await town.send(town.han, "Hello bot, what do you think?", chat, topic)
    await town.send(town.han, "/close", chat, topic)
    await town.send(town.han, "/nonsense", chat, topic)
    await town.han.send_sticker(chat=chat, thread=topic.thread_id)
    await town.world.quiet()

    assert len(town.said(chat)) == before
    assert not topic.is_closed


async def test_a_topic_closed_by_hand_ends_the_round(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    town.close_by_hand(chat, topic)
    await town.world.quiet()

    assert "1회차를 마쳤습니다" in town.said(chat, topic)[-1]
    assert "닫았습니다" in town.said(chat, topic)[0]


async def test_a_note_is_pinned_and_stands_on_the_card(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    await town.send(town.mina, "/note 금요일 <7시>에 모입니다.", chat, topic)

    card, note = town.said(chat, topic)
    assert "금요일 <7시>에 모입니다." in card
    assert "금요일 <7시>에 모입니다." in note
    assert len(chat.pinned) == 2


async def test_a_note_in_both_languages_is_written_step_by_step(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")
    await town.tap(town.mina, "Jongno-gu")

    await town.tap(town.mina, "Pin a note")
    await town.send(town.mina, "주민센터에서 모입니다.")
    await town.world.restart()
    await town.send(town.mina, "We meet in the community centre.")
    await town.tap(town.mina, "Send")

    note = town.said(chat, topic)[-1]
    assert note.index("주민센터") < note.index("community centre")
    assert "The note is pinned" in town.text(town.mina)


async def test_a_summary_joins_the_closing_note(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.send(town.mina, "/close", chat, topic)
    before = len(town.said(chat, topic))
    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")
    await town.tap(town.mina, "Jongno-gu")

    await town.tap(town.mina, "Write a summary")
    await town.send(town.mina, "경사로가 먼저입니다.")
    await town.tap(town.mina, "Not in this language")
    await town.tap(town.mina, "Send")

    said = town.said(chat, topic)
    assert len(said) == before
    assert "경사로가 먼저입니다." in said[-1]


@pytest.mark.parametrize("text", ["/note " + "가나다 " * 900, "/note 🙂🙂", "/note \u202e\u200b"])
async def test_notes_that_cannot_be_shown_get_one_short_answer(town: Town, text: str) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    before = len(town.said(chat))

    await town.send(town.mina, text, chat, topic)

    answers = town.said(chat)[before:]
    assert len(answers) == 1
    assert len(answers[0]) < 200
    assert len(chat.pinned) == 1
