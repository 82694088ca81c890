"""What is wrong with a file is named: each fault, with its place, in words."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.process_file import EXAMPLES, MOST_BYTES, read_process, read_process_file
from deliberation.faults import Fault, FaultyFile
from locales.translator import translator_for
from screens.faults import fault_text, faults_html, reason_text
from tests.actions.town_file import MINIMAL, faults_of, line_of

# A code after an opening bracket or a comma of a call that notes a fault, or in a table of codes.
_CODES = (
    r"(?:fault|warn|Error|Fault)\((?:[^()\"]|\([^()]*\))*\"([a-z]+(?:-[a-z0-9]+)+)\"",
    r"\": \"([a-z]+(?:-[a-z]+)+)\"",
)


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "at"),
    [
        ('id = "town-2027"', 'id = "Town 2027"', "id-unsafe", "process.id", 'id = "town'),
        ('id = "town-2027"', f'id = "{"a" * 25}"', "id-unsafe", "process.id", 'id = "town'),
        ('zone = "Asia/Seoul"\n', "", "key-missing", "process.zone", "[process]"),
        ('zone = "Asia/Seoul"', 'zone = "Asia/Soul"', "zone-unknown", "process.zone", "zone"),
        (
            'currency = "KRW"',
            'country = "Korea"\ncurrency = "KRW"',
            "country-unknown",
            "process.country",
            "currency",
        ),
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

    faults = faults_of(source)

    named = [(found, where) for found, where, _ in faults]
    assert (code, key) in named
    line = next(line for found, where, line in faults if (found, where) == (code, key))
    assert line in (line_of(at), line_of(at) + 1)


def test_all_faults_are_told_at_once_in_the_files_order() -> None:
    source = MINIMAL.replace('"Asia/Seoul"', '"Mars"').replace('"1.5억"', '"-3"')

    faults = faults_of(source)

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
    faults = faults_of(source)

    assert [(found, at) for found, _, at in faults] == [(code, line)]


@pytest.mark.parametrize(
    ("time", "code"),
    [("2022-03-27T02:30:00", "time-skipped"), ("2022-10-30T02:30:00", "time-twice")],
)
def test_local_times_that_do_not_exist_or_come_twice_are_refused(time: str, code: str) -> None:
    source = MINIMAL.replace("Asia/Seoul", "Europe/Warsaw").replace("2027-07-20", time)

    faults = faults_of(source)

    assert (code, "stages[1].from") in [(found, key) for found, key, _ in faults]


def test_a_missing_file_is_a_fault_too(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile, match="file-faulty"):
        read_process_file(tmp_path / "nothing.toml")


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

    assert line == f"town.toml:{line_of('ballot_size')} headings[1].<b>: there is no such key"
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
