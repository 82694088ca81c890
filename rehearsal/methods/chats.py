"""Chats: looked up, left, given titles, descriptions and permissions."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import Chat
from rehearsal.limits import DESCRIPTION_MAX, TITLE_MAX
from rehearsal.members import retitle, set_member
from rehearsal.messages import message_json
from rehearsal.methods.places import chat_of, need_right
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request
from rehearsal.rights import Member, permissions_of

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(box: "Box", p: Parameters) -> Json:
    """getChat."""
    chat = chat_of(box, p)
    shape = box.chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.username:
        shape["active_usernames"] = [chat.username]
    if chat.description:
        shape["description"] = chat.description
    if chat.pinned:
        shape["pinned_message"] = message_json(box, chat.messages[chat.pinned[-1]])
    if not chat.is_private:
        shape["permissions"] = dict(chat.permissions)
        primary = [link.link for link in chat.links.values() if link.is_primary]
        if primary:
            shape["invite_link"] = primary[-1]
    if chat.linked_chat_id is not None:
        shape["linked_chat_id"] = chat.linked_chat_id
    return shape


def leave_chat(box: "Box", p: Parameters) -> bool:
    """leaveChat."""
    chat = chat_of(box, p)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    set_member(box, chat, Member(box.bot.id, "left"), box.bot.id)
    return True


def set_chat_title(box: "Box", p: Parameters) -> bool:
    """setChatTitle."""
    chat = _changeable(box, p, "not enough rights to change chat title")
    title = " ".join(p.text("title").split())
    if not title:
        raise bad_request("title must be non-empty")
    if len(title) > TITLE_MAX:
        raise bad_request("CHAT_TITLE_TOO_LONG")
    if title != chat.title:
        retitle(box, chat, title, box.bot.id)
    return True


def set_chat_description(box: "Box", p: Parameters) -> bool:
    """setChatDescription."""
    chat = _changeable(box, p, "not enough rights to set chat description")
    description = p.text("description").strip()
    if len(description) > DESCRIPTION_MAX:
        raise bad_request("CHAT_ABOUT_TOO_LONG")
    if description == (chat.description or ""):
        raise bad_request("chat description is not modified")
    chat.description = description or None
    box.record("chat", box.bot.id, chat_id=chat.id, description=description)
    return True


def set_chat_permissions(box: "Box", p: Parameters) -> bool:
    """setChatPermissions."""
    chat = chat_of(box, p)
    need_right(box, chat, "can_restrict_members", "not enough rights to change chat permissions")
    given = p.json_object("permissions") or {}
    kept = permissions_of(given, independent=p.flag("use_independent_chat_permissions"))
    if kept == chat.permissions:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.permissions = kept
    box.record("chat", box.bot.id, chat_id=chat.id, permissions=kept)
    return True


def _changeable(box: "Box", p: Parameters, words: str) -> Chat:
    chat = chat_of(box, p)
    if chat.is_private:
        raise bad_request("can't change private chat information")
    need_right(box, chat, "can_change_info", words)
    return chat


METHODS = {
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
    "setChatPermissions": set_chat_permissions,
}
