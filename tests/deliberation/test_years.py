from dataclasses import replace
from datetime import timedelta

from deliberation.phases import Phase, Stage
from deliberation.process import Process
from deliberation.years import Moment, moment, other_years, shown_first
from tests.samples import DAY, NOON, sample_process


def year(no: int, phase: Phase, *, starts: int = -1, ends: int = 5) -> Process:
    stage = Stage(phase.value, phase, NOON + starts * DAY, NOON + ends * DAY)
    return replace(sample_process(), no=no, stages=(stage,))


def test_a_year_asks_most_while_it_votes_and_nothing_once_it_is_over() -> None:
    voting, proposing, counting, coming, over = (
        year(1, Phase.BALLOTING),
        year(2, Phase.PROPOSING),
        year(3, Phase.ALLOCATING),
        year(4, Phase.BALLOTING, starts=2),
        year(5, Phase.BALLOTING, starts=-9, ends=0),
    )

    found = [moment(one, NOON) for one in (voting, proposing, counting, coming, over)]

    assert found == [Moment.VOTING, Moment.OPEN, Moment.WAITING, Moment.WAITING, Moment.OVER]
    assert moment(over, NOON - timedelta(seconds=1)) is Moment.VOTING


def test_a_newcomer_sees_the_year_that_votes_before_a_newer_one_that_does_not() -> None:
    years = [year(1, Phase.BALLOTING), year(2, Phase.PROPOSING), year(3, Phase.INFORMING)]

    assert shown_first(years, NOON, None) == 1
    assert shown_first(years[1:], NOON, None) == 2
    assert shown_first([year(1, Phase.BALLOTING), year(2, Phase.BALLOTING)], NOON, None) == 2
    assert shown_first([], NOON, None) is None


def test_whoever_can_do_something_in_their_year_stays_there() -> None:
    years = [year(1, Phase.PROPOSING), year(2, Phase.BALLOTING)]

    assert shown_first(years, NOON, own=1) == 1


def test_whoever_has_nothing_to_do_in_their_year_comes_to_the_one_that_is_open() -> None:
    years = [year(1, Phase.MONITORING), year(2, Phase.PROPOSING)]
    waiting = [year(1, Phase.MONITORING), year(2, Phase.INFORMING)]

    assert shown_first(years, NOON, own=1) == 2
    assert shown_first(waiting, NOON, own=1) == 1
    assert shown_first(waiting, NOON, own=9) == 2


def test_other_years_are_listed_by_what_they_ask_then_the_newest_first() -> None:
    years = [
        year(1, Phase.BALLOTING, starts=-9, ends=-1),
        year(2, Phase.BALLOTING),
        year(3, Phase.INFORMING),
        year(4, Phase.BALLOTING, starts=-9, ends=-1),
    ]

    found = other_years(years, NOON, shown=3)

    assert [(process.no, is_open) for process, is_open in found] == [
        (2, True),
        (4, False),
        (1, False),
    ]
