"""Co-proposers: how many must join by link before a proposal counts, and who may join."""

from datetime import datetime, timedelta

from deliberation.proposals import Proposal, State
from deliberation.refusals import BadInput, NotNow, Stale

WARNED_BEFORE = timedelta(hours=24)


def check_join(proposal: Proposal, user_id: int, open_until: datetime | None) -> None:
    """Raise where somebody cannot join a proposal.

    Raises:
        BadInput: "own-proposal".
        Stale: "co-proposers-complete" where it counts already, "co-proposers-over" where it
            cannot count any more.
        NotNow: "co-proposing-closed".
    """
    if proposal.author == user_id:
        raise BadInput("own-proposal")
    check_gathers(proposal)
    if open_until is None:
        raise NotNow("co-proposing-closed")


def check_gathers(proposal: Proposal) -> None:
    """Raise Stale unless a proposal waits for co-proposers."""
    if proposal.state in (State.WITHDRAWN, State.LAPSED):
        raise Stale("co-proposers-over")
    if proposal.state is not State.GATHERING:
        raise Stale("co-proposers-complete")


def has_enough(joined: int, needed: int) -> bool:
    """Say whether a proposal counts."""
    return joined >= needed


def warned_at(closes: datetime, received: datetime) -> datetime | None:
    """Return when to warn of a proposal that gathers still; None where it came in later."""
    at = closes - WARNED_BEFORE
    return at if received <= at else None
