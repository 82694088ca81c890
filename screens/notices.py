"""The words of notices, found when they are delivered: a screen for each kind.

A module of screens registers here how a view of `actions/notices.py` is shown:

    @tells("result-published")
    def show_result(view: ResultView, t: Translator) -> Screen: ...
"""

from collections.abc import Callable
from typing import Any, TypeVar

from locales.translator import Translator
from screens.screen import Screen

Show = Callable[[Any, Translator], Screen]
S = TypeVar("S", bound=Show)

_SCREENS: dict[str, Show] = {}


class NoWords(LookupError):  # noqa: N818 - what is missing
    """No screen is registered for this kind of notice."""


def tells(*kinds: str) -> Callable[[S], S]:
    """Register the screen of a kind of notice."""

    def register(show: S) -> S:
        for kind in kinds:
            if kind in _SCREENS and _SCREENS[kind] is not show:
                raise TypeError(f"two screens for the notice {kind}")
            _SCREENS[kind] = show
        return show

    return register


def screen_of(kind: str, view: object, t: Translator) -> Screen:
    """Return a notice's screen in the reader's language (NoWords where none is registered)."""
    try:
        show = _SCREENS[kind]
    except KeyError:
        raise NoWords(kind) from None
    return show(view, t)
