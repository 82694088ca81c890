"""Ballots, repeats, reorderings, closings and crashes in any order, on a real store."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from actions import ballots, citizens, closing
from actions.house import House
from deliberation.ballots import Ranking
from deliberation.refusals import NotNow
from storage import ballots as stored
from storage import public_log
from storage.database import Transaction
from tests.results.voting import AFTER, CLOSED, deliver_screens, register
from tests.samples import NOON, occasion, open_house, sample_process

T = TypeVar("T")
PEOPLE = (81_000_000_001, 81_000_000_002, 81_000_000_003)
HEADINGS = {1: 6, 2: 3}  # heading: its projects
SIZE = 3


class ModelledBallot:
    """What a ballot should be: computed from the taps alone."""

    def __init__(self) -> None:
        self.screens: list[Ranking] = [()]  # what each revision showed
        self.code = ""
        self.former_codes: list[str] = []
        self.saves = self.replaced = self.withdrawn = 0

    @property
    def ranking(self) -> Ranking:
        return self.screens[-1]

    @property
    def revision(self) -> int:
        return len(self.screens) - 1

    def after(self, project: int, rank: int, seen: int) -> Ranking | str:
        """Return what a tap on a screen makes of it, or why it makes nothing of it."""
        since = list(pairwise(self.screens[seen:]))
        if rank == 0:
            if project not in self.ranking:
                return "same"
            return "stale" if since else tuple(one for one in self.ranking if one != project)
        if project in self.ranking:
            return "same"
        if len(self.ranking) == SIZE:
            return "full"
        is_behind = all(len(later) == len(former) + 1 for former, later in since)
        was_full = len(self.screens[seen]) == SIZE
        gave_way = was_full and len(since) == 1 and len(self.ranking) == SIZE - 1
        return (*self.ranking, project) if is_behind or gave_way else "stale"

    def becomes(self, ranking: Ranking, code: str) -> None:
        if ranking:
            self.saves += 1
            self.replaced += bool(self.ranking)
        else:
            self.withdrawn += 1
        if self.code:
            self.former_codes.append(self.code)
        self.screens.append(ranking)
        self.code = code


class Voting(RuleBasedStateMachine):
    """Integrity 1, 2, 3, 4, 5, 7, 13 and 16."""

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.root = Path(tempfile.mkdtemp(prefix="madang-"))
        self.folder = self.root / "0"
        self.folder.mkdir()
        self.lives = itertools.count(1)
        self.at = NOON
        self.model = {
            (person, heading): ModelledBallot() for person in PEOPLE for heading in HEADINGS
        }
        self.slots: set[str] = set()
        self.done: list[tuple[int, int, int, int, int]] = []
        self._open()
        for person in PEOPLE:
            self.run(register(self.house, person, 2))

    def _open(self) -> None:
        self.context = open_house(self.folder, sample_process(), at=self.at, seed=next(self.lives))
        self.house: House = self.run(self.context.__aenter__())

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(what)

    @property
    def is_over(self) -> bool:
        return self.at >= CLOSED

    @rule(
        person=st.sampled_from(PEOPLE),
        heading=st.sampled_from(sorted(HEADINGS)),
        project=st.integers(1, 6),
        behind=st.sampled_from((0, 0, 0, 1, 2)),
    )
    def tap(self, person: int, heading: int, project: int, behind: int) -> None:
        project = (project - 1) % HEADINGS[heading] + 1
        ballot = self.model[person, heading]
        seen = max(0, ballot.revision - behind)
        rank = 0 if project in ballot.screens[seen] else len(ballot.screens[seen]) + 1
        self._tap(person, heading, project, rank, seen)
        self.done.append((person, heading, project, rank, seen))

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def a_former_tap_again(self, data: st.DataObject) -> None:
        self._tap(*data.draw(st.sampled_from(self.done)))

    def _tap(self, person: int, heading: int, project: int, rank: int, seen: int) -> None:
        expected = self.model[person, heading]
        try:
            view = self.run(
                ballots.set_rank(
                    self.house,
                    occasion(self.house, person),
                    1,
                    heading,
                    project_no=project,
                    rank=rank,
                    revision=seen,
                    page=0,
                    field_id="",
                )
            )
        except NotNow:
            assert self.is_over
            return
        assert not self.is_over
        wanted = expected.after(project, rank, seen)
        if isinstance(wanted, str):
            assert view.outcome == wanted
        else:
            assert view.outcome == ("saved" if wanted else "withdrawn")
            expected.becomes(wanted, view.code)
        assert view.ranking == expected.ranking
        assert view.code == (expected.code if expected.ranking else "")

    @rule(person=st.sampled_from(PEOPLE), heading=st.sampled_from(sorted(HEADINGS)))
    def withdraw(self, person: int, heading: int) -> None:
        expected = self.model[person, heading]
        try:
            view = self.run(
                ballots.clear(
                    self.house, occasion(self.house, person), 1, heading, expected.revision
                )
            )
        except NotNow:
            assert self.is_over
            return
        assert not self.is_over
        if expected.ranking:
            expected.becomes((), "")
        assert view.ranking == ()

    @rule(hours=st.integers(0, 30), screens_arrive=st.booleans())
    def time_passes(self, hours: int, screens_arrive: bool) -> None:
        self._move_to(self.at + timedelta(hours=hours))
        if screens_arrive:
            self.run(deliver_screens(self.house))

    @rule()
    def voting_ends(self) -> None:
        self._move_to(max(self.at, CLOSED))

    def _move_to(self, at: Any) -> None:
        self.at = at
        self.house.clock.set(at)  # type: ignore[attr-defined]

    @rule()
    def the_closing_job_wakes(self) -> None:
        self._note_slots()
        self.run(closing.close_due(self.house, self.at))

    @rule(steps=st.integers(0, 5))
    def the_program_dies(self, steps: int) -> None:
        self._note_slots()
        self.run(self._die_after(steps))
        after = self.root / str(next(self.lives))
        shutil.copytree(self.folder, after)
        self.run(self.context.__aexit__(None, None, None))
        shutil.rmtree(self.folder)
        self.folder = after
        self._open()

    async def _die_after(self, steps: int) -> None:
        """Go as far as some step of the closing job."""
        if steps:
            await closing.close_marks(self.house, self.at)
        closed = await self.house.db.read(lambda tx: stored.closings(tx, 1))
        places = [
            closing.Place(1, heading_no)
            for heading_no, (_closed, sealed) in closed.items()
            if sealed is None
        ]
        if steps >= 2 and places:
            self.house.keys.destroy(1, places[0].heading_no)
        if steps >= 3:
            for place in places:
                await closing.sever(self.house, place, self.at)
        if steps >= 4:
            await self.house.db.scrub()
        if steps >= 5:
            await closing.seal(self.house, places, self.at)

    def _note_slots(self) -> None:
        for person, heading in self.model:
            if not self.house.keys.is_destroyed(1, heading):
                self.slots.add(self.house.keys.slot(1, heading, citizens.person(person)))

    @invariant()
    def the_store_holds_what_was_tapped(self) -> None:
        for heading in HEADINGS:
            expected = [one for (_person, no), one in self.model.items() if no == heading]
            standing = [one for one in expected if one.ranking]

            async def look(tx: Transaction, no: int = heading) -> tuple[Any, Any]:
                return await stored.tally(tx, 1, no), await stored.counted(tx, 1, no)

            tally, counted = self.run(self.house.db.read(look))
            assert sorted((code, ranking) for code, _, ranking in counted) == sorted(
                (one.code, one.ranking) for one in standing
            )
            assert tally.reconciles
            assert tally.saves == sum(one.saves for one in expected)
            assert tally.replaced == sum(one.replaced for one in expected)
            assert tally.withdrawn == sum(one.withdrawn for one in expected)
            assert tally.rank_entries == sum(len(one.ranking) for one in standing)

    @invariant()
    def the_public_log_is_one_chain(self) -> None:
        log = self.run(self.house.db.read(lambda tx: public_log.entries(tx, 1)))
        previous = public_log.BEGINNING
        for seq, entry in enumerate(log, start=1):
            assert entry["seq"] == seq
            assert entry["previous_sha256"] == previous
            previous = public_log.entry_sha256(
                previous, seq, entry["at_utc"], entry["kind"], entry["body"]
            )
            assert entry["sha256"] == previous
        closed = [entry["body"] for entry in log if entry["kind"] == closing.LOG_KIND]
        assert len(closed) == len(set(closed)) <= 3

    def teardown(self) -> None:
        if not hasattr(self, "loop"):
            return
        try:
            self._move_to(max(self.at, AFTER))
            self._note_slots()
            self.run(closing.close_marks(self.house, self.at))
            self.run(deliver_screens(self.house))
            assert self.run(closing.close_due(self.house, self.at)) is None
            self.the_store_holds_what_was_tapped()
            self.the_public_log_is_one_chain()
            left = b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())
            assert not any(slot.encode() in left for slot in self.slots)
            for expected in self.model.values():
                assert not any(code.encode() in left for code in expected.former_codes)
                assert not expected.ranking or expected.code.encode() in left
        finally:
            self.run(self.context.__aexit__(None, None, None))
            self.loop.close()
            shutil.rmtree(self.root)


Voting.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestVoting = Voting.TestCase
