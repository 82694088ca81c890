"""Equal shares: Add1 around single runs, then utilitarian completion.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities"
(NeurIPS 2021). What is exact here, and why, is said in docs/decisions/0010-an-exact-count.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.exclusions import first_rival
from deliberation.greedy import by_total_score, fund_what_fits
from deliberation.instance import Instance
from deliberation.plain_shares import PlainShares, Run
from deliberation.profile import Profile

if TYPE_CHECKING:
    from deliberation.packed_shares import Trace

MOST_STEPS = 2000


@dataclass(frozen=True, eq=False)
class Shares:
    """The outcome of equal shares: the run taken, and what completion added to it.

    `steps` is the t of the run taken; `is_capped` says that the last allowed step was taken
    without being exhaustive; `exact_decisions` counts over all runs.
    """

    taken: Run
    steps: int
    is_capped: bool
    completed: tuple[int, ...]
    completion_ties: int
    exact_decisions: int


class Add1:
    """The growing budget of Add1, and when to stop."""

    def __init__(self, instance: Instance, profile: Profile) -> None:
        self._instance = instance
        self._listed = [
            (index, project.cost)
            for index, project in enumerate(instance.projects)
            if profile.listings[index]
        ]
        ballots = max(1, profile.ballot_count)
        per_thousand = -(-instance.budget_limit // (1000 * instance.main_unit * ballots))
        self.step = instance.main_unit * max(1, per_thousand)
        self._growth = self.step * ballots
        self._exhaustive: dict[tuple[int, ...], bool] = {}
        self._left_of: dict[tuple[int, ...], int] = {}

    def budget(self, steps: int) -> int:
        """Give the budget of the run after so many steps of `step` for each ballot."""
        return self._instance.budget_limit + steps * self._growth

    def overspends(self, order: tuple[int, ...]) -> bool:
        """Whether an outcome costs more than the budget limit."""
        return self._left(order) < 0

    def is_exhaustive(self, order: tuple[int, ...]) -> bool:
        """Whether no further project with a supporter fits: into the budget, and beside these."""
        if order not in self._exhaustive:
            left, funded = self._left(order), set(order)
            rivals = self._instance.rivals
            self._exhaustive[order] = not any(
                cost <= left and index not in funded and first_rival(rivals, index, order) is None
                for index, cost in self._listed
            )
        return self._exhaustive[order]

    def _left(self, order: tuple[int, ...]) -> int:
        left = self._left_of.get(order)
        if left is None:
            projects = self._instance.projects
            left = self._instance.budget_limit - sum(projects[index].cost for index in order)
            self._left_of[order] = left
        return left


def allocate(
    instance: Instance,
    profile: Profile,
    places: list[int],
    *,
    by_cost: bool = True,
    add1: bool = True,
    completion: bool = True,
) -> Shares:
    """Count a heading's ballots by equal shares; `places` decides between equals."""
    from deliberation.packed_shares import PackedShares  # compiled code: loaded when needed

    growing, most_steps = Add1(instance, profile), MOST_STEPS if add1 else 0
    if PackedShares.fit(instance, profile, growing.budget(most_steps)):
        packed = PackedShares(instance, profile, places, by_cost=by_cost)
        steps, exact = leap(growing, packed.trace, most_steps)
        taken = packed.run(growing.budget(steps))
    else:
        plain = PlainShares(instance, profile, places, by_cost=by_cost)
        steps, exact = walk(growing, plain.run, most_steps)
        taken = plain.run(growing.budget(steps))
    is_capped = add1 and steps == MOST_STEPS and not growing.is_exhaustive(taken.order)
    completed: tuple[int, ...] = ()
    ties = 0
    if completion:
        wanted, ties = by_total_score(profile, places)
        open_ones = [index for index in wanted if index not in taken.order]
        left = instance.budget_limit - taken.spent(instance)
        completed = tuple(fund_what_fits(instance, open_ones, left, taken.order))
    return Shares(taken, steps, is_capped, completed, ties, exact)


def walk(add1: Add1, run: Callable[[int], Run], most_steps: int) -> tuple[int, int]:
    """Find the step whose outcome is taken, one run after another; count exact decisions."""
    taken = run(add1.budget(0))
    steps, exact = 0, taken.exact_decisions
    while steps < most_steps and not add1.is_exhaustive(taken.order):
        taken = run(add1.budget(steps + 1))
        exact += taken.exact_decisions
        if add1.overspends(taken.order):
            break
        steps += 1
    return steps, exact


def leap(
    add1: Add1, trace: Callable[[int, Trace | None], tuple[Trace, bool]], most_steps: int
) -> tuple[int, int]:
    """Find the same step as `walk`, leaving out runs that are proven to change nothing.

    A run that `trace` certifies has the outcome of the one it started from, and so has every run
    in between. The leap doubles when it succeeds and is halved when it does not.
    """
    taken, _ = trace(add1.budget(0), None)
    steps, length = 0, 1
    exact = taken.exact_decisions
    known: dict[int, Trace] = {}
    while steps < most_steps and not add1.is_exhaustive(taken.order):
        length = min(length, most_steps - steps)
        if length == 1 and steps + 1 in known:
            further, is_same = known.pop(steps + 1), True
        else:
            further, is_same = trace(add1.budget(steps + length), taken if length > 1 else None)
            exact += further.exact_decisions
        if length > 1 and not is_same:
            known[steps + length] = further
            length //= 2
            continue
        if add1.overspends(further.order):
            break
        taken, steps, length = further, steps + length, length * 2
    return steps, exact
