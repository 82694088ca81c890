"""Deleting, forwarding and copying messages, reacting to them, fetching their files."""

from typing import TYPE_CHECKING, Any

from rehearsal import posting
from rehearsal.chats import Chat
from rehearsal.limits import DELETE_MESSAGES_MAX, DELETE_WITHIN_S
from rehearsal.messages import Message, message_json, origin_json
from rehearsal.methods.places import bot_in, chat_of, chat_to_write, message_of, thread_for
from rehearsal.methods.sending import caption_content, deliver
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def delete_message(box: "Box", p: Parameters) -> bool:
    """deleteMessage: under 48 hours, one's own or with the right."""
    chat = chat_of(box, p)
    message = message_of(chat, p, "message to delete not found")
    if not _may_delete(box, chat, message):
        raise bad_request("message can't be deleted")
    posting.remove(box, chat, [message.id], box.bot.id)
    return True


def delete_messages(box: "Box", p: Parameters) -> bool:
    """deleteMessages: those that are not there are passed over."""
    chat = chat_of(box, p)
    wanted = p.integers("message_ids")
    if not 1 <= len(wanted) <= DELETE_MESSAGES_MAX:
        raise bad_request(
            "there are too many messages to delete"
            if wanted
            else "message identifiers are not specified"
        )
    found = [chat.messages[one] for one in wanted if one in chat.messages]
    if not all(_may_delete(box, chat, message) for message in found):
        raise bad_request("message can't be deleted")
    posting.remove(box, chat, [message.id for message in found], box.bot.id)
    return True


def forward_message(box: "Box", p: Parameters) -> Json:
    """forwardMessage."""
    source = chat_of(box, p, "from_chat_id")
    message = message_of(source, p, "message to forward not found")
    if message.is_service or message.is_protected:
        raise bad_request("message can't be forwarded")
    chat = chat_to_write(box, p)
    sent = posting.post(
        box,
        chat,
        box.bot.id,
        dict(message.content),
        thread_id=thread_for(box, chat, p),
        is_protected=p.flag("protect_content"),
        extra={"forward_origin": origin_json(box, message)},
    )
    return message_json(box, sent)


def copy_message(box: "Box", p: Parameters) -> Json:
    """copyMessage."""
    source = chat_of(box, p, "from_chat_id")
    message = message_of(source, p, "message to copy not found")
    if message.is_service or message.is_protected:
        raise bad_request("message can't be copied")
    content = dict(message.content)
    if "caption" in p and message.has_caption_place:
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= caption_content(box, p)
    chat = chat_to_write(box, p)
    return {"message_id": deliver(box, p, chat, content).id}


def set_message_reaction(box: "Box", p: Parameters) -> bool:
    """setMessageReaction."""
    chat = chat_of(box, p)
    message = message_of(chat, p, "message to react not found")
    wanted = p.objects("reaction") or []
    if any(str(one.get("type")) not in {"emoji", "custom_emoji"} for one in wanted):
        raise bad_request("REACTION_INVALID")
    box.record(
        "reaction",
        box.bot.id,
        chat_id=chat.id,
        thread_id=message.thread_id,
        message_id=message.id,
        reaction=wanted,
    )
    return True


def get_file(box: "Box", p: Parameters) -> Json:
    """getFile."""
    return box.files.for_download(p.text("file_id"))


def _may_delete(box: "Box", chat: Chat, message: Message) -> bool:
    if box.clock.timestamp() - message.date > DELETE_WITHIN_S:
        return False
    if chat.is_private:
        return not message.is_service
    if not {"supergroup_chat_created", "migrate_from_chat_id"}.isdisjoint(message.content):
        return False
    if message.sender_id == box.bot.id:
        return True
    return bot_in(box, chat).may("can_delete_messages")


METHODS = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "setMessageReaction": set_message_reaction,
    "getFile": get_file,
}
