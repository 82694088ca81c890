"""Ballots under their slots, apart from persons, and the tallies that must reconcile."""

from dataclasses import dataclass

from deliberation.ballots import Ranking, pack, unpack
from storage.database import Transaction


@dataclass(frozen=True)
class StoredBallot:
    """What stands under a slot; an empty ranking is a withdrawn ballot."""

    slot: str
    ranking: Ranking
    revision: int
    code: str
    electorate: str


@dataclass(frozen=True)
class Tally:
    """How the accepted saves of a heading add up: saves = counted + replaced + withdrawn."""

    saves: int
    replaced: int
    withdrawn: int
    counted: int
    rank_entries: int
    closed_utc: int | None

    @property
    def reconciles(self) -> bool:
        """Say whether every accepted save is accounted for."""
        return self.saves == self.counted + self.replaced + self.withdrawn


async def under(tx: Transaction, slot: str) -> StoredBallot | None:
    """Return the ballot under a slot."""
    row = await tx.one(
        "SELECT ranking, revision, code, electorate FROM ballots WHERE slot = :slot",
        {"slot": slot},
    )
    if row is None:
        return None
    return StoredBallot(
        slot, unpack(row["ranking"]), row["revision"], row["code"], row["electorate"]
    )


async def keep(
    tx: Transaction, process_no: int, heading_no: int, ballot: StoredBallot, was: Ranking
) -> None:
    """Save a ballot over what stood under its slot (`was`) and keep the tally."""
    await tx.write(
        """
        INSERT INTO ballots (slot, process_no, heading_no, ranking, revision, code, electorate)
        VALUES (:slot, :process_no, :heading_no, :ranking, :revision, :code, :electorate)
        ON CONFLICT (slot) DO UPDATE SET ranking = excluded.ranking,
            revision = excluded.revision, code = excluded.code
        """,
        {
            "slot": ballot.slot,
            "process_no": process_no,
            "heading_no": heading_no,
            "ranking": pack(ballot.ranking),
            "revision": ballot.revision,
            "code": ballot.code,
            "electorate": ballot.electorate,
        },
    )
    await tx.write(
        """
        INSERT INTO tallies (process_no, heading_no, saves, replaced, withdrawn)
        VALUES (:process_no, :heading_no, :saves, :replaced, :withdrawn)
        ON CONFLICT (process_no, heading_no) DO UPDATE SET saves = tallies.saves + :saves,
            replaced = tallies.replaced + :replaced, withdrawn = tallies.withdrawn + :withdrawn
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "saves": int(bool(ballot.ranking)),
            "replaced": int(bool(was) and bool(ballot.ranking)),
            "withdrawn": int(bool(was) and not ballot.ranking),
        },
    )


async def is_closed(tx: Transaction, process_no: int, heading_no: int) -> bool:
    """Say whether the closing job has been through this heading."""
    return bool(
        await tx.value(
            "SELECT closed_utc FROM tallies"
            " WHERE process_no = :process_no AND heading_no = :heading_no",
            {"process_no": process_no, "heading_no": heading_no},
        )
    )


async def close(tx: Transaction, process_no: int, heading_no: int, now_s: int) -> None:
    """Mark a heading as closed; once is as good as twice."""
    await tx.write(
        """
        INSERT INTO tallies (process_no, heading_no, closed_utc)
        VALUES (:process_no, :heading_no, :now_s)
        ON CONFLICT (process_no, heading_no)
            DO UPDATE SET closed_utc = COALESCE(tallies.closed_utc, :now_s)
        """,
        {"process_no": process_no, "heading_no": heading_no, "now_s": now_s},
    )


async def counted(
    tx: Transaction, process_no: int, heading_no: int
) -> list[tuple[str, str, Ranking]]:
    """Return (tracking code, electorate, ranking) of every standing ballot, sorted by code."""
    rows = await tx.all(
        """
        SELECT code, electorate, ranking FROM ballots
        WHERE process_no = :process_no AND heading_no = :heading_no AND ranking <> ''
        ORDER BY code
        """,
        {"process_no": process_no, "heading_no": heading_no},
    )
    return [(row["code"], row["electorate"], unpack(row["ranking"])) for row in rows]


async def tally(tx: Transaction, process_no: int, heading_no: int) -> Tally:
    """Return how a heading's saves add up, the standing ballots counted afresh."""
    where = {"process_no": process_no, "heading_no": heading_no}
    row = await tx.one(
        "SELECT saves, replaced, withdrawn, closed_utc FROM tallies"
        " WHERE process_no = :process_no AND heading_no = :heading_no",
        where,
    )
    standing = await tx.one(
        """
        SELECT COUNT(*) AS ballots,
            COALESCE(SUM(LENGTH(ranking) - LENGTH(REPLACE(ranking, ',', '')) + 1), 0) AS entries
        FROM ballots
        WHERE process_no = :process_no AND heading_no = :heading_no AND ranking <> ''
        """,
        where,
    )
    assert standing is not None
    return Tally(
        saves=row["saves"] if row else 0,
        replaced=row["replaced"] if row else 0,
        withdrawn=row["withdrawn"] if row else 0,
        counted=standing["ballots"],
        rank_entries=standing["entries"],
        closed_utc=row["closed_utc"] if row else None,
    )
