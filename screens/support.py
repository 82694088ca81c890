"""A proposal's support, in words, and the button to give it."""

from deliberation.proposal_views import ProposalView
from locales.dates import format_deadline, format_instant
from locales.translator import Translator
from screens.proposal_buttons import PauseDraft, ResumeDraft
from screens.screen import Key, Press
from screens.support_buttons import JoinInstead, Support


def support_outcome(outcome: str, t: Translator) -> str:
    """Say what the last wish did; "" where it was not about support."""
    _ = t.gettext
    return {
        "supported": _("You support this proposal."),
        "unsupported": _("You no longer support this proposal."),
        "joined": _("You support this proposal, and we tell you of its every step."),
    }.get(outcome, "")


def support_lines(view: ProposalView, t: Translator) -> list[str]:
    """How many support a proposal, or when that is shown; whether one does, and until when."""
    _ = t.gettext
    support = view.support
    if support is None:
        return []
    zone = view.process.zone
    lines: list[str] = []
    if support.count == 0 and support.until is not None:
        lines.append(_("Nobody supports it yet."))
    elif support.count:
        lines.append(
            t.ngettext(
                "{n} person supports this proposal.",
                "{n} people support this proposal.",
                support.count,
            ).format(n=f"{support.count:,}")
        )
    if support.shown_from is not None and (support.until is not None or support.is_given):
        when = format_instant(support.shown_from, zone, t, now=view.now)
        lines.append(
            _("How many support it is shown to everybody at once, on {when}.").format(when=when)
        )
    if support.is_given and support_outcome(view.outcome, t) == "":
        lines.append(_("You support this proposal."))
    if support.may_give and support.until is not None:
        until = format_deadline(support.until, zone, t, now=view.now)
        lines.append(
            _("You can take your support back until {deadline}.").format(deadline=until)
            if support.is_given
            else _("You can support it until {deadline}.").format(deadline=until)
        )
    if support.may_give and support.left is not None:
        lines.append(
            t.ngettext(
                "You can support {n} more proposal.",
                "You can support {n} more proposals.",
                support.left,
            ).format(n=support.left)
        )
    return ["", *lines] if lines else []


def draft_rows(view: ProposalView, t: Translator) -> list[tuple[Key, ...]]:
    """The ways on for somebody whose own draft is like this proposal: join it, or go back."""
    _ = t.gettext
    if view.support is None or not view.support.has_draft:
        return []
    no, number = view.process.no, view.proposal.proposal_no
    back = Press(_("Back to my draft"), ResumeDraft(process_no=no))
    if view.outcome in ("joined", "followed"):
        return [(back, Press(_("Drop the draft"), PauseDraft(process_no=no)))]
    join = JoinInstead(process_no=no, proposal_no=number)
    return [(Press(_("Join this one instead of mine"), join),), (back,)]


def support_keys(view: ProposalView, t: Translator) -> list[Key]:
    """The button to support a proposal, or to take that back; none where neither is possible."""
    _ = t.gettext
    support = view.support
    if support is None or not support.may_give:
        return []
    label = _("Take support back") if support.is_given else _("Support")
    wish = Support(
        process_no=view.process.no,
        proposal_no=view.proposal.proposal_no,
        wished=not support.is_given,
    )
    return [Press(label, wish)]
