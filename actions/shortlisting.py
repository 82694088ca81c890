"""Part one's result: shortlists as they are read, published and corrected by two managers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from actions import (
    agenda,
    counting,
    outcome_counting,
    outcome_publishing,
    outcome_reading,
    prioritising,
    processes,
    roles,
)
from actions.house import House, Occasion
from actions.notices import tells
from actions.outcome_publishing import PublishingRules
from actions.prioritising import PRIORITIES
from deliberation.agenda_count import AgendaCount
from deliberation.agenda_views import (
    AgendaDeskView,
    ShortlistNews,
    ShortlistSummary,
    ShortlistsView,
    ShortlistView,
)
from deliberation.motion_views import MotionView
from deliberation.outcome_views import Confirmed
from deliberation.phases import Vote
from deliberation.process import AGENDA_PAPERS, Heading, Process
from deliberation.refusals import NotNow, NotThere, Stale
from storage import citizens as stored_citizens
from storage import roles as stored_roles
from storage.database import Transaction
from storage.outbox import Notice
from storage.outcomes import Outcome

LOG_PUBLISHED, LOG_CORRECTED = "shortlist-published", "shortlist-corrected"
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
        newest = await outcome_reading.newest_of(tx, process_no, Vote.AGENDA)
        views = [
            _view(process, one, newest.get(one.heading_no, 0))
            for one in await outcome_reading.visible(tx, process, Vote.AGENDA, sees_all=sees_all)
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
    house: House, occasion: Occasion, process_no: int, heading_no: int, edition: int = 0
) -> ShortlistView:
    """Return one heading's shortlist, an earlier edition where one is named.

    Raises:
        As `look`; NotThere "no-such-edition".
    """
    if edition:
        process = house.process(process_no)

        async def read(tx: Transaction) -> ShortlistView:
            one = await outcome_reading.edition_of(tx, process, Vote.AGENDA, heading_no, edition)
            newest = await outcome_reading.newest_of(tx, process_no, Vote.AGENDA)
            return _view(process, one, newest[heading_no])

        return await house.db.read(read)
    view = await look(house, occasion, process_no)
    found = next((one for one in view.shortlists if one.heading.no == heading_no), None)
    if found is None:
        raise NotNow("no-shortlist-yet", process=view.process)
    return found


async def look_at_desk(house: House, occasion: Occasion, process_no: int) -> AgendaDeskView:
    """Return what a manager can confirm of part one now, and what is still missing."""

    async def read(tx: Transaction) -> AgendaDeskView:
        process = house.process(process_no)
        desk = await outcome_publishing.desk_of(tx, process, SHORTLISTS, occasion)
        papers = outcome_counting.papers(process, Vote.AGENDA)
        seed = (await counting.seed_view(house, tx, process_no, Vote.AGENDA)).seed
        may_enter = bool(papers) and not counting.goes_on(process, Vote.AGENDA, occasion.now)
        assert desk.summary is None or isinstance(desk.summary, ShortlistSummary)
        return AgendaDeskView(
            process=process,
            open_headings=desk.open_headings,
            uncounted=desk.uncounted,
            seed=seed,
            may_enter_seed=seed is None and may_enter,
            summary=desk.summary,
            public=desk.public,
            managers=desk.managers,
        )

    return await house.db.read(read)


def agenda_no(heading: Heading) -> int:
    """Return the number of the paper of a heading's priority vote."""
    return AGENDA_PAPERS + heading.no


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, seen_sha256: str
) -> MotionView:
    """Move to publish the counted shortlists (raises as `outcome_publishing.move_publishing`)."""
    return await outcome_publishing.move_publishing(
        house, occasion, process_no, SHORTLISTS, seen_sha256
    )


@tells(prioritising.COUNTED)
async def counted(house: House, notice: Notice) -> object | None:
    """Return what a manager can publish now; None where nothing waits for it any more."""
    process = house.process(notice.process_no)
    return await house.db.read(
        partial(outcome_publishing.summary_or_none, process=process, rules=SHORTLISTS)
    )


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> ShortlistNews | None:
    """Return what a chat is told of the shortlists that concern it."""
    process = house.process(notice.process_no)

    async def read(tx: Transaction) -> ShortlistNews | None:
        told = await outcome_reading.told_of(tx, process, Vote.AGENDA, notice)
        views = tuple(_view(process, one, one.edition) for one in told)
        if not views:
            return None
        is_group = bool(notice.params.get("is_group"))
        return ShortlistNews(process, views, is_group, house.bot_username)

    return await house.db.read(read)


def _view(process: Process, outcome: Outcome, newest: int) -> ShortlistView:
    heading = process.heading(outcome.heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return ShortlistView(
        process=process,
        heading=heading,
        count=count_in(outcome.result),
        sha256=outcome.sha256,
        edition=outcome_reading.edition_view(process, Vote.AGENDA, outcome, newest),
    )


@lru_cache(maxsize=64)
def count_in(result: str) -> AgendaCount:
    """Read a kept shortlist."""
    return AgendaCount.from_text(result)


def _shown(process: Process, fresh: Sequence[Outcome], confirmed: Confirmed) -> ShortlistSummary:
    views = tuple(_view(process, one, 0) for one in fresh)
    return ShortlistSummary(process, confirmed, views[0].count.elected.seed, views)


def _said(outcome: Outcome) -> Mapping[str, object]:
    count = count_in(outcome.result)
    return {"shortlist": list(count.shortlist), "ballots": count.voters}


def _lots(outcome: Outcome) -> str:
    return count_in(outcome.result).elected.seed


def _refuse(_process: Process, heading: Heading) -> None:
    """Refuse to correct what the ballot of part two was made of."""
    if heading.projects:
        raise Stale("shortlist-in-use", heading=heading)


async def _follow(
    house: House, tx: Transaction, process: Process, fresh: Sequence[Outcome]
) -> Process:
    """Take the shortlists into the year; what was joined and is listed no more parts."""
    changed = []
    for one in fresh:
        heading = process.headings[one.heading_no - 1]
        listed = count_in(one.result).shortlist
        joinings = tuple(each for each in heading.joinings if set(each.members) <= set(listed))
        changed.append(replace(heading, shortlist=listed, joinings=joinings))
    restated = agenda.with_headings(process, changed)
    await processes.restate(house, tx, restated)
    return restated


SHORTLISTS = PublishingRules(
    counting=PRIORITIES,
    publish="shortlist",
    correct="correct-shortlist",
    published=LOG_PUBLISHED,
    corrected=LOG_CORRECTED,
    news=NEWS,
    lots=_lots,
    shown=_shown,
    said=_said,
    refuse=_refuse,
    follow=_follow,
)
outcome_publishing.register(SHORTLISTS)
