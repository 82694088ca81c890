"""Proposals as handed in, and everything that happened to them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Content, Proposal, State
from storage.database import Row, Transaction


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


async def count_ever(tx: Transaction, process_no: int, user_id: int) -> int:
    """Return how many proposals a person has handed in, withdrawn ones included."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM proposals WHERE process_no = :process_no AND author = :user_id",
            {"process_no": process_no, "user_id": user_id},
        )
    )


async def by_number(tx: Transaction, process_no: int, proposal_no: int) -> Proposal | None:
    """Return a proposal of a budget year."""
    row = await tx.one(
        "SELECT * FROM proposals WHERE process_no = :process_no AND proposal_no = :proposal_no",
        {"process_no": process_no, "proposal_no": proposal_no},
    )
    return _proposal(row) if row is not None else None


async def from_draft(tx: Transaction, draft_token: str, user_id: int) -> Proposal | None:
    """Return the proposal that a person's draft has become."""
    row = await tx.one(
        "SELECT * FROM proposals WHERE draft_token = :draft_token AND author = :user_id",
        {"draft_token": draft_token, "user_id": user_id},
    )
    return _proposal(row) if row is not None else None


async def of_person(
    tx: Transaction, user_id: int, process_no: int | None = None
) -> list[Proposal]:
    """Return a person's proposals, the newest first, of one budget year or of all."""
    rows = await tx.all(
        """
        SELECT * FROM proposals
        WHERE author = :user_id AND process_no = COALESCE(:process_no, process_no)
        ORDER BY proposal_no DESC
        """,
        {"user_id": user_id, "process_no": process_no},
    )
    return [_proposal(row) for row in rows]


async def add(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    author: int,
    content: Content,
    *,
    language: str,
    draft_token: str,
    now_s: int,
) -> Proposal:
    """Take in a proposal; its number is given here."""
    rows = await tx.write(
        """
        INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place, cost,
            field, language, state, received_utc, draft_token)
        VALUES (:process_no, :heading_no, :author, :title, :problem, :idea, :place, :cost,
            :field, :language, :state, :now_s, :draft_token)
        RETURNING *
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "author": author,
            **_columns(content),
            "language": language,
            "state": State.RECEIVED,
            "now_s": now_s,
            "draft_token": draft_token,
        },
    )
    return _proposal(rows[0])


async def revise(
    tx: Transaction, proposal_no: int, heading_no: int, content: Content, draft_token: str
) -> None:
    """Replace what a proposal says."""
    await tx.write(
        """
        UPDATE proposals SET heading_no = :heading_no, title = :title, problem = :problem,
            idea = :idea, place = :place, cost = :cost, field = :field,
            draft_token = :draft_token
        WHERE proposal_no = :proposal_no
        """,
        {
            "proposal_no": proposal_no,
            "heading_no": heading_no,
            "draft_token": draft_token,
            **_columns(content),
        },
    )


async def set_state(tx: Transaction, proposal_no: int, state: State) -> None:
    """Bring a proposal into a state."""
    await tx.write(
        "UPDATE proposals SET state = :state WHERE proposal_no = :proposal_no",
        {"proposal_no": proposal_no, "state": state},
    )


async def unname(tx: Transaction, user_id: int) -> int:
    """Put the marker of an erased person in an author's place; return on how many proposals."""
    rows = await tx.write(
        "UPDATE proposals SET author = 0, draft_token = NULL WHERE author = :user_id"
        " RETURNING proposal_no",
        {"user_id": user_id},
    )
    return len(rows)


async def note(
    tx: Transaction, proposal_no: int, kind: str, params: Mapping[str, Any], now_s: int
) -> None:
    """Add to a proposal's history, which anyone can read: never a person's name or number."""
    await tx.write(
        """
        INSERT INTO proposal_events (proposal_no, kind, params, at_utc)
        VALUES (:proposal_no, :kind, :params, :now_s)
        """,
        {
            "proposal_no": proposal_no,
            "kind": kind,
            "params": json.dumps(dict(params), ensure_ascii=False, sort_keys=True),
            "now_s": now_s,
        },
    )


async def history(tx: Transaction, proposal_no: int) -> tuple[ProposalEvent, ...]:
    """Return what happened to a proposal, from the beginning."""
    rows = await tx.all(
        "SELECT kind, params, at_utc FROM proposal_events WHERE proposal_no = :proposal_no"
        " ORDER BY event_no",
        {"proposal_no": proposal_no},
    )
    return tuple(
        ProposalEvent(row["kind"], _instant(row["at_utc"]), json.loads(row["params"]))
        for row in rows
    )


def _columns(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "problem": content.problem,
        "idea": content.idea,
        "place": content.place,
        "cost": content.cost,
        "field": content.field_id,
    }


def _proposal(row: Row) -> Proposal:
    return Proposal(
        proposal_no=row["proposal_no"],
        process_no=row["process_no"],
        heading_no=row["heading_no"],
        author=row["author"],
        content=Content(
            row["title"],
            row["problem"],
            row["idea"],
            row["place"],
            row["cost"],
            row["field"],
        ),
        language=row["language"],
        state=State(row["state"]),
        received_utc=_instant(row["received_utc"]),
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
