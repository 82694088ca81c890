"""Managers at their phones in the browser: results are published by two."""

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, Stand
from tests.samples import MANAGER, SECOND_MANAGER

pytestmark = pytest.mark.browser


def test_two_managers_publish_the_results(page: Page, stand: Stand) -> None:
    page.open(stand.url, JIEUN, MANAGER, SECOND_MANAGER)
    jieun, first, second = (page.phone(one) for one in (JIEUN, MANAGER, SECOND_MANAGER))
    vote(jieun)
    first.start()
    first.sees("읽었고")
    second.start()
    second.sees("I have read this")
    stand.quiet()
    stand.passes(days=10)
    stand.passes(minutes=1)
    first.send("/staff")
    first.tap("선정 결과(안)")

    first.tap("공개 요청")
    second.tap("I have checked this and agree")

    first.sees("운영 담당자 두 사람이 동의하여 처리했습니다")
    second.sees("Two managers wanted this")
    jieun.sees("선정 결과(안)를 알려 드립니다")
    jieun.sees("사업 4")


def test_one_phone_is_another_persons_after_a_switch(page: Page, stand: Stand) -> None:
    page.open(stand.url)
    page.phone(JIEUN).start()
    page.phone(JIEUN).sees("읽었고")

    switch(page, JIEUN, "Grace")

    grace = page.phone(SECOND_MANAGER)
    grace.sees("START")
    assert not page.all(f"#place-{JIEUN}")
    switch(page, SECOND_MANAGER, "지은")
    page.phone(JIEUN).sees("읽었고")
    order = "return [...document.querySelectorAll('.place-on-desk')].map(one => one.id)"
    assert page.script(order)[0] == f"place-{JIEUN}"


def vote(phone: PhoneOnPage) -> None:
    phone.start()
    phone.tap("읽었고")
    phone.tap("동의합니다")
    phone.tap("투표하기")
    phone.tap("사업 4")
    phone.sees("1순위가 접수되었습니다")


def switch(page: Page, before: int, name: str) -> None:
    """Make one phone on the desk somebody else's."""
    page.click(f"#place-{before} .caption")
    page.click(".cover .choice", name)
