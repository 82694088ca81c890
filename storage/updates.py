"""Which updates have had their effect: a redelivered one acts no second time."""

from storage.database import Transaction

KEPT_S = 48 * 3600


async def remember(tx: Transaction, update_id: int | None, now_s: int) -> bool:
    """Note, in the transaction of its effect, that an update acted; False if it had before.

    On False the action changes nothing and returns what it would have shown, so that a repeat
    still gets its answer. An action without an update (a job's) is never a repeat.
    """
    if update_id is None:
        return True
    rows = await tx.write(
        """
        INSERT INTO handled (update_id, at_utc) VALUES (:update_id, :now_s)
        ON CONFLICT (update_id) DO NOTHING RETURNING update_id
        """,
        {"update_id": update_id, "now_s": now_s},
    )
    return bool(rows)


async def prune(tx: Transaction, now_s: int) -> int:
    """Forget updates that Telegram cannot deliver any more; return how many."""
    rows = await tx.write(
        "DELETE FROM handled WHERE at_utc < :before RETURNING update_id",
        {"before": now_s - KEPT_S},
    )
    return len(rows)
