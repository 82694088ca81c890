"""The JSON interface by which any program plays a citizen, and the live stream."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from rehearsal.box import Box
from rehearsal.door_acts import ACTS
from rehearsal.pictures import blank_png
from rehearsal.server import BoxServer
from tests.rehearsal.conftest import START

Json = dict[str, Any]
README = Path(__file__).parents[2] / "rehearsal" / "README.md"


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the condition is the box's own state
            await asyncio.sleep(0.005)


class Client:
    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}{path}") as answer:
            body = await answer.json()
            assert body["ok"], body
            return body["result"]

    async def post(self, path: str, **body: Any) -> Any:
        status, answer = await self.tried(path, **body)
        assert status == 200, answer
        return answer["result"]

    async def tried(self, path: str, **body: Any) -> tuple[int, Json]:
        async with self.session.post(f"{self.url}{path}", json=body) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def client(server: BoxServer) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, server.url)


@pytest.fixture
async def jieun_id(client: Client) -> int:
    person = await client.post("/box/users", first_name="지은", language_code="ko")
    await client.post(f"/box/users/{person['id']}/start")
    number: int = person["id"]
    return number


async def show(box: Box, chat_id: int, text: str, **values: Any) -> Json:
    sent: Json = await box.call("sendMessage", {"chat_id": chat_id, "text": text, **values})
    return sent


MARKUP = {"inline_keyboard": [[{"text": "놀이터 정비", "callback_data": "v:1"}]]}


async def test_a_citizen_starts_reads_and_taps(client: Client, box: Box, jieun_id: int):
    sent = await show(box, jieun_id, "<b>투표</b>", parse_mode="HTML", reply_markup=MARKUP)
    me = f"/box/users/{jieun_id}"
    listed = await client.get(f"{me}/chats")
    seen = await client.get(f"{me}/chats/{jieun_id}")
    tapping = asyncio.create_task(client.post(f"{me}/tap", button="놀이터", wait_s=5))
    await until(lambda: bool(box.taps.by_id))
    query_id = next(iter(box.taps.by_id))
    await box.call("answerCallbackQuery", {"callback_query_id": query_id, "text": "저장됨"})
    tap = await tapping

    assert [(row["chat"]["id"], row["unread"]) for row in listed] == [(jieun_id, 1)]
    assert listed[0]["chat"]["with"]["username"] == "madang_bot"
    assert [m["message_id"] for m in seen["messages"]] == [1, sent["message_id"]]
    assert seen["messages"][1]["reply_markup"] == MARKUP
    assert (tap["text"], tap["answered"], tap["data"]) == ("저장됨", True, "v:1")
    assert await client.get(f"{me}/toasts") == [tap]
    assert await client.get(f"/box/taps/{query_id}?wait_s=1") == tap


async def test_reading_a_chat_leaves_nothing_unread(client: Client, box: Box, jieun_id: int):
    await show(box, jieun_id, "a")

    await client.post(f"/box/users/{jieun_id}/read")

    assert (await client.get(f"/box/users/{jieun_id}/chats"))[0]["unread"] == 0


async def test_reply_keyboard_commands_and_menu_are_shown(client: Client, box: Box, jieun_id: int):
    keys = {"keyboard": [[{"text": "여기", "request_location": True}]], "resize_keyboard": True}
    await show(box, jieun_id, "어디 사세요?", reply_markup=keys)
    await box.call("setMyCommands", {"commands": [{"command": "help", "description": "도움"}]})
    seen = await client.get(f"/box/users/{jieun_id}/chats/{jieun_id}")

    sent = await client.post(
        f"/box/users/{jieun_id}/press",
        label="여기",
        location={"latitude": 37.6, "longitude": 126.9},
    )

    assert seen["reply_keyboard"] == keys
    assert seen["messages"][-1]["keyboard"] == keys
    assert seen["commands"] == [{"command": "help", "description": "도움"}]
    assert seen["menu_button"] == {"type": "default"}
    assert sent["location"] == {"latitude": 37.6, "longitude": 126.9}


async def test_a_forum_is_made_filled_and_read_topic_by_topic(
    client: Client, box: Box, jieun_id: int
):
    other = (await client.post("/box/users", first_name="Sam"))["id"]
    forum = await client.post(
        "/box/chats",
        type="supergroup",
        title="은평구",
        owner_id=jieun_id,
        forum=True,
        members=[other],
        bot=["can_manage_topics"],
    )
    chat_id = forum["chat"]["id"]
    topic = await box.call("createForumTopic", {"chat_id": chat_id, "name": "놀이터"})
    thread = topic["message_thread_id"]
    for text, place in (("토론방에서", {"thread_id": thread}), ("모두에게", {})):
        await client.post(f"/box/users/{other}/send", chat_id=chat_id, text=text, **place)
    me = f"/box/users/{jieun_id}/chats/{chat_id}"
    in_topic = await client.get(f"{me}?thread={thread}")
    in_general = await client.get(f"{me}?thread=1&limit=1")
    before = await client.get(f"{me}?before={in_general['messages'][0]['message_id']}&limit=1")

    assert forum["chat"]["member_count"] == 3
    assert [t["name"] for t in in_topic["topics"]] == ["General", "놀이터"]
    assert [t["unread"] for t in in_topic["topics"]][1] == 2
    assert in_topic["topics"][1]["last_message"]["text"] == "토론방에서"
    assert [m.get("text") for m in in_topic["messages"]] == [None, "토론방에서"]
    assert [m["text"] for m in in_general["messages"]] == ["모두에게"]
    assert [m["text"] for m in before["messages"]] == ["토론방에서"]
    assert in_topic["member"]["status"] == "creator"
    assert len(await client.get(f"/box/chats/{chat_id}/messages?thread={thread}")) == 2


async def test_a_link_leads_to_the_bot_with_its_payload_or_into_a_group(
    client: Client, box: Box, jieun_id: int
):
    forum = await client.post(
        "/box/chats",
        type="supergroup",
        title="은평구",
        owner_id=jieun_id,
        bot=["can_invite_users"],
    )
    chat_id = forum["chat"]["id"]
    link = (await box.call("createChatInviteLink", {"chat_id": chat_id}))["invite_link"]
    other = (await client.post("/box/users", first_name="Sam"))["id"]

    started = await client.post(
        f"/box/users/{other}/open_link", url="https://t.me/madang_bot?start=h-1"
    )
    joined = await client.post(f"/box/users/{other}/open_link", url=link)
    status, refused = await client.tried(
        f"/box/users/{other}/open_link", url="t.me/madang_bot?start=한글"
    )

    assert started["text"] == "/start h-1"
    assert joined == {"chat_id": chat_id}
    assert box.chats[chat_id].members[other].is_present
    assert (status, refused["ok"]) == (409, False)


async def test_files_are_sent_as_base64_or_as_a_form_and_fetched(
    client: Client, box: Box, jieun_id: int
):
    picture = blank_png(10, 10)
    encoded = base64.b64encode(picture).decode()
    sent = await client.post(f"/box/users/{jieun_id}/photo", data=encoded, caption="사진")
    form = aiohttp.FormData()
    form.add_field("caption", "파일")
    form.add_field("file", b"a = 1", filename="a.toml", content_type="text/plain")
    url = f"{client.url}/box/users/{jieun_id}/document"
    async with client.session.post(url, data=form) as answer:
        document = (await answer.json())["result"]["document"]
    async with client.session.get(
        f"{client.url}/box/files/{sent['photo'][0]['file_id']}"
    ) as answer:
        held, kind = await answer.read(), answer.content_type

    assert (held, kind) == (picture, "image/png")
    assert sent["caption"] == "사진"
    assert (document["file_name"], document["file_size"]) == ("a.toml", 5)


async def test_the_clock_is_moved_sped_up_and_paused(client: Client, box: Box):
    moved = await client.post("/box/clock", advance_s=3600)
    fast = await client.post("/box/clock", speed=60)
    paused = await client.post("/box/clock", pause=True, set="2027-04-01T00:00:00Z")

    assert moved["now"] == "2027-03-02T10:00:00.000Z"
    assert (fast["speed"], fast["paused"]) == (60, False)
    assert (paused["now"], paused["paused"]) == ("2027-04-01T00:00:00.000Z", True)
    assert box.clock.now() - START > timedelta(days=29)


async def test_faults_and_flood_limits_are_switched_over_http(
    client: Client, box: Box, jieun_id: int
):
    fault = await client.post("/box/faults", kind="flood", method="sendMessage", retry_after=9)
    on = await client.post("/box/flood", on=True)
    status, body = await box.answer(box.token, "sendMessage", {"chat_id": jieun_id, "text": "a"})
    held = await client.get("/box/faults")

    assert (fault["kind"], fault["times"]) == ("flood", 1)
    assert on == {"flood_limits": True}
    assert (status, body["parameters"]) == (429, {"retry_after": 9})
    assert held == {"flood_limits": True, "faults": []}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/box/users", {}, 400),
        ("/box/users/4711/start", {}, 404),
        ("/box/users/100001/dance", {}, 404),
        ("/box/users/100001/send", {"text": "a", "chat_id": -5}, 404),
        ("/box/users/100001/tap", {"button": "없는 단추"}, 409),
        ("/box/users/100001/press", {"label": "없는 단추"}, 409),
        ("/box/users/100001/document", {"data": "가", "name": "a"}, 400),
        ("/box/clock", {"advance_s": -1}, 400),
        ("/box/clock", {"warp": 9}, 400),
        ("/box/faults", {"kind": "earthquake"}, 400),
        ("/box/faults", {"kind": "slow", "colour": "red"}, 400),
        ("/box/chats", {"type": "desk", "title": "a", "owner_id": 100001}, 400),
    ],
)
async def test_wrong_requests_get_a_status_and_a_word(
    client: Client, jieun_id: int, path: str, body: Json, status: int
):
    got, answer = await client.tried(path, **body)

    assert got == status
    assert answer["ok"] is False
    assert answer["error"]


async def test_another_persons_private_chat_stays_private(client: Client, jieun_id: int):
    other = (await client.post("/box/users", first_name="Sam"))["id"]

    async with client.session.get(f"{client.url}/box/users/{other}/chats/{jieun_id}") as answer:
        assert answer.status == 404


async def next_of(socket: aiohttp.ClientWebSocketResponse) -> Json:
    event: Json = json.loads((await asyncio.wait_for(socket.receive(), 2)).data)
    return event


async def test_the_live_stream_tells_everything_in_order_and_catches_up(
    client: Client, box: Box, jieun_id: int
):
    since = box.events.last_seq
    async with client.session.ws_connect(f"{client.url}/box/live") as socket:
        hello = await next_of(socket)
        sent = await show(box, jieun_id, "투표", reply_markup=MARKUP)
        tap = await client.post(f"/box/users/{jieun_id}/tap", button="놀이터")
        query = {"callback_query_id": tap["callback_query_id"], "text": "네", "show_alert": True}
        await box.call("answerCallbackQuery", query)
        place = {"chat_id": jieun_id, "message_id": sent["message_id"]}
        await box.call("editMessageText", {**place, "text": "고쳤습니다"})
        await box.call("sendChatAction", {"chat_id": jieun_id, "action": "typing"})
        await box.call("deleteMessage", place)
        box.clock.advance(timedelta(hours=1))
        live = [await next_of(socket) for _ in range(7)]
    async with client.session.ws_connect(f"{client.url}/box/live?since={since}") as socket:
        await next_of(socket)
        again = [await next_of(socket) for _ in range(7)]

    assert (hello["kind"], hello["seq"], hello["complete"]) == ("hello", since, True)
    assert [e["kind"] for e in live] == [
        "message", "tap", "toast", "edit", "action", "delete", "clock",
    ]  # fmt: skip
    assert [e["seq"] for e in live] == list(range(since + 1, since + 8))
    assert live[0]["message"]["reply_markup"] == MARKUP
    assert (live[2]["text"], live[2]["alert"], live[2]["user_id"]) == ("네", True, jieun_id)
    assert live[3]["message"]["text"] == "고쳤습니다"
    assert live[5]["message_ids"] == [sent["message_id"]]
    assert again == live
    assert (await client.get(f"/box/events?since={since}"))["events"] == live


async def test_a_phone_hears_only_of_its_own_chats(client: Client, box: Box, jieun_id: int):
    other = (await client.post("/box/users", first_name="Sam"))["id"]
    await client.post(f"/box/users/{other}/start")
    async with client.session.ws_connect(f"{client.url}/box/live?user={jieun_id}") as socket:
        await next_of(socket)
        await show(box, other, "Sam only")
        await show(box, jieun_id, "지은에게")

        heard = await next_of(socket)

    assert heard["message"]["text"] == "지은에게"


async def test_a_listener_may_ask_for_some_kinds_only(client: Client, box: Box, jieun_id: int):
    async with client.session.ws_connect(f"{client.url}/box/live?only=clock,edit") as socket:
        await next_of(socket)
        await show(box, jieun_id, "a")
        box.clock.advance(timedelta(minutes=1))

        heard = await next_of(socket)

    assert (heard["kind"], heard["now"]) == ("clock", "2027-03-02T09:01:00.000Z")


async def test_a_phone_that_was_away_too_long_is_told_so(client: Client, box: Box):
    for number in range(3):
        box.record("profile", 0, what=str(number))
    box.events._events.popleft()

    async with client.session.ws_connect(f"{client.url}/box/live?since=0") as socket:
        hello = await next_of(socket)

    assert hello["complete"] is False


async def test_quiet_over_http_times_out_with_a_word(client: Client, jieun_id: int):
    status, answer = await client.tried("/box/quiet", within_s=0.05)

    assert status == 504
    assert "1 updates unconfirmed" in answer["error"]


async def test_the_bots_methods_take_query_form_and_json(client: Client, box: Box, jieun_id: int):
    url = f"{client.url}/bot{box.token}/sendMessage"
    markup = json.dumps(MARKUP)
    values = {"chat_id": str(jieun_id), "text": "가+나&다", "reply_markup": markup}
    async with client.session.get(url, params=values) as answer:
        by_query = await answer.json()
    async with client.session.post(url, data=values) as answer:
        by_form = await answer.json()
    async with client.session.post(url, json={**values, "reply_markup": MARKUP}) as answer:
        by_json = await answer.json()
    async with client.session.post(
        url, data=b"{broken", headers={"Content-Type": "application/json"}
    ) as answer:
        status, broken = answer.status, await answer.json()

    for body in (by_query, by_form, by_json):
        assert body["result"]["text"] == "가+나&다"
        assert body["result"]["reply_markup"] == MARKUP
    assert (status, broken["description"]) == (
        400,
        "Bad Request: can't parse request body as JSON",
    )


def test_the_readme_names_every_act_and_every_kind_of_event():
    readme = README.read_text(encoding="utf-8")
    sources = [one.read_text(encoding="utf-8") for one in README.parent.rglob("*.py")]
    recorded = {
        kind for source in sources for kind in re.findall(r'record\(\s*"(\w+)"', source)
    } | {"blocked", "unblocked"}

    acts = {act for act in ACTS if f"`{act}`" not in readme}
    kinds = {kind for kind in recorded if f"`{kind}`" not in readme}

    assert acts == set()
    assert kinds == set()
    assert len(recorded) > 15
