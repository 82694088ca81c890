"""The buttons of review and of following, all with prefixes that begin with v."""

from typing import ClassVar

from screens.buttons import Button


class ShowQueue(Button):
    """A page of what lies with the reader: open, waiting or unassigned."""

    prefix: ClassVar[str] = "vq"
    process_no: int
    kind: str
    page: int = 0


class ShowReview(Button):
    """A proposal as its reviewers see it."""

    prefix: ClassVar[str] = "vw"
    process_no: int
    proposal_no: int


class ShowReviewHistory(Button):
    """Everything that happened to a proposal, for its reviewers."""

    prefix: ClassVar[str] = "vh"
    process_no: int
    proposal_no: int
    page: int = 0


class ReadWaiting(Button):
    """What a department wants of the proposer, in full."""

    prefix: ClassVar[str] = "vr"
    process_no: int
    proposal_no: int


class BeginAnswer(Button):
    """Write an answer of a kind."""

    prefix: ClassVar[str] = "vb"
    process_no: int
    proposal_no: int
    act: str


class LeavePiece(Button):
    """Leave a part of the answer as the proposal has it."""

    prefix: ClassVar[str] = "vl"
    process_no: int
    piece: str


class ConfirmReviewCost(Button):
    """Yes, this is the amount."""

    prefix: ClassVar[str] = "vc"
    process_no: int
    cost: int


class AnswerAgain(Button):
    """Write the answer from its beginning."""

    prefix: ClassVar[str] = "va"
    process_no: int


class SendAnswer(Button):
    """Send this answer."""

    prefix: ClassVar[str] = "vs"
    process_no: int
    proposal_no: int
    token: str


class CancelAnswer(Button):
    """Write no answer after all."""

    prefix: ClassVar[str] = "vx"
    process_no: int
    proposal_no: int


class SettleOffer(Button):
    """Accept or decline the changes of this offer."""

    prefix: ClassVar[str] = "vo"
    process_no: int
    proposal_no: int
    offer_no: int
    accepts: bool


class ShowDepartments(Button):
    """The departments that a proposal may be given to."""

    prefix: ClassVar[str] = "vd"
    process_no: int
    proposal_no: int


class GiveTo(Button):
    """Give a proposal to this department."""

    prefix: ClassVar[str] = "vg"
    process_no: int
    proposal_no: int
    department: str
    as_lead: bool


class Follow(Button):
    """Follow a proposal, or stop."""

    prefix: ClassVar[str] = "vf"
    process_no: int
    proposal_no: int
    wished: bool
