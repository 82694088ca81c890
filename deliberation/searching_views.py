"""What somebody looks for among the proposals, as it is kept between taps, and what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from deliberation.process import Heading, Process
from deliberation.proposals import Proposal, State
from deliberation.searching import Order, Wish

KEPT: Final = 4  # searches of one person, so that older messages still turn their pages
ON_A_PAGE: Final = 8


@dataclass(frozen=True)
class Search:
    """One search: what is wished, the day of its shuffle, and what was opened from which page."""

    number: int
    wish: Wish
    day: str
    opened: int = 0
    page: int = 0


@dataclass(frozen=True)
class Searches:
    """A person's last searches, the newest last."""

    kept: tuple[Search, ...] = ()

    @property
    def next_number(self) -> int:
        """The number of a search that begins now."""
        return self.kept[-1].number + 1 if self.kept else 1

    def numbered(self, number: int) -> Search | None:
        """Return a search by its number; None where it is too old."""
        return next((one for one in self.kept if one.number == number), None)

    def with_search(self, search: Search) -> "Searches":
        """Return them with a search put in, or put in its former place."""
        if self.numbered(search.number) is None:
            return Searches((*self.kept, search)[-KEPT:])
        kept = (search if one.number == search.number else one for one in self.kept)
        return Searches(tuple(kept))

    def that_opened(self, proposal_no: int) -> Search | None:
        """Return the last search from which a proposal was opened; None where it was not."""
        return next((one for one in reversed(self.kept) if one.opened == proposal_no), None)


@dataclass(frozen=True)
class FoundLine:
    """A proposal in a list, as everybody may know it; `supporters` None while that is hidden."""

    proposal: Proposal
    heading: Heading
    supporters: int | None


@dataclass(frozen=True)
class SearchView:
    """A page of what was found.

    `read_as`: the words that were taken where nothing held those typed. `orders` are those to
    choose from; `fields` the ids of fields that proposals of the year can have.
    """

    process: Process
    search: Search
    now: datetime
    lines: tuple[FoundLine, ...]
    total: int
    page: int
    pages: int
    orders: tuple[Order, ...]
    read_as: str = ""
    is_empty_year: bool = False


def pack(searches: Searches) -> dict[str, Any]:
    """Write searches as plain data."""
    return {
        "searches": [
            {
                "number": one.number,
                "words": one.wish.words,
                "district": one.wish.district,
                "field": one.wish.field_id,
                "state": one.wish.state,
                "order": one.wish.order.value,
                "day": one.day,
                "opened": one.opened,
                "page": one.page,
            }
            for one in searches.kept
        ]
    }


def unpack(data: Mapping[str, Any]) -> Searches:
    """Read searches that `pack` wrote."""
    return Searches(
        tuple(
            Search(
                one["number"],
                Wish(
                    one["words"], one["district"], one["field"], one["state"], Order(one["order"])
                ),
                one["day"],
                one["opened"],
                one["page"],
            )
            for one in data["searches"]
        )
    )


def changed(search: Search, kind: str, value: str) -> Search:
    """Return a search with one of its filters, or its order, set; "" takes a filter away.

    Raises:
        ValueError: there is no such kind, order or state.
    """
    wish = search.wish
    if kind == "words":
        wish = replace(wish, words=value)
    elif kind == "district":
        wish = replace(wish, district=value)
    elif kind == "field":
        wish = replace(wish, field_id=value)
    elif kind == "state":
        wish = replace(wish, state=State(value).value if value else "")
    elif kind == "order":
        wish = replace(wish, order=Order(value))
    else:
        raise ValueError(kind)
    return replace(search, wish=wish, opened=0, page=0)
