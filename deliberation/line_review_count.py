"""Counting a heading's line review from its ballots as they are stored and published."""

from collections.abc import Iterable

from deliberation.ballots import Ranking
from deliberation.budget_lines import are_one_each, judged
from deliberation.heading_count import electorates_of
from deliberation.line_review import Judgements, LineReview, review
from deliberation.process import Heading, Process
from deliberation.refusals import BadInput


def count_lines(
    process: Process, heading: Heading, standing: Iterable[tuple[str, str, Ranking]]
) -> LineReview:
    """Count the standing ballots (code, electorate, numbers of judgements) of a line review.

    Raises:
        BadInput: "line-twice"; as `review`.
    """
    return review(
        heading.line_rules,
        electorates_of(process),
        ((electorate, judgements_of(heading, ballot)) for _code, electorate, ballot in standing),
        process.least_electorate,
    )


def judgements_of(heading: Heading, ballot: Ranking) -> Judgements:
    """Return what a ballot wants for each line (BadInput "line-twice", "line-unknown")."""
    steps = len(heading.steps)
    if not are_one_each(ballot, steps):
        raise BadInput("line-twice")
    judgements = {}
    for number in ballot:
        line_no, place = judged(number, steps)
        if not 1 <= line_no <= len(heading.lines):
            raise BadInput("line-unknown", line=str(line_no))
        judgements[heading.lines[line_no - 1].line_id] = heading.steps[place - 1]
    return judgements
