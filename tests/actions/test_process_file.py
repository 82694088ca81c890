from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.process_file import EXAMPLES, MOST_BYTES, read_process, read_process_file
from actions.process_headings import columns
from actions.processes import from_snapshot, snapshot
from deliberation.districts import locate, outlines
from deliberation.faults import Fault, FaultyFile
from deliberation.phases import Deed, Programme
from deliberation.process import Process
from deliberation.shifting import days_to_shift, shifted
from locales.translator import translator_for
from screens.faults import fault_text, faults_html, reason_text
from tests.samples import open_deeds

MINIMAL = """\
[process]
id = "town-2027"
names = { ko = "2027년 참여예산", en = "Budget 2027" }
texts = { ko = "함께 고릅니다.", en = "We choose together." }
city = { ko = "마을", en = "Town" }
zone = "Asia/Seoul"
currency = "KRW"
total = "3억 5천만원"
eligibility = { ko = "주민", en = "Residents" }
seed_source = { ko = "추첨", en = "A draw" }

[office]
names = { ko = "창구", en = "Desk" }
phone = "02-0000-0000"

[[staff]]
id = 100000001
role = "manager"

[[staff]]
id = 100000002
role = "manager"

[[electorates]]
id = "citizens"
names = { ko = "시민", en = "Citizens" }
weight = "2/3"

[[electorates]]
id = "panel"
names = { ko = "시민참여단", en = "Panel" }
weight = "1/3"

[[stages]]
id = "costs"
phase = "costing"
from = 2027-07-20
to = 2027-08-02

[[stages]]
id = "vote"
phase = "balloting"
from = 2027-08-03T09:00:00
to = 2027-08-29T15:00:00

[proposals]
cost_most = 1000000

[[fields]]
id = "parks"
names = { ko = "공원", en = "Parks" }

[[districts]]
id = "east"
names = { ko = "동구", en = "East" }

[[headings]]
id = "city"
programme = "city"
names = { ko = "시 단위", en = "City" }
limit = 200_000_000
ballot_size = 3

[[headings.projects]]
id = "trees"
field = "parks"
cost = "1.5억"
names = { ko = "가로수 그늘", en = "Shade trees" }
texts = { ko = "나무를 심습니다.", en = "Trees are planted." }

[[headings.projects]]
id = "benches"
cost = 80000000
names = { ko = "의자", en = "Benches" }
excludes = ["trees"]

[[headings]]
id = "east"
programme = "district"
district = "east"
limit = "1억 5천만 원"
projects = [{ id = "lamp", cost = 5000000, names = { ko = "등", en = "Lamps" } }]
"""

# A code after an opening bracket or a comma of a call that notes a fault, or in a table of codes.
_CODES = (
    r"(?:fault|warn|Error|Fault)\((?:[^()\"]|\([^()]*\))*\"([a-z]+(?:-[a-z0-9]+)+)\"",
    r"\": \"([a-z]+(?:-[a-z]+)+)\"",
)


def _read(source: str) -> Process:
    return read_process(source.encode(), "town.toml").process


def _faults(source: str | bytes) -> list[tuple[str, str, int]]:
    raw = source if isinstance(source, bytes) else source.encode()
    with pytest.raises(FaultyFile) as faulty:
        read_process(raw, "town.toml")
    return [(fault.code, fault.key, fault.line) for fault in faulty.value.faults]


def _line(text: str) -> int:
    return MINIMAL[: MINIMAL.index(text)].count("\n") + 1


def test_a_sound_file_becomes_a_process() -> None:
    process = _read(MINIMAL)

    assert (process.process_id, process.total) == ("town-2027", 350_000_000)
    assert [one.weight for one in process.electorates] == [Fraction(2, 3), Fraction(1, 3)]
    city, east = process.headings
    assert [(one.project_id, one.no, one.cost) for one in city.projects] == [
        ("trees", 1, 150_000_000), ("benches", 2, 80_000_000),
    ]  # fmt: skip
    assert city.projects[1].excludes == ("trees",)
    assert (east.programme, east.names.in_language("ko")) == (Programme.DISTRICT, "동구")
    assert [heading.heading_id for heading in process.headings_for("west")] == ["city"]


def test_a_date_is_the_whole_of_that_day_in_the_processs_zone() -> None:
    costs, vote = _read(MINIMAL).stages

    assert costs.starts_utc == datetime(2027, 7, 19, 15, tzinfo=UTC)
    assert costs.ends_utc == datetime(2027, 8, 2, 15, tzinfo=UTC)
    assert vote.starts_utc == datetime(2027, 8, 3, 0, tzinfo=UTC)
    assert vote.ends_utc == datetime(2027, 8, 29, 6, tzinfo=UTC)


def test_what_is_left_out_has_a_sensible_value() -> None:
    without = MINIMAL[: MINIMAL.index("[[electorates]]")] + MINIMAL[MINIMAL.index("[[stages]]") :]

    process = _read(without)

    assert [(one.electorate_id, one.weight) for one in process.electorates] == [("citizens", 1)]
    assert process.headings[1].ballot_size == 5
    assert process.headings[0].projects[0].short_names.in_language("ko") == "가로수 그늘"
    assert process.is_demonstration


def test_a_snapshot_keeps_everything() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    assert from_snapshot(snapshot(process)) == process


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "at"),
    [
        ('id = "town-2027"', 'id = "Town 2027"', "id-unsafe", "process.id", 'id = "town'),
        ('id = "town-2027"', f'id = "{"a" * 25}"', "id-unsafe", "process.id", 'id = "town'),
        ('zone = "Asia/Seoul"\n', "", "key-missing", "process.zone", "[process]"),
        ('zone = "Asia/Seoul"', 'zone = "Asia/Soul"', "zone-unknown", "process.zone", "zone"),
        ('zone = "Asia/Seoul"', 'zone = "../etc"', "zone-unknown", "process.zone", "zone"),
        ('currency = "KRW"', 'currency = "WON"', "currency-unknown", "process.currency", "curr"),
        ('"3억 5천만원"', '"3억 5천원"', "amount-ambiguous", "process.total", "total"),
        ('"3억 5천만원"', "-5", "amount-negative", "process.total", "total"),
        ('"3억 5천만원"', "0", "amount-zero", "process.total", "total"),
        ('"3억 5천만원"', "0.5", "amount-fraction", "process.total", "total"),
        ('"3억 5천만원"', "true", "value-wrong-type", "process.total", "total"),
        ('"3억 5천만원"', "349_999_999", "limits-above-total", "process.total", "total"),
        ('"3억 5천만원"', '"5000달러"', "amount-other-currency", "process.total", "total"),
        (', en = "Budget 2027"', "", "text-missing", "process.names", "names"),
        ('ko = "추첨"', 'ko = " "', "text-empty", "process.seed_source", "seed_source"),
        ('ko = "추첨"', "ko = 3", "value-wrong-type", "process.seed_source", "seed_source"),
        ('"We choose together."', f'"{"x" * 1300}"', "text-too-long", "process.texts", "texts"),
        ('phone = "02-0000-0000"', "", "office-unreachable", "office", "[office]"),
        ("id = 100000002", "id = 100000001", "id-twice", "staff[2]", "[[staff]]\nid = 100000002"),
        ("id = 100000002", 'id = "someone"', "value-wrong-type", "staff[2].id", "id = 100000002"),
        ("id = 100000002", "id = -5", "number-too-small", "staff[2].id", "id = 100000002"),
        ('role = "manager"', 'role = "boss"', "value-unknown", "staff[1].role", "role"),
        ('weight = "1/3"', 'weight = "1/4"', "weights-not-one", "electorates", "[[electorates]]"),
        ('weight = "1/3"', 'weight = "33.3%"', "weights-not-one", "electorates", "[[electorates"),
        ('weight = "1/3"', 'weight = "1/0"', "value-wrong-type", "electorates[2].weight",
         'weight = "1/3"'),
        ('weight = "1/3"', "weight = 2", "weight-out-of-range", "electorates[2].weight",
         'weight = "1/3"'),
        ('id = "panel"', 'id = "citizens"', "id-twice", "electorates[2].id", 'id = "panel"'),
        ('phase = "costing"', 'phase = "casting"', "value-unknown", "stages[1].phase", "phase"),
        ("to = 2027-08-02", "to = 2027-07-19", "stage-ends-before-it-begins", "stages[1].to",
         "to = 2027-08-02"),
        ("to = 2027-08-02", 'to = "2027-08-02"', "value-wrong-type", "stages[1].to",
         "to = 2027-08-02"),
        ("to = 2027-08-02", "to = 2027-08-03", "stages-overlap", "stages[2]",
         '[[stages]]\nid = "vote"'),
        ("from = 2027-07-20\nto = 2027-08-02", "from = 2027-09-01\nto = 2027-09-02",
         "stage-out-of-order", "stages[1]", '[[stages]]\nid = "costs"'),
        ('id = "vote"', 'id = "costs"', "id-twice", "stages[2].id", 'id = "vote"'),
        ("cost_most = 1000000", "cost_most = 1\ncost_least = 2", "limits-crossed",
         "proposals.cost_most", "cost_most"),
        ("cost_most = 1000000", "per_persn = 1", "key-unknown", "proposals.per_persn",
         "cost_most"),
        ('field = "parks"', 'field = "park"', "field-unknown", "headings[1].projects[1].field",
         'field = "parks"'),
        ('cost = "1.5억"', 'cost = "1억~2억"', "amount-range", "headings[1].projects[1].cost",
         'cost = "1.5억"'),
        ("cost = 80000000", "cost = 0", "amount-zero", "headings[1].projects[2].cost",
         "cost = 80000000"),
        ('id = "benches"', 'id = "trees"', "id-twice", "headings[1].projects[2].id",
         'id = "benches"'),
        ('["trees"]', '["tree"]', "project-unknown", "headings[1].projects[2].excludes",
         "excludes"),
        ("ballot_size = 3", "ballot_size = 21", "number-too-large", "headings[1].ballot_size",
         "ballot_size"),
        ("ballot_size = 3", "ballot_size = 0", "number-too-small", "headings[1].ballot_size",
         "ballot_size"),
        ("ballot_size = 3", 'rule = "lottery"', "value-unknown", "headings[1].rule",
         "ballot_size"),
        ("limit = 200_000_000\n", "", "key-missing", "headings[1].limit",
         '[[headings]]\nid = "city"'),
        ('id = "east"\nprogramme', 'id = "city"\nprogramme', "id-twice", "headings[2].id",
         'id = "east"\nprogramme'),
        ('district = "east"', 'district = "west"', "district-unknown", "headings[2].district",
         'district = "east"'),
        ('district = "east"', "", "district-missing", "headings[2].district",
         '[[headings]]\nid = "east"'),
        ('limit = "1억 5천만 원"', 'limit = "1억"\nprojects_file = "nothing.pb"',
         "file-not-beside", "headings[2].projects_file", 'limit = "1억 5천만 원"'),
        ('limit = "1억 5천만 원"', 'limit = "1억"\nprojects_file = "../../etc/passwd"',
         "file-not-beside", "headings[2].projects_file", 'limit = "1억 5천만 원"'),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_key_and_line(
    old: str, new: str, code: str, key: str, at: str
) -> None:
    assert old in MINIMAL
    source = MINIMAL.replace(old, new, 1)

    faults = _faults(source)

    named = [(found, where) for found, where, _ in faults]
    assert (code, key) in named
    line = next(line for found, where, line in faults if (found, where) == (code, key))
    assert line in (_line(at), _line(at) + 1)


def test_all_faults_are_told_at_once_in_the_files_order() -> None:
    source = MINIMAL.replace('"Asia/Seoul"', '"Mars"').replace('"1.5억"', '"-3"')

    faults = _faults(source)

    assert [code for code, _, _ in faults] == ["zone-unknown", "amount-negative"]


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        (b"", "file-empty", 0),
        (b"  \n\n", "file-empty", 0),
        (b"[process]\nid = \xff\xfe", "file-not-utf8", 2),
        (b"x" * (MOST_BYTES + 1), "file-too-large", 0),
        (b"PK\x03\x04 this is a zip", "file-not-toml", 1),
        (b'{"process": {}}', "file-not-toml", 1),
        (b"[process]\nid = 'a'\nid = 'b'\n", "file-not-toml", 3),
        (b"[process\n", "file-not-toml", 1),
        (b"a = " + b"[" * 100_000, "file-not-toml", 0),
    ],
)
def test_what_is_no_toml_at_all_is_refused(source: bytes, code: str, line: int) -> None:
    faults = _faults(source)

    assert [(found, at) for found, _, at in faults] == [(code, line)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    source = b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()

    assert read_process(source, "town.toml").process == _read(MINIMAL)


@pytest.mark.parametrize(
    ("time", "code"),
    [("2022-03-27T02:30:00", "time-skipped"), ("2022-10-30T02:30:00", "time-twice")],
)
def test_local_times_that_do_not_exist_or_come_twice_are_refused(time: str, code: str) -> None:
    source = MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").replace("2027-07-20", time)

    faults = _faults(source)

    assert (code, "stages[1].from") in [(found, key) for found, key, _ in faults]


def test_an_offset_settles_which_time_is_meant() -> None:
    source = MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").replace(
        "2027-07-20", "2022-10-30T02:30:00+01:00"
    )

    assert _read(source).stages[0].starts_utc == datetime(2022, 10, 30, 1, 30, tzinfo=UTC)


def test_rules_for_one_programme_are_put_over_the_common_ones() -> None:
    source = MINIMAL.replace("cost_most = 1000000", "per_person = 2\ncost_most = 10\n\n"
                             "[proposals.district]\ncost_most = 5\n")  # fmt: skip

    process = _read(source)

    rules = [process.proposal_rules(programme) for programme in Programme]
    assert [(one.per_person, one.cost_most) for one in rules] == [(2, 10), (2, 10), (2, 5)]


def test_costs_are_checked_until_the_last_instant_of_the_day_that_the_file_names() -> None:
    source = MINIMAL.replace(
        "cost_most = 1000000",
        "cost_checks_until = 2027-07-24\n\n"
        "[proposals.district]\ncost_checks_until = 2027-07-26T18:00:00\n",
    )

    process = _read(source)

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


def test_a_file_that_came_by_itself_finds_what_comes_along() -> None:
    source = (EXAMPLES / "seoul-2019.toml").read_bytes()

    process = read_process(source, "from-a-chat.toml").process

    assert len(outlines(process.geojson)) == 25


def test_a_missing_file_is_a_fault_too(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile, match="file-faulty"):
        read_process_file(tmp_path / "nothing.toml")


@pytest.mark.parametrize("name", ["seoul-2019", "krakow-2022"])
def test_the_sample_years_are_sound(name: str) -> None:
    file = read_process_file(EXAMPLES / f"{name}.toml")

    process = file.process
    assert sum(heading.budget_limit for heading in process.headings) == process.total
    assert process.is_sample
    assert file.warnings == ()


def test_the_sample_of_seoul_has_the_sums_of_2019() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    sums = {
        programme: sum(h.budget_limit for h in process.headings if h.programme is programme)
        for programme in Programme
    }

    assert process.total == 200_000_000_000
    assert sums[Programme.PROPOSAL] == 70_000_000_000
    assert sums[Programme.CITY] + sums[Programme.DISTRICT] == 130_000_000_000
    assert [str(one.weight) for one in process.electorates] == ["1/2", "3/10", "1/10", "1/10"]


def test_the_districts_of_seoul_share_by_residents() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    headings = [one for one in process.headings if one.programme is Programme.DISTRICT]
    residents = sum(one.residents for one in process.districts)
    whole = sum(heading.budget_limit for heading in headings)

    exact = [
        Fraction(whole * district.residents, residents)
        for heading in headings
        if (district := process.district(heading.district_id))
    ]

    assert len(exact) == 25
    assert residents == 9_261_703
    for heading, share in zip(headings, exact, strict=True):
        assert abs(heading.budget_limit - share) < 1_000_000


def test_the_projects_of_seoul_are_written_in_both_languages_and_fit_on_buttons() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    projects = [project for heading in process.headings for project in heading.projects]
    fields = {one.field_id for one in process.fields}

    by_heading = {one.heading_id: len(one.projects) for one in process.headings}
    assert by_heading["city"] >= 35
    assert by_heading["proposal"] >= 12
    assert (
        sum(count >= 8 for name, count in by_heading.items() if name not in ("city", "proposal"))
        >= 6
    )
    for project in projects:
        ko, en = (project.names.in_language(language) for language in ("ko", "en"))
        assert re.search("[가-힣]", ko), project.project_id
        assert not re.search("[가-힣]", en), project.project_id
        assert columns(project.short_names.in_language("ko")) <= 28, project.project_id
        assert columns(project.short_names.in_language("en")) <= 30, project.project_id
        assert project.field_id in fields
        for language in ("ko", "en"):
            text = project.texts.in_language(language)
            assert len(re.findall(r"\.(?:\s|$)", text)) >= 2, (project.project_id, language)


def test_short_names_tell_the_projects_of_a_heading_apart() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    for heading in process.headings:
        for language in ("ko", "en"):
            names = [one.short_names.in_language(language) for one in heading.projects]
            assert len(set(names)) == len(names), (heading.heading_id, language)


def test_most_headings_of_seoul_have_more_wishes_than_money() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    contested = [
        sum(one.cost for one in heading.projects) > heading.budget_limit
        for heading in process.headings
        if heading.projects
    ]

    assert all(contested)


def test_the_map_of_the_sample_finds_its_own_districts() -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process

    found = locate(outlines(process.geojson), 126.9294, 37.6027)

    assert found is not None
    district = process.district(found.district_id)
    assert district is not None
    assert district.names.in_language("ko") == "은평구"


@pytest.mark.parametrize("hour", [0, 3, 8, 9, 12, 23])
def test_a_sample_year_can_be_moved_so_that_voting_is_on(hour: int) -> None:
    process = read_process_file(EXAMPLES / "seoul-2019.toml").process
    now = datetime(2027, 3, 14, hour, 30, tzinfo=UTC)

    moved = shifted(process, days_to_shift(process, "vote-deliberation", now, days_in=2))

    stage, before = moved.stage("vote-deliberation"), process.stage("vote-deliberation")
    assert stage is not None
    assert before is not None
    assert timedelta(days=1) <= now - stage.starts_utc < timedelta(days=2)
    assert stage.ends_utc - stage.starts_utc == before.ends_utc - before.starts_utc
    for programme in Programme:
        assert Deed.CAST_BALLOT in open_deeds(moved.stages, programme, now)


@given(st.integers(-4000, 4000))
def test_moving_the_dates_keeps_the_times_of_day(days: int) -> None:
    process = read_process(MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").encode(), "t").process

    moved = shifted(process, days)

    assert shifted(moved, -days).stages == process.stages


def test_every_fault_has_words_in_both_languages() -> None:
    folder = EXAMPLES.parent / "actions"
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("process_*.py"))
    codes = {match[1] for pattern in _CODES for match in re.finditer(pattern, sources)}
    words = "why name perhaps choices least language other currency value project first second"
    params: dict[str, object] = dict.fromkeys(
        [*words.split(), "programme", "zone", "id", "line", "expected"], "KRW"
    )
    params |= dict.fromkeys(("limits", "total", "limit", "cost", "most"), 5)

    wordless = {
        code
        for code in codes
        for language in ("en", "ko")
        if reason_text(Fault("f", "", code, params=params), translator_for(language))
        in ("this cannot be used", "사용할 수 없습니다")
    }

    assert len(codes) > 40
    assert wordless == set()


def test_faults_are_shown_as_lines_and_markup_is_escaped() -> None:
    with pytest.raises(FaultyFile) as faulty:
        read_process(MINIMAL.replace("ballot_size", '"<b>"').encode(), "town.toml")
    t = translator_for("en")

    line, shown = fault_text(faulty.value.faults[0], t), faults_html(faulty.value.faults, t)

    assert line == f"town.toml:{_line('ballot_size')} headings[1].<b>: there is no such key"
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    source = MINIMAL + "".join(f'\n[[fields]]\nid = "{n}!"\nnames = "x"\n' for n in range(30))
    with pytest.raises(FaultyFile) as faulty:
        read_process(source.encode(), "town.toml")

    shown = faults_html(faulty.value.faults, translator_for("ko"))

    assert shown.endswith("… 그 밖에 10건")


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_faults(source: bytes) -> None:
    with pytest.raises(FaultyFile):
        read_process(source, "x.toml")
