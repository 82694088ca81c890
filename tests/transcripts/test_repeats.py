"""Telegram delivers again what was not confirmed: nothing acts twice, nothing is told twice."""

import contextlib
import copy
import sqlite3
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from rehearsal.acts import ActRefused
from rehearsal.people import Person
from tests.transcripts.engine import Step, Transcript
from tests.transcripts.player import Player

FOLDER = Path(__file__).parent
WITHIN = 4  # steps whose updates come again together, as a batch that nobody had confirmed
PLAYED = [
    *("ko/change-of-mind", "en/proposal", "ko/facilitator-thread", "en/manager-announces"),
    *("ko/two-managers-extend", "en/results", "ko/manager-loads-a-year", "en/privacy"),
]

# What an evening leaves behind, but for what is drawn at random.
LEFT = (
    "SELECT process_no, process_id, source_sha256 FROM processes",
    "SELECT process_no, stage_id, told FROM stages",
    "SELECT user_id, language, process_no, blocked FROM citizens",
    "SELECT process_no, user_id, district, eligible_utc, consent_utc FROM participants",
    "SELECT process_no, heading_no, ranking, electorate FROM ballots",
    "SELECT process_no, heading_no, saves, replaced, withdrawn, closed_utc FROM tallies",
    "SELECT user_id, kind, process_no FROM drafts",
    "SELECT process_no, author, texts, audience FROM announcements",
    "SELECT process_no, kind, params, audience, announcement_no FROM fanouts",
    "SELECT process_no, user_id, role, scope FROM roles",
    "SELECT process_no, role, scope, made_by, used_by FROM invitations",
    "SELECT chat_id, process_no, title, language, rights, door, bound_by FROM groups",
    "SELECT thread_no, chat_id, topic_state, heading_no, is_open, round_no, note FROM threads",
    "SELECT thread_no, round_no, closed_by, messages, people, summary FROM rounds",
    "SELECT thread_no, round_no, COUNT(*) FROM voices GROUP BY 1, 2",
    "SELECT motion_no, kind, moved_by, seconded_by, state FROM motions",
    "SELECT process_no, edition, why, log_seq FROM editions",
    "SELECT process_no, heading_no, author, title, idea, cost, state FROM proposals",
    "SELECT proposal_no, kind FROM proposal_events",
    "SELECT process_no, seq, kind FROM public_log",
    "SELECT kind, chat_id, announcement_no, state FROM outbox WHERE at_most_once = 1",
)


class Repeating(Player):
    """Plays a transcript while every update of the last steps comes again after each step."""

    def __init__(self, transcript: Transcript, folder: Path, *, strangers_first: bool) -> None:
        super().__init__(transcript, folder)
        self._strangers_first = strangers_first
        self._offered: dict[tuple[int, str], tuple[str, int]] = {}
        self._lately: deque[list[dict[str, Any]]] = deque(maxlen=WITHIN)
        self.repeated = 0

    async def _step(self, step: Step) -> None:
        new: list[dict[str, Any]] = []
        if self._world is not None:
            self._world.box.updates.on_new = lambda raw: new.append(copy.deepcopy(raw))
        await super()._step(step)
        await self.world.quiet()
        for person in self.people.values():
            self._see(person)
        self._lately.append(new)
        batch = [raw for step_s in self._lately for raw in step_s]
        if self._strangers_first:
            # Each person's updates keep their order; people change places.
            batch.sort(key=lambda raw: -_sender(raw))
        runtime = self.world.runtime
        assert runtime is not None
        for raw in batch:
            await runtime.confirmer.begin(copy.deepcopy(raw))
        self.repeated += len(batch)
        await self.world.quiet()

    async def _taps(self, person: Person, rest: str, step: Step) -> None:
        try:
            await super()._taps(person, rest, step)
        except ActRefused:
            # A repeat has drawn another screen over it: the finger was quicker.
            label = rest.removeprefix("[").removesuffix("]")
            data, message_id = self._offered[person.id, label]
            await person.tap(data, message_id, stale=True)

    def _see(self, person: Person) -> None:
        for message in person.messages():
            for row in (message.inline or {}).get("inline_keyboard", []):
                for key in (key for key in row if "callback_data" in key):
                    self._offered[person.id, key["text"]] = key["callback_data"], message.id


def _sender(raw: dict[str, Any]) -> int:
    [event] = [value for key, value in raw.items() if key != "update_id"]
    return int(event.get("from", event.get("chat", {})).get("id", 0))


def _left(folder: Path) -> dict[str, list[Any]]:
    store = sqlite3.connect(f"file:{folder / 'madang.db'}?mode=ro", uri=True)
    with contextlib.closing(store):
        return {query: sorted(store.execute(query), key=repr) for query in LEFT}


@pytest.mark.parametrize("name", PLAYED)
async def test_what_comes_twice_leaves_the_same_behind(tmp_path: Path, name: str) -> None:
    transcript = Transcript.read(FOLDER / f"{name}.txt")
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir()
    twice.mkdir()
    await Player(transcript, once).play()
    player = Repeating(transcript, twice, strangers_first=name.startswith("ko"))

    await player.play()

    assert player.repeated > len(transcript.lines)
    expected, left = _left(once), _left(twice)
    for query in LEFT:
        assert left[query] == expected[query], query
