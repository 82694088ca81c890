"""What a manager sees of a process file before and after it is loaded."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.faults import Fault
from deliberation.process import Process


@dataclass(frozen=True)
class LoadView:
    """A sound process file, in summary; `outcome` is "" or "loaded".

    `is_new` says that no such year is served yet, `is_same` that this very file is loaded
    already, `names_reader` that the reader is among its managers.
    """

    process: Process
    file_name: str
    sha256: str
    key: str
    now: datetime
    is_new: bool
    is_same: bool
    managers: int
    names_reader: bool
    warnings: tuple[Fault, ...] = ()
    outcome: str = ""

    @property
    def headings_total(self) -> int:
        """Return the sum of the headings' budget limits."""
        return sum(heading.budget_limit for heading in self.process.headings)

    @property
    def projects(self) -> int:
        """Return how many projects the ballots list."""
        return sum(len(heading.projects) for heading in self.process.headings)


@dataclass(frozen=True)
class FaultyFileView:
    """A process file that cannot be used, and why."""

    process: Process
    file_name: str
    faults: tuple[Fault, ...]
