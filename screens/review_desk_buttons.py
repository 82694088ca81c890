"""The button of a department's desk, with a prefix that begins with x."""

from typing import ClassVar

from screens.buttons import Button


class CloseDesk(Button):
    """Show a department's proposals here no more."""

    prefix: ClassVar[str] = "xd"
    process_no: int
    department: str
