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
            " WHERE process_no = :process_no AND author = :user_id AND from_merge IS NULL"
            " AND state NOT IN ('withdrawn', 'lapsed')",
            {"process_no": process_no, "user_id": user_id},
        )
        or 0
    )


async def count_ever(tx: Transaction, process_no: int, user_id: int) -> int:
    """Return how many proposals a person has handed in, withdrawn ones included."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM proposals"
            " WHERE process_no = :process_no AND author = :user_id AND from_merge IS NULL",
            {"process_no": process_no, "user_id": user_id},
        )
    )


async def by_number(tx: Transaction, process_no: int, proposal_no: int) -> Proposal | None:
    """Return a proposal of a budget year."""
    row = await tx.one(
        "SELECT * FROM proposals WHERE process_no = :process_no AND proposal_no = :proposal_no",
        {"process_no": process_no, "proposal_no": proposal_no},
    )
    return proposal_of(row) if row is not None else None


async def from_draft(tx: Transaction, draft_token: str, user_id: int) -> Proposal | None:
    """Return the proposal that a person's draft has become."""
    row = await tx.one(
        "SELECT * FROM proposals WHERE draft_token = :draft_token AND author = :user_id",
        {"draft_token": draft_token, "user_id": user_id},
    )
    return proposal_of(row) if row is not None else None


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
    return [proposal_of(row) for row in rows]


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
    signature: str = "",
    state: State = State.RECEIVED,
) -> Proposal:
    """Take in a proposal; its number is given here."""
    rows = await tx.write(
        """
        INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place, cost,
            field, language, state, received_utc, draft_token, signature)
        VALUES (:process_no, :heading_no, :author, :title, :problem, :idea, :place, :cost,
            :field, :language, :state, :now_s, :draft_token, :signature)
        RETURNING *
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "author": author,
            **_columns(content),
            "language": language,
            "state": state.value,
            "signature": signature,
            "now_s": now_s,
            "draft_token": draft_token,
        },
    )
    return proposal_of(rows[0])


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


async def in_state(
    tx: Transaction, process_no: int, heading_no: int, state: State
) -> list[Proposal]:
    """Return a heading's proposals in a state, the first received first."""
    rows = await tx.all(
        "SELECT * FROM proposals WHERE process_no = :process_no AND heading_no = :heading_no"
        " AND state = :state ORDER BY proposal_no",
        {"process_no": process_no, "heading_no": heading_no, "state": state.value},
    )
    return [proposal_of(row) for row in rows]


async def set_state(
    tx: Transaction, proposal_no: int, state: State, until_s: int | None = None
) -> None:
    """Bring a proposal into a state, in which the proposer may answer until an instant."""
    await tx.write(
        "UPDATE proposals SET state = :state, until_utc = :until_s"
        " WHERE proposal_no = :proposal_no",
        {"proposal_no": proposal_no, "state": state, "until_s": until_s},
    )


async def set_content(tx: Transaction, proposal_no: int, content: Content) -> None:
    """Put down what a department found, and the proposer accepted where it changes the idea."""
    await tx.write(
        "UPDATE proposals SET idea = :idea, cost = :cost WHERE proposal_no = :proposal_no",
        {"proposal_no": proposal_no, "idea": content.idea, "cost": content.cost},
    )


async def sign(tx: Transaction, proposal_no: int, signature: str) -> None:
    """Put down what everybody reads of the proposer's name."""
    await tx.write(
        "UPDATE proposals SET signature = :signature WHERE proposal_no = :proposal_no",
        {"proposal_no": proposal_no, "signature": signature},
    )


async def unname(tx: Transaction, user_id: int) -> int:
    """Put the marker of an erased person in an author's place; return on how many proposals.

    What they wrote to a department goes; that they wrote stays.
    """
    await tx.write(
        "UPDATE proposal_events SET params = '{}' WHERE kind IN ('answered', 'appealed')"
        " AND proposal_no IN (SELECT proposal_no FROM proposals WHERE author = :user_id)",
        {"user_id": user_id},
    )
    await tx.write(
        "UPDATE merge_parts SET reason = '' WHERE proposal_no IN"
        " (SELECT proposal_no FROM proposals WHERE author = :user_id)",
        {"user_id": user_id},
    )
    rows = await tx.write(
        "UPDATE proposals SET author = 0, draft_token = NULL, signature = ''"
        " WHERE author = :user_id"
        " RETURNING proposal_no",
        {"user_id": user_id},
    )
    return len(rows)


async def note(
    tx: Transaction,
    proposal_no: int,
    kind: str,
    params: Mapping[str, Any],
    now_s: int,
    acted_by: int = 0,
) -> int:
    """Add to a proposal's history and return the entry's number.

    Never a person's name or number in `params`; `acted_by` is an officer, and is never shown.
    Who reads which kind stands in deliberation/reviewing.py.
    """
    rows = await tx.write(
        """
        INSERT INTO proposal_events (proposal_no, kind, params, at_utc, acted_by)
        VALUES (:proposal_no, :kind, :params, :now_s, :acted_by) RETURNING event_no
        """,
        {
            "proposal_no": proposal_no,
            "kind": kind,
            "params": json.dumps(dict(params), ensure_ascii=False, sort_keys=True),
            "now_s": now_s,
            "acted_by": acted_by,
        },
    )
    return int(rows[0]["event_no"])


async def times(tx: Transaction, proposal_no: int, *kinds: str) -> int:
    """Return how many entries of some kinds stand in a proposal's history."""
    wanted = {f"kind_{at}": kind for at, kind in enumerate(kinds)}
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM proposal_events WHERE proposal_no = :proposal_no"
            f" AND kind IN ({', '.join(f':{name}' for name in wanted)})",
            {"proposal_no": proposal_no, **wanted},
        )
    )


async def history(tx: Transaction, proposal_no: int) -> tuple[ProposalEvent, ...]:
    """Return everything that happened to a proposal, whoever may read it."""
    rows = await tx.all(
        "SELECT event_no, kind, params, at_utc FROM proposal_events"
        " WHERE proposal_no = :proposal_no ORDER BY event_no",
        {"proposal_no": proposal_no},
    )
    return tuple(event_of(row) for row in rows)


async def changed_since(
    tx: Transaction, process_no: int, event_no: int, most: int
) -> tuple[int, list[Proposal]]:
    """Return proposals whose histories went on after an entry, and the last entry seen."""
    last = await tx.value(
        "SELECT MAX(event_no) FROM (SELECT event_no FROM proposal_events"
        " WHERE event_no > :event_no ORDER BY event_no LIMIT :most) AS seen",
        {"event_no": event_no, "most": most},
    )
    if last is None:
        return event_no, []
    rows = await tx.all(
        "SELECT * FROM proposals WHERE process_no = :process_no AND proposal_no IN"
        " (SELECT proposal_no FROM proposal_events WHERE event_no > :event_no"
        " AND event_no <= :last)",
        {"process_no": process_no, "event_no": event_no, "last": last},
    )
    return int(last), [proposal_of(row) for row in rows]


def event_of(row: Row) -> ProposalEvent:
    """Read an entry of a history."""
    params = json.loads(row["params"])
    return ProposalEvent(row["kind"], _instant(row["at_utc"]), params, row["event_no"])


def _columns(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "problem": content.problem,
        "idea": content.idea,
        "place": content.place,
        "cost": content.cost,
        "field": content.field_id,
    }


def proposal_of(row: Row) -> Proposal:
    """Read a proposal's row."""
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
        until_utc=_instant(row["until_utc"]) if row["until_utc"] is not None else None,
        signature=row["signature"],
        merged_into=row["merged_into"] or 0,
        from_merge=row["from_merge"] or 0,
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
