"""Loading budget years, and opening those that the store holds."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from actions.house import House
from deliberation.phases import closed_at, open_until, opens_next
from deliberation.process import Heading, Process, StaffMember
from deliberation.refusals import NotThere, Stale
from deliberation.rules import agenda_rules_sha256, rules_sha256
from deliberation.schedule import told_at_loading
from storage import agenda_rules, public_log
from storage import processes as stored
from storage import roles as stored_roles
from storage.database import Transaction

LOADED = "process-loaded"
MANAGER = "manager"

_SNAPSHOT: TypeAdapter[Process] = TypeAdapter(Process)


def snapshot(process: Process) -> str:
    """Write a budget year as JSON."""
    return _SNAPSHOT.dump_json(process).decode()


def from_snapshot(text: str) -> Process:
    """Read a budget year that `snapshot` wrote."""
    return _SNAPSHOT.validate_json(text)


async def reopen(house: House) -> None:
    """Open every budget year that the store holds."""
    rows = await house.db.read(stored.all_of_them)
    house.processes = {row["process_no"]: from_snapshot(row["snapshot"]) for row in rows}


async def standing(tx: Transaction, process_no: int) -> Process:
    """Return a budget year as it stands in the store (NotThere "no-such-process")."""
    text = await stored.snapshot_of(tx, process_no)
    if text is None:
        raise NotThere("no-such-process")
    return from_snapshot(text)


async def load(house: House, process: Process, source: bytes, loaded_by: int, now_s: int) -> int:
    """Load a checked budget year, or a newer version of one; return its number.

    The same file again keeps the dates and the staff that managers have changed since; of another
    one, whom it names no longer loses the role, and whom it names anew gets it. What was over or
    under way when a stage first became known is announced to nobody.

    Raises:
        Stale: "rules-frozen" where voting has opened under other rules, "voting-closed" where
            the file would open voting again that has ended, "voting-under-way" where it would
            close voting that is open at another instant, "heading-dropped" where it leaves out a
            heading under which something is stored.
    """
    sha256 = hashlib.sha256(source).hexdigest()

    async def act(tx: Transaction) -> Process:
        known = await stored.numbered(tx, process.process_id)
        number = known if known is not None else await stored.next_number(tx)
        numbered = replace(process, no=number)
        is_same_file = False
        named_before: tuple[StaffMember, ...] = ()
        if known is not None:
            before = await standing(tx, known)
            is_same_file = await stored.source_sha256(tx, known) == sha256
            if is_same_file:
                numbered = replace(numbered, stages=before.stages)
            named_before = before.staff
            numbered = with_what_was_decided(before, await _renumbered(tx, before, numbered))
            await refuse_to_turn_back(tx, before, numbered, now_s)
        await stored.keep(
            tx,
            number,
            process.process_id,
            source=source.decode("utf-8"),
            source_sha256=sha256,
            snapshot=snapshot(numbered),
            loaded_by=loaded_by,
            now_s=now_s,
        )
        told = await stored.told_of_stages(tx, number)
        for stage_id, word in told_at_loading(numbered.stages, _instant(now_s)).items():
            if stage_id not in told:
                await stored.tell_stage(tx, number, stage_id, word)
        if not is_same_file:
            body = {"process": process.process_id, "source_sha256": sha256}
            await public_log.append(tx, number, LOADED, body, now_s)
        await _staff(tx, number, named_before, process.staff, now_s)
        return numbered

    numbered = await house.db.write(act)
    house.processes[numbered.no] = numbered
    return numbered.no


async def _staff(
    tx: Transaction,
    number: int,
    before: Sequence[StaffMember],
    after: Sequence[StaffMember],
    now_s: int,
) -> None:
    """Give and take the roles in which one file differs from another; nobody else's change."""
    was, now = ({_role(one) for one in staff} for staff in (before, after))
    for user_id, role, scope in sorted(was - now):
        await stored_roles.dismiss_named(tx, number, user_id, role, scope)
    given = now - was
    if not await stored_roles.holders(tx, number, MANAGER):
        given |= {one for one in now if one[1] == MANAGER}
    for user_id, role, scope in sorted(given):
        await stored.appoint(tx, number, user_id, role, scope=scope, now_s=now_s)


def _role(member: StaffMember) -> tuple[int, str, str]:
    return member.user_id, member.role, member.department


async def continued(tx: Transaction, before: Process, after: Process, now_s: int) -> Process:
    """Return a newly read year as it would go on; raises as `load`."""
    renumbered = await _renumbered(tx, before, replace(after, no=before.no))
    decided = with_what_was_decided(before, renumbered)
    await refuse_to_turn_back(tx, before, decided, now_s)
    return decided


async def _renumbered(tx: Transaction, before: Process, after: Process) -> Process:
    """Give each heading the number that it had: what is stored is stored under numbers.

    New headings come after those that were. One may be left out only as long as nothing stands
    under its number, nor under one that would move up (Stale "heading-dropped").
    """
    read = {heading.heading_id: heading for heading in after.headings}
    kept = [read.pop(one.heading_id) for one in before.headings if one.heading_id in read]
    named = {heading.heading_id for heading in kept}
    dropped = next((one for one in before.headings if one.heading_id not in named), None)
    if dropped is not None and await stored.is_heading_used(tx, before.no, dropped.no):
        raise Stale("heading-dropped", process=before, heading=dropped)
    headings = [replace(one, no=no) for no, one in enumerate([*kept, *read.values()], start=1)]
    return replace(after, headings=tuple(headings))


def with_what_was_decided(before: Process, after: Process) -> Process:
    """Return a newly read year with the shortlists, costs and projects that its bot decided.

    An agenda with other items, or projects that the file itself gives, count as they are read.
    """
    known = {heading.heading_id: heading for heading in before.headings}
    headings = []
    for heading in after.headings:
        was = known.get(heading.heading_id)
        if was is not None and was.agenda and not heading.projects:
            if not heading.agenda:
                heading = replace(heading, agenda=was.agenda)
            if [one.item_id for one in heading.agenda] == [one.item_id for one in was.agenda]:
                costs = [one.cost for one in was.agenda]
                heading = replace(
                    heading,
                    agenda=tuple(
                        replace(item, cost=cost)
                        for item, cost in zip(heading.agenda, costs, strict=True)
                    ),
                    shortlist=was.shortlist,
                    joinings=was.joinings,
                    projects=was.projects,
                )
        headings.append(heading)
    return replace(after, headings=tuple(headings))


async def refuse_to_turn_back(
    tx: Transaction, before: Process, after: Process, now_s: int
) -> None:
    """Raise Stale where a year may no longer become another; the codes are those of `load`."""
    frozen = await stored.frozen_rules(tx, before.no)
    if frozen is not None and frozen != rules_sha256(after):
        raise Stale("rules-frozen", process=before)
    for heading_no, sha256 in (await agenda_rules.frozen(tx, before.no)).items():
        found = after.heading(heading_no)
        if found is None or agenda_rules_sha256(after, found) != sha256:
            raise Stale("rules-frozen", process=before)
    now = _instant(now_s)
    for heading in before.papers.values():
        same = after.paper(heading.no) or heading
        closing = open_until(before.stages, heading.programme, heading.deed, now)
        if closing and open_until(after.stages, same.programme, same.deed, now) != closing:
            raise Stale("voting-under-way", process=before, heading=heading)
        was_open = closed_at(before.stages, heading.programme, heading.deed, now) is not None
        is_over = was_open and not _may_vote_yet(before, heading, now)
        if is_over and _may_vote_yet(after, same, now):
            raise Stale("voting-closed", process=before, heading=heading)


def _may_vote_yet(process: Process, heading: Heading, now: datetime) -> bool:
    about = (process.stages, heading.programme, heading.deed, now)
    return open_until(*about) is not None or opens_next(*about) is not None


def _instant(now_s: int) -> datetime:
    return datetime.fromtimestamp(now_s, UTC)


async def restate(house: House, tx: Transaction, process: Process) -> None:
    """Save how a budget year stands now; call `adopt` after the commit."""
    await stored.restate(tx, process.no, snapshot(process))


def adopt(house: House, process: Process) -> None:
    """Let the open house work with a budget year as it was just saved."""
    house.processes[process.no] = process
