"""A year with a priority vote: what its tests do again and again."""

from datetime import timedelta

from actions import (
    agenda,
    closing,
    costing,
    motions,
    prioritising,
    shortlisting,
)
from actions.house import House
from deliberation.agenda_views import HeadingCostsView
from deliberation.process import AGENDA_PAPERS
from deliberation.proposals import Content, State
from storage.database import Transaction
from tests.results.voting import deliver_screens, register, vote
from tests.samples import (
    DAY,
    MANAGER,
    NOON,
    SECOND_MANAGER,
    occasion,
)

CITY, JONGNO = 1, 3
CITY_PAPER, JONGNO_PAPER = AGENDA_PAPERS + CITY, AGENDA_PAPERS + JONGNO
COSTING, BALLOTING = NOON + 9 * DAY, NOON + 19 * DAY
JIEUN = 7_311_442_907_121


async def prioritise(house: House, rankings: list[tuple[int, ...]]) -> None:
    await agenda.open_what_has_begun(house)
    for at, ranking in enumerate(rankings):
        await register(house, JIEUN + at, JONGNO)
        await vote(house, JIEUN + at, CITY_PAPER, ranking)


async def count(house: House) -> None:
    house.clock.set(COSTING + timedelta(minutes=10))  # type: ignore[attr-defined]
    await deliver_screens(house)
    assert await closing.close_due(house, house.clock.now()) is None
    await prioritising.count_due(house, 1, house.clock.now())


async def publish(house: House) -> None:
    desk = await shortlisting.look_at_desk(house, occasion(house, MANAGER), 1)
    assert desk.summary is not None
    motion = await shortlisting.move_publishing(
        house, occasion(house, MANAGER), 1, desk.summary.sha256
    )
    await motions.second(
        house, occasion(house, SECOND_MANAGER), motion.motion_no, motion.subject_sha256
    )


async def cost_all(house: House, heading_no: int, cost: int = 100_000_000) -> HeadingCostsView:
    view = await costing.look_at_heading(house, occasion(house, MANAGER), 1, heading_no)
    for item in view.uncosted:
        view = await costing.set_cost(
            house, occasion(house, MANAGER), 1, heading_no, item.no, cost
        )
    return view


async def handed_in(house: House, title: str, state: State) -> int:
    content = Content(title, "여름에 너무 덥습니다.", "그늘막을 칩니다.", "종로", 40_000_000)

    async def act(tx: Transaction) -> int:
        rows = await tx.write(
            """
            INSERT INTO proposals (process_no, heading_no, author, title, problem, idea, place,
                cost, field, language, state, received_utc)
            VALUES (1, :heading_no, 7, :title, :problem, :idea, :place, :cost, '', 'ko', :state, 1)
            RETURNING proposal_no
            """,
            {
                "heading_no": JONGNO,
                "title": content.title,
                "problem": content.problem,
                "idea": content.idea,
                "place": content.place,
                "cost": content.cost,
                "state": state.value,
            },
        )
        return int(rows[0]["proposal_no"])

    return await house.db.write(act)
