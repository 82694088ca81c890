"""What people see of the bot: name, descriptions, commands by scope and language, menu."""

from dataclasses import dataclass, field
from typing import Any

from rehearsal.chats import Chat
from rehearsal.rights import Member

Json = dict[str, Any]


@dataclass
class Profile:
    """The bot's texts by language ("" for all others), and its commands."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "default"})
    default_rights: dict[str, Json] = field(default_factory=dict)

    def commands_for(self, chat: Chat, member: Member, language: str | None) -> list[Json]:
        """The commands that one person sees in one chat: narrowest scope first."""
        short = (language or "")[:2]
        for scope in _scopes(chat, member):
            for code in (short, ""):
                found = self.commands.get((scope, code))
                if found:
                    return found
        return []

    def text_for(self, texts: dict[str, str], language: str | None) -> str:
        """A text in a language, else the one for all others."""
        return texts.get((language or "")[:2]) or texts.get("", "")


def scope_key(scope: Json | None) -> str | None:
    """A scope as a key; None if there is no such scope."""
    if not scope:
        return "default"
    kind = str(scope.get("type"))
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return kind
    if kind in {"chat", "chat_administrators"} and "chat_id" in scope:
        return f"{kind}:{scope['chat_id']}"
    if kind == "chat_member" and "chat_id" in scope and "user_id" in scope:
        return f"chat_member:{scope['chat_id']}:{scope['user_id']}"
    return None


def _scopes(chat: Chat, member: Member) -> list[str]:
    if chat.is_private:
        return [f"chat:{chat.id}", "all_private_chats", "default"]
    scopes = [f"chat_member:{chat.id}:{member.user_id}"]
    if member.is_administrator:
        scopes += [f"chat_administrators:{chat.id}"]
    scopes += [f"chat:{chat.id}"]
    if member.is_administrator:
        scopes += ["all_chat_administrators"]
    return [*scopes, "all_group_chats", "default"]
