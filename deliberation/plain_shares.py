"""One run of equal shares in plain rationals: slow, and right by inspection.

`deliberation.equal_shares` takes this where the packed run would need more than 64 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from deliberation.instance import Instance
from deliberation.profile import Ints, Profile


@dataclass(frozen=True, eq=False)
class Run:
    """What one run of equal shares did with a budget.

    `order` holds the places of the funded projects. `broke_in[g]` is the round (from 0) in which
    the voters of distinct ballot g paid all that they had left; `len(order)` if they never did.
    `ties` counts the rounds that precedence decided, `exact_decisions` those decided in rationals
    because fast arithmetic could not tell the first from the second.
    """

    budget: int
    order: tuple[int, ...]
    broke_in: Ints
    ties: int = 0
    exact_decisions: int = 0

    def spent(self, instance: Instance) -> int:
        """Sum the costs of the funded projects."""
        return sum(instance.projects[index].cost for index in self.order)


class PlainShares:
    """Equal shares over a profile, in rationals, for any budget."""

    def __init__(
        self, instance: Instance, profile: Profile, places: list[int], *, by_cost: bool = True
    ) -> None:
        self._instance = instance
        self._profile = profile
        self._places = places
        self._by_cost = by_cost
        distinct = profile.distinct
        self._voters = distinct.voters.tolist()
        self._electorate_of = distinct.electorate_of.tolist()
        self._supporters: list[list[tuple[int, int]]] = [[] for _ in instance.projects]
        for ballot, (listed, points) in enumerate(distinct.ballots()):
            for index, point in zip(listed, points, strict=True):
                self._supporters[index].append((ballot, point))

    def run(self, budget: int) -> Run:
        """Fund the project with the smallest rho until none is affordable.

        Whatever excludes it leaves the count then.
        """
        share_of = [
            one.weight * budget / cast if cast else Fraction(0)
            for one, cast in zip(self._profile.electorates, self._profile.cast_by, strict=True)
        ]
        money = [share_of[place] for place in self._electorate_of]
        broke_in = [-1] * len(money)
        least_rho = {index: Fraction(0) for index in range(len(self._supporters))}
        order: list[int] = []
        ties = 0
        while True:
            chosen = self._choose(money, least_rho)
            if not chosen:
                break
            ties += len(chosen) > 1
            index = min(chosen, key=self._places.__getitem__)
            price = least_rho.pop(index) * self._utility(index)
            for ballot, points in self._supporters[index]:
                if money[ballot] > 0:
                    payment = min(money[ballot], price * points)
                    money[ballot] -= payment
                    if not money[ballot]:
                        broke_in[ballot] = len(order)
            order.append(index)
            for rival in self._instance.rivals[index]:
                least_rho.pop(rival, None)
        last = np.asarray([len(order) if one < 0 else one for one in broke_in], np.int64)
        return Run(budget, tuple(order), last, ties)

    def _utility(self, index: int) -> int:
        """Give the utility of one point of a project."""
        return self._instance.projects[index].cost if self._by_cost else 1

    def _choose(self, money: list[Fraction], least_rho: dict[int, Fraction]) -> list[int]:
        """Find the projects of smallest rho; bounds in `least_rho` rise, the hopeless leave.

        Money only shrinks, so a rho once found bounds the project's later ones from below.
        """
        best: Fraction | None = None
        chosen: list[int] = []
        for index in sorted(least_rho, key=least_rho.__getitem__):
            if best is not None and least_rho[index] > best:
                break
            rho = self._rho(index, money)
            if rho is None:
                del least_rho[index]
                continue
            least_rho[index] = rho
            if best is None or rho < best:
                best, chosen = rho, [index]
            elif rho == best:
                chosen.append(index)
        return chosen

    def _rho(self, index: int, money: list[Fraction]) -> Fraction | None:
        """Solve: the supporters' min(money, rho * utility) sum to the cost."""
        missing: Fraction = Fraction(self._instance.projects[index].cost)
        payers = [
            (money[ballot] / points, points, ballot)
            for ballot, points in self._supporters[index]
            if money[ballot]
        ]
        payers.sort()
        points_left = sum(points * self._voters[ballot] for _, points, ballot in payers)
        for limit, points, ballot in payers:
            if missing <= limit * points_left:
                return Fraction(missing, points_left * self._utility(index))
            missing -= money[ballot] * self._voters[ballot]
            points_left -= points * self._voters[ballot]
        return None
