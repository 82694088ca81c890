"""What Telegram refuses, word by word."""

from datetime import timedelta
from typing import Any

import pytest

from rehearsal.box import Box
from rehearsal.files import Upload
from rehearsal.people import Person
from rehearsal.pictures import blank_png
from rehearsal.refusals import NOT_MODIFIED, TOO_OLD_QUERY

Json = dict[str, Any]


async def refused(box: Box, method: str, **values: Any) -> tuple[int, str]:
    status, body = await box.answer(box.token, method, values)
    box.violations.clear()  # these calls are wrong on purpose
    assert body["ok"] is False, body
    assert body["error_code"] == status
    return status, body["description"]


async def sent(box: Box, chat_id: int, text: str = "a", **values: Any) -> Json:
    result: Json = await box.call("sendMessage", {"chat_id": chat_id, "text": text, **values})
    return result


def keyboard(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "단추", **button}]]}


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(box: Box):
    wrong = await box.answer("123:abc", "getMe", {})
    malformed = await box.answer("nonsense", "getMe", {})
    unknown = await box.answer(box.token, "getCoffee", {})

    assert wrong == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert malformed[1]["description"] == "Not Found"
    assert unknown == (404, {"ok": False, "error_code": 404, "description": "Not Found"})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n​"}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "가" * 4097}, "message is too long"),
        (
            {"text": "가<b>", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a", "chat_id": 42}, "chat not found"),
        ({"text": "a", "chat_id": -100777}, "chat not found"),
        ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "a", "message_thread_id": 5}, "message thread not found"),
        (
            {"text": "a", "reply_parameters": {"message_id": 999}},
            "message to be replied not found",
        ),
        (
            {"text": "a", "reply_markup": keyboard(callback_data="가" * 22)},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "a", "reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", "reply_markup": keyboard()},
            "Text buttons are not allowed in the inline keyboard",
        ),
        ({"text": "a", "reply_markup": keyboard(url="not an address")}, "BUTTON_URL_INVALID"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "", "url": "a.kr"}]]}},
            "BUTTON_TEXT_INVALID",
        ),
        ({"text": "a", "reply_markup": "{broken"}, "can't parse reply markup JSON object"),
        (
            {
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "1"}] * 9]},
            },
            "REPLY_MARKUP_TOO_LONG",
        ),
    ],
)
async def test_send_message_is_refused(box: Box, jieun: Person, values: Json, words: str):
    answer = await refused(box, "sendMessage", **{"chat_id": jieun.id, **values})

    assert answer == (400, f"Bad Request: {words}")


async def test_the_longest_text_and_data_pass(box: Box, jieun: Person):
    data = "가" * 21 + "x"

    message = await sent(box, jieun.id, "가" * 4096, reply_markup=keyboard(callback_data=data))

    assert len(message["text"]) == 4096
    assert len(data.encode()) == 64


async def test_length_is_counted_after_parsing(box: Box, jieun: Person):
    message = await sent(box, jieun.id, f"<b>{'가' * 4096}</b>", parse_mode="HTML")

    assert len(message["text"]) == 4096


async def test_a_long_caption_is_refused(box: Box, jieun: Person):
    file_id = (await jieun.send_photo()).content["photo"][0]["file_id"]

    answer = await refused(box, "sendPhoto", chat_id=jieun.id, photo=file_id, caption="가" * 1025)

    assert answer == (400, "Bad Request: message caption is too long")


async def test_people_who_cannot_be_written_to(box: Box, jieun: Person):
    stranger = box.user("낯선 이")
    gone = box.user("떠난 이")
    await gone.start()
    await gone.delete_account()
    await jieun.block()

    answers = [
        await refused(box, "sendMessage", chat_id=one.id, text="a")
        for one in (jieun, stranger, gone)
    ]

    assert answers == [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (403, "Forbidden: user is deactivated"),
    ]


async def test_groups_that_put_the_bot_out(box: Box, jieun: Person):
    forum = box.supergroup("은평구", jieun, forum=True)
    group = box.group("모임", jieun)
    box.add_bot(forum, jieun)
    box.add_bot(group, jieun)
    await jieun.remove(forum, box.bot.id)
    await box.call("leaveChat", {"chat_id": group.id})

    kicked = await refused(box, "sendMessage", chat_id=forum.id, text="a")
    left = await refused(box, "sendMessage", chat_id=group.id, text="a")

    assert kicked == (403, "Forbidden: bot was kicked from the supergroup chat")
    assert left == (403, "Forbidden: bot is not a member of the group chat")


async def test_a_group_that_became_a_supergroup_names_its_new_id(box: Box, jieun: Person):
    group = box.group("모임", jieun)
    box.add_bot(group, jieun)
    moved = box.migrate(group)

    status, body = await box.answer(box.token, "sendMessage", {"chat_id": group.id, "text": "a"})

    assert status == 400
    assert body["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert body["parameters"] == {"migrate_to_chat_id": moved.id}


async def test_editing_to_the_same_is_refused_also_without_a_keyboard(box: Box, jieun: Person):
    markup = keyboard(callback_data="x")
    plain = await sent(box, jieun.id, "<b>a</b>", parse_mode="HTML")
    keyed = await sent(box, jieun.id, "a", reply_markup=markup)

    answers = [
        await refused(
            box,
            "editMessageText",
            chat_id=jieun.id,
            message_id=plain["message_id"],
            text=" <b>a</b> ",
            parse_mode="HTML",
        ),
        await refused(
            box,
            "editMessageText",
            chat_id=jieun.id,
            message_id=keyed["message_id"],
            text="a",
            reply_markup=markup,
        ),
        await refused(
            box,
            "editMessageReplyMarkup",
            chat_id=jieun.id,
            message_id=keyed["message_id"],
            reply_markup=markup,
        ),
    ]

    assert answers == [(400, f"Bad Request: {NOT_MODIFIED}")] * 3


async def test_another_keyboard_or_other_formatting_is_a_change(box: Box, jieun: Person):
    message = await sent(box, jieun.id, "a", reply_markup=keyboard(callback_data="x"))
    place = {"chat_id": jieun.id, "message_id": message["message_id"]}

    bold = await box.call("editMessageText", {**place, "text": "<b>a</b>", "parse_mode": "HTML"})

    assert bold["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert "reply_markup" not in bold


async def test_what_is_not_there_cannot_be_edited_deleted_or_pinned(box: Box, jieun: Person):
    theirs = await jieun.send("mine")

    answers = [
        await refused(box, "editMessageText", chat_id=jieun.id, message_id=99, text="a"),
        await refused(box, "editMessageText", chat_id=jieun.id, message_id=theirs.id, text="a"),
        await refused(box, "deleteMessage", chat_id=jieun.id, message_id=99),
        await refused(box, "pinChatMessage", chat_id=jieun.id, message_id=99),
    ]

    assert answers == [
        (400, "Bad Request: message to edit not found"),
        (400, "Bad Request: message can't be edited"),
        (400, "Bad Request: message to delete not found"),
        (400, "Bad Request: message to pin not found"),
    ]


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(box: Box, jieun: Person):
    markup = {"keyboard": [[{"text": "네"}]]}
    message = await sent(box, jieun.id, "a", reply_markup=markup)

    answer = await refused(
        box, "editMessageText", chat_id=jieun.id, message_id=message["message_id"], text="b"
    )

    assert answer == (400, "Bad Request: message can't be edited")


async def test_text_and_caption_are_edited_by_their_own_methods(box: Box, jieun: Person):
    file_id = (await jieun.send_photo()).content["photo"][0]["file_id"]
    photo = await box.call("sendPhoto", {"chat_id": jieun.id, "photo": file_id, "caption": "a"})
    text = await sent(box, jieun.id)

    answers = [
        await refused(
            box,
            "editMessageText",
            chat_id=jieun.id,
            message_id=photo["message_id"],
            text="b",
        ),
        await refused(
            box,
            "editMessageCaption",
            chat_id=jieun.id,
            message_id=text["message_id"],
            caption="b",
        ),
    ]

    assert answers == [
        (400, "Bad Request: there is no text in the message to edit"),
        (400, "Bad Request: there is no caption in the message to edit"),
    ]


async def test_a_message_older_than_48_hours_cannot_be_deleted(box: Box, jieun: Person):
    old = await sent(box, jieun.id)
    box.clock.advance(timedelta(hours=48, seconds=1))

    answer = await refused(box, "deleteMessage", chat_id=jieun.id, message_id=old["message_id"])

    assert answer == (400, "Bad Request: message can't be deleted")


async def test_a_tap_is_answered_once_and_not_late(box: Box, jieun: Person):
    await sent(box, jieun.id, "a", reply_markup=keyboard(callback_data="x"))
    first, second = await jieun.tap("단추"), await jieun.tap("단추")
    await box.call("answerCallbackQuery", {"callback_query_id": first.id, "text": "네"})
    box.clock.advance(timedelta(minutes=2))

    answers = [
        await refused(box, "answerCallbackQuery", callback_query_id=one)
        for one in (first.id, second.id, "4711")
    ]

    assert answers == [(400, f"Bad Request: {TOO_OLD_QUERY}")] * 3
    assert [tap.answer for tap in jieun.toasts()] == ["네"]


async def test_a_toast_over_200_letters_is_refused(box: Box, jieun: Person):
    await sent(box, jieun.id, "a", reply_markup=keyboard(callback_data="x"))
    tap = await jieun.tap("단추")

    answer = await refused(box, "answerCallbackQuery", callback_query_id=tap.id, text="가" * 201)

    assert answer == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_pictures_and_files_that_telegram_does_not_take(box: Box, jieun: Person):
    file_id = (await jieun.send_document(b"text", "a.txt")).content["document"]["file_id"]

    answers = [
        await refused(box, "sendPhoto", chat_id=jieun.id, photo=file_id),
        await refused(box, "sendPhoto", chat_id=jieun.id, photo="nonsense"),
        await refused(box, "sendPhoto", chat_id=jieun.id, photo="https://a.kr/b.png"),
        await refused(box, "sendPhoto", chat_id=jieun.id),
        await refused(box, "getFile", file_id="nonsense"),
    ]

    assert answers == [
        (400, "Bad Request: can't use file of type Document as Photo"),
        (400, "Bad Request: wrong file identifier/HTTP URL specified"),
        (400, "Bad Request: failed to get HTTP URL content"),
        (400, "Bad Request: there is no photo in the request"),
        (400, "Bad Request: invalid file_id"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (blank_png(4000, 100), "PHOTO_INVALID_DIMENSIONS"),
        (blank_png(6000, 5000), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_uploads_that_are_no_photos(box: Box, jieun: Person, data: bytes, words: str):
    status, body = await box.answer(
        box.token, "sendPhoto", {"chat_id": jieun.id}, {"photo": Upload(data, "a.png")}
    )

    assert (status, body["description"]) == (400, f"Bad Request: {words}")


async def test_location_is_asked_for_in_private_chats_only(box: Box, jieun: Person):
    group = box.group("모임", jieun)
    box.add_bot(group, jieun)
    markup = {"keyboard": [[{"text": "위치", "request_location": True}]]}

    answer = await refused(box, "sendMessage", chat_id=group.id, text="a", reply_markup=markup)

    assert answer == (400, "Bad Request: location can be requested in private chats only")


async def test_commands_with_hangul_are_refused(box: Box):
    answer = await refused(
        box, "setMyCommands", commands=[{"command": "시작", "description": "시작합니다"}]
    )

    assert answer == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_every_refusal_is_told_to_those_who_look_on(box: Box, jieun: Person):
    await refused(box, "sendMessage", chat_id=jieun.id, text="")

    events = box.take_events(kinds=frozenset({"refusal"}))

    assert [(e.chat_id, e.data["method"], e.data["code"], e.text) for e in events] == [
        (jieun.id, "sendMessage", 400, "Bad Request: message text is empty")
    ]
