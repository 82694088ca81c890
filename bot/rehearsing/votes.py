"""Real ballots for simulated citizens: rankings from .pb files, by heading."""

from collections.abc import Sequence
from pathlib import Path

from bot.rehearsing.town import Ballots
from bot.replay.drawing import rankings_of
from deliberation import pabulib
from deliberation.refusals import BadInput


def read_votes(paths: Sequence[Path]) -> Ballots:
    """Read the rankings of .pb files (or of all in a folder); a heading's id is its file's stem.

    Raises:
        BadFile: one cannot be read; BadInput "no-such-file": one is not there.
    """
    found: dict[str, Sequence[tuple[str, ...]]] = {}
    for path in paths:
        files = sorted(path.glob("*.pb")) if path.is_dir() else [path]
        for file in files:
            if not file.is_file():
                raise BadInput("no-such-file", file=str(file))
            read = pabulib.read_pb(file.read_bytes(), file.name)
            found[file.stem] = [one for one in rankings_of(read).values() if one]
    return {key: ballots for key, ballots in found.items() if ballots}
