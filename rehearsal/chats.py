"""Private chats, groups, supergroups and channels: who is in them, what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rehearsal.messages import Message
from rehearsal.rights import Member, default_permissions

Json = dict[str, Any]

GENERAL_TOPIC = 1
FIRST_GROUP = -4_100_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    thread_id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    is_closed: bool = False
    is_hidden: bool = False
    creator_id: int = 0

    def as_json(self) -> Json:
        """The Bot API's ForumTopic."""
        shape: Json = {
            "message_thread_id": self.thread_id,
            "name": self.name,
            "icon_color": self.icon_color,
        }
        if self.icon_custom_emoji_id:
            shape["icon_custom_emoji_id"] = self.icon_custom_emoji_id
        return shape


@dataclass(slots=True)
class InviteLink:
    """A link into a chat."""

    link: str
    creator_id: int
    name: str | None = None
    expire_date: int | None = None
    member_limit: int | None = None
    asks: bool = False
    is_primary: bool = False
    is_revoked: bool = False

    def as_json(self, creator: Json) -> Json:
        """The Bot API's ChatInviteLink."""
        shape: Json = {
            "invite_link": self.link,
            "creator": creator,
            "creates_join_request": self.asks,
            "is_primary": self.is_primary,
            "is_revoked": self.is_revoked,
        }
        for name in ("name", "expire_date", "member_limit"):
            if getattr(self, name) is not None:
                shape[name] = getattr(self, name)
        return shape


@dataclass(slots=True)
class Chat:
    """One chat as Telegram's servers hold it."""

    id: int
    kind: str
    title: str | None = None
    username: str | None = None
    description: str | None = None
    is_forum: bool = False
    is_general_hidden: bool = False
    is_general_closed: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=default_permissions)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    read_to: dict[int, int] = field(default_factory=dict)
    keyboards: dict[int, int] = field(default_factory=dict)
    links: dict[str, InviteLink] = field(default_factory=dict)
    join_requests: dict[int, int] = field(default_factory=dict)
    next_message_id: int = 1
    migrated_to: int | None = None
    migrated_from: int | None = None
    linked_chat_id: int | None = None
    menu_button: Json | None = None

    @property
    def is_private(self) -> bool:
        """Whether this is one person's chat with the bot."""
        return self.kind == "private"

    def as_json(self) -> Json:
        """The Bot API's Chat, for everything but private chats."""
        shape: Json = {"id": self.id, "type": self.kind, "title": self.title or ""}
        if self.username:
            shape["username"] = self.username
        if self.is_forum:
            shape["is_forum"] = True
        return shape

    def member(self, user_id: int, now: int) -> Member:
        """How an account stands in the chat; "left" if it was never there."""
        member = self.members.get(user_id)
        return member.at(now) if member else Member(user_id, "left")

    def present(self, now: int) -> Iterator[Member]:
        """Everybody who is in the chat now."""
        return (one for one in (m.at(now) for m in self.members.values()) if one.is_present)

    def administrators(self, now: int) -> list[Member]:
        """The owner and the administrators."""
        return [one for one in self.present(now) if one.is_administrator]

    def last_message(self) -> Message | None:
        """The newest message."""
        return self.messages[next(reversed(self.messages))] if self.messages else None

    def unread_by(self, user_id: int) -> int:
        """How many messages of others are newer than what an account has read."""
        read_to = self.read_to.get(user_id, 0)
        count = 0
        for message_id in reversed(self.messages):
            if message_id <= read_to:
                break
            count += self.messages[message_id].sender_id != user_id
        return count
