"""A screen: text, buttons and what hangs on it, knowing no Telegram library."""

import json
from dataclasses import dataclass
from functools import cached_property

from screens.buttons import Button


@dataclass(frozen=True)
class Press:
    """A button that comes back to us."""

    label: str
    button: Button

    @cached_property
    def json(self) -> str:
        """The button as it goes over the wire; written once, as many screens share it."""
        return _json(text=self.label, callback_data=self.button.pack())


@dataclass(frozen=True)
class Link:
    """A button that opens an address."""

    label: str
    url: str

    @property
    def json(self) -> str:
        """The button as it goes over the wire."""
        return _json(text=self.label, url=self.url)


@dataclass(frozen=True)
class Say:
    """A key of the reply keyboard: its label is sent as a message.

    Or it asks for a place, or for a group (under a number of ours) with or without topics.
    """

    label: str
    asks_location: bool = False
    asks_group: int | None = None
    asks_forum: bool = True


Key = Press | Link


def _json(**fields: str) -> str:
    return json.dumps(fields, ensure_ascii=False)


@dataclass(frozen=True)
class Screen:
    """What a chat is shown: HTML of Telegram's kind and rows of buttons.

    `protected` keeps a message from being forwarded or saved; `keyboard` replaces the reply
    keyboard, an empty tuple takes it away, None leaves it; `picture` is a PNG or JPEG, `document`
    a name with its bytes; `pictures` (two to ten) are an album, which bears no buttons.
    """

    text: str
    rows: tuple[tuple[Key, ...], ...] = ()
    protected: bool = False
    keyboard: tuple[tuple[Say, ...], ...] | None = None
    picture: bytes | None = None
    document: tuple[str, bytes] | None = None
    silent: bool = False
    pictures: tuple[bytes, ...] = ()

    @property
    def is_sent_anew(self) -> bool:
        """Whether a message that stands already cannot become this one."""
        return bool(self.pictures) or any(
            one is not None for one in (self.picture, self.document, self.keyboard)
        )
