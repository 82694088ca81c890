"""The managers' funnel: how far all proposals of a year are, at any time."""

from actions import roles
from actions.house import House, Occasion
from deliberation import funnel as rules
from deliberation.funnel import By, Choice
from deliberation.funnel_views import FunnelView, LongestWaiting
from storage import funnel as stored
from storage.database import Transaction


async def look(
    house: House,
    occasion: Occasion,
    process_no: int,
    choice: Choice = Choice(),  # noqa: B008 - frozen
    by: By | None = None,
    page: int = 0,
) -> FunnelView:
    """Return the funnel to a manager (NotPermitted "role-needed", "only-in-private")."""

    async def read(tx: Transaction) -> FunnelView:
        await roles.require_manager(tx, process_no, occasion)
        process = house.process(process_no)
        cells = await stored.cells(tx, process_no)
        longest = None
        first = rules.first_unanswered(process, cells, choice)
        if first is not None:
            number = await stored.oldest_of(tx, process_no, first)
            if number is not None:
                longest = LongestWaiting(process_no, number, first.oldest)
        return FunnelView(
            process=process,
            now=house.clock.now(),
            choice=choice,
            figures=rules.figures_of(process, cells, choice),
            by=by,
            rows=() if by is None else rules.rows_by(process, cells, choice, by),
            longest=longest,
            page=page,
        )

    return await house.db.read(read)
