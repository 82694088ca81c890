"""Why rows of a sheet were not taken, kept with the sheet so that it can be told in full again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from deliberation.process import Heading, Process
from deliberation.refusals import BadInput, NotNow, NotPermitted, NotThere, Refusal, Stale
from deliberation.review_sheets import RowFault

_KINDS: Final[Mapping[str, type[Refusal]]] = {
    one.__name__: one for one in (NotPermitted, NotNow, NotThere, Stale, BadInput)
}


def pack_fault(row: int, code: str, refusal: Refusal) -> dict[str, Any]:
    """Write a fault as plain data; figures, instants and headings stay with it."""
    params = {name: _packed(value) for name, value in refusal.params.items()}
    return {
        "row": row,
        "proposal": code,
        "kind": type(refusal).__name__,
        "code": refusal.code,
        "params": {name: value for name, value in params.items() if value is not None},
    }


def unpack_fault(data: Mapping[str, Any], process: Process) -> RowFault:
    """Read a fault that `pack_fault` wrote."""
    found = {name: _unpacked(value, process) for name, value in data["params"].items()}
    params = {name: value for name, value in found.items() if value is not None}
    refusal = _KINDS.get(data["kind"], Refusal)(data["code"], **params)
    return RowFault(data["row"], data["proposal"], refusal)


def _packed(value: object) -> dict[str, Any] | None:
    if isinstance(value, (int, str)):
        return {"as": "plain", "value": value}
    if isinstance(value, datetime):
        return {"as": "instant", "value": int(value.timestamp())}
    if isinstance(value, Heading):
        return {"as": "heading", "value": value.no}
    if isinstance(value, Process):
        return {"as": "process"}
    return None


def _unpacked(data: Mapping[str, Any], process: Process) -> object:
    if data["as"] == "instant":
        return datetime.fromtimestamp(data["value"], UTC)
    if data["as"] == "heading":
        return process.heading(data["value"])
    return process if data["as"] == "process" else data["value"]
