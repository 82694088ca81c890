"""How fluid the page stays beside a whole city: `python -m tests.browser.fluid`.

Opens a rehearsal with many simulated citizens in a process of its own, lets its year run at full
speed with a group's busiest thread on the desk, and prints figures of the page and the server.
"""

import argparse
import json
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from docs.pictures import rehearsal
from tests.browser.chromium import NoBrowser, open_browser
from tests.browser.page import Page

LONG_MS = 100
FULL_SPEED = 3600
WATCH = """
window.seen = {long: [], frames: [], messages: 0, bytes: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.long.push(one.duration);
}).observe({type: "longtask", buffered: true});
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", (frame) => {
      window.seen.messages += 1;
      window.seen.bytes += frame.data.length;
    });
  }
};
let last = performance.now();
const frame = (now) => {
  window.seen.frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""
AFRESH = "Object.assign(window.seen, {long: [], frames: [], messages: 0, bytes: 0})"
FIGURES = """
const {long, frames, messages, bytes} = window.seen;
const ordered = [...frames].sort((a, b) => a - b);
return {
  long_tasks: long.length,
  over_100_ms: long.filter((one) => one > 100).length,
  longest_ms: Math.round(Math.max(0, ...long)),
  frames: frames.length,
  frame_median_ms: Math.round(ordered[Math.floor(ordered.length / 2)] ?? 0),
  frame_p95_ms: Math.round(ordered[Math.floor(ordered.length * 0.95)] ?? 0),
  frame_p99_ms: Math.round(ordered[Math.floor(ordered.length * 0.99)] ?? 0),
  messages, bytes,
  nodes: document.querySelectorAll("*").length,
  heap_mb: Math.round((performance.memory?.usedJSHeapSize ?? 0) / 1e6),
};
"""


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.fluid", description=__doc__)
    parser.add_argument("--citizens", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="madang-fluid-") as scratch:
        try:
            browser = open_browser(Path(scratch) / "profile")
        except NoBrowser as reason:
            sys.exit(str(reason))
        with rehearsal(None, Path(scratch), "--citizens", str(options.citizens)) as (url, pid):
            found = measure(Page(browser), url, pid, options.seconds)
        browser.quit()
    sys.stdout.write(json.dumps({"citizens": options.citizens} | found, indent=1) + "\n")


def measure(page: Page, url: str, pid: int, seconds: float) -> dict[str, Any]:
    """The figures of some seconds at full speed."""
    page.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    ask(url, "/rehearsal/citizens", {"liveliness": 1.0})
    page.open(url)
    open_thread(page)
    ask(url, "/box/clock", {"speed": FULL_SPEED})
    time.sleep(5)
    before = ask(url, "/rehearsal/state"), cpu_s(pid), page.script(FIGURES)["nodes"]
    page.script(AFRESH)
    began = time.monotonic()
    time.sleep(seconds)
    found: dict[str, Any] = page.script(FIGURES)
    took_s = time.monotonic() - began
    after = ask(url, "/rehearsal/state")
    return found | {
        "seconds": round(took_s, 1),
        "messages_per_s": round(found["messages"] / took_s, 1),
        "kb_per_s": round(found["bytes"] / took_s / 1000, 1),
        "nodes_before": before[2],
        "bot_calls_per_s": round((after["calls"] - before[0]["calls"]) / took_s, 1),
        "deeds_per_s": round(deeds(before[0], after) / took_s, 1),
        "server_cpu": f"{(cpu_s(pid) - before[1]) / took_s:.0%}",
        "answer_ms": round(answer_s(url) * 1000),
        "load": round(os.getloadavg()[0], 1),
    }


def open_thread(page: Page) -> None:
    """Lay the group's thread open on every phone whose owner is in a group."""
    places = "return [...document.querySelectorAll('.place-on-desk')].map((one) => one.id)"
    group = ".chat-line:not(:has(.bot-mark))"
    for place in page.script(places):
        page.click(f"#{place} .head-key.back")
        page.until(lambda place=place: page.all(f"#{place} .chat-line"), "no list of chats")
        if page.all(f"#{place} {group}"):
            page.click(f"#{place} {group}")
            page.click(f"#{place} .topic-line")


def ask(url: str, path: str, body: Any = None) -> Any:
    """Ask the rehearsal's JSON interface."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data), timeout=60) as answer:
        return json.load(answer)["result"]


def answer_s(url: str) -> float:
    """How long the server takes for a small question, at the worst of ten."""
    worst = 0.0
    for _ in range(10):
        began = time.monotonic()
        ask(url, "/box/clock")
        worst = max(worst, time.monotonic() - began)
    return worst


def deeds(before: dict[str, Any], after: dict[str, Any]) -> int:
    """How much citizens have done in between."""
    return sum(after["deeds"].values()) - sum(before["deeds"].values())


def cpu_s(pid: int) -> float:
    """The processor time of a process and its threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
