"""Reading a spreadsheet that came from outside: nothing in it is believed or run."""

import math
import zipfile
import zlib
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from deliberation.refusals import BadInput
from deliberation.review_sheets import CELL_MOST, NEEDED, ROWS_MOST, Column, RawRow

SIZE_MOST: Final = 5_000_000
UNPACKED_MOST: Final = 40_000_000
PARTS_MOST: Final = 300
COLUMNS_MOST: Final = 60
ROWS_LOOKED_AT: Final = 4 * ROWS_MOST
_DECLARATION: Final = (b"<!DOCTYPE", b"<!ENTITY")
_LOOKED_AT: Final = 4096


def require_size(declared: int) -> None:
    """Raise BadInput "sheet-too-large" before anything is fetched."""
    if declared > SIZE_MOST:
        raise BadInput("sheet-too-large", most=SIZE_MOST)


def read_sheet(data: bytes) -> tuple[RawRow, ...]:
    """Return a sheet's rows (blocking: to be run off the event loop).

    Raises:
        BadInput: "sheet-too-large", "sheet-not-xlsx", "sheet-with-macros", "sheet-damaged",
            "sheet-not-ours", "sheet-too-long".
    """
    require_size(len(data))
    _check_package(data)
    try:
        # The last value that a formula gave, never the formula.
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            return _rows(book)
        finally:
            book.close()
    except BadInput:
        raise
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise BadInput("sheet-damaged") from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        # What the library does with parts that contradict each other.
        raise BadInput("sheet-damaged") from error


def _check_package(data: bytes) -> None:
    """Look at the package before anything is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            names = {one.filename for one in parts}
            if "xl/workbook.xml" not in names:
                raise BadInput("sheet-not-xlsx")
            if any(name.lower().endswith((".bin", ".vbs")) and "vba" in name.lower()
                   for name in names):  # fmt: skip
                raise BadInput("sheet-with-macros")
            unpacked = sum(one.file_size for one in parts)
            if len(parts) > PARTS_MOST or unpacked > UNPACKED_MOST:
                raise BadInput("sheet-too-large", most=SIZE_MOST)
            for one in parts:
                if one.filename.endswith((".xml", ".rels")):
                    with package.open(one) as part:
                        head = part.read(_LOOKED_AT)
                    if any(word in head for word in _DECLARATION):
                        raise BadInput("sheet-damaged")
    except zlib.error:
        raise BadInput("sheet-damaged") from None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        raise BadInput("sheet-not-xlsx") from None


def _rows(book: Any) -> tuple[RawRow, ...]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=ROWS_LOOKED_AT, max_col=COLUMNS_MOST, values_only=True)
        columns = _columns(next(rows, ()))
        if columns is None:
            continue
        found = []
        for number, values in enumerate(rows, start=2):
            cells = {
                column: _text(values[place]) if place < len(values) else ""
                for column, place in columns.items()
            }
            # The headings that people read stand in the second row, without a proposal's number.
            if number > 2 and any(cells.values()):
                found.append(RawRow(number, cells))
        if len(found) > ROWS_MOST:
            raise BadInput("sheet-too-long", most=ROWS_MOST)
        return tuple(found)
    raise BadInput("sheet-not-ours")


def _columns(keys: tuple[object, ...]) -> dict[Column, int] | None:
    places = {str(key): place for place, key in reversed(list(enumerate(keys))) if key}
    if any(column.value not in places for column in NEEDED):
        return None
    return {column: places[column.value] for column in Column if column.value in places}


def _text(value: object) -> str:
    """Return a cell as text; whole numbers without the fraction that spreadsheets give them."""
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    return str(value)[:CELL_MOST].strip()
