"""Chats as Telegram knows them: their language, that they moved, that they shut us out."""

from storage.database import Transaction


async def migrate(tx: Transaction, old_id: int, new_id: int) -> bool:
    """Give a group its new number everywhere; False where the old one is not known (any more)."""
    known = await tx.value("SELECT 1 FROM groups WHERE chat_id = :old_id", {"old_id": old_id})
    where = {"old_id": old_id, "new_id": new_id}
    if known is not None:
        await tx.write("DELETE FROM groups WHERE chat_id = :new_id", {"new_id": new_id})
    await tx.write(
        """
        DELETE FROM threads WHERE chat_id = :new_id AND heading_no IN
            (SELECT heading_no FROM threads WHERE chat_id = :old_id)
        """,
        where,
    )
    for table in ("groups", "threads", "desks", "outbox"):
        await tx.write(f"UPDATE {table} SET chat_id = :new_id WHERE chat_id = :old_id", where)
    return known is not None


async def language_of(tx: Transaction, chat_id: int) -> str | None:
    """Return the language of a person or a group; None where the chat is not known."""
    found = await tx.value(
        """
        SELECT language FROM citizens WHERE user_id = :chat_id
        UNION ALL SELECT language FROM groups WHERE chat_id = :chat_id
        """,
        {"chat_id": chat_id},
    )
    return None if found is None else str(found)


async def title_of(tx: Transaction, chat_id: int) -> str:
    """Return a group's title, empty where it is not known."""
    found = await tx.value(
        "SELECT title FROM groups WHERE chat_id = :chat_id", {"chat_id": chat_id}
    )
    return "" if found is None else str(found)


async def mark_blocked(tx: Transaction, user_id: int, is_blocked: bool = True) -> None:
    """Note that a person has blocked the bot, or has let it in again."""
    await tx.write(
        "UPDATE citizens SET blocked = :blocked WHERE user_id = :user_id",
        {"user_id": user_id, "blocked": int(is_blocked)},
    )


async def mark_gone(tx: Transaction, chat_id: int, now_s: int) -> None:
    """Note that the bot is no longer in a group."""
    await tx.write(
        "UPDATE groups SET gone_utc = :now_s WHERE chat_id = :chat_id AND gone_utc IS NULL",
        {"chat_id": chat_id, "now_s": now_s},
    )
