"""Motions: what one manager moved and another is to second."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Row, Transaction

OPEN, CARRIED, DROPPED, STALE = "open", "carried", "dropped", "stale"


@dataclass(frozen=True)
class StoredMotion:
    """A motion as it stands: open, carried, dropped or stale."""

    motion_no: int
    process_no: int
    kind: str
    params: Mapping[str, Any]
    subject_sha256: str
    moved_by: int
    moved_utc: int
    seconded_by: int | None
    seconded_utc: int | None
    state: str


async def add(
    tx: Transaction,
    process_no: int,
    kind: str,
    params: Mapping[str, Any],
    *,
    subject_sha256: str,
    moved_by: int,
    now_s: int,
) -> StoredMotion:
    """Open a motion."""
    rows = await tx.write(
        """
        INSERT INTO motions (process_no, kind, params, subject_sha256, moved_by, moved_utc)
        VALUES (:process_no, :kind, :params, :subject_sha256, :moved_by, :now_s)
        RETURNING *
        """,
        {
            "process_no": process_no,
            "kind": kind,
            "params": _written(params),
            "subject_sha256": subject_sha256,
            "moved_by": moved_by,
            "now_s": now_s,
        },
    )
    return _motion(rows[0])


async def numbered(tx: Transaction, motion_no: int) -> StoredMotion | None:
    """Return a motion by its number."""
    row = await tx.one(
        "SELECT * FROM motions WHERE motion_no = :motion_no", {"motion_no": motion_no}
    )
    return None if row is None else _motion(row)


async def newest_alike(
    tx: Transaction, process_no: int, kind: str, params: Mapping[str, Any]
) -> StoredMotion | None:
    """Return the newest motion of the same kind and parameters, in whatever state."""
    row = await tx.one(
        """
        SELECT * FROM motions
        WHERE process_no = :process_no AND kind = :kind AND params = :params
        ORDER BY motion_no DESC LIMIT 1
        """,
        {"process_no": process_no, "kind": kind, "params": _written(params)},
    )
    return None if row is None else _motion(row)


async def open_ones(tx: Transaction, process_no: int) -> list[StoredMotion]:
    """Return the motions that wait for a second, the oldest first."""
    rows = await tx.all(
        "SELECT * FROM motions WHERE process_no = :process_no AND state = 'open'"
        " ORDER BY motion_no",
        {"process_no": process_no},
    )
    return [_motion(row) for row in rows]


async def settle(
    tx: Transaction, motion_no: int, state: str, *, by: int | None = None, now_s: int
) -> None:
    """Give an open motion its final state; only the first time counts."""
    await tx.write(
        """
        UPDATE motions SET state = :state, seconded_by = :by, seconded_utc = :now_s
        WHERE motion_no = :motion_no AND state = 'open'
        """,
        {"motion_no": motion_no, "state": state, "by": by, "now_s": now_s},
    )


def _written(params: Mapping[str, Any]) -> str:
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _motion(row: Row) -> StoredMotion:
    return StoredMotion(
        motion_no=row["motion_no"],
        process_no=row["process_no"],
        kind=row["kind"],
        params=json.loads(row["params"]),
        subject_sha256=row["subject_sha256"],
        moved_by=row["moved_by"],
        moved_utc=row["moved_utc"],
        seconded_by=row["seconded_by"],
        seconded_utc=row["seconded_utc"],
        state=row["state"],
    )
