"""The page for everybody: axe-core's rules, the keyboard alone, light and dark."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from rehearsal.files import Upload
from rehearsal.pictures import blank_png
from tests.browser.page import Page
from tests.browser.stand import JIEUN, Stand

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
  .then(found => done(found.violations.map(one => [
    one.impact, one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)),
  ])));
"""
PHOTOS_SHOWN = """
return [...document.querySelectorAll('.photo img')].filter(one => one.complete).length
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_desk(
    page: Page, stand: Stand, axe: str, theme: str
) -> None:
    page.open(stand.url)
    if theme == "dark":
        page.click(".tool", "어두운 화면으로")
    walk(page)

    found = grave(page, axe)

    assert page.script("return document.documentElement.dataset.theme") == theme
    assert not found


def test_axe_finds_nothing_serious_on_a_small_screen_with_dialogues(
    page: Page, stand: Stand, axe: str
) -> None:
    page.open(stand.url, width=360, height=740, language="en")
    jieun = page.phone(JIEUN)
    jieun.start()
    jieun.sees("읽었고")
    jieun.click(".bar-key", "첨부")
    jieun.click(".menu-entry", "위치")
    page.until(lambda: page.all(".chooser .district"), "no map")
    with_map = grave(page, axe)
    page.reload()
    page.click(".tool", "Trouble")
    page.until(lambda: page.all(".drawer-about dt"), "no drawer")

    with_drawer = grave(page, axe)

    assert not with_map
    assert not with_drawer


def test_axe_finds_nothing_serious_where_photos_and_new_messages_are(
    page: Page, box_stand: Stand, axe: str
) -> None:
    page.open(box_stand.url, JIEUN, width=360, height=740)
    page.click(".tool", "어두운 화면으로")
    jieun = page.phone(JIEUN)
    jieun.start()
    send_picture(box_stand)
    page.until(lambda: page.all(f"{jieun.place} .photo img"), "no photo")
    jieun.click(".photo")
    page.until(lambda: page.all(f"{jieun.place} .dialog img"), "the photo is not opened")
    opened = grave(page, axe)
    page.script("document.querySelector('.dialog .head-key').click()")
    for _ in range(4):
        send_picture(box_stand)
    page.until(lambda: page.script(PHOTOS_SHOWN) == 5, "not all photos")
    page.until(lambda: scrolled_up(page, jieun.place), "it stays at the end")
    box_stand.call("sendMessage", chat_id=JIEUN, text="새 글")
    count = f"{jieun.place} .jump-count:not([hidden])"
    page.until(lambda: page.all(count), "no count of what came")

    missed = grave(page, axe)

    assert not opened
    assert not missed
    assert "1" in page.all(f"{jieun.place} .jump")[0].get_attribute("aria-label")


def scrolled_up(page: Page, place: str) -> bool:
    """Scroll up once more, as a reader does whom a late photo has brought back to the end."""
    page.script("document.querySelector('.log').scrollTop = 0")
    return bool(page.all(f"{place} .jump:not([hidden])"))


def send_picture(stand: Stand) -> None:
    picture = {"p": Upload(blank_png(), "p.png", "image/png")}
    asked = {"chat_id": JIEUN, "photo": "attach://p", "caption": "현장 사진"}
    stand.do(stand.box.call("sendPhoto", asked, picture))


def test_the_keyboard_alone_reaches_a_ballot(page: Page, stand: Stand) -> None:
    page.open(stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    page.script("document.querySelector(arguments[0]).focus()", f"{jieun.place} .caption")

    press_on(page, "시작")
    jieun.sees("읽었고")
    press_on(page, "읽었고")
    jieun.sees("동의합니다")
    press_on(page, "동의합니다")
    jieun.sees("투표하기")

    assert "투표하기" in " ".join(jieun.labels())


def press_on(page: Page, label: str) -> None:
    """Tab, in either direction, until something with a label has the focus; press Enter."""
    focused = (
        "const one = document.activeElement; "
        "return one.tagName !== 'BUTTON' ? '' : `${one.title} ${one.innerText}`"
    )
    for back in (False, True):
        for _ in range(14):
            if label in (page.script(focused) or ""):
                ActionChains(page.browser).send_keys(Keys.ENTER).perform()
                return
            press = ActionChains(page.browser)
            if back:
                press.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            else:
                press.send_keys(Keys.TAB).perform()
    raise AssertionError(f"{label!r} is not reached; the focus is on {page.script(focused)!r}")


def walk(page: Page) -> None:
    """Come to a screen with keys, a keyboard, bubbles of both sides."""
    jieun = page.phone(JIEUN)
    jieun.start()
    jieun.tap("읽었고")
    jieun.tap("동의합니다")
    jieun.tap("투표하기")
    jieun.tap("사업 4")
    jieun.sees("1순위가 접수되었습니다")


def grave(page: Page, axe: str) -> list[object]:
    """The findings that are serious or worse."""
    page.script(axe)
    page.browser.set_script_timeout(30)
    found = page.browser.execute_async_script(RUN)
    return [one for one in found if one[0] in GRAVE]
