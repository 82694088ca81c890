"""The page as a visitor of it sees and uses it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

PATIENCE_S = 10.0
POLL_S = 0.04
# The newest key with a label, else one of the newest keyboard whose label holds these words; it
# is clicked where a finger would reach it.
TAP = """
const keys = [...document.querySelectorAll(arguments[0])].reverse();
const label = arguments[1];
const newest = keys.filter((one) => one.closest(".row") === keys[0].closest(".row"));
const key = keys.find((one) => one.title === label)
  ?? newest.find((one) => one.title.includes(label));
if (!key) return false;
key.scrollIntoView({block: "nearest", inline: "nearest"});
const {left, top, width, height} = key.getBoundingClientRect();
const reached = document.elementFromPoint(left + width / 2, top + height / 2);
if (!key.contains(reached)) return false;
key.focus({preventScroll: true});
key.click();
return true;
"""
FITTING = """
const [selector, text] = arguments;
return [...document.querySelectorAll(selector)].filter((one) =>
  !text || one.innerText?.includes(text) || one.getAttribute("aria-label") === text);
"""
# Waits in the page itself until words are on the glass; at the end of its patience it gives up.
SEEN = """
const [place, words, patienceMs, done] = arguments;
const isThere = () => (document.querySelector(place)?.innerText ?? "").includes(words);
const end = performance.now() + patienceMs;
const look = () => {
  if (isThere()) done(true);
  else if (performance.now() > end) done(false);
  else setTimeout(look, 30);
};
look();
"""
SHOW_FIELD = """
HTMLInputElement.prototype.click = function () {
  this.classList.add("chosen-by-hand");
  document.body.append(this);
};
"""
KEEP = """
if (location.host === %s)
  localStorage.setItem("madang.desk", %s);
"""
_UNREADY = (
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
)


class Page:
    """The whole page in a browser."""

    def __init__(self, browser: WebDriver) -> None:
        self.browser = browser

    def open(
        self,
        url: str,
        *people: int,
        width: int = 1440,
        height: int = 900,
        language: str = "ko",
    ) -> None:
        """Open the page anew, as somebody who was never there, or who laid these phones there."""
        self.size(width, height)
        kept = json.dumps({"language": language} | ({"shown": people} if people else {}))
        source = KEEP % (json.dumps(url.partition("//")[2]), json.dumps(kept))
        # Before the page's own scripts, and after those of a page that is left: these keep things.
        held = self.browser.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": source}
        )
        self.browser.get(url)
        self.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", held)
        self.wait()

    def size(self, width: int, height: int) -> None:
        """Give the browser's window a size, that of a phone included."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)

    def reload(self) -> None:
        """Reload, and wait until the phones are there."""
        self.browser.refresh()
        self.wait()

    def wait(self) -> None:
        """Wait until the phones are there."""
        self.until(lambda: self.all("#app[data-ready] .phone"), "the page does not get ready")

    def phone(self, user_id: int) -> "PhoneOnPage":
        """One person's phone."""
        return PhoneOnPage(self, user_id)

    def script(self, code: str, *given: Any) -> Any:
        """Run some JavaScript."""
        return self.browser.execute_script(code, *given)

    def all(self, selector: str) -> list[WebElement]:
        """Everything that fits."""
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector: str, text: str = "") -> None:
        """Click what fits, once it is there."""

        def try_it() -> bool:
            for found in self.script(FITTING, selector, text):
                try:
                    found.click()
                    return True
                except _UNREADY:
                    continue
            return False

        self.until(try_it, f"nothing to click: {selector} {text!r}")

    def until(
        self, holds: Callable[[], Any], otherwise: str, within_s: float = PATIENCE_S
    ) -> None:
        """Wait until something holds."""
        end = time.monotonic() + within_s
        while True:
            try:
                if holds():
                    return
            except _UNREADY:
                pass
            if time.monotonic() > end:
                raise AssertionError(otherwise)
            time.sleep(POLL_S)


class PhoneOnPage:
    """One phone on the desk."""

    def __init__(self, page: Page, user_id: int) -> None:
        self.page = page
        self.place = f"#place-{user_id}"

    def text(self) -> str:
        """All words on the glass."""
        words = "return document.querySelector(arguments[0])?.innerText ?? ''"
        return str(self.page.script(words, f"{self.place} .glass"))

    def newest(self) -> str:
        """The words of the newest bubble."""
        words = "return [...document.querySelectorAll(arguments[0])].at(-1)?.innerText ?? ''"
        return str(self.page.script(words, f"{self.place} .row .bubble"))

    def labels(self) -> list[str]:
        """The labels of all keys under messages."""
        words = (
            "return [...document.querySelectorAll(arguments[0])].map(one => one.title.toString())"
        )
        return list(self.page.script(words, f"{self.place} .key"))

    def sees(self, words: str) -> None:
        """Wait until some words are on the glass."""
        glass, patience_ms = f"{self.place} .glass", PATIENCE_S * 1000
        found = self.page.browser.execute_async_script(SEEN, glass, words, patience_ms)
        assert found, f"{words!r} does not come; there is:\n{self.text()}"

    def newest_says(self, words: str) -> None:
        """Wait until some words stand in the newest bubble."""
        self.page.until(lambda: words in self.newest(), f"the newest does not say {words!r}")

    def start(self) -> None:
        """Press START."""
        self.page.click(f"{self.place} .instead-key")

    def tap(self, label: str) -> None:
        """Tap the newest key with a label, else one of the newest keyboard that holds it."""

        try:
            self.page.until(lambda: self.page.script(TAP, f"{self.place} .key", label), "")
        except AssertionError:
            raise AssertionError(f"no key {label!r} among {self.labels()}") from None

    def send(self, text: str) -> None:
        """Write into the field and press Enter."""
        field = f"{self.place} .field"
        self.page.until(
            lambda: [one for one in self.page.all(field) if one.is_displayed()], "no text field"
        )
        self.page.all(field)[0].send_keys(text, Keys.ENTER)

    def open_chat(self, title: str) -> None:
        """Go back to the list of chats, and open one of them."""
        self.click(".head-key.back")
        self.click(".chat-line .line-name", title)

    def attach(self, kind: str) -> None:
        """Open the menu of what can be attached, and choose."""
        self.click(".bar-key", "첨부")
        self.click(".menu-entry", kind)

    def send_photo(self, path: Path) -> None:
        """Choose a picture of one's own in the page's file dialogue, and send it."""
        # A browser shows its own dialogue for the page's field; the test writes into the field.
        self.page.script(SHOW_FIELD)
        self.attach("사진")
        self.page.until(lambda: self.page.all("input.chosen-by-hand"), "no field for a file")
        self.page.all("input.chosen-by-hand")[0].send_keys(str(path))
        self.page.until(lambda: self.page.all(f"{self.place} img.offer"), "no picture is offered")
        self.page.script("document.querySelector('input.chosen-by-hand').remove()")
        self.click(".dialog .sheet-key.main")

    def send_place(self, district: str) -> None:
        """Send a district from the map."""
        self.attach("위치")
        self.page.until(lambda: self.page.all(f"{self.place} .chooser .district"), "no map")
        self.click(f".chooser [data-district='{district}']")
        self.click(".sheet-key.main")

    def click(self, selector: str, text: str = "") -> None:
        """Click something on this phone."""
        try:
            self.page.click(f"{self.place} {selector}", text)
        except AssertionError as failure:
            raise AssertionError(f"{failure}; there is:\n{self.text()}") from None
