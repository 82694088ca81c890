"""A box kept in a file goes on where it stood."""

from datetime import timedelta
from pathlib import Path

import pytest

from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.people import Person
from rehearsal.state import as_json, load, save


async def lived_in(box: Box, jieun: Person) -> None:
    forum = box.supergroup("은평구", jieun, forum=True)
    box.add_bot(forum, jieun, rights=["can_manage_topics", "can_invite_users"])
    topic = await jieun.open_topic(forum, "놀이터")
    await jieun.send("이야기", chat=forum, thread=topic.thread_id)
    await box.call("createChatInviteLink", {"chat_id": forum.id})
    await jieun.send_photo(caption="사진")
    await box.call(
        "setMyCommands",
        {"commands": [{"command": "help", "description": "도움"}], "language_code": "ko"},
    )
    keys = {"keyboard": [[{"text": "네"}]]}
    await box.call("sendMessage", {"chat_id": jieun.id, "text": "a", "reply_markup": keys})
    box.clock.advance(timedelta(hours=3))


async def test_everything_comes_back(box: Box, jieun: Person, tmp_path: Path):
    await lived_in(box, jieun)
    path = tmp_path / "box.json"

    save(box, path)
    again = Box(clock=Clock(box.clock.now(), speed=0))
    load(again, path)

    assert as_json(again) == as_json(box)
    assert again.clock.now() == box.clock.now()
    assert again.take_updates() == box.take_updates()


async def test_life_goes_on_with_new_numbers(box: Box, jieun: Person, tmp_path: Path):
    await lived_in(box, jieun)
    save(box, tmp_path / "box.json")
    again = Box(clock=Clock(box.clock.now(), speed=0))
    load(again, tmp_path / "box.json")
    last = max(one["update_id"] for one in again.take_updates())

    person = again.person(jieun.id)
    said = await person.press("네")
    newcomer = again.user("새 이웃")

    assert said.id not in box.private_chat(jieun.id).messages
    assert newcomer.id not in box.users
    assert again.take_updates()[0]["update_id"] == last + 1
    assert again.users[again.bot.id] is again.bot


def test_a_file_of_another_version_is_not_taken(box: Box, tmp_path: Path):
    path = tmp_path / "box.json"
    path.write_text('{"version": 0}')

    with pytest.raises(ValueError, match="another version"):
        load(box, path)
