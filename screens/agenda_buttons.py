"""The buttons of part one's result, of its desk, and of costing."""

from typing import ClassVar

from screens.buttons import Button


class ShowShortlists(Button):
    """The headings whose shortlists can be read."""

    prefix: ClassVar[str] = "al"
    process_no: int


class ShowShortlist(Button):
    """One heading's shortlist: the items, or the orders beside it, at a page.

    `edition` 0 is what stands now.
    """

    prefix: ClassVar[str] = "as"
    process_no: int
    heading_no: int
    orders: bool = False
    page: int = 0
    edition: int = 0


class SendShortlistBundle(Button):
    """Send what a heading's shortlist is recounted from."""

    prefix: ClassVar[str] = "ab"
    process_no: int
    heading_no: int
    edition: int = 0


class ShowAgendaDesk(Button):
    """What a manager can confirm of part one."""

    prefix: ClassVar[str] = "ad"
    process_no: int


class MoveShortlist(Button):
    """Move to publish the shortlists; `seen` is the beginning of the hash that was shown."""

    prefix: ClassVar[str] = "am"
    process_no: int
    seen: str


class ShowCosting(Button):
    """The headings whose items have or need costs."""

    prefix: ClassVar[str] = "ac"
    process_no: int


class ShowCosts(Button):
    """A heading's shortlisted items with their costs, at a page."""

    prefix: ClassVar[str] = "ah"
    process_no: int
    heading_no: int
    page: int = 0


class AskCost(Button):
    """Ask what an item costs."""

    prefix: ClassVar[str] = "aq"
    process_no: int
    heading_no: int
    item_no: int


class ConfirmCost(Button):
    """The amount that was read is what the item costs."""

    prefix: ClassVar[str] = "ay"
    process_no: int
    heading_no: int
    item_no: int
    cost: int


class AskPublishCosts(Button):
    """Ask whether a heading's costs are to be published."""

    prefix: ClassVar[str] = "ao"
    process_no: int
    heading_no: int


class PublishCosts(Button):
    """Publish a heading's costs as the projects of its ballot."""

    prefix: ClassVar[str] = "ap"
    process_no: int
    heading_no: int


class AskJoin(Button):
    """Ask with which other item one is to be joined, at a page."""

    prefix: ClassVar[str] = "aj"
    process_no: int
    heading_no: int
    item_no: int
    page: int = 0


class CheckJoin(Button):
    """Ask before two items are joined."""

    prefix: ClassVar[str] = "ak"
    process_no: int
    heading_no: int
    item_no: int
    other_no: int


class JoinItems(Button):
    """Join two items into one project."""

    prefix: ClassVar[str] = "an"
    process_no: int
    heading_no: int
    item_no: int
    other_no: int


class AskPart(Button):
    """Ask before joined items are taken apart."""

    prefix: ClassVar[str] = "at"
    process_no: int
    heading_no: int
    item_no: int


class PartItems(Button):
    """Take joined items apart."""

    prefix: ClassVar[str] = "au"
    process_no: int
    heading_no: int
    item_no: int
