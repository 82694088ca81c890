"""The short side of the HTTP door: the same answers, however the bytes of a call come."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from rehearsal.box import Box
from rehearsal.server import BoxServer

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def call(path: str, body: object, **headers: str) -> bytes:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Host": "127.0.0.1", "Content_Type": "application/json", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    head = "\r\n".join([f"POST {path} HTTP/1.1", *lines, f"Content-Length: {len(raw)}"])
    return head.encode() + b"\r\n\r\n" + raw


@asynccontextmanager
async def line_to(server: BoxServer) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    yield reader, writer
    writer.close()
    await writer.wait_closed()


async def heard(reader: asyncio.StreamReader) -> tuple[int, Any]:
    async with asyncio.timeout(60):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next(
            int(row.partition(":")[2]) for row in head.split("\r\n") if "content-length" in row
        )
        return int(head.split()[1]), json.loads(await reader.readexactly(length))


def whole(raw: bytes) -> list[bytes]:
    return [raw]


def in_two(raw: bytes) -> list[bytes]:
    return [raw[:-5], raw[-5:]]


def head_first(raw: bytes) -> list[bytes]:
    head, end, body = raw.partition(b"\r\n\r\n")
    return [head + end, body] if body else [raw]


def by_forty(raw: bytes) -> list[bytes]:
    return [raw[at : at + 40] for at in range(0, len(raw), 40)]


@pytest.mark.parametrize("pieces", [whole, in_two, head_first, by_forty])
async def test_a_call_is_answered_alike_however_it_comes(
    box: Box, server: BoxServer, pieces: Callable[[bytes], list[bytes]]
) -> None:
    person = box.user("표본", language_code="ko")
    await person.start()
    calls = [
        call(f"/bot{box.token}/sendMessage", {"chat_id": person.id, "text": "<b>가</b> 😀 a.b"}),
        call(f"/bot{box.token}/sendMessage", {"chat_id": 1, "text": "x"}),
        call("/bot1:nobody/getMe", {}),
        call(f"/bot{box.token}/noSuchMethod", {}),
        call(
            f"/bot{box.token}/sendMessage",
            f"chat_id={person.id}&text=a%26b+%EA%B0%80".encode(),
            Content_Type="application/x-www-form-urlencoded",
        ),
        call(f"/box/users/{person.id}/start", {"payload": "b_1"}),
        call("/box/users/77/start", {}),
        call(f"/box/users/{person.id}/fly", {}),
        call(f"/box/users/{person.id}/send", {}),
    ]
    found = []

    async with line_to(server) as (reader, writer):
        for raw in calls:
            for piece in pieces(raw):
                writer.write(piece)
                await asyncio.sleep(0.002)
            found.append(await heard(reader))

    assert [status for status, _ in found] == [200, 400, 401, 404, 200, 200, 404, 404, 400]
    assert found[0][1]["result"]["text"] == "<b>가</b> 😀 a.b"
    assert found[4][1]["result"]["text"] == "a&b 가"
    assert found[5][1]["result"]["text"] == "/start b_1"
    assert all(body["ok"] is (status == 200) for status, body in found)


async def test_calls_that_come_at_once_are_answered_in_their_order(
    box: Box, server: BoxServer
) -> None:
    person = box.user("Sample")
    await person.start()
    texts = [f"number {no}" for no in range(20)]
    raws = [
        call(f"/bot{box.token}/sendMessage", {"chat_id": person.id, "text": one}) for one in texts
    ]

    async with line_to(server) as (reader, writer):
        writer.write(raws[0])
        await asyncio.sleep(0.01)
        writer.write(b"".join(raws[1:]))
        found = [(await heard(reader))[1]["result"]["text"] for _ in texts]

    assert found == texts


async def test_what_comes_during_a_long_poll_waits_for_its_answer(
    box: Box, server: BoxServer
) -> None:
    person = box.user("Sample")

    async with line_to(server) as (reader, writer):
        writer.write(call(f"/bot{box.token}/getUpdates", {"timeout": 20}))
        await asyncio.sleep(0.01)
        writer.write(call(f"/bot{box.token}/getMe", {}))
        await asyncio.sleep(0.01)
        await person.send("안녕하세요")
        first, second = await heard(reader), await heard(reader)

    assert first[1]["result"][0]["message"]["text"] == "안녕하세요"
    assert second[1]["result"]["id"] == box.bot.id


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (call("/bot1:x/getMe", b"{broken"), 400),
        (call("/bot1:x/getMe", [1, 2]), 400),
        (call("/bot1:x/getMe", {}, Origin="https://example.org"), 403),
        (call("/bot1:x/getMe?a=b", {}), 401),
        (call("/bot1:x/getMe", b"{}", Content_Type="application/octet-stream"), 401),
    ],
)
async def test_whatever_is_no_plain_call_goes_the_general_way(
    server: BoxServer, raw: bytes, status: int
) -> None:
    async with line_to(server) as (reader, writer):
        writer.write(raw)
        async with asyncio.timeout(60):
            first = await reader.readuntil(b"\r\n")

    assert int(first.split()[1]) == status


async def test_a_call_left_without_an_answer_cuts_the_connection(
    box: Box, server: BoxServer
) -> None:
    box.faults.inject("dropped", method="getMe", seconds=0)

    async with line_to(server) as (reader, writer):
        writer.write(call(f"/bot{box.token}/getMe", {}))
        async with asyncio.timeout(60):
            rest = await reader.read()

    assert b"result" not in rest
