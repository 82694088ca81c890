"""Review by spreadsheet: sheets are sent out, come back, and are recorded on a tap."""

import asyncio
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, MessageHandler, filters

from actions import review_sheets
from actions.review_sheet_reading import require_size
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.show import show
from screens.odd import show_not_used
from screens.review_sheet_buttons import ConfirmSheet, DropSheet, SendSheet, ShowSheets
from screens.review_sheet_file import returned_file, sheet_file
from screens.review_sheet_words import verdict_labels
from screens.review_sheets import (
    show_checked,
    show_nothing_waits,
    show_returned,
    show_sheet,
    show_sheet_dropped,
    show_sheets,
)

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
_OFFICERS = frozenset({"manager", "reviewer"})


async def list_sheets(update: Update, context: Context) -> None:
    """Show whose sheets one may get."""
    number = pressed(update, ShowSheets).process_no
    view = await review_sheets.listed(context.house, context.occasion(), number)
    await show(context, update, show_sheets(view, context.t))


async def send_sheet(update: Update, context: Context) -> None:
    """Send a department's sheet."""
    button = pressed(update, SendSheet)
    view = await review_sheets.sheet(
        context.house, context.occasion(), button.process_no, button.department
    )
    if not view.lines:
        await show(context, update, show_nothing_waits(view, context.t))
        return
    content = await asyncio.to_thread(sheet_file, view, context.t)
    await show(context, update, show_sheet(view, content, context.t), fresh=True)


async def take_sheet(update: Update, context: Context) -> None:
    """Check a sheet that came back; nothing is recorded yet."""
    message = update.effective_message
    document = message.document if message is not None else None
    if document is None:
        return
    if not context.person().roles & _OFFICERS:
        # Which file it is does not matter: none is asked for.
        process = context.house.processes.get(context.person().process_no or 0)
        await show(context, update, show_not_used("file", context.t, process))
        return
    require_size(document.file_size or 0)
    file = await document.get_file()
    data = bytes(await file.download_as_bytearray())
    view = await review_sheets.check(context.house, context.occasion(), data, verdict_labels())
    if view.returned:
        content = await asyncio.to_thread(
            returned_file, view.returned, view.faults, view.process, context.t
        )
        await show(context, update, show_returned(view, content, context.t))
    await show(context, update, show_checked(view, context.t))


async def confirm_sheet(update: Update, context: Context) -> None:
    """Record what was right."""
    token = pressed(update, ConfirmSheet).token
    view = await review_sheets.confirm(context.house, context.occasion(), token)
    await show(context, update, show_checked(view, context.t))


async def drop_sheet(update: Update, context: Context) -> None:
    """Leave the sheet aside."""
    token = pressed(update, DropSheet).token
    process = await review_sheets.drop(context.house, context.occasion(), token)
    await show(context, update, show_sheet_dropped(process.no, context.t))


class _IsSpreadsheet(filters.MessageFilter):
    """Documents that call themselves spreadsheets; what they are is looked at later."""

    def filter(self, message: Message) -> bool:
        name = (message.document.file_name or "") if message.document is not None else ""
        return name.lower().endswith(_ENDINGS)


def first_handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return what takes spreadsheets before any dialogue does."""
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return [MessageHandler(private & _IsSpreadsheet(), take_sheet)]


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of review by spreadsheet."""
    return [
        CallbackQueryHandler(list_sheets, when_pressed(ShowSheets)),
        CallbackQueryHandler(send_sheet, when_pressed(SendSheet)),
        CallbackQueryHandler(confirm_sheet, when_pressed(ConfirmSheet)),
        CallbackQueryHandler(drop_sheet, when_pressed(DropSheet)),
    ]
