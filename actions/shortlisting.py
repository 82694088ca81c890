"""Part one's result: shortlists as they are read, and published by two managers."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from actions import agenda, counting, motions, prioritising, processes, roles, threads
from actions.house import House, Occasion
from actions.motions import CARRIED, SUBJECTS, Subject
from actions.notices import tells
from deliberation.agenda_count import AgendaCount
from deliberation.agenda_views import (
    AgendaDeskView,
    ShortlistNews,
    ShortlistSummary,
    ShortlistsView,
    ShortlistView,
)
from deliberation.allocation import canonical_json
from deliberation.audiences import audience_of
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import AGENDA_PAPERS, Heading, Process
from deliberation.refusals import NotNow, NotThere, Stale
from storage import ballots as stored_ballots
from storage import citizens as stored_citizens
from storage import fanouts as stored_fanouts
from storage import outbox, public_log, shortlists
from storage import roles as stored_roles
from storage import threads as stored_threads
from storage.database import Row, Transaction
from storage.fanouts import Fanout
from storage.motions import StoredMotion
from storage.outbox import Lane, Notice

log = logging.getLogger(__name__)

SHORTLIST = "shortlist"
LOG_PUBLISHED = "shortlist-published"
NEWS = "shortlist-news"


async def look(house: House, occasion: Occasion, process_no: int) -> ShortlistsView:
    """Return a year's public shortlists, in private also the counted ones for managers.

    Raises:
        NotNow: "no-shortlist-yet".
    """

    async def read(tx: Transaction) -> ShortlistsView:
        process = house.process(process_no)
        sees_all = occasion.is_private and await stored_roles.holds(
            tx, process_no, occasion.user_id, roles.MANAGER
        )
        views = [
            _view(process, row)
            for row in await shortlists.all_of_them(tx, process_no)
            if sees_all or row["published_utc"] is not None
        ]
        if not views:
            raise NotNow("no-shortlist-yet", process=process)
        person = await stored_citizens.participant(tx, process_no, occasion.user_id)
        district = person["district"] if person is not None else ""
        own = {heading.no for heading in process.headings_for(district)}
        views.sort(key=lambda one: (one.heading.no not in own, one.heading.no))
        return ShortlistsView(process, tuple(views))

    return await house.db.read(read)


async def look_at_heading(
    house: House, occasion: Occasion, process_no: int, heading_no: int
) -> ShortlistView:
    """Return one heading's shortlist (raises as `look`)."""
    view = await look(house, occasion, process_no)
    found = next((one for one in view.shortlists if one.heading.no == heading_no), None)
    if found is None:
        raise NotNow("no-shortlist-yet", process=view.process)
    return found


async def look_at_desk(house: House, occasion: Occasion, process_no: int) -> AgendaDeskView:
    """Return what a manager can confirm of part one now, and what is still missing."""

    async def read(tx: Transaction) -> AgendaDeskView:
        await roles.require_manager(tx, process_no, occasion)
        process = house.process(process_no)
        closed = await stored_ballots.closings(tx, process_no)
        rows = await shortlists.all_of_them(tx, process_no)
        done = {row["heading_no"] for row in rows}
        papers = prioritising.papers(process)
        seed = (await counting.seed_view(house, tx, process_no, Vote.AGENDA)).seed
        may_enter = bool(papers) and not any(
            counting.may_still_vote(process, paper, occasion.now) for paper in papers
        )
        return AgendaDeskView(
            process=process,
            open_headings=tuple(
                agenda.of_paper(process, one) for one in papers if one.no not in closed
            ),
            uncounted=tuple(
                heading
                for heading in (agenda.of_paper(process, one) for one in papers)
                if heading.no not in done and agenda_no(heading) in closed
            ),
            seed=seed,
            may_enter_seed=seed is None and may_enter,
            summary=await _summary_or_none(tx, process),
            public=tuple(
                heading
                for heading in process.headings
                if any(
                    row["heading_no"] == heading.no and row["published_utc"] is not None
                    for row in rows
                )
            ),
            managers=len(await stored_roles.holders(tx, process_no, roles.MANAGER)),
        )

    return await house.db.read(read)


def agenda_no(heading: Heading) -> int:
    """Return the number of the paper of a heading's priority vote."""
    return AGENDA_PAPERS + heading.no


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, seen_sha256: str
) -> MotionView:
    """Move to publish the counted shortlists; a second manager carries it.

    `seen_sha256` is the hash that the person saw, or its first 16 digits or more.

    Raises:
        As `motions.move`; NotThere "nothing-to-publish", Stale "count-unfinished".
    """
    summary = await house.db.read(partial(_summary, process=house.process(process_no)))
    if len(seen_sha256) < motions.SEEN_DIGITS or not summary.sha256.startswith(seen_sha256):
        raise Stale("subject-changed", process=summary.process)
    return await motions.move(house, occasion, process_no, SHORTLIST, {}, summary.sha256)


async def _summary_or_none(tx: Transaction, process: Process) -> ShortlistSummary | None:
    try:
        return await _summary(tx, process)
    except (NotThere, Stale):
        return None


async def _summary(tx: Transaction, process: Process) -> ShortlistSummary:
    rows = [
        row for row in await shortlists.all_of_them(tx, process.no) if row["published_utc"] is None
    ]
    if not rows:
        raise NotThere("nothing-to-publish")
    if await prioritising.uncounted(tx, process):
        raise Stale("count-unfinished", process=process)
    views = tuple(_view(process, row) for row in rows)
    whole = {
        "process": process.process_id,
        "vote": Vote.AGENDA.value,
        "headings": sorted([one.heading.heading_id, one.sha256] for one in views),
    }
    return ShortlistSummary(
        process=process,
        sha256=sha256(canonical_json(whole).encode()).hexdigest(),
        seed=views[0].count.elected.seed,
        shortlists=views,
    )


async def _subject(
    house: House, tx: Transaction, process_no: int, _params: Mapping[str, Any]
) -> Subject:
    summary = await _summary(tx, house.process(process_no))
    return Subject(summary.sha256, summary)


async def _publish(house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> Process:
    process = await processes.standing(tx, motion.process_no)
    summary = await _summary(tx, process)
    body: dict[str, Any] = {
        "sha256": summary.sha256,
        "seed": summary.seed,
        "headings": {
            one.heading.heading_id: {
                "shortlist": list(one.count.shortlist),
                "ballots": one.count.voters,
                "sha256": one.sha256,
            }
            for one in summary.shortlists
        },
    }
    await public_log.append(tx, process.no, LOG_PUBLISHED, body, now_s)
    concerned = [replace(one.heading, shortlist=one.count.shortlist) for one in summary.shortlists]
    await shortlists.publish(tx, process.no, [one.no for one in concerned], now_s)
    restated = agenda.with_headings(process, concerned)
    await processes.restate(house, tx, restated)
    await tell_of_headings(tx, restated, concerned, NEWS, f"{NEWS}:{motion.motion_no}:", now_s)
    log.info("process %d: %d shortlists are public", process.no, len(concerned))
    return restated


async def tell_of_headings(
    tx: Transaction, process: Process, concerned: list[Heading], kind: str, name: str, now_s: int
) -> None:
    """Begin to tell the people and threads of headings of something; the notice names them."""
    numbers = [heading.no for heading in concerned]
    people = Fanout(process.no, kind, {"headings": numbers}, audience_of(concerned), name)
    await stored_fanouts.begin(tx, people, now_s)
    for heading in concerned:
        await threads.refresh_cards(tx, process, heading, now_s)
        for thread in await stored_threads.of_heading(tx, process.no, heading.no):
            if not thread.can_be_written_to:
                continue
            notice = Notice(
                kind=kind,
                chat_id=thread.chat_id,
                thread_id=thread.topic_id,
                process_no=process.no,
                params={"headings": [heading.no], "is_group": True},
                lane=Lane.GROUPS,
                told_key=f"{name}{thread.chat_id}:{thread.thread_no}",
            )
            await outbox.put(tx, notice, now_s)


@tells(prioritising.COUNTED)
async def counted(house: House, notice: Notice) -> ShortlistSummary | None:
    """Return what a manager can publish now; None where nothing waits for it any more."""
    process = house.process(notice.process_no)
    return await house.db.read(partial(_summary_or_none, process=process))


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> ShortlistNews | None:
    """Return what a chat is told of the shortlists that concern it."""
    process = house.process(notice.process_no)
    is_group = bool(notice.params.get("is_group"))

    async def read(tx: Transaction) -> ShortlistNews | None:
        told = set(notice.params["headings"])
        if not is_group:
            person = await stored_citizens.participant(tx, process.no, notice.chat_id)
            district = person["district"] if person is not None else ""
            told &= {heading.no for heading in process.headings_for(district)}
        views = tuple(
            _view(process, row)
            for row in await shortlists.all_of_them(tx, process.no)
            if row["heading_no"] in told and row["published_utc"] is not None
        )
        if not views:
            return None
        return ShortlistNews(process, views, is_group, house.bot_username)

    return await house.db.read(read)


def _view(process: Process, row: Row) -> ShortlistView:
    heading = process.heading(row["heading_no"])
    if heading is None:
        raise NotThere("no-such-heading")
    published = row["published_utc"]
    return ShortlistView(
        process=process,
        heading=heading,
        count=_parsed(row["elected"], row["schulze"], row["borda"], row["reasons"]),
        sha256=row["sha256"],
        is_public=published is not None,
        published_utc=None if published is None else datetime.fromtimestamp(published, UTC),
    )


@lru_cache(maxsize=64)
def _parsed(elected: str, schulze: str, borda: str, reasons: str) -> AgendaCount:
    return AgendaCount.from_json(elected, schulze, borda, reasons)


SUBJECTS[SHORTLIST] = _subject
CARRIED[SHORTLIST] = _publish
