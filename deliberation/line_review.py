"""Line review: what budget lines become when citizens raise, keep or cut them in steps.

Definition and reasons: docs/counting-line-review.md. Amounts are integers in the smallest unit,
steps and weights are exact; the outcome does not depend on the order of ballots.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

from deliberation.allocation import ElectorateShare, canonical_json
from deliberation.budget_lines import LineRules
from deliberation.profile import Electorate
from deliberation.refusals import BadInput

Judgements = Mapping[str, Fraction]  # a line's id and the step that a ballot wants for it


@dataclass(frozen=True, slots=True)
class LineResult:
    """What becomes of a line.

    `by_step` counts the ballots with weight that wanted each step; `step` is their weighted
    lower median (0 where nobody judged the line), `result` the amount after it all.
    """

    line_id: str
    amount: int
    by_step: tuple[int, ...]
    step: Fraction
    result: int

    @property
    def judged(self) -> int:
        """How many ballots with weight judged the line."""
        return sum(self.by_step)

    @property
    def wanted(self) -> Fraction:
        """The amount that the median step makes, before raises shrink and before rounding."""
        return self.amount * (1 + self.step)


@dataclass(frozen=True)
class LineReview:
    """The outcome of a heading's line review.

    `factor` is what all raises were multiplied with, 1 where they fit. `ballots` counts all
    ballots, `judgements` their judged lines, both with those of electorates without weight.
    """

    heading_id: str
    steps: tuple[Fraction, ...]
    limit: int
    unit: int
    factor: Fraction
    lines: tuple[LineResult, ...]
    electorates: tuple[ElectorateShare, ...] = field(default_factory=tuple)
    ballots: int = 0
    judgements: int = 0

    @property
    def before(self) -> int:
        """What the lines have now, together."""
        return sum(one.amount for one in self.lines)

    @property
    def after(self) -> int:
        """What the lines get, together."""
        return sum(one.result for one in self.lines)

    @property
    def sha256(self) -> str:
        """What two managers confirm."""
        return sha256(self.as_text().encode()).hexdigest()

    def as_text(self) -> str:
        """Write it as canonical JSON."""
        return canonical_json(
            {
                "heading": self.heading_id,
                "rule": "line-review",
                "steps": [str(step) for step in self.steps],
                "limit": self.limit,
                "unit": self.unit,
                "factor": str(self.factor),
                "ballots": self.ballots,
                "judgements": self.judgements,
                "electorates": [
                    {
                        "electorate": one.electorate_id,
                        "weight": str(one.weight),
                        "ballots": one.ballots,
                    }
                    for one in self.electorates
                ],
                "lines": [
                    {
                        "line": one.line_id,
                        "amount": one.amount,
                        "by_step": list(one.by_step),
                        "step": str(one.step),
                        "result": one.result,
                    }
                    for one in self.lines
                ],
            }
        )

    @classmethod
    def from_text(cls, text: str) -> LineReview:
        """Read what `as_text` wrote."""
        data = json.loads(text)
        return cls(
            data["heading"],
            tuple(Fraction(step) for step in data["steps"]),
            data["limit"],
            data["unit"],
            Fraction(data["factor"]),
            tuple(
                LineResult(
                    one["line"],
                    one["amount"],
                    tuple(one["by_step"]),
                    Fraction(one["step"]),
                    one["result"],
                )
                for one in data["lines"]
            ),
            tuple(
                ElectorateShare(one["electorate"], Fraction(one["weight"]), one["ballots"])
                for one in data["electorates"]
            ),
            data["ballots"],
            data["judgements"],
        )


def review(
    rules: LineRules,
    electorates: Sequence[Electorate],
    ballots: Iterable[tuple[str, Judgements]],
    least: int = 1,
) -> LineReview:
    """Count the ballots (electorate's id, judgements) of a heading.

    An electorate with fewer ballots than `least` is folded into the first one with weight.

    Raises:
        BadInput: "line-unknown", "step-unknown", "electorate-unknown", "ballot-empty".
    """
    tally = _Tally(rules, electorates)
    for electorate_id, judgements in ballots:
        tally.add(electorate_id, judgements)
    tally.fold(least)
    shares = tally.shares()
    worths = [one.one_ballot for one in shares]
    steps = [
        lower_median(rules.steps, _weights(tally.counts[line], worths))
        for line in range(len(rules.lines))
    ]
    factor, amounts = afforded(rules, steps)
    weighted = [place for place, one in enumerate(shares) if one.weight > 0]
    return LineReview(
        heading_id=rules.heading_id,
        steps=rules.steps,
        limit=rules.limit,
        unit=rules.unit,
        factor=factor,
        lines=tuple(
            LineResult(
                line.line_id,
                line.amount,
                tuple(
                    sum(tally.counts[at][place][step] for place in weighted)
                    for step in range(len(rules.steps))
                ),
                steps[at],
                amounts[at],
            )
            for at, line in enumerate(rules.lines)
        ),
        electorates=shares,
        ballots=sum(tally.cast),
        judgements=tally.judgements,
    )


def lower_median(steps: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """Return the lowest step that at least half of the weight is at or below; 0 without any.

    `steps` ascend; `weights` has what the ballots at each of them weigh together.
    """
    half, below = sum(weights, Fraction(0)) / 2, Fraction(0)
    if not half:
        return Fraction(0)
    for step, weight in zip(steps, weights, strict=True):
        below += weight
        if below >= half:
            return step
    raise AssertionError("half of a sum is below the sum")


def afforded(rules: LineRules, steps: Sequence[Fraction]) -> tuple[Fraction, tuple[int, ...]]:
    """Return the common factor of all raises, and what each line gets, rounded down to units.

    Where the lines would need more than the limit, raises shrink; cuts and keeps stay.
    """
    changes = [line.amount * step for line, step in zip(rules.lines, steps, strict=True)]
    raised = sum((one for one in changes if one > 0), Fraction(0))
    others = sum(line.amount for line in rules.lines) + sum(
        (one for one in changes if one < 0), Fraction(0)
    )
    factor = Fraction(1)
    if raised and others + raised > rules.limit:
        factor = (rules.limit - others) / raised
    amounts = (
        line.amount + (change * factor if change > 0 else change)
        for line, change in zip(rules.lines, changes, strict=True)
    )
    return factor, tuple(int(amount // rules.unit) * rules.unit for amount in amounts)


class _Tally:
    """Ballots added up: counts[line][electorate][step]."""

    def __init__(self, rules: LineRules, electorates: Sequence[Electorate]) -> None:
        self.electorates = electorates
        self.cast = [0] * len(electorates)
        self.judgements = 0
        self.counts = [[[0] * len(rules.steps) for _ in electorates] for _ in rules.lines]
        self._lines = {line.line_id: (at, line) for at, line in enumerate(rules.lines)}
        self._steps = {step: at for at, step in enumerate(rules.steps)}
        self._places = {one.electorate_id: at for at, one in enumerate(electorates)}

    def add(self, electorate_id: str, judgements: Judgements) -> None:
        place = self._places.get(electorate_id)
        if place is None:
            raise BadInput("electorate-unknown", electorate=electorate_id)
        if not judgements:
            raise BadInput("ballot-empty")
        for line_id, step in judgements.items():
            at, line = self._lines.get(line_id, (0, None))
            if line is None:
                raise BadInput("line-unknown", line=line_id)
            if step not in self._steps or not line.allows(step):
                raise BadInput("step-unknown", line=line_id, step=str(step))
            self.counts[at][place][self._steps[step]] += 1
            self.judgements += 1
        self.cast[place] += 1

    def fold(self, least: int) -> None:
        weighted = [at for at, one in enumerate(self.electorates) if one.weight > 0]
        for small in weighted[1:]:
            if not 0 < self.cast[small] < least:
                continue
            into = weighted[0]
            self.cast[into] += self.cast[small]
            self.cast[small] = 0
            for of_line in self.counts:
                of_line[into] = [a + b for a, b in zip(of_line[into], of_line[small], strict=True)]
                of_line[small] = [0] * len(of_line[small])

    def shares(self) -> tuple[ElectorateShare, ...]:
        present = [
            one.weight if cast else Fraction(0)
            for one, cast in zip(self.electorates, self.cast, strict=True)
        ]
        total = sum(present, Fraction(0))
        return tuple(
            ElectorateShare(one.electorate_id, weight / total if total else Fraction(0), cast)
            for one, weight, cast in zip(self.electorates, present, self.cast, strict=True)
        )


def _weights(by_electorate: list[list[int]], worths: Sequence[Fraction]) -> list[Fraction]:
    return [
        sum((worth * count for worth, count in zip(worths, column, strict=True)), Fraction(0))
        for column in zip(*by_electorate, strict=True)
    ]
