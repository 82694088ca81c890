"""A year in which proposals are open, and somebody who has registered."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from actions import citizens, proposal_answers, proposal_drafts
from actions.house import House
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import Field, Heading, Process, ProposalRules
from deliberation.proposal_views import DraftView, ProposalView
from deliberation.proposals import Part
from tests.samples import DAY, NOON, occasion, sample_process, words

JIEUN, HAN = 51, 52
PROPOSAL, CITY, EUNPYEONG, JONGNO = 1, 2, 3, 4


def square(district_id: str, west: float) -> dict[str, Any]:
    east = west + 0.1
    ring = [[west, 37.5], [east, 37.5], [east, 37.6], [west, 37.6], [west, 37.5]]
    return {
        "type": "Feature",
        "properties": {"district": district_id},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def proposing_process(**rules: Any) -> Process:
    """Proposals are open at NOON for twenty days, in a proposal heading and two districts."""
    base = sample_process()
    headings = (
        Heading(
            "proposal", 1, Programme.PROPOSAL, words("Citizen proposals", "시민제안형"),
            700_000_000, 3,
        ),
        *(replace(heading, no=heading.no + 1) for heading in base.headings),
    )  # fmt: skip
    ends = NOON + 20 * DAY
    return replace(
        base,
        headings=headings,
        fields=(Field("safety", words("Safety", "안전")), Field("parks", words("Parks", "공원"))),
        stages=(
            Stage("proposing", Phase.PROPOSING, NOON - DAY, ends),
            Stage("reviewing", Phase.REVIEWING, ends, ends + 30 * DAY),
            Stage("balloting", Phase.BALLOTING, ends + 40 * DAY, ends + 50 * DAY),
        ),
        proposals=ProposalRules(
            **{"per_person": 2, "cost_least": 1_000_000, "cost_most": 300_000_000, **rules}
        ),
        geojson=json.dumps(
            {
                "type": "FeatureCollection",
                "features": [square("eunpyeong", 126.9), square("jongno", 127.0)],
            }
        ),
    )


async def register(house: House, user_id: int = JIEUN, district: str = "eunpyeong") -> None:
    await citizens.start(house, occasion(house, user_id), "ko", 1)
    await citizens.accept_notice(house, occasion(house, user_id), 1, None)
    await citizens.give_consent(house, occasion(house, user_id), 1)
    if district:
        await citizens.choose_district(house, occasion(house, user_id), 1, district)


async def say(
    house: House,
    text: str,
    *,
    user_id: int = JIEUN,
    message_id: int = 1,
    update_id: int | None = None,
) -> DraftView:
    where = occasion(house, user_id, message_id=message_id, update_id=update_id)
    return await proposal_answers.answer(house, where, text)


async def written(
    house: House, user_id: int = JIEUN, title: str = "작은 놀이터 정비"
) -> DraftView:
    """Fill a draft up to its preview."""
    await proposal_drafts.begin(house, occasion(house, user_id), 1, PROPOSAL)
    await say(house, title, user_id=user_id, message_id=11)
    await say(house, "그네가 낡아 아이들이 자주 다칩니다.", user_id=user_id, message_id=12)
    await say(house, "그네와 바닥을 새것으로 바꿉니다.", user_id=user_id, message_id=13)
    await say(house, "은평구 어린이공원", user_id=user_id, message_id=14)
    await say(house, "1억 5천만원", user_id=user_id, message_id=15)
    here = occasion(house, user_id)
    await proposal_answers.confirm_cost(house, here, 150_000_000)
    return await proposal_answers.choose_field(house, here, "parks")


async def handed_in(house: House, user_id: int = JIEUN) -> ProposalView:
    """Hand in a whole proposal."""
    view = await written(house, user_id)
    return await proposal_drafts.send(house, occasion(house, user_id), view.draft.token, "ko")


async def proposed(
    house: House, user_id: int, name: str, title: str, problem: str, idea: str
) -> ProposalView:
    """Register a person of a name, and hand in a proposal with these words."""
    await register(house, user_id, "")
    await proposal_drafts.begin(house, occasion(house, user_id), 1, PROPOSAL)
    for at, text in enumerate((title, problem, idea), start=11):
        await say(house, text, user_id=user_id, message_id=at)
    here = occasion(house, user_id)
    await proposal_answers.leave_open(house, here, Part.PLACE)
    await proposal_answers.leave_open(house, here, Part.COST)
    view = await proposal_answers.choose_field(house, here, "parks")
    if view.process.proposal_rules(Programme.PROPOSAL).files_most:
        view = await proposal_answers.leave_open(house, here, Part.FILES)
    return await proposal_drafts.send(house, here, view.draft.token, "ko", name)


def later(house: House, **span: float) -> None:
    """Move the house's clock on."""
    house.clock.advance(timedelta(**span))  # type: ignore[attr-defined]
