from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.merging import (
    MERGEABLE,
    Answer,
    Joint,
    Merge,
    MergeDraft,
    MergePart,
    MergeState,
    Verdict,
    WhyLeft,
    answers_until,
    check_parts,
    judged,
    made_state,
    pack,
    unpack,
)
from deliberation.proposals import Content, Proposal, State
from deliberation.refusals import Refusal
from tests.samples import DAY, NOON

JOINT = Joint("One title", "One problem", "One idea")
UNTIL = NOON + 7 * DAY


def asked(*answers: Answer, joint: Joint | None = None, lead: int = 1) -> Merge:
    parts = tuple(MergePart(number, one) for number, one in enumerate(answers, start=1))
    return Merge(
        1, 1, 1, lead, joint or Joint(), 1, MergeState.ASKED, 9, UNTIL, parts
    )  # fmt: skip


def verdict(
    merge: Merge,
    *states: State,
    late: bool = False,
    silence_consents: bool = False,
    may_review: bool = True,
) -> Verdict:
    named = states or (State.RECEIVED,) * len(merge.parts)
    return judged(
        merge,
        dict(enumerate(named, start=1)),
        UNTIL if late else NOON,
        silence_consents=silence_consents,
        may_review=may_review,
    )


YES, NO, OPEN = Answer.CONSENTS, Answer.REFUSES, Answer.OPEN


def test_it_is_decided_once_all_have_consented() -> None:
    assert verdict(asked(YES, OPEN)).outcome is MergeState.ASKED
    assert verdict(asked(YES, YES)).outcome is MergeState.MERGED


def test_one_refusal_takes_that_proposal_out_and_the_others_go_on() -> None:
    found = verdict(asked(YES, NO, YES))

    assert found == Verdict(MergeState.MERGED, 1, {2: WhyLeft.REFUSED})


def test_with_one_left_it_fails() -> None:
    assert verdict(asked(OPEN, NO)).outcome is MergeState.FAILED


@pytest.mark.parametrize(
    ("silence_consents", "outcome", "left"),
    [
        (True, MergeState.MERGED, {}),
        (False, MergeState.FAILED, {2: WhyLeft.SILENT}),
    ],
)
def test_silence_means_what_the_process_file_says(
    silence_consents: bool, outcome: MergeState, left: dict[int, WhyLeft]
) -> None:
    merge = asked(YES, OPEN)

    early = verdict(merge, silence_consents=silence_consents)
    late = verdict(merge, late=True, silence_consents=silence_consents)

    assert early.outcome is MergeState.ASKED
    assert (late.outcome, late.left) == (outcome, left)


def test_where_the_lead_leaves_the_rest_are_asked_about_another_text() -> None:
    found = verdict(asked(NO, YES, YES))

    assert found == Verdict(MergeState.ASKED, 2, {1: WhyLeft.REFUSED}, asks_anew=True)


def test_a_joint_text_outlives_its_lead() -> None:
    found = verdict(asked(NO, YES, YES, joint=JOINT))

    assert found == Verdict(MergeState.MERGED, 2, {1: WhyLeft.REFUSED})


def test_what_was_withdrawn_or_reviewed_otherwise_leaves() -> None:
    found = verdict(asked(YES, OPEN, YES), State.FEASIBLE, State.WITHDRAWN, State.REVIEWING)

    assert found.outcome is MergeState.FAILED
    assert found.left == {2: WhyLeft.MOVED_ON, 3: WhyLeft.MOVED_ON}


def test_without_review_only_what_has_passed_it_becomes_one() -> None:
    passed, still = (State.FEASIBLE,) * 2, (State.REVIEWING,) * 2

    assert verdict(asked(YES, YES), *passed, may_review=False).outcome is MergeState.MERGED
    assert verdict(asked(YES, YES), *still, may_review=False).outcome is MergeState.FAILED
    joint = asked(YES, YES, joint=JOINT)
    assert verdict(joint, *passed, may_review=False).outcome is MergeState.FAILED


@pytest.mark.parametrize(
    ("states", "joint", "made"),
    [
        ((State.RECEIVED, State.RECEIVED), False, State.RECEIVED),
        ((State.RECEIVED, State.REVIEWING), False, State.REVIEWING),
        ((State.FEASIBLE, State.FEASIBLE), False, State.FEASIBLE),
        ((State.FEASIBLE, State.FEASIBLE), True, State.REVIEWING),
    ],
)
def test_a_text_that_no_department_has_read_is_reviewed(
    states: tuple[State, ...], joint: bool, made: State
) -> None:
    assert made_state(states, joint) is made


PARTS = st.lists(
    st.tuples(st.sampled_from(Answer), st.sampled_from(State)), min_size=2, max_size=6
)


@given(PARTS, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nobody_who_refused_is_ever_merged(
    parts: list[tuple[Answer, State]], late: bool, silence: bool, may_review: bool, joint: bool
) -> None:
    merge = asked(*(answer for answer, _ in parts), joint=JOINT if joint else None)
    states = [state for _, state in parts]

    found = verdict(merge, *states, late=late, silence_consents=silence, may_review=may_review)

    rest = [n for n in range(1, len(parts) + 1) if n not in found.left]
    assert all(parts[n - 1][0] is not NO for n in rest)
    assert all(parts[n - 1][1] in MERGEABLE for n in rest)
    if found.outcome is MergeState.MERGED:
        assert len(rest) > 1
        assert found.lead_no in rest
        assert len({parts[n - 1][1] is State.FEASIBLE for n in rest}) == 1
        if not (late and silence):
            assert all(parts[n - 1][0] is YES for n in rest)
    if late and found.outcome is MergeState.ASKED:
        assert found.asks_anew


def proposal(number: int, state: State = State.RECEIVED, **more: int) -> Proposal:
    made = Proposal(number, 1, 1, 50 + number, Content("Title"), "en", state, NOON)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("proposals", "joint", "code"),
    [
        ([proposal(1)], Joint(), "merge-too-few"),
        ([proposal(n) for n in range(1, 14)], Joint(), "merge-too-many"),
        ([proposal(1), proposal(2, heading_no=2)], Joint(), "merge-other-heading"),
        ([proposal(1), proposal(2, State.WITHDRAWN)], Joint(), "merge-state"),
        ([proposal(1), proposal(2, State.OPINED)], Joint(), "merge-state"),
        ([proposal(1), proposal(2, State.MERGED)], Joint(), "merge-already"),
        ([proposal(1), proposal(2, from_merge=3)], Joint(), "merge-already"),
        ([proposal(1), proposal(2, State.FEASIBLE)], Joint(), "merge-reviewed-differently"),
        ([proposal(2), proposal(3)], Joint(), "merge-no-lead"),
        ([proposal(n, State.FEASIBLE) for n in (1, 2)], JOINT, "merge-text-reviewed"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_a_reason(
    proposals: list[Proposal], joint: Joint, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_parts(proposals, 1, joint)

    assert refused.value.code == code


def test_answers_end_before_priority_voting() -> None:
    assert answers_until(NOON, 7, None) == NOON + 7 * DAY
    assert answers_until(NOON, 7, NOON + 3 * DAY) == NOON + 3 * DAY - timedelta(hours=1)


def test_a_draft_reads_back_as_it_was_written() -> None:
    draft = MergeDraft("t", 1).with_pick(4, True).with_pick(5, True).with_pick(4, False)

    assert unpack(pack(replace(draft, joint=JOINT, lead_no=5))) == replace(
        draft, joint=JOINT, lead_no=5
    )
    assert draft.picked == (5,)
