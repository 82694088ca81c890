"""Answering taps on inline buttons."""

from typing import TYPE_CHECKING

from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box


def answer_callback_query(box: "Box", p: Parameters) -> bool:
    """answerCallbackQuery."""
    url = p.text("url") or None
    if url is not None and not url.startswith((f"https://t.me/{box.bot.username}?", "tg://")):
        raise bad_request("URL_INVALID")
    box.taps.answer(
        box, p.text("callback_query_id"), p.text("text"), alert=p.flag("show_alert"), url=url
    )
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}
