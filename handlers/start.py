"""The first steps: /start with or without a link, notice, consent, language, district."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from actions import citizens, districts, questions
from deliberation.process import Heading
from deliberation.refusals import NotThere
from deliberation.views import CitizenView, WelcomeView
from handlers.buttons import pressed, when_pressed
from handlers.context import Context
from handlers.places import go
from handlers.show import show
from locales.translator import translator_for
from screens import links
from screens.buttons import (
    AcceptNotice,
    ChooseDistrict,
    ChooseLanguage,
    GiveConsent,
    RefuseConsent,
    ShowDistricts,
    ShowLanguages,
)
from screens.welcome import (
    show_consent,
    show_districts,
    show_languages,
    show_welcome,
    show_without_consent,
)

DISTRICT = "district"


async def start(update: Update, context: Context) -> None:
    """Meet somebody who has opened the chat, and lead them where their link points."""
    payload = context.args[0] if context.args else ""
    destination = links.read_payload(payload)
    person = update.effective_user
    context.citizen = await citizens.start(
        context.house,
        context.occasion(),
        person.language_code if person is not None else None,
        destination.process_no if destination is not None and destination.process_no else None,
    )
    context.t = translator_for(context.citizen.language)
    await questions.settle(context.house, context.occasion())
    await lead(update, context, context.citizen, payload if destination is not None else "")


async def lead(update: Update, context: Context, citizen: CitizenView, then: str) -> None:
    """Show the next step on the way to `then`: notice, consent, district, or the place itself."""
    house, t = context.house, context.t
    if citizen.process_no is None:
        raise NotThere("no-process")
    destination = links.read_payload(then)
    if destination is not None and destination.place in links.FOR_STAFF:
        await go(update, context, then)
        return
    welcome = WelcomeView(
        house.process(citizen.process_no), then, _heading(context, citizen, then)
    )
    if not citizen.has_stated_eligibility:
        await show(context, update, show_welcome(welcome, t))
    elif not citizen.has_consented:
        await show(context, update, show_consent(welcome, t))
    else:
        await go(update, context, then)


def _heading(context: Context, citizen: CitizenView, then: str) -> Heading | None:
    destination = links.read_payload(then)
    if destination is None or citizen.process_no is None or not destination.is_of_heading:
        return None
    return context.house.process(citizen.process_no).paper(destination.heading_no)


async def accept_notice(update: Update, context: Context) -> None:
    """The notice was read and eligibility stated."""
    button = pressed(update, AcceptNotice)
    destination = links.read_payload(button.then)
    process = context.house.process(button.process_no)
    heading = None
    if destination is not None and destination.is_of_heading:
        heading = process.paper(destination.heading_no)
    citizen = await citizens.accept_notice(
        context.house, context.occasion(), button.process_no, heading
    )
    await lead(update, context, citizen, button.then)


async def give_consent(update: Update, context: Context) -> None:
    """Consent to Telegram is given."""
    button = pressed(update, GiveConsent)
    context.citizen = await citizens.give_consent(
        context.house, context.occasion(), button.process_no
    )
    await lead(update, context, context.citizen, button.then)


async def refuse_consent(update: Update, context: Context) -> None:
    """No consent: name the other ways."""
    button = pressed(update, RefuseConsent)
    process = context.house.process(button.process_no)
    await show(context, update, show_without_consent(process, context.t))


async def choose_language(update: Update, context: Context) -> None:
    """Switch the language and go on where the person stood."""
    button = pressed(update, ChooseLanguage)
    context.citizen = await citizens.choose_language(
        context.house, context.occasion(), button.language
    )
    context.t = translator_for(context.citizen.language)
    await lead(update, context, context.citizen, "")


async def list_languages(update: Update, context: Context) -> None:
    """Show the languages to choose from."""
    await show(context, update, show_languages(context.t))


async def list_districts(update: Update, context: Context) -> None:
    """Show a page of districts, and take typed words as a search from now on."""
    button = pressed(update, ShowDistricts)
    citizen = context.person()
    about = {"then": button.then}
    await questions.ask(context.house, context.occasion(), DISTRICT, button.process_no, about)
    view = districts.listed(
        context.house, citizen, button.process_no, page=button.page, then=button.then
    )
    await show(context, update, show_districts(view, context.t))


async def choose_district(update: Update, context: Context) -> None:
    """Take a district as one's own."""
    button = pressed(update, ChooseDistrict)
    context.citizen = await citizens.choose_district(
        context.house, context.occasion(), button.process_no, button.district
    )
    await questions.settle(context.house, context.occasion())
    await lead(update, context, context.citizen, button.then)


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """Return the handlers of the first steps."""
    private = filters.ChatType.PRIVATE
    return [
        CommandHandler("start", start, filters=private),
        CommandHandler("language", list_languages, filters=private),
        CallbackQueryHandler(accept_notice, when_pressed(AcceptNotice)),
        CallbackQueryHandler(give_consent, when_pressed(GiveConsent)),
        CallbackQueryHandler(refuse_consent, when_pressed(RefuseConsent)),
        CallbackQueryHandler(choose_language, when_pressed(ChooseLanguage)),
        CallbackQueryHandler(list_languages, when_pressed(ShowLanguages)),
        CallbackQueryHandler(list_districts, when_pressed(ShowDistricts)),
        CallbackQueryHandler(choose_district, when_pressed(ChooseDistrict)),
    ]
