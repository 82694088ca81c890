"""From the process file's tables to a budget year, collecting what does not add up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from actions import process_models as models
from actions.process_findings import Findings
from actions.process_headings import build_headings
from actions.toml_lines import Path
from deliberation.districts import outlines
from deliberation.phases import Phase, Programme, Stage
from deliberation.process import (
    District,
    Electorate,
    Field,
    Heading,
    Office,
    Process,
    ProposalRules,
    StaffMember,
    Wording,
)
from deliberation.schedule import order_faults
from locales.countries import country_called, country_of_zone

EVERYBODY: Final = Wording({"en": "Citizens", "ko": "시민"})


def build_process(
    table: models.ProcessTable, findings: Findings, beside: Callable[[str], bytes]
) -> Process:
    """Build it; only worth having where nothing was found to be wrong."""
    return _Builder(findings, beside).process(table)


class _Builder:
    def __init__(self, findings: Findings, beside: Callable[[str], bytes]) -> None:
        self.findings = findings
        self.beside = beside

    def process(self, table: models.ProcessTable) -> Process:
        about, findings = table.process, self.findings
        zone = self._zone(about.zone)
        total = findings.amount(("process", "total"), about.total)
        headings = build_headings(table, findings, self.beside)
        self._check_ids(table)
        self._check_limits(total, headings)
        return Process(
            process_id=about.id,
            no=0,
            names=findings.wording(("process", "names"), about.names),
            texts=findings.wording(("process", "texts"), about.texts),
            city=findings.wording(("process", "city"), about.city),
            zone=str(zone),
            currency=findings.currency,
            total=total,
            headings=headings,
            districts=self._districts(table.districts),
            fields=self._fields(table.fields),
            stages=self._stages(table.stages, zone, headings),
            electorates=self._electorates(table.electorates),
            staff=self._staff(table.staff),
            office=self._office(table.office),
            seed_source=findings.wording(("process", "seed_source"), about.seed_source),
            eligibility=findings.wording(("process", "eligibility"), about.eligibility),
            seed=about.seed,
            least_electorate=about.least_electorate,
            is_demonstration=about.demonstration,
            proposals=self._proposal_rules(("proposals",), table.proposals, zone),
            languages=findings.languages,
            geojson=self._geojson(about.map, table.districts),
            proposals_by_programme=self._rules_by_programme(table.proposals, zone),
            attribution=findings.wording(
                ("process", "attribution"), about.attribution, optional=True
            ),
            is_sample=about.sample,
            country=self._country(about.country, str(zone)),
        )

    def _zone(self, name: str) -> ZoneInfo:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.findings.fault(("process", "zone"), "zone-unknown", value=name)
            return ZoneInfo("UTC")

    def _country(self, typed: str, zone: str) -> str:
        """The country as the file names it, or that of its time zone."""
        country = country_called(typed) if typed else country_of_zone(zone)
        if not country and typed:
            self.findings.fault(("process", "country"), "country-unknown", value=typed)
        elif not country:
            self.findings.warn(("process",), "country-missing", zone=zone)
        return country

    def _districts(self, tables: Sequence[models.DistrictTable]) -> tuple[District, ...]:
        return tuple(
            District(
                one.id,
                self.findings.wording(("districts", place, "names"), one.names),
                one.residents,
            )
            for place, one in enumerate(tables)
        )

    def _fields(self, tables: Sequence[models.FieldTable]) -> tuple[Field, ...]:
        return tuple(
            Field(
                one.id,
                self.findings.wording(("fields", place, "names"), one.names),
                one.department,
            )
            for place, one in enumerate(tables)
        )

    def _stages(
        self,
        tables: Sequence[models.StageTable],
        zone: ZoneInfo,
        headings: Sequence[Heading],
    ) -> tuple[Stage, ...]:
        stages, places = [], {}
        for place, one in enumerate(tables):
            path: Path = ("stages", place)
            begins = self._instant((*path, "from"), one.begins, zone, is_end=False)
            ends = self._instant((*path, "to"), one.ends, zone, is_end=True)
            if ends <= begins:
                self.findings.fault((*path, "to"), "stage-ends-before-it-begins")
            programmes = frozenset(one.programmes) if one.programmes else None
            stages.append(Stage(one.id, one.phase, begins, ends, programmes))
            places[one.id] = path
        for code, first, second in order_faults(stages):
            self.findings.fault(
                places[second.stage_id], code, first=first.stage_id, second=second.stage_id
            )
        for programme in {heading.programme for heading in headings}:
            votes = (Phase.BALLOTING, Phase.PRIORITISING)
            if not any(one.phase in votes and one.concerns(programme) for one in stages):
                self.findings.warn(
                    ("stages",), "programme-without-vote", programme=programme.value
                )
        return tuple(stages)

    def _instant(
        self, path: Path, value: date | datetime, zone: ZoneInfo, *, is_end: bool
    ) -> datetime:
        """An instant in UTC; a bare date begins with its first instant and ends after its last."""
        if not isinstance(value, datetime):
            day = value + timedelta(days=1) if is_end else value
            value = datetime.combine(day, time())
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        local = value.replace(tzinfo=zone)
        instant = local.astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != value:
            self.findings.fault(path, "time-skipped", zone=str(zone))
        elif local.utcoffset() != local.replace(fold=1).utcoffset():
            self.findings.fault(path, "time-twice", zone=str(zone))
        return instant

    def _electorates(self, tables: Sequence[models.ElectorateTable]) -> tuple[Electorate, ...]:
        if not tables:
            return (Electorate("citizens", EVERYBODY, Fraction(1)),)
        total = sum((one.weight for one in tables), Fraction(0))
        if total != 1:
            self.findings.fault(("electorates",), "weights-not-one", total=str(total))
        return tuple(
            Electorate(
                one.id,
                self.findings.wording(("electorates", place, "names"), one.names),
                one.weight,
            )
            for place, one in enumerate(tables)
        )

    def _staff(self, tables: Sequence[models.StaffTable]) -> tuple[StaffMember, ...]:
        seen: set[tuple[int, str]] = set()
        for place, one in enumerate(tables):
            if (one.id, one.role) in seen:
                self.findings.fault(("staff", place), "id-twice", id=str(one.id))
            seen.add((one.id, one.role))
        if len({one.id for one in tables if one.role == "manager"}) < 2:
            self.findings.warn(("staff",), "managers-too-few")
        return tuple(StaffMember(one.id, one.role, one.name, one.department) for one in tables)

    def _office(self, table: models.OfficeTable) -> Office:
        if not (table.phone or table.email or table.where):
            self.findings.fault(("office",), "office-unreachable")
        return Office(
            self.findings.wording(("office", "names"), table.names),
            table.phone,
            table.email,
            self.findings.wording(("office", "where"), table.where, optional=True),
        )

    def _rules_by_programme(
        self, table: models.ProposalsTable, zone: ZoneInfo
    ) -> dict[Programme, ProposalRules]:
        """The rules of each programme that differs: the common ones with its own put over."""
        common = table.model_dump(exclude={programme.value for programme in Programme})
        rules = {}
        for programme in Programme:
            own: dict[str, Any] = getattr(table, programme.value)
            path: Path = ("proposals", programme.value)
            if not own:
                continue
            try:
                merged = models.ProposalTable.model_validate(common | own)
            except ValidationError as error:
                for one in error.errors():
                    self.findings.fault((*path, *one["loc"]), "value-invalid")
            else:
                rules[programme] = self._proposal_rules(path, merged, zone)
        return rules

    def _proposal_rules(
        self, path: Path, table: models.ProposalTable, zone: ZoneInfo
    ) -> ProposalRules:
        least = self.findings.amount((*path, "cost_least"), table.cost_least, least=0)
        most = None
        if table.cost_most is not None:
            most = self.findings.amount((*path, "cost_most"), table.cost_most)
            if most < least:
                self.findings.fault((*path, "cost_most"), "limits-crossed")
        return ProposalRules(
            site_checks_until=self._until(path, "site_checks_until", table, zone),
            cost_checks_until=self._until(path, "cost_checks_until", table, zone),
            per_person=table.per_person,
            cost_least=least,
            cost_most=most,
            co_proposers_needed=table.co_proposers,
            edit_hours=table.edit_hours,
            support_limit=table.support_limit,
            support_hidden=table.support_hidden,
            answer_days=table.answer_days,
            merge_days=table.merge_days,
            silence_consents=table.silence_consents,
            title_most=table.title_most,
            text_most=table.text_most,
            department=table.department,
            files_most=table.files,
        )

    def _until(
        self, path: Path, key: str, table: models.ProposalTable, zone: ZoneInfo
    ) -> datetime | None:
        """The end of a step of the review, a bare date's last instant, where there is one."""
        value = getattr(table, key)
        if value is None:
            return None
        return self._instant((*path, key), value, zone, is_end=True)

    def _geojson(
        self, table: models.MapTable | None, districts: Sequence[models.DistrictTable]
    ) -> str:
        """The districts' outlines alone, under the districts' ids."""
        path: Path = ("process", "map")
        if table is None:
            return ""
        try:
            features = json.loads(self.beside(table.file))["features"]
            by_name = {str(one["properties"][table.property]): one["geometry"] for one in features}
        except OSError:
            self.findings.fault((*path, "file"), "file-not-beside", name=table.file)
            return ""
        except (ValueError, KeyError, TypeError, RecursionError):
            self.findings.fault((*path, "file"), "file-not-geojson", name=table.file)
            return ""
        kept = []
        for place, one in enumerate(districts):
            outline = one.outline or one.id
            if outline not in by_name:
                self.findings.fault(
                    ("districts", place, "outline"), "outline-unknown", value=outline
                )
                continue
            properties = {"district": one.id}
            kept.append({"properties": properties, "geometry": by_name[outline]})
        geojson = json.dumps({"type": "FeatureCollection", "features": kept})
        try:
            outlines(geojson)
        except ValueError:
            self.findings.fault((*path, "file"), "file-not-geojson", name=table.file)
        return geojson

    def _check_ids(self, table: models.ProcessTable) -> None:
        lists: dict[str, Iterable[Any]] = {
            "headings": table.headings,
            "stages": table.stages,
            "districts": table.districts,
            "fields": table.fields,
            "electorates": table.electorates,
        }
        for name, entries in lists.items():
            self.findings.check_unique((name,), [one.id for one in entries])

    def _check_limits(self, total: int, headings: Sequence[Heading]) -> None:
        limits = sum(heading.budget_limit for heading in headings)
        if limits > total:
            self.findings.fault(
                ("process", "total"),
                "limits-above-total",
                limits=limits,
                total=total,
                currency=self.findings.currency,
            )
