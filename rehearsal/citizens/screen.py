"""What stands on a phone: a message of the bot, read in its reader's language."""

from collections.abc import Callable
from dataclasses import dataclass

from rehearsal.citizens.words import found_in, matches

Wanted = Callable[["Screen"], bool]


@dataclass(frozen=True)
class Key:
    """A button on a screen: `data` to tap, or `url` to follow."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Screen:
    """A message of the bot as it stands now."""

    message_id: int
    text: str
    language: str
    keys: tuple[Key, ...] = ()

    def key(self, english: str) -> Key | None:
        """The first button that says so."""
        return next((one for one in self.keys if self._says(one.label, english)), None)

    def all_keys(self, english: str) -> list[Key]:
        """Every button that says so."""
        return [one for one in self.keys if self._says(one.label, english)]

    def named(self, label: str) -> Key | None:
        """The button with this very label."""
        return next((one for one in self.keys if one.label == label), None)

    def has(self, *english: str) -> bool:
        """Whether any of the buttons is there."""
        return any(self.key(one) is not None for one in english)

    def tells(self, english: str) -> bool:
        """Whether the words stand in the text."""
        return found_in(english, self.language, self.text) is not None

    def asks(self, english: str) -> bool:
        """Whether the words are a line of their own."""
        return any(matches(english, self.language, line) for line in self.text.splitlines())

    def _says(self, label: str, english: str) -> bool:
        return matches(english, self.language, label)


def other_than(before: Screen) -> Wanted:
    """What shows that a screen has changed: other words, and keys to go on with."""
    return lambda one: one.text != before.text and bool(one.keys)
