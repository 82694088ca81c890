"""Publishing and correcting votes without money, as two managers who saw the same hash.

What shortlists and line reviews share. Everything that follows from a motion that carries happens
in its transaction: drafts become editions, the public log says so, everybody concerned is told.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from actions import (
    agenda,
    heading_news,
    motions,
    outcome_counting,
    outcome_reading,
    processes,
    roles,
)
from actions.correction import Correcting, correction_params
from actions.house import House, Occasion
from actions.motions import CARRIED, SUBJECTS, Subject
from actions.outcome_counting import CountingRules
from deliberation.allocation import canonical_json
from deliberation.motion_views import MotionView
from deliberation.outcome_views import Confirmed
from deliberation.phases import Vote
from deliberation.process import Heading, Process
from deliberation.refusals import NotNow, NotThere, Stale
from storage import ballots as stored_ballots
from storage import outcomes, public_log
from storage import processes as stored_processes
from storage import roles as stored_roles
from storage.database import DUE, Transaction
from storage.motions import StoredMotion
from storage.outcomes import Outcome

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PublishingRules:
    """What publishing a kind of vote means.

    `publish` and `correct` are its motions, `published` and `corrected` its entries in the public
    log, `news` its notice. `shown` makes what screens show of a publication, `said` what the log
    says of a heading; `lots` gives the seed that decided ties, where there are any. `refuse`
    raises where a heading's outcome can no longer be corrected; `follow` does what follows in the
    year itself.
    """

    counting: CountingRules
    publish: str
    correct: str
    published: str
    corrected: str
    news: str
    lots: Callable[[Outcome], str] | None
    shown: Callable[[Process, Sequence[Outcome], Confirmed], object]
    said: Callable[[Outcome], Mapping[str, object]]
    refuse: Callable[[Process, Heading], None]
    follow: Callable[[House, Transaction, Process, Sequence[Outcome]], Awaitable[Process | None]]

    @property
    def vote(self) -> Vote:
        """The kind of vote."""
        return self.counting.vote


@dataclass(frozen=True)
class Desk:
    """What a manager's desk shows of a kind of vote, in headings."""

    open_headings: tuple[Heading, ...]
    uncounted: tuple[Heading, ...]
    summary: object | None
    public: tuple[Heading, ...]
    managers: int


def register(rules: PublishingRules) -> None:
    """Let motions of this kind be moved and carried, and corrections of it be prepared."""
    SUBJECTS[rules.publish] = partial(_subject, rules, _fresh)
    SUBJECTS[rules.correct] = partial(_subject, rules, _correction)
    CARRIED[rules.publish] = partial(_carry, rules, _fresh)
    CARRIED[rules.correct] = partial(_carry, rules, _correction)
    Correcting.KINDS[rules.vote] = Correcting(
        has_seed=rules.lots is not None,
        prepare=partial(_prepare_correction, rules),
        move=partial(_move_correction, rules),
    )


async def desk_of(
    tx: Transaction, process: Process, rules: PublishingRules, occasion: Occasion
) -> Desk:
    """Return what a manager can confirm now, and what is still missing."""
    await roles.require_manager(tx, process.no, occasion)
    closed = await stored_ballots.closings(tx, process.no)
    known = {one.heading_no for one in await outcomes.all_of_them(tx, process.no, rules.vote)}
    public = {one.heading_no for one in await outcomes.published(tx, process.no, rules.vote)}
    papers = outcome_counting.papers(process, rules.vote)
    of_papers = [(paper, agenda.of_paper(process, paper)) for paper in papers]
    return Desk(
        open_headings=tuple(one for paper, one in of_papers if paper.no not in closed),
        uncounted=tuple(
            one for paper, one in of_papers if paper.no in closed and one.no not in known
        ),
        summary=await summary_or_none(tx, process, rules),
        public=tuple(one for _paper, one in of_papers if one.no in public),
        managers=len(await stored_roles.holders(tx, process.no, roles.MANAGER)),
    )


async def summary_or_none(
    tx: Transaction, process: Process, rules: PublishingRules
) -> object | None:
    """Return what publishing would make public; None where nothing waits for it."""
    try:
        return rules.shown(process, *await _fresh(tx, process, rules, {}))
    except (NotThere, Stale):
        return None


async def move_publishing(
    house: House, occasion: Occasion, process_no: int, rules: PublishingRules, seen: str
) -> MotionView:
    """Move to publish what is counted; a second manager carries it.

    `seen` is the hash that the person saw, or its first 16 digits or more.

    Raises:
        As `motions.move`; NotThere "nothing-to-publish", Stale "count-unfinished".
    """
    process = house.process(process_no)
    _, confirmed = await house.db.read(partial(_fresh, process=process, rules=rules, params={}))
    whole = _seen_in_full(process, seen, confirmed)
    return await motions.move(house, occasion, process_no, rules.publish, {}, whole)


async def _prepare_correction(
    rules: PublishingRules,
    house: House,
    occasion: Occasion,
    process_no: int,
    why: Mapping[str, str],
    seed: str,
) -> object:
    """Count everything public once more, with the seed corrected where one is given."""
    await house.db.read(partial(roles.require_manager, process_no=process_no, occasion=occasion))
    process = house.process(process_no)
    params = correction_params(process, why, seed)
    chosen = params["seed"] or await rules.counting.seed(house, process_no)
    public = await house.db.read(
        partial(outcomes.published, process_no=process_no, vote=rules.vote)
    )
    if not public or chosen is None:
        raise NotNow("no-results-yet", process=process)
    papers = {
        agenda.of_paper(process, one).no: one
        for one in outcome_counting.papers(process, rules.vote)
    }
    found = {}
    for one in public:
        rules.refuse(process, _heading(process, one.heading_no))
        count = await outcome_counting.checked_count(
            house, process, rules.counting, papers[one.heading_no], chosen, occasion.now
        )
        if count is None:
            raise NotNow("count-refused", heading=papers[one.heading_no])
        found[one.heading_no] = count

    async def act(tx: Transaction) -> object:
        await roles.require_manager(tx, process_no, occasion)
        for heading_no, count in found.items():
            await outcome_counting.keep(
                process_no, heading_no, rules.vote, count, occasion.now, tx
            )
        return rules.shown(process, *await _correction(tx, process, rules, params))

    return await house.db.write(act)


async def _move_correction(
    rules: PublishingRules,
    house: House,
    occasion: Occasion,
    process_no: int,
    why: Mapping[str, str],
    seed: str,
    seen: str,
) -> MotionView:
    process = house.process(process_no)
    params = correction_params(process, why, seed)
    _, confirmed = await house.db.read(
        partial(_correction, process=process, rules=rules, params=params)
    )
    whole = _seen_in_full(process, seen, confirmed)
    return await motions.move(house, occasion, process_no, rules.correct, params, whole)


def _seen_in_full(process: Process, seen: str, confirmed: Confirmed) -> str:
    if len(seen) < motions.SEEN_DIGITS or not confirmed.sha256.startswith(seen):
        raise Stale("subject-changed", process=process)
    return confirmed.sha256


_Summed = tuple[Sequence[Outcome], Confirmed]
_SumUp = Callable[[Transaction, Process, PublishingRules, Mapping[str, Any]], Awaitable[_Summed]]


async def _fresh(
    tx: Transaction, process: Process, rules: PublishingRules, params: Mapping[str, Any]
) -> _Summed:
    """Return what publishing would make public.

    Raises:
        NotThere: "nothing-to-publish".
        Stale: "count-unfinished" while something closed is not counted.
    """
    public = {one.heading_no for one in await outcomes.published(tx, process.no, rules.vote)}
    drafts = await outcomes.drafts(tx, process.no, rules.vote)
    fresh = [one for one in drafts if one.heading_no not in public]
    if not fresh:
        raise NotThere("nothing-to-publish")
    if await outcome_counting.uncounted(tx, process, rules.vote):
        raise Stale("count-unfinished", process=process)
    whole = _whole_sha256(process, rules, fresh)
    return fresh, Confirmed(whole, whole)


async def _correction(
    tx: Transaction, process: Process, rules: PublishingRules, params: Mapping[str, Any]
) -> _Summed:
    """Return what a correction would make public (NotThere "nothing-to-correct")."""
    public = {one.heading_no: one for one in await outcomes.published(tx, process.no, rules.vote)}
    drafts = await outcomes.drafts(tx, process.no, rules.vote)
    fresh = [one for one in drafts if one.heading_no in public]
    if not fresh or len(fresh) != len(public):
        raise NotThere("nothing-to-correct")
    for one in fresh:
        rules.refuse(process, _heading(process, one.heading_no))
    whole = _whole_sha256(process, rules, fresh)
    about = canonical_json({"whole": whole, **params})
    return fresh, Confirmed(
        sha256(about.encode()).hexdigest(),
        whole,
        params["why"],
        frozenset(one.heading_no for one in fresh if one.sha256 != public[one.heading_no].sha256),
    )


def _whole_sha256(process: Process, rules: PublishingRules, fresh: Sequence[Outcome]) -> str:
    whole = {
        "process": process.process_id,
        "vote": rules.vote.value,
        "headings": sorted(
            [_heading(process, one.heading_no).heading_id, one.sha256] for one in fresh
        ),
    }
    return sha256(canonical_json(whole).encode()).hexdigest()


async def _subject(
    rules: PublishingRules,
    sum_up: _SumUp,
    house: House,
    tx: Transaction,
    process_no: int,
    params: Mapping[str, Any],
) -> Subject:
    process = house.process(process_no)
    fresh, confirmed = await sum_up(tx, process, rules, params)
    return Subject(confirmed.sha256, rules.shown(process, fresh, confirmed))


async def _carry(
    rules: PublishingRules, sum_up: _SumUp, house: House, tx: Transaction, motion: StoredMotion,
    now_s: int,
) -> Process | None:  # fmt: skip
    process = await processes.standing(tx, motion.process_no)
    fresh, confirmed = await sum_up(tx, process, rules, motion.params)
    seed = str(motion.params.get("seed", ""))
    if seed:
        await stored_processes.replace_seed(tx, process.no, seed, rules.vote)
    newest = await outcome_reading.newest_of(tx, process.no, rules.vote)
    body: dict[str, Any] = {
        "sha256": confirmed.whole_sha256,
        "headings": {
            _heading(process, one.heading_no).heading_id: {
                **rules.said(one),
                "edition": newest.get(one.heading_no, 0) + 1,
                "sha256": one.sha256,
            }
            for one in fresh
        },
    }
    if rules.lots is not None:
        body["seed"] = rules.lots(fresh[0])
    if confirmed.why:
        body["why"] = dict(confirmed.why)
    kind = rules.corrected if confirmed.why else rules.published
    await public_log.append(tx, process.no, kind, body, now_s)
    concerned = [_heading(process, one.heading_no) for one in fresh]
    await outcomes.publish(
        tx,
        process.no,
        rules.vote,
        [one.no for one in concerned],
        why=confirmed.why,
        log_seq=await public_log.length(tx, process.no),
        now_s=now_s,
    )
    restated = await rules.follow(house, tx, process, fresh)
    name = f"{rules.news}:{motion.motion_no}:"
    await heading_news.tell(tx, restated or process, concerned, rules.news, name, now_s)
    tx.touch(DUE)
    log.info("process %d: %d outcomes of %s are public", process.no, len(fresh), rules.vote.value)
    return restated


def _heading(process: Process, heading_no: int) -> Heading:
    heading = process.heading(heading_no)
    if heading is None:
        raise NotThere("no-such-heading")
    return heading
