"""Budget lines in a process file: read exactly, or refused with the place of each fault."""

from fractions import Fraction
from pathlib import Path

import pytest

from actions.process_file import ProcessFile, read_process
from actions.processes import from_snapshot, snapshot
from deliberation.faults import FaultyFile
from deliberation.phases import Vote
from deliberation.rules import rules_sha256
from locales.translator import translator_for
from screens.faults import fault_text

SMALL = Path(__file__).parents[1] / "transcripts" / "small-year.toml"
HEADING = """
[[headings]]
id = "lines"
programme = "city"
names = "Lines"
limit = "3억 원"
"""
LINES = """
[[headings.lines]]
id = "buses"
names = { ko = "심야버스", en = "Night buses" }
amount = "2억 원"
least = "90%"

[[headings.lines]]
id = "lamps"
names = { ko = "가로등", en = "Street lamps" }
amount = 100000000
most = 1.5
"""


def read(text: str) -> ProcessFile:
    common = SMALL.read_text(encoding="utf-8").split("[[headings]]")[0]
    return read_process((common + text).encode(), "year.toml")


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(FaultyFile) as refused:
        read(text)
    return [(fault.key, fault.code) for fault in refused.value.faults]


def test_lines_are_read_with_exact_steps_and_bounds() -> None:
    heading = read(HEADING + 'steps = ["-1/3", 0, "5%", 0.25]\n' + LINES).process.headings[0]

    assert heading.vote is Vote.LINES
    assert heading.steps == (Fraction(-1, 3), Fraction(0), Fraction(1, 20), Fraction(1, 4))
    assert heading.unit == 1_000
    assert [(one.line_id, one.amount, one.least, one.most) for one in heading.lines] == [
        ("buses", 200_000_000, Fraction(9, 10), None),
        ("lamps", 100_000_000, Fraction(0), Fraction(3, 2)),
    ]


def test_steps_are_tenths_unless_the_file_names_others() -> None:
    heading = read(HEADING + LINES).process.headings[0]

    assert heading.steps == tuple(Fraction(tenths, 10) for tenths in range(-2, 3))


def test_a_snapshot_keeps_lines_and_the_rules_hash_knows_them() -> None:
    process = read(HEADING + LINES).process
    other = read(HEADING + LINES.replace("90%", "80%")).process

    kept = from_snapshot(snapshot(process))

    assert kept == process
    assert rules_sha256(kept) == rules_sha256(process) != rules_sha256(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADING.replace("3억", "2억 9천만") + LINES, ("headings[1].limit", "lines-above-limit")),
        (
            HEADING + LINES.replace("100000000", "100000500"),
            ("headings[1].lines[2].amount", "line-not-in-units"),
        ),
        (
            HEADING + LINES.replace("1.5", "0.5"),
            ("headings[1].lines[2].amount", "line-bounds-crossed"),
        ),
        (
            HEADING + 'steps = ["-10%", "10%"]\n' + LINES,
            ("headings[1].steps", "step-zero-missing"),
        ),
        (HEADING + 'steps = ["10%", 0]\n' + LINES, ("headings[1].steps", "steps-disordered")),
        (HEADING + LINES.replace("lamps", "buses"), ("headings[1].lines[2].id", "id-twice")),
        (
            HEADING + LINES + '[[headings.agenda]]\nid = "a"\nnames = "A"\n',
            ("headings[1].lines", "lines-and-projects"),
        ),
        (HEADING + 'steps = ["x", 0]\n' + LINES, ("headings[1].steps[1]", "value-wrong-type")),
        (HEADING + "steps = [-2, 0]\n" + LINES, ("headings[1].steps[1]", "step-out-of-range")),
    ],
)
def test_a_review_that_cannot_be_is_refused(text: str, expected: tuple[str, str]) -> None:
    assert expected in faults(text)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_fault_has_words_with_its_figures(language: str) -> None:
    with pytest.raises(FaultyFile) as refused:
        read(HEADING.replace("3억", "2억 9천만") + LINES)

    text = fault_text(refused.value.faults[0], translator_for(language))

    assert {"ko": "3억 원", "en": "KRW 300 million"}[language] in text
    assert "{" not in text
