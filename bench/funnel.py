"""The managers' funnel over 100,000 proposals in a store of their own.

    python -m bench funnel

The proposals are spread over 26 headings, 12 fields and all states; 2,000 were made by mergers.
What is measured is the queries with everything that is computed from them, for the whole year
and broken down by district, in CPU time: the store's own and the program's.
"""

import asyncio
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from bench.row import Row
from deliberation.funnel import By, Choice, figures_of, first_unanswered, rows_by
from deliberation.phases import Programme
from deliberation.process import District, Electorate, Field, Heading, Office, Process, Wording
from deliberation.proposals import State
from storage import funnel as stored
from storage.database import Database, Transaction

PROPOSALS, FIELDS, DISTRICTS, LOOKS, SEED = 100_000, 12, 25, 30, 2027
MERGES = 2_000
BEGINNING = datetime(2027, 1, 4, tzinfo=UTC)


def a_year() -> Process:
    """Return a year with 25 districts, 26 headings and 12 fields."""
    named = Wording({"ko": "가", "en": "a"})
    districts = tuple(District(f"d{no}", named) for no in range(1, DISTRICTS + 1))
    headings = (
        Heading("city", 1, Programme.CITY, named, 10**9, 3),
        *(
            Heading(
                one.district_id, no, Programme.DISTRICT, named, 10**8, 3, "greedy", f"d{no - 1}"
            )
            for no, one in enumerate(districts, 2)
        ),
    )
    return Process(
        "bench", 1, named, named, named, "Asia/Seoul", "KRW", 10**10, headings, districts,
        tuple(Field(f"f{no}", named) for no in range(FIELDS)), (),
        (Electorate("citizens", named, Fraction(1)),), (), Office(named), named, named,
    )  # fmt: skip


async def fill(tx: Transaction) -> None:
    """Put the proposals into the store."""
    draw = random.Random(SEED)
    await tx.write_many(
        """
        INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place,
            field, language, state, received_utc)
        VALUES (1, :heading, :author, :text, :text, :text, 'somewhere', :field, 'ko', :state, :at)
        """,
        [
            {
                "heading": draw.randint(1, DISTRICTS + 1),
                "author": draw.randint(1, 50_000),
                "text": "가나다라 " * 20,
                "field": f"f{draw.randrange(FIELDS)}",
                "state": draw.choice(list(State)).value,
                "at": int((BEGINNING + timedelta(seconds=draw.randint(0, 8_000_000))).timestamp()),
            }
            for _ in range(PROPOSALS)
        ],
    )
    await tx.write_many(
        """
        INSERT INTO merges (merge_no, process_no, heading_no, lead_no, state, suggested_by,
            suggested_utc, until_utc, draft_token)
        VALUES (:no, 1, 1, :no, 'merged', 1, 1, 2, :token)
        """,
        [{"no": no, "token": str(no)} for no in range(1, MERGES + 1)],
    )
    await tx.write(
        "UPDATE proposals SET from_merge = proposal_no WHERE proposal_no <= :most",
        {"most": MERGES},
    )


async def measure(folder: Path) -> tuple[dict[By | None, float], int]:
    """Return the CPU milliseconds of a look, median, and how many proposals it counted."""
    process = a_year()
    db = await Database.open(folder / "bench.db")
    try:
        await db.write(fill)
        spans: dict[By | None, float] = {}
        counted = 0
        for by in (None, By.DISTRICT):
            taken = []
            for _ in range(LOOKS):
                before = time.process_time()
                cells = await db.read(lambda tx: stored.cells(tx, 1))
                counted = figures_of(process, cells, Choice()).handed_in
                first_unanswered(process, cells, Choice())
                if by is not None:
                    rows_by(process, cells, Choice(), by)
                taken.append(time.process_time() - before)
            spans[by] = sorted(taken)[LOOKS // 2] * 1e3
        return spans, counted
    finally:
        await db.close()


def rows() -> Iterator[Row]:
    """Measure; a manager waits for this, and every citizen while the processor is busy with it."""
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        spans, counted = asyncio.run(measure(Path(folder)))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"{counted:,} proposals; {before_mb:,.0f} MB before filling the store"
    yield Row("the funnel", spans[None], goal=100, unit="ms of CPU", memory_mb=peak_mb, note=note)
    yield Row("the funnel by district", spans[By.DISTRICT], goal=100, unit="ms of CPU")
