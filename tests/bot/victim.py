"""A bot in a program of its own, to be killed: it notes each text, once, and announces it.

    python -m tests.bot.victim URL TOKEN FOLDER MODE KILL_AT

MODE is `ours` or `stock` (the library's own updater). With KILL_AT n the program kills itself
with SIGKILL at its n-th event; before and after each commit and each call is an event.
"""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from actions.house import House
from bot.assembly import ALLOWED_UPDATES, build_application
from bot.client import Client, make_client
from bot.clock import SystemClock
from bot.confirm import Confirmer
from bot.deliver import Deliverer
from bot.pace import Pacer
from bot.persistence import ConversationStates
from bot.polling import Polling
from bot.transport import HttpRequest
from handlers.context import Context
from handlers.show import show
from screens.notices import tells
from screens.screen import Screen
from storage import outbox, updates
from storage.database import Database, Transaction
from storage.keys import KeyRing
from storage.outbox import Lane, Notice

NOTES = """
    CREATE TABLE IF NOT EXISTS notes (update_id BIGINT, body TEXT, at_utc BIGINT)
"""


class Fate:
    """Counts events, and kills at the chosen one."""

    def __init__(self, kill_at: int) -> None:
        self._left = kill_at

    def event(self) -> None:
        """One more event has happened."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Make an event of the moments before and after each call."""

        async def call(*given: Any, **named: Any) -> Any:
            self.event()
            result = await method(*given, **named)
            self.event()
            return result

        return call


@tells("note-announced")
def show_announced(view: dict[str, str], t: object) -> Screen:
    return Screen(f"announced {view['body']}")


@tells("note-receipt")
def show_receipt(view: dict[str, str], t: object) -> Screen:
    return Screen(f"receipt {view['body']}")


async def note(update: Update, context: Context) -> None:
    message = update.effective_message
    if message is None or message.text is None or message.text.startswith("/"):
        return
    body, chat_id = message.text, message.chat_id

    async def act(tx: Transaction) -> None:
        if not await updates.remember(tx, update.update_id, 0):
            return
        await tx.write(
            "INSERT INTO notes (update_id, body, at_utc) VALUES (:id, :body, :at)",
            {"id": update.update_id, "body": body, "at": int(datetime.now(UTC).timestamp())},
        )
        about = {"body": body}
        await outbox.put(
            tx, Notice("note-announced", chat_id, about, lane=Lane.GROUPS, told_key=body), 0
        )
        await outbox.put(tx, Notice("note-receipt", chat_id, about, at_most_once=False), 0)

    await context.house.db.write(act)
    await show(context, update, Screen(f"noted {body}"))


async def serve_ours(url: str, token: str, folder: Path, kill_at: int) -> None:
    fate = Fate(kill_at)
    Client._do_post = fate.around(Client._do_post)  # type: ignore[method-assign]
    db = await Database.open(folder / "madang.db")
    await db.write(lambda tx: tx.write(NOTES))
    execute = db._writer.execute

    async def execute_with_fate(sql: str, *rest: Any) -> Any:
        if sql != "COMMIT":
            return await execute(sql, *rest)
        fate.event()
        result = await execute(sql, *rest)
        fate.event()
        return result

    db._writer.execute = execute_with_fate  # type: ignore[method-assign, assignment]
    house = House(db, KeyRing(folder / "keys"), SystemClock(), folder)
    pacer = Pacer(house.clock, is_on=False)
    client = make_client(
        token, url, request=HttpRequest(), polling_request=HttpRequest(), pacer=pacer
    )
    states = ConversationStates(db)
    application = build_application(house, client, states, [MessageHandler(filters.TEXT, note)])
    await application.initialize()
    await application.start()
    deliverer = Deliverer(house, client, pacer, application.bot_data.edits)
    await deliverer.start()
    print("ready", flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    confirmer = Confirmer(application, states)
    await Polling(client, confirmer, ALLOWED_UPDATES, poll_s=1).run(stop)
    await deliverer.rest()
    await deliverer.stop()
    await application.stop()
    await application.shutdown()
    await db.close()


def serve_stock(url: str, token: str, folder: Path, kill_at: int) -> None:
    fate = Fate(kill_at)
    store = sqlite3.connect(folder / "stock.db", isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    store.execute(NOTES)

    async def note_stock(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message is None or message.text is None or message.text.startswith("/"):
            return
        await message.chat.send_action("typing")
        fate.event()
        store.execute("INSERT INTO notes VALUES (?, ?, 0)", (update.update_id, message.text))
        await message.reply_text(f"noted {message.text}")

    application = (
        Application.builder().token(token).base_url(f"{url}/bot").concurrent_updates(64).build()
    )
    application.add_handler(MessageHandler(filters.TEXT, note_stock))
    print("ready", flush=True)
    application.run_polling(poll_interval=0, timeout=1)


if __name__ == "__main__":
    _url, _token, _folder, _mode, _kill_at = sys.argv[1:]
    if _mode == "stock":
        serve_stock(_url, _token, Path(_folder), int(_kill_at))
    else:
        asyncio.run(serve_ours(_url, _token, Path(_folder), int(_kill_at)))
