"""Projects that exclude each other: the one funded first stays (docs/counting-exclusions.md)."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pabulib.checker import Checker

from deliberation.count import ALLOCATING, RULES, count
from deliberation.equal_shares import Add1, leap, walk
from deliberation.instance import Instance, Project
from deliberation.pabulib import BadFile, Ballot, read_pb, write_pb
from deliberation.packed_shares import PackedShares
from deliberation.plain_shares import PlainShares
from deliberation.profile import Profile
from deliberation.reasons import DoesNotFit, Excluded, FundedByShares, ShortOfShares
from deliberation.refusals import BadInput
from tests.count import slow
from tests.count.elections import elections, excluding, places_of
from tests.count.test_pabulib import FILE, META

FAST = settings(max_examples=60, deadline=None)
WITH = elections(exclusions=6, most_ballots=24)


@given(WITH)
@settings(max_examples=150, deadline=None)
def test_the_whole_count_equals_the_slow_one(drawn):
    expected, steps = slow.equal_shares(drawn.slow(), "seed", most=60)

    found = count(drawn.instance, drawn.profile(), "equal-shares", "seed")

    if found.add1_steps < 60 and steps < 60:
        assert (list(found.funded), found.add1_steps) == (expected, steps)
    assert list(count(drawn.instance, drawn.profile(), "greedy", "seed").funded) == slow.greedy(
        drawn.slow(), "seed"
    )


@given(WITH, st.sampled_from([1, 8, 61]), st.booleans())
@FAST
def test_packed_and_plain_runs_agree_in_units_of_any_size(drawn, bits, by_cost):
    profile = drawn.profile()
    places = places_of(drawn.instance, profile)
    if not profile.ballot_count:
        return
    packed = PackedShares(drawn.instance, profile, places, by_cost=by_cost, bits=bits)
    plain = PlainShares(drawn.instance, profile, places, by_cost=by_cost)
    add1 = Add1(drawn.instance, profile)

    quick, sure = packed.run(add1.budget(9)), plain.run(add1.budget(9))

    assert quick.order == sure.order
    assert quick.broke_in.tolist() == sure.broke_in.tolist()
    assert leap(add1, packed.trace, 40)[0] == walk(add1, plain.run, 40)[0]


@given(WITH, st.sampled_from(ALLOCATING), st.booleans(), st.booleans())
@FAST
def test_never_are_two_funded_that_exclude_each_other(drawn, rule, add1, completion):
    found = count(drawn.instance, drawn.profile(), rule, add1=add1, completion=completion)

    assert not [pair for pair in drawn.instance.exclusions if set(pair) <= set(found.funded)]


@given(WITH, st.sampled_from(ALLOCATING))
@FAST
def test_every_reason_names_an_excluder_that_was_funded(drawn, rule):
    found = count(drawn.instance, drawn.profile(), rule, "s")
    pairs = {frozenset(pair) for pair in drawn.instance.exclusions}

    for one in found.reasons:
        if isinstance(one, Excluded):
            rivals = [p for p in found.funded if frozenset((one.project_id, p)) in pairs]
            assert one.by == rivals[0]
            by = found.reason(one.by)
            assert one.round == (by.round if isinstance(by, FundedByShares) else 0)
        elif isinstance(one, ShortOfShares):
            assert one.held < one.cost
        elif isinstance(one, DoesNotFit):
            assert one.room < one.cost


@given(WITH, st.randoms(use_true_random=False), st.sampled_from(ALLOCATING))
@FAST
def test_neither_the_order_of_ballots_nor_the_side_that_names_the_other_matters(
    drawn, shuffle, rule
):
    ballots = list(drawn.ballots)
    shuffle.shuffle(ballots)
    turned = excluding(drawn.instance, [pair[::-1] for pair in drawn.instance.exclusions])

    first = count(drawn.instance, drawn.profile(), rule, "s")
    second = count(turned, drawn.profile(ballots), rule, "s")

    assert first == second


@given(WITH, st.sampled_from(RULES))
@FAST
def test_an_exclusion_of_what_is_not_funded_changes_nothing(drawn, rule):
    found = count(drawn.instance, drawn.profile(), rule, "s", add1=False)
    kept = [pair for pair in drawn.instance.exclusions if set(found.funded) & set(pair)]

    without = excluding(drawn.instance, kept)

    assert count(without, drawn.profile(), rule, "s", add1=False) == found


@given(elections(), st.sampled_from(ALLOCATING))
@FAST
def test_without_exclusions_no_reason_speaks_of_one(drawn, rule):
    found = count(drawn.instance, drawn.profile(), rule)

    assert not any(isinstance(one, Excluded) for one in found.reasons)


def test_supporters_of_an_excluded_project_keep_their_money_for_others():
    projects = (
        Project("pool", 60, excludes=("rink",)),
        Project("rink", 40),
        Project("trees", 40),
    )
    instance = Instance("Jongno", 110, projects, 2)
    profile = Profile.from_rankings(instance, [["pool"]] * 6 + [["rink", "trees"]] * 4)

    found = count(instance, profile, add1=False, completion=False)

    # Each holds 11. The pool's six pay 10 each; the rink's four could have paid 44 of its 40.
    assert found.funded == ("pool", "trees")
    reason = found.reason("rink")
    assert isinstance(reason, Excluded)
    assert (reason.by, reason.round, reason.held, reason.supporters) == ("pool", 1, 44, 4)
    assert count(excluding(instance, []), profile, add1=False).funded == ("pool", "rink")


def test_what_only_an_excluded_project_would_fill_counts_as_exhausted():
    projects = (Project("pool", 60, excludes=("rink",)), Project("rink", 40))
    instance = Instance("Jongno", 100, projects, 2)
    profile = Profile.from_rankings(instance, [["pool", "rink"]] * 10)

    found = count(instance, profile)

    assert (found.funded, found.add1_steps) == (("pool",), 0)
    assert count(instance, profile, "greedy").funded == ("pool",)


def test_completion_leaves_out_what_excludes_a_funded_project():
    projects = (
        Project("pool", 60),
        Project("rink", 40, excludes=("pool",)),
        Project("trees", 30, excludes=("bench",)),
        Project("bench", 10),
    )
    instance = Instance("Jongno", 100, projects, 2)
    rankings = [["pool"]] * 7 + [["rink", "trees"]] * 2 + [["trees"], ["bench"]] * 1
    profile = Profile.from_rankings(instance, rankings)

    found = count(instance, profile, add1=False)

    # The pool's seven hold 63; with the 40 left, the trees (4 points) come before the bench (2).
    assert found.funded == ("pool", "trees")
    reasons = [one for one in found.reasons if isinstance(one, Excluded)]
    assert [(one.project_id, one.by) for one in reasons] == [("rink", "pool"), ("bench", "trees")]


def test_an_exclusion_of_what_is_not_there_is_refused():
    for other in ("nothing", "pool"):
        with pytest.raises(BadInput) as caught:
            Instance("Jongno", 1, (Project("pool", 1, excludes=(other,)),), 1)

        assert caught.value.code == "exclusion_unknown"


@given(WITH)
@settings(max_examples=30, deadline=None)
def test_exclusions_survive_a_file(drawn):
    text = write_pb(drawn.instance, [Ballot("1", (drawn.instance.projects[0].project_id,))])

    again = read_pb(text, f"{drawn.instance.heading_id}.pb")

    assert again.instance.exclusions == drawn.instance.exclusions


def test_a_file_with_exclusions_passes_the_checker_of_pabulib():
    instance = read_pb(FILE, "Jongno.pb").instance
    instance = excluding(replace(instance, currency="PLN"), [("c", "a/1"), ("b", "c")])
    ballots = [Ballot("1", ("a/1", "b")), Ballot("2", ("b",)), Ballot("3", ("c", "a/1"))]

    text = write_pb(instance, ballots, meta={**META, "comment": "#1: Rainy days."})
    report = Checker().process_files([text])

    assert report["metadata"]["valid"] == 1, report
    assert read_pb(text, "Jongno.pb").instance.exclusions == (("a/1", "c"), ("b", "c"))


def test_a_column_of_exclusions_is_read_too():
    text = FILE.replace("cost;name", "cost;name;excludes").replace("Road\n", "Road;a/1, c\n")

    found = read_pb(text, "Jongno.pb").instance

    assert found.exclusions == (("a/1", "b"), ("b", "c"))


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("cost;name\n", "cost;name;excludes\n", "", 0),
        ("b;400.5;Road\n", "b;400.5;Road;z\n", "unknown_project", 12),
        ("b;400.5;Road\n", "b;400.5;Road;b\n", "project_excludes_itself", 12),
        ("currency;PLN\n", 'comment;#1: excludes [["a/1"]]\n', "exclusions_unreadable", 8),
        ("currency;PLN\n", 'comment;#1: excludes [["a/1"\n', "exclusions_unreadable", 8),
        ("currency;PLN\n", "comment;#1: excludes " + "[" * 9999 + "\n", "exclusions_un", 8),
        ("currency;PLN\n", 'comment;"#1: excludes [[""y"",""b""]]"\n', "unknown_project", 8),
        ("currency;PLN\n", "comment;#1: excludes nobody\n", "", 0),
    ],
)
def test_exclusions_that_cannot_be_meant_are_refused_by_line(old, new, code, line):
    text = FILE.replace("cost;name\n", "cost;name;excludes\n").replace(old, new)

    if not code:
        assert read_pb(text, "Jongno.pb").instance.exclusions == ()
        return
    with pytest.raises(BadFile) as caught:
        read_pb(text, "Jongno.pb")
    assert caught.value.code.startswith(code)
    assert caught.value.params["line"] == line


def test_a_large_election_with_exclusions_is_counted_alike_by_both_implementations():
    draw = random.Random(11)
    ids = [f"p{no:02}" for no in range(30)]
    projects = tuple(Project(one, draw.randrange(5, 60) * 10_000) for one in ids)
    pairs = [tuple(draw.sample(ids, 2)) for _ in range(25)]
    instance = excluding(Instance("Mapo", 2_000_000, projects, 5), pairs)
    rankings = [draw.sample(ids, draw.randint(1, 5)) for _ in range(1200)]
    profile = Profile.from_rankings(instance, rankings)
    places = places_of(instance, profile)

    quick = PackedShares(instance, profile, places).run(2_000_000)
    sure = PlainShares(instance, profile, places).run(2_000_000)

    assert quick.order == sure.order
    assert quick.broke_in.tolist() == sure.broke_in.tolist()
    assert Fraction(quick.spent(instance)) <= 2_000_000
