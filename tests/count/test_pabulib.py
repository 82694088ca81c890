"""Pabulib's files: read with their oddities, refused by file and line, written for the checker."""

import pytest
from hypothesis import given, settings
from pabulib.checker import Checker

from deliberation.count import count
from deliberation.instance import Instance, Project, main_unit_of
from deliberation.pabulib import BadFile, Ballot, read_pb, write_pb
from tests.count.elections import EXAMPLES, elections, pabulib, read

META = {
    "country": "Poland",
    "unit": "Kraków",
    "instance": "2024",
    "date_begin": "13.09.2024",
    "date_end": "27.09.2024",
}
FILE = '''META
key;value
num_projects;3
num_votes;4
budget;1000.50
vote_type;ordinal
max_length;2
currency;PLN
PROJECTS
project_id;cost;name
a/1;600;"Park; with a ""pond"""
b;400.5;Road
c;10;Nobody's
VOTES
voter_id;vote
1;a/1,b
2;b
3;b,a/1
4;
'''
BROKEN_TIE = "Poland_Krakow_2022_Czyzyny"


def test_a_file_is_read_with_decimals_quotes_and_projects_without_votes():
    file = read_pb(FILE, "somewhere/Jongno.pb")

    assert file.instance.heading_id == "Jongno"
    assert file.instance.budget_limit == 100050
    assert [one.cost for one in file.instance.projects] == [60000, 40050, 1000]
    assert file.instance.projects[0].name == 'Park; with a "pond"'
    assert file.instance.ballot_size == 2
    assert file.profile().cast_by == (4,)
    assert file.profile().scores_by_electorate.tolist() == [[3, 5, 0]]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: ("\ufeff" + text).encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("2;b\n", '"2";"b"\n'),
        lambda text: text.replace("2;b\n", "\n2;b\n\n").rstrip("\n"),
        lambda text: text.replace("a/1,b\n", " a/1 , b \n"),
        lambda text: text.replace("\nPROJECTS\n", "\nPROJECTS;;\n"),
        lambda text: text.replace("num_projects;3\n", ""),
    ],
)
def test_oddities_of_real_files_change_nothing(change):
    plain = read_pb(FILE, "Jongno.pb")

    odd = read_pb(change(FILE), "Jongno.pb")

    assert odd.instance == plain.instance
    assert odd.entries.tolist() == plain.entries.tolist()
    assert odd.starts.tolist() == plain.starts.tolist()


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("2;b\n", "2;z\n", "unknown_project", 17),
        ("3;b,a/1", "3;b,b", "project_ranked_twice", 18),
        ("2;b\n", '2;"z"\n', "unknown_project", 17),
        (";400.5;", ";-4;", "cost_negative", 12),
        (";400.5;", ";4O0;", "cost_unreadable", 12),
        (";400.5;", ";NaN;", "cost_unreadable", 12),
        (";400.5;", ";0.00;", "cost_not_positive", 12),
        ("budget;1000.50", "budget;much", "budget_unreadable", 5),
        ("num_votes;4", "num_votes;5", "does_not_reconcile", 4),
        ("num_projects;3", "num_projects;2", "does_not_reconcile", 3),
        ("\nb;400.5", "\na/1;400.5", "project_twice", 12),
        ("vote_type;ordinal", "vote_type;cumulative", "vote_type_not_counted", 6),
        ("voter_id;vote", "voter_id;wish", "column_missing", 15),
        ("2;b\n", "2\n", "columns_missing", 17),
        ("META\n", "META\nkey;value\nMETA\n", "section_twice", 3),
        ("PROJECTS\n", "", "meta_twice", 0),
    ],
)
def test_what_cannot_be_counted_is_refused_with_file_and_line(old, new, code, line):
    with pytest.raises(BadFile) as caught:
        read_pb(FILE.replace(old, new, 1), "dir/Jongno.pb")

    if line:
        assert caught.value.code == code
        assert caught.value.params["line"] == line
    assert caught.value.params["file"] == "dir/Jongno.pb"


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    with pytest.raises(BadFile) as caught:
        read_pb(FILE.encode().replace(b"Road", b"R\xf3ad"), "Jongno.pb")

    assert (caught.value.code, caught.value.params["line"]) == ("not_utf8", 12)


@given(elections(weights={"citizens": 1}))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_again(drawn):
    rows = [Ballot(f"v{no}", ranking) for no, (_, ranking) in enumerate(drawn.ballots)]

    text = write_pb(drawn.instance, rows)
    file = read_pb(text, f"{drawn.instance.heading_id}.pb")

    assert [(one.project_id, one.cost) for one in file.instance.projects] == [
        (one.project_id, one.cost) for one in drawn.instance.projects
    ]
    assert count(file.instance, file.profile(), "schulze").order == (
        count(drawn.instance, drawn.profile(), "schulze").order
    )


def test_an_export_passes_the_checker_of_pabulib():
    projects = (Project("a;1", 70000, 'Park; "pond"'), Project("b", 40050, "Road"))
    instance = Instance("Kraków", 100050, projects, 2, main_unit=100, currency="PLN")

    text = write_pb(
        instance,
        [Ballot("AB12", ("b", "a;1")), Ballot("CD34", ("b",))],
        meta=META,
        selected=["b"],
    )
    report = Checker().process_files([text])

    assert report["metadata"]["valid"] == 1, report
    assert read_pb(text, "x.pb").selected == ("b",)


@pytest.mark.parametrize("path", pabulib("Poland_Krakow_*.pb"))
def test_greedy_reproduces_the_official_winners_of_krakow(path):
    file = read(path)

    found = count(file.instance, file.profile(), "greedy")

    assert found.rank_entries == found.ballot_lengths == len(file.entries)
    if path.stem == BROKEN_TIE:  # the city broke the tie of projects 24 and 26 otherwise
        assert len(set(found.funded) ^ set(file.selected)) == 2
    else:
        assert set(found.funded) == set(file.selected)


@pytest.mark.parametrize("path", [one for one in pabulib() if one.values[0]])
def test_scores_and_votes_columns_of_every_file_agree_with_the_ballots(path):
    file = read(path)
    lines = path.read_text("utf-8").split("\nPROJECTS\n")[1].split("\nVOTES\n")[0].split("\n")
    columns, *rows = [line.split(";") for line in lines]
    listings = file.profile().listings

    for place, row in enumerate(rows):
        if '"' not in ";".join(row):
            votes = int(row[columns.index("votes")])
            assert listings[place] == votes


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.pb")), ids=lambda path: path.stem)
def test_examples_are_read_and_hold_no_personal_columns(path):
    file = read(path)
    text = path.read_text("utf-8")
    columns = text.split("\nVOTES\n")[1].split("\n")[0].split(";")

    assert file.instance.projects
    assert not {"age", "sex", "district", "neighborhood"} & set(columns)


def test_smallest_units_are_those_that_babel_knows():
    from babel.numbers import get_currency_precision, list_currencies

    for currency in list_currencies():
        assert main_unit_of(currency) == 10 ** get_currency_precision(currency), currency
