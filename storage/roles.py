"""Who holds a role in a budget year, now."""

from dataclasses import dataclass

from storage.database import Transaction


async def holds(
    tx: Transaction, process_no: int, user_id: int, role: str, scope: str | None = None
) -> bool:
    """Say whether a person holds a role at this moment; None: whatever its scope."""
    rows = await tx.all(
        "SELECT scope FROM roles"
        " WHERE process_no = :process_no AND user_id = :user_id AND role = :role",
        {"process_no": process_no, "user_id": user_id, "role": role},
    )
    return any(scope is None or row["scope"] in ("", scope) for row in rows)


async def holders(tx: Transaction, process_no: int, role: str) -> list[int]:
    """Return the numeric ids of all who hold a role, the lowest first."""
    rows = await tx.all(
        "SELECT DISTINCT user_id FROM roles"
        " WHERE process_no = :process_no AND role = :role ORDER BY user_id",
        {"process_no": process_no, "role": role},
    )
    return [int(row["user_id"]) for row in rows]


async def processes_of(tx: Transaction, user_id: int, role: str) -> list[int]:
    """Return the budget years in which a person holds a role, the newest first."""
    rows = await tx.all(
        "SELECT DISTINCT process_no FROM roles"
        " WHERE user_id = :user_id AND role = :role ORDER BY process_no DESC",
        {"user_id": user_id, "role": role},
    )
    return [int(row["process_no"]) for row in rows]


@dataclass(frozen=True)
class Grant:
    """One role of one person; a scope of '' covers everything."""

    user_id: int
    role: str
    scope: str
    granted_by: int


async def of(tx: Transaction, process_no: int, user_id: int) -> list[Grant]:
    """Return all roles that a person holds in a budget year."""
    return await _grants(tx, process_no, user_id)


async def all_of_them(tx: Transaction, process_no: int) -> list[Grant]:
    """Return all roles in a budget year, person by person."""
    return await _grants(tx, process_no, None)


async def dismiss(tx: Transaction, process_no: int, user_id: int, role: str) -> int:
    """Take a role from a person, whatever its scopes; return how many rows went."""
    rows = await tx.write(
        "DELETE FROM roles WHERE process_no = :process_no AND user_id = :user_id"
        " AND role = :role RETURNING user_id",
        {"process_no": process_no, "user_id": user_id, "role": role},
    )
    return len(rows)


async def dismiss_named(
    tx: Transaction, process_no: int, user_id: int, role: str, scope: str
) -> None:
    """Take back a role that a process file gave; one that a manager gave stays."""
    await tx.write(
        "DELETE FROM roles WHERE process_no = :process_no AND user_id = :user_id"
        " AND role = :role AND scope = :scope AND granted_by = 0",
        {"process_no": process_no, "user_id": user_id, "role": role, "scope": scope},
    )


async def _grants(tx: Transaction, process_no: int, user_id: int | None) -> list[Grant]:
    rows = await tx.all(
        """
        SELECT user_id, role, scope, granted_by FROM roles
        WHERE process_no = :process_no AND (:user_id IS NULL OR user_id = :user_id)
        ORDER BY user_id, role, scope
        """,
        {"process_no": process_no, "user_id": user_id},
    )
    return [Grant(**dict(row)) for row in rows]
