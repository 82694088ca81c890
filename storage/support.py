"""Who supports which proposal; what was merged shares its supporters with what it became.

Whoever proposed a part of what was merged is one of its proposers, and no supporter besides.
"""

from collections.abc import Collection

from deliberation.proposals import Proposal, State
from storage.database import Transaction, listed, numbered
from storage.proposals import proposal_of

# A proposal and what was merged into it.
_PARTS = (
    "SELECT :proposal_no AS proposal_no UNION ALL"
    " SELECT proposal_no FROM proposals WHERE merged_into = :proposal_no"
)

# Of a support `s` of a proposal `p`: it is by nobody who proposed that one, or a part of what it
# was merged into, alone or with others. Nobody supports what they proposed alone.
_BY_NO_PROPOSER = """
    ((p.merged_into IS NULL AND p.from_merge IS NULL)
        OR NOT EXISTS (SELECT 1 FROM proposals o WHERE o.author = s.user_id
            AND COALESCE(o.merged_into, o.proposal_no) = COALESCE(p.merged_into, p.proposal_no)))
    AND NOT EXISTS (SELECT 1 FROM co_proposers c JOIN proposals o ON o.proposal_no = c.proposal_no
        WHERE c.user_id = s.user_id
        AND COALESCE(o.merged_into, o.proposal_no) = COALESCE(p.merged_into, p.proposal_no))
"""


async def give(tx: Transaction, proposal_no: int, user_id: int, now_s: int) -> None:
    """Note that a person supports a proposal; once more changes nothing."""
    await tx.write(
        "INSERT INTO supports (proposal_no, user_id, given_utc)"
        " VALUES (:proposal_no, :user_id, :now_s)"
        " ON CONFLICT (proposal_no, user_id) DO NOTHING",
        {"proposal_no": proposal_no, "user_id": user_id, "now_s": now_s},
    )


async def take_back(tx: Transaction, proposal_no: int, user_id: int) -> None:
    """Note that a person does not support a proposal, nor what was merged into it."""
    await tx.write(
        f"DELETE FROM supports WHERE user_id = :user_id AND proposal_no IN ({_PARTS})",
        {"proposal_no": proposal_no, "user_id": user_id},
    )


async def is_given(tx: Transaction, proposal_no: int, user_id: int) -> bool:
    """Say whether a person supports a proposal, or what was merged into it."""
    found = await tx.value(
        f"SELECT 1 FROM supports WHERE user_id = :user_id AND proposal_no IN ({_PARTS}) LIMIT 1",
        {"proposal_no": proposal_no, "user_id": user_id},
    )
    return found is not None


async def is_proposer(tx: Transaction, proposal_no: int, user_id: int) -> bool:
    """Say whether a person proposed a proposal or a part of it, alone or with others."""
    found = await tx.value(
        f"""
        SELECT 1 FROM proposals WHERE author = :user_id AND proposal_no IN ({_PARTS})
        UNION ALL
        SELECT 1 FROM co_proposers WHERE user_id = :user_id AND proposal_no IN ({_PARTS})
        LIMIT 1
        """,
        {"proposal_no": proposal_no, "user_id": user_id},
    )
    return found is not None


async def count(tx: Transaction, proposal_no: int) -> int:
    """Return how many people support a proposal, or what was merged into it."""
    return int(
        await tx.value(
            "SELECT COUNT(DISTINCT s.user_id) FROM supports s"
            " JOIN proposals p ON p.proposal_no = s.proposal_no"
            f" WHERE s.proposal_no IN ({_PARTS}) AND {_BY_NO_PROPOSER}",
            {"proposal_no": proposal_no},
        )
    )


async def given_by(tx: Transaction, process_no: int, user_id: int) -> dict[int, int]:
    """Return how many proposals a person supports in each heading.

    Merged ones count once. Withdrawn ones, and those of which the person is a proposer since,
    do not count: their support cannot be taken back.
    """
    rows = await tx.all(
        f"""
        SELECT p.heading_no, COUNT(DISTINCT COALESCE(p.merged_into, p.proposal_no)) AS given
        FROM supports s JOIN proposals p ON p.proposal_no = s.proposal_no
        WHERE s.user_id = :user_id AND p.process_no = :process_no AND p.state <> :withdrawn
            AND {_BY_NO_PROPOSER}
        GROUP BY p.heading_no
        """,
        {"process_no": process_no, "user_id": user_id, "withdrawn": State.WITHDRAWN.value},
    )
    return {row["heading_no"]: row["given"] for row in rows}


async def counts(tx: Transaction, process_no: int, heading_nos: Collection[int]) -> dict[int, int]:
    """Return how many people support each supported proposal of some headings.

    What was merged counts for what it became.
    """
    names = numbered("heading", list(heading_nos))
    if not names:
        return {}
    rows = await tx.all(
        f"""
        SELECT COALESCE(p.merged_into, p.proposal_no) AS counted,
            COUNT(DISTINCT s.user_id) AS supporters
        FROM supports s JOIN proposals p ON p.proposal_no = s.proposal_no
        WHERE p.process_no = :process_no AND p.heading_no IN ({listed(names)})
            AND {_BY_NO_PROPOSER}
        GROUP BY counted
        """,
        {"process_no": process_no, **names},
    )
    return {row["counted"]: row["supporters"] for row in rows}


async def supported_by(tx: Transaction, user_id: int) -> list[Proposal]:
    """Return the proposals that a person supports, in all budget years, the newest first."""
    rows = await tx.all(
        "SELECT p.* FROM proposals p JOIN supports s ON s.proposal_no = p.proposal_no"
        " WHERE s.user_id = :user_id ORDER BY p.proposal_no DESC",
        {"user_id": user_id},
    )
    return [proposal_of(row) for row in rows]
