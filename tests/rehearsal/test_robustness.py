"""Whatever a bot sends, the box answers or refuses; it never breaks."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearsal.box import Box
from rehearsal.clock import Clock
from rehearsal.methods import METHODS
from rehearsal.rights import ALL_RIGHTS
from tests.rehearsal.conftest import START

SENDING = ["reply_markup", "reply_parameters", "message_thread_id", "parse_mode"]
PEOPLE = ["user_id", "until_date", "permissions", "custom_title", "can_pin_messages"]
NAMES = {
    "sendMessage": ["text", "entities", "link_preview_options", *SENDING],
    "sendPhoto": ["photo", "caption", "caption_entities", *SENDING],
    "sendDocument": ["document", "caption", "caption_entities", *SENDING],
    "sendLocation": ["latitude", "longitude", "horizontal_accuracy", *SENDING],
    "sendMediaGroup": ["media", *SENDING],
    "editMessageText": ["message_id", "text", "entities", "reply_markup", "parse_mode"],
    "editMessageMedia": ["message_id", "media", "reply_markup"],
    "editMessageReplyMarkup": ["message_id", "reply_markup"],
    "deleteMessages": ["message_ids"],
    "forwardMessage": ["from_chat_id", "message_id", "message_thread_id"],
    "copyMessage": ["from_chat_id", "message_id", "caption", *SENDING],
    "setMessageReaction": ["message_id", "reaction"],
    "setMyCommands": ["commands", "scope", "language_code"],
    "setChatMenuButton": ["menu_button"],
    "setMyDefaultAdministratorRights": ["rights"],
    "setWebhook": ["url", "secret_token", "allowed_updates", "max_connections"],
    "getUpdates": ["offset", "limit", "allowed_updates"],
    "createForumTopic": ["name", "icon_color", "icon_custom_emoji_id"],
    "editForumTopic": ["message_thread_id", "name", "icon_custom_emoji_id"],
    "setChatPermissions": ["permissions"],
    "restrictChatMember": PEOPLE,
    "promoteChatMember": PEOPLE,
    "createChatInviteLink": ["name", "expire_date", "member_limit", "creates_join_request"],
    "answerCallbackQuery": ["callback_query_id", "text", "url"],
}
SHARED = ["chat_id", "user_id", "message_id", "name", "title", "description", "file_id"]
KEYS = st.sampled_from(
    ["inline_keyboard", "keyboard", "text", "callback_data", "url", "type", "offset", "length",
     "message_id", "chat_id", "user_id", "quote", "media", "command", "description", "copy_text",
     "remove_keyboard", "user", "id", "can_send_messages", "caption", "parse_mode"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=6),
    st.sampled_from([100001, -1002000000001, "100001", 3]),
    st.sampled_from(["<b>", "HTML", "photo", "bold", "chat", "text_mention"]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=8,
)
BUTTONS = st.one_of(VALUES, st.lists(st.lists(VALUES, max_size=2), max_size=2))
MARKUPS = st.fixed_dictionaries(
    {}, optional={"inline_keyboard": BUTTONS, "keyboard": BUTTONS, "force_reply": VALUES}
)


def values_of(name: str) -> st.SearchStrategy[Any]:
    if name == "reply_markup":
        return st.one_of(VALUES, MARKUPS)
    if name in {"text", "name", "caption"}:
        return st.one_of(VALUES, st.text(min_size=1, max_size=9))
    if name in {"entities", "caption_entities", "media", "commands", "reaction"}:
        return st.one_of(VALUES, st.lists(st.dictionaries(KEYS, LEAVES, max_size=4), max_size=3))
    if name in {"chat_id", "from_chat_id"}:
        return st.one_of(st.sampled_from([100001, -1002000000001]), VALUES)
    return VALUES


def calls_of(method: str) -> st.SearchStrategy[tuple[str, dict[str, Any], bool]]:
    names = {"chat_id": values_of("chat_id")}
    names |= {name: values_of(name) for name in NAMES.get(method, SHARED)}
    return st.tuples(st.just(method), st.fixed_dictionaries({}, optional=names), st.booleans())


CALLS = st.lists(
    st.sampled_from(sorted(set(METHODS) | {"getUpdates"}) + sorted(NAMES) * 3).flatmap(calls_of),
    min_size=1,
    max_size=6,
)


async def lived_in() -> Box:
    box = Box(clock=Clock(START, speed=0))
    person = box.user("지은")
    await person.start()
    forum = box.supergroup("은평구", person, forum=True)
    box.add_bot(forum, person, rights=list(ALL_RIGHTS))
    await person.open_topic(forum, "놀이터")
    for place in ({"chat_id": person.id}, {"chat_id": forum.id}):
        await box.call("sendMessage", {**place, "text": "a"})
    return box


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLS)
def test_any_call_is_answered_or_refused(calls: list[tuple[str, dict[str, Any], bool]]):
    async def run() -> list[int]:
        box = await lived_in()
        statuses = []
        for method, values, as_strings in calls:
            if as_strings:
                values = {
                    name: value if isinstance(value, str) else json.dumps(value)
                    for name, value in values.items()
                }
            values.pop("timeout", None)
            values = {"chat_id": 100001} | values
            status, body = await box.answer(box.token, method, values)
            json.dumps(body)
            statuses.append(status)
        await box.close()
        return statuses

    assert set(asyncio.run(run())) <= {200, 400, 403, 409}
