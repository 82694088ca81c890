"""The city as its citizens know it: districts, fields of policy, and what each heading offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Names = Mapping[str, str]

AGENDA = "/agenda"


@dataclass(frozen=True)
class Quarter:
    """A district; `point` is a latitude and a longitude within it, where known."""

    quarter_id: str
    names: Names
    residents: int = 0
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class Item:
    """A project on a ballot; `labels` are its short names, as on a button."""

    item_id: str
    names: Names
    labels: Names
    cost: int
    field_id: str = ""


@dataclass(frozen=True)
class Pot:
    """A heading: what its ballot lists, and whose it is ('' for everybody's).

    The priority vote on a heading's agenda has a pot of its own, whose id ends in AGENDA. Where
    `is_reviewed`, the lines of a programme that exists are judged instead.
    """

    pot_id: str
    names: Names
    quarter_id: str = ""
    items: tuple[Item, ...] = ()
    proposals_cost_most: int | None = None
    is_reviewed: bool = False

    @property
    def heading_id(self) -> str:
        """The heading that it is, or whose agenda it is."""
        return self.pot_id.removesuffix(AGENDA)

    @property
    def is_agenda(self) -> bool:
        """Whether its items are to be put into order before there is money for them."""
        return self.pot_id.endswith(AGENDA)


@dataclass(frozen=True)
class Town:
    """All that people may know beforehand.

    `home` is the district in which many of the simulated people live. `ballots` are rankings
    of real voters by heading, item ids with the best first; where there are some, people vote
    as those did.
    """

    quarters: tuple[Quarter, ...]
    fields: Mapping[str, Names]
    pots: tuple[Pot, ...]
    currency: str = "KRW"
    home: str = ""
    ballots: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    agendas: tuple[Pot, ...] = ()

    def quarter(self, quarter_id: str) -> Quarter | None:
        """A district by its id."""
        return next((one for one in self.quarters if one.quarter_id == quarter_id), None)

    def pot_named(self, name: str) -> Pot | None:
        """A heading by its name in any language."""
        return _named(self.pots, name)

    def agenda_named(self, name: str) -> Pot | None:
        """A heading's agenda by the heading's name in any language."""
        return _named(self.agendas, name)


def _named(pots: Sequence[Pot], name: str) -> Pot | None:
    return next((one for one in pots if name in one.names.values()), None)


def word(names: Names, language: str) -> str:
    """A name in a language, in another where it has none in that."""
    return names.get(language) or names.get("en") or next(iter(names.values()), "")
