"""Near-ties: decisions that 64-bit arithmetic gets wrong, and this count does not."""

from fractions import Fraction

import numpy as np
import pytest

from deliberation.count import count
from deliberation.instance import Instance, Project
from deliberation.packed_shares import PackedShares
from deliberation.plain_shares import PlainShares
from deliberation.profile import Profile
from tests.count.elections import places_of

MEMBERS = 12


def in_doubles(instance, rankings, size):
    """The same rule in 64-bit floating point, as a careful programmer would write it."""
    money = np.full(len(rankings), instance.budget_limit / len(rankings))
    order, left = [], {project.project_id: project for project in instance.projects}
    while left:
        rhos = {}
        for project_id, project in left.items():
            points = np.array(
                [size - row.index(project_id) if project_id in row else 0 for row in rankings],
                float,
            )
            able = points > 0
            if money[able].sum() < project.cost:
                continue
            limits = sorted(
                (money[voter] / (points[voter] * project.cost), voter)
                for voter in np.flatnonzero(able)
            )
            given, rest = 0.0, (points[able] * project.cost).sum()
            for limit, voter in limits:
                if given + limit * rest >= project.cost:
                    rhos[project_id] = (project.cost - given) / rest
                    break
                given += money[voter]
                rest -= points[voter] * project.cost
        if not rhos:
            return order
        best = min(rhos, key=lambda one: (rhos[one], left[one].cost, one))
        points = np.array(
            [size - row.index(best) if best in row else 0 for row in rankings], float
        )
        money -= np.minimum(money, rhos[best] * points * left[best].cost)
        order.append(best)
        del left[best]
    return order


def family(no):
    """Two clubs whose projects differ in rho by one part in 10^17 or so.

    Some members of each club first pay for another project and have little left. Then a club
    of v members of whom some can give only r pays (cost - given) / rest per point, and the
    costs of the two clubs are chosen so that the exact quotients all but agree.
    """
    scale = 10**15 + 7919 * no
    small = Project("shared", 3 * scale)
    north = Project("north", 4 * scale)
    south = Project("south", 4 * scale + 1 + no % 3)
    instance = Instance("near", MEMBERS * scale, (north, south, small), 2)
    rankings = [["shared", "north"]] * 2 + [["north"]] * 4 + [["shared", "south"]] * 2
    rankings += [["south"]] * 4
    return instance, rankings


@pytest.mark.parametrize("no", range(60))
def test_packed_runs_decide_near_ties_as_rationals_do(no):
    instance, rankings = family(no)
    profile = Profile.from_rankings(instance, rankings)
    places = places_of(instance, profile)

    for by_cost in (True, False):
        packed = PackedShares(instance, profile, places, by_cost=by_cost)
        plain = PlainShares(instance, profile, places, by_cost=by_cost)

        assert packed.run(instance.budget_limit).order == plain.run(instance.budget_limit).order


def test_doubles_choose_wrongly_where_this_count_does_not():
    wrong = 0
    for no in range(200):
        instance, rankings = thirds(no)
        profile = Profile.from_rankings(instance, rankings)
        exact = PlainShares(instance, profile, places_of(instance, profile))
        order = exact.run(instance.budget_limit).order
        expected = [instance.projects[one].project_id for one in order]

        found = count(instance, profile, add1=False, completion=False)

        assert list(found.funded) == expected
        wrong += in_doubles(instance, rankings, 1) != expected
    assert wrong >= 50


def thirds(no):
    """Clubs of 3 and of 3k voters: rho is 1/3 and k/(3k) exactly, but not in doubles.

    The tie is decided by the lower cost, which doubles do not even look at when rounding makes
    one quotient smaller.
    """
    k = 7 + no
    voters = 3 * k
    cheap = Project("cheap", 10**15 + 2 * no + 1)
    dear = Project("dear", 10**15 + 2 * no + 3)
    warm = Project("warm", voters * (10**14 + no))
    instance = Instance("thirds", 6 * voters * 10**15, (dear, cheap, warm), 1)
    rankings = [["dear"]] * voters + [["cheap"]] * voters + [["warm"]] * (voters // 3)
    return instance, rankings


def test_the_number_of_decisions_in_rationals_is_reported():
    instance = Instance("tie", 100, (Project("a", 40), Project("b", 40)), 1)
    profile = Profile.from_rankings(instance, [["a"]] * 5 + [["b"]] * 5)

    found = count(instance, profile, seed="x", add1=False)

    assert found.exact_decisions == 1
    assert found.ties >= 1


def test_money_beyond_64_bits_is_counted_in_rationals():
    billion = 10**30
    projects = (Project("a", 5 * billion), Project("b", 5 * billion + 1))
    instance = Instance("huge", 10 * billion, projects, 2)
    profile = Profile.from_rankings(instance, [["a", "b"]] * 3)

    found = count(instance, profile)

    assert found.funded == ("a",)
    assert not PackedShares.fit(instance, profile, instance.budget_limit)


@pytest.mark.parametrize("voters", [3, 7, 49, 1000])
def test_a_club_that_holds_exactly_the_cost_can_pay(voters):
    cost = 10**12 + 1
    projects = (Project("exactly", cost * voters), Project("too-dear", cost * voters + 1))
    instance = Instance("exact", 2 * cost * voters, projects, 1)
    rankings = [["exactly"]] * voters + [["too-dear"]] * voters
    profile = Profile.from_rankings(instance, rankings)

    found = count(instance, profile, add1=False, completion=False)

    assert found.funded == ("exactly",)
    assert found.reason("exactly").spent_out == voters
    assert found.reason("too-dear").missing == 1
    assert Fraction(found.spent) == cost * voters
