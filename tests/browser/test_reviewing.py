"""A reviewer at the phone in the browser: asked, answered, reversed, published; nothing leaks."""

from pathlib import Path

import pytest

from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, REVIEWER, TOM, Stand, opened
from tests.browser.year import part_one
from tests.samples import FACILITATOR

pytestmark = pytest.mark.browser

DESK, ROOM = "공원과", "구청 협의방"
TITLE = "은평 놀이터 그네 바꾸기"
IDEA = (TITLE, "그네가 낡아 아이들이 자주 다칩니다.", "그네와 바닥을 새것으로 바꿉니다.")
QUESTION, ANSWER = "어느 놀이터를 말씀하십니까?", "도서관 옆 놀이터입니다."
OPINION = "그 땅은 철도공단 소유여서 시설을 바꿀 수 없습니다."
OBJECTION = "올해 5월에 시가 그 땅을 샀습니다."
VISIT = "오전 10시에 울타리 안쪽을 함께 보겠습니다."
NOTE = "토지 소유를 다시 확인했습니다."
PRIVATE = (QUESTION, ANSWER, OPINION, OBJECTION, VISIT)


# Not every time on every machine yet: it is asked by `make prove`, not at each change.
@pytest.mark.slow
def test_a_reviewer_gets_from_a_desk_s_card_to_a_reversed_and_published_verdict(
    page: Page, browser: object, tmp_path: Path
) -> None:
    with opened(tmp_path, part_one(), "at proposing +25h") as stand:
        stand.proposes(JIEUN, *IDEA)
        stand.do(furnish(stand))
        page.open(stand.url, JIEUN, REVIEWER, TOM)
        jieun, reviewer, tom = (page.phone(one) for one in (JIEUN, REVIEWER, TOM))

        arrive(tom)
        open_desk(reviewer, stand)
        say(reviewer, "제안자에게 질문", QUESTION)
        reply(jieun, stand, "질문에 답하기", ANSWER)
        take_up(reviewer, stand)
        say(reviewer, "부적격", OPINION)
        seen = [look_up(tom)]
        reply(jieun, stand, "의견 내기", OBJECTION)
        take_up(reviewer, stand)
        reviewer.sees(OBJECTION)
        reviewer.tap("현장 확인 날짜 기록")
        reviewer.sees("현장을 언제")
        reviewer.send("8월 12일")
        reviewer.sees("알릴 내용이")
        reviewer.send(VISIT)
        send(reviewer)
        seen.append(look_up(tom))
        find_feasible(reviewer)
        stand.passes(hours=1)

        jieun.sees("적격 판정. 사업비 미정에서 1억 2,000만 원으로 변경")
        published = look_up(tom)
        assert not [text for text in PRIVATE for before in seen if text in before]
        assert ["infeasible" in before for before in seen] == [False, False]
        assert "State: in review" in seen[0]
        assert "State: feasible" in published
        assert NOTE in published
        tom.tap("History")
        tom.sees("site check on 12 August 2027")
        assert not [text for text in PRIVATE if text in tom.text()]


async def furnish(stand: Stand) -> None:
    """A bound group with a topic for the department, in which its reviewer is."""
    box = stand.box
    mina, reviewer = box.person(FACILITATOR), box.person(REVIEWER)
    chat = box.supergroup(ROOM, mina, forum=True)
    for person in (mina, reviewer):
        await person.start()
        await box.quiet()
    await mina.add_bot(chat, ["can_manage_topics", "can_pin_messages"])
    await mina.send("/bind", chat=chat)
    await box.quiet()
    await mina.start("g-1")
    await box.quiet()
    for key in ("Jongno-gu", "Go on with one heading", "Bind"):
        await mina.tap(key)
        await box.quiet()
    await mina.open_topic(chat, DESK)
    await reviewer.join(chat)
    await box.quiet()


def arrive(tom: PhoneOnPage) -> None:
    tom.start()
    tom.tap("I have read this")
    tom.tap("I agree")
    tom.sees("Browse proposals")


def open_desk(reviewer: PhoneOnPage, stand: Stand) -> None:
    """Open the desk in the topic; once a proposal waits there, follow its card into private."""
    reviewer.open_chat(ROOM)
    reviewer.click(".topic-line", DESK)
    reviewer.sees(DESK)
    reviewer.send("/desk")
    reviewer.sees("검토를 기다리는 제안을 이곳에 알립니다")
    stand.passes(hours=25)
    reviewer.sees(f"P1-0001 · {TITLE}")
    reviewer.tap("개인 대화에서 검토하기")
    reviewer.sees("주관: 공원과")


def say(reviewer: PhoneOnPage, key: str, words: str) -> None:
    reviewer.tap(key)
    reviewer.sees("쓰지 않기")
    reviewer.send(words)
    send(reviewer)


def send(phone: PhoneOnPage) -> None:
    phone.tap("보내기")
    phone.sees("등록되었습니다")


def reply(jieun: PhoneOnPage, stand: Stand, key: str, words: str) -> None:
    """Read on the proposer's phone what the department says, and answer."""
    stand.passes(hours=1)
    jieun.tap(TITLE)
    jieun.tap("읽고 답하기")
    jieun.tap(key)
    jieun.sees("쓰지 않기")
    jieun.send(words)
    jieun.tap("보내기")
    jieun.sees("답을 담당 부서에 전했습니다")


def take_up(reviewer: PhoneOnPage, stand: Stand) -> None:
    """Open what the department is told of anew."""
    stand.passes(hours=1)
    reviewer.tap("목록 보기")
    reviewer.tap(f"P1-0001 {TITLE}")
    reviewer.sees("최근: 제안자가")


def find_feasible(reviewer: PhoneOnPage) -> None:
    reviewer.tap("적격")
    reviewer.sees("사업비는 얼마입니까?")
    reviewer.send("1억 2천만원")
    reviewer.tap("1억 2,000만 원")
    reviewer.sees("덧붙일 의견이")
    reviewer.send(NOTE)
    send(reviewer)


def look_up(tom: PhoneOnPage) -> str:
    """Search the proposal as anybody can, and return what is shown of it."""
    tom.send("/search 놀이터")
    tom.newest_says("Proposals that were handed in")
    tom.tap(TITLE)
    tom.newest_says("Receipt number: P1-0001")
    return tom.newest()
