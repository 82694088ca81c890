"""Counted results: a draft until published, then an edition that is never changed in place.

A draft stands as edition 0 of its heading; publishing gives it the year's next number. The
whole result of edition e is, for each heading, its newest row up to e.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.database import Row, Transaction

DRAFT = 0


@dataclass(frozen=True)
class Edition:
    """One publication of a year's results; `why` holds a correction's reason by language."""

    edition: int
    sha256: str
    published_utc: int
    why: Mapping[str, str]
    log_seq: int
    log_sha256: str
    bundle_sha256: str | None


async def are_published(tx: Transaction, process_no: int) -> bool:
    """Say whether any result of the year is public."""
    return bool(
        await tx.value(
            "SELECT COUNT(*) FROM editions WHERE process_no = :process_no",
            {"process_no": process_no},
        )
    )


async def keep_draft(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    *,
    result: str,
    comparison: str,
    sha256: str,
    now_s: int,
) -> None:
    """Keep a counted result that is not public yet, in place of a former draft."""
    await tx.write(
        """
        INSERT INTO allocations (process_no, heading_no, edition, result, comparison, sha256,
            counted_utc)
        VALUES (:process_no, :heading_no, 0, :result, :comparison, :sha256, :now_s)
        ON CONFLICT (process_no, heading_no, edition) DO UPDATE SET result = excluded.result,
            comparison = excluded.comparison, sha256 = excluded.sha256,
            counted_utc = excluded.counted_utc
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "result": result,
            "comparison": comparison,
            "sha256": sha256,
            "now_s": now_s,
        },
    )


async def drop_drafts(tx: Transaction, process_no: int, heading_nos: Iterable[int]) -> None:
    """Forget counted results that were not published."""
    await tx.write_many(
        "DELETE FROM allocations WHERE process_no = :process_no AND heading_no = :heading_no"
        " AND edition = 0",
        [{"process_no": process_no, "heading_no": heading_no} for heading_no in heading_nos],
    )


async def drafts(tx: Transaction, process_no: int) -> list[Row]:
    """Return the results that are counted and not public, by heading."""
    return await tx.all(
        "SELECT * FROM allocations WHERE process_no = :process_no AND edition = 0"
        " ORDER BY heading_no",
        {"process_no": process_no},
    )


async def published(
    tx: Transaction, process_no: int, upto: int | None = None, *, heading_no: int = 0
) -> list[Row]:
    """Return each heading's newest public result (or one's), or the newest up to an edition."""
    return await tx.all(
        """
        SELECT a.* FROM allocations a
        WHERE a.process_no = :process_no AND (:heading_no = 0 OR a.heading_no = :heading_no)
            AND a.edition > 0 AND a.edition = (
                SELECT MAX(b.edition) FROM allocations b
                WHERE b.process_no = a.process_no AND b.heading_no = a.heading_no
                    AND b.edition <= :upto)
        ORDER BY a.heading_no
        """,
        {
            "process_no": process_no,
            "upto": 2**31 if upto is None else upto,
            "heading_no": heading_no,
        },
    )


async def headings_told(tx: Transaction, process_no: int, edition: int) -> list[int]:
    """Return the headings whose results became public with an edition."""
    rows = await tx.all(
        "SELECT heading_no FROM allocations WHERE process_no = :process_no AND edition = :edition"
        " ORDER BY heading_no",
        {"process_no": process_no, "edition": edition},
    )
    return [row["heading_no"] for row in rows]


async def publish(
    tx: Transaction,
    process_no: int,
    heading_nos: Iterable[int],
    edition: int,
    why: Mapping[str, str],
    now_s: int,
) -> None:
    """Make drafts public as an edition; what stood before stays, marked with the reason."""
    text = json.dumps(dict(why), ensure_ascii=False, sort_keys=True) if why else ""
    rows = [
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "edition": edition,
            "now_s": now_s,
            "why": text,
        }
        for heading_no in heading_nos
    ]
    await tx.write_many(
        "UPDATE allocations SET replaced_why = :why WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND edition > 0 AND replaced_why = ''",
        rows,
    )
    await tx.write_many(
        "UPDATE allocations SET edition = :edition, published_utc = :now_s"
        " WHERE process_no = :process_no AND heading_no = :heading_no AND edition = 0",
        rows,
    )


async def add_edition(
    tx: Transaction,
    process_no: int,
    edition: int,
    *,
    sha256: str,
    why: Mapping[str, str],
    log_seq: int,
    log_sha256: str,
    now_s: int,
) -> None:
    """Note a publication, with the public log's checkpoint at that moment."""
    await tx.write(
        """
        INSERT INTO editions (process_no, edition, sha256, published_utc, why, log_seq,
            log_sha256)
        VALUES (:process_no, :edition, :sha256, :now_s, :why, :log_seq, :log_sha256)
        """,
        {
            "process_no": process_no,
            "edition": edition,
            "sha256": sha256,
            "now_s": now_s,
            "why": json.dumps(dict(why), ensure_ascii=False, sort_keys=True),
            "log_seq": log_seq,
            "log_sha256": log_sha256,
        },
    )


async def editions(tx: Transaction, process_no: int) -> list[Edition]:
    """Return a year's publications, the first one first."""
    rows = await tx.all(
        "SELECT * FROM editions WHERE process_no = :process_no ORDER BY edition",
        {"process_no": process_no},
    )
    return [
        Edition(
            edition=row["edition"],
            sha256=row["sha256"],
            published_utc=row["published_utc"],
            why=json.loads(row["why"]),
            log_seq=row["log_seq"],
            log_sha256=row["log_sha256"],
            bundle_sha256=row["bundle_sha256"],
        )
        for row in rows
    ]


async def note_bundle(tx: Transaction, process_no: int, edition: int, sha256: str) -> None:
    """Note the hash of an edition's bundle, once it is stored."""
    await tx.write(
        "UPDATE editions SET bundle_sha256 = :sha256"
        " WHERE process_no = :process_no AND edition = :edition",
        {"process_no": process_no, "edition": edition, "sha256": sha256},
    )
