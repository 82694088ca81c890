import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.public_names import CIRCLES, NAMELESS, Naming, called, masked, signature

NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "김지은가힣ㄱㅏ\u1100\u1161\u200d\u202e\u2066\u200f\ufb01\ufdfa😀👩🏽‍🚀 .@Kßŉ"
        ),
    ),
    max_size=24,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("김지은", "김○○"),
        ("남궁민수", "남○○"),
        ("지은", "지○○"),
        ("김", "김○○"),
        ("Katie Holmes", "K○○"),
        ("katie", "K○○"),
        ("Kim 지은", "K○○"),
        ("😀 지은", "지○○"),
        ("👩🏽‍🚀", NAMELESS),
        ("", NAMELESS),
        ("010-1234-5678", NAMELESS),
        ("\u202eeikim", "E○○"),
        ("\u2066김지은\u2069", "김○○"),
        ("\u1100\u1175\u11b7지은", "김○○"),
        ("ﬁona", "F○○"),
        ("ßeta", "ß○○"),
        ("Ёлка", "Ё○○"),
    ],
)
def test_a_masked_name_shows_its_first_letter(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(NASTY)
def test_never_more_than_the_first_letter_is_revealed(name: str) -> None:
    shown = masked(name)

    assert shown == NAMELESS or (len(shown) == 3 and shown.endswith(CIRCLES))
    if shown != NAMELESS:
        assert unicodedata.category(shown[0])[0] == "L"
        plain = unicodedata.normalize("NFKC", name)
        assert any(shown[0] in (char, char.upper()) for char in plain)


@given(NASTY, NASTY)
def test_what_follows_the_first_letter_makes_no_difference(first: str, rest: str) -> None:
    if masked(first) == NAMELESS or unicodedata.combining((rest or "a")[0]):
        return
    letter = unicodedata.normalize("NFKC", first)

    shown = masked(letter + " " + rest)

    assert shown == masked(letter)


@given(st.sampled_from(Naming), NASTY)
def test_nothing_shown_turns_the_text_around_it_or_leads_away(naming: Naming, name: str) -> None:
    shown = signature(naming, name)

    assert not any(unicodedata.bidirectional(one) in ("RLO", "LRO", "RLE", "RLI") for one in shown)
    assert "@" not in shown
    assert "\n" not in shown
    assert len(shown) <= 40


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("지은", "김", "김지은"),
        ("김지은", "", "김지은"),
        ("Katie", "Holmes", "Katie Holmes"),
        ("지은", "Kim", "지은 Kim"),
    ],
)
def test_a_korean_family_name_stands_first(first: str, last: str, whole: str) -> None:
    assert called(first, last) == whole


def test_a_wish_is_followed_but_for_accounts_and_numbers() -> None:
    assert signature(Naming.FULL, "김지은") == "김지은"
    assert signature(Naming.NONE, "김지은") == ""
    assert signature(Naming.FULL, "@jieun_k") == "J○○"
    assert signature(Naming.FULL, "Kim t.me/spam") == "K○○"
    assert signature(Naming.FULL, "지은 01012345678") == "지○○"
