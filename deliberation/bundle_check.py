"""Verifying a bundle: hashes, the log's chain, and every heading counted again.

Needs no network, no database and no token. The first difference is raised as `BundleDiffers`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from deliberation.allocation import Allocation
from deliberation.bundle import (
    EDITION,
    FORMAT,
    LOG,
    RULES,
    SUMS,
    ballots_name,
    comparison_name,
    electorates_name,
    result_name,
)
from deliberation.bundle_reading import (
    BundleDiffers,
    VerifiedBundle,
    check_rules,
    checked_log,
    compare_places,
    labels_of,
    rankings,
    unpacked,
)
from deliberation.count import count
from deliberation.heading_count import OTHER_RULE, pair_sha256, whole_sha256
from deliberation.instance import Instance, main_unit_of
from deliberation.line_review_bundle import verify_line_review
from deliberation.pabulib import PabulibFile, read_pb
from deliberation.phases import Vote
from deliberation.profile import Electorate
from deliberation.reconciliation import ballots_sha256
from deliberation.refusals import Refusal
from deliberation.shortlist_bundle import verify_shortlist

_VERIFY = {Vote.AGENDA.value: verify_shortlist, Vote.LINES.value: verify_line_review}


def verify_bundle(
    bundle: bytes, announced: str = "", told: Callable[[str], None] = lambda heading: None
) -> VerifiedBundle:
    """Recount a bundle and compare everything in it; `told` hears of each heading counted.

    `announced` is the hash that was announced beside the bundle, or its first digits.
    """
    whole = sha256(bundle).hexdigest()
    if announced and not whole.startswith(announced.lower()):
        raise BundleDiffers("bundle_hash_differs", announced=announced, found=whole)
    try:
        return _verify(unpacked(bundle), whole, told)
    except BundleDiffers:
        raise
    except Refusal as refusal:
        raise BundleDiffers("bundle_unreadable", reason=str(refusal)) from refusal
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise BundleDiffers("bundle_unreadable", reason=str(error)) from error


def _verify(files: Mapping[str, bytes], whole: str, told: Callable[[str], None]) -> VerifiedBundle:
    texts = {name: data.decode() for name, data in files.items()}
    edition: dict[str, Any] = json.loads(texts[EDITION])
    if "vote" in edition:
        verify = _VERIFY.get(edition["vote"])
        if verify is None:
            raise BundleDiffers("format_unknown", format=edition["vote"])
        return verify(texts, edition, whole)
    if edition["format"] != FORMAT:
        raise BundleDiffers("format_unknown", format=edition["format"])
    if sha256(files[RULES]).hexdigest() != edition["rules_sha256"]:
        raise BundleDiffers("rules_differ")
    rules: dict[str, Any] = json.loads(texts[RULES])
    if rules["process"] != edition["process"]:
        raise BundleDiffers("process_differs", stated=edition["process"])
    _check_log(texts[LOG], edition)
    of_rules = {one["heading"]: one for one in rules["headings"]}
    expected = {SUMS, EDITION, RULES, LOG}
    hashes, ballots = [], 0
    for about in edition["headings"]:
        heading_id = about["heading"]
        names = ballots_name(heading_id), result_name(heading_id), comparison_name(heading_id)
        labels = electorates_name(heading_id)
        expected |= {*names, labels} if len(rules["electorates"]) > 1 else set(names)
        if heading_id not in of_rules:
            raise BundleDiffers("heading_unknown", heading=heading_id)
        found = _recounted(
            about,
            {**rules, **of_rules[heading_id]},
            edition["seed"],
            [texts[one] for one in names],
            texts.get(labels, ""),
        )
        hashes.append((heading_id, found.sha256))
        ballots += found.ballots
        told(heading_id)
    if whole_sha256(edition["process"], edition["rules_sha256"], hashes) != edition["sha256"]:
        raise BundleDiffers("edition_hash_differs")
    if set(files) != expected:
        raise BundleDiffers("file_unexpected", file=min(set(files) ^ expected))
    checkpoint = edition["checkpoint"]
    return VerifiedBundle(
        edition["process"],
        edition["edition"],
        len(hashes),
        ballots,
        checkpoint["seq"] if checkpoint else 0,
        checkpoint["sha256"] if checkpoint else "",
        whole,
    )


def _check_log(text: str, edition: Mapping[str, Any]) -> None:
    """Follow the chain to the checkpoint, and compare what the log says with the edition."""
    log = checked_log(text, edition["checkpoint"])
    of_headings = {one["heading"]: one for one in edition["headings"]}
    for entry in log:
        body = json.loads(entry.body)
        is_ours = "vote" not in body  # entries of the priority vote name it
        if "ballots_sha256" in body and is_ours and body.get("heading") in of_headings:
            about = of_headings[body["heading"]]
            if about["ballots_sha256"] != body["ballots_sha256"]:
                raise BundleDiffers("log_differs", entry=entry.seq, about=body["heading"])
        is_own = entry.kind in ("results-published", "results-corrected")
        if is_own and body["edition"] == edition["edition"]:
            said = body["sha256"], body["rules_sha256"], body["seed"]
            if said != (edition["sha256"], edition["rules_sha256"], edition["seed"]):
                raise BundleDiffers("log_differs", entry=entry.seq, about="edition")
    check_rules(log, edition["rules_sha256"])


@dataclass(frozen=True)
class _Recount:
    sha256: str
    ballots: int


def _recounted(
    about: Mapping[str, Any],
    rules: Mapping[str, Any],
    seed: str,
    texts: list[str],
    labels: str,
) -> _Recount:
    heading_id = about["heading"]
    file = read_pb(texts[0], f"{heading_id}.pb")
    instance = _checked_instance(file, rules)
    rows = zip(file.voter_ids, rankings(file), strict=True)
    if ballots_sha256(rows) != about["ballots_sha256"]:
        raise BundleDiffers("ballots_differ", heading=heading_id)
    electorates = [
        Electorate(one["electorate"], Fraction(one["weight"])) for one in rules["electorates"]
    ]
    profile = file.profile(
        electorates, least=rules["least_electorate"], labels=labels_of(file, labels)
    )
    pair = []
    for rule, text in zip((rules["rule"], OTHER_RULE[rules["rule"]]), texts[1:], strict=True):
        stated = Allocation.from_json(text)
        found = count(instance, profile, rule, seed)
        _compare(stated, found, heading_id)
        pair.append(found)
    found_sha256 = pair_sha256(*pair)
    if found_sha256 != about["sha256"]:
        raise BundleDiffers("result_hash_differs", heading=heading_id)
    return _Recount(found_sha256, len(file.voter_ids))


def _checked_instance(file: PabulibFile, rules: Mapping[str, Any]) -> Instance:
    """Compare a heading's .pb file with the frozen rules."""
    read, heading_id = file.instance, rules["heading"]
    unit = main_unit_of(rules["currency"])
    costs = [(one["project"], one["cost"] * read.main_unit) for one in rules["projects"]]
    if [(one.project_id, one.cost * unit) for one in read.projects] != costs:
        raise BundleDiffers("projects_differ", heading=heading_id)
    if [list(pair) for pair in read.exclusions] != rules.get("exclusions", []):
        raise BundleDiffers("exclusions_differ", heading=heading_id)
    limit = rules["budget_limit"] * read.main_unit
    if (read.budget_limit * unit, read.ballot_size) != (limit, rules["ballot_size"]):
        raise BundleDiffers("limits_differ", heading=heading_id)
    return Instance(
        heading_id,
        read.budget_limit,
        read.projects,
        read.ballot_size,
        read.main_unit,
        rules["currency"],
    )


def _compare(stated: Allocation, found: Allocation, heading_id: str) -> None:
    """Name the first difference between a stated result and the one found by counting."""
    compare_places(stated.funded, found.funded, heading_id)
    for one, other in zip(stated.reasons, found.reasons, strict=False):
        if one != other:
            raise BundleDiffers("reason_differs", heading=heading_id, project=other.project_id)
    if stated.fingerprint() != found.fingerprint():
        raise BundleDiffers("result_differs", heading=heading_id)
