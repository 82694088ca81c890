"""What a person has begun and not finished: kept at every step, one of a kind for each person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Transaction


@dataclass(frozen=True)
class Draft:
    """Something begun: its kind, the budget year, and what is there so far."""

    kind: str
    process_no: int
    data: Mapping[str, Any]
    changed_utc: int


async def of(tx: Transaction, user_id: int, kind: str) -> Draft | None:
    """Return a person's draft of a kind."""
    row = await tx.one(
        "SELECT process_no, data, changed_utc FROM drafts"
        " WHERE user_id = :user_id AND kind = :kind",
        {"user_id": user_id, "kind": kind},
    )
    if row is None:
        return None
    return Draft(kind, row["process_no"], json.loads(row["data"]), row["changed_utc"])


async def keep(
    tx: Transaction,
    user_id: int,
    kind: str,
    process_no: int,
    data: Mapping[str, Any],
    now_s: int,
) -> None:
    """Keep a draft as it stands."""
    await tx.write(
        """
        INSERT INTO drafts (user_id, kind, process_no, data, changed_utc)
        VALUES (:user_id, :kind, :process_no, :data, :now_s)
        ON CONFLICT (user_id, kind) DO UPDATE SET process_no = excluded.process_no,
            data = excluded.data, changed_utc = excluded.changed_utc
        """,
        {
            "user_id": user_id,
            "kind": kind,
            "process_no": process_no,
            "data": json.dumps(dict(data), ensure_ascii=False, sort_keys=True),
            "now_s": now_s,
        },
    )


async def drop(tx: Transaction, user_id: int, kind: str) -> None:
    """Forget a draft."""
    await tx.write(
        "DELETE FROM drafts WHERE user_id = :user_id AND kind = :kind",
        {"user_id": user_id, "kind": kind},
    )
