"""The transport tells apart what was not sent, what is unclear, and what was answered."""

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.transport import HttpRequest, NotSent, Unclear, Written, is_unclear

TOKEN = "7:secret-token-of-the-test"
Reply = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """A server that does to each request what the test says."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while self.replies:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                self.requests.append(head + await reader.readexactly(length))
                await self.replies.pop(0)(reader, writer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


def _say(status: int, body: str) -> Reply:
    async def reply(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw = body.encode()
        writer.write(b"HTTP/1.1 %d Status\r\nContent-Length: %d\r\n\r\n" % (status, len(raw)))
        writer.write(raw)
        await writer.drain()

    return reply


async def _hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.5)


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot"
    yield server
    listening.close()


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    request = HttpRequest(read_s=0.2)
    await request.initialize()
    bot = Bot(TOKEN, base_url=server.url, request=request, get_updates_request=HttpRequest())
    yield bot
    await request.shutdown()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_calls_share_connections(server: Server, bot: Bot) -> None:
    server.replies = [_say(200, '{"ok":true,"result":true}')] * 5

    for _ in range(5):
        assert await bot.delete_webhook()

    assert (len(server.requests), server.connections) == (5, 1)


async def test_files_travel_beside_their_fields(server: Server, bot: Bot) -> None:
    server.replies = [_say(400, '{"ok":false,"error_code":400,"description":"Bad Request: no"}')]

    with pytest.raises(BadRequest, match="No"):
        await bot.send_document(
            5, b"the content" * 200_000, filename="결과.pb", caption="words & more"
        )

    [request] = server.requests
    assert b"multipart/form-data" in request
    assert b"the content" in request
    assert b"words & more" in request


async def test_an_answer_in_words_is_clear(server: Server, bot: Bot) -> None:
    server.replies = [
        _say(429, '{"ok":false,"parameters":{"retry_after":7},"description":"Too Many"}'),
        _say(502, "<html>Bad Gateway</html>"),
        _say(500, '{"ok":false,"description":"Internal Server Error"}'),
    ]

    with pytest.raises(RetryAfter):
        await bot.delete_webhook()
    for _ in range(2):
        with pytest.raises(NetworkError) as caught:
            await bot.delete_webhook()
        assert not is_unclear(caught.value)


async def test_a_gateway_that_gave_up_waiting_is_unclear(server: Server, bot: Bot) -> None:
    server.replies = [_say(504, "<html></html>")]

    with pytest.raises(NetworkError) as caught:
        await bot.delete_webhook()

    assert is_unclear(caught.value)


async def test_a_refused_connection_means_that_nothing_was_sent() -> None:
    request = HttpRequest()
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{_free_port()}/bot", request=request)

    with pytest.raises(NotSent) as caught:
        await bot.delete_webhook()
    await request.shutdown()

    assert not is_unclear(caught.value)


async def test_an_answer_that_does_not_come_is_unclear(server: Server, bot: Bot) -> None:
    server.replies = [_hang]

    with pytest.raises(TimedOut) as caught:
        await bot.delete_webhook()

    assert is_unclear(caught.value)


async def test_a_broken_connection_is_unclear_and_not_tried_again(
    server: Server, bot: Bot
) -> None:
    server.replies = [_hang_up, _say(200, '{"ok":true,"result":true}')]

    with pytest.raises(Unclear) as caught:
        await bot.delete_webhook()

    assert is_unclear(caught.value)
    assert len(server.requests) == 1


async def test_a_full_pool_means_that_nothing_was_sent(server: Server) -> None:
    request = HttpRequest(pool_size=1, read_s=2)
    await request.initialize()
    bot = Bot(TOKEN, base_url=server.url, request=request)
    server.replies = [_hang]
    first = asyncio.create_task(bot.delete_webhook())
    await asyncio.sleep(0.05)

    with pytest.raises(NotSent):
        await bot.delete_webhook(connect_timeout=0.05)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await request.shutdown()


async def test_neither_logs_nor_errors_tell_the_token(
    server: Server, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.replies = [_hang_up]

    with pytest.raises(NetworkError) as caught:
        await bot.delete_webhook()

    chain = [str(caught.value), repr(caught.value), repr(caught.value.__cause__)]
    assert not any("secret-token" in words for words in [*chain, caplog.text])


async def test_an_answer_that_cannot_be_read_is_not_told_to_the_log(
    server: Server, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.replies = [_say(200, '{"ok": true, "result": ["a citizen wrote this"')]

    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_me()

    assert "citizen" not in caplog.text


@pytest.mark.parametrize(
    "body",
    ['{"ok":true,"result":["\\ud83d 글"]}', '{"ok":true,"result":[123456789012345678901234]}'],
    ids=["half a character", "a long number"],
)
def test_answers_are_read_as_python_reads_them(body: str) -> None:
    read = HttpRequest.parse_json_payload(body.encode())

    assert read == json.loads(body)


def test_broken_bytes_do_not_hide_the_rest_of_an_answer() -> None:
    read = HttpRequest.parse_json_payload(b'{"ok":true,"result":["\xff",1]}')

    assert read["result"] == ["\ufffd", 1]


async def test_an_answer_in_chunks_is_read_whole(server: Server, bot: Bot) -> None:
    async def in_chunks(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for part in (b'{"ok":true,', b'"result":true}'):
            writer.write(b"%x\r\n%s\r\n" % (len(part), part))
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.write(b"0\r\n\r\n")

    server.replies = [in_chunks, _say(200, '{"ok":true,"result":true}')]

    assert await bot.delete_webhook()
    assert await bot.delete_webhook()

    assert server.connections == 1


async def test_a_connection_that_the_server_closed_is_not_used_again(
    server: Server, bot: Bot
) -> None:
    async def for_the_last_time(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = b'{"ok":true,"result":true}'
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 25\r\n\r\n" + body)
        await writer.drain()

    server.replies = [for_the_last_time, _say(200, '{"ok":true,"result":true}')]

    assert await bot.delete_webhook()
    assert await bot.delete_webhook()

    assert server.connections == 2


async def test_an_answer_that_is_no_http_is_unclear(server: Server, bot: Bot) -> None:
    async def rubbish(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"what you asked for\r\n\r\n")
        await writer.drain()

    server.replies = [rubbish]

    with pytest.raises(Unclear):
        await bot.delete_webhook()


@pytest.mark.parametrize("scheme", ["http", "HTTP"], ids=["by the wire", "by aiohttp"])
async def test_a_call_that_is_written_already_arrives_whole_by_both_ways(
    server: Server, scheme: str
) -> None:
    # Only an address that begins with http:// goes by the wire; others, encrypted ones most of
    # all, go by aiohttp, which knows this one as well.
    url = server.url.replace("http", scheme, 1) + "7:x/answerCallbackQuery"
    request = HttpRequest()
    await request.initialize()
    server.replies.append(_say(200, '{"ok":true,"result":true}'))

    status, _ = await request.do_request(url, "POST", Written('{"text":"다음"}'.encode()))
    await request.shutdown()

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert status == 200
    assert b"content-type: application/json" in head.lower()
    assert body.decode() == '{"text":"다음"}'
