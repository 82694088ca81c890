"""Line reviews: what voters wrote as reasons, under slots until the heading is closed."""

from collections.abc import Iterable
from hashlib import sha256

from storage.database import Row, Transaction


async def reasons_under(tx: Transaction, slot: str) -> dict[int, str]:
    """Return the reasons that stand under a slot, by line."""
    rows = await tx.all(
        "SELECT line_no, text FROM line_reasons WHERE slot = :slot", {"slot": slot}
    )
    return {row["line_no"]: row["text"] for row in rows}


async def keep_reason(
    tx: Transaction, process_no: int, heading_no: int, slot: str, line_no: int, text: str
) -> None:
    """Keep a voter's reason for a line in the place of an earlier one."""
    await tx.write(
        """
        INSERT INTO line_reasons (process_no, heading_no, slot, line_no, text)
        VALUES (:process_no, :heading_no, :slot, :line_no, :text)
        ON CONFLICT (slot, line_no) DO UPDATE SET text = excluded.text
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "slot": slot,
            "line_no": line_no,
            "text": text,
        },
    )


async def drop_reason(tx: Transaction, slot: str, line_no: int | None = None) -> None:
    """Take away a voter's reason for a line, or all of theirs in the heading."""
    await tx.write(
        "DELETE FROM line_reasons WHERE slot = :slot AND line_no = COALESCE(:line_no, line_no)",
        {"slot": slot, "line_no": line_no},
    )


async def reasons_with_ballots(tx: Transaction, process_no: int, heading_no: int) -> list[Row]:
    """Return a heading's reasons that are under slots, each with the ballot beside it."""
    return await tx.all(
        """
        SELECT r.line_no, r.text, b.ranking FROM line_reasons r JOIN ballots b ON b.slot = r.slot
        WHERE r.process_no = :process_no AND r.heading_no = :heading_no
        """,
        {"process_no": process_no, "heading_no": heading_no},
    )


async def are_severed(tx: Transaction, process_no: int, heading_no: int) -> bool:
    """Say whether no reason of a heading is under a slot any more."""
    return not await tx.value(
        "SELECT COUNT(*) FROM line_reasons WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND slot IS NOT NULL",
        {"process_no": process_no, "heading_no": heading_no},
    )


async def sever_reasons(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    reasons: Iterable[tuple[int, int | None, str]],
) -> None:
    """Put (line, direction, text) in the place of what stood under slots.

    Their order says nothing about when or by whom they were written.
    """
    where = {"process_no": process_no, "heading_no": heading_no}
    await tx.write(
        "DELETE FROM line_reasons WHERE process_no = :process_no AND heading_no = :heading_no"
        " AND slot IS NOT NULL",
        where,
    )
    ordered = sorted(reasons, key=lambda one: (one[0], sha256(one[2].encode()).digest()))
    await tx.write_many(
        """
        INSERT INTO line_reasons (process_no, heading_no, line_no, direction, text)
        VALUES (:process_no, :heading_no, :line_no, :direction, :text)
        """,
        [
            {**where, "line_no": line_no, "direction": direction, "text": text}
            for line_no, direction, text in ordered
        ],
    )


async def severed_reasons(tx: Transaction, process_no: int, heading_no: int) -> list[Row]:
    """Return a closed heading's reasons, in the order of its lines."""
    return await tx.all(
        "SELECT reason_no, line_no, direction, text, is_hidden FROM line_reasons"
        " WHERE process_no = :process_no AND heading_no = :heading_no AND slot IS NULL"
        " ORDER BY line_no, reason_no",
        {"process_no": process_no, "heading_no": heading_no},
    )


async def hide_reason(
    tx: Transaction, process_no: int, heading_no: int, reason_no: int, *, is_hidden: bool
) -> None:
    """Keep a closed heading's reason from being public, or let it be."""
    await tx.write(
        "UPDATE line_reasons SET is_hidden = :is_hidden WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND reason_no = :reason_no AND slot IS NULL",
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "reason_no": reason_no,
            "is_hidden": int(is_hidden),
        },
    )
