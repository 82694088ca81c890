"""What holds for every election."""

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.allocation import Allocation
from deliberation.count import RULES, count
from deliberation.equal_shares import Add1
from deliberation.greedy import by_total_score, fund_what_fits
from deliberation.instance import Instance, Project
from deliberation.plain_shares import PlainShares
from deliberation.profile import Electorate, Profile
from deliberation.reasons import (
    FundedByScore,
    FundedByShares,
    ShortOfShares,
    is_funded,
    overtaken,
)
from tests.count.elections import ROOT, WEIGHTS, elections, places_of

FAST = settings(max_examples=150, deadline=None)


@given(elections(), st.randoms(use_true_random=False), st.sampled_from(RULES))
@FAST
def test_the_order_of_ballots_is_irrelevant(drawn, random, rule):
    shuffled = list(drawn.ballots)
    random.shuffle(shuffled)

    first = count(drawn.instance, drawn.profile(), rule, "s", slots=2)
    second = count(drawn.instance, drawn.profile(shuffled), rule, "s", slots=2)

    assert first == second


@given(elections(), st.sampled_from(["equal-shares", "greedy"]), st.booleans(), st.booleans())
@FAST
def test_the_budget_is_never_overspent_and_every_project_has_its_reason(
    drawn, rule, add1, completion
):
    found = count(drawn.instance, drawn.profile(), rule, add1=add1, completion=completion)
    cost_of = {project.project_id: project.cost for project in drawn.instance.projects}

    assert found.spent == sum(cost_of[one] for one in found.funded) <= found.budget_limit
    assert [one.project_id for one in found.reasons] == list(cost_of)
    assert {one.project_id for one in found.reasons if is_funded(one)} == set(found.funded)
    assert found.rank_entries == found.ballot_lengths


@given(elections(), st.sampled_from(RULES))
@FAST
def test_an_allocation_survives_its_json(drawn, rule):
    found = count(drawn.instance, drawn.profile(), rule, "s", slots=3)

    again = Allocation.from_json(found.to_json())

    assert again == found
    assert again.fingerprint() == found.fingerprint()


@given(elections())
@FAST
def test_the_numbers_of_the_reasons_add_up(drawn):
    found = count(drawn.instance, drawn.profile())
    points = {one.project_id: one.points for one in found.reasons}
    least = min((points[one] for one in found.funded), default=None)

    for one in found.reasons:
        if isinstance(one, FundedByShares):
            assert 0 < one.payers <= one.supporters
            assert one.spent_out <= one.payers
            assert (one.per_point is None) == (one.spent_out == one.payers)
        elif isinstance(one, FundedByScore):
            assert one.held < one.cost <= one.left_before
        elif isinstance(one, ShortOfShares):
            assert one.held + one.missing == one.cost
            assert one.missing > 0
            assert one.room is None or one.room < one.cost
            assert all(points[other] < one.points for other in one.ahead_of)
    lost = [one for one in found.reasons if not is_funded(one)]
    assert {one.project_id for one in overtaken(found.reasons)} == {
        one.project_id for one in lost if least is not None and one.points > least
    }


@given(elections(exclusions=3), st.data())
@FAST
def test_what_would_have_been_enough_is_enough_with_shares_of_the_same_size(drawn, data):
    profile = drawn.profile()
    found = count(drawn.instance, profile)
    short = [one for one in found.reasons if isinstance(one, ShortOfShares) and one.enough]
    if not short:
        return
    about = data.draw(st.sampled_from(short))
    cost = data.draw(st.integers(1, about.enough))
    budget = Add1(drawn.instance, profile).budget(found.add1_steps)
    cheaper = replace(
        drawn.instance,
        projects=tuple(
            replace(one, cost=cost) if one.project_id == about.project_id else one
            for one in drawn.instance.projects
        ),
    )

    places = places_of(cheaper, profile)
    taken = PlainShares(cheaper, profile, places).run(budget)
    order = [one for one in by_total_score(profile, places)[0] if one not in taken.order]
    left = cheaper.budget_limit - taken.spent(cheaper)
    completed = fund_what_fits(cheaper, order, left, taken.order)

    ids = [cheaper.projects[one].project_id for one in (*taken.order, *completed)]
    assert about.project_id in ids


@given(elections(weights=WEIGHTS[0]))
@FAST
def test_one_ballot_more_for_a_project_that_greedy_funds_never_takes_it_out(drawn):
    before = count(drawn.instance, drawn.profile(), "greedy").funded

    for project_id in before:
        more = [*drawn.ballots, ("citizens", (project_id,))]

        assert project_id in count(drawn.instance, drawn.profile(more), "greedy").funded


@given(elections(weights={"citizens": Fraction(1), "watchers": Fraction(0)}))
@FAST
def test_an_electorate_of_weight_zero_changes_nothing(drawn):
    alone = [one for one in drawn.ballots if one[0] == "citizens"]

    for rule in RULES:
        both = count(drawn.instance, drawn.profile(), rule, "s", slots=2)
        one = count(drawn.instance, drawn.profile(alone), rule, "s", slots=2)

        assert replace(both, electorates=()) == replace(one, electorates=())


@given(elections())
@FAST
def test_casting_every_ballot_twice_changes_no_outcome_without_add1(drawn):
    for rule in ("equal-shares", "greedy", "schulze", "borda"):
        once = count(drawn.instance, drawn.profile(), rule, add1=False)
        twice = count(drawn.instance, drawn.profile(drawn.ballots * 2), rule, add1=False)

        assert (once.funded, once.order) == (twice.funded, twice.order)


@given(elections(), st.sampled_from([2, 7, 1000, 10**9]))
@FAST
def test_multiplying_all_money_changes_no_outcome(drawn, factor):
    richer = replace(
        drawn.instance,
        budget_limit=drawn.instance.budget_limit * factor,
        main_unit=drawn.instance.main_unit * factor,
        projects=tuple(replace(one, cost=one.cost * factor) for one in drawn.instance.projects),
    )

    plain = count(drawn.instance, drawn.profile())
    scaled = count(richer, drawn.profile())

    assert scaled.funded == plain.funded
    assert (scaled.add1_steps, scaled.ties) == (plain.add1_steps, plain.ties)


def test_the_hash_seed_of_python_is_irrelevant():
    program = (
        "from deliberation.count import RULES, count\n"
        "from tests.count.test_properties import sample\n"
        "for rule in RULES: print(count(*sample(), rule, 'seed', slots=4).fingerprint())"
    )

    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    }

    assert len(printed) == 1


def sample():
    draw = Random(3)
    projects = tuple(Project(f"p{no}", draw.randrange(10, 90) * 10) for no in range(12))
    instance = Instance("sample", 2000, projects, 4)
    ids = [one.project_id for one in projects]
    return instance, Profile.from_rankings(instance, [draw.sample(ids, 4) for _ in range(80)])


@pytest.mark.parametrize("least", [10, 1])
def test_a_small_electorate_joins_the_first_and_its_weight_is_shared_in_proportion(least):
    instance = Instance("fold", 1000, (Project("a", 10), Project("b", 10)), 1)
    electorates = [
        Electorate("citizens", Fraction(1, 2)),
        Electorate("panel", Fraction(3, 10)),
        Electorate("proposers", Fraction(1, 10)),
        Electorate("school", Fraction(1, 10)),
    ]
    ballots = {"citizens": [["a"]] * 40, "panel": [["b"]] * 20, "proposers": [["b"]] * 9}

    profile = Profile.from_rankings(instance, ballots, electorates, least=least)

    if least == 10:
        assert profile.cast_by == (49, 20, 0, 0)
        assert [one.weight for one in profile.electorates] == [
            Fraction(5, 8),
            Fraction(3, 8),
            0,
            0,
        ]
    else:
        assert profile.cast_by == (40, 20, 9, 0)
        assert [one.weight for one in profile.electorates][2] == Fraction(1, 9)


def test_a_heading_without_ballots_funds_nothing():
    instance = Instance("empty", 1000, (Project("a", 10), Project("b", 10)), 1)

    for rule in RULES:
        found = count(instance, Profile.from_rankings(instance, []), rule)

        assert (found.funded, found.spent, found.ballots) == ((), 0, 0)
