"""A year's numbers at a glance: counts only, and none so small that it could name somebody."""

from actions import roles
from actions.house import House, Occasion
from deliberation.number_views import HeadingNumbers, NumbersView
from deliberation.phases import Phase
from deliberation.process import Heading, Process
from storage import numbers
from storage.database import Transaction


async def look(house: House, occasion: Occasion, process_no: int) -> NumbersView:
    """Return the numbers to a manager (NotPermitted "role-needed", "only-in-private")."""
    process = house.process(process_no)

    async def read(tx: Transaction) -> NumbersView:
        await roles.require_manager(tx, process_no, occasion)
        counts = await numbers.ballots_by_heading(tx, process_no)
        least = process.least_electorate
        return NumbersView(
            process=process,
            now=house.clock.now(),
            participants=await numbers.participants(tx, process_no),
            proposals=await numbers.proposals(tx, process_no),
            headings=tuple(
                HeadingNumbers(heading, counts.get(heading.no, 0))
                if counts.get(heading.no, 0) >= least
                else HeadingNumbers(heading, None)
                for heading in process.headings
                if _has_opened(house, process, heading)
            ),
            least=least,
        )

    return await house.db.read(read)


def _has_opened(house: House, process: Process, heading: Heading) -> bool:
    now = house.clock.now()
    return any(
        stage.phase is Phase.BALLOTING
        and stage.concerns(heading.programme)
        and stage.starts_utc <= now
        for stage in process.stages
    )
