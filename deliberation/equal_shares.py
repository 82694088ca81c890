"""Equal shares: Add1 around single runs, then utilitarian completion.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities"
(NeurIPS 2021). What is exact here, and why, is said in docs/decisions/exact-count.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deliberation.greedy import by_total_score, fund_what_fits
from deliberation.instance import Instance
from deliberation.plain_shares import PlainShares, Run
from deliberation.profile import Profile

MOST_STEPS = 2000


@dataclass(frozen=True, eq=False)
class Shares:
    """The outcome of equal shares: the run taken, and what completion added to it.

    `steps` is the t of the run taken; `is_capped` says that the last allowed step was reached;
    `exact_decisions` counts over all runs.
    """

    taken: Run
    steps: int
    is_capped: bool
    completed: tuple[int, ...]
    completion_ties: int
    exact_decisions: int


def add1_step(instance: Instance, ballots: int) -> int:
    """Return what one step of Add1 gives to each ballot, in smallest units."""
    per_thousand = -(-instance.budget_limit // (1000 * instance.main_unit * ballots))
    return instance.main_unit * max(1, per_thousand)


def is_exhaustive(instance: Instance, listings: list[int], run: Run) -> bool:
    """Whether no further project with a supporter fits into the budget limit."""
    left = instance.budget_limit - run.spent(instance)
    funded = set(run.order)
    return not any(
        listings[index] and project.cost <= left
        for index, project in enumerate(instance.projects)
        if index not in funded
    )


def allocate(
    instance: Instance,
    profile: Profile,
    places: list[int],
    *,
    by_cost: bool = True,
    add1: bool = True,
    completion: bool = True,
) -> Shares:
    """Count a heading's ballots by equal shares."""
    shares = PlainShares(instance, profile, places, by_cost=by_cost)
    taken, steps, exact = _with_add1(instance, profile, shares.run, MOST_STEPS if add1 else 0)
    completed: tuple[int, ...] = ()
    ties = 0
    if completion:
        wanted, ties = by_total_score(profile, places)
        open_ones = [index for index in wanted if index not in taken.order]
        completed = tuple(
            fund_what_fits(instance, open_ones, instance.budget_limit - taken.spent(instance))
        )
    return Shares(taken, steps, add1 and steps == MOST_STEPS, completed, ties, exact)


def _with_add1(
    instance: Instance, profile: Profile, run: Callable[[int], Run], most_steps: int
) -> tuple[Run, int, int]:
    taken, steps, exact = run(instance.budget_limit), 0, 0
    exact += taken.exact_decisions
    if not profile.ballot_count:
        return taken, 0, 0
    listings = profile.listings.tolist()
    step = add1_step(instance, profile.ballot_count) * profile.ballot_count
    while steps < most_steps and not is_exhaustive(instance, listings, taken):
        further = run(instance.budget_limit + (steps + 1) * step)
        exact += further.exact_decisions
        if further.spent(instance) > instance.budget_limit:
            break
        taken, steps = further, steps + 1
    return taken, steps, exact
