"""The handbook's pictures of part one: proposing, reviewing, merging, budget lines."""

from pathlib import Path

from docs.pictures import HAND, take
from tests.attachments.samples import photo
from tests.browser import test_facilitating, test_lines, test_proposing
from tests.browser.page import Page
from tests.browser.stand import JIEUN, REVIEWER, SEOYEON, TOM, opened
from tests.browser.year import part_one
from tests.samples import MANAGER

PHONE = ".phone"
TALL = (360, 960)


def take_part_one(page: Page, scratch: Path) -> None:
    """Play the scenes in small worlds of their own, each on a single phone."""
    for name in ("ideas", "merging", "lines"):
        (scratch / name).mkdir()
    proposing_and_reviewing(page, scratch / "ideas")
    merging(page, scratch / "merging")
    budget_lines(page, scratch / "lines")


def proposing_and_reviewing(page: Page, folder: Path) -> None:
    """A proposal before it is handed in, and what its reviewer may answer."""
    picture = folder / "swings.jpg"
    picture.write_bytes(photo(640, 480))
    with opened(folder, part_one(), "at proposing +25h") as stand:
        page.open(stand.url, JIEUN, width=HAND[0], height=HAND[1])
        jieun = page.phone(JIEUN)
        test_proposing.write(jieun, picture)
        take(page, "citizen-proposal", PHONE)
        jieun.tap("제출하기")
        jieun.sees("P1-0001")
        page.open(stand.url, REVIEWER, width=TALL[0], height=TALL[1])
        reviewer = page.phone(REVIEWER)
        reviewer.start()
        reviewer.sees("읽었고")
        stand.passes(hours=25)
        reviewer.tap("목록 보기")
        reviewer.tap("P1-0001")
        reviewer.sees("주관: 공원과")
        take(page, "reviewer-proposal", PHONE)


def merging(page: Page, folder: Path) -> None:
    """Three proposals that want the same, picked by a facilitator."""
    with opened(folder, part_one(), "at proposing +25h") as stand:
        for user_id in (JIEUN, SEOYEON, TOM):
            stand.proposes(user_id, *test_facilitating.SWINGS[user_id])
        # Managers may do what facilitators do, and this one reads Korean.
        page.open(stand.url, MANAGER, width=HAND[0], height=HAND[1])
        phone = page.phone(MANAGER)
        phone.start()
        phone.sees("읽었고")
        phone.send("/staff")
        phone.tap("비슷한 제안 병합")
        phone.tap("시민제안형 (3건)")
        phone.tap("☐ P1-0001")
        phone.sees("고른 제안")
        phone.tap("☐ P1-0002")
        phone.sees("2건으로 계속하기")
        take(page, "facilitator-merging", PHONE)


def budget_lines(page: Page, folder: Path) -> None:
    """A line that is cut, with the reason for it."""
    with opened(folder, "lines", "at balloting +1h") as stand:
        page.open(stand.url, JIEUN, width=HAND[0], height=HAND[1])
        jieun = page.phone(JIEUN)
        test_lines.raise_and_cut(jieun)
        take(page, "citizen-lines", PHONE)
