from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.proposal_views import ProposalEvent
from deliberation.proposals import State
from deliberation.refusals import Stale
from deliberation.reviewing import (
    OPEN,
    TABLE,
    WITH_PROPOSER,
    Act,
    Assignment,
    Reader,
    after,
    answer_until,
    as_read_by,
    concerned,
    department_key,
    history_for,
    public_state,
)

NOON = datetime(2027, 8, 5, 3, tzinfo=UTC)
SECRET = "the words that must not leak"


def event(kind: str) -> ProposalEvent:
    return ProposalEvent(kind, NOON, {"note": SECRET, "wording": SECRET, "until_s": 1})


def test_every_state_stands_in_the_table():
    assert set(TABLE) == set(State)


def test_infeasible_is_reached_only_past_the_proposer():
    ways = {(state, act) for state, acts in TABLE.items() for act in acts
            if acts[act] is State.INFEASIBLE}  # fmt: skip

    assert ways == {(State.OPINED, Act.RUN_OUT), (State.APPEALED, Act.UPHOLD)}


def test_a_result_is_final_but_for_a_merger():
    assert [state for state in State if not set(TABLE[state]) - {Act.MERGE}] == [
        one for one in State if one not in OPEN
    ]


@given(st.sampled_from(State), st.sampled_from(Act))
def test_what_the_table_does_not_name_is_refused(state, act):
    if act in TABLE[state]:
        assert after(state, act) in State
    else:
        with pytest.raises(Stale, match="review-moved-on"):
            after(state, act)


@given(st.lists(st.sampled_from(Act), max_size=30))
def test_whatever_is_tried_a_proposal_that_waits_can_run_out(acts):
    state = State.RECEIVED

    for act in acts:
        state = TABLE[state].get(act, state)

    assert state not in WITH_PROPOSER or Act.RUN_OUT in TABLE[state]


@pytest.mark.parametrize(
    "state", [one for one in State if one in OPEN and one not in (State.GATHERING, State.RECEIVED)]
)
def test_everybody_sees_an_open_review_as_in_review(state):
    assert public_state(state) is State.REVIEWING


@pytest.mark.parametrize("kind", [Act.OFFER, Act.DECLINE, Act.OPINE, Act.APPEAL, Act.ADVISE, "x"])
def test_what_comes_before_publication_is_no_part_of_the_public_history(kind):
    assert history_for([event(kind)], Reader.EVERYBODY) == ()


@pytest.mark.parametrize("kind", [Act.ASK, Act.ANSWER])
def test_a_question_is_public_and_its_words_are_not(kind):
    seen = as_read_by(event(kind), Reader.EVERYBODY)

    assert seen is not None
    assert "note" not in seen.params


def test_the_proposer_reads_all_but_what_departments_tell_each_other():
    history = [event(kind) for kind in Act]

    seen = {one.kind for one in history_for(history, Reader.PROPOSER)}

    assert seen == set(Act) - {Act.ADVISE}


def test_departments_are_told_apart_and_only_the_lead_decides():
    assigned = [Assignment("parks", True), Assignment("roads", False)]

    assert concerned(assigned, frozenset({"parks"})) == (True, True)
    assert concerned(assigned, frozenset({"roads"})) == (True, False)
    assert concerned(assigned, frozenset({"water"})) == (False, False)
    assert concerned(assigned, frozenset({""})) == (True, True)
    assert concerned(assigned, frozenset()) == (False, False)


def test_a_departments_key_does_not_depend_on_the_others():
    assert department_key("parks") == department_key("parks")
    assert department_key("parks") != department_key("roads")


@given(st.integers(0, 60))
def test_the_time_to_answer_is_counted_in_days(days):
    assert answer_until(NOON, days) - NOON == timedelta(days=days)
