"""Publishing: two managers who saw the same hash; correcting: the same, and why.

Everything that follows from it happens in the transaction in which the motion carries: the
drafts become an edition, the public log says so, everybody concerned is told.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from actions import counting, motions, roles, threads
from actions.correction import Correcting, correction_params
from actions.house import House, Occasion
from actions.motions import CARRIED, SUBJECTS, Subject
from actions.notices import tells
from actions.results import edition_view, heading_result, whole_of
from deliberation.allocation import canonical_json
from deliberation.audiences import audience_of
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotThere, Stale
from deliberation.results_views import DeskView, PublicationSummary, ResultNews
from storage import allocations, outbox, public_log
from storage import ballots as stored_ballots
from storage import citizens as stored_citizens
from storage import fanouts as stored_fanouts
from storage import processes as stored_processes
from storage import roles as stored_roles
from storage import threads as stored_threads
from storage.database import DUE, Row, Transaction
from storage.fanouts import Fanout
from storage.motions import StoredMotion
from storage.outbox import Lane, Notice

log = logging.getLogger(__name__)

PUBLISH, CORRECT = "publish", "correct"
LOG_PUBLISHED, LOG_CORRECTED = "results-published", "results-corrected"
NEWS = "result-news"


async def look_at_desk(house: House, occasion: Occasion, process_no: int) -> DeskView:
    """Return what a manager can confirm now, and what is still missing."""

    async def read(tx: Transaction) -> DeskView:
        await roles.require_manager(tx, process_no, occasion)
        process = house.process(process_no)
        closed = await stored_ballots.closings(tx, process_no)
        uncounted = await _uncounted(tx, process)
        seed = process.seed
        if seed is None:
            seed = await stored_processes.drawn_seed(tx, process_no)
        editions = await allocations.editions(tx, process_no)
        return DeskView(
            process=process,
            open_headings=sum(one.no not in closed for one in process.budget_headings),
            uncounted=tuple(uncounted),
            seed=seed,
            may_enter_seed=seed is None
            and not counting.goes_on(process, Vote.BUDGET, occasion.now),
            summary=await _summary_or_none(tx, process),
            edition=edition_view(process, editions[-1], len(editions)) if editions else None,
            managers=len(await stored_roles.holders(tx, process_no, roles.MANAGER)),
        )

    return await house.db.read(read)


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, seen_sha256: str
) -> MotionView:
    """Move to publish what is counted; a second manager carries it (raises as `motions.move`).

    `seen_sha256` is the hash that the person saw, or its first 16 digits or more.
    """
    whole = await house.db.read(partial(_summary, process=house.process(process_no)))
    sha256 = seen_in_full(seen_sha256, whole)
    return await motions.move(house, occasion, process_no, PUBLISH, {}, sha256)


def seen_in_full(seen: str, summary: PublicationSummary) -> str:
    """Return the hash that begins with the digits seen (Stale "subject-changed" otherwise)."""
    if len(seen) < motions.SEEN_DIGITS or not summary.sha256.startswith(seen):
        raise Stale("subject-changed", process=summary.process)
    return summary.sha256


async def prepare_correction(
    house: House, occasion: Occasion, process_no: int, why: Mapping[str, str], seed: str = ""
) -> PublicationSummary:
    """Count everything public once more, with the seed corrected where one is given.

    `why` says the reason in each of the year's languages.

    Raises:
        NotPermitted: "role-needed", "only-in-private".
        NotNow: "no-results-yet"; "count-refused" where rules or ballots are not as they were.
        BadInput: "reason-missing", "seed-unusable"; Stale "seed-frozen" where the rules fix it.
    """
    await house.db.read(partial(roles.require_manager, process_no=process_no, occasion=occasion))
    process = house.process(process_no)
    params = correction_params(process, why, seed)
    chosen = params["seed"] or await counting.seed_of(house, process_no)
    rows = await house.db.read(partial(allocations.published, process_no=process_no))
    if not rows or chosen is None:
        raise NotNow("no-results-yet", process=process)
    counts = []
    for row in rows:
        heading = _heading(process, row["heading_no"])
        count = await counting.checked_count(house, process, heading, chosen, occasion.now)
        if count is None:
            raise NotNow("count-refused", heading=heading)
        counts.append((heading.no, count))

    async def act(tx: Transaction) -> PublicationSummary:
        await roles.require_manager(tx, process_no, occasion)
        for heading_no, count in counts:
            await counting.keep(tx, process_no, heading_no, count, occasion.now)
        return await _correction(tx, process, params)

    return await house.db.write(act)


async def move_correction(
    house: House,
    occasion: Occasion,
    process_no: int,
    why: Mapping[str, str],
    seed: str,
    seen_sha256: str,
) -> MotionView:
    """Move a prepared correction; a second manager carries it (raises as `motions.move`)."""
    process = house.process(process_no)
    params = correction_params(process, why, seed)
    whole = await house.db.read(partial(_correction, process=process, params=params))
    sha256 = seen_in_full(seen_sha256, whole)
    return await motions.move(house, occasion, process_no, CORRECT, params, sha256)


async def _uncounted(tx: Transaction, process: Process) -> list[Heading]:
    closed = await stored_ballots.closings(tx, process.no)
    done = {row["heading_no"] for row in await allocations.drafts(tx, process.no)}
    done |= {row["heading_no"] for row in await allocations.published(tx, process.no)}
    return [one for one in process.budget_headings if one.no in closed and one.no not in done]


async def _summary_or_none(tx: Transaction, process: Process) -> PublicationSummary | None:
    try:
        return await _summary(tx, process)
    except (NotThere, Stale):
        return None


async def _summary(tx: Transaction, process: Process) -> PublicationSummary:
    """Return what publishing would make public.

    Raises:
        NotThere: "nothing-to-publish".
        Stale: "count-unfinished" while something closed is not counted.
    """
    public = await allocations.published(tx, process.no)
    known = {row["heading_no"] for row in public}
    fresh = [
        row for row in await allocations.drafts(tx, process.no) if row["heading_no"] not in known
    ]
    if not fresh:
        raise NotThere("nothing-to-publish")
    if await _uncounted(tx, process):
        raise Stale("count-unfinished", process=process)
    return await _summed_up(tx, process, [*public, *fresh], fresh, {})


async def _correction(
    tx: Transaction, process: Process, params: Mapping[str, Any]
) -> PublicationSummary:
    """Return what a correction would make public (raises NotThere "nothing-to-correct")."""
    public = await allocations.published(tx, process.no)
    known = {row["heading_no"]: row for row in public}
    drafts = await allocations.drafts(tx, process.no)
    fresh = [row for row in drafts if row["heading_no"] in known]
    if not fresh or len(fresh) != len(public):
        raise NotThere("nothing-to-correct")
    summary = await _summed_up(tx, process, fresh, fresh, params["why"])
    changed = frozenset(
        row["heading_no"] for row in fresh if row["sha256"] != known[row["heading_no"]]["sha256"]
    )
    about = canonical_json({"whole": summary.whole_sha256, **params})
    return replace(summary, sha256=sha256(about.encode()).hexdigest(), changed=changed)


async def _summed_up(
    tx: Transaction,
    process: Process,
    whole: list[Row],
    fresh: list[Row],
    why: Mapping[str, str],
) -> PublicationSummary:
    hashed = await whole_of(tx, process, whole)
    shown = tuple([await heading_result(tx, process, row) for row in fresh])
    return PublicationSummary(
        process=process,
        sha256=hashed,
        whole_sha256=hashed,
        rules_sha256=await stored_processes.frozen_rules(tx, process.no) or "",
        seed=shown[0].result.seed,
        headings=shown,
        concerned=frozenset(row["heading_no"] for row in fresh),
        why=why,
    )


async def _subject_of_publishing(
    house: House, tx: Transaction, process_no: int, _params: Mapping[str, Any]
) -> Subject:
    summary = await _summary(tx, house.process(process_no))
    return Subject(summary.sha256, summary)


async def _subject_of_correcting(
    house: House, tx: Transaction, process_no: int, params: Mapping[str, Any]
) -> Subject:
    summary = await _correction(tx, house.process(process_no), params)
    return Subject(summary.sha256, summary)


async def _publish(house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> None:
    process = house.process(motion.process_no)
    await _make_public(tx, process, await _summary(tx, process), LOG_PUBLISHED, now_s)


async def _correct(house: House, tx: Transaction, motion: StoredMotion, now_s: int) -> None:
    process = house.process(motion.process_no)
    summary = await _correction(tx, process, motion.params)
    seed = str(motion.params["seed"])
    if seed:
        await stored_processes.replace_seed(tx, process.no, seed)
        # What was counted with the former seed and is not public is counted again.
        left = await allocations.drafts(tx, process.no)
        stale = [row["heading_no"] for row in left if row["heading_no"] not in summary.concerned]
        await allocations.drop_drafts(tx, process.no, stale)
    await _make_public(tx, process, summary, LOG_CORRECTED, now_s)


async def _make_public(
    tx: Transaction, process: Process, summary: PublicationSummary, log_kind: str, now_s: int
) -> None:
    edition = len(await allocations.editions(tx, process.no)) + 1
    concerned = [one.heading for one in summary.headings]
    body: dict[str, Any] = {
        "edition": edition,
        "sha256": summary.whole_sha256,
        "rules_sha256": summary.rules_sha256,
        "seed": summary.seed,
        "headings": {
            one.heading.heading_id: {
                "selected": list(one.result.funded),
                "spent": one.result.spent,
                "ballots": one.result.ballots,
            }
            for one in summary.headings
        },
    }
    if summary.why:
        body["why"] = dict(summary.why)
    checkpoint = await public_log.append(tx, process.no, log_kind, body, now_s)
    numbers = [heading.no for heading in concerned]
    await allocations.publish(tx, process.no, numbers, edition, summary.why, now_s)
    await allocations.add_edition(
        tx,
        process.no,
        edition,
        sha256=summary.whole_sha256,
        why=summary.why,
        log_seq=await public_log.length(tx, process.no),
        log_sha256=checkpoint,
        now_s=now_s,
    )
    await _tell(tx, process, concerned, edition, now_s)
    tx.touch(DUE)
    log.info("process %d: edition %d is public", process.no, edition)


async def _tell(
    tx: Transaction, process: Process, concerned: list[Heading], edition: int, now_s: int
) -> None:
    name = f"results:{process.no}:{edition}:"
    params = {"edition": edition}
    people = Fanout(process.no, NEWS, params, audience_of(concerned), name)
    await stored_fanouts.begin(tx, people, now_s)
    for heading in concerned:
        await threads.refresh_cards(tx, process, heading, now_s)
        for thread in await stored_threads.of_heading(tx, process.no, heading.no):
            if not thread.can_be_written_to:
                continue
            notice = Notice(
                kind=NEWS,
                chat_id=thread.chat_id,
                thread_id=thread.topic_id,
                process_no=process.no,
                params={**params, "heading_no": heading.no},
                lane=Lane.GROUPS,
                told_key=f"{name}{thread.chat_id}:{thread.thread_no}",
            )
            await outbox.put(tx, notice, now_s)


@tells(counting.COUNTED)
async def counted(house: House, notice: Notice) -> PublicationSummary | None:
    """Return what a manager can publish now; None where nothing waits for it any more."""
    process = house.process(notice.process_no)
    return await house.db.read(partial(_summary_or_none, process=process))


@tells(NEWS)
async def news_of(house: House, notice: Notice) -> ResultNews | None:
    """Return what a chat is told of an edition; None once a newer one has taken its place."""
    process = house.process(notice.process_no)
    number = int(notice.params["edition"])
    heading_no = int(notice.params.get("heading_no", 0))

    async def read(tx: Transaction) -> ResultNews | None:
        editions = await allocations.editions(tx, process.no)
        if number != len(editions):
            return None
        told = set(await allocations.headings_told(tx, process.no, number))
        if heading_no:
            told &= {heading_no}
        else:
            person = await stored_citizens.participant(tx, process.no, notice.chat_id)
            district = person["district"] if person is not None else ""
            told &= {heading.no for heading in process.headings_for(district)}
        shown = []
        for no in sorted(told):
            for row in await allocations.published(tx, process.no, number, heading_no=no):
                shown.append(await heading_result(tx, process, row))
        edition = edition_view(process, editions[-1], len(editions))
        return ResultNews(process, edition, tuple(shown), bool(heading_no), house.bot_username)

    return await house.db.read(read)


def _heading(process: Process, heading_no: int) -> Heading:
    heading = process.heading(heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return heading


SUBJECTS[PUBLISH] = _subject_of_publishing
SUBJECTS[CORRECT] = _subject_of_correcting
CARRIED[PUBLISH] = _publish
CARRIED[CORRECT] = _correct
Correcting.KINDS[Vote.BUDGET] = Correcting(True, prepare_correction, move_correction)
