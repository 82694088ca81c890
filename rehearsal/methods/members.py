"""Members of a chat: looked up, promoted, restricted, banned, let in."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import Chat, InviteLink
from rehearsal.limits import CUSTOM_TITLE_MAX
from rehearsal.members import member_json, set_member
from rehearsal.methods.places import bot_in, chat_of, need_right, need_supergroup, user_of
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request
from rehearsal.rights import ALL_RIGHTS, Member, permissions_of, rights_in, until_date

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_RESTRICT = "not enough rights to restrict/unrestrict chat member"
_INVITE = "not enough rights to manage chat invite link"


def get_chat_member(box: "Box", p: Parameters) -> Json:
    """getChatMember."""
    chat = chat_of(box, p)
    user = user_of(box, p)
    if chat.is_private:
        return Member(user.id).as_json(user.as_json(), chat.kind)
    member = chat.member(user.id, box.clock.timestamp())
    return member_json(box, chat, member)


def get_chat_administrators(box: "Box", p: Parameters) -> list[Json]:
    """getChatAdministrators: without other bots."""
    chat = chat_of(box, p)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    found = chat.administrators(box.clock.timestamp())
    return [member_json(box, chat, one) for one in found]


def get_chat_member_count(box: "Box", p: Parameters) -> int:
    """getChatMemberCount."""
    chat = chat_of(box, p)
    return 2 if chat.is_private else sum(1 for _ in chat.present(box.clock.timestamp()))


def ban_chat_member(box: "Box", p: Parameters) -> bool:
    """banChatMember."""
    chat, member = _target(box, p)
    until = until_date(p.integer("until_date"), box.clock.timestamp())
    set_member(box, chat, Member(member.user_id, "kicked", until=until), box.bot.id)
    return True


def unban_chat_member(box: "Box", p: Parameters) -> bool:
    """unbanChatMember: puts a present member out unless only_if_banned is set."""
    chat, member = _target(box, p)
    if member.status == "kicked" or (member.is_present and not p.flag("only_if_banned")):
        set_member(box, chat, Member(member.user_id, "left"), box.bot.id)
    return True


def restrict_chat_member(box: "Box", p: Parameters) -> bool:
    """restrictChatMember."""
    chat = chat_of(box, p)
    if chat.kind != "supergroup":
        raise bad_request("method is available only for supergroups")
    chat, member = _target(box, p)
    given = p.json_object("permissions")
    if given is None:
        raise bad_request("permissions is empty")
    kept = permissions_of(given, independent=p.flag("use_independent_chat_permissions"))
    if all(value for name, value in kept.items() if name != "can_edit_tag"):
        if member.status == "restricted":
            status = "member" if member.is_inside else "left"
            set_member(box, chat, Member(member.user_id, status), box.bot.id)
        return True
    until = until_date(p.integer("until_date"), box.clock.timestamp())
    held = Member(
        member.user_id, "restricted", permissions=kept, until=until, is_inside=member.is_present
    )
    set_member(box, chat, held, box.bot.id)
    return True


def promote_chat_member(box: "Box", p: Parameters) -> bool:
    """promoteChatMember; all rights refused means demoting."""
    chat = chat_of(box, p)
    need_supergroup(chat)
    user = user_of(box, p)
    bot = bot_in(box, chat)
    if not bot.may("can_promote_members"):
        raise bad_request("not enough rights")
    member = chat.member(user.id, box.clock.timestamp())
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if user.id == box.bot.id:
        raise bad_request("can't promote self")
    if member.status == "administrator" and not member.may_be_edited:
        raise bad_request("CHAT_ADMIN_REQUIRED")
    if not member.is_present:
        raise bad_request("USER_NOT_MUTUAL_CONTACT")
    rights = {name: p.flag(name) for name in ALL_RIGHTS}
    if any(value and not bot.may(name) for name, value in rights.items()):
        raise bad_request("RIGHT_FORBIDDEN")
    is_anonymous = p.flag("is_anonymous")
    if not any(rights.values()) and not is_anonymous:
        set_member(box, chat, Member(user.id), box.bot.id)
        return True
    rights["can_manage_chat"] = True
    held = Member(user.id, "administrator", rights, is_anonymous=is_anonymous, may_be_edited=True)
    set_member(box, chat, held, box.bot.id)
    return True


def set_chat_administrator_custom_title(box: "Box", p: Parameters) -> bool:
    """setChatAdministratorCustomTitle."""
    chat = chat_of(box, p)
    need_supergroup(chat)
    member = chat.member(user_of(box, p).id, box.clock.timestamp())
    title = p.text("custom_title")
    if len(title) > CUSTOM_TITLE_MAX:
        raise bad_request("ADMIN_RANK_INVALID")
    if member.status != "administrator" or not member.may_be_edited:
        raise bad_request("not enough rights to change custom title of the user")
    held = Member(
        member.user_id,
        "administrator",
        member.rights,
        is_anonymous=member.is_anonymous,
        custom_title=title or None,
        may_be_edited=True,
    )
    set_member(box, chat, held, box.bot.id)
    return True


def approve_chat_join_request(box: "Box", p: Parameters) -> bool:
    """approveChatJoinRequest."""
    chat, user_id = _request(box, p)
    set_member(box, chat, Member(user_id), box.bot.id)
    return True


def decline_chat_join_request(box: "Box", p: Parameters) -> bool:
    """declineChatJoinRequest."""
    chat, user_id = _request(box, p)
    box.record("join_declined", box.bot.id, chat_id=chat.id, user_id=user_id)
    return True


def create_chat_invite_link(box: "Box", p: Parameters) -> Json:
    """createChatInviteLink."""
    chat = chat_of(box, p)
    need_right(box, chat, "can_invite_users", _INVITE)
    asks = p.flag("creates_join_request")
    if asks and p.integer("member_limit"):
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    link = box.new_link(chat, box.bot.id, asks=asks)
    link.name = p.text("name") or None
    link.expire_date = p.integer("expire_date")
    link.member_limit = p.integer("member_limit")
    return link.as_json(box.bot.as_json())


def export_chat_invite_link(box: "Box", p: Parameters) -> str:
    """exportChatInviteLink: a new primary link; the earlier one no longer works."""
    chat = chat_of(box, p)
    need_right(box, chat, "can_invite_users", _INVITE)
    for earlier in chat.links.values():
        if earlier.is_primary and earlier.creator_id == box.bot.id:
            earlier.is_revoked = True
    link = box.new_link(chat, box.bot.id, asks=False)
    link.is_primary = True
    return link.link


def revoke_chat_invite_link(box: "Box", p: Parameters) -> Json:
    """revokeChatInviteLink."""
    chat = chat_of(box, p)
    need_right(box, chat, "can_invite_users", _INVITE)
    link: InviteLink | None = chat.links.get(p.text("invite_link"))
    if link is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    link.is_revoked = True
    return link.as_json(box.users[link.creator_id].as_json())


def _target(box: "Box", p: Parameters) -> tuple[Chat, Member]:
    chat = chat_of(box, p)
    if chat.is_private:
        raise bad_request("can't ban members in private chats")
    user = user_of(box, p)
    if user.id == box.bot.id:
        raise bad_request("can't restrict self")
    need_right(box, chat, "can_restrict_members", _RESTRICT)
    member = chat.member(user.id, box.clock.timestamp())
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    return chat, member


def _request(box: "Box", p: Parameters) -> tuple[Chat, int]:
    chat = chat_of(box, p)
    need_right(box, chat, "can_invite_users", "not enough rights to manage chat join requests")
    user = user_of(box, p)
    if chat.member(user.id, box.clock.timestamp()).is_present:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if chat.join_requests.pop(user.id, None) is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, user.id


def default_rights(given: Json, kind: str) -> Json:
    """A full ChatAdministratorRights from a given one."""
    rights = {name: bool(given.get(name)) for name in rights_in(kind)}
    return {"is_anonymous": bool(given.get("is_anonymous"))} | rights


METHODS = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_chat_administrator_custom_title,
    "approveChatJoinRequest": approve_chat_join_request,
    "declineChatJoinRequest": decline_chat_join_request,
    "createChatInviteLink": create_chat_invite_link,
    "exportChatInviteLink": export_chat_invite_link,
    "revokeChatInviteLink": revoke_chat_invite_link,
}
