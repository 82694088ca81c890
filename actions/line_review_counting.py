"""Counting line reviews that have closed: no lots, so no seed; otherwise as every count."""

from datetime import datetime
from functools import partial

from actions import counting, outcome_counting
from actions.house import House
from actions.outcome_counting import CountingRules
from actions.sweeps import sweeps
from deliberation.ballots import Ranking
from deliberation.line_review import LineReview
from deliberation.line_review_count import count_lines
from deliberation.phases import Deed, Vote
from deliberation.process import Heading, Process
from deliberation.rules import rules_sha256
from storage import processes as stored_processes
from storage.database import Transaction

COUNTED = "line-review-counted"


@sweeps
async def count_what_was_reviewed(house: House) -> datetime | None:
    """Count every line review that is closed and sealed, and tell managers."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        await count_due(house, process.no, now)
    return None


async def count_due(house: House, process_no: int, now: datetime) -> list[int]:
    """Count the line reviews of a year that may be counted and are not; return their headings."""
    process = house.process(process_no)
    if not process.line_headings:
        return []
    closed = await house.db.read(
        partial(outcome_counting.uncounted, process=process, vote=Vote.LINES)
    )
    due = [one for one in closed if counting.may_happen(process, one, Deed.COUNT, now)]
    return await outcome_counting.count_all(house, process, LINES, due, "", now)


async def _no_lots(_house: House, _process_no: int) -> str | None:
    return ""


async def _frozen(tx: Transaction, process: Process, _heading: Heading) -> str:
    return await stored_processes.frozen_rules(tx, process.no) or ""


def _rules(process: Process, _heading: Heading) -> str:
    return rules_sha256(process)


def _count(
    process: Process, paper: Heading, standing: list[tuple[str, str, Ranking]], _seed: str
) -> LineReview:
    heading = process.heading(paper.no)
    assert heading is not None
    return count_lines(process, heading, standing)


LINES = CountingRules(Vote.LINES, COUNTED, _frozen, _rules, _no_lots, _count)
