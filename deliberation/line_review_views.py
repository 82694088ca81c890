"""What screens show of line reviews: plain data, no wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from deliberation.budget_lines import BudgetLine, judged
from deliberation.line_review import LineReview
from deliberation.outcome_views import NOT_PUBLIC, Confirmed
from deliberation.process import Heading, Process
from deliberation.results_views import EditionView


@dataclass(frozen=True)
class LineBallotView:
    """A line review's ballot as one voter sees it, at a line (0: all of them at a glance).

    `reasons` has what the voter wrote, by line. `outcome` says what the last tap did: ""
    (only looking), "saved", "withdrawn", "same", "reason-saved", "reason-gone".
    """

    process: Process
    heading: Heading
    line_no: int
    ballot: tuple[int, ...]
    code: str
    until_utc: datetime | None
    reasons: Mapping[int, str] = field(default_factory=dict)
    outcome: str = ""
    more_ballots: int = 0

    @property
    def line(self) -> BudgetLine | None:
        """The line that is looked at."""
        if 1 <= self.line_no <= len(self.heading.lines):
            return self.heading.lines[self.line_no - 1]
        return None

    def place(self, line_no: int) -> int:
        """Return the place of the step that the ballot wants for a line; 0 where it is open."""
        steps = len(self.heading.steps)
        return next(
            (
                place
                for line, place in (judged(one, steps) for one in self.ballot)
                if line == line_no
            ),
            0,
        )

    def step(self, line_no: int) -> Fraction | None:
        """Return the step that the ballot wants for a line."""
        place = self.place(line_no)
        return self.heading.steps[place - 1] if place else None


@dataclass(frozen=True)
class PublicReason:
    """Why somebody judged a line as they did; nothing says who.

    `direction` is -1 for a cut, 0 for keeping, 1 for a raise, None where too few did so.
    """

    reason_no: int
    line_no: int
    direction: int | None
    text: str
    is_hidden: bool = False


@dataclass(frozen=True)
class LineResultView:
    """One heading's line review; managers alone see one that is not public.

    `may_hide` says that the reader may keep reasons from being public.
    """

    process: Process
    heading: Heading
    review: LineReview
    sha256: str
    edition: EditionView = NOT_PUBLIC
    reasons: tuple[PublicReason, ...] = ()
    may_hide: bool = False

    @property
    def is_public(self) -> bool:
        """Say whether everybody may see it."""
        return self.edition.is_public


@dataclass(frozen=True)
class LineSummary:
    """What two managers confirm: the line reviews that would be public, and their hash."""

    process: Process
    confirmed: Confirmed
    reviews: tuple[LineResultView, ...]

    @property
    def sha256(self) -> str:
        """What two managers read to each other."""
        return self.confirmed.sha256


@dataclass(frozen=True)
class LineNews:
    """What a chat is told when line reviews are published."""

    process: Process
    reviews: tuple[LineResultView, ...]
    is_group: bool
    bot_username: str = ""


@dataclass(frozen=True)
class LineDeskView:
    """The managers' desk of line reviews: what is open, closed, counted and public."""

    process: Process
    open_headings: tuple[Heading, ...]
    uncounted: tuple[Heading, ...]
    summary: LineSummary | None
    public: tuple[Heading, ...]
    managers: int
