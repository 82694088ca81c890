"""The ranked ballot: a list to tap, what is recorded, and the receipt."""

from collections.abc import Sequence
from functools import lru_cache

from deliberation.process import Heading, Project
from deliberation.text import escape_html
from deliberation.views import BallotsView, BallotView, ProjectView
from locales.dates import format_deadline
from locales.money import format_money
from locales.translator import Translator
from screens import paper_words
from screens.buttons import (
    AskClear,
    ClearBallot,
    GoHome,
    SearchProjects,
    SetRank,
    ShowBallot,
    ShowBallots,
    ShowProject,
    ShowRecorded,
)
from screens.notices import tells
from screens.screen import Key, Press, Screen

ON_A_PAGE = 8
WITHOUT_PAGES = 12
LONG_LIST = 30
FIELDS_PAGE = -1
FOUND = "="
FOUND_AT_MOST = 8
TOAST_LENGTH = 190
NAME_IN_TOAST = 24


@tells("ballot")
def show_ballot(view: BallotView, t: Translator) -> Screen:
    """The ballot as it is recorded, with the projects of a page to tap."""
    if view.page == FIELDS_PAGE and not view.field_id and len(view.order) > LONG_LIST:
        return _show_fields(view, t)
    _ = t.gettext
    listed = _listed(view)
    shown, page, last_page = _page_of(listed, view.page)
    lines = [*_head(view, t), ""]
    if view.field_id.startswith(FOUND):
        lines.append(paper_words.found(view.heading, len(listed), t))
    elif last_page:
        lines.append(_("Page {page} of {pages}:").format(page=page + 1, pages=last_page + 1))
    for at, project in shown:
        lines.append(_project_line(at, project, view, t))
    lines += ["", paper_words.how_to(view.heading, t)]
    rows: list[tuple[Key, ...]] = [(_rank_key(project, view, t),) for _at, project in shown]
    rows += _details_rows(view, shown)
    rows += _turning_rows(view, page, last_page, t)
    rows += _foot_rows(view, t)
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _listed(view: BallotView) -> list[tuple[int, Project]]:
    numbered = list(enumerate(view.order, start=1))
    if view.field_id.startswith(FOUND):
        wanted = set(view.field_id[1:].split("."))
        return [(at, project) for at, project in numbered if str(project.no) in wanted]
    if view.field_id:
        return [(at, project) for at, project in numbered if project.field_id == view.field_id]
    return numbered


def _page_of(
    listed: Sequence[tuple[int, Project]], page: int
) -> tuple[Sequence[tuple[int, Project]], int, int]:
    if len(listed) <= WITHOUT_PAGES:
        return listed, 0, 0
    last_page = (len(listed) - 1) // ON_A_PAGE
    page = min(max(page, 0), last_page)
    return listed[page * ON_A_PAGE : (page + 1) * ON_A_PAGE], page, last_page


def _head(view: BallotView, t: Translator) -> list[str]:
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
            rank=rank, name="<b>" + escape_html(_short(view.project(no), t)) + "</b>"
        )
        for rank, no in enumerate(view.ranking, start=1)
    ]


def _project_line(at: int, project: Project, view: BallotView, t: Translator) -> str:
    if paper_words.is_agenda(view.heading):
        return paper_words.agenda_line(f"({at})", project, t)
    name, currency = project.names.in_language(t.language), view.process.currency
    return _line(at, name, project.cost, currency, t)


@lru_cache(maxsize=16384)
def _line(at: int, name: str, cost: int, currency: str, t: Translator) -> str:
    return t.gettext("{number} {name} – {cost}").format(
        number=f"({at})", name=escape_html(name), cost=format_money(cost, currency, t)
    )


def _rank_key(project: Project, view: BallotView, t: Translator) -> Key:
    _ = t.gettext
    ranked = project.no in view.ranking
    rank = 0 if ranked else len(view.ranking) + 1
    name = _short(project, t)
    label = name
    if ranked:
        label = _("✓ {rank}. {name}").format(rank=view.ranking.index(project.no) + 1, name=name)
    return Press(
        label,
        SetRank(
            process_no=view.process.no,
            heading_no=view.heading.no,
            project_no=project.no,
            rank=rank,
            revision=view.revision,
            page=view.page,
            field=view.field_id,
        ),
    )


def _details_rows(view: BallotView, shown: Sequence[tuple[int, Project]]) -> list[tuple[Key, ...]]:
    numbers = tuple((at, project.no) for at, project in shown)
    return list(_details(view.process.no, view.heading.no, view.page, view.field_id, numbers))


@lru_cache(maxsize=4096)
def _details(
    process_no: int,
    heading_no: int,
    page: int,
    field_id: str,
    numbers: tuple[tuple[int, int], ...],
) -> tuple[tuple[Key, ...], ...]:
    keys: list[Key] = [
        Press(
            f"ⓘ {at}",
            ShowProject(
                process_no=process_no,
                heading_no=heading_no,
                project_no=project_no,
                page=page,
                field=field_id,
            ),
        )
        for at, project_no in numbers
    ]
    width = 6 if len(keys) % 6 == 0 or len(keys) > 8 else 4
    return tuple(tuple(keys[at : at + width]) for at in range(0, len(keys), width))


def _turning_rows(
    view: BallotView, page: int, last_page: int, t: Translator
) -> list[tuple[Key, ...]]:
    _ = t.gettext
    rows: list[tuple[Key, ...]] = []
    turning: list[Key] = []
    if page > 0:
        turning.append(Press(_("‹ Back"), _at_page(view, page - 1, view.field_id)))
    if page < last_page:
        turning.append(Press(_("More ›"), _at_page(view, page + 1, view.field_id)))
    if turning:
        rows.append(tuple(turning))
    if len(view.order) > LONG_LIST:
        rows.append((Press(_("Other fields and search"), _at_page(view, FIELDS_PAGE, "")),))
    return rows


def _foot_rows(view: BallotView, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    rows: list[tuple[Key, ...]] = []
    up: list[Key] = [
        Press(
            _("▲ {rank}. {name}").format(rank=rank, name=_short(view.project(project_no), t)),
            SetRank(
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


def _show_fields(view: BallotView, t: Translator) -> Screen:
    _ = t.gettext
    process = view.process
    counts: dict[str, int] = {}
    for project in view.order:
        counts[project.field_id] = counts.get(project.field_id, 0) + 1
    lines = [*_head(view, t), ""]
    lines.append(paper_words.standing_here(view.heading, len(view.order), t))
    keys: list[Key] = [
        Press(
            f"{field.names.in_language(t.language)} ({counts[field.field_id]})",
            _at_page(view, 0, field.field_id),
        )
        for field in process.fields
        if counts.get(field.field_id)
    ]
    rows = [tuple(keys[at : at + 2]) for at in range(0, len(keys), 2)]
    rows.append(
        (
            Press(
                _("🔍 Search"),
                SearchProjects(process_no=process.no, heading_no=view.heading.no),
            ),
            Press(paper_words.all_of_them(view.heading, t), _at_page(view, 0, "")),
        )
    )
    rows += _foot_rows(view, t)
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _at_page(view: BallotView, page: int, field_id: str) -> ShowBallot:
    return ShowBallot(
        process_no=view.process.no, heading_no=view.heading.no, page=page, field=field_id
    )


def first_page(heading: Heading) -> int:
    """Return the page at which a ballot opens: the fields where the list is long."""
    return FIELDS_PAGE if len(heading.projects) > LONG_LIST else 0


def opened(process_no: int, heading: Heading) -> ShowBallot:
    """Return the button that opens a heading's ballot."""
    return ShowBallot(process_no=process_no, heading_no=heading.no, page=first_page(heading))


def found_field(project_numbers: Sequence[int]) -> str:
    """Write search results where a field's id stands, so that buttons can carry them."""
    return FOUND + ".".join(str(number) for number in project_numbers[:FOUND_AT_MOST])


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
    rows: list[tuple[Key, ...]] = []
    if project.no in ballot.ranking:
        rank = ballot.ranking.index(project.no) + 1
        lines += ["", _("On your ballot at rank {rank}.").format(rank=rank)]
        rows.append((_labelled(_("Take it back"), project, ballot, 0),))
    elif len(ballot.ranking) < ballot.heading.ballot_size:
        rank = len(ballot.ranking) + 1
        rows.append(
            (_labelled(_("Put it at rank {rank}").format(rank=rank), project, ballot, rank),)
        )
    rows.append((Press(_("Back to the ballot"), _at_page(ballot, view.page, view.field_id)),))
    return Screen("\n".join(lines), tuple(rows), protected=True)


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


def show_ask_clear(view: BallotView, t: Translator) -> Screen:
    """Ask before a ballot is withdrawn."""
    _ = t.gettext
    lines = [_("Withdraw this ballot?"), "", *ranking_lines(view, t)]
    no, heading_no = view.process.no, view.heading.no
    return Screen(
        "\n".join(lines),
        (
            (
                Press(
                    _("Yes, withdraw"),
                    ClearBallot(process_no=no, heading_no=heading_no, revision=view.revision),
                ),
                Press(_("No"), _at_page(view, first_page(view.heading), "")),
            ),
        ),
        protected=True,
    )


def show_recorded(view: BallotView, t: Translator) -> Screen:
    """What is recorded for this person, as the database has it."""
    _ = t.gettext
    lines = ["<b>" + escape_html(view.heading.names.in_language(t.language)) + "</b>", ""]
    if view.ranking:
        lines.append(_("This is recorded for you:"))
        for rank, no in enumerate(view.ranking, start=1):
            name = escape_html(view.project(no).names.in_language(t.language))
            lines.append(_("{rank}. {name}").format(rank=rank, name=name))
        lines.append(_("Receipt: {code}").format(code=f"<code>{view.code}</code>"))
        lines += [
            "",
            _(
                "The code changes with every change of the ballot. After closing you find it in "
                "the published list. Show it to nobody: nobody may ask you for it."
            ),
        ]
    else:
        lines.append(_("Nothing is recorded for you here."))
    no = view.process.no
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Back to the ballot"), _at_page(view, first_page(view.heading), "")),),
            (Press(_("Home"), GoHome(process_no=no)),),
        ),
        protected=True,
    )


def show_search_prompt(view: BallotView, t: Translator) -> Screen:
    """Ask for a word to look for."""
    return Screen(
        t.gettext("Type a word: part of a project's name or its place, also ㄴㅇㅌ for 놀이터."),
        ((Press(t.gettext("Back to the ballot"), _at_page(view, FIELDS_PAGE, "")),),),
    )


def show_ballots(view: BallotsView, t: Translator) -> Screen:
    """The headings in which the person may vote now."""
    _ = t.gettext
    process = view.process
    if not view.headings:
        return Screen(
            _("No voting is open for you at the moment."),
            ((Press(_("Home"), GoHome(process_no=process.no)),),),
        )
    lines = [_("Your ballots:"), ""]
    rows: list[tuple[Key, ...]] = []
    for heading, voted, until in view.headings:
        name = paper_words.paper_name(heading, t)
        deadline = format_deadline(until, process.zone, t) if until is not None else ""
        line = (
            _("✓ {heading}: recorded, can be changed until {deadline}")
            if voted
            else _("{heading}: open until {deadline}")
        )
        lines.append(line.format(heading=f"<b>{escape_html(name)}</b>", deadline=deadline))
        rows.append(
            (
                Press(
                    ("✓ " if voted else "") + name,
                    opened(process.no, heading),
                ),
            )
        )
    rows.append((Press(_("Home"), GoHome(process_no=process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def ballot_toast(view: BallotView, t: Translator) -> str:
    """The ranking in one line, for the answer to a tap."""
    _ = t.gettext
    if view.outcome == "stale":
        return _("Your ballot had changed meanwhile. Here it is as it stands.")
    if view.outcome == "full":
        return t.ngettext(
            "Your {n} rank is taken.", "All {n} ranks are taken.", view.heading.ballot_size
        ).format(n=view.heading.ballot_size)
    if not view.ranking:
        return _("Withdrawn") if view.outcome == "withdrawn" else _("Nothing is recorded yet.")
    parts = [
        _("{rank}. {name}").format(rank=rank, name=_cut(_short(view.project(no), t)))
        for rank, no in enumerate(view.ranking, start=1)
    ]
    toast = " · ".join(parts)
    return toast if len(toast) <= TOAST_LENGTH else toast[: TOAST_LENGTH - 1] + "…"


def _cut(name: str) -> str:
    return name if len(name) <= NAME_IN_TOAST else name[: NAME_IN_TOAST - 1] + "…"


def _short(project: Project, t: Translator) -> str:
    return project.short_names.in_language(t.language) or project.names.in_language(t.language)
