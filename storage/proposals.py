"""Proposals as handed in, and everything that happened to them."""

from storage.database import Transaction


async def count_of(tx: Transaction, process_no: int, user_id: int) -> int:
    """Return how many proposals a person has standing in a budget year."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM proposals"
            " WHERE process_no = :process_no AND author = :user_id AND state <> 'withdrawn'",
            {"process_no": process_no, "user_id": user_id},
        )
        or 0
    )
