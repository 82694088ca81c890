"""The bundle: recounted by anyone, and a changed byte anywhere is found."""

import json
import random
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest
from pabulib.checker import Checker

from deliberation.allocation import canonical_json
from deliberation.bundle import (
    BundledEdition,
    build_bundle,
    bundle_sha256,
    heading_in_bundle,
    pack,
)
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_reading import BundleDiffers, unpacked
from deliberation.count import count
from deliberation.heading_count import pair_sha256, whole_sha256
from deliberation.instance import Instance, Project
from deliberation.log_chain import BEGINNING, LogEntry, entry_sha256
from deliberation.profile import Electorate, Profile

ELECTORATES = (Electorate("citizens", Fraction(7, 10)), Electorate("panel", Fraction(3, 10)))
COSTS = {"park": 300, "road": 250, "library": 120, "lights": 90, "bench": 20}
SEED = "the first draw"
META = {
    "country": "South Korea",
    "unit": "Seoul",
    "instance": "2027",
    "date_begin": "03.08.2026",
    "date_end": "29.08.2026",
}


def rules_of(headings):
    return canonical_json(
        {
            "process": "sample-2027",
            "currency": "KRW",
            "electorates": [
                {"electorate": one.electorate_id, "weight": str(one.weight)} for one in ELECTORATES
            ],
            "least_electorate": 10,
            "headings": [
                {
                    "heading": heading,
                    "budget_limit": 500,
                    "ballot_size": 3,
                    "rule": "equal-shares",
                    "projects": [{"project": one, "cost": cost} for one, cost in COSTS.items()],
                }
                for heading in headings
            ],
        }
    )


def standing_of(heading):
    """Thirty citizens, and so few panel members in Mapo that they are folded."""
    draw = random.Random(heading)
    rows = []
    for no in range(30 + (12 if heading == "종로구" else 3)):
        ids = tuple(draw.sample(sorted(COSTS), draw.randint(1, 3)))
        rows.append((f"{heading}-{no:03}", "citizens" if no < 30 else "panel", ids))
    return rows


def chain(entries):
    log, previous = [], BEGINNING
    for seq, (kind, body) in enumerate(entries, 1):
        text = canonical_json(body)
        previous = entry_sha256(previous, seq, 1_800_000_000 + seq, kind, text)
        log.append(LogEntry(seq, 1_800_000_000 + seq, kind, text, previous))
    return log


def sample_parts(ids=("종로구", "Mapo")):
    rules = rules_of(ids)
    projects = tuple(Project(one, cost, f"{one}; at the corner") for one, cost in COSTS.items())
    headings, hashes, entries = [], [], []
    rules_sha256 = sha256(rules.encode()).hexdigest()
    entries.append(("rules-frozen", {"sha256": rules_sha256, "rules": rules}))
    for heading_id in ids:
        instance = Instance(heading_id, 500, projects, 3)
        rows = standing_of(heading_id)
        by_electorate = {one.electorate_id: [] for one in ELECTORATES}
        for _, electorate, ranking in rows:
            by_electorate[electorate].append(ranking)
        profile = Profile.from_rankings(instance, by_electorate, ELECTORATES)
        counts = (
            count(instance, profile, "equal-shares", SEED),
            count(instance, profile, "greedy", SEED),
        )
        one = heading_in_bundle(instance, profile, rows, ELECTORATES, counts, META)
        headings.append(one)
        hashes.append((heading_id, pair_sha256(*counts)))
        entries.append(("closed", {"heading": heading_id, "ballots_sha256": one.ballots_sha256}))
    whole = whole_sha256("sample-2027", rules_sha256, hashes)
    said = {"edition": 1, "sha256": whole, "rules_sha256": rules_sha256, "seed": SEED}
    entries.append(("results-published", said))
    return BundledEdition("sample-2027", 1, SEED, rules), headings, chain(entries)


@pytest.fixture(scope="module")
def bundle():
    return build_bundle(*sample_parts())


def test_a_bundle_is_verified_and_its_bytes_depend_on_its_contents_alone(bundle):
    edition, headings, log = sample_parts()

    again = build_bundle(edition, headings[::-1], log)
    found = verify_bundle(bundle, bundle_sha256(bundle)[:16])

    assert again == bundle
    assert (found.headings, found.ballots, found.log_entries) == (2, 75, 4)
    assert found.checkpoint_sha256 == log[-1].sha256


def test_a_small_electorate_has_no_label_in_the_published_ballots(bundle):
    files = unpacked(bundle)

    labels = {name: data for name, data in files.items() if name.startswith("electorates/")}
    assert b";panel" not in labels["electorates/Mapo.csv"]
    assert len(labels) == 2
    assert any(b";panel" in data for data in labels.values())


def test_a_changed_byte_anywhere_is_found(bundle):
    draw = random.Random(1)
    places = {0, len(bundle) - 1, *(draw.randrange(len(bundle)) for _ in range(400))}

    for place in places:
        changed = bytearray(bundle)
        changed[place] ^= 1 << draw.randrange(8)
        with pytest.raises(BundleDiffers):
            verify_bundle(bytes(changed))
    with pytest.raises(BundleDiffers):
        verify_bundle(bundle + b"\0")
    with pytest.raises(BundleDiffers):
        verify_bundle(bundle[:-1])


def _repacked(bundle, name, change):
    files = unpacked(bundle)
    files[name] = change(files[name].decode()).encode()
    return pack({one: data for one, data in files.items() if one != "SHA256SUMS"})


def _turned(text):
    result = json.loads(text)
    return canonical_json({**result, "funded": result["funded"][::-1]})


def _edition(bundle, **changes):
    return _repacked(
        bundle, "edition.json", lambda text: canonical_json({**json.loads(text), **changes})
    )


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("ballots/Mapo.pb", lambda text: text.replace("Mapo-001;", "Mapo-999;"), "ballots_differ"),
        ("ballots/Mapo.pb", lambda text: text.replace(";300;", ";301;"), "projects_differ"),
        ("ballots/Mapo.pb", lambda text: text.replace("budget;500", "budget;9"), "limits_differ"),
        (
            "ballots/Mapo.pb",
            lambda text: text.replace(
                "min_length;", 'comment;"#1: excludes [[""park"", ""road""]]"\nmin_length;'
            ),
            "exclusions_differ",
        ),
        ("results/Mapo.json", _turned, "funded_differ"),
        ("results/Mapo.json", lambda text: text.replace('"payers":', '"payers":1'), "reason_di"),
        ("results/Mapo.json", lambda text: text.replace('"spent":', '"spent":1'), "result_diff"),
        ("rules.json", lambda text: text.replace(":500,", ":501,"), "rules_differ"),
        ("log.jsonl", lambda text: text.replace("1800000002", "1800000009"), "log_broken"),
        ("log.jsonl", lambda text: "".join(text.splitlines(True)[:-1]), "checkpoint_differs"),
    ],
)
def test_the_first_difference_is_named_even_if_all_hashes_of_files_are_made_to_fit(
    bundle, name, change, code
):
    changed = _repacked(bundle, name, change)

    with pytest.raises(BundleDiffers) as caught:
        verify_bundle(changed)

    assert caught.value.code.startswith(code)


def test_another_seed_or_another_confirmed_hash_is_found(bundle):
    for changes, code in (
        ({"seed": "another"}, "log_differs"),
        ({"sha256": "0" * 64}, "log_differs"),
        ({"headings": []}, "edition_hash_differs"),
    ):
        with pytest.raises(BundleDiffers) as caught:
            verify_bundle(_edition(bundle, **changes))
        assert caught.value.code == code


def test_the_announced_hash_is_compared_first(bundle):
    with pytest.raises(BundleDiffers) as caught:
        verify_bundle(bundle, "0000")

    assert caught.value.code == "bundle_hash_differs"


def test_published_ballots_pass_the_checker_of_pabulib(bundle):
    texts = [data.decode() for name, data in unpacked(bundle).items() if name.endswith(".pb")]

    for text in texts:
        report = Checker().process_files([text])
        assert report["metadata"]["valid"] == 1, report


def test_an_edition_that_corrects_says_why():
    edition, headings, log = sample_parts(("Mapo",))
    corrected = replace(edition, why={"en": "a wrong seed"})

    found = verify_bundle(build_bundle(corrected, headings, log))

    assert found.headings == 1
