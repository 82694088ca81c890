"""Results: read by everybody once they are public, by managers before."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from actions import roles
from actions.house import House, Occasion
from deliberation.allocation import Allocation
from deliberation.ballots import CODE_PATTERN
from deliberation.heading_count import whole_sha256
from deliberation.process import Process
from deliberation.refusals import BadInput, NotNow, NotThere
from deliberation.results_views import (
    EditionView,
    HeadingResult,
    ReasonView,
    ReceiptView,
    ResultsView,
    ResultView,
)
from storage import allocations
from storage import ballots as stored_ballots
from storage import citizens as stored_citizens
from storage import processes as stored_processes
from storage import roles as stored_roles
from storage.allocations import Edition
from storage.database import Row, Transaction

DRAFT = allocations.DRAFT
_CONFUSED = str.maketrans("OILU", "011V")


async def look(
    house: House, occasion: Occasion, process_no: int, *, edition: int = 0, page: int = 0
) -> ResultsView:
    """Return a year's results, own headings first (edition 0: what stands now).

    Managers see, in private, what is counted and not yet public.

    Raises:
        NotNow: "no-results-yet".
        NotThere: "no-such-edition", "no-such-process".
    """
    return await house.db.read(
        lambda tx: _results(house, tx, occasion, process_no, edition=edition, page=page)
    )


async def look_at_heading(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    *,
    edition: int = 0,
    page: int = 0,
) -> ResultView:
    """Return one heading's result (raises as `look`, and NotThere "no-such-heading")."""
    view = await house.db.read(
        lambda tx: _results(
            house, tx, occasion, process_no, edition=edition, page=page, heading_no=heading_no
        )
    )
    shown = next((one for one in view.headings if one.heading.no == heading_no), None)
    if shown is None:
        if view.process.heading(heading_no) is None:
            raise NotThere("no-such-heading")
        raise NotNow("no-results-yet", process=view.process)
    return ResultView(view.process, view.edition, shown, page)


async def look_at_project(
    house: House,
    occasion: Occasion,
    process_no: int,
    heading_no: int,
    project_no: int,
    *,
    edition: int = 0,
) -> ReasonView:
    """Return why a project was, or was not, selected (raises as `look_at_heading`)."""
    view = await look_at_heading(house, occasion, process_no, heading_no, edition=edition)
    if view.shown.heading.project(project_no) is None:
        raise NotThere("no-such-project")
    return ReasonView(view.process, view.edition, view.shown, project_no)


async def find_receipt(house: House, process_no: int, typed: str) -> ReceiptView:
    """Say whether a tracking code is among the counted ballots of a closed heading.

    Raises:
        BadInput: "no-such-code": it does not look like one.
    """
    process, code = house.process(process_no), as_code(typed)

    async def read(tx: Transaction) -> ReceiptView:
        heading_no = await stored_ballots.stands(tx, process_no, code)
        if heading_no is None or not await stored_ballots.is_closed(tx, process_no, heading_no):
            return ReceiptView(process, code)
        return ReceiptView(process, code, process.paper(heading_no))

    return await house.db.read(read)


def as_code(typed: str) -> str:
    """Read a tracking code as people type it: small letters, no hyphens, O for 0."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_CONFUSED)
    code = "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
    if not CODE_PATTERN.match(code):
        raise BadInput("no-such-code")
    return code


async def _results(
    house: House,
    tx: Transaction,
    occasion: Occasion,
    process_no: int,
    *,
    edition: int,
    page: int,
    heading_no: int = 0,
) -> ResultsView:
    process = house.process(process_no)
    is_manager = occasion.is_private and await stored_roles.holds(
        tx, process_no, occasion.user_id, roles.MANAGER
    )
    published = await allocations.editions(tx, process_no)
    views = tuple(edition_view(process, one, len(published)) for one in published)
    if edition > len(views):
        raise NotThere("no-such-edition")
    if edition or views:
        chosen = views[(edition or len(views)) - 1]
        rows = await allocations.published(tx, process_no, chosen.number, heading_no=heading_no)
    elif is_manager and await allocations.drafts(tx, process_no):
        rows = await allocations.drafts(tx, process_no)
        chosen = EditionView(DRAFT, await whole_of(tx, process, rows))
    else:
        raise NotNow("no-results-yet", process=process)
    person = await stored_citizens.participant(tx, process_no, occasion.user_id)
    district = person["district"] if person is not None else ""
    shown = [await heading_result(tx, process, row) for row in rows]
    own = frozenset(
        one.heading.no for one in shown if district and one.heading.district_id in ("", district)
    )
    shown.sort(key=lambda one: (one.heading.no not in own, one.heading.no))
    return ResultsView(process, chosen, views, tuple(shown), own, is_manager, page)


async def heading_result(tx: Transaction, process: Process, row: Row) -> HeadingResult:
    """Return what a stored result says, with how the heading's saves add up."""
    heading = process.heading(row["heading_no"])
    if heading is None:
        raise NotThere("no-such-heading")
    saves, replaced, withdrawn = await stored_ballots.saves_of(tx, process.no, heading.no)
    result = _parsed(row["result"])
    return HeadingResult(
        heading=heading,
        result=result,
        comparison=_parsed(row["comparison"]),
        saves=saves,
        counted=sum(share.ballots for share in result.electorates),
        replaced=replaced,
        withdrawn=withdrawn,
        replaced_why=json.loads(row["replaced_why"]) if row["replaced_why"] else {},
    )


@lru_cache(maxsize=128)
def _parsed(text: str) -> Allocation:
    return Allocation.from_json(text)


async def whole_of(tx: Transaction, process: Process, rows: Sequence[Row]) -> str:
    """Return the hash of a whole result: the rules as frozen, and each heading's hash."""
    frozen = await stored_processes.frozen_rules(tx, process.no) or ""
    return whole_sha256(
        process.process_id,
        frozen,
        [(_heading_id(process, row["heading_no"]), row["sha256"]) for row in rows],
    )


def _heading_id(process: Process, heading_no: int) -> str:
    heading = process.heading(heading_no)
    return heading.heading_id if heading is not None else str(heading_no)


def edition_view(process: Process, edition: Edition, newest: int) -> EditionView:
    """Return a publication as screens show it."""
    return EditionView(
        number=edition.edition,
        sha256=edition.sha256,
        published_utc=datetime.fromtimestamp(edition.published_utc, UTC),
        why=edition.why,
        log_seq=edition.log_seq,
        log_sha256=edition.log_sha256,
        bundle_name=bundle_name(process, edition.edition) if edition.bundle_sha256 else "",
        bundle_sha256=edition.bundle_sha256 or "",
        newest=newest,
    )


def bundle_name(process: Process, edition: int) -> str:
    """Return the name of an edition's bundle."""
    return f"{file_name(process)}-{edition}.zip"


def file_name(process: Process) -> str:
    """Return a budget year's id as it may stand in a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", process.process_id)
