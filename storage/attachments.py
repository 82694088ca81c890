"""Files of drafts and proposals: who handed in what, and the contents under their hashes.

A content is kept once, whoever handed it in, and goes with the last attachment that names it.
"""

from collections.abc import Collection
from hashlib import sha256

from deliberation.attachments import Attachment, FileKind, Stored
from deliberation.proposals import code_of
from storage.database import Row, Transaction, listed, numbered


async def add(
    tx: Transaction, user_id: int, process_no: int, draft_token: str, file: Stored, now_s: int
) -> Attachment:
    """Keep a file that hangs on a draft."""
    name = sha256(file.content).hexdigest()
    await tx.write(
        "INSERT INTO blobs (sha256, content) VALUES (:name, :content) ON CONFLICT DO NOTHING",
        {"name": name, "content": file.content},
    )
    rows = await tx.write(
        """
        INSERT INTO attachments (user_id, process_no, draft_token, kind, size, sha256, added_utc)
        VALUES (:user_id, :process_no, :draft_token, :kind, :size, :name, :now_s)
        RETURNING *
        """,
        {
            "user_id": user_id,
            "process_no": process_no,
            "draft_token": draft_token,
            "kind": file.kind,
            "size": len(file.content),
            "name": name,
            "now_s": now_s,
        },
    )
    return _attachment(rows[0])


async def of_proposal(tx: Transaction, proposal_no: int) -> tuple[Attachment, ...]:
    """Return what hangs on a proposal, in the order in which it was handed in.

    What was merged has all that hangs on its originals, one original after the other.
    """
    rows = await tx.all(
        """
        SELECT a.* FROM attachments a JOIN proposals p ON p.proposal_no = a.proposal_no
        WHERE p.proposal_no = :proposal_no OR p.merged_into = :proposal_no
        ORDER BY a.proposal_no, a.attachment_no
        """,
        {"proposal_no": proposal_no},
    )
    return tuple(_attachment(row, proposal_no) for row in rows)


async def contents(tx: Transaction, files: Collection[Attachment]) -> dict[str, bytes]:
    """Return contents by their hashes; what is gone is left out."""
    names = numbered("name", sorted({one.sha256 for one in files}))
    if not names:
        return {}
    rows = await tx.all(
        f"SELECT sha256, content FROM blobs WHERE sha256 IN ({listed(names)})", names
    )
    return {row["sha256"]: bytes(row["content"]) for row in rows}


async def settle(
    tx: Transaction, draft_token: str, proposal_no: int, kept: Collection[Attachment]
) -> None:
    """Hang on a proposal what its draft holds, and nothing else."""
    where = {"draft_token": draft_token, "proposal_no": proposal_no}
    numbers = numbered("kept", sorted(one.attachment_no for one in kept))
    await tx.write(
        "UPDATE attachments SET proposal_no = :proposal_no, draft_token = NULL"
        f" WHERE draft_token = :draft_token AND attachment_no IN ({listed(numbers) or '-1'})",
        {**where, **numbers},
    )
    await _drop(
        tx,
        "(draft_token = :draft_token OR proposal_no = :proposal_no)"
        f" AND attachment_no NOT IN ({listed(numbers) or '-1'})",
        {**where, **numbers},
    )


async def drop(tx: Transaction, draft_token: str, attachment_no: int) -> None:
    """Take one file off a draft for good; one that a proposal shows stays there."""
    await _drop(
        tx,
        "draft_token = :draft_token AND attachment_no = :attachment_no",
        {"draft_token": draft_token, "attachment_no": attachment_no},
    )


async def drop_draft(tx: Transaction, draft_token: str) -> None:
    """Forget the files of a draft that was thrown away."""
    await _drop(tx, "draft_token = :draft_token", {"draft_token": draft_token})


async def drop_proposal(tx: Transaction, proposal_no: int) -> None:
    """Forget the files of a proposal."""
    await _drop(tx, "proposal_no = :proposal_no", {"proposal_no": proposal_no})


async def drop_person(tx: Transaction, user_id: int) -> None:
    """Forget every file that a person has handed in."""
    await _drop(tx, "user_id = :user_id", {"user_id": user_id})


async def _drop(tx: Transaction, where: str, params: dict[str, object]) -> None:
    rows = await tx.write(f"DELETE FROM attachments WHERE {where} RETURNING sha256", params)
    await tx.write_many(
        "DELETE FROM blobs WHERE sha256 = :name"
        " AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.sha256 = :name)",
        [{"name": name} for name in {row["sha256"] for row in rows}],
    )


def _attachment(row: Row, shown_by: int = 0) -> Attachment:
    number, original = row["proposal_no"], ""
    if shown_by and number != shown_by:
        original = code_of(row["process_no"], number)
    kind = FileKind(row["kind"])
    return Attachment(row["attachment_no"], kind, row["size"], row["sha256"], original)
