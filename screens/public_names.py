"""How a proposer is named in public, and the ways to choose from."""

from deliberation.proposal_views import ProposalView
from deliberation.public_names import Naming, signature
from deliberation.text import escape_html
from locales.translator import Translator
from screens.co_proposers_buttons import NameDraft, SignProposal
from screens.merging_ties import proposer_lines
from screens.proposal_buttons import ShowProposal
from screens.screen import Key, Press, Screen

_NEXT = {Naming.MASKED: Naming.FULL, Naming.FULL: Naming.NONE, Naming.NONE: Naming.MASKED}


def name_line(naming: Naming, t: Translator) -> str:
    """Say how the proposer of a draft is going to be named."""
    _ = t.gettext
    texts: dict[Naming, str] = {
        Naming.MASKED: _("Of your name everybody reads the first letter alone, like K○○."),
        Naming.FULL: _("Everybody reads your whole name, as it stands on Telegram."),
        Naming.NONE: _("Your name is not shown."),
    }
    return texts[naming]


def naming_key(process_no: int, naming: Naming, t: Translator) -> Key:
    """Return the key of a draft's preview that turns to the next way."""
    _ = t.gettext
    wished = _NEXT[naming]
    labels: dict[Naming, str] = {
        Naming.MASKED: _("Show the first letter of my name"),
        Naming.FULL: _("Show my whole name"),
        Naming.NONE: _("Show no name"),
    }
    return Press(labels[wished], NameDraft(process_no=process_no, naming=wished.value))


def show_naming(view: ProposalView, called: str, t: Translator) -> Screen:
    """The ways in which the proposer can be named, each as everybody would read it."""
    _ = t.gettext
    no, number = view.process.no, view.proposal.proposal_no
    lines = [
        "<b>" + escape_html(view.proposal.content.title) + "</b>",
        *proposer_lines(view, t),
        "",
        _("How shall your name be shown? Nothing else of your Telegram account is ever public."),
    ]
    rows: list[tuple[Key, ...]] = []
    known: list[str] = []
    for naming in Naming:
        shown = signature(naming, called)
        if shown in known:
            continue
        known.append(shown)
        button = SignProposal(process_no=no, proposal_no=number, naming=naming.value)
        rows.append((Press(shown or _("Show no name"), button),))
    rows.append((Press(_("Back"), ShowProposal(process_no=no, proposal_no=number)),))
    return Screen("\n".join(lines), tuple(rows))
