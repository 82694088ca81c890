"""What stands above and below the projects of a ballot: what is recorded, and where one can go."""

from functools import lru_cache

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
    return [
        _rank_line(rank, short_name(view.project(no), t), t)
        for rank, no in enumerate(view.ranking, start=1)
    ]


@lru_cache(maxsize=8192)
def _rank_line(rank: int, name: str, t: Translator) -> str:
    bold = "<b>" + escape_html(name) + "</b>"
    return t.gettext("{rank}. {name}").format(rank=rank, name=bold)


def foot_rows(view: BallotView, t: Translator) -> list[tuple[Key, ...]]:
    """Return the rows below the projects: move up, read back, withdraw, go on."""
    no, heading_no = view.process.no, view.heading.no
    revision, page, field = view.revision, view.page, view.field_id
    up = [
        _up(
            _up_label(rank, short_name(view.project(project_no), t), t),
            no, heading_no, project_no, rank - 1, revision, page, field,
        )
        for rank, project_no in enumerate(view.ranking, start=1)
        if rank > 1
    ]  # fmt: skip
    rows: list[tuple[Key, ...]] = [tuple(up[at : at + 2]) for at in range(0, len(up), 2)]
    return rows + list(_last_rows(no, heading_no, bool(view.ranking), view.more_ballots, t))


@lru_cache(maxsize=4096)
def _up_label(rank: int, name: str, t: Translator) -> str:
    return t.gettext("▲ {rank}. {name}").format(rank=rank, name=name)


@lru_cache(maxsize=16384)
def _up(
    label: str,
    process_no: int,
    heading_no: int,
    project_no: int,
    rank: int,
    revision: int,
    page: int,
    field: str,
) -> Key:
    button = MoveUp(
        process_no=process_no,
        heading_no=heading_no,
        project_no=project_no,
        rank=rank,
        revision=revision,
        page=page,
        field=field,
    )
    return Press(label, button)


@lru_cache(maxsize=1024)
def _last_rows(
    no: int, heading_no: int, is_recorded: bool, more: int, t: Translator
) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    rows: list[tuple[Key, ...]] = []
    if is_recorded:
        rows.append(
            (
                Press(_("What is recorded"), ShowRecorded(process_no=no, heading_no=heading_no)),
                Press(_("Withdraw"), AskClear(process_no=no, heading_no=heading_no)),
            )
        )
    foot: list[Key] = []
    if more:
        label = t.ngettext("{n} ballot more", "{n} ballots more", more).format(n=more)
        foot.append(Press(label, ShowBallots(process_no=no)))
    foot.append(Press(_("Home"), GoHome(process_no=no)))
    rows.append(tuple(foot))
    return tuple(rows)


def short_name(project: Project, t: Translator) -> str:
    """Return what a project is called where there is little room."""
    language = t.language
    return project.short_names.in_language(language) or project.names.in_language(language)
