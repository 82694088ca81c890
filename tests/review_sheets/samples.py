"""Sheets as a department sends them back."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from actions import review_sheets
from actions.house import House
from deliberation.review_sheet_views import CheckedSheetView, SheetView
from deliberation.reviewing import department_key
from locales.translator import translator_for
from screens.review_sheet_file import sheet_file
from screens.review_sheet_words import verdict_labels
from tests.samples import occasion

Filled = Mapping[str, Mapping[str, object]]


async def sheet_of(house: House, department: str, user_id: int) -> SheetView:
    key = department_key(department)
    return await review_sheets.sheet(house, occasion(house, user_id), 1, key)


async def fresh_sheet(house: House, department: str, user_id: int) -> bytes:
    return sheet_file(await sheet_of(house, department, user_id), translator_for("ko"))


def filled(data: bytes, answers: Filled) -> bytes:
    """Fill in cells by the proposal's number and the column's key."""
    book = load_workbook(BytesIO(data))
    sheet = book.worksheets[0]
    keys = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    for row in sheet.iter_rows(min_row=3):
        for name, value in answers.get(str(row[0].value), {}).items():
            sheet.cell(row[0].row, keys[name]).value = value  # type: ignore[assignment]
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


async def checked(house: House, data: bytes, user_id: int) -> CheckedSheetView:
    return await review_sheets.check(house, occasion(house, user_id), data, verdict_labels())


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Put one part more, or another one, into a package."""
    kept = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content, compress_type=zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def cells(data: bytes) -> list[list[Any]]:
    """Return every cell of the first sheet."""
    book = load_workbook(BytesIO(data))
    return [list(row) for row in book.worksheets[0].iter_rows()]
