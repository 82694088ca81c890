"""Who is let in: programs and the page served here, never a page from elsewhere."""

import aiohttp
import pytest

from rehearsal.box import Box
from rehearsal.page import page_routes
from rehearsal.server import BoxServer
from rehearsal.visitors import refused

HERE = "127.0.0.1:8081"


def asked(method: str = "POST", path: str = "/box/clock", **headers: str) -> str:
    given = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in {"host": HERE, **headers}.items()
    ]
    return refused(given, method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost:8081"},
        {"host": "[::1]:8081"},
        {"origin": "http://127.0.0.1:8081", "sec_fetch_site": "same-origin"},
        {"origin": "http://localhost:8081", "host": "localhost:8081"},
    ],
)
def test_programs_and_the_own_page_are_let_in(headers: dict[str, str]) -> None:
    assert not asked(**headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://[broken"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"host": "rebound.example.org:8081"},
        {"host": "rebound.example.org", "origin": "http://rebound.example.org"},
        {"host": "127.0.0.1.example.org"},
    ],
)
def test_pages_from_elsewhere_are_turned_away(headers: dict[str, str]) -> None:
    assert asked(**headers)


def test_a_link_from_elsewhere_leads_to_the_page_and_to_nothing_else() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}

    assert not asked("GET", "/", **link)
    assert asked("GET", "/bot1:x/sendMessage", **link)
    assert asked("POST", "/", **link)


async def test_neither_clock_nor_stream_nor_bot_answers_another_page() -> None:
    box = Box()
    theirs = {"Origin": "https://example.org"}
    async with (
        BoxServer(box, pages=page_routes()) as server,
        aiohttp.ClientSession(server.url) as session,
    ):
        before = box.clock.as_json()["speed"]
        clock = await session.post("/box/clock", json={"speed": 9}, headers=theirs)
        call = await session.get(
            f"/bot{box.token}/getMe", headers={"Sec-Fetch-Site": "cross-site"}
        )
        with pytest.raises(aiohttp.WSServerHandshakeError) as stream:
            await session.ws_connect("/box/live", headers=theirs)
        own = await session.post("/box/clock", json={"speed": 9}, headers={"Origin": server.url})
        async with session.ws_connect("/box/live", headers={"Origin": server.url}) as live:
            hello = await live.receive_json()

    assert (clock.status, call.status, stream.value.status, own.status) == (403, 403, 403, 200)
    assert before != 9 == box.clock.as_json()["speed"]
    assert hello["kind"] == "hello"
