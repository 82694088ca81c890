"""Groups, forums, rights, topics, joining and leaving."""

from datetime import timedelta
from typing import Any

import pytest

from rehearsal.acts import ActRefused
from rehearsal.box import Box
from rehearsal.chats import Chat
from rehearsal.people import Person
from rehearsal.refusals import Refusal
from rehearsal.users import ANONYMOUS_ADMIN_ID, CHANNEL_BOT_ID

Json = dict[str, Any]

ALL = [
    "can_manage_topics",
    "can_pin_messages",
    "can_delete_messages",
    "can_restrict_members",
    "can_invite_users",
    "can_promote_members",
    "can_change_info",
]


@pytest.fixture
def forum(box: Box, jieun: Person) -> Chat:
    made = box.supergroup("은평구", jieun, forum=True)
    box.add_bot(made, jieun, rights=ALL)
    box.take_updates()
    box.take_events()
    return made


async def words_of(box: Box, method: str, **values: Any) -> str:
    with pytest.raises(Refusal) as caught:
        await box.call(method, values)
    return caught.value.description


async def test_a_topic_is_opened_written_in_closed_and_opened_again(
    box: Box, jieun: Person, forum: Chat
):
    topic = await box.call("createForumTopic", {"chat_id": forum.id, "name": "놀이터"})
    place = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    sent = await box.call("sendMessage", {**place, "text": "이야기해 주세요"})
    await box.call("closeForumTopic", place)
    await box.call("reopenForumTopic", place)

    events = box.take_events()

    assert sent["is_topic_message"] is True
    assert sent["message_thread_id"] == topic["message_thread_id"]
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "놀이터"
    assert [(e.kind, e.data.get("change"), e.text) for e in events] == [
        ("topic", "opened", "놀이터"),
        ("message", None, "이야기해 주세요"),
        ("topic", "closed", "놀이터"),
        ("topic", "reopened", "놀이터"),
    ]


async def test_a_closed_topic_is_closed_to_members_and_to_a_bot_without_the_right(
    box: Box, jieun: Person, forum: Chat
):
    member = box.user("구민")
    await member.join(forum)
    topic = await jieun.open_topic(forum, "놀이터")
    place = {"chat_id": forum.id, "message_thread_id": topic.thread_id}
    await box.call("closeForumTopic", place)
    box.add_bot(forum, jieun, rights=["can_pin_messages"])

    words = await words_of(box, "sendMessage", **place, text="a")
    with pytest.raises(ActRefused, match="closed"):
        await member.send("a", chat=forum, thread=topic.thread_id)

    assert words == "Bad Request: TOPIC_CLOSED"


@pytest.mark.parametrize("thread_id", [1, 4711])
async def test_general_and_unknown_topics_have_no_thread(box: Box, forum: Chat, thread_id: int):
    words = await words_of(
        box, "sendMessage", chat_id=forum.id, text="a", message_thread_id=thread_id
    )

    assert words == "Bad Request: message thread not found"


async def test_a_deleted_topic_takes_its_messages_along(box: Box, forum: Chat):
    topic = await box.call("createForumTopic", {"chat_id": forum.id, "name": "놀이터"})
    place = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    sent = await box.call("sendMessage", {**place, "text": "a"})

    await box.call("deleteForumTopic", place)

    assert sent["message_id"] not in forum.messages
    assert await words_of(box, "sendMessage", **place, text="a") == (
        "Bad Request: message thread not found"
    )


async def test_what_a_bot_without_rights_is_told(box: Box, jieun: Person, forum: Chat):
    member = box.user("구민")
    await member.join(forum)
    said = await member.send("/start", chat=forum)
    topic = await jieun.open_topic(forum, "놀이터")
    box.add_bot(forum, jieun, rights=[])
    place = {"chat_id": forum.id}
    calls: list[tuple[str, Json]] = [
        ("createForumTopic", {"name": "새 토론방"}),
        ("closeForumTopic", {"message_thread_id": topic.thread_id}),
        ("deleteForumTopic", {"message_thread_id": topic.thread_id}),
        ("pinChatMessage", {"message_id": said.id}),
        ("deleteMessage", {"message_id": said.id}),
        ("banChatMember", {"user_id": member.id}),
        ("restrictChatMember", {"user_id": member.id, "permissions": {}}),
        ("promoteChatMember", {"user_id": member.id, "can_pin_messages": True}),
        ("createChatInviteLink", {}),
        ("setChatTitle", {"title": "종로구"}),
    ]

    words = [await words_of(box, method, **place, **values) for method, values in calls]

    assert words == [
        "Bad Request: not enough rights to manage topics",
        "Bad Request: not enough rights to manage topics",
        "Bad Request: not enough rights to delete a topic",
        "Bad Request: not enough rights to manage pinned messages in the chat",
        "Bad Request: message can't be deleted",
        "Bad Request: not enough rights to restrict/unrestrict chat member",
        "Bad Request: not enough rights to restrict/unrestrict chat member",
        "Bad Request: not enough rights",
        "Bad Request: not enough rights to manage chat invite link",
        "Bad Request: not enough rights to change chat title",
    ]


async def test_a_group_without_topics_is_no_forum(box: Box, jieun: Person):
    group = box.supergroup("은평구", jieun)
    box.add_bot(group, jieun, rights=ALL)

    words = await words_of(box, "createForumTopic", chat_id=group.id, name="a")

    assert words == "Bad Request: the chat is not a forum"


async def test_a_person_switches_topics_on_which_no_bot_can(box: Box, jieun: Person):
    group = box.supergroup("은평구", jieun)
    box.add_bot(group, jieun, rights=ALL)

    await jieun.set_forum(group)

    assert (await box.call("getChat", {"chat_id": group.id}))["is_forum"] is True
    assert (await box.call("createForumTopic", {"chat_id": group.id, "name": "a"}))["name"] == "a"


async def test_a_silenced_group_silences_a_bot_that_is_no_administrator(box: Box, jieun: Person):
    group = box.supergroup("은평구", jieun)
    box.add_bot(group, jieun)
    group.permissions["can_send_messages"] = False

    words = await words_of(box, "sendMessage", chat_id=group.id, text="a")

    assert words == "Bad Request: have no rights to send a message"


async def test_administrators_and_the_owner_cannot_be_thrown_out(
    box: Box, jieun: Person, forum: Chat
):
    admin = box.user("진행자")
    await admin.join(forum)
    await jieun.promote(forum, admin.id, ["can_pin_messages"])

    words = [
        await words_of(box, "banChatMember", chat_id=forum.id, user_id=one)
        for one in (admin.id, jieun.id, box.bot.id)
    ]

    assert words == [
        "Bad Request: user is an administrator of the chat",
        "Bad Request: can't remove chat owner",
        "Bad Request: can't restrict self",
    ]


async def test_a_restriction_ends_when_the_clock_says_so(box: Box, forum: Chat):
    member = box.user("구민")
    await member.join(forum)
    until = box.clock.timestamp() + 3600
    values = {"chat_id": forum.id, "user_id": member.id, "permissions": {}, "until_date": until}
    await box.call("restrictChatMember", values)
    with pytest.raises(ActRefused, match="no right"):
        await member.send("a", chat=forum)

    box.clock.advance(timedelta(hours=1))

    assert (await member.send("a", chat=forum)).text == "a"


async def test_a_ban_shorter_than_half_a_minute_is_for_ever(box: Box, forum: Chat):
    member = box.user("구민")
    await member.join(forum)
    values = {"chat_id": forum.id, "user_id": member.id}
    soon = box.clock.timestamp() + 20
    await box.call("banChatMember", {**values, "until_date": soon})

    box.clock.advance(timedelta(days=1))

    shape = await box.call("getChatMember", values)
    assert (shape["status"], shape["until_date"]) == ("kicked", 0)


async def test_privacy_mode_hides_ordinary_talk_but_not_commands_and_replies(
    box: Box, jieun: Person
):
    group = box.supergroup("은평구", jieun)
    box.add_bot(group, jieun)
    box.take_updates()
    sent = await box.call("sendMessage", {"chat_id": group.id, "text": "안녕하세요"})

    await jieun.send("우리끼리 이야기", chat=group)
    await jieun.send("/help", chat=group)
    await jieun.send("/help@other_bot", chat=group)
    await jieun.send("대답", chat=group, reply_to=sent["message_id"])

    heard = [one["message"]["text"] for one in box.take_updates()]
    assert heard == ["/help", "대답"]


async def test_an_administrator_bot_hears_everything(box: Box, jieun: Person, forum: Chat):
    await jieun.send("우리끼리 이야기", chat=forum)

    assert [one["message"]["text"] for one in box.take_updates()] == ["우리끼리 이야기"]


async def test_a_join_request_lets_the_bot_write_for_five_minutes(box: Box, forum: Chat):
    values = {"chat_id": forum.id, "creates_join_request": True}
    link = (await box.call("createChatInviteLink", values))["invite_link"]
    newcomer = box.user("새 이웃")
    await newcomer.join(forum, forum.links[link])

    request = box.take_updates()[-1]["chat_join_request"]
    written = await box.call("sendMessage", {"chat_id": request["user_chat_id"], "text": "안녕"})
    box.clock.advance(timedelta(minutes=5))
    words = await words_of(box, "sendMessage", chat_id=newcomer.id, text="안녕")
    await box.call("approveChatJoinRequest", {"chat_id": forum.id, "user_id": newcomer.id})

    assert written["text"] == "안녕"
    assert words == "Forbidden: bot can't initiate conversation with a user"
    assert forum.members[newcomer.id].is_present
    assert (
        await words_of(box, "approveChatJoinRequest", chat_id=forum.id, user_id=newcomer.id)
        == "Bad Request: USER_ALREADY_PARTICIPANT"
    )


async def test_a_migration_changes_the_id_and_keeps_the_people(box: Box, jieun: Person):
    group = box.group("모임", jieun)
    box.add_bot(group, jieun)
    box.take_updates()

    moved = box.migrate(group)

    messages = [one["message"] for one in box.take_updates()]
    assert [m.get("migrate_to_chat_id") or m.get("migrate_from_chat_id") for m in messages] == [
        moved.id,
        group.id,
    ]
    assert str(moved.id).startswith("-100")
    assert set(moved.members) == set(group.members)
    with pytest.raises(ActRefused, match="supergroup"):
        await jieun.send("a", chat=group)


async def test_anonymous_administrators_and_channels_come_under_telegrams_own_accounts(
    box: Box, jieun: Person, forum: Chat
):
    channel = box.channel("서울시 소식", jieun)
    await jieun.send_as_anonymous_admin("공지합니다", forum)
    await jieun.send_as_channel("소식입니다", forum, channel)

    anonymous, posted = (one["message"] for one in box.take_updates())

    assert anonymous["from"]["id"] == ANONYMOUS_ADMIN_ID
    assert anonymous["sender_chat"]["id"] == forum.id
    assert posted["from"]["id"] == CHANNEL_BOT_ID
    assert posted["sender_chat"]["id"] == channel.id


async def test_a_channel_post_reaches_a_bot_in_the_channel(box: Box, jieun: Person):
    channel = box.channel("서울시 소식", jieun)
    box.add_bot(channel, jieun, rights=["can_post_messages"])
    box.take_updates()

    await jieun.post_to_channel("알립니다", channel)
    sent = await box.call("sendMessage", {"chat_id": channel.id, "text": "봇도 알립니다"})

    assert [one["channel_post"]["text"] for one in box.take_updates()] == ["알립니다"]
    assert "from" not in sent
    assert sent["sender_chat"]["id"] == channel.id


async def test_pinned_messages_are_listed_newest_last_and_unpinned(box: Box, forum: Chat):
    first, second = [
        (await box.call("sendMessage", {"chat_id": forum.id, "text": word}))["message_id"]
        for word in ("하나", "둘")
    ]
    for one in (first, second):
        await box.call("pinChatMessage", {"chat_id": forum.id, "message_id": one})
    shown = await box.call("getChat", {"chat_id": forum.id})

    await box.call("unpinChatMessage", {"chat_id": forum.id})

    assert shown["pinned_message"]["text"] == "둘"
    assert forum.pinned == [first]


async def test_a_promoted_facilitator_is_among_the_administrators(
    box: Box, jieun: Person, forum: Chat
):
    person = box.user("진행자")
    await person.join(forum)
    values = {"chat_id": forum.id, "user_id": person.id}
    await box.call("promoteChatMember", {**values, "can_manage_topics": True})

    admins = await box.call("getChatAdministrators", {"chat_id": forum.id})
    await box.call("promoteChatMember", values)
    demoted = await box.call("getChatMember", values)

    assert {one["user"]["id"] for one in admins} == {jieun.id, box.bot.id, person.id}
    assert demoted["status"] == "member"
    assert (
        await words_of(box, "promoteChatMember", **values, can_manage_video_chats=True)
        == "Bad Request: RIGHT_FORBIDDEN"
    )


async def test_message_ids_count_alone_in_supergroups_and_together_elsewhere(
    box: Box, jieun: Person
):
    other = box.user("다른 이")
    await other.start()
    one, two = box.supergroup("하나", jieun), box.supergroup("둘", jieun)

    private = [(await person.send("a")).id for person in (jieun, other, jieun)]
    grouped = [(await jieun.send("a", chat=chat)).id for chat in (one, two)]

    assert private == list(range(private[0], private[0] + 3))
    assert grouped == [2, 2]
