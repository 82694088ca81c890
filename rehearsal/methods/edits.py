"""Changing messages that the bot has sent: text, caption, keyboard, media."""

from typing import TYPE_CHECKING, Any

from rehearsal import keyboards, posting
from rehearsal.messages import Message, message_json
from rehearsal.methods.places import chat_of, message_of, pass_gate
from rehearsal.methods.sending import caption_content, media_content, text_content
from rehearsal.parameters import Parameters
from rehearsal.refusals import NOT_MODIFIED, bad_request, forbidden

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_CAPTION_KEYS = ("caption", "caption_entities")


def edit_message_text(box: "Box", p: Parameters) -> Json:
    """editMessageText."""
    content = text_content(box, p)
    message = _editable(box, p)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _changed(box, p, message, content)


def edit_message_caption(box: "Box", p: Parameters) -> Json:
    """editMessageCaption."""
    caption = caption_content(box, p)
    message = _editable(box, p)
    if not message.has_caption_place:
        raise bad_request("there is no caption in the message to edit")
    kept = {k: v for k, v in message.content.items() if k not in _CAPTION_KEYS}
    return _changed(box, p, message, kept | caption)


def edit_message_media(box: "Box", p: Parameters) -> Json:
    """editMessageMedia, to a photo or a document."""
    item = p.json_object("media")
    if item is None:
        raise bad_request("media is empty")
    message = _editable(box, p)
    if not message.has_caption_place and "text" not in message.content:
        raise bad_request("there is no media in the message to edit")
    return _changed(box, p, message, media_content(box, p, item))


def edit_message_reply_markup(box: "Box", p: Parameters) -> Json:
    """editMessageReplyMarkup."""
    return _changed(box, p, _editable(box, p), None)


def _editable(box: "Box", p: Parameters) -> Message:
    if p.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(box, p)
    message = message_of(chat, p, "message to edit not found")
    if message.sender_id != box.bot.id or message.is_service:
        raise bad_request("message can't be edited")
    if message.keyboard is not None or "forward_origin" in message.extra:
        raise bad_request("message can't be edited")
    if chat.is_private and box.users[chat.id].has_blocked:
        raise forbidden("bot was blocked by the user")
    return message


def _changed(box: "Box", p: Parameters, message: Message, content: Json | None) -> Json:
    chat = box.chats[message.chat_id]
    markup = keyboards.checked(p.decoded("reply_markup"), is_private=chat.is_private)
    if markup is not None and not keyboards.is_inline(markup):
        raise bad_request("inline keyboard expected")
    if content in (None, message.content) and markup == message.inline:
        raise bad_request(NOT_MODIFIED)
    pass_gate(box, chat)
    posting.revise(box, message, box.bot.id, content=content, inline=markup)
    return message_json(box, message)


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
