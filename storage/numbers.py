"""Counts over a budget year; nothing here is about a single person."""

from storage.database import Transaction


async def ballots_by_heading(tx: Transaction, process_no: int) -> dict[int, int]:
    """Return how many ballots stand in each heading, by its number."""
    rows = await tx.all(
        """
        SELECT heading_no, COUNT(*) AS ballots FROM ballots
        WHERE process_no = :process_no AND ranking <> '' GROUP BY heading_no
        """,
        {"process_no": process_no},
    )
    return {int(row["heading_no"]): int(row["ballots"]) for row in rows}


async def participants(tx: Transaction, process_no: int) -> int:
    """Return how many people take part: notice read, consent given."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM participants WHERE process_no = :process_no"
            " AND eligible_utc IS NOT NULL AND consent_utc IS NOT NULL",
            {"process_no": process_no},
        )
    )


async def proposals(tx: Transaction, process_no: int) -> int:
    """Return how many proposals stand."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM proposals"
            " WHERE process_no = :process_no AND state <> 'withdrawn'",
            {"process_no": process_no},
        )
    )
