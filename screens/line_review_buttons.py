"""The buttons of line reviews: the ballot, its result, the managers' desk."""

from typing import ClassVar

from screens.buttons import Button


class ShowLine(Button):
    """The ballot at a line; 0: all lines at a glance."""

    prefix: ClassVar[str] = "xll"
    process_no: int
    heading_no: int
    line_no: int = 0


class JudgeLine(Button):
    """Want a step, by its place, for a line; 0: leave the line open."""

    prefix: ClassVar[str] = "xlj"
    process_no: int
    heading_no: int
    line_no: int
    place: int


class AskReason(Button):
    """Ask why a line is judged so."""

    prefix: ClassVar[str] = "xlr"
    process_no: int
    heading_no: int
    line_no: int


class DropReason(Button):
    """Take the reason for a line away."""

    prefix: ClassVar[str] = "xlx"
    process_no: int
    heading_no: int
    line_no: int


class AskClearLines(Button):
    """Ask before the ballot is withdrawn."""

    prefix: ClassVar[str] = "xlw"
    process_no: int
    heading_no: int


class ClearLines(Button):
    """Withdraw the ballot with its reasons."""

    prefix: ClassVar[str] = "xlc"
    process_no: int
    heading_no: int


class ShowLineResult(Button):
    """What the lines of a heading become (edition 0: what stands now), at a page."""

    prefix: ClassVar[str] = "xlv"
    process_no: int
    heading_no: int
    page: int = 0
    edition: int = 0


class ShowLineReasons(Button):
    """What citizens wrote as reasons, at a page."""

    prefix: ClassVar[str] = "xln"
    process_no: int
    heading_no: int
    page: int = 0


class HideReason(Button):
    """Keep a reason from being public, or let it be."""

    prefix: ClassVar[str] = "xlh"
    process_no: int
    heading_no: int
    reason_no: int
    hides: bool
    page: int = 0


class SendLineBundle(Button):
    """Send what an edition of a heading's line review is recounted from."""

    prefix: ClassVar[str] = "xlz"
    process_no: int
    heading_no: int
    edition: int


class SendLinePicture(Button):
    """What the lines become, as a picture."""

    prefix: ClassVar[str] = "xlp"
    process_no: int
    heading_no: int


class ShowLineDesk(Button):
    """What a manager can confirm of line reviews."""

    prefix: ClassVar[str] = "xld"
    process_no: int


class MoveLines(Button):
    """Move to publish line reviews; `seen` is the beginning of the hash that was shown."""

    prefix: ClassVar[str] = "xlm"
    process_no: int
    seen: str
