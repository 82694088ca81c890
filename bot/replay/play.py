"""A real election from the files to the published result, through the bot and the box."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.replay import managers
from bot.replay.drawing import Voter, draw, process_of, read_election
from bot.replay.grounds import Grounds, Tell, grounds, opened
from bot.replay.phones import Phone
from bot.replay.reconciliation import Course, Report, agreements, reconcile
from bot.replay.voters import vote
from deliberation.allocation import Allocation
from deliberation.process import Heading, Process
from storage import allocations
from storage import ballots as stored
from storage.ballots import Tally
from storage.database import Transaction

AT_ONCE = 48
BEFORE_CLOSING = timedelta(hours=23, minutes=50)
AFTER_CLOSING = timedelta(minutes=5)
OPENED = datetime(2027, 8, 3, 0, 0, tzinfo=UTC)

Announcements = list[tuple[int, str]]


@dataclass(frozen=True)
class Wishes:
    """What to replay; None for `voters` replays everybody, 0 for `kill_every` kills nothing."""

    folder: Path
    unit: str
    instance: str
    voters: int | None = None
    kill_every: int = 0
    seed: str = "madang"


async def replay(wishes: Wishes, tell: Tell = lambda what, done, all_: None) -> Report:
    """Replay an election and reconcile it; `tell` hears how far it has come."""
    election = read_election(wishes.folder, wishes.unit, wishes.instance)
    voters = draw(election, wishes.voters, wishes.seed)
    begins = OPENED + timedelta(hours=1)
    async with grounds(process_of(election, OPENED), begins, wishes.kill_every) as ground:
        ground.tell = tell
        process = await ground.process()
        both = await managers.arrive(ground.exchange)
        voting_s = await let_vote(ground, process, voters)
        told = await close_and_publish(ground, process, both)
        await ground.keeper.stop()
        course = Course(
            kills=ground.keeper.kills,
            taps=ground.exchange.taps,
            repeats=ground.exchange.repeats,
            voting_s=voting_s,
            announcements=told,
        )
        tallies = await tallies_of(ground, process, process.headings)
        results = await results_of(ground, process)
    headings = agreements(election, process, voters, results)
    return reconcile(voters, tallies, headings, course)


async def let_vote(ground: Grounds, process: Process, voters: Sequence[Voter]) -> float:
    """Let voters tap all their ballots, some at once; return how many seconds that took."""
    in_line = iter(voters)
    done = 0

    async def one_after_another() -> None:
        nonlocal done
        for voter in in_line:
            await vote(ground.exchange, process, voter)
            done += 1
            ground.tell("voting", done, len(voters))

    began = monotonic()
    ground.killer.wake()
    ground.exchange.notes_down = False
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_another())
    ground.exchange.notes_down = True
    voting_s = monotonic() - began
    await ground.killer.rest()
    return voting_s


async def close_and_publish(
    ground: Grounds, process: Process, both: Sequence[Phone]
) -> Announcements:
    """Let voting end by the schedule and two managers publish; return what people were told."""
    answers = len(ground.exchange.sent_by_bot)
    closes = max(stage.ends_utc for stage in process.stages if stage.stage_id == "balloting")
    for instant in (closes - BEFORE_CLOSING, closes + AFTER_CLOSING):
        await ground.move_clock(instant)
        await ground.calm()
    await managers.publish(both[0], both[1])
    await ground.calm()
    return told_since(ground, answers, {phone.user_id for phone in both})


def told_since(ground: Grounds, answers: int, staff: set[int]) -> Announcements:
    """Return what the bot has told since so many messages, but for what it answered staff."""
    return [
        (sent["chat_id"], sent["text"])
        for sent in ground.exchange.sent_by_bot[answers:]
        if sent["chat_id"] not in staff
    ]


async def tallies_of(ground: Grounds, process: Process, papers: Sequence[Heading]) -> list[Tally]:
    """Return how the saves of ballot papers add up."""

    async def read(tx: Transaction) -> list[Tally]:
        return [await stored.tally(tx, process.no, one.no) for one in papers]

    async with opened(ground.folder) as house:
        return await house.db.read(read)


async def results_of(ground: Grounds, process: Process) -> list[Allocation]:
    """Return the published results, in the order of the headings."""

    async def read(tx: Transaction) -> list[Allocation]:
        rows = {row["heading_no"]: row for row in await allocations.published(tx, process.no)}
        return [Allocation.from_json(rows[one.no]["result"]) for one in process.headings]

    async with opened(ground.folder) as house:
        return await house.db.read(read)
