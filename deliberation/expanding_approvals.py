"""The expanding approvals rule: slots shared out in proportion to the voters.

Aziz and Lee, "Proportionally Representative Participatory Budgeting with Ordinal Preferences"
(AAAI 2021); equal weights, Hare quota, in rationals.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from deliberation.profile import Ints, Profile


def elect(profile: Profile, places: list[int], slots: int) -> tuple[list[int], int]:
    """Elect items into slots, in order of election; count the decisions by precedence.

    Ranks are opened one after another; while supporters so far hold a quota n/k, the item with
    the largest weight T is elected and their weights become (T - q)/T of what they were. What is
    left is filled by remaining weight.
    """
    election = _Election(profile)
    quota = Fraction(profile.ballot_count, slots)
    elected: list[int] = []
    ties = 0
    for rank in range(election.ranks):
        election.open_rank(rank)
        while len(elected) < slots:
            weights = election.weights(elected)
            best = max(weights.values(), default=Fraction(-1))
            if best < quota:
                break
            equals = [index for index, weight in weights.items() if weight == best]
            ties += len(equals) > 1
            chosen = min(equals, key=places.__getitem__)
            elected.append(chosen)
            election.charge(chosen, (best - quota) / best)
    rest = election.weights(elected)
    filling = sorted(rest, key=lambda index: (-rest[index], places[index]))
    return elected + filling[: slots - len(elected)], ties


class _Election:
    """Voters in classes of equal weight, and who supports what so far."""

    def __init__(self, profile: Profile) -> None:
        distinct = profile.distinct
        self._items = profile.project_count
        self._voters = distinct.voters
        lengths = np.diff(distinct.starts)
        self._ballot_of = np.repeat(np.arange(len(lengths)), lengths)
        self._entries = distinct.entries.astype(np.int64)
        ranks = np.arange(len(distinct.entries)) - np.repeat(distinct.starts[:-1], lengths)
        self._rank_of = np.zeros_like(ranks) if profile.is_approval else ranks
        self.ranks = int(self._rank_of.max(initial=-1)) + 1
        self._is_open = np.zeros(len(ranks), bool)
        self._class_of: Ints = np.zeros(len(lengths), np.int64)
        self._worth = [Fraction(1)]

    def open_rank(self, rank: int) -> None:
        """Let the listings of a rank (from 0) count as support."""
        self._is_open |= self._rank_of == rank

    def weights(self, elected: list[int]) -> dict[int, Fraction]:
        """Sum, for each item not elected, what its supporters so far weigh."""
        classes = len(self._worth)
        cell = self._entries * classes + self._class_of[self._ballot_of]
        held = np.zeros(self._items * classes, np.int64)
        np.add.at(held, cell[self._is_open], self._voters[self._ballot_of][self._is_open])
        unit = lcm(*(worth.denominator for worth in self._worth))
        worths = [int(worth * unit) for worth in self._worth]
        return {
            index: Fraction(
                sum(count * worth for count, worth in zip(row, worths, strict=True) if count),
                unit,
            )
            for index, row in enumerate(held.reshape(self._items, classes).tolist())
            if index not in elected
        }

    def charge(self, item: int, factor: Fraction) -> None:
        """Multiply the weight of an item's supporters so far."""
        ballots = self._ballot_of[self._is_open & (self._entries == item)]
        classes, members = np.unique(self._class_of[ballots], return_inverse=True)
        self._class_of[ballots] = len(self._worth) + members
        self._worth += [self._worth[one] * factor for one in classes.tolist()]
        used, self._class_of = np.unique(self._class_of, return_inverse=True)
        self._worth = [self._worth[one] for one in used.tolist()]
