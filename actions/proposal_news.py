"""News of proposals: proposers, followers and reviewers are told, bundled by the hour.

What is asked of somebody by the clock or by a facilitator goes with the news, so that one message
an hour says everything.
"""

from itertools import groupby

from actions import news_questions, review_desks
from actions.house import House
from actions.notices import tells
from actions.roles import REVIEWER
from deliberation.merging_views import CoProposersMissing, MergeView
from deliberation.process import Process
from deliberation.proposals import Proposal
from deliberation.review_views import NewsItem, NewsView, QueueView
from deliberation.reviewing import Reader, as_read_by
from storage import following as stored
from storage import reviews, roles
from storage.database import Transaction
from storage.outbox import Notice

NEWS, QUEUE = "proposal-news", "review-queue"
# What happened is told as the question that it puts, as long as that stands.
ASKING_TO_MERGE = frozenset({"merge-suggested", "merge-asked-anew"})
LACKING = "co-missing"
READ_AT_MOST = 500
TOLD_AT_MOST = 8


async def tell(
    tx: Transaction, proposal: Proposal, event_no: int, reader: Reader, now_s: int, but: int = 0
) -> None:
    """Tell the proposer of an event, and the followers where everybody may know of it.

    Whoever did it (`but`) knows already.
    """
    people: set[int] = {proposal.author} if reader <= Reader.PROPOSER else set()
    if reader is Reader.EVERYBODY:
        people.update(await stored.followers(tx, proposal.proposal_no))
    people -= {0, but}
    await stored.put_bundled(
        tx, NEWS, proposal.process_no, sorted(people), {"after": event_no - 1}, now_s
    )


async def tell_reviewers(tx: Transaction, process_no: int, proposal_no: int, now_s: int) -> None:
    """Tell the reviewers of a proposal's departments that something lies with them."""
    named = {one.department for one in await reviews.assignments(tx, proposal_no)}
    people = {
        grant.user_id
        for grant in await roles.all_of_them(tx, process_no)
        if grant.role == REVIEWER and (not grant.scope or grant.scope in named)
    }
    await stored.put_bundled(tx, QUEUE, process_no, sorted(people), {}, now_s)
    await review_desks.put_cards(tx, process_no, proposal_no, now_s)


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> NewsView | None:
    """Return what has happened since a person's last news; None where it is nothing."""
    process = house.process(notice.process_no)
    user_id = notice.chat_id

    async def read(tx: Transaction) -> NewsView | None:
        after = int(notice.params["after"])
        found = await stored.news_for(tx, process.no, user_id, after, READ_AT_MOST)
        items: list[NewsItem] = []
        asks: list[MergeView] = []
        missing: list[CoProposersMissing] = []
        ordered = sorted(found, key=lambda one: one[0].proposal_no)
        for _number, together in groupby(ordered, key=lambda one: one[0].proposal_no):
            pairs = list(together)
            proposal = pairs[0][0]
            is_own = proposal.author == user_id
            reader = Reader.PROPOSER if is_own else Reader.EVERYBODY
            seen = [as_read_by(event, reader) for _, event in pairs]
            events = tuple(event for event in seen if event is not None)
            kinds = {event.kind for event in events}
            if is_own and kinds & ASKING_TO_MERGE:
                asked = await news_questions.merge_asked(house, tx, process, proposal)
                asks += [asked] if asked is not None else []
            if LACKING in kinds:
                lacks = await news_questions.co_proposers_missing(
                    house, tx, process, proposal, user_id
                )
                missing += [lacks] if lacks is not None else []
            told = tuple(one for one in events if one.kind not in {*ASKING_TO_MERGE, LACKING})
            if told:
                items.append(NewsItem(proposal, told, is_own))
        if not (items or asks or missing):
            return None
        items.sort(key=lambda item: (not item.is_own, item.events[0].event_no))
        more = len(items) - TOLD_AT_MOST
        return NewsView(
            process,
            house.clock.now(),
            tuple(items[:TOLD_AT_MOST]),
            max(0, more),
            tuple(asks),
            tuple(missing),
        )

    return await house.db.read(read)


@tells(QUEUE)
async def queue_of(house: House, notice: Notice) -> QueueView | None:
    """Return what lies with a reviewer; None where it is nothing any more."""
    process = house.process(notice.process_no)

    async def read(tx: Transaction) -> QueueView | None:
        scopes = await reviewer_scopes(tx, process, notice.chat_id)
        if not scopes:
            return None
        total, oldest = await reviews.queue(tx, process.no, scopes, most=1)
        if not total:
            return None
        departments = () if "" in scopes else tuple(sorted(scopes))
        return QueueView(
            process, house.clock.now(), "open", departments, tuple(oldest), total, page=0
        )

    return await house.db.read(read)


async def reviewer_scopes(tx: Transaction, process: Process, user_id: int) -> frozenset[str]:
    """Return the departments that a person reviews for; '' among them covers all."""
    grants = await roles.of(tx, process.no, user_id)
    return frozenset(grant.scope for grant in grants if grant.role == REVIEWER)
