"""Process files: TOML in, a checked budget year out, or every fault with its place.

    file = read_process(source, "seoul-2019.toml")    file.process, file.sha256, file.warnings

A process file may name files beside it: the map of the districts, and .pb files with projects.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from actions import process_models as models
from actions.process_building import build_process
from actions.process_findings import Findings
from actions.process_models import ProcessTable
from actions.toml_lines import Path as KeyPath
from actions.toml_lines import dotted, line_of, lines_of
from deliberation.faults import Fault, FaultyFile
from deliberation.process import Process

MOST_BYTES: Final = 2_000_000
EXAMPLES: Final = Path(__file__).parents[1] / "examples"

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column (\d+)\)$")
_CODES: Final = {
    "missing": "key-missing",
    "extra_forbidden": "key-unknown",
    "string_pattern_mismatch": "id-unsafe",
    "literal_error": "value-unknown",
    "too_long": "too-many",
    "too_short": "too-few",
    "string_too_long": "text-too-long",
    "greater_than_equal": "number-too-small",
    "greater_than": "number-too-small",
    "less_than_equal": "number-too-large",
    "less_than": "number-too-large",
}
_TYPES: Final = {
    "int_type": "number", "string_type": "text", "bool_type": "boolean", "list_type": "list",
    "dict_type": "table", "model_type": "table", "model_attributes_type": "table",
}  # fmt: skip

Beside = Callable[[str], bytes]


@dataclass(frozen=True)
class ProcessFile:
    """A file that was read and found sound; warnings are worth a look, not a refusal.

    `sha256` covers the file and every file that it names.
    """

    name: str
    process: Process
    source: bytes
    sha256: str
    warnings: tuple[Fault, ...] = ()


def read_process_file(path: Path) -> ProcessFile:
    """Read a process file from the disk, and what it names from beside it (FaultyFile)."""

    def beside(name: str) -> bytes:
        return _limited(path.parent / name)

    try:
        source = _limited(path)
    except OSError as error:
        fault = Fault(
            path.name or str(path), "", "file-unreadable", params={"why": error.strerror or ""}
        )
        raise FaultyFile((fault,)) from error
    return read_process(source, path.name, beside)


def read_process(source: bytes, name: str, beside: Beside | None = None) -> ProcessFile:
    """Check a process file's bytes; `beside` reads the files that it names.

    Without `beside` (a file that came by itself) only what comes along with the program can be
    named. Raises FaultyFile in the order of the file: first with all faults of the structure,
    and once that is sound, with all that does not add up.
    """
    text = _text(source, name)
    table = _parsed(text, name)
    lines = lines_of(text)
    used: dict[str, bytes] = {}

    def read_beside(wanted: str) -> bytes:
        if not _FILE_NAME.fullmatch(wanted):
            raise FileNotFoundError(wanted)
        used[wanted] = beside(wanted) if beside else _limited(EXAMPLES / wanted)
        return used[wanted]

    try:
        checked = ProcessTable.model_validate(table)
    except ValidationError as error:
        raise FaultyFile(_in_order(_faults(error, name, lines))) from error
    findings = Findings(name, lines, checked.process)
    process = build_process(checked, findings, read_beside)
    if findings.faults:
        raise FaultyFile(_in_order(findings.faults))
    return ProcessFile(name, process, source, _sha256(source, used), _in_order(findings.warnings))


def _limited(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _text(source: bytes, name: str) -> str:
    if len(source) > MOST_BYTES:
        raise FaultyFile((Fault(name, "", "file-too-large", params={"most": MOST_BYTES}),))
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise FaultyFile((Fault(name, "", "file-not-utf8", line),)) from error
    if not text.strip():
        raise FaultyFile((Fault(name, "", "file-empty"),))
    return text.replace("\r\n", "\n")


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        why = _TOML_PLACE.sub("", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        fault = Fault(name, "", "file-not-toml", line, {"why": why})
        raise FaultyFile((fault,)) from error
    except (RecursionError, ValueError) as error:
        raise FaultyFile((Fault(name, "", "file-not-toml", params={"why": ""}),)) from error


def _faults(error: ValidationError, name: str, lines: dict[KeyPath, int]) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False):
        path = one["loc"]
        code, params = _reason(one["type"], dict(one.get("ctx", {})), path)
        yield Fault(name, dotted(path), code, line_of(path, lines), params)


def _reason(kind: str, context: dict[str, Any], path: KeyPath) -> tuple[str, dict[str, object]]:
    """A code of ours and its parameters for an error of pydantic's or of the models' own."""
    if kind in _TYPES:
        return "value-wrong-type", {"expected": _TYPES[kind]}
    code = _CODES.get(kind, kind if "-" in kind else "value-invalid")
    if code == "key-unknown":
        near = difflib.get_close_matches(str(path[-1]), _KEYS, 1)
        return code, {"perhaps": near[0] if near else ""}
    if kind == "literal_error":
        return code, {"choices": str(context["expected"]).replace("'", "").replace(" or ", ", ")}
    limits = {
        "least": ("ge", "gt", "min_length"),
        "most": ("le", "lt", "max_length", "most"),
    }
    params: dict[str, object] = {
        ours: context[theirs]
        for ours, names in limits.items()
        for theirs in names
        if theirs in context
    }
    return code, params | {key: context[key] for key in ("expected", "choices") if key in context}


def _in_order(faults: Iterator[Fault] | list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line == 0, fault.line)))


def _sha256(source: bytes, used: dict[str, bytes]) -> str:
    """The hash of the file, and of the files that it names where it names any."""
    if not used:
        return hashlib.sha256(source).hexdigest()
    whole = hashlib.sha256(hashlib.sha256(source).digest())
    for name in sorted(used):
        whole.update(name.encode() + b"\0" + hashlib.sha256(used[name]).digest())
    return whole.hexdigest()


def _keys_of(*tables: type[BaseModel]) -> list[str]:
    return [field.alias or name for table in tables for name, field in table.model_fields.items()]


_KEYS: Final = sorted(
    set(
        _keys_of(
            *(
                table
                for table in vars(models).values()
                if isinstance(table, type) and issubclass(table, models.Table)
            )
        )
    )
)
