"""The ranked ballot: a list of projects to tap."""

from collections.abc import Sequence
from functools import lru_cache

from deliberation.process import Project
from deliberation.text import escape_html
from deliberation.views import BallotView
from locales.money import format_money
from locales.translator import Translator
from screens import paper_words
from screens.ballot_frame import foot_rows, head, short_name
from screens.ballot_pages import FIELDS_PAGE, FOUND, LONG_LIST, at_page, listed, page_of
from screens.buttons import SearchProjects, SetRank, ShowProject
from screens.notices import tells
from screens.screen import Key, Press, Screen

TOAST_LENGTH = 190
NAME_IN_TOAST = 24


@tells("ballot")
def show_ballot(view: BallotView, t: Translator) -> Screen:
    """The ballot as it is recorded, with the projects of a page to tap."""
    if view.page == FIELDS_PAGE and not view.field_id and len(view.order) > LONG_LIST:
        return _show_fields(view, t)
    _ = t.gettext
    projects = listed(view)
    shown, page, last_page = page_of(projects, view.page)
    lines = [*head(view, t), ""]
    if view.field_id.startswith(FOUND):
        lines.append(paper_words.found(view.heading, len(projects), t))
    elif last_page:
        lines.append(_("Page {page} of {pages}:").format(page=page + 1, pages=last_page + 1))
    lines += _project_lines(shown, view, t)
    lines += ["", paper_words.how_to(view.heading, t)]
    rows = _rank_rows(shown, view, t)
    rows += _details_rows(view, shown)
    rows += _turning_rows(view, page, last_page, t)
    rows += foot_rows(view, t)
    return Screen("\n".join(lines), tuple(rows), protected=True)


def ballot_toast(view: BallotView, t: Translator) -> str:
    """The ranking in one line, for the answer to a tap."""
    _ = t.gettext
    if view.outcome == "stale":
        return _("Your ballot had changed meanwhile. Here it is as it stands.")
    if view.outcome == "full":
        return t.ngettext(
            "Your {n} rank is taken.", "All {n} ranks are taken.", view.heading.ranks
        ).format(n=view.heading.ranks)
    if not view.ranking:
        return _("Withdrawn") if view.outcome == "withdrawn" else _("Nothing is recorded yet.")
    parts = [
        _("{rank}. {name}").format(rank=rank, name=_cut(short_name(view.project(no), t)))
        for rank, no in enumerate(view.ranking, start=1)
    ]
    toast = " · ".join(parts)
    return toast if len(toast) <= TOAST_LENGTH else toast[: TOAST_LENGTH - 1] + "…"


def show_search_prompt(view: BallotView, t: Translator) -> Screen:
    """Ask for a word to look for."""
    return Screen(
        t.gettext("Type a word: part of a project's name or its place, also ㄴㅇㅌ for 놀이터."),
        ((Press(t.gettext("Back to the ballot"), at_page(view, FIELDS_PAGE, "")),),),
    )


def _show_fields(view: BallotView, t: Translator) -> Screen:
    _ = t.gettext
    process = view.process
    counts: dict[str, int] = {}
    for project in view.order:
        counts[project.field_id] = counts.get(project.field_id, 0) + 1
    lines = [*head(view, t), ""]
    lines.append(paper_words.standing_here(view.heading, len(view.order), t))
    keys: list[Key] = [
        Press(
            f"{field.names.in_language(t.language)} ({counts[field.field_id]})",
            at_page(view, 0, field.field_id),
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
            Press(paper_words.all_of_them(view.heading, t), at_page(view, 0, "")),
        )
    )
    rows += foot_rows(view, t)
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _project_lines(
    shown: Sequence[tuple[int, Project]], view: BallotView, t: Translator
) -> list[str]:
    if paper_words.is_agenda(view.heading):
        return [paper_words.agenda_line(f"({at})", project, t) for at, project in shown]
    language, currency = t.language, view.process.currency
    return [
        _line(at, project.names.in_language(language), project.cost, currency, t)
        for at, project in shown
    ]


@lru_cache(maxsize=16384)
def _line(at: int, name: str, cost: int, currency: str, t: Translator) -> str:
    return t.gettext("{number} {name} – {cost}").format(
        number=f"({at})", name=escape_html(name), cost=format_money(cost, currency, t)
    )


def _rank_rows(
    shown: Sequence[tuple[int, Project]], view: BallotView, t: Translator
) -> list[tuple[Key, ...]]:
    ranking, process_no, heading_no = view.ranking, view.process.no, view.heading.no
    revision, page, field = view.revision, view.page, view.field_id
    following = len(ranking) + 1
    rows = []
    for _at, project in shown:
        no = project.no
        taken = ranking.index(no) + 1 if no in ranking else 0
        wanted = 0 if taken else following
        name = short_name(project, t)
        label = name if not taken else _taken(taken, name, t)
        rows.append(
            _rank_row(label, process_no, heading_no, no, wanted, revision, page, field),
        )
    return rows


@lru_cache(maxsize=4096)
def _taken(rank: int, name: str, t: Translator) -> str:
    return t.gettext("✓ {rank}. {name}").format(rank=rank, name=name)


# Most voters come to the same few ranks and revisions: their buttons are the same.
@lru_cache(maxsize=32768)
def _rank_row(
    label: str,
    process_no: int,
    heading_no: int,
    project_no: int,
    rank: int,
    revision: int,
    page: int,
    field: str,
) -> tuple[Key, ...]:
    button = SetRank(
        process_no=process_no,
        heading_no=heading_no,
        project_no=project_no,
        rank=rank,
        revision=revision,
        page=page,
        field=field,
    )
    return (Press(label, button),)


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
        turning.append(Press(_("‹ Back"), at_page(view, page - 1, view.field_id)))
    if page < last_page:
        turning.append(Press(_("More ›"), at_page(view, page + 1, view.field_id)))
    if turning:
        rows.append(tuple(turning))
    if len(view.order) > LONG_LIST:
        rows.append((Press(_("Other fields and search"), at_page(view, FIELDS_PAGE, "")),))
    return rows


def _cut(name: str) -> str:
    return name if len(name) <= NAME_IN_TOAST else name[: NAME_IN_TOAST - 1] + "…"
