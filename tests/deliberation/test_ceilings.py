from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ceilings import Limit, ceiling_of, check_ceiling, check_cost, fitting_costs
from deliberation.joining import Joining
from deliberation.phases import Programme
from deliberation.process import Heading, Process, ProposalRules, Wording
from deliberation.refusals import BadInput
from tests.samples import item, sample_process

HEADING = Heading("h", 1, Programme.PROPOSAL, Wording({"en": "H"}), 500, 3)


def year(common: ProposalRules, **own: ProposalRules) -> Process:
    by_programme = {Programme(name): rules for name, rules in own.items()}
    return replace(
        sample_process(),
        headings=(HEADING,),
        proposals=common,
        proposals_by_programme=by_programme,
    )


@given(st.integers(0, 1000), st.integers(0, 600), st.none() | st.integers(0, 600))
def test_a_cost_is_taken_exactly_within_the_limits(
    cost: int, least: int, most: int | None
) -> None:
    process = year(ProposalRules(cost_least=least, cost_most=most))
    fits = least <= cost <= min(500, 500 if most is None else most)

    try:
        check_cost(cost, process, HEADING)
        taken = True
    except BadInput:
        taken = False

    # What is above the most is told first, also where least and most contradict each other.
    assert taken == fits


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=3).map(tuple))
def test_of_several_readings_those_within_the_limits_are_offered(
    readings: tuple[int, ...],
) -> None:
    process = year(ProposalRules(cost_least=100, cost_most=300))

    try:
        offered = fitting_costs(readings, process, HEADING)
    except BadInput:
        offered = ()

    assert offered == tuple(one for one in readings if 100 <= one <= 300)


@pytest.mark.parametrize(
    ("common", "own", "amount", "limit"),
    [
        (300, None, 300, Limit.PROGRAMME),
        (300, 100, 100, Limit.PROGRAMME),
        (100, 300, 300, Limit.PROGRAMME),
        (900, None, 500, Limit.HEADING),
        (None, None, 500, Limit.HEADING),
    ],
)
def test_the_ceiling_is_the_programmes_own_and_never_above_the_budget_limit(
    common: int | None, own: int | None, amount: int, limit: Limit
) -> None:
    special = {} if own is None else {"proposal": ProposalRules(cost_most=own)}

    ceiling = ceiling_of(year(ProposalRules(cost_most=common), **special), HEADING)

    assert (ceiling.amount, ceiling.limit) == (amount, limit)


def test_joined_items_may_cost_what_each_of_them_may() -> None:
    process = year(ProposalRules(cost_most=200))
    first, second, third = (item(no, f"Item {no}", f"의제 {no}") for no in (1, 2, 3))
    joining = Joining(first.item_id, (second.item_id,), first.names, first.short_names)
    heading = replace(HEADING, agenda=(first, second, third), joinings=(joining,))

    check_ceiling(400, process, heading, first)

    with pytest.raises(BadInput, match="cost-too-high"):
        check_ceiling(201, process, heading, third)
