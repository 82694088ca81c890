"""Results: what is proposed in each heading and why, beside it what the other rule would give."""

from collections.abc import Sequence

from deliberation.allocation import Allocation
from deliberation.process import Process, Project
from deliberation.reasons import Reason, is_funded, overtaken
from deliberation.results_views import (
    EditionView,
    HeadingResult,
    ReasonView,
    ResultsView,
    ResultView,
)
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.buttons import GoHome
from screens.paging import paged
from screens.reason_words import reason_sentence, reason_story
from screens.results_buttons import (
    FindReceipt,
    SendPicture,
    ShowChecks,
    ShowEdition,
    ShowSection,
    ShowWhy,
)
from screens.results_words import (
    decimal,
    money,
    other_editions,
    process_name,
    rule_name,
    short_name,
    status_lines,
    voters,
    why_line,
)
from screens.screen import Key, Press, Screen

SELECTED, PASSED_OVER, NOT_SELECTED, COMPARED = "", "p", "n", "c"
HEADINGS_ON_A_PAGE = 8
PROJECTS_ON_A_PAGE = 6
NAME_MOST = 90
LABEL_MOST = 40
DIFFERENCES_MOST = 8


def show_results(view: ResultsView, t: Translator) -> Screen:
    """All headings, one's own first: how much was selected, and where to read why."""
    _ = t.gettext
    lines = [
        "<b>"
        + _("{process}: proposed results").format(process=process_name(view.process, t))
        + "</b>",
        *status_lines(view.process, view.edition, t),
        "",
    ]
    shown, turning = paged(
        view.headings,
        view.page,
        HEADINGS_ON_A_PAGE,
        lambda page: ShowEdition(
            process_no=view.process.no, edition=view.edition.number, page=page
        ),
    )
    rows: list[tuple[Key, ...]] = []
    for one in shown:
        lines.append(_heading_line(view, one, t))
        name = shorten(one.heading.names.in_language(t.language), LABEL_MOST)
        rows.append((Press(name, _section(view.process, view.edition, one)),))
    if turning:
        rows.append(tuple(turning))
    rows += _common_rows(view.process, view.edition, t)
    rows += other_editions(
        view.edition, lambda n: ShowEdition(process_no=view.process.no, edition=n), t
    )
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def _heading_line(view: ResultsView, one: HeadingResult, t: Translator) -> str:
    _ = t.gettext
    result = one.result
    name = "<b>" + escape_html(one.heading.names.in_language(t.language)) + "</b>"
    mark = "★ " if one.heading.no in view.own else ""
    if not result.ballots:
        return mark + _("{heading}: nobody voted, nothing is selected").format(heading=name)
    return mark + t.ngettext(
        "{heading}: {n} project selected, {spent} of {limit}; {voters}",
        "{heading}: {n} projects selected, {spent} of {limit}; {voters}",
        len(result.funded),
    ).format(
        heading=name,
        n=len(result.funded),
        spent=money(view.process, result.spent, t),
        limit=money(view.process, result.budget_limit, t),
        voters=voters(one.counted, t),
    )


def show_result(view: ResultView, section: str, t: Translator) -> Screen:
    """One heading: a part of its result, at a page."""
    if section == COMPARED:
        return _show_comparison(view, t)
    _ = t.gettext
    one = view.shown
    listed = _listed(one, section)
    shown, turning = paged(
        listed,
        view.page,
        PROJECTS_ON_A_PAGE,
        lambda page: _section(view.process, view.edition, one, section, page),
    )
    lines = [*_head(view, t), "", _section_title(section, len(listed), t)]
    names = _names(one, t)
    for project, reason in shown:
        place = _place(one.result, project)
        lines.append(
            _("{number} <b>{name}</b>, {cost}, {points} points").format(
                number=f"{place}." if place else "·",
                name=escape_html(shorten(project.names.in_language(t.language), NAME_MOST)),
                cost=money(view.process, project.cost, t),
                points=decimal(reason.points),
            )
        )
        lines.append(reason_sentence(reason, names, view.process.currency, t))
    if section == SELECTED and not listed:
        lines.append(_("Nothing is selected here."))
    keys: list[Key] = [
        Press(
            "ⓘ " + shorten(short_name(project, t), LABEL_MOST),
            ShowWhy(
                process_no=view.process.no,
                heading_no=one.heading.no,
                edition=view.edition.number,
                project_no=project.no,
                section=section,
                page=view.page,
            ),
        )
        for project, _reason in shown
    ]
    rows = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    if turning:
        rows.append(tuple(turning))
    rows += _section_rows(view, section, t)
    return Screen("\n".join(lines), tuple(rows))


def picture_caption(view: ResultView, t: Translator) -> str:
    """Say in words what the picture shows."""
    return "\n".join(_head(view, t))


def _listed(one: HeadingResult, section: str) -> list[tuple[Project, Reason]]:
    projects = {project.project_id: project for project in one.heading.projects}
    if section == SELECTED:
        chosen = [one.result.reason(project_id) for project_id in one.result.funded]
    elif section == PASSED_OVER:
        chosen = list(overtaken(one.result.reasons))
    else:
        chosen = [reason for reason in one.result.reasons if not is_funded(reason)]
        chosen.sort(key=lambda reason: (-reason.points, reason.cost, reason.project_id))
    return [(projects[reason.project_id], reason) for reason in chosen]


def _section_title(section: str, count: int, t: Translator) -> str:
    if section == PASSED_OVER:
        return t.ngettext(
            "{n} project had more points than a selected one and is not selected:",
            "{n} projects had more points than a selected one and are not selected:",
            count,
        ).format(n=count)
    if section == NOT_SELECTED:
        return t.ngettext("Not selected: {n} project", "Not selected: {n} projects", count).format(
            n=count
        )
    return t.gettext("Selected, in the order of selection:")


def _head(view: ResultView, t: Translator) -> list[str]:
    _ = t.gettext
    one = view.shown
    result = one.result
    lines = [
        "<b>"
        + _("{heading}: proposed result").format(
            heading=escape_html(one.heading.names.in_language(t.language))
        )
        + "</b>",
        *status_lines(view.process, view.edition, t),
        "",
        _("{voters} took part. Selected: {n} of {all} projects, {spent} of {limit}.").format(
            voters=voters(one.counted, t),
            n=len(result.funded),
            all=len(one.heading.projects),
            spent=money(view.process, result.spent, t),
            limit=money(view.process, result.budget_limit, t),
        ),
    ]
    if one.replaced_why and view.edition.is_replaced:
        lines.append(why_line(one.replaced_why, t))
    return lines


def _section_rows(view: ResultView, section: str, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    one = view.shown
    passed_over = len(_listed(one, PASSED_OVER))
    others = len(_listed(one, NOT_SELECTED))
    offered = [
        (SELECTED, _("Selected ({n})").format(n=len(one.result.funded))),
        (NOT_SELECTED, _("Not selected ({n})").format(n=others) if others else ""),
        (
            PASSED_OVER,
            _("More points, not selected ({n})").format(n=passed_over) if passed_over else "",
        ),
        (COMPARED, _("Compare rules") if one.result.ballots else ""),
    ]
    keys: list[Key] = [
        Press(label, _section(view.process, view.edition, one, kind))
        for kind, label in offered
        if label and kind != section
    ]
    rows = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    if one.result.ballots:
        picture = SendPicture(
            process_no=view.process.no, heading_no=one.heading.no, edition=view.edition.number
        )
        rows.append((Press(_("As a picture"), picture),))
    rows += _common_rows(view.process, view.edition, t)
    rows.append(
        (
            Press(
                _("All headings"),
                ShowEdition(process_no=view.process.no, edition=view.edition.number),
            ),
        )
    )
    return rows


def _common_rows(process: Process, edition: EditionView, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    return [
        (
            Press(
                _("Check it yourself"),
                ShowChecks(process_no=process.no, edition=edition.number),
            ),
            Press(_("Find my receipt"), FindReceipt(process_no=process.no)),
        )
    ]


def _show_comparison(view: ResultView, t: Translator) -> Screen:
    _ = t.gettext
    one = view.shown
    result, other = one.result, one.comparison
    lines = [
        "<b>"
        + _("{heading}: the other rule beside it").format(
            heading=escape_html(one.heading.names.in_language(t.language))
        )
        + "</b>",
        _("For comparison only. It has no effect on the result."),
        "",
        *_figures(view.process, result, rule_name(result.rule, t), t),
        "",
        *_figures(view.process, other, rule_name(other.rule, t), t),
    ]
    for title, ids in (
        (_("Only by {rule}:").format(rule=rule_name(result.rule, t)), _only(result, other)),
        (_("Only by {rule}:").format(rule=rule_name(other.rule, t)), _only(other, result)),
    ):
        if ids:
            names = _names(one, t)
            lines += ["", title]
            lines += [
                "· " + escape_html(shorten(names[project_id], NAME_MOST))
                for project_id in ids[:DIFFERENCES_MOST]
            ]
            if len(ids) > DIFFERENCES_MOST:
                lines.append(
                    t.ngettext("and {n} more", "and {n} more", len(ids) - DIFFERENCES_MOST).format(
                        n=len(ids) - DIFFERENCES_MOST
                    )
                )
    if not _only(result, other) and not _only(other, result):
        lines += ["", _("Both rules select the same projects here.")]
    return Screen("\n".join(lines), tuple(_section_rows(view, COMPARED, t)))


def _only(one: Allocation, other: Allocation) -> list[str]:
    return [project_id for project_id in one.funded if project_id not in other.funded]


def _figures(process: Process, result: Allocation, rule: str, t: Translator) -> list[str]:
    _ = t.gettext
    return [
        "<b>" + rule + "</b>",
        _("· selected: {n}, together {spent}").format(
            n=len(result.funded), spent=money(process, result.spent, t)
        ),
        _("· voters with at least one selected project: {covered} of {all}").format(
            covered=f"{result.covered_voters:,}", all=f"{result.ballots:,}"
        ),
        _("· points given to selected projects, for each voter: {mean}").format(
            mean=decimal(result.mean_points)
        ),
    ]


def show_why(view: ReasonView, section: str, page: int, t: Translator) -> Screen:
    """The full story of one project."""
    _ = t.gettext
    one = view.shown
    project = one.heading.projects[view.project_no - 1]
    reason = one.result.reason(project.project_id)
    place = _place(one.result, project)
    verdict = (
        _("Selected, number {place} of {all}").format(place=place, all=len(one.result.funded))
        if place
        else _("Not selected")
    )
    lines = [
        "<b>" + escape_html(project.names.in_language(t.language)) + "</b>",
        _("{verdict} in {heading}").format(
            verdict=verdict, heading=escape_html(one.heading.names.in_language(t.language))
        ),
        _("Cost: {cost}. Points: {points}.").format(
            cost=money(view.process, project.cost, t), points=decimal(reason.points)
        ),
        "",
        reason_story(reason, _names(one, t), view.process.currency, t),
        "",
        *status_lines(view.process, view.edition, t),
    ]
    back = _section(view.process, view.edition, one, section, page)
    return Screen("\n".join(lines), ((Press(_("Back"), back),),))


def _section(
    process: Process, edition: EditionView, one: HeadingResult, section: str = "", page: int = 0
) -> ShowSection:
    return ShowSection(
        process_no=process.no,
        heading_no=one.heading.no,
        edition=edition.number,
        section=section,
        page=page,
    )


def _place(result: Allocation, project: Project) -> int:
    """Return a project's number among the selected, 0 where it is not."""
    funded: Sequence[str] = result.funded
    return funded.index(project.project_id) + 1 if project.project_id in funded else 0


def _names(one: HeadingResult, t: Translator) -> dict[str, str]:
    return {project.project_id: short_name(project, t) for project in one.heading.projects}
