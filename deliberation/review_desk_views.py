"""What is shown of a department's desk in a group."""

from dataclasses import dataclass

from deliberation.process import Process
from deliberation.proposals import Proposal


@dataclass(frozen=True)
class DeskView:
    """A desk after a deed; `outcome`: "opened", "same", "closed"."""

    process: Process
    department: str
    outcome: str


@dataclass(frozen=True)
class CardView:
    """A proposal that waits for a department, as everybody may know it."""

    process: Process
    proposal: Proposal
    department: str
    bot_username: str
