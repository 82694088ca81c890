from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deliberation.phases import (
    PERMITS,
    Deed,
    Phase,
    Programme,
    Stage,
    closed_at,
    open_until,
    opens_next,
    stages_on,
)
from tests.samples import open_deeds

DAY = timedelta(days=1)
START = datetime(2020, 8, 3, tzinfo=UTC)
DELIBERATION = frozenset({Programme.CITY, Programme.DISTRICT})
YEAR = (
    Stage("talk", Phase.DELIBERATING, START - 10 * DAY, START),
    Stage("vote-deliberation", Phase.BALLOTING, START, START + 9 * DAY, DELIBERATION),
    Stage("count", Phase.ALLOCATING, START + 9 * DAY, START + 20 * DAY, DELIBERATION),
    Stage(
        "vote-proposal",
        Phase.BALLOTING,
        START,
        START + 26 * DAY,
        frozenset({Programme.PROPOSAL}),
    ),
)


@pytest.mark.parametrize(
    ("deed", "phases"),
    [
        (Deed.PROPOSE, {Phase.PROPOSING}),
        (Deed.PRIORITISE, {Phase.PRIORITISING}),
        (Deed.SET_COST, {Phase.COSTING}),
        (Deed.CAST_BALLOT, {Phase.BALLOTING}),
        (Deed.COUNT, {Phase.ALLOCATING}),
        (Deed.PUBLISH, {Phase.ALLOCATING, Phase.MONITORING}),
        (Deed.DISCUSS, set(Phase)),
        (Deed.OPINE, {Phase.DISCUSSING, Phase.DELIBERATING}),
    ],
)
def test_each_deed_has_its_phases(deed: Deed, phases: set[Phase]) -> None:
    permitting = {phase for phase in Phase if deed in PERMITS[phase]}

    assert permitting == phases


def test_programmes_close_each_in_their_own_time() -> None:
    at = START + 10 * DAY

    open_now = {
        programme: Deed.CAST_BALLOT in open_deeds(YEAR, programme, at) for programme in Programme
    }

    assert open_now == {
        Programme.PROPOSAL: True,
        Programme.CITY: False,
        Programme.DISTRICT: False,
    }
    assert [stage.stage_id for stage in stages_on(YEAR, Programme.CITY, at)] == ["count"]


def test_before_during_and_after_a_vote_its_times_are_known() -> None:
    ask = (YEAR, Programme.CITY, Deed.CAST_BALLOT)

    before, during, after = START - DAY, START + DAY, START + 15 * DAY

    assert (opens_next(*ask, before), open_until(*ask, before)) == (START, None)
    assert (opens_next(*ask, during), open_until(*ask, during)) == (None, START + 9 * DAY)
    assert (open_until(*ask, after), closed_at(*ask, after)) == (None, START + 9 * DAY)
    assert closed_at(*ask, during) is None


def test_what_goes_on_without_a_gap_has_one_end() -> None:
    until = open_until(YEAR, Programme.CITY, Deed.DISCUSS, START - DAY)

    assert until == START + 20 * DAY


def test_the_first_instant_of_a_stage_belongs_to_it() -> None:
    assert Deed.CAST_BALLOT in open_deeds(YEAR, Programme.PROPOSAL, START)
    assert Deed.CAST_BALLOT not in open_deeds(
        YEAR, Programme.PROPOSAL, START - timedelta(microseconds=1)
    )
