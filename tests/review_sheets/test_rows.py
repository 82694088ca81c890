from collections.abc import Mapping

import pytest

from deliberation.proposals import State
from deliberation.refusals import BadInput
from deliberation.review_sheets import (
    Column,
    RawRow,
    Verdict,
    act_of,
    mark,
    pack,
    process_of,
    read_rows,
    unpack,
)
from deliberation.reviewing import Act
from screens.review_sheet_words import verdict_labels

GOOD = {
    Column.CODE: "P1-0007",
    Column.SEEN: "2",
    Column.DEPARTMENT: "공원과",
    Column.VERDICT: "적격",
    Column.COST: "120000000",
}


def amount(text: str) -> int:
    try:
        return int(text.replace(",", ""))
    except ValueError:
        raise BadInput("amount-unreadable") from None


def code_of(cells: Mapping[Column, str]) -> str:
    _right, faults, _ = read_rows([RawRow(3, cells)], 1, verdict_labels(), amount)
    return faults[0].refusal.code if faults else ""


def test_a_row_that_is_right_is_an_opinion() -> None:
    right, faults, untouched = read_rows([RawRow(3, GOOD)], 1, verdict_labels(), amount)

    assert (faults, untouched) == ((), 0)
    assert (right[0].proposal_no, right[0].verdict) == (7, Verdict.FEASIBLE)
    assert right[0].cost == 120_000_000
    assert unpack(pack(right[0])) == right[0]


@pytest.mark.parametrize("label", ["적격", " 적격 ", "Feasible", "FEASIBLE"])
def test_a_verdict_is_read_in_every_language_and_case(label: str) -> None:
    assert code_of({**GOOD, Column.VERDICT: label}) == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({Column.CODE: ""}, "row-without-proposal"),
        ({Column.CODE: "=P1-0007"}, "row-without-proposal"),
        ({Column.CODE: "P2-0007"}, "row-of-other-year"),
        ({Column.SEEN: ""}, "row-without-revision"),
        ({Column.SEEN: "-1"}, "row-without-revision"),
        ({Column.VERDICT: ""}, "row-without-verdict"),
        ({Column.VERDICT: "좋아요"}, "row-verdict-unknown"),
        ({Column.COST: ""}, "row-without-cost"),
        ({Column.COST: "많이"}, "amount-unreadable"),
        ({Column.VERDICT: "부적격"}, "row-without-note"),
        ({Column.VERDICT: "부적격", Column.NOTE: "짧음"}, "text-too-short"),
        ({Column.VERDICT: "부적격", Column.NOTE: "문의 900101-1234567"}, "personal-number"),
        ({Column.VERDICT: "고치면 적격", Column.COST: "", Column.NOTE: "이렇게 고칩니다."},
         "offer-changes-nothing"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_says_how(changed: Mapping[Column, str], code: str) -> None:
    assert code_of({**GOOD, **changed}) == code


def test_a_proposal_with_two_opinions_is_taken_neither_way() -> None:
    again = {**GOOD, Column.COST: "90000000"}

    right, faults, _ = read_rows([RawRow(3, GOOD), RawRow(4, again)], 1, verdict_labels(), amount)

    assert right == ()
    assert [(one.row, one.refusal.code) for one in faults] == [(3, "row-twice"), (4, "row-twice")]


def test_rows_left_empty_are_counted_and_not_faulted() -> None:
    empty = {**GOOD, Column.VERDICT: "", Column.COST: ""}

    assert read_rows([RawRow(3, empty)], 1, verdict_labels(), amount) == ((), (), 1)


def test_infeasible_means_as_before_once_the_proposer_has_answered() -> None:
    assert act_of(Verdict.INFEASIBLE, State.REVIEWING) is Act.OPINE
    assert act_of(Verdict.INFEASIBLE, State.APPEALED) is Act.UPHOLD


def test_an_opinion_is_known_again_wherever_its_row_stands() -> None:
    right, _, _ = read_rows([RawRow(3, GOOD)], 1, verdict_labels(), amount)
    moved, _, _ = read_rows([RawRow(9, GOOD)], 1, verdict_labels(), amount)
    other, _, _ = read_rows([RawRow(3, {**GOOD, Column.COST: "1"})], 1, verdict_labels(), amount)

    assert mark(right[0]) == mark(moved[0])
    assert mark(right[0]) != mark(other[0])


def test_a_sheet_without_proposals_is_of_no_year() -> None:
    with pytest.raises(BadInput, match="sheet-without-rows"):
        process_of([RawRow(3, {Column.CODE: "소계"})])
