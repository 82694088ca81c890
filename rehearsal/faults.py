"""Failures on order: the next calls of a method are refused, lost, or done without an answer."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]

KINDS = ("refuse", "flood", "server_error", "bad_gateway", "timeout", "dropped", "slow")


@dataclass(slots=True)
class Fault:
    """What shall happen to some of the next calls.

    `refuse` answers code and description; `flood` a 429; `server_error` a 500 and `bad_gateway`
    a 502; `timeout` does the call and never answers; `dropped` does nothing and never answers;
    `slow` answers after `seconds` of the world's time.
    """

    id: int
    kind: str
    method: str = "*"
    times: int = 1
    chat_id: int | None = None
    code: int = 400
    description: str = "Bad Request"
    retry_after: int = 3
    seconds: float = 0.0

    def as_json(self) -> Json:
        """The fault as it was ordered, with the times left."""
        return asdict(self)


class NoAnswer(Exception):  # noqa: N818 - a silence, not an error of the box
    """The call gets no answer; it was done or it was not."""

    def __init__(self, was_done: bool, seconds: float) -> None:
        super().__init__("done without an answer" if was_done else "lost on the way")
        self.was_done = was_done
        self.seconds = seconds


class Faults:
    """The failures on order, taken one by one.

    `has_flooded` says that a flood was ordered since all orders were last taken back.
    """

    def __init__(self, on_order: Callable[[], None] = lambda: None) -> None:
        self._ordered: list[Fault] = []
        self._next_id = 1
        self._on_order = on_order
        self.has_flooded = False

    def inject(self, kind: str, method: str = "*", times: int = 1, **rest: Any) -> Fault:
        """Order a failure for the next `times` calls of a method ("*": of any but getUpdates)."""
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}; known are {', '.join(KINDS)}")
        fault = Fault(self._next_id, kind, method, times, **rest)
        self._next_id += 1
        self._ordered.append(fault)
        self.has_flooded = self.has_flooded or kind == "flood"
        self._on_order()
        return fault

    def take(self, method: str, values: Mapping[str, Any]) -> Fault | None:
        """The failure that meets this call, if one is on order."""
        for fault in self._ordered:
            named = fault.method.lower() == method.lower()
            if not named and (fault.method != "*" or method.lower() == "getupdates"):
                continue
            if fault.chat_id is not None and str(values.get("chat_id")) != str(fault.chat_id):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._ordered.remove(fault)
            return fault
        return None

    def clear(self) -> None:
        """Take all orders back."""
        self._ordered.clear()
        self.has_flooded = False
        self._on_order()

    def as_json(self) -> list[Json]:
        """What is on order."""
        return [fault.as_json() for fault in self._ordered]

    @property
    def are_ordered(self) -> bool:
        """Whether any failure is on order."""
        return bool(self._ordered)
