"""Phones show what Telegram shows: the test is the bot, and looks at the glass."""

import json
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from rehearsal.files import Upload
from rehearsal.pictures import blank_png
from tests.browser.page import Page, PhoneOnPage
from tests.browser.stand import JIEUN, TOM, Stand

pytestmark = pytest.mark.browser

REMEMBER_STREAMS = """
window.streams = [];
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) { super(...given); window.streams.push(this); }
};
"""


@pytest.fixture
def jieun(page: Page, box_stand: Stand) -> PhoneOnPage:
    """A citizen's phone that has started the bot."""
    page.open(box_stand.url, JIEUN)
    phone = page.phone(JIEUN)
    phone.start()
    phone.sees("/start")
    return phone


def keyboard(*rows: list[dict[str, Any]]) -> str:
    return json.dumps({"inline_keyboard": list(rows)})


def test_formatting_is_shown_and_never_taken_for_html(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    text = (
        "<b>굵게 <i>둘 다</i></b> <code>코드</code> <a href='https://example.org/x'>고리</a> "
        "<tg-spoiler>숨김</tg-spoiler> <blockquote>따옴</blockquote> &lt;img src=x&gt; "
        "😀 <u>밑</u>"
    )

    box_stand.call("sendMessage", chat_id=JIEUN, text=text, parse_mode="HTML")

    jieun.sees("<img src=x>")
    bubble = f"{jieun.place} .row:last-child .text"
    found = {
        tag: [one.get_attribute("textContent") for one in page.all(f"{bubble} {tag}")]
        for tag in ("strong", "strong em", "code", "a", "blockquote", "u", ".spoiler", "img")
    }
    assert found == {
        "strong": ["굵게 둘 다"],
        "strong em": ["둘 다"],
        "code": ["코드"],
        "a": ["고리"],
        "blockquote": ["따옴"],
        "u": ["밑"],
        ".spoiler": ["숨김"],
        "img": [],
    }
    jieun.click(".spoiler")
    page.until(lambda: page.all(f"{jieun.place} .spoiler-open"), "the spoiler stays closed")


def test_a_tapped_key_turns_until_it_is_answered_and_alerts_want_an_ok(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    row = [{"text": "가", "callback_data": "a"}, {"text": "나", "callback_data": "b"}]
    box_stand.call("sendMessage", chat_id=JIEUN, text="고르세요", reply_markup=keyboard(row))

    jieun.tap("가")
    page.until(lambda: page.all(f"{jieun.place} .key.waiting"), "the key does not turn")
    query = box_stand.box.updates.pending()[-1]["callback_query"]
    box_stand.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="다시 보세요", show_alert=True
    )

    page.until(lambda: page.all(f"{jieun.place} [role=alertdialog]"), "no alert")
    assert not page.all(f"{jieun.place} .key.waiting")
    focused = page.script("return document.activeElement.innerText")
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: not page.all(f"{jieun.place} [role=alertdialog]"), "the alert stays")
    assert focused == "확인"
    widths = [one.size["width"] for one in page.all(f"{jieun.place} .key")]
    assert abs(widths[0] - widths[1]) <= 1


def test_an_edit_happens_in_place_and_keeps_the_focus(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    first = keyboard(
        [{"text": "가", "callback_data": "a"}], [{"text": "나", "callback_data": "b"}]
    )
    sent = box_stand.call("sendMessage", chat_id=JIEUN, text="처음", reply_markup=first)
    jieun.tap("나")
    second = keyboard(
        [{"text": "다", "callback_data": "c"}], [{"text": "✓ 나", "callback_data": "b"}]
    )

    box_stand.call(
        "editMessageText",
        chat_id=JIEUN,
        message_id=sent["message_id"],
        text="나중",
        reply_markup=second,
    )

    jieun.sees("나중")
    jieun.sees("수정됨")
    page.until(
        lambda: page.script("return document.activeElement.title") == "✓ 나", "the focus is lost"
    )
    assert len(page.all(f"{jieun.place} .row")) == 2


def test_photos_and_documents_are_shown_opened_and_sent(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    box_stand.do(
        box_stand.box.call(
            "sendPhoto",
            {"chat_id": JIEUN, "photo": "attach://p", "caption": "현장 사진"},
            {"p": Upload(blank_png(), "p.png", "image/png")},
        )
    )
    table = Upload("번호,사업\n1,놀이터\n".encode(), "votes.csv", "text/csv")
    box_stand.do(
        box_stand.box.call(
            "sendDocument", {"chat_id": JIEUN, "document": "attach://d"}, {"d": table}
        )
    )

    jieun.sees("현장 사진")
    jieun.sees("votes.csv")
    jieun.click(".file")
    jieun.sees("1,놀이터")
    link = page.all(f"{jieun.place} .dialog-keys a")[0]

    assert link.get_attribute("download") == "votes.csv"
    loaded = "return document.querySelector(arguments[0]).naturalWidth"
    page.until(lambda: page.script(loaded, f"{jieun.place} .photo img"), "the photo does not load")


def test_a_reply_keyboard_asks_for_a_place_on_the_map(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    rows = {
        "keyboard": [[{"text": "위치 보내기", "request_location": True}]],
        "resize_keyboard": True,
    }
    box_stand.call("sendMessage", chat_id=JIEUN, text="어디인가요?", reply_markup=json.dumps(rows))

    jieun.click(".reply-key")
    page.until(lambda: page.all(f"{jieun.place} .chooser .district"), "no map")
    names = [
        one.get_attribute("aria-label") for one in page.all(f"{jieun.place} .chooser .district")
    ]
    chosen = page.all(f"{jieun.place} .chooser [data-district='11380']")[0]
    chosen.click()
    jieun.sees("은평구")
    jieun.click(".sheet-key.main")

    page.until(lambda: page.all(f"{jieun.place} .row .place"), "no place is sent")
    place = box_stand.box.updates.pending()[-1]["message"]["location"]
    assert len(names) == 25
    assert names == sorted(names)
    assert 37.57 < place["latitude"] < 37.66
    assert 126.88 < place["longitude"] < 126.96


def test_links_within_telegram_open_within_the_rehearsal(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    link = "https://t.me/madang_bot?start=h7"
    row = [{"text": "참여하기", "url": link}]
    box_stand.call("sendMessage", chat_id=JIEUN, text="고리", reply_markup=keyboard(row))

    jieun.tap("참여하기")

    jieun.sees("/start h7")
    assert len(page.browser.window_handles) == 1


def test_other_addresses_are_only_opened_after_a_question(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    box_stand.call("sendMessage", chat_id=JIEUN, text="https://example.org/out")
    jieun.sees("example.org")

    jieun.click(".row:last-child a.link")

    jieun.sees("리허설 밖의 주소를 열까요?")
    jieun.click(".sheet-key", "취소")
    assert len(page.browser.window_handles) == 1


def test_typing_unread_marks_and_pins_are_seen(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    jieun.click(".head-key.back")
    box_stand.call("sendChatAction", chat_id=JIEUN, action="typing")
    jieun.sees("입력 중…")
    sent = box_stand.call("sendMessage", chat_id=JIEUN, text="중요한 알림")
    page.until(lambda: page.all(f"{jieun.place} .chat-line .unread"), "no unread mark")
    unread = page.all(f"{jieun.place} .chat-line .unread")[0].text
    box_stand.call("pinChatMessage", chat_id=JIEUN, message_id=sent["message_id"])
    jieun.click(".chat-line")

    page.until(lambda: page.all(f"{jieun.place} .pin-bar:not([hidden])"), "no pinned bar")

    assert unread == "1"
    assert "중요한 알림" in page.all(f"{jieun.place} .pin-bar")[0].text
    person = box_stand.box.private_chat(JIEUN)
    page.until(lambda: person.unread_by(JIEUN) == 0, "it does not count as read")


def test_a_protected_message_offers_neither_copy_nor_forward(
    page: Page, box_stand: Stand, jieun: PhoneOnPage
) -> None:
    box_stand.call("sendMessage", chat_id=JIEUN, text="비밀", protect_content=True)
    jieun.sees("비밀")

    page.script(
        "const rows = document.querySelectorAll(arguments[0]); const row = rows[rows.length - 1];"
        "row.focus(); row.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))",
        f"{jieun.place} .row",
    )
    page.until(lambda: page.all(f"{jieun.place} [role=menuitem]"), "no menu")

    entries = [
        one.get_attribute("textContent") for one in page.all(f"{jieun.place} [role=menuitem]")
    ]
    assert "답장" in entries
    assert not {"복사", "전달"} & set(entries)


def test_the_stream_catches_up_after_a_break(page: Page, box_stand: Stand) -> None:
    remember = page.browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": REMEMBER_STREAMS}
    )
    page.open(box_stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    jieun.start()
    jieun.sees("/start")

    page.script("for (const one of window.streams) one.close()")
    box_stand.call("sendMessage", chat_id=JIEUN, text="끊긴 사이의 글")

    jieun.sees("끊긴 사이의 글")
    page.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", remember)
    assert page.script("return window.streams.length") > len(page.all(".phone"))


def test_a_closed_topic_is_marked_and_takes_no_words(page: Page, box_stand: Stand) -> None:
    box = box_stand.box

    async def forum() -> tuple[int, int]:
        chat = box.supergroup("동네", box.person(TOM), forum=True)
        box.add_bot(chat, box.person(TOM), ["can_manage_topics"])
        await box.person(JIEUN).join(chat)
        topic = await box.person(TOM).open_topic(chat, "놀이터")
        return chat.id, topic.thread_id

    chat_id, thread_id = box_stand.do(forum())
    page.open(box_stand.url, JIEUN)
    jieun = page.phone(JIEUN)
    jieun.click(".head-key.back")
    jieun.click(".chat-line", "동네")
    jieun.click(".topic-line", "놀이터")
    page.until(lambda: page.all(f"{jieun.place} .compose:not([hidden])"), "no text field")

    box_stand.call("closeForumTopic", chat_id=chat_id, message_thread_id=thread_id)

    jieun.sees("닫힌 토픽입니다. 글을 쓸 수 없습니다.")
    jieun.sees("토픽을 닫았습니다")
