"""A department's sheet as an XLSX file: proposals, columns to fill in, and how to.

Text that people typed stays text: a cell that begins with = + - or @ is no formula.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from deliberation.process import Process
from deliberation.review_sheet_views import SheetLine, SheetView
from deliberation.review_sheets import (
    TO_FILL_IN,
    Column,
    RawRow,
    RowFault,
    Verdict,
    verdicts_of_lead,
)
from locales.translator import Translator, translator_for
from screens.headings import heading_name
from screens.proposal_events import event_text, state_name
from screens.refusals import refusal_text
from screens.review_sheet_words import column_name, instructions, verdict_label

KEYS_ROW, NAMES_ROW, FIRST_ROW = 1, 2, 3
REASON: Final = "reason"
_WIDTHS: Final[Mapping[Column, int]] = {
    Column.TITLE: 30,
    Column.PROBLEM: 45,
    Column.IDEA: 45,
    Column.LAST: 45,
    Column.VERDICT: 20,
    Column.COST: 18,
    Column.WORDING: 45,
    Column.NOTE: 45,
}
_FILL: Final = PatternFill("solid", fgColor="FFF6D6")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def sheet_file(view: SheetView, t: Translator) -> bytes:
    """Write a department's waiting proposals as XLSX (blocking)."""
    rows = [_cells(view, line, t) for line in view.lines]
    leads = [line.is_lead for line in view.lines]
    return _book(rows, leads, {}, view.process, t)


def returned_file(
    rows: Iterable[RawRow], faults: Iterable[RowFault], process: Process, t: Translator
) -> bytes:
    """Write the rows that were not taken, each with the reason, to be corrected (blocking)."""
    reasons = {one.row: _plain(refusal_text(one.refusal, t)) for one in faults}
    kept = list(rows)
    return _book(
        [dict(row.cells) for row in kept],
        [row.cells.get(Column.VERDICT, "") != verdict_label(Verdict.ADVICE, t) for row in kept],
        {place: reasons.get(row.number, "") for place, row in enumerate(kept)},
        process,
        t,
    )


def _cells(view: SheetView, line: SheetLine, t: Translator) -> dict[Column, str]:
    proposal, content = line.proposal, line.proposal.content
    last = _plain(event_text(line.last, view.process, t))
    words = str(line.last.params.get("note", "") or "")
    return {
        Column.CODE: proposal.code,
        Column.SEEN: str(line.seen),
        Column.DEPARTMENT: view.department,
        Column.STATE: state_name(proposal.state, t),
        Column.TITLE: f"{content.title}\n({heading_name(line.heading, t)})",
        Column.PROBLEM: content.problem,
        Column.IDEA: content.idea,
        Column.PLACE: content.place,
        Column.ASKED: "" if content.cost is None else str(content.cost),
        Column.FILES: str(line.files) if line.files else "",
        Column.LAST: f"{last}\n{words}".strip(),
    }


def _book(
    rows: list[dict[Column, str]],
    leads: list[bool],
    reasons: Mapping[int, str],
    process: Process,
    t: Translator,
) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_plain(t.gettext("Review")))
    columns: list[Column | str] = [*Column, *([REASON] if reasons else [])]
    for place, column in enumerate(columns, start=1):
        width = _WIDTHS.get(Column(column), 12) if column != REASON else 60
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[KEYS_ROW].hidden = True
    sheet.freeze_panes = f"B{FIRST_ROW}"
    for validation in _validations(leads, verdicts_of_lead(process), t):
        sheet.data_validations.append(validation)
    sheet.append([_cell(sheet, str(column)) for column in columns])
    names = [
        _plain(t.gettext("Why not")) if one == REASON else column_name(Column(one), t)
        for one in columns
    ]
    sheet.append([_cell(sheet, name, is_bold=True) for name in names])
    for place, cells in enumerate(rows):
        line = [
            _cell(sheet, cells.get(column, ""), is_open=column in TO_FILL_IN) for column in Column
        ]
        if reasons:
            line.append(_cell(sheet, reasons.get(place, "")))
        sheet.append(line)
    _write_instructions(book, process.languages, t)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _validations(
    leads: list[bool], of_lead: tuple[Verdict, ...], t: Translator
) -> Iterable[DataValidation]:
    """Offer the verdicts of a lead, or of an adviser, in each row's own cell."""
    letter = get_column_letter(list(Column).index(Column.VERDICT) + 1)
    for is_lead, verdicts in ((True, of_lead), (False, (Verdict.ADVICE,))):
        labels = ",".join(verdict_label(one, t) for one in verdicts)
        validation = DataValidation("list", formula1=f'"{labels}"', allow_blank=True)
        found = [FIRST_ROW + place for place, lead in enumerate(leads) if lead is is_lead]
        for number in found:
            validation.add(f"{letter}{number}")
        if found:
            yield validation


def _cell(sheet: Any, text: str, *, is_bold: bool = False, is_open: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        # Never a formula, neither now nor after somebody has edited the cell.
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@"
    cell.alignment = _WRAPPED
    if is_bold:
        cell.font = Font(bold=True)
    if is_open:
        cell.fill = _FILL
    return cell


def _write_instructions(book: Workbook, languages: tuple[str, ...], t: Translator) -> None:
    """Say how to fill it in, in every language of the year."""
    sheet = book.create_sheet(_plain(t.gettext("Help")))
    sheet.column_dimensions["A"].width = 110
    for language in languages:
        for line in instructions(translator_for(language)):
            sheet.append([_cell(sheet, line)])
        sheet.append([])


def _plain(text: str) -> str:
    """Take the markup of a screen out of a text for a cell."""
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        text = text.replace(tag, "")
    return (
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    )
