"""What a phone lets a person do: where one may write, which buttons are there to tap."""

from typing import TYPE_CHECKING, Any

from rehearsal.chats import Chat
from rehearsal.messages import Message
from rehearsal.users import User

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


class ActRefused(Exception):  # noqa: N818 - the phone refuses, as Telegram's apps do
    """A person tried what their phone does not offer."""


def check_may_write(box: "Box", chat: Chat, user: User, thread: int | None) -> None:
    """Refuse a message that the person's app would not send."""
    if user.is_deactivated:
        raise ActRefused("the account is deleted")
    if chat.is_private and user.has_blocked:
        raise ActRefused("the bot is blocked")
    if not chat.is_private:
        _check_group(box, chat, user, thread)


def found_message(chat: Chat, message: Message | int | None) -> Message:
    """A message by itself, by id, or the newest with an inline keyboard."""
    if isinstance(message, Message):
        return message
    if message is not None:
        held = chat.messages.get(message)
        if held is None:
            raise ActRefused(f"no message {message} in the chat")
        return held
    for one in reversed(chat.messages.values()):
        if one.inline is not None:
            return one
    raise ActRefused("no message with buttons in the chat")


def found_button(chat: Chat, message: Message | int | None, wanted: str) -> tuple[Message, Json]:
    """An inline button by data or label, with its message; whole labels before parts of them."""
    if message is not None:
        candidates = [found_message(chat, message)]
    else:
        candidates = [one for one in reversed(chat.messages.values()) if one.inline is not None]
    for is_match in (_is_data, _is_label, _is_part):
        for one in candidates:
            for row in (one.inline or {}).get("inline_keyboard", ()):
                for button in row:
                    if is_match(button, wanted):
                        return one, button
    shown = (
        [
            button["text"]
            for row in (candidates[0].inline or {}).get("inline_keyboard", ())
            for button in row
        ]
        if candidates
        else []
    )
    raise ActRefused(f"no button {wanted!r}; the newest buttons are {shown}")


def keyboard_of(chat: Chat, user_id: int, label: str) -> tuple[Message, Json]:
    """A button of the reply keyboard that is up, with the message that brought it."""
    held = chat.keyboards.get(user_id) or chat.keyboards.get(0)
    holder = chat.messages.get(held) if held else None
    if holder is None or holder.keyboard is None:
        raise ActRefused("no reply keyboard is up")
    for row in holder.keyboard["keyboard"]:
        for button in row:
            if button["text"] == label:
                return holder, button
    raise ActRefused(f"no button {label!r} on the reply keyboard")


def _check_group(box: "Box", chat: Chat, user: User, thread: int | None) -> None:
    if chat.migrated_to is not None:
        raise ActRefused("the group has become a supergroup")
    member = chat.member(user.id, box.clock.timestamp())
    if not member.is_present:
        raise ActRefused("not a member of the chat")
    if member.is_administrator:
        return
    held = member.permissions if member.status == "restricted" else chat.permissions
    if chat.kind == "channel" or not held.get("can_send_messages"):
        raise ActRefused("no right to write in the chat")
    _check_thread(chat, thread)


def _check_thread(chat: Chat, thread: int | None) -> None:
    if thread is not None:
        topic = chat.topics.get(thread)
        if topic is None:
            raise ActRefused("no such topic")
        if topic.is_closed:
            raise ActRefused("the topic is closed")
    elif chat.is_forum and chat.is_general_closed:
        raise ActRefused("the topic is closed")


def _is_data(button: Json, wanted: str) -> bool:
    return button.get("callback_data") == wanted


def _is_label(button: Json, wanted: str) -> bool:
    return bool(button["text"] == wanted)


def _is_part(button: Json, wanted: str) -> bool:
    return wanted in button["text"]
