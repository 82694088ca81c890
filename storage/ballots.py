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
    ballots_sha256: str | None = None
    sealed_utc: int | None = None

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


async def close(
    tx: Transaction, process_no: int, heading_no: int, ballots_sha256: str, now_s: int
) -> None:
    """Mark a heading as closed, over the ballots that stand; once is as good as twice."""
    await tx.write(
        """
        INSERT INTO tallies (process_no, heading_no, closed_utc, ballots_sha256)
        VALUES (:process_no, :heading_no, :now_s, :ballots_sha256)
        ON CONFLICT (process_no, heading_no) DO UPDATE SET
            ballots_sha256 = CASE WHEN tallies.closed_utc IS NULL THEN :ballots_sha256
                ELSE tallies.ballots_sha256 END,
            closed_utc = COALESCE(tallies.closed_utc, :now_s)
        """,
        {
            "process_no": process_no,
            "heading_no": heading_no,
            "ballots_sha256": ballots_sha256,
            "now_s": now_s,
        },
    )


async def unlink(tx: Transaction, process_no: int, heading_no: int) -> None:
    """Take away what could tie a closed heading's ballots to whoever cast them.

    Slots and revisions go; so do emptied ballots, whose codes nobody may ever publish.
    """
    where = {"process_no": process_no, "heading_no": heading_no}
    await tx.write(
        "DELETE FROM ballots"
        " WHERE process_no = :process_no AND heading_no = :heading_no AND ranking = ''",
        where,
    )
    await tx.write(
        "UPDATE ballots SET slot = 'closed ' || code, revision = 0"
        " WHERE process_no = :process_no AND heading_no = :heading_no",
        where,
    )


async def cast_by(tx: Transaction, process_no: int, heading_no: int) -> dict[str, int]:
    """Count a heading's standing ballots by electorate."""
    rows = await tx.all(
        "SELECT electorate, COUNT(*) AS ballots FROM ballots WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND ranking <> '' GROUP BY electorate",
        {"process_no": process_no, "heading_no": heading_no},
    )
    return {row["electorate"]: row["ballots"] for row in rows}


async def fold(tx: Transaction, process_no: int, heading_no: int, small: str, into: str) -> None:
    """Give a small electorate's ballots the label of another."""
    await tx.write(
        "UPDATE ballots SET electorate = :into WHERE process_no = :process_no"
        " AND heading_no = :heading_no AND electorate = :small",
        {"process_no": process_no, "heading_no": heading_no, "small": small, "into": into},
    )


async def seal(tx: Transaction, process_no: int, heading_no: int, now_s: int) -> None:
    """Note that nothing ties a closed heading's ballots to anybody any more."""
    await tx.write(
        "UPDATE tallies SET sealed_utc = COALESCE(sealed_utc, :now_s)"
        " WHERE process_no = :process_no AND heading_no = :heading_no",
        {"process_no": process_no, "heading_no": heading_no, "now_s": now_s},
    )


async def closings(tx: Transaction, process_no: int) -> dict[int, tuple[int, int | None]]:
    """Return, for each closed heading, when it was closed and when it was sealed."""
    rows = await tx.all(
        "SELECT heading_no, closed_utc, sealed_utc FROM tallies"
        " WHERE process_no = :process_no AND closed_utc IS NOT NULL",
        {"process_no": process_no},
    )
    return {row["heading_no"]: (row["closed_utc"], row["sealed_utc"]) for row in rows}


async def slots_cast(tx: Transaction, process_no: int, heading_no: int) -> int:
    """Count the slots of a heading under which a ballot was ever cast; only until `unlink`."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM ballots"
            " WHERE process_no = :process_no AND heading_no = :heading_no",
            {"process_no": process_no, "heading_no": heading_no},
        )
    )


async def saves_of(tx: Transaction, process_no: int, heading_no: int) -> tuple[int, int, int]:
    """Return how many saves a heading had: accepted, replaced, withdrawn; no ballot is read."""
    row = await tx.one(
        "SELECT saves, replaced, withdrawn FROM tallies"
        " WHERE process_no = :process_no AND heading_no = :heading_no",
        {"process_no": process_no, "heading_no": heading_no},
    )
    return (row["saves"], row["replaced"], row["withdrawn"]) if row is not None else (0, 0, 0)


async def stands(tx: Transaction, process_no: int, code: str) -> int | None:
    """Return the heading in which a ballot with this tracking code stands, None where none."""
    found = await tx.value(
        "SELECT heading_no FROM ballots"
        " WHERE process_no = :process_no AND code = :code AND ranking <> ''",
        {"process_no": process_no, "code": code},
    )
    return None if found is None else int(found)


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
        "SELECT saves, replaced, withdrawn, closed_utc, ballots_sha256, sealed_utc FROM tallies"
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
        ballots_sha256=row["ballots_sha256"] if row else None,
        sealed_utc=row["sealed_utc"] if row else None,
    )
