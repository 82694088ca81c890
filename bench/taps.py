"""Taps a second, committed with synchronous=FULL: ours beside the same tap on stock libraries.

A tap saves a rank durably, is answered, and its message gets the new text and keyboard of about
thirty buttons. Telegram is the rehearsal's box over HTTP, in a program of its own in which the
citizens tap, too; every bot has a program of its own. They are measured by turns, so that what
else the machine does falls on all of them.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
CITIZENS = 200
WARM_S = 1.0
MEASURE_S = 3.0
ROUNDS = 3
NAMES = {
    "ours": "Madang",
    "ptb": "stock python-telegram-bot",
    "aiogram": "aiogram 3 on our store",
}
STORES = {"ours": "madang.db", "ptb": "plain.db", "aiogram": "madang.db"}
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """One run: taps done, seconds, and the CPU seconds of the bot and of the box."""

    taps: int
    seconds: float
    bot_cpu: float
    box_cpu: float

    @property
    def per_s(self) -> float:
        return self.taps / self.seconds

    @property
    def bot_ms(self) -> float:
        return 1000 * self.bot_cpu / max(1, self.taps)

    @property
    def box_ms(self) -> float:
        return 1000 * self.box_cpu / max(1, self.taps)


class TapsLost(Exception):  # noqa: N818 - what was found
    """A bot showed more taps than its store holds."""


def measure(name: str, citizens: int = CITIZENS, measure_s: float = MEASURE_S) -> Measured:
    """Measure one bot once (TapsLost where what it showed was not on disk)."""
    with tempfile.TemporaryDirectory(prefix="madang-bench-") as scratch:
        given = [scratch, str(citizens), str(WARM_S), str(measure_s)]
        with _program("bench.tap_town", *given) as town:
            where = _heard(town)
            with _program("bench.tap_bots", name, where["url"], where["token"], scratch) as bot:
                _heard(bot)
                _say(town)
                _heard(town)
                before = _cpu_s(bot.pid)
                counted = _heard(town)
                bot_cpu = _cpu_s(bot.pid) - before
                ended = _heard(town)
            _say(town)
            town.wait(30)
        kept = _kept(Path(scratch) / STORES[name])
    if kept < ended["edits"]:
        raise TapsLost(f"{name}: {ended['edits']} shown, {kept} kept")
    return Measured(counted["taps"], counted["seconds"], bot_cpu, counted["cpu"])


def run(names: Sequence[str] = tuple(NAMES), rounds: int = ROUNDS) -> None:
    """Measure all by turns and print them side by side."""
    found: dict[str, list[Measured]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(measure(name))
    Console(width=100).print(table_of(found))


def table_of(found: dict[str, list[Measured]]) -> Table:
    """Return the medians, and how many times the first is the others."""
    table = Table(title="Ballot taps a second, each on disk (synchronous=FULL); medians")
    for heading in ("", "taps/s", "from - to", "ours", "bot: CPU ms a tap", "ours", "box"):
        table.add_column(heading, justify="right" if heading else "left")
    first = next(iter(found.values()))
    ours_s, ours_ms = _median(first, "per_s"), _median(first, "bot_ms")
    for name, runs in found.items():
        per_s, bot_ms = _median(runs, "per_s"), _median(runs, "bot_ms")
        speeds = [one.per_s for one in runs]
        table.add_row(
            NAMES[name],
            f"{per_s:,.0f}",
            f"{min(speeds):,.0f} - {max(speeds):,.0f}",
            f"{ours_s / per_s:.1f} times",
            f"{bot_ms:.2f}",
            f"{bot_ms / ours_ms:.1f} times less",
            f"{_median(runs, 'box_ms'):.2f}",
        )
    return table


def _median(runs: Sequence[Measured], figure: str) -> float:
    return median(getattr(one, figure) for one in runs)


@contextmanager
def _program(module: str, *given: str) -> Iterator["subprocess.Popen[str]"]:
    program = subprocess.Popen(
        [sys.executable, "-m", module, *given],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield program
    finally:
        if program.poll() is None:
            program.kill()
        program.wait()
        for stream in (program.stdin, program.stdout):
            if stream is not None:
                stream.close()


def _heard(program: "subprocess.Popen[str]") -> dict[str, Any]:
    assert program.stdout is not None
    line = program.stdout.readline()
    if not line:
        raise RuntimeError(f"{program.args} has ended")
    found: dict[str, Any] = json.loads(line)
    return found


def _say(program: "subprocess.Popen[str]") -> None:
    assert program.stdin is not None
    program.stdin.write("\n")
    program.stdin.flush()


def _kept(store: Path) -> int:
    """How many taps are on disk after the kill: each raised its ballot's revision by one."""
    with closing(sqlite3.connect(store)) as db:
        return int(db.execute("SELECT COALESCE(SUM(revision), 0) FROM ballots").fetchone()[0])


def _cpu_s(pid: int) -> float:
    """The CPU seconds that a program has used, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    run(tuple(sys.argv[1:]) or tuple(NAMES))
