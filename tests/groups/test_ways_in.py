"""How citizens come into a thread, and what they had better not write there."""

from tests.groups.town import RIGHTS, Town

NUMBER = "900101-1234567"


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


async def test_a_link_that_was_made_under_a_lost_right_is_not_shown_any_more(town: Town) -> None:
    chat = await town.with_topics("Jongno-gu")
    await town.register(town.han, "t-1-3")
    before = town.links(town.han)

    await town.mina.promote(chat, town.box.bot.id, RIGHTS[:3])
    await town.world.quiet()
    await town.start(town.han, "t-1-3")

    assert any("t.me/+" in link for link in before)
    assert town.links(town.han) == []
