"""What is shown of photos and documents."""

from dataclasses import dataclass

from deliberation.attachments import FileKind
from deliberation.process import Process


@dataclass(frozen=True)
class OpenedFile:
    """A photo or document with its content; `original`: whose it is where that was merged."""

    kind: FileKind
    content: bytes
    original: str = ""


@dataclass(frozen=True)
class FilesView:
    """The photos and documents of a draft (`proposal_no` 0) or a proposal, opened.

    `code` is the proposal's receipt number, '' for a draft.
    """

    process: Process
    proposal_no: int
    code: str
    title: str
    files: tuple[OpenedFile, ...]
