"""Reads a transcript's inputs, plays them against the real bot, writes what really happened.

A transcript is plain text. Lines at the margin are inputs and are kept as they stand; lines that
begin with `bot` and the indented lines below them are what the bot did, written anew at each run.

    # a comment
    process  sample at balloting +1h
    person   지은 speaks ko
    person   Han speaks en, manager
    지은     opens   b-1-2
    bot      sends   지은
             | first line
             [a button] [another]
    지은     taps    [a button]

A run that differs writes `<name>.txt.new` beside the transcript: read it, then move it over.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MARGIN = 9
INDENT = " " * MARGIN
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
SHA = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True)
class Step:
    """One input line: who, what, and with what."""

    who: str
    verb: str
    rest: str
    line: str
    number: int


@dataclass
class Transcript:
    """A transcript's text and the inputs in it."""

    path: Path
    text: str
    lines: list[str | Step] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Transcript":
        """Read a transcript; a malformed line is named."""
        text = path.read_text(encoding="utf-8")
        transcript = cls(path, text)
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                transcript.lines.append(line)
            elif _is_the_bots(line):
                continue
            else:
                parts = line.split(None, 2)
                if len(parts) < 2:
                    raise ValueError(f"{path.name}:{number}: {line!r} has no verb")
                rest = parts[2] if len(parts) > 2 else ""
                transcript.lines.append(Step(parts[0], parts[1], rest, line, number))
        return transcript


def _is_the_bots(line: str) -> bool:
    if line.startswith(" "):
        return True
    who, _, rest = line.partition(" ")
    return who == "bot" and not rest.strip().startswith("restarts")


def head(who: str, verb: str, rest: str = "") -> str:
    """Return a line at the margin."""
    return f"{who:<{MARGIN - 1}} {verb:<7} {rest}".rstrip()


def body(text: str, buttons: list[list[str]]) -> list[str]:
    """Return a message's text and buttons as indented lines."""
    lines = [f"{INDENT}| {line}".rstrip() for line in text.splitlines()]
    lines += [INDENT + " ".join(f"[{label}]" for label in row) for row in buttons if row]
    return lines


def normal(text: str) -> str:
    """Replace what differs from run to run: receipts and hashes."""
    return SHA.sub("⟨sha256⟩", CODE.sub("⟨code⟩", text))


def compare(transcript: Transcript, happened: list[str]) -> None:
    """Fail, leaving a `.new` file, where what happened is not what stands there."""
    new = transcript.path.with_name(transcript.path.name + ".new")
    text = "\n".join(happened).rstrip() + "\n"
    if text == transcript.text:
        new.unlink(missing_ok=True)
        return
    new.write_text(text, encoding="utf-8")
    raise AssertionError(_first_difference(transcript, text, new))


def _first_difference(transcript: Transcript, text: str, new: Path) -> str:
    old_lines, new_lines = transcript.text.splitlines(), text.splitlines()
    for number in range(max(len(old_lines), len(new_lines))):
        was: Any = old_lines[number] if number < len(old_lines) else "(end)"
        now: Any = new_lines[number] if number < len(new_lines) else "(end)"
        if was != now:
            return (
                f"{transcript.path.name}:{number + 1}\n  stands:   {was}\n  happened: {now}\n"
                f"all of it in {new.name}"
            )
    return f"the same but for the ending; see {new.name}"
