"""A headless Chromium for the browser tests, or a skip with the reason."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.page import Page
from tests.browser.stand import Stand, opened

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--lang=ko",
    # The browser finds nothing but this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


def open_browser(folder: Path) -> WebDriver:
    """Start Chromium with a fresh profile; pytest.skip where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no Chromium here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    os.environ["SE_AVOID_STATS"] = "true"
    try:
        return webdriver.Chrome(options=options, service=Service(driver))
    except WebDriverException as failure:
        pytest.skip(f"Chromium does not start: {str(failure)[:120]}")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """One browser for all tests."""
    driver = open_browser(tmp_path_factory.mktemp("profile"))
    yield driver
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        driver.quit()


@pytest.fixture
def stand(browser: WebDriver, tmp_path: Path) -> Iterator[Stand]:
    """A served world with the cast in it."""
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def page(browser: WebDriver) -> Page:
    """The page, not opened yet."""
    return Page(browser)
