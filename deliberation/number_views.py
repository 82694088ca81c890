"""A year's numbers at a glance, for managers."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.process import Heading, Process


@dataclass(frozen=True)
class HeadingNumbers:
    """A heading's ballots; None where there are too few to tell."""

    heading: Heading
    ballots: int | None


@dataclass(frozen=True)
class NumbersView:
    """How many take part; ballots only of headings where voting has opened."""

    process: Process
    now: datetime
    participants: int
    proposals: int
    headings: tuple[HeadingNumbers, ...]
    least: int
