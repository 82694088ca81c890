"""The bots that are compared, each in a program of its own: `python -m bench.tap_bots NAME ...`.

ours      the bot as `madang run` serves it, by polling
ptb       python-telegram-bot as its documentation shows it: its updater, its transport, a plain
          transaction for each tap
aiogram   aiogram 3 by polling, over our store with its group commit
"""

import asyncio
import json
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

from deliberation.ballots import Ranking, append, pack, take_back, unpack
from deliberation.process import Process
from deliberation.views import BallotView
from locales.translator import translator_for
from screens.ballot import ballot_toast, show_ballot
from screens.buttons import SetRank
from screens.screen import Press, Screen

T = translator_for("en")


def stored_process(folder: Path) -> Process:
    """Return the budget year that the town has put into the store."""
    from actions import processes
    from actions.house import House
    from bot.clock import SystemClock
    from storage.database import Database
    from storage.keys import KeyRing

    async def read() -> Process:
        db = await Database.open(folder / "madang.db")
        house = House(db, KeyRing(folder / "keys"), SystemClock(), folder)
        await processes.reopen(house)
        await db.close()
        return next(iter(house.processes.values()))

    return asyncio.run(read())


def serve_ours(url: str, token: str, folder: Path) -> None:
    from pydantic import SecretStr

    from bot.commands.run import run_until_stopped
    from bot.serve import serve
    from bot.settings import Settings

    settings = Settings(
        token=SecretStr(token), api_url=url, data_dir=folder, is_paced=False, _env_file=None
    )
    stop = asyncio.Event()
    run_until_stopped(serve(settings, stop=stop, ready=ready), stop)


class PlainStore:
    """Ballots as a first bot keeps them: read, decide, write, commit, for every tap."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "plain.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS ballots"
            " (user_id INTEGER PRIMARY KEY, ranking TEXT, revision INTEGER)"
        )

    def rank(self, user_id: int, button: SetRank, size: int) -> tuple[Ranking, int, str]:
        """Save a rank in a transaction of its own; all of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            found = self._ranked(user_id, button, size)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise
        return found

    def _ranked(self, user_id: int, button: SetRank, size: int) -> tuple[Ranking, int, str]:
        row = self._db.execute(
            "SELECT ranking, revision FROM ballots WHERE user_id = ?", (user_id,)
        ).fetchone()
        ranking, revision = (unpack(row[0]), row[1]) if row else ((), 0)
        if button.rank:
            wish = append(button.project_no, button.rank, button.revision, size)
        else:
            wish = take_back(button.project_no, button.revision)
        wanted, outcome = wish.judge(ranking, revision)
        if wanted is None:
            return ranking, revision, outcome
        self._db.execute(
            "INSERT INTO ballots VALUES (?, ?, ?) ON CONFLICT (user_id)"
            " DO UPDATE SET ranking = excluded.ranking, revision = excluded.revision",
            (user_id, pack(wanted), revision + 1),
        )
        return wanted, revision + 1, outcome


def serve_ptb(url: str, token: str, folder: Path) -> None:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
    from telegram.ext import Application, CallbackQueryHandler, ContextTypes

    from actions.ballots import ordered_for

    process = stored_process(folder)
    heading = process.headings[0]
    store = PlainStore(folder)
    empty = BallotView(
        process=process,
        heading=heading,
        order=heading.projects,
        ranking=(),
        revision=0,
        code="",
        until_utc=process.stages[0].ends_utc,
        outcome="saved",
        page=0,
        field_id="",
        more_ballots=0,
    )

    async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        button = SetRank.unpack(query.data)
        ranking, revision, outcome = store.rank(query.from_user.id, button, heading.ballot_size)
        order = ordered_for(heading, f"{query.from_user.id:x}")
        view = replace(empty, order=order, ranking=ranking, revision=revision, outcome=outcome)
        await query.answer(ballot_toast(view, T))
        screen = show_ballot(view, T)
        keyboard = [
            [InlineKeyboardButton(key.label, callback_data=key.button.pack()) for key in row]
            for row in _pressed(screen)
        ]
        await query.edit_message_text(
            screen.text, parse_mode="HTML", reply_markup=InlineKeyboardMarkup(keyboard)
        )

    async def started(_: object) -> None:
        ready()

    application = (
        Application.builder().token(token).base_url(f"{url}/bot").post_init(started).build()
    )
    application.add_handler(CallbackQueryHandler(tapped))
    application.run_polling()


def serve_aiogram(url: str, token: str, folder: Path) -> None:
    asyncio.run(_serve_aiogram(url, token, folder))


async def _serve_aiogram(url: str, token: str, folder: Path) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

    from actions import ballots, processes
    from actions.house import House, Occasion
    from bot.clock import SystemClock
    from storage.database import Database
    from storage.keys import KeyRing

    db = await Database.open(folder / "madang.db")
    house = House(db, KeyRing(folder / "keys"), SystemClock(), folder)
    await processes.reopen(house)
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def tapped(query: CallbackQuery) -> None:
        button = SetRank.unpack(query.data)
        occasion = Occasion(
            query.from_user.id,
            query.message.chat.id,
            house.clock.now(),
            message_id=query.message.message_id,
        )
        view = await ballots.set_rank(
            house,
            occasion,
            button.process_no,
            button.heading_no,
            project_no=button.project_no,
            rank=button.rank,
            revision=button.revision,
            page=button.page,
            field_id=button.field,
        )
        await query.answer(ballot_toast(view, T))
        screen = show_ballot(view, T)
        keyboard = [
            [InlineKeyboardButton(text=key.label, callback_data=key.button.pack()) for key in row]
            for row in _pressed(screen)
        ]
        await query.message.edit_text(
            screen.text,
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=keyboard),
        )

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher.startup.register(ready)
    await dispatcher.start_polling(bot)
    await db.close()


def _pressed(screen: Screen) -> list[list[Press]]:
    return [[key for key in row if isinstance(key, Press)] for row in screen.rows]


def ready(*_: object) -> None:
    print(json.dumps({"ready": True}), flush=True)


BOTS = {"ours": serve_ours, "ptb": serve_ptb, "aiogram": serve_aiogram}

if __name__ == "__main__":
    _name, _url, _token, _folder = sys.argv[1:]
    BOTS[_name](_url, _token, Path(_folder))
