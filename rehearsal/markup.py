"""Formatted text: Telegram's HTML into text and entities, counted in UTF-16 units."""

import re
from dataclasses import dataclass
from typing import Any

from rehearsal.limits import ENTITIES_MAX
from rehearsal.refusals import Refusal, bad_request

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_SPACES = " \t\n\r\v\f"
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/@]))"
    r"|(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)\]]"
    r"|(?<![\w@.])(?:t\.me|[a-zA-Z0-9-]+\.(?:com|org|net|kr|go\.kr|io|pl))(?:/[^\s<>\"]*)?(?!\w))"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[A-Za-z][\w.-]*\w)"
    r"|(?P<mention>(?<![\w@/.])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<![\w#&])#(?=\w*[^\W\d_])\w+)"
)
# Nothing is found in a text without one of these; full stops alone are in every text.
_HAS_FOUND = re.compile(r"[/@#]|\.(?:me|com|org|net|kr|go|io|pl)")
_DROPPED = re.compile("[\r\u2028-\u202e]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_BLANK = " \n\u200b\u200c\u200d\u2060\ufeff\u00a0\u3000\u2800"
_ENTITY_TYPES = frozenset(_TAGS.values()) | {
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "expandable_blockquote",
    "text_mention",
}


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def formatted(
    text: str, parse_mode: str | None, entities: list[Entity] | None, bot_username: str = ""
) -> tuple[str, list[Entity]]:
    """Text and entities as Telegram would keep them; refuses what it cannot parse."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, found = parse_html(text)
    else:
        found = _checked(text, entities or [])
    text, found = _trimmed(text, found)
    return text, [*detected(text, found)][:ENTITIES_MAX]


def is_blank(text: str) -> bool:
    """Whether nothing of a text would be seen."""
    return not text.strip(_BLANK)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram's HTML; refused with the offset in bytes if broken."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Html(source).parsed()


def detected(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities with those that Telegram finds by itself: commands, links, mentions."""
    if not _HAS_FOUND.search(text):
        return sorted(entities, key=_entity_order)
    wide = utf16_length(text) != len(text)
    taken = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in {"code", "pre", "text_link", "text_mention", "custom_emoji"}
        or one["type"] in {"bot_command", "url", "mention", "email", "hashtag"}
    ]
    found = list(entities)
    for match in _FOUND.finditer(text):
        start = utf16_length(text[: match.start()]) if wide else match.start()
        length = utf16_length(match.group()) if wide else len(match.group())
        if all(start + length <= begin or start >= end for begin, end in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted(found, key=_entity_order)


def _entity_order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _unparsable(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")


def _checked(text: str, entities: list[Entity]) -> list[Entity]:
    whole = utf16_length(text) if entities else 0
    kept = []
    for entity in entities:
        kind, offset, length = (entity.get(key) for key in ("type", "offset", "length"))
        if not isinstance(kind, str) or kind not in _ENTITY_TYPES:
            raise _unparsable("unsupported type specified")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0:
            raise _unparsable("expected a non-negative offset and a length")
        if offset + length > whole:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
                f"at UTF-16 offset {offset + length}"
            )
        if length > 0:
            kept.append(dict(entity))
    return kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if not entities:
        return _CONTROL.sub(" ", _DROPPED.sub("", text)).strip(" \n"), []
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
    kept = text.rstrip(" \n\r")
    lead = len(kept) - len(kept.lstrip(" \n\r"))
    kept = kept[lead:]
    end = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        stop = min(end, entity["offset"] + entity["length"] - lead)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


@dataclass
class _Open:
    tag: str
    begin: int
    start: int
    argument: str
    order: int


class _Html:
    """One reading of a source text, from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.entities: list[tuple[int, Entity]] = []
        self.tags_seen = 0

    def parsed(self) -> tuple[str, list[Entity]]:
        source = self.source
        while self.at < len(source):
            letter = source[self.at]
            if letter == "&":
                self._keep(self._reference())
            elif letter != "<":
                stop = self._next_special()
                self._keep(source[self.at : stop])
                self.at = stop
            elif source[self.at + 1 : self.at + 2] == "/":
                self._close()
            else:
                self._open()
        if self.stack:
            raise _unparsable(
                f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"'
            )
        self.entities.sort(key=lambda pair: (*_entity_order(pair[1]), pair[0]))
        return "".join(self.pieces), _without_doubles([one for _, one in self.entities])

    def _next_special(self) -> int:
        less = self.source.find("<", self.at)
        ampersand = self.source.find("&", self.at)
        ends = [end for end in (less, ampersand) if end >= 0]
        return min(ends) if ends else len(self.source)

    def _keep(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)

    def _bytes_before(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _reference(self) -> str:
        match = _REFERENCE.match(self.source, self.at)
        letter = _referred(match) if match else None
        if match is None or letter is None:
            self.at += 1
            return "&"
        self.at = match.end()
        return letter

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in _SPACES:
            self.at += 1

    def _word(self, ends: str) -> str:
        begin = self.at
        while self.at < len(self.source) and self.source[self.at] not in ends:
            self.at += 1
        return self.source[begin : self.at]

    def _open(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._word(_SPACES + ">").lower()
        where = self._bytes_before(begin)
        if self.at >= len(self.source):
            raise _unparsable(f"Unclosed start tag at byte offset {where}")
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {where}')
        attributes = self._attributes(tag, where)
        argument = self._argument(tag, attributes, where)
        self.stack.append(_Open(tag, begin, self.length, argument, self.tags_seen))
        self.tags_seen += 1

    def _attributes(self, tag: str, where: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.at < len(self.source) and self.source[self.at] == ">":
                self.at += 1
                return attributes
            name = self._word(_SPACES + "=>").lower()
            if not name and self.at < len(self.source):
                raise _unparsable(
                    f'Empty attribute name in the tag "{tag}" at byte offset {where}'
                )
            self._skip_spaces()
            if self.at >= len(self.source):
                raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {where}')
            if self.source[self.at] != "=":
                attributes[name] = ""
                continue
            self.at += 1
            self._skip_spaces()
            if self.at >= len(self.source):
                raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {where}')
            attributes[name] = self._value(where)

    def _value(self, where: int) -> str:
        quote = self.source[self.at]
        if quote not in "\"'":
            begin = self.at
            while self.at < len(self.source) and re.match(r"[A-Za-z0-9.-]", self.source[self.at]):
                self.at += 1
            if self.at >= len(self.source) or self.source[self.at] not in _SPACES + ">":
                offset = self._bytes_before(self.at)
                raise _unparsable(f"Unexpected end of name token at byte offset {offset}")
            return self.source[begin : self.at].lower()
        self.at += 1
        letters = []
        while self.at < len(self.source) and self.source[self.at] != quote:
            if self.source[self.at] == "&":
                letters.append(self._reference())
            else:
                letters.append(self.source[self.at])
                self.at += 1
        if self.at >= len(self.source):
            raise _unparsable(f"Unclosed start tag at byte offset {where}")
        self.at += 1
        return "".join(letters)

    def _argument(self, tag: str, attributes: dict[str, str], where: int) -> str:
        if tag == "a":
            return attributes.get("href", "")
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        if tag == "code":
            name = attributes.get("class", "")
            return name.removeprefix("language-") if name.startswith("language-") else ""
        if tag == "tg-emoji":
            return attributes.get("emoji-id", "")
        if tag == "tg-time":
            return attributes.get("unix", "")
        if tag == "blockquote":
            return "expandable" if "expandable" in attributes else ""
        return ""

    def _close(self) -> None:
        begin = self.at
        where = self._bytes_before(begin)
        if not self.stack:
            raise _unparsable(f"Unexpected end tag at byte offset {where}")
        self.at += 2
        name = self._word(_SPACES + ">").lower()
        self._skip_spaces()
        if self.at >= len(self.source) or self.source[self.at] != ">":
            raise _unparsable(f"Unclosed end tag at byte offset {where}")
        self.at += 1
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise _unparsable(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        length = self.length - opened.start
        if length > 0 and (entity := self._entity(opened)) is not None:
            entity |= {"offset": opened.start, "length": length}
            self.entities.append((opened.order, entity))

    def _entity(self, opened: _Open) -> Entity | None:
        kind = _TAGS[opened.tag]
        if opened.tag == "a":
            return self._link(opened)
        if opened.tag == "tg-emoji":
            return {"type": kind, "custom_emoji_id": opened.argument}
        if opened.tag == "tg-time":
            return {"type": kind, "unix_time": int(opened.argument or 0)}
        if opened.tag == "blockquote" and opened.argument:
            return {"type": "expandable_blockquote"}
        outer = self.stack[-1] if self.stack else opened
        if opened.argument and outer.tag == "pre" and outer.start == opened.start:
            return {"type": "pre", "language": opened.argument}
        return {"type": kind}

    def _link(self, opened: _Open) -> Entity | None:
        address = opened.argument
        if not address:
            covered = "".join(self.pieces)
            address = utf16_slice(covered, opened.start, self.length - opened.start)
        person = re.fullmatch(r"tg://user\?id=(\d+)", address)
        if person:
            return {"type": "text_mention", "user": {"id": int(person.group(1))}}
        if not re.match(r"(?i)(https?|tg|ton|tonsite)://\S|[\w-]+(\.[\w-]+)+", address):
            return None
        if "://" not in address:
            address = f"http://{address}"
        if re.fullmatch(r"(?i)https?://[^/?#]+", address):
            address += "/"
        return {"type": "text_link", "url": address}


def _referred(match: re.Match[str]) -> str | None:
    if match.group(3):
        return _NAMED[match.group(3)]
    number = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
    if not 0 < number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return None
    return chr(number)


def _without_doubles(entities: list[Entity]) -> list[Entity]:
    # <pre><code class="language-x"> is one entity: the one that names the language.
    named = {(e["offset"], e["length"]) for e in entities if "language" in e}
    kept: list[Entity] = []
    for entity in entities:
        place = (entity["offset"], entity["length"])
        if entity["type"] == "pre" and "language" not in entity and place in named:
            continue
        if entity not in kept:
            kept.append(entity)
    return kept
