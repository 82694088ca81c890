"""A budget year is read from its file, whole and unchanged."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from actions.process_file import EXAMPLES, read_process, read_process_file
from actions.processes import from_snapshot, snapshot
from deliberation.phases import Programme
from tests.actions.town_file import MINIMAL, read


def test_a_sound_file_becomes_a_process() -> None:
    process = read(MINIMAL)

    assert (process.process_id, process.total) == ("town-2027", 350_000_000)
    assert [one.weight for one in process.electorates] == [Fraction(2, 3), Fraction(1, 3)]
    city, east = process.headings
    assert [(one.project_id, one.no, one.cost) for one in city.projects] == [
        ("trees", 1, 150_000_000), ("benches", 2, 80_000_000),
    ]  # fmt: skip
    assert city.projects[1].excludes == ("trees",)
    assert (east.programme, east.names.in_language("ko")) == (Programme.DISTRICT, "동구")
    assert [heading.heading_id for heading in process.headings_for("west")] == ["city"]


def test_the_country_is_that_of_the_zone_unless_the_file_names_one() -> None:
    named = MINIMAL.replace('zone = "Asia/Seoul"', 'zone = "UTC"\ncountry = "kr"')
    nowhere = MINIMAL.replace('zone = "Asia/Seoul"', 'zone = "UTC"')

    found = [read_process(text.encode(), "a.toml") for text in (MINIMAL, named, nowhere)]

    warned = ["country-missing" in {each.code for each in one.warnings} for one in found]
    assert [one.process.country for one in found] == ["South Korea", "South Korea", ""]
    assert warned == [False, False, True]


def test_a_date_is_the_whole_of_that_day_in_the_processs_zone() -> None:
    costs, vote = read(MINIMAL).stages

    assert costs.starts_utc == datetime(2027, 7, 19, 15, tzinfo=UTC)
    assert costs.ends_utc == datetime(2027, 8, 2, 15, tzinfo=UTC)
    assert vote.starts_utc == datetime(2027, 8, 3, 0, tzinfo=UTC)
    assert vote.ends_utc == datetime(2027, 8, 29, 6, tzinfo=UTC)


def test_what_is_left_out_has_a_sensible_value() -> None:
    without = MINIMAL[: MINIMAL.index("[[electorates]]")] + MINIMAL[MINIMAL.index("[[stages]]") :]

    process = read(without)

    assert [(one.electorate_id, one.weight) for one in process.electorates] == [("citizens", 1)]
    assert process.headings[1].ballot_size == 5
    assert process.headings[0].projects[0].short_names.in_language("ko") == "가로수 그늘"
    assert process.is_demonstration


def test_a_snapshot_keeps_everything() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    assert from_snapshot(snapshot(process)) == process


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    source = b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()

    assert read_process(source, "town.toml").process == read(MINIMAL)


def test_an_offset_settles_which_time_is_meant() -> None:
    source = MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").replace(
        "2027-07-20", "2022-10-30T02:30:00+01:00"
    )

    assert read(source).stages[0].starts_utc == datetime(2022, 10, 30, 1, 30, tzinfo=UTC)


def test_rules_for_one_programme_are_put_over_the_common_ones() -> None:
    source = MINIMAL.replace("cost_most = 1000000", "per_person = 2\ncost_most = 10\n\n"
                             "[proposals.district]\ncost_most = 5\n")  # fmt: skip

    process = read(source)

    rules = [process.proposal_rules(programme) for programme in Programme]
    assert [(one.per_person, one.cost_most) for one in rules] == [(2, 10), (2, 10), (2, 5)]


def test_costs_are_checked_until_the_last_instant_of_the_day_that_the_file_names() -> None:
    source = MINIMAL.replace(
        "cost_most = 1000000",
        "cost_checks_until = 2027-07-24\n\n"
        "[proposals.district]\ncost_checks_until = 2027-07-26T18:00:00\n",
    )

    process = read(source)

    untils = [process.proposal_rules(one).cost_checks_until for one in Programme]
    assert untils == [
        datetime(2027, 7, 24, 15, tzinfo=UTC),
        datetime(2027, 7, 24, 15, tzinfo=UTC),
        datetime(2027, 7, 26, 9, tzinfo=UTC),
    ]


def test_warnings_do_not_stop_a_file() -> None:
    source = MINIMAL.replace("80000000", "300000000").replace("id = 100000002", "id = 3", 1)
    source = source.replace('role = "manager"', 'role = "reviewer"', 1)

    file = read_process(source.encode(), "town.toml")

    assert {one.code for one in file.warnings} == {"cost-above-limit", "managers-too-few"}


def test_the_hash_covers_the_files_that_are_named(tmp_path: Path) -> None:
    for path in EXAMPLES.glob("krakow-2022*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = read_process_file(tmp_path / "krakow-2022.toml").sha256
    named = tmp_path / "krakow-2022-zwierzyniec.pb"
    named.write_text(named.read_text(encoding="utf-8").replace("28500", "28501"), encoding="utf-8")

    after = read_process_file(tmp_path / "krakow-2022.toml").sha256

    assert before == read_process_file(EXAMPLES / "krakow-2022.toml").sha256
    assert after != before
