"""Moving a budget year to other days: the same year, rehearsed at another time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from deliberation.process import Process, ProposalRules


def shifted(process: Process, days: int) -> Process:
    """Return the process with all its dates so many days later, at the same times of day."""
    zone = ZoneInfo(process.zone)
    return replace(
        process,
        stages=tuple(
            replace(
                stage,
                starts_utc=_later(stage.starts_utc, days, zone),
                ends_utc=_later(stage.ends_utc, days, zone),
            )
            for stage in process.stages
        ),
        proposals=_rules_shifted(process.proposals, days, zone),
        proposals_by_programme={
            programme: _rules_shifted(rules, days, zone)
            for programme, rules in process.proposals_by_programme.items()
        },
    )


def _rules_shifted(rules: ProposalRules, days: int, zone: ZoneInfo) -> ProposalRules:
    site, cost = rules.site_checks_until, rules.cost_checks_until
    return replace(
        rules,
        site_checks_until=None if site is None else _later(site, days, zone),
        cost_checks_until=None if cost is None else _later(cost, days, zone),
    )


def days_to_shift(process: Process, stage_id: str, now: datetime, days_in: int = 1) -> int:
    """Return by how many days to shift so that a stage is in its day number `days_in` now.

    1 is the first day, whole days after the stage's first instant (KeyError: no such stage).
    """
    stage = process.stage(stage_id)
    if stage is None:
        raise KeyError(stage_id)
    zone = ZoneInfo(process.zone)
    begins, here = stage.starts_utc.astimezone(zone), now.astimezone(zone)
    days = (here.date() - begins.date()).days - (days_in - 1)
    is_before = _later(stage.starts_utc, days, zone) + timedelta(days=days_in - 1) > now
    return days - 1 if is_before else days


def _later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    local = instant.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=zone).astimezone(UTC)
