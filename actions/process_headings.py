"""Headings and their projects, from the process file or from .pb files beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from actions import process_models as models
from actions.process_findings import Findings
from actions.process_lines import with_lines
from actions.toml_lines import Path
from deliberation.agenda import AgendaItem
from deliberation.pabulib import BadFile, PabulibFile, read_pb
from deliberation.phases import Programme
from deliberation.process import Heading, Project, Wording
from deliberation.refusals import BadInput
from deliberation.text import clean_line, shorten

BUTTON_COLUMNS: Final = 30  # a Hangul syllable takes two


Beside = Callable[[str], bytes]


def build_headings(
    table: models.ProcessTable, findings: Findings, beside: Beside
) -> tuple[Heading, ...]:
    """Build all headings, numbered from 1."""
    districts = {one.id: one for one in table.districts}
    places: dict[tuple[Programme, str], str] = {}
    headings = []
    for place, one in enumerate(table.headings):
        path: Path = ("headings", place)
        _check_district(findings, path, one, districts)
        known = places.setdefault((one.programme, one.district), one.id)
        if known != one.id and one.district:
            findings.fault((*path, "district"), "district-twice", first=known)
        headings.append(_heading(findings, path, one, table, beside))
    return tuple(headings)


def _check_district(
    findings: Findings,
    path: Path,
    one: models.HeadingTable,
    districts: Mapping[str, models.DistrictTable],
) -> None:
    if one.programme is Programme.DISTRICT and not one.district:
        findings.fault((*path, "district"), "district-missing")
    if one.district and one.district not in districts:
        findings.fault((*path, "district"), "district-unknown", value=one.district)


def _heading(
    findings: Findings,
    path: Path,
    one: models.HeadingTable,
    table: models.ProcessTable,
    beside: Beside,
) -> Heading:
    about = table.process
    districts = {district.id: district for district in table.districts}
    file = _pb_file(findings, path, one.projects_file, beside) if one.projects_file else None
    names = one.names
    if not names and one.district in districts:
        names = districts[one.district].names
    if one.limit is not None:
        limit = findings.amount((*path, "limit"), one.limit)
    elif file is not None:
        limit = file.instance.budget_limit
    else:
        findings.fault((*path, "limit"), "key-missing")
        limit = 1
    if file is None:
        projects = _projects(findings, path, one.projects, {field.id for field in table.fields})
    else:
        projects = _projects_of_file(findings, file)
        if one.projects:
            findings.fault((*path, "projects"), "projects-twice")
    fields = {field.id for field in table.fields}
    agenda = _agenda(findings, path, one.agenda, fields)
    if agenda and projects:
        findings.fault((*path, "agenda"), "agenda-and-projects")
    has_lines = bool(one.lines)
    if has_lines and (agenda or projects):
        findings.fault((*path, "lines"), "lines-and-projects")
    _check_projects(findings, path, limit, projects, is_full=has_lines or bool(agenda))
    from_file = file.instance.ballot_size if file else None
    heading = Heading(
        heading_id=one.id,
        no=path[1] + 1 if isinstance(path[1], int) else 0,
        programme=one.programme,
        names=findings.wording((*path, "names"), names),
        budget_limit=limit,
        ballot_size=one.ballot_size or from_file or about.ballot_size,
        rule=one.rule or about.rule,
        district_id=one.district,
        slots=one.slots or about.slots,
        projects=projects,
        agenda=agenda,
    )
    return with_lines(findings, path, heading, one) if has_lines else heading


def _agenda(
    findings: Findings, path: Path, tables: Sequence[models.AgendaTable], fields: set[str]
) -> tuple[AgendaItem, ...]:
    findings.check_unique((*path, "agenda"), [one.id for one in tables])
    known = {one.id for one in tables}
    items = []
    for place, one in enumerate(tables):
        here: Path = (*path, "agenda", place)
        names = findings.wording((*here, "names"), one.names)
        if one.field and one.field not in fields:
            findings.fault((*here, "field"), "field-unknown", value=one.field)
        for other in one.excludes:
            if other not in known or other == one.id:
                findings.fault((*here, "excludes"), "project-unknown", value=other)
        estimate = one.estimate
        items.append(
            AgendaItem(
                item_id=one.id,
                no=place + 1,
                names=names,
                short_names=_short_names(findings, (*here, "short_names"), one.short_names, names),
                texts=findings.wording((*here, "texts"), one.texts, optional=True),
                field_id=one.field,
                place=findings.wording((*here, "place"), one.place, optional=True),
                estimate=(
                    None if estimate is None else findings.amount((*here, "estimate"), estimate)
                ),
                department=one.department,
                excludes=tuple(one.excludes),
            )
        )
    return tuple(items)


def _projects(
    findings: Findings, path: Path, tables: Sequence[models.ProjectTable], fields: set[str]
) -> tuple[Project, ...]:
    findings.check_unique((*path, "projects"), [one.id for one in tables])
    known = {one.id for one in tables}
    projects = []
    for place, one in enumerate(tables):
        here: Path = (*path, "projects", place)
        names = findings.wording((*here, "names"), one.names)
        if one.field and one.field not in fields:
            findings.fault((*here, "field"), "field-unknown", value=one.field)
        for other in one.excludes:
            if other not in known or other == one.id:
                findings.fault((*here, "excludes"), "project-unknown", value=other)
        projects.append(
            Project(
                project_id=one.id,
                no=place + 1,
                names=names,
                short_names=_short_names(findings, (*here, "short_names"), one.short_names, names),
                texts=findings.wording((*here, "texts"), one.texts, optional=True),
                cost=findings.amount((*here, "cost"), one.cost),
                field_id=one.field,
                place=findings.wording((*here, "place"), one.place, optional=True),
                excludes=tuple(one.excludes),
            )
        )
    return tuple(projects)


def _projects_of_file(findings: Findings, file: PabulibFile) -> tuple[Project, ...]:
    """A .pb file's projects: one name, in whatever language it was handed in."""
    projects = []
    for place, one in enumerate(file.instance.projects):
        name = clean_line(one.name) or one.project_id
        everywhere = Wording(dict.fromkeys(findings.languages, name))
        short = Wording(dict.fromkeys(findings.languages, fitting(name)))
        projects.append(
            Project(
                one.project_id,
                place + 1,
                everywhere,
                short,
                Wording({}),
                one.cost,
                excludes=one.excludes,
            )
        )
    return tuple(projects)


def _pb_file(findings: Findings, path: Path, name: str, beside: Beside) -> PabulibFile | None:
    here = (*path, "projects_file")
    try:
        file = read_pb(beside(name), name)
    except OSError:
        findings.fault(here, "file-not-beside", name=name)
        return None
    except BadFile as error:
        line = error.params.get("line", 0)
        findings.fault(here, "file-not-pabulib", name=name, line=line, why=error.code)
        return None
    except BadInput as error:
        findings.fault(here, "file-not-pabulib", name=name, line=0, why=error.code)
        return None
    if file.instance.currency != findings.currency:
        findings.fault(here, "currency-other", value=file.instance.currency)
    return file


def _short_names(
    findings: Findings, path: Path, texts: Mapping[str, str], names: Wording
) -> Wording:
    """The names for buttons: as given, else cut."""
    if not texts:
        return Wording({key: fitting(name) for key, name in names.by_language.items()})
    short = findings.wording(path, texts)
    for language, name in short.by_language.items():
        if columns(name) > BUTTON_COLUMNS:
            findings.fault(
                path, "short-name-too-long", language=language, most=BUTTON_COLUMNS // 2
            )
    return short


def _check_projects(
    findings: Findings,
    path: Path,
    limit: int,
    projects: Sequence[Project],
    *,
    is_full: bool,
) -> None:
    if not projects and not is_full:
        findings.warn(path, "heading-without-projects")
    for place, project in enumerate(projects):
        if project.cost > limit:
            findings.warn(
                (*path, "projects", place, "cost"),
                "cost-above-limit",
                project=project.project_id,
                cost=project.cost,
                limit=limit,
                currency=findings.currency,
            )


def columns(text: str) -> int:
    """How wide a text is on a button, in columns of half a Hangul syllable."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
        if unicodedata.category(char) not in ("Mn", "Cf")
    )


def fitting(name: str) -> str:
    """The longest beginning of a name that fits on a button."""
    if columns(name) <= BUTTON_COLUMNS:
        return name
    most = len(name)
    while columns(shorten(name, most)) > BUTTON_COLUMNS:
        most -= 1
    return shorten(name, most)
