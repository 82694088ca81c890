"""Steps of a review that rest on dates and limits: a site check's day, a verdict's cost."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from deliberation.ceilings import check_cost
from deliberation.instants import typed_instant
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput
from deliberation.reviewing import Act

FARTHEST: Final = timedelta(days=400)
_SETS_COST: Final = frozenset({Act.FIND_FEASIBLE, Act.OFFER, Act.COST_CHECK})


def site_check_day(raw: str, process: Process, heading: Heading, now: datetime) -> date:
    """Return the day that was typed, as it is called in the city.

    Raises:
        BadInput: "date-unreadable", "site-check-too-far"; "site-check-too-late" (until) after the
            time for site checks.
    """
    zone = ZoneInfo(process.zone)
    # A day without a time is read as its last instant, which is the next day's first.
    day = (typed_instant(raw, process.zone, now) - timedelta(seconds=1)).astimezone(zone).date()
    if abs(day - now.astimezone(zone).date()) > FARTHEST:
        raise BadInput("site-check-too-far")
    until = process.proposal_rules(heading.programme).site_checks_until
    if until is not None and day > (until - timedelta(seconds=1)).astimezone(zone).date():
        raise BadInput("site-check-too-late", until=until, process=process)
    return day


def has_step(process: Process, heading: Heading, act: Act) -> bool:
    """Say whether a step belongs to a heading's review: checks need a time in the process file."""
    limits = process.proposal_rules(heading.programme)
    untils = {Act.SITE_CHECK: limits.site_checks_until, Act.COST_CHECK: limits.cost_checks_until}
    return act not in untils or untils[act] is not None


def check_cost_at_verdict(
    act: Act, own: int | None, given: int | None, process: Process, heading: Heading
) -> None:
    """Check the cost that a verdict sets, or leaves, against the ceiling.

    Raises:
        BadInput: "cost-too-high", "cost-too-low".
    """
    cost = own if given is None else given
    if act in _SETS_COST and cost is not None:
        check_cost(cost, process, heading)
