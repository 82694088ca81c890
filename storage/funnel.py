"""Proposals counted by heading, field and state; nothing here is about a single person."""

from datetime import UTC, datetime

from deliberation.funnel import Cell
from deliberation.proposals import State
from storage.database import Transaction


async def cells(tx: Transaction, process_no: int) -> list[Cell]:
    """Count a year's proposals, read from the index alone."""
    rows = await tx.all(
        """
        SELECT heading_no, state, field, COUNT(*) AS proposals, MIN(received_utc) AS oldest
        FROM proposals WHERE process_no = :process_no GROUP BY heading_no, state, field
        """,
        {"process_no": process_no},
    )
    made = await tx.all(
        """
        SELECT p.heading_no, p.state, p.field, COUNT(*) AS proposals
        FROM merges m JOIN proposals p ON p.from_merge = m.merge_no
        WHERE m.process_no = :process_no AND m.state = 'merged'
        GROUP BY p.heading_no, p.state, p.field
        """,
        {"process_no": process_no},
    )
    by_mergers = {
        (row["heading_no"], row["state"], row["field"]): row["proposals"] for row in made
    }
    return [
        Cell(
            row["heading_no"],
            row["field"],
            State(row["state"]),
            row["proposals"],
            datetime.fromtimestamp(row["oldest"], UTC),
            by_mergers.get((row["heading_no"], row["state"], row["field"]), 0),
        )
        for row in rows
    ]


async def oldest_of(tx: Transaction, process_no: int, cell: Cell) -> int | None:
    """Return the number of a cell's oldest proposal."""
    found = await tx.value(
        """
        SELECT MIN(proposal_no) FROM proposals WHERE process_no = :process_no
            AND heading_no = :heading_no AND state = :state AND field = :field
            AND received_utc = :at
        """,
        {
            "process_no": process_no,
            "heading_no": cell.heading_no,
            "state": cell.state.value,
            "field": cell.field_id,
            "at": int(cell.oldest.timestamp()),
        },
    )
    return None if found is None else int(found)
