from pathlib import Path
from typing import Any

import pytest

from rehearsal import posting
from rehearsal.files import Upload, described
from rehearsal.pictures import blank_png
from tests.proposing.phone import Citizen, citizen

ODD: dict[str, tuple[dict[str, Any], str]] = {
    "a contact": (
        {"contact": {"phone_number": "+821012345678", "first_name": "Han"}},
        "the contact was not stored",
    ),
    "a die": ({"dice": {"emoji": "🎲", "value": 3}}, "Polls and games do nothing here."),
    "a poll": (
        {
            "poll": {
                "id": "7",
                "question": "Which?",
                "options": [
                    {"text": "a", "voter_count": 0, "persistent_id": "a"},
                    {"text": "b", "voter_count": 0, "persistent_id": "b"},
                ],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
        "Polls and games do nothing here.",
    ),
}


async def posts(
    han: Citizen, content: dict[str, Any], extra: dict[str, Any] | None = None
) -> None:
    """Send whatever a phone can send and `Person` has no word for."""
    chat = han.phone.chat_with_bot()
    posting.post(han.world.box, chat, han.phone.id, content, extra=extra)
    await han.world.quiet()


def said_by_bot(han: Citizen) -> int:
    box = han.world.box
    return sum(one.sender_id == box.bot.id for one in han.phone.messages())


@pytest.mark.parametrize("what", list(ODD))
async def test_what_nobody_asked_for_is_answered_with_the_way_home(
    tmp_path: Path, what: str
) -> None:
    content, expected = ODD[what]
    async with citizen(tmp_path) as han:
        await han.registers()

        await posts(han, content)

        assert expected in han.sees
        assert han.buttons == ["Home", "Help"]


async def test_pictures_and_stickers_are_answered_and_not_fetched(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()

        said = []
        for send in (han.phone.send_voice, han.phone.send_sticker, han.phone.send_photo):
            await send()
            await han.world.quiet()
            said.append(han.sees.split(".")[0])

        assert said == [
            "I cannot listen to recordings",
            "I cannot read stickers",
            "I cannot use pictures or videos here; none was stored",
        ]
        assert "getFile" not in han.world.box.calls


async def test_a_document_that_nobody_asked_for_is_answered_and_not_fetched(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()

        await han.phone.send_document(b"some bytes", "some.pdf")
        await han.world.quiet()

        assert "file" in han.sees
        assert "getFile" not in han.world.box.calls


async def test_an_album_is_answered_once(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        before = said_by_bot(han)
        content = described(
            han.world.box.files.keep("photo", Upload(blank_png(), "some.png", "image/png"))
        )
        for _ in range(4):
            await posts(han, content, {"media_group_id": "album-1"})

        assert said_by_bot(han) == before + 1


async def test_an_unknown_command_names_those_that_there_are(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()

        await han.says("/<b>fly</b>")
        markup = han.sees
        await han.says("/fly")

        assert "/fly" in han.sees
        assert "/propose – Hand in a proposal" in han.sees
        assert "/forget" in han.sees
        assert markup


@pytest.mark.parametrize("command", ["/start", "/forget", "/staff", "/propose"])
async def test_a_forwarded_command_does_nothing(tmp_path: Path, command: str) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        friend = han.world.box.user("Jieun", language_code="ko")
        sent = await friend.send(command)
        await han.world.quiet()

        await han.phone.forward(sent)
        await han.world.quiet()

        assert "A forwarded command does nothing here." in han.sees


async def test_a_forwarded_command_does_not_leave_the_draft(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        sent = await han.says("/home")
        await han.says("/propose")
        await han.taps("Citizen proposals")

        await han.phone.forward(sent)
        await han.world.quiet()
        await han.says("Repair the small playground")

        assert "Problem" in han.sees


async def test_a_message_made_by_another_bot_is_no_answer(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        await han.says("/propose")
        await han.taps("Citizen proposals")
        other = {"id": 777_000_123, "is_bot": True, "first_name": "Other", "username": "other_bot"}

        await posts(han, {"text": "Repair the playground"}, {"via_bot": other})

        assert "made by another bot" in han.sees


async def test_a_number_that_may_not_be_taken_is_deleted_outside_of_dialogues_too(
    tmp_path: Path,
) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()

        sent = await han.says("외국인등록번호 900101-5234567")

        assert "an alien registration number" in han.sees
        assert sent.id not in [one.id for one in han.phone.messages()]


async def test_an_edit_that_brings_a_number_in_is_deleted(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        sent = await han.says("hello")

        await han.phone.edit(sent, "my passport is M12345678")
        await han.world.quiet()

        assert "a passport number" in han.sees
        assert sent.id not in [one.id for one in han.phone.messages()]


async def test_a_stranger_is_answered_in_their_own_language(tmp_path: Path) -> None:
    async with citizen(tmp_path, language="ko") as han:
        await han.phone.send_sticker()
        await han.world.quiet()

        assert "스티커는 읽을 수 없습니다." in han.sees


async def test_groups_are_never_spammed(tmp_path: Path) -> None:
    async with citizen(tmp_path) as han:
        await han.registers()
        group = han.world.box.supergroup("Sample group", han.phone)
        await han.phone.add_bot(group)
        await han.world.quiet()
        han.world.box.take_events()

        for text in ("hello", "/fly", "/cancel", "900101-1234567"):
            await han.phone.send(text, chat=group)
        await han.phone.send_sticker(chat=group)
        await han.phone.send_voice(chat=group)
        sent = await han.phone.send("hello", chat=group)
        await han.phone.edit(sent, "/forget")
        await han.phone.forward(sent, chat=group)
        await han.world.quiet()

        assert [one for one in han.world.box.take_events() if one.kind == "message"] == []
