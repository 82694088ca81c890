"""Why a proposal, or what was typed for it, cannot be taken."""

from collections.abc import Callable
from datetime import datetime

from deliberation.ceilings import Limit
from deliberation.process import District, Heading, Process
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.money import currency_name, format_money
from locales.translator import Translator
from screens.headings import heading_name

Words = Callable[[Refusal, Translator], str]


def _closed(refusal: Refusal, t: Translator) -> str:
    _ = t.gettext
    when = _when(refusal, "closed", t)
    if when:
        return _(
            "Proposals were taken until {when}. Your draft is kept, but cannot be handed in."
        ).format(when=when)
    return _("No proposals are taken at the moment.")


def _number(refusal: Refusal, name: str) -> int:
    found = refusal.params.get(name)
    return found if isinstance(found, int) else 0


def _money(refusal: Refusal, name: str, t: Translator) -> str:
    return format_money(_number(refusal, name), str(refusal.params.get("currency", "KRW")), t)


def _when(refusal: Refusal, name: str, t: Translator) -> str:
    instant, process = refusal.params.get(name), refusal.params.get("process")
    if isinstance(instant, datetime) and isinstance(process, Process):
        shown = format_deadline if name == "closed" else format_instant
        return shown(instant, process.zone, t)
    return ""


def _cost_too_high(refusal: Refusal, t: Translator) -> str:
    heading, most = refusal.params.get("heading"), _money(refusal, "most", t)
    if refusal.params.get("limit") == Limit.HEADING and isinstance(heading, Heading):
        name = escape_html(heading_name(heading, t))
        text = t.gettext("That is more than the budget limit of {heading}: at most {amount}.")
        return text.format(heading=name, amount=most)
    return t.gettext("That is above the cost ceiling here: at most {amount}.").format(amount=most)


def _personal_number(refusal: Refusal, t: Translator) -> str:
    return personal_number_text(str(refusal.params.get("kind", "")), t)


def personal_number_text(kind: str, t: Translator) -> str:
    """Say which number was seen, that it was not kept, and what to do."""
    _ = t.gettext
    name = {
        "resident": _("a resident registration number"),
        "alien": _("an alien registration number"),
        "passport": _("a passport number"),
        "licence": _("a driving licence number"),
        "card": _("a card number"),
    }.get(kind, _("a personal number"))
    return _(
        "There was {number} in your message. We may not take it, so nothing of the message was "
        "stored. Please write it again without the number."
    ).format(number=name)


def _too_long(refusal: Refusal, t: Translator) -> str:
    return t.gettext(
        "That is too long: {length} characters. Please keep it to {most} or fewer."
    ).format(length=_number(refusal, "length"), most=_number(refusal, "most"))


def _too_short(refusal: Refusal, t: Translator) -> str:
    n = _number(refusal, "least")
    return t.ngettext(
        "That is too short. Please write at least {n} character.",
        "That is too short. Please write at least {n} characters.",
        n,
    ).format(n=n)


def _place_elsewhere(refusal: Refusal, t: Translator) -> str:
    heading, district = refusal.params.get("heading"), refusal.params.get("district")
    if not isinstance(heading, Heading) or not isinstance(district, District):
        return t.gettext("That place is outside the heading's district.")
    return t.gettext(
        "That place is in {district}, but this proposal is for {heading}. Write the place in "
        "words, or choose another heading in the preview."
    ).format(
        district=escape_html(district.names.in_language(t.language)),
        heading=escape_html(heading.names.in_language(t.language)),
    )


def _all_used(refusal: Refusal, t: Translator) -> str:
    n = _number(refusal, "most")
    return t.ngettext(
        "One person can hand in {n} proposal, and you have. Withdraw it to hand in another.",
        "One person can hand in {n} proposals, and you have. Withdraw one to hand in another.",
        n,
    ).format(n=n)


def _revised_too_often(refusal: Refusal, t: Translator) -> str:
    n = _number(refusal, "most")
    return t.ngettext(
        "A proposal can be changed {n} time, and you have. It stays as it is now.",
        "A proposal can be changed {n} times, and you have. It stays as it is now.",
        n,
    ).format(n=n)


def _edit_over(refusal: Refusal, t: Translator) -> str:
    n = _number(refusal, "hours")
    return t.ngettext(
        "Changes are possible for {n} hour after handing in, while proposals are open. That time "
        "is over.",
        "Changes are possible for {n} hours after handing in, while proposals are open. That time "
        "is over.",
        n,
    ).format(n=n)


WORDS: dict[str, Words] = {
    "proposing-closed": _closed,
    "proposing-not-open": lambda r, t: t.gettext(
        "Proposals are not open yet. They open on {when}."
    ).format(when=_when(r, "opens", t)),
    "proposals-all-used": _all_used,
    "proposals-too-often": lambda r, t: t.gettext(
        "You have handed in and withdrawn so many proposals that no more can be taken."
    ),
    "proposal-edit-over": _edit_over,
    "proposal-revised-too-often": _revised_too_often,
    "proposal-withdraw-over": lambda r, t: t.gettext(
        "It can no longer be withdrawn here: review is over. Please write to the office."
    ),
    "proposal-state": lambda r, t: t.gettext("That is not possible in the proposal's state."),
    "no-such-proposal": lambda r, t: t.gettext("That proposal does not exist, or is not yours."),
    "no-draft": lambda r, t: t.gettext(
        "That draft is not there any more: it was handed in or dropped."
    ),
    "draft-incomplete": lambda r, t: t.gettext("Something is still missing in your draft."),
    "draft-in-the-way": lambda r, t: t.gettext(
        "You have another draft. Hand it in or drop it first (/propose), then change this one."
    ),
    "personal-number": _personal_number,
    "text-empty": lambda r, t: t.gettext("There was nothing to read in that. Please write words."),
    "text-without-words": lambda r, t: t.gettext(
        "Please write words: emoji and signs alone cannot be read out or searched for."
    ),
    "text-too-short": _too_short,
    "text-too-long": _too_long,
    "text-cut": lambda r, t: t.gettext(
        "This was the rest of your long text; it was not used either."
    ),
    "title-with-link": lambda r, t: t.gettext(
        "A title cannot hold a link. Put it into the problem or the idea."
    ),
    "title-with-mention": lambda r, t: t.gettext(
        "A title cannot name a Telegram account. Please write it without the @."
    ),
    "title-with-command": lambda r, t: t.gettext(
        "A title cannot hold a command, which others would set off with a tap. Please write it "
        "without the slash."
    ),
    "at-preview": lambda r, t: t.gettext(
        "Your proposal is complete. Tap a part below to change it, or hand it in."
    ),
    "choose-by-button": lambda r, t: t.gettext("Please choose with one of the buttons."),
    "part-is-needed": lambda r, t: t.gettext("This part is needed."),
    "no-such-field": lambda r, t: t.gettext("That field is not on the list any more."),
    "place-not-asked": lambda r, t: t.gettext(
        "Thank you, but no place is asked for just now. The location was not stored."
    ),
    "place-outside": lambda r, t: t.gettext(
        "That place is outside the city; the location was not stored. Write the place in words, "
        "or send a location inside the city."
    ),
    "place-by-words": lambda r, t: t.gettext(
        "Locations cannot be read in this budget year; yours was not stored. Please write the "
        "place in words."
    ),
    "place-elsewhere": _place_elsewhere,
    "other-question": lambda r, t: t.gettext(
        "You have replied to an earlier question, so nothing was taken. What is asked now stands "
        "below; what you have answered can be changed at the end."
    ),
    "cost-too-high": _cost_too_high,
    "cost-too-low": lambda r, t: t.gettext(
        "That is less than a proposal must cost here: at least {amount}."
    ).format(amount=_money(r, "least", t)),
    "amount-empty": lambda r, t: t.gettext("Please write an amount, for example KRW 350 million."),
    "amount-unreadable": lambda r, t: t.gettext(
        "I cannot read that as an amount. Write for example KRW 350 million or 350,000,000."
    ),
    "amount-negative": lambda r, t: t.gettext("An amount cannot be below zero."),
    "amount-zero": lambda r, t: t.gettext(
        "An amount cannot be zero. If you do not know it, tap “I do not know”."
    ),
    "amount-absurd": lambda r, t: t.gettext("That is more than any budget. Please check it."),
    "amount-fraction": lambda r, t: t.gettext("Please write a whole amount."),
    "amount-other-currency": lambda r, t: t.gettext(
        "Amounts are in {currency} here. Please write what it would be in {currency}."
    ).format(currency=currency_name(str(r.params.get("currency", "KRW")), t)),
    "amount-range": lambda r, t: t.gettext(
        "Please write one amount, not a range. A rough one will do."
    ),
}
