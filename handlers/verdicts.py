"""What an answer of Telegram means for us, told by its words where the class does not say."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_NOTHING_TO_CHANGE = ("message is not modified",)
_CANNOT_BE_EDITED = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message identifier is not specified",
)
_TOO_LATE = ("query is too old", "query_id_invalid")
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_id_invalid")
_CHAT_GONE = ("chat not found", "peer_id_invalid", "group chat was deactivated")
_NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "topic_closed",  # closed to those who may not manage topics
)


def is_nothing_to_change(error: BaseException) -> bool:
    """Whether the message already looks as wished."""
    return _says(error, _NOTHING_TO_CHANGE)


def cannot_be_edited(error: BaseException) -> bool:
    """Whether the message is gone, too old or of another kind: a new one must be sent."""
    return _says(error, _CANNOT_BE_EDITED)


def is_too_late(error: BaseException) -> bool:
    """Whether a tap was answered already, or waits no longer for an answer."""
    return _says(error, _TOO_LATE)


def is_passing(error: BaseException) -> bool:
    """Whether the same request may well succeed later."""
    if isinstance(error, RetryAfter):
        return True
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def reason_of(error: BaseException) -> str:
    """Name a lasting refusal: blocked, topic-gone, chat-gone, no-right, or not-accepted."""
    if isinstance(error, Forbidden):
        return "blocked"
    if isinstance(error, ChatMigrated):
        return "migrated"
    for name, words in (
        ("topic-gone", _TOPIC_GONE),
        ("chat-gone", _CHAT_GONE),
        ("no-right", _NO_RIGHT),
    ):
        if _says(error, words):
            return name
    return "not-accepted"


def retry_after_s(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait."""
    asked = error._retry_after
    return asked.total_seconds()


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    if not isinstance(error, TelegramError):
        return False
    said = error.message.lower()
    return any(word in said for word in words)
