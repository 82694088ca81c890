"""The bundle of a line review: what the amounts of a programme's lines are recounted from.

Beside what `deliberation.outcome_bundle` says it holds:

    ballots/HEADING.csv    a row for each ballot, sorted by tracking code: the code, its
                           electorate, then for each line the step that it wants (-1/10, 0, 1/5),
                           empty where it leaves the line open
    result.json            what becomes of each line, and why

The reasons that voters wrote are no part of it: they decide nothing, and may be hidden.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

from deliberation.budget_lines import BudgetLine, LineRules
from deliberation.bundle import file_stem
from deliberation.bundle_reading import BundleDiffers, VerifiedBundle, check_rules
from deliberation.line_review import Judgements, LineReview, review
from deliberation.log_chain import LogEntry
from deliberation.outcome_bundle import (
    BundledOutcome,
    build_outcome_bundle,
    check_ballots,
    check_entries,
    checked_rules,
    verified,
)
from deliberation.profile import Electorate
from deliberation.wording import Wording

RESULT = "result.json"
PUBLISHED, CORRECTED = "line-review-published", "line-review-corrected"
CODE, ELECTORATE = "code", "electorate"


def lines_name(heading_id: str) -> str:
    """Name a heading's file of judgements."""
    return f"ballots/{file_stem(heading_id)}.csv"


def build_line_review_bundle(
    one: BundledOutcome,
    lines: Sequence[str],
    ballots: Iterable[tuple[str, str, Judgements]],
    count: LineReview,
    log: Sequence[LogEntry],
) -> bytes:
    """Build a line review's bundle from the ids of its lines and (code, electorate, judgements).

    An electorate that was folded has no label of its own, so that nobody's ballot is guessed.
    """
    cast = {share.electorate_id: share.ballots for share in count.electorates}
    first = next((share.electorate_id for share in count.electorates if share.weight > 0), "")
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([CODE, ELECTORATE, *lines])
    for code, electorate, judgements in sorted(ballots, key=lambda row: row[0]):
        label = electorate if cast.get(electorate) else first
        steps = [str(judgements[line]) if line in judgements else "" for line in lines]
        table.writerow([code, label, *steps])
    files = {lines_name(one.heading_id): out.getvalue(), RESULT: count.as_text()}
    return build_outcome_bundle(one, files, log)


def verify_line_review(
    texts: Mapping[str, str], edition: Mapping[str, Any], whole: str
) -> VerifiedBundle:
    """Recount a line review from the files of its bundle and compare everything."""
    heading_id = edition["heading"]
    rules, log = checked_rules(texts, edition)
    of_heading: Mapping[str, Any] = next(
        (one for one in rules["headings"] if one["heading"] == heading_id), {}
    )
    if "lines" not in of_heading:
        raise BundleDiffers("heading_unknown", heading=heading_id)
    stated = LineReview.from_text(texts[RESULT])
    amounts = {line.line_id: line.result for line in stated.lines}
    said = {"amounts": amounts, "ballots": stated.ballots}
    check_entries(log, edition, (PUBLISHED, CORRECTED), said)
    check_rules(log, edition["rules_sha256"])
    line_rules = _rules(of_heading)
    ballots = _ballots(texts[lines_name(heading_id)], line_rules)
    check_ballots(
        (
            (code, [f"{line}={step}" for line, step in judgements.items()])
            for code, _electorate, judgements in ballots
        ),
        edition,
    )
    electorates = [
        Electorate(one["electorate"], Fraction(one["weight"])) for one in rules["electorates"]
    ]
    cast = ((electorate, judgements) for _code, electorate, judgements in ballots)
    found = review(line_rules, electorates, cast, rules["least_electorate"])
    for one, other in zip(stated.lines, found.lines, strict=False):
        if one != other:
            raise BundleDiffers("line_differs", heading=heading_id, line=other.line_id)
    if stated.as_text() != found.as_text():
        raise BundleDiffers("result_differs", heading=heading_id)
    if found.sha256 != edition["sha256"]:
        raise BundleDiffers("result_hash_differs", heading=heading_id)
    return verified(texts, edition, (RESULT, lines_name(heading_id)), len(ballots), whole)


def _rules(frozen: Mapping[str, Any]) -> LineRules:
    """Read what the count rests on from the frozen rules; names are no part of them."""
    return LineRules(
        frozen["heading"],
        tuple(
            BudgetLine(
                one["line"],
                no,
                Wording({}),
                Wording({}),
                one["amount"],
                Fraction(one["least"]),
                None if one["most"] is None else Fraction(one["most"]),
            )
            for no, one in enumerate(frozen["lines"], start=1)
        ),
        tuple(Fraction(step) for step in frozen["steps"]),
        frozen["budget_limit"],
        frozen["unit"],
    )


def _ballots(text: str, rules: LineRules) -> list[tuple[str, str, dict[str, Fraction]]]:
    head, *rows = csv.reader(StringIO(text))
    lines = [line.line_id for line in rules.lines]
    if head != [CODE, ELECTORATE, *lines]:
        raise BundleDiffers("lines_differ", heading=rules.heading_id)
    return [
        (
            code,
            electorate,
            {line: Fraction(step) for line, step in zip(lines, steps, strict=True) if step},
        )
        for code, electorate, *steps in rows
    ]
