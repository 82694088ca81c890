"""A headless Chromium for the browser tests, or a skip with the reason."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.chromium import NoBrowser, open_browser
from tests.browser.page import Page
from tests.browser.stand import Stand, opened

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """One browser for all tests."""
    try:
        driver = open_browser(tmp_path_factory.mktemp("profile"))
    except NoBrowser as reason:
        pytest.skip(str(reason))
    yield driver
    driver.quit()


@pytest.fixture
def stand(browser: WebDriver, tmp_path: Path) -> Iterator[Stand]:
    """A served world with the cast in it."""
    with opened(tmp_path) as found:
        yield found


@pytest.fixture
def box_stand(browser: WebDriver) -> Iterator[Stand]:
    """A box with the cast in it and no bot: the test itself is the bot."""
    with opened(None) as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which .ci/run fetches."""
    folder = Path(os.environ.get("NODE_MODULES", ROOT / "node_modules"))
    source = folder / "axe-core" / "axe.min.js"
    if not source.is_file():
        pytest.skip("no axe-core in node_modules: npm install --no-save axe-core")
    return source.read_text(encoding="utf-8")


@pytest.fixture
def page(browser: WebDriver) -> Page:
    """The page, not opened yet."""
    return Page(browser)
