"""Groups that are bound to a budget year."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.database import Row, Transaction

OPEN, ASKS = "open", "asks"


@dataclass(frozen=True)
class StoredGroup:
    """A group as it stands; `rights` are what the bot may do there."""

    chat_id: int
    process_no: int
    title: str
    username: str
    language: str
    is_forum: bool
    rights: frozenset[str]
    door: str
    invite_link: str
    bound_by: int
    is_gone: bool


async def by_chat(tx: Transaction, chat_id: int) -> StoredGroup | None:
    """Return the group of a chat, also one that threw the bot out."""
    row = await tx.one("SELECT * FROM groups WHERE chat_id = :chat_id", {"chat_id": chat_id})
    return None if row is None else _group(row)


async def of_process(tx: Transaction, process_no: int) -> list[StoredGroup]:
    """Return the groups of a budget year in the order of their titles."""
    rows = await tx.all(
        "SELECT * FROM groups WHERE process_no = :process_no ORDER BY title, chat_id",
        {"process_no": process_no},
    )
    return [_group(row) for row in rows]


async def bind(
    tx: Transaction,
    *,
    chat_id: int,
    process_no: int,
    title: str,
    username: str,
    language: str,
    is_forum: bool,
    rights: Iterable[str],
    bound_by: int,
    now_s: int,
) -> None:
    """Bind a group to a budget year; one that is bound already keeps its language and door."""
    await tx.write(
        """
        INSERT INTO groups (chat_id, process_no, title, username, language, is_forum, rights,
            bound_by, bound_utc)
        VALUES (:chat_id, :process_no, :title, :username, :language, :is_forum, :rights,
            :bound_by, :now_s)
        ON CONFLICT (chat_id) DO UPDATE SET process_no = excluded.process_no,
            title = excluded.title, username = excluded.username,
            is_forum = excluded.is_forum, rights = excluded.rights,
            bound_by = excluded.bound_by, bound_utc = excluded.bound_utc, gone_utc = NULL
        """,
        {
            "chat_id": chat_id,
            "process_no": process_no,
            "title": title,
            "username": username,
            "language": language,
            "is_forum": int(is_forum),
            "rights": ",".join(sorted(rights)),
            "bound_by": bound_by,
            "now_s": now_s,
        },
    )


async def observe(
    tx: Transaction, chat_id: int, *, title: str, username: str, is_forum: bool
) -> None:
    """Keep what a group is called and whether it has topics, as just seen."""
    await tx.write(
        "UPDATE groups SET title = :title, username = :username, is_forum = :is_forum"
        " WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "title": title, "username": username, "is_forum": int(is_forum)},
    )


async def allow(tx: Transaction, chat_id: int, rights: Iterable[str]) -> None:
    """Keep what the bot may do in a group, where it is present."""
    await tx.write(
        "UPDATE groups SET rights = :rights, gone_utc = NULL WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "rights": ",".join(sorted(rights))},
    )


async def leave(tx: Transaction, chat_id: int, now_s: int) -> None:
    """Note that the bot is no longer in a group; its invite link went with it."""
    await tx.write(
        "UPDATE groups SET gone_utc = COALESCE(gone_utc, :now_s), rights = '', invite_link = ''"
        " WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "now_s": now_s},
    )


async def choose_language(tx: Transaction, chat_id: int, language: str) -> None:
    """Choose the language in which the bot writes to a group."""
    await tx.write(
        "UPDATE groups SET language = :language WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "language": language},
    )


async def choose_door(tx: Transaction, chat_id: int, door: str) -> None:
    """Choose how people come in; the former link is forgotten."""
    await tx.write(
        "UPDATE groups SET invite_link = CASE WHEN door = :door THEN invite_link ELSE '' END,"
        " door = :door WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "door": door},
    )


async def keep_link(tx: Transaction, chat_id: int, link: str) -> None:
    """Keep the link by which people come in."""
    await tx.write(
        "UPDATE groups SET invite_link = :link WHERE chat_id = :chat_id",
        {"chat_id": chat_id, "link": link},
    )


async def release(tx: Transaction, chat_id: int) -> None:
    """Forget a group with its threads, rounds and voices."""
    where = {"chat_id": chat_id}
    for table in ("voices", "rounds"):
        await tx.write(
            f"DELETE FROM {table} WHERE thread_no IN"
            " (SELECT thread_no FROM threads WHERE chat_id = :chat_id)",
            where,
        )
    await tx.write("DELETE FROM threads WHERE chat_id = :chat_id", where)
    await tx.write("DELETE FROM groups WHERE chat_id = :chat_id", where)


def _group(row: Row) -> StoredGroup:
    return StoredGroup(
        chat_id=row["chat_id"],
        process_no=row["process_no"],
        title=row["title"],
        username=row["username"],
        language=row["language"],
        is_forum=bool(row["is_forum"]),
        rights=frozenset(one for one in row["rights"].split(",") if one),
        door=row["door"],
        invite_link=row["invite_link"],
        bound_by=row["bound_by"],
        is_gone=row["gone_utc"] is not None,
    )
