"""Closing a heading: the sums into the public log, the key destroyed, the ties cut.

Nothing here lets a ballot in or keeps one out: actions/ballots.py goes by the clock. Every step
may be repeated, and whatever a crash left undone is done at the next call:

    close    mark the heading, its sums and the hash of its ballots go into the public log
    sever    the screens promised until then are out (or SCREENS_WAIT has passed): destroy the
             key, take slots and revisions off the ballots
    scrub    rewrite the store's file and empty its write-ahead log
    seal     note that it is done
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from actions import agenda, ballots, line_review, line_review_severing, phases, processes, roles
from actions.house import House
from actions.notices import tells
from actions.sweeps import sweeps
from deliberation.ballots import Ranking
from deliberation.closing_views import HeadingNews
from deliberation.heading_count import folds
from deliberation.phases import PERMITS, Vote, closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.reconciliation import Reconciliation, are_valid, ballots_sha256
from storage import ballots as stored
from storage import outbox, public_log
from storage import roles as stored_roles
from storage.ballots import Tally
from storage.database import StorageFailed, Transaction
from storage.outbox import Notice

log = logging.getLogger(__name__)

SCREENS_WAIT = timedelta(minutes=2)
LOOK_AGAIN = timedelta(seconds=2)
TRY_AGAIN = timedelta(minutes=1)

SCREENS = (ballots.SCREEN, line_review.SCREEN)
LOG_KIND = "heading-closed"
UNRECONCILED = "heading-unreconciled"
LATE = "ballot-late"
NOT_SCRUBBED = "not-scrubbed"


@dataclass(frozen=True)
class Place:
    """A ballot paper in a budget year, by their numbers."""

    process_no: int
    heading_no: int


def has_ended(process: Process, heading: Heading, now: datetime) -> bool:
    """Say whether voting in a heading is over for good."""
    about = (process.stages, heading.programme, heading.deed, now)
    return (
        closed_at(*about) is not None and open_until(*about) is None and opens_next(*about) is None
    )


@sweeps
async def close_what_has_ended(house: House) -> datetime | None:
    """Close what has ended; return when more will have."""
    now = house.clock.now()
    again = await close_due(house, now)
    ends = (
        stage.ends_utc
        for process in house.processes.values()
        for stage in process.stages
        if stage.ends_utc > now and PERMITS[stage.phase] & {vote.deed for vote in Vote}
    )
    return again or min(ends, default=None)


async def close_due(house: House, now: datetime) -> datetime | None:
    """Close every heading whose voting has ended, as far as can be done now.

    Returns when to call again; None where nothing is left to do.
    """
    await close_marks(house, now)
    places, later = await _ready(house, now)
    if not places:
        return later
    for place in places:
        await sever(house, place, now)
    try:
        await house.db.scrub()
    except StorageFailed:
        log.exception("the store was not scrubbed after closing")
        await _tell_not_scrubbed(house, places, now)
        return now + TRY_AGAIN
    await seal(house, places, now)
    return later


async def close_marks(house: House, now: datetime) -> None:
    """Mark what has ended as closed; its sums go into the public log in the same transaction."""
    for process in tuple(house.processes.values()):
        if await house.db.read(partial(_left_open, process=process, now=now)):
            await house.db.write(partial(_mark, process_no=process.no, now=now))


async def _left_open(tx: Transaction, process: Process, now: datetime) -> list[Heading]:
    closed = await stored.closings(tx, process.no)
    return [
        heading
        for heading in process.papers.values()
        if heading.no not in closed and has_ended(process, heading, now)
    ]


async def _mark(tx: Transaction, process_no: int, now: datetime) -> None:
    # The schedule as it stands in the store: an extension may have been saved a moment ago.
    process = await processes.standing(tx, process_no)
    now_s = int(now.timestamp())
    left = await _left_open(tx, process, now)
    if any(heading.vote is not Vote.AGENDA for heading in left):
        await phases.freeze(tx, process, now_s)  # long done, unless nobody was awake
    for heading in left:
        if heading.vote is Vote.AGENDA:
            await agenda.freeze(tx, process, heading, now_s)
        standing = await stored.counted(tx, process_no, heading.no)
        sums = await _reconcile(tx, process_no, heading, standing)
        sha256 = hash_of(heading, standing)
        await stored.close(tx, process_no, heading.no, sha256, now_s)
        vote = {"vote": heading.vote.value} if heading.vote is not Vote.BUDGET else {}
        body = {"heading": heading.heading_id, **vote, **sums.plain(), "ballots_sha256": sha256}
        await public_log.append(tx, process_no, LOG_KIND, body, now_s)
        log.info("process %d heading %d closed", process_no, heading.no)
        if not sums.holds:
            log.error("process %d heading %d does not reconcile", process_no, heading.no)
            await tell_managers(tx, Place(process_no, heading.no), UNRECONCILED, now_s)


async def _reconcile(
    tx: Transaction, process_no: int, heading: Heading, standing: list[tuple[str, str, Ranking]]
) -> Reconciliation:
    tally = await stored.tally(tx, process_no, heading.no)
    voters = await stored.slots_cast(tx, process_no, heading.no)
    return reconciliation(heading, tally, standing, voters)


def reconciliation(
    heading: Heading,
    tally: Tally,
    standing: list[tuple[str, str, Ranking]],
    voters: int,
) -> Reconciliation:
    """Add up a heading's saves and ranks, the standing ballots one by one."""
    rankings = [ranking for _code, _electorate, ranking in standing]
    return Reconciliation(
        saves=tally.saves,
        counted=len(rankings),
        replaced=tally.replaced,
        withdrawn=tally.withdrawn,
        voters=voters,
        emptied=voters - tally.counted,
        rank_entries=tally.rank_entries,
        ballot_lengths=sum(len(ranking) for ranking in rankings),
        is_valid=are_valid(heading, rankings),
    )


def hash_of(heading: Heading, standing: list[tuple[str, str, Ranking]]) -> str:
    """Return what a heading's standing ballots hash to."""
    ids = {project.no: project.project_id for project in heading.projects}
    return ballots_sha256(
        (code, [ids.get(no, str(no)) for no in ranking]) for code, _electorate, ranking in standing
    )


async def _ready(house: House, now: datetime) -> tuple[list[Place], datetime | None]:
    """Return the closed headings that may be severed, and when to look at the others."""
    ready: list[Place] = []
    later: datetime | None = None

    async def read(tx: Transaction) -> list[tuple[Place, int, bool]]:
        found = []
        for process_no in house.processes:
            promised = await _promised(tx, process_no)
            closed = await stored.closings(tx, process_no)
            for heading_no, (closed_s, sealed_s) in closed.items():
                if sealed_s is None:
                    place = Place(process_no, heading_no)
                    found.append((place, closed_s, bool(promised[heading_no])))
        return found

    for place, closed_s, is_waiting in await house.db.read(read):
        if is_waiting and now < datetime.fromtimestamp(closed_s, UTC) + SCREENS_WAIT:
            later = now + LOOK_AGAIN
        else:
            ready.append(place)
    return ready, later


async def _promised(tx: Transaction, process_no: int) -> dict[int, list[Notice]]:
    promised: dict[int, list[Notice]] = defaultdict(list)
    for kind in SCREENS:
        for notice, state in await outbox.of_kind(tx, process_no, kind):
            if state in {"waiting", "sending"}:
                promised[int(notice.params["heading_no"])].append(notice)
    return promised


async def sever(house: House, place: Place, now: datetime) -> None:
    """Destroy a closed heading's key, and take slots and revisions off its ballots.

    Electorates so small that a ballot could be guessed from its label are folded now.
    Whoever could not be shown their receipt in time is told that what they cast counts.
    """
    house.keys.destroy(place.process_no, place.heading_no)

    async def act(tx: Transaction) -> None:
        rows = [
            (notice, state)
            for kind in SCREENS
            for notice, state in await outbox.of_kind(tx, place.process_no, kind)
            if int(notice.params["heading_no"]) == place.heading_no
        ]
        await outbox.remove(tx, (notice for notice, _state in rows))
        for chat_id in sorted({one.chat_id for one, state in rows if state == "waiting"}):
            late = Notice(
                kind=LATE,
                chat_id=chat_id,
                process_no=place.process_no,
                params={"heading_no": place.heading_no},
                at_most_once=False,
            )
            await outbox.put(tx, late, int(now.timestamp()))
        await line_review_severing.sever(house, tx, place.process_no, place.heading_no)
        await stored.unlink(tx, place.process_no, place.heading_no)
        cast = await stored.cast_by(tx, place.process_no, place.heading_no)
        for small, into in folds(house.process(place.process_no), cast).items():
            await stored.fold(tx, place.process_no, place.heading_no, small, into)

    await house.db.write(act)


async def seal(house: House, places: list[Place], now: datetime) -> None:
    """Note that nothing ties the ballots of these headings to anybody any more."""

    async def act(tx: Transaction) -> None:
        for place in places:
            await stored.seal(tx, place.process_no, place.heading_no, int(now.timestamp()))

    await house.db.write(act)
    log.info("%d headings sealed", len(places))


async def _tell_not_scrubbed(house: House, places: list[Place], now: datetime) -> None:
    async def act(tx: Transaction) -> None:
        for place in places:
            await tell_managers(tx, place, NOT_SCRUBBED, int(now.timestamp()))

    try:
        await house.db.write(act)
    except StorageFailed:
        log.exception("managers were not told of it")


async def tell_managers(tx: Transaction, place: Place, kind: str, now_s: int) -> None:
    """Tell every manager once of something that concerns a heading."""
    for manager in await stored_roles.holders(tx, place.process_no, roles.MANAGER):
        notice = Notice(
            kind=kind,
            chat_id=manager,
            process_no=place.process_no,
            params={"heading_no": place.heading_no},
            told_key=f"{kind}:{place.process_no}:{place.heading_no}:{manager}",
        )
        await outbox.put(tx, notice, now_s)


@tells(UNRECONCILED, LATE, NOT_SCRUBBED)
async def news_of(house: House, notice: Notice) -> HeadingNews | None:
    """Return what a notice about a heading is about."""
    process = house.process(notice.process_no)
    heading = process.paper(int(notice.params["heading_no"]))
    return None if heading is None else HeadingNews(process, heading)
