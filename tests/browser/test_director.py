"""The director's bar over a whole rehearsal: the city's drawer, the pace, the next phase."""

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from bot.rehearsing.rehearsal import Wishes, rehearse
from bot.settings import Settings
from tests.browser.page import Page
from tests.browser.test_access import grave
from tests.citizens.town import SMALL_YEAR

pytestmark = pytest.mark.browser

OPENS_WITHIN_S = 60
# The first count on a machine waits for what counts to be compiled.
STEP_WITHIN_S = 90


@pytest.fixture(scope="module")
def url(browser: WebDriver) -> Iterator[str]:
    """The address of a rehearsal with a few citizens, in a thread of its own."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    told: list[str] = []
    is_told = threading.Event()
    wishes = Wishes(port=0, citizens=5, process=SMALL_YEAR)

    def tell(address: str) -> None:
        told.append(address)
        is_told.set()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        settings = Settings(_env_file=None, log_level="WARNING")
        loop.run_until_complete(rehearse(settings, wishes, stop, tell))
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert is_told.wait(OPENS_WITHIN_S)
    yield told[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(OPENS_WITHIN_S)


def ask(url: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data), timeout=30) as answer:
        return json.load(answer)["result"]


def test_the_city_s_drawer_shows_who_does_what_and_lays_a_phone(page: Page, url: str) -> None:
    page.open(url, language="en")

    page.click(".crowd .tool", "The city")
    page.until(lambda: page.all(".feed .choice"), "nobody does anything")
    name = page.all(".feed .choice b")[0].text
    page.all(".feed .choice")[0].click()

    page.until(lambda: name in page.all(".place-on-desk.active .caption-name")[0].text, "no phone")
    assert ask(url, "/rehearsal/state")["deeds"]["arrived"] >= 4


def test_pace_and_people_are_changed_on_a_small_screen(page: Page, url: str) -> None:
    page.open(url, width=360, height=740, language="en")

    page.click(".crowd .tool", "The city")
    page.click(".drawer .speed", "60×")
    page.until(lambda: ask(url, "/box/clock")["speed"] == 60, "the clock keeps its pace")
    count = page.all(".drawer input[type=number]")[0]
    page.script("arguments[0].value = 7; arguments[0].dispatchEvent(new Event('change'))", count)
    page.until(lambda: ask(url, "/rehearsal/state")["citizens"] == 7, "nobody comes")

    pressed = page.all(".drawer .speed[aria-pressed=true]")
    assert [one.text for one in pressed] == ["60×"]
    assert page.script("return document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_director_s_drawers(
    page: Page, url: str, axe: str, theme: str
) -> None:
    page.open(url, language="en")
    if theme == "dark":
        page.click(".tool", "Dark")
    page.click(".crowd .tool", "The city")
    page.until(lambda: page.all(".feed .choice"), "nobody does anything")
    with_city = grave(page, axe)
    page.click(".dialog .head-key", "Close")
    page.click(".tool", "Trouble")
    page.until(lambda: page.all(".drawer-about dt"), "no drawer")

    with_trouble = grave(page, axe)

    assert not with_city
    assert not with_trouble


def test_the_next_phases_come_and_staff_publish_what_is_counted(page: Page, url: str) -> None:
    page.open(url, language="en")
    now = ".stage-mark.now .stage-name"
    before = page.all(now)[0].text

    for expected in ("Counting and selecting", "Following up"):
        page.click(".step:not(:disabled)")
        page.until(
            lambda expected=expected: [one.text for one in page.all(now)] == [expected],
            f"{expected} does not come",
            STEP_WITHIN_S,
        )

    assert before == "Voting"
    assert ask(url, "/rehearsal/state")["deeds"]["published-results"] == 1
