"""Who paid what in a run of equal shares, exactly.

A voter's money after any round is the share minus the prices of the funded projects that the
ballot lists, or nothing once the voter has paid the last of it. So every sum of money is a whole-
numbered combination of the shares and the prices, and a few integers tell all.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import lcm

import numpy as np

from deliberation.instance import Instance
from deliberation.plain_shares import Run
from deliberation.profile import Ints, Profile


class Ledger:
    """The accounts of one run; rounds count from 0, amounts are exact."""

    def __init__(self, instance: Instance, profile: Profile, run: Run) -> None:
        self._instance = instance
        self._profile = profile
        self._run = run
        distinct = profile.distinct
        self._rounds = len(run.order)
        round_of = np.full(profile.project_count, self._rounds, np.int64)
        round_of[list(run.order)] = np.arange(self._rounds)
        self._lengths = np.diff(distinct.starts)
        self._ballot_of = np.repeat(np.arange(len(distinct.voters)), self._lengths)
        self._round_of_entry = round_of[distinct.entries]
        self._shares = [
            one.weight * run.budget / cast if cast else Fraction(0)
            for one, cast in zip(profile.electorates, profile.cast_by, strict=True)
        ]

    @cached_property
    def prices(self) -> tuple[Fraction | None, ...]:
        """What those who could paid for each point of the funded project, by round.

        None where every supporter paid all that was left.
        """
        prices: list[Fraction | None] = []
        for place, index in enumerate(self._run.order):
            tally = self._tallies[index]
            missing = self._instance.projects[index].cost - self._left_of(tally, place, prices)
            points = int(tally.points[place])
            if not points and missing:
                raise ArithmeticError("a run does not add up")
            prices.append(missing / points if points else None)
        return tuple(prices)

    def supporters(self, index: int) -> int:
        """Count the voters who list a project."""
        return int(self._tallies[index].voters.sum())

    def payers(self, place: int) -> int:
        """Count the voters who paid in a round."""
        return int(self._tallies[self._run.order[place]].voters[place:].sum())

    def spent_out(self, place: int) -> int:
        """Count the voters who paid all that they had left in a round."""
        return int(self._tallies[self._run.order[place]].voters[place].sum())

    def held(self, index: int, rounds: int) -> Fraction:
        """Sum what a project's supporters hold after so many rounds."""
        tally = self._tallies[index]
        shares = tally.voters[rounds:].sum(axis=0).tolist()
        paid = tally.paid[rounds:, :rounds].sum(axis=0).tolist()
        return self._sum(shares, paid)

    def paid_for(self, index: int, place: int) -> Fraction:
        """Sum what a project's supporters paid in a round."""
        tally = self._tallies[index]
        price = self.prices[place]
        points = int(tally.paid[place + 1 :, place].sum())
        whole = Fraction(0) if price is None else price * points
        return whole + self._left_of(tally, place, self.prices)

    def _sum(self, shares: list[int], paid: list[int]) -> Fraction:
        """Add so many shares of each electorate and take off so many points of each round."""
        base, unit, units = self._in_units
        total = sum(count * share for count, share in zip(shares, base, strict=True))
        total -= sum(points * units[place] for place, points in enumerate(paid) if points)
        return Fraction(total, unit)

    def _left_of(
        self,
        tally: _Tally,
        place: int,
        prices: list[Fraction | None] | tuple[Fraction | None, ...],
    ) -> Fraction:
        """Sum what those had left who paid their last in a round."""
        total = sum(
            (
                count * share
                for count, share in zip(tally.voters[place].tolist(), self._shares, strict=True)
                if count
            ),
            Fraction(0),
        )
        for earlier, points in enumerate(tally.paid[place, :place].tolist()):
            price = prices[earlier]
            if points and price is not None:
                total -= points * price
        return total

    @cached_property
    def _in_units(self) -> tuple[list[int], int, list[int]]:
        """Give shares and prices as whole numbers of one common unit."""
        prices = [price or Fraction(0) for price in self.prices]
        unit = lcm(
            *(one.denominator for one in prices), *(one.denominator for one in self._shares)
        )
        return (
            [int(one * unit) for one in self._shares],
            unit,
            [int(one * unit) for one in prices],
        )

    @cached_property
    def _tallies(self) -> list[_Tally]:
        distinct = self._profile.distinct
        by_project = np.argsort(distinct.entries, kind="stable")
        cuts = np.searchsorted(
            distinct.entries[by_project], np.arange(self._profile.project_count + 1)
        )
        return [
            self._tally(by_project[start:end])
            for start, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
        ]

    def _tally(self, own_entries: Ints) -> _Tally:
        distinct, rounds = self._profile.distinct, self._rounds
        ballots = self._ballot_of[own_entries]
        broke_in = self._run.broke_in[ballots]
        shape = (rounds + 1, len(self._shares))
        voters = np.zeros(shape, np.int64)
        np.add.at(voters, (broke_in, distinct.electorate_of[ballots]), distinct.voters[ballots])
        lengths = self._lengths[ballots]
        entries = np.repeat(distinct.starts[ballots], lengths) + _within(lengths)
        broke = np.repeat(broke_in, lengths)
        place = self._round_of_entry[entries]
        counts = place < broke
        points = distinct.points[entries] * np.repeat(distinct.voters[ballots], lengths)
        paid = np.zeros((rounds + 1, rounds + 1), np.int64)
        np.add.at(paid, (broke[counts], place[counts]), points[counts])
        own = distinct.points[own_entries] * distinct.voters[ballots]
        after = np.zeros(rounds + 1, np.int64)
        np.add.at(after, broke_in, own)
        solvent = after[::-1].cumsum()[::-1]
        return _Tally(voters, paid, np.append(solvent[1:], 0))


class _Tally:
    """Whole numbers about one project's supporters.

    `voters[b, e]`: supporters in electorate e who broke in round b (last row: never).
    `paid[b, q]`: their points for the project of round q, paid in full.
    `points[b]`: points for the project itself of those who break after round b.
    """

    __slots__ = ("paid", "points", "voters")

    def __init__(self, voters: Ints, paid: Ints, points: Ints) -> None:
        self.voters = voters
        self.paid = paid
        self.points = points


def _within(lengths: Ints) -> Ints:
    """Count 0, 1, 2, ... within each of the runs of the given lengths."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    within: Ints = np.arange(total) - np.repeat(ends - lengths, lengths)
    return within
