"""What people and groups read when a phase begins, is about to end, has ended, or is extended."""

from deliberation.phase_views import StageNews
from deliberation.phases import PERMITS, Deed, Phase
from deliberation.process import AGENDA_PAPERS, Heading
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.translator import Translator
from screens import links
from screens.ballot_pages import opened
from screens.buttons import GoHome, ShowBallots, ShowResults, StartProposal
from screens.headings import programme_name
from screens.home import phase_name
from screens.notices import tells
from screens.screen import Key, Link, Press, Screen

HASH_SHOWN = 16


@tells("stage-news")
def show_stage_news(view: StageNews, t: Translator) -> Screen:
    """News of a stage, for a person or for a heading's thread."""
    text = {
        "entered": _entered,
        "ending": _ending,
        "ended": _ended,
        "extended": _extended,
    }[view.event](view, t)
    title = escape_html(view.process.names.in_language(t.language))
    return Screen(f"<b>{title}</b>\n\n{text}", _rows(view, t))


def _entered(view: StageNews, t: Translator) -> str:
    _ = t.gettext
    until = _deadline(view, t)
    lines: list[str] = [_about(view, t), _opening(view.stage.phase, t).format(deadline=until)]
    if view.stage.phase is Phase.BALLOTING:
        lines.append(_left(view, t))
        if view.rules_sha256:
            lines.append(
                _(
                    "The rules are fixed from now on; their hash is {hash}… and stands "
                    "in the public log."
                ).format(hash=f"<code>{view.rules_sha256[:HASH_SHOWN]}</code>")
            )
    return "\n".join(line for line in lines if line)


def _ending(view: StageNews, t: Translator) -> str:
    text = _closing(view.stage.phase, t).format(deadline=_deadline(view, t))
    return "\n".join(line for line in (_about(view, t), text, _left(view, t)) if line)


def _ended(view: StageNews, t: Translator) -> str:
    _ = t.gettext
    lines: list[str] = [_about(view, t), _end(view.stage.phase, t)]
    if view.next_stage is not None and view.next_stage.starts_utc > view.now:
        lines.append(
            _("Next: {phase}, from {when}.").format(
                phase=phase_name(view.next_stage.phase, t),
                when=format_instant(
                    view.next_stage.starts_utc, view.process.zone, t, now=view.now
                ),
            )
        )
    return "\n".join(line for line in lines if line)


def _extended(view: StageNews, t: Translator) -> str:
    text = t.gettext("“{phase}” has been extended until {deadline}.").format(
        phase=phase_name(view.stage.phase, t), deadline=_deadline(view, t)
    )
    return "\n".join(line for line in (_about(view, t), text, _left(view, t)) if line)


def _opening(phase: Phase, t: Translator) -> str:
    _ = t.gettext
    return {
        Phase.INFORMING: _("This year's participatory budget has begun."),
        Phase.PROPOSING: _("You can hand in proposals until {deadline}."),
        Phase.REVIEWING: _(
            "The departments now review the proposals, until {deadline}. Proposers are told of "
            "the opinion and can answer it."
        ),
        Phase.DISCUSSING: _("The agendas are now discussed in the threads, until {deadline}."),
        Phase.PRIORITISING: _("You can now put the agendas in order, until {deadline}."),
        Phase.COSTING: _("The departments now work out what the projects cost, until {deadline}."),
        Phase.DELIBERATING: _(
            "The projects and their costs are now discussed in the threads, until {deadline}."
        ),
        Phase.BALLOTING: _(
            "Voting is open until {deadline}. You can change your ballot until then."
        ),
        Phase.ALLOCATING: _(
            "The ballots are now being counted. Managers publish the results when two of them "
            "have confirmed them."
        ),
        Phase.MONITORING: _("From now on you can follow how the projects get on."),
    }[phase]


def _closing(phase: Phase, t: Translator) -> str:
    _ = t.gettext
    return {
        Phase.INFORMING: _("Ending soon: the information phase lasts until {deadline}."),
        Phase.PROPOSING: _("Closing soon: proposals are taken until {deadline}."),
        Phase.REVIEWING: _("Ending soon: the review lasts until {deadline}."),
        Phase.DISCUSSING: _("Ending soon: the agendas are discussed until {deadline}."),
        Phase.PRIORITISING: _("Closing soon: you can put the agendas in order until {deadline}."),
        Phase.COSTING: _("Ending soon: costs are worked out until {deadline}."),
        Phase.DELIBERATING: _("Ending soon: the budget is discussed until {deadline}."),
        Phase.BALLOTING: _("Closing soon: you can vote until {deadline}."),
        Phase.ALLOCATING: _("Ending soon: counting and selecting lasts until {deadline}."),
        Phase.MONITORING: _("Ending soon: the projects are followed until {deadline}."),
    }[phase]


def _end(phase: Phase, t: Translator) -> str:
    _ = t.gettext
    return {
        Phase.INFORMING: _("The information phase is over."),
        Phase.PROPOSING: _("Proposals are closed."),
        Phase.REVIEWING: _("The review of the proposals is over."),
        Phase.DISCUSSING: _("The discussion of the agendas is over."),
        Phase.PRIORITISING: _("Putting the agendas in order is closed."),
        Phase.COSTING: _("The costs of the projects have been worked out."),
        Phase.DELIBERATING: _("The discussion of the budget is over."),
        Phase.BALLOTING: _("Voting is closed. What was recorded until then counts."),
        Phase.ALLOCATING: _("Counting and selecting is over."),
        Phase.MONITORING: _("This budget year is over."),
    }[phase]


def _about(view: StageNews, t: Translator) -> str:
    """Name the heading, or the programmes where a stage is for some of them only."""
    if view.heading is not None:
        return "<b>" + _name(view.heading, t) + "</b>"
    if view.stage.programmes is None:
        return ""
    programmes = dict.fromkeys(
        heading.programme
        for heading in view.process.headings
        if view.stage.concerns(heading.programme)
    )
    return ", ".join(programme_name(programme, t) for programme in programmes)


def _left(view: StageNews, t: Translator) -> str:
    if not view.left:
        return ""
    names = ", ".join(_name(heading, t) for heading in view.left)
    return t.gettext("Still open for you: {headings}.").format(headings=names)


def _deadline(view: StageNews, t: Translator) -> str:
    return format_deadline(view.stage.ends_utc, view.process.zone, t, now=view.now)


def _name(heading: Heading, t: Translator) -> str:
    return escape_html(heading.names.in_language(t.language))


def _rows(view: StageNews, t: Translator) -> tuple[tuple[Key, ...], ...]:
    if view.heading is not None:
        return _group_rows(view, view.heading, t)
    _ = t.gettext
    no = view.process.no
    deeds = PERMITS[view.stage.phase] if view.event != "ended" else frozenset()
    rows: list[tuple[Key, ...]] = []
    if Deed.PRIORITISE in deeds and len(view.left) == 1:
        rows.append((Press(_("Prioritise agendas"), opened(no, view.left[0])),))
    elif Deed.PRIORITISE in deeds and view.left:
        rows.append((Press(_("Prioritise agendas"), ShowBallots(process_no=no)),))
    if Deed.CAST_BALLOT in deeds and len(view.left) == 1:
        rows.append((Press(_("Vote"), opened(no, view.left[0])),))
    elif Deed.CAST_BALLOT in deeds:
        rows.append((Press(_("Vote"), ShowBallots(process_no=no)),))
    if Deed.PROPOSE in deeds:
        rows.append((Press(_("Hand in a proposal"), StartProposal(process_no=no)),))
    if view.stage.phase is Phase.ALLOCATING and view.event == "ended":
        rows.append((Press(_("Results"), ShowResults(process_no=no, heading_no=0)),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return tuple(rows)


def _group_rows(view: StageNews, heading: Heading, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    deeds = PERMITS[view.stage.phase] if view.event != "ended" else frozenset()
    numbers = (view.process.no, heading.no)
    if not view.bot_username:
        return ()
    if Deed.CAST_BALLOT in deeds:
        label, payload = _("Vote"), links.payload(links.BALLOT, *numbers)
    elif Deed.PRIORITISE in deeds and view.process.paper(AGENDA_PAPERS + heading.no):
        label = _("Prioritise agendas")
        payload = links.payload(links.BALLOT, view.process.no, AGENDA_PAPERS + heading.no)
    elif Deed.PROPOSE in deeds:
        label, payload = _("Hand in a proposal"), links.payload(links.PROPOSE, *numbers)
    elif Deed.OPINE in deeds:
        label, payload = _("Answer statements"), links.payload(links.STATEMENTS, *numbers)
    else:
        return ()
    return ((Link(label, links.address(view.bot_username, payload)),),)
