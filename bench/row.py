"""One line of a benchmark's report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured: our figure, the other's, and the goal for their ratio.

    Without another's figure the goal is a limit for ours. Seconds are CPU seconds unless `unit`
    says otherwise; memory is the peak of the process that measured, in MB.
    """

    name: str
    ours: float
    other: float | None = None
    goal: float | None = None
    unit: str = "s"
    memory_mb: float | None = None
    other_name: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the other's figure is ours."""
        return None if self.other is None else self.other / self.ours

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.ours <= self.goal if self.ratio is None else self.ratio >= self.goal
