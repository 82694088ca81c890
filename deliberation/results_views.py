"""What results screens show: plain data, no wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deliberation.allocation import Allocation
from deliberation.phases import Vote
from deliberation.process import Heading, Process


@dataclass(frozen=True)
class EditionView:
    """A publication: `why` holds a correction's reason by language, `replaced` likewise.

    `number` 0 is a count that is not public. `log_seq` and `log_sha256` are the public log's
    checkpoint, `bundle_name` is empty until the bundle is stored.
    """

    number: int
    sha256: str
    published_utc: datetime | None = None
    why: Mapping[str, str] = field(default_factory=dict)
    log_seq: int = 0
    log_sha256: str = ""
    bundle_name: str = ""
    bundle_sha256: str = ""
    newest: int = 0

    @property
    def is_public(self) -> bool:
        """Say whether everybody may see it."""
        return self.number > 0

    @property
    def is_replaced(self) -> bool:
        """Say whether a correction has taken its place."""
        return 0 < self.number < self.newest


@dataclass(frozen=True)
class HeadingResult:
    """A heading with its result, the comparison without effect, and how its saves add up."""

    heading: Heading
    result: Allocation
    comparison: Allocation
    saves: int
    counted: int
    replaced: int
    withdrawn: int
    replaced_why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ResultsView:
    """All results of a year as one person sees them, own headings first."""

    process: Process
    edition: EditionView
    editions: tuple[EditionView, ...]
    headings: tuple[HeadingResult, ...]
    own: frozenset[int]
    is_manager: bool
    page: int = 0


@dataclass(frozen=True)
class ResultView:
    """One heading's result."""

    process: Process
    edition: EditionView
    shown: HeadingResult
    page: int = 0


@dataclass(frozen=True)
class ReasonView:
    """Why one project was, or was not, selected."""

    process: Process
    edition: EditionView
    shown: HeadingResult
    project_no: int


@dataclass(frozen=True)
class ReceiptView:
    """Whether a typed tracking code is in the published list, and where; "" where it is not."""

    process: Process
    code: str
    heading: Heading | None = None


@dataclass(frozen=True)
class PublicationSummary:
    """What two managers confirm: the whole result that would be public, and its hash.

    `concerned` are the numbers of the headings that become public or are corrected. `changed`
    names those whose outcome a correction changes.
    """

    process: Process
    sha256: str
    whole_sha256: str
    rules_sha256: str
    seed: str
    headings: tuple[HeadingResult, ...]
    concerned: frozenset[int]
    why: Mapping[str, str] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class DeskView:
    """The manager's desk: what is closed, counted and public, and what can be confirmed."""

    process: Process
    open_headings: int
    uncounted: tuple[Heading, ...]
    seed: str | None
    may_enter_seed: bool
    summary: PublicationSummary | None
    edition: EditionView | None
    managers: int


@dataclass(frozen=True)
class CorrectionView:
    """A correction while a manager prepares it.

    `asked` is what comes next: "seed", a language in which the reason is missing, or "" where
    `summary`, that of the vote which is corrected, can be moved.
    """

    process: Process
    vote: Vote
    seed: str
    why: Mapping[str, str]
    asked: str
    summary: object | None = None


@dataclass(frozen=True)
class ResultNews:
    """What a chat is told when results are published or corrected.

    `headings` are the reader's own; `heading` is set for a group's thread.
    """

    process: Process
    edition: EditionView
    headings: tuple[HeadingResult, ...]
    is_group: bool
    bot_username: str = ""


@dataclass(frozen=True)
class LogEntryView:
    """An entry of the public log."""

    seq: int
    at_utc: datetime
    kind: str
    body: Mapping[str, object]
    sha256: str


@dataclass(frozen=True)
class LogView:
    """The last entries of the public log, and where the chain stands."""

    process: Process
    entries: tuple[LogEntryView, ...]
    total: int
    sha256: str


@dataclass(frozen=True)
class FileView:
    """A file for anybody to check with."""

    process: Process
    name: str
    content: bytes
    sha256: str
    about: str  # bundle, shortlist, line-review, log
    edition: int = 0
