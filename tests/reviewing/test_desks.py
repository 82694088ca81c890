from pathlib import Path

from tests.groups.town import Town
from tests.reviewing.samples import PARKS
from tests.world import World


async def hand_in(town: Town, title: str) -> None:
    await town.send(town.han, "/propose")
    await town.tap(town.han, "Citizen proposals")
    await town.send(town.han, title)
    await town.send(town.han, "The swings are old, and children are often hurt.")
    await town.send(town.han, "Replace the swings and the ground under them.")
    for label in ("No particular place", "I do not know", "Parks", "Hand it in"):
        await town.tap(town.han, label)


async def test_a_desk_shows_what_waits_and_leads_its_reviewers_into_private(
    tmp_path: Path,
) -> None:
    town = Town(await World.open(tmp_path, "reviewing"))
    try:
        await town.start(town.mina)
        theo = town.box.user("Theo", language_code="en", user_id=PARKS)
        await town.start(theo)
        chat = await town.bound("Jongno-gu")
        desk = await town.mina.open_topic(chat, "공원과")
        for person in (theo, town.han):
            await person.join(chat)
        await town.start(town.han)

        await town.send(town.han, "/desk", chat, desk)
        await town.mina.send_as_anonymous_admin("/desk", chat, desk.thread_id)
        await town.world.quiet()
        before = [one for one in town.said(chat, desk) if "이곳에 알립니다" in one]
        await town.send(theo, "/desk", chat, desk)
        opened = town.said(chat, desk)[-1]

        await town.register(town.han, "o-1-1")
        await hand_in(town, "New swings")
        await town.passes(hours=25)
        cards = [one for one in town.said(chat, desk) if "P1-0001" in one]
        link = next(
            key["url"]
            for message in chat.messages.values()
            for row in (message.inline or {}).get("inline_keyboard", ())
            for key in row
            if "url" in key and "v-1-1" in key["url"]
        )
        await town.start(theo, link.partition("start=")[2])
        seen_by_reviewer = town.buttons(theo)
        await town.start(town.han, "v-1-1")
        seen_by_citizen = town.text(town.han)

        assert before == []
        assert "공원과의 검토를 기다리는 제안을 이곳에 알립니다." in opened
        assert cards == ["P1-0001 · New swings\n공원과의 검토를 기다립니다."]
        assert "Infeasible" in seen_by_reviewer
        assert "Infeasible" not in town.buttons(town.han)
        assert "needs the role reviewer" in seen_by_citizen
    finally:
        await town.world.close()
