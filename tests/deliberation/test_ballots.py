import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots import (
    CODE_BYTES,
    CODE_PATTERN,
    Ranking,
    Wish,
    append,
    clear,
    has_rank,
    move_up,
    pack,
    shown_order,
    take_back,
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


class Paper:
    """A ballot, and the screens that were drawn of it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.ranking: Ranking = ()
        self.revision = 0
        self.drawn: list[tuple[Ranking, int]] = [((), 0)]

    def draw(self) -> None:
        self.drawn.append((self.ranking, self.revision))

    def meets(self, wish: Wish) -> str:
        made, outcome = wish.judge(self.ranking, self.revision)
        if made is not None:
            self.ranking, self.revision = made, self.revision + 1
        return outcome

    def tap(self, project_no: int, screens_ago: int = 0) -> Wish:
        """Return what the project's key says on a screen that was drawn some time ago."""
        ranking, seen = self.drawn[max(0, len(self.drawn) - 1 - screens_ago)]
        if project_no in ranking:
            return take_back(project_no, seen)
        return append(project_no, len(ranking) + 1, seen, self.size)


def test_quick_taps_on_one_screen_are_ranks_in_their_order() -> None:
    paper = Paper(3)

    told = [paper.meets(paper.tap(project_no)) for project_no in (7, 2, 7, 5, 4)]

    assert paper.ranking == (7, 2, 5)
    assert told == ["saved", "saved", "same", "saved", "full"]


def test_a_rank_taken_back_makes_room_for_the_next_quick_tap() -> None:
    paper = Paper(3)
    for project_no in (7, 2, 5):
        paper.meets(paper.tap(project_no))
    paper.draw()

    told = [paper.meets(paper.tap(project_no)) for project_no in (2, 4)]

    assert paper.ranking == (7, 5, 4)
    assert told == ["saved", "saved"]


def test_an_old_screen_of_a_ballot_that_became_another_appends_nothing() -> None:
    moved, cleared = Paper(5), Paper(5)
    for paper in (moved, cleared):
        for project_no in (7, 2):
            paper.meets(paper.tap(project_no))
    moved.meets(move_up(2, 1, 2))
    cleared.meets(clear(2))

    told = [moved.meets(moved.tap(5)), cleared.meets(cleared.tap(5))]

    assert told == ["stale", "stale"]
    assert (moved.ranking, cleared.ranking) == ((2, 7), ())


def test_a_wish_drawn_from_a_later_ballot_than_there_is_changes_nothing() -> None:
    ahead = [append(7, 1, 4, 3), append(7, 4, 3, 3)]

    assert [wish.judge((), 0) for wish in ahead] == [(None, "stale")] * 2


def test_taking_back_and_moving_up_need_the_ballot_they_were_drawn_from() -> None:
    told = [wish.judge((7, 2, 5), 4) for wish in (take_back(2, 3), move_up(5, 2, 3), clear(3))]

    assert told == [(None, "stale")] * 3


def test_only_a_tap_beyond_a_full_ballot_has_to_be_remembered() -> None:
    beyond, last = append(4, 4, 3, size=3), append(4, 3, 2, size=3)

    refused = beyond.judge((7, 2, 5), 3)

    assert (refused, beyond.judge((7, 5), 4)) == ((None, "full"), ((7, 5, 4), "saved"))
    assert (beyond.is_once, last.is_once) == (True, False)


thumbs = st.lists(
    st.tuples(
        st.sampled_from(["tap", "tap", "tap", "up", "clear", "draw", "repeat"]),
        st.integers(1, 6),
        st.integers(0, 4),
    ),
    max_size=40,
)


@given(thumbs, st.integers(1, 5))
def test_no_wish_acts_twice_however_late_it_comes_again(
    made: list[tuple[str, int, int]], size: int
) -> None:
    paper, sent = Paper(size), list[Wish]()

    for kind, project_no, ago in made:
        if kind == "draw":
            paper.draw()
        elif kind == "repeat":
            before = paper.ranking
            told = [paper.meets(wish) for wish in sent if not wish.is_once]
            assert paper.ranking == before
            assert {"saved", "withdrawn"}.isdisjoint(told)
        else:
            wish = {
                "tap": paper.tap(project_no, ago),
                "up": move_up(project_no, 1 + ago, paper.drawn[-1][1]),
                "clear": clear(paper.drawn[-1][1]),
            }[kind]
            sent.append(wish)
            paper.meets(wish)

        assert len(set(paper.ranking)) == len(paper.ranking) <= size


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
