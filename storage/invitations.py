"""Invitations to a role: only the SHA-256 of each token is kept."""

from dataclasses import dataclass

from storage.database import Transaction


@dataclass(frozen=True)
class StoredInvitation:
    """An invitation as it stands."""

    token_sha256: str
    process_no: int
    role: str
    scope: str
    made_by: int
    made_utc: int
    expires_utc: int
    used_by: int | None


async def add(tx: Transaction, invitation: StoredInvitation, *, update_id: int | None) -> None:
    """Keep an invitation; an unused one that the same tap made before is replaced."""
    if update_id is not None:
        await tx.write(
            "DELETE FROM invitations WHERE update_id = :update_id AND used_by IS NULL"
            " AND made_by = :made_by",
            {"update_id": update_id, "made_by": invitation.made_by},
        )
    await tx.write(
        """
        INSERT INTO invitations (token_sha256, process_no, role, scope, made_by, made_utc,
            expires_utc, update_id)
        VALUES (:token_sha256, :process_no, :role, :scope, :made_by, :made_utc, :expires_utc,
            :update_id)
        """,
        {
            "token_sha256": invitation.token_sha256,
            "process_no": invitation.process_no,
            "role": invitation.role,
            "scope": invitation.scope,
            "made_by": invitation.made_by,
            "made_utc": invitation.made_utc,
            "expires_utc": invitation.expires_utc,
            "update_id": update_id,
        },
    )


async def under(tx: Transaction, process_no: int, token_sha256: str) -> StoredInvitation | None:
    """Return the invitation with this token's hash."""
    row = await tx.one(
        """
        SELECT token_sha256, process_no, role, scope, made_by, made_utc, expires_utc, used_by
        FROM invitations
        WHERE token_sha256 = :token_sha256 AND process_no = :process_no
        """,
        {"token_sha256": token_sha256, "process_no": process_no},
    )
    return None if row is None else StoredInvitation(**dict(row))


async def use(tx: Transaction, token_sha256: str, user_id: int, now_s: int) -> bool:
    """Note who used an invitation; False where somebody had before."""
    rows = await tx.write(
        """
        UPDATE invitations SET used_by = :user_id, used_utc = :now_s
        WHERE token_sha256 = :token_sha256 AND used_by IS NULL RETURNING used_by
        """,
        {"token_sha256": token_sha256, "user_id": user_id, "now_s": now_s},
    )
    return bool(rows)


async def open_ones(tx: Transaction, process_no: int, now_s: int) -> int:
    """Count the invitations that can still be used."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM invitations WHERE process_no = :process_no"
            " AND used_by IS NULL AND expires_utc > :now_s",
            {"process_no": process_no, "now_s": now_s},
        )
    )


async def revoke_open(tx: Transaction, process_no: int, now_s: int) -> int:
    """Make every unused invitation of a budget year void; return how many."""
    rows = await tx.write(
        "DELETE FROM invitations WHERE process_no = :process_no AND used_by IS NULL"
        " AND expires_utc > :now_s RETURNING process_no",
        {"process_no": process_no, "now_s": now_s},
    )
    return len(rows)
