"""The budget year of a rehearsal: which one, moved in time, and what its timeline shows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from actions.process_file import read_process_file
from bot.rehearsing.opening import headings_of_the_group
from bot.settings import SettingsWrong
from deliberation.agenda import AgendaItem
from deliberation.phases import Phase, Programme
from deliberation.process import Heading, Process
from deliberation.shifting import days_to_shift, shifted
from deliberation.wording import Wording
from locales.translator import languages, translator_for
from screens.headings import programme_name
from screens.home import phase_name

Json = dict[str, Any]

SAMPLE = Path(__file__).parents[2] / "examples" / "seoul-2019.toml"
DAYS_IN = 2


def read_year(file: Path | None, stage_id: str | None, now: datetime) -> Process:
    """Read a budget year, moved so that a stage (the first vote) is in its second day now.

    Raises:
        FaultyFile: the file is not sound.
        SettingsWrong: there is no such stage.
    """
    process = read_process_file(file or SAMPLE).process
    wanted = stage_id or first_vote(process)
    stage = process.stage(wanted)
    if stage is None:
        known = ", ".join(one.stage_id for one in process.stages)
        raise SettingsWrong(f"--at {wanted}: no such stage; there are {known}")
    days_in = min(DAYS_IN, max(1, (stage.ends_utc - stage.starts_utc).days))
    moved = _renamed(process, shifted(process, days_to_shift(process, wanted, now, days_in)))
    if comes_before_agendas(stage.phase):
        moved = before_agendas(moved)
    return replace(moved, is_demonstration=True)


def _renamed(process: Process, moved: Process) -> Process:
    """Return a moved year with the year in its name moved as well."""
    before, after = (str(_begins(one).year) for one in (process, moved))
    names = moved.names.by_language
    return replace(
        moved, names=Wording({code: name.replace(before, after) for code, name in names.items()})
    )


def _begins(process: Process) -> datetime:
    first = min(one.starts_utc for one in process.stages)
    return first.astimezone(ZoneInfo(process.zone))


def comes_before_agendas(phase: Phase) -> bool:
    """Whether the agendas are still to be put into order in a phase."""
    return list(Phase).index(phase) <= list(Phase).index(Phase.PRIORITISING)


def before_agendas(process: Process) -> Process:
    """Return the year as it stands before part one: some headings have an agenda, no projects.

    What the file lists for citizens' proposals, and for the rehearsed district, is then still to
    be put into order, costed and put to the vote, together with what is proposed. A year without
    those phases stays as it is.
    """
    if not {Phase.PRIORITISING, Phase.COSTING} <= {one.phase for one in process.stages}:
        return process
    chosen = {one.no for one in headings_of_the_group(process) if one.projects}
    chosen -= {one.no for one in process.headings if one.programme is Programme.CITY}
    departments = {one.field_id: one.department for one in process.fields}
    headings = [
        _with_agenda(process, one, departments) if one.no in chosen else one
        for one in process.headings
    ]
    return replace(process, headings=tuple(headings))


def _with_agenda(process: Process, heading: Heading, departments: Mapping[str, str]) -> Heading:
    others = process.proposal_rules(heading.programme).department
    agenda = [
        AgendaItem(
            item_id=one.project_id,
            no=one.no,
            names=one.names,
            short_names=one.short_names,
            texts=one.texts,
            field_id=one.field_id,
            place=one.place,
            estimate=one.cost,
            department=departments.get(one.field_id) or others,
            excludes=one.excludes,
        )
        for one in heading.projects
    ]
    return replace(heading, agenda=tuple(agenda), projects=())


def first_vote(process: Process) -> str:
    """Return the stage of the first vote, the first stage where there is no vote."""
    votes = [one for one in process.stages if one.phase is Phase.BALLOTING]
    return min(votes or process.stages, key=lambda one: one.starts_utc).stage_id


def stage_on(process: Process, stage_id: str | None) -> datetime:
    """Return the first instant of a stage, of the first vote without one."""
    stage = process.stage(stage_id or first_vote(process))
    assert stage is not None
    return stage.starts_utc


def next_step(process: Process, now: datetime) -> datetime | None:
    """Return the next instant at which a stage begins or ends; None after the last."""
    edges = {edge for one in process.stages for edge in (one.starts_utc, one.ends_utc)}
    return min((edge for edge in edges if edge > now + timedelta(seconds=1)), default=None)


def timeline(process: Process, now: datetime) -> Json:
    """What the director's bar shows of a year."""
    codes = [one.code for one in languages()]
    ordered = sorted(process.stages, key=lambda one: (one.starts_utc, one.ends_utc))
    of_phase = [one.phase for one in ordered]
    return {
        "title": {code: process.names.in_language(code) for code in codes},
        "zone": process.zone,
        "programmes": [
            {"id": programme.value, "name": _in_all(lambda t, p=programme: programme_name(p, t))}
            for programme in Programme
            if any(one.programme is programme for one in process.headings)
        ],
        "stages": [
            {
                "id": one.stage_id,
                "phase": one.phase.value,
                "name": _name(one.phase, one.programmes, of_phase.count(one.phase) > 1),
                "programmes": sorted(p.value for p in one.programmes or Programme),
                "starts": _written(one.starts_utc),
                "ends": _written(one.ends_utc),
                "is_on": one.is_on(now),
            }
            for one in ordered
        ],
    }


def _name(
    phase: Phase, programmes: frozenset[Programme] | None, is_one_of_many: bool
) -> dict[str, str]:
    names = _in_all(lambda t: phase_name(phase, t))
    if not is_one_of_many or not programmes:
        return names
    found = [one for one in Programme if one in programmes]
    whose = _in_all(lambda t: ", ".join(programme_name(one, t) for one in found))
    return {code: f"{name}: {whose[code]}" for code, name in names.items()}


def _in_all(word: Any) -> dict[str, str]:
    return {one.code: str(word(translator_for(one.code))) for one in languages()}


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
