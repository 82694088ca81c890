"""Publishing the commands that there are, by scope and language."""

import logging
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError
from telegram.ext import CommandHandler, ConversationHandler

from bot.confirm import AnyApplication
from locales.translator import languages, translator_for
from screens.commands import group_commands, private_commands

log = logging.getLogger(__name__)


async def publish_menus(application: AnyApplication, default_language: str) -> None:
    """Tell Telegram which commands to offer; without success the old ones stay."""
    known = commands_of(application)
    for scope, texts in (
        (BotCommandScopeAllPrivateChats(), private_commands),
        (BotCommandScopeAllChatAdministrators(), group_commands),
    ):
        for code in (None, *(language.code for language in languages())):
            offered = texts(translator_for(code or default_language))
            menu = [BotCommand(name, text) for name, text in offered.items() if name in known]
            if not menu:
                continue
            try:
                await _set(application, menu, scope, code)
            except TelegramError as error:
                log.warning("the menu of commands was not set: %s", type(error).__name__)
                return


def commands_of(application: AnyApplication) -> frozenset[str]:
    """Return the names of all commands that some handler takes."""
    found: set[str] = set()
    for handlers in application.handlers.values():
        for handler in handlers:
            found |= _names(handler)
    return frozenset(found)


def _names(handler: Any) -> set[str]:
    if isinstance(handler, CommandHandler):
        return set(handler.commands)
    if isinstance(handler, ConversationHandler):
        return {name for entry in handler.entry_points for name in _names(entry)}
    return set()


async def _set(
    application: AnyApplication, menu: list[BotCommand], scope: BotCommandScope, code: str | None
) -> None:
    await application.bot.set_my_commands(menu, scope=scope, language_code=code)
