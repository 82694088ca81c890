"""Support: citizens back proposals of others, and see how many do when everybody may.

One person's support counts once for a proposal, whatever it was merged from; nobody supports
their own.
"""

from datetime import datetime
from typing import Final

from deliberation.phases import PERMITS, Deed, closed_at, open_until, opens_next
from deliberation.process import Heading, Process
from deliberation.proposals import State
from deliberation.refusals import NotNow, NotPermitted, Stale
from deliberation.reviewing import WITH_PROPOSER, WITH_REVIEWERS

SUPPORTED: Final = frozenset({State.RECEIVED, *WITH_REVIEWERS, *WITH_PROPOSER, State.FEASIBLE})


def shown_from(process: Process, heading: Heading, now: datetime) -> datetime | None:
    """Return when a heading's counts may be seen; None where they may be now.

    Hidden ones are seen by nobody before support has ended for good, whoever asks.
    """
    if not process.proposal_rules(heading.programme).support_hidden:
        return None
    last = max(_ends(process, heading), default=now)
    return last if now < last else None


def takes_support(process: Process, heading: Heading) -> bool:
    """Say whether a heading's proposals are ever supported."""
    return bool(_ends(process, heading))


def _ends(process: Process, heading: Heading) -> list[datetime]:
    return [
        stage.ends_utc
        for stage in process.stages
        if stage.concerns(heading.programme) and Deed.SUPPORT in PERMITS[stage.phase]
    ]


def check_open(process: Process, heading: Heading, now: datetime) -> datetime:
    """Return until when support is given (NotNow "support-not-open", "support-closed")."""
    until = open_until(process.stages, heading.programme, Deed.SUPPORT, now)
    if until is not None:
        return until
    opens = opens_next(process.stages, heading.programme, Deed.SUPPORT, now)
    if opens is not None:
        raise NotNow("support-not-open", opens=opens, process=process)
    closed = closed_at(process.stages, heading.programme, Deed.SUPPORT, now)
    raise NotNow("support-closed", closed=closed, process=process)


def check_proposal(state: State, *, is_own: bool) -> None:
    """Raise where a proposal cannot be supported.

    Raises:
        NotPermitted: "support-own".
        Stale: "support-merged", "support-over".
    """
    if is_own:
        raise NotPermitted("support-own")
    if state is State.MERGED:
        raise Stale("support-merged")
    if state not in SUPPORTED:
        raise Stale("support-over")


def left_of(most: int | None, given: int) -> int | None:
    """Return how many of a limit are left; None without a limit."""
    return None if most is None else max(0, most - given)


def least_left(*left: int | None) -> int | None:
    """Return the strictest of several limits; None where there is none."""
    limits = [one for one in left if one is not None]
    return min(limits, default=None)
