"""A proposer at the phone in the browser: from an idea to a published verdict."""

from pathlib import Path

import pytest

from deliberation.reviewing import Act
from rehearsal.chats import Chat
from tests.attachments.samples import photo
from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, SEOYEON, TOM, Stand, opened
from tests.browser.year import EUNPYEONG_ON_MAP, part_one
from tests.reviewing.samples import answered

pytestmark = pytest.mark.browser

TITLE = "은평 놀이터 그네 바꾸기"
NEIGHBOURS = "우리 동네"
LIKE_IT = (
    "낡은 놀이터 그네 바꾸기",
    "그네가 낡아 아이들이 다칩니다.",
    "그네를 새것으로 바꿉니다.",
)
CHANGED = "그네만 새것으로 바꾸고 바닥은 고쳐 씁니다."
WHY = "바닥은 작년에 새로 깔았습니다."


def test_a_proposer_gets_from_an_idea_to_a_published_verdict(
    page: Page, browser: object, tmp_path: Path
) -> None:
    picture = tmp_path / "swings.jpg"
    picture.write_bytes(photo(640, 480))
    with opened(tmp_path, part_one(co_proposers_needed=1), "at proposing +25h") as stand:
        stand.proposes(SEOYEON, *LIKE_IT)
        stand.do(gather(stand))
        page.open(stand.url, JIEUN, TOM, SEOYEON)
        jieun, tom, seoyeon = (page.phone(one) for one in (JIEUN, TOM, SEOYEON))

        write(jieun, picture)
        jieun.tap("제출하기")
        jieun.sees("비슷한 제안이 이미 있습니다")
        jieun.sees(LIKE_IT[0])
        jieun.tap("내 제안도 제출하기")
        jieun.sees("공동제안자: 1명 중 0명")
        join(tom, jieun)
        jieun.sees("공동제안자가 모두 모여")
        follow(seoyeon)
        review(stand, Act.ASK, "어느 놀이터를 말씀하십니까?")
        answer(jieun, "질문에 답하기", "도서관 옆 놀이터입니다.")
        review(stand, Act.OFFER, CHANGED, "8천만원", WHY)
        jieun.tap(TITLE)
        jieun.tap("읽고 답하기")
        jieun.sees(WHY)
        private = seoyeon.text() + tom.text()
        jieun.tap("동의")
        stand.passes(hours=1)

        jieun.sees("상태: 적격")
        jieun.tap("처리 내역")
        jieun.sees("적격 판정")
        jieun.sees("도서관 옆 놀이터입니다.")
        for phone, verdict in ((seoyeon, "적격 판정"), (tom, "feasible")):
            phone.sees(verdict)
            phone.tap(TITLE)
            phone.sees(CHANGED)
        assert not {CHANGED, WHY, "도서관 옆 놀이터입니다."} & set(private.splitlines())


def write(jieun: PhoneOnPage, picture: Path) -> None:
    """Arrive, and answer every question up to the preview."""
    jieun.start()
    jieun.tap("읽었고")
    jieun.tap("동의합니다")
    jieun.tap("제안하기")
    jieun.tap("시민제안형")
    for asked, said in (
        ("제안의 제목을", TITLE),
        ("누가, 무엇 때문에", "그네가 낡아 아이들이 자주 다칩니다."),
        ("어떻게 하면", "그네와 바닥을 새것으로 바꿉니다."),
    ):
        jieun.sees(asked)
        jieun.send(said)
    jieun.sees("어디에 필요한 사업입니까?")
    jieun.send_place(EUNPYEONG_ON_MAP)
    jieun.sees("비용이 대략 얼마나")
    jieun.send("1억 5천만원")
    jieun.tap("네")
    jieun.tap("공원")
    jieun.sees("원하시면 사진이나")
    jieun.send_photo(picture)
    jieun.sees("첨부: 사진 1장")
    jieun.tap("첨부 마침")
    jieun.sees("아직 제출되지 않았습니다")
    jieun.sees("장소: 은평구")


def join(tom: PhoneOnPage, jieun: PhoneOnPage) -> None:
    """Send the link to the neighbours, from where another one opens it."""
    link = jieun.page.all(f"{jieun.place} .row:last-child a.link")[0].text
    jieun.open_chat(NEIGHBOURS)
    jieun.send(f"함께해 주세요: {link}")
    tom.open_chat(NEIGHBOURS)
    tom.click(".row:last-child a.link")
    tom.tap("I have read this")
    tom.tap("I agree")
    tom.tap("Join as a co-proposer")
    tom.sees("You are a co-proposer")
    jieun.open_chat("Madang")


def follow(seoyeon: PhoneOnPage) -> None:
    """Find it by two of its words, look at its photo, follow it."""
    seoyeon.send("/search 은평 그네")
    seoyeon.tap(TITLE)
    seoyeon.sees("장소: 은평구")
    seoyeon.tap("사진·문서")
    loaded = "return document.querySelector(arguments[0])?.naturalWidth ?? 0"
    seoyeon.page.until(
        lambda: seoyeon.page.script(loaded, f"{seoyeon.place} .photo img") > 0, "no photo"
    )
    seoyeon.tap("뒤로")
    seoyeon.tap("소식 받기")
    seoyeon.sees("소식 그만 받기")


def answer(jieun: PhoneOnPage, key: str, text: str) -> None:
    """Answer what the department asks."""
    jieun.tap(TITLE)
    jieun.tap("읽고 답하기")
    jieun.tap(key)
    jieun.send(text)
    jieun.tap("보내기")
    jieun.sees("답을 담당 부서에 전했습니다")


def review(stand: Stand, act: Act, *said: str) -> None:
    """Let the department say something off the page, and its proposer be told."""
    stand.passes(hours=25)
    stand.do(answered(stand.house, 2, act, *said))
    stand.passes(hours=1)


async def gather(stand: Stand) -> Chat:
    """Put the proposer and a neighbour into one group."""
    box = stand.box
    chat = box.supergroup(NEIGHBOURS, box.person(JIEUN))
    await box.person(TOM).join(chat)
    return chat
