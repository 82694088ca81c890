"""Every inline button that exists: a class each, packed into at most 64 bytes.

A button says the state that it wants ("this project at rank 2, seen at revision 5"), so that
a repeat does no harm; it is only a wish, actions check everything again.
"""

from functools import cached_property
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

MAX_BYTES = 64
SEPARATOR = "|"
NUMBERS = 2**63  # what a database holds in a column


class UnknownButton(ValueError):  # noqa: N818 - what it is, not what failed
    """The data of a tap is none of ours, or of an older version."""


class Button(BaseModel):
    """A button's data; fields are packed in the order of their definition."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    prefix: ClassVar[str] = ""
    _classes: ClassVar[dict[str, type["Button"]]] = {}
    _names: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Register the class under its prefix."""
        if cls.prefix in Button._classes:
            raise TypeError(f"two buttons share the prefix {cls.prefix}")
        Button._classes[cls.prefix] = cls
        cls._names = tuple(cls.model_fields)

    def pack(self) -> str:
        """Return the callback data (ValueError where it would not fit)."""
        return self._packed

    @cached_property
    def _packed(self) -> str:
        fields = self.__dict__
        data = SEPARATOR.join([self.prefix, *[_pack(fields[name]) for name in self._names]])
        if data.count(SEPARATOR) != len(self._names):
            raise ValueError(f"{type(self).__name__} holds a separator")
        if len(data) > MAX_BYTES or (not data.isascii() and len(data.encode()) > MAX_BYTES):
            raise ValueError(f"{type(self).__name__} packs to {len(data.encode())} bytes")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Read callback data back (UnknownButton where it is not one of this class)."""
        prefix, *values = data.split(SEPARATOR)
        kind = Button._classes.get(prefix)
        if kind is None or not issubclass(kind, cls):
            raise UnknownButton(data)
        names = kind._names
        if len(names) != len(values):
            raise UnknownButton(data)
        try:
            button = kind.model_validate(dict(zip(names, values, strict=True)))
        except ValidationError as error:
            raise UnknownButton(data) from error
        fields = button.__dict__.values()
        if any(type(value) is int and not -NUMBERS <= value < NUMBERS for value in fields):
            raise UnknownButton(data)
        return button


def _pack(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


class GoHome(Button):
    """Show the home screen."""

    prefix: ClassVar[str] = "h"
    process_no: int


class ChooseLanguage(Button):
    """Switch the language, then show the home screen."""

    prefix: ClassVar[str] = "l"
    language: str


class ShowLanguages(Button):
    """List the languages."""

    prefix: ClassVar[str] = "ls"


class AcceptNotice(Button):
    """The notice is read and eligibility stated; `then` says where the person was heading."""

    prefix: ClassVar[str] = "n"
    process_no: int
    then: str


class GiveConsent(Button):
    """Consent to Telegram as an overseas service."""

    prefix: ClassVar[str] = "c"
    process_no: int
    then: str


class RefuseConsent(Button):
    """No consent: say where else one can take part."""

    prefix: ClassVar[str] = "cx"
    process_no: int


class ShowDistricts(Button):
    """A page of districts to choose from."""

    prefix: ClassVar[str] = "ds"
    process_no: int
    page: int
    then: str


class ChooseDistrict(Button):
    """Take this district as one's own."""

    prefix: ClassVar[str] = "d"
    process_no: int
    district: str
    then: str


class ShowBallots(Button):
    """The headings that one may vote in."""

    prefix: ClassVar[str] = "bl"
    process_no: int


class ShowBallot(Button):
    """A heading's ballot, at a page, within a field ('' for all)."""

    prefix: ClassVar[str] = "b"
    process_no: int
    heading_no: int
    page: int
    field: str = ""


class SetRank(Button):
    """This project at this next rank (0: off the ballot), seen at a revision."""

    prefix: ClassVar[str] = "r"
    process_no: int
    heading_no: int
    project_no: int
    rank: int
    revision: int
    page: int
    field: str = ""


class MoveUp(Button):
    """This project of the ballot at this better rank, seen at a revision."""

    prefix: ClassVar[str] = "ru"
    process_no: int
    heading_no: int
    project_no: int
    rank: int
    revision: int
    page: int
    field: str = ""


class ClearBallot(Button):
    """Take everything off the ballot, seen at a revision."""

    prefix: ClassVar[str] = "rc"
    process_no: int
    heading_no: int
    revision: int


class AskClear(Button):
    """Ask whether the ballot is to be withdrawn."""

    prefix: ClassVar[str] = "ra"
    process_no: int
    heading_no: int


class ShowProject(Button):
    """A project's details, with the way back to a page."""

    prefix: ClassVar[str] = "p"
    process_no: int
    heading_no: int
    project_no: int
    page: int
    field: str = ""


class ShowRecorded(Button):
    """What is recorded for me, read back from the database."""

    prefix: ClassVar[str] = "br"
    process_no: int
    heading_no: int


class ShowResults(Button):
    """The results of a heading (0: the list of headings)."""

    prefix: ClassVar[str] = "rs"
    process_no: int
    heading_no: int
    page: int = 0


class ShowReason(Button):
    """Why one project was selected or not."""

    prefix: ClassVar[str] = "rw"
    process_no: int
    heading_no: int
    project_no: int


class ShowHelp(Button):
    """Help and the office that answers."""

    prefix: ClassVar[str] = "hp"
    process_no: int


class ShowThread(Button):
    """Where one's district talks."""

    prefix: ClassVar[str] = "th"
    process_no: int


class SearchProjects(Button):
    """Ask for words to look for among a ballot's projects."""

    prefix: ClassVar[str] = "bs"
    process_no: int
    heading_no: int


class StartProposal(Button):
    """Begin a proposal, or go on with the draft."""

    prefix: ClassVar[str] = "o"
    process_no: int


class MyProposals(Button):
    """The person's own proposals."""

    prefix: ClassVar[str] = "om"
    process_no: int


class ShowStaff(Button):
    """What the person may do as a facilitator, manager or reviewer."""

    prefix: ClassVar[str] = "st"
    process_no: int
