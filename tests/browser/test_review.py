"""A proposal's whole way in the browser: handed in, reviewed in another language, told."""

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import REVIEWER, TOM, Stand
from tests.browser.test_staff import switch
from tests.samples import MANAGER

pytestmark = pytest.mark.browser

PHOTOS = "Go on without any"
TITLE = "New swings for the playground"
REASON = "놀이터 땅을 확인했습니다. 내년 봄에 바꿀 수 있습니다."


def test_a_proposal_is_handed_in_reviewed_and_its_proposer_told(
    page: Page, review_stand: Stand
) -> None:
    page.open(review_stand.url, language="en")
    tom = page.phone(TOM)
    switch(page, MANAGER, "하준")
    reviewer = page.phone(REVIEWER)
    reviewer.start()
    reviewer.sees("읽었고")

    hand_in(tom)
    review_stand.passes(hours=25)
    reviewer.tap("목록 보기")
    reviewer.tap(TITLE[:12])
    reviewer.tap("적격")
    reviewer.send("1억 2천만 원")
    reviewer.tap("1억 2,000만 원")
    reviewer.send(REASON)
    reviewer.tap("보내기")
    reviewer.sees("등록되었습니다")
    review_stand.passes(hours=1)

    tom.sees("Your proposal P1-0001: New swings")
    tom.tap(TITLE)
    tom.sees("State: feasible")
    tom.sees(REASON)


def hand_in(tom: PhoneOnPage) -> None:
    tom.start()
    tom.tap("I have read this")
    tom.tap("I agree")
    tom.tap("Hand in a proposal")
    tom.tap("Citizen proposals")
    for asked, answer in (
        ("What is your proposal called?", TITLE),
        ("What is missing or goes wrong", "The swings are old and children get hurt."),
        ("What should be done about it?", "Replace the swings and the ground."),
        ("Where? Write it in words", "Beside the library"),
        ("Roughly what would it cost?", "KRW 150 million"),
    ):
        tom.sees(asked)
        tom.send(answer)
    tom.tap("Yes")
    tom.tap("Parks")
    tom.page.until(lambda: {PHOTOS, "Hand it in"} & set(tom.labels()), "no next question")
    if PHOTOS in tom.labels():
        tom.tap(PHOTOS)
    tom.sees("It has not been handed in yet")
    tom.tap("Hand it in")
    tom.sees("Receipt number: P1-0001")
