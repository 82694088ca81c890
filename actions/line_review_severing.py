"""Taking the reasons of a closed line review off the slots under which they were written."""

from collections import Counter

from actions.house import House
from deliberation.ballots import Ranking, unpack
from deliberation.budget_lines import judged
from deliberation.phases import Vote
from deliberation.process import Heading
from storage import ballots as stored_ballots
from storage import line_reviews
from storage.database import Transaction


async def sever(house: House, tx: Transaction, process_no: int, heading_no: int) -> None:
    """Leave of each reason its line, its words, and whether it is for a raise, a keep or a cut.

    Where fewer wanted that than a small electorate has, the direction goes as well: it could
    lead to a single ballot. Reasons whose ballots were withdrawn go whole.
    """
    process = house.process(process_no)
    paper = process.paper(heading_no)
    if paper is None or paper.vote is not Vote.LINES:
        return
    if await line_reviews.are_severed(tx, process_no, heading_no):
        return
    ballots = await stored_ballots.counted(tx, process_no, heading_no)
    wanted = Counter(
        pair for _code, _who, ballot in ballots for pair in _directions(paper, ballot).items()
    )
    kept: list[tuple[int, int | None, str]] = []
    for row in await line_reviews.reasons_with_ballots(tx, process_no, heading_no):
        line_no = int(row["line_no"])
        direction = _directions(paper, unpack(row["ranking"])).get(line_no)
        if direction is None:
            continue
        is_many = wanted[line_no, direction] >= process.least_electorate
        kept.append((line_no, direction if is_many else None, row["text"]))
    await line_reviews.sever_reasons(tx, process_no, heading_no, kept)


def _directions(paper: Heading, ballot: Ranking) -> dict[int, int]:
    """Return, for each line that a ballot judges, whether it wants more, as much or less."""
    judgements = (judged(number, len(paper.steps)) for number in ballot)
    steps = {line_no: paper.steps[place - 1] for line_no, place in judgements}
    return {line_no: (step > 0) - (step < 0) for line_no, step in steps.items()}
