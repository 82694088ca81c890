"""What is stored, everything that is stored about oneself, and its erasure."""

from datetime import datetime

from deliberation.privacy_views import ForgetView, MyDataView, OwnBallot
from deliberation.process import Process
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline, format_instant
from locales.translator import Translator
from screens.buttons import GoHome, MyProposals, ShowBallots
from screens.headings import heading_name
from screens.privacy_buttons import AskForget, ExplainForget, ForgetMe, ShowMyData
from screens.proposal_events import state_name
from screens.screen import Press, Screen
from screens.welcome import office_lines

LISTED_AT_MOST = 10
TITLE_LENGTH = 60


def show_privacy(process: Process, t: Translator) -> Screen:
    """What is stored, where, how long, who sees it, and whom to ask."""
    _ = t.gettext
    parts = [
        "<b>" + _("What is stored about you") + "</b>",
        _(
            "• Your Telegram number, your language and your district.\n"
            "• When you stated that you may take part, and when you agreed to use Telegram.\n"
            "• What you hand in, support or follow, your drafts, your last searches, and which "
            "messages we sent you.\n"
            "• Your ballot, apart from your account: only a key that lies outside the database "
            "ties the two together, and it is destroyed when voting closes.\n"
            "• Statements that you hand in and your answers to them, apart from your account in "
            "the same way; their key is destroyed a week after the discussion.\n"
            "• In discussion threads only how many people wrote, not who and not what."
        ),
        _(
            "Of your name we store only what a proposal shows of it, such as K○○. We do not store "
            "your Telegram user name, your phone number or a shared location. Photos are made "
            "anew without the place and camera data in them. Never send resident, alien or "
            "passport numbers: we do not take them."
        ),
        "<b>" + _("Where, and who can see it") + "</b>",
        _(
            "It lies in this bot's database, which the office named below answers for. Proposals "
            "are public; of your name they show the first letter, or what you choose. Messages "
            "travel through Telegram, whose servers are abroad; Telegram can see them and keeps "
            "them under its own terms."
        ),
        "<b>" + _("How long") + "</b>",
        _(
            "Until you have it erased. Drafts stay until you hand them in or drop them. Results, "
            "published ballots (which nobody can connect with you) and proposals are public "
            "records and stay. After an erasure we keep how many proposals you had handed in, "
            "under a key that lies outside the database, until proposals close: erasing gives "
            "nobody more proposals than others."
        ),
        "<b>" + _("Your rights") + "</b>",
        _(
            "/mydata shows everything that is stored about you. /forget erases it and takes back "
            "your consent. You can also take part, ask or complain without Telegram:"
        ),
        office_lines(process, t),
    ]
    return Screen(
        "\n\n".join(parts),
        (
            (Press(_("My data"), ShowMyData(process_no=process.no)),),
            (Press(_("Erase my data"), ExplainForget(process_no=process.no)),),
            (Press(_("Home"), GoHome(process_no=process.no)),),
        ),
    )


def show_my_data(view: MyDataView, t: Translator) -> Screen:
    """Everything that is stored about the person, in words."""
    _ = t.gettext
    process, citizen = view.process, view.citizen
    lines = ["<b>" + _("Your data as it is stored here") + "</b>"]
    if view.first_seen is None and not view.proposals and not view.ballots:
        lines.append(_("Nothing is stored about you here."))
    else:
        lines += _about_the_person(view, t)
    lines += ["", *_about_ballots(view, t)]
    for own in view.opinions[:LISTED_AT_MOST]:
        lines.append(
            _("• Statements in {heading}: {handed_in} handed in, {answered} answered").format(
                heading=escape_html(heading_name(own.heading, t)),
                handed_in=len(own.statements),
                answered=len(own.answers),
            )
        )
    if view.notices:
        lines.append(
            t.ngettext(
                "• {n} message to you is noted, with its time.",
                "• {n} messages to you are noted, with their times.",
                view.notices,
            ).format(n=view.notices)
        )
    if view.official_acts or citizen.roles:
        lines.append(
            _("• Acts of office that you did here are kept as public records (see the file).")
        )
    lines += ["", _("The file below holds all of it, with every text in full.")]
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Erase my data"), ExplainForget(process_no=process.no)),),
            (Press(_("Home"), GoHome(process_no=process.no)),),
        ),
        protected=True,
    )


def show_my_file(view: MyDataView, t: Translator) -> Screen:
    """The same as a JSON document."""
    caption = t.gettext("Your data as a JSON file.")
    return Screen(caption, document=("my-data.json", view.document))


def _about_the_person(view: MyDataView, t: Translator) -> list[str]:
    _ = t.gettext
    process, citizen = view.process, view.citizen
    district = process.district(citizen.district)
    name = district.names.in_language(t.language) if district is not None else _("none")
    lines = [
        _("• Telegram number: {number}").format(number=citizen.user_id),
        _("• Language: {language}").format(language=escape_html(citizen.language)),
        _("• District: {district}").format(district=escape_html(name)),
    ]
    for phrase, instant in (
        (_("• First written to us: {when}"), view.first_seen),
        (_("• Stated that you may take part: {when}"), view.stated),
        (_("• Agreed to use Telegram: {when}"), view.consented),
    ):
        if instant is not None:
            lines.append(phrase.format(when=_when(instant, view, t)))
    if view.draft is not None:
        title = shorten(view.draft.content.title, TITLE_LENGTH) or _("no title yet")
        lines.append(_("• Draft: {title}").format(title=escape_html(title)))
    if view.files:
        lines.append(
            t.ngettext(
                "• {n} photo or document, at your draft or proposal",
                "• {n} photos and documents, at your draft and proposals",
                view.files,
            ).format(n=view.files)
        )
    for proposal in view.proposals[:LISTED_AT_MOST]:
        lines.append(
            _("• Proposal {code}: {title} ({state})").format(
                code=proposal.code,
                title=escape_html(shorten(proposal.content.title, TITLE_LENGTH)),
                state=state_name(proposal.state, t),
            )
        )
    for proposal in view.supported[:LISTED_AT_MOST]:
        lines.append(
            _("• You support {code}: {title}").format(
                code=proposal.code,
                title=escape_html(shorten(proposal.content.title, TITLE_LENGTH)),
            )
        )
    return lines


def _about_ballots(view: MyDataView, t: Translator) -> list[str]:
    _ = t.gettext
    lines: list[str] = []
    for ballot in view.ballots[:LISTED_AT_MOST]:
        lines.append(
            "<b>"
            + _("Ballot in {heading}").format(heading=escape_html(heading_name(ballot.heading, t)))
            + "</b>"
        )
        lines += [
            _("{rank}. {name}").format(
                rank=rank, name=escape_html(project.short_names.in_language(t.language))
            )
            for rank, project in enumerate(ballot.ranking, start=1)
        ]
        lines.append(_("Receipt: {code}").format(code=f"<code>{ballot.code}</code>"))
    if view.sealed:
        names = ", ".join(escape_html(heading_name(one, t)) for one in view.sealed)
        lines.append(
            _(
                "Voting is closed in {headings}. The key is destroyed: nobody can find out any "
                "more whether or how you voted there, we cannot either."
            ).format(headings=names)
        )
    elif not view.ballots:
        lines.append(_("No ballot of yours is recorded."))
    return lines


def show_explain_forget(view: ForgetView, t: Translator) -> Screen:
    """What an erasure takes away, what stays and why."""
    _ = t.gettext
    no = view.process.no
    parts = ["<b>" + _("Erase my data") + "</b>"]
    if view.outcome == "too-late":
        parts.append(_("That question was too old, so nothing was erased. Please look again:"))
    parts.append(
        _(
            "Erased at once: your number, language and district, your consent, what you support "
            "or follow, your drafts and searches, all photos and documents of yours and the notes "
            "of messages sent to you. After that you take no part here any more, unless you start "
            "anew."
        )
    )
    if view.ballots:
        parts.append(_ballots_are_withdrawn(view, t))
    if view.has_opinions:
        parts.append(
            _(
                "Statements: in rounds that are still open your answers go, and what you handed "
                "in unless others have answered it. In closed rounds both stay, but nobody can "
                "know any more that they are yours."
            )
        )
    if view.proposals:
        parts.append(
            t.ngettext(
                "Stays, without your name: {n} proposal that you handed in. It is a public "
                "record, and others may have built on it. If you do not want it pursued, withdraw "
                "it first: afterwards it can no longer be known as yours.",
                "Stay, without your name: {n} proposals that you handed in. They are public "
                "records, and others may have built on them. If you do not want them pursued, "
                "withdraw them first: afterwards they can no longer be known as yours.",
                view.proposals,
            ).format(n=view.proposals)
        )
    if view.proposals and view.counted_until is not None:
        until = format_deadline(view.counted_until, view.process.zone, t, now=view.now)
        parts.append(
            _(
                "Stays until {deadline}: how many you have handed in, so that nobody gets more "
                "proposals by starting anew. A key that lies outside the database ties the number "
                "to your account; both are destroyed when proposals close."
            ).format(deadline=until)
        )
    parts.append(
        _(
            "Also stays what nobody can connect with you: published results and ballots whose "
            "voting is closed."
        )
    )
    if view.holds_role:
        parts.append(
            _("Your role and what you did in it stay: acts of office are public records.")
        )
    parts.append(
        _("Messages in this chat lie with Telegram. To remove them, delete the chat there.")
    )
    rows = [(Press(_("Go on to erasing"), AskForget(process_no=no)),)]
    if view.proposals:
        rows.append((Press(_("My proposals"), MyProposals(process_no=no)),))
    if view.ballots:
        rows.append((Press(_("My ballots"), ShowBallots(process_no=no)),))
    rows.append((Press(_("No, keep it"), GoHome(process_no=no)),))
    return Screen("\n\n".join(parts), tuple(rows))


def _ballots_are_withdrawn(view: ForgetView, t: Translator) -> str:
    _ = t.gettext
    text: str = _(
        "Withdrawn: your ballots in {headings}, since voting is open and they could still be "
        "found as yours. If you want them to count, wait until voting has closed ({deadline}) and "
        "erase then: from then on nobody can connect them with you."
    ).format(
        headings=_names(view.ballots, t),
        deadline=format_deadline(view.until_utc, view.process.zone, t, now=view.now)
        if view.until_utc is not None
        else "",
    )
    return text


def show_ask_forget(view: ForgetView, t: Translator) -> Screen:
    """The second question: this cannot be taken back."""
    _ = t.gettext
    no = view.process.no
    text: str = _("Erase everything for good? This cannot be taken back.")
    label = _("Yes, erase")
    if view.ballots:
        text += "\n" + _("Your ballots in {headings} are withdrawn with it.").format(
            headings=_names(view.ballots, t)
        )
        label = _("Yes, erase and withdraw my ballots")
    return Screen(
        text,
        (
            (Press(label, ForgetMe(process_no=no, asked_s=view.asked_s)),),
            (Press(_("No, keep it"), GoHome(process_no=no)),),
        ),
    )


def show_forgotten(view: ForgetView, t: Translator) -> Screen:
    """Everything is erased."""
    _ = t.gettext
    parts: list[str] = [_("Your data is erased, and your consent is taken back.")]
    if view.ballots:
        parts.append(
            _("Your ballots in {headings} are withdrawn.").format(headings=_names(view.ballots, t))
        )
    if view.proposals:
        parts.append(_("Your proposals stay, without your name."))
    parts.append(
        _(
            "You can delete this chat now. /start begins anew, as somebody whom we do not know. "
            "Questions?"
        )
    )
    parts.append(office_lines(view.process, t))
    return Screen("\n\n".join(parts), ())


def _names(ballots: tuple[OwnBallot, ...], t: Translator) -> str:
    return ", ".join(escape_html(heading_name(one.heading, t)) for one in ballots)


def _when(instant: datetime, view: MyDataView, t: Translator) -> str:
    return format_instant(instant, view.process.zone, t, now=view.now)
