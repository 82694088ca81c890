"""The bundle of a published shortlist, built anew from the store whenever somebody asks for it.

It is a function of what stands for good once the shortlist is public, so it has the same bytes
every time.
"""

import asyncio
import json
from dataclasses import dataclass
from functools import partial

from actions import agenda
from actions.bundles import BYTES_MOST
from actions.house import House
from actions.shortlisting import LOG_PUBLISHED, agenda_no
from deliberation.agenda_count import AgendaCount, agenda_instance, agenda_profile
from deliberation.ballots import Ranking
from deliberation.bundle import ballots_in_bundle, bundle_sha256
from deliberation.heading_count import electorates_of
from deliberation.log_chain import LogEntry
from deliberation.pabulib_meta import meta_of
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotPermitted, NotThere
from deliberation.results_views import FileView
from deliberation.shortlist_bundle import BundledShortlist, build_shortlist_bundle
from storage import ballots as stored_ballots
from storage import public_log, shortlists
from storage.database import Transaction


@dataclass(frozen=True)
class _Shelf:
    """What a shortlist's bundle is built from."""

    count: AgendaCount
    standing: list[tuple[str, str, Ranking]]
    log: tuple[LogEntry, ...]


async def look(house: House, process_no: int, heading_no: int) -> FileView:
    """Return the bundle of a heading's published shortlist.

    Raises:
        NotThere: "no-such-heading".
        NotNow: "no-shortlist-yet".
        NotPermitted: "bundle-too-large" for Telegram (size).
    """
    process = house.process(process_no)
    paper = process.paper(agenda_no_of(process, heading_no))
    if paper is None:
        raise NotThere("no-such-heading")
    shelf = await house.db.read(partial(_gather, process=process, paper=paper))
    content = await asyncio.to_thread(_build, process, paper, shelf)
    name = f"{process.process_id}-shortlist-{paper.heading_id}.zip"
    if len(content) > BYTES_MOST:
        raise NotPermitted("bundle-too-large", size=len(content), name=name)
    return FileView(
        process=process,
        name=name,
        content=content,
        sha256=bundle_sha256(content),
        about="shortlist",
    )


def agenda_no_of(process: Process, heading_no: int) -> int:
    """Return the number of the paper of a heading's priority vote (NotThere)."""
    heading = process.heading(heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return agenda_no(heading)


async def _gather(tx: Transaction, process: Process, paper: Heading) -> _Shelf:
    heading = agenda.of_paper(process, paper)
    row = next(
        (
            one
            for one in await shortlists.all_of_them(tx, process.no)
            if one["heading_no"] == heading.no and one["published_utc"] is not None
        ),
        None,
    )
    if row is None:
        raise NotNow("no-shortlist-yet", process=process)
    log = []
    for entry in await public_log.entries(tx, process.no):
        log.append(
            LogEntry(entry["seq"], entry["at_utc"], entry["kind"], entry["body"], entry["sha256"])
        )
        if entry["kind"] == LOG_PUBLISHED and paper.heading_id in _headings(entry["body"]):
            break
    return _Shelf(
        AgendaCount.from_json(row["elected"], row["schulze"], row["borda"], row["reasons"]),
        await stored_ballots.counted(tx, process.no, paper.no),
        tuple(log),
    )


def _headings(body: str) -> dict[str, object]:
    headings: dict[str, object] = json.loads(body)["headings"]
    return headings


def _build(process: Process, paper: Heading, shelf: _Shelf) -> bytes:
    instance = agenda_instance(process, paper)
    ids = {project.no: project.project_id for project in paper.projects}
    about = BundledShortlist(
        process_id=process.process_id,
        heading_id=paper.heading_id,
        seed=shelf.count.elected.seed,
        rules=_frozen_rules(shelf.log, paper.heading_id),
        ballots=ballots_in_bundle(
            instance,
            agenda_profile(process, paper, instance, shelf.standing),
            [(code, one, [ids[no] for no in ranks]) for code, one, ranks in shelf.standing],
            electorates_of(process),
            meta_of(process, paper),
            shelf.count.shortlist,
        ),
        count=shelf.count,
        seed_source=process.seed_source.by_language,
    )
    return build_shortlist_bundle(about, shelf.log)


def _frozen_rules(log: tuple[LogEntry, ...], heading_id: str) -> str:
    """Return the rules of a heading's priority vote as the log holds them."""
    for entry in log:
        if entry.kind == agenda.LOG_FROZEN:
            rules: str = json.loads(entry.body)["rules"]
            if json.loads(rules)["heading"] == heading_id:
                return rules
    raise NotThere("no-such-heading")
