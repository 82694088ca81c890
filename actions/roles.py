"""Who may: a role by numeric id, at this moment, asked from the right kind of chat."""

from actions.house import House, Occasion
from deliberation.groups import FACELESS, covers
from deliberation.process import Heading, Process
from deliberation.refusals import NotPermitted
from storage import roles as stored
from storage.database import Transaction

MANAGER, FACILITATOR, REVIEWER = "manager", "facilitator", "reviewer"


async def require(
    tx: Transaction, process_no: int, user_id: int, role: str, scope: str | None = None
) -> None:
    """Raise NotPermitted "role-needed" unless the person holds the role at this moment.

    `scope` None asks for the role whatever its scope; a role without a scope covers all.
    """
    if user_id in FACELESS:
        raise NotPermitted("faceless")
    if not await stored.holds(tx, process_no, user_id, role, scope):
        raise NotPermitted("role-needed", role=role)


async def require_manager(tx: Transaction, process_no: int, occasion: Occasion) -> None:
    """Raise NotPermitted unless a manager of the year asks, in a private chat."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    await require(tx, process_no, occasion.user_id, MANAGER)


async def require_facilitator(
    tx: Transaction, process: Process, user_id: int, heading: Heading | None = None
) -> None:
    """Raise NotPermitted unless the person facilitates the heading (None: any heading).

    Managers may do what facilitators may. Codes: "faceless", "role-needed", "other-heading".
    """
    if user_id in FACELESS:
        raise NotPermitted("faceless")
    grants = await stored.of(tx, process.no, user_id)
    if any(grant.role == MANAGER for grant in grants):
        return
    scopes = [grant.scope for grant in grants if grant.role == FACILITATOR]
    if not scopes:
        raise NotPermitted("role-needed", role=FACILITATOR)
    if not any(covers(scope, process, heading) for scope in scopes):
        raise NotPermitted("other-heading", heading=heading)


async def headings_for(tx: Transaction, process: Process, user_id: int) -> tuple[Heading, ...]:
    """Return the headings that a person facilitates."""
    grants = await stored.of(tx, process.no, user_id)
    if any(grant.role == MANAGER for grant in grants):
        return process.headings
    scopes = [grant.scope for grant in grants if grant.role == FACILITATOR]
    return tuple(
        heading
        for heading in process.headings
        if any(covers(scope, process, heading) for scope in scopes)
    )


async def process_of_staff(
    house: House, tx: Transaction, user_id: int, looks_at: int | None
) -> Process:
    """Return the budget year in which a person works: the one they look at, else the newest.

    Raises:
        NotPermitted: "faceless", "role-needed".
    """
    if user_id in FACELESS:
        raise NotPermitted("faceless")
    numbers = [
        number
        for number in sorted(house.processes, reverse=True)
        if await stored.of(tx, number, user_id)
    ]
    if not numbers:
        raise NotPermitted("role-needed", role=FACILITATOR)
    return house.process(looks_at if looks_at in numbers else numbers[0])
