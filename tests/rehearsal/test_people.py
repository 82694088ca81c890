"""What a person's phone allows, and what the bot then hears."""

import pytest

from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.people import Person


async def shown(box: Box, person: Person, *labels: str, text: str = "a") -> int:
    rows = [[{"text": label, "callback_data": f"d:{label}"}] for label in labels]
    values = {"chat_id": person.id, "text": text, "reply_markup": {"inline_keyboard": rows}}
    sent: int = (await box.call("sendMessage", values))["message_id"]
    return sent


async def test_blocking_and_starting_again_are_told_to_the_bot(box: Box, jieun: Person):
    await jieun.block()
    with pytest.raises(ActRefused, match="blocked"):
        await jieun.send("들리나요?")
    await jieun.start()

    updates = box.take_updates()

    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in updates[:2]]
    assert changes == ["kicked", "member"]
    assert updates[2]["message"]["text"] == "/start"


async def test_a_tap_finds_the_newest_button_by_label_part_or_data(box: Box, jieun: Person):
    old = await shown(box, jieun, "놀이터 3억 원", "도서관")
    new = await shown(box, jieun, "놀이터")

    by_label = await jieun.tap("놀이터")
    by_part = await jieun.tap("3억")
    by_data = await jieun.tap("d:도서관")
    on_the_old = await jieun.tap("놀이터", old)

    assert [tap.message_id for tap in (by_label, by_part, by_data, on_the_old)] == [
        new,
        old,
        old,
        old,
    ]
    assert on_the_old.data == "d:놀이터 3억 원"


async def test_a_button_that_is_not_there_cannot_be_tapped_unless_the_phone_is_stale(
    box: Box, jieun: Person
):
    message_id = await shown(box, jieun, "놀이터")
    place = {"chat_id": jieun.id, "message_id": message_id}
    await box.call("editMessageText", {**place, "text": "마감되었습니다"})
    with pytest.raises(ActRefused, match="no button"):
        await jieun.tap("놀이터", message_id)

    tap = await jieun.tap("d:놀이터", message_id, stale=True)

    query = box.take_updates()[-1]["callback_query"]
    assert (query["id"], query["data"]) == (tap.id, "d:놀이터")
    assert query["message"]["text"] == "마감되었습니다"


async def test_a_tap_on_a_deleted_message_shows_the_bot_an_inaccessible_one(
    box: Box, jieun: Person
):
    message_id = await shown(box, jieun, "놀이터")
    held = jieun.chat_with_bot().messages[message_id]
    await box.call("deleteMessage", {"chat_id": jieun.id, "message_id": message_id})

    await jieun.tap("d:놀이터", held, stale=True)

    assert box.take_updates()[-1]["callback_query"]["message"]["date"] == 0


async def test_edits_and_forwards_reach_the_bot_as_what_they_are(box: Box, jieun: Person):
    said = await jieun.send("처음")
    await jieun.edit(said, "/help 나중")
    await jieun.forward(said)

    _, edited, forwarded = box.take_updates()

    assert edited["edited_message"]["text"] == "/help 나중"
    assert edited["edited_message"]["entities"][0]["type"] == "bot_command"
    assert forwarded["message"]["forward_origin"]["type"] == "user"


async def test_protected_messages_are_not_forwarded(box: Box, jieun: Person):
    values = {"chat_id": jieun.id, "text": "a", "protect_content": True}
    sent = await box.call("sendMessage", values)

    with pytest.raises(ActRefused, match="protected"):
        await jieun.forward(jieun.chat_with_bot().messages[sent["message_id"]])


async def test_the_screen_is_the_bots_newest_message(box: Box, jieun: Person):
    assert jieun.screen() == {}
    await shown(box, jieun, "놀이터", text="투표하세요")

    await jieun.send("네")

    assert jieun.screen()["text"] == "투표하세요"


async def test_a_deleted_message_frees_no_number(box: Box, jieun: Person):
    said = await jieun.send("지울 글")
    await jieun.delete(said)

    assert (await jieun.send("새 글")).id == said.id + 1
    assert len(box.take_updates()) == 2


async def test_whoever_is_outside_a_group_cannot_write_in_it(box: Box, jieun: Person):
    group = box.group("모임", jieun)
    other = box.user("다른 이")

    with pytest.raises(ActRefused, match="not a member"):
        await other.send("a", chat=group)
    await other.join(group)
    await other.send("a", chat=group)
    await other.leave(group)

    with pytest.raises(ActRefused, match="not a member"):
        await other.send("a", chat=group)


async def test_whoever_was_banned_does_not_get_in_again(box: Box, jieun: Person):
    group = box.supergroup("모임", jieun)
    other = box.user("다른 이")
    await other.join(group)
    await jieun.remove(group, other.id)

    with pytest.raises(ActRefused, match="banned"):
        await other.join(group)


async def test_a_transcript_lists_what_the_bot_did_since_the_last_step(box: Box, jieun: Person):
    message_id = await shown(box, jieun, "놀이터", "도서관", text="고르세요")
    first = box.take_events()
    tap = await jieun.tap("놀이터")
    await box.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": "1순위"})
    await box.call("pinChatMessage", {"chat_id": jieun.id, "message_id": message_id})
    second = box.take_events()

    assert [(e.kind, e.text, e.buttons, e.chat_id, e.thread_id) for e in first] == [
        ("message", "고르세요", [["놀이터"], ["도서관"]], jieun.id, None)
    ]
    assert [(e.kind, e.text) for e in second] == [("toast", "1순위"), ("pin", "고르세요")]
    assert box.take_events() == []
