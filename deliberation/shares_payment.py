"""Paying for a project in units: who gives all, and the price to far below a unit.

Compiled by numba; the shapes are those of `shares_kernel.run_shares`. The letters in brackets are
those of the proof in docs/decisions/0010-an-exact-count.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

DONE, CHOICE, MARGIN = 0, 1, 2
WAITING = 256
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
def hold(state, sup, project):  # type: ignore[no-untyped-def]
    """Gather what the supporters of a project hold, one after another; return all that they hold.

    Looking money up is what takes the time; whatever is asked about it next reads on in `held`.
    """
    money, _, _, held, whose, _ = state
    starts, ballot_of, voters_of, cells = sup
    start, end = starts[project * cells], starts[(project + 1) * cells]
    own, out = ballot_of[start:end], held[: end - start]
    for at in range(len(own)):
        out[at] = money[own[at]]
    everything = np.int64(0)
    if len(voters_of):
        times = voters_of[start:end]
        for at in range(len(out)):
            everything += out[at] * np.int64(times[at])
    else:
        for at in range(len(out)):
            everything += out[at]
    whose[0] = project
    return everything


@njit(nogil=True)
def _settle(ballots, sup, state, project, turn, price, margin, slack, verdicts, counts):  # type: ignore[no-untyped-def]
    """Sort the supporters into those who give all and those who do not, beyond doubt.

    Takes the last from the former; fills `counts` (voters by electorate, points by round). Reads
    and keeps `held`, which is that of the project.
    Returns the points of the latter, or -1 where somebody is too close to tell and no verdict
    was passed on them.
    """
    held = state[3]
    starts, ballot_of, voters_of, cells = sup
    size = ballots[3]
    least, most = price - margin, price + margin
    left = 0
    first = starts[project * cells]
    for cell in range(cells):
        own = points_at(size, cell)
        surely, surely_not = least * own - slack, most * own + slack
        start, end = starts[project * cells + cell], starts[project * cells + cell + 1]
        amounts, times = held[start - first : end - first], voters_of[start:end]
        able, clear = _able(amounts, times, surely_not)
        left += able * own
        if clear:
            continue
        of_cell = ballot_of[start:end], amounts, times
        waiting, fill = state[5], np.int64(0)
        for at in range(len(amounts)):
            waiting[0, fill] = at
            fill += np.int64(amounts[at] != 0) & np.int64(amounts[at] <= surely_not)
            if fill == waiting.shape[1] or at == len(amounts) - 1:
                able = _break(ballots, state, of_cell, fill, surely, turn, verdicts, counts)
                if able < 0:
                    return -1
                left += able * own
                fill = np.int64(0)
    return left


@njit(nogil=True, inline="always")
def _able(amounts, times, surely_not):  # type: ignore[no-untyped-def]
    """Count those who hold more than an amount; whether all others hold nothing."""
    able, above, some = np.int64(0), np.int64(0), np.int64(0)
    for at in range(len(amounts)):
        above += np.int64(amounts[at] > surely_not)
        some += np.int64(amounts[at] != 0)
    if not len(times):
        return above, above == some
    for at in range(len(times)):
        able += np.int64(times[at]) * np.int64(amounts[at] > surely_not)
    return able, above == some


@njit(nogil=True)
def _break(ballots, state, of_cell, fill, surely, turn, verdicts, counts):  # type: ignore[no-untyped-def]
    """Take the last from those that wait; count them, and what they paid for before.

    Returns how many do not give all, by verdict, or -1 where a verdict is missing. Whatever lies
    far apart in memory is looked up for all of them before it is used.
    """
    starts, entries, electorate_of, size = ballots
    money, broke, round_of, _, _, waiting = state
    ballot_of, amounts, times = of_cell
    gone, paid = counts
    able, last = np.int64(0), 0
    for place in range(fill):
        at = waiting[0, place]
        ballot = ballot_of[at]
        voters = np.int64(times[at]) if len(times) else np.int64(1)
        if amounts[at] >= surely:
            gives_all = _verdict(np.int64(turn) * len(money) + ballot, verdicts)
            if gives_all < 0:
                return np.int64(-1)
            if gives_all == 0:
                able += voters
                continue
        amounts[at] = 0
        waiting[1, last], waiting[2, last], waiting[3, last] = ballot, voters, starts[ballot]
        last += 1
    for place in range(last):
        ballot = waiting[1, place]
        money[ballot] = 0
        broke[ballot] = turn
        waiting[4, place] = starts[ballot + 1] - waiting[3, place]
    for place in range(last):
        gone[electorate_of[waiting[1, place]]] += waiting[2, place]
        waiting[0, place] = entries[waiting[3, place] + waiting[4, place] - 1]
    # The last place of `paid` is for what is not funded, and is never read.
    for place in range(last):
        voters, start = waiting[2, place], waiting[3, place]
        for rank in range(waiting[4, place]):
            paid[round_of[entries[start + rank]]] += voters * points_at(size, rank)
    return able


@njit(nogil=True, inline="always")
def _verdict(key, verdicts):  # type: ignore[no-untyped-def]
    """Whether a disputed voter gives all: 1 or 0, or -1 where that was not decided."""
    disputed, gives_all = verdicts
    place = np.searchsorted(disputed, key)
    if place == len(disputed) or disputed[place] != key:
        return np.int64(-1)
    return np.int64(gives_all[place])


@njit(nogil=True)
def _charge(state, sup, project, size, price):  # type: ignore[no-untyped-def]
    """Take the price for each point from those who still have money, as `held` says.

    They have some left, be it less than a unit: 1 unit then stands for it, for 0 means nothing.
    """
    money, _, _, held, whose, _ = state
    starts, ballot_of, _, cells = sup
    first = starts[project * cells]
    for cell in range(cells):
        payment = price * points_at(size, cell)
        start, end = starts[project * cells + cell], starts[project * cells + cell + 1]
        own, amounts = ballot_of[start:end], held[start - first : end - first]
        for at in range(len(own)):
            money[own[at]] = max(amounts[at] - payment, 1) * np.int64(amounts[at] != 0)
    whose[0] = -1


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
    if state[4][0] != winner:
        hold(state, sup, winner)
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
    _charge(state, sup, winner, projects[8], known)
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
