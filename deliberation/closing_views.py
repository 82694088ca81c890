"""What is told of closings."""

from dataclasses import dataclass

from deliberation.process import Heading, Process


@dataclass(frozen=True)
class HeadingNews:
    """A heading about which there is something to tell."""

    process: Process
    heading: Heading
