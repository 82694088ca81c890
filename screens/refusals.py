"""The one place where a refusal gets its words."""

from collections.abc import Callable
from datetime import datetime

from deliberation.process import District, Heading, Process
from deliberation.refusals import Refusal
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.translator import Translator
from screens import (
    agenda_refusals,
    attachment_refusals,
    group_refusals,
    line_review_refusals,
    manager_refusals,
    merging_refusals,
    proposal_refusals,
    results_refusals,
    review_desk_refusals,
    review_refusals,
    review_sheet_refusals,
    searching_refusals,
    statement_refusals,
    support_refusals,
)
from screens.buttons import GoHome, ShowDistricts
from screens.screen import Key, Press, Screen
from screens.welcome import office_lines

ALERT_LENGTH = 200  # what Telegram shows of an answer to a tap

Words = Callable[[Refusal, Translator], str]


def refusal_text(refusal: Refusal, t: Translator) -> str:
    """Say in one or two plain sentences why not, and what can be done instead."""
    words = _WORDS.get(refusal.code)
    if words is not None:
        return words(refusal, t)
    return t.gettext("That cannot be done here.")


def show_refusal(refusal: Refusal, t: Translator, process: Process | None) -> Screen:
    """A refusal as a screen of its own, with the office and the way home."""
    _ = t.gettext
    text: str = refusal_text(refusal, t)
    rows: list[tuple[Key, ...]] = []
    if process is not None:
        text += "\n\n" + _("Questions? {office}").format(office=office_lines(process, t))
        label = _("Change district") if refusal.code == "other-district" else ""
        if refusal.code in ("district-not-found", "outside-the-city", "no-outlines"):
            label = _("All districts")
        if label:
            then = str(refusal.params.get("then", ""))
            rows.append((Press(label, ShowDistricts(process_no=process.no, page=0, then=then)),))
        rows.append((Press(_("Home"), GoHome(process_no=process.no)),))
    return Screen(text, tuple(rows))


def show_not_recorded(t: Translator, process: Process | None) -> Screen:
    """The store failed: nothing was recorded."""
    _ = t.gettext
    text: str = _(
        "Nothing was recorded: our storage has a fault. Please try again in a few minutes."
    )
    if process is not None:
        text += "\n\n" + office_lines(process, t)
    return Screen(text)


def show_fault(t: Translator, process: Process | None) -> Screen:
    """Something went wrong on our side."""
    _ = t.gettext
    text: str = _("Something went wrong on our side. It has been noted; please try again.")
    if process is not None:
        text += "\n\n" + office_lines(process, t)
    return Screen(text)


def with_office(text: str, process: Process | None, t: Translator) -> str:
    """Return what an alert says: why not, and whom one can ask, where there is room for both."""
    if process is None:
        return text
    office = process.office
    name = office.names.in_language(t.language)
    reached = ", ".join(part for part in (name, office.phone or office.email) if part)
    whole = text + "\n" + t.gettext("Questions? {office}").format(office=reached)
    return whole if len(whole) <= ALERT_LENGTH else text


def old_button_text(t: Translator) -> str:
    """A button from an older version, or of another bot."""
    return t.gettext("This button is too old. Please go on from here.")


def _when(refusal: Refusal, name: str, t: Translator) -> str:
    instant, process = refusal.params.get(name), refusal.params.get("process")
    if isinstance(instant, datetime) and isinstance(process, Process):
        shown = format_deadline if name == "closed" else format_instant
        return shown(instant, process.zone, t)
    return ""


def _heading(refusal: Refusal, t: Translator) -> str:
    heading = refusal.params.get("heading")
    return (
        escape_html(heading.names.in_language(t.language)) if isinstance(heading, Heading) else ""
    )


def _district(refusal: Refusal, t: Translator) -> str:
    district = refusal.params.get("district")
    if isinstance(district, District):
        return escape_html(district.names.in_language(t.language))
    return ""


def _closed(refusal: Refusal, t: Translator) -> str:
    _ = t.gettext
    when = _when(refusal, "closed", t)
    if when:
        return _("Voting was open until {when}. What was recorded until then counts.").format(
            when=when
        )
    return _("Voting is closed. What was recorded until then counts.")


def _not_open(refusal: Refusal, t: Translator) -> str:
    return t.gettext("Voting has not opened yet. It opens on {when}.").format(
        when=_when(refusal, "opens", t)
    )


def _other_district(refusal: Refusal, t: Translator) -> str:
    _ = t.gettext
    district = _district(refusal, t)
    if not district:
        return _(
            "{heading} is for people of that district. Please choose your district first."
        ).format(heading=_heading(refusal, t))
    return _("This ballot is for {heading}. Your district is {district}.").format(
        heading=_heading(refusal, t), district=district
    )


_WORDS: dict[str, Words] = {
    **results_refusals.WORDS,
    **agenda_refusals.WORDS,
    **attachment_refusals.WORDS,
    **group_refusals.WORDS,
    **line_review_refusals.WORDS,
    **manager_refusals.WORDS,
    **merging_refusals.WORDS,
    **proposal_refusals.WORDS,
    **review_desk_refusals.WORDS,
    **review_refusals.WORDS,
    **review_sheet_refusals.WORDS,
    **searching_refusals.WORDS,
    **statement_refusals.WORDS,
    **support_refusals.WORDS,
    "ballot-closed": _closed,
    "ballot-not-open": _not_open,
    "other-district": _other_district,
    "not-registered": lambda r, t: t.gettext("Please tap /start first: there is a short notice."),
    "only-in-private": lambda r, t: t.gettext("Please do this in a private chat with me."),
    "no-such-heading": lambda r, t: t.gettext("That ballot does not exist any more."),
    "no-such-project": lambda r, t: t.gettext("That project is not on this list any more."),
    "no-such-process": lambda r, t: t.gettext("That budget year is not served here any more."),
    "no-process": lambda r, t: t.gettext("No budget year is under way here yet."),
    "no-such-district": lambda r, t: t.gettext("That district is not on the list."),
    "ballot-in-other-district": lambda r, t: t.gettext(
        "Your ballot in {heading} stands. Withdraw it first, then change your district."
    ).format(heading=_heading(r, t)),
    "district-not-found": lambda r, t: t.gettext(
        "No district fits “{words}”. Try another part of the name."
    ).format(words=escape_html(str(r.params["words"])[:40])),
    "outside-the-city": lambda r, t: t.gettext(
        "That place is outside the city. Please choose your district from the list."
    ),
    "no-outlines": lambda r, t: t.gettext(
        "There is no map here. Please choose your district from the list."
    ),
    "project-not-found": lambda r, t: t.gettext(
        "No project fits “{words}”. Try another word, or choose a field."
    ).format(words=escape_html(str(r.params["words"])[:40])),
    "rules-frozen": lambda r, t: t.gettext(
        "Voting has opened under the rules as they stand; headings, projects, costs and weights "
        "can no longer be changed."
    ),
}
