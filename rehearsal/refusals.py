"""Telegram's refusals, in Telegram's words: an error code, a description, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rehearsal.box import Box

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TOO_OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
TWO_POLLERS = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


class Refusal(Exception):  # noqa: N818 - Telegram refuses; nothing is broken
    """What Telegram answers instead of a result."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """The answer's body."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str, **parameters: Any) -> Refusal:
    """A 400 with Telegram's words."""
    return Refusal(400, f"Bad Request: {words}", parameters or None)


def forbidden(words: str) -> Refusal:
    """A 403 with Telegram's words."""
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    """A 409: two pollers, or polling beside a webhook."""
    return Refusal(409, f"Conflict: {words}")


def too_many_requests(retry_after_s: int) -> Refusal:
    """A 429 that says how many seconds to wait."""
    return Refusal(
        429, f"Too Many Requests: retry after {retry_after_s}", {"retry_after": retry_after_s}
    )


def unauthorized() -> Refusal:
    """A 401: the token belongs to no bot."""
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    """A 404: no such method, or a malformed token."""
    return Refusal(404, "Not Found")


def tell_refusal(box: Box, method: str, values: Mapping[str, Any], refusal: Refusal) -> None:
    """Log a call of the bot that was refused, but for two pollers at once."""
    if refusal.code == 409:
        return
    chat_id = values.get("chat_id")
    is_number = isinstance(chat_id, int) or (
        isinstance(chat_id, str) and chat_id.lstrip("-").isdigit()
    )
    box.record(
        "refusal",
        box.bot.id,
        chat_id=int(chat_id) if is_number and chat_id else None,
        method=method,
        code=refusal.code,
        text=refusal.description,
    )
