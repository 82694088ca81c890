"""Why a manager's wish cannot be done."""

from collections.abc import Callable

from deliberation.process import Heading
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]


def _heading(refusal: Refusal, t: Translator) -> str:
    heading = refusal.params.get("heading")
    if isinstance(heading, Heading):
        return escape_html(heading.names.in_language(t.language))
    return ""


def _closed_for_good(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "Voting in {heading} has been closed for good: nobody can tell any more whose ballot is "
        "whose, so it is never opened again."
    ).format(heading=_heading(refusal, t))


def _heading_dropped(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "The file leaves out {heading}, and something has been handed in or set up there or in a "
        "heading after it. Please put it back; a new heading can be added."
    ).format(heading=_heading(refusal, t))


def _too_large(refusal: Refusal, t: Translator) -> str:
    most = refusal.params.get("most")
    size = f"{most // 1_000_000} MB" if isinstance(most, int) else "2 MB"
    return t.gettext("That file is too large: a process file has at most {size}.").format(
        size=size
    )


WORDS: dict[str, Words] = {
    "no-second-manager": lambda r, t: t.gettext(
        "This needs two managers, and there is only one. Please invite another manager first."
    ),
    "own-motion": lambda r, t: t.gettext("You moved this yourself. Another manager has to agree."),
    "no-such-motion": lambda r, t: t.gettext("That does not wait for anybody any more."),
    "motion-settled": lambda r, t: t.gettext("This has been settled already."),
    "subject-changed": lambda r, t: t.gettext(
        "What this is about has changed since you saw it. Nothing was done; please look again."
    ),
    "no-such-stage": lambda r, t: t.gettext("That stage is not on the schedule any more."),
    "no-such-change": lambda r, t: t.gettext("That change is not possible."),
    "stage-over": lambda r, t: t.gettext("That stage is over; what has closed stays closed."),
    "stage-begun": lambda r, t: t.gettext("That stage has begun already."),
    "stage-not-begun": lambda r, t: t.gettext("That stage has not begun yet."),
    "voting-closed-for-good": _closed_for_good,
    "heading-dropped": _heading_dropped,
    "voting-closed": lambda r, t: t.gettext(
        "Voting in {heading} is over. A file cannot open it again."
    ).format(heading=_heading(r, t)),
    "voting-under-way": lambda r, t: t.gettext(
        "Voting in {heading} is under way. A file cannot change when it closes: please do that "
        "in the schedule of the staff menu, where another manager has to agree."
    ).format(heading=_heading(r, t)),
    "end-not-later": lambda r, t: t.gettext(
        "That is not later than it ends as it stands. Please give a later instant."
    ),
    "end-past": lambda r, t: t.gettext("That instant has passed. Please give a later one."),
    "end-not-earlier": lambda r, t: t.gettext("That is not earlier than it ends as it stands."),
    "start-past": lambda r, t: t.gettext("That instant has passed. Please give a later one."),
    "start-not-earlier": lambda r, t: t.gettext("That is not earlier than it begins as it is."),
    "stages-overlap": lambda r, t: t.gettext(
        "Then votes would be cast or counted while what they rest on could still change. Please "
        "end the earlier stage first."
    ),
    "stage-out-of-order": lambda r, t: t.gettext(
        "Then a later stage would begin before an earlier one."
    ),
    "date-unreadable": lambda r, t: t.gettext(
        "I could not read that as a day and a time. Please type it like this: 29 August, 3 p.m."
    ),
    "no-announcement-draft": lambda r, t: t.gettext(
        "That draft is not there any more. Please begin anew."
    ),
    "announcement-no-text": lambda r, t: t.gettext("Please use the buttons to go on."),
    "no-such-announcement": lambda r, t: t.gettext("That announcement does not exist."),
    "file-not-wanted": lambda r, t: t.gettext("I cannot take files here."),
    "not-a-process-file": lambda r, t: t.gettext(
        "That is not a process file: its name has to end in .toml."
    ),
    "file-too-large": _too_large,
    "other-years-file": lambda r, t: t.gettext(
        "That file is of a year that is served here already, and you are not one of its managers."
    ),
    "no-such-file": lambda r, t: t.gettext(
        "That file is not kept any more. Please send it again."
    ),
}
