"""Words and keys that all screens of merging share."""

from deliberation.merging import Answer, Merge, MergePart, WhyLeft, made_content
from deliberation.process import Process
from deliberation.proposals import Content, Proposal
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.proposal_buttons import ShowProposal
from screens.screen import Key, Press

TITLE_ON_BUTTON = 34
TEXT_MOST = 3000  # UTF-16 units, so that all the rest still fits into one message
PART_MOST = 300


def text_lines(content: Content, t: Translator) -> list[str]:
    """Return the text that a merger would have: title, problem, idea."""
    _ = t.gettext
    problem, idea = content.problem, content.idea
    if len((problem + idea).encode("utf-16-le")) // 2 > TEXT_MOST:
        problem, idea = shorten(problem, PART_MOST), shorten(idea, PART_MOST)
    return [
        "<b>" + escape_html(content.title) + "</b>",
        "",
        _("<b>Problem</b>\n{text}").format(text=escape_html(problem)),
        "",
        _("<b>Idea</b>\n{text}").format(text=escape_html(idea)),
    ]


def text_of(merge: Merge, lead: Proposal) -> Content:
    """Return what the merged proposal would say."""
    return made_content(lead.content, merge.joint)


def silence_text(process: Process, heading_no: int, t: Translator) -> str:
    """Say what no answer means."""
    heading = process.heading(heading_no)
    rules = process.proposals
    if heading is not None:
        rules = process.proposal_rules(heading.programme)
    if rules.silence_consents:
        return t.gettext("Whoever does not answer by then is taken to consent.")
    return t.gettext("A proposal whose proposer does not answer by then stays on its own.")


def part_text(part: MergePart, t: Translator, *, is_gone: bool = False) -> str:
    """Say what a proposer answered, for the staff."""
    _ = t.gettext
    if part.why_left is WhyLeft.MOVED_ON:
        return _("cannot be merged any more")
    if is_gone and part.answer is Answer.OPEN:
        return _("no proposer any more, counts as no answer")
    if part.why_left is WhyLeft.SILENT:
        return _("no answer in time")
    texts: dict[Answer, str] = {
        Answer.OPEN: _("not answered yet"),
        Answer.CONSENTS: _("consents"),
        Answer.REFUSES: _("does not consent"),
    }
    return texts[part.answer]


def proposal_key(process: Process, proposal: Proposal) -> Key:
    """Return the key to a proposal."""
    label = proposal.code + " " + shorten(proposal.content.title, TITLE_ON_BUTTON)
    button = ShowProposal(process_no=process.no, proposal_no=proposal.proposal_no)
    return Press(label, button)
