"""Schulze's order: the majority's view of a ranking.

Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method" (2011), with winning votes.
"""

from __future__ import annotations

from math import lcm

import numpy as np

from deliberation.profile import Ints, Profile


def order(profile: Profile, places: list[int]) -> tuple[list[int], int]:
    """Take an undefeated item again and again, equals by precedence; count those decisions.

    Listed items stand above unlisted ones; a ballot weighs w_e / n_e.
    """
    strength = _strongest_paths(_preferred(profile))
    defeats = strength > strength.T
    left = list(range(profile.project_count))
    ranking, ties = [], 0
    while left:
        undefeated = [one for one in left if not defeats[left, one].any()]
        ties += len(undefeated) > 1
        taken = min(undefeated, key=places.__getitem__)
        ranking.append(taken)
        left.remove(taken)
    return ranking, ties


def _preferred(profile: Profile) -> list[list[int]]:
    """Weigh, in whole numbers, the ballots that put one item above another."""
    counted = profile.counted
    worth = [
        one.weight / cast if cast else one.weight * 0
        for one, cast in zip(counted.electorates, counted.cast_by, strict=True)
    ]
    unit = lcm(*(one.denominator for one in worth))
    total = np.zeros((profile.project_count,) * 2, object)
    for place, one in enumerate(worth):
        if one:
            total += _pairs(profile, place).astype(object) * int(one * unit)
    preferred: list[list[int]] = total.tolist()
    return preferred


def _pairs(profile: Profile, electorate: int) -> Ints:
    """Count an electorate's ballots that put one item above another."""
    distinct, items = profile.distinct, profile.project_count
    keep = distinct.electorate_of == electorate
    starts, lengths = distinct.starts[:-1][keep], np.diff(distinct.starts)[keep]
    voters = distinct.voters[keep]
    above = np.zeros((items, items), np.int64)
    listed_by = np.zeros(items, np.int64)
    longest = int(lengths.max(initial=0))
    for upper in range(longest):
        has = lengths > upper
        first = distinct.entries[starts[has] + upper]
        np.add.at(listed_by, first, voters[has])
        for lower in range(upper + 1, 0 if profile.is_approval else longest):
            both = lengths > lower
            one = distinct.entries[starts[both] + upper]
            other = distinct.entries[starts[both] + lower]
            np.add.at(above, (one, other), voters[both])
    return above + listed_by[:, None] - _together(profile, electorate)


def _together(profile: Profile, electorate: int) -> Ints:
    """Count an electorate's ballots that list both of two items."""
    distinct, items = profile.distinct, profile.project_count
    keep = distinct.electorate_of == electorate
    starts, lengths = distinct.starts[:-1][keep], np.diff(distinct.starts)[keep]
    voters = distinct.voters[keep]
    both = np.zeros((items, items), np.int64)
    longest = int(lengths.max(initial=0))
    for one in range(longest):
        for other in range(longest):
            has = lengths > max(one, other)
            pair = distinct.entries[starts[has] + one], distinct.entries[starts[has] + other]
            np.add.at(both, pair, voters[has])
    return both


def _strongest_paths(preferred: list[list[int]]) -> Ints:
    """Find the strength of the strongest path from each item to each other.

    Strengths are only compared, so each is replaced by its place among all of them.
    """
    items = len(preferred)
    winning = [
        [
            preferred[one][other] if preferred[one][other] > preferred[other][one] else 0
            for other in range(items)
        ]
        for one in range(items)
    ]
    levels = {value: level for level, value in enumerate(sorted({0}.union(*winning)))}
    strength = np.array([[levels[value] for value in row] for row in winning], np.int32)
    strength = strength.reshape(items, items)
    for middle in range(items):
        through = np.minimum(strength[:, middle, None], strength[None, middle, :])
        np.maximum(strength, through, out=strength)
    np.fill_diagonal(strength, 0)
    return strength
