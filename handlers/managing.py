"""What managers do by taps: dates, seconding, numbers, announcements sent, loading a file."""

from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, MessageHandler, filters

from actions import announcements, loading, motions, numbers, schedule
from deliberation.loading_views import FaultyFileView
from deliberation.motion_views import MotionView
from deliberation.phase_views import Wish
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.errors import refreshes
from handlers.show import show
from screens.announcements import show_announcements, show_progress
from screens.buttons import Button
from screens.manager_buttons import (
    AskFile,
    ConfirmChange,
    DropFile,
    DropMotion,
    LoadFile,
    PreviewChange,
    SecondMotion,
    ShowAnnouncements,
    ShowMotion,
    ShowMotions,
    ShowNumbers,
    ShowProgress,
    ShowSchedule,
    ShowStage,
)
from screens.managing import (
    show_ask_file,
    show_faulty_file,
    show_load,
    show_not_loaded,
    show_numbers,
)
from screens.motions import motion_toast, show_motion, show_motions
from screens.schedule import show_change, show_schedule, show_stage


async def look_at_schedule(update: Update, context: Context) -> None:
    """Show the stages of the year."""
    button = pressed(update, ShowSchedule)
    view = await schedule.look(context.house, context.occasion(), button.process_no)
    await show(context, update, show_schedule(view, context.t))


async def look_at_stage(update: Update, context: Context) -> None:
    """Show one stage."""
    button = pressed(update, ShowStage)
    view = await schedule.look_at_stage(
        context.house, context.occasion(), button.process_no, button.stage_no
    )
    await show(context, update, show_stage(view, context.t))


async def preview_change(update: Update, context: Context) -> None:
    """Show what a change of dates would do."""
    button = pressed(update, PreviewChange)
    view = await schedule.preview_or_same(
        context.house, context.occasion(), button.process_no, _wish(button)
    )
    await show(context, update, show_change(view, context.t))


async def confirm_change(update: Update, context: Context) -> None:
    """Change the dates, or ask another manager."""
    button = pressed(update, ConfirmChange)
    view = await schedule.change(
        context.house, context.occasion(), button.process_no, _wish(button), button.seen
    )
    if isinstance(view, MotionView):
        toast = motion_toast(view, context.t)
        await show(context, update, show_motion(view, context.t), toast=toast)
    else:
        await show(context, update, show_change(view, context.t))


@refreshes(PreviewChange, ConfirmChange)
async def refresh_stage(update: Update, context: Context, button: Button) -> None:
    """Show the stage as it stands, after a change was refused."""
    if isinstance(button, PreviewChange | ConfirmChange):
        view = await schedule.look_at_stage(
            context.house, context.occasion(), button.process_no, button.stage_no
        )
        await show(context, update, show_stage(view, context.t))


async def look_at_motions(update: Update, context: Context) -> None:
    """Show what waits for a second manager."""
    button = pressed(update, ShowMotions)
    view = await motions.waiting(context.house, context.occasion(), button.process_no)
    await show(context, update, show_motions(view, context.t))


async def look_at_motion(update: Update, context: Context) -> None:
    """Show one motion."""
    button = pressed(update, ShowMotion)
    view = await motions.look(context.house, context.occasion(), button.motion_no)
    await show(context, update, show_motion(view, context.t))


async def second_motion(update: Update, context: Context) -> None:
    """Second a motion: it is done at once."""
    button = pressed(update, SecondMotion)
    view = await motions.second(context.house, context.occasion(), button.motion_no, button.seen)
    toast = motion_toast(view, context.t)
    await show(context, update, show_motion(view, context.t), toast=toast)


async def drop_motion(update: Update, context: Context) -> None:
    """Drop a motion."""
    button = pressed(update, DropMotion)
    view = await motions.drop(context.house, context.occasion(), button.motion_no)
    toast = motion_toast(view, context.t)
    await show(context, update, show_motion(view, context.t), toast=toast)


@refreshes(SecondMotion, DropMotion)
async def refresh_motion(update: Update, context: Context, button: Button) -> None:
    """Show the motion as it stands, after a tap on it was refused."""
    if isinstance(button, SecondMotion | DropMotion):
        view = await motions.look(context.house, context.occasion(), button.motion_no)
        await show(context, update, show_motion(view, context.t))


async def look_at_numbers(update: Update, context: Context) -> None:
    """Show the year's numbers."""
    button = pressed(update, ShowNumbers)
    view = await numbers.look(context.house, context.occasion(), button.process_no)
    await show(context, update, show_numbers(view, context.t))


async def look_at_announcements(update: Update, context: Context) -> None:
    """Show the newest announcements."""
    button = pressed(update, ShowAnnouncements)
    view = await announcements.listed(context.house, context.occasion(), button.process_no)
    await show(context, update, show_announcements(view, context.t))


async def look_at_progress(update: Update, context: Context) -> None:
    """Show how far an announcement has come."""
    button = pressed(update, ShowProgress)
    view = await announcements.progress(
        context.house, context.occasion(), button.process_no, button.announcement_no
    )
    await show(context, update, show_progress(view, context.t))


async def ask_file(update: Update, context: Context) -> None:
    """Say how a process file is loaded."""
    pressed(update, AskFile)
    process = await loading.require_any_manager(context.house, context.occasion())
    await show(context, update, show_ask_file(process, context.t))


async def take_file(update: Update, context: Context) -> None:
    """Read a process file that a manager sent, and show its summary or its faults."""
    message = update.effective_message
    document = message.document if message is not None else None
    if document is None:
        return
    name = document.file_name or ""
    await loading.require_any_manager(context.house, context.occasion())
    loading.require_size(name, document.file_size)
    file = await document.get_file()
    source = bytes(await file.download_as_bytearray())
    view = await loading.prepare(context.house, context.occasion(), name, source)
    if isinstance(view, FaultyFileView):
        await show(context, update, show_faulty_file(view, context.t))
    else:
        await show(context, update, show_load(view, context.t))


async def load_file(update: Update, context: Context) -> None:
    """Load the file that was shown."""
    button = pressed(update, LoadFile)
    view = await loading.load(context.house, context.occasion(), button.key)
    await show(context, update, show_load(view, context.t))


async def drop_file(update: Update, context: Context) -> None:
    """Leave the file aside."""
    button = pressed(update, DropFile)
    process = await loading.discard(context.house, context.occasion(), button.key)
    await show(context, update, show_not_loaded(process, context.t))


def _wish(button: PreviewChange | ConfirmChange) -> Wish:
    at = datetime.fromtimestamp(button.at_s, UTC) if button.at_s else None
    return Wish(button.wish, button.stage_no, at)


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the managers' handlers."""
    documents = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.Document.ALL
    return [
        CallbackQueryHandler(look_at_schedule, when_pressed(ShowSchedule)),
        CallbackQueryHandler(look_at_stage, when_pressed(ShowStage)),
        CallbackQueryHandler(preview_change, when_pressed(PreviewChange)),
        CallbackQueryHandler(confirm_change, when_pressed(ConfirmChange)),
        CallbackQueryHandler(look_at_motions, when_pressed(ShowMotions)),
        CallbackQueryHandler(look_at_motion, when_pressed(ShowMotion)),
        CallbackQueryHandler(second_motion, when_pressed(SecondMotion)),
        CallbackQueryHandler(drop_motion, when_pressed(DropMotion)),
        CallbackQueryHandler(look_at_numbers, when_pressed(ShowNumbers)),
        CallbackQueryHandler(look_at_announcements, when_pressed(ShowAnnouncements)),
        CallbackQueryHandler(look_at_progress, when_pressed(ShowProgress)),
        CallbackQueryHandler(ask_file, when_pressed(AskFile)),
        MessageHandler(documents, take_file),
        CallbackQueryHandler(load_file, when_pressed(LoadFile)),
        CallbackQueryHandler(drop_file, when_pressed(DropFile)),
    ]
