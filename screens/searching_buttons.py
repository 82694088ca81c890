"""The buttons of searching and browsing, with prefixes that begin with q."""

from typing import ClassVar

from screens.buttons import Button


class BrowseProposals(Button):
    """Begin a search among all proposals."""

    prefix: ClassVar[str] = "qb"
    process_no: int


class ShowFound(Button):
    """A page of what a search found."""

    prefix: ClassVar[str] = "ql"
    process_no: int
    search_no: int
    page: int


class OpenFound(Button):
    """A proposal from a page of a search, to which one can go back."""

    prefix: ClassVar[str] = "qo"
    process_no: int
    search_no: int
    page: int
    proposal_no: int


class ChooseFilter(Button):
    """What a filter of a search can be set to; its kind is district, field, state or order."""

    prefix: ClassVar[str] = "qf"
    process_no: int
    search_no: int
    kind: str
    page: int = 0


class SetFilter(Button):
    """A search with a filter at this value ("": without it)."""

    prefix: ClassVar[str] = "qw"
    process_no: int
    search_no: int
    kind: str
    value: str
