"""What is told of closings."""

from dataclasses import dataclass

from deliberation.phases import Vote
from deliberation.process import Heading, Process


@dataclass(frozen=True)
class HeadingNews:
    """A heading about which there is something to tell."""

    process: Process
    heading: Heading


@dataclass(frozen=True)
class SeedView:
    """What is known of the seed of the lots; `typed` waits to be confirmed."""

    process: Process
    seed: str | None = None
    typed: str = ""
    vote: Vote = Vote.BUDGET
