"""The bundle of a priority vote: what a heading's shortlist is recounted from.

Beside what `deliberation.outcome_bundle` says it holds:

    ballots/HEADING.pb, electorates/HEADING.csv    as in `deliberation.bundle`
    elected.json, schulze.json, borda.json    the three counts
    reasons.json                              the quota, and why each item is listed or not

In the .pb file every item costs 1, and the budget is the number of places on the shortlist:
there is no money in this vote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from deliberation.agenda_count import AgendaCount, count_items
from deliberation.bundle import BundledBallots, ballots_name, electorates_name
from deliberation.bundle_reading import (
    BundleDiffers,
    VerifiedBundle,
    compare_places,
    labels_of,
    rankings,
)
from deliberation.instance import Instance
from deliberation.log_chain import LogEntry
from deliberation.outcome_bundle import (
    BundledOutcome,
    build_outcome_bundle,
    check_ballots,
    check_entries,
    checked_rules,
    verified,
)
from deliberation.pabulib import PabulibFile, read_pb
from deliberation.profile import Electorate

ELECTED, SCHULZE, BORDA, REASONS = "elected.json", "schulze.json", "borda.json", "reasons.json"
FROZEN, PUBLISHED, CORRECTED = "agenda-frozen", "shortlist-published", "shortlist-corrected"


def build_shortlist_bundle(
    one: BundledOutcome, ballots: BundledBallots, count: AgendaCount, log: Sequence[LogEntry]
) -> bytes:
    """Build a shortlist's bundle; `log` ends with the entry that published it."""
    files = {
        ballots_name(one.heading_id): ballots.pb,
        ELECTED: count.elected.to_json(),
        SCHULZE: count.schulze.to_json(),
        BORDA: count.borda.to_json(),
        REASONS: count.reasons_json(),
    }
    if ballots.electorates:
        files[electorates_name(one.heading_id)] = ballots.electorates
    return build_outcome_bundle(one, files, log)


def verify_shortlist(
    texts: Mapping[str, str], edition: Mapping[str, Any], whole: str
) -> VerifiedBundle:
    """Recount a shortlist from the files of its bundle and compare everything (BundleDiffers)."""
    heading_id = edition["heading"]
    rules, log = checked_rules(texts, edition)
    if rules["heading"] != heading_id:
        raise BundleDiffers("heading_unknown", heading=heading_id)
    stated = AgendaCount.from_json(*(texts[one] for one in (ELECTED, SCHULZE, BORDA, REASONS)))
    said = {"shortlist": list(stated.shortlist), "ballots": stated.voters}
    check_entries(log, edition, (PUBLISHED, CORRECTED), said)
    _check_frozen(log, edition)
    file = read_pb(texts[ballots_name(heading_id)], f"{heading_id}.pb")
    check_ballots(zip(file.voter_ids, rankings(file), strict=True), edition)
    labels = electorates_name(heading_id)
    found = _recounted(file, rules, edition["seed"], texts.get(labels, ""))
    _compare(stated, found, heading_id)
    if found.sha256 != edition["sha256"]:
        raise BundleDiffers("result_hash_differs", heading=heading_id)
    own = {ELECTED, SCHULZE, BORDA, REASONS, ballots_name(heading_id)}
    if len(rules["electorates"]) > 1:
        own.add(labels)
    return verified(texts, edition, own, len(file.voter_ids), whole)


def _check_frozen(log: Sequence[LogEntry], edition: Mapping[str, Any]) -> None:
    """Compare the rules with those that were frozen when the vote opened."""
    for entry in log:
        if entry.kind == FROZEN:
            body = json.loads(entry.body)
            is_ours = json.loads(body["rules"])["heading"] == edition["heading"]
            if is_ours and body["sha256"] != edition["rules_sha256"]:
                raise BundleDiffers("log_differs", entry=entry.seq, about="rules")


def _recounted(file: PabulibFile, rules: Mapping[str, Any], seed: str, labels: str) -> AgendaCount:
    read, heading_id = file.instance, rules["heading"]
    if [one.project_id for one in read.projects] != rules["items"]:
        raise BundleDiffers("projects_differ", heading=heading_id)
    places = min(rules["slots"], len(read.projects))
    if (read.ballot_size, read.budget_limit) != (rules["ballot_size"], places * read.main_unit):
        raise BundleDiffers("limits_differ", heading=heading_id)
    if {one.cost for one in read.projects} != {read.main_unit}:
        raise BundleDiffers("limits_differ", heading=heading_id)
    electorates = [
        Electorate(one["electorate"], Fraction(one["weight"])) for one in rules["electorates"]
    ]
    profile = file.profile(
        electorates, least=rules["least_electorate"], labels=labels_of(file, labels)
    )
    instance = Instance(
        heading_id,
        read.budget_limit,
        read.projects,
        read.ballot_size,
        read.main_unit,
        read.currency,
    )
    return count_items(instance, profile, rules["slots"], seed)


def _compare(stated: AgendaCount, found: AgendaCount, heading_id: str) -> None:
    """Name the first difference between a stated shortlist and the one found by counting."""
    compare_places(stated.shortlist, found.shortlist, heading_id)
    for one, other in zip(stated.reasons, found.reasons, strict=False):
        if one != other:
            raise BundleDiffers("reason_differs", heading=heading_id, project=other.item_id)
    if stated.sha256 != found.sha256:
        raise BundleDiffers("result_differs", heading=heading_id)
