"""What came of a rehearsed year, for a table or for JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.house import House
from deliberation.allocation import Allocation
from deliberation.budget_lines import signed
from deliberation.line_review import LineReview
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from locales.money import format_money
from locales.translator import translator_for
from storage import allocations, line_reviews, outcomes, proposals
from storage import ballots as stored
from storage.ballots import Tally
from storage.database import Transaction

Json = dict[str, Any]

PROPOSALS_SHOWN, FUNDED_SHOWN = 12, 4


@dataclass(frozen=True)
class HeadingOutcome:
    """One heading: what its vote proposes to fund, project ids in order."""

    heading: str
    name: str
    ballots: int
    saves: int
    replaced: int
    withdrawn: int
    budget_limit: int
    spent: int
    funded: tuple[str, ...]


@dataclass(frozen=True)
class LineOutcome:
    """One budget line of a programme that exists: now, what was wanted, and what it gets."""

    line: str
    name: str
    before: int
    step: str
    after: int


@dataclass(frozen=True)
class LineReviewOutcome:
    """One line review; `factor` is what is left of every raise."""

    heading: str
    name: str
    ballots: int
    reasons: int
    factor: str
    budget_limit: int
    is_published: bool
    lines: tuple[LineOutcome, ...]


@dataclass(frozen=True)
class ProposalOutcome:
    """One proposal as it stands."""

    code: str
    heading: str
    title: str
    language: str
    state: str
    cost: int | None


@dataclass(frozen=True)
class Outcome:
    """A whole year; the same for the same seed, but for `took_s`."""

    process: str
    currency: str
    seed: str
    citizens: int
    deeds: Mapping[str, int]
    proposals: tuple[ProposalOutcome, ...]
    headings: tuple[HeadingOutcome, ...]
    line_reviews: tuple[LineReviewOutcome, ...]
    said: tuple[str, ...]
    is_published: bool
    took_s: float

    def as_json(self) -> Json:
        """The outcome as one object, the same for the same seed to the last byte."""
        told = asdict(self) | {"deeds": dict(sorted(self.deeds.items()))}
        del told["took_s"]
        return told

    def print(self, console: Console) -> None:
        """The outcome for people."""
        t = translator_for("en")

        def amount(sum_: int) -> str:
            return str(format_money(sum_, self.currency, t))

        table = Table(
            "heading", "ballots", "selected", "sum", title=f"{self.process}, seed {self.seed}"
        )
        for one in self.headings:
            if one.ballots:
                table.add_row(
                    one.name,
                    str(one.ballots),
                    _some(one.funded),
                    f"{amount(one.spent)} of {amount(one.budget_limit)}",
                )
        console.print(table)
        for review in self.line_reviews:
            console.print(_line_table(review, amount))
        listed = Table("receipt number", "heading", "proposal", "state")
        for proposal in self.proposals[:PROPOSALS_SHOWN]:
            listed.add_row(proposal.code, proposal.heading, proposal.title, proposal.state)
        console.print(listed)
        left = len(self.proposals) - PROPOSALS_SHOWN
        if left > 0:
            console.print(f"and {left} proposals more")
        console.print(", ".join(f"{deed} {n:,}" for deed, n in self.deeds.items()))
        published = "published by two managers" if self.is_published else "not published"
        console.print(f"{self.citizens:,} citizens, {published}, in {self.took_s:.1f} s")


def _line_table(review: LineReviewOutcome, amount: Callable[[int], str]) -> Table:
    """A line review's lines before and after."""
    raises = "raises as wanted" if review.factor == "1" else f"of every raise {review.factor}"
    table = Table(
        "line",
        "now",
        "wanted",
        "proposed",
        title=f"{review.name}: {review.ballots} ballots, {review.reasons} reasons, {raises}",
    )
    for one in review.lines:
        table.add_row(one.name, amount(one.before), one.step, amount(one.after))
    table.add_section()
    before = sum(one.before for one in review.lines)
    after = sum(one.after for one in review.lines)
    table.add_row("together", amount(before), "", amount(after))
    return table


def _some(funded: Sequence[str]) -> str:
    """The first few of what is selected, and how many more there are."""
    if not funded:
        return "-"
    more = len(funded) - FUNDED_SHOWN
    return ", ".join(funded[:FUNDED_SHOWN]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Stored:
    """What the store says of a year."""

    proposals: tuple[ProposalOutcome, ...]
    headings: tuple[HeadingOutcome, ...]
    line_reviews: tuple[LineReviewOutcome, ...]
    is_published: bool


async def look_up(house: House, process: Process) -> Stored:
    """Read what the store says of a year."""

    async def read(tx: Transaction) -> Stored:
        drafts = {row["heading_no"]: row for row in await allocations.drafts(tx, process.no)}
        public = {row["heading_no"]: row for row in await allocations.published(tx, process.no)}
        results = {
            number: Allocation.from_json(row["result"])
            for number, row in (drafts | public).items()
        }
        headings = []
        for heading in process.headings:
            if heading.lines:
                continue
            tally = await stored.tally(tx, process.no, heading.no)
            headings.append(_heading(heading, tally, results.get(heading.no)))
        reviews = await _line_reviews(tx, process)
        return Stored(await _proposals(tx, process), tuple(headings), reviews, bool(public))

    return await house.db.read(read)


async def _proposals(tx: Transaction, process: Process) -> tuple[ProposalOutcome, ...]:
    found = []
    number = 1
    while (one := await proposals.by_number(tx, process.no, number)) is not None:
        heading = process.heading(one.heading_no)
        found.append(
            ProposalOutcome(
                code=one.code,
                heading="" if heading is None else heading.heading_id,
                title=one.content.title,
                language=one.language,
                state=str(one.state),
                cost=one.content.cost,
            )
        )
        number += 1
    return tuple(found)


async def _line_reviews(tx: Transaction, process: Process) -> tuple[LineReviewOutcome, ...]:
    found = []
    for one in await outcomes.all_of_them(tx, process.no, Vote.LINES):
        heading = process.heading(one.heading_no)
        if heading is None or one.replaced_why:
            continue
        review = LineReview.from_text(one.result)
        reasons = await line_reviews.severed_reasons(tx, process.no, heading.no)
        found.append(
            LineReviewOutcome(
                heading=heading.heading_id,
                name=heading.names.in_language("en"),
                ballots=review.ballots,
                reasons=len(reasons),
                factor=str(review.factor),
                budget_limit=review.limit,
                is_published=one.is_public,
                lines=tuple(
                    LineOutcome(
                        line=line.line_id,
                        name=line.names.in_language("en"),
                        before=result.amount,
                        step=signed(result.step),
                        after=result.result,
                    )
                    for line, result in zip(heading.lines, review.lines, strict=True)
                ),
            )
        )
    return tuple(found)


def _heading(heading: Heading, tally: Tally, result: Allocation | None) -> HeadingOutcome:
    return HeadingOutcome(
        heading=heading.heading_id,
        name=heading.names.in_language("en"),
        ballots=tally.counted,
        saves=tally.saves,
        replaced=tally.replaced,
        withdrawn=tally.withdrawn,
        budget_limit=heading.budget_limit,
        spent=0 if result is None else result.spent,
        funded=() if result is None else result.funded,
    )
