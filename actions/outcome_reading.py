"""Votes without money as they are read: what is public, what stood before, what a chat is told."""

from datetime import UTC, datetime

from actions.results import file_name
from deliberation.phases import Vote
from deliberation.process import Process
from deliberation.refusals import NotThere
from deliberation.results_views import EditionView
from storage import citizens as stored_citizens
from storage import outcomes
from storage.database import Transaction
from storage.outbox import Notice
from storage.outcomes import Outcome


async def visible(
    tx: Transaction, process: Process, vote: Vote, *, sees_all: bool
) -> list[Outcome]:
    """Return what a person may see: each heading's public edition, else managers its draft."""
    public = await outcomes.published(tx, process.no, vote)
    known = {one.heading_no for one in public}
    drafts = await outcomes.drafts(tx, process.no, vote) if sees_all else []
    fresh = [one for one in drafts if one.heading_no not in known]
    return sorted([*public, *fresh], key=lambda one: one.heading_no)


async def edition_of(
    tx: Transaction, process: Process, vote: Vote, heading_no: int, edition: int
) -> Outcome:
    """Return a public edition of a heading, whether it still stands or not (NotThere)."""
    for one in await outcomes.all_of_them(tx, process.no, vote):
        if (one.heading_no, one.edition) == (heading_no, edition) and one.is_public:
            return one
    raise NotThere("no-such-edition")


def edition_view(process: Process, vote: Vote, outcome: Outcome, newest: int) -> EditionView:
    """Return how an outcome stands with the public, as screens show it."""
    if not outcome.is_public:
        return EditionView(outcomes.DRAFT, outcome.sha256)
    at = outcome.published_utc or 0
    name = bundle_name(process, vote, outcome.heading_no, outcome.edition)
    return EditionView(
        number=outcome.edition,
        sha256=outcome.sha256,
        published_utc=datetime.fromtimestamp(at, UTC),
        why=outcome.replaced_why if outcome.edition < newest else outcome.why,
        log_seq=outcome.log_seq or 0,
        bundle_name=name if outcome.bundle_sha256 else "",
        bundle_sha256=outcome.bundle_sha256 or "",
        newest=newest,
    )


async def newest_of(tx: Transaction, process_no: int, vote: Vote) -> dict[int, int]:
    """Return the number of each heading's newest public edition."""
    return {one.heading_no: one.edition for one in await outcomes.published(tx, process_no, vote)}


def bundle_name(process: Process, vote: Vote, heading_no: int, edition: int) -> str:
    """Return the name of the bundle of a heading's edition."""
    heading = process.heading(heading_no)
    kind = "shortlist" if vote is Vote.AGENDA else "lines"
    about = heading.heading_id if heading is not None else str(heading_no)
    return f"{file_name(process)}-{kind}-{about}-{edition}.zip"


async def told_of(tx: Transaction, process: Process, vote: Vote, notice: Notice) -> list[Outcome]:
    """Return the public outcomes that concern the chat which a notice is for."""
    told = set(notice.params["headings"])
    if not notice.params.get("is_group"):
        person = await stored_citizens.participant(tx, process.no, notice.chat_id)
        district = person["district"] if person is not None else ""
        told &= {heading.no for heading in process.headings_for(district)}
    public = await outcomes.published(tx, process.no, vote)
    return [one for one in public if one.heading_no in told]
