"""Line reviews as they are read, published and corrected by two managers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from actions import line_review_counting, outcome_publishing, outcome_reading, roles
from actions.house import House, Occasion
from actions.line_review_counting import LINES
from actions.notices import tells
from actions.outcome_publishing import PublishingRules
from deliberation.line_review import LineReview
from deliberation.line_review_views import (
    LineDeskView,
    LineNews,
    LineResultView,
    LineSummary,
    PublicReason,
)
from deliberation.motion_views import MotionView
from deliberation.outcome_views import Confirmed
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotThere
from storage import line_reviews
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice
from storage.outcomes import Outcome

LOG_PUBLISHED, LOG_CORRECTED = "line-review-published", "line-review-corrected"
NEWS = "line-review-news"


async def look_at_heading(
    house: House, occasion: Occasion, process_no: int, heading_no: int, edition: int = 0
) -> LineResultView:
    """Return a heading's line review, an earlier edition where one is named.

    In private, managers see it before it is public.

    Raises:
        NotNow: "no-line-review-yet"; NotThere "no-such-edition".
    """

    async def read(tx: Transaction) -> LineResultView:
        process = house.process(process_no)
        sees_all = occasion.is_private and await stored_roles.holds(
            tx, process_no, occasion.user_id, roles.MANAGER
        )
        newest = await outcome_reading.newest_of(tx, process_no, Vote.LINES)
        if edition:
            found = [
                await outcome_reading.edition_of(tx, process, Vote.LINES, heading_no, edition)
            ]
        else:
            found = await outcome_reading.visible(tx, process, Vote.LINES, sees_all=sees_all)
        for one in found:
            if one.heading_no == heading_no:
                view = _view(process, one, newest.get(heading_no, 0))
                return await _with_reasons(tx, view, sees_all=sees_all)
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
        process = house.process(process_no)
        desk = await outcome_publishing.desk_of(tx, process, LINE_REVIEWS, occasion)
        assert desk.summary is None or isinstance(desk.summary, LineSummary)
        return LineDeskView(
            process=process,
            open_headings=desk.open_headings,
            uncounted=desk.uncounted,
            summary=desk.summary,
            public=desk.public,
            managers=desk.managers,
        )

    return await house.db.read(read)


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, seen_sha256: str
) -> MotionView:
    """Move to publish the counted line reviews (raises as in `outcome_publishing`)."""
    return await outcome_publishing.move_publishing(
        house, occasion, process_no, LINE_REVIEWS, seen_sha256
    )


@tells(line_review_counting.COUNTED)
async def counted(house: House, notice: Notice) -> object | None:
    """Return what a manager can publish now; None where nothing waits for it any more."""
    process = house.process(notice.process_no)
    return await house.db.read(
        partial(outcome_publishing.summary_or_none, process=process, rules=LINE_REVIEWS)
    )


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> LineNews | None:
    """Return what a chat is told of the line reviews that concern it."""
    process = house.process(notice.process_no)

    async def read(tx: Transaction) -> LineNews | None:
        told = await outcome_reading.told_of(tx, process, Vote.LINES, notice)
        views = tuple(_view(process, one, one.edition) for one in told)
        is_group = bool(notice.params.get("is_group"))
        return LineNews(process, views, is_group, house.bot_username) if views else None

    return await house.db.read(read)


async def _with_reasons(
    tx: Transaction, view: LineResultView, *, sees_all: bool
) -> LineResultView:
    rows = await line_reviews.severed_reasons(tx, view.process.no, view.heading.no)
    reasons = tuple(
        PublicReason(
            one["reason_no"], one["line_no"], one["direction"], one["text"], bool(one["is_hidden"])
        )
        for one in rows
        if sees_all or not one["is_hidden"]
    )
    return replace(view, reasons=reasons, may_hide=sees_all)


def _view(process: Process, outcome: Outcome, newest: int) -> LineResultView:
    heading = process.heading(outcome.heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return LineResultView(
        process=process,
        heading=heading,
        review=review_in(outcome.result),
        sha256=outcome.sha256,
        edition=outcome_reading.edition_view(process, Vote.LINES, outcome, newest),
    )


@lru_cache(maxsize=64)
def review_in(result: str) -> LineReview:
    """Read a kept line review."""
    return LineReview.from_text(result)


def _shown(process: Process, fresh: Sequence[Outcome], confirmed: Confirmed) -> LineSummary:
    return LineSummary(process, confirmed, tuple(_view(process, one, 0) for one in fresh))


def _said(outcome: Outcome) -> Mapping[str, object]:
    review = review_in(outcome.result)
    amounts = {line.line_id: line.result for line in review.lines}
    return {"amounts": amounts, "ballots": review.ballots}


def _refuse(_process: Process, _heading: Heading) -> None:
    """Nothing in the year is made of a line review."""


async def _follow(
    _house: House, _tx: Transaction, _process: Process, _fresh: Sequence[Outcome]
) -> Process | None:
    return None


LINE_REVIEWS = PublishingRules(
    counting=LINES,
    publish="line-review",
    correct="correct-line-review",
    published=LOG_PUBLISHED,
    corrected=LOG_CORRECTED,
    news=NEWS,
    lots=None,
    shown=_shown,
    said=_said,
    refuse=_refuse,
    follow=_follow,
)
outcome_publishing.register(LINE_REVIEWS)
