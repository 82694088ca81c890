"""What Telegram says of a group at this moment, as the actions want to know it."""

import logging

from telegram import Bot, Chat, ChatFullInfo, ChatMember, ChatMemberUpdated, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden

from deliberation.groups import RIGHTS, GroupFacts

log = logging.getLogger(__name__)

_PRESENT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


async def facts_of(bot: Bot, chat_id: int, title: str = "") -> GroupFacts:
    """Ask Telegram what a chat is and what the bot may do in it.

    A chat that the bot cannot see is one where it is not present.
    """
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, bot.id)
    except ChatMigrated as moved:
        return await facts_of(bot, moved.new_chat_id, title)
    except (BadRequest, Forbidden) as error:
        log.info("chat %d cannot be seen: %s", chat_id, type(error).__name__)
        return GroupFacts(chat_id, title, "supergroup", is_present=False)
    return _facts(chat, member)


def facts_in(change: ChatMemberUpdated) -> GroupFacts:
    """Return what a change of the bot's own membership says."""
    return _facts(change.chat, change.new_chat_member)


def topic_of(message: Message) -> int:
    """Return the topic in which a message stands; 0 for General and groups without topics."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def is_inside(member: ChatMember) -> bool:
    """Say whether somebody is in a chat now."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in _PRESENT


async def is_member(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Ask Telegram whether a person is in a group; where it does not say, they are not."""
    try:
        return is_inside(await bot.get_chat_member(chat_id, user_id))
    except (BadRequest, Forbidden):
        return False


def _facts(chat: Chat | ChatFullInfo, member: ChatMember) -> GroupFacts:
    rights = frozenset(right for right in RIGHTS if getattr(member, right, None) is True)
    return GroupFacts(
        chat_id=chat.id,
        title=chat.title or "",
        kind=chat.type,
        username=chat.username or "",
        is_forum=bool(chat.is_forum),
        is_present=is_inside(member),
        rights=rights if member.status in _PRESENT[:2] else frozenset(),
    )
