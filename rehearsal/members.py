"""Coming, going and changing rights in a chat, with the updates that the bot gets of it."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import FIRST_SUPERGROUP, Chat, InviteLink
from rehearsal.messages import Message
from rehearsal.posting import service
from rehearsal.rights import Member

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def member_json(box: "Box", chat: Chat, member: Member) -> Json:
    """The Bot API's ChatMember."""
    return member.as_json(box.users[member.user_id].as_json(), chat.kind)


def set_member(
    box: "Box", chat: Chat, member: Member, by: int, link: InviteLink | None = None
) -> None:
    """Change how an account stands in a chat; say so in the chat and to the bot."""
    now = box.clock.timestamp()
    before = chat.member(member.user_id, now)
    chat.members[member.user_id] = member
    if before == member:
        return
    if member.user_id == box.bot.id or _bot_hears(box, chat):
        _queue(box, chat, before, member, by, link)
    box.record(
        "member",
        by,
        chat_id=chat.id,
        user_id=member.user_id,
        before=before.status,
        status=member.status,
    )
    if chat.kind == "channel":
        return
    user = box.users[member.user_id].as_json()
    if member.is_present and not before.is_present:
        service(box, chat, by, {"new_chat_members": [user]})
    elif before.is_present and not member.is_present:
        service(box, chat, by, {"left_chat_member": user})


def set_block(box: "Box", user_id: int, *, is_blocked: bool) -> None:
    """Let a person block the bot, or take it back."""
    user = box.users[user_id]
    if user.has_blocked == is_blocked:
        return
    user.has_blocked = is_blocked
    chat = box.private_chat(user_id)
    member, gone = Member(box.bot.id, "member"), Member(box.bot.id, "kicked")
    before, after = (member, gone) if is_blocked else (gone, member)
    _queue(box, chat, before, after, user_id, None)
    box.record("blocked" if is_blocked else "unblocked", user_id, chat_id=chat.id)


def ask_to_join(box: "Box", chat: Chat, user_id: int, link: InviteLink | None) -> None:
    """Knock at a chat that one joins by request."""
    now = box.clock.timestamp()
    chat.join_requests[user_id] = now
    user = box.users[user_id]
    box.record("join_request", user_id, chat_id=chat.id)
    bot = chat.member(box.bot.id, now)
    if not bot.may("can_invite_users"):
        return
    user.contact_until = box.clock.monotonic() + 5 * 60
    body: Json = {
        "chat": box.chat_json(chat),
        "from": user.as_json(),
        "user_chat_id": user_id,
        "date": now,
    }
    if link is not None:
        body["invite_link"] = link.as_json(box.users[link.creator_id].as_json())
    box.updates.put("chat_join_request", body)


def migrate(box: "Box", group: Chat) -> Chat:
    """Make a supergroup of a group: everybody moves, the id changes."""
    if group.kind != "group" or group.migrated_to is not None:
        raise ValueError("only a group that has not moved yet becomes a supergroup")
    supergroup = Chat(
        box.take_chat_id(FIRST_SUPERGROUP),
        "supergroup",
        title=group.title,
        description=group.description,
        members=dict(group.members),
        permissions=dict(group.permissions),
        migrated_from=group.id,
    )
    box.chats[supergroup.id] = supergroup
    owner = owner_of(group)
    group.migrated_to = supergroup.id
    box.record("migrated", owner, chat_id=group.id, to=supergroup.id)
    service(box, group, owner, {"migrate_to_chat_id": supergroup.id})
    service(box, supergroup, owner, {"migrate_from_chat_id": group.id})
    return supergroup


def owner_of(chat: Chat) -> int:
    """The account that owns a chat; any member where the owner has left."""
    owners = [one.user_id for one in chat.members.values() if one.status == "creator"]
    return owners[0] if owners else next(iter(chat.members))


def retitle(box: "Box", chat: Chat, title: str, by: int) -> Message:
    """Give a chat another title."""
    chat.title = title
    box.record("chat", by, chat_id=chat.id, title=title)
    return service(box, chat, by, {"new_chat_title": title})


def _bot_hears(box: "Box", chat: Chat) -> bool:
    return chat.member(box.bot.id, box.clock.timestamp()).is_administrator


def _queue(
    box: "Box", chat: Chat, before: Member, after: Member, by: int, link: InviteLink | None
) -> None:
    body: Json = {
        "chat": box.chat_json(chat),
        "from": box.users[by].as_json(),
        "date": box.clock.timestamp(),
        "old_chat_member": member_json(box, chat, before),
        "new_chat_member": member_json(box, chat, after),
    }
    if link is not None:
        body["invite_link"] = link.as_json(box.users[link.creator_id].as_json())
    is_bot = after.user_id == box.bot.id
    box.updates.put("my_chat_member" if is_bot else "chat_member", body)
