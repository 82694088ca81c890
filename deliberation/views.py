"""What actions return and screens show: plain data, no wording."""

from dataclasses import dataclass, field
from datetime import datetime

from deliberation.phases import Deed, Phase
from deliberation.process import Heading, Process, Project, Wording
from deliberation.proposals import Proposal


@dataclass(frozen=True)
class CitizenView:
    """A person as the house knows them in the budget year that they look at."""

    user_id: int
    language: str
    process_no: int | None
    district: str = ""
    has_stated_eligibility: bool = False
    has_consented: bool = False
    is_known: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def may_take_part(self) -> bool:
        """Say whether both the notice and the consent are given."""
        return self.has_stated_eligibility and self.has_consented


@dataclass(frozen=True)
class Opening:
    """One thing that can be done now, and until when; `is_done` where the person has done it."""

    deed: Deed
    heading: Heading | None
    until_utc: datetime | None
    is_done: bool = False


@dataclass(frozen=True)
class HomeView:
    """What the home screen shows."""

    process: Process
    citizen: CitizenView
    now: datetime
    phases: tuple[Phase, ...]
    openings: tuple[Opening, ...]
    next_phase: Phase | None = None
    next_utc: datetime | None = None
    has_results: bool = False
    has_shortlists: bool = False
    my_proposals: int = 0
    has_draft: bool = False
    other_years: tuple[tuple[Process, bool], ...] = ()  # and whether something can be done there
    line_reviews: tuple[Heading, ...] = ()  # those that are public


@dataclass(frozen=True)
class WelcomeView:
    """The first three sentences; `then` is the payload of the link that led here."""

    process: Process
    then: str
    heading: Heading | None


@dataclass(frozen=True)
class DistrictsView:
    """Districts to choose from."""

    process: Process
    citizen: CitizenView
    then: str
    page: int
    searched: str = ""
    found: tuple[str, ...] = ()
    near_border: bool = False


@dataclass(frozen=True)
class BallotView:
    """A heading's ballot as one voter sees it.

    `outcome` says what the last wish did: "" (only looking), "saved", "withdrawn", "same"
    (it was so already), "stale" (the ballot had changed meanwhile), "full". `order` lists all
    projects of the heading in the voter's own order; `ranking` holds project numbers.
    """

    process: Process
    heading: Heading
    order: tuple[Project, ...]
    ranking: tuple[int, ...]
    revision: int
    code: str
    until_utc: datetime | None
    outcome: str = ""
    page: int = 0
    field_id: str = ""
    more_ballots: int = 0

    def project(self, project_no: int) -> Project:
        """Return a project of the ballot by its number."""
        found = self.heading.project(project_no)
        if found is None:
            raise KeyError(project_no)
        return found


@dataclass(frozen=True)
class ProjectView:
    """One project, with where it stands on the voter's ballot, and the proposals it came from."""

    ballot: BallotView
    project: Project
    page: int
    field_id: str = ""
    origins: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class BallotsView:
    """The headings in which the person may vote now, and those they have voted in."""

    process: Process
    citizen: CitizenView
    headings: tuple[tuple[Heading, bool, datetime | None], ...] = ()


@dataclass(frozen=True)
class StageView:
    """Something that happened to a stage: entered, ending, ended."""

    process: Process
    phase: Phase
    event: str
    until_utc: datetime
    programmes: tuple[str, ...] = ()
    extra: dict[str, Wording] = field(default_factory=dict)
