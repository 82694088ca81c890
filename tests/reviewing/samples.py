"""A year in which proposals are reviewed by two departments."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import review_clock, review_drafts
from actions.house import House
from actions.notices import view_of
from deliberation.process import Field, Process, StaffMember
from deliberation.proposal_views import ProposalView
from deliberation.review_views import NewsView, ReviewDraftView, ReviewView
from deliberation.reviewing import Act
from storage import outbox
from storage.database import Transaction
from tests.proposing.samples import handed_in, proposing_process, register
from tests.samples import DAY, FACILITATOR, MANAGER, NOON, SECOND_MANAGER, occasion, words

PARKS, ROADS, EVERYTHING = 910_001, 910_002, 910_003
JIEUN, HAN = 51, 52


def review_process(**rules: Any) -> Process:
    """Parks lead the field parks, roads lead nothing by themselves; safety has no department."""
    base = proposing_process(**rules)
    return replace(
        base,
        fields=(
            Field("safety", words("Safety", "안전")),
            Field("parks", words("Parks", "공원"), department="공원과"),
        ),
        staff=(
            StaffMember(MANAGER, "manager"),
            StaffMember(SECOND_MANAGER, "manager"),
            StaffMember(FACILITATOR, "facilitator"),
            StaffMember(PARKS, "reviewer", department="공원과"),
            StaffMember(ROADS, "reviewer", department="도로과"),
        ),
    )


def visiting_process(**rules: Any) -> Process:
    """The same year, with days on which departments look at the sites."""
    return review_process(site_checks_until=NOON + 35 * DAY, **rules)


def costed_process(**rules: Any) -> Process:
    """The same year, with a day until which departments check costs."""
    return review_process(cost_checks_until=NOON + 10 * DAY, **rules)


async def in_review(house: House, user_id: int = JIEUN) -> int:
    """Hand in a proposal and let its review begin; return its number."""
    await register(house, user_id)
    view = await handed_in(house, user_id)
    later(house, hours=25)
    await review_clock.sweep(house)
    return view.proposal.proposal_no


async def answered(
    house: House,
    number: int,
    act: Act,
    *said: str,
    user_id: int = PARKS,
) -> ReviewView | ProposalView:
    """Write an answer and send it; an amount is confirmed as it is echoed."""
    here = occasion(house, user_id)
    draft: ReviewDraftView = await review_drafts.begin(house, here, 1, number, act)
    for one in said:
        draft = await review_drafts.answer(house, occasion(house, user_id), one)
        if draft.draft.readings:
            draft = await review_drafts.confirm_cost(
                house, occasion(house, user_id), draft.draft.readings[0]
            )
    return await review_drafts.send(house, here, 1, number, draft.draft.token)


async def waiting_notices(house: House, kind: str) -> list[dict[str, Any]]:
    """Return the outbox rows of a kind."""

    async def read(tx: Transaction) -> list[dict[str, Any]]:
        rows = await tx.all(
            "SELECT * FROM outbox WHERE kind = :kind ORDER BY notice_no", {"kind": kind}
        )
        return [dict(row) for row in rows]

    return await house.db.read(read)


def later(house: House, **span: float) -> None:
    """Move the house's clock on."""
    house.clock.advance(timedelta(**span))  # type: ignore[attr-defined]


async def told_now(house: House) -> dict[int, NewsView]:
    """Deliver what is due; return the news that people got."""
    now_s = int(house.clock.now().timestamp())
    due = await house.db.read(lambda tx: outbox.due(tx, (0, 1, 2), now_s, 100))
    told: dict[int, NewsView] = {}
    for notice, _ in due:
        view = await view_of(house, notice)
        if isinstance(view, NewsView):
            told[notice.chat_id] = view

        async def settle(tx: Transaction, notice: outbox.Notice = notice) -> None:
            await outbox.claim(tx, notice.notice_no)
            await outbox.settle(tx, notice, "delivered", now_s)

        await house.db.write(settle)
    return told
