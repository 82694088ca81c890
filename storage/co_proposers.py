"""Who has joined which proposal, and the proposals that wait for more to join."""

from deliberation.proposals import Proposal, State
from storage.database import Transaction
from storage.proposals import proposal_of


async def join(
    tx: Transaction, proposal_no: int, user_id: int, signature: str, now_s: int
) -> bool:
    """Note that a person proposes together with others; False where they did already."""
    rows = await tx.write(
        """
        INSERT INTO co_proposers (proposal_no, user_id, signature, joined_utc)
        VALUES (:proposal_no, :user_id, :signature, :now_s)
        ON CONFLICT (proposal_no, user_id) DO NOTHING RETURNING user_id
        """,
        {
            "proposal_no": proposal_no,
            "user_id": user_id,
            "signature": signature,
            "now_s": now_s,
        },
    )
    return bool(rows)


async def leave(tx: Transaction, proposal_no: int, user_id: int) -> bool:
    """Note that a person does so no longer; False where they had not joined."""
    rows = await tx.write(
        "DELETE FROM co_proposers WHERE proposal_no = :proposal_no AND user_id = :user_id"
        " RETURNING user_id",
        {"proposal_no": proposal_no, "user_id": user_id},
    )
    return bool(rows)


async def signatures(tx: Transaction, proposal_no: int) -> tuple[str, ...]:
    """Return the public names of those who joined, in their order."""
    rows = await tx.all(
        "SELECT signature FROM co_proposers WHERE proposal_no = :proposal_no"
        " ORDER BY joined_utc, signature",
        {"proposal_no": proposal_no},
    )
    return tuple(row["signature"] for row in rows)


async def people(tx: Transaction, proposal_no: int) -> list[int]:
    """Return the numeric ids of those who joined."""
    rows = await tx.all(
        "SELECT user_id FROM co_proposers WHERE proposal_no = :proposal_no ORDER BY user_id",
        {"proposal_no": proposal_no},
    )
    return [int(row["user_id"]) for row in rows]


async def has_joined(tx: Transaction, proposal_no: int, user_id: int) -> bool:
    """Say whether a person has joined."""
    found = await tx.value(
        "SELECT 1 FROM co_proposers WHERE proposal_no = :proposal_no AND user_id = :user_id",
        {"proposal_no": proposal_no, "user_id": user_id},
    )
    return found is not None


async def count(tx: Transaction, proposal_no: int) -> int:
    """Return how many have joined."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM co_proposers WHERE proposal_no = :proposal_no",
            {"proposal_no": proposal_no},
        )
    )


async def gathering(
    tx: Transaction, process_no: int, heading_no: int, *, after: int = 0, most: int
) -> list[Proposal]:
    """Return proposals of a heading that wait for co-proposers, from a number on."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE process_no = :process_no AND heading_no = :heading_no"
        " AND state = :state AND proposal_no > :after ORDER BY proposal_no LIMIT :most",
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "state": State.GATHERING.value,
            "after": after,
            "most": most,
        },
    )
    return [proposal_of(row) for row in rows]
