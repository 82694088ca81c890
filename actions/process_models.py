"""The process file's structure: what keys it has, and what kind of value each takes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from deliberation.phases import Phase, Programme
from deliberation.text import clean_text

MOST_NAME = 120
MOST_TEXT = 1200
MOST_STEP = 10


def _wrong_type(expected: str) -> PydanticCustomError:
    return PydanticCustomError("value-wrong-type", "expected {expected}", {"expected": expected})


def _texts(value: Any, most: int) -> dict[str, str]:
    """A text for each language, or one text for all of them (under the empty language)."""
    by_language = {"": value} if isinstance(value, str) else value
    if not isinstance(by_language, dict):
        raise _wrong_type("texts")
    cleaned = {}
    for language, text in by_language.items():
        if not isinstance(text, str):
            raise _wrong_type("texts")
        cleaned[language] = clean_text(text)
        if not cleaned[language]:
            raise PydanticCustomError("text-empty", "empty")
        if len(cleaned[language]) > most:
            raise PydanticCustomError("text-too-long", "at most {most}", {"most": most})
    return cleaned


def _names(value: Any) -> dict[str, str]:
    texts = _texts(value, MOST_NAME)
    return {language: " ".join(text.split()) for language, text in texts.items()}


def _long_texts(value: Any) -> dict[str, str]:
    return _texts(value, MOST_TEXT)


def _amount(value: Any) -> int | Decimal | str:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise _wrong_type("amount")
    return value


def _weight(value: Any) -> Fraction:
    """1/2, 50 %, 0.5: exact, from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise _wrong_type("weight")
    text = str(value).strip()
    try:
        weight = Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise _wrong_type("weight") from None
    if not 0 <= weight <= 1:
        raise PydanticCustomError("weight-out-of-range", "from 0 to 1")
    return weight


def _share(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise _wrong_type("step")
    text = str(value).strip().replace("−", "-")
    try:
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise _wrong_type("step") from None


def _step(value: Any) -> Fraction:
    """-20 %, 1/10, 0: exact, from -1 to 10."""
    step = _share(value)
    if not -1 <= step <= MOST_STEP:
        raise PydanticCustomError("step-out-of-range", "from -100% to 1000%")
    return step


def _multiple(value: Any) -> Fraction:
    """0.5, 3/2, 120 %: exact, from 0."""
    multiple = _share(value)
    if not 0 <= multiple <= MOST_STEP + 1:
        raise PydanticCustomError("step-out-of-range", "from -100% to 1000%")
    return multiple


def _instant(value: Any) -> date | datetime:
    if not isinstance(value, date):
        raise _wrong_type("instant")
    return value


def _choice(kind: type[Phase] | type[Programme]) -> Any:
    def choose(value: Any) -> Phase | Programme:
        choices = [choice.value for choice in kind]
        if value not in choices:
            raise PydanticCustomError(
                "value-unknown", "one of {choices}", {"choices": ", ".join(choices)}
            )
        return kind(value)

    return choose


Names = Annotated[dict[str, str], BeforeValidator(_names)]
Texts = Annotated[dict[str, str], BeforeValidator(_long_texts)]
Amount = Annotated[Any, BeforeValidator(_amount)]
Weight = Annotated[Fraction, BeforeValidator(_weight)]
Step = Annotated[Fraction, BeforeValidator(_step)]
Multiple = Annotated[Fraction, BeforeValidator(_multiple)]
Instant = Annotated[Any, BeforeValidator(_instant)]
PhaseName = Annotated[Phase, BeforeValidator(_choice(Phase))]
ProgrammeName = Annotated[Programme, BeforeValidator(_choice(Programme))]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?$")]
Count = Annotated[int, Field(ge=0, le=1000)]
BallotSize = Annotated[int, Field(ge=1, le=20)]
Rule = Literal["equal-shares", "greedy"]


class Table(BaseModel):
    """A table of the file; keys that it does not know are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class MapTable(Table):
    """Where the districts' outlines are: a GeoJSON file, and the property that names them."""

    file: str
    property: str = "code"


class AboutTable(Table):
    """The budget year itself, and what holds for its headings unless they say otherwise."""

    id: Id
    names: Names
    texts: Texts
    city: Names
    zone: str
    country: str = ""
    currency: str
    total: Amount
    languages: Annotated[list[str], Field(min_length=1, max_length=20)] = ["ko", "en"]
    eligibility: Texts
    seed_source: Texts
    seed: str | None = None
    least_electorate: Annotated[int, Field(ge=1, le=100_000)] = 10
    ballot_size: BallotSize = 5
    rule: Rule = "equal-shares"
    slots: Annotated[int, Field(ge=1, le=200)] = 10
    demonstration: bool = True
    sample: bool = False
    attribution: Texts = Field(default_factory=dict)
    map: MapTable | None = None


class OfficeTable(Table):
    """A person's office for everything that the bot cannot answer."""

    names: Names
    phone: Annotated[str, Field(max_length=40)] = ""
    email: Annotated[str, Field(max_length=120)] = ""
    where: Names = Field(default_factory=dict)


class StaffTable(Table):
    """A role, by the numeric id of a Telegram account."""

    id: Annotated[int, Field(ge=1, lt=2**52)]
    role: Literal["manager", "facilitator", "reviewer"]
    name: Annotated[str, Field(max_length=60)] = ""
    department: Annotated[str, Field(max_length=60)] = ""


class ElectorateTable(Table):
    """A weighted group of voters."""

    id: Id
    names: Names
    weight: Weight


class StageTable(Table):
    """A phase with its dates; a bare date means the whole of that day."""

    id: Id
    phase: PhaseName
    programmes: list[ProgrammeName] | None = None
    begins: Instant = Field(alias="from")
    ends: Instant = Field(alias="to")


class ProposalTable(Table):
    """What a proposal may be."""

    per_person: Annotated[int, Field(ge=1, le=100)] = 3
    cost_least: Amount = 0
    cost_most: Amount | None = None
    co_proposers: Count = 0
    edit_hours: Count = 24
    support_limit: Count | None = None
    support_hidden: bool = False
    answer_days: Count = 7
    merge_days: Count = 7
    silence_consents: bool = False
    title_most: Annotated[int, Field(ge=10, le=120)] = 60
    text_most: Annotated[int, Field(ge=100, le=3000)] = 1500
    department: Annotated[str, Field(max_length=60)] = ""
    files: Annotated[int, Field(ge=0, le=10)] = 3
    site_checks_until: Instant | None = None
    cost_checks_until: Instant | None = None


class ProposalsTable(ProposalTable):
    """The rules for all programmes, and those in which one of them differs."""

    proposal: dict[str, Any] = Field(default_factory=dict)
    city: dict[str, Any] = Field(default_factory=dict)
    district: dict[str, Any] = Field(default_factory=dict)


class FieldTable(Table):
    """A field of policy; the department leads the review of its proposals."""

    id: Id
    names: Names
    department: Annotated[str, Field(max_length=60)] = ""


class DistrictTable(Table):
    """A district; `outline` is the map's name for it."""

    id: Id
    names: Names
    residents: Annotated[int, Field(ge=0)] = 0
    outline: str = ""


class ProjectTable(Table):
    """A project of a heading's ballot."""

    id: Id
    names: Names
    short_names: Names = Field(default_factory=dict)
    texts: Texts = Field(default_factory=dict)
    cost: Amount
    field: str = ""
    place: Names = Field(default_factory=dict)
    excludes: list[str] = Field(default_factory=list)


class AgendaTable(Table):
    """An agenda item for a heading's priority vote; what it costs is set later."""

    id: Id
    names: Names
    short_names: Names = Field(default_factory=dict)
    texts: Texts = Field(default_factory=dict)
    estimate: Amount | None = None
    department: Annotated[str, Field(max_length=60)] = ""
    field: str = ""
    place: Names = Field(default_factory=dict)
    excludes: list[str] = Field(default_factory=list)


class LineTable(Table):
    """A budget line of a programme that exists; least and most are multiples of the amount."""

    id: Id
    names: Names
    texts: Texts = Field(default_factory=dict)
    amount: Amount
    least: Multiple = Fraction(0)
    most: Multiple | None = None


class HeadingTable(Table):
    """A pot of money, with its projects here or in a .pb file beside, or the agenda for them.

    Or with the lines of a programme that exists, and the steps in which they may change.
    """

    id: Id
    programme: ProgrammeName
    names: Names = Field(default_factory=dict)
    limit: Amount | None = None
    ballot_size: BallotSize | None = None
    rule: Rule | None = None
    slots: Annotated[int, Field(ge=1, le=200)] | None = None
    district: str = ""
    projects: Annotated[list[ProjectTable], Field(max_length=500)] = Field(default_factory=list)
    projects_file: str = ""
    agenda: Annotated[list[AgendaTable], Field(max_length=500)] = Field(default_factory=list)
    lines: Annotated[list[LineTable], Field(max_length=60)] = Field(default_factory=list)
    steps: Annotated[list[Step], Field(min_length=2, max_length=9)] = Field(
        default_factory=lambda: [Fraction(tenths, 10) for tenths in range(-2, 3)]
    )
    unit: Amount | None = None


class ProcessTable(Table):
    """The whole file."""

    process: AboutTable
    office: OfficeTable
    stages: Annotated[list[StageTable], Field(min_length=1, max_length=100)]
    headings: Annotated[list[HeadingTable], Field(min_length=1, max_length=200)]
    electorates: Annotated[list[ElectorateTable], Field(max_length=20)] = Field(
        default_factory=list
    )
    staff: Annotated[list[StaffTable], Field(max_length=2000)] = Field(default_factory=list)
    proposals: ProposalsTable = Field(default_factory=ProposalsTable)
    fields: Annotated[list[FieldTable], Field(max_length=60)] = Field(default_factory=list)
    districts: Annotated[list[DistrictTable], Field(max_length=500)] = Field(default_factory=list)
