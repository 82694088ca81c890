"""Invitations to a role, dismissals, and whose keys are whose."""

from tests import samples
from tests.groups.town import Town


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
    assert "has none of these roles now" in town.text(town.mina)


async def test_a_facilitator_has_no_managers_keys(town: Town) -> None:
    await town.send(town.mina, "/staff")
    facilitator = town.buttons(town.mina)
    await town.send(town.minsu, "/staff")

    assert "Bind a group" in facilitator
    assert "Invite to a role" not in facilitator
    assert "역할 초대" in town.buttons(town.minsu)
    assert town.world.staff_id("facilitator") == samples.FACILITATOR
