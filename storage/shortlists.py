"""The rules of priority votes as they were frozen, and the shortlists that were counted."""

from collections.abc import Iterable

from storage.database import Row, Transaction


async def frozen_rules(tx: Transaction, process_no: int) -> dict[int, str]:
    """Return, for each heading whose priority vote has opened, the SHA-256 of its rules."""
    rows = await tx.all(
        "SELECT heading_no, sha256 FROM agenda_rules WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return {row["heading_no"]: row["sha256"] for row in rows}


async def freeze_rules(tx: Transaction, process_no: int, heading_no: int, sha256: str) -> None:
    """Freeze the rules of a heading's priority vote for good; only the first time counts."""
    await tx.write(
        """
        INSERT INTO agenda_rules (process_no, heading_no, sha256)
        VALUES (:process_no, :heading_no, :sha256)
        ON CONFLICT (process_no, heading_no) DO NOTHING
        """,
        {"process_no": process_no, "heading_no": heading_no, "sha256": sha256},
    )


async def keep(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    *,
    elected: str,
    schulze: str,
    borda: str,
    reasons: str,
    sha256: str,
    now_s: int,
) -> None:
    """Keep a counted shortlist that is not public yet, once."""
    await tx.write(
        """
        INSERT INTO shortlists (process_no, heading_no, elected, schulze, borda, reasons, sha256,
            counted_utc)
        VALUES (:process_no, :heading_no, :elected, :schulze, :borda, :reasons, :sha256, :now_s)
        ON CONFLICT (process_no, heading_no) DO NOTHING
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "elected": elected,
            "schulze": schulze,
            "borda": borda,
            "reasons": reasons,
            "sha256": sha256,
            "now_s": now_s,
        },
    )


async def all_of_them(tx: Transaction, process_no: int) -> list[Row]:
    """Return a year's counted shortlists, public or not, by heading."""
    return await tx.all(
        "SELECT * FROM shortlists WHERE process_no = :process_no ORDER BY heading_no",
        {"process_no": process_no},
    )


async def are_published(tx: Transaction, process_no: int) -> bool:
    """Say whether any shortlist of the year is public."""
    return bool(
        await tx.value(
            "SELECT COUNT(*) FROM shortlists"
            " WHERE process_no = :process_no AND published_utc IS NOT NULL",
            {"process_no": process_no},
        )
    )


async def publish(
    tx: Transaction, process_no: int, heading_nos: Iterable[int], now_s: int
) -> None:
    """Make counted shortlists public."""
    await tx.write_many(
        "UPDATE shortlists SET published_utc = COALESCE(published_utc, :now_s)"
        " WHERE process_no = :process_no AND heading_no = :heading_no",
        [
            {"process_no": process_no, "heading_no": heading_no, "now_s": now_s}
            for heading_no in heading_nos
        ],
    )
