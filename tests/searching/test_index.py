import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import searching
from deliberation.proposals import State
from deliberation.refusals import BadInput
from deliberation.searching import (
    Entry,
    Found,
    Order,
    SearchIndex,
    Wish,
    ordered,
)
from deliberation.searching_words import SPANS_SPACES_FROM, accepted_query, folded

TITLES = (
    "은평 어린이놀이터 그네 바꾸기",
    "작은 도서관을 늦게까지",
    "골목 가로등을 밝게",
    "Benches for the park",
    "Night clinic near Parking lot 3",
    "도시 설계 공모",
    "하천 꽃 길",
)


def entry(number: int, text: str, *, heading_no: int = 1, field: str = "", **more: State) -> Entry:
    state = more.get("state", State.RECEIVED)
    return Entry(number, heading_no, field, state, text.split("\n")[0], text)


def index_of(*texts: str) -> SearchIndex:
    index = SearchIndex()
    for number, text in enumerate(texts, start=1):
        index.put(entry(number, text))
    return index


def found(index: SearchIndex, words: str) -> list[int]:
    return sorted(index.find(Wish(words)).numbers.tolist())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("놀이터", [1]),  # within a longer word
        ("어린이 놀이터", [1]),
        ("어린이놀이터그네", [1]),  # across spaces
        ("도서관", [2]),  # before a particle
        ("도서관에서", [2]),  # with another particle
        ("그네 놀이터", [1]),  # in any order
        ("park", [4, 5]),  # beginnings of words, whatever the case
        ("PARKS", [4, 5]),
        ("ark", []),  # not the middle of one
        ("시설", []),  # not the end of one word and the beginning of the next
        ("꽃길", [7]),
        ("꽃 길", [7]),
        ("ㄴㅇㅌ", [1]),  # initial consonants of a title
        ("ehtjrhks", [2]),  # 도서관 on Latin keys
        ("lot 3", [5]),
        ("가로수", []),
    ],
)
def test_words_are_found_as_people_type_them(words: str, expected: list[int]) -> None:
    index = index_of(*TITLES)

    assert found(index, words) == expected


def test_what_was_read_otherwise_is_said() -> None:
    index = index_of(*TITLES)

    assert index.find(Wish("도서관")).read_as == ""
    assert index.find(Wish("도서관에서")).read_as == "도서관"


@given(
    st.lists(st.text("가나다 공원ab\n", min_size=1, max_size=30), max_size=12),
    st.text("가나다 공원ab", min_size=2, max_size=6),
)
@settings(deadline=None, max_examples=200)
def test_the_index_finds_what_reading_every_text_finds(texts: list[str], words: str) -> None:
    index = index_of(*texts)
    wanted = list(dict.fromkeys(folded(words)))

    def holds(text: str) -> bool:
        lines = [" " + " ".join(folded(line)) for line in text.split("\n")]
        return all(any(_stands_in(word, line) for line in lines) for word in wanted)

    result = index.find(Wish(words))

    truth = [number for number, text in enumerate(texts, start=1) if holds(text)]
    is_searchable = any(len(word) > 1 for word in wanted)
    if is_searchable and truth:
        assert not result.read_as
        assert sorted(result.numbers.tolist()) == truth
    elif is_searchable:
        assert result.read_as or not len(result.numbers)


def _stands_in(word: str, line: str) -> bool:
    if not any("가" <= char <= "힣" for char in word):
        return " " + word in line
    joined = line.replace(" ", "")
    if len(word) == 2 and f" {word[0]} {word[1]}" in line:
        return True
    return word in line or (len(word) >= SPANS_SPACES_FROM and word in joined)


def test_a_wish_is_narrowed_by_heading_field_and_state() -> None:
    index = SearchIndex()
    index.put(entry(1, "놀이터 그네", heading_no=1, field="parks"))
    index.put(entry(2, "놀이터 바닥", heading_no=2, field="safety"))
    index.put(entry(3, "놀이터 울타리", heading_no=2, field="parks", state=State.FEASIBLE))

    in_heading = index.find(Wish("놀이터"), heading_nos=[2]).numbers
    in_field = index.find(Wish(field_id="parks")).numbers
    in_state = index.find(Wish(state=State.FEASIBLE.value)).numbers
    nowhere = index.find(Wish(field_id="unheard-of")).numbers

    assert sorted(in_heading.tolist()) == [2, 3]
    assert sorted(in_field.tolist()) == [1, 3]
    assert in_state.tolist() == [3]
    assert nowhere.tolist() == []


def test_what_was_withdrawn_is_listed_only_where_it_is_asked_for() -> None:
    index = index_of("놀이터 그네")
    index.put(entry(2, "놀이터 바닥", state=State.WITHDRAWN))

    asked = index.find(Wish("놀이터", state=State.WITHDRAWN.value))

    assert found(index, "놀이터") == [1]
    assert asked.numbers.tolist() == [2]


def test_one_that_is_put_again_is_found_by_its_new_words_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "DEAD_MOST", 3)
    index = index_of("놀이터 그네", "작은 도서관")
    for at in range(12):
        index.put(entry(1, f"가로등 밝기 {at}"))

    assert found(index, "놀이터") == []
    assert found(index, "가로등") == [1]
    assert found(index, "밝기 11") == [1]
    assert found(index, "도서관") == [2]
    assert len(index) == 2


def test_an_empty_index_finds_nothing() -> None:
    index = SearchIndex()

    assert [len(index.find(Wish(words)).numbers) for words in ("", "놀이터", "ㄴㅇ")] == [0, 0, 0]


def test_a_shuffle_is_the_same_for_a_seed_and_another_for_another() -> None:
    all_of_them = Found(np.arange(1, 201, dtype=np.int64), np.zeros(200, np.bool_))

    first, again = (ordered(all_of_them, Order.SHUFFLED, 7).tolist() for _ in range(2))
    other = ordered(all_of_them, Order.SHUFFLED, 8).tolist()

    assert first == again
    assert first != other
    assert sorted(first) == sorted(other) == list(range(1, 201))


def test_every_proposal_comes_first_about_equally_often() -> None:
    all_of_them = Found(np.arange(1, 11, dtype=np.int64), np.zeros(10, np.bool_))

    firsts = [int(ordered(all_of_them, Order.SHUFFLED, seed)[0]) for seed in range(4_000)]

    assert all(300 < firsts.count(number) < 500 for number in range(1, 11))


def test_newest_supported_and_titles_first() -> None:
    numbers = np.array([3, 1, 2], np.int64)
    plain = Found(numbers, np.array([False, True, False]))

    newest = ordered(plain, Order.NEWEST, 1).tolist()
    supported = ordered(plain, Order.SUPPORTED, 1, {1: 4, 2: 9}).tolist()
    shuffled = ordered(plain, Order.SHUFFLED, 1).tolist()

    assert newest == [3, 2, 1]
    assert supported == [2, 1, 3]
    assert shuffled[0] == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "search-empty"),
        ("😀 !!", "search-empty"),
        ("길", "search-too-short"),
        ("\u202e길\u202c", "search-too-short"),
        ("가" * 61, "search-too-long"),
        ("900101-1234568", "personal-number"),
    ],
)
def test_a_query_that_cannot_be_searched_for_is_refused(raw: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        accepted_query(raw)

    assert refused.value.code == code


def test_a_query_loses_what_cannot_be_seen() -> None:
    assert accepted_query("  \u202e놀이\u200b터\n<b> ") == "놀이터 <b>"
