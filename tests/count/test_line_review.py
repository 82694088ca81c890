"""The line review's count: never over the limit, exact, and as an independent version has it."""

import functools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deliberation.budget_lines import BudgetLine, LineRules, faults_of
from deliberation.line_review import LineReview, afforded, lower_median, review
from deliberation.profile import Electorate
from deliberation.refusals import BadInput
from deliberation.wording import Wording
from tests.count.slow_lines import slow_review

F = Fraction
STEPS = (F(-1, 5), F(-1, 10), F(0), F(1, 10), F(1, 5))
NO_WORDS = Wording({})
FEW = settings(max_examples=60)
AMOUNTS = st.lists(st.integers(1, 60), min_size=1, max_size=5)
OTHER_STEPS = st.lists(st.fractions(F(-1), F(2), max_denominator=12), min_size=1, max_size=5)
WEIGHT = st.integers(0, 5)
WHICH_STEP = st.integers(0, 5)
CITIZENS = (Electorate("citizens", F(1)),)


def rules_of(amounts, limit, unit=1, steps=STEPS):
    lines = tuple(
        BudgetLine(f"line-{no}", no, NO_WORDS, NO_WORDS, amount)
        for no, amount in enumerate(amounts, 1)
    )
    return LineRules("heading", lines, steps, limit, unit)


@st.composite
def cases(draw):
    unit = draw(st.sampled_from([1, 7, 10]))
    amounts = draw(AMOUNTS)
    amounts = [amount * unit for amount in amounts]
    steps = tuple(sorted({F(0), *draw(OTHER_STEPS)}))
    limit = sum(amounts) + draw(st.integers(0, 80 * unit))
    names = ("citizens", "panel", "proposers")[: draw(st.integers(1, 3))]
    weights = [draw(WEIGHT) for _ in names]
    assume(sum(weights))
    electorates = tuple(
        Electorate(name, F(weight, sum(weights)))
        for name, weight in zip(names, weights, strict=True)
    )
    ids = tuple(f"line-{no}" for no in range(1, len(amounts) + 1))
    ballots = [
        (name, {line_id: steps[at % len(steps)] for line_id, at in judged.items()})
        for name, judged in draw(_judgements(ids, names))
    ]
    return rules_of(amounts, limit, unit, steps), electorates, ballots, draw(st.integers(1, 4))


# Making a strategy takes longer than drawing from it.
@functools.cache
def _judgements(ids, names):
    judged = st.dictionaries(st.sampled_from(ids), WHICH_STEP, min_size=1)
    return st.lists(st.tuples(st.sampled_from(names), judged), max_size=12)


@FEW
@given(cases())
def test_a_slow_version_written_from_the_definition_agrees(case):
    rules, electorates, ballots, least = case

    found = review(rules, electorates, ballots, least)

    factor, results = slow_review(
        {line.line_id: line.amount for line in rules.lines},
        rules.steps,
        rules.limit,
        rules.unit,
        {one.electorate_id: one.weight for one in electorates},
        ballots,
        least,
    )
    assert found.factor == factor
    assert {one.line_id: (one.step, one.result) for one in found.lines} == results


@FEW
@given(cases())
def test_the_results_never_exceed_the_limit(case):
    rules, electorates, ballots, least = case

    found = review(rules, electorates, ballots, least)

    assert found.after <= rules.limit
    assert 0 <= found.factor <= 1
    assert all(one.result % rules.unit == 0 <= one.result for one in found.lines)
    assert found.judgements == sum(len(one) for _who, one in ballots)


@FEW
@given(cases(), st.randoms())
def test_the_order_of_ballots_means_nothing(case, random):
    rules, electorates, ballots, least = case
    shuffled = list(ballots)
    random.shuffle(shuffled)

    found = review(rules, electorates, shuffled, least)

    assert found.sha256 == review(rules, electorates, ballots, least).sha256
    assert LineReview.from_text(found.as_text()) == found


@FEW
@given(cases())
def test_a_single_ballot_gets_its_steps(case):
    rules, _electorates, ballots, _least = case
    assume(ballots)
    judgements = ballots[0][1]

    found = review(rules, CITIZENS, [("citizens", judgements)])

    assert {one.line_id: one.step for one in found.lines} == {
        line.line_id: judgements.get(line.line_id, F(0)) for line in rules.lines
    }


@FEW
@given(cases(), st.data())
def test_asking_more_for_a_line_never_lowers_it_before_the_factor(case, data):
    rules, electorates, ballots, least = case
    assume(ballots)
    place = data.draw(st.integers(0, len(ballots) - 1))
    who, judgements = ballots[place]
    line = data.draw(st.sampled_from(sorted(judgements)))
    higher = data.draw(st.sampled_from([s for s in rules.steps if s >= judgements[line]]))
    changed = [*ballots]
    changed[place] = (who, {**judgements, line: higher})

    before, after = (review(rules, electorates, one, least) for one in (ballots, changed))

    wanted = [{one.line_id: one.wanted for one in found.lines} for found in (before, after)]
    assert wanted[0][line] <= wanted[1][line]
    assert {k: v for k, v in wanted[0].items() if k != line} == {
        k: v for k, v in wanted[1].items() if k != line
    }


@FEW
@given(cases())
def test_weights_one_and_nothing_are_the_first_electorate_alone(case):
    rules, _electorates, ballots, _least = case
    both = (Electorate("citizens", F(1)), Electorate("panel", F(0)))
    two = [(who if who == "citizens" else "panel", one) for who, one in ballots]

    found = review(rules, both, two)

    alone = review(rules, CITIZENS, [(who, one) for who, one in two if who == "citizens"])
    assert (found.lines, found.factor) == (alone.lines, alone.factor)


@FEW
@given(cases(), st.integers(1, 1000))
def test_money_in_other_units_gives_the_same_shares(case, times):
    rules, electorates, ballots, least = case
    larger = replace(
        rules,
        lines=tuple(replace(line, amount=line.amount * times) for line in rules.lines),
        limit=rules.limit * times,
        unit=rules.unit * times,
    )

    small, large = (review(one, electorates, ballots, least) for one in (rules, larger))

    assert [one.result * times for one in small.lines] == [one.result for one in large.lines]
    assert small.factor == large.factor


def test_each_electorate_weighs_its_weight_however_many_it_is():
    electorates = (Electorate("citizens", F(2, 5)), Electorate("panel", F(3, 5)))
    many = [("citizens", {"line-1": F(1, 5)})] * 1000
    few = [("panel", {"line-1": F(-1, 5)})] * 10

    found = review(rules_of([100], 200), electorates, many + few)

    assert found.lines[0].step == F(-1, 5)
    assert found.lines[0].by_step == (10, 0, 0, 0, 1000)


def test_an_even_split_takes_the_lower_step():
    ballots = [("citizens", {"line-1": F(1, 5)}), ("citizens", {"line-1": F(-1, 5)})]

    found = review(rules_of([100], 200), CITIZENS, ballots)

    assert found.lines[0].step == F(-1, 5)


def test_raises_share_what_cuts_free_and_the_limit_leaves():
    rules = rules_of([500_000, 300_000, 200_000], 1_010_000, unit=1_000)

    factor, amounts = afforded(rules, [F(1, 5), F(1, 10), F(-1, 5)])

    assert factor == F(50_000, 130_000)
    assert amounts == (538_000, 311_000, 160_000)


def test_a_small_electorate_alone_on_a_line_does_not_weigh_more_there():
    electorates = (Electorate("citizens", F(9, 10)), Electorate("panel", F(1, 10)))
    ballots = [("citizens", {"line-1": F(0)})] * 9 + [("panel", {"line-1": F(1, 5)})]

    found = review(rules_of([100, 100], 400), electorates, ballots)

    assert [one.step for one in found.lines] == [F(0), F(0)]
    assert found.electorates[1].one_ballot == F(1, 10)


def test_no_weight_has_no_median():
    assert lower_median(STEPS, [F(0)] * 5) == 0


@pytest.mark.parametrize(
    ("judgements", "code"),
    [
        ({}, "ballot-empty"),
        ({"moon": F(0)}, "line-unknown"),
        ({"line-1": F(1, 3)}, "step-unknown"),
        ({"line-1": F(-1, 5)}, "step-unknown"),
    ],
)
def test_a_ballot_that_the_rules_do_not_allow_is_refused(judgements, code):
    rules = rules_of([100], 200)
    rules = replace(rules, lines=(replace(rules.lines[0], least=F(9, 10)),))

    with pytest.raises(BadInput) as refused:
        review(rules, CITIZENS, [("citizens", judgements)])

    assert refused.value.code == code


def test_a_review_that_cannot_be_is_told_by_its_faults():
    crossed = rules_of([1_500, 900], 2_000, 1_000, (F(1, 5), F(-2), F(1, 10)))
    crossed = replace(crossed, lines=(replace(crossed.lines[0], least=F(2)), crossed.lines[1]))

    codes = [code for code, _params in faults_of(crossed)]

    assert codes == [
        "steps-disordered",
        "step-zero-missing",
        "step-too-low",
        "lines-above-limit",
        "line-not-in-units",
        "line-bounds-crossed",
        "line-not-in-units",
    ]
    assert faults_of(rules_of([100], 100)) == []
