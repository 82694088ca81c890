from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.hangul import matches, search_names

NAMES = [
    ("jongno", ("종로구", "Jongno-gu")),
    ("jung", ("중구", "Jung-gu")),
    ("gwangjin", ("광진구", "Gwangjin-gu")),
    ("jungnang", ("중랑구", "Jungnang-gu")),
    ("dobong", ("도봉구", "Dobong-gu")),
    ("eunpyeong", ("은평구", "Eunpyeong-gu")),
    ("seodaemun", ("서대문구", "Seodaemun-gu")),
    ("gangseo", ("강서구", "Gangseo-gu")),
    ("guro", ("구로구", "Guro-gu")),
    ("podgorze", ("포드구제", "Podgórze")),
    ("lagiewniki", ("와기에브니키", "Łagiewniki")),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ㅇㅍ", ["eunpyeong"]), ("은평", ["eunpyeong"]), ("은평구", ["eunpyeong"]),
        ("은펴", ["eunpyeong"]), ("은ㅍ", ["eunpyeong"]), ("ㅍㄱ", ["eunpyeong"]),
        ("돕", ["dobong"]), ("도보", ["dobong"]), ("고", ["gwangjin"]), ("과", ["gwangjin"]),
        ("ㄳ", ["gangseo"]), ("ㄱㅅ", ["gangseo"]), ("ㅈㄹ", ["jongno", "jungnang"]),
        ("중", ["jung", "jungnang"]), ("서대문 구", ["seodaemun"]), ("ㅅㄷ", ["seodaemun"]),
        ("EUNP", ["eunpyeong"]), ("eunpyeong gu", ["eunpyeong"]), ("dmsvud", ["eunpyeong"]),
        ("podgorze", ["podgorze"]), ("lagie", ["lagiewniki"]), ("ㅌ", []), ("xyz", []),
        ("\u110b\u1111", ["eunpyeong"]), ("", []), ("  ", []), ("평은", []), ("🎉", []),
    ],
)  # fmt: skip
def test_names_are_found_as_people_type_them(query: str, found: list[str]) -> None:
    keys = search_names(query, NAMES)

    assert keys == found


def test_names_that_begin_with_the_query_come_first() -> None:
    keys = search_names("구", NAMES)

    assert keys[0] == "guro"
    assert len(keys) == 10


@given(st.sampled_from([name for _, names in NAMES for name in names]), st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    part = name[start:end]

    assert matches(part, name) or not part.strip(" -")


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_query_is_answered(query: str, name: str) -> None:
    assert matches(query, name) in (True, False)
