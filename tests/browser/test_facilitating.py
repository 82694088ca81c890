"""A facilitator at the phone in the browser: a group, its thread, a merger of like proposals."""

import time
from pathlib import Path

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, SEOYEON, TOM, Stand, opened
from tests.browser.year import part_one
from tests.samples import FACILITATOR

pytestmark = pytest.mark.browser

FORUM, TOPIC = "Jongno-gu neighbours", "종로구"
TRIES = 40
SWINGS = {
    JIEUN: ("은평 놀이터 그네 바꾸기", "그네가 낡아 다칩니다.", "그네와 바닥을 바꿉니다."),
    SEOYEON: ("은평구 놀이터 그네 교체", "놀이터 그네가 낡았습니다.", "그네를 새로 놓습니다."),
    TOM: (
        "은평 놀이터 그네와 그늘막",
        "그네가 낡고 그늘이 없습니다.",
        "그네를 바꾸고 그늘막을 놓습니다.",
    ),
}
NOTE = "금요일 저녁 7시에 주민센터에서 모입니다."
SAID = "경사로부터 놓으면 좋겠습니다."
REASON = "My proposal is about shade as well."


def test_a_facilitator_binds_a_group_merges_proposals_and_closes_the_thread(
    page: Page, browser: object, tmp_path: Path
) -> None:
    with opened(tmp_path, part_one(), "at proposing +25h") as stand:
        for user_id, said in SWINGS.items():
            stand.proposes(user_id, *said)
        page.open(stand.url, FACILITATOR, JIEUN, TOM, language="en")
        mina, jieun, tom = (page.phone(one) for one in (FACILITATOR, JIEUN, TOM))

        bind_a_new_group(page, mina, stand)
        open_the_thread_again(mina)
        for phone in (jieun, tom):
            enter(phone, stand)
        jieun.send(SAID)
        tom.sees(SAID)
        pin_a_note(mina)
        for phone in (jieun, tom):
            page.until(lambda phone=phone: NOTE in pinned(phone), "the note is not pinned")
        suggest(mina)
        decide(jieun, tom, stand)
        mina.sees("Merged: P1-0004")
        mina.sees(REASON)
        mina.tap("Close the round")

        mina.sees("Open again")
        tom.open_chat(FORUM)
        jieun.open_chat(FORUM)
        for phone, closed in ((tom, "This topic is closed."), (jieun, "닫힌 토픽입니다.")):
            phone.click(".topic-line", TOPIC)
            phone.sees(closed)
            phone.sees(SAID)
            phone.sees(NOTE)
            assert not page.all(f"{phone.place} .compose:not([hidden])")


def bind_a_new_group(page: Page, mina: PhoneOnPage, stand: Stand) -> None:
    """Make a group on the page, let the bot in through its keyboard, have its topics made."""
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
    mina.click(".chat-line .line-name", "Madang")
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
        time.sleep(0.2)
        stand.passes(seconds=21)
    stand.quiet()


def open_the_thread_again(mina: PhoneOnPage) -> None:
    """The round that began with the topic is closed, and another one opened."""
    mina.tap("Jongno-gu")
    mina.sees("Open: round 1")
    mina.tap("Close the round")
    mina.tap("Open again")
    mina.sees("Open: round 2")


def enter(phone: PhoneOnPage, stand: Stand) -> None:
    """Join the group, and open its topic."""

    async def join() -> None:
        chat = next(one for one in stand.box.chats.values() if one.title == FORUM)
        await stand.box.person(int(phone.place.rpartition("-")[2])).join(chat)
        await stand.box.quiet()

    stand.do(join())
    phone.open_chat(FORUM)
    phone.click(".topic-line", TOPIC)
    phone.sees(TOPIC)


def pin_a_note(mina: PhoneOnPage) -> None:
    """In the topic itself, where everybody sees that it was asked for."""
    mina.tap("Go to the thread")
    mina.sees(SAID)
    mina.send(f"/note {NOTE}")


def pinned(phone: PhoneOnPage) -> str:
    """What the bar of pinned messages says."""
    words = "return document.querySelector(arguments[0])?.innerText ?? ''"
    return str(phone.page.script(words, f"{phone.place} .pin-bar:not([hidden])"))


def suggest(mina: PhoneOnPage) -> None:
    """Suggest that three like proposals become one, led by the first."""
    back_to_the_bot(mina)
    mina.tap("Merge similar proposals")
    mina.tap("Citizen proposals (3)")
    for at, said in enumerate(SWINGS.values(), start=1):
        mina.tap(f"☐ P1-000{at} {said[0]}")
    mina.tap("Go on with 3 proposals")
    mina.sees("Which proposal is to lead?")
    mina.tap(f"P1-0001 {SWINGS[JIEUN][0]}")
    mina.tap("Ask the proposers")
    mina.sees("not answered yet")


def decide(jieun: PhoneOnPage, tom: PhoneOnPage, stand: Stand) -> None:
    """One refuses with a reason; two consent, the last of them off the page."""
    back_to_the_bot(tom)
    tom.tap("I do not consent")
    tom.sees("write why")
    tom.send(REASON)
    tom.sees("Your proposal stays on its own.")
    # Those who are left are asked anew, of each other alone.
    stand.quiet()
    back_to_the_bot(jieun)
    jieun.tap("동의합니다")
    jieun.sees("병합에 동의하셨습니다")

    async def consent() -> None:
        await stand.box.person(SEOYEON).tap("동의합니다")
        await stand.box.quiet()

    stand.do(consent())
    # News of one proposal come once an hour.
    stand.passes(hours=1)
    jieun.sees("P1-0004로 병합")


def back_to_the_bot(phone: PhoneOnPage) -> None:
    """From a topic to its group, to the list of chats, to the bot."""
    phone.click(".head-key.back")
    phone.click(".topics-screen .head-key:first-child")
    phone.click(".chat-line .line-name", "Madang")


def has_topics(stand: Stand) -> bool:
    """Say whether the heading's topic was made."""
    forum = next(one for one in stand.box.chats.values() if one.title == FORUM)
    return any(topic.name == TOPIC for topic in forum.topics.values())
