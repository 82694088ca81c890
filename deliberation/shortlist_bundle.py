"""The bundle of a priority vote: what a heading's shortlist is recounted from.

A zip as in `deliberation.bundle`, for one heading; its log ends with the entry that published the
shortlist:

    SHA256SUMS, edition.json, rules.json, log.jsonl, ballots/HEADING.pb, electorates/HEADING.csv
    elected.json, schulze.json, borda.json    the three counts
    reasons.json                              the quota, and why each item is listed or not

In the .pb file every item costs 1, and the budget is the number of places on the shortlist:
there is no money in this vote.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any

from deliberation.agenda_count import AgendaCount, count_items
from deliberation.allocation import canonical_json
from deliberation.bundle import (
    EDITION,
    FORMAT,
    LOG,
    RULES,
    SUMS,
    BundledBallots,
    ballots_name,
    electorates_name,
    pack,
)
from deliberation.bundle_reading import (
    BundleDiffers,
    VerifiedBundle,
    checked_log,
    labels_of,
    rankings,
)
from deliberation.instance import Instance
from deliberation.log_chain import LogEntry
from deliberation.pabulib import PabulibFile, read_pb
from deliberation.phases import Vote
from deliberation.profile import Electorate
from deliberation.reconciliation import ballots_sha256

ELECTED, SCHULZE, BORDA, REASONS = "elected.json", "schulze.json", "borda.json", "reasons.json"
FROZEN, CLOSED, PUBLISHED = "agenda-frozen", "heading-closed", "shortlist-published"


@dataclass(frozen=True)
class BundledShortlist:
    """What a shortlist's bundle is about; `rules` as they were frozen."""

    process_id: str
    heading_id: str
    seed: str
    rules: str
    ballots: BundledBallots
    count: AgendaCount
    seed_source: Mapping[str, str] = field(default_factory=dict)


def build_shortlist_bundle(one: BundledShortlist, log: Sequence[LogEntry]) -> bytes:
    """Build a shortlist's bundle; `log` ends with the entry that published it."""
    files = {
        RULES: one.rules,
        LOG: "".join(f"{canonical_json(asdict(entry))}\n" for entry in log),
        ballots_name(one.heading_id): one.ballots.pb,
        ELECTED: one.count.elected.to_json(),
        SCHULZE: one.count.schulze.to_json(),
        BORDA: one.count.borda.to_json(),
        REASONS: one.count.reasons_json(),
        EDITION: canonical_json(
            {
                "format": FORMAT,
                "vote": Vote.AGENDA.value,
                "process": one.process_id,
                "heading": one.heading_id,
                "seed": one.seed,
                "seed_source": dict(one.seed_source),
                "rules_sha256": sha256(one.rules.encode()).hexdigest(),
                "ballots_sha256": one.ballots.sha256,
                "sha256": one.count.sha256,
                "checkpoint": {"seq": log[-1].seq, "sha256": log[-1].sha256},
            }
        ),
    }
    if one.ballots.electorates:
        files[electorates_name(one.heading_id)] = one.ballots.electorates
    return pack({name: text.encode() for name, text in files.items()})


def verify_shortlist(
    texts: Mapping[str, str], edition: Mapping[str, Any], whole: str
) -> VerifiedBundle:
    """Recount a shortlist from the files of its bundle and compare everything (BundleDiffers)."""
    heading_id = edition["heading"]
    if edition["format"] != FORMAT or edition["vote"] != Vote.AGENDA.value:
        raise BundleDiffers("format_unknown", format=edition["format"])
    if sha256(texts[RULES].encode()).hexdigest() != edition["rules_sha256"]:
        raise BundleDiffers("rules_differ")
    rules: dict[str, Any] = json.loads(texts[RULES])
    if (rules["process"], rules["heading"]) != (edition["process"], heading_id):
        raise BundleDiffers("process_differs", stated=edition["process"])
    stated = AgendaCount.from_json(*(texts[one] for one in (ELECTED, SCHULZE, BORDA, REASONS)))
    log = checked_log(texts[LOG], edition["checkpoint"])
    _check_entries(log, edition, stated)
    file = read_pb(texts[ballots_name(heading_id)], f"{heading_id}.pb")
    if (
        ballots_sha256(zip(file.voter_ids, rankings(file), strict=True))
        != edition["ballots_sha256"]
    ):
        raise BundleDiffers("ballots_differ", heading=heading_id)
    found = _recounted(file, rules, edition["seed"], texts.get(electorates_name(heading_id), ""))
    _compare(stated, found, heading_id)
    if found.sha256 != edition["sha256"]:
        raise BundleDiffers("result_hash_differs", heading=heading_id)
    expected = {SUMS, EDITION, RULES, LOG, ELECTED, SCHULZE, BORDA, REASONS}
    expected.add(ballots_name(heading_id))
    if len(rules["electorates"]) > 1:
        expected.add(electorates_name(heading_id))
    if set(texts) != expected:
        raise BundleDiffers("file_unexpected", file=min(set(texts) ^ expected))
    return VerifiedBundle(
        edition["process"],
        0,
        1,
        len(file.voter_ids),
        log[-1].seq,
        log[-1].sha256,
        whole,
        shortlist_of=heading_id,
    )


def _check_entries(
    log: Sequence[LogEntry], edition: Mapping[str, Any], stated: AgendaCount
) -> None:
    """Compare what the log says of this vote with the edition; the last entry published it."""
    heading_id = edition["heading"]
    for entry in log:
        body = json.loads(entry.body)
        about = ""
        if entry.kind == FROZEN and json.loads(body["rules"])["heading"] == heading_id:
            about = "rules" * (body["sha256"] != edition["rules_sha256"])
        elif entry.kind == CLOSED and "vote" in body and body["heading"] == heading_id:
            about = heading_id * (body["ballots_sha256"] != edition["ballots_sha256"])
        if about:
            raise BundleDiffers("log_differs", entry=entry.seq, about=about)
    said = json.loads(log[-1].body) if log and log[-1].kind == PUBLISHED else {"headings": {}}
    of_heading = said["headings"].get(heading_id)
    if of_heading is None or (
        (said["seed"], of_heading["sha256"], of_heading["shortlist"])
        != (edition["seed"], edition["sha256"], list(stated.shortlist))
    ):
        raise BundleDiffers("log_differs", entry=len(log), about=heading_id)


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
    for place in range(max(len(stated.shortlist), len(found.shortlist))):
        pair = stated.shortlist[place : place + 1], found.shortlist[place : place + 1]
        if pair[0] != pair[1]:
            raise BundleDiffers(
                "funded_differ",
                heading=heading_id,
                place=place + 1,
                stated="".join(pair[0]),
                found="".join(pair[1]),
            )
    for one, other in zip(stated.reasons, found.reasons, strict=False):
        if one != other:
            raise BundleDiffers("reason_differs", heading=heading_id, project=other.item_id)
    if stated.sha256 != found.sha256:
        raise BundleDiffers("result_differs", heading=heading_id)
