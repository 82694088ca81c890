"""Topics are made one after the other, and their cards say what is on."""

from tests.groups.town import Town


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
