"""The staff menu, who has a role, and invitations."""

from dataclasses import replace
from typing import Any

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import invitations, staff
from deliberation.staff_views import MembersView, MemberView
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import PLACES
from handlers.show import show
from screens import links
from screens.buttons import ShowStaff
from screens.group_buttons import (
    AskDismiss,
    Dismiss,
    Invite,
    ShowInvitable,
    ShowMember,
    ShowMembers,
    ShowScopes,
    VoidInvitations,
)
from screens.links import Destination
from screens.members import (
    MEMBERS_ON_A_PAGE,
    show_accepted,
    show_ask_dismiss,
    show_invitable,
    show_invitation,
    show_member,
    show_members,
    show_scopes,
)
from screens.staff import show_staff


async def show_menu(update: Update, context: Context) -> None:
    """Show what the person may do as staff."""
    process_no = context.person().process_no
    if update.callback_query is not None:
        process_no = pressed(update, ShowStaff).process_no
    view = await staff.menu(context.house, context.occasion(), process_no)
    await show(context, update, show_staff(view, context.t))


async def list_invitable(update: Update, context: Context) -> None:
    """Show the roles that one can be invited to."""
    button = pressed(update, ShowInvitable)
    view = await staff.members(context.house, context.occasion(), button.process_no)
    await show(context, update, show_invitable(view.process, context.t))


async def list_scopes(update: Update, context: Context) -> None:
    """Show what an invitation may be limited to."""
    button = pressed(update, ShowScopes)
    view = await invitations.scopes(
        context.house, context.occasion(), button.process_no, button.role, button.page
    )
    await show(context, update, show_scopes(view, context.t))


async def invite(update: Update, context: Context) -> None:
    """Make an invitation and show its link once."""
    button = pressed(update, Invite)
    view = await invitations.invite(
        context.house, context.occasion(), button.process_no, button.role, button.scope_no
    )
    await show(context, update, show_invitation(view, context.house.bot_username, context.t))


async def accept(update: Update, context: Context, where: Destination) -> None:
    """Take the role that an invitation gives."""
    view = await invitations.accept(
        context.house, context.occasion(), where.process_no, where.token
    )
    await show(context, update, show_accepted(view, context.t))


async def list_members(update: Update, context: Context) -> None:
    """Show who has a role."""
    button = pressed(update, ShowMembers)
    view = await staff.members(context.house, context.occasion(), button.process_no, button.page)
    await show(context, update, show_members(await _named(context.bot, view), context.t))


async def look_at_member(update: Update, context: Context) -> None:
    """Show one person with their roles."""
    button = pressed(update, ShowMember)
    process, member = await staff.member(
        context.house, context.occasion(), button.process_no, button.user_id
    )
    named = await _with_name(context.bot, member)
    await show(context, update, show_member(process, named, context.t))


async def ask_dismiss(update: Update, context: Context) -> None:
    """Ask before a role is taken away."""
    button = pressed(update, AskDismiss)
    process, member = await staff.member(
        context.house, context.occasion(), button.process_no, button.user_id
    )
    named = await _with_name(context.bot, member)
    await show(context, update, show_ask_dismiss(process, named, button.role, context.t))


async def dismiss(update: Update, context: Context) -> None:
    """Take a role away."""
    button = pressed(update, Dismiss)
    view = await staff.dismiss(
        context.house, context.occasion(), button.process_no, button.user_id, button.role
    )
    await show(context, update, show_members(await _named(context.bot, view), context.t))


async def void_invitations(update: Update, context: Context) -> None:
    """Make every unused invitation void."""
    button = pressed(update, VoidInvitations)
    view = await staff.void_invitations(context.house, context.occasion(), button.process_no)
    await show(context, update, show_members(await _named(context.bot, view), context.t))


async def _named(bot: Bot, view: MembersView) -> MembersView:
    """Ask Telegram for the names on a page; the house keeps none."""
    begins = view.page * MEMBERS_ON_A_PAGE
    shown = range(begins, begins + MEMBERS_ON_A_PAGE)
    members = [
        await _with_name(bot, member) if at in shown else member
        for at, member in enumerate(view.members)
    ]
    return replace(view, members=tuple(members))


async def _with_name(bot: Bot, member: MemberView) -> MemberView:
    if member.name:
        return member
    try:
        chat = await bot.get_chat(member.user_id)
    except (BadRequest, Forbidden):
        return member
    return replace(member, name=chat.full_name or "")


PLACES[links.INVITATION] = accept


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the staff menu."""
    own = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.FORWARDED
    return [
        CommandHandler("staff", show_menu, filters=own),
        CallbackQueryHandler(show_menu, when_pressed(ShowStaff)),
        CallbackQueryHandler(list_invitable, when_pressed(ShowInvitable)),
        CallbackQueryHandler(list_scopes, when_pressed(ShowScopes)),
        CallbackQueryHandler(invite, when_pressed(Invite)),
        CallbackQueryHandler(list_members, when_pressed(ShowMembers)),
        CallbackQueryHandler(look_at_member, when_pressed(ShowMember)),
        CallbackQueryHandler(ask_dismiss, when_pressed(AskDismiss)),
        CallbackQueryHandler(dismiss, when_pressed(Dismiss)),
        CallbackQueryHandler(void_invitations, when_pressed(VoidInvitations)),
    ]
