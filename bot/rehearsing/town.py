"""A budget year as simulated citizens know it."""

import statistics
from collections.abc import Mapping, Sequence

from deliberation.districts import outlines
from deliberation.process import Heading, Process, Project
from rehearsal.citizens.town import AGENDA, Item, Pot, Quarter, Town

Ballots = Mapping[str, Sequence[tuple[str, ...]]]


def town_of(process: Process, home: str = "", ballots: Ballots | None = None) -> Town:
    """Return the town; `home` is the district in which most people are to live."""
    points = _points(process)
    return Town(
        quarters=tuple(
            Quarter(
                one.district_id,
                dict(one.names.by_language),
                one.residents,
                points.get(one.district_id),
            )
            for one in process.districts
        ),
        fields={one.field_id: dict(one.names.by_language) for one in process.fields},
        pots=tuple(_pot(process, one) for one in process.headings),
        currency=process.currency,
        home=home,
        ballots=ballots or {},
        agendas=tuple(_agenda_pot(one) for one in process.headings if one.agenda),
    )


def _pot(process: Process, heading: Heading) -> Pot:
    return Pot(
        pot_id=heading.heading_id,
        names=dict(heading.names.by_language),
        quarter_id=heading.district_id,
        # Before there are projects people talk of what is on the agenda.
        items=_items(heading.projects) or _agenda_items(heading),
        proposals_cost_most=process.proposal_rules(heading.programme).cost_most,
        is_reviewed=bool(heading.lines),
    )


def _agenda_pot(heading: Heading) -> Pot:
    return Pot(
        pot_id=heading.heading_id + AGENDA,
        names=dict(heading.names.by_language),
        quarter_id=heading.district_id,
        items=_agenda_items(heading),
    )


def _items(projects: Sequence[Project]) -> tuple[Item, ...]:
    return tuple(
        Item(
            one.project_id,
            dict(one.names.by_language),
            dict(one.short_names.by_language or one.names.by_language),
            one.cost,
            one.field_id,
        )
        for one in projects
    )


def _agenda_items(heading: Heading) -> tuple[Item, ...]:
    return tuple(
        Item(
            one.item_id,
            dict(one.names.by_language),
            dict(one.short_names.by_language or one.names.by_language),
            one.cost or one.estimate or 0,
            one.field_id,
        )
        for one in heading.agenda
    )


def _points(process: Process) -> dict[str, tuple[float, float]]:
    """A place within each district: the middle of its outline's corners."""
    if not process.geojson:
        return {}
    return {
        one.district_id: (
            statistics.fmean(point[1] for ring in one.polygons for point in ring[0]),
            statistics.fmean(point[0] for ring in one.polygons for point in ring[0]),
        )
        for one in outlines(process.geojson)
    }
