"""What is voted on: projects with costs, and a budget limit.

Public: `Project`, `Instance`, `main_unit_of`. Money is an integer in the currency's smallest
unit; `main_unit` says how many of those make one main unit (KRW 1, PLN 100).
"""

from dataclasses import dataclass
from functools import cached_property

from deliberation.exclusions import Pair, pairs_of
from deliberation.refusals import BadInput

# Currencies whose smallest unit is not a hundredth (ISO 4217, as Babel's CLDR gives it).
_DIGITS = {
    0: "ADP AFN ALL BIF BYR CLP DJF ESP GNF IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MGF "
    "MMK MRO PYG RSD RWF SLL SOS STD SYP TMM TRL UGX UYI VND VUV XAF XOF XPF YER ZMK ZWD",
    3: "BHD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS_OF = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}


def main_unit_of(currency: str) -> int:
    """Return how many smallest units make one main unit of a currency: won 1, euro 100."""
    return int(10 ** _DIGITS_OF.get(currency.upper(), 2))


@dataclass(frozen=True, slots=True)
class Project:
    """What a ballot lists; `cost` in the smallest unit, positive.

    `excludes` holds the ids of projects that cannot be funded beside it (one side is enough).
    """

    project_id: str
    cost: int
    name: str = ""
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instance:
    """The projects and budget limit of one heading; refuses what cannot be counted.

    `ballot_size` is K: the first of a ballot gets K points. `main_unit` is the number of
    smallest units in a main unit.
    """

    heading_id: str
    budget_limit: int
    projects: tuple[Project, ...]
    ballot_size: int
    main_unit: int = 1
    currency: str = "KRW"

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if self.budget_limit < 0:
            raise BadInput("budget_negative", heading=self.heading_id, budget=self.budget_limit)
        if self.ballot_size < 1 or self.main_unit < 1:
            raise BadInput("ballot_size_not_positive", heading=self.heading_id)
        seen = set()
        for project in self.projects:
            if project.cost <= 0:
                raise BadInput("cost_not_positive", project=project.project_id, cost=project.cost)
            if project.project_id in seen:
                raise BadInput("project_twice", project=project.project_id)
            seen.add(project.project_id)
        for project in self.projects:
            for other in project.excludes:
                if other not in seen or other == project.project_id:
                    raise BadInput("exclusion_unknown", project=project.project_id, excluded=other)

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Map each project's id to its place in `projects`."""
        return {project.project_id: index for index, project in enumerate(self.projects)}

    @cached_property
    def exclusions(self) -> tuple[Pair, ...]:
        """List each pair of projects (by id) that exclude each other, once."""
        return pairs_of((project.project_id, project.excludes) for project in self.projects)

    @cached_property
    def rivals(self) -> tuple[tuple[int, ...], ...]:
        """List for each project (by place) those that it excludes, and that exclude it."""
        rivals: list[list[int]] = [[] for _ in self.projects]
        for one, other in self.exclusions:
            rivals[self.index_of[one]].append(self.index_of[other])
            rivals[self.index_of[other]].append(self.index_of[one])
        return tuple(tuple(sorted(own)) for own in rivals)

    def in_main_units(self, amount: int) -> str:
        """Write an amount as a decimal string in main units, exact: "1656699.67", "9200000"."""
        whole, part = divmod(abs(amount), self.main_unit)
        sign = "-" if amount < 0 else ""
        if not part:
            return f"{sign}{whole}"
        digits = len(str(self.main_unit)) - 1
        if self.main_unit != 10**digits:
            return f"{sign}{abs(amount)}/{self.main_unit}"
        return f"{sign}{whole}.{part:0{digits}}"
