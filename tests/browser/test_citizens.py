"""Citizens at their phones in the browser, from /start to the receipt."""

import re

import pytest

from tests.browser.page import Page
from tests.browser.stand import JIEUN, TOM, Stand

pytestmark = pytest.mark.browser


def test_a_citizen_gets_from_start_to_a_receipt_in_korean(page: Page, stand: Stand) -> None:
    page.open(stand.url, JIEUN)
    jieun = page.phone(JIEUN)

    jieun.start()
    jieun.tap("읽었고")
    jieun.tap("동의합니다")
    jieun.tap("투표하기")
    jieun.tap("사업 4")
    jieun.sees("1순위가 접수되었습니다")
    jieun.tap("사업 2")
    jieun.sees("1~2순위가 접수되었습니다")

    assert "2순위 사업 2" in jieun.newest()
    assert re.search(r"투표 접수번호: \S{6,}", jieun.newest())
    assert not page.all(f"{jieun.place} .key.waiting")


def test_a_citizen_votes_in_english_on_a_small_screen(page: Page, stand: Stand) -> None:
    page.open(stand.url, width=360, height=740, language="en")
    page.click(f"#tab-{TOM}")
    tom = page.phone(TOM)

    tom.start()
    tom.tap("I have read this")
    tom.tap("I agree")
    tom.tap("Vote")
    tom.tap("Project 3")
    tom.sees("Your rank 1 is recorded")

    assert "1. Project 3" in tom.newest()
    assert page.script("return document.documentElement.scrollWidth") <= 360
    shown = page.script("return [...document.querySelectorAll('.phone')].length")
    assert shown == 1


def test_a_reload_in_the_middle_loses_neither_place_nor_draft(page: Page, stand: Stand) -> None:
    page.open(stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    jieun.start()
    jieun.tap("읽었고")
    jieun.sees("동의하지 않습니다")
    page.all(f"{jieun.place} .field")[0].send_keys("쓰다 만 글")

    page.reload()

    jieun.sees("동의하지 않으셔도")
    field = page.all(f"{jieun.place} .field")[0]
    assert field.get_attribute("value") == "쓰다 만 글"
    jieun.tap("동의합니다")
    jieun.sees("투표하기")
