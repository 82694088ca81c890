"""Desks: the topic of a bound group in which a department is shown what waits for it."""

from collections.abc import Collection
from dataclasses import dataclass

from storage.database import Transaction, listed, numbered


@dataclass(frozen=True)
class Desk:
    """Where a department's cards go; topic 0 is a group's General or a group without topics."""

    process_no: int
    department: str
    chat_id: int
    topic_id: int


async def keep(tx: Transaction, desk: Desk, bound_by: int, now_s: int) -> bool:
    """Give a department its desk, in place of a former one; False where it is there already."""
    rows = await tx.write(
        """
        INSERT INTO desks (process_no, department, chat_id, topic_id, bound_by, bound_utc)
        VALUES (:process_no, :department, :chat_id, :topic_id, :bound_by, :now_s)
        ON CONFLICT (process_no, department) DO UPDATE SET chat_id = excluded.chat_id,
            topic_id = excluded.topic_id, bound_by = excluded.bound_by,
            bound_utc = excluded.bound_utc
            WHERE desks.chat_id <> excluded.chat_id OR desks.topic_id <> excluded.topic_id
        RETURNING department
        """,
        {
            "process_no": desk.process_no,
            "department": desk.department,
            "chat_id": desk.chat_id,
            "topic_id": desk.topic_id,
            "bound_by": bound_by,
            "now_s": now_s,
        },
    )
    return bool(rows)


async def of_departments(
    tx: Transaction, process_no: int, departments: Collection[str]
) -> list[Desk]:
    """Return the desks of departments, in bound groups that the bot is in."""
    names = numbered("department", sorted(departments))
    if not names:
        return []
    rows = await tx.all(
        "SELECT d.* FROM desks d JOIN groups g ON g.chat_id = d.chat_id AND g.gone_utc IS NULL"
        f" WHERE d.process_no = :process_no AND d.department IN ({listed(names)})"
        " ORDER BY d.department",
        {"process_no": process_no, **names},
    )
    return [
        Desk(row["process_no"], row["department"], row["chat_id"], row["topic_id"]) for row in rows
    ]


async def drop(tx: Transaction, process_no: int, department: str) -> None:
    """Take a department's desk away."""
    await tx.write(
        "DELETE FROM desks WHERE process_no = :process_no AND department = :department",
        {"process_no": process_no, "department": department},
    )
