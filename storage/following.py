"""Who follows which proposal, and news that are bundled: one message a person in each span."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import Proposal
from storage import outbox
from storage.database import Transaction
from storage.outbox import Lane
from storage.proposals import event_of, proposal_of

EVERY_S = 3600


async def follow(tx: Transaction, proposal_no: int, user_id: int) -> None:
    """Note that a person follows a proposal."""
    await tx.write(
        "INSERT INTO followers (proposal_no, user_id) VALUES (:proposal_no, :user_id)"
        " ON CONFLICT (proposal_no, user_id) DO NOTHING",
        {"proposal_no": proposal_no, "user_id": user_id},
    )


async def unfollow(tx: Transaction, proposal_no: int, user_id: int) -> None:
    """Note that a person follows a proposal no longer."""
    await tx.write(
        "DELETE FROM followers WHERE proposal_no = :proposal_no AND user_id = :user_id",
        {"proposal_no": proposal_no, "user_id": user_id},
    )


async def follows(tx: Transaction, proposal_no: int, user_id: int) -> bool:
    """Say whether a person follows a proposal."""
    found = await tx.value(
        "SELECT 1 FROM followers WHERE proposal_no = :proposal_no AND user_id = :user_id",
        {"proposal_no": proposal_no, "user_id": user_id},
    )
    return found is not None


async def followers(tx: Transaction, proposal_no: int) -> list[int]:
    """Return the numeric ids of those who follow a proposal."""
    rows = await tx.all(
        "SELECT user_id FROM followers WHERE proposal_no = :proposal_no ORDER BY user_id",
        {"proposal_no": proposal_no},
    )
    return [int(row["user_id"]) for row in rows]


async def count(tx: Transaction, proposal_no: int) -> int:
    """Return how many people follow a proposal."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM followers WHERE proposal_no = :proposal_no",
            {"proposal_no": proposal_no},
        )
    )


async def news_for(
    tx: Transaction, process_no: int, user_id: int, after_event: int, most: int
) -> list[tuple[Proposal, ProposalEvent]]:
    """Return what happened since an event to the proposals that a person made or follows."""
    rows = await tx.all(
        """
        SELECT p.*, e.event_no, e.kind, e.params, e.at_utc FROM proposal_events e
        JOIN proposals p ON p.proposal_no = e.proposal_no
        WHERE p.process_no = :process_no AND e.event_no > :after_event
            AND (p.author = :user_id OR EXISTS (SELECT 1 FROM followers f
                WHERE f.proposal_no = p.proposal_no AND f.user_id = :user_id))
        ORDER BY e.event_no LIMIT :most
        """,
        {
            "process_no": process_no,
            "user_id": user_id,
            "after_event": after_event,
            "most": most,
        },
    )
    return [(proposal_of(row), event_of(row)) for row in rows]


async def put_bundled(
    tx: Transaction,
    kind: str,
    process_no: int,
    people: Collection[int],
    params: Mapping[str, Any],
    now_s: int,
) -> None:
    """Tell people of a kind of news soon, and nobody twice within `EVERY_S`.

    What waits already keeps its parameters and its time: it is told of everything since. A
    notice that was delivered is used again, and waits until the span since then is over.
    """
    tx.touch(outbox.TOPIC)
    await tx.write_many(
        """
        INSERT INTO outbox (process_no, kind, params, chat_id, lane, at_most_once, told_key,
            not_before_utc, created_utc)
        VALUES (:process_no, :kind, :params, :user_id, :lane, 1, :told_key, 0, :now_s)
        ON CONFLICT (told_key) DO UPDATE SET
            version = outbox.version + 1,
            tries = 0,
            params = CASE WHEN outbox.state = 'waiting' THEN outbox.params
                ELSE excluded.params END,
            not_before_utc = CASE WHEN outbox.state = 'waiting' THEN outbox.not_before_utc
                WHEN outbox.state = 'sending' THEN :now_s + :every_s
                WHEN COALESCE(outbox.done_utc, 0) + :every_s > :now_s
                    THEN outbox.done_utc + :every_s
                ELSE 0 END,
            state = CASE WHEN outbox.state = 'sending' THEN 'sending' ELSE 'waiting' END
        """,
        [
            {
                "process_no": process_no,
                "kind": kind,
                "params": json.dumps(dict(params), ensure_ascii=False, sort_keys=True),
                "user_id": user_id,
                "lane": int(Lane.BROADCASTS),
                "told_key": f"{kind}:{process_no}:{user_id}",
                "now_s": now_s,
                "every_s": EVERY_S,
            }
            for user_id in people
        ],
    )
