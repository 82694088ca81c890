"""The bundle: everything that is published so that anyone can recount.

A zip file, stored without compression and without dates, so that the same contents are the same
bytes everywhere:

    SHA256SUMS              every other file's hash, as `sha256sum -c` reads it
    edition.json            the year, the edition, the seed, hashes, the log's checkpoint
    rules.json              the rules as they were frozen
    log.jsonl               the public log up to the checkpoint
    ballots/HEADING.pb      the ballots, sorted by tracking code
    electorates/HEADING.csv each code's electorate, where there are several (Pabulib's checker
                            refuses a column for it)
    results/HEADING.json    the allocation with its reasons
    comparison/HEADING.json what the other rule would have given

`build_bundle` makes one, `deliberation.bundle_check` reads and verifies it. The shortlist of a
priority vote has a bundle of its own: see `deliberation.shortlist_bundle`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from io import BytesIO
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from deliberation.allocation import Allocation, canonical_json
from deliberation.heading_count import pair_sha256, whole_sha256
from deliberation.instance import Instance
from deliberation.log_chain import LogEntry
from deliberation.pabulib import Ballot, write_pb
from deliberation.profile import Electorate, Profile
from deliberation.reconciliation import ballots_sha256

FORMAT = 1
ELECTORATES_HEAD = "voter_id;electorate"
SUMS, EDITION, RULES, LOG = "SHA256SUMS", "edition.json", "rules.json", "log.jsonl"


@dataclass(frozen=True)
class BundledHeading:
    """A heading in a bundle: its ballots as a .pb file, its result and the comparison.

    `electorates` is empty where there is one electorate only.
    """

    heading_id: str
    ballots: str
    electorates: str
    result: Allocation
    comparison: Allocation
    ballots_sha256: str


@dataclass(frozen=True)
class BundledEdition:
    """What a bundle is about; `why` holds a correction's reason by language."""

    process_id: str
    number: int
    seed: str
    rules: str
    seed_source: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def rules_sha256(self) -> str:
        """The SHA-256 of the frozen rules."""
        return sha256(self.rules.encode()).hexdigest()


def build_bundle(
    edition: BundledEdition, headings: Sequence[BundledHeading], log: Sequence[LogEntry]
) -> bytes:
    """Build an edition's bundle; `log` ends with the checkpoint, the edition's own entry."""
    files = {
        RULES: edition.rules,
        LOG: "".join(f"{canonical_json(asdict(entry))}\n" for entry in log),
    }
    hashes = []
    about = []
    for one in sorted(headings, key=lambda one: one.heading_id):
        files[ballots_name(one.heading_id)] = one.ballots
        if one.electorates:
            files[electorates_name(one.heading_id)] = one.electorates
        files[result_name(one.heading_id)] = one.result.to_json()
        files[comparison_name(one.heading_id)] = one.comparison.to_json()
        pair = pair_sha256(one.result, one.comparison)
        hashes.append((one.heading_id, pair))
        about.append(
            {"heading": one.heading_id, "sha256": pair, "ballots_sha256": one.ballots_sha256}
        )
    files[EDITION] = canonical_json(
        {
            "format": FORMAT,
            "process": edition.process_id,
            "edition": edition.number,
            "seed": edition.seed,
            "seed_source": dict(edition.seed_source),
            "why": dict(edition.why),
            "rules_sha256": edition.rules_sha256,
            "sha256": whole_sha256(edition.process_id, edition.rules_sha256, hashes),
            "headings": about,
            "checkpoint": {"seq": log[-1].seq, "sha256": log[-1].sha256} if log else None,
        }
    )
    return pack({name: text.encode() for name, text in files.items()})


def heading_in_bundle(
    instance: Instance,
    profile: Profile,
    standing: Iterable[tuple[str, str, Sequence[str]]],
    electorates: Sequence[Electorate],
    counts: tuple[Allocation, Allocation],
    meta: Mapping[str, str] | None = None,
) -> BundledHeading:
    """Write a heading's ballots (code, electorate, project ids) for a bundle.

    Pabulib's checker wants `meta` to hold country, unit, instance, date_begin and date_end.
    """
    result, comparison = counts
    ballots = ballots_in_bundle(instance, profile, standing, electorates, meta, result.funded)
    return BundledHeading(
        instance.heading_id, ballots.pb, ballots.electorates, result, comparison, ballots.sha256
    )


@dataclass(frozen=True)
class BundledBallots:
    """Ballots as a .pb file and its list of electorates ("" for one only), and their hash."""

    pb: str
    electorates: str
    sha256: str


def ballots_in_bundle(
    instance: Instance,
    profile: Profile,
    standing: Iterable[tuple[str, str, Sequence[str]]],
    electorates: Sequence[Electorate],
    meta: Mapping[str, str] | None,
    selected: Sequence[str],
) -> BundledBallots:
    """Write ballots (code, electorate, project ids) for a bundle, sorted by code.

    An electorate that was folded has no label of its own, so that nobody's ballot is guessed.
    """
    cast = dict(zip((one.electorate_id for one in electorates), profile.cast_by, strict=True))
    first = next((one.electorate_id for one in electorates if one.weight > 0), "")
    rows = sorted(
        (code, electorate if cast.get(electorate) else first, tuple(ids))
        for code, electorate, ids in standing
    )
    labels = "".join(f"{code};{label}\n" for code, label, _ in rows)
    ballots = [Ballot(code, ids) for code, _, ids in rows]
    return BundledBallots(
        write_pb(instance, ballots, meta=meta, selected=selected),
        f"{ELECTORATES_HEAD}\n{labels}" if len(electorates) > 1 else "",
        ballots_sha256((code, ids) for code, _, ids in rows),
    )


def ballots_name(heading_id: str) -> str:
    """Name a heading's file of ballots; counted by itself it keeps the heading's id."""
    return f"ballots/{file_stem(heading_id)}.pb"


def electorates_name(heading_id: str) -> str:
    """Name the file of a heading's electorates."""
    return f"electorates/{file_stem(heading_id)}.csv"


def result_name(heading_id: str) -> str:
    """Name a heading's result."""
    return f"results/{file_stem(heading_id)}.json"


def comparison_name(heading_id: str) -> str:
    """Name a heading's comparison."""
    return f"comparison/{file_stem(heading_id)}.json"


def bundle_sha256(bundle: bytes) -> str:
    """Return the one hash over all that is announced beside a bundle."""
    return sha256(bundle).hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Put files, and their hashes, into a zip whose bytes depend on nothing else."""
    sums = "".join(
        f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != SUMS
    )
    whole = {**files, SUMS: sums.encode()}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name in sorted(whole):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, whole[name])
    return out.getvalue()


def log_of(text: str) -> list[LogEntry]:
    """Read what a bundle's log file holds."""
    return [LogEntry(**json.loads(line)) for line in text.splitlines()]


def file_stem(heading_id: str) -> str:
    """Write a heading's id as it may stand in a file's name."""
    return quote(heading_id, safe=" ()+,=@")
