"""The buttons of merging, all with prefixes that begin with w."""

from typing import ClassVar

from screens.buttons import Button


class ShowMergeDesk(Button):
    """Where a facilitator can merge, and what is asked, at a page."""

    prefix: ClassVar[str] = "wd"
    process_no: int
    page: int = 0


class PickForMerge(Button):
    """A heading's proposals at a page, with this one picked or put back (0: none)."""

    prefix: ClassVar[str] = "wp"
    process_no: int
    heading_no: int
    proposal_no: int = 0
    wished: bool = True
    page: int = 0


class ChooseLead(Button):
    """This proposal leads, with its text (0: to be chosen)."""

    prefix: ClassVar[str] = "wc"
    process_no: int
    token: str
    proposal_no: int = 0


class WriteJoint(Button):
    """Write a joint text in the place of the lead's."""

    prefix: ClassVar[str] = "ww"
    process_no: int
    token: str


class LeaveJoint(Button):
    """Write no joint text after all."""

    prefix: ClassVar[str] = "wl"
    process_no: int
    token: str
    proposal_no: int


class SuggestMerge(Button):
    """Ask the proposers."""

    prefix: ClassVar[str] = "ws"
    process_no: int
    token: str


class ShowMerge(Button):
    """A suggestion, for staff, or for the proposer of one's own proposal."""

    prefix: ClassVar[str] = "wm"
    process_no: int
    merge_no: int
    own_no: int = 0


class AskWithdrawMerge(Button):
    """Ask whether a suggestion is to be withdrawn."""

    prefix: ClassVar[str] = "wa"
    process_no: int
    merge_no: int


class WithdrawMerge(Button):
    """Withdraw a suggestion."""

    prefix: ClassVar[str] = "wx"
    process_no: int
    merge_no: int


class ConsentToMerge(Button):
    """Yes, for this proposal, to the text of this round."""

    prefix: ClassVar[str] = "wy"
    process_no: int
    merge_no: int
    own_no: int
    round_no: int


class AskRefuseMerge(Button):
    """Ask for a reason before refusing."""

    prefix: ClassVar[str] = "wr"
    process_no: int
    merge_no: int
    own_no: int
    round_no: int


class RefuseMerge(Button):
    """No, for this proposal, without a reason."""

    prefix: ClassVar[str] = "wn"
    process_no: int
    merge_no: int
    own_no: int
    round_no: int
