"""Budget lines in the browser: a citizen raises and cuts, two managers publish, all see it."""

import re
from pathlib import Path

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, opened
from tests.samples import MANAGER, SECOND_MANAGER

pytestmark = pytest.mark.browser

REASON = "도서관은 이미 가까이에 셋 있습니다."


def test_a_citizen_s_budget_lines_are_published_by_two_managers(
    page: Page, browser: object, tmp_path: Path
) -> None:
    with opened(tmp_path, "lines", "at balloting +1h") as stand:
        page.open(stand.url, JIEUN, MANAGER, SECOND_MANAGER)
        jieun, first, second = (page.phone(one) for one in (JIEUN, MANAGER, SECOND_MANAGER))

        for phone in (first, second):
            phone.start()
        raise_and_cut(jieun)
        receipt = re.search(r"투표 접수번호: \S{6,}", jieun.newest())
        stand.passes(days=11)
        stand.passes(minutes=5)
        first.send("/staff")
        first.tap("예산 항목 조정")
        first.tap("공개 요청")
        second.tap("I have checked this and agree")
        first.sees("운영 담당자 두 사람이 동의하여 처리했습니다")
        stand.passes(minutes=1)
        jieun.tap("시 단위")
        jieun.sees("2억 원 → 2억 4,000만 원")
        jieun.sees("1억 5,000만 원 → 1억 2,000만 원")
        jieun.tap("시민이 적은 이유 (1)")
        jieun.sees(f"1. {REASON}")
        jieun.tap("뒤로")
        jieun.tap("그림으로 보기")

        assert receipt
        width = "return document.querySelector(arguments[0])?.naturalWidth ?? 0"
        picture = f"{jieun.place} .row:last-child .photo img"
        page.until(lambda: page.script(width, picture) == 1080, "no picture of a phone's width")


def raise_and_cut(jieun: PhoneOnPage) -> None:
    """Raise the first line, cut the second and say why."""
    jieun.start()
    jieun.tap("읽었고")
    jieun.tap("동의합니다")
    jieun.tap("투표하기")
    jieun.tap("1. 심야버스")
    jieun.tap("+20%")
    jieun.sees("고르신 것: 20% 증액")
    jieun.tap("다음 항목")
    jieun.sees("예산 항목 2/3")
    jieun.tap("−20%")
    jieun.sees("고르신 것: 20% 감액")
    jieun.tap("이유 적기")
    jieun.sees("한 문장으로 적어 주세요")
    jieun.send(REASON)
    jieun.sees(f"적으신 이유: {REASON}")
