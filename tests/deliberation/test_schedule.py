from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.phases import Deed, Phase, Programme, Stage, open_until
from deliberation.refusals import BadInput, NotNow, NotThere, Refusal
from deliberation.schedule import (
    Told,
    begin_early,
    close_early,
    disturbed_closings,
    due_events,
    extend,
    next_event_utc,
    order_faults,
    told_after,
    told_after_change,
    told_at_loading,
)
from tests.samples import open_deeds

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime(2020, 8, 1, tzinfo=UTC)


def _stage(
    name: str, phase: Phase, first_day: float, last_day: float, *programmes: Programme
) -> Stage:
    return Stage(
        name,
        phase,
        START + first_day * DAY,
        START + last_day * DAY,
        frozenset(programmes) or None,
    )


VOTE = _stage("vote", Phase.BALLOTING, 10, 20)
COUNT = _stage("count", Phase.ALLOCATING, 20, 25)
WATCH = _stage("watch", Phase.MONITORING, 30, 60)
YEAR = (_stage("costs", Phase.COSTING, 0, 10), VOTE, COUNT, WATCH)


def _told(at_day: float, **told: str) -> list[tuple[str, str]]:
    events = due_events(YEAR, told, START + at_day * DAY)
    return [(event.stage.stage_id, event.told.value) for event in events]


def test_a_stage_is_told_as_entered_ending_and_ended() -> None:
    told = [
        _told(10, costs="ended"),
        _told(19, costs="ended", vote="entered"),
        _told(20, costs="ended", vote="ending"),
    ]

    assert told == [
        [("vote", "entered")],
        [("vote", "ending")],
        [("vote", "ended"), ("count", "entered")],
    ]


def test_nothing_is_due_twice_nor_early() -> None:
    just_before = START + 19 * DAY - timedelta(microseconds=1)

    early = due_events(YEAR, {"costs": "ended", "vote": "entered"}, just_before)
    again = _told(19.5, costs="ended", vote="ending")

    assert early == []
    assert again == []


def test_after_downtime_only_the_latest_news_of_each_stage_is_told() -> None:
    told = _told(31)

    assert told == [
        ("costs", "ended"), ("vote", "ended"), ("count", "ended"), ("watch", "entered"),
    ]  # fmt: skip


def test_a_stage_entered_in_its_last_day_is_told_once_with_its_end() -> None:
    now = START + 19.5 * DAY

    events = due_events((VOTE,), {}, now)

    assert [(event.told, event.due_utc) for event in events] == [(Told.ENTERED, VOTE.starts_utc)]
    assert told_after(events[0], now) is Told.ENDING


def test_a_stage_of_a_day_is_never_told_as_ending() -> None:
    short = _stage("short", Phase.BALLOTING, 0, 1)

    told = [due_events((short,), {"short": "entered"}, START + at * DAY) for at in (0.1, 0.9)]

    assert told == [[], []]


def test_a_process_loaded_in_mid_year_tells_nobody_of_its_past() -> None:
    now = START + 19.5 * DAY

    told = told_at_loading(YEAR, now)

    assert told == {"costs": "ended", "vote": "ending", "count": "", "watch": ""}
    assert due_events(YEAR, told, now) == []


@given(st.lists(st.floats(0, 70), max_size=30))
def test_however_the_job_wakes_each_news_is_told_at_most_once_and_ends_are_never_lost(
    wakings: list[float],
) -> None:
    told: dict[str, str] = {}
    heard: list[tuple[str, Told]] = []

    for at in [*sorted(wakings), 70.0]:
        now = START + at * DAY
        for event in due_events(YEAR, told, now):
            assert event.due_utc <= now
            heard.append((event.stage.stage_id, event.told))
            told[event.stage.stage_id] = told_after(event, now)

    assert len(heard) == len(set(heard))
    assert {name for name, news in heard if news is Told.ENDED} == {s.stage_id for s in YEAR}


def test_the_next_event_is_the_next_waking() -> None:
    wakings = [START - DAY]
    while (at := next_event_utc((VOTE,), wakings[-1])) is not None:
        wakings.append(at)

    assert wakings[1:] == [START + 10 * DAY, START + 19 * DAY, START + 20 * DAY]


@pytest.mark.parametrize(
    ("down", "back", "expected"),
    [
        (-0.5, -0.25, [(timedelta(minutes=15), True)]),
        (-3.0, -0.5, [(timedelta(minutes=30), True)]),
        (-0.25, 5.0, [(timedelta(minutes=15), False)]),
        (-3.0, -1.0, []),
        (0.0, 2.0, []),
    ],
)
def test_downtime_in_the_hour_before_a_closing_is_noticed(
    down: float, back: float, expected: list[tuple[timedelta, bool]]
) -> None:
    closing = VOTE.ends_utc

    found = disturbed_closings(YEAR, closing + down * HOUR, closing + back * HOUR)

    assert [(one.missed, one.is_still_open) for one in found] == expected


def test_downtime_before_the_end_of_the_count_hurts_no_citizen() -> None:
    found = disturbed_closings(YEAR, COUNT.ends_utc - HOUR, COUNT.ends_utc)

    assert found == []


def test_extending_pushes_on_what_followed_as_far_as_it_must() -> None:
    change = extend(YEAR, "vote", VOTE.ends_utc + 7 * DAY, START + 12 * DAY)

    ends = {after.stage_id: (after.starts_utc, after.ends_utc) for _, after in change.moved}
    assert ends == {
        "vote": (START + 10 * DAY, START + 27 * DAY),
        "count": (START + 27 * DAY, START + 32 * DAY),
        "watch": (START + 32 * DAY, START + 62 * DAY),
    }
    assert change.needs_two_managers
    assert order_faults(change.stages) == []


def test_slack_between_stages_takes_up_a_small_extension() -> None:
    change = extend(YEAR, "count", COUNT.ends_utc + 3 * DAY, START + 22 * DAY)

    assert [after.stage_id for _, after in change.moved] == ["count"]
    assert not change.needs_two_managers


def test_extending_one_programmes_stage_leaves_the_others_alone() -> None:
    city = _stage("city", Phase.BALLOTING, 0, 5, Programme.CITY)
    proposal = _stage("proposal", Phase.BALLOTING, 5, 20, Programme.PROPOSAL)
    count = _stage("count", Phase.ALLOCATING, 5, 9, Programme.CITY)

    change = extend((city, proposal, count), "city", START + 6 * DAY, START + DAY)

    assert [after.stage_id for _, after in change.moved] == ["city", "count"]


@pytest.mark.parametrize(
    ("change", "stage_id", "to_day", "at_day", "code"),
    [
        (extend, "vote", 25, 20, "stage-over"),
        (extend, "vote", 20, 12, "end-not-later"),
        (extend, "vote", 15, 12, "end-not-later"),
        (extend, "nope", 25, 12, "no-such-stage"),
        (close_early, "vote", 11, 12, "end-past"),
        (close_early, "vote", 20, 12, "end-not-earlier"),
        (close_early, "vote", 10, 10, "end-past"),
        (close_early, "count", 22, 12, "stage-not-begun"),
        (close_early, "vote", 15, 21, "stage-over"),
        (begin_early, "vote", 5, 12, "stage-begun"),
        (begin_early, "vote", 4, 5, "start-past"),
        (begin_early, "vote", 10, 5, "start-not-earlier"),
        (begin_early, "vote", 8, 5, "stages-overlap"),
        (begin_early, "watch", 24, 22, "stages-overlap"),
    ],
)
def test_dates_move_forward_only_and_never_into_the_past(
    change: object, stage_id: str, to_day: float, at_day: float, code: str
) -> None:
    assert callable(change)

    with pytest.raises(Refusal) as refusal:
        change(YEAR, stage_id, START + to_day * DAY, START + at_day * DAY)

    assert refusal.value.code == code
    assert isinstance(refusal.value, (BadInput, NotNow, NotThere))


def test_closing_now_closes_at_this_instant() -> None:
    now = START + 12 * DAY

    change = close_early(YEAR, "vote", now, now)

    assert Deed.CAST_BALLOT not in open_deeds(change.stages, Programme.CITY, now)
    assert change.needs_two_managers
    assert [event.told for event in due_events(change.stages, {"vote": "entered"}, now)][-1:] == [
        Told.ENDED
    ]


def test_a_stage_to_come_may_begin_in_the_gap_before_it() -> None:
    change = begin_early(YEAR, "watch", START + 26 * DAY, START + 22 * DAY)

    assert change.moved == (
        (WATCH, Stage("watch", WATCH.phase, START + 26 * DAY, WATCH.ends_utc)),
    )


def test_an_end_that_moves_away_is_announced_again() -> None:
    now = START + 19.5 * DAY
    change = extend(YEAR, "vote", START + 23 * DAY, now)

    told = told_after_change(change, {"costs": "ended", "vote": "ending"}, now)

    assert told == {"costs": "ended", "vote": "entered", "count": "", "watch": ""}
    assert [e.told for e in due_events(change.stages, told, START + 22 * DAY)] == [Told.ENDING]


@given(st.floats(0.01, 40), st.floats(10, 19.9))
def test_no_extension_breaks_the_order_or_shortens_a_stage(by: float, at: float) -> None:
    change = extend(YEAR, "vote", VOTE.ends_utc + by * DAY, START + at * DAY)

    assert order_faults(change.stages) == []
    for before, after in zip(YEAR, change.stages, strict=True):
        assert after.starts_utc >= before.starts_utc
        assert after.ends_utc - after.starts_utc >= before.ends_utc - before.starts_utc


@pytest.mark.parametrize(
    ("stages", "codes"),
    [
        (YEAR, []),
        ((VOTE, _stage("costs", Phase.COSTING, 5, 12)), ["stages-overlap"]),
        ((_stage("propose", Phase.PROPOSING, 21, 30), VOTE), ["stage-out-of-order"]),
        ((_stage("a", Phase.INFORMING, 0, 60), VOTE, COUNT), []),
        ((VOTE, _stage("talk", Phase.DELIBERATING, 5, 15)), []),
        ((VOTE, _stage("watch", Phase.MONITORING, 19, 40)), ["stages-overlap"]),
        (
            (
                _stage("a", Phase.BALLOTING, 0, 5, Programme.CITY),
                _stage("b", Phase.COSTING, 2, 7, Programme.PROPOSAL),
            ),
            [],
        ),
    ],
)  # fmt: skip
def test_stages_that_clash_are_named(stages: tuple[Stage, ...], codes: list[str]) -> None:
    found = order_faults(stages)

    assert [code for code, _, _ in found] == codes


def test_nothing_is_accepted_at_the_closing_instant() -> None:
    last = VOTE.ends_utc - timedelta(microseconds=1)

    before, at = (
        Deed.CAST_BALLOT in open_deeds(YEAR, Programme.CITY, now) for now in (last, VOTE.ends_utc)
    )

    assert (before, at) == (True, False)


@given(st.floats(-5, 70), st.sampled_from(list(Deed)))
def test_a_deed_is_open_exactly_until_the_instant_named(at: float, deed: Deed) -> None:
    now = START + at * DAY

    until = open_until(YEAR, Programme.DISTRICT, deed, now)

    assert (until is not None) == (deed in open_deeds(YEAR, Programme.DISTRICT, now))
    if until is not None:
        assert deed in open_deeds(YEAR, Programme.DISTRICT, until - timedelta(microseconds=1))
        assert deed not in open_deeds(YEAR, Programme.DISTRICT, until)


def test_stages_across_a_change_of_the_clocks_keep_their_length() -> None:
    warsaw = ZoneInfo("Europe/Warsaw")
    autumn = Stage(
        "vote",
        Phase.BALLOTING,
        datetime(2022, 10, 29, 15, tzinfo=warsaw).astimezone(UTC),
        datetime(2022, 10, 30, 15, tzinfo=warsaw).astimezone(UTC),
    )

    hours = (autumn.ends_utc - autumn.starts_utc) / HOUR

    assert hours == 25
    assert not autumn.is_on(datetime(2022, 10, 30, 14, tzinfo=UTC))
    assert autumn.is_on(datetime(2022, 10, 30, 13, 59, tzinfo=UTC))
