"""The home screen: what can be done now, and until when."""

from deliberation.phases import PERMITS, Deed, Phase, open_until
from deliberation.text import escape_html
from deliberation.views import HomeView, Opening
from locales.dates import format_deadline, format_instant
from locales.translator import Translator, languages
from screens.agenda_buttons import ShowShortlists
from screens.ballot_pages import opened
from screens.buttons import (
    GoHome,
    MyProposals,
    ShowBallots,
    ShowDistricts,
    ShowHelp,
    ShowLanguages,
    ShowResults,
    ShowStaff,
    ShowThread,
    StartProposal,
)
from screens.line_review_buttons import ShowLineResult
from screens.screen import Key, Press, Screen
from screens.searching_buttons import BrowseProposals
from screens.welcome import office_lines

OTHER_YEARS = 3


def phase_name(phase: Phase, t: Translator) -> str:
    """Return what a phase is called."""
    _ = t.gettext
    return {
        Phase.INFORMING: _("Information"),
        Phase.PROPOSING: _("Proposals"),
        Phase.REVIEWING: _("Review"),
        Phase.DISCUSSING: _("Discussing agendas"),
        Phase.PRIORITISING: _("Prioritising"),
        Phase.COSTING: _("Costing"),
        Phase.DELIBERATING: _("Deliberating on the budget"),
        Phase.BALLOTING: _("Voting"),
        Phase.ALLOCATING: _("Counting and selecting"),
        Phase.MONITORING: _("Following up"),
    }[phase]


def show_home(view: HomeView, t: Translator) -> Screen:
    """What can be done now, until when, and what comes next."""
    _ = t.gettext
    process = view.process
    lines = ["<b>" + escape_html(process.names.in_language(t.language)) + "</b>"]
    if view.phases:
        lines.append(
            _("Now: {phases}").format(
                phases=", ".join(phase_name(phase, t) for phase in view.phases)
            )
        )
    district = process.district(view.citizen.district)
    if district is not None:
        lines.append(
            _("Your district: {district}").format(
                district=escape_html(district.names.in_language(t.language))
            )
        )
    lines.append("")
    lines.extend(_what_is_open(view, t))
    if _misses_a_ballot(view):
        lines.append(_("Choose your district to vote there, too."))
    if view.next_phase is not None and view.next_utc is not None:
        lines.append("")
        lines.append(
            _("Next: {phase}, from {when}.").format(
                phase=phase_name(view.next_phase, t),
                when=format_instant(view.next_utc, process.zone, t, now=view.now),
            )
        )
    return Screen("\n".join(lines), _home_rows(view, t))


def _what_is_open(view: HomeView, t: Translator) -> list[str]:
    _ = t.gettext
    lines = []
    for deed, phrase in (
        (Deed.CAST_BALLOT, _("Vote: until {deadline}.")),
        (Deed.PRIORITISE, _("Prioritise agendas: until {deadline}.")),
        (Deed.PROPOSE, _("Hand in a proposal: until {deadline}.")),
        (Deed.OPINE, _("Statements, under “Discussion thread”: until {deadline}.")),
    ):
        openings = _of(view, deed)
        if not openings:
            continue
        deadlines = sorted({one.until_utc for one in openings if one.until_utc is not None})
        for deadline in deadlines:
            line = "• " + phrase.format(
                deadline=format_deadline(deadline, view.process.zone, t, now=view.now)
            )
            left = [one for one in openings if one.until_utc == deadline and not one.is_done]
            if any(one.heading is not None and one.heading.deed is deed for one in openings):
                names = ", ".join(
                    escape_html(one.heading.names.in_language(t.language))
                    for one in left
                    if one.heading is not None
                )
                line += " " + (
                    _("Still open: {headings}.").format(headings=names)
                    if names
                    else _("All your ballots are recorded.")
                )
            lines.append(line)
    if not lines:
        lines.append(_("Nothing needs you at the moment. We write when something opens."))
    return lines


def _misses_a_ballot(view: HomeView) -> bool:
    """Whether districts vote now and the person has not said which is theirs."""
    schedule = view.process.stages
    return not view.citizen.district and any(
        open_until(schedule, heading.programme, Deed.CAST_BALLOT, view.now) is not None
        for heading in view.process.headings
        if heading.district_id
    )


def _of(view: HomeView, deed: Deed) -> list[Opening]:
    return [one for one in view.openings if one.deed is deed]


def _home_rows(view: HomeView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no = view.process.no
    rows: list[tuple[Key, ...]] = []
    ballots = _of(view, Deed.CAST_BALLOT)
    if len(ballots) == 1 and ballots[0].heading is not None:
        rows.append((Press(_("Vote"), opened(no, ballots[0].heading)),))
    elif ballots:
        done = sum(one.is_done for one in ballots)
        rows.append(
            (
                Press(
                    _("Vote ({done} of {total} ballots)").format(done=done, total=len(ballots)),
                    ShowBallots(process_no=no),
                ),
            )
        )
    rows += _agenda_rows(view, t) + _proposal_rows(view, t)
    if view.has_shortlists:
        rows.append((Press(_("Shortlists"), ShowShortlists(process_no=no)),))
    for heading in view.line_reviews:
        label = _("Line review: {heading}").format(heading=heading.names.in_language(t.language))
        rows.append((Press(label, ShowLineResult(process_no=no, heading_no=heading.no)),))
    if view.has_results:
        rows.append((Press(_("Results"), ShowResults(process_no=no, heading_no=0)),))
    row: list[Key] = [Press(_("Discussion thread"), ShowThread(process_no=no))]
    if view.process.districts:
        label = _("Change district") if view.citizen.district else _("Choose your district")
        row.append(Press(label, ShowDistricts(process_no=no, page=0, then="")))
    rows.append(tuple(row))
    if view.citizen.roles:
        rows.append((Press(_("For staff"), ShowStaff(process_no=no)),))
    rows += _year_rows(view, t)
    rows.append((Press(_("Language"), ShowLanguages()), Press(_("Help"), ShowHelp(process_no=no))))
    return tuple(rows)


def _year_rows(view: HomeView, t: Translator) -> list[tuple[Key, ...]]:
    rows: list[tuple[Key, ...]] = []
    for process, is_open in view.other_years[:OTHER_YEARS]:
        label = name = process.names.in_language(t.language)
        if is_open:
            label = t.gettext("{year}: open now").format(year=name)
        rows.append((Press(label, GoHome(process_no=process.no)),))
    return rows


def _proposal_rows(view: HomeView, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    no = view.process.no
    rows: list[tuple[Key, ...]] = []
    if view.has_draft:
        rows.append((Press(_("Go on with your draft"), StartProposal(process_no=no)),))
    elif _of(view, Deed.PROPOSE):
        rows.append((Press(_("Hand in a proposal"), StartProposal(process_no=no)),))
    mine: list[Key] = []
    if view.my_proposals:
        mine.append(Press(_("My proposals"), MyProposals(process_no=no)))
    if _has_proposals(view):
        mine.append(Press(_("Browse proposals"), BrowseProposals(process_no=no)))
    return [*rows, tuple(mine)] if mine else rows


def _has_proposals(view: HomeView) -> bool:
    """Whether proposals have been taken in this year: they stay to be read."""
    return any(
        Deed.PROPOSE in PERMITS[stage.phase] and stage.starts_utc <= view.now
        for stage in view.process.stages
    )


def _agenda_rows(view: HomeView, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    no = view.process.no
    papers = [
        one.heading
        for one in _of(view, Deed.PRIORITISE)
        if one.heading is not None and one.heading.deed is Deed.PRIORITISE
    ]
    if not papers:
        return []
    if len(papers) == 1:
        return [(Press(_("Prioritise agendas"), opened(no, papers[0])),)]
    done = sum(one.is_done for one in _of(view, Deed.PRIORITISE))
    label = _("Prioritise agendas ({done} of {total})").format(done=done, total=len(papers))
    return [(Press(label, ShowBallots(process_no=no)),)]


def show_help(view: HomeView, t: Translator) -> Screen:
    """What each command does, what is not protected, and the office that answers."""
    _ = t.gettext
    offered = ", ".join(language.name for language in languages())
    lines = [
        _("/start – what you can do now"),
        _("/vote – your ballots"),
        _("/propose – hand in a proposal"),
        _("/search – find proposals and support them"),
        _("/results – what was selected, and why"),
        _("/language – {languages}").format(languages=offered),
        _("/privacy – what is stored; /mydata shows it, /forget erases it"),
    ]
    limits = _(
        "Please know: nobody here can protect you from somebody who looks at your screen while "
        "you vote, or who asks for your receipt. Telegram sees the messages. While voting is "
        "open, whoever runs the server could read ballots. Results are proposals to the council."
    )
    return Screen(
        "\n".join(lines) + "\n\n" + limits + "\n\n" + office_lines(view.process, t),
        ((Press(_("Back"), GoHome(process_no=view.process.no)),),),
    )
