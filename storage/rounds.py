"""Rounds of a thread: how many messages and people, never what was said or by whom.

While a round is open, each person stands in it as an HMAC under a key outside the store; when it
closes they are counted and forgotten.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from storage.database import Row, Transaction


@dataclass(frozen=True)
class StoredRound:
    """A round of a thread; people are counted while it is open, kept once it is closed."""

    thread_no: int
    round_no: int
    opened_utc: int
    closed_utc: int | None
    messages: int
    people: int
    message_id: int
    summary: Mapping[str, str]


async def numbered(tx: Transaction, thread_no: int, round_no: int) -> StoredRound | None:
    """Return a round as it stands."""
    row = await tx.one(
        """
        SELECT r.*, (SELECT COUNT(*) FROM voices v
            WHERE v.thread_no = r.thread_no AND v.round_no = r.round_no) AS speaking
        FROM rounds r WHERE r.thread_no = :thread_no AND r.round_no = :round_no
        """,
        {"thread_no": thread_no, "round_no": round_no},
    )
    return None if row is None else _round(row)


async def begin(tx: Transaction, thread_no: int, round_no: int, now_s: int) -> None:
    """Open a round."""
    await tx.write(
        """
        INSERT INTO rounds (thread_no, round_no, opened_utc)
        VALUES (:thread_no, :round_no, :now_s) ON CONFLICT (thread_no, round_no) DO NOTHING
        """,
        {"thread_no": thread_no, "round_no": round_no, "now_s": now_s},
    )


async def rebase(tx: Transaction, thread_no: int, round_no: int, now_s: int) -> None:
    """Let a round in which nothing was written yet begin now: its topic has just been made."""
    await tx.write(
        """
        UPDATE rounds SET opened_utc = :now_s
        WHERE thread_no = :thread_no AND round_no = :round_no
            AND messages = 0 AND closed_utc IS NULL
        """,
        {"thread_no": thread_no, "round_no": round_no, "now_s": now_s},
    )


async def count(tx: Transaction, thread_no: int, round_no: int, voice: str) -> None:
    """Count a message, and whoever wrote it once."""
    where = {"thread_no": thread_no, "round_no": round_no, "voice": voice}
    await tx.write(
        "UPDATE rounds SET messages = messages + 1"
        " WHERE thread_no = :thread_no AND round_no = :round_no",
        where,
    )
    await tx.write(
        "INSERT INTO voices (thread_no, round_no, voice) VALUES (:thread_no, :round_no, :voice)"
        " ON CONFLICT (thread_no, round_no, voice) DO NOTHING",
        where,
    )


async def end(tx: Transaction, thread_no: int, round_no: int, closed_by: int, now_s: int) -> None:
    """Close a round: keep its numbers, forget who spoke."""
    where = {"thread_no": thread_no, "round_no": round_no}
    await tx.write(
        """
        UPDATE rounds SET closed_utc = :now_s, closed_by = :closed_by,
            people = (SELECT COUNT(*) FROM voices v
                WHERE v.thread_no = rounds.thread_no AND v.round_no = rounds.round_no)
        WHERE thread_no = :thread_no AND round_no = :round_no AND closed_utc IS NULL
        """,
        {**where, "closed_by": closed_by, "now_s": now_s},
    )
    await tx.write(
        "DELETE FROM voices WHERE thread_no = :thread_no AND round_no = :round_no", where
    )


async def summarise(
    tx: Transaction, thread_no: int, round_no: int, summary: Mapping[str, str]
) -> None:
    """Keep the facilitator's summary of a round, in its languages."""
    await tx.write(
        "UPDATE rounds SET summary = :summary"
        " WHERE thread_no = :thread_no AND round_no = :round_no",
        {
            "thread_no": thread_no,
            "round_no": round_no,
            "summary": json.dumps(dict(summary), ensure_ascii=False, sort_keys=True),
        },
    )


async def keep_message(tx: Transaction, thread_no: int, round_no: int, message_id: int) -> None:
    """Keep where a round's closing note stands."""
    await tx.write(
        "UPDATE rounds SET message_id = :message_id"
        " WHERE thread_no = :thread_no AND round_no = :round_no",
        {"thread_no": thread_no, "round_no": round_no, "message_id": message_id},
    )


def _round(row: Row) -> StoredRound:
    is_closed = row["closed_utc"] is not None
    return StoredRound(
        thread_no=row["thread_no"],
        round_no=row["round_no"],
        opened_utc=row["opened_utc"],
        closed_utc=row["closed_utc"],
        messages=row["messages"],
        people=row["people"] if is_closed else row["speaking"],
        message_id=row["message_id"],
        summary=json.loads(row["summary"]),
    )
