"""The bundles of shortlists and line reviews: each edition of a heading's, stored as one file.

As with results a bundle is a function of what the store holds for its edition, and its hash goes
into the public log.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from actions import agenda, bundles, outcome_reading
from actions.bundles import LOG_KIND
from actions.house import House
from actions.line_review_publishing import review_in
from actions.shortlisting import agenda_no, count_in
from actions.sweeps import sweeps
from deliberation.agenda_count import agenda_instance, agenda_profile
from deliberation.ballots import Ranking
from deliberation.bundle import BundledBallots, ballots_in_bundle, bundle_sha256
from deliberation.bundle_reading import RULES_KINDS
from deliberation.heading_count import electorates_of
from deliberation.line_review_bundle import build_line_review_bundle
from deliberation.line_review_count import judgements_of
from deliberation.log_chain import LogEntry
from deliberation.outcome_bundle import BundledOutcome
from deliberation.pabulib_meta import meta_of
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotThere
from deliberation.results_views import FileView
from deliberation.shortlist_bundle import build_shortlist_bundle
from storage import ballots as stored_ballots
from storage import outcomes, public_log
from storage.database import Transaction
from storage.outcomes import Outcome

log = logging.getLogger(__name__)

ABOUT = {Vote.AGENDA: "shortlist", Vote.LINES: "line-review"}
_NOT_YET = {Vote.AGENDA: "no-shortlist-yet", Vote.LINES: "no-line-review-yet"}


@dataclass(frozen=True)
class _Shelf:
    """What an outcome's bundle is built from."""

    heading: Heading
    paper: Heading
    outcome: Outcome
    ballots_sha256: str
    standing: list[tuple[str, str, Ranking]]
    log: tuple[LogEntry, ...]


@sweeps
async def store_what_is_published(house: House) -> datetime | None:
    """Store the bundle of every shortlist and line review that is public and has none yet."""
    for process in tuple(house.processes.values()):
        for vote in ABOUT:
            found = await house.db.read(
                partial(outcomes.all_of_them, process_no=process.no, vote=vote)
            )
            for outcome in found:
                if outcome.is_public and outcome.bundle_sha256 is None:
                    await store(house, process, vote, outcome)
    return None


async def store(house: House, process: Process, vote: Vote, outcome: Outcome) -> bytes:
    """Build, keep and return an edition's bundle. Doing it again changes nothing."""
    shelf = await house.db.read(partial(_gather, process=process, vote=vote, outcome=outcome))
    content = await asyncio.to_thread(_build, process, vote, shelf)
    name = outcome_reading.bundle_name(process, vote, outcome.heading_no, outcome.edition)
    await bundles.keep_file(house, name, content)
    now_s = int(house.clock.now().timestamp())
    sha256 = bundle_sha256(content)

    async def act(tx: Transaction) -> None:
        known = await outcome_reading.edition_of(
            tx, process, vote, outcome.heading_no, outcome.edition
        )
        if known.bundle_sha256 is not None:
            return
        await outcomes.note_bundle(
            tx, process.no, vote, outcome.heading_no, outcome.edition, sha256
        )
        body = {
            "vote": vote.value,
            "heading": shelf.heading.heading_id,
            "edition": outcome.edition,
            "file": name,
            "sha256": sha256,
        }
        await public_log.append(tx, process.no, LOG_KIND, body, now_s)

    await house.db.write(act)
    log.info("process %d heading %d: bundle stored", process.no, outcome.heading_no)
    return content


async def look(
    house: House, process_no: int, heading_no: int, vote: Vote, edition: int = 0
) -> FileView:
    """Return the bundle of a heading's outcome (edition 0: of what stands now).

    Raises:
        NotThere: "no-such-heading", "no-such-edition".
        NotNow: "no-shortlist-yet", "no-line-review-yet".
        NotPermitted: as `bundles.file_view`.
    """
    process = house.process(process_no)
    heading = process.heading(heading_no)
    if heading is None or process.paper(_paper_no(heading, vote)) is None:
        raise NotThere("no-such-heading")

    async def read(tx: Transaction) -> Outcome:
        if edition:
            return await outcome_reading.edition_of(tx, process, vote, heading_no, edition)
        for one in await outcomes.published(tx, process_no, vote):
            if one.heading_no == heading_no:
                return one
        raise NotNow(_NOT_YET[vote], process=process)

    outcome = await house.db.read(read)
    name = outcome_reading.bundle_name(process, vote, heading_no, outcome.edition)
    content = await bundles.kept_file(house, name)
    if bundle_sha256(content) != outcome.bundle_sha256:
        content = await store(house, process, vote, outcome)
    return bundles.file_view(process, name, content, ABOUT[vote], outcome.edition)


def _paper_no(heading: Heading, vote: Vote) -> int:
    return agenda_no(heading) if vote is Vote.AGENDA else heading.no


async def _gather(tx: Transaction, process: Process, vote: Vote, outcome: Outcome) -> _Shelf:
    heading = process.heading(outcome.heading_no)
    paper = None if heading is None else process.paper(_paper_no(heading, vote))
    if heading is None or paper is None:
        raise NotThere("no-such-heading")
    tally = await stored_ballots.tally(tx, process.no, paper.no)
    return _Shelf(
        heading,
        paper,
        outcome,
        tally.ballots_sha256 or "",
        await stored_ballots.counted(tx, process.no, paper.no),
        await bundles.log_until(tx, process.no, outcome.log_seq or 0),
    )


def _build(process: Process, vote: Vote, shelf: _Shelf) -> bytes:
    about = BundledOutcome(
        process_id=process.process_id,
        heading_id=shelf.heading.heading_id,
        vote=vote,
        edition=shelf.outcome.edition,
        rules=_frozen_rules(shelf, vote),
        ballots_sha256=shelf.ballots_sha256,
        sha256=shelf.outcome.sha256,
        why=shelf.outcome.why,
    )
    return _shortlist(process, about, shelf) if vote is Vote.AGENDA else _lines(about, shelf)


def _shortlist(process: Process, about: BundledOutcome, shelf: _Shelf) -> bytes:
    count = count_in(shelf.outcome.result)
    about = replace(about, seed=count.elected.seed, seed_source=process.seed_source.by_language)
    return build_shortlist_bundle(about, _ballots(process, shelf), count, shelf.log)


def _ballots(process: Process, shelf: _Shelf) -> BundledBallots:
    instance = agenda_instance(process, shelf.paper)
    ids = {project.no: project.project_id for project in shelf.paper.projects}
    return ballots_in_bundle(
        instance,
        agenda_profile(process, shelf.paper, instance, shelf.standing),
        [(code, one, [ids[no] for no in ranks]) for code, one, ranks in shelf.standing],
        electorates_of(process),
        meta_of(process, shelf.paper),
        count_in(shelf.outcome.result).shortlist,
    )


def _lines(about: BundledOutcome, shelf: _Shelf) -> bytes:
    return build_line_review_bundle(
        about,
        [line.line_id for line in shelf.heading.lines],
        [
            (code, electorate, judgements_of(shelf.heading, ballot))
            for code, electorate, ballot in shelf.standing
        ],
        review_in(shelf.outcome.result),
        shelf.log,
    )


def _frozen_rules(shelf: _Shelf, vote: Vote) -> str:
    """Return the rules of the vote as the log holds them."""
    found = ""
    for entry in shelf.log:
        body = json.loads(entry.body)
        if vote is Vote.LINES and entry.kind in RULES_KINDS:
            found = str(body["rules"])
        if vote is Vote.AGENDA and entry.kind == agenda.LOG_FROZEN:
            rules = str(body["rules"])
            if json.loads(rules)["heading"] == shelf.heading.heading_id:
                return rules
    if not found:
        raise NotThere("no-such-heading")
    return found
