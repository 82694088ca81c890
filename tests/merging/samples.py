"""Like proposals by several people, before and after review."""

from dataclasses import replace
from typing import Any

from actions import merging, merging_drafts, merging_settling
from actions.house import House
from deliberation.merging_views import MergeView
from deliberation.phases import Phase, Stage
from deliberation.process import Process
from tests.proposing.samples import PROPOSAL, handed_in, register
from tests.reviewing.samples import review_process
from tests.samples import DAY, FACILITATOR, occasion

JIEUN, HAN, MINJUN = 51, 52, 53
OTHER_FACILITATOR = 900_777


def merging_process(**rules: Any) -> Process:
    """Proposing at NOON for twenty days, review for thirty, priority voting ten days later."""
    base = review_process(**rules)
    ends = base.stages[1].ends_utc
    voting = Stage("prioritising", Phase.PRIORITISING, ends + 10 * DAY, ends + 20 * DAY)
    budget = replace(base.stages[2], starts_utc=ends + 30 * DAY, ends_utc=ends + 40 * DAY)
    return replace(base, stages=(base.stages[0], base.stages[1], voting, budget))


async def three_like_ones(house: House) -> list[int]:
    """Hand in three like proposals by three people; return their numbers."""
    numbers = []
    for user_id in (JIEUN, HAN, MINJUN):
        await register(house, user_id)
        numbers.append((await handed_in(house, user_id)).proposal.proposal_no)
    return numbers


async def suggested(
    house: House,
    numbers: list[int],
    *joint: str,
    lead: int = 0,
    by: int = FACILITATOR,
) -> MergeView:
    """Suggest to merge proposals; the first leads unless another one is named."""
    here = occasion(house, by)
    for number in numbers:
        view = await merging_drafts.pick(house, here, 1, PROPOSAL, proposal_no=number)
    token = view.draft.token
    await merging_drafts.choose_lead(house, here, 1, token, lead or numbers[0])
    if joint:
        await merging_drafts.begin_text(house, here, 1, token)
    for text in joint:
        await merging_drafts.write(house, occasion(house, by), text)
    return await merging.suggest(house, here, 1, token)


async def answers(
    house: House, view: MergeView, user_id: int, number: int, says: str, reason: str = ""
) -> MergeView:
    """Consent or refuse, in the round that stands."""
    about = (1, view.merge.merge_no, number)
    seen = await merging.look(house, occasion(house, user_id), *about)
    here = occasion(house, user_id)
    if says == "yes":
        return await merging.consent(house, here, *about, seen.merge.round_no)
    return await merging.refuse(house, here, *about, seen.merge.round_no, reason)


async def swept(house: House) -> None:
    """Let the clock decide what is due."""
    await merging_settling.sweep(house)
