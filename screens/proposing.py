"""The way into a proposal: what it is, what is open until when, and the first button."""

from deliberation.ceilings import ceiling_of
from deliberation.process import Heading
from deliberation.proposal_views import ProposingView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline, format_instant
from locales.money import format_money
from locales.translator import Translator
from screens.buttons import GoHome, MyProposals, ShowDistricts, StartProposal
from screens.headings import heading_name, programme_name
from screens.links import PROPOSE, payload
from screens.proposal_buttons import BeginProposal, PauseDraft, ResumeDraft
from screens.screen import Key, Press, Screen

TITLE_ON_BUTTON = 30
Rows = list[tuple[Key, ...]]


def show_proposing(view: ProposingView, t: Translator) -> Screen:
    """What a proposal is, what is open until when, and the button that begins one."""
    _ = t.gettext
    no = view.process.no
    lines = ["<b>" + _("Hand in a proposal") + "</b>", ""]
    rows: Rows = []
    if view.draft is not None:
        lines.append(_("You have begun a proposal. It is kept as you left it."))
        rows.append((Press(_resume_label(view, t), ResumeDraft(process_no=no)),))
        rows.append((Press(_("Drop the draft"), PauseDraft(process_no=no)),))
    elif not view.headings:
        lines.append(_not_open(view, t))
    else:
        lines += _rules_lines(view, t)
        rows += _begin_rows(view, t)
    if view.left < view.process.proposals.per_person:
        rows.append((Press(_("My proposals"), MyProposals(process_no=no)),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _resume_label(view: ProposingView, t: Translator) -> str:
    _ = t.gettext
    title = view.draft.content.title if view.draft is not None else ""
    if not title:
        return _("Go on with your draft")
    return _("Go on: {title}").format(title=shorten(title, TITLE_ON_BUTTON))


def _not_open(view: ProposingView, t: Translator) -> str:
    _ = t.gettext
    zone = view.process.zone
    if view.opens is not None:
        return _("Proposals are not open yet. They open on {when}.").format(
            when=format_instant(view.opens, zone, t, now=view.now)
        )
    if view.closed is not None:
        return _("Proposals were taken until {when}.").format(
            when=format_deadline(view.closed, zone, t, now=view.now)
        )
    return _("No proposals are taken in this budget year.")


def _rules_lines(view: ProposingView, t: Translator) -> list[str]:
    _ = t.gettext
    process = view.process
    lines: list[str] = [
        _("I ask for a title, the problem, your idea, a place and a rough cost, one by one."),
        _("Every answer is kept at once: you can stop at any time and go on later."),
        "",
    ]
    for heading, until in view.offered:
        lines.append(
            _("• {heading}: until {deadline}").format(
                heading=_called(heading, t),
                deadline=format_deadline(until, process.zone, t, now=view.now),
            )
        )
    lines.append("")
    lines += _ceiling_lines(view, t)
    lines.append(
        t.ngettext(
            "• You can hand in {n} more proposal.", "• You can hand in {n} more proposals.",
            view.left,
        ).format(n=view.left)
    )  # fmt: skip
    lines.append(
        _(
            "• What you hand in is public. Of your name only the first letter is shown, unless "
            "you wish otherwise."
        )
    )
    return lines


def _ceiling_lines(view: ProposingView, t: Translator) -> list[str]:
    """What a proposal may cost: once where it is the same everywhere, else for each heading."""
    _ = t.gettext
    process = view.process
    most = {
        heading.no: format_money(ceiling_of(process, heading).amount, process.currency, t)
        for heading, _until in view.offered
        if process.proposal_rules(heading.programme).cost_most is not None
    }
    if len(most) == len(view.offered) and len(set(most.values())) == 1:
        amount = next(iter(most.values()))
        return [_("• A proposal may cost up to {amount}.").format(amount=amount)]
    return [
        _("• {heading}: a proposal may cost up to {amount}.").format(
            heading=_called(heading, t), amount=most[heading.no]
        )
        for heading, _until in view.offered
        if heading.no in most
    ]


def _called(heading: Heading, t: Translator) -> str:
    """A heading's name, and its programme where the name does not say it."""
    name, programme = heading_name(heading, t), programme_name(heading.programme, t)
    return escape_html(name if name == programme else f"{name} ({programme})")


def _begin_rows(view: ProposingView, t: Translator) -> Rows:
    _ = t.gettext
    no = view.process.no
    if not view.left:
        return []
    open_now = [heading for heading, _until in view.offered]
    if len(open_now) == 1:
        label = _("Begin: {heading}").format(heading=heading_name(open_now[0], t))
        rows: Rows = [(Press(label, BeginProposal(process_no=no, heading_no=open_now[0].no)),)]
    else:
        rows = [
            (Press(heading_name(heading, t), BeginProposal(process_no=no, heading_no=heading.no)),)
            for heading in open_now
        ]
    if len(view.offered) < len(view.headings):
        rows.append((Press(_("Another heading"), StartProposal(process_no=no)),))
    elif view.wants_district:
        then = payload(PROPOSE, no, 0)
        rows.append(
            (Press(_("Choose your district"), ShowDistricts(process_no=no, page=0, then=then)),)
        )
    return rows
