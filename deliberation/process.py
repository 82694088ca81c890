"""A budget year: programmes, headings, districts, stages, electorates, staff.

Read from a process file (actions/process_file.py); frozen, so that what voting rests on cannot
change under it. Instants are aware datetimes in UTC; money is in the currency's smallest unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from deliberation.phases import Programme, Stage


@dataclass(frozen=True)
class Wording:
    """A text in several languages."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the text in a language, else in English, else in the first there is."""
        texts = self.by_language
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class District:
    """One of the city's districts."""

    district_id: str
    names: Wording
    residents: int = 0


@dataclass(frozen=True)
class Field:
    """A field of city policy, to find projects by."""

    field_id: str
    names: Wording


@dataclass(frozen=True)
class Project:
    """What a ballot lists; `no` counts from 1 within the heading."""

    project_id: str
    no: int
    names: Wording
    short_names: Wording
    texts: Wording
    cost: int
    field_id: str = ""
    place: Wording = field(default_factory=lambda: Wording({}))


@dataclass(frozen=True)
class Heading:
    """A pot of money with its own budget limit; `no` counts from 1 within the process."""

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

    def project(self, project_no: int) -> Project | None:
        """Return a project by its number."""
        if 1 <= project_no <= len(self.projects):
            return self.projects[project_no - 1]
        return None


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
    """What a proposal may be; amounts in the smallest unit, None where there is no limit."""

    per_person: int = 3
    cost_least: int = 0
    cost_most: int | None = None
    co_proposers_needed: int = 0
    edit_hours: int = 24
    support_limit: int | None = None
    support_hidden: bool = False


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
    seed: str = ""
    least_electorate: int = 10
    is_demonstration: bool = True
    proposals: ProposalRules = field(default_factory=ProposalRules)
    languages: tuple[str, ...] = ("ko", "en")
    geojson: str = ""

    def heading(self, heading_no: int) -> Heading | None:
        """Return a heading by its number."""
        if 1 <= heading_no <= len(self.headings):
            return self.headings[heading_no - 1]
        return None

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
