"""Binding a group, and looking after a bound one."""

from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from actions import binding_drafts, bindings, groups, staff, threads, topics
from deliberation.refusals import NotPermitted
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.group_facts import facts_of
from handlers.places import PLACES
from handlers.show import answer, show
from locales.translator import translator_for
from screens import links
from screens.group_buttons import (
    AskRelease,
    BindGroup,
    CancelBinding,
    CheckGroup,
    ChooseDoor,
    ChooseEveryHeading,
    ChooseGroupLanguage,
    ChooseHeading,
    ConfirmBinding,
    MakeTopics,
    RebindGroup,
    ReleaseGroup,
    ReviewBinding,
    ShowBinding,
    ShowGroup,
)
from screens.groups import (
    making_toast,
    show_ask_group,
    show_ask_release,
    show_binding,
    show_choose_in_private,
    show_group,
    show_review,
)
from screens.links import Destination
from screens.staff import show_staff

QUIET = frozenset({"role-needed", "other-heading"})


async def ask_group(update: Update, context: Context) -> None:
    """Ask for a group through Telegram's own list."""
    button = pressed(update, BindGroup)
    await binding_drafts.await_group(context.house, context.occasion(), button.process_no)
    await show(context, update, show_ask_group(context.t), fresh=True)


async def rebind(update: Update, context: Context) -> None:
    """Show the headings of a bound group to choose from."""
    button = pressed(update, RebindGroup)
    facts = await facts_of(context.bot, button.chat_id)
    view = await bindings.begin(context.house, context.occasion(), facts, button.process_no)
    await show(context, update, show_binding(view, context.t))


async def take_group(update: Update, context: Context) -> None:
    """A group was chosen: show the headings that it can be bound to."""
    message = update.effective_message
    if message is None or message.chat_shared is None:
        return
    shared = message.chat_shared
    facts = await facts_of(context.bot, shared.chat_id, shared.title or "")
    view = await bindings.begin(
        context.house, context.occasion(), facts, context.person().process_no
    )
    await show(context, update, show_binding(view, context.t))


async def bind_here(update: Update, context: Context) -> None:
    """/bind in a group: begin here, choose in the private chat."""
    occasion = context.occasion()
    language = await groups.language_of(context.house, occasion.chat_id)
    if language is not None:
        context.t = translator_for(language)
    facts = await facts_of(context.bot, occasion.chat_id)
    try:
        view = await bindings.begin(context.house, occasion, facts, context.person().process_no)
    except NotPermitted as refusal:
        if refusal.code not in QUIET:
            raise
        await threads.hint(context.house, occasion)
        return
    screen = show_choose_in_private(view.process.no, context.house.bot_username, context.t)
    await show(context, update, screen)


async def go_on(update: Update, context: Context, where: Destination) -> None:
    """The link from a group: show the headings to choose from."""
    view = await bindings.look(context.house, context.occasion(), where.process_no)
    await show(context, update, show_binding(view, context.t))


async def turn(update: Update, context: Context) -> None:
    """Show a page of headings."""
    button = pressed(update, ShowBinding)
    view = await bindings.look(context.house, context.occasion(), button.process_no, button.page)
    await show(context, update, show_binding(view, context.t))


async def choose(update: Update, context: Context) -> None:
    """Choose a heading or leave it out."""
    button = pressed(update, ChooseHeading)
    view = await bindings.choose(
        context.house,
        context.occasion(),
        button.process_no,
        frozenset({button.heading_no}),
        is_chosen=button.is_chosen,
        page=button.page,
    )
    await show(context, update, show_binding(view, context.t))


async def choose_every(update: Update, context: Context) -> None:
    """Choose all headings, or none."""
    button = pressed(update, ChooseEveryHeading)
    every = context.house.process(button.process_no).headings
    view = await bindings.choose(
        context.house,
        context.occasion(),
        button.process_no,
        frozenset(heading.no for heading in every),
        is_chosen=button.is_chosen,
    )
    await show(context, update, show_binding(view, context.t))


async def review(update: Update, context: Context) -> None:
    """Show the summary before it is confirmed."""
    button = pressed(update, ReviewBinding)
    view = await bindings.look(context.house, context.occasion(), button.process_no)
    await show(context, update, show_review(view, context.t))


async def confirm(update: Update, context: Context) -> None:
    """Bind the group."""
    button = pressed(update, ConfirmBinding)
    facts = await facts_of(context.bot, button.chat_id)
    view = await bindings.confirm(context.house, context.occasion(), button.process_no, facts)
    await show(context, update, show_group(view, context.t))


async def cancel(update: Update, context: Context) -> None:
    """Bind nothing."""
    button = pressed(update, CancelBinding)
    await bindings.cancel(context.house, context.occasion())
    view = await staff.menu(context.house, context.occasion(), button.process_no)
    await show(context, update, show_staff(view, context.t))


async def look(update: Update, context: Context) -> None:
    """Show a bound group."""
    button = pressed(update, ShowGroup)
    view = await groups.look(
        context.house, context.occasion(), button.process_no, button.chat_id, button.page
    )
    await show(context, update, show_group(view, context.t))


async def check(update: Update, context: Context) -> None:
    """Ask Telegram again what the bot may do."""
    button = pressed(update, CheckGroup)
    facts = await facts_of(context.bot, button.chat_id)
    view = await groups.check(context.house, context.occasion(), button.process_no, facts)
    await show(context, update, show_group(view, context.t))


async def make_topics(update: Update, context: Context) -> None:
    """Begin to make the topics that are missing; the screen follows through the outbox."""
    button = pressed(update, MakeTopics)
    view = await topics.make(
        context.house,
        context.occasion(),
        button.process_no,
        button.chat_id,
        button.thread_no,
    )
    await answer(context, update, making_toast(view, context.t) or None)


async def choose_language(update: Update, context: Context) -> None:
    """Choose a group's language."""
    button = pressed(update, ChooseGroupLanguage)
    view = await groups.choose_language(
        context.house,
        context.occasion(),
        button.process_no,
        button.chat_id,
        button.language,
    )
    await show(context, update, show_group(view, context.t))


async def choose_door(update: Update, context: Context) -> None:
    """Choose how people come in."""
    button = pressed(update, ChooseDoor)
    view = await groups.choose_door(
        context.house, context.occasion(), button.process_no, button.chat_id, button.door
    )
    await show(context, update, show_group(view, context.t))


async def ask_release(update: Update, context: Context) -> None:
    """Ask before a group is let go."""
    button = pressed(update, AskRelease)
    view = await groups.look(context.house, context.occasion(), button.process_no, button.chat_id)
    await show(context, update, show_ask_release(view, context.t))


async def release(update: Update, context: Context) -> None:
    """Let go of a group."""
    button = pressed(update, ReleaseGroup)
    await groups.release(context.house, context.occasion(), button.process_no, button.chat_id)
    view = await staff.menu(context.house, context.occasion(), button.process_no)
    await show(context, update, show_staff(view, context.t))


PLACES[links.BINDING] = go_on


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of groups."""
    in_group = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & ~filters.FORWARDED
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    return [
        CommandHandler("bind", bind_here, filters=in_group & ~filters.VIA_BOT),
        MessageHandler(private & filters.StatusUpdate.CHAT_SHARED, take_group),
        CallbackQueryHandler(ask_group, when_pressed(BindGroup)),
        CallbackQueryHandler(rebind, when_pressed(RebindGroup)),
        CallbackQueryHandler(turn, when_pressed(ShowBinding)),
        CallbackQueryHandler(choose, when_pressed(ChooseHeading)),
        CallbackQueryHandler(choose_every, when_pressed(ChooseEveryHeading)),
        CallbackQueryHandler(review, when_pressed(ReviewBinding)),
        CallbackQueryHandler(confirm, when_pressed(ConfirmBinding)),
        CallbackQueryHandler(cancel, when_pressed(CancelBinding)),
        CallbackQueryHandler(look, when_pressed(ShowGroup)),
        CallbackQueryHandler(check, when_pressed(CheckGroup)),
        CallbackQueryHandler(make_topics, when_pressed(MakeTopics)),
        CallbackQueryHandler(choose_language, when_pressed(ChooseGroupLanguage)),
        CallbackQueryHandler(choose_door, when_pressed(ChooseDoor)),
        CallbackQueryHandler(ask_release, when_pressed(AskRelease)),
        CallbackQueryHandler(release, when_pressed(ReleaseGroup)),
    ]
