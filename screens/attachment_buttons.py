"""The buttons of photos and documents, all with prefixes that begin with f."""

from typing import ClassVar

from screens.buttons import Button


class RemoveFile(Button):
    """Take a photo or document off the draft."""

    prefix: ClassVar[str] = "fr"
    process_no: int
    attachment_no: int


class LookAtDraftFiles(Button):
    """The photos and documents of one's draft."""

    prefix: ClassVar[str] = "fd"
    process_no: int


class LookAtFiles(Button):
    """The photos and documents of a proposal; its reviewers go back to their own page."""

    prefix: ClassVar[str] = "fp"
    process_no: int
    proposal_no: int
    in_review: bool = False
