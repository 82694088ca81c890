"""Sending text, pictures, documents, places, and the sign that one is typing."""

from typing import TYPE_CHECKING, Any

from rehearsal import keyboards, posting
from rehearsal.chats import Chat
from rehearsal.files import StoredFile, described
from rehearsal.limits import ALBUM_MAX, ALBUM_MIN, CAPTION_MAX, TEXT_MAX, TYPING_S
from rehearsal.markup import formatted, is_blank
from rehearsal.messages import Message, message_json, origin_json
from rehearsal.methods.places import chat_of, chat_to_write, pass_gate, thread_for
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(box: "Box", p: Parameters) -> Json:
    """sendMessage."""
    content = text_content(box, p)
    chat = chat_to_write(box, p)
    return message_json(box, deliver(box, p, chat, content))


def send_photo(box: "Box", p: Parameters) -> Json:
    """sendPhoto."""
    return _send_file(box, p, "photo", "can_send_photos")


def send_document(box: "Box", p: Parameters) -> Json:
    """sendDocument."""
    return _send_file(box, p, "document", "can_send_documents")


def send_voice(box: "Box", p: Parameters) -> Json:
    """sendVoice."""
    return _send_file(box, p, "voice", "can_send_voice_notes")


def send_sticker(box: "Box", p: Parameters) -> Json:
    """sendSticker."""
    return _send_file(box, p, "sticker", "can_send_other_messages")


def send_location(box: "Box", p: Parameters) -> Json:
    """sendLocation."""
    latitude, longitude = p.number("latitude"), p.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("invalid location specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    accuracy = p.number("horizontal_accuracy")
    if accuracy:
        place["horizontal_accuracy"] = accuracy
    chat = chat_to_write(box, p)
    return message_json(box, deliver(box, p, chat, {"location": place}))


def send_media_group(box: "Box", p: Parameters) -> list[Json]:
    """sendMediaGroup, of photos or of documents."""
    items = p.objects("media") or []
    if not ALBUM_MIN <= len(items) <= ALBUM_MAX:
        raise bad_request("wrong number of messages in the album")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= {"photo", "document"} or len(kinds) != 1:
        raise bad_request("can't use the media of the specified type in the album")
    chat = chat_to_write(box, p)
    contents = [media_content(box, p, item) for item in items]
    for _ in contents[1:]:
        pass_gate(box, chat)
    album = str(14_000_000_000_000_000 + box.take_number("album"))
    return [
        message_json(box, deliver(box, p, chat, content, {"media_group_id": album}))
        for content in contents
    ]


def send_chat_action(box: "Box", p: Parameters) -> bool:
    """sendChatAction: seen for five seconds or until the next message."""
    action = p.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(box, p)
    thread_id = thread_for(box, chat, p)
    box.record(
        "action",
        box.bot.id,
        chat_id=chat.id,
        thread_id=thread_id,
        action=action,
        seconds=TYPING_S,
    )
    return True


def text_content(box: "Box", p: Parameters) -> Json:
    """Text with its entities and link preview, or Telegram's refusal."""
    source = p.text("text")
    given = p.objects("entities")
    text, entities = formatted(source, p.text("parse_mode") or None, given)
    if is_blank(text):
        raise bad_request("message text is empty")
    if len(text) > TEXT_MAX:
        raise bad_request("message is too long")
    content: Json = {"text": text}
    entities = box.with_people(entities)
    if entities:
        content["entities"] = entities
    preview = p.json_object("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return content


def caption_content(box: "Box", p: Parameters) -> Json:
    """A caption with its entities; empty where there is none."""
    given = p.objects("caption_entities")
    text, entities = formatted(p.text("caption"), p.text("parse_mode") or None, given)
    if len(text) > CAPTION_MAX:
        raise bad_request("message caption is too long")
    if is_blank(text):
        return {}
    content: Json = {"caption": text}
    entities = box.with_people(entities)
    if entities:
        content["caption_entities"] = entities
    return content


def media_content(box: "Box", p: Parameters, item: Json) -> Json:
    """The content of an InputMediaPhoto or InputMediaDocument."""
    inside = Parameters(item, p.files)
    kind = inside.text("type")
    if kind not in {"photo", "document"}:
        raise bad_request("unsupported media type")
    reference = inside.text("media")
    caption = caption_content(box, inside)
    if reference.startswith("attach://"):
        stored = box.files.keep(kind, p.attached(reference))
    else:
        stored = _known_file(box, reference, kind)
    return described(stored) | caption


def deliver(
    box: "Box", p: Parameters, chat: Chat, content: Json, extra: Json | None = None
) -> Message:
    """Post the bot's message with everything that the sending methods share."""
    markup = keyboards.checked(p.decoded("reply_markup"), is_private=chat.is_private)
    thread_id = thread_for(box, chat, p)
    replied, shown = _reply(box, p, chat)
    if replied is not None and thread_id is None:
        thread_id = replied.thread_id
    extra = (extra or {}) | shown
    effect = p.text("message_effect_id")
    if effect:
        if not chat.is_private:
            raise bad_request("EFFECT_ID_INVALID")
        extra["effect_id"] = effect
    if p.flag("has_spoiler") and "photo" in content:
        extra["has_media_spoiler"] = True
    inline = keyboards.is_inline(markup)
    return posting.post(
        box,
        chat,
        box.bot.id,
        content,
        thread_id=thread_id,
        reply_to=replied.id if replied else None,
        inline=markup if inline else None,
        keyboard=None if inline else markup,
        sender_chat_id=chat.id if chat.kind == "channel" else None,
        is_protected=p.flag("protect_content"),
        extra=extra,
    )


def _reply(box: "Box", p: Parameters, chat: Chat) -> tuple[Message | None, Json]:
    wanted = p.inside("reply_parameters")
    message_id = wanted.integer("message_id") or p.integer("reply_to_message_id")
    if not message_id:
        return None, {}
    other = chat_of(box, wanted) if wanted.text("chat_id") else chat
    target = other.messages.get(message_id)
    if target is None:
        lenient = wanted.flag("allow_sending_without_reply")
        if lenient or p.flag("allow_sending_without_reply"):
            return None, {}
        raise bad_request("message to be replied not found")
    shown: Json = {}
    quote = wanted.text("quote")
    if quote:
        at = target.text.find(quote)
        if at < 0:
            raise bad_request("QUOTE_TEXT_INVALID")
        shown["quote"] = {"text": quote, "position": at, "is_manual": True}
    if other is not chat:
        origin = origin_json(box, target)
        chat_shape = box.chat_json(other)
        shown["external_reply"] = {"origin": origin, "message_id": target.id}
        if not other.is_private:
            shown["external_reply"]["chat"] = chat_shape
        return None, shown
    return target, shown


def _send_file(box: "Box", p: Parameters, kind: str, permission: str) -> Json:
    caption = caption_content(box, p) if kind != "sticker" else {}
    chat = chat_to_write(box, p, permission=permission)
    upload = p.upload(kind)
    if upload is not None:
        stored = box.files.keep(kind, upload)
    else:
        reference = p.text(kind)
        if not reference:
            raise bad_request(f"there is no {kind} in the request")
        stored = _known_file(box, reference, kind)
    return message_json(box, deliver(box, p, chat, described(stored) | caption))


def _known_file(box: "Box", reference: str, kind: str) -> StoredFile:
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    stored = box.files.found(reference)
    if stored.kind != kind:
        raise bad_request(
            f"can't use file of type {stored.kind.capitalize()} as {kind.capitalize()}"
        )
    return stored


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendVoice": send_voice,
    "sendSticker": send_sticker,
    "sendLocation": send_location,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
