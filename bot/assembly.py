"""Putting the bot together: every handler, in an order that a reader can see."""

import functools
import importlib
import pkgutil
import warnings
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

from telegram import Update
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    ContextTypes,
    ConversationHandler,
    TypeHandler,
)
from telegram.warnings import PTBUserWarning

import actions
import conversations
import handlers as handler_room
import screens
from actions.house import House
from bot.client import Client
from bot.confirm import AnyApplication
from bot.order import OrderOfEachCitizen
from bot.persistence import ConversationStates
from conversations.leaving import Leaving
from handlers.context import BotData, Context
from handlers.errors import on_error
from handlers.show import answer
from screens.buttons import UnknownButton

AnyHandler = BaseHandler[Any, Any, Any]

ALLOWED_UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.CHAT_MEMBER,
    UpdateType.CHAT_JOIN_REQUEST,
)

_NOBODY_GROUP = -2
_LEAVING_GROUP = -1
_MAIN_GROUP = 0
_LAST_GROUP = 100


def build_application(
    house: House,
    client: Client,
    states: ConversationStates,
    handlers: Iterable[BaseHandler[Any, Any, Any]],
    *,
    parallel_updates: int = 64,
) -> AnyApplication:
    """Return the bot with its handlers, of which the first that fits takes an update."""
    application: AnyApplication = (
        ApplicationBuilder()
        .application_class(Application)
        .bot(client)
        .updater(None)
        .persistence(states)
        .context_types(ContextTypes(context=Context, bot_data=BotData))
        .concurrent_updates(OrderOfEachCitizen(parallel_updates))
        .build()
    )
    application.bot_data.house = house
    in_order = list(handlers)
    dialogues = [one for one in in_order if isinstance(one, ConversationHandler)]
    leaving = Leaving(dialogues)
    application.bot_data.in_dialogue = leaving.holds
    application.add_handler(TypeHandler(Update, _pass_over_nobodys), _NOBODY_GROUP)
    application.add_handler(leaving, _LEAVING_GROUP)
    application.add_handlers(in_order, _MAIN_GROUP)
    application.add_handler(CallbackQueryHandler(_close_tap), _LAST_GROUP)
    application.add_error_handler(on_error)
    return application


def load_rooms() -> None:
    """Import every action and screen, so that each registers its notices."""
    for package in (actions, screens):
        _modules(package)


def all_handlers() -> Iterator[BaseHandler[Any, Any, Any]]:
    """Give every handler that there is.

    What no handler may take (a forwarded command, say) comes first, then dialogues, then each
    room's handlers, then what takes words that nobody waited for, and last the answers to what
    is left: strange messages, and buttons that nobody knows any more.
    """
    load_rooms()
    modules = [*_modules(conversations), *_modules(handler_room)]
    for name in ("first_handlers", "handlers", "last_handlers", "odd_handlers"):
        for module in modules:
            if hasattr(module, name):
                yield from _made_by(getattr(module, name))
    yield CallbackQueryHandler(_unknown_button)


def _made_by(make: Callable[[], list[AnyHandler]]) -> list[AnyHandler]:
    with warnings.catch_warnings():
        # A tap on any message, however old, leads back into its dialogue: that is wanted.
        warnings.filterwarnings("ignore", "If 'per_message=False'", PTBUserWarning)
        return make()


@functools.cache
def _modules(package: ModuleType) -> tuple[ModuleType, ...]:
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)


async def _pass_over_nobodys(update: Update, context: Context) -> None:
    """Leave alone what nobody sent, a channel's post say, and a tap that came from nowhere."""
    if update.effective_user is None or update.effective_chat is None:
        await answer(context, update)
        raise ApplicationHandlerStop


async def _unknown_button(update: Update, context: Context) -> None:
    query = update.callback_query
    raise UnknownButton(query.data if query is not None and query.data else "no data")


async def _close_tap(update: Update, context: Context) -> None:
    """Answer a tap that its handler left open, so that the phone stops waiting."""
    if update.update_id not in context.bot_data.failures:
        await answer(context, update)
