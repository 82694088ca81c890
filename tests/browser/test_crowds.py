"""Long chats and many people: the page stays light."""

import asyncio
import time

import pytest

from rehearsal.chats import Chat
from tests.browser.page import Page
from tests.browser.stand import JIEUN, Stand

pytestmark = pytest.mark.browser

TITLE = "큰 광장"
ROWS_MOST = 260
WORK_MOST_S = 3.0


def test_a_long_chat_is_never_wholly_in_the_page(page: Page, stand: Stand) -> None:
    stand.do(talk(stand, 1200))
    page.open(stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    jieun.click(".head-key.back")
    jieun.click(".chat-line", TITLE)
    jieun.sees("글 1199")
    scroller = f"{jieun.place} .log"

    for _ in range(60):
        page.script("document.querySelector(arguments[0]).scrollTop = 0", scroller)
        time.sleep(0.05)
        if "글 0\n" in jieun.text():
            break

    assert "글 0\n" in jieun.text()
    assert len(page.all(f"{jieun.place} .row")) < ROWS_MOST
    jieun.click(".jump")
    jieun.sees("글 1199")


def test_a_thousand_people_who_write_at_once_do_not_stop_the_page(
    page: Page, stand: Stand
) -> None:
    stand.do(talk(stand, 10, people=1000))
    page.open(stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    jieun.click(".head-key.back")
    jieun.click(".chat-line", TITLE)
    jieun.sees("글 9")
    page.browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    before = work_s(page)

    stand.do(write_on(stand, 1000))

    jieun.sees("소식 999")
    assert len(page.all(f"{jieun.place} .row")) < ROWS_MOST
    assert work_s(page) - before < WORK_MOST_S


def work_s(page: Page) -> float:
    """How long the page's own thread has computed, however busy the machine is otherwise."""
    found = page.browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))


async def talk(stand: Stand, count: int, people: int = 3) -> None:
    """Make a group of many people in which much was written."""
    box = stand.box
    chat = box.supergroup(TITLE, box.person(JIEUN))
    neighbours = [box.user(f"이웃 {at}", language_code="ko") for at in range(people)]
    for one in neighbours:
        await one.join(chat)
    for at in range(count):
        await neighbours[at % people].send(f"글 {at}", chat=chat)


async def write_on(stand: Stand, count: int) -> None:
    """Let everybody write something, as fast as the box takes it."""
    box = stand.box
    chat: Chat = next(one for one in box.chats.values() if one.title == TITLE)
    everybody = [one for one in box.people.values() if one.id in chat.members]
    for at in range(count):
        await everybody[at % len(everybody)].send(f"소식 {at}", chat=chat)
        if at % 20 == 0:
            await asyncio.sleep(0.01)
