"""Announcements: preparing one, whom it is for, how far it has come, and what people read."""

from deliberation.announcement_views import (
    AnnouncementDraftView,
    AnnouncementProgressView,
    AnnouncementsView,
    AnnouncementView,
)
from deliberation.audiences import Audience, AudienceKind
from deliberation.process import Heading, Process
from deliberation.text import escape_html, shorten
from locales.dates import format_instant
from locales.translator import Translator, languages
from screens import links
from screens.announcement_templates import TEMPLATES, template_label
from screens.ballot_pages import opened
from screens.buttons import GoHome, ShowStaff
from screens.manager_buttons import (
    AskAudience,
    ChooseAudience,
    DropAnnouncement,
    ListAudiences,
    SendAnnouncement,
    ShowAnnouncements,
    ShowProgress,
    StartAnnouncement,
    TakeTemplate,
    WriteText,
)
from screens.notices import tells
from screens.paging import paged
from screens.screen import Key, Link, Press, Screen

Rows = list[tuple[Key, ...]]

ON_A_PAGE = 12
DISTRICTS_IN_A_ROW, HEADINGS_IN_A_ROW = 3, 2
SHOWN_IN_PREVIEW = 1_200


def show_draft(view: AnnouncementDraftView, t: Translator) -> Screen:
    """What the draft needs next."""
    if view.step == "text":
        return _ask_text(view, t)
    if view.step == "template":
        return _ask_template(view, t)
    if view.step == "audience":
        return _ask_audience(view, t)
    return _preview(view, t)


def show_draft_refused(view: AnnouncementDraftView, why: str, t: Translator) -> Screen:
    """Why a text was not taken, and the question once more."""
    screen = show_draft(view, t)
    return Screen(f"{why}\n\n{screen.text}", screen.rows)


def _ask_template(view: AnnouncementDraftView, t: Translator) -> Screen:
    _ = t.gettext
    rows: Rows = [
        (Press(template_label(template, t), TakeTemplate(key=view.key, template=template.value)),)
        for template in TEMPLATES
    ]
    first = view.process.languages[0]
    rows.append((Press(_("Write a text"), WriteText(key=view.key, language=first)),))
    rows.append(_drop(view, t))
    return Screen(
        f"{_title(view.process, t)}\n" + _("What is to be announced?"),
        tuple(rows),
    )


def _ask_text(view: AnnouncementDraftView, t: Translator) -> Screen:
    _ = t.gettext
    text = _(
        "Please type the text in this language: {language}. Anything you type is shown as it "
        "is, without formatting; up to 3,000 characters."
    ).format(language=f"<b>{language_name(view.asked)}</b>")
    lines = [_title(view.process, t), text]
    if view.texts.get(view.asked):
        lines += ["", _("As it stands:"), _quoted(view.texts[view.asked])]
    return Screen("\n".join(lines), (_drop(view, t),))


def _ask_audience(view: AnnouncementDraftView, t: Translator) -> Screen:
    _ = t.gettext
    rows: Rows = [(Press(_("Everyone who takes part"), _choice(view, AudienceKind.EVERYONE, 0)),)]
    if view.process.districts:
        listing = ListAudiences(key=view.key, kind=AudienceKind.DISTRICTS.value, page=0)
        rows.append((Press(_("The people of a district"), listing),))
    if view.open_headings:
        listing = ListAudiences(key=view.key, kind=AudienceKind.UNVOTED.value, page=0)
        rows.append((Press(_("Who has not voted yet"), listing),))
    if view.has_groups:
        listing = ListAudiences(key=view.key, kind=AudienceKind.GROUPS.value, page=0)
        rows.append((Press(_("The threads in the groups"), listing),))
    rows.append(_drop(view, t))
    return Screen(f"{_title(view.process, t)}\n" + _("Who is to read it?"), tuple(rows))


def show_audiences(view: AnnouncementDraftView, kind: str, page: int, t: Translator) -> Screen:
    """A page of districts or headings to choose from."""
    _ = t.gettext
    rows: Rows = []
    choices: list[tuple[str, int]]
    if kind == AudienceKind.DISTRICTS:
        text = _("Which district?")
        choices = [
            (district.names.in_language(t.language), number)
            for number, district in enumerate(view.process.districts, 1)
        ]
        choices.sort()
    else:
        text = _("Which ballot?") if kind == AudienceKind.UNVOTED else _("Whose threads?")
        headings = view.open_headings if kind == AudienceKind.UNVOTED else view.process.headings
        choices = [(one.names.in_language(t.language), one.no) for one in headings]
        if kind == AudienceKind.GROUPS:
            rows.append((Press(_("All threads"), _choice(view, AudienceKind.GROUPS, 0)),))
    shown, turning = paged(
        choices, page, ON_A_PAGE, lambda at: ListAudiences(key=view.key, kind=kind, page=at)
    )
    keys = [Press(name, ChooseAudience(key=view.key, kind=kind, number=no)) for name, no in shown]
    in_a_row = DISTRICTS_IN_A_ROW if kind == AudienceKind.DISTRICTS else HEADINGS_IN_A_ROW
    rows += [tuple(keys[at : at + in_a_row]) for at in range(0, len(keys), in_a_row)]
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("Back"), AskAudience(key=view.key)),))
    return Screen(f"{_title(view.process, t)}\n{text}", tuple(rows))


def _preview(view: AnnouncementDraftView, t: Translator) -> Screen:
    _ = t.gettext
    lines = [_title(view.process, t), _("This is what will be sent:"), ""]
    for language in view.process.languages:
        if view.texts.get(language):
            lines += [f"<b>{language_name(language)}</b>", _quoted(view.texts[language]), ""]
    audience = view.audience or Audience()
    lines.append(_("For: {audience}").format(audience=audience_name(view.process, audience, t)))
    lines.append(_reach(view, audience, t))
    rows: Rows = []
    if view.recipients:
        label = t.ngettext("Send to {n} chat", "Send to {n} chats", view.recipients).format(
            n=view.recipients
        )
        if _is_few(view.process, audience, view.recipients):
            label = _("Send")
        rows.append((Press(label, SendAnnouncement(key=view.key)),))
    rows += [
        (
            Press(
                _("Change the text: {language}").format(language=language_name(language)),
                WriteText(key=view.key, language=language),
            ),
        )
        for language in view.process.languages
    ]
    rows.append((Press(_("Change whom it is for"), AskAudience(key=view.key)),))
    rows.append(_drop(view, t))
    return Screen("\n".join(lines), tuple(rows))


def _reach(view: AnnouncementDraftView, audience: Audience, t: Translator) -> str:
    _ = t.gettext
    if not view.recipients:
        return _("That is nobody at the moment.")
    count = t.ngettext("That is {n} chat.", "That is {n} chats.", view.recipients).format(
        n=view.recipients
    )
    if audience.kind is AudienceKind.UNVOTED:
        if _is_few(view.process, audience, view.recipients):
            count = _("Those are fewer than {n} chats.").format(n=view.process.least_electorate)
        return (
            count
            + " "
            + _(
                "Who that is, is looked up while it is being sent and then forgotten; you only "
                "see numbers."
            )
        )
    return count


def show_progress(view: AnnouncementProgressView, t: Translator) -> Screen:
    """How far an announcement has come."""
    _ = t.gettext
    process = view.process
    lines = [
        _title(process, t),
        _quoted(shorten(_text_in(view, t), 300)),
        _("For: {audience}").format(audience=audience_name(process, view.audience, t)),
        _("Sent on {when}.").format(
            when=format_instant(view.sent_utc, process.zone, t, now=view.now)
        ),
        "",
        *([_("It is being sent.")] if not view.is_done else []),
        _("Delivered: {n}").format(n=_count(view, view.delivered, t)),
        _("Waiting: {n}").format(n=_count(view, view.waiting, t)),
        _("Blocked the bot: {n}").format(n=_count(view, view.blocked, t)),
    ]
    if view.refused:
        lines.append(_("Refused by Telegram: {n}").format(n=_count(view, view.refused, t)))
    if view.uncertain:
        lines.append(
            _("Uncertain: {n} (the connection broke; they are not sent again)").format(
                n=_count(view, view.uncertain, t)
            )
        )
    if view.is_done:
        lines += ["", _("All of it has been dealt with.")]
    refresh = ShowProgress(process_no=process.no, announcement_no=view.announcement_no)
    rows: Rows = [] if view.is_done else [(Press(_("Refresh"), refresh),)]
    rows.append((Press(_("Announcements"), ShowAnnouncements(process_no=process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def _is_few(process: Process, audience: Audience, count: int) -> bool:
    """Say whether a number of people who had not voted is so small that it could name one."""
    return audience.kind is AudienceKind.UNVOTED and 0 < count < process.least_electorate


def _count(view: AnnouncementProgressView, count: int, t: Translator) -> str:
    if _is_few(view.process, view.audience, count):
        return t.gettext("fewer than {n}").format(n=view.process.least_electorate)
    return f"{count:,}"


def show_announcements(view: AnnouncementsView, t: Translator) -> Screen:
    """The newest announcements, and a new one."""
    _ = t.gettext
    rows: Rows = [(Press(_("New announcement"), StartAnnouncement(process_no=view.process.no)),)]
    for sent in view.sent:
        when = format_instant(sent.sent_utc, view.process.zone, t, now=view.now)
        label = f"{when} · {shorten(' '.join(_text_in(sent, t).split()), 30)}"
        button = ShowProgress(process_no=view.process.no, announcement_no=sent.announcement_no)
        rows.append((Press(label, button),))
    rows.append((Press(_("Back"), ShowStaff(process_no=view.process.no)),))
    text = _("Announcements") if view.sent else _("Nothing has been announced yet.")
    return Screen(f"{_title(view.process, t)}\n{text}", tuple(rows))


def show_dropped(process: Process, t: Translator) -> Screen:
    """The draft is gone."""
    _ = t.gettext
    back = Press(_("Announcements"), ShowAnnouncements(process_no=process.no))
    return Screen(f"{_title(process, t)}\n" + _("Discarded. Nothing was sent."), ((back,),))


@tells("announcement", "announcement-unvoted")
def show_announcement(view: AnnouncementView, t: Translator) -> Screen:
    """An announcement as people and groups read it."""
    text = f"{_title(view.process, t)}\n\n{escape_html(view.text(t.language))}"
    return Screen(text, _announcement_rows(view, t))


def _announcement_rows(view: AnnouncementView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no = view.process.no
    if view.is_group:
        if not view.bot_username:
            return ()
        payload = links.payload(links.HOME, no)
        return ((Link(_("Open the bot"), links.address(view.bot_username, payload)),),)
    rows: Rows = []
    if view.heading is not None:
        rows.append((Press(_("Vote"), opened(no, view.heading)),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return tuple(rows)


def audience_name(process: Process, audience: Audience, t: Translator) -> str:
    """Say in a few words whom an announcement is for, as HTML."""
    _ = t.gettext
    heading = process.heading(audience.heading_no)
    if audience.kind is AudienceKind.UNVOTED and heading is not None:
        return _("who has not voted yet: {heading}").format(heading=_heading(heading, t))
    if audience.kind is AudienceKind.GROUPS:
        if heading is None:
            return _("all threads in the groups")
        return _("the threads of {heading}").format(heading=_heading(heading, t))
    if audience.kind is AudienceKind.DISTRICTS:
        found = [process.district(one) for one in audience.districts]
        names = [escape_html(one.names.in_language(t.language)) for one in found if one]
        return ", ".join(names)
    return _("everyone who takes part")


def language_name(code: str) -> str:
    """Return a language's name in itself."""
    return next((one.name for one in languages() if one.code == code), code)


def _choice(view: AnnouncementDraftView, kind: AudienceKind, number: int) -> ChooseAudience:
    return ChooseAudience(key=view.key, kind=kind.value, number=number)


def _drop(view: AnnouncementDraftView, t: Translator) -> tuple[Key, ...]:
    button = DropAnnouncement(process_no=view.process.no, key=view.key)
    return (Press(t.gettext("Discard"), button),)


def _text_in(view: AnnouncementProgressView, t: Translator) -> str:
    return view.texts.get(t.language) or next(iter(view.texts.values()), "")


def _quoted(text: str) -> str:
    return f"<blockquote>{escape_html(shorten(text, SHOWN_IN_PREVIEW))}</blockquote>"


def _heading(heading: Heading, t: Translator) -> str:
    return escape_html(heading.names.in_language(t.language))


def _title(process: Process, t: Translator) -> str:
    return f"<b>{escape_html(process.names.in_language(t.language))}</b>"
