"""The buttons of review by spreadsheet, all with prefixes that begin with k."""

from typing import ClassVar

from screens.buttons import Button


class ShowSheets(Button):
    """The departments that one may get a sheet for."""

    prefix: ClassVar[str] = "ks"
    process_no: int


class SendSheet(Button):
    """A department's waiting proposals as a sheet."""

    prefix: ClassVar[str] = "kd"
    process_no: int
    department: str


class ConfirmSheet(Button):
    """Record what was right in this sheet."""

    prefix: ClassVar[str] = "kc"
    process_no: int
    token: str


class DropSheet(Button):
    """Leave this sheet aside."""

    prefix: ClassVar[str] = "kx"
    process_no: int
    token: str
