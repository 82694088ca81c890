"""The lines of a programme that exists, and the steps in which citizens may change them."""

from dataclasses import dataclass
from fractions import Fraction

from deliberation.wording import Wording


@dataclass(frozen=True)
class BudgetLine:
    """A line of a programme that exists; `no` counts from 1 within the heading.

    `least` and `most` bound what may become of it, as multiples of the amount now.
    """

    line_id: str
    no: int
    names: Wording
    texts: Wording
    amount: int
    least: Fraction = Fraction(0)
    most: Fraction | None = None

    def allows(self, step: Fraction) -> bool:
        """Say whether a ballot may want this step for the line."""
        multiple = 1 + step
        return self.least <= multiple and (self.most is None or multiple <= self.most)


@dataclass(frozen=True)
class LineRules:
    """What a heading's line review rests on: its lines, the steps in order, limit and unit."""

    heading_id: str
    lines: tuple[BudgetLine, ...]
    steps: tuple[Fraction, ...]
    limit: int
    unit: int = 1


def faults_of(rules: LineRules) -> list[tuple[str, dict[str, object]]]:
    """Return what forbids a line review: codes with parameters, `line` where one is meant.

    Codes: steps-disordered, step-zero-missing, step-too-low, lines-above-limit (sum, limit);
    line-not-in-units (line, unit), line-bounds-crossed (line).
    """
    faults: list[tuple[str, dict[str, object]]] = []
    if list(rules.steps) != sorted(set(rules.steps)):
        faults.append(("steps-disordered", {}))
    if 0 not in rules.steps:
        faults.append(("step-zero-missing", {}))
    if any(step < -1 for step in rules.steps):
        faults.append(("step-too-low", {}))
    total = sum(line.amount for line in rules.lines)
    if total > rules.limit:
        faults.append(("lines-above-limit", {"sum": total, "limit": rules.limit}))
    for line in rules.lines:
        if line.amount % rules.unit:
            faults.append(("line-not-in-units", {"line": line.line_id, "unit": rules.unit}))
        if not line.allows(Fraction(0)):
            faults.append(("line-bounds-crossed", {"line": line.line_id}))
    return faults


def judgement_no(line_no: int, place: int, steps: int) -> int:
    """Return the number that stands on a ballot for a line at a step, both counted from 1."""
    return (line_no - 1) * steps + place


def judged(number: int, steps: int) -> tuple[int, int]:
    """Return the line and the place of the step that a ballot's number means."""
    line, place = divmod(number - 1, steps)
    return line + 1, place + 1


def with_judgement(
    ballot: tuple[int, ...], line_no: int, place: int, steps: int
) -> tuple[int, ...]:
    """Return a ballot with a line at a step (0: the line left open), in the lines' order."""
    others = [number for number in ballot if judged(number, steps)[0] != line_no]
    if place:
        others.append(judgement_no(line_no, place, steps))
    return tuple(sorted(others))


def are_one_each(ballot: tuple[int, ...], steps: int) -> bool:
    """Say whether a ballot judges no line twice."""
    lines = [judged(number, steps)[0] for number in ballot]
    return len(set(lines)) == len(lines)


def signed(step: Fraction) -> str:
    """Write a step as it stands on buttons: +10%, −20%, 0, +1/3."""
    if not step:
        return "0"
    percent = abs(step) * 100
    amount = f"{percent.numerator}%" if percent.denominator == 1 else str(abs(step))
    return ("+" if step > 0 else "−") + amount
