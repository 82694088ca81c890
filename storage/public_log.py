"""The public log: a hash chain of everything that the public may know, one for each year.

Each entry's SHA-256 covers its predecessor's, so that every published checkpoint is a prefix of
the next.
"""

import json
from collections.abc import Mapping
from typing import Any

from deliberation.log_chain import BEGINNING, entry_sha256
from storage.database import Row, Transaction

__all__ = ["BEGINNING", "append", "entries", "entry_sha256", "last_entries", "length"]


async def append(
    tx: Transaction, process_no: int, kind: str, body: Mapping[str, Any], now_s: int
) -> str:
    """Add an entry, in the transaction that causes it; return its hash."""
    last = await tx.one(
        "SELECT seq, sha256 FROM public_log WHERE process_no = :process_no"
        " ORDER BY seq DESC LIMIT 1",
        {"process_no": process_no},
    )
    seq = last["seq"] + 1 if last is not None else 1
    previous = last["sha256"] if last is not None else BEGINNING
    text = json.dumps(dict(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = entry_sha256(previous, seq, now_s, kind, text)
    await tx.write(
        """
        INSERT INTO public_log (process_no, seq, at_utc, kind, body, previous_sha256, sha256)
        VALUES (:process_no, :seq, :now_s, :kind, :body, :previous, :sha256)
        """,
        {
            "process_no": process_no,
            "seq": seq,
            "now_s": now_s,
            "kind": kind,
            "body": text,
            "previous": previous,
            "sha256": sha256,
        },
    )
    return sha256


async def entries(tx: Transaction, process_no: int) -> list[Row]:
    """Return the whole log of a year, from its beginning."""
    return await tx.all(
        "SELECT * FROM public_log WHERE process_no = :process_no ORDER BY seq",
        {"process_no": process_no},
    )


async def length(tx: Transaction, process_no: int) -> int:
    """Return how many entries the log of a year has."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM public_log WHERE process_no = :process_no",
            {"process_no": process_no},
        )
    )


async def last_entries(tx: Transaction, process_no: int, most: int) -> list[Row]:
    """Return the last entries of a year's log, the newest first."""
    return await tx.all(
        "SELECT * FROM public_log WHERE process_no = :process_no ORDER BY seq DESC LIMIT :most",
        {"process_no": process_no, "most": most},
    )
