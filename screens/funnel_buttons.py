"""The buttons of the managers' funnel."""

from typing import ClassVar

from screens.buttons import Button


class ShowFunnel(Button):
    """The funnel of some proposals, broken down or not.

    `district` and `field` count from 1 in the process file's order; 0: all, -1: without one.
    """

    prefix: ClassVar[str] = "mk"
    process_no: int
    by: str = ""
    programme: str = ""
    district: int = 0
    field: int = 0
    page: int = 0


class SendFunnel(Button):
    """The same as a picture."""

    prefix: ClassVar[str] = "mkp"
    process_no: int
    by: str = ""
    programme: str = ""
    district: int = 0
    field: int = 0
