"""Line reviews as they are read, and published by two managers who saw the same hash."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any

from actions import line_review_counting, motions, roles, shortlisting
from actions.house import House, Occasion
from actions.motions import CARRIED, SUBJECTS, Subject
from actions.notices import tells
from deliberation.allocation import canonical_json
from deliberation.line_review import LineReview
from deliberation.line_review_views import (
    LineDeskView,
    LineNews,
    LineResultView,
    LineSummary,
    PublicReason,
)
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Process
from deliberation.refusals import NotNow, NotThere, Stale
from storage import ballots as stored_ballots
from storage import citizens as stored_citizens
from storage import line_reviews, public_log
from storage import roles as stored_roles
from storage.database import Row, Transaction
from storage.motions import StoredMotion
from storage.outbox import Notice

log = logging.getLogger(__name__)

LINE_REVIEW = "line-review"
LOG_PUBLISHED = "line-review-published"
NEWS = "line-review-news"


async def look_at_heading(
    house: House, occasion: Occasion, process_no: int, heading_no: int
) -> LineResultView:
    """Return a heading's line review; in private, managers see it before it is public.

    Raises:
        NotNow: "no-line-review-yet".
    """

    async def read(tx: Transaction) -> LineResultView:
        process = house.process(process_no)
        sees_all = occasion.is_private and await stored_roles.holds(
            tx, process_no, occasion.user_id, roles.MANAGER
        )
        for row in await line_reviews.all_of_them(tx, process_no):
            is_public = row["published_utc"] is not None
            if row["heading_no"] == heading_no and (is_public or sees_all):
                return await _with_reasons(tx, process, row, sees_all=sees_all)
        raise NotNow("no-line-review-yet", process=process)

    return await house.db.read(read)


async def hide_reason(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    reason_no: int,
    *,
    is_hidden: bool,
) -> LineResultView:
    """Keep a reason from being public, or let it be, as a manager."""

    async def act(tx: Transaction) -> None:
        await roles.require_manager(tx, process_no, occasion)
        await line_reviews.hide_reason(tx, process_no, heading_no, reason_no, is_hidden=is_hidden)

    await house.db.write(act)
    return await look_at_heading(house, occasion, process_no, heading_no)


async def look_at_desk(house: House, occasion: Occasion, process_no: int) -> LineDeskView:
    """Return what a manager can confirm of line reviews now, and what is still missing."""

    async def read(tx: Transaction) -> LineDeskView:
        await roles.require_manager(tx, process_no, occasion)
        process = house.process(process_no)
        closed = await stored_ballots.closings(tx, process_no)
        rows = await line_reviews.all_of_them(tx, process_no)
        done = {row["heading_no"] for row in rows}
        public = {row["heading_no"] for row in rows if row["published_utc"] is not None}
        return LineDeskView(
            process=process,
            open_headings=tuple(one for one in process.line_headings if one.no not in closed),
            uncounted=tuple(
                one for one in process.line_headings if one.no in closed and one.no not in done
            ),
            summary=await _summary_or_none(tx, process),
            public=tuple(one for one in process.line_headings if one.no in public),
            managers=len(await stored_roles.holders(tx, process_no, roles.MANAGER)),
        )

    return await house.db.read(read)


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, seen_sha256: str
) -> MotionView:
    """Move to publish the counted line reviews; a second manager carries it.

    `seen_sha256` is the hash that the person saw, or its first 16 digits or more.

    Raises:
        As `motions.move`; NotThere "nothing-to-publish", Stale "count-unfinished".
    """
    summary = await house.db.read(partial(_summary, process=house.process(process_no)))
    if len(seen_sha256) < motions.SEEN_DIGITS or not summary.sha256.startswith(seen_sha256):
        raise Stale("subject-changed", process=summary.process)
    return await motions.move(house, occasion, process_no, LINE_REVIEW, {}, summary.sha256)


async def _summary_or_none(tx: Transaction, process: Process) -> LineSummary | None:
    try:
        return await _summary(tx, process)
    except (NotThere, Stale):
        return None


async def _summary(tx: Transaction, process: Process) -> LineSummary:
    rows = [
        row
        for row in await line_reviews.all_of_them(tx, process.no)
        if row["published_utc"] is None
    ]
    if not rows:
        raise NotThere("nothing-to-publish")
    if await line_review_counting.uncounted(tx, process):
        raise Stale("count-unfinished", process=process)
    views = tuple(_view(process, row) for row in rows)
    whole = {
        "process": process.process_id,
        "vote": Vote.LINES.value,
        "headings": sorted([one.heading.heading_id, one.sha256] for one in views),
    }
    return LineSummary(process, sha256(canonical_json(whole).encode()).hexdigest(), views)


async def _subject(
    house: House, tx: Transaction, process_no: int, _params: Mapping[str, Any]
) -> Subject:
    summary = await _summary(tx, house.process(process_no))
    return Subject(summary.sha256, summary)


async def _publish(house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> None:
    process = house.process(motion.process_no)
    summary = await _summary(tx, process)
    body: dict[str, Any] = {
        "sha256": summary.sha256,
        "headings": {
            one.heading.heading_id: {
                "amounts": {line.line_id: line.result for line in one.review.lines},
                "ballots": one.review.ballots,
                "sha256": one.sha256,
            }
            for one in summary.reviews
        },
    }
    await public_log.append(tx, process.no, LOG_PUBLISHED, body, now_s)
    concerned = [one.heading for one in summary.reviews]
    await line_reviews.publish(tx, process.no, [one.no for one in concerned], now_s)
    name = f"{NEWS}:{motion.motion_no}:"
    await shortlisting.tell_of_headings(tx, process, concerned, NEWS, name, now_s)
    log.info("process %d: %d line reviews are public", process.no, len(concerned))


@tells(line_review_counting.COUNTED)
async def counted(house: House, notice: Notice) -> LineSummary | None:
    """Return what a manager can publish now; None where nothing waits for it any more."""
    process = house.process(notice.process_no)
    return await house.db.read(partial(_summary_or_none, process=process))


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> LineNews | None:
    """Return what a chat is told of the line reviews that concern it."""
    process = house.process(notice.process_no)
    is_group = bool(notice.params.get("is_group"))

    async def read(tx: Transaction) -> LineNews | None:
        told = set(notice.params["headings"])
        if not is_group:
            person = await stored_citizens.participant(tx, process.no, notice.chat_id)
            district = person["district"] if person is not None else ""
            told &= {heading.no for heading in process.headings_for(district)}
        views = tuple(
            _view(process, row)
            for row in await line_reviews.all_of_them(tx, process.no)
            if row["heading_no"] in told and row["published_utc"] is not None
        )
        return LineNews(process, views, is_group, house.bot_username) if views else None

    return await house.db.read(read)


async def _with_reasons(
    tx: Transaction, process: Process, row: Row, *, sees_all: bool
) -> LineResultView:
    rows = await line_reviews.severed_reasons(tx, process.no, row["heading_no"])
    reasons = tuple(
        PublicReason(
            one["reason_no"], one["line_no"], one["direction"], one["text"], bool(one["is_hidden"])
        )
        for one in rows
        if sees_all or not one["is_hidden"]
    )
    return replace(_view(process, row), reasons=reasons, may_hide=sees_all)


def _view(process: Process, row: Row) -> LineResultView:
    heading = process.heading(row["heading_no"])
    if heading is None:
        raise NotThere("no-such-heading")
    published = row["published_utc"]
    return LineResultView(
        process=process,
        heading=heading,
        review=_parsed(row["result"]),
        sha256=row["sha256"],
        is_public=published is not None,
        published_utc=None if published is None else datetime.fromtimestamp(published, UTC),
    )


@lru_cache(maxsize=64)
def _parsed(result: str) -> LineReview:
    return LineReview.from_json(result)


SUBJECTS[LINE_REVIEW] = _subject
CARRIED[LINE_REVIEW] = _publish
