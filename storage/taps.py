"""What many taps read and write, a statement each for all of them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deliberation.ballots import Ranking, pack, unpack
from storage.ballots import StoredBallot
from storage.database import Row, Transaction, listed, numbered


@dataclass(frozen=True)
class Change:
    """A ballot of a heading, and what stood under its slot before."""

    heading_no: int
    ballot: StoredBallot
    was: Ranking


async def voters(tx: Transaction, process_no: int, user_ids: Iterable[int]) -> dict[int, Row]:
    """Return people's parts in a budget year, with the languages they are known to read."""
    names = numbered("user", sorted(set(user_ids)))
    rows = await tx.all(
        f"""
        SELECT p.*, c.language, c.language_chosen
        FROM participants p LEFT JOIN citizens c ON c.user_id = p.user_id
        WHERE p.process_no = :process_no AND p.user_id IN ({listed(names)})
        """,
        {"process_no": process_no, **names},
    )
    return {row["user_id"]: row for row in rows}


async def ballots_under(tx: Transaction, slots: Iterable[str]) -> dict[str, StoredBallot]:
    """Return the ballots that stand under slots."""
    names = numbered("slot", sorted(set(slots)))
    rows = await tx.all(
        "SELECT slot, ranking, revision, code, electorate FROM ballots"
        f" WHERE slot IN ({listed(names)})",
        names,
    )
    return {
        row["slot"]: StoredBallot(
            row["slot"], unpack(row["ranking"]), row["revision"], row["code"], row["electorate"]
        )
        for row in rows
    }


async def keep(tx: Transaction, process_no: int, changes: Sequence[Change]) -> None:
    """Save ballots, no two under one slot, and keep the tallies of their headings."""
    if not changes:
        return
    await tx.write_many(
        """
        INSERT INTO ballots (slot, process_no, heading_no, ranking, revision, code, electorate)
        VALUES (:slot, :process_no, :heading_no, :ranking, :revision, :code, :electorate)
        ON CONFLICT (slot) DO UPDATE SET ranking = excluded.ranking,
            revision = excluded.revision, code = excluded.code
        """,
        [
            {
                "slot": change.ballot.slot,
                "process_no": process_no,
                "heading_no": change.heading_no,
                "ranking": pack(change.ballot.ranking),
                "revision": change.ballot.revision,
                "code": change.ballot.code,
                "electorate": change.ballot.electorate,
            }
            for change in changes
        ],
    )
    await tx.write_many(
        """
        INSERT INTO tallies (process_no, heading_no, saves, replaced, withdrawn)
        VALUES (:process_no, :heading_no, :saves, :replaced, :withdrawn)
        ON CONFLICT (process_no, heading_no) DO UPDATE SET saves = tallies.saves + :saves,
            replaced = tallies.replaced + :replaced, withdrawn = tallies.withdrawn + :withdrawn
        """,
        _sums(process_no, changes),
    )


def _sums(process_no: int, changes: Sequence[Change]) -> list[dict[str, int]]:
    sums: dict[int, dict[str, int]] = {}
    for change in changes:
        of = sums.setdefault(
            change.heading_no,
            {
                "process_no": process_no,
                "heading_no": change.heading_no,
                "saves": 0,
                "replaced": 0,
                "withdrawn": 0,
            },
        )
        stands = bool(change.ballot.ranking)
        of["saves"] += stands
        of["replaced"] += bool(change.was) and stands
        of["withdrawn"] += bool(change.was) and not stands
    return list(sums.values())
