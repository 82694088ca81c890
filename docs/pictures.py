"""The handbook's pictures, taken from the rehearsal: `make pictures`.

Starts `madang rehearse` with a fresh folder (or goes to `--url`), plays a few scenes on its page
in a headless Chromium, and writes docs/pictures/*.png.
"""

import argparse
import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from tests.browser.chromium import NoBrowser, open_browser
from tests.browser.page import Page, PhoneOnPage

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
WEIGHT_MAX = 150_000
PATIENCE_S = 120
CALM_S = 1.3
MORNING_H = 10
SHADES = 180
DESK = (1440, 900)
HAND = (360, 740)


class Studio:
    """The page, its cast by role, and the camera."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.cast = self.ask("/rehearsal/desk")["cast"]

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask the rehearsal's JSON interface."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)["result"]

    def player(self, role: str, at: int = 0) -> int:
        """The account of the first (or next) of the cast who plays a role."""
        return [one["user_id"] for one in self.cast if one["role"]["en"] == role][at]

    def phone(self, role: str, at: int = 0) -> PhoneOnPage:
        """That person's phone on the page."""
        return self.page.phone(self.player(role, at))

    def take(self, name: str, selector: str = "body") -> None:
        """Write a picture of what stands on the page."""
        take(self.page, name, selector)


def take(page: Page, name: str, selector: str = "body") -> None:
    """Write a picture, as light as it can be without losing letters."""
    page.script("document.activeElement?.blur()")
    page.until(lambda: not page.all(".toast"), "a toast stays")
    time.sleep(CALM_S)
    found = page.all(selector)[0]
    shot = found.screenshot_as_png if selector != "body" else page.browser.get_screenshot_as_png()
    target = FOLDER / f"{name}.png"
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    few_colours(image).save(target, optimize=True)
    if target.stat().st_size > WEIGHT_MAX:
        raise SystemExit(f"{target.name} weighs {target.stat().st_size} bytes")
    sys.stdout.write(f"{target.name}: {target.stat().st_size // 1000} kB\n")


def few_colours(image: Image.Image) -> Image.Image:
    """A picture in 256 colours: many shades of the wall, and the few bright ones besides."""
    chosen: list[int] = []
    for count, method in (
        (SHADES, Image.Quantize.MEDIANCUT),
        (256 - SHADES, Image.Quantize.MAXCOVERAGE),
    ):
        drawn = image.quantize(count, method=method, dither=Image.Dither.NONE)
        chosen += (drawn.getpalette() or [])[: 3 * count]
    palette = Image.new("P", (1, 1))
    palette.putpalette(chosen)
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=__doc__)
    parser.add_argument("--url", help="a rehearsal that is open already")
    options = parser.parse_args()
    # What is there is made with this module.
    from docs.pictures_part_one import take_part_one

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="madang-pictures-") as scratch:
        try:
            browser = open_browser(Path(scratch) / "profile")
        except NoBrowser as reason:
            sys.exit(str(reason))
        with rehearsal(options.url, Path(scratch)) as (url, _):
            take_all(Studio(Page(browser), url))
        take_part_one(Page(browser), Path(scratch))
        browser.quit()


@contextlib.contextmanager
def rehearsal(url: str | None, scratch: Path, *more: str) -> Iterator[tuple[str, int]]:
    """The address and the process of a rehearsal: of an own one unless one is named (0)."""
    if url:
        yield url.rstrip("/"), 0
        return
    command = [sys.executable, "-m", "bot", "rehearse", "--port", "0", *more]
    ours = {"MADANG_DATA_DIR": str(scratch / "data"), "MADANG_TOKEN": ""}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | ours, cwd=ROOT
    )
    try:
        yield first_address(process), process.pid
    finally:
        process.terminate()
        process.wait(30)


def first_address(process: subprocess.Popen[str]) -> str:
    """The address that the rehearsal prints once it is open."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            return found[0]
    raise SystemExit("the rehearsal does not open")


def take_all(studio: Studio) -> None:
    """Play the scenes, in the order of a day in the year of the vote."""
    page = studio.page
    studio.ask("/box/clock", {"pause": True, "advance_s": until_morning(studio)})
    studio.ask("/box/quiet", {"within_s": PATIENCE_S})
    page.open(studio.url, width=DESK[0], height=DESK[1], language="en")
    jieun, anna = studio.phone("Citizen"), studio.phone("Citizen", 1)
    facilitator, manager = studio.phone("Facilitator"), studio.phone("Manager")
    welcome(studio, jieun, "읽었고", "동의합니다")
    welcome(studio, anna, "I have read this", "I agree")
    vote(jieun, "투표하기", "숙의형(시 단위)")
    anna.tap("Vote")
    anna.tap("City-level deliberation")
    anna.sees("Nothing is recorded yet")
    staff(studio, facilitator)
    staff(studio, manager)
    talk(studio, facilitator)
    studio.take("desk")
    page.click(".tool", "Dark")
    studio.take("desk-dark")
    page.click(".tool", "Light")
    in_the_hand(studio)


def until_morning(studio: Studio) -> int:
    """Seconds until the next morning of the desk's zone, when everything looks its best."""
    now = datetime.fromisoformat(studio.ask("/box/clock")["now"])
    local = now.astimezone(ZoneInfo(studio.ask("/rehearsal/desk")["zone"]))
    morning = local.replace(hour=MORNING_H, minute=0, second=0, microsecond=0)
    return int((morning - local).total_seconds()) % 86_400


def welcome(studio: Studio, phone: PhoneOnPage, read: str, agree: str) -> None:
    """Arrive as a citizen, with a picture of the first screen."""
    phone.start()
    phone.sees(read)
    if read == "읽었고":
        studio.take("citizen-start", f"{phone.place} .phone")
    phone.tap(read)
    phone.tap(agree)


def vote(phone: PhoneOnPage, ballot: str, heading: str) -> None:
    """Rank two projects of the first field."""
    phone.tap(ballot)
    phone.tap(heading)
    fields: list[str] = []

    def are_there() -> bool:
        fields[:] = [key for key in phone.labels() if re.search(r" \(\d+\)$", key)]
        return bool(fields)

    phone.page.until(are_there, "no fields to choose from")
    phone.tap(fields[0])
    for turn in ("1순위가 접수", "1~2순위가 접수"):
        phone.page.until(lambda: projects(phone), "no projects to choose from")
        phone.tap(next(key for key in projects(phone) if not key.startswith("✓")))
        phone.sees(turn)


def projects(phone: PhoneOnPage) -> list[str]:
    """The keys of projects: what stands before the keys that tell of them."""
    keys = phone.labels()
    about = [at for at, key in enumerate(keys) if key.startswith("ⓘ")]
    return keys[: about[0]] if about else []


def staff(studio: Studio, phone: PhoneOnPage) -> None:
    """Open the staff menu; who has not arrived yet does so."""
    if studio.page.all(f"{phone.place} .instead-key"):
        phone.start()
        phone.sees("읽었고")
    phone.send("/staff")
    phone.sees("맡으신 역할")


def talk(studio: Studio, facilitator: PhoneOnPage) -> None:
    """Look into the first thread of the facilitator's group, where two citizens have spoken."""
    me = studio.player("Facilitator")
    groups = [
        one["chat"] for one in studio.ask(f"/box/users/{me}/chats") if one["chat"].get("is_forum")
    ]
    group = groups[0]
    threads = studio.ask(f"/box/chats/{group['id']}")["topics"]
    thread = next(one for one in threads if one["name"].endswith("구"))
    said = (
        (0, "어린이집 앞 경사로부터 놓으면 좋겠습니다. 유아차가 늘 돌아갑니다."),
        (1, "Agreed. And a bench at the bus stop, please: many wait there for a long time."),
    )
    for at, text in said:
        citizen = studio.player("Citizen", at)
        studio.ask(f"/box/users/{citizen}/join", {"chat_id": group["id"]})
        where = {"chat_id": group["id"], "thread_id": thread["message_thread_id"]}
        studio.ask(f"/box/users/{citizen}/send", {"text": text, **where})
    facilitator.click(".head-key.back")
    facilitator.click(".chat-line", group["title"])
    facilitator.click(".topic-line", thread["name"])
    facilitator.sees(said[1][1][:20])


def in_the_hand(studio: Studio) -> None:
    """Single phones, as the handbook shows them to their owners."""
    page = studio.page
    page.size(*HAND)
    page.reload()
    show(studio, "Citizen")
    studio.take("citizen-ballot", ".phone")
    jieun = studio.phone("Citizen")
    jieun.click(".bar-key", "첨부")
    jieun.click(".menu-entry", "위치")
    page.until(lambda: page.all(".chooser .district"), "no map")
    district = ".chooser [data-district='11380']"
    page.script(
        "document.querySelector(arguments[0])"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))",
        district,
    )
    studio.take("citizen-map", ".phone")
    page.reload()
    show(studio, "Facilitator")
    studio.take("facilitator-thread", ".phone")
    show(studio, "Manager")
    studio.take("manager-menu", ".phone")
    show(studio, "Citizen", 1)
    studio.take("citizen-english", ".phone")


def show(studio: Studio, role: str, at: int = 0) -> None:
    """Bring one person's phone to the front."""
    studio.page.click(f"#tab-{studio.player(role, at)}")
    studio.page.until(
        lambda: studio.page.all(f"{studio.phone(role, at).place} .screen"), "no screen"
    )


if __name__ == "__main__":
    main()
