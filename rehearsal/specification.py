"""Calls and answers checked against the machine-readable description of the Bot API."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rehearsal.files import Upload

Json = dict[str, Any]
Check = Callable[[Any, str, list[str]], None]

_WORDS = re.compile(r'(?:always|one of|either|can be|must be)\s+(?=")')
_BARE = re.compile(r"must be ([a-z_]+)(?:$|\.)")
_SPAN = re.compile(r"(\d+)-(\d+) (characters|bytes)")


class Specification:
    """Methods and types of one version of the Bot API, as checks.

    `path` is a JSON file {"methods": {name: {fields, returns}}, "types": {name: {fields or
    subtypes}}}, each field with name, types, required and description.
    """

    def __init__(self, path: Path) -> None:
        described = json.loads(path.read_text(encoding="utf-8"))
        self.version: str = described["version"]
        self._types: Json = described["types"]
        self._methods: Json = described["methods"]
        self._checks: dict[str, Check] = {}
        self._fields: dict[str, dict[str, tuple[Check, list[str], bool]]] = {
            name: _fields_of(self, method) for name, method in self._methods.items()
        }

    def call_problems(
        self, method: str, values: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> list[str]:
        """What is wrong with a call's parameters."""
        if method not in self._fields:
            return [f"{method}: no such method"]
        problems: list[str] = []
        fields = self._fields[method]
        for name, value in values.items():
            if name not in fields:
                problems.append(f"{method}.{name}: no such parameter")
                continue
            check, types, _ = fields[name]
            if value is not None:
                check(_decoded(value, types), f"{method}.{name}", problems)
        problems += [
            f"{method}.{name}: missing"
            for name, (_, _, is_needed) in fields.items()
            if is_needed and values.get(name) is None and name not in files
        ]
        return problems

    def result_problems(self, method: str, result: Any) -> list[str]:
        """What is wrong with an answer."""
        problems: list[str] = []
        self.check_of(self._methods[method]["returns"])(result, method, problems)
        return problems

    def problems(self, type_name: str, value: Any) -> list[str]:
        """What is wrong with a value of a type, such as Update."""
        found: list[str] = []
        self.check_of([type_name])(value, type_name, found)
        return found

    def check_of(self, types: list[str]) -> Check:
        """The check of a value that may be of any of some types."""
        checks = [self._check(name) for name in types]
        if len(checks) == 1:
            return checks[0]
        return _any_of(checks, " or ".join(types))

    def _check(self, name: str) -> Check:
        if name.startswith("Array of "):
            return _array_of(self._check(name.removeprefix("Array of ")))
        if name in _SIMPLE:
            return _SIMPLE[name]
        if name not in self._checks:
            # Types refer to each other in circles: the check is looked up when it is used.
            self._checks[name] = lambda value, where, found: self._made(name)(value, where, found)
        return self._checks[name]

    def _made(self, name: str) -> Check:
        described = self._types[name]
        if "subtypes" in described:
            made = self._union(name, described["subtypes"])
        else:
            made = _object(name, _fields_of(self, described))
        self._checks[name] = made
        return made

    def _union(self, name: str, subtypes: list[str]) -> Check:
        if name == "MaybeInaccessibleMessage":
            return _maybe_message(self._check("Message"), self._check("InaccessibleMessage"))
        by_mark: dict[tuple[str, str], Check] = {}
        for subtype in subtypes:
            for field in self._types[subtype].get("fields", []):
                words = _enum_of(field)
                if words and len(words) == 1:
                    by_mark[field["name"], words[0]] = self._check(subtype)
                    break
        if len(by_mark) < len(subtypes):
            return _any_of([self._check(one) for one in subtypes], name)
        return _marked(name, by_mark)


def _fields_of(
    specification: Specification, described: Json
) -> dict[str, tuple[Check, list[str], bool]]:
    return {
        field["name"]: (
            _limited(specification.check_of(field["types"]), field),
            field["types"],
            field["required"],
        )
        for field in described.get("fields", [])
    }


def _decoded(value: Any, types: list[str]) -> Any:
    if not isinstance(value, str) or "String" in types or "InputFile" in types:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _enum_of(field: Json) -> list[str]:
    text: str = field["description"]
    found = _WORDS.search(text)
    if found:
        sentence = re.split(r"\.(?:\s|$)", text[found.end() :])[0]
        return re.findall(r'"([^"]+)"', sentence)
    bare = _BARE.search(text)
    return [bare.group(1)] if bare and field["types"] == ["String"] else []


def _limited(check: Check, field: Json) -> Check:
    if field["types"] != ["String"]:
        return check
    words = frozenset(_enum_of(field))
    span = _SPAN.search(field["description"])
    if "after entities parsing" in field["description"]:
        span = None

    def checked(value: Any, where: str, found: list[str]) -> None:
        before = len(found)
        check(value, where, found)
        if len(found) > before:
            return
        if words and value not in words:
            found.append(f"{where}: {value!r} is none of {sorted(words)}")
        if span:
            length = len(value.encode()) if span.group(3) == "bytes" else len(value)
            if not int(span.group(1)) <= length <= int(span.group(2)):
                found.append(f"{where}: {length} {span.group(3)}, allowed are {span.group()}")

    return checked if words or span else check


def _simple(name: str, is_one: Callable[[Any], bool]) -> Check:
    def check(value: Any, where: str, found: list[str]) -> None:
        if not is_one(value):
            found.append(f"{where}: {name} expected, not {type(value).__name__}")

    return check


def _array_of(inner: Check) -> Check:
    def check(value: Any, where: str, found: list[str]) -> None:
        if not isinstance(value, list):
            found.append(f"{where}: Array expected, not {type(value).__name__}")
            return
        for index, one in enumerate(value):
            inner(one, f"{where}[{index}]", found)

    return check


def _any_of(checks: list[Check], name: str) -> Check:
    def check(value: Any, where: str, found: list[str]) -> None:
        attempts: list[list[str]] = []
        for one in checks:
            problems: list[str] = []
            one(value, where, problems)
            if not problems:
                return
            attempts.append(problems)
        found.append(f"{where}: not a {name}: {min(attempts, key=len)[0]}")

    return check


def _object(name: str, fields: dict[str, tuple[Check, list[str], bool]]) -> Check:
    def check(value: Any, where: str, found: list[str]) -> None:
        if not isinstance(value, dict):
            found.append(f"{where}: {name} expected, not {type(value).__name__}")
            return
        for key, one in value.items():
            field = fields.get(key)
            if field is None:
                found.append(f"{where}.{key}: {name} has no such field")
            elif one is not None:
                field[0](one, f"{where}.{key}", found)
        found.extend(
            f"{where}.{key}: missing in {name}"
            for key, (_, _, is_needed) in fields.items()
            if is_needed and value.get(key) is None
        )

    return check


def _marked(name: str, by_mark: dict[tuple[str, str], Check]) -> Check:
    keys = {key for key, _ in by_mark}

    def check(value: Any, where: str, found: list[str]) -> None:
        if isinstance(value, dict):
            for key in keys:
                one = by_mark.get((key, value.get(key, "")))
                if one is not None:
                    one(value, where, found)
                    return
        found.append(f"{where}: no kind of {name}")

    return check


def _maybe_message(message: Check, inaccessible: Check) -> Check:
    def check(value: Any, where: str, found: list[str]) -> None:
        is_gone = isinstance(value, dict) and value.get("date") == 0
        (inaccessible if is_gone else message)(value, where, found)

    return check


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_SIMPLE: dict[str, Check] = {
    "Integer": _simple("Integer", _is_integer),
    "Float": _simple("Float", lambda v: _is_integer(v) or isinstance(v, float)),
    "String": _simple("String", lambda v: isinstance(v, str)),
    "Boolean": _simple("Boolean", lambda v: isinstance(v, bool)),
    "InputFile": _simple("InputFile", lambda v: isinstance(v, str)),
}
