"""The buttons of statements, with prefixes that begin with s."""

from typing import ClassVar

from screens.buttons import Button


class ShowStatements(Button):
    """The next statement to answer in a thread, or what was said where its round is closed."""

    prefix: ClassVar[str] = "sv"
    process_no: int
    thread_no: int


class AnswerStatement(Button):
    """This answer to this statement; then the next one, or my answers at a page (from 0)."""

    prefix: ClassVar[str] = "sa"
    process_no: int
    statement_no: int
    answer: int
    page: int = -1


class TakeAnswerBack(Button):
    """No answer to this statement; then my answers at a page."""

    prefix: ClassVar[str] = "sb"
    process_no: int
    statement_no: int
    page: int


class ShowMyAnswers(Button):
    """What I answered and handed in, at a page."""

    prefix: ClassVar[str] = "sm"
    process_no: int
    thread_no: int
    page: int = 0


class ShowMyAnswer(Button):
    """One statement with my answer, to change it."""

    prefix: ClassVar[str] = "so"
    process_no: int
    statement_no: int
    page: int


class WriteStatement(Button):
    """Hand in a statement of one's own."""

    prefix: ClassVar[str] = "sw"
    process_no: int
    thread_no: int


class SendStatement(Button):
    """Send the statement as shown."""

    prefix: ClassVar[str] = "ss"
    process_no: int
    thread_no: int
    token: str


class DropStatement(Button):
    """Write nothing after all."""

    prefix: ClassVar[str] = "sx"
    process_no: int
    thread_no: int


class ShowSaid(Button):
    """What was said in a closed round (0: the last), at a page."""

    prefix: ClassVar[str] = "se"
    process_no: int
    thread_no: int
    round_no: int
    page: int = 0


class ShowStatementDesk(Button):
    """A thread's statements as its facilitator sees them, at a page."""

    prefix: ClassVar[str] = "sd"
    thread_no: int
    page: int = 0


class ShowOneStatement(Button):
    """One statement, for the facilitator."""

    prefix: ClassVar[str] = "sk"
    statement_no: int
    page: int


class HideStatement(Button):
    """Hide a statement for one of the ready reasons."""

    prefix: ClassVar[str] = "sh"
    statement_no: int
    code: str
    page: int


class AskWhyHidden(Button):
    """Ask for a reason in the facilitator's own words."""

    prefix: ClassVar[str] = "sq"
    statement_no: int
    page: int


class RestoreStatement(Button):
    """Show a hidden statement again."""

    prefix: ClassVar[str] = "sr"
    statement_no: int
    page: int
