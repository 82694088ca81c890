"""Greedy, Schulze, Borda and expanding approvals, by hand and against the slow count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.count import count
from deliberation.instance import Instance, Project
from deliberation.profile import Profile
from tests.count import slow
from tests.count.elections import WEIGHTS, elections


def rank(ballots, size, items, rule, **settings):
    instance = Instance("agenda", 1, tuple(Project(one, 1) for one in items), size)
    return count(instance, Profile.from_rankings(instance, ballots), rule, **settings).order


def test_schulze_gives_the_order_of_the_published_example():
    # Schulze 2011, section 3.1: 45 voters, five alternatives, the order is E A C B D.
    ballots = [
        *["ACBED"] * 5, *["ADECB"] * 5, *["BEDAC"] * 8, *["CABED"] * 3,
        *["CAEBD"] * 7, *["CBADE"] * 2, *["DCEBA"] * 7, *["EBADC"] * 8,
    ]  # fmt: skip

    assert rank(ballots, 5, "ABCDE", "schulze") == tuple("EACBD")


def test_a_majority_of_two_thirds_does_not_take_all_slots():
    ballots = [["a", "b", "c"]] * 60 + [["d", "e", "f"]] * 30

    order = rank(ballots, 3, "abcdef", "expanding-approvals", slots=3)

    # The quota is 30 of 90: the larger group carries two items, the smaller one its first.
    assert order == ("a", "d", "b")


def test_borda_counts_from_the_size_of_the_ballot_not_from_its_length():
    ballots = [["a"]] * 2 + [["b", "c", "a"]]

    assert rank(ballots, 3, "abc", "borda") == ("a", "b", "c")


@given(elections(), st.integers(1, 5))
@settings(max_examples=250, deadline=None)
def test_rankings_equal_the_slow_ones(drawn, slots):
    profile, election = drawn.profile(), drawn.slow()
    if not profile.ballot_count:
        return

    def order(rule):
        return list(count(drawn.instance, profile, rule, "s", slots=slots).order)

    assert order("schulze") == slow.schulze(election, "s")
    assert order("expanding-approvals") == slow.expanding_approvals(election, slots, "s")


@given(elections(weights=WEIGHTS[1]))
@settings(max_examples=150, deadline=None)
def test_greedy_equals_the_slow_one(drawn):
    found = count(drawn.instance, drawn.profile(), "greedy", "s")

    assert list(found.funded) == slow.greedy(drawn.slow(), "s")
