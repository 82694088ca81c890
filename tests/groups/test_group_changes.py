"""What Telegram does to a group, and what facilitators change about it later."""

from tests.groups.town import RIGHTS, Town


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
