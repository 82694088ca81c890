"""Equal shares at speed: integers with proven bounds, and rationals where they do not reach.

`PackedShares(...).run(budget)` gives what `PlainShares` would; `trace` also says whether every
budget since an earlier one's gives the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from deliberation import shares_kernel as kernel
from deliberation.instance import Instance, Project
from deliberation.plain_shares import Run
from deliberation.profile import Ints, Profile
from deliberation.shares_supporters import supporters_of

MOST_BITS = 61


@dataclass(frozen=True, eq=False)
class Trace:
    """A run in brief, and the bounds with which a run with more money is compared.

    `shift` tells the unit of the bounds: only those of one unit can be compared.
    """

    budget: int
    shift: int
    order: tuple[int, ...]
    places: Ints
    upper: Ints
    plain: Ints
    ties: int
    exact_decisions: int


@dataclass(eq=False)
class _Forced:
    """What was decided in rationals, for the packed run to follow."""

    winners: Ints
    prices: Ints
    disputed: Ints
    gives_all: Ints
    ties: int = 0
    exact_decisions: int = 0

    @classmethod
    def none(cls, count: int) -> _Forced:
        """Nothing decided yet, in any of so many rounds."""
        return cls(
            np.full(count, -1, np.int64),
            np.zeros(count, np.int64),
            np.zeros(0, np.int64),
            np.zeros(0, np.bool_),
        )


class PackedShares:
    """Equal shares over a profile, for instances that `fit` into 64 bits.

    `bits` is what amounts may take up. Fewer give coarser units and wider bounds, so that more is
    decided in rationals, but never another outcome.
    """

    def __init__(
        self,
        instance: Instance,
        profile: Profile,
        places: list[int],
        *,
        by_cost: bool = True,
        bits: int = MOST_BITS,
    ) -> None:
        self._bits = bits
        self._instance = instance
        self._profile = profile
        self._by_cost = by_cost
        self._places_list = places
        distinct = profile.distinct
        self._count = count = profile.project_count
        size = 0 if profile.is_approval else profile.ballot_size
        self._ballots = distinct.starts, distinct.entries, distinct.electorate_of, size
        self._sup, self._full, self._listed_by, most = supporters_of(
            self._ballots,
            distinct.voters,
            count,
            len(profile.electorates),
            int(np.diff(distinct.starts).max(initial=1)),
        )
        self._listings = self._listed_by.sum(axis=1)
        self._costs = [project.cost for project in instance.projects]
        self._places = np.array(places, np.int64)
        self._rivals = (
            np.cumsum([0, *map(len, instance.rivals)], dtype=np.int64),
            np.array([other for own in instance.rivals for other in own], np.int64),
        )
        self._worth = np.array(self._costs if by_cost else [1] * count, np.float64)
        self._top = max(1, size)
        self._slack = 2 + 2 * int(most)
        self._scaled_to = -1
        self._state = (
            np.empty(len(distinct.voters), np.int64),
            np.empty(len(distinct.voters), np.int32),
            np.empty(count, np.int32),
            np.empty(int(np.diff(self._sup[0][:: self._sup[3]]).max(initial=0)), np.int64),
            np.empty(1, np.int64),
            np.empty((5, kernel.WAITING), np.int64),
        )
        self._info = np.zeros(8, np.int64)
        self._open = _Forced.none(count)
        self._ratios = [
            (one.weight.numerator, one.weight.denominator * cast) if cast else (0, 1)
            for one, cast in zip(profile.electorates, profile.cast_by, strict=True)
        ]
        self._no_reference = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64), -1

    @staticmethod
    def fit(instance: Instance, profile: Profile, most_budget: int) -> bool:
        """Whether counts, costs and shares are small enough for packed runs up to a budget.

        These are the conditions [A] of the proof in docs/decisions/0010-an-exact-count.md.
        """
        most_cost = max((project.cost for project in instance.projects), default=0)
        top = 1 if profile.is_approval else profile.ballot_size
        points = profile.ballot_count * top
        most_slack = 2 + 2 * top * int(profile.distinct.lengths.max(initial=1))
        return (
            most_cost < 2**53
            and instance.budget_limit > 0
            and (4 * most_budget + 1) * top < 2**MOST_BITS
            and points < 2**31
            and most_slack * points < 2**59
            and points * profile.project_count < 2**52
        )

    def run(self, budget: int) -> Run:
        """Run once, and tell who broke when."""
        trace, _ = self.trace(budget)
        broke = self._state[1].astype(np.int64)
        broke[broke == self._count] = len(trace.order)
        return Run(budget, trace.order, broke, trace.ties, trace.exact_decisions)

    def trace(self, budget: int, since: Trace | None = None) -> tuple[Trace, bool]:
        """Run once; also say whether all budgets from that of `since` on give the same order."""
        self._scale(budget)
        forced = self._open
        reference = self._no_reference
        if since is not None and since.shift == self._shift:
            reference = since.places, since.upper, since.plain, len(since.order)
        while True:
            self._attempt(budget, forced, reference)
            if self._info[kernel.STATUS] == kernel.DONE:
                break
            if forced is self._open:
                forced = _Forced.none(self._count)
            self._decide(budget, forced)
        rounds = int(self._info[kernel.ROUNDS])
        order, upper, plain, *_ = self._records
        trace = Trace(
            budget,
            self._shift,
            tuple(order[:rounds].tolist()),
            order[:rounds].copy(),
            upper[:rounds].copy(),
            plain[:rounds].copy(),
            int(self._info[kernel.TIES]) + forced.ties,
            int(self._info[kernel.EXACT]) + forced.exact_decisions,
        )
        return trace, bool(self._info[kernel.CERTIFIED])

    def _attempt(
        self, budget: int, forced: _Forced, reference: tuple[Ints, Ints, Ints, int]
    ) -> None:
        scaled = budget << (self._shift + kernel.LIMB * kernel.BELOW)
        fine = [scaled * above // under for above, under in self._ratios]
        # Whoever holds something, be it less than a unit, holds 1: for 0 means nothing.
        shares = np.array(
            [
                max(1, one >> (kernel.LIMB * kernel.BELOW)) if above else 0
                for one, (above, _) in zip(fine, self._ratios, strict=True)
            ],
            np.int64,
        )
        kernel.run_shares(
            self._ballots,
            self._sup,
            self._projects,
            (shares, _in_limbs(fine)),
            (self._slack, self._by_cost),
            (forced.winners, forced.prices, forced.disputed, forced.gives_all),
            reference,
            self._state,
            self._records,
            self._info,
        )

    def _shares(self, budget: int) -> list[Fraction]:
        return [Fraction(above * budget, under) for above, under in self._ratios]

    def _scale(self, budget: int) -> None:
        """Choose the unit for budgets up to a few times this one."""
        if budget <= self._scaled_to:
            return
        self._scaled_to = 4 * budget
        # All shares make up the budget; the most that one price is multiplied by is `_top`.
        largest = int(max(self._shares(self._scaled_to))) + 1
        most = max(self._scaled_to, largest * self._top)
        self._shift = max(0, self._bits - most.bit_length())
        payable = [cost if cost <= self._scaled_to else 0 for cost in self._costs]
        units = [cost << self._shift for cost in payable]
        self._projects = (
            self._worth,
            self._places,
            np.array(self._costs, np.int64),
            np.array(units, np.int64),
            _in_limbs([one << (kernel.LIMB * kernel.BELOW) for one in units]),
            np.where(np.array(payable, np.int64) > 0, self._full, 0),
            self._slack * self._listings,
            self._listed_by,
            self._ballots[3],
            self._rivals,
        )
        count, electorates = self._count, len(self._profile.electorates)
        self._records = (
            np.empty(count, np.int64),
            np.empty(count),
            np.empty(count, np.int64),
            np.zeros((count, electorates), np.int64),
            np.zeros((count, count + 1), np.int64),
            np.empty(count, np.int64),
            np.zeros((count, kernel.LIMBS), np.int64),
            np.empty(count),
        )

    def _decide(self, budget: int, forced: _Forced) -> None:
        """Decide in rationals the round that the packed run handed back.

        Its lower bounds hold whatever was too close to tell, and nothing else is taken from it:
        not whom it took for the winner, nor that somebody can pay.
        """
        turn = int(self._info[kernel.ROUNDS])
        account = _Account(self, budget, turn)
        lower = self._records[7]
        solved: dict[int, _Payment] = {}
        rho: dict[int, Fraction] = {}
        least, limit = Fraction(0), float(kernel.NEVER)
        for index in np.argsort(lower, kind="stable").tolist():
            if lower[index] > limit or lower[index] == kernel.NEVER:
                break
            payment = account.solve(index)
            if payment is None:
                continue
            solved[index] = payment
            rho[index] = payment.price / (self._costs[index] if self._by_cost else 1)
            if len(rho) == 1 or rho[index] < least:
                least = rho[index]
                limit = float(least * (1 << self._shift)) * kernel.UP
        forced.exact_decisions += 1
        if not solved:
            forced.winners[turn] = kernel.STOP
            return
        equals = [index for index in solved if rho[index] == least]
        forced.ties += len(equals) > 1
        winner = min(equals, key=self._places_list.__getitem__)
        payment = solved[winner]
        forced.winners[turn] = winner
        forced.prices[turn] = int(payment.price * (1 << self._shift))
        keys = turn * len(self._state[0]) + payment.ballots
        keys, gives_all = (
            np.concatenate((forced.disputed, keys)),
            np.concatenate((forced.gives_all, payment.gives_all)),
        )
        ordering = np.argsort(keys, kind="stable")
        forced.disputed, forced.gives_all = keys[ordering], gives_all[ordering]


@dataclass(frozen=True, eq=False)
class _Payment:
    """An exact price per point, and which supporting ballots give all at it."""

    price: Fraction
    ballots: Ints
    gives_all: Ints


def load() -> None:
    """Load (once for a machine: compile) what packed runs need, by a count too small to matter."""
    instance = Instance("load", 4, (Project("a", 1), Project("b", 2)), 2)
    profile = Profile.from_rankings(instance, [["a", "b"], ["b"]])
    PackedShares(instance, profile, [0, 1]).run(instance.budget_limit)


class _Account:
    """Exact money before a round, for voters taken together who paid alike."""

    def __init__(self, shares: PackedShares, budget: int, turn: int) -> None:
        self._of = shares
        self._turn = turn
        self._start = shares._shares(budget)
        order, _, _, gone, paid, left, *_ = shares._records
        self._prices: list[Fraction] = []
        for place in range(turn):
            missing = Fraction(shares._costs[order[place]])
            missing -= sum(
                int(voters) * share for voters, share in zip(gone[place], self._start, strict=True)
            )
            missing += sum(
                int(points) * price
                for points, price in zip(paid[place, :place], self._prices, strict=True)
            )
            points = int(left[place])
            self._prices.append(missing / points if points else Fraction(0))

    def solve(self, index: int) -> _Payment | None:
        """Find the exact price per point of a project, or None where it is not affordable."""
        shares = self._of
        _, broke, round_of, *_ = shares._state
        starts, entries, electorate_of, _ = shares._ballots
        sup_starts, ballot_of, _, cells = shares._sup
        own = slice(int(sup_starts[index * cells]), int(sup_starts[(index + 1) * cells]))
        ballots = ballot_of[own].astype(np.int64)
        # Who broke before this round: a payment handed back halfway took from some already.
        ballots = ballots[broke[ballots] >= self._turn]
        rows = np.zeros((len(ballots), 2 + self._turn), np.int64)
        rows[:, 0] = electorate_of[ballots]
        lengths = starts[ballots + 1] - starts[ballots]
        row = np.repeat(np.arange(len(ballots)), lengths)
        ends = np.cumsum(lengths)
        entry = np.arange(len(row)) + np.repeat(starts[ballots] - ends + lengths, lengths)
        turn = round_of[entries[entry]]
        before = turn < self._turn
        listed = entries[entry] == index
        rows[row[listed], 1] = shares._profile.distinct.points[entry[listed]]
        rows[row[before], 2 + turn[before]] = shares._profile.distinct.points[entry[before]]
        kinds, kind_of = np.unique(rows, axis=0, return_inverse=True)
        kind_of = kind_of.ravel()
        times = shares._profile.distinct.voters[ballots]
        voters = np.bincount(kind_of, times, minlength=len(kinds))
        held = [self._held(kind) for kind in kinds.tolist()]
        limits = [money / kind[1] for money, kind in zip(held, kinds.tolist(), strict=True)]
        missing = Fraction(shares._costs[index])
        able = sum(
            int(count) * kind[1] for count, kind in zip(voters, kinds.tolist(), strict=True)
        )
        for kind in sorted(range(len(kinds)), key=limits.__getitem__):
            if missing <= limits[kind] * able:
                price = missing / able
                gives_all = np.array([limit <= price for limit in limits], np.bool_)
                return _Payment(price, ballots, gives_all[kind_of])
            missing -= held[kind] * int(voters[kind])
            able -= int(voters[kind]) * int(kinds[kind, 1])
        return None

    def _held(self, kind: list[int]) -> Fraction:
        electorate, _, *paid = kind
        money = self._start[electorate]
        for points, price in zip(paid, self._prices, strict=True):
            if points:
                money -= points * price
        return money


def _in_limbs(values: list[int]) -> Ints:
    """Write whole numbers in limbs of 30 bits, the lowest first."""
    mask = (1 << kernel.LIMB) - 1
    return np.array(
        [
            [value >> (kernel.LIMB * place) & mask for place in range(kernel.LIMBS)]
            for value in values
        ],
        np.int64,
    ).reshape(len(values), kernel.LIMBS)
