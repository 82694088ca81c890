"""Groups and threads through the real bot and the rehearsal's Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import samples
from tests.groups.town import RIGHTS, Town

NUMBER = "900101-1234567"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = await Town.open(tmp_path)
    yield opened
    await opened.world.close()


# --- binding ---------------------------------------------------------------------------------


async def test_a_facilitator_binds_a_group_through_the_staff_menu(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu")

    shown = town.text(town.mina)

    assert "The group is bound." in shown
    assert "Topics made: 0 of 2." in shown
    assert "I lack" not in shown
    assert any("시 단위, 종로구" in text for text in town.said(chat))


async def test_a_group_named_after_a_district_has_its_heading_chosen(town: Town) -> None:
    chat = town.forum("은평구 주민 토론")

    await town.choose_group(chat, "A group with topics")

    assert "✓ Eunpyeong-gu" in town.buttons(town.mina)
    assert "✓ Jongno-gu" not in town.buttons(town.mina)


async def test_bind_typed_in_the_group_goes_on_in_the_private_chat(town: Town) -> None:
    chat = town.forum()
    await town.mina.add_bot(chat, RIGHTS)
    await town.world.quiet()

    await town.send(town.mina, "/bind", chat)
    await town.start(town.mina, "g-1")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Go on with")
    await town.tap(town.mina, "Bind")

    assert "choose in the private chat" in town.said(chat)[0]
    assert "The group is bound." in town.text(town.mina)


async def test_nobody_without_a_role_can_bind_a_group(town: Town) -> None:
    chat = town.forum()
    await town.mina.add_bot(chat, RIGHTS)
    await town.han.join(chat)
    await town.start(town.han)

    await town.send(town.han, "/bind", chat)

    assert town.said(chat) == []
    assert "for facilitators" in town.text(town.han)


async def test_an_anonymous_administrator_is_told_to_write_as_themselves(town: Town) -> None:
    chat = town.forum()
    await town.mina.add_bot(chat, RIGHTS)
    await town.world.quiet()

    await town.mina.send_as_anonymous_admin("/bind", chat)
    await town.world.quiet()

    assert len(town.said(chat)) == 1
    assert "개인 대화" in town.said(chat)[0]


async def test_a_command_in_a_channels_name_binds_nothing(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    before = len(town.said(chat))
    channel = town.box.channel("City news", town.mina)

    await town.mina.send_as_channel("/close", chat, channel)
    await town.world.quiet()

    assert not town.topic(chat, "종로구").is_closed
    assert len(town.said(chat)) == before


async def test_a_forwarded_command_does_nothing(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    before = len(town.said(chat))
    await town.han.join(chat)
    command = await town.mina.send("/bind")
    await town.world.quiet()

    await town.mina.forward(command, chat=chat)
    await town.world.quiet()

    assert len(town.said(chat)) == before


async def test_a_group_without_topics_is_one_thread(town: Town) -> None:
    chat = town.box.supergroup("Neighbours", town.mina)

    await town.choose_group(chat, "A group without topics")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Go on with")
    await town.tap(town.mina, "Bind")
    await town.send(town.mina, "/card", chat)

    card = town.said(chat)[-1]
    assert "종로구" in card
    assert "열려 있습니다" in card
    assert chat.pinned


async def test_a_group_without_topics_cannot_hold_two_headings(town: Town) -> None:
    chat = town.box.supergroup("Neighbours", town.mina)

    await town.choose_group(chat, "A group without topics")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Eunpyeong-gu")

    chosen = [label for label in town.buttons(town.mina) if label.startswith("✓")]
    assert chosen == ["✓ Eunpyeong-gu"]


async def test_the_bot_says_plainly_which_right_it_lacks(town: Town) -> None:
    chat = await town.bound("Jongno-gu")
    await town.mina.promote(chat, town.box.bot.id, ["can_delete_messages", "can_invite_users"])
    await town.world.quiet()

    news = town.text(town.mina)
    await town.tap(town.mina, "Look at the group")
    await town.tap(town.mina, "Make the topics")

    assert "Manage topics" in news
    assert "Pin messages" in news
    assert "Delete messages" not in news
    assert "Manage topics" in str(town.mina.toasts()[-1].answer)
    assert not chat.topics


async def test_a_facilitator_who_adds_the_bot_is_asked_whether_to_bind(town: Town) -> None:
    await town.start(town.mina)
    chat = town.forum("종로구 이웃")

    await town.mina.add_bot(chat, RIGHTS)
    await town.world.quiet()
    await town.tap(town.mina, "Choose the headings")

    assert "✓ Jongno-gu" in town.buttons(town.mina)
    assert town.said(chat) == []


# --- topics and cards ------------------------------------------------------------------------


async def test_topics_are_made_twenty_seconds_apart_with_their_cards_pinned(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu")

    await town.tap(town.mina, "Make the topics")
    first = len(chat.topics)
    await town.passes(seconds=19)
    still = len(chat.topics)
    await town.passes(seconds=2)

    assert (first, still, len(chat.topics)) == (1, 1, 2)
    assert len(chat.pinned) == 2
    assert "Topics made: 2 of 2." in town.text(town.mina)
    colours = {topic.name: topic.icon_color for topic in chat.topics.values()}
    assert colours["시 단위"] != colours["종로구"]


async def test_the_making_of_topics_goes_on_after_a_restart(town: Town) -> None:
    chat = await town.bound("City level", "Jongno-gu", "Eunpyeong-gu")
    await town.tap(town.mina, "Make the topics")

    await town.world.restart()
    await town.passes(seconds=21)
    await town.passes(seconds=21)

    assert sorted(topic.name for topic in chat.topics.values()) == ["시 단위", "은평구", "종로구"]


async def test_a_card_says_what_is_on_and_leads_to_the_ballot(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    card = town.said(chat, town.topic(chat, "종로구"))[0]
    keyboard = next(
        message.inline for message in chat.messages.values() if message.inline is not None
    )
    links = [key["url"] for row in keyboard["inline_keyboard"] for key in row]

    assert "시민투표" in card
    assert "2억 원" in card
    assert "https://t.me/madang_bot?start=t-1-3" in links
    assert "https://t.me/madang_bot?start=b-1-3" in links
    assert not any("start=o-" in link for link in links)


async def test_a_card_follows_the_phase(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    await town.passes(days=9)
    await town.passes(minutes=2)

    card = town.said(chat, topic)[0]
    assert "지금: 집계·선정" in card
    assert "지금: 시민투표" not in card


async def test_a_deleted_topic_is_noticed_and_made_anew(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    del chat.topics[topic.thread_id]

    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Town forum")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Close the round")
    offered = town.text(town.mina)
    await town.tap(town.mina, "Make it anew")
    await town.passes(seconds=21)

    assert "somebody deleted it" in offered
    assert town.topic(chat, "종로구").thread_id != topic.thread_id
    assert "종로구" in town.said(chat, town.topic(chat, "종로구"))[0]


# --- rounds and notes ------------------------------------------------------------------------


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


# --- citizens --------------------------------------------------------------------------------


async def test_a_citizen_finds_the_thread_and_is_shown_the_way_in(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    await town.register(town.han, "t-1-3")
    links = town.links(town.han)
    await town.han.join(chat, next(iter(chat.links.values())))
    await town.start(town.han, "t-1-3")

    number = -chat.id - 1_000_000_000_000
    assert links[0].startswith("https://t.me/+")
    assert f"https://t.me/c/{number}/{topic.thread_id}" in links
    assert town.links(town.han) == [f"https://t.me/c/{number}/{topic.thread_id}"]


async def test_the_home_screen_leads_to_the_threads_of_ones_own_district(town: Town) -> None:
    await town.with_topics("City level", "Jongno-gu", "Eunpyeong-gu")
    await town.register(town.han, "t-1-3")

    await town.start(town.han)
    await town.tap(town.han, "Discussion thread")

    labels = town.buttons(town.han)
    assert "Thread: City level" in labels
    assert "Thread: Jongno-gu" in labels
    assert "Thread: Eunpyeong-gu" not in labels


async def test_without_the_right_to_invite_the_office_is_named(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    await town.mina.promote(chat, town.box.bot.id, RIGHTS[:3])
    await town.world.quiet()

    await town.register(town.han, "t-1-3")

    assert "I may not invite anybody" in town.text(town.han)
    assert "Budget office" in town.text(town.han)
    assert town.links(town.han) == []


async def test_registered_people_who_knock_are_let_in(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    await town.tap(town.mina, "Entry: by link")
    await town.register(town.han, "t-1-3")
    stranger = town.box.user("Lee", language_code="en")
    link = next(iter(chat.links.values()))

    await town.han.join(chat, link)
    await stranger.join(chat, link)
    await town.world.quiet()
    waits = not town.is_inside(chat, stranger)
    told = town.text(stranger)
    await town.register(stranger, "t-1-3")

    assert town.is_inside(chat, town.han)
    assert "You are in" in town.text(town.han)
    assert waits
    assert "read the short notice first" in told
    assert town.is_inside(chat, stranger)


async def test_a_resident_number_is_deleted_and_its_writer_warned_in_private(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.han.join(chat)
    await town.start(town.han)
    before = len(town.said(chat))

    message = await town.han.send(f"I am {NUMBER}", chat=chat, thread=topic.thread_id)
    await town.world.quiet()

    assert message.id not in chat.messages
    assert "was deleted" in town.text(town.han)
    assert NUMBER not in town.text(town.han)
    assert len(town.said(chat)) == before


async def test_somebody_unknown_is_warned_in_the_thread_without_the_number(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.han.join(chat)

    message = await town.han.send("fine words", chat=chat, thread=topic.thread_id)
    await town.han.edit(message, f"now with {NUMBER}")
    await town.world.quiet()

    assert message.id not in chat.messages
    assert "주민등록번호" in town.said(chat, topic)[-1]
    assert NUMBER not in town.said(chat, topic)[-1]


async def test_a_note_with_a_resident_number_is_deleted_and_not_pinned(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")

    await town.send(town.mina, f"/note {NUMBER}", chat, topic)

    assert not any(NUMBER in str(one.content) for one in chat.messages.values())
    assert "was deleted" in town.text(town.mina)


# --- what happens to groups ------------------------------------------------------------------


async def test_a_group_that_throws_the_bot_out_is_reported_and_comes_back(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    await town.mina.remove(chat, town.box.bot.id)
    await town.world.quiet()
    news = town.text(town.mina)
    await town.mina.add_bot(chat, RIGHTS)
    await town.world.quiet()
    await town.send(town.mina, "/staff")

    assert "I am no longer in" in news
    assert "I am no longer in" not in town.text(town.mina)


async def test_a_group_keeps_its_thread_when_it_becomes_a_supergroup(town: Town) -> None:
    group = town.box.group("Neighbours", town.mina)
    await town.choose_group(group, "A group without topics")
    await town.tap(town.mina, "Jongno-gu")
    await town.tap(town.mina, "Go on with")
    await town.tap(town.mina, "Bind")

    supergroup = town.box.migrate(group)
    await town.world.quiet()
    await town.send(town.mina, "/card", supergroup)

    assert "종로구" in town.said(supergroup)[-1]


async def test_a_new_title_is_kept(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    town.retitle(chat, "Forum of the city")
    await town.world.quiet()
    await town.send(town.mina, "/staff")

    assert "💬 Forum of the city" in town.buttons(town.mina)


async def test_the_language_of_a_group_is_chosen_and_its_cards_follow(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    await town.tap(town.mina, "English")

    card = town.said(chat, town.topic(chat, "종로구"))[0]
    assert "Here we discuss" in card
    assert "✓ English" in town.buttons(town.mina)


async def test_a_group_that_is_let_go_is_left_alone(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    await town.tap(town.mina, "Let go")
    await town.tap(town.mina, "Let go")
    before = len(town.said(chat))
    await town.send(town.mina, "/card", chat, town.topic(chat, "종로구"))

    assert "💬 Town forum" not in town.buttons(town.mina)
    assert len(town.said(chat)) == before


# --- roles -----------------------------------------------------------------------------------


async def test_an_invitation_makes_a_facilitator_once(town: Town) -> None:
    await town.send(town.minsu, "/staff")
    await town.tap(town.minsu, "역할 초대")
    await town.tap(town.minsu, "진행자")
    await town.tap(town.minsu, "종로구")
    payload = town.text(town.minsu).split("start=")[1].split()[0]

    await town.start(town.han, payload)
    accepted = town.text(town.han)
    await town.start(town.han, payload)
    again = town.text(town.han)
    other = town.box.user("Lee", language_code="en")
    await town.start(other, payload)

    assert "facilitator (Jongno-gu)" in accepted
    assert again == accepted
    assert "used already" in town.text(other)
    assert "진행자 (종로구)" in town.text(town.minsu)


async def test_an_old_invitation_says_until_when_it_was_valid(town: Town) -> None:
    await town.send(town.minsu, "/staff")
    await town.tap(town.minsu, "역할 초대")
    await town.tap(town.minsu, "진행자")
    await town.tap(town.minsu, "모든 선정 단위")
    payload = town.text(town.minsu).split("start=")[1].split()[0]

    await town.passes(days=7)
    await town.start(town.han, payload)

    assert "was valid until 12 August, noon" in town.text(town.han)


async def test_a_dismissed_facilitator_can_do_nothing_at_once(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    topic = town.topic(chat, "종로구")
    await town.send(town.minsu, "/staff")
    await town.tap(town.minsu, "역할 담당자")
    await town.tap(town.minsu, "Mina")
    await town.tap(town.minsu, "역할 해제")
    await town.tap(town.minsu, "해제")

    await town.send(town.mina, "/close", chat, topic)
    await town.send(town.mina, "/staff")

    assert not topic.is_closed
    assert "needs the role facilitator" in town.text(town.mina)


async def test_a_facilitator_has_no_managers_keys(town: Town) -> None:
    await town.send(town.mina, "/staff")
    facilitator = town.buttons(town.mina)
    await town.send(town.minsu, "/staff")

    assert "Bind a group" in facilitator
    assert "Invite to a role" not in facilitator
    assert "역할 초대" in town.buttons(town.minsu)
    assert town.world.staff_id("facilitator") == samples.FACILITATOR


async def test_other_headings_are_chosen_for_a_bound_group(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")

    await town.tap(town.mina, "Change the headings")
    before = town.buttons(town.mina)
    await town.tap(town.mina, "Eunpyeong-gu")
    await town.tap(town.mina, "Go on with 2 headings")
    await town.tap(town.mina, "Bind")

    assert "✓ Jongno-gu" in before
    assert "Topics made: 1 of 2." in town.text(town.mina)
    assert len(chat.topics) == 1


async def test_choosing_a_group_from_telegrams_list_asks_only_once(town: Town) -> None:
    chat = town.forum("Jongno-gu neighbours")

    await town.choose_group(chat, "A group with topics")

    asked = [one for one in town.mina.messages() if "Shall it be bound" in str(one.content)]
    assert asked == []
    assert "Which headings" in town.text(town.mina)


async def test_a_link_that_was_made_under_a_lost_right_is_not_shown_any_more(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    await town.register(town.han, "t-1-3")
    before = town.links(town.han)

    await town.mina.promote(chat, town.box.bot.id, RIGHTS[:3])
    await town.world.quiet()
    await town.start(town.han, "t-1-3")

    assert any("t.me/+" in link for link in before)
    assert town.links(town.han) == []


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


async def test_a_groups_title_never_changes_the_markup(town: Town) -> None:
    await town.bound("Jongno-gu", title="<b>Forum & friends</b>")

    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Forum & friends")

    assert "<b>Forum & friends</b>" in town.text(town.mina)
