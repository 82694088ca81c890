"""A project of a ballot in full."""

from deliberation.exclusions import pairs_of
from deliberation.process import Project
from deliberation.text import escape_html, shorten
from deliberation.views import BallotView, ProjectView
from locales.translator import Translator
from screens import paper_words
from screens.ballot_pages import at_page
from screens.buttons import SetRank
from screens.merging_ties import origin_line
from screens.merging_words import proposal_key
from screens.screen import Key, Press, Screen

RIVALS_MOST, NAME_MOST = 5, 60


def show_project(view: ProjectView, t: Translator) -> Screen:
    """A project's details, and the way back."""
    _ = t.gettext
    project, ballot = view.project, view.ballot
    lines = [
        "<b>" + escape_html(project.names.in_language(t.language)) + "</b>",
        "",
        escape_html(project.texts.in_language(t.language)),
        "",
        *paper_words.cost_lines(ballot.process, ballot.heading, project, t),
    ]
    place = project.place.in_language(t.language)
    if place:
        lines.append(_("Place: {place}").format(place=escape_html(place)))
    field = next((one for one in ballot.process.fields if one.field_id == project.field_id), None)
    if field is not None:
        lines.append(
            _("Field: {field}").format(field=escape_html(field.names.in_language(t.language)))
        )
    if view.origins:
        lines += ["", "<b>" + _("From these proposals") + "</b>"]
        lines += [origin_line(one, t) for one in view.origins]
    lines += _rivals(project, ballot, t)
    rows: list[tuple[Key, ...]] = []
    if project.no in ballot.ranking:
        rank = ballot.ranking.index(project.no) + 1
        lines += ["", _("On your ballot at rank {rank}.").format(rank=rank)]
        rows.append((_labelled(_("Take it back"), project, ballot, 0),))
    elif len(ballot.ranking) < ballot.heading.ranks:
        rank = len(ballot.ranking) + 1
        rows.append(
            (_labelled(_("Put it at rank {rank}").format(rank=rank), project, ballot, rank),)
        )
    rows += [(proposal_key(ballot.process, one),) for one in view.origins]
    rows.append((Press(_("Back to the ballot"), at_page(ballot, view.page, view.field_id)),))
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _rivals(project: Project, ballot: BallotView, t: Translator) -> list[str]:
    """Name the projects that cannot be selected beside this one."""
    projects = ballot.heading.projects
    pairs = pairs_of((one.project_id, one.excludes) for one in projects)
    names = [
        escape_html(shorten(one.names.in_language(t.language), NAME_MOST))
        for one in projects
        if (one.project_id, project.project_id) in pairs
        or (project.project_id, one.project_id) in pairs
    ]
    if not names:
        return []
    shown = ", ".join(names[:RIVALS_MOST]) + (" …" if len(names) > RIVALS_MOST else "")
    return [
        t.gettext(
            "Cannot be carried out beside: {projects}. Of two such projects, the one that is "
            "selected first stays."
        ).format(projects=shown)
    ]


def _labelled(label: str, project: Project, ballot: BallotView, rank: int) -> Key:
    return Press(
        label,
        SetRank(
            process_no=ballot.process.no,
            heading_no=ballot.heading.no,
            project_no=project.no,
            rank=rank,
            revision=ballot.revision,
            page=ballot.page,
            field=ballot.field_id,
        ),
    )
