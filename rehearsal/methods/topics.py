"""Opening, renaming, closing, reopening and deleting a forum's topics."""

from typing import TYPE_CHECKING, Any

from rehearsal import topics
from rehearsal.chats import Chat, Topic
from rehearsal.methods.places import bot_in, chat_of, need_right, pass_gate
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_WORDS = "not enough rights to manage topics"


def create_forum_topic(box: "Box", p: Parameters) -> Json:
    """createForumTopic."""
    chat = _forum(box, p)
    topics.checked_name(p.text("name"))
    pass_gate(box, chat)
    emoji = p.text("icon_custom_emoji_id") or None
    colour = p.integer("icon_color")
    return topics.open_topic(box, chat, p.text("name"), box.bot.id, colour, emoji).as_json()


def edit_forum_topic(box: "Box", p: Parameters) -> bool:
    """editForumTopic."""
    chat, topic = _topic(box, p)
    emoji = p.text("icon_custom_emoji_id") if "icon_custom_emoji_id" in p else None
    topics.change_topic(box, chat, topic, box.bot.id, p.text("name") or None, emoji)
    return True


def close_forum_topic(box: "Box", p: Parameters) -> bool:
    """closeForumTopic."""
    chat, topic = _topic(box, p)
    topics.close_topic(box, chat, topic, box.bot.id)
    return True


def reopen_forum_topic(box: "Box", p: Parameters) -> bool:
    """reopenForumTopic."""
    chat, topic = _topic(box, p)
    topics.reopen_topic(box, chat, topic, box.bot.id)
    return True


def delete_forum_topic(box: "Box", p: Parameters) -> bool:
    """deleteForumTopic."""
    chat = _forum_chat(box, p)
    need_right(box, chat, "can_delete_messages", "not enough rights to delete a topic")
    topic = topics.topic_of(chat, p.integer("message_thread_id") or 0)
    topics.delete_topic(box, chat, topic, box.bot.id)
    return True


def edit_general_forum_topic(box: "Box", p: Parameters) -> bool:
    """editGeneralForumTopic: accepted; phones go on calling it General."""
    _forum(box, p)
    topics.checked_name(p.text("name"))
    return True


def close_general_forum_topic(box: "Box", p: Parameters) -> bool:
    """closeGeneralForumTopic."""
    topics.set_general(box, _forum(box, p), box.bot.id, is_closed=True)
    return True


def reopen_general_forum_topic(box: "Box", p: Parameters) -> bool:
    """reopenGeneralForumTopic."""
    topics.set_general(box, _forum(box, p), box.bot.id, is_closed=False)
    return True


def hide_general_forum_topic(box: "Box", p: Parameters) -> bool:
    """hideGeneralForumTopic."""
    topics.set_general(box, _forum(box, p), box.bot.id, is_hidden=True)
    return True


def unhide_general_forum_topic(box: "Box", p: Parameters) -> bool:
    """unhideGeneralForumTopic."""
    topics.set_general(box, _forum(box, p), box.bot.id, is_hidden=False)
    return True


def get_forum_topic_icon_stickers(box: "Box", p: Parameters) -> list[Json]:
    """getForumTopicIconStickers: the box draws no icons of its own."""
    return []


def _forum_chat(box: "Box", p: Parameters) -> Chat:
    chat = chat_of(box, p)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _forum(box: "Box", p: Parameters) -> Chat:
    chat = _forum_chat(box, p)
    need_right(box, chat, "can_manage_topics", _WORDS)
    return chat


def _topic(box: "Box", p: Parameters) -> tuple[Chat, Topic]:
    chat = _forum_chat(box, p)
    topic = topics.topic_of(chat, p.integer("message_thread_id") or 0)
    if topic.creator_id != box.bot.id and not bot_in(box, chat).may("can_manage_topics"):
        raise bad_request(_WORDS)
    return chat, topic


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "editGeneralForumTopic": edit_general_forum_topic,
    "closeGeneralForumTopic": close_general_forum_topic,
    "reopenGeneralForumTopic": reopen_general_forum_topic,
    "hideGeneralForumTopic": hide_general_forum_topic,
    "unhideGeneralForumTopic": unhide_general_forum_topic,
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
}
