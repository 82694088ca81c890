"""Ballots read in bulk are those that are read row by row, and are refused alike."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import pabulib_reading
from deliberation.pabulib import BadFile, read_pb
from deliberation.pabulib_votes import PlainVotes, RowVotes
from tests.count.elections import pabulib

IDS = (
    "a",
    "b",
    "ab",
    "BO.OM.216/24",
    "BO.OM.216/25",
    "\ud55c\uad6d",
    "a-rather-long-name-of-thirty-two!",
    "7",
)
HEAD = "META\nkey;value\nbudget;10\nvote_type;{}\nPROJECTS\nproject_id;cost\n{}\nVOTES\n{}\n"
ID = st.one_of(st.sampled_from(IDS), st.sampled_from(IDS[:3]))
ODD_ID = st.sampled_from(
    ("", " a", "b ", "z", "a\x00", "A", "\u3000", "a b", '"a"', 'a"', "x" * 99)
)
PLAIN = st.lists(ID, max_size=7, unique=True).map(",".join)
ODD = st.lists(st.one_of(ID, ODD_ID), max_size=4).map(",".join)
CELL = st.sampled_from(("1", "v2", "", " ", "\u0141\u00f3d\u017a", "1,2"))


@st.composite
def _files(draw):
    """Write a file whose rows are mostly plain; now and then one is not."""
    columns = draw(st.permutations(["voter_id", "vote", "age"][: draw(st.integers(2, 3))]))
    vote = st.one_of(PLAIN, PLAIN, PLAIN, ODD) if draw(st.booleans()) else PLAIN
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        cells = [draw(vote if name == "vote" else CELL) for name in columns]
        rows.append(";".join(cells))
    if draw(st.integers(0, 4)) == 0:
        odd = draw(
            st.sampled_from(["", " ", ";", ";;", "1", "1;a;b;c", '"1";"a,b"', '"1;a', "1,a"])
        )
        rows.insert(draw(st.integers(0, len(rows))), odd)
    ids = draw(st.lists(ID, min_size=1, unique=True))
    projects = "\n".join(f"{one};1" for one in (ids if draw(st.booleans()) else IDS))
    text = HEAD.format(draw(st.sampled_from(["ordinal", "approval"])), projects, ";".join(columns))
    text += draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])).join([*rows, ""])
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    text = draw(st.sampled_from(["", "", "\ufeff"])) + text
    return text.encode() if draw(st.booleans()) else text


def _told(file):
    try:
        read = read_pb(file, "x.pb")
    except BadFile as refused:
        return refused.code, refused.params
    return (
        read.instance,
        read.entries.tolist(),
        read.starts.tolist(),
        read.voter_ids,
        read.labels,
        read.votes.column("age"),
    )


@given(_files())
@settings(max_examples=400, deadline=None)
def test_whatever_a_file_holds_is_read_as_it_is_row_by_row(file):
    in_bulk = _told(file)

    with patch.object(pabulib_reading, "plain_votes", lambda *_: None):
        row_by_row = _told(file)

    assert in_bulk == row_by_row


@given(st.lists(st.tuples(CELL.filter(str.strip), PLAIN), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_plain_rows_are_read_in_bulk(rows):
    text = HEAD.format("ordinal", "\n".join(f"{one};1" for one in IDS), "voter_id;vote")

    read = read_pb(text + "".join(f"{voter};{vote}\n" for voter, vote in rows), "x.pb")

    assert isinstance(read.votes, PlainVotes)
    assert [
        [IDS[index] for index in read.entries[start:end].tolist()]
        for start, end in zip(read.starts[:-1], read.starts[1:], strict=True)
    ] == [vote.split(",") if vote else [] for _, vote in rows]


def test_a_row_of_nothing_but_delimiters_is_no_ballot_in_either_way():
    text = HEAD.format("ordinal", "a;1", "voter_id;vote") + "1;a\n ;\n2;\n"

    read = read_pb(text, "x.pb")

    assert isinstance(read.votes, RowVotes)
    assert read.voter_ids == ("1", "2")
    assert read.starts.tolist() == [0, 1, 1]


def test_hundreds_of_projects_with_like_names_are_told_apart():
    ids = [f"BO.D{district}.{no}/24" for district in range(1, 10) for no in range(100)]
    text = HEAD.format("ordinal", "\n".join(f"{one};1" for one in ids), "vote;voter_id")

    read = read_pb(text + "".join(f"{one},{ids[0]};1\n" for one in ids[1:]), "x.pb")

    assert isinstance(read.votes, PlainVotes)
    assert read.entries[::2].tolist() == list(range(1, len(ids)))
    assert not read.entries[1::2].any()


@pytest.mark.parametrize("path", pabulib("Poland_*.pb"))
def test_real_files_are_read_as_they_are_row_by_row(path):
    raw = path.read_bytes()

    in_bulk = _told(raw)
    with patch.object(pabulib_reading, "plain_votes", lambda *_: None):
        row_by_row = _told(raw)

    assert in_bulk == row_by_row
