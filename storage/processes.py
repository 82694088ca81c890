"""Budget years as loaded, as they stand, and what of their stages has been announced."""

from typing import Final

from deliberation.phases import Vote
from deliberation.process import AGENDA_PAPERS
from storage.database import Row, Transaction

# Where a heading's number, or that of one of its papers, says what a row belongs to.
UNDER_HEADINGS: Final = (
    "proposals", "merges", "threads", "tallies", "ballots", "agenda_rules", "outcomes",
    "line_reasons", "allocations",
)  # fmt: skip


async def all_of_them(tx: Transaction) -> list[Row]:
    """Return every budget year, the newest first."""
    return await tx.all("SELECT * FROM processes ORDER BY process_no DESC")


async def numbered(tx: Transaction, process_id: str) -> int | None:
    """Return the number of a budget year that is already loaded."""
    number: int | None = await tx.value(
        "SELECT process_no FROM processes WHERE process_id = :process_id",
        {"process_id": process_id},
    )
    return number


async def next_number(tx: Transaction) -> int:
    """Return a number for a new budget year."""
    return int(await tx.value("SELECT COALESCE(MAX(process_no), 0) + 1 FROM processes"))


async def keep(
    tx: Transaction,
    process_no: int,
    process_id: str,
    *,
    source: str,
    source_sha256: str,
    snapshot: str,
    loaded_by: int,
    now_s: int,
) -> None:
    """Save a budget year under its number."""
    await tx.write(
        """
        INSERT INTO processes (process_no, process_id, source, source_sha256, snapshot,
            loaded_utc, loaded_by)
        VALUES (:process_no, :process_id, :source, :source_sha256, :snapshot, :now_s, :loaded_by)
        ON CONFLICT (process_no) DO UPDATE SET source = excluded.source,
            source_sha256 = excluded.source_sha256, snapshot = excluded.snapshot,
            loaded_utc = excluded.loaded_utc, loaded_by = excluded.loaded_by
        """,
        {
            "process_no": process_no,
            "process_id": process_id,
            "source": source,
            "source_sha256": source_sha256,
            "snapshot": snapshot,
            "now_s": now_s,
            "loaded_by": loaded_by,
        },
    )


async def snapshot_of(tx: Transaction, process_no: int) -> str | None:
    """Return a budget year as it stands in the store."""
    found: str | None = await tx.value(
        "SELECT snapshot FROM processes WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return found


async def source_sha256(tx: Transaction, process_no: int) -> str | None:
    """Return the SHA-256 of the process file as it was loaded last."""
    found: str | None = await tx.value(
        "SELECT source_sha256 FROM processes WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return found


async def restate(tx: Transaction, process_no: int, snapshot: str) -> None:
    """Save how a budget year stands now."""
    await tx.write(
        "UPDATE processes SET snapshot = :snapshot WHERE process_no = :process_no",
        {"process_no": process_no, "snapshot": snapshot},
    )


async def frozen_rules(tx: Transaction, process_no: int) -> str | None:
    """Return the SHA-256 of the rules that were frozen when voting opened."""
    found: str | None = await tx.value(
        "SELECT frozen_sha256 FROM processes WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return found


async def freeze_rules(tx: Transaction, process_no: int, sha256: str) -> None:
    """Freeze the rules for good; only the first time counts."""
    await tx.write(
        "UPDATE processes SET frozen_sha256 = COALESCE(frozen_sha256, :sha256)"
        " WHERE process_no = :process_no",
        {"process_no": process_no, "sha256": sha256},
    )


async def complete_rules(tx: Transaction, process_no: int, sha256: str) -> None:
    """Put the hash of completed rules in the place of the frozen one."""
    await tx.write(
        "UPDATE processes SET frozen_sha256 = :sha256"
        " WHERE process_no = :process_no AND frozen_sha256 IS NOT NULL",
        {"process_no": process_no, "sha256": sha256},
    )


async def drawn_seed(tx: Transaction, process_no: int, vote: Vote = Vote.BUDGET) -> str | None:
    """Return the seed that a manager entered, as its announced source gave it."""
    row = await tx.one(
        "SELECT drawn_seed, drawn_agenda_seed FROM processes WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    if row is None:
        return None
    found: str | None = row["drawn_agenda_seed" if vote is Vote.AGENDA else "drawn_seed"]
    return found


async def enter_seed(
    tx: Transaction, process_no: int, seed: str, vote: Vote = Vote.BUDGET
) -> None:
    """Keep the seed of a vote for good; only the first time counts."""
    column = "drawn_agenda_seed" if vote is Vote.AGENDA else "drawn_seed"
    await tx.write(
        f"UPDATE processes SET {column} = COALESCE({column}, :seed)"
        " WHERE process_no = :process_no",
        {"process_no": process_no, "seed": seed},
    )


async def replace_seed(
    tx: Transaction, process_no: int, seed: str, vote: Vote = Vote.BUDGET
) -> None:
    """Put a seed in the place of one that had been entered wrongly."""
    column = "drawn_agenda_seed" if vote is Vote.AGENDA else "drawn_seed"
    await tx.write(
        f"UPDATE processes SET {column} = :seed WHERE process_no = :process_no",
        {"process_no": process_no, "seed": seed},
    )


async def told_of_stages(tx: Transaction, process_no: int) -> dict[str, str]:
    """Return for each stage the last event that was announced."""
    rows = await tx.all(
        "SELECT stage_id, told FROM stages WHERE process_no = :process_no",
        {"process_no": process_no},
    )
    return {row["stage_id"]: row["told"] for row in rows}


async def tell_stage(tx: Transaction, process_no: int, stage_id: str, told: str) -> None:
    """Note the last event of a stage that was announced."""
    await tx.write(
        """
        INSERT INTO stages (process_no, stage_id, told) VALUES (:process_no, :stage_id, :told)
        ON CONFLICT (process_no, stage_id) DO UPDATE SET told = :told
        """,
        {"process_no": process_no, "stage_id": stage_id, "told": told},
    )


async def is_heading_used(tx: Transaction, process_no: int, heading_no: int) -> bool:
    """Say whether anything is stored under a heading's number, or under a later one."""
    for table in UNDER_HEADINGS:
        found = await tx.value(
            f"SELECT 1 FROM {table} WHERE process_no = :process_no"
            " AND (heading_no BETWEEN :heading_no AND :papers OR heading_no >= :paper_no) LIMIT 1",
            {
                "process_no": process_no,
                "heading_no": heading_no,
                "papers": AGENDA_PAPERS,
                "paper_no": AGENDA_PAPERS + heading_no,
            },
        )
        if found is not None:
            return True
    return False


async def appoint(
    tx: Transaction,
    process_no: int,
    user_id: int,
    role: str,
    *,
    scope: str = "",
    granted_by: int = 0,
    now_s: int,
) -> None:
    """Give a person a role in a budget year."""
    await tx.write(
        """
        INSERT INTO roles (process_no, user_id, role, scope, granted_by, granted_utc)
        VALUES (:process_no, :user_id, :role, :scope, :granted_by, :now_s)
        ON CONFLICT (process_no, user_id, role, scope) DO NOTHING
        """,
        {
            "process_no": process_no,
            "user_id": user_id,
            "role": role,
            "scope": scope,
            "granted_by": granted_by,
            "now_s": now_s,
        },
    )
