"""What the bundles of votes without money share: their edition, and how it is verified.

Like `deliberation.bundle`, for one heading; the log ends with the entry that published the
outcome or corrected it:

    SHA256SUMS, edition.json, rules.json, log.jsonl    and what the kind of vote has of its own
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from deliberation.allocation import canonical_json
from deliberation.bundle import EDITION, FORMAT, LOG, RULES, SUMS, pack
from deliberation.bundle_reading import BundleDiffers, VerifiedBundle, checked_log
from deliberation.log_chain import LogEntry
from deliberation.phases import Vote
from deliberation.reconciliation import ballots_sha256

CLOSED = "heading-closed"


@dataclass(frozen=True)
class BundledOutcome:
    """What an outcome's bundle is about; `rules` as they were frozen, `sha256` of the count.

    `why` holds a correction's reason by language.
    """

    process_id: str
    heading_id: str
    vote: Vote
    edition: int
    rules: str
    ballots_sha256: str
    sha256: str
    seed: str = ""
    seed_source: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)


def build_outcome_bundle(
    one: BundledOutcome, files: Mapping[str, str], log: Sequence[LogEntry]
) -> bytes:
    """Build a bundle around the files of a kind of vote."""
    about = canonical_json(
        {
            "format": FORMAT,
            "vote": one.vote.value,
            "process": one.process_id,
            "heading": one.heading_id,
            "edition": one.edition,
            "seed": one.seed,
            "seed_source": dict(one.seed_source),
            "why": dict(one.why),
            "rules_sha256": sha256(one.rules.encode()).hexdigest(),
            "ballots_sha256": one.ballots_sha256,
            "sha256": one.sha256,
            "checkpoint": {"seq": log[-1].seq, "sha256": log[-1].sha256},
        }
    )
    lines = "".join(f"{canonical_json(asdict(entry))}\n" for entry in log)
    whole = {**files, RULES: one.rules, LOG: lines, EDITION: about}
    return pack({name: text.encode() for name, text in whole.items()})


def checked_rules(
    texts: Mapping[str, str], edition: Mapping[str, Any]
) -> tuple[dict[str, Any], list[LogEntry]]:
    """Read the rules and the log that an edition names; raises BundleDiffers."""
    if edition["format"] != FORMAT:
        raise BundleDiffers("format_unknown", format=edition["format"])
    if sha256(texts[RULES].encode()).hexdigest() != edition["rules_sha256"]:
        raise BundleDiffers("rules_differ")
    rules: dict[str, Any] = json.loads(texts[RULES])
    if rules["process"] != edition["process"]:
        raise BundleDiffers("process_differs", stated=edition["process"])
    return rules, checked_log(texts[LOG], edition["checkpoint"])


def check_entries(
    log: Sequence[LogEntry],
    edition: Mapping[str, Any],
    kinds: tuple[str, str],
    said: Mapping[str, object],
) -> None:
    """Compare what the log says of a vote with its edition.

    The last entry is of one of `kinds` and published the outcome; `said` is what it says of it.
    """
    heading_id = edition["heading"]
    for entry in log:
        body = json.loads(entry.body)
        is_ours = body.get("vote") == edition["vote"] and body.get("heading") == heading_id
        if not is_ours or entry.kind != CLOSED:
            continue
        if body["ballots_sha256"] != edition["ballots_sha256"]:
            raise BundleDiffers("log_differs", entry=entry.seq, about=heading_id)
    last = json.loads(log[-1].body) if log and log[-1].kind in kinds else {"headings": {}}
    found = last["headings"].get(heading_id)
    stated = {**said, "edition": edition["edition"], "sha256": edition["sha256"]}
    if found != stated or last.get("seed", "") != edition["seed"]:
        raise BundleDiffers("log_differs", entry=len(log), about=heading_id)
    if last.get("why", {}) != edition["why"]:
        raise BundleDiffers("log_differs", entry=len(log), about="why")


def check_ballots(rows: Iterable[tuple[str, Sequence[str]]], edition: Mapping[str, Any]) -> None:
    """Compare ballots (code, ids) with the hash that the edition names."""
    if ballots_sha256(rows) != edition["ballots_sha256"]:
        raise BundleDiffers("ballots_differ", heading=edition["heading"])


def verified(
    texts: Mapping[str, str],
    edition: Mapping[str, Any],
    own_files: Iterable[str],
    ballots: int,
    whole: str,
) -> VerifiedBundle:
    """Say that all is well, unless a file is there that does not belong or is missing."""
    expected = {SUMS, EDITION, RULES, LOG, *own_files}
    if set(texts) != expected:
        raise BundleDiffers("file_unexpected", file=min(set(texts) ^ expected))
    checkpoint = edition["checkpoint"]
    return VerifiedBundle(
        edition["process"],
        edition["edition"],
        1,
        ballots,
        checkpoint["seq"],
        checkpoint["sha256"],
        whole,
        vote=Vote(edition["vote"]),
        heading_id=edition["heading"],
    )
