"""Why a review sheet, or a row of it, is not taken."""

from collections.abc import Callable

from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.translator import Translator

Words = Callable[[Refusal, Translator], str]

MILLION = 1_000_000


def _number(refusal: Refusal, name: str) -> int:
    found = refusal.params.get(name)
    return found if isinstance(found, int) else 0


WORDS: dict[str, Words] = {
    "sheet-too-large": lambda r, t: t.gettext(
        "That file is too large to be a review sheet, packed or unpacked: at most {n} MB."
    ).format(n=_number(r, "most") // MILLION),
    "sheet-not-xlsx": lambda r, t: t.gettext(
        "That is no XLSX file, or it has a password. Please save it as XLSX without a password."
    ),
    "sheet-with-macros": lambda r, t: t.gettext(
        "That file holds macros, so it was not opened. Please save it as XLSX without macros."
    ),
    "sheet-damaged": lambda r, t: t.gettext(
        "That file cannot be read. Please save it again as XLSX and send that."
    ),
    "sheet-not-ours": lambda r, t: t.gettext(
        "That is not a review sheet from here: its hidden first row is missing. Please fill in "
        "the sheet that you got."
    ),
    "sheet-too-long": lambda r, t: t.gettext(
        "That sheet has more than {n} rows. Please send it in parts."
    ).format(n=_number(r, "most")),
    "sheet-without-rows": lambda r, t: t.gettext("There is no proposal in that sheet."),
    "no-sheet": lambda r, t: t.gettext(
        "That sheet is no longer here: a newer one came, or it was left aside. Send it again."
    ),
    "row-twice": lambda r, t: t.gettext(
        "This proposal has two rows with opinions. Please keep one."
    ),
    "row-without-proposal": lambda r, t: t.gettext(
        "The proposal's number is missing or not readable, for example P1-0042."
    ),
    "row-of-other-year": lambda r, t: t.gettext("This proposal is of another budget year."),
    "row-without-revision": lambda r, t: t.gettext(
        "The number in the column “as of” was removed or changed. Please get a new sheet."
    ),
    "row-without-verdict": lambda r, t: t.gettext(
        "There is a cost or a note, but no opinion. Please choose one from the list."
    ),
    "row-verdict-unknown": lambda r, t: t.gettext(
        "“{opinion}” is not one of the opinions on the list."
    ).format(opinion=escape_html(str(r.params.get("verdict", "")))),
    "row-without-cost": lambda r, t: t.gettext("This opinion needs a cost."),
    "row-without-note": lambda r, t: t.gettext("This opinion needs a reason or note."),
    "row-without-wording": lambda r, t: t.gettext("This opinion needs a changed wording."),
    "row-cost-ambiguous": lambda r, t: t.gettext(
        "This cost can be read in two ways. Please write it in figures, for example 350,000,000."
    ),
    "row-of-other-department": lambda r, t: t.gettext(
        "This proposal does not lie with the department in this row, or you do not act for it."
    ),
    "row-for-lead": lambda r, t: t.gettext(
        "Another department decides on this proposal; this one can only advise it."
    ),
    "row-for-adviser": lambda r, t: t.gettext(
        "This department leads: it decides and does not advise. Please choose an opinion."
    ),
    "row-moved-on": lambda r, t: t.gettext(
        "Something has happened to this proposal since the sheet was made. Please get a new sheet."
    ),
}
