"""When something last gave a sign of life."""

from storage.database import Transaction

BOT = "bot"


async def beat(tx: Transaction, name: str, now_s: int) -> None:
    """Note a sign of life."""
    await tx.write(
        """
        INSERT INTO heartbeats (name, at_utc) VALUES (:name, :now_s)
        ON CONFLICT (name) DO UPDATE SET at_utc = excluded.at_utc
        """,
        {"name": name, "now_s": now_s},
    )


async def last(tx: Transaction, name: str) -> int | None:
    """Return when the last sign of life was, None where there was none."""
    found = await tx.value("SELECT at_utc FROM heartbeats WHERE name = :name", {"name": name})
    return None if found is None else int(found)
