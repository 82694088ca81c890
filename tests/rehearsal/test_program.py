"""`python -m rehearsal`: a box alone, kept over restarts."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def program(*options: str) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rehearsal",
        "--port",
        "0",
        *options,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    yield found.group()
    process.terminate()
    await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0


async def test_a_kept_box_knows_its_people_after_a_restart(tmp_path: Path):
    options = (
        "--keep",
        str(tmp_path / "box.json"),
        "--at",
        "2027-03-02T09:00+09:00",
        "--speed",
        "0",
    )
    async with program(*options) as url, aiohttp.ClientSession() as session:
        async with session.post(f"{url}/box/users", json={"first_name": "지은"}) as answer:
            assert answer.status == 200
        async with session.post(f"{url}/box/clock", json={"advance_s": 60}) as answer:
            assert answer.status == 200

    async with program(*options) as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/box/users") as answer:
            people = await answer.json()
        async with session.get(f"{url}/box/clock") as answer:
            clock = await answer.json()

    assert [one["first_name"] for one in people["result"]] == ["지은"]
    assert clock["result"]["now"] == "2027-03-02T00:01:00.000Z"
