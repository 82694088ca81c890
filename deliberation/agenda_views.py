"""What screens of part one's result and of costing show: plain data, no wording."""

from dataclasses import dataclass
from datetime import datetime

from deliberation.agenda import AgendaItem
from deliberation.agenda_count import AgendaCount
from deliberation.outcome_views import NOT_PUBLIC, Confirmed
from deliberation.process import Heading, Process
from deliberation.results_views import EditionView


@dataclass(frozen=True)
class ShortlistView:
    """One heading's shortlist; managers alone see one that is not public."""

    process: Process
    heading: Heading
    count: AgendaCount
    sha256: str
    edition: EditionView = NOT_PUBLIC

    @property
    def is_public(self) -> bool:
        """Say whether everybody may see it."""
        return self.edition.is_public

    def item(self, item_id: str) -> AgendaItem:
        """Return an item of the heading's agenda by its id."""
        return next(one for one in self.heading.agenda if one.item_id == item_id)


@dataclass(frozen=True)
class ShortlistsView:
    """The shortlists of a year that one person may see."""

    process: Process
    shortlists: tuple[ShortlistView, ...]


@dataclass(frozen=True)
class ShortlistNews:
    """What a chat is told when shortlists are published; `is_group` for a heading's thread."""

    process: Process
    shortlists: tuple[ShortlistView, ...]
    is_group: bool
    bot_username: str = ""


@dataclass(frozen=True)
class ShortlistSummary:
    """What two managers confirm: the shortlists that would be public, and their hash."""

    process: Process
    confirmed: Confirmed
    seed: str
    shortlists: tuple[ShortlistView, ...]

    @property
    def sha256(self) -> str:
        """What two managers read to each other."""
        return self.confirmed.sha256


@dataclass(frozen=True)
class AgendaDeskView:
    """The managers' desk of part one: what is open, counted and public, and the costs after it.

    `seed` is None while the lots' seed is not known.
    """

    process: Process
    open_headings: tuple[Heading, ...]
    uncounted: tuple[Heading, ...]
    seed: str | None
    may_enter_seed: bool
    summary: ShortlistSummary | None
    public: tuple[Heading, ...]
    managers: int


@dataclass(frozen=True)
class CostingView:
    """The headings whose shortlists wait for costs, as one person may set them.

    `until_utc` is None where costing is not open; `mine` are the departments of a reviewer
    (None: a manager, who may set them all).
    """

    process: Process
    headings: tuple[Heading, ...]
    until_utc: datetime | None
    mine: frozenset[str] | None


@dataclass(frozen=True)
class HeadingCostsView:
    """A heading's shortlisted items with their costs, and whether they can be published.

    `outcome` says what the last deed did: "" (only looking), "set", "published",
    "joined", "parted".
    """

    process: Process
    heading: Heading
    items: tuple[AgendaItem, ...]
    uncosted: tuple[AgendaItem, ...]
    may_set: frozenset[int]
    may_publish: bool
    is_public: bool
    outcome: str = ""


@dataclass(frozen=True)
class ItemCostView:
    """One item whose cost is asked; `readings` are amounts that wait for a yes."""

    process: Process
    heading: Heading
    item: AgendaItem
    readings: tuple[int, ...] = ()
    may_join: bool = False
    may_part: bool = False


@dataclass(frozen=True)
class JoiningView:
    """What an item can be joined with; `other` is the one chosen, once there is one.

    `parts` are the agenda items of one that is joined already.
    """

    process: Process
    heading: Heading
    item: AgendaItem
    others: tuple[AgendaItem, ...]
    other: AgendaItem | None = None
    parts: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True)
class CostNews:
    """What is told about a heading's costs: that they are public, or that some are missing."""

    process: Process
    heading: Heading
    missing: tuple[AgendaItem, ...] = ()
    is_group: bool = False
    is_open: bool = False
    bot_username: str = ""
