"""What a notice has to say when its turn comes: a view for each kind, read at delivery.

A module that puts notices registers here how they are read:

    @tells("result-published")
    async def result(house: House, notice: Notice) -> ResultView | None: ...

None means that there is nothing to tell any more. A kind without a view of its own is shown
from its parameters.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from actions.house import House
from storage.outbox import Notice

View = Callable[[House, Notice], Awaitable[object]]
V = TypeVar("V", bound=View)

_VIEWS: dict[str, View] = {}


def tells(*kinds: str) -> Callable[[V], V]:
    """Register the view of a kind of notice."""

    def register(view: V) -> V:
        for kind in kinds:
            if kind in _VIEWS and _VIEWS[kind] is not view:
                raise TypeError(f"two views for the notice {kind}")
            _VIEWS[kind] = view
        return view

    return register


async def view_of(house: House, notice: Notice) -> object | None:
    """Return what a notice has to say now; None where there is nothing to tell any more."""
    view = _VIEWS.get(notice.kind)
    if view is None:
        return dict(notice.params)
    return await view(house, notice)
