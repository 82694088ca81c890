"""A year in which the lines of a deliberation programme are reviewed beside a vote on projects."""

from dataclasses import replace
from fractions import Fraction

from deliberation.budget_lines import BudgetLine
from deliberation.phases import Vote
from deliberation.process import Process
from tests.samples import sample_process, words

CITY = 1
STEPS = tuple(Fraction(tenths, 10) for tenths in range(-2, 3))


def line(
    no: int, english: str, korean: str, amount: int, least: Fraction = Fraction(0)
) -> BudgetLine:
    texts = words("What the money is for.", "무엇에 쓰는 예산인지.")
    return BudgetLine(f"line-{no}", no, words(english, korean), texts, amount, least)


def line_process() -> Process:
    """The sample year, the lines of its city heading under review at NOON."""
    sample = sample_process()
    city = replace(
        sample.headings[0],
        vote=Vote.LINES,
        projects=(),
        lines=(
            line(1, "Night buses", "심야버스", 200_000_000),
            line(2, "Neighbourhood libraries", "동네 도서관", 150_000_000),
            line(3, "Street lamps", "골목 가로등", 140_000_000, least=Fraction(9, 10)),
        ),
        steps=STEPS,
        unit=1_000,
    )
    return replace(sample, process_id="lines-2027", headings=(city, *sample.headings[1:]))
