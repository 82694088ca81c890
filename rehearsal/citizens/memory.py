"""What a simulated citizen remembers between two sittings; it can be kept in a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

Json = dict[str, Any]


@dataclass
class Memory:
    """Counts of what was done; `lately` is what the home screen said was on.

    `invited` are links of one's own that others have been told of, `invitations` those of others
    that were looked at, `mergers` the messages that suggested a merger and were read.
    """

    sittings: int = 0
    since: int = 0
    lately: str = ""
    has_district: bool = False
    has_looked_for_threads: bool = False
    proposals: int = 0
    withdrawn: int = 0
    answered: int = 0
    votes: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    said: int = 0
    results_read: int = 0
    invited: list[str] = field(default_factory=list)
    invitations: list[str] = field(default_factory=list)
    mergers: list[int] = field(default_factory=list)

    def as_json(self) -> Json:
        """For a file."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """From a file."""
        return cls(**kept)
