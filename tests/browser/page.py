"""The page as a visitor of it sees and uses it."""

import time
from collections.abc import Callable
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
# The newest key with a label, else one of the newest keyboard whose label holds these words.
NEWEST_KEY = """
const keys = [...document.querySelectorAll(arguments[0])].reverse();
const label = arguments[1];
const newest = keys.filter((one) => one.closest(".row") === keys[0].closest(".row"));
return keys.find((one) => one.title === label)
  ?? newest.find((one) => one.title.includes(label)) ?? null;
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
        self, url: str, *, width: int = 1440, height: int = 900, language: str = "ko"
    ) -> None:
        """Open the page anew, as somebody who was never there."""
        self.size(width, height)
        # Not from the page itself, which keeps what it knows when it is left.
        self.browser.get(f"{url}/page/icon.svg")
        self.script(
            "localStorage.setItem('madang.desk', JSON.stringify({language: arguments[0]}))",
            language,
        )
        self.browser.get(url)
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
            for found in self.all(selector):
                try:
                    if text in found.text or text == found.get_attribute("aria-label"):
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
            time.sleep(0.02)


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

        def is_there() -> bool:
            return words in self.text()

        try:
            self.page.until(is_there, "")
        except AssertionError:
            raise AssertionError(f"{words!r} does not come; there is:\n{self.text()}") from None

    def start(self) -> None:
        """Press START."""
        self.page.click(f"{self.place} .instead-key")

    def tap(self, label: str) -> None:
        """Tap the newest key with a label, else one of the newest keyboard that holds it."""

        def try_it() -> bool:
            found: WebElement | None = self.page.script(NEWEST_KEY, f"{self.place} .key", label)
            if found is not None:
                found.click()
            return found is not None

        try:
            self.page.until(try_it, "")
        except AssertionError:
            raise AssertionError(f"no key {label!r} among {self.labels()}") from None

    def send(self, text: str) -> None:
        """Write into the field and press Enter."""
        field = f"{self.place} .field"
        self.page.until(lambda: self.page.all(field)[0].is_displayed(), "no text field")
        self.page.all(field)[0].send_keys(text, Keys.ENTER)

    def click(self, selector: str, text: str = "") -> None:
        """Click something on this phone."""
        self.page.click(f"{self.place} {selector}", text)
