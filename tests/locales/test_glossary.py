"""Words that Korean texts must not use, with what makes each of them wrong here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from locales.translator import read_catalogs

ROOT = Path(__file__).parents[2]

_FORBIDDEN = {
    "주민투표": "another law's vote; ours is 시민투표",
    "확정": "the council decides; ours is 선정",
    "탈락": "ours is 미선정",
    "배정": "happens after the council; ours is 선정 한도액",
    "투표확인증": "election commissions issue that; ours is 투표 접수번호",
    "예산과정": "by law the whole cycle of making, spending and closing; ours is 참여예산",
    "예산 과정": "by law the whole cycle of making, spending and closing; ours is 참여예산",
}
# Entries that say what something is not, and may name it: the source text, then the word.
_ALLOWED: frozenset[tuple[str, str]] = frozenset()


def _korean(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if re.search("[가-힣]", value) else []
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _korean(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _korean(inner)]
    return []


@pytest.mark.parametrize("word", _FORBIDDEN)
def test_no_catalog_entry_uses_a_word_that_means_something_else(word: str) -> None:
    entries = [
        (str(message.id), str(message.string))
        for _, catalog in read_catalogs("ko")
        for message in catalog
        if message.id
    ]

    wrong = [source for source, text in entries if word in text and (source, word) not in _ALLOWED]

    assert entries
    assert wrong == [], _FORBIDDEN[word]


@pytest.mark.parametrize("word", _FORBIDDEN)
def test_no_sample_year_uses_a_word_that_means_something_else(word: str) -> None:
    files = sorted((ROOT / "examples").glob("*.toml"))

    wrong = [
        text
        for file in files
        for text in _korean(tomllib.loads(file.read_text(encoding="utf-8")))
        if word in text
    ]

    assert wrong == [], _FORBIDDEN[word]
