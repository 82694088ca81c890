"""The page's files and routes."""

import json
import re
from pathlib import Path

import httpx

from rehearsal import page
from rehearsal.box import Box
from rehearsal.outlines import outlines
from rehearsal.page import Desk, Part, page_routes
from rehearsal.server import BoxServer

ROOT = Path(__file__).parents[2]
FILES = sorted(one for one in page.FOLDER.rglob("*") if one.is_file())
WEIGHT_MAX = 300_000


def test_the_page_weighs_less_than_300_kilobytes() -> None:
    served = [one for one in FILES if one.suffix != ".md"]

    weight = sum(one.stat().st_size for one in served)

    assert 50_000 < weight < WEIGHT_MAX


def test_the_page_asks_nothing_of_any_other_place() -> None:
    loads = re.compile(r"""(?:src|href|import|url|fetch)\W{1,3}(https?:)?//""")

    outside = [one.name for one in FILES if loads.search(one.read_text(encoding="utf-8"))]

    assert outside == []


def test_both_languages_say_the_same_things() -> None:
    def names(code: str) -> list[str]:
        source = (page.FOLDER / "js" / f"words_{code}.js").read_text(encoding="utf-8")
        return re.findall(r"^  (\w+): ", source, re.M)

    korean, english = names("ko"), names("en")

    assert len(korean) > 100
    assert korean == english


def test_every_sentence_that_is_asked_for_is_there() -> None:
    known = re.findall(
        r"^  (\w+): ", (page.FOLDER / "js" / "words_en.js").read_text(encoding="utf-8"), re.M
    )
    code = "".join(one.read_text(encoding="utf-8") for one in FILES if one.suffix == ".js")

    asked = set(re.findall(r"""\b(?:words|t|say)\(\s*"(\w+)\"""", code))

    assert len(asked) > 80
    assert asked - set(known) == set()


def test_the_map_is_made_from_the_example_s_outlines() -> None:
    source = json.loads((ROOT / "examples" / "seoul-gu.geojson").read_text(encoding="utf-8"))
    held = json.loads((page.FOLDER / "districts.json").read_text(encoding="utf-8"))

    assert held == outlines(source)
    assert len(held["districts"]) == 25


async def test_the_desk_tells_whose_phones_lie_on_it() -> None:
    desk = Desk([Part(100_001, {"ko": "시민", "en": "Citizen"})], "Asia/Seoul", shown=3)
    async with (
        BoxServer(Box(), pages=page_routes(desk)) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        told = (await client.get("/rehearsal/desk")).json()["result"]

    assert told["cast"] == [{"user_id": 100_001, "role": {"ko": "시민", "en": "Citizen"}}]
    assert (told["zone"], told["shown"]) == ("Asia/Seoul", 3)


async def test_the_page_keeps_everything_outside_out() -> None:
    async with (
        BoxServer(Box(), pages=page_routes()) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        answers = [await client.get(path) for path in ("/", "/page/js/main.js")]
        missing = await client.get("/page/../page.py")

    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].headers["content-type"].startswith("text/html")
    for one in answers:
        assert "default-src 'none'" in one.headers["content-security-policy"]
        assert one.headers["x-content-type-options"] == "nosniff"
    assert missing.status_code == 404
