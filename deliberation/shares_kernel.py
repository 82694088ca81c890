"""One run of equal shares in 64-bit integers, with proven bounds: compiled by numba.

Money is a whole number of units of 2^-F of the currency's smallest unit. What is stored differs
from the truth by at most `slack` units a voter, and is 0 only for one who has nothing left.
The price of each funded project is known far more finely, as limbs of 30 bits, from whole-number
counts of who had what left; so errors never build up from round to round. A decision that the
bounds do not cover is handed back (CHOICE, MARGIN). The bounds are proven in
docs/decisions/0010-an-exact-count.md, whose letters stand in brackets here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from deliberation.shares_payment import (
    BELOW,
    CHOICE,
    DONE,
    LIMB,
    LIMBS,
    MARGIN,
    NEVER,
    UP,
    WAITING,
    fund,
    hold,
    margin_of,
    points_at,
)
from deliberation.shares_supporters import SOURCES

__all__ = [
    "BELOW",
    "CHOICE",
    "DONE",
    "LIMB",
    "LIMBS",
    "MARGIN",
    "NEVER",
    "UP",
    "WAITING",
    "run_shares",
]

STOP = -2
STATUS, ROUNDS, TIES, EXACT, CERTIFIED = 0, 1, 2, 3, 4
ABLE, SOME, PRICE = 0, 1, 2
_DOWN = 1.0 - 2.0**-50


@njit(nogil=True)
def _tally(held, sup, project, size, price, slack):  # type: ignore[no-untyped-def]
    """Sum the money of those who cannot pay the price, and the points of those who can.

    Written without branches, for the compiler to take eight voters at a time.
    """
    starts, _, voters_of, cells = sup
    first = starts[project * cells]
    total, able = np.int64(0), np.int64(0)
    for cell in range(cells):
        start, end = starts[project * cells + cell], starts[project * cells + cell + 1]
        points = points_at(size, cell)
        least = price * points + slack
        own = held[start - first : end - first]
        count = np.int64(0)
        if len(voters_of):
            times = voters_of[start:end]
            for at in range(len(own)):
                can, voters = np.int64(own[at] > least), np.int64(times[at])
                count += voters * can
                total += own[at] * voters * (1 - can)
        else:
            for at in range(len(own)):
                can = np.int64(own[at] > least)
                count += can
                total += own[at] * (1 - can)
        able += count * points
    return total, able


@njit(nogil=True)
def _solve(state, sup, project, size, cost, price, most, margin):  # type: ignore[no-untyped-def]
    """Find the price per point at which the supporters pay the cost.

    Newton's method on a concave function, upwards from `price`. Whatever split it ends with, the
    price less `margin_of` is a lower bound [D]; that it is no more than that is left to `fund`.
    Returns (price, points of the able, whether some give all, fate).
    Fate: 0 found, 1 not affordable, 2 too close to tell. `margin`: slack of all, of one.
    """
    of_all, of_one = margin
    before = -1
    everything = hold(state, sup, project)
    if everything + of_all < cost:
        return price, 0, True, 1
    while True:
        total, able = _tally(state[3], sup, project, size, price, of_one)
        if able == 0 or total > cost:
            return price, able, total > 0, 2
        further = min(most, (cost - total) // able)
        if able == before or further <= price:
            return further, able, total > 0, 0
        price, before = further, able


@njit(nogil=True, inline="always")
def _stand(state, sup, projects, standing, project, turn, most, slack):  # type: ignore[no-untyped-def]
    """Bring a project's bound up to date; False where affordability is too close to tell."""
    worth, costs_units, slacks = projects[0], projects[3], projects[6]
    lower, fresh, solved = standing
    price, able, some, fate = _solve(
        state,
        sup,
        project,
        projects[8],
        costs_units[project],
        solved[project, PRICE],
        most,
        (slacks[project], slack),
    )
    fresh[project] = turn
    if fate == 1:
        lower[project] = NEVER
    elif fate == 0:
        solved[project, ABLE], solved[project, SOME], solved[project, PRICE] = able, some, price
        bound = max(0, price - margin_of(some, able, slacks[project]))
        lower[project] = max(lower[project], bound / worth[project] * _DOWN)
    return fate != 2


@njit(nogil=True, inline="always")
def _upper(projects, standing, project):  # type: ignore[no-untyped-def]
    """Bound a freshly solved project's rho from above."""
    able, some, price = standing[2][project]
    return (price + margin_of(some, able, projects[6][project])) / projects[0][project] * UP


@njit(nogil=True, inline="always")
def _first(state, sup, projects, standing, turn, most, slack):  # type: ignore[no-untyped-def]
    """Find the project with the least bound, up to date; -1 if none, -2 if too close to tell."""
    lower, fresh, _ = standing
    while True:
        least = -1
        for project in range(len(lower)):
            if lower[project] < NEVER and (least < 0 or lower[project] < lower[least]):
                least = project
        if least < 0 or fresh[least] == turn:
            return least
        if not _stand(state, sup, projects, standing, least, turn, most, slack):
            return -2


@njit(nogil=True)
def _refresh(state, sup, projects, standing, turn, most, slack, limit):  # type: ignore[no-untyped-def]
    """Bring up to date every project whose bound does not exceed a limit."""
    lower, fresh, _ = standing
    for project in range(len(lower)):
        if (
            lower[project] <= limit
            and fresh[project] != turn
            and not _stand(state, sup, projects, standing, project, turn, most, slack)
        ):
            return False
    return True


@njit(nogil=True, inline="always")
def _rivals(projects, standing, limit, by_cost):  # type: ignore[no-untyped-def]
    """Count those whose bound does not exceed a limit; whether whole numbers tell them apart."""
    costs = projects[2]
    lower, _, solved = standing
    first, rivals, is_plain = -1, 0, True
    for project in range(len(lower)):
        if lower[project] <= limit:
            first = project if rivals == 0 else first
            rivals += 1
            is_plain &= solved[project, SOME] == 0 and (by_cost or costs[project] >> 31 == 0)
    return first, rivals, is_plain


@njit(nogil=True, inline="always")
def _compared(projects, standing, one, other, by_cost):  # type: ignore[no-untyped-def]
    """Compare two projects for which nobody gives all: rho is cost / points / worth.

    Cost utility cancels the cost. Positive where the first has the smaller rho, 0 where equal.
    """
    costs, solved = projects[2], standing[2]
    mine, theirs = solved[one, ABLE], solved[other, ABLE]
    return mine - theirs if by_cost else mine * costs[other] - theirs * costs[one]


@njit(nogil=True)
def _tell_apart(projects, standing, limit, by_cost, info):  # type: ignore[no-untyped-def]
    """Choose among those whose bounds overlap, where whole numbers suffice [F]; else -1."""
    places, lower = projects[1], standing[0]
    winner, rivals, is_plain = _rivals(projects, standing, limit, by_cost)
    if rivals < 2 or not is_plain:
        return winner if rivals == 1 else -1
    equals = 1
    for rival in range(winner + 1, len(lower)):
        if lower[rival] > limit:
            continue
        lead = _compared(projects, standing, winner, rival, by_cost)
        equals = 1 if lead < 0 else equals + (lead == 0)
        if lead < 0 or (lead == 0 and places[rival] < places[winner]):
            winner = rival
    info[EXACT] += 1
    info[TIES] += equals > 1
    return winner


@njit(nogil=True)
def _is_beyond(projects, standing, reference, turn, winner, by_cost):  # type: ignore[no-untyped-def]
    """Whether the winner of the reference's round stays ahead of all others up to here [G]."""
    places = projects[1]
    lower, fresh, solved = standing
    order, upper, plain, rounds = reference
    if turn >= rounds or order[turn] != winner:
        return False
    for project in range(len(lower)):
        if project == winner or lower[project] > upper[turn]:
            continue
        is_plain = fresh[project] == turn and solved[project, SOME] == 0
        if not by_cost or not is_plain or plain[turn] <= 0:
            return False
        points = solved[project, ABLE]
        if points > plain[turn] or (points == plain[turn] and places[project] < places[winner]):
            return False
    return True


@njit(nogil=True)
def _start(ballots, projects, shares, state, standing, most):  # type: ignore[no-untyped-def]
    """Hand out the shares; bound each rho as if nobody ever ran out of money."""
    worth, costs_units, full = projects[0], projects[3], projects[5]
    slacks, listed_by = projects[6], projects[7]
    money, broke, round_of, _, whose, _ = state
    lower, fresh, solved = standing
    whose[0] = -1
    for ballot in range(len(money)):
        money[ballot] = shares[ballots[2][ballot]]
    broke[:] = len(worth)
    round_of[:] = len(worth)
    fresh[:] = -1
    for project in range(len(worth)):
        lower[project] = NEVER
        everything = np.int64(0)
        for electorate in range(len(shares)):
            everything += listed_by[project, electorate] * shares[electorate]
        if full[project] and everything + slacks[project] >= costs_units[project]:
            solved[project, PRICE] = min(most, costs_units[project] // full[project])
            lower[project] = solved[project, PRICE] / worth[project] * _DOWN


@njit(cache=True, nogil=True)
def run_shares(  # type: ignore[no-untyped-def]
    ballots,
    sup,
    projects,
    budget,
    limits,
    forced,
    reference,
    state,
    records,
    info,
    sources=SOURCES,
):
    """Run equal shares once; `info` tells how it ended and what it took.

    ballots    starts, entries, electorate_of, ballot size (0 where each entry is one point)
    sup        starts, ballot_of, voters_of, cells: see `shares_supporters`
    projects   worth of a point's utility, places among equals, costs, costs in units, in limbs,
               full points, slack of all supporters, supporters by electorate, ballot size;
               starts of, and those that each excludes
    budget     shares in units, in limbs
    limits     slack of one voter, whether utility is the cost
    forced     what was decided elsewhere: winners by round (-1: open, STOP: nothing affordable),
               their prices rounded down; disputed voters (round * ballots + ballot, sorted) and
               whether they give all
    reference  order, upper bounds of rho, points where nobody gave all, rounds: of a run with less
               money, between which and this one every outcome is the same if CERTIFIED stays 1
    state      money, broke, round_of; what the supporters of one project hold, and whose those
               are; room for `WAITING` ballots that break
    records    order, upper bounds, plain points, voters gone, points paid, points left, prices;
               lower bounds of the rho of all that are unfunded (NEVER: not affordable, excluded)
    """
    slack, by_cost = limits
    count = len(projects[0])
    most = budget[0].max() + slack + 1
    standing = records[7], np.empty(count, np.int64), np.zeros((count, 3), np.int64)
    _start(ballots, projects, budget[0], state, standing, most)
    info[:] = 0
    info[CERTIFIED] = reference[3] >= 0
    turn = 0
    while turn < count and forced[0][turn] != STOP:
        winner = forced[0][turn]
        if winner < 0:
            winner = _first(state, sup, projects, standing, turn, most, slack)
            if winner == -1:
                break
            info[ROUNDS] = turn
            info[STATUS] = MARGIN
            if winner == -2:
                return
            limit = _upper(projects, standing, winner)
            beyond = limit
            if info[CERTIFIED] and turn < reference[3] and reference[0][turn] == winner:
                beyond = max(limit, reference[1][turn])
            if not _refresh(state, sup, projects, standing, turn, most, slack, beyond):
                return
            info[STATUS] = CHOICE
            winner = _tell_apart(projects, standing, limit, by_cost, info)
            if winner < 0:
                return
            info[CERTIFIED] &= _is_beyond(projects, standing, reference, turn, winner, by_cost)
        else:
            info[CERTIFIED] = 0
        info[STATUS] = fund(
            ballots, sup, projects, budget, limits, forced, state, records, standing, winner, turn
        )
        info[ROUNDS] = turn
        if info[STATUS] != DONE:
            return
        turn += 1
    info[ROUNDS] = turn
    info[STATUS] = DONE
    info[CERTIFIED] &= turn == reference[3]
