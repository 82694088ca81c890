"""What was said in a round, whatever the order; what a statement may hold."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.refusals import BadInput, NotPermitted
from deliberation.statements import (
    LEAST_VOICES,
    MOST_CHARACTERS,
    MOST_OF_ONE,
    Answer,
    Cell,
    Figures,
    Statement,
    accepted_statement,
    check_left,
    check_new,
    figures_of,
    in_order_of,
    to_answer,
    what_was_said,
)

SLOTS = [f"slot-{number}" for number in range(12)]
NUMBERS = range(1, 8)
MATRICES = st.dictionaries(
    st.tuples(st.sampled_from(SLOTS), st.sampled_from(NUMBERS)), st.sampled_from(Answer)
)


def statement(number: int, slot: str = "", hidden: str = "", text: str = "") -> Statement:
    return Statement(number, 1, 1, slot, text or f"Statement {number}.", hidden)


def cells(matrix: dict[tuple[str, int], Answer]) -> list[Cell]:
    return [(slot, number, answer) for (slot, number), answer in matrix.items()]


def answers(number: int, agreed: int, disagreed: int, passed: int = 0) -> list[Cell]:
    given = [Answer.AGREE] * agreed + [Answer.DISAGREE] * disagreed + [Answer.PASS] * passed
    return [(f"slot-{at}", number, answer) for at, answer in enumerate(given)]


@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(
    matrix: dict[tuple[str, int], Answer], chance: object
) -> None:
    statements = [statement(number) for number in NUMBERS]
    shuffled = cells(matrix)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    said = what_was_said(statements, cells(matrix))

    assert what_was_said(statements[::-1], shuffled) == said


@given(MATRICES, st.sets(st.sampled_from(NUMBERS)))
def test_every_answer_to_what_stands_is_counted_once(
    matrix: dict[tuple[str, int], Answer], hidden: set[int]
) -> None:
    statements = [statement(one, hidden="personal" if one in hidden else "") for one in NUMBERS]

    said = what_was_said(statements, cells(matrix))

    counted = [one for one in matrix if one[1] not in hidden]
    added_up = sum(one.figures.voices + one.figures.passed for one in said.everything)
    assert added_up == len(counted)
    assert said.people == len({slot for slot, _number in counted})
    assert (said.hidden, len(said.everything)) == (len(hidden), len(NUMBERS) - len(hidden))


@given(st.integers(0, 300), st.integers(0, 300))
def test_nothing_is_both_agreed_and_divided(agreed: int, disagreed: int) -> None:
    figures = Figures(agreed, disagreed)

    verdicts = (figures.is_agreed, figures.is_divided)

    assert verdicts != (True, True)
    assert figures.is_compared or verdicts == (False, False)
    assert 0 < figures.agreement < 1
    assert 0 <= figures.division < Fraction(1, 2)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_passing_moves_no_share(agreed: int, disagreed: int, passed: int) -> None:
    with_passes = Figures(agreed, disagreed, passed)

    without = Figures(agreed, disagreed)

    assert with_passes.agreement == without.agreement
    assert with_passes.division == without.division


@given(st.lists(st.integers(1, 10_000), unique=True), st.text(max_size=8), st.integers(1, 20_000))
def test_a_new_statement_leaves_the_order_of_the_others(
    numbers: list[int], seed: str, new: int
) -> None:
    before = in_order_of(seed, [statement(one) for one in numbers])

    after = in_order_of(seed, [statement(one) for one in {*numbers, new}])

    assert [one for one in after if one.statement_no in set(numbers)] == before


def test_people_see_statements_in_orders_of_their_own() -> None:
    statements = [statement(number) for number in range(1, 21)]

    orders = {
        tuple(one.statement_no for one in in_order_of(f"seed {person}", statements))
        for person in range(30)
    }

    assert len(orders) == 30


def test_nine_of_ten_weigh_more_than_five_of_five() -> None:
    said = what_was_said([statement(1), statement(2)], [*answers(1, 5, 0), *answers(2, 19, 1)])

    assert [one.statement.statement_no for one in said.agreed] == [2, 1]


def test_what_divides_many_comes_before_what_divides_few() -> None:
    said = what_was_said([statement(1), statement(2)], [*answers(1, 3, 3), *answers(2, 20, 19)])

    assert [one.statement.statement_no for one in said.divided] == [2, 1]
    assert said.agreed == ()


def test_too_few_voices_are_not_compared() -> None:
    said = what_was_said([statement(1)], answers(1, LEAST_VOICES - 1, 0, passed=9))

    assert (said.agreed, said.divided, said.people) == ((), (), LEAST_VOICES + 8)


def test_two_thirds_are_divided_and_more_agree() -> None:
    just, more = Figures(6, 3), Figures(7, 3)

    assert (just.is_agreed, just.is_divided) == (False, True)
    assert (more.is_agreed, more.is_divided) == (True, False)


def test_what_most_disagree_with_is_neither() -> None:
    figures = figures_of(answers(1, 1, 9))[1]

    assert (figures.is_agreed, figures.is_divided) == (False, False)


def test_nobody_answers_their_own_or_a_hidden_statement() -> None:
    statements = [statement(1, "me"), statement(2, "you"), statement(3, "you", "insulting")]

    offered = to_answer(statements, "me")

    assert [one.statement_no for one in offered] == [2]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "text-empty"),
        ("   \n ", "text-empty"),
        ("👍👍👍", "text-without-words"),
        ("ㅋㅋㅋㅋ", "text-without-words"),
        ("음", "text-too-short"),
        ("가" * (MOST_CHARACTERS + 1), "text-too-long"),
        ("제 번호는 900101-1234567입니다", "personal-number"),
        ("010-1234-5678로 연락 주세요", "statement-with-number"),
        ("자세한 것은 https://example.com 참고", "statement-with-link"),
        ("ｅｘａｍｐｌｅ．ｃｏｍ 을 보세요", "statement-with-link"),
        ("@somebody 님 말씀이 맞습니다", "statement-with-mention"),
        ("/start 를 누르세요", "statement-with-command"),
    ],
)
def test_what_everybody_reads_is_checked(typed: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        accepted_statement(typed)

    assert refused.value.code == code


def test_a_statement_is_kept_on_one_line_without_what_does_not_show() -> None:
    text = accepted_statement("  경사로가\n먼저\u202e입니다 <b>  ")

    assert text == "경사로가 먼저입니다 <b>"


def test_the_longest_statement_is_taken() -> None:
    text = accepted_statement("가" * MOST_CHARACTERS)

    assert len(text) == MOST_CHARACTERS


@pytest.mark.parametrize("again", ["ramps FIRST!", "Ｒａｍｐｓ first", "Ramps, first."])
def test_the_same_words_are_the_same_statement(again: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_new(again, [statement(1, text="Ramps first.")])

    assert refused.value.code == "statement-said-already"


def test_a_person_hands_in_only_so_many() -> None:
    check_left(MOST_OF_ONE - 1)

    with pytest.raises(NotPermitted):
        check_left(MOST_OF_ONE)
