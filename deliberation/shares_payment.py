"""Paying for a project in units: who gives all, and the price to far below a unit.

Compiled by numba; the shapes are those of `shares_kernel.run_shares`. The letters in brackets are
those of the proof in docs/decisions/0010-an-exact-count.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

DONE, CHOICE, MARGIN = 0, 1, 2
LIMB, BELOW, LIMBS = 30, 2, 5  # bits in a limb; limbs below the unit; limbs in all
UP = 1.0 + 2.0**-50
NEVER = np.inf
_MASK = (1 << LIMB) - 1


@njit(nogil=True, inline="always")
def points_at(size: int, rank: int) -> int:
    """Give the points of a rank, counted from 0; one where `size` is 0."""
    return size - rank if size else 1


@njit(nogil=True)
def margin_of(gives_all: bool, able: int, of_all: int) -> Any:
    """Bound the error of a price: the slack of those who give all, spread over the others [D]."""
    return of_all // able + 3 if gives_all else 2


@njit(nogil=True)
def _settle(ballots, sup, state, project, turn, price, margin, slack, verdicts, counts):  # type: ignore[no-untyped-def]
    """Sort the supporters into those who give all and those who do not, beyond doubt.

    Takes the last from the former; fills `counts` (voters by electorate, points by round).
    Returns the points of the latter, or -1 where somebody is too close to tell and no verdict
    was passed on them.
    """
    money, broke, round_of = state
    disputed, gives_all = verdicts
    starts, entries, electorate_of, size = ballots
    sup_starts, ballot_of, voters_of, cells = sup
    least, most = price - margin, price + margin
    gone, paid = counts
    left = np.int64(0)
    for cell in range(cells):
        own = points_at(size, cell)
        surely, surely_not = least * own - slack, most * own + slack
        end = sup_starts[project * cells + cell + 1]
        for at in range(sup_starts[project * cells + cell], end):
            ballot = ballot_of[at]
            held = money[ballot]
            if held == 0:
                continue
            voters = np.int64(voters_of[at]) if len(voters_of) else np.int64(1)
            is_last = held < surely
            if not is_last and held <= surely_not:
                key = np.int64(turn) * len(money) + ballot
                place = np.searchsorted(disputed, key)
                if place == len(disputed) or disputed[place] != key:
                    return -1
                is_last = gives_all[place]
            if not is_last:
                left += voters * own
                continue
            money[ballot] = 0
            broke[ballot] = turn
            gone[electorate_of[ballot]] += voters
            for entry in range(starts[ballot], starts[ballot + 1]):
                earlier = round_of[entries[entry]]
                if earlier < turn:
                    paid[earlier] += voters * points_at(size, entry - starts[ballot])
    return left


@njit(nogil=True)
def _charge(money, sup, project, size, price):  # type: ignore[no-untyped-def]
    """Take the price for each point from those who still have money.

    They have some left, be it less than a unit: 1 unit then stands for it, for 0 means nothing.
    """
    starts, ballot_of, _, cells = sup
    for cell in range(cells):
        payment = price * points_at(size, cell)
        own = ballot_of[starts[project * cells + cell] : starts[project * cells + cell + 1]]
        for at in range(len(own)):
            held = money[own[at]]
            money[own[at]] = max(held - payment, 1) * np.int64(held != 0)


@njit(nogil=True)
def _add(out, other, times):  # type: ignore[no-untyped-def]
    """Add a multiple below 2^31 of one number in limbs to another."""
    carry = 0
    last = len(out) - 1
    for place in range(last):
        value = out[place] + times * other[place] + carry
        carry = value >> LIMB
        out[place] = value & _MASK
    out[last] += times * other[last] + carry


@njit(nogil=True)
def _fine_price(cost, shares, prices, turn, counts, left):  # type: ignore[no-untyped-def]
    """Compute a round's price in limbs, and return its whole units.

    Both are too high by less than 2^-8 of a unit, the former too low by no more than that [C].
    """
    gone, paid = counts
    out = prices[turn]
    out[:] = cost
    for electorate in range(len(gone)):
        if gone[electorate]:
            _add(out, shares[electorate], -gone[electorate])
    for earlier in range(turn):
        if paid[earlier]:
            _add(out, prices[earlier], paid[earlier])
    rest = 0
    for place in range(LIMBS - 1, -1, -1):
        rest = (rest << LIMB) + out[place]
        out[place] = rest // left
        rest -= out[place] * left
    return (out[BELOW + 2] << (2 * LIMB)) + (out[BELOW + 1] << LIMB) + out[BELOW]


@njit(nogil=True, inline="always")
def fund(  # type: ignore[no-untyped-def]
    ballots, sup, projects, budget, limits, forced, state, records, standing, winner, turn
):
    """Let the winner's supporters pay; the status tells whether that was beyond doubt.

    What excludes the winner leaves the count.

    Where nothing was forced, all supporters lie clear of the whole interval of `margin` around
    `price`, and the price found from that lies within it: so it is the price [E].
    """
    worth, costs_fine, slacks = projects[0], projects[4], projects[6]
    winners, known_prices, disputed, gives_all = forced
    order, upper, plain, gone, paid, left, prices, _ = records
    lower, _, solved = standing
    able, some, price = solved[winner]
    is_forced = winners[turn] >= 0
    if is_forced:
        some, price, margin = np.int64(1), known_prices[turn], np.int64(2)
    else:
        margin = margin_of(some, able, slacks[winner])
    counts = gone[turn], paid[turn]
    counts[0][:] = 0
    counts[1][:] = 0
    verdicts = disputed, gives_all
    rest = _settle(ballots, sup, state, winner, turn, price, margin, limits[0], verdicts, counts)
    if rest < 0 or (rest == 0 and not is_forced):
        return MARGIN
    known = price
    prices[turn][:] = 0
    if rest > 0:
        known = _fine_price(costs_fine[winner], budget[1], prices, turn, counts, rest)
        is_within = price - margin < known and known + 2 <= price + margin
        if not is_within and not is_forced:
            return MARGIN
    _charge(state[0], sup, winner, projects[8], known)
    order[turn] = winner
    state[2][winner] = turn
    left[turn] = rest
    upper[turn] = (known + 2) / worth[winner] * UP
    plain[turn] = 0 if some else rest
    lower[winner] = NEVER
    rival_starts, rivals = projects[9]
    for at in range(rival_starts[winner], rival_starts[winner + 1]):
        lower[rivals[at]] = NEVER
    return DONE
