"""What managers see of announcements, and what an announcement says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from deliberation.audiences import Audience
from deliberation.process import Heading, Process


@dataclass(frozen=True)
class AnnouncementDraftView:
    """An announcement that is being prepared.

    `step` is what comes next: "template", "text" (in the language `asked`), "audience"
    or "preview". `open_headings` are those in which people can vote now.
    `outcome` says what the last answer did: "", "resumed".
    """

    process: Process
    key: str
    step: str
    asked: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    audience: Audience | None = None
    recipients: int = 0
    open_headings: tuple[Heading, ...] = ()
    has_groups: bool = False
    now: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement as it is told to one chat."""

    process: Process
    texts: Mapping[str, str]
    heading: Heading | None = None
    is_group: bool = False
    bot_username: str = ""

    def text(self, language: str) -> str:
        """Return the text in a language, else in English, else in the first there is."""
        texts = self.texts
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class AnnouncementProgressView:
    """How far an announcement has come, in chats; `is_spreading` while more are being added."""

    process: Process
    announcement_no: int
    texts: Mapping[str, str]
    audience: Audience
    sent_utc: datetime
    now: datetime
    waiting: int
    delivered: int
    blocked: int
    refused: int
    uncertain: int
    is_spreading: bool

    @property
    def is_done(self) -> bool:
        """Say whether nothing waits any more."""
        return not self.is_spreading and not self.waiting


@dataclass(frozen=True)
class AnnouncementsView:
    """The newest announcements of a year."""

    process: Process
    now: datetime
    sent: tuple[AnnouncementProgressView, ...]
