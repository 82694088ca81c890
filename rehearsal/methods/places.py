"""Where a call goes: its chat, its topic, and whether the bot may do it there."""

from typing import TYPE_CHECKING

from rehearsal.chats import Chat
from rehearsal.messages import Message
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request, forbidden, too_many_requests
from rehearsal.rights import Member
from rehearsal.users import User

if TYPE_CHECKING:
    from rehearsal.box import Box


def chat_of(box: "Box", p: Parameters, name: str = "chat_id") -> Chat:
    """The chat of a call, seen from the bot; refused where the bot cannot reach it."""
    chat = named_chat(box, p, name)
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if not chat.is_private:
        _check_membership(chat, bot_in(box, chat))
    return chat


def named_chat(box: "Box", p: Parameters, name: str) -> Chat:
    """A chat by its id or @username, whether or not the bot is in it."""
    value = p.text(name).strip()
    if not value:
        raise bad_request(f"{name} is empty")
    if value.startswith("@"):
        chat = box.chat_named(value[1:])
    else:
        number = p.integer(name) if value.lstrip("-").isdigit() else None
        chat = box.reachable_chat(number) if number is not None else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def chat_to_write(box: "Box", p: Parameters, *, permission: str = "can_send_messages") -> Chat:
    """The chat of a call that sends, with the flood gate passed."""
    chat = chat_of(box, p)
    if chat.is_private:
        _check_person(box, box.users[chat.id])
    else:
        _check_voice(box, chat, permission)
    pass_gate(box, chat)
    return chat


def pass_gate(box: "Box", chat: Chat) -> None:
    """Count a message against Telegram's limits."""
    wait_s = box.flood.wait_s(chat.id, box.clock.monotonic())
    if wait_s:
        raise too_many_requests(wait_s)


def bot_in(box: "Box", chat: Chat) -> Member:
    """How the bot stands in a chat."""
    return chat.member(box.bot.id, box.clock.timestamp())


def need_right(box: "Box", chat: Chat, right: str, words: str) -> None:
    """Refuse with `words` unless the bot is an administrator with a right."""
    if not bot_in(box, chat).may(right):
        raise bad_request(words)


def need_supergroup(chat: Chat) -> None:
    """Refuse what only supergroups and channels know."""
    if chat.kind not in {"supergroup", "channel"}:
        raise bad_request("method is available for supergroup and channel chats only")


def thread_for(box: "Box", chat: Chat, p: Parameters) -> int | None:
    """The topic to write to; General has no id of its own."""
    thread_id = p.integer("message_thread_id")
    if not thread_id:
        if chat.is_forum and chat.is_general_closed and not _may_topics(box, chat):
            raise bad_request("TOPIC_CLOSED")
        return None
    topic = chat.topics.get(thread_id)
    if not chat.is_forum or topic is None:
        raise bad_request("message thread not found")
    if topic.is_closed and not _may_topics(box, chat):
        raise bad_request("TOPIC_CLOSED")
    return thread_id


def message_of(chat: Chat, p: Parameters, words: str) -> Message:
    """The message that a call names, or the refusal in `words`."""
    message_id = p.needed_integer("message_id", "message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(words)
    return message


def user_of(box: "Box", p: Parameters) -> User:
    """The account that a call names."""
    user_id = p.needed_integer("user_id", "invalid user_id specified")
    user = box.users.get(user_id)
    if user is None:
        raise bad_request("invalid user_id specified")
    return user


def _check_membership(chat: Chat, bot: Member) -> None:
    if bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not bot.is_present:
        if bot.user_id not in chat.members:
            raise bad_request("chat not found")
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def _check_person(box: "Box", user: User) -> None:
    if user.is_deactivated:
        raise forbidden("user is deactivated")
    if user.is_bot:
        raise forbidden("bot can't send messages to bots")
    if user.has_blocked:
        raise forbidden("bot was blocked by the user")
    if not user.has_started and box.clock.monotonic() >= user.contact_until:
        raise forbidden("bot can't initiate conversation with a user")


def _check_voice(box: "Box", chat: Chat, permission: str) -> None:
    bot = bot_in(box, chat)
    if chat.kind == "channel":
        if not bot.may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return
    if bot.is_administrator:
        return
    own = bot.permissions if bot.status == "restricted" else chat.permissions
    if not own.get("can_send_messages") or not own.get(permission):
        raise bad_request("have no rights to send a message")


def _may_topics(box: "Box", chat: Chat) -> bool:
    return bot_in(box, chat).may("can_manage_topics")
