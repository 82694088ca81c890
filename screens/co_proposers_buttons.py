"""The buttons of proposing together and of one's public name; prefixes begin with j."""

from typing import ClassVar

from screens.buttons import Button


class JoinProposal(Button):
    """Propose this together with others."""

    prefix: ClassVar[str] = "jj"
    process_no: int
    proposal_no: int


class LeaveProposal(Button):
    """Propose it no longer."""

    prefix: ClassVar[str] = "jl"
    process_no: int
    proposal_no: int


class NameDraft(Button):
    """How the proposer of the draft wishes to be named."""

    prefix: ClassVar[str] = "jd"
    process_no: int
    naming: str


class ShowNaming(Button):
    """The ways in which one can be named on a proposal of one's own."""

    prefix: ClassVar[str] = "jn"
    process_no: int
    proposal_no: int


class SignProposal(Button):
    """How the proposer wishes to be named on it."""

    prefix: ClassVar[str] = "js"
    process_no: int
    proposal_no: int
    naming: str
