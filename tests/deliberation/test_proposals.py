import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.phases import Programme
from deliberation.process import Heading, ProposalRules, Wording
from deliberation.proposals import (
    LENGTHS,
    Content,
    Part,
    accepted,
    asked_again,
    begun,
    changed_parts,
    code_of,
    left_as_it_was,
    may_be_edited_until,
    pack,
    unpack,
    with_cost,
    with_field,
    with_heading,
    with_readings,
    with_text,
)
from deliberation.refusals import BadInput

HEADING = Heading("h", 1, Programme.PROPOSAL, Wording({"en": "H"}), 500, 3)

deeds = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), st.integers(1, 9)),
        st.tuples(st.sampled_from([Part.TITLE, Part.PROBLEM, Part.IDEA, Part.PLACE]), st.text()),
        st.tuples(st.just("cost"), st.none() | st.integers(1, 10**12)),
        st.tuples(st.just("readings"), st.integers(1, 10**12)),
        st.tuples(st.just("field"), st.sampled_from(["", "parks"])),
        st.tuples(st.just("again"), st.sampled_from(list(Part))),
        st.tuples(st.just("leave"), st.none()),
    ),
    max_size=30,
)


def played(done, has_fields):
    draft = begun("t", 0, has_fields)
    for number, (what, value) in enumerate(done, start=1):
        if what == "heading":
            draft = with_heading(draft, value, has_fields)
        elif what == "cost":
            draft = with_cost(draft, value, has_fields)
        elif what == "readings":
            draft = with_readings(draft, (value,), number)
        elif what == "field":
            draft = with_field(draft, value, has_fields)
        elif what == "again":
            draft = asked_again(draft, value)
        elif what == "leave":
            draft = left_as_it_was(draft, has_fields)
        else:
            draft = with_text(draft, what, value, has_fields, number)
    return draft


@given(deeds, st.booleans())
def test_a_draft_is_at_its_preview_only_when_everything_was_answered(done, has_fields):
    draft = played(done, has_fields)

    missing = set(Part) - draft.answered - (set() if has_fields else {Part.FIELD})

    assert not (draft.is_complete and missing)


@given(deeds, st.booleans())
def test_a_draft_is_read_from_the_store_as_it_was_written(done, has_fields):
    draft = played(done, has_fields)

    kept = json.loads(json.dumps(pack(draft)))

    assert unpack(kept) == draft


@given(deeds, st.sampled_from(list(Part)))
def test_asking_a_part_again_and_leaving_it_changes_nothing_said(done, part):
    draft = played(done, True)

    after = left_as_it_was(asked_again(draft, part), True)

    assert after.content == draft.content
    assert after.answered == draft.answered


@given(deeds)
def test_a_message_is_the_source_of_at_most_one_part(done):
    draft = played(done, True)

    numbers = list(draft.sources.values())

    assert len(numbers) == len(set(numbers))


@given(st.sampled_from([Part.TITLE, Part.PROBLEM, Part.IDEA, Part.PLACE]), st.text(max_size=1500))
def test_what_is_accepted_is_within_its_lengths_and_reads_the_same_again(part, raw):
    try:
        text = accepted(part, raw).text
    except BadInput:
        return

    least, most = LENGTHS[part]

    assert least <= len(text) <= most
    assert accepted(part, text).text == text


def test_the_longest_proposal_fits_into_one_message():
    most = sum(longest for _, longest in LENGTHS.values())

    # Emoji count twice; headings, labels and the deadline take less than 400.
    assert 2 * most + 400 <= 4096


@given(st.integers(0, 200), st.integers(0, 200))
def test_changes_end_with_the_hours_or_with_the_phase(hours, until):
    received = datetime(2027, 8, 5, tzinfo=UTC)
    rules = ProposalRules(edit_hours=hours)
    end = received + timedelta(hours=until)

    assert may_be_edited_until(received, rules, end) == received + timedelta(
        hours=min(hours, until)
    )
    assert may_be_edited_until(received, rules, None) is None


def test_the_parts_that_changed_are_named_in_their_order():
    before = Content("a", "b", "c", "d", 1, "e")

    after = Content("z", "b", "c", "d", 2, "e")

    assert changed_parts(before, after) == (Part.TITLE, Part.COST)


def test_a_receipt_number_names_process_and_proposal():
    assert code_of(2, 42) == "P2-0042"


@pytest.mark.parametrize(
    "title", ["놀이터 3.5m 미끄럼틀", "주민 @ 공원", "A/B 구간 정비", "1.5억 사업"]
)
def test_ordinary_titles_are_neither_links_nor_mentions(title):
    assert accepted(Part.TITLE, title).text == title
