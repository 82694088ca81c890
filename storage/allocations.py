"""Counted results: kept once counted, shown once published, never changed in place."""

from storage.database import Row, Transaction


async def are_published(tx: Transaction, process_no: int) -> bool:
    """Say whether any result of the year is public."""
    return bool(
        await tx.value(
            "SELECT COUNT(*) FROM allocations"
            " WHERE process_no = :process_no AND published_utc IS NOT NULL",
            {"process_no": process_no},
        )
    )


async def newest(tx: Transaction, process_no: int, heading_no: int) -> Row | None:
    """Return a heading's newest result, published or not."""
    return await tx.one(
        """
        SELECT * FROM allocations WHERE process_no = :process_no AND heading_no = :heading_no
        ORDER BY edition DESC LIMIT 1
        """,
        {"process_no": process_no, "heading_no": heading_no},
    )


async def published(tx: Transaction, process_no: int) -> list[Row]:
    """Return the newest published result of every heading that has one."""
    return await tx.all(
        """
        SELECT a.* FROM allocations a
        WHERE a.process_no = :process_no AND a.published_utc IS NOT NULL AND a.edition = (
            SELECT MAX(b.edition) FROM allocations b
            WHERE b.process_no = a.process_no AND b.heading_no = a.heading_no
                AND b.published_utc IS NOT NULL)
        ORDER BY a.heading_no
        """,
        {"process_no": process_no},
    )


async def keep(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    edition: int,
    *,
    result: str,
    comparison: str,
    sha256: str,
    now_s: int,
) -> None:
    """Keep a counted result; counting the same again changes nothing."""
    await tx.write(
        """
        INSERT INTO allocations (process_no, heading_no, edition, result, comparison, sha256,
            counted_utc)
        VALUES (:process_no, :heading_no, :edition, :result, :comparison, :sha256, :now_s)
        ON CONFLICT (process_no, heading_no, edition) DO NOTHING
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "edition": edition,
            "result": result,
            "comparison": comparison,
            "sha256": sha256,
            "now_s": now_s,
        },
    )


async def publish(tx: Transaction, process_no: int, heading_no: int, now_s: int) -> None:
    """Make a heading's newest result public."""
    await tx.write(
        """
        UPDATE allocations SET published_utc = COALESCE(published_utc, :now_s)
        WHERE process_no = :process_no AND heading_no = :heading_no AND edition = (
            SELECT MAX(edition) FROM allocations
            WHERE process_no = :process_no AND heading_no = :heading_no)
        """,
        {"process_no": process_no, "heading_no": heading_no, "now_s": now_s},
    )
