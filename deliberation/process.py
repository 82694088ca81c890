"""A budget year: programmes, headings, districts, stages, electorates, staff.

Read from a process file (actions/process_file.py); frozen, so that what voting rests on cannot
change under it. Instants are aware datetimes in UTC; money is in the currency's smallest unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from deliberation.agenda import AgendaItem, shortlisted
from deliberation.budget_lines import BudgetLine, LineRules, judgement_no, signed
from deliberation.joining import Joining, standing
from deliberation.phases import Deed, Programme, Stage, Vote
from deliberation.wording import Wording as Wording

AGENDA_PAPERS = 1000  # the paper of a heading's priority vote has the heading's number and this


@dataclass(frozen=True)
class District:
    """One of the city's districts."""

    district_id: str
    names: Wording
    residents: int = 0


@dataclass(frozen=True)
class Field:
    """A field of city policy, to find projects by; `department` leads its proposals' review."""

    field_id: str
    names: Wording
    department: str = ""


@dataclass(frozen=True)
class Project:
    """What a ballot lists; `no` counts from 1 within the heading.

    `excludes` names projects of the heading that cannot be funded beside this one.
    """

    project_id: str
    no: int
    names: Wording
    short_names: Wording
    texts: Wording
    cost: int
    field_id: str = ""
    place: Wording = field(default_factory=lambda: Wording({}))
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A pot of money with its own budget limit; `no` counts from 1 within the process.

    `ballot_size` is the most projects that a ballot ranks, `slots` how many agenda items the
    priority vote shortlists. `shortlist` holds the elected items' ids once they are published;
    where there is an agenda, the projects come from it. With `lines` its vote is a line review in
    `steps`, the amounts rounded down to `unit`.
    """

    heading_id: str
    no: int
    programme: Programme
    names: Wording
    budget_limit: int
    ballot_size: int
    rule: str = "equal-shares"
    district_id: str = ""
    slots: int = 10
    projects: tuple[Project, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    shortlist: tuple[str, ...] = ()
    joinings: tuple[Joining, ...] = ()
    vote: Vote = Vote.BUDGET
    lines: tuple[BudgetLine, ...] = ()
    steps: tuple[Fraction, ...] = ()
    unit: int = 1

    @property
    def line_rules(self) -> LineRules:
        """What the count of its line review rests on."""
        return LineRules(self.heading_id, self.lines, self.steps, self.budget_limit, self.unit)

    @property
    def ranks(self) -> int:
        """How many ranks a ballot has: no more than there are projects, where any are."""
        return min(self.ballot_size, len(self.projects)) if self.projects else self.ballot_size

    @property
    def deed(self) -> Deed:
        """What casting a ballot here is."""
        return self.vote.deed

    @property
    def awaits_projects(self) -> bool:
        """Say whether its projects are to come from the agenda and are not there yet."""
        return self.vote is Vote.BUDGET and bool(self.agenda) and not self.projects

    @property
    def shortlisted_items(self) -> tuple[AgendaItem, ...]:
        """The shortlisted items in the order of election; those that are joined are one."""
        return standing(shortlisted(self.agenda, self.shortlist), self.joinings)

    def project(self, project_no: int) -> Project | None:
        """Return a project by its number."""
        if 1 <= project_no <= len(self.projects):
            return self.projects[project_no - 1]
        return None


def agenda_paper(heading: Heading) -> Heading:
    """Return the paper of a heading's priority vote: its agenda items in the projects' place."""
    return replace(
        heading,
        no=AGENDA_PAPERS + heading.no,
        vote=Vote.AGENDA,
        rule="expanding-approvals",
        projects=tuple(
            Project(
                item.item_id,
                item.no,
                item.names,
                item.short_names,
                item.texts,
                cost=0,
                field_id=item.field_id,
                place=item.place,
            )
            for item in heading.agenda
        ),
    )


def lines_paper(heading: Heading) -> Heading:
    """Return the paper of a line review: each line at each step in the projects' place.

    A ballot lists judgements, at most one for each line; see deliberation/budget_lines.py.
    """
    steps = len(heading.steps)
    return replace(
        heading,
        ballot_size=len(heading.lines),
        projects=tuple(
            Project(
                f"{line.line_id}={step}",
                judgement_no(line.no, place, steps),
                named := Wording(
                    {
                        language: f"{name}: {signed(step)}"
                        for language, name in line.names.by_language.items()
                    }
                ),
                named,
                Wording({}),
                cost=0,
            )
            for line in heading.lines
            for place, step in enumerate(heading.steps, start=1)
        ),
    )


def costed_projects(heading: Heading) -> tuple[Project, ...]:
    """Return the projects that a heading's shortlist makes, in the order of election.

    All items must have a cost; numbers follow the order of election and so never change.
    """
    items = heading.shortlisted_items
    listed = {item.item_id for item in items}
    projects = []
    for place, item in enumerate(items, start=1):
        if item.cost is None:
            raise ValueError(f"{item.item_id} has no cost")
        projects.append(
            Project(
                item.item_id,
                place,
                item.names,
                item.short_names,
                item.texts,
                item.cost,
                item.field_id,
                item.place,
                tuple(one for one in item.excludes if one in listed),
            )
        )
    return tuple(projects)


@dataclass(frozen=True)
class Electorate:
    """A weighted group of voters; the weights of a process sum to 1."""

    electorate_id: str
    names: Wording
    weight: Fraction


@dataclass(frozen=True)
class StaffMember:
    """Somebody with a role from the process file."""

    user_id: int
    role: str  # manager, facilitator, reviewer
    name: str = ""
    department: str = ""


@dataclass(frozen=True)
class Office:
    """Who answers when the bot cannot."""

    names: Wording
    phone: str = ""
    email: str = ""
    where: Wording = field(default_factory=lambda: Wording({}))


@dataclass(frozen=True)
class ProposalRules:
    """What a proposal may be; amounts in the smallest unit, None where there is no limit.

    `answer_days`: how long a proposer may answer before "infeasible" becomes public.
    `department` leads the review where the field names none.
    `merge_days`: how long a proposer may decide on a merger; `silence_consents` says what no
    answer by then means. `files_most`: how many photos and documents a proposal may have.
    `site_checks_until`, `cost_checks_until`: where departments visit sites, and check costs
    against the ceilings before they decide, until when.
    """

    per_person: int = 3
    cost_least: int = 0
    cost_most: int | None = None
    co_proposers_needed: int = 0
    edit_hours: int = 24
    support_limit: int | None = None
    support_hidden: bool = False
    answer_days: int = 7
    merge_days: int = 7
    silence_consents: bool = False
    title_most: int = 60
    text_most: int = 1500
    department: str = ""
    files_most: int = 0
    site_checks_until: datetime | None = None
    cost_checks_until: datetime | None = None


@dataclass(frozen=True)
class Process:
    """One budget year, from the first announcement to monitoring."""

    process_id: str
    no: int
    names: Wording
    texts: Wording
    city: Wording
    zone: str
    currency: str
    total: int
    headings: tuple[Heading, ...]
    districts: tuple[District, ...]
    fields: tuple[Field, ...]
    stages: tuple[Stage, ...]
    electorates: tuple[Electorate, ...]
    staff: tuple[StaffMember, ...]
    office: Office
    seed_source: Wording
    eligibility: Wording
    seed: str | None = None  # where the file itself gives it; the empty text is a seed too
    least_electorate: int = 10
    is_demonstration: bool = True
    proposals: ProposalRules = field(default_factory=ProposalRules)
    languages: tuple[str, ...] = ("ko", "en")
    geojson: str = ""
    proposals_by_programme: Mapping[Programme, ProposalRules] = field(default_factory=dict)
    attribution: Wording = field(default_factory=lambda: Wording({}))
    is_sample: bool = False
    country: str = ""  # in English, for published files; "" where it is not known

    def heading(self, heading_no: int) -> Heading | None:
        """Return a heading by its number."""
        if 1 <= heading_no <= len(self.headings):
            return self.headings[heading_no - 1]
        return None

    @cached_property
    def papers(self) -> Mapping[int, Heading]:
        """All ballot papers by number: each heading's own, then those of the priority votes.

        A paper is a heading as one vote sees it. Whatever stores, keys and buttons call a
        heading's number where ballots are concerned is a paper's number.
        """
        agendas = [agenda_paper(one) for one in self.headings if one.agenda]
        own = [lines_paper(one) if one.lines else one for one in self.headings]
        return {one.no: one for one in (*own, *agendas)}

    @property
    def budget_headings(self) -> tuple[Heading, ...]:
        """The headings whose projects are voted on; line reviews are no part of them."""
        return tuple(one for one in self.headings if one.vote is Vote.BUDGET)

    @property
    def line_headings(self) -> tuple[Heading, ...]:
        """The headings whose budget lines are reviewed."""
        return tuple(one for one in self.headings if one.vote is Vote.LINES)

    def paper(self, paper_no: int) -> Heading | None:
        """Return a ballot paper by its number."""
        return self.papers.get(paper_no)

    def papers_for(self, district_id: str) -> tuple[Heading, ...]:
        """Return the ballot papers that somebody of this district may fill."""
        return tuple(
            paper
            for paper in self.papers.values()
            if not paper.district_id or paper.district_id == district_id
        )

    def heading_called(self, heading_id: str) -> Heading | None:
        """Return a heading by its id."""
        return next((one for one in self.headings if one.heading_id == heading_id), None)

    def stage(self, stage_id: str) -> Stage | None:
        """Return a stage by its id."""
        return next((one for one in self.stages if one.stage_id == stage_id), None)

    def field_called(self, field_id: str) -> Field | None:
        """Return a field of policy by its id."""
        return next((one for one in self.fields if one.field_id == field_id), None)

    def proposal_rules(self, programme: Programme) -> ProposalRules:
        """Return what a proposal for a programme may be."""
        return self.proposals_by_programme.get(programme, self.proposals)

    def district(self, district_id: str) -> District | None:
        """Return a district by its id."""
        return next((one for one in self.districts if one.district_id == district_id), None)

    def headings_for(self, district_id: str) -> tuple[Heading, ...]:
        """Return the headings that somebody of this district may vote in."""
        return tuple(
            heading
            for heading in self.headings
            if not heading.district_id or heading.district_id == district_id
        )
