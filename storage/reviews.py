"""Proposals on their way through review: with which departments, and what has waited longest."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from deliberation.cost_checks import OWED_IN
from deliberation.proposals import Proposal, State
from deliberation.reviewing import WITH_PROPOSER, WITH_REVIEWERS, Act, Assignment
from storage.database import Transaction, listed, numbered
from storage.proposals import proposal_of

_MINE = """
    EXISTS (SELECT 1 FROM assignments a WHERE a.proposal_no = proposals.proposal_no
        AND (:sees_all = 1 OR a.department IN ({departments}))
        AND (a.is_lead = 1 OR (a.has_advised = 0 AND :is_waiting = 0)))
"""


async def assignments(tx: Transaction, proposal_no: int) -> tuple[Assignment, ...]:
    """Return the departments that a proposal lies with, the lead first."""
    rows = await tx.all(
        "SELECT department, is_lead, has_advised FROM assignments"
        " WHERE proposal_no = :proposal_no ORDER BY is_lead DESC, department",
        {"proposal_no": proposal_no},
    )
    return tuple(
        Assignment(row["department"], bool(row["is_lead"]), bool(row["has_advised"]))
        for row in rows
    )


async def assign(tx: Transaction, proposal_no: int, department: str, is_lead: bool) -> None:
    """Give a proposal to a department; a new lead takes the former one's place."""
    if is_lead:
        await tx.write(
            "DELETE FROM assignments WHERE proposal_no = :proposal_no AND is_lead = 1",
            {"proposal_no": proposal_no},
        )
    await tx.write(
        """
        INSERT INTO assignments (proposal_no, department, is_lead)
        VALUES (:proposal_no, :department, :is_lead)
        ON CONFLICT (proposal_no, department) DO UPDATE SET is_lead = excluded.is_lead,
            has_advised = 0
        """,
        {"proposal_no": proposal_no, "department": department, "is_lead": int(is_lead)},
    )


async def note_advice(tx: Transaction, proposal_no: int, departments: Iterable[str]) -> None:
    """Note that departments have advised the lead."""
    await tx.write_many(
        "UPDATE assignments SET has_advised = 1"
        " WHERE proposal_no = :proposal_no AND department = :department",
        [{"proposal_no": proposal_no, "department": one} for one in departments],
    )


async def queue(
    tx: Transaction,
    process_no: int,
    scopes: Collection[str],
    *,
    is_waiting: bool = False,
    most: int,
    offset: int = 0,
) -> tuple[int, list[Proposal]]:
    """Return how many proposals lie with departments and some of them, the oldest first.

    With `is_waiting` those that wait for their proposers, of which the departments are leads.
    """
    names = numbered("department", sorted(scopes))
    states = numbered("state", WITH_PROPOSER if is_waiting else WITH_REVIEWERS)
    where = f"process_no = :process_no AND state IN ({listed(states)}) AND" + _MINE.format(
        departments=listed(names) or "''"
    )
    params = {
        "process_no": process_no,
        "sees_all": int("" in scopes),
        "is_waiting": int(is_waiting),
        **names,
        **states,
    }
    return await _page(tx, where, params, most, offset)


async def uncosted(
    tx: Transaction,
    process_no: int,
    heading_nos: Collection[int],
    scopes: Collection[str],
    *,
    most: int,
    offset: int = 0,
) -> tuple[int, list[Proposal]]:
    """Return how many proposals' costs departments still have to check, and some, oldest first.

    The departments are leads; a scope of '' covers all, also what has no lead yet.
    """
    names = numbered("department", sorted(scopes))
    states, headings = numbered("state", OWED_IN), numbered("heading", sorted(heading_nos))
    where = f"""process_no = :process_no AND heading_no IN ({listed(headings) or "NULL"})
        AND state IN ({listed(states)}) AND (:sees_all = 1 OR EXISTS (
            SELECT 1 FROM assignments a WHERE a.proposal_no = proposals.proposal_no
            AND a.is_lead = 1 AND a.department IN ({listed(names) or "''"})))
        AND NOT EXISTS (SELECT 1 FROM proposal_events e
            WHERE e.proposal_no = proposals.proposal_no AND e.kind = :check)"""
    params = {
        "process_no": process_no,
        "sees_all": int("" in scopes),
        "check": Act.COST_CHECK.value,
        **names,
        **states,
        **headings,
    }
    return await _page(tx, where, params, most, offset)


async def without_lead(
    tx: Transaction, process_no: int, *, most: int, offset: int = 0
) -> tuple[int, list[Proposal]]:
    """Return the proposals in review that no department leads, the oldest first."""
    where = """process_no = :process_no AND state IN ('reviewing', 'appealed')
        AND NOT EXISTS (SELECT 1 FROM assignments a
            WHERE a.proposal_no = proposals.proposal_no AND a.is_lead = 1)"""
    params = {"process_no": process_no}
    return await _page(tx, where, params, most, offset)


async def received_before(
    tx: Transaction, process_no: int, heading_no: int, until_s: int, most: int
) -> list[Proposal]:
    """Return proposals of a heading that came in until an instant and are not in review yet."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE process_no = :process_no AND state = :state"
        " AND heading_no = :heading_no AND received_utc <= :until_s"
        " ORDER BY received_utc, proposal_no LIMIT :most",
        {
            "process_no": process_no,
            "state": State.RECEIVED,
            "heading_no": heading_no,
            "until_s": until_s,
            "most": most,
        },
    )
    return [proposal_of(row) for row in rows]


async def oldest_received(tx: Transaction, process_no: int, heading_no: int) -> datetime | None:
    """Return when the oldest proposal that is not in review yet was handed in."""
    found = await tx.value(
        "SELECT MIN(received_utc) FROM proposals WHERE process_no = :process_no"
        " AND state = :state AND heading_no = :heading_no",
        {"process_no": process_no, "state": State.RECEIVED, "heading_no": heading_no},
    )
    return None if found is None else datetime.fromtimestamp(found, UTC)


async def run_out(tx: Transaction, now_s: int, most: int) -> list[Proposal]:
    """Return proposals whose proposers' time to answer is over."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE until_utc <= :now_s ORDER BY until_utc, proposal_no"
        " LIMIT :most",
        {"now_s": now_s, "most": most},
    )
    return [proposal_of(row) for row in rows]


async def next_run_out(tx: Transaction) -> datetime | None:
    """Return when the next proposer's time to answer is over."""
    found = await tx.value("SELECT MIN(until_utc) FROM proposals WHERE until_utc IS NOT NULL")
    return None if found is None else datetime.fromtimestamp(found, UTC)


async def _page(
    tx: Transaction, where: str, params: dict[str, Any], most: int, offset: int
) -> tuple[int, list[Proposal]]:
    """Return how many proposals a condition holds for and some of them, the oldest first."""
    total = int(await tx.value(f"SELECT COUNT(*) FROM proposals WHERE {where}", params))
    rows = await tx.all(
        f"SELECT * FROM proposals WHERE {where} ORDER BY received_utc, proposal_no"
        " LIMIT :most OFFSET :offset",
        {**params, "most": most, "offset": offset},
    )
    return total, [proposal_of(row) for row in rows]
