"""Topics of a forum: opened, renamed, closed, reopened, deleted, whoever does it."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import GENERAL_TOPIC, Chat, Topic
from rehearsal.limits import TOPIC_COLOURS, TOPIC_NAME_MAX
from rehearsal.messages import Message
from rehearsal.posting import announce, remove, service
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def topic_of(chat: Chat, thread_id: int) -> Topic:
    """A topic by its id, or Telegram's refusal."""
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    return topic


def checked_name(name: str) -> str:
    """A topic's name as Telegram takes it."""
    name = " ".join(name.split())
    if not name:
        raise bad_request("topic title must be non-empty")
    if len(name) > TOPIC_NAME_MAX:
        raise bad_request("TOPIC_TITLE_TOO_LONG")
    return name


def open_topic(
    box: "Box",
    chat: Chat,
    name: str,
    by: int,
    icon_color: int | None = None,
    icon_custom_emoji_id: str | None = None,
) -> Topic:
    """Open a topic; the message that tells of it lends it its id."""
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    name = checked_name(name)
    if icon_color is not None and icon_color not in TOPIC_COLOURS:
        raise bad_request("invalid icon color specified")
    colour = TOPIC_COLOURS[0] if icon_color is None else icon_color
    created: Json = {"name": name, "icon_color": colour}
    if icon_custom_emoji_id:
        created["icon_custom_emoji_id"] = icon_custom_emoji_id
    thread_id = box.take_message_id(chat)
    topic = Topic(thread_id, name, colour, icon_custom_emoji_id, creator_id=by)
    chat.topics[thread_id] = topic
    message = Message(
        thread_id,
        chat.id,
        box.clock.timestamp(),
        by,
        {"forum_topic_created": created},
        thread_id=thread_id,
    )
    chat.messages[thread_id] = message
    _record(box, chat, topic, by, "opened")
    announce(box, chat, message)
    return topic


def change_topic(
    box: "Box", chat: Chat, topic: Topic, by: int, name: str | None, emoji: str | None
) -> None:
    """Rename a topic or give it another icon."""
    edited: Json = {}
    if name:
        name = checked_name(name)
        if name != topic.name:
            topic.name = edited["name"] = name
    if emoji is not None and emoji != (topic.icon_custom_emoji_id or ""):
        topic.icon_custom_emoji_id = emoji or None
        edited["icon_custom_emoji_id"] = emoji
    if not edited:
        raise bad_request("TOPIC_NOT_MODIFIED")
    _record(box, chat, topic, by, "edited")
    service(box, chat, by, {"forum_topic_edited": edited}, topic.thread_id)


def close_topic(box: "Box", chat: Chat, topic: Topic, by: int) -> None:
    """Close a topic to everybody but administrators of topics."""
    _set_closed(box, chat, topic, by, is_closed=True)


def reopen_topic(box: "Box", chat: Chat, topic: Topic, by: int) -> None:
    """Open a closed topic again."""
    _set_closed(box, chat, topic, by, is_closed=False)


def delete_topic(box: "Box", chat: Chat, topic: Topic, by: int) -> None:
    """Delete a topic with all its messages."""
    held = [one.id for one in chat.messages.values() if one.thread_id == topic.thread_id]
    del chat.topics[topic.thread_id]
    _record(box, chat, topic, by, "deleted")
    remove(box, chat, held, by)


def set_general(
    box: "Box",
    chat: Chat,
    by: int,
    *,
    is_closed: bool | None = None,
    is_hidden: bool | None = None,
) -> None:
    """Close, reopen, hide or show the General topic."""
    if is_closed is not None:
        if chat.is_general_closed == is_closed:
            raise bad_request("TOPIC_NOT_MODIFIED")
        chat.is_general_closed = is_closed
        content: Json = {"forum_topic_closed" if is_closed else "forum_topic_reopened": {}}
    else:
        if chat.is_general_hidden == is_hidden:
            raise bad_request("TOPIC_NOT_MODIFIED")
        chat.is_general_hidden = bool(is_hidden)
        shown = "general_forum_topic_unhidden"
        content = {"general_forum_topic_hidden" if is_hidden else shown: {}}
    change = next(iter(content)).rpartition("_")[2]
    box.record("topic", by, chat_id=chat.id, thread_id=GENERAL_TOPIC, change=change)
    service(box, chat, by, content)


def _set_closed(box: "Box", chat: Chat, topic: Topic, by: int, *, is_closed: bool) -> None:
    if topic.is_closed == is_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.is_closed = is_closed
    _record(box, chat, topic, by, "closed" if is_closed else "reopened")
    kind = "forum_topic_closed" if is_closed else "forum_topic_reopened"
    service(box, chat, by, {kind: {}}, topic.thread_id)


def _record(box: "Box", chat: Chat, topic: Topic, by: int, change: str) -> None:
    box.record(
        "topic",
        by,
        chat_id=chat.id,
        thread_id=topic.thread_id,
        change=change,
        name=topic.name,
        is_closed=topic.is_closed,
        icon_color=topic.icon_color,
    )
