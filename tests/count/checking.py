"""What Pabulib's own checker finds in a file."""

import contextlib
from io import StringIO

from pabulib.checker import Checker

# What it warns of where nothing is wrong: of votes that came out so, and of rules that it cannot
# follow (ranked equal shares, ties and weights, rankings without money).
UNAVOIDABLE = {
    "average vote length equals one",
    "no_max_length_used",
    "project with no votes",
    "equalshares unsupported vote_type",
    "greedy-custom cannot be verified",
    "greedy-exclusive potential mismatch",
    "rule validation skipped",
    "unused budget",
}


def complaints(text: str) -> dict[str, object]:
    """Return its errors, and the warnings that could be avoided: nothing for a good file."""
    with contextlib.redirect_stdout(StringIO()):
        report = Checker().process_files([text])
    found = report[1]["results"]
    warnings = found.get("warnings", {})
    return {**found["errors"], **{one: warnings[one] for one in warnings.keys() - UNAVOIDABLE}}
