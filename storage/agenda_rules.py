"""The rules of priority votes as they were frozen when voting opened."""

from storage.database import Transaction


async def frozen(tx: Transaction, process_no: int) -> dict[int, str]:
    """Return, for each heading whose priority vote has opened, the SHA-256 of its rules."""
    rows = await tx.all(
        "SELECT heading_no, sha256 FROM agenda_rules WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return {row["heading_no"]: row["sha256"] for row in rows}


async def freeze(tx: Transaction, process_no: int, heading_no: int, sha256: str) -> None:
    """Freeze the rules of a heading's priority vote for good; only the first time counts."""
    await tx.write(
        """
        INSERT INTO agenda_rules (process_no, heading_no, sha256)
        VALUES (:process_no, :heading_no, :sha256)
        ON CONFLICT (process_no, heading_no) DO NOTHING
        """,
        {"process_no": process_no, "heading_no": heading_no, "sha256": sha256},
    )
