"""What votes without money came to, shortlists and line reviews: a draft, then editions.

As with results a draft stands as edition 0 of its heading. Publishing gives it the heading's next
number; an edition is never changed in place, and a correction marks the one before it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deliberation.phases import Vote
from storage.database import Row, Transaction

DRAFT = 0


@dataclass(frozen=True)
class Outcome:
    """A counted vote of a heading; `why` and `replaced_why` hold a correction's reason.

    `log_seq` is the entry of the public log that published it, `bundle_sha256` None until its
    bundle is stored.
    """

    heading_no: int
    edition: int
    result: str
    sha256: str
    published_utc: int | None
    log_seq: int | None
    why: Mapping[str, str]
    replaced_why: Mapping[str, str]
    bundle_sha256: str | None

    @property
    def is_public(self) -> bool:
        """Say whether everybody may see it."""
        return self.edition > DRAFT


async def keep_draft(
    tx: Transaction,
    process_no: int,
    heading_no: int,
    vote: Vote,
    *,
    result: str,
    sha256: str,
    now_s: int,
) -> None:
    """Keep a counted vote that is not public yet, in place of a former draft."""
    await tx.write(
        """
        INSERT INTO outcomes (process_no, heading_no, vote, edition, result, sha256, counted_utc)
        VALUES (:process_no, :heading_no, :vote, 0, :result, :sha256, :now_s)
        ON CONFLICT (process_no, heading_no, vote, edition) DO UPDATE SET
            result = excluded.result, sha256 = excluded.sha256, counted_utc = excluded.counted_utc
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "vote": vote.value,
            "result": result,
            "sha256": sha256,
            "now_s": now_s,
        },
    )


async def all_of_them(tx: Transaction, process_no: int, vote: Vote) -> list[Outcome]:
    """Return every draft and edition of a year's votes of a kind, by heading, the oldest first."""
    rows = await tx.all(
        "SELECT * FROM outcomes WHERE process_no = :process_no AND vote = :vote"
        " ORDER BY heading_no, edition",
        {"process_no": process_no, "vote": vote.value},
    )
    return [_outcome(row) for row in rows]


async def drafts(tx: Transaction, process_no: int, vote: Vote) -> list[Outcome]:
    """Return what is counted and not public, by heading."""
    return [one for one in await all_of_them(tx, process_no, vote) if not one.is_public]


async def published(tx: Transaction, process_no: int, vote: Vote) -> list[Outcome]:
    """Return what is public and stands, by heading: each heading's newest edition."""
    newest = {
        one.heading_no: one for one in await all_of_them(tx, process_no, vote) if one.is_public
    }
    return list(newest.values())


async def publish(
    tx: Transaction,
    process_no: int,
    vote: Vote,
    heading_nos: Iterable[int],
    *,
    why: Mapping[str, str],
    log_seq: int,
    now_s: int,
) -> None:
    """Make drafts public, each as its heading's next edition; the one before stays, marked."""
    text = json.dumps(dict(why), ensure_ascii=False, sort_keys=True)
    for heading_no in heading_nos:
        about = {
            "process_no": process_no,
            "heading_no": heading_no,
            "vote": vote.value,
            "why": text,
            "log_seq": log_seq,
            "now_s": now_s,
        }
        of_heading = (
            " WHERE process_no = :process_no AND heading_no = :heading_no AND vote = :vote"
        )
        edition = 1 + int(await tx.value(f"SELECT MAX(edition) FROM outcomes{of_heading}", about))
        await tx.write(
            f"UPDATE outcomes SET replaced_why = :why{of_heading} AND edition = :edition - 1"
            " AND edition > 0",
            {**about, "edition": edition},
        )
        await tx.write(
            "UPDATE outcomes SET edition = :edition, published_utc = :now_s, why = :why,"
            f" log_seq = :log_seq{of_heading} AND edition = 0",
            {**about, "edition": edition},
        )


async def note_bundle(
    tx: Transaction, process_no: int, vote: Vote, heading_no: int, edition: int, sha256: str
) -> None:
    """Note the hash of an edition's bundle, once it is stored."""
    await tx.write(
        "UPDATE outcomes SET bundle_sha256 = :sha256 WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND vote = :vote AND edition = :edition",
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "vote": vote.value,
            "edition": edition,
            "sha256": sha256,
        },
    )


def _outcome(row: Row) -> Outcome:
    return Outcome(
        row["heading_no"],
        row["edition"],
        row["result"],
        row["sha256"],
        row["published_utc"],
        row["log_seq"],
        json.loads(row["why"]),
        json.loads(row["replaced_why"]),
        row["bundle_sha256"],
    )
