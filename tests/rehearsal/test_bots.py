"""python-telegram-bot's own Bot through both doors."""

from datetime import timedelta

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from rehearsal.box import Box
from rehearsal.door_request import BoxRequest
from rehearsal.people import Person
from rehearsal.pictures import blank_png
from rehearsal.rights import Member
from rehearsal.server import BoxServer

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("놀이터", callback_data="v:1")]])


async def test_a_bot_learns_who_it_is(box: Box, any_bot: Bot):
    me = await any_bot.get_me()

    assert (me.id, me.username) == (box.bot.id, "madang_bot")
    assert me.can_read_all_group_messages is False


async def test_a_bot_with_another_token_is_turned_away(box: Box):
    stranger = Bot("99:other", request=BoxRequest(box), get_updates_request=BoxRequest(box))

    with pytest.raises(InvalidToken):
        await stranger.initialize()


async def test_a_whole_conversation(box: Box, any_bot: Bot):
    person = box.user("지은", language_code="ko")
    await person.start("h-1")
    first = (await any_bot.get_updates())[0]
    sent = await any_bot.send_message(
        person.id,
        "<b>투표</b> 😀 <i>시작</i>",
        parse_mode=ParseMode.HTML,
        reply_markup=MARKUP,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    await person.tap("놀이터")
    query = (await any_bot.get_updates(offset=first.update_id + 1))[0].callback_query
    await query.answer("저장되었습니다", show_alert=True)
    edited = await query.edit_message_text("1순위 놀이터")

    assert first.message is not None
    assert first.message.text == "/start h-1"
    assert first.message.from_user.language_code == "ko"
    assert sent.parse_entity(sent.entities[1]) == "시작"
    assert query.data == "v:1"
    assert edited.text == "1순위 놀이터"
    assert [(t.answer, t.is_alert) for t in person.toasts()] == [("저장되었습니다", True)]
    assert [(e.kind, e.text, e.buttons) for e in box.take_events()] == [
        ("message", "투표 😀 시작", [["놀이터"]]),
        ("toast", "저장되었습니다", []),
        ("edit", "1순위 놀이터", []),
    ]


async def test_files_go_up_and_down(box: Box, any_bot: Bot, jieun: Person):
    photo = await any_bot.send_photo(
        jieun.id, blank_png(), caption="<b>결과</b>", parse_mode="HTML"
    )
    document = await any_bot.send_document(
        jieun.id, "표,값\n".encode(), filename="결과.csv", reply_markup=MARKUP
    )
    file = await any_bot.get_file(document.document.file_id)
    again = await any_bot.send_photo(jieun.id, photo.photo[-1].file_id)
    changed = await any_bot.edit_message_media(
        InputMediaPhoto(blank_png(100, 100), caption="b"), jieun.id, photo.message_id
    )

    assert bytes(await file.download_as_bytearray()) == "표,값\n".encode()
    assert document.document.file_name == "결과.csv"
    assert again.photo[-1].file_unique_id == photo.photo[-1].file_unique_id
    assert (photo.photo[-1].width, photo.photo[-1].height) == (320, 240)
    assert (changed.photo[-1].width, changed.caption) == (100, "b")


async def test_an_album_arrives_as_one(any_bot: Bot, jieun: Person):
    sent = await any_bot.send_media_group(
        jieun.id, [InputMediaDocument(b"1", caption="하나"), InputMediaDocument(b"2")]
    )

    assert len({one.media_group_id for one in sent}) == 1
    assert sent[0].caption == "하나"


async def test_people_send_documents_and_places_too(any_bot: Bot, jieun: Person):
    await jieun.send_document(b"x = 1", "process.toml", caption="올립니다")
    await jieun.send_location(37.6, 126.9)
    await jieun.send_voice()
    await jieun.send_sticker()

    updates = await any_bot.get_updates()
    held = await (await updates[0].message.document.get_file()).download_as_bytearray()

    assert bytes(held) == b"x = 1"
    assert updates[1].message.location.latitude == 37.6
    assert updates[2].message.voice is not None
    assert updates[3].message.sticker is not None


async def test_replies_protection_and_effects_are_kept(any_bot: Bot, jieun: Person):
    said = await jieun.send("질문")
    sent = await any_bot.send_message(
        jieun.id,
        "대답",
        protect_content=True,
        message_effect_id="5104841245755180586",
        reply_parameters=ReplyParameters(said.id),
    )
    lenient = await any_bot.send_message(
        jieun.id, "a", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
    )

    assert sent.reply_to_message.text == "질문"
    assert sent.has_protected_content is True
    assert sent.effect_id == "5104841245755180586"
    assert lenient.reply_to_message is None


async def test_reply_keyboards_come_up_and_go(box: Box, any_bot: Bot, jieun: Person):
    keys = [[KeyboardButton("여기 있어요", request_location=True)], ["건너뛰기"]]
    await any_bot.send_message(jieun.id, "어디 사세요?", reply_markup=ReplyKeyboardMarkup(keys))
    await jieun.press("여기 있어요", location=(37.61, 126.92))
    await jieun.press("건너뛰기")
    updates = await any_bot.get_updates()
    await any_bot.send_message(jieun.id, "고맙습니다", reply_markup=ReplyKeyboardRemove())

    assert updates[0].message.location.longitude == 126.92
    assert updates[1].message.text == "건너뛰기"
    assert jieun.chat_with_bot().keyboards == {}


async def test_a_forum_is_shared_by_a_button_and_the_bot_gets_its_rights(
    box: Box, any_bot: Bot, jieun: Person
):
    forum = box.supergroup("은평구", jieun, forum=True)
    plain = box.supergroup("모임", jieun)
    rights = ChatAdministratorRights(
        **dict.fromkeys(ChatAdministratorRights.no_rights().to_dict(), False)
        | {"can_manage_topics": True, "can_manage_chat": True}
    )
    request = KeyboardButtonRequestChat(
        7,
        chat_is_channel=False,
        chat_is_forum=True,
        user_administrator_rights=rights,
        bot_administrator_rights=rights,
        request_title=True,
    )
    keys = [[KeyboardButton("모임 고르기", request_chat=request)]]
    markup = ReplyKeyboardMarkup(keys, one_time_keyboard=True)
    await any_bot.send_message(jieun.id, "a", reply_markup=markup)

    with pytest.raises(Exception, match="another kind of chat"):
        await jieun.press("모임 고르기", shared=plain)
    await jieun.press("모임 고르기", shared=forum)

    shared = (await any_bot.get_updates())[-1].message.chat_shared
    assert (shared.request_id, shared.chat_id, shared.title) == (7, forum.id, "은평구")
    assert (await any_bot.get_chat_member(forum.id, box.bot.id)).can_manage_topics is True


async def test_commands_depend_on_scope_and_language(box: Box, any_bot: Bot, jieun: Person):
    english = box.user("Sam", language_code="en")
    await english.start()
    await any_bot.set_my_commands([BotCommand("help", "Help")])
    await any_bot.set_my_commands(
        [BotCommand("vote", "투표")], BotCommandScopeAllPrivateChats(), "ko"
    )
    await any_bot.set_my_commands(
        [BotCommand("manage", "Manage")], BotCommandScopeChat(english.id)
    )

    seen = {
        person.user.first_name: [
            one["command"]
            for one in box.profile.commands_for(
                person.chat_with_bot(), Member(person.id), person.user.language_code
            )
        ]
        for person in (jieun, english)
    }

    assert seen == {"지은": ["vote"], "Sam": ["manage"]}
    assert await any_bot.get_my_commands(BotCommandScopeAllPrivateChats()) == ()
    assert (await any_bot.get_my_commands(BotCommandScopeAllPrivateChats(), "ko"))[0].command == (
        "vote"
    )


async def test_texts_about_the_bot_depend_on_language(any_bot: Bot, jieun: Person):
    await any_bot.set_my_description("Welcome")
    await any_bot.set_my_description("안녕하세요", "ko")
    await any_bot.set_my_name("마당", "ko")
    await any_bot.set_chat_menu_button(jieun.id, MenuButtonCommands())

    assert (await any_bot.get_my_description("ko")).description == "안녕하세요"
    assert (await any_bot.get_my_description("fr")).description == "Welcome"
    assert (await any_bot.get_my_name("ko")).name == "마당"
    assert (await any_bot.get_my_name()).name == "Madang"
    assert (await any_bot.get_chat_menu_button(jieun.id)).type == "commands"


async def test_deleting_forwarding_copying_and_typing(box: Box, any_bot: Bot, jieun: Person):
    first = await any_bot.send_message(jieun.id, "하나", reply_markup=MARKUP)
    forwarded = await any_bot.forward_message(jieun.id, jieun.id, first.message_id)
    copied = await any_bot.copy_message(jieun.id, jieun.id, first.message_id)
    await any_bot.send_chat_action(jieun.id, ChatAction.TYPING)
    await any_bot.delete_message(jieun.id, first.message_id)
    await any_bot.delete_messages(jieun.id, [forwarded.message_id, 4711])

    left = [m.id for m in jieun.messages() if m.sender_id == box.bot.id]
    assert left == [copied.message_id]
    assert forwarded.forward_origin.sender_user.id == box.bot.id


async def test_errors_arrive_as_the_librarys_own(box: Box, any_bot: Bot, jieun: Person):
    group = box.group("모임", jieun)
    box.add_bot(group, jieun)
    moved = box.migrate(group)
    await jieun.block()

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await any_bot.send_message(jieun.id, "a")
    with pytest.raises(ChatMigrated) as caught:
        await any_bot.send_message(group.id, "a")
    with pytest.raises(BadRequest, match="Chat not found"):
        await any_bot.send_message(4711, "a")

    assert caught.value.new_chat_id == moved.id


async def test_dates_follow_the_boxs_clock(box: Box, any_bot: Bot, jieun: Person):
    sent = await any_bot.send_message(jieun.id, "a")
    box.clock.advance(timedelta(days=30))
    edited = await sent.edit_text("b")

    assert sent.date == box.clock.now() - timedelta(days=30)
    assert edited.edit_date == box.clock.now()


async def test_a_polling_application_answers_and_falls_quiet(box: Box, server: BoxServer):
    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"들었습니다: {update.effective_message.text}")

    application = (
        Application.builder()
        .token(box.token)
        .base_url(f"{server.url}/bot")
        .base_file_url(f"{server.url}/file/bot")
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, answer))
    person = box.user("지은")
    async with application:
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0, timeout=5)
        await application.start()
        await person.start()
        await person.send("안녕하세요")
        await box.quiet(settle_s=0.3)  # it confirms first and works afterwards
        shown = person.screen()["text"]
        await application.updater.stop()
        await application.stop()

    assert shown == "들었습니다: 안녕하세요"
    assert len(box.updates) == 0
