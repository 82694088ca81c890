"""Review by spreadsheet in the chat: whose sheet, what came back, what was recorded."""

from deliberation.review_sheet_views import CheckedSheetView, SheetsView, SheetView
from deliberation.reviewing import department_key
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.refusals import refusal_text
from screens.review_buttons import ShowQueue
from screens.review_sheet_buttons import ConfirmSheet, DropSheet, SendSheet, ShowSheets
from screens.review_sheet_words import verdict_label
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

LABEL_MOST = 40
FAULTS_SHOWN = 12
FAULT_MOST = 200


@offers("manager", "reviewer", place=44)
def sheet_keys(view: StaffView, t: Translator) -> Rows:
    """Review sheets for departments without Telegram."""
    return ((Press(t.gettext("Review by spreadsheet"), ShowSheets(process_no=view.process.no)),),)


def show_sheets(view: SheetsView, t: Translator) -> Screen:
    """The departments, each with what waits there."""
    _ = t.gettext
    no = view.process.no
    lines: list[str] = [
        "<b>" + _("Review by spreadsheet") + "</b>",
        _(
            "A department without Telegram gets its proposals as an XLSX file, fills it in, and "
            "you send it back to this chat. Every row is checked, and nothing is recorded before "
            "you confirm."
        ),
    ]
    rows: list[tuple[Key, ...]] = []
    for department, waiting in view.departments:
        label = _("{department}: {n}").format(department=department, n=waiting)
        button = SendSheet(process_no=no, department=department_key(department))
        rows.append((Press(shorten(label, LABEL_MOST), button),))
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return Screen("\n\n".join(lines), tuple(rows))


def show_sheet(view: SheetView, content: bytes, t: Translator) -> Screen:
    """A department's sheet as a document."""
    _ = t.gettext
    n = len(view.lines)
    lines = [
        "<b>" + escape_html(view.department) + "</b>",
        t.ngettext(
            "{n} proposal waits for an opinion.", "{n} proposals wait for an opinion.", n
        ).format(n=n),
    ]
    if view.left:
        lines.append(_("{n} more come with the next sheet.").format(n=view.left))
    if view.closes is not None:
        until = format_deadline(view.closes, view.process.zone, t, now=view.now)
        lines.append(_("Review lasts until {deadline}.").format(deadline=until))
    lines.append(_("Fill in the yellow columns and send the file back to this chat."))
    name = f"review-{view.process.no}-{department_key(view.department)}.xlsx"
    return Screen("\n".join(lines), document=(name, content))


def show_nothing_waits(view: SheetView, t: Translator) -> Screen:
    """No proposal waits for the department."""
    back = Press(t.gettext("Back"), ShowSheets(process_no=view.process.no))
    text = "<b>" + escape_html(view.department) + "</b>\n" + t.gettext("Nothing waits here.")
    return Screen(text, ((back,),))


def show_checked(view: CheckedSheetView, t: Translator) -> Screen:
    """What would be recorded, what would not, and the question; or what was recorded."""
    _ = t.gettext
    n = sum(view.verdicts.values())
    lines: list[str] = ["<b>" + _head(view, n, t) + "</b>"]
    if view.departments:
        lines.append(", ".join(escape_html(one) for one in view.departments))
    for verdict, count in view.verdicts.items():
        lines.append(_("• {opinion}: {n}").format(opinion=verdict_label(verdict, t), n=count))
    lines += _left_out(view, t)
    return Screen("\n".join(lines), _keys(view, n, t))


def _head(view: CheckedSheetView, n: int, t: Translator) -> str:
    if view.is_done:
        return t.ngettext("{n} opinion is recorded.", "{n} opinions are recorded.", n).format(n=n)
    if not n:
        return t.gettext("There is nothing to record in this sheet.")
    return t.ngettext(
        "{n} opinion can be recorded. Nothing is recorded yet.",
        "{n} opinions can be recorded. Nothing is recorded yet.",
        n,
    ).format(n=n)


def _left_out(view: CheckedSheetView, t: Translator) -> list[str]:
    _ = t.gettext
    lines: list[str] = []
    if view.known:
        lines.append(
            t.ngettext(
                "{n} row was recorded before and stays as it is.",
                "{n} rows were recorded before and stay as they are.",
                view.known,
            ).format(n=view.known)
        )
    if view.untouched:
        lines.append(
            t.ngettext(
                "{n} row was left empty.", "{n} rows were left empty.", view.untouched
            ).format(n=view.untouched)
        )
    if view.faults:
        n = len(view.faults)
        lines += [
            "",
            t.ngettext("{n} row is not taken:", "{n} rows are not taken:", n).format(n=n),
        ]
    for fault in view.faults[:FAULTS_SHOWN]:
        lines.append(
            _("Row {row} ({code}): {reason}").format(
                row=fault.row,
                code=escape_html(shorten(fault.code, 20) or "–"),
                reason=shorten(refusal_text(fault.refusal, t), FAULT_MOST),
            )
        )
    if len(view.faults) > FAULTS_SHOWN:
        lines.append(_("… and {n} more.").format(n=len(view.faults) - FAULTS_SHOWN))
    return lines


def _keys(view: CheckedSheetView, n: int, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no = view.process.no
    if view.is_done or not n:
        return (
            (Press(_("Review by spreadsheet"), ShowSheets(process_no=no)),),
            (Press(_("Back"), ShowStaff(process_no=no)),),
        )
    label = t.ngettext("Record {n} opinion", "Record {n} opinions", n).format(n=n)
    return (
        (Press(label, ConfirmSheet(process_no=no, token=view.token)),),
        (Press(_("No, leave it aside"), DropSheet(process_no=no, token=view.token)),),
    )


def show_returned(view: CheckedSheetView, content: bytes, t: Translator) -> Screen:
    """The rows that were not taken, as a sheet with the reasons."""
    text = t.gettext(
        "These rows were not taken; the last column says why. Correct them and send this file."
    )
    return Screen(text, document=(f"review-{view.process.no}-again.xlsx", content))


def show_sheet_dropped(process_no: int, t: Translator) -> Screen:
    """The sheet is left aside."""
    _ = t.gettext
    keys = (
        (Press(_("Review by spreadsheet"), ShowSheets(process_no=process_no)),),
        (Press(_("Queue"), ShowQueue(process_no=process_no, kind="open")),),
    )
    return Screen(_("The sheet is left aside; nothing was recorded."), keys)
