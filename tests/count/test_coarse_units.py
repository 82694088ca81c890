"""Packed runs in units so coarse that hardly anything is told apart without rationals.

Amounts of a few bits make every error bound as wide as the amounts themselves, so that a bound
that does not hold shows in small elections.
"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.equal_shares import Add1, leap, walk
from deliberation.instance import Instance, Project
from deliberation.packed_shares import PackedShares
from deliberation.plain_shares import PlainShares
from tests.count import slow
from tests.count.elections import Drawn, places_of

VANISHING = Fraction(1, 10**40)
BITS = st.sampled_from([1, 6, 10, 16, 24, 61])


@st.composite
def lopsided(draw):
    """Elections of electorates of very different size and weight, with costs that all but tie."""
    ids = [f"p{no}" for no in range(draw(st.integers(1, 6)))]
    size = draw(st.integers(1, 5))
    budget = draw(st.integers(1, 600))
    near = draw(st.integers(1, budget))
    cost = st.one_of(
        st.integers(1, budget), st.integers(max(1, near - 1), near + 1), st.just(near)
    )
    projects = tuple(Project(one, draw(cost)) for one in ids)
    ballot = st.permutations(ids).flatmap(
        lambda order: st.integers(0, min(size, len(order))).map(lambda many: tuple(order[:many]))
    )
    weight = st.sampled_from([Fraction(1), Fraction(3), Fraction(97, 1000), VANISHING, 0])
    weights = {"citizens": Fraction(1), "panel": draw(weight), "watchers": draw(weight)}
    ballots = [
        (electorate, ranking)
        for electorate in weights
        for ranking in draw(st.lists(ballot, max_size=6))
        for _ in range(draw(st.sampled_from([1, 1, 1, 7, 40])))
    ]
    return Drawn(Instance("Jongno", budget, projects, size), [("citizens", ()), *ballots], weights)


@given(lopsided(), BITS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_coarse_units_never_change_who_wins_who_breaks_or_what_ties(drawn, bits, by_cost):
    packed, plain = _both(drawn, bits, by_cost=by_cost)

    for budget in (drawn.instance.budget_limit, drawn.instance.budget_limit * 9 // 4):
        assert _told(packed.run(budget)) == _told(plain.run(budget))


@pytest.mark.slow
@given(lopsided(), BITS, st.booleans(), st.integers(1, 2000))
@settings(max_examples=20_000, deadline=None)
def test_neither_do_they_in_twenty_thousand_elections(drawn, bits, by_cost, budget):
    packed, plain = _both(drawn, bits, by_cost=by_cost)

    assert _told(packed.run(budget)) == _told(plain.run(budget))


@given(lopsided(), BITS)
@settings(max_examples=80, deadline=None)
def test_coarse_units_never_change_the_step_of_add1(drawn, bits):
    packed, plain = _both(drawn, bits)
    add1 = Add1(drawn.instance, drawn.profile())

    assert leap(add1, packed.trace, 40)[0] == walk(add1, plain.run, 40)[0]


@given(lopsided(), BITS)
@settings(max_examples=80, deadline=None)
def test_coarse_units_never_differ_from_the_slow_count(drawn, bits):
    packed, _ = _both(drawn, bits)
    budget = drawn.instance.budget_limit

    found = packed.run(budget).order

    expected, _ = slow.equal_shares_run(drawn.slow(), budget, "")
    assert [drawn.instance.projects[one].project_id for one in found] == expected


@pytest.mark.parametrize("bits", [8, 61])
def test_a_share_far_below_a_unit_is_still_a_share(bits):
    projects = (Project("a", 60), Project("b", 60))
    ballots = [("citizens", ("a",))] * 2 + [("citizens", ("b",))] * 3 + [("panel", ("a",))]
    weights = {"citizens": Fraction(1), "panel": VANISHING}
    packed, plain = _both(Drawn(Instance("Jongno", 151, projects, 1), ballots, weights), bits)

    found = packed.run(151)

    assert found.order == (1, 0)
    assert _told(found) == _told(plain.run(151))


def _both(drawn, bits, *, by_cost=True):
    profile = drawn.profile()
    places = places_of(drawn.instance, profile)
    return (
        PackedShares(drawn.instance, profile, places, by_cost=by_cost, bits=bits),
        PlainShares(drawn.instance, profile, places, by_cost=by_cost),
    )


def _told(run):
    return run.order, run.broke_in.tolist(), run.ties
