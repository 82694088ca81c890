"""The buttons of support and of sharing, with prefixes that begin with q."""

from typing import ClassVar

from screens.buttons import Button


class Support(Button):
    """Support a proposal, or take that back."""

    prefix: ClassVar[str] = "qs"
    process_no: int
    proposal_no: int
    wished: bool


class JoinInstead(Button):
    """Follow and support a proposal instead of handing in one's own."""

    prefix: ClassVar[str] = "qj"
    process_no: int
    proposal_no: int


class ShareProposal(Button):
    """Send a proposal's card, to be passed on."""

    prefix: ClassVar[str] = "qc"
    process_no: int
    proposal_no: int
