"""What is wrong with a file that somebody handed in: where and why, without prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deliberation.refusals import BadInput


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the file, the key's path, the line where known (0 where not)."""

    file: str
    key: str
    code: str
    line: int = 0
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Show place and code, for tests and logs."""
        return f"{self.file}:{self.line}: {self.key}: {self.code} {dict(self.params)}"


class FaultyFile(BadInput):
    """A file cannot be used; `faults` says why, in the file's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("file-faulty", faults=faults)
        self.faults = faults
