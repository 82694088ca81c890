"""Keyboards under messages and below the text field, checked as Telegram checks them."""

from functools import lru_cache
from typing import Any

from rehearsal.limits import (
    CALLBACK_DATA_MAX_BYTES,
    COPY_TEXT_MAX,
    INLINE_BUTTONS_MAX,
    INLINE_ROW_MAX,
    KEYBOARD_BUTTONS_MAX,
    KEYBOARD_ROW_MAX,
    PLACEHOLDER_MAX,
)
from rehearsal.refusals import bad_request

Json = dict[str, Any]

_INLINE_ACTIONS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
)
_REQUESTS = (
    "request_users",
    "request_chat",
    "request_contact",
    "request_location",
    "request_poll",
    "request_managed_bot",
    "web_app",
)


def checked(markup: Any, *, is_private: bool) -> Json | None:
    """A reply_markup as Telegram would keep it, None if there is none, or a refusal."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return _reply(markup, is_private)
    if markup.get("remove_keyboard") is True:
        return {"remove_keyboard": True}
    if markup.get("force_reply") is True:
        kept: Json = {"force_reply": True}
        return kept | _placeholder(markup)
    if not markup:
        return None
    raise bad_request("can't parse reply keyboard markup JSON object")


def is_inline(markup: Json | None) -> bool:
    """Whether a checked markup hangs under its message."""
    return markup is not None and "inline_keyboard" in markup


def buttons_of(markup: Json | None) -> list[list[Json]]:
    """The rows of buttons, of either kind of keyboard."""
    if markup is None:
        return []
    rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return rows


def labels_of(markup: Json | None) -> list[list[str]]:
    """The rows of labels, of either kind of keyboard."""
    return [[button["text"] for button in row] for row in buttons_of(markup)]


def _rows(value: Any, row_max: int, buttons_max: int) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request("can't parse keyboard: Field must be an Array of Arrays")
    rows = [row for row in value if row]
    if any(len(row) > row_max for row in rows) or sum(map(len, rows)) > buttons_max:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def _inline(value: Any) -> Json | None:
    rows = [
        [_inline_button(button) for button in row]
        for row in _rows(value, INLINE_ROW_MAX, INLINE_BUTTONS_MAX)
    ]
    return {"inline_keyboard": rows} if rows else None


def _text_of(button: Any) -> str:
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(
            "can't parse inline keyboard button: Can't find field \"text\""
            if text is None
            else 'can\'t parse inline keyboard button: Field "text" must be of type String'
        )
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return text


def _inline_button(button: Any) -> Json:
    text = _text_of(button)
    if len(button) == 2 and "callback_data" in button:
        # Nearly every button is of this kind; busy boxes check many, and keep them in messages.
        return _shared(text, _data_of(button))
    actions = [name for name in _INLINE_ACTIONS if button.get(name) not in (None, "", False)]
    if "switch_inline_query_current_chat" in button:
        actions = actions or ["switch_inline_query_current_chat"]
    if not actions:
        raise bad_request("Text buttons are not allowed in the inline keyboard")
    kept: Json = {"text": text} | {name: button[name] for name in actions[:1]}
    if "callback_data" in kept:
        _data_of(button)
    url = kept.get("url")
    if url is not None and not _is_url(url):
        raise bad_request("BUTTON_URL_INVALID")
    copied = kept.get("copy_text")
    if copied is not None and not _is_copied(copied):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    for name in ("style", "icon_custom_emoji_id"):
        if button.get(name):
            kept[name] = button[name]
    return kept


@lru_cache(maxsize=65536)
def _shared(text: str, data: str) -> Json:
    return {"text": text, "callback_data": data}


def _data_of(button: Json) -> str:
    data = button["callback_data"]
    if not isinstance(data, str) or not 0 < len(data.encode()) <= CALLBACK_DATA_MAX_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _is_copied(value: Any) -> bool:
    text = value.get("text") if isinstance(value, dict) else None
    return isinstance(text, str) and 0 < len(text) <= COPY_TEXT_MAX


def _is_url(value: Any) -> bool:
    if not isinstance(value, str) or " " in value or not value:
        return False
    scheme, mark, rest = value.partition("://")
    if not mark:
        return "." in value.split("/")[0]
    return scheme.lower() in {"http", "https", "tg", "ton"} and bool(rest)


def _reply(markup: Json, is_private: bool) -> Json:
    rows = []
    for row in _rows(markup["keyboard"], KEYBOARD_ROW_MAX, KEYBOARD_BUTTONS_MAX):
        rows.append([_reply_button(button, is_private) for button in row])
    if not rows:
        raise bad_request("REPLY_MARKUP_INVALID")
    kept: Json = {"keyboard": rows}
    for name in ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective"):
        if markup.get(name):
            kept[name] = True
    return kept | _placeholder(markup)


def _reply_button(button: Any, is_private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    kept: Json = {"text": _text_of(button)}
    for name in _REQUESTS:
        if not button.get(name):
            continue
        if not is_private:
            words = {
                "request_contact": "phone number can be requested in private chats only",
                "request_location": "location can be requested in private chats only",
                "request_chat": "chats can be requested in private chats only",
                "request_users": "users can be requested in private chats only",
            }
            raise bad_request(words.get(name, "BUTTON_TYPE_INVALID"))
        kept[name] = button[name]
    for name in ("style", "icon_custom_emoji_id"):
        if button.get(name):
            kept[name] = button[name]
    return kept


def _placeholder(markup: Json) -> Json:
    kept: Json = {}
    text = markup.get("input_field_placeholder")
    if text:
        if not isinstance(text, str) or len(text) > PLACEHOLDER_MAX:
            raise bad_request("REPLY_MARKUP_PLACEHOLDER_TOO_LONG")
        kept["input_field_placeholder"] = text
    if markup.get("selective"):
        kept["selective"] = True
    return kept
