"""Counting what has closed: nothing is counted that is not exactly what closing left.

A heading is counted once nothing ties its ballots to anybody any more, the phase has come, the
seed is known, the rules hash to what was announced when voting opened, the ballots hash to
what the public log says, and the sums agree. Otherwise managers are told, once, why not. The
count itself runs off the event loop; the same ballots give the same result any number of times.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from actions import closing, roles
from actions.closing import Place, hash_of, reconciliation, tell_managers
from actions.house import House, Occasion
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.ballots import Ranking
from deliberation.closing_views import SeedView
from deliberation.heading_count import HeadingCount, count_heading
from deliberation.phases import Deed, Vote, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotNow, NotThere, Stale
from deliberation.rules import rules_sha256
from deliberation.text import clean_line
from storage import allocations, drafts, outbox, public_log, updates
from storage import ballots as stored
from storage import processes as stored_processes
from storage import roles as stored_roles
from storage.ballots import Tally
from storage.database import DUE, Transaction
from storage.outbox import Notice

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=1)
LOG_SEED = "seed"
SEED_NEEDED = "seed-needed"
RULES_CHANGED = "rules-changed"
BALLOTS_CHANGED = "ballots-changed"
COUNTED = "results-counted"
SEED_MOST = 200
SEED_DRAFT = "seed"

Standing = list[tuple[str, str, Ranking]]


@dataclass(frozen=True)
class Box:
    """A closed heading's ballots with what they are checked against."""

    tally: Tally
    standing: Standing


@sweeps
async def count_what_has_closed(house: House) -> datetime | None:
    """Count what has closed; return when a count that cannot be made yet is tried again."""
    now = house.clock.now()
    for process in tuple(house.processes.values()):
        await count_due(house, process.no, now)
    opens = (
        opens_next(process.stages, heading.programme, Deed.COUNT, now)
        for process in house.processes.values()
        for heading in process.headings
    )
    return min((at for at in opens if at is not None), default=None)


async def count_due(house: House, process_no: int, now: datetime) -> list[int]:
    """Count every heading of a year that may be counted and is not; return their numbers."""
    process = house.process(process_no)
    due = await house.db.read(partial(_due, process=process, now=now))
    if not due:
        return []
    seed = await seed_of(house, process_no)
    if seed is None:
        if not goes_on(process, Vote.BUDGET, now):
            await house.db.write(partial(_tell_seed_needed, process_no=process_no, now=now))
        return []
    counted = []
    for heading in due:
        count = await checked_count(house, process, heading, seed, now)
        if count is None:
            continue
        await house.db.write(
            partial(keep, process_no=process_no, heading_no=heading.no, count=count, now=now)
        )
        counted.append(heading.no)
        log.info("process %d heading %d counted", process_no, heading.no)
    if counted:
        await house.db.write(partial(_tell_counted, process=process, now=now))
    return counted


async def _due(tx: Transaction, process: Process, now: datetime) -> list[Heading]:
    closings = await stored.closings(tx, process.no)
    done = {row["heading_no"] for row in await allocations.drafts(tx, process.no)}
    done |= {row["heading_no"] for row in await allocations.published(tx, process.no)}
    return [
        heading
        for heading in process.budget_headings
        if heading.no not in done
        and closings.get(heading.no, (0, None))[1] is not None
        and may_happen(process, heading, Deed.COUNT, now)
    ]


def may_happen(process: Process, heading: Heading, deed: Deed, now: datetime) -> bool:
    """Say whether a deed's phase has come: it is on, or none will open any more."""
    about = (process.stages, heading.programme, deed, now)
    return open_until(*about) is not None or opens_next(*about) is None


def may_still_vote(process: Process, heading: Heading, now: datetime) -> bool:
    """Say whether ballots are accepted in a heading now or later."""
    about = (process.stages, heading.programme, heading.deed, now)
    return open_until(*about) is not None or opens_next(*about) is not None


def goes_on(process: Process, vote: Vote, now: datetime) -> bool:
    """Say whether a vote is still to end somewhere: until then nobody may know its lots."""
    papers = (one for one in process.papers.values() if one.vote is vote)
    return any(may_still_vote(process, paper, now) for paper in papers)


async def seed_of(house: House, process_no: int, vote: Vote = Vote.BUDGET) -> str | None:
    """Return the seed of a vote's lots: the file's, else the drawn one; None: not known yet."""
    process = house.process(process_no)
    if process.seed is not None:
        return process.seed
    return await house.db.read(lambda tx: stored_processes.drawn_seed(tx, process_no, vote))


async def checked_count(
    house: House, process: Process, heading: Heading, seed: str, now: datetime
) -> HeadingCount | None:
    """Count a heading's ballots; None, and managers are told, where something is not as it was."""
    frozen = await house.db.read(lambda tx: stored_processes.frozen_rules(tx, process.no))
    if frozen != rules_sha256(process):
        log.error("process %d: the rules are not those that were frozen", process.no)
        await _tell(house, Place(process.no, heading.no), RULES_CHANGED, now)
        return None
    box = await house.db.read(partial(_open_box, process_no=process.no, heading_no=heading.no))
    voters = box.tally.counted  # emptied slots were taken away when the heading was sealed
    sums = reconciliation(heading, box.tally, box.standing, voters)
    if not sums.holds:
        log.error("process %d heading %d does not reconcile", process.no, heading.no)
        await _tell(house, Place(process.no, heading.no), closing.UNRECONCILED, now)
        return None
    if hash_of(heading, box.standing) != box.tally.ballots_sha256:
        log.error("process %d heading %d: ballots differ since closing", process.no, heading.no)
        await _tell(house, Place(process.no, heading.no), BALLOTS_CHANGED, now)
        return None
    return await asyncio.to_thread(count_heading, process, heading, box.standing, seed)


async def _open_box(tx: Transaction, process_no: int, heading_no: int) -> Box:
    return Box(
        await stored.tally(tx, process_no, heading_no),
        await stored.counted(tx, process_no, heading_no),
    )


async def keep(
    tx: Transaction, process_no: int, heading_no: int, count: HeadingCount, now: datetime
) -> None:
    """Keep a count as a draft that is not public yet."""
    await allocations.keep_draft(
        tx,
        process_no,
        heading_no,
        result=count.result.to_json(),
        comparison=count.comparison.to_json(),
        sha256=count.sha256,
        now_s=int(now.timestamp()),
    )


async def _tell(house: House, place: Place, kind: str, now: datetime) -> None:
    await house.db.write(
        partial(tell_managers, place=place, kind=kind, now_s=int(now.timestamp()))
    )


async def _tell_seed_needed(tx: Transaction, process_no: int, now: datetime) -> None:
    await tell_managers(tx, Place(process_no, 0), SEED_NEEDED, int(now.timestamp()))


async def _tell_counted(tx: Transaction, process: Process, now: datetime) -> None:
    """Tell managers once everything that has closed is counted."""
    counted = await allocations.drafts(tx, process.no)
    if await _due(tx, process, now) or not counted:
        return
    about = ",".join(str(row["heading_no"]) for row in counted)
    for manager in await stored_roles.holders(tx, process.no, roles.MANAGER):
        notice = Notice(
            kind=COUNTED,
            chat_id=manager,
            process_no=process.no,
            params={"headings": len(counted)},
            told_key=f"{COUNTED}:{process.no}:{about}:{manager}",
        )
        await outbox.put(tx, notice, int(now.timestamp()))


async def look_at_seed(
    house: House, occasion: Occasion, process_no: int, vote: Vote = Vote.BUDGET
) -> SeedView:
    """Return what is known of the seed of a year's vote, for a manager."""

    async def read(tx: Transaction) -> SeedView:
        await roles.require_manager(tx, process_no, occasion)
        return await seed_view(house, tx, process_no, vote)

    return await house.db.read(read)


async def read_seed(
    house: House, occasion: Occasion, process_no: int, typed: str, vote: Vote = Vote.BUDGET
) -> SeedView:
    """Keep a seed as it was typed until it is confirmed (raises as `enter_seed`)."""
    seed = as_seed(typed)

    async def act(tx: Transaction) -> SeedView:
        await roles.require_manager(tx, process_no, occasion)
        if goes_on(house.process(process_no), vote, occasion.now):
            raise NotNow("seed-too-early")
        await drafts.keep(
            tx,
            occasion.user_id,
            SEED_DRAFT,
            process_no,
            {"seed": seed, "vote": vote.value},
            occasion.now_s,
        )
        return replace(await seed_view(house, tx, process_no, vote), typed=seed)

    return await house.db.write(act)


async def confirm_seed(house: House, occasion: Occasion, process_no: int) -> SeedView:
    """Enter the seed that `read_seed` kept (raises as `enter_seed`, NotThere "no-seed-typed")."""
    draft = await house.db.read(lambda tx: drafts.of(tx, occasion.user_id, SEED_DRAFT))
    if draft is None or draft.process_no != process_no:
        raise NotThere("no-seed-typed")
    vote = Vote(draft.data["vote"])
    return await enter_seed(house, occasion, process_no, str(draft.data["seed"]), vote)


async def enter_seed(
    house: House, occasion: Occasion, process_no: int, typed: str, vote: Vote = Vote.BUDGET
) -> SeedView:
    """Enter the seed that the announced source gave, once and for good.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotNow: "seed-too-early" while voting goes on: nobody may know the lots beforehand.
        Stale: "seed-known" where another one stands.
        BadInput: "seed-unusable".
    """
    seed = as_seed(typed)

    async def act(tx: Transaction) -> SeedView:
        await roles.require_manager(tx, process_no, occasion)
        is_new = await updates.remember(tx, occasion.update_id, occasion.now_s)
        process = house.process(process_no)
        known = (await seed_view(house, tx, process_no, vote)).seed
        if known is not None and known != seed:
            raise Stale("seed-known", seed=known)
        if goes_on(process, vote, occasion.now):
            raise NotNow("seed-too-early")
        if is_new and known is None:
            await stored_processes.enter_seed(tx, process_no, seed, vote)
            tx.touch(DUE)
            about = {"vote": vote.value} if vote is Vote.AGENDA else {}
            body = {"seed": seed, "source": dict(process.seed_source.by_language), **about}
            await public_log.append(tx, process_no, LOG_SEED, body, occasion.now_s)
        return await seed_view(house, tx, process_no, vote)

    return await house.db.write(act)


def as_seed(typed: str) -> str:
    """Read a seed as it was typed (BadInput "seed-unusable")."""
    seed = clean_line(typed)
    if not 0 < len(seed) <= SEED_MOST:
        raise BadInput("seed-unusable", most=SEED_MOST)
    return seed


async def seed_view(
    house: House, tx: Transaction, process_no: int, vote: Vote = Vote.BUDGET
) -> SeedView:
    """Return what is known of the seed of a year's vote."""
    process = house.process(process_no)
    if process.seed is not None:
        return SeedView(process, process.seed, vote=vote)
    return SeedView(process, await stored_processes.drawn_seed(tx, process_no, vote), vote=vote)


@tells(SEED_NEEDED)
async def seed_needed(house: House, notice: Notice) -> SeedView | None:
    """Return what a manager is asked for; None once the seed is there."""
    vote = Vote(notice.params.get("vote", Vote.BUDGET.value))
    view = await house.db.read(lambda tx: seed_view(house, tx, notice.process_no, vote))
    return view if view.seed is None else None


tells(RULES_CHANGED, BALLOTS_CHANGED)(closing.news_of)
