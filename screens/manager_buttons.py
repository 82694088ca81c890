"""The managers' buttons; their prefixes begin with m."""

from typing import Annotated, ClassVar

from pydantic import Field

from screens.buttons import Button

HASH_DIGITS = 16
END_OF_TIME_S = 253_402_300_799  # the last second of the year 9999

Instant = Annotated[int, Field(ge=0, le=END_OF_TIME_S)]  # in Unix seconds


class ShowSchedule(Button):
    """The stages of the year."""

    prefix: ClassVar[str] = "ms"
    process_no: int


class ShowStage(Button):
    """One stage, and what may be done to its dates."""

    prefix: ClassVar[str] = "mg"
    process_no: int
    stage_no: int


class PreviewChange(Button):
    """What a change would do: extend, close or begin a stage at an instant (0: now)."""

    prefix: ClassVar[str] = "mp"
    process_no: int
    stage_no: int
    wish: str
    at_s: Instant


class ConfirmChange(Button):
    """Make a change, of which the first digits of the hash were seen."""

    prefix: ClassVar[str] = "mc"
    process_no: int
    stage_no: int
    wish: str
    at_s: Instant
    seen: str


class AskDate(Button):
    """Ask for the date until which a stage is to be extended."""

    prefix: ClassVar[str] = "mt"
    process_no: int
    stage_no: int


class ShowMotions(Button):
    """The motions that wait for a second manager."""

    prefix: ClassVar[str] = "mw"
    process_no: int


class ShowMotion(Button):
    """One motion."""

    prefix: ClassVar[str] = "mm"
    motion_no: int


class SecondMotion(Button):
    """Second a motion, of which the first digits of the hash were seen."""

    prefix: ClassVar[str] = "m2"
    motion_no: int
    seen: str


class DropMotion(Button):
    """Drop a motion."""

    prefix: ClassVar[str] = "mx"
    motion_no: int


class ShowNumbers(Button):
    """The year's numbers at a glance."""

    prefix: ClassVar[str] = "mn"
    process_no: int


class ShowAnnouncements(Button):
    """The newest announcements."""

    prefix: ClassVar[str] = "ml"
    process_no: int


class ShowProgress(Button):
    """How far an announcement has come."""

    prefix: ClassVar[str] = "mr"
    process_no: int
    announcement_no: int


class StartAnnouncement(Button):
    """Begin an announcement, or go on with the draft."""

    prefix: ClassVar[str] = "ma"
    process_no: int


class TakeTemplate(Button):
    """Begin with a ready-made text."""

    prefix: ClassVar[str] = "mat"
    key: str
    template: str


class WriteText(Button):
    """Write the text in a language (again)."""

    prefix: ClassVar[str] = "maw"
    key: str
    language: str


class AskAudience(Button):
    """Choose again whom it is for."""

    prefix: ClassVar[str] = "maa"
    key: str


class ListAudiences(Button):
    """A page of districts or headings to choose from, for a kind of audience."""

    prefix: ClassVar[str] = "mal"
    key: str
    kind: str
    page: int


class ChooseAudience(Button):
    """This audience: its kind, and a district's or heading's number (0: none, or all)."""

    prefix: ClassVar[str] = "mac"
    key: str
    kind: str
    number: int


class SendAnnouncement(Button):
    """Send the draft."""

    prefix: ClassVar[str] = "mas"
    key: str


class DropAnnouncement(Button):
    """Throw the draft away."""

    prefix: ClassVar[str] = "mad"
    process_no: int
    key: str


class AskFile(Button):
    """Say how a process file is loaded."""

    prefix: ClassVar[str] = "mf"
    process_no: int


class LoadFile(Button):
    """Load the file that was shown in summary."""

    prefix: ClassVar[str] = "mfl"
    key: str


class DropFile(Button):
    """Do not load it."""

    prefix: ClassVar[str] = "mfd"
    key: str
