"""How many proposals somebody had handed in who was erased since, under a slot."""

from storage.database import Transaction


async def under(tx: Transaction, slot: str) -> tuple[int, int]:
    """Return how many stand and how many there ever were."""
    row = await tx.one(
        "SELECT standing, ever FROM former_proposals WHERE slot = :slot", {"slot": slot}
    )
    return (0, 0) if row is None else (int(row["standing"]), int(row["ever"]))


async def add(tx: Transaction, process_no: int, slot: str, standing: int, ever: int) -> None:
    """Add to what is known under a slot."""
    await tx.write(
        """
        INSERT INTO former_proposals (slot, process_no, standing, ever)
        VALUES (:slot, :process_no, :standing, :ever)
        ON CONFLICT (slot) DO UPDATE SET standing = former_proposals.standing + excluded.standing,
            ever = former_proposals.ever + excluded.ever
        """,
        {"slot": slot, "process_no": process_no, "standing": standing, "ever": ever},
    )


async def drop_year(tx: Transaction, process_no: int) -> None:
    """Forget all of a budget year's."""
    await tx.write(
        "DELETE FROM former_proposals WHERE process_no = :process_no", {"process_no": process_no}
    )
