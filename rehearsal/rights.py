"""Rights of administrators, permissions of members, and what a membership looks like."""

from dataclasses import dataclass, field, replace
from typing import Any

from rehearsal.limits import FOREVER_OVER_S, FOREVER_UNDER_S

Json = dict[str, Any]

ADMINISTRATOR_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
ALL_RIGHTS = ADMINISTRATOR_RIGHTS + GROUP_RIGHTS + CHANNEL_RIGHTS

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_MEDIA_PERMISSIONS = PERMISSIONS[1:7]
_GIVEN_BY_DEFAULT = frozenset(PERMISSIONS) - {
    "can_change_info",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
}


def default_permissions() -> dict[str, bool]:
    """What every member of a new group may do."""
    return {name: name in _GIVEN_BY_DEFAULT for name in PERMISSIONS}


def permissions_of(given: Json, *, independent: bool) -> dict[str, bool]:
    """A full set of permissions from a ChatPermissions, with what implies what."""
    kept = {name: bool(given.get(name)) for name in PERMISSIONS}
    if not independent:
        if kept["can_send_other_messages"] or kept["can_add_web_page_previews"]:
            kept.update(dict.fromkeys(_MEDIA_PERMISSIONS, True))
        if kept["can_send_polls"] or any(kept[name] for name in _MEDIA_PERMISSIONS):
            kept["can_send_messages"] = True
    if "can_manage_topics" not in given:
        kept["can_manage_topics"] = kept["can_pin_messages"]
    return kept


def until_date(given: int | None, now: int) -> int:
    """When a ban or restriction ends; 0 for never: too near or too far dates mean for ever."""
    if not given or given - now < FOREVER_UNDER_S or given - now > FOREVER_OVER_S:
        return 0
    return given


@dataclass(frozen=True, slots=True)
class Member:
    """How one account stands in one chat."""

    user_id: int
    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    until: int = 0
    is_anonymous: bool = False
    is_inside: bool = True
    custom_title: str | None = None
    may_be_edited: bool = False

    @property
    def is_present(self) -> bool:
        """Whether the account is in the chat now."""
        return self.status in {"creator", "administrator", "member"} or (
            self.status == "restricted" and self.is_inside
        )

    @property
    def is_administrator(self) -> bool:
        """Whether the account is an administrator or the owner."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether an administrator holds a right; the owner holds all."""
        return self.status == "creator" or (
            self.status == "administrator" and self.rights.get(right, False)
        )

    def at(self, now: int) -> "Member":
        """The membership with a ban or restriction that has run out taken off."""
        if self.until and now >= self.until:
            if self.status == "kicked":
                return Member(self.user_id, "left")
            if self.status == "restricted":
                return Member(self.user_id, "member" if self.is_inside else "left")
        return self

    def as_json(self, user: Json, kind: str) -> Json:
        """The Bot API's ChatMember."""
        shape: Json = {"status": self.status, "user": user}
        if self.status == "creator":
            shape["is_anonymous"] = self.is_anonymous
        if self.status == "administrator":
            shape["can_be_edited"] = self.may_be_edited
            shape["is_anonymous"] = self.is_anonymous
            shape |= {name: self.rights.get(name, False) for name in rights_in(kind)}
        if self.status == "restricted":
            shape["is_member"] = self.is_inside
            shape |= {name: self.permissions.get(name, False) for name in PERMISSIONS}
        if self.status in {"restricted", "kicked"}:
            shape["until_date"] = self.until
        if self.custom_title and self.is_administrator:
            shape["custom_title"] = self.custom_title
        return shape

    def outside(self) -> "Member":
        """The same account after it left: a restriction stays with it."""
        if self.status == "restricted":
            return replace(self, is_inside=False)
        return Member(self.user_id, "left")


def rights_in(kind: str) -> tuple[str, ...]:
    """The administrator rights that a kind of chat knows."""
    if kind == "channel":
        return ADMINISTRATOR_RIGHTS + CHANNEL_RIGHTS
    return ADMINISTRATOR_RIGHTS + GROUP_RIGHTS


def chosen_rights(names: list[str] | None) -> dict[str, bool]:
    """Named rights granted, the others refused; all of them when no names are given."""
    if names is None:
        return dict.fromkeys(ALL_RIGHTS, True)
    unknown = set(names) - set(ALL_RIGHTS)
    if unknown:
        raise ValueError(f"no such rights: {', '.join(sorted(unknown))}")
    return {name: name in names or name == "can_manage_chat" for name in ALL_RIGHTS}
