"""Pinning and unpinning messages."""

from typing import TYPE_CHECKING, Any

from rehearsal import posting
from rehearsal.chats import Chat
from rehearsal.methods.places import chat_of, message_of, need_right
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request
from rehearsal.topics import topic_of

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def pin_chat_message(box: "Box", p: Parameters) -> bool:
    """pinChatMessage."""
    chat = _pinnable(box, p)
    message = message_of(chat, p, "message to pin not found")
    if message.is_service:
        raise bad_request("message can't be pinned")
    if message.id in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    posting.pin(box, chat, message, box.bot.id)
    return True


def unpin_chat_message(box: "Box", p: Parameters) -> bool:
    """unpinChatMessage: the named one, or the newest."""
    chat = _pinnable(box, p)
    message_id = p.integer("message_id")
    if message_id is None:
        if not chat.pinned:
            raise bad_request("message to unpin not found")
        message_id = chat.pinned[-1]
    elif message_id not in chat.messages:
        raise bad_request("message to unpin not found")
    elif message_id not in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    posting.unpin(box, chat, [message_id], box.bot.id)
    return True


def unpin_all_chat_messages(box: "Box", p: Parameters) -> bool:
    """unpinAllChatMessages."""
    chat = _pinnable(box, p)
    posting.unpin(box, chat, list(chat.pinned), box.bot.id)
    return True


def unpin_all_forum_topic_messages(box: "Box", p: Parameters) -> bool:
    """unpinAllForumTopicMessages."""
    chat = _pinnable(box, p)
    thread_id = topic_of(chat, p.integer("message_thread_id") or 0).thread_id
    _unpin_of(box, chat, thread_id)
    return True


def unpin_all_general_forum_topic_messages(box: "Box", p: Parameters) -> bool:
    """unpinAllGeneralForumTopicMessages."""
    chat = _pinnable(box, p)
    _unpin_of(box, chat, None)
    return True


def _unpin_of(box: "Box", chat: Chat, thread_id: int | None) -> None:
    held = [one for one in chat.pinned if chat.messages[one].thread_id == thread_id]
    posting.unpin(box, chat, held, box.bot.id)


def _pinnable(box: "Box", p: Parameters) -> Chat:
    chat = chat_of(box, p)
    if not chat.is_private:
        right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
        words = "not enough rights to manage pinned messages in the chat"
        if not chat.permissions.get("can_pin_messages") or chat.kind == "channel":
            need_right(box, chat, right, words)
    return chat


METHODS = {
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
    "unpinAllForumTopicMessages": unpin_all_forum_topic_messages,
    "unpinAllGeneralForumTopicMessages": unpin_all_general_forum_topic_messages,
}
