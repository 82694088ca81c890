"""People and bots with an account on the pretended Telegram."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

ANONYMOUS_ADMIN_ID = 1087968824
CHANNEL_BOT_ID = 136817688
TELEGRAM_ID = 777000


@dataclass(slots=True)
class User:
    """An account, and how it stands with the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    is_premium: bool = False
    has_started: bool = False
    has_blocked: bool = False
    is_deactivated: bool = False
    contact_until: float = 0.0

    def as_json(self) -> Json:
        """The Bot API's User."""
        shape: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            shape["last_name"] = self.last_name
        if self.username:
            shape["username"] = self.username
        if self.language_code:
            shape["language_code"] = self.language_code
        if self.is_premium:
            shape["is_premium"] = True
        return shape

    @property
    def full_name(self) -> str:
        """First and last name as people see them."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


def special_users() -> list[User]:
    """The accounts that stand for anonymous administrators, channels and Telegram itself."""
    return [
        User(ANONYMOUS_ADMIN_ID, "Group", username="GroupAnonymousBot", is_bot=True),
        User(CHANNEL_BOT_ID, "Channel", username="Channel_Bot", is_bot=True),
        User(TELEGRAM_ID, "Telegram"),
    ]
