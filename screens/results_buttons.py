"""The buttons of results, of what anybody can check, and of the managers' desk."""

from typing import ClassVar

from deliberation.phases import Vote
from screens.buttons import Button


class ShowSection(Button):
    """A part of a heading's result in an edition (0: what stands now), at a page."""

    prefix: ClassVar[str] = "zs"
    process_no: int
    heading_no: int
    edition: int = 0
    section: str = ""
    page: int = 0


class ShowWhy(Button):
    """Why one project was, or was not, selected, with the way back to a page."""

    prefix: ClassVar[str] = "zw"
    process_no: int
    heading_no: int
    edition: int
    project_no: int
    section: str = ""
    page: int = 0


class ShowEdition(Button):
    """All headings of an edition (0: what stands now), at a page."""

    prefix: ClassVar[str] = "ze"
    process_no: int
    edition: int
    page: int = 0


class FindReceipt(Button):
    """Ask for a tracking code to look for in the published list."""

    prefix: ClassVar[str] = "zf"
    process_no: int


class ShowChecks(Button):
    """How anybody can check an edition."""

    prefix: ClassVar[str] = "zc"
    process_no: int
    edition: int
    page: int = 0


class SendBundle(Button):
    """Send an edition's bundle."""

    prefix: ClassVar[str] = "zb"
    process_no: int
    edition: int


class SendPicture(Button):
    """Send a heading's result as a picture."""

    prefix: ClassVar[str] = "zx"
    process_no: int
    heading_no: int
    edition: int


class ShowLog(Button):
    """The last entries of the public log."""

    prefix: ClassVar[str] = "zl"
    process_no: int


class SendLog(Button):
    """Send the whole public log."""

    prefix: ClassVar[str] = "zd"
    process_no: int


class ShowDesk(Button):
    """What a manager can confirm about results."""

    prefix: ClassVar[str] = "zk"
    process_no: int


class AskSeed(Button):
    """Ask a manager for the seed of a vote."""

    prefix: ClassVar[str] = "zi"
    process_no: int
    vote: Vote = Vote.BUDGET


class ConfirmSeed(Button):
    """The seed as it was typed and shown is right."""

    prefix: ClassVar[str] = "zj"
    process_no: int


class MovePublishing(Button):
    """Move to publish what is counted; `seen` is the beginning of the hash that was shown."""

    prefix: ClassVar[str] = "zm"
    process_no: int
    seen: str


class StartCorrection(Button):
    """Begin to correct what is published."""

    prefix: ClassVar[str] = "zq"
    process_no: int
    vote: Vote = Vote.BUDGET


class KeepSeed(Button):
    """Correct with the seed as it is."""

    prefix: ClassVar[str] = "zt"
    process_no: int


class MoveCorrection(Button):
    """Move the correction that was shown."""

    prefix: ClassVar[str] = "zr"
    process_no: int
    seen: str
