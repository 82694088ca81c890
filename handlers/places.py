"""Where a link or a finished step leads: each place is shown by its own screen."""

from collections.abc import Awaitable, Callable

from telegram import Update

from actions import ballots, citizens
from deliberation.phases import Vote
from handlers.context import Context
from handlers.line_review import show_ballot_or_result
from handlers.show import show
from screens import links
from screens.ballot import show_ballot
from screens.ballot_pages import first_page
from screens.ballot_project import show_project
from screens.home import show_home
from screens.links import Destination

Place = Callable[[Update, Context, Destination], Awaitable[None]]


async def go(update: Update, context: Context, then: str) -> None:
    """Show the place that a payload names; home where it names none."""
    destination = links.read_payload(then) or Destination(links.HOME)
    await PLACES.get(destination.place, _home)(update, context, destination)


async def _home(update: Update, context: Context, _: Destination) -> None:
    view = await citizens.home(context.house, context.person())
    await show(context, update, show_home(view, context.t))


async def _ballot(update: Update, context: Context, where: Destination) -> None:
    paper = context.house.process(where.process_no).paper(where.heading_no)
    if paper is not None and paper.vote is Vote.LINES:
        await show_ballot_or_result(update, context, where.process_no, where.heading_no)
        return
    _process, heading = ballots.heading_of(context.house, where.process_no, where.heading_no)
    view = await ballots.look(
        context.house,
        context.person().user_id,
        where.process_no,
        where.heading_no,
        page=first_page(heading),
    )
    await show(context, update, show_ballot(view, context.t))


async def _project(update: Update, context: Context, where: Destination) -> None:
    view = await ballots.look_at_project(
        context.house,
        context.person().user_id,
        where.process_no,
        where.heading_no,
        where.project_no,
    )
    await show(context, update, show_project(view, context.t))


# Other handlers add the places that they know how to show.
PLACES: dict[str, Place] = {links.HOME: _home, links.BALLOT: _ballot, links.PROJECT: _project}
