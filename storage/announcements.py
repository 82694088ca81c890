"""Announcements that managers sent: each draft becomes one at most."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from deliberation.audiences import Audience
from storage.database import Row, Transaction
from storage.outbox import Progress


@dataclass(frozen=True)
class StoredAnnouncement:
    """An announcement as it was sent; `outcome` is there once its notices are forgotten."""

    announcement_no: int
    process_no: int
    texts: Mapping[str, str]
    audience: Audience
    sent_utc: int
    outcome: Progress | None


async def keep(
    tx: Transaction,
    process_no: int,
    draft_key: str,
    *,
    author: int,
    texts: Mapping[str, str],
    audience: Audience,
    now_s: int,
) -> StoredAnnouncement:
    """Keep a draft as sent."""
    rows = await tx.write(
        """
        INSERT INTO announcements (process_no, draft_key, author, texts, audience, sent_utc)
        VALUES (:process_no, :draft_key, :author, :texts, :audience, :now_s)
        RETURNING *
        """,
        {
            "process_no": process_no,
            "draft_key": draft_key,
            "author": author,
            "texts": json.dumps(dict(texts), ensure_ascii=False, sort_keys=True),
            "audience": json.dumps(audience.plain(), ensure_ascii=False, sort_keys=True),
            "now_s": now_s,
        },
    )
    return _announcement(rows[0])


async def of_draft(tx: Transaction, draft_key: str) -> StoredAnnouncement | None:
    """Return what a draft was sent as."""
    row = await tx.one(
        "SELECT * FROM announcements WHERE draft_key = :draft_key", {"draft_key": draft_key}
    )
    return None if row is None else _announcement(row)


async def numbered(tx: Transaction, announcement_no: int) -> StoredAnnouncement | None:
    """Return an announcement by its number."""
    row = await tx.one(
        "SELECT * FROM announcements WHERE announcement_no = :announcement_no",
        {"announcement_no": announcement_no},
    )
    return None if row is None else _announcement(row)


async def newest(tx: Transaction, process_no: int, most: int) -> list[StoredAnnouncement]:
    """Return a year's announcements, the newest first."""
    rows = await tx.all(
        "SELECT * FROM announcements WHERE process_no = :process_no"
        " ORDER BY announcement_no DESC LIMIT :most",
        {"process_no": process_no, "most": most},
    )
    return [_announcement(row) for row in rows]


async def settled_before(tx: Transaction, before_utc: int) -> list[int]:
    """Return announcements sent before an instant of which nothing waits any more."""
    rows = await tx.all(
        """
        SELECT a.announcement_no FROM announcements a
        WHERE a.outcome = '' AND a.sent_utc < :before
            AND NOT EXISTS (SELECT 1 FROM fanouts f
                WHERE f.announcement_no = a.announcement_no AND f.done_utc IS NULL)
            AND NOT EXISTS (SELECT 1 FROM outbox o
                WHERE o.announcement_no = a.announcement_no
                    AND o.state IN ('waiting', 'sending'))
        """,
        {"before": before_utc},
    )
    return [int(row["announcement_no"]) for row in rows]


async def fold(tx: Transaction, announcement_no: int, outcome: Progress) -> None:
    """Keep only how many an announcement reached, and forget its notices."""
    await tx.write(
        "UPDATE announcements SET outcome = :outcome WHERE announcement_no = :announcement_no",
        {"outcome": json.dumps(asdict(outcome)), "announcement_no": announcement_no},
    )
    await tx.write(
        "DELETE FROM outbox WHERE announcement_no = :announcement_no",
        {"announcement_no": announcement_no},
    )


def _announcement(row: Row) -> StoredAnnouncement:
    return StoredAnnouncement(
        announcement_no=row["announcement_no"],
        process_no=row["process_no"],
        texts=json.loads(row["texts"]),
        audience=Audience.from_plain(json.loads(row["audience"])),
        sent_utc=row["sent_utc"],
        outcome=Progress(**json.loads(row["outcome"])) if row["outcome"] else None,
    )
