"""The expanding approvals rule: slots shared out in proportion to the voters.

Aziz and Lee, "Proportionally Representative Participatory Budgeting with Ordinal Preferences"
(AAAI 2021); equal weights, Hare quota, in rationals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from deliberation.profile import Ints, Profile


@dataclass(frozen=True, slots=True)
class Election:
    """Why an item is, or is not, elected.

    `rank` is the rank (1 is best) that was open when its supporters held the quota; 0 where they
    never did. `weight` is what they held then, or what they hold once all slots with a quota are
    taken. `is_elected` is true with rank 0 where it fills a slot that was left.
    """

    item: int
    rank: int
    weight: Fraction
    is_elected: bool


def elect(profile: Profile, places: list[int], slots: int) -> tuple[list[int], int]:
    """Elect items into slots, in order of election; count the decisions by precedence."""
    elections, ties = elections_of(profile, places, slots)
    return [one.item for one in elections if one.is_elected], ties


def elections_of(profile: Profile, places: list[int], slots: int) -> tuple[list[Election], int]:
    """Say of each item, the elected first and in order of election, why it is elected or not.

    Ranks are opened one after another; while supporters so far hold a quota n/k, the item with
    the largest weight T is elected and their weights become (T - q)/T of what they were. What is
    left is filled by remaining weight. Beside it, the number of decisions by precedence.
    """
    count = _Count(profile)
    quota = Fraction(profile.ballot_count, slots)
    elected: list[int] = []
    elections: list[Election] = []
    ties = 0
    for rank in range(count.ranks):
        count.open_rank(rank)
        while len(elected) < slots:
            weights = count.weights(elected)
            best = max(weights.values(), default=Fraction(-1))
            if best < quota:
                break
            equals = [index for index, weight in weights.items() if weight == best]
            ties += len(equals) > 1
            chosen = min(equals, key=places.__getitem__)
            elected.append(chosen)
            elections.append(Election(chosen, rank + 1, best, is_elected=True))
            count.charge(chosen, (best - quota) / best)
    rest = count.weights(elected)
    filling = sorted(rest, key=lambda index: (-rest[index], places[index]))
    left = slots - len(elected)
    elections += [
        Election(index, 0, rest[index], is_elected=at < left) for at, index in enumerate(filling)
    ]
    return elections, ties


class _Count:
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
                sum(voters * worth for voters, worth in zip(row, worths, strict=True) if voters),
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
