"""Which handler a tapped button belongs to."""

from collections.abc import Callable
from typing import TypeVar

from telegram import Update

from screens.buttons import SEPARATOR, Button, UnknownButton

B = TypeVar("B", bound=Button)


def when_pressed(kind: type[Button]) -> Callable[[object], bool]:
    """Return a test of callback data for buttons of a class, for a CallbackQueryHandler.

    Every tap is put to every handler until one fits, so the prefix is looked at before all else.
    """
    beginning = kind.prefix + SEPARATOR

    def fits(data: object) -> bool:
        if not isinstance(data, str) or not (data.startswith(beginning) or data == kind.prefix):
            return False
        try:
            return type(Button.unpack(data)) is kind
        except UnknownButton:
            return False

    return fits


def year_of_button(update: Update) -> int | None:
    """Return the budget year that a tapped button belongs to; None where there is none."""
    query = update.callback_query
    if query is None or not isinstance(query.data, str):
        return None
    try:
        return getattr(Button.unpack(query.data), "process_no", None)
    except UnknownButton:
        return None


def pressed(update: Update, kind: type[B]) -> B:
    """Return the button that was tapped (UnknownButton where it is none of the class)."""
    query = update.callback_query
    if query is None or not isinstance(query.data, str):
        raise UnknownButton("no data")
    return kind.unpack(query.data)
