"""Cost ceilings: what one proposal may cost in its programme, and never more than its heading has.

    programme   the ceiling for one proposal or project (process file: cost_most)
    heading     the heading's budget limit, out of which everything in it is paid

The lower of the two holds wherever a cost is named: at proposing, in review, and at costing.
"""

from dataclasses import dataclass
from enum import StrEnum

from deliberation.agenda import AgendaItem
from deliberation.joining import joining_of
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput


class Limit(StrEnum):
    """Where a ceiling comes from."""

    PROGRAMME = "programme"
    HEADING = "heading"


@dataclass(frozen=True)
class Ceiling:
    """The most that something may cost, in the smallest unit, and what says so."""

    amount: int
    limit: Limit


def ceiling_of(process: Process, heading: Heading, item: AgendaItem | None = None) -> Ceiling:
    """Return the ceiling in a heading, for one proposal or for an agenda item.

    Items that are joined to one project may cost together what each may by itself, within the
    budget limit.
    """
    joining = joining_of(heading.joinings, item.item_id) if item is not None else None
    parts = 1 if joining is None else len(joining.members)
    most = process.proposal_rules(heading.programme).cost_most
    if most is not None and most * parts < heading.budget_limit:
        return Ceiling(most * parts, Limit.PROGRAMME)
    return Ceiling(heading.budget_limit, Limit.HEADING)


def check_ceiling(
    cost: int, process: Process, heading: Heading, item: AgendaItem | None = None
) -> None:
    """Raise BadInput "cost-too-high" (most, limit, heading) where a cost is above the ceiling."""
    ceiling = ceiling_of(process, heading, item)
    if cost > ceiling.amount:
        raise BadInput(
            "cost-too-high",
            most=ceiling.amount,
            limit=ceiling.limit,
            heading=heading,
            cost=cost,
            currency=process.currency,
        )


def check_cost(cost: int, process: Process, heading: Heading) -> None:
    """Raise BadInput where a proposal's cost is outside ("cost-too-low", as `check_ceiling`)."""
    check_ceiling(cost, process, heading)
    least = process.proposal_rules(heading.programme).cost_least
    if cost < least:
        raise BadInput("cost-too-low", least=least, cost=cost, currency=process.currency)


def fitting_costs(
    readings: tuple[int, ...], process: Process, heading: Heading
) -> tuple[int, ...]:
    """Return the amounts that are within the limits (BadInput as `check_cost` where none is)."""
    fitting = []
    refused: BadInput | None = None
    for amount in readings:
        try:
            check_cost(amount, process, heading)
            fitting.append(amount)
        except BadInput as refusal:
            refused = refused or refusal
    if refused is not None and not fitting:
        raise refused
    return tuple(fitting)
