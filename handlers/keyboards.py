"""A screen's keys as Telegram draws them."""

from telegram import (
    ChatAdministratorRights,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from screens.screen import Key, Press, Say, Screen

JsonKeyboard = str


def inline_keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    """Return a screen's buttons as Telegram draws them."""
    if not screen.rows:
        return None
    return InlineKeyboardMarkup([[_button(key) for key in row] for row in screen.rows if row])


def json_keyboard(screen: Screen) -> JsonKeyboard:
    """Return a screen's rows of buttons as they go over the wire; '' where it has none."""
    rows = ["[" + ",".join([key.json for key in row]) + "]" for row in screen.rows if row]
    return "[" + ",".join(rows) + "]" if rows else ""


def markup_of(
    screen: Screen,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """Return a screen's buttons, or else its reply keyboard."""
    if screen.keyboard is None or screen.rows:
        return inline_keyboard(screen)
    if not screen.keyboard:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(
        [[_say(say) for say in row] for row in screen.keyboard],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def _button(key: Key) -> InlineKeyboardButton:
    if isinstance(key, Press):
        return InlineKeyboardButton(key.label, callback_data=key.button.pack())
    return InlineKeyboardButton(key.label, url=key.url)


def _say(say: Say) -> KeyboardButton:
    if say.asks_location:
        return KeyboardButton(say.label, request_location=True)
    if say.asks_group is not None:
        wish = KeyboardButtonRequestChat(
            request_id=say.asks_group,
            chat_is_channel=False,
            chat_is_forum=say.asks_forum,
            user_administrator_rights=_rights(say.asks_forum, of_user=True),
            bot_administrator_rights=_rights(say.asks_forum),
            request_title=True,
        )
        return KeyboardButton(say.label, request_chat=wish)
    return KeyboardButton(say.label)


def _rights(has_topics: bool, *, of_user: bool = False) -> ChatAdministratorRights:
    """What the bot needs in a group; who adds it must hold that and may appoint it."""
    return ChatAdministratorRights(
        is_anonymous=False,
        can_manage_chat=True,
        can_delete_messages=True,
        can_manage_video_chats=False,
        can_restrict_members=False,
        can_promote_members=of_user,
        can_change_info=False,
        can_invite_users=True,
        can_post_stories=False,
        can_edit_stories=False,
        can_delete_stories=False,
        can_pin_messages=True,
        can_manage_topics=has_topics,
    )
