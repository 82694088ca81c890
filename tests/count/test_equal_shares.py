"""Equal shares against the slow count, in order and at every step of Add1."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from deliberation.count import count
from deliberation.equal_shares import Add1, leap, walk
from deliberation.instance import Instance, Project
from deliberation.packed_shares import PackedShares
from deliberation.plain_shares import PlainShares
from deliberation.profile import Profile
from tests.count import slow
from tests.count.elections import Drawn, elections, pabulib, places_of, read, slow_of

SMALL = ["Netherlands_Assen_2024", "Switzerland_Zurich_S5R", "US_Stanford_Dataset_PB_Chicago*"]
TESTED = 400


def test_three_of_five_voters_carry_the_project_that_they_share():
    projects = (Project("park", 60), Project("road", 50), Project("bench", 40))
    instance = Instance("Jongno", 100, projects, 2)
    profile = Profile.from_rankings(instance, [["park", "bench"]] * 3 + [["road"]] * 2)

    allocation = count(instance, profile, add1=False, completion=False)

    # Each holds 20. park: 3 voters pay 20 for 2 points each; road: 40 held, 50 needed.
    assert allocation.funded == ("park",)
    assert allocation.reason("road").missing == 10


@given(elections())
@settings(max_examples=TESTED, deadline=None)
def test_the_whole_count_equals_the_slow_one(drawn):
    expected, steps = slow.equal_shares(drawn.slow(), "seed", most=60)

    allocation = count(drawn.instance, drawn.profile(), "equal-shares", "seed")

    if allocation.add1_steps < 60 and steps < 60:
        assert list(allocation.funded) == expected
        assert allocation.add1_steps == steps


@given(elections())
@settings(max_examples=TESTED, deadline=None)
def test_packed_and_plain_runs_agree_on_who_pays_and_who_breaks(drawn):
    profile = drawn.profile()
    if not profile.ballot_count:
        return
    places = places_of(drawn.instance, profile)

    for by_cost in (True, False):
        packed = PackedShares(drawn.instance, profile, places, by_cost=by_cost)
        plain = PlainShares(drawn.instance, profile, places, by_cost=by_cost)
        for budget in (drawn.instance.budget_limit, drawn.instance.budget_limit * 7 // 3):
            quick, sure = packed.run(budget), plain.run(budget)

            assert quick.order == sure.order
            assert quick.broke_in.tolist() == sure.broke_in.tolist()
            assert quick.ties == sure.ties


@given(elections(most_ballots=30))
@settings(max_examples=150, deadline=None)
def test_leaving_out_runs_of_add1_changes_nothing(drawn):
    profile = drawn.profile()
    if not profile.ballot_count:
        return
    add1 = Add1(drawn.instance, profile)
    packed = PackedShares(drawn.instance, profile, places_of(drawn.instance, profile))

    assert leap(add1, packed.trace, 300)[0] == walk(add1, packed.run, 300)[0]


@pytest.mark.parametrize("path", [one for name in SMALL for one in pabulib(f"{name}.pb")])
@pytest.mark.parametrize("by_cost", [True, False])
def test_small_files_equal_the_slow_count_at_every_step_of_add1(path, by_cost):
    file = read(path)
    profile = file.profile()
    packed = PackedShares(
        file.instance, profile, places_of(file.instance, profile), by_cost=by_cost
    )
    election, add1 = slow_of(file), Add1(file.instance, profile)
    steps, _ = leap(add1, packed.trace, 2000)
    assert add1.step == slow.add1_step(election)

    for step in range(0, steps + 1, 1 if by_cost else 17):
        budget = add1.budget(step)
        order, _ = slow.equal_shares_run(election, budget, "", by_cost)
        assert _ids(file, packed.run(budget).order) == order, f"step {step}"
    expected, taken = slow.equal_shares(election) if by_cost and steps < 60 else (None, steps)

    assert steps == taken
    if expected:
        assert list(count(file.instance, profile).funded) == expected


@pytest.mark.parametrize("path", pabulib("Poland_Krakow_20*_*.pb"))
def test_district_files_equal_the_slow_count_at_the_first_and_the_last_step(path):
    file = read(path)
    profile = file.profile()
    packed = PackedShares(file.instance, profile, places_of(file.instance, profile))
    add1 = Add1(file.instance, profile)
    steps, _ = leap(add1, packed.trace, 2000)
    election = slow_of(file)

    for step in (0, steps) if profile.ballot_count < 1500 else (steps,):
        budget = add1.budget(step)
        expected, _ = slow.equal_shares_run(election, budget, "")
        assert _ids(file, packed.run(budget).order) == expected, f"step {step}"


@pytest.mark.slow
@pytest.mark.parametrize("path", pabulib())
def test_every_file_equals_the_slow_count_at_every_step_of_add1(path):
    file = read(path)
    profile = file.profile()
    packed = PackedShares(file.instance, profile, places_of(file.instance, profile))
    add1 = Add1(file.instance, profile)
    steps, _ = leap(add1, packed.trace, 2000)
    election = slow_of(file)
    stride = 1 if profile.ballot_count < 10_000 else max(1, steps // 3)

    assert steps == walk(add1, packed.run, 2000)[0]
    for step in range(0, steps + 2, stride):
        budget = add1.budget(step)
        expected, _ = slow.equal_shares_run(election, budget, "")
        assert _ids(file, packed.run(budget).order) == expected, f"step {step}"


def test_add1_gives_each_ballot_a_thousandth_of_its_share_rounded_up_to_main_units():
    projects = (Project("a", 100), Project("b", 100))
    instance = Instance("Kraków", 1656699_67, projects, 3, main_unit=100, currency="PLN")
    profile = Profile.from_rankings(instance, [["a"]] * 100)

    step = Add1(instance, profile).step

    assert step == -(-Fraction(1656699_67, 100) // (1000 * 100)) * 100
    assert step == 17_00


def _ids(file, order):
    return [file.instance.projects[index].project_id for index in order]


def test_nearly_spent_shares_do_not_hide_the_step_at_which_everything_fits():
    projects = tuple(Project(f"p{no}", 100) for no in range(3))
    ballots = [
        *[("citizens", ())] * 3,
        *[("citizens", ("p1",))] * 2,
        *[("panel", ())] * 3,
        *[("panel", ("p0", "p1"))] * 5,
        ("panel", ("p0", "p2", "p1")),
    ]
    weights = {"citizens": Fraction(2, 3), "panel": Fraction(1, 3), "watchers": Fraction(0)}
    drawn = Drawn(Instance("Jongno", 169, projects, 3), ballots, weights)
    profile = drawn.profile()
    add1 = Add1(drawn.instance, profile)
    packed = PackedShares(drawn.instance, profile, places_of(drawn.instance, profile))

    found = leap(add1, packed.trace, 300)[0]

    assert found == walk(add1, packed.run, 300)[0]
