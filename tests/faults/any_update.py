"""Updates that Telegram might send: drawn from the description of its Bot API, valid and odd."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

from rehearsal.specification import _enum_of
from tests.samples import NOON

Json = dict[str, Any]

DEEP = 4
ODD_TEXTS = (
    *("", " ", "hello", "가나다 라마", "🎉🎉", "a" + "\u0301" * 60, "\u202e\u2066abc\u0007\u200b"),
    *("<b>&</i>", "{name} %s {0.__class__}", "=1+1", "-5", "9" * 300, "가" * 4096),
    *("/start", "/start b-1-1", "/start@madang_bot i-1-x", "/vote", "/propose", "/forget"),
    *("/staff", "/close", "/note x"),
)
ODD_NUMBERS = (0, 1, 2, 7, -1, 64, 255, 65_536, 2**31 - 1, 2**31, 2**52 - 1)
_SPAN = re.compile(r"(\d+)-(\d+) (characters|bytes)")


class AnyUpdate:
    """Draws updates; those of a person in a place are that person's half of the time."""

    def __init__(self, description: Path, seed: int) -> None:
        self._types: Json = json.loads(description.read_text(encoding="utf-8"))["types"]
        self._random = Random(seed)
        self.people: list[Json] = []
        self.chats: list[Json] = []
        self.data: list[str] = ["x"]

    def draw(self, number: int, kinds: tuple[str, ...]) -> Json:
        """Draw an update of one of some kinds ("message", "callback_query", ...)."""
        kind = self._random.choice(kinds)
        field = next(one for one in self._types["Update"]["fields"] if one["name"] == kind)
        return {"update_id": number, kind: self._value(field["types"], field, 0)}

    def _value(self, types: list[str], field: Json, depth: int) -> Any:
        name = self._random.choice(types)
        if name.startswith("Array of "):
            inner = [name.removeprefix("Array of ")]
            return [self._value(inner, field, depth + 1) for _ in range(self._random.randrange(3))]
        if name in _SIMPLE:
            return _SIMPLE[name](self, field)
        if name == "User" and self.people and self._random.random() < 0.7:
            return self._random.choice(self.people)
        if name == "Chat" and self.chats and self._random.random() < 0.7:
            return self._random.choice(self.chats)
        return self._object(name, depth)

    def _object(self, name: str, depth: int) -> Json:
        described = self._types[name]
        while described.get("subtypes"):
            name = self._random.choice(described["subtypes"])
            if name == "InaccessibleMessage":
                name = "Message"
            described = self._types[name]
        likely = 0.25 if depth < DEEP else 0.0
        return {
            field["name"]: self._value(field["types"], field, depth + 1)
            for field in described.get("fields", [])
            if field["required"] or self._random.random() < likely / (depth + 1)
        }

    def _integer(self, field: Json) -> int:
        if "date" in field["name"]:
            return int(NOON.timestamp()) - self._random.randrange(1000)
        if any(word in field["name"] for word in ("duration", "period", "time")):
            return self._random.randrange(86_400)
        return self._random.choice(ODD_NUMBERS)

    def _text(self, field: Json) -> str:
        words = _enum_of(field)
        if words:
            return self._random.choice(words)
        if field["name"] == "data":
            return self._random.choice(self.data)
        text = self._random.choice(ODD_TEXTS)
        span = _SPAN.search(field["description"])
        if span is None:
            return text
        least, most = int(span[1]), int(span[2])
        return text.encode()[:most].decode(errors="ignore").ljust(least, "x")


_SIMPLE = {
    "Integer": AnyUpdate._integer,
    "String": AnyUpdate._text,
    "Float": lambda self, _: self._random.choice([0.0, -1.5, 37.5, 127.0, 90.0, 1e9]),
    "Boolean": lambda self, _: self._random.random() < 0.5,
    "InputFile": lambda self, _: "file",
}
