"""Staff at their phones in the browser: a thread is closed, results are published by two."""

import time

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, TOM, Stand
from tests.samples import FACILITATOR, MANAGER, SECOND_MANAGER

pytestmark = pytest.mark.browser

FORUM = "Jongno-gu neighbours"
TRIES = 40


def test_a_facilitator_binds_a_group_and_closes_its_thread(page: Page, stand: Stand) -> None:
    page.open(stand.url, language="en")
    mina, tom = page.phone(FACILITATOR), page.phone(TOM)
    bind_a_new_group(page, mina, stand)
    mina.tap("Jongno-gu")
    mina.sees("Open: round 1")
    invite(stand, TOM)
    open_chat(tom, FORUM)
    tom.click(".topic-line", "종로구")
    tom.sees("종로구")
    tom.send("Ramps first, I think.")
    stand.quiet()

    mina.tap("Close the round")

    tom.sees("This topic is closed.")
    mina.sees("Open again")
    assert not page.all(f"{tom.place} .compose:not([hidden])")


def test_two_managers_publish_the_results(page: Page, stand: Stand) -> None:
    page.open(stand.url)
    jieun, first = page.phone(JIEUN), page.phone(MANAGER)
    vote(jieun)
    first.start()
    first.sees("읽었고")
    switch(page, FACILITATOR, "Grace")
    second = page.phone(SECOND_MANAGER)
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


def open_chat(phone: PhoneOnPage, title: str) -> None:
    phone.click(".head-key.back")
    phone.click(".chat-line", title)


def bind_a_new_group(page: Page, mina: PhoneOnPage, stand: Stand) -> None:
    mina.start()
    mina.sees("I have read this")
    mina.send("/staff")
    mina.tap("Bind a group")
    mina.click(".head-key.back")
    mina.click(".head-key", "New group")
    mina.click(".dialog .text-input")
    page.all(f"{mina.place} .dialog .text-input")[0].send_keys(FORUM)
    mina.click(".dialog .sheet-key.main")
    mina.sees("General")
    mina.click(".topics-screen .head-key", "Back")
    mina.click(".chat-line", "Madang")
    mina.click(".reply-key", "A group with topics")
    mina.click(".choice", FORUM)
    mina.sees("Which headings are discussed")
    mina.tap("Go on with one heading")
    mina.tap("Bind")
    mina.tap("Make the topics")
    for _ in range(TRIES):
        stand.quiet()
        if has_topics(stand):
            break
        # The tap travels through the browser and may not have arrived yet.
        time.sleep(0.5)
        stand.passes(seconds=21)
    stand.quiet()


def has_topics(stand: Stand) -> bool:
    forum = next(one for one in stand.box.chats.values() if one.title == FORUM)
    return any(
        topic.name == "Jongno-gu" or topic.name == "종로구" for topic in forum.topics.values()
    )


def invite(stand: Stand, user_id: int) -> None:
    async def join() -> None:
        chat = next(one for one in stand.box.chats.values() if one.title == FORUM)
        await stand.box.person(user_id).join(chat)
        await stand.box.quiet()

    stand.do(join())
