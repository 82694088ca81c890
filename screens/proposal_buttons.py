"""The buttons of proposals, all with prefixes that begin with o."""

from typing import ClassVar

from screens.buttons import Button


class BeginProposal(Button):
    """Begin a proposal in a heading (0: to be chosen)."""

    prefix: ClassVar[str] = "ob"
    process_no: int
    heading_no: int


class ResumeDraft(Button):
    """Go on with the draft where it stands."""

    prefix: ClassVar[str] = "or"
    process_no: int


class ChooseHeading(Button):
    """Put the draft into a heading."""

    prefix: ClassVar[str] = "oh"
    process_no: int
    heading_no: int


class AskPart(Button):
    """Ask a part of the draft once more."""

    prefix: ClassVar[str] = "oe"
    process_no: int
    part: str


class LeavePart(Button):
    """Leave a part that was asked once more as it was."""

    prefix: ClassVar[str] = "ok"
    process_no: int


class LeaveOpen(Button):
    """Answer a part with "not known" or "no particular one"."""

    prefix: ClassVar[str] = "on"
    process_no: int
    part: str


class ChoosePlace(Button):
    """A district is the place of the proposal."""

    prefix: ClassVar[str] = "op"
    process_no: int
    district: str


class ConfirmCost(Button):
    """Yes, this is the amount."""

    prefix: ClassVar[str] = "oc"
    process_no: int
    cost: int


class ChooseField(Button):
    """Put the draft into a field of policy."""

    prefix: ClassVar[str] = "of"
    process_no: int
    field: str


class SendProposal(Button):
    """Hand in this draft."""

    prefix: ClassVar[str] = "os"
    process_no: int
    token: str


class SendAnyway(Button):
    """Hand in this draft, though others are like it."""

    prefix: ClassVar[str] = "oz"
    process_no: int
    token: str


class PauseDraft(Button):
    """Stop for now: keep the draft or drop it."""

    prefix: ClassVar[str] = "ox"
    process_no: int


class DropDraft(Button):
    """Throw this draft away."""

    prefix: ClassVar[str] = "od"
    process_no: int
    token: str


class ShowProposal(Button):
    """A proposal that was handed in."""

    prefix: ClassVar[str] = "ow"
    process_no: int
    proposal_no: int


class ReviseProposal(Button):
    """Change a proposal of one's own."""

    prefix: ClassVar[str] = "ov"
    process_no: int
    proposal_no: int


class AskWithdraw(Button):
    """Ask whether a proposal is to be withdrawn."""

    prefix: ClassVar[str] = "oa"
    process_no: int
    proposal_no: int


class WithdrawProposal(Button):
    """Withdraw a proposal of one's own."""

    prefix: ClassVar[str] = "oy"
    process_no: int
    proposal_no: int


class ShowHistory(Button):
    """Everything that happened to a proposal."""

    prefix: ClassVar[str] = "ol"
    process_no: int
    proposal_no: int
    page: int = 0
