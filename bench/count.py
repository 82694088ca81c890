"""The count beside pabutools, and beside plain Borda passes; winners must be identical.

Each measurement runs in a process of its own, so that its peak of memory is its own. CPU time,
the best of several runs for ours (they take milliseconds), one run for pabutools.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from bench.row import Row

ROOT = Path(__file__).parents[1]
PABULIB = ROOT.parent / "shared" / "data" / "pabulib"
CITY = "Poland_Krakow_2024.pb"
HEADINGS = "Poland_Krakow_2024*.pb"
REPEATS = 15


def rows() -> Iterator[Row]:
    if not (PABULIB / CITY).exists():
        print("  the Pabulib files are not at ../shared/data/pabulib: only synthetic ballots")
    else:
        yield _headings()
        yield from _beside_pabutools()
    yield _million()


def _headings() -> Row:
    done = _measure("headings")
    note = f"{done['headings']} headings, files to funded projects"
    return Row("Krakow 2024", done["s"], goal=0.5, memory_mb=done["mb"], note=note)


def _beside_pabutools() -> Iterator[Row]:
    try:
        import pabutools
    except ImportError:
        print("  pabutools is not installed (group oracle)")
        return
    for name, goal, arguments in (
        ("one run, score utilities", 4000, ["one"]),
        ("Add1, score utilities", 800, ["add1"]),
    ):
        ours, other = _measure("ours", *arguments), _measure("pabutools", *arguments)
        same = "same winners" if ours["funded"] == other["funded"] else "OTHER WINNERS"
        yield Row(
            f"Krakow 2024 city, {name}",
            ours["s"],
            other["s"],
            goal,
            memory_mb=ours["mb"],
            other_name=f"pabutools {pabutools.__name__ and other['mb']:.0f} MB",
            note=f"{same} ({len(ours['funded'])})",
        )


def _million() -> Row:
    done = _measure("million")
    note = (
        f"one equal-shares run {done['s'] * 1000:.0f} ms, a Borda pass {done['pass'] * 1000:.1f} "
        f"ms, {done['rounds']} rounds"
    )
    return Row(
        "a million ballots of 10 ranks, 100 projects",
        done["s"] / done["pass"],
        goal=15,
        unit="Borda passes",
        memory_mb=done["mb"],
        note=note,
    )


def _measure(*arguments: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "bench.count", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _best(action) -> float:
    action()
    times = []
    for _ in range(REPEATS):
        started = process_time()
        action()
        times.append(process_time() - started)
    return min(times)


def measure_headings() -> dict:
    from deliberation.count import count
    from deliberation.pabulib import read_pb

    paths = sorted(PABULIB.glob(HEADINGS))

    def all_of_them() -> None:
        for path in paths:
            file = read_pb(path.read_bytes(), path.name)
            count(file.instance, file.profile(), explain=False)

    return {"s": _best(all_of_them), "headings": len(paths)}


def measure_ours(kind: str) -> dict:
    """Start, as pabutools does, from distinct ballots with multiplicities."""
    from deliberation.equal_shares import MOST_STEPS, Add1, leap
    from deliberation.lot import precedence
    from deliberation.pabulib import read_pb
    from deliberation.packed_shares import PackedShares

    file = read_pb((PABULIB / CITY).read_bytes(), CITY)
    profile = file.profile()
    assert len(profile.distinct.voters) < profile.ballot_count
    found = []

    def run() -> None:
        places = precedence(file.instance, profile.listings.tolist(), "")
        shares = PackedShares(file.instance, profile, places, by_cost=False)
        add1, steps = Add1(file.instance, profile), 0
        if kind == "add1":
            steps, _ = leap(add1, shares.trace, MOST_STEPS)
        found[:] = shares.run(add1.budget(steps)).order

    seconds = _best(run)
    ids = [project.project_id for project in file.instance.projects]
    return {"s": seconds, "funded": sorted(ids[index] for index in found)}


def measure_pabutools(kind: str) -> dict:
    from pabutools.election import parse_pabulib
    from pabutools.election.satisfaction import AdditiveSatisfaction
    from pabutools.rules import method_of_equal_shares

    def points(_instance, _profile, ballot, project, _computed):
        return 3 - ballot.position(project) if project in ballot else 0

    class Points(AdditiveSatisfaction):
        def __init__(self, instance, profile, ballot):
            super().__init__(instance, profile, ballot, points)

    instance, profile = parse_pabulib(str(PABULIB / CITY))
    profile = profile.as_multiprofile()
    further = {"voter_budget_increment": 1} if kind == "add1" else {}
    started = process_time()
    funded = method_of_equal_shares(instance, profile, sat_class=Points, **further)
    seconds = process_time() - started
    return {"s": seconds, "funded": sorted(project.name for project in funded)}


def measure_million() -> dict:
    """Synthetic ballots of a million voters with uneven tastes, packed; then one run over them."""
    import numpy as np
    from numba import njit

    from deliberation.instance import Instance, Project
    from deliberation.lot import precedence
    from deliberation.packed_shares import PackedShares
    from deliberation.profile import Profile

    voters, ranks, projects = 1_000_000, 10, 100
    draw = np.random.default_rng(2027)
    entries = np.empty((voters, ranks), np.uint16)
    appeal = draw.gumbel(size=projects).astype(np.float32) / 2
    for start in range(0, voters, 20_000):
        keys = draw.gumbel(size=(20_000, projects)).astype(np.float32) + appeal
        top = np.argpartition(-keys, ranks, axis=1)[:, :ranks]
        order = np.argsort(-np.take_along_axis(keys, top, 1), axis=1)
        entries[start : start + 20_000] = np.take_along_axis(top, order, 1)
    costs = (draw.lognormal(0, 0.8, projects) * 400e6).astype(np.int64).tolist()
    instance = Instance(
        "million",
        sum(costs) // 3,
        tuple(Project(f"p{no}", cost) for no, cost in enumerate(costs)),
        ranks,
    )
    starts = np.arange(voters + 1, dtype=np.int64) * ranks
    packed = entries.reshape(-1)

    @njit
    def borda(entries, starts, ranks, scores):
        for ballot in range(len(starts) - 1):
            for entry in range(starts[ballot], starts[ballot + 1]):
                scores[entries[entry]] += ranks - (entry - starts[ballot])

    seconds_of_pass = _best(lambda: borda(packed, starts, ranks, np.zeros(projects, np.int64)))
    orders = []

    def run() -> None:
        profile = Profile.from_arrays(instance, packed, starts)
        places = precedence(instance, profile.listings.tolist(), "")
        orders.append(PackedShares(instance, profile, places).run(instance.budget_limit).order)

    seconds = _best(run)
    return {"s": seconds, "pass": seconds_of_pass, "rounds": len(orders[-1])}


if __name__ == "__main__":
    result = globals()[f"measure_{sys.argv[1]}"](*sys.argv[2:])
    result["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
