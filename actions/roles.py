"""Who may: a role by numeric id, at this moment, asked from the right kind of chat."""

from actions.house import Occasion
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
    if not await stored.holds(tx, process_no, user_id, role, scope):
        raise NotPermitted("role-needed", role=role)


async def require_manager(tx: Transaction, process_no: int, occasion: Occasion) -> None:
    """Raise NotPermitted unless a manager of the year asks, in a private chat."""
    if not occasion.is_private:
        raise NotPermitted("only-in-private")
    await require(tx, process_no, occasion.user_id, MANAGER)
