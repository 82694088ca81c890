"""Motions: what two different managers must want, having seen the same hash.

A kind registers here what it is about and what is done once it carries:

    SUBJECTS["publish"] = subject_of_a_result   # (house, tx, process_no, params) -> Subject
    CARRIED["publish"] = publish                # (house, tx, motion, now_s) -> Process | None

Both run inside the transaction. A `Process` that `CARRIED` returns was restated there, and is
adopted after the commit.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from actions import fanouts, processes, roles
from actions.house import House, Occasion
from actions.notices import tells
from deliberation.motion_views import MotionsView, MotionView
from deliberation.process import Process
from deliberation.refusals import NotPermitted, NotThere, Refusal, Stale
from storage import motions as stored
from storage import outbox, updates
from storage import roles as stored_roles
from storage.database import Transaction
from storage.motions import StoredMotion
from storage.outbox import Notice

NOTICE, NOTICE_SETTLED = "motion", "motion-settled"
SEEN_DIGITS = 16


@dataclass(frozen=True)
class Subject:
    """What a motion is about at this moment: its hash, and what a screen shows of it."""

    sha256: str
    shown: object = None


SubjectOf = Callable[[House, Transaction, int, Mapping[str, Any]], Awaitable[Subject]]
Carry = Callable[[House, Transaction, StoredMotion, int], Awaitable[Process | None]]

SUBJECTS: dict[str, SubjectOf] = {}
CARRIED: dict[str, Carry] = {}


async def move(
    house: House,
    occasion: Occasion,
    process_no: int,
    kind: str,
    params: Mapping[str, Any],
    subject_sha256: str,
) -> MotionView:
    """Move something as a manager; the other managers are told, with the hash and a button.

    The same motion, still open, is not moved twice: the view's outcome is "waiting" then. One
    on an older hash becomes stale.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "no-second-manager".
        Stale: "subject-changed" where the hash is no longer that of the subject.
    """

    async def act(tx: Transaction) -> MotionView:
        await roles.require_manager(tx, process_no, occasion)
        await require_second_manager(tx, process_no)
        alike = await stored.newest_alike(tx, process_no, kind, params)
        is_new = await updates.remember(tx, occasion.update_id, occasion.now_s)
        if alike is not None and not is_new:
            return await _view(house, tx, alike, occasion.user_id, outcome="waiting")
        subject = await SUBJECTS[kind](house, tx, process_no, params)
        if subject.sha256 != subject_sha256:
            raise Stale("subject-changed", process=house.process(process_no))
        if alike is not None and alike.state == stored.OPEN:
            if alike.subject_sha256 == subject_sha256:
                return await _view(house, tx, alike, occasion.user_id, outcome="waiting")
            await stored.settle(tx, alike.motion_no, stored.STALE, now_s=occasion.now_s)
        motion = await stored.add(
            tx,
            process_no,
            kind,
            params,
            subject_sha256=subject_sha256,
            moved_by=occasion.user_id,
            now_s=occasion.now_s,
        )
        await _tell_others(tx, motion, NOTICE, occasion.user_id, occasion.now_s)
        return await _view(house, tx, motion, occasion.user_id, outcome="moved")

    return await house.db.write(act)


async def second(
    house: House, occasion: Occasion, motion_no: int, subject_sha256: str
) -> MotionView:
    """Second a motion as a different manager; it carries at once, in the same transaction.

    `subject_sha256` is what the person saw: the hash, or its first 16 digits or more.

    Raises:
        NotPermitted: "role-needed", "only-in-private", "own-motion".
        NotThere: "no-such-motion".
        Stale: "subject-changed", "motion-settled".
    """
    adopted: list[Process] = []

    async def act(tx: Transaction) -> MotionView:
        motion = await _motion(house, tx, occasion, motion_no)
        if motion.state == stored.CARRIED and motion.seconded_by == occasion.user_id:
            return await _view(house, tx, motion, occasion.user_id, outcome="carried")
        if motion.state == stored.STALE:
            raise Stale("subject-changed", process=house.process(motion.process_no))
        if motion.state != stored.OPEN:
            raise Stale("motion-settled", state=motion.state)
        if motion.moved_by == occasion.user_id:
            raise NotPermitted("own-motion")
        subject = await SUBJECTS[motion.kind](house, tx, motion.process_no, motion.params)
        saw_it = len(subject_sha256) >= SEEN_DIGITS and motion.subject_sha256.startswith(
            subject_sha256
        )
        if not saw_it or subject.sha256 != motion.subject_sha256:
            raise Stale("subject-changed", process=house.process(motion.process_no))
        await stored.settle(
            tx, motion_no, stored.CARRIED, by=occasion.user_id, now_s=occasion.now_s
        )
        motion = replace(motion, state=stored.CARRIED, seconded_by=occasion.user_id)
        restated = await CARRIED[motion.kind](house, tx, motion, occasion.now_s)
        if restated is not None:
            adopted.append(restated)
        await _tell_others(tx, motion, NOTICE_SETTLED, occasion.user_id, occasion.now_s)
        return _shown(house, motion, occasion.user_id, subject, "carried", managers=2)

    view = await house.db.write(act)
    for process in adopted:
        processes.adopt(house, process)
    await fanouts.spread(house)
    return view


async def drop(house: House, occasion: Occasion, motion_no: int) -> MotionView:
    """Drop an open motion; any manager may, the mover too.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotThere: "no-such-motion".
        Stale: "motion-settled" where it has carried.
    """

    async def act(tx: Transaction) -> MotionView:
        motion = await _motion(house, tx, occasion, motion_no)
        if motion.state == stored.CARRIED:
            raise Stale("motion-settled", state=motion.state)
        if motion.state == stored.OPEN:
            await stored.settle(
                tx, motion_no, stored.DROPPED, by=occasion.user_id, now_s=occasion.now_s
            )
            motion = replace(motion, state=stored.DROPPED, seconded_by=occasion.user_id)
            await _tell_others(tx, motion, NOTICE_SETTLED, occasion.user_id, occasion.now_s)
        return await _view(house, tx, motion, occasion.user_id, outcome="dropped")

    return await house.db.write(act)


async def look(house: House, occasion: Occasion, motion_no: int) -> MotionView:
    """Return a motion as a manager sees it (raises as `drop`, but for "motion-settled")."""

    async def read(tx: Transaction) -> MotionView:
        motion = await _motion(house, tx, occasion, motion_no)
        return await _view(house, tx, motion, occasion.user_id)

    return await house.db.read(read)


async def told(house: House, user_id: int, motion_no: int) -> MotionView:
    """Return a motion for a notice, whoever reads it (raises NotThere "no-such-motion")."""

    async def read(tx: Transaction) -> MotionView:
        motion = await stored.numbered(tx, motion_no)
        if motion is None or motion.process_no not in house.processes:
            raise NotThere("no-such-motion")
        return await _view(house, tx, motion, user_id)

    return await house.db.read(read)


@tells(NOTICE, NOTICE_SETTLED)
async def news_of(house: House, notice: Notice) -> MotionView | None:
    """Return what a manager is told of a motion; None where nothing waits to be seconded."""
    view = await told(house, notice.chat_id, int(notice.params["motion_no"]))
    return None if notice.kind == NOTICE and view.state != stored.OPEN else view


async def waiting(house: House, occasion: Occasion, process_no: int) -> MotionsView:
    """Return the motions that wait for a second manager."""

    async def read(tx: Transaction) -> MotionsView:
        await roles.require_manager(tx, process_no, occasion)
        motions = await stored.open_ones(tx, process_no)
        views = [await _view(house, tx, motion, occasion.user_id) for motion in motions]
        return MotionsView(house.process(process_no), tuple(views))

    return await house.db.read(read)


async def require_second_manager(tx: Transaction, process_no: int) -> None:
    """Raise NotPermitted "no-second-manager" where nobody else could second."""
    if len(await stored_roles.holders(tx, process_no, roles.MANAGER)) < 2:
        raise NotPermitted("no-second-manager")


async def _motion(
    house: House, tx: Transaction, occasion: Occasion, motion_no: int
) -> StoredMotion:
    motion = await stored.numbered(tx, motion_no)
    if motion is None or motion.process_no not in house.processes:
        raise NotThere("no-such-motion")
    await roles.require_manager(tx, motion.process_no, occasion)
    return motion


async def _tell_others(
    tx: Transaction, motion: StoredMotion, kind: str, but: int, now_s: int
) -> None:
    for manager in await stored_roles.holders(tx, motion.process_no, roles.MANAGER):
        if manager == but:
            continue
        notice = Notice(
            kind=kind,
            chat_id=manager,
            process_no=motion.process_no,
            params={"motion_no": motion.motion_no},
            told_key=f"{kind}:{motion.motion_no}:{manager}",
        )
        await outbox.put(tx, notice, now_s)


async def _view(
    house: House, tx: Transaction, motion: StoredMotion, user_id: int, outcome: str = ""
) -> MotionView:
    managers = len(await stored_roles.holders(tx, motion.process_no, roles.MANAGER))
    subject = await _subject(house, tx, motion)
    if motion.state == stored.OPEN and subject.sha256 != motion.subject_sha256:
        motion = replace(motion, state=stored.STALE)
    return _shown(house, motion, user_id, subject, outcome, managers)


async def _subject(house: House, tx: Transaction, motion: StoredMotion) -> Subject:
    try:
        return await SUBJECTS[motion.kind](house, tx, motion.process_no, motion.params)
    except Refusal:
        return Subject("")


def _shown(
    house: House,
    motion: StoredMotion,
    user_id: int,
    subject: Subject,
    outcome: str,
    managers: int,
) -> MotionView:
    process = house.process(motion.process_no)
    names = {member.user_id: member.name for member in process.staff}
    return MotionView(
        process=process,
        motion_no=motion.motion_no,
        kind=motion.kind,
        params=motion.params,
        subject_sha256=motion.subject_sha256,
        mover_name=names.get(motion.moved_by, ""),
        moved_utc=datetime.fromtimestamp(motion.moved_utc, UTC),
        state=motion.state,
        is_mine=motion.moved_by == user_id,
        managers=managers,
        subject=subject.shown,
        outcome=outcome,
    )
