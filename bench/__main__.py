"""Run the benchmarks and print their ratios: modules of bench/ with `rows()` or `run()`."""

import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    names = sorted(
        path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
    )
    wanted = sys.argv[1:] or names
    unknown = set(wanted) - set(names)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
        return 2
    for name in wanted:
        module = import_module(f"bench.{name}")
        if not hasattr(module, "rows") and not hasattr(module, "run"):
            continue
        print(f"== {name}", flush=True)
        if hasattr(module, "run"):
            module.run()
            continue
        for row in module.rows():
            show(row)
    return 0


def show(row) -> None:
    parts = [f"{row.name}: {row.ours:.6g} {row.unit}"]
    if row.other is not None:
        parts.append(f"{row.other_name} {row.other:.6g} {row.unit}, ratio {row.ratio:,.0f}")
    if row.goal is not None:
        word = "reached" if row.is_reached else "NOT reached"
        parts.append(f"goal {row.goal:g} {word}")
    if row.memory_mb is not None:
        parts.append(f"peak {row.memory_mb:,.0f} MB")
    if row.note:
        parts.append(row.note)
    print("  " + "; ".join(parts), flush=True)


if __name__ == "__main__":
    sys.exit(main())
