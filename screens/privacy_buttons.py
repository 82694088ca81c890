"""The buttons of privacy, all with prefixes that begin with y."""

from typing import ClassVar

from screens.buttons import Button


class ShowPrivacy(Button):
    """What is stored, where and how long."""

    prefix: ClassVar[str] = "yp"
    process_no: int


class ShowMyData(Button):
    """Everything that is stored about the person."""

    prefix: ClassVar[str] = "ym"
    process_no: int


class ExplainForget(Button):
    """What an erasure does."""

    prefix: ClassVar[str] = "ye"
    process_no: int


class AskForget(Button):
    """Ask once more before erasing."""

    prefix: ClassVar[str] = "ya"
    process_no: int


class ForgetMe(Button):
    """Erase the person, who was asked at an instant."""

    prefix: ClassVar[str] = "yf"
    process_no: int
    asked_s: int
