"""Messages: what they hold, and how the Bot API shows them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_CONTENT_WITH_CAPTION = frozenset({"photo", "document", "voice", "video", "audio", "animation"})
SERVICE_KINDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    }
)


@dataclass(slots=True)
class Message:
    """One message; `content` holds its text or media in the Bot API's own shape."""

    id: int
    chat_id: int
    date: int
    sender_id: int
    content: Json
    sender_chat_id: int | None = None
    thread_id: int | None = None
    reply_to: int | None = None
    inline: Json | None = None
    keyboard: Json | None = None
    edit_date: int | None = None
    is_protected: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def is_service(self) -> bool:
        """Whether Telegram made the message, not its sender."""
        return not SERVICE_KINDS.isdisjoint(self.content)

    @property
    def text(self) -> str:
        """The text or caption."""
        said: str = self.content.get("text") or self.content.get("caption") or ""
        return said

    @property
    def has_caption_place(self) -> bool:
        """Whether the message could carry a caption."""
        return not _CONTENT_WITH_CAPTION.isdisjoint(self.content)

    @property
    def media_kind(self) -> str | None:
        """The kind of file that the message shows."""
        return next((kind for kind in _CONTENT_WITH_CAPTION if kind in self.content), None)


def message_json(box: "Box", message: Message, *, with_reply: bool = True) -> Json:
    """The Bot API's Message."""
    chat = box.chats[message.chat_id]
    shape: Json = {
        "message_id": message.id,
        "date": message.date,
        "chat": box.chat_json(chat),
    }
    if chat.kind != "channel":
        shape["from"] = box.users[message.sender_id].as_json()
    if message.sender_chat_id is not None:
        shape["sender_chat"] = box.chat_json(box.chats[message.sender_chat_id])
    if message.thread_id is not None:
        shape["message_thread_id"] = message.thread_id
        shape["is_topic_message"] = True
    if with_reply:
        _show_reply(box, shape, message)
    shape |= message.content
    if "pinned_message" in message.content:
        shape["pinned_message"] = _pinned_json(box, message)
    if message.edit_date is not None:
        shape["edit_date"] = message.edit_date
    if message.is_protected:
        shape["has_protected_content"] = True
    if message.extra:
        shape |= message.extra
    if message.inline is not None:
        shape["reply_markup"] = message.inline
    return shape


def message_view(box: "Box", message: Message) -> Json:
    """The Bot API's Message with what only phones see: the reply keyboard that came along."""
    shape = message_json(box, message)
    if message.keyboard is not None:
        shape["keyboard"] = message.keyboard
    return shape


def origin_json(box: "Box", message: Message) -> Json:
    """Where a forwarded message comes from."""
    earlier: Json | None = message.extra.get("forward_origin")
    if earlier is not None:
        return earlier
    chat = box.chats[message.chat_id]
    if chat.kind == "channel":
        shown = {"type": "channel", "chat": box.chat_json(chat), "message_id": message.id}
        return {**shown, "date": message.date}
    if message.sender_chat_id is not None:
        sender_chat = box.chat_json(box.chats[message.sender_chat_id])
        return {"type": "chat", "sender_chat": sender_chat, "date": message.date}
    sender = box.users[message.sender_id].as_json()
    return {"type": "user", "sender_user": sender, "date": message.date}


def _show_reply(box: "Box", shape: Json, message: Message) -> None:
    chat = box.chats[message.chat_id]
    replied = message.reply_to
    if replied is None and message.thread_id != message.id:
        replied = message.thread_id
    if replied is not None and (target := chat.messages.get(replied)) is not None:
        shape["reply_to_message"] = message_json(box, target, with_reply=False)


def _pinned_json(box: "Box", notice: Message) -> Json:
    chat = box.chats[notice.chat_id]
    pinned_id: int = notice.content["pinned_message"]
    pinned = chat.messages.get(pinned_id)
    if pinned is None:
        return {"chat": box.chat_json(chat), "message_id": pinned_id, "date": 0}
    return message_json(box, pinned, with_reply=False)
