import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots import (
    CODE_BYTES,
    CODE_PATTERN,
    has_rank,
    pack,
    shown_order,
    tracking_code,
    unpack,
    with_rank,
)
from deliberation.refusals import BadInput


def test_a_tap_past_the_end_appends_as_the_next_rank() -> None:
    ranking = with_rank((4, 2), 9, 3, 5)

    assert ranking == (4, 2, 9)


def test_moving_up_swaps_with_the_one_above() -> None:
    ranking = with_rank((4, 2, 9), 9, 2, 3)

    assert ranking == (4, 9, 2)


def test_taking_back_closes_the_gap() -> None:
    ranking = with_rank((4, 2, 9), 2, 0, 3)

    assert ranking == (4, 9)


def test_a_full_ballot_takes_no_more_but_can_be_reordered() -> None:
    full = (1, 2, 3)

    with pytest.raises(BadInput, match="ballot-full"):
        with_rank(full, 4, 4, 3)
    assert with_rank(full, 3, 1, 3) == (3, 1, 2)


wishes = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9)), max_size=40)


@given(wishes, st.integers(1, 6))
def test_any_wishes_leave_a_valid_ballot(made: list[tuple[int, int]], size: int) -> None:
    ranking: tuple[int, ...] = ()

    for project, rank in made:
        try:
            ranking = with_rank(ranking, project, rank, size)
        except BadInput:
            assert project not in ranking
            continue
        assert has_rank(ranking, project, min(rank, len(ranking)) if rank else 0)

    assert len(ranking) <= size
    assert len(set(ranking)) == len(ranking)


@given(wishes, st.integers(1, 6))
def test_a_wish_that_is_already_so_changes_nothing(made: list[tuple[int, int]], size: int) -> None:
    ranking: tuple[int, ...] = ()
    for project, rank in made:
        if len(ranking) < size or project in ranking:
            ranking = with_rank(ranking, project, rank, size)

    for at, project in enumerate(ranking, start=1):
        assert has_rank(ranking, project, at)
        assert with_rank(ranking, project, at, size) == ranking


@given(st.lists(st.integers(1, 999), unique=True, max_size=10))
def test_a_ranking_survives_the_store(ranking: list[int]) -> None:
    assert unpack(pack(ranking)) == tuple(ranking)


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_a_tracking_code_can_be_read_aloud(random: bytes) -> None:
    assert CODE_PATTERN.match(tracking_code(random))


def test_every_voter_sees_an_order_of_their_own_and_keeps_it() -> None:
    ids = [str(number) for number in range(20)]

    first = shown_order("seed of one", "city", ids)
    again = shown_order("seed of one", "city", ids)
    other = shown_order("seed of another", "city", ids)

    assert first == again
    assert first != other
    assert sorted(first) == list(range(20))
