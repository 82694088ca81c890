"""What stands above and below the projects of a ballot: what is recorded, and where one can go."""

from deliberation.process import Project
from deliberation.text import escape_html
from deliberation.views import BallotView
from locales.dates import format_deadline
from locales.translator import Translator
from screens import paper_words
from screens.buttons import AskClear, GoHome, MoveUp, ShowBallots, ShowRecorded
from screens.screen import Key, Press


def head(view: BallotView, t: Translator) -> list[str]:
    """Return the lines above the projects: the heading, what is recorded, the receipt."""
    _ = t.gettext
    process, heading = view.process, view.heading
    lines = [
        "<b>" + escape_html(heading.names.in_language(t.language)) + "</b>",
        paper_words.stakes(process, heading, t),
        "",
        _outcome_line(view, t),
    ]
    lines += ranking_lines(view, t)
    if view.code:
        lines.append(_("Receipt: {code}").format(code=f"<code>{view.code}</code>"))
    return lines


def _outcome_line(view: BallotView, t: Translator) -> str:
    _ = t.gettext
    deadline = ""
    if view.until_utc is not None:
        deadline = format_deadline(view.until_utc, view.process.zone, t)
    if view.outcome == "stale":
        return _("Your ballot had changed meanwhile. This is how it stands now:")
    if view.outcome == "full":
        return paper_words.all_taken(view.heading, t)
    if not view.ranking:
        if view.outcome == "withdrawn":
            return _("Your ballot is withdrawn. You can vote again until {deadline}.").format(
                deadline=deadline
            )
        return paper_words.nothing_yet(view.heading, deadline, t)
    if len(view.ranking) == 1:
        return _("Your rank 1 is recorded. You can change it until {deadline}.").format(
            deadline=deadline
        )
    return _("Your ranks 1 to {n} are recorded. You can change them until {deadline}.").format(
        n=len(view.ranking), deadline=deadline
    )


def ranking_lines(view: BallotView, t: Translator) -> list[str]:
    """Return the recorded ranks, one a line."""
    _ = t.gettext
    return [
        _("{rank}. {name}").format(
            rank=rank, name="<b>" + escape_html(short_name(view.project(no), t)) + "</b>"
        )
        for rank, no in enumerate(view.ranking, start=1)
    ]


def foot_rows(view: BallotView, t: Translator) -> list[tuple[Key, ...]]:
    """Return the rows below the projects: move up, read back, withdraw, go on."""
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    rows: list[tuple[Key, ...]] = []
    up: list[Key] = [
        Press(
            _("▲ {rank}. {name}").format(rank=rank, name=short_name(view.project(project_no), t)),
            MoveUp(
                process_no=no,
                heading_no=heading_no,
                project_no=project_no,
                rank=rank - 1,
                revision=view.revision,
                page=view.page,
                field=view.field_id,
            ),
        )
        for rank, project_no in enumerate(view.ranking, start=1)
        if rank > 1
    ]
    rows += [tuple(up[at : at + 2]) for at in range(0, len(up), 2)]
    if view.ranking:
        rows.append(
            (
                Press(_("What is recorded"), ShowRecorded(process_no=no, heading_no=heading_no)),
                Press(_("Withdraw"), AskClear(process_no=no, heading_no=heading_no)),
            )
        )
    foot: list[Key] = []
    if view.more_ballots:
        label = t.ngettext("{n} ballot more", "{n} ballots more", view.more_ballots).format(
            n=view.more_ballots
        )
        foot.append(Press(label, ShowBallots(process_no=no)))
    foot.append(Press(_("Home"), GoHome(process_no=no)))
    rows.append(tuple(foot))
    return rows


def short_name(project: Project, t: Translator) -> str:
    """Return what a project is called where there is little room."""
    return project.short_names.in_language(t.language) or project.names.in_language(t.language)
