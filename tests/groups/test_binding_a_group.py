"""A facilitator binds a group to headings, through the real bot."""

from tests.groups.town import RIGHTS, Town


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
    assert "Chosen: Eunpyeong-gu" in town.text(town.mina)


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


async def test_a_groups_title_never_changes_the_markup(town: Town) -> None:
    await town.bound("Jongno-gu", title="<b>Forum & friends</b>")

    await town.send(town.mina, "/staff")
    await town.tap(town.mina, "Forum & friends")

    assert "<b>Forum & friends</b>" in town.text(town.mina)
