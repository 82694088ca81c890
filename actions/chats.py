"""What happens to chats: a group moves, a person blocks the bot, a group throws it out."""

from actions.house import House
from storage import chats as stored


async def migrate(house: House, old_id: int, new_id: int) -> None:
    """A group became a supergroup: all that is known of it goes on under the new number."""
    await house.db.write(lambda tx: stored.migrate(tx, old_id, new_id))


async def shut_out(house: House, chat_id: int) -> None:
    """A person has blocked the bot, or a group has thrown it out."""
    now_s = int(house.clock.now().timestamp())
    if chat_id > 0:
        await house.db.write(lambda tx: stored.mark_blocked(tx, chat_id))
    else:
        await house.db.write(lambda tx: stored.mark_gone(tx, chat_id, now_s))


async def let_in(house: House, user_id: int) -> None:
    """A person has unblocked the bot."""
    await house.db.write(lambda tx: stored.mark_blocked(tx, user_id, False))
